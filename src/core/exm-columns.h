/* exm-columns.h - what is held in memory of each row
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-dataset.h"
#include "exm-worker.h"

G_BEGIN_DECLS

/* Private to core.
 *
 * The columns that filters, counters and the table's cells need of every row:
 * 28 bytes a row. On disk they lie in chunks of EXM_CHUNK_ROWS rows, one blob a
 * column, changed in place; a million rows open in a few milliseconds, where
 * reading them out of the text table takes half a second (measured).
 *
 * Index = row id; element 0 is unused. `n` is one past the highest id given.
 * Written only by `db-write` while it holds the writer lock, within the
 * transaction (put back when that fails; rows of an import come after it).
 */

#define EXM_CHUNK_ROWS 1024

/* bits */
#define EXM_BIT_ALIVE (1 << 0) /* not deleted */
#define EXM_BIT_SKIPPED (1 << 1)
#define EXM_BIT_FLAGGED (1 << 2)
#define EXM_BIT_OUTPUT (1 << 3)       /* has an output text in the table */
#define EXM_BIT_EMPTY (1 << 4)        /* the post is empty */
#define EXM_BIT_OTHER_SYSTEM (1 << 5) /* has a system instruction of its own */
#define EXM_BIT_INPUT_VERBATIM (1 << 6)
#define EXM_BIT_OUTPUT_VERBATIM (1 << 7)

/* split: an ExmSplit, and whether it was chosen by hand */
#define EXM_SPLIT_SIDE 3
#define EXM_SPLIT_HELD (1 << 2)

typedef struct
{
  guint32  n;
  guint16 *label; /* as stored: resolve by exm_label_table */
  guint8  *bits;
  guint8  *split;
  guint32 *chars;       /* characters of the post */
  guint32 *tokens;      /* rough, of input + output + earlier turns + own system */
  guint32 *bytes;       /* of the same texts */
  guint64 *hash;        /* of the post, folded (ExmProblem); equal = same post */
  guint32 *output_hash; /* of the output text, 0 = none; labels are not in it */
} ExmColumns;

/* Maps a stored label to the one that counts: merges followed, deleted = 0. */
typedef struct
{
  guint16  n;
  guint16 *effective;
} ExmLabelMap;

/**
 * _exm_dataset_lock_read: shared lock over columns, label map, and order; hold
 * it for milliseconds only. Any thread but not the main one for more than O(1).
 */
const ExmColumns  *_exm_dataset_lock_read (ExmDataset *self);
void               _exm_dataset_unlock_read (ExmDataset *self);
const ExmLabelMap *_exm_dataset_get_label_map (ExmDataset *self);

/**
 * _exm_dataset_dup_order: (lock held) row ids that are alive, in list order.
 * O(rows), a memcpy when nothing was ever moved or deleted.
 */
ExmRowId *_exm_dataset_dup_order (ExmDataset *self,
                                  gsize      *n_ids);

/**
 * _exm_dataset_get_reader: the `db-read` worker; _exm_dataset_get_read_db its
 * connection, to be used on that worker only.
 */
ExmWorker      *_exm_dataset_get_reader (ExmDataset *self);
struct sqlite3 *_exm_dataset_get_read_db (ExmDataset *self);

/**
 * _exm_dataset_duplicates: (lock held) fills @bits (one byte a row id, 0-initialised
 * by the callee) with 1 = a copy of an earlier post, 2 = in a group whose outputs
 * differ, 4 = stands more than once, this one or another the first.
 */
guint8 *_exm_dataset_dup_duplicate_bits (ExmDataset *self);

/**
 * _exm_dataset_count_copies: (lock held) how many other rows have the same post.
 * @counts: (array length=n_ids) (out): by place in @ids
 *
 * O(rows): 20 to 60 ms a million.
 */
void _exm_dataset_count_copies (ExmDataset     *self,
                                const ExmRowId *ids,
                                gsize           n_ids,
                                guint32        *counts);

/**
 * _exm_dataset_get_token_threshold: (lock held) a row whose `tokens` are above this is
 * too long; %G_MAXUINT32 when no limit is known. Task text is taken off already.
 */
guint32 _exm_dataset_get_token_threshold (ExmDataset *self);

/* Hits of a search that is still under way, in list order; @ids is the callee's. */
typedef void (*ExmRowsFound) (ExmRowId *ids,
                              gsize     n_ids,
                              gpointer  user_data);

/* query.c, used by commands on `db-write` for targets: rows of a query, with the
 * connection of the calling worker. */
ExmRowId *_exm_query_run (ExmDataset     *self,
                          struct sqlite3 *db,
                          const ExmQuery *query,
                          GCancellable   *cancellable,
                          gsize          *n_ids,
                          GError        **error);

/* As above; @found is told first hits when they will stay in that order. */
ExmRowId *_exm_query_run_telling (ExmDataset     *self,
                                  struct sqlite3 *db,
                                  const ExmQuery *query,
                                  ExmRowsFound    found,
                                  gpointer        found_data,
                                  GCancellable   *cancellable,
                                  gsize          *n_ids,
                                  GError        **error);

/* fold.c */
guint64 _exm_fold_hash (const char *text,
                        gsize       length);

G_END_DECLS
