/* exm-tidy.h - "Remove my data from Google"
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-dataset.h"
#include "exm-google.h"
#include "exm-submission.h"

G_BEGIN_DECLS

/* Kind of the records in the dataset file: what was found and what has gone. */
#define EXM_TIDY_KIND "tidy"

/**
 * ExmTidyKind:
 * @EXM_TIDY_RUNNING_JOB: a tuning job that has not ended: it is cancelled, and its
 *   end waited for
 * @EXM_TIDY_ENDPOINT: an endpoint; its models are undeployed first
 * @EXM_TIDY_MODEL: a tuned model (a version of it)
 * @EXM_TIDY_OBJECT: a file in Cloud Storage
 * @EXM_TIDY_BUCKET: a bucket that this program made
 * @EXM_TIDY_JOB_RECORD: the record of a tuning job: Google offers no way to
 *   delete it
 *
 * In the order in which they go.
 */
typedef enum
{
  EXM_TIDY_RUNNING_JOB,
  EXM_TIDY_ENDPOINT,
  EXM_TIDY_MODEL,
  EXM_TIDY_OBJECT,
  EXM_TIDY_BUCKET,
  EXM_TIDY_JOB_RECORD,
} ExmTidyKind;

/** Returns: (transfer none): translated, such as "Tuned model" */
const char *exm_tidy_kind_get_words (ExmTidyKind kind);

/**
 * ExmTidyState:
 * @EXM_TIDY_THERE: lies at Google
 * @EXM_TIDY_GONE: was deleted, or was not there any more
 * @EXM_TIDY_KEPT: cannot be deleted, or the attempt failed: see the reason
 */
typedef enum
{
  EXM_TIDY_THERE,
  EXM_TIDY_GONE,
  EXM_TIDY_KEPT,
} ExmTidyState;

/**
 * ExmTidyItem:
 * @kind: what it is
 * @name: resource name, "gs://bucket/object" or "gs://bucket"
 * @label: for people: name of the tuned model or of the file
 * @generation: of an object, else 0: only this version is deleted
 * @size: bytes of an object, -1 unknown
 * @submission: record id of the submission that it belongs to, 0 = several
 * @state: see #ExmTidyState
 * @time: Unix seconds of the last change of @state, 0 none
 * @reason: (nullable): translated sentence: why it is kept
 */
typedef struct
{
  ExmTidyKind  kind;
  char        *name;
  char        *label;
  gint64       generation;
  gint64       size;
  gint64       submission;
  ExmTidyState state;
  gint64       time;
  char        *reason;
} ExmTidyItem;

/**
 * ExmTidyPlan:
 * @id: its record in the dataset, 0 = not begun
 * @project: (nullable): project id
 * @practice: all of it lies on the practice service
 * @created: Unix seconds
 * @ended: Unix seconds, 0 = not ended: it can be gone on with
 * @items: (element-type ExmTidyItem): in the order in which they go
 *
 * What there is and what has become of it. Refcounted, never changed; any thread.
 */
typedef struct
{
  gint64     id;
  char      *project;
  gboolean   practice;
  gint64     created;
  gint64     ended;
  GPtrArray *items;

  /*< private >*/
  int ref_count;
} ExmTidyPlan;

#define EXM_TYPE_TIDY_PLAN (exm_tidy_plan_get_type ())

GType        exm_tidy_plan_get_type (void);
ExmTidyPlan *exm_tidy_plan_ref (ExmTidyPlan *self);
void         exm_tidy_plan_unref (ExmTidyPlan *self);

/** Returns: how many items are in @state */
guint exm_tidy_plan_count (const ExmTidyPlan *self,
                           ExmTidyState       state);

/** Returns: something is there that can be deleted */
gboolean exm_tidy_plan_has_work (const ExmTidyPlan *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmTidyPlan, exm_tidy_plan_unref)

/**
 * exm_tidy_remember_bucket:
 * @bucket: a bucket that was just made by this program
 * @project: project that it was made in
 *
 * To be called by whoever makes a bucket: only buckets noted here are ever
 * offered for deletion, and Cloud Storage deletes none that is not empty. Kept
 * in $XDG_DATA_HOME/exemplar/own-buckets (0600).
 *
 * Returns: %FALSE with %EXM_SUBMIT_ERROR_FILE when it cannot be written
 */
gboolean exm_tidy_remember_bucket (const char *bucket,
                                   const char *project,
                                   GError    **error);

/** Returns: whether it was noted by exm_tidy_remember_bucket() */
gboolean exm_tidy_is_own_bucket (const char *bucket);

/**
 * exm_tidy_list_async:
 * @dataset: open; a removal that was begun and has not ended is gone on with:
 *   what has gone then stays listed as gone
 * @google: session of the account; practice and Google are listed apart
 *
 * Asks Google what this dataset has there: for each of its submissions the
 * uploaded files (also of tries that were given up), endpoints, models, the
 * bucket if it is ours, and the job's record. Deletes nothing.
 */
void         exm_tidy_list_async (ExmDataset         *dataset,
                                  ExmGoogle          *google,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
ExmTidyPlan *exm_tidy_list_finish (ExmDataset   *dataset,
                                   GAsyncResult *result,
                                   GError      **error);
ExmTidyPlan *exm_tidy_list_sync (ExmDataset   *dataset,
                                 ExmGoogle    *google,
                                 GCancellable *cancellable,
                                 GError      **error);

/**
 * ExmTidyProgressFunc:
 * @plan: as it is now (transfer none; keep a reference to keep it)
 * @done: items dealt with
 * @total: items to deal with
 * @message: what happens now, in plain translated words
 *
 * Sync call: in the calling thread. Async call: in the main context that it was
 * started from, always before its callback.
 */
typedef void (*ExmTidyProgressFunc) (ExmTidyPlan *plan,
                                     guint        done,
                                     guint        total,
                                     const char  *message,
                                     gpointer     user_data);

/**
 * exm_tidy_run_async:
 * @plan: as exm_tidy_list_finish() gave it
 * @func: (nullable): see #ExmTidyProgressFunc
 *
 * Deletes what is there, in the order of #ExmTidyKind. The list is written to the
 * dataset file before anything goes, and each item after it has gone, so that
 * after a crash exm_tidy_list_async() and this go on where it stood. What a job
 * made while it was being cancelled is looked for afterwards. A submission whose
 * tuned model has gone can be asked no more: see ExmSubmission.removed. An item
 * that cannot be deleted is kept with its reason and the rest is gone on with; being signed
 * out or offline stops it with that error, to be gone on with later, and so
 * does cancel.
 *
 * Returns at finish: (transfer full) (nullable): the plan as it ended
 */
void         exm_tidy_run_async (ExmDataset         *dataset,
                                 ExmGoogle          *google,
                                 ExmTidyPlan        *plan,
                                 ExmTidyProgressFunc func,
                                 gpointer            func_data,
                                 GDestroyNotify      func_destroy,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);
ExmTidyPlan *exm_tidy_run_finish (ExmDataset   *dataset,
                                  GAsyncResult *result,
                                  GError      **error);
ExmTidyPlan *exm_tidy_run_sync (ExmDataset         *dataset,
                                ExmGoogle          *google,
                                ExmTidyPlan        *plan,
                                ExmTidyProgressFunc func,
                                gpointer            func_data,
                                GCancellable       *cancellable,
                                GError            **error);

/**
 * exm_tidy_plan_dup_receipt:
 * @dataset_name: (nullable): name of the dataset, for the heading
 *
 * Returns: (transfer full): translated text in lines: what is gone and when, what
 *   is not and why
 */
char *exm_tidy_plan_dup_receipt (const ExmTidyPlan *self,
                                 const char        *dataset_name);

/**
 * exm_tidy_plan_save_receipt:
 * @path: where the text file is to be written, mode 0600
 *
 * Returns: %FALSE with %EXM_SUBMIT_ERROR_FILE
 */
gboolean exm_tidy_plan_save_receipt (const ExmTidyPlan *self,
                                     const char        *dataset_name,
                                     const char        *path,
                                     GError           **error);

/**
 * exm_tidy_load_last_sync:
 *
 * Returns: (transfer full) (nullable): the newest removal that this dataset's file
 *   tells of, ended or not; %NULL without @error when there was none
 */
ExmTidyPlan *exm_tidy_load_last_sync (ExmDataset *dataset,
                                      GError    **error);

G_END_DECLS
