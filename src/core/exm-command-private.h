/* exm-command-private.h - what a command holds, and how it runs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-command.h"
#include "exm-store-private.h"

G_BEGIN_DECLS

typedef enum
{
  EXM_COMMAND_ADD,
  EXM_COMMAND_DUPLICATE,
  EXM_COMMAND_DELETE,
  EXM_COMMAND_MOVE,
  EXM_COMMAND_SET_INPUT,
  EXM_COMMAND_MAP_INPUTS,
  EXM_COMMAND_SET_LABEL,
  EXM_COMMAND_SET_LABEL_NAMED,
  EXM_COMMAND_SET_OUTPUT,
  EXM_COMMAND_SET_NOTE,
  EXM_COMMAND_SET_MARK,
  EXM_COMMAND_SET_SPLIT,
  EXM_COMMAND_SET_SYSTEM,
  EXM_COMMAND_SET_TASK,
  EXM_COMMAND_LABEL_ADD,
  EXM_COMMAND_LABEL_EDIT,
  EXM_COMMAND_LABEL_MERGE,
  EXM_COMMAND_LABEL_DELETE,
  EXM_COMMAND_LABEL_ORDER,
  EXM_COMMAND_LABEL_SHIFT,
  EXM_COMMAND_DECIDE_AGAIN,
  EXM_COMMAND_DELETE_DUPLICATES,
  EXM_COMMAND_QUARANTINE_EDIT,
  EXM_COMMAND_QUARANTINE_DROP,
  EXM_COMMAND_QUARANTINE_TAKE,
  EXM_COMMAND_GROUP,
  EXM_N_COMMANDS
} ExmCommandKind;

struct _ExmCommand
{
  gatomicrefcount ref_count;
  ExmCommandKind  kind;

  ExmTarget *target;
  GPtrArray *items;  /* of ExmExample, or of ExmCommand in a group */
  GArray    *labels; /* of ExmLabelId */
  char      *text;   /* NULL where the command says so */
  GBytes    *bytes;
  guint32    id;     /* of a row, a label or a quarantined line */
  guint32    before; /* a row or label; in a shift, how many of the labels are moved */
  guint32    value;  /* label, mark, split, field, key, has_system, up: by the kind */

  ExmInputMap    map;
  gpointer       map_data;
  GDestroyNotify map_destroy;
};

/* One run: what it needs and what came of it. */
typedef struct
{
  ExmDataset   *dataset; /* for queries */
  ExmStore     *store;
  GCancellable *cancellable;

  /* What came of it; the step's name is made of step, n, a and b. */
  guint      step;
  guint      n;
  char      *a;
  char      *b;
  ExmRowId   first_row;
  ExmLabelId label;
} ExmRun;

void _exm_run_clear (ExmRun *run);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ExmRun, _exm_run_clear)
void _exm_run_name (ExmRun     *run,
                    guint       step,
                    const char *a,
                    const char *b);

/* Within a step that was begun; the caller writes the history and commits. */
gboolean _exm_command_run (ExmCommand *self,
                           ExmRun     *run,
                           GError    **error);

/* Rows of a target that are alive, ascending or in list order; (transfer full). */
ExmRowId *_exm_run_resolve (ExmRun          *run,
                            const ExmTarget *target,
                            gboolean         in_order,
                            gsize           *n_ids,
                            GError         **error);

/* One function a kind, in command-rows.c, command-texts.c, command-place.c, command-labels.c. */
typedef gboolean (*ExmRunFunc) (const ExmCommand *self,
                                ExmRun           *run,
                                GError          **error);

gboolean _exm_run_add (const ExmCommand *self, ExmRun *run, GError **error);
gboolean _exm_run_duplicate (const ExmCommand *self, ExmRun *run, GError **error);
gboolean _exm_run_delete (const ExmCommand *self, ExmRun *run, GError **error);
gboolean _exm_run_move (const ExmCommand *self, ExmRun *run, GError **error);
gboolean _exm_run_set_input (const ExmCommand *self, ExmRun *run, GError **error);
gboolean _exm_run_map_inputs (const ExmCommand *self, ExmRun *run, GError **error);
gboolean _exm_run_set_label (const ExmCommand *self, ExmRun *run, GError **error);
gboolean _exm_run_set_label_named (const ExmCommand *self, ExmRun *run, GError **error);
gboolean _exm_run_set_output (const ExmCommand *self, ExmRun *run, GError **error);
gboolean _exm_run_set_note (const ExmCommand *self, ExmRun *run, GError **error);
gboolean _exm_run_set_mark (const ExmCommand *self, ExmRun *run, GError **error);
gboolean _exm_run_set_split (const ExmCommand *self, ExmRun *run, GError **error);
gboolean _exm_run_set_system (const ExmCommand *self, ExmRun *run, GError **error);
gboolean _exm_run_set_task (const ExmCommand *self, ExmRun *run, GError **error);
gboolean _exm_run_label_add (const ExmCommand *self, ExmRun *run, GError **error);
gboolean _exm_run_label_edit (const ExmCommand *self, ExmRun *run, GError **error);
gboolean _exm_run_label_merge (const ExmCommand *self, ExmRun *run, GError **error);
gboolean _exm_run_label_delete (const ExmCommand *self, ExmRun *run, GError **error);
gboolean _exm_run_label_order (const ExmCommand *self, ExmRun *run, GError **error);
gboolean _exm_run_label_shift (const ExmCommand *self, ExmRun *run, GError **error);
gboolean _exm_run_decide_again (const ExmCommand *self, ExmRun *run, GError **error);
gboolean _exm_run_delete_duplicates (const ExmCommand *self, ExmRun *run, GError **error);
gboolean _exm_run_quarantine_edit (const ExmCommand *self, ExmRun *run, GError **error);
gboolean _exm_run_quarantine_drop (const ExmCommand *self, ExmRun *run, GError **error);
gboolean _exm_run_quarantine_take (const ExmCommand *self, ExmRun *run, GError **error);

/* Returns: the label of that name, made when there is none; 0 = @error. */
ExmLabelId _exm_run_ensure_label (ExmRun     *run,
                                  const char *name,
                                  GError    **error);

/* What a new input in place of one of @old_length bytes changes of the row's cells. */
void _exm_cells_change_input (ExmCells   *cells,
                              gsize       old_length,
                              const char *text,
                              gsize       length);

/* Takes @ids (ascending) away. */
gboolean _exm_run_delete_rows (ExmRun         *run,
                               const ExmRowId *ids,
                               gsize           n_ids,
                               GError        **error);

gboolean _exm_run_add_examples (ExmRun    *run,
                                GPtrArray *examples,
                                ExmRowId   before,
                                GError   **error);

/* dataset-read.c: one example, whole, from any connection. */
ExmExample *_exm_example_read (sqlite3 *db,
                               ExmRowId id,
                               GError **error);

ExmExample *_exm_example_read_bare (sqlite3 *db,
                                    ExmRowId id);

/* From the store's own connection and memory. */
ExmExample *_exm_store_dup_example (ExmStore *store,
                                    ExmRowId  id,
                                    GError  **error);

G_END_DECLS
