/* exm-dataset-private.h - an open dataset from inside
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <sys/stat.h>

#include "exm-command-private.h"
#include "exm-dataset.h"
#include "exm-stats-private.h"
#include "exm-worker.h"

G_BEGIN_DECLS

/* What stands behind the front; outlives it while it is being closed. */
typedef struct
{
  char      *path;
  ExmWorker *writer;
  ExmWorker *reader;
  ExmStore  *store;
  sqlite3   *read_db;
  int        lock_fd;  /* -1 when read-only */
  char      *lock_key; /* in the list of files this process has open */
  gboolean   read_only;
  gboolean   listed;  /* among the files this process has open */
  gboolean   is_good; /* opened whole: may be written to */
  int        shut;    /* atomic: the file is closed; what is in memory stays */
} ExmEngine;

/* What `db-write` tells the owner; several steps may be merged in one. */
typedef struct
{
  const ExmStats *stats;
  ExmTask        *task;      /* NULL = as before */
  GPtrArray      *labels;    /* of ExmLabelRow, NULL = as before */
  guint16        *effective; /* with labels: the label map */
  guint16         n_effective;
  char           *undo_name;
  char           *redo_name;
  GArray         *rows;
  guint           all_rows : 1;
  guint           structure : 1;
  guint           labels_changed : 1;
  guint           task_changed : 1;
} ExmNews;

struct _ExmDataset
{
  GObject parent_instance;

  GFile     *file;
  char      *name;
  char      *read_only_reason;
  ExmEngine *engine;

  GMainContext *context; /* the owner's */
  GThread      *owner;

  /* The owner's view. */
  const ExmStats *stats;
  ExmTask        *task;
  GListStore     *labels;
  GHashTable     *label_by_id;   /* id -> ExmLabel */
  GHashTable     *label_by_name; /* name -> ExmLabel */
  guint16        *effective;
  guint16         n_effective;
  char           *undo_name;
  char           *redo_name;
  char           *who;       /* under news_lock: who makes steps; NULL = the account */
  int             n_pending; /* atomic: steps queued and not yet told */

  GMutex   news_lock;
  ExmNews *news; /* to be told */
  guint    news_queued : 1;
};

/* dataset.c */
void _exm_dataset_post_news (ExmDataset *self);

/* On the owner's thread: takes in what was posted. */
void _exm_dataset_take_news (ExmDataset *self,
                             gboolean    silent);
void _exm_dataset_take_news_if_owner (ExmDataset *self);

/* dataset-open.c */
ExmEngine *_exm_engine_open (GFile       *file,
                             ExmOpenFlags flags,
                             char       **read_only_reason,
                             GError     **error);

/* Ends the workers and closes the file; the memory stays for who still looks. */
void _exm_engine_shut (ExmEngine *engine);
void _exm_engine_free (ExmEngine *engine);

/* The file can be used: not closed yet. */
gboolean _exm_dataset_is_open (ExmDataset *self);
sqlite3 *_exm_db_open (const char *path,
                       const char *mode,
                       GError    **error);

/* A connection that writes nothing, not even SQLite's side files when the folder
 * does not allow them. */
sqlite3 *_exm_db_open_for_look (const char *path,
                                GError    **error);

/* exm-dataset-look.c: before SQLite sees the file, and before SQLite writes to it.
 * @reason: why it can only be read, NULL if it can be written; may be replaced. */
gboolean _exm_file_check_kind (const char  *path,
                               struct stat *info,
                               GError     **error);
gboolean _exm_file_check_header (int      fd,
                                 GError **error);
gboolean _exm_engine_look (ExmEngine         *engine,
                           const struct stat *info,
                           char             **reason,
                           GError           **error);

/* dataset-create.c */
ExmStore *_exm_store_create_at (const char *path,
                                GError    **error);

/* dataset-run.c */

/* Runs @func on `db-write` (or right here when there is none) and waits. */
void _exm_dataset_call_writer (ExmDataset *self,
                               GFunc       func,
                               gpointer    data);
void _exm_dataset_call_reader (ExmDataset *self,
                               GFunc       func,
                               gpointer    data);

/* Imports within one step; commits. */
gboolean _exm_store_run_import (ExmStore     *store,
                                const char   *source_name,
                                ExmImportFunc func,
                                gpointer      user_data,
                                GCancellable *cancellable,
                                ExmRun       *run,
                                GError      **error);

/* import-measure.c */

/* @n: at most EXM_MEASURE_MAX. */
void _exm_import_measure_rows (ExmInputMeasure    *measures,
                               const ExmImportRow *rows,
                               guint               n);

/* import-sink.c */
ExmImportSink *_exm_import_sink_new (ExmStore   *store,
                                     const char *source_name,
                                     GError    **error);
void           _exm_import_sink_free (ExmImportSink *self);
gboolean       _exm_import_sink_finish (ExmImportSink *self,
                                        guint         *n_rows,
                                        ExmRowId      *first_row,
                                        GError       **error);

/* dataset-read.c */
gboolean _exm_dataset_check_open (ExmDataset *self,
                                  GError    **error);

/* Queues on db-read, or answers at once when the dataset is closed. */
void _exm_dataset_queue_read (ExmDataset     *self,
                              int             priority,
                              GTaskThreadFunc func,
                              GTask          *task);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmImportSink, _exm_import_sink_free)

G_END_DECLS
