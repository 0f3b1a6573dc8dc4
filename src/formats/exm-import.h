/* exm-import.h - from a file to examples in a dataset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-dataset.h"
#include "exm-sniff.h"

G_BEGIN_DECLS

/**
 * ExmUnlabelled:
 * @EXM_UNLABELLED_AUTO: where other lines of a JSONL file have an answer, a line
 *   without one is quarantined; where none has, all are unlabelled examples.
 *   Tables, plain text and objects: always taken
 *
 * What to do with a line whose shape is fine but which has no output.
 */
typedef enum
{
  EXM_UNLABELLED_AUTO,
  EXM_UNLABELLED_TAKE,
  EXM_UNLABELLED_QUARANTINE,
} ExmUnlabelled;

/**
 * ExmImportReport:
 * @dialect: as it was read
 * @n_examples: taken
 * @n_labelled: of these with a label or an output text
 * @n_labels: distinct labels among them
 * @n_quarantined: lines set aside
 * @n_other_system: examples with another system instruction than the task's
 * @n_other_input: examples whose text does not follow the input template (kept whole)
 * @n_other_output: the same for outputs
 * @service: of an archive, whose; else %EXM_SERVICE_NONE
 * @n_reposts: of an archive: posts of others that were left out
 * @n_reposts_with_text: of these, those that %EXM_REPOSTS_TAKE would take
 * @n_private: of an archive: private messages that were left out
 * @n_without_text: of an archive: posts without text, or removed ones
 * @n_lost: of an archive: long texts whose posts are not in it, left out
 * @outputs_are_labels: outputs were taken as labels; else as free text
 * @task_detected: the task's instruction and templates were set from the file
 * @notes: (element-type utf8): translated sentences on what was found
 */
typedef struct
{
  ExmDialect dialect;
  guint64    n_examples;
  guint64    n_labelled;
  guint64    n_labels;
  guint64    n_quarantined;
  guint64    n_other_system;
  guint64    n_other_input;
  guint64    n_other_output;
  ExmService service;
  guint64    n_reposts;
  guint64    n_reposts_with_text;
  guint64    n_private;
  guint64    n_without_text;
  guint64    n_lost;
  gboolean   outputs_are_labels;
  gboolean   task_detected;
  GPtrArray *notes;
} ExmImportReport;

void exm_import_report_free (ExmImportReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmImportReport, exm_import_report_free)

/**
 * ExmImport:
 *
 * One import, made on any thread, run once. Reads the source twice: a bounded
 * beginning (2000 examples or 8 MiB) to find the task, then all of it. Memory does
 * not grow with the file. A bad line never stops it.
 */
#define EXM_TYPE_IMPORT (exm_import_get_type ())
G_DECLARE_FINAL_TYPE (ExmImport, exm_import, EXM, IMPORT, GObject)

/**
 * exm_import_new:
 * @sniff: (nullable): how to read it, copied; %NULL = find out
 */
ExmImport *exm_import_new (ExmSource      *source,
                           const ExmSniff *sniff);

/** exm_import_set_unlabelled: before it runs. */
void exm_import_set_unlabelled (ExmImport    *self,
                                ExmUnlabelled unlabelled);

/** exm_import_set_progress: before it runs; see #ExmProgressFunc. */
void exm_import_set_progress (ExmImport      *self,
                              ExmProgressFunc func,
                              gpointer        user_data);

/**
 * exm_import_create_sync:
 * @file: the dataset file to make; must not exist
 *
 * Makes a dataset of the source: the fast way in. Cancelled or failed: no file is
 * left. Errors of %EXM_FORMAT_ERROR (NO_EXAMPLES when not one line could be taken)
 * and %EXM_DATA_ERROR.
 *
 * Returns: (transfer full) (nullable): what was found
 */
ExmImportReport *exm_import_create_sync (ExmImport    *self,
                                         GFile        *file,
                                         GCancellable *cancellable,
                                         GError      **error);
void             exm_import_create_async (ExmImport          *self,
                                          GFile              *file,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
ExmImportReport *exm_import_create_finish (ExmImport    *self,
                                           GAsyncResult *result,
                                           GError      **error);

/**
 * exm_import_into_sync:
 *
 * Adds to an open dataset, as one step that can be undone. A dataset without
 * examples and with an untouched task gets the task that is found; else its task
 * stands, and what does not follow it is kept as it is. Cancelled or failed: the
 * dataset is as it was.
 */
ExmImportReport *exm_import_into_sync (ExmImport    *self,
                                       ExmDataset   *dataset,
                                       GCancellable *cancellable,
                                       GError      **error);
void             exm_import_into_async (ExmImport          *self,
                                        ExmDataset         *dataset,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
ExmImportReport *exm_import_into_finish (ExmImport    *self,
                                         GAsyncResult *result,
                                         GError      **error);

/**
 * exm_import_run:
 * @sink: where it goes
 *
 * The work itself, for callers who hold a sink: an #ExmImportFunc with the
 * #ExmImport as @user_data.
 */
gboolean exm_import_run (ExmImportSink *sink,
                         gpointer       user_data,
                         GCancellable  *cancellable,
                         GError       **error);

/**
 * exm_import_line:
 * @bytes: one line, as the user mended it in the quarantine
 * @task: the dataset's task
 * @as_labels: outputs are labels in this dataset
 * @label_name: (out) (transfer full) (nullable): the label of the example
 * @reason: (out) (optional): why not
 * @message: (out) (optional) (transfer full): the sentence for it
 *
 * Reads one line again, in whatever dialect it is; with
 * exm_command_new_quarantine_take() it leaves the quarantine. A line without an
 * answer is taken as unlabelled.
 *
 * Returns: (transfer full) (nullable): the example, %NULL when it is still bad
 */
ExmExample *exm_import_line (GBytes        *bytes,
                             const ExmTask *task,
                             gboolean       as_labels,
                             char         **label_name,
                             ExmReason     *reason,
                             char         **message);

G_END_DECLS
