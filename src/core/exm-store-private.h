/* exm-store-private.h - the writing side of an open dataset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <sqlite3.h>

#include "exm-columns.h"
#include "exm-duplicates-private.h"
#include "exm-journal-private.h"
#include "exm-labels-private.h"
#include "exm-order-private.h"
#include "exm-schema-private.h"
#include "exm-sql-private.h"
#include "exm-tally-private.h"

G_BEGIN_DECLS

/* Everything `db-write` has: the connection, the columns, the counters and the
 * step under way. All functions here run on `db-write` (or on the one thread of
 * a store that has no workers: creating, rescuing), except what says "lock held".
 *
 * A step:  _exm_store_begin ─► primitives below, each of which changes the file,
 * the memory, the counters and the journal together ─► _exm_store_commit, or
 * _exm_store_abort, which reads the memory anew from the file.
 *
 * Undo and redo replay the journal through the same primitives, so nothing is
 * written twice: neither code nor meaning.
 */

/* The values of one row's columns. */
typedef struct
{
  guint16 label;
  guint8  bits;
  guint8  split;
  guint32 chars;
  guint32 tokens;
  guint32 bytes;
  guint64 hash;
  guint32 output_hash;
} ExmCells;

typedef struct
{
  guint64  hash;
  guint32  chars;
  gboolean is_blank;
} ExmInputMeasure;

/* What a step changed, for ExmChange. */
#define EXM_CHANGE_MAX_ROWS 256

typedef struct
{
  GArray *rows; /* of ExmRowId, at most EXM_CHANGE_MAX_ROWS */
  guint   all_rows : 1;
  guint   structure : 1;
  guint   labels : 1;
  guint   task : 1;
} ExmChangeSet;

/* Texts beside the columns; names in the journal: never renumber. */
typedef enum
{
  EXM_TEXT_INPUT,
  EXM_TEXT_OUTPUT,
  EXM_TEXT_NOTE,
  EXM_TEXT_SYSTEM, /* value: u32 id in system_text, 0 = none at all; NULL = the task's */
  EXM_TEXT_TURNS,
  EXM_TEXT_RAW, /* value: 4 bytes dialect, then the line */
} ExmTextColumn;

#define EXM_N_TEXTS 6

enum
{
  EXM_STMT_BEGIN,
  EXM_STMT_COMMIT,
  EXM_STMT_INPUT_GET,
  EXM_STMT_OUTPUT_GET,
  EXM_STMT_NOTE_GET,
  EXM_STMT_SYSTEM_GET,
  EXM_STMT_TURNS_GET,
  EXM_STMT_RAW_GET,
  EXM_STMT_INPUT_SET,
  EXM_STMT_OUTPUT_SET,
  EXM_STMT_NOTE_SET,
  EXM_STMT_SYSTEM_SET,
  EXM_STMT_TURNS_SET,
  EXM_STMT_RAW_SET,
  EXM_STMT_NOTE_DROP,
  EXM_STMT_SYSTEM_DROP,
  EXM_STMT_TURNS_DROP,
  EXM_STMT_RAW_DROP,
  EXM_STMT_SYSTEM_TEXT_FIND,
  EXM_STMT_SYSTEM_TEXT_ADD,
  EXM_STMT_SYSTEM_TEXT_OF,
  EXM_STMT_EXAMPLE_ADD,
  EXM_STMT_ORIGIN_ADD,
  EXM_STMT_CHUNK_ADD,
  EXM_STMT_MOVED_SET,
  EXM_STMT_MOVED_DROP,
  EXM_STMT_LABEL_SET,
  EXM_STMT_LABEL_DROP,
  EXM_STMT_TALLY_SET,
  EXM_STMT_COUNTER_SET,
  EXM_STMT_TASK_SET,
  EXM_STMT_SOURCE_ADD,
  EXM_STMT_QUARANTINE_ADD,
  EXM_STMT_QUARANTINE_GONE,
  EXM_STMT_QUARANTINE_BYTES_GET,
  EXM_STMT_QUARANTINE_BYTES_SET,
  EXM_STMT_QUARANTINE_STATE,
  EXM_STMT_HISTORY_ADD,
  EXM_STMT_HISTORY_GET,
  EXM_STMT_HISTORY_CUT,
  EXM_STMT_HISTORY_PART_ADD,
  EXM_STMT_HISTORY_PART_GET,
  EXM_STMT_HISTORY_PART_CUT,
  EXM_N_STMTS,
};

typedef struct _ExmStore
{
  sqlite3      *db;
  sqlite3_stmt *stmts[EXM_N_STMTS];

  /* Under `lock`: read by any thread, written by db-write. */
  GRWLock     lock;
  ExmColumns  columns;
  guint32     capacity; /* rows the arrays have room for, a multiple of EXM_CHUNK_ROWS */
  guint32     n_chunks; /* chunks of each column in the file */
  ExmLabelMap map;
  ExmOrder    order;
  guint32     token_threshold;

  /* Held by db-write from the first change of a step's rows to its end, and by
   * who wants a snapshot of the file that agrees with the memory. */
  GMutex step_lock;

  ExmLabels     labels;
  ExmTask      *task;
  ExmTally      tally;
  ExmDuplicates duplicates;
  gint64        counters[EXM_COUNTER_NEXT_RECORD + 1]; /* as in the file */
  guint         token_limit;                           /* of the model, 0 = none */
  gint64        undo_seq;                              /* last step that holds */
  gint64        last_seq;                              /* last step there is */

  /* The step under way. */
  char        *who; /* makes the step; NULL = the account, "" = nobody */
  ExmJournal   journal;
  ExmChangeSet change;
  guint64      n_text_changes;
  guint        in_step : 1;
  guint        step_locked : 1;
  guint        touched : 1;   /* memory changed by more than the journal tells */
  guint        replaying : 1; /* the journal is played, not written */
  guint        damaged : 1;   /* SQLite called the file corrupt: no more writing */
} ExmStore;

/* store.c */
ExmStore *_exm_store_new (sqlite3 *db);

/* The memory stays. */
void     _exm_store_close_db (ExmStore *self);
void     _exm_store_free (ExmStore *self);
gboolean _exm_store_load (ExmStore *self,
                          GError  **error);

/* All but the columns: enough for the stats. */
gboolean      _exm_store_load_counters (ExmStore *self,
                                        GError  **error);
gboolean      _exm_store_begin (ExmStore *self,
                                GError  **error);
void          _exm_store_lock_step (ExmStore *self);
gboolean      _exm_store_commit (ExmStore *self,
                                 GError  **error);
void          _exm_store_abort (ExmStore *self);
sqlite3_stmt *_exm_store_stmt (ExmStore *self,
                               guint     which,
                               GError  **error);
gboolean      _exm_store_is_alive (ExmStore *self,
                                   ExmRowId  id);
gboolean      _exm_store_set_counter (ExmStore  *self,
                                      ExmCounter which,
                                      gint64     value,
                                      GError   **error);

/* store-columns.c */
gpointer _exm_columns_at (const ExmColumns *columns,
                          ExmColumn         column,
                          guint32           row);
guint    _exm_column_size (ExmColumn column);
void     _exm_store_get_cells (ExmStore *self,
                               ExmRowId  id,
                               ExmCells *cells);
void     _exm_columns_reserve (ExmStore *self,
                               guint32   n);
gboolean _exm_columns_load (ExmStore *self,
                            GError  **error);
void     _exm_columns_clear (ExmColumns *columns);

/* Writes rows [first, last] of all columns to their chunks. */
gboolean _exm_columns_write (ExmStore *self,
                             ExmRowId  first,
                             ExmRowId  last,
                             GError  **error);

/**
 * _exm_store_set_column: the primitive under every change of a column.
 * @index: (array length=n): rows within @chunk, ascending
 * @values: one, when @constant, or n, each of the column's size
 */
gboolean _exm_store_set_column (ExmStore      *self,
                                ExmColumn      column,
                                guint32        chunk,
                                const guint16 *index,
                                guint          n,
                                gconstpointer  values,
                                gboolean       constant,
                                GError       **error);

/* As above with the values of @column out of @cells; rows that have them already
 * are left out. */
gboolean _exm_store_set_cells (ExmStore       *self,
                               ExmColumn       column,
                               guint32         chunk,
                               const guint16  *index,
                               guint           n,
                               const ExmCells *cells,
                               GError        **error);

/**
 * _exm_store_set_range_alive: for rows just added, or taken back by undo.
 */
gboolean _exm_store_set_range_alive (ExmStore *self,
                                     ExmRowId  first,
                                     ExmRowId  last,
                                     gboolean  alive,
                                     GError  **error);

/* store-texts.c */

/* Returns: (nullable): NULL when there is none; @error tells failures. */
GBytes  *_exm_store_get_text (ExmStore     *self,
                              ExmTextColumn which,
                              ExmRowId      id,
                              GError      **error);
gboolean _exm_store_set_text (ExmStore     *self,
                              ExmTextColumn which,
                              ExmRowId      id,
                              GBytes       *value,
                              GError      **error);
gboolean _exm_store_write_text (ExmStore     *self,
                                ExmTextColumn which,
                                ExmRowId      id,
                                GBytes       *value,
                                GError      **error);

/* Returns: id of @text in system_text, made when it is new; 0 on error. */
gint64 _exm_store_system_text_id (ExmStore   *self,
                                  const char *text,
                                  gsize       length,
                                  GError    **error);

/* What the row's own system instruction adds to its tokens and bytes. */
gboolean _exm_store_measure_system (ExmStore *self,
                                    ExmRowId  id,
                                    guint32  *tokens,
                                    guint32  *bytes,
                                    GError  **error);

/* The value of EXM_TEXT_SYSTEM for @text; %NULL on error. */
GBytes *_exm_store_system_value (ExmStore   *self,
                                 const char *text,
                                 GError    **error);
GBytes *_exm_raw_pack (guint       dialect,
                       const char *line,
                       gsize       length);
GBytes *_exm_turns_pack (const ExmTurn *turns,
                         gsize          n_turns);

/* Returns: (nullable): NULL when the bytes are no turns. */
GPtrArray *_exm_turns_unpack (const guint8 *data,
                              gsize         length);

/* store-misc.c */
gboolean _exm_store_set_positions (ExmStore       *self,
                                   const ExmRowId *ids,
                                   const gint64   *positions,
                                   gsize           n,
                                   GError        **error);
gboolean _exm_store_set_label_row (ExmStore          *self,
                                   const ExmLabelRow *row,
                                   ExmLabelId         id,
                                   GError           **error);
char   **_exm_store_task_field (ExmTask *task,
                                int      field);
gboolean _exm_store_set_task_field (ExmStore    *self,
                                    ExmTaskField field,
                                    const char  *value,
                                    GError     **error);
gboolean _exm_store_set_quarantine_gone (ExmStore *self,
                                         guint     first,
                                         guint     last,
                                         gboolean  gone,
                                         GError  **error);
gboolean _exm_store_set_quarantine_bytes (ExmStore *self,
                                          guint     id,
                                          GBytes   *bytes,
                                          GError  **error);

/* After labels or task changed: the map, what depends on it, the token threshold. */
void _exm_store_update_map (ExmStore *self);
void _exm_store_update_threshold (ExmStore *self);

/* store-rows.c */

/**
 * _exm_store_add_example: at the end of the ids; its place in the order is the caller's.
 */
gboolean _exm_store_add_example (ExmStore         *self,
                                 const ExmExample *example,
                                 ExmRowId         *id,
                                 GError          **error);
void     _exm_change_row (ExmChangeSet *change,
                          ExmRowId      id);
void     _exm_change_clear (ExmChangeSet *change);

/* On any thread: what is costly about rows' inputs. */
#define EXM_MEASURE_MAX 64
void _exm_inputs_measure (ExmInputMeasure   *measures,
                          const char *const *inputs,
                          const gsize       *lengths,
                          guint              n);

void     _exm_input_measure (ExmInputMeasure *self,
                             const char      *input,
                             gsize            length);
void     _exm_cells_set_texts (ExmCells              *cells,
                               const ExmInputMeasure *input,
                               gsize                  input_length,
                               const char            *output,
                               gsize                  output_length);
void     _exm_cells_measure (ExmCells   *cells,
                             const char *input,
                             gsize       input_length,
                             const char *output,
                             gsize       output_length);
void     _exm_cells_add_text (ExmCells   *cells,
                              const char *text,
                              gsize       length);
ExmRowId _exm_store_next_row (ExmStore *self);

/* For a row that readers do not see yet: not below `columns.n`. */
void    _exm_store_put_cells (ExmStore       *self,
                              ExmRowId        id,
                              const ExmCells *cells);
guint32 _exm_text_tokens (const char *text,
                          gsize       length);

guint32 _exm_output_hash (const char *text,
                          gsize       length);

/* Rows enter and leave the counters around each change of theirs. */
void _exm_store_rows_leave (ExmStore      *self,
                            guint32        chunk,
                            const guint16 *index,
                            guint          n);
void _exm_store_rows_enter (ExmStore      *self,
                            guint32        chunk,
                            const guint16 *index,
                            guint          n);

/* history.c */
gboolean _exm_history_append (ExmStore   *self,
                              guint       kind,
                              guint       n,
                              const char *a,
                              const char *b,
                              GError    **error);

/* Returns: (transfer full) (nullable): of a label entry, what stands at the reader. */
ExmLabelRow *_exm_history_read_label (ExmReader *reader,
                                      ExmLabelId id);

/* Plays step @seq back or forth. */
gboolean _exm_history_play (ExmStore *self,
                            gint64    seq,
                            gboolean  forth,
                            GError  **error);

/* Returns: (transfer full) (nullable): translated name of a step. */
char *_exm_history_dup_name (ExmStore *self,
                             gint64    seq,
                             guint    *n);
char *_exm_history_format_name (guint       kind,
                                guint       n,
                                const char *a,
                                const char *b);

/* Kinds of steps: stored in the file, never renumber. */
typedef enum
{
  EXM_STEP_ADD = 1,
  EXM_STEP_DUPLICATE,
  EXM_STEP_DELETE,
  EXM_STEP_MOVE,
  EXM_STEP_INPUT,
  EXM_STEP_LABEL,
  EXM_STEP_UNLABEL,
  EXM_STEP_OUTPUT,
  EXM_STEP_NOTE,
  EXM_STEP_SKIP,
  EXM_STEP_FLAG,
  EXM_STEP_UNMARK,
  EXM_STEP_SPLIT,
  EXM_STEP_SYSTEM,
  EXM_STEP_TASK_SYSTEM,
  EXM_STEP_TASK_INPUT,
  EXM_STEP_TASK_OUTPUT,
  EXM_STEP_TASK_GUIDELINE,
  EXM_STEP_LABEL_ADD,
  EXM_STEP_LABEL_RENAME,
  EXM_STEP_LABEL_COLOR,
  EXM_STEP_LABEL_KEY,
  EXM_STEP_LABEL_DEFINITION,
  EXM_STEP_LABEL_MERGE,
  EXM_STEP_LABEL_DELETE,
  EXM_STEP_LABEL_MOVE,
  EXM_STEP_DELETE_DUPLICATES,
  EXM_STEP_QUARANTINE_EDIT,
  EXM_STEP_QUARANTINE_DROP,
  EXM_STEP_QUARANTINE_TAKE,
  EXM_STEP_GROUP,
  EXM_STEP_IMPORT,
  EXM_STEP_TASK_UPLOAD_MASK,
  EXM_STEP_LABELS_APART,
} ExmStep;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmStore, _exm_store_free)

G_END_DECLS
