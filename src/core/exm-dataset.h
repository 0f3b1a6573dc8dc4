/* exm-dataset.h - one dataset file, open
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "exm-command.h"
#include "exm-data-error.h"
#include "exm-example.h"
#include "exm-import-sink.h"
#include "exm-label.h"
#include "exm-query.h"
#include "exm-row-ids.h"
#include "exm-stats.h"
#include "exm-task.h"

G_BEGIN_DECLS

#define EXM_DATASET_EXTENSION ".exemplar"
#define EXM_DATASET_MIME_TYPE "application/x-exemplar"

/* "EXMP" in the file's header (SQLite's application_id). */
#define EXM_DATASET_APPLICATION_ID 0x45584d50

#define EXM_TYPE_DATASET (exm_dataset_get_type ())
G_DECLARE_FINAL_TYPE (ExmDataset, exm_dataset, EXM, DATASET, GObject)

/**
 * ExmDataset:
 *
 * The front of one open file. Belongs to the thread that opened it (its "owner",
 * the main thread in the window): signals and callbacks come there, through that
 * thread's default main context. Two named threads stand behind it: `db-write`
 * owns the writing connection, `db-read` a read-only one. Functions named _sync
 * wait for a worker and are for command line, tests and other workers: never
 * call them on a main thread that shows a window.
 *
 * Properties: `file`, `name`, `read-only`, `read-only-reason` (translated
 * sentence or NULL), `stats` (#ExmStats), `task` (#ExmTask), `can-undo`,
 * `can-redo`, `undo-name`, `redo-name` (translated, "Label 312 posts
 * “Positive”"), `saving` (an edit is on its way to the disk). All notify on the
 * owner's thread after the transaction is on disk.
 *
 * Signal `changed (ExmChange *)`: after each committed change, whatever made it.
 */

/**
 * ExmChange:
 * @rows: (array length=n_rows): rows whose content changed, when they are few
 * @all_rows: many rows may have changed: drop every page
 * @structure: rows came, went or moved: run the query again
 * @labels: labels were added, renamed, moved …
 * @task: a task field changed
 */
typedef struct
{
  const ExmRowId *rows;
  gsize           n_rows;
  guint           all_rows : 1;
  guint           structure : 1;
  guint           labels : 1;
  guint           task : 1;
} ExmChange;

typedef enum
{
  EXM_OPEN_DEFAULT = 0,
  EXM_OPEN_READ_ONLY = 1 << 0,
} ExmOpenFlags;

/* --- open, create, close ------------------------------------------------- */

/**
 * exm_dataset_open_async:
 *
 * Opens an existing file; migrates an older one; checks integrity after an
 * unclean end. A newer file, or one in a folder that cannot be written, opens
 * read-only with a reason. Fails with %EXM_DATA_ERROR_CORRUPT (file not
 * touched), BUSY (open for writing in another process), NOT_FOUND, INVALID (not
 * a dataset).
 */
void        exm_dataset_open_async (GFile              *file,
                                    ExmOpenFlags        flags,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
ExmDataset *exm_dataset_open_finish (GAsyncResult *result,
                                     GError      **error);
ExmDataset *exm_dataset_open_sync (GFile       *file,
                                   ExmOpenFlags flags,
                                   GError     **error);

/**
 * exm_dataset_create_sync:
 *
 * Makes a new empty file (0600, in a folder made 0700 if need be); refuses an
 * existing name (%EXM_DATA_ERROR_CONFLICT). For a worker thread, then open it.
 */
gboolean exm_dataset_create_sync (GFile   *file,
                                  GError **error);

/**
 * exm_dataset_create_with_import_sync:
 * @source_name: shown in the source column and in history
 *
 * Makes a new file filled by @func: written beside it under a temporary name
 * without a journal, synced, renamed: the file is there whole or not at all.
 * This is the fast way in (a million rows in about a second).
 */
gboolean exm_dataset_create_with_import_sync (GFile        *file,
                                              const char   *source_name,
                                              ExmImportFunc func,
                                              gpointer      user_data,
                                              GCancellable *cancellable,
                                              GError      **error);

/**
 * exm_dataset_rescue_sync:
 * @n_rows: (out) (optional): examples that could be read
 *
 * Copies what is readable of a damaged file into a new one; never writes to @damaged.
 */
gboolean exm_dataset_rescue_sync (GFile        *damaged,
                                  GFile        *into,
                                  guint        *n_rows,
                                  GCancellable *cancellable,
                                  GError      **error);

/**
 * exm_dataset_close_sync:
 *
 * Waits until all queued edits are on disk and ends the workers. Also done (in
 * the background) when the last reference goes.
 */
void exm_dataset_close_sync (ExmDataset *self);
void exm_dataset_close_async (ExmDataset         *self,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
void exm_dataset_close_finish (ExmDataset   *self,
                               GAsyncResult *result);

/* --- what is in it (owner's thread, never waits) -------------------------- */

GFile          *exm_dataset_get_file (ExmDataset *self);
const char     *exm_dataset_get_name (ExmDataset *self);
gboolean        exm_dataset_is_read_only (ExmDataset *self);
const char     *exm_dataset_get_read_only_reason (ExmDataset *self);
const ExmStats *exm_dataset_get_stats (ExmDataset *self);
const ExmTask  *exm_dataset_get_task (ExmDataset *self);
gboolean        exm_dataset_is_saving (ExmDataset *self);

/**
 * exm_dataset_get_labels:
 *
 * Returns: (transfer none): list model of #ExmLabel in the user's order, kept
 *   up to date; the same item for a label as long as it lives.
 */
GListModel *exm_dataset_get_labels (ExmDataset *self);

/**
 * exm_dataset_get_label:
 *
 * Returns: (transfer none) (nullable): the label, merges followed. O(1).
 */
ExmLabel *exm_dataset_get_label (ExmDataset *self,
                                 ExmLabelId  id);
ExmLabel *exm_dataset_find_label (ExmDataset *self,
                                  const char *name);

/**
 * exm_dataset_set_token_limit:
 * @tokens: the model's limit for one example, 0 = none
 *
 * What %EXM_PROBLEM_TOO_LONG counts against; not stored. The stats follow.
 */
void exm_dataset_set_token_limit (ExmDataset *self,
                                  guint       tokens);

/* --- change it ------------------------------------------------------------ */

/**
 * exm_dataset_run_async:
 *
 * Queues @command on `db-write`; commands run in the order given. The callback
 * comes when it is on disk. %EXM_DATA_ERROR_READ_ONLY, INVALID, NOT_FOUND,
 * CONFLICT, NO_SPACE, IO: nothing was changed.
 */
void        exm_dataset_run_async (ExmDataset         *self,
                                   ExmCommand         *command,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
ExmReceipt *exm_dataset_run_finish (ExmDataset   *self,
                                    GAsyncResult *result,
                                    GError      **error);
ExmReceipt *exm_dataset_run_sync (ExmDataset *self,
                                  ExmCommand *command,
                                  GError    **error);

gboolean    exm_dataset_can_undo (ExmDataset *self);
gboolean    exm_dataset_can_redo (ExmDataset *self);
const char *exm_dataset_get_undo_name (ExmDataset *self);
const char *exm_dataset_get_redo_name (ExmDataset *self);

/**
 * exm_dataset_undo_async: takes the last step back; the receipt names it.
 */
void        exm_dataset_undo_async (ExmDataset         *self,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
void        exm_dataset_redo_async (ExmDataset         *self,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
ExmReceipt *exm_dataset_undo_finish (ExmDataset   *self,
                                     GAsyncResult *result,
                                     GError      **error);
ExmReceipt *exm_dataset_redo_finish (ExmDataset   *self,
                                     GAsyncResult *result,
                                     GError      **error);
ExmReceipt *exm_dataset_undo_sync (ExmDataset *self,
                                   GError    **error);
ExmReceipt *exm_dataset_redo_sync (ExmDataset *self,
                                   GError    **error);

/**
 * exm_dataset_import_async:
 *
 * Runs @func on `db-write` in one transaction and one undo step. Cancelled or
 * failed: the dataset is as it was.
 */
void        exm_dataset_import_async (ExmDataset         *self,
                                      const char         *source_name,
                                      ExmImportFunc       func,
                                      gpointer            user_data,
                                      GDestroyNotify      destroy,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            callback_data);
ExmReceipt *exm_dataset_import_finish (ExmDataset   *self,
                                       GAsyncResult *result,
                                       GError      **error);
ExmReceipt *exm_dataset_import_sync (ExmDataset   *self,
                                     const char   *source_name,
                                     ExmImportFunc func,
                                     gpointer      user_data,
                                     GCancellable *cancellable,
                                     GError      **error);

/* --- read it --------------------------------------------------------------- */

/**
 * exm_dataset_get_example_async: one example, whole, from `db-read`.
 */
void        exm_dataset_get_example_async (ExmDataset         *self,
                                           ExmRowId            id,
                                           GCancellable       *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data);
ExmExample *exm_dataset_get_example_finish (ExmDataset   *self,
                                            GAsyncResult *result,
                                            GError      **error);
ExmExample *exm_dataset_get_example_sync (ExmDataset *self,
                                          ExmRowId    id,
                                          GError    **error);

/**
 * exm_dataset_query_async:
 *
 * On `db-read`. A cancelled query stops at once (sqlite3_interrupt, or the next
 * 1024 rows of a column scan).
 */
void exm_dataset_query_async (ExmDataset         *self,
                              const ExmQuery     *query,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);

/**
 * ExmFoundFunc: first hits of a search under way, in list order; called on the
 * owner's thread, before the callback of the query and never after it.
 */
typedef void (*ExmFoundFunc) (ExmDataset *self,
                              ExmRowIds  *found,
                              gpointer    user_data);

/**
 * exm_dataset_query_found_async:
 * @found: (nullable): told what has been found so far; with @user_data
 *
 * As exm_dataset_query_async(). A search through a million posts takes a quarter of a
 * second: @found gets its first hits after some 20 ms, and more every 200 ms. Only for
 * queries in list order, where what comes later stands below.
 */
void       exm_dataset_query_found_async (ExmDataset         *self,
                                          const ExmQuery     *query,
                                          ExmFoundFunc        found,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
ExmRowIds *exm_dataset_query_finish (ExmDataset   *self,
                                     GAsyncResult *result,
                                     GError      **error);
ExmRowIds *exm_dataset_query_sync (ExmDataset     *self,
                                   const ExmQuery *query,
                                   GCancellable   *cancellable,
                                   GError        **error);

/**
 * ExmExampleFunc:
 * @example: borrowed, valid during the call
 * @label_name: (nullable): name of its label
 *
 * Returns: %FALSE to stop with @error set.
 */
typedef gboolean (*ExmExampleFunc) (const ExmExample *example,
                                    const char       *label_name,
                                    gpointer          user_data,
                                    GError          **error);

/**
 * exm_dataset_foreach_sync:
 * @query: (nullable): all when %NULL
 * @task: (out) (optional) (transfer full): the task of the same snapshot
 *
 * Visits a consistent snapshot in list order, on the calling thread, with a
 * connection of its own; edits may go on meanwhile and are not seen. Streams:
 * memory does not grow with the number of rows.
 */
gboolean exm_dataset_foreach_sync (ExmDataset     *self,
                                   const ExmQuery *query,
                                   ExmTask       **task,
                                   ExmExampleFunc  func,
                                   gpointer        user_data,
                                   GCancellable   *cancellable,
                                   GError        **error);

/**
 * ExmQuarantined: a line waiting in the quarantine; see #ExmQuarantineLine.
 */
typedef struct
{
  guint    id;
  guint64  line;
  char    *source;
  char    *reason;
  char    *message;
  GBytes  *bytes;
  gboolean truncated;
} ExmQuarantined;

void exm_quarantined_free (ExmQuarantined *self);

/**
 * exm_dataset_get_quarantine_async:
 *
 * Returns at finish: (transfer container) (element-type ExmQuarantined): the first @limit lines.
 */
void       exm_dataset_get_quarantine_async (ExmDataset         *self,
                                             guint               limit,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
GPtrArray *exm_dataset_get_quarantine_finish (ExmDataset   *self,
                                              GAsyncResult *result,
                                              GError      **error);
GPtrArray *exm_dataset_get_quarantine_sync (ExmDataset *self,
                                            guint       limit,
                                            GError    **error);

/* --- records: what other rooms keep beside the examples --------------------- */

/**
 * exm_dataset_put_records_sync:
 * @kind: "submission", "try", …; the room that writes it gives it meaning
 * @id: 0 = make a new one
 * @keys: (array length=n): names of values
 * @values: (array length=n) (element-type GBytes) (nullable): %NULL removes a key
 *
 * Stores all in one durable transaction (on disk when it returns). Not part of
 * undo. Never put a secret here: the file is the user's to share.
 *
 * Returns: the record's id, 0 on error.
 */
gint64 exm_dataset_put_records_sync (ExmDataset        *self,
                                     const char        *kind,
                                     gint64             id,
                                     const char *const *keys,
                                     GBytes *const     *values,
                                     gsize              n,
                                     GError           **error);

/**
 * exm_dataset_get_records_sync:
 *
 * Returns: (transfer container) (nullable) (element-type utf8 GBytes): keys and values.
 */
GHashTable *exm_dataset_get_record_sync (ExmDataset *self,
                                         const char *kind,
                                         gint64      id,
                                         GError    **error);

/**
 * exm_dataset_list_records_sync:
 *
 * Returns: (transfer full) (element-type gint64): ids, oldest first.
 */
GArray  *exm_dataset_list_records_sync (ExmDataset *self,
                                        const char *kind,
                                        GError    **error);
gboolean exm_dataset_drop_record_sync (ExmDataset *self,
                                       const char *kind,
                                       gint64      id,
                                       GError    **error);

/* --- look at a file without opening it --------------------------------------- */

/**
 * ExmDatasetInfo: what the library page shows of a file.
 * @job_state: (nullable): value "state" of the newest "submission" record
 * @problem: (nullable): translated reason why it cannot be opened
 */
typedef struct
{
  char  *name;
  guint  n_examples;
  guint  n_labelled;
  guint  n_ready;
  char  *job_state;
  char  *problem;
  gint64 modified;
} ExmDatasetInfo;

/**
 * exm_dataset_peek_sync: reads the counters only: a few ms whatever the size. Never writes.
 */
ExmDatasetInfo *exm_dataset_peek_sync (GFile   *file,
                                       GError **error);
void            exm_dataset_info_free (ExmDatasetInfo *info);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmQuarantined, exm_quarantined_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmDatasetInfo, exm_dataset_info_free)

G_END_DECLS
