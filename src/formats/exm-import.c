/* exm-import.c - from a file to examples in a dataset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-import.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-import-private.h"
#include "exm-progress-private.h"
#include "exm-read-ahead-private.h"

struct _ExmImport
{
  GObject parent_instance;

  ExmSource      *source;
  ExmSniff       *sniff; /* NULL until the run finds out */
  ExmUnlabelled   unlabelled;
  ExmProgressFunc progress;
  gpointer        progress_data;
  GMainContext   *progress_context; /* NULL = report on the worker */

  ExmImportReport *report; /* of the run */
};

G_DEFINE_FINAL_TYPE (ExmImport, exm_import, G_TYPE_OBJECT)

/* One run. */
typedef struct
{
  ExmImport       *import;
  ExmImportSink   *sink;
  ExmImportReport *report;
  const ExmTask   *task;
  ExmMeter        *meter;
  ExmReason        first_reason;
  ExmImportRow     rows[EXM_BATCH_PIECES]; /* of the present batch */
  guint8           labels_seen[(EXM_LABEL_MAX + 1) / 8 + 1];
} Run;

static void
exm_import_finalize (GObject *object)
{
  ExmImport *self = EXM_IMPORT (object);

  g_clear_pointer (&self->source, exm_source_unref);
  g_clear_pointer (&self->sniff, exm_sniff_free);
  g_clear_pointer (&self->progress_context, g_main_context_unref);
  g_clear_pointer (&self->report, exm_import_report_free);

  G_OBJECT_CLASS (exm_import_parent_class)->finalize (object);
}

static void
exm_import_class_init (ExmImportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = exm_import_finalize;
}

static void
exm_import_init (ExmImport *self)
{
}

void
exm_import_report_free (ExmImportReport *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->notes);
  g_free (self);
}

ExmImport *
exm_import_new (ExmSource      *source,
                const ExmSniff *sniff)
{
  ExmImport *self = g_object_new (EXM_TYPE_IMPORT, NULL);

  self->source = exm_source_ref (source);
  self->sniff = sniff != NULL ? exm_sniff_copy (sniff) : NULL;
  return self;
}

void
exm_import_set_unlabelled (ExmImport    *self,
                           ExmUnlabelled unlabelled)
{
  self->unlabelled = unlabelled;
}

void
exm_import_set_progress (ExmImport      *self,
                         ExmProgressFunc func,
                         gpointer        user_data)
{
  self->progress = func;
  self->progress_data = user_data;
}

/* The bounded first pass: the task, and whether outputs are labels. */
static ExmTask *
detect (ExmImport    *self,
        gboolean     *as_labels,
        gboolean     *has_outputs,
        GCancellable *cancellable,
        GError      **error)
{
  g_autoptr (ExmDetector) detector = _exm_detector_new ();
  ExmReadStep step;
  ExmReader   reader;
  ExmItem     item;

  if (!_exm_reader_open (&reader, self->source, self->sniff, error))
    return NULL;
  while ((step = _exm_reader_next (&reader, &item, cancellable, error)) == EXM_READ_ITEM && _exm_reader_get_bytes_read (&reader) < 4 * EXM_DETECT_BYTES)
    if (!item.is_bad && !_exm_detector_add (detector, item.has_system ? &item.system : NULL, &item.input, item.has_output ? &item.output : NULL))
      break;
  _exm_reader_close (&reader);
  if (step == EXM_READ_ERROR)
    return NULL;

  *has_outputs = _exm_detector_n_outputs (detector) > 0;
  return _exm_detector_finish (detector, exm_dialect_is_bare (self->sniff->dialect), as_labels);
}

static gboolean
is_untouched (const ExmTask *task)
{
  return *task->system_instruction == '\0' && strcmp (task->input_template, EXM_INPUT_SLOT) == 0 &&
         strcmp (task->output_template, EXM_OUTPUT_SLOT) == 0;
}

static char *
fault_message (const ExmPiece *piece)
{
  g_autofree char *message = _exm_record_fault_message (&piece->fault);

  if (piece->element == 0)
    return g_steal_pointer (&message);
  /* Translators: the number of an example in a JSON array, and what is wrong with it. */
  return g_strdup_printf (_ ("Element %lu: %s"), (gulong)piece->element, message);
}

static gboolean
set_aside (Run            *run,
           const ExmPiece *piece,
           GError        **error)
{
  g_autofree char  *message = fault_message (piece);
  ExmQuarantineLine line = {
    .line = piece->line,
    .reason = exm_reason_get_code (piece->fault.reason),
    .message = message,
    .bytes = piece->bytes,
    .n_bytes = piece->n_bytes,
    .truncated = piece->truncated,
  };

  if (run->report->n_quarantined++ == 0)
    run->first_reason = piece->fault.reason;
  return exm_import_sink_quarantine (run->sink, &line, error);
}

static void
set_label (Run               *run,
           ExmImportRow      *row,
           const ExmJsonText *label)
{
  row->label = exm_import_sink_label (run->sink, label->data, label->len);
  if (row->label == 0)
    {
      row->output = label->data;
      row->output_length = label->len;
      return;
    }
  if ((run->labels_seen[row->label / 8] & 1 << row->label % 8) == 0)
    {
      run->labels_seen[row->label / 8] |= (guint8)(1 << row->label % 8);
      run->report->n_labels++;
    }
}

static void
count_row (ExmImportReport    *report,
           const ExmImportRow *row,
           gboolean            has_output)
{
  report->n_examples++;
  report->n_labelled += has_output;
  report->n_other_system += row->has_system;
  report->n_other_input += row->input_verbatim;
  report->n_other_output += row->output_verbatim;
}

static gboolean
take_batch (Run            *run,
            const ExmBatch *batch,
            GError        **error)
{
  ExmImportReport *report = run->report;
  guint            n = 0;

  for (guint i = 0; i < batch->n; i++)
    {
      const ExmPiece *piece = &batch->pieces[i];
      ExmImportRow   *row;

      if (piece->is_bad)
        {
          if (!set_aside (run, piece, error))
            return FALSE;
          continue;
        }
      row = &run->rows[n++];
      *row = piece->row;
      if (piece->label.len > 0)
        set_label (run, row, &piece->label);
      count_row (report, row, piece->has_output);
    }
  return exm_import_sink_add_rows (run->sink, run->rows, n, error);
}

static gboolean
take_all (Run          *run,
          gboolean      refuse_unlabelled,
          GCancellable *cancellable,
          GError      **error)
{
  ExmImport       *self = run->import;
  ExmImportReport *report = run->report;
  g_autoptr (ExmReadAhead) ahead = _exm_read_ahead_new (self->source, self->sniff, run->task, report->outputs_are_labels, refuse_unlabelled, cancellable, error);
  g_autoptr (GError) local_error = NULL;
  const ExmBatch *batch;

  if (ahead == NULL)
    return FALSE;
  _exm_meter_start (run->meter, _exm_read_ahead_get_total (ahead), 0);
  while ((batch = _exm_read_ahead_next (ahead, &local_error)) != NULL)
    {
      /* Reading may be done long before. */
      if (g_cancellable_set_error_if_cancelled (cancellable, error) || !take_batch (run, batch, error))
        return FALSE;
      _exm_meter_tick (run->meter, report->n_examples, report->n_quarantined, batch->bytes_read);
    }
  report->n_reposts_with_text = _exm_read_ahead_count (ahead, EXM_POST_REPOST);
  report->n_reposts = report->n_reposts_with_text + _exm_read_ahead_count (ahead, EXM_POST_POINTER);
  report->n_private = _exm_read_ahead_count (ahead, EXM_POST_PRIVATE);
  report->n_without_text = _exm_read_ahead_count (ahead, EXM_POST_NO_TEXT);
  report->n_lost = _exm_read_ahead_count (ahead, EXM_POST_LOST);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
run_with_task (Run          *run,
               gboolean      has_outputs,
               GCancellable *cancellable,
               GError      **error)
{
  ExmImport *self = run->import;
  gboolean   bare = exm_dialect_is_bare (self->sniff->dialect);
  gboolean   refuse_unlabelled = self->unlabelled == EXM_UNLABELLED_QUARANTINE ||
                               (self->unlabelled == EXM_UNLABELLED_AUTO && !bare && has_outputs);

  if (!take_all (run, refuse_unlabelled, cancellable, error))
    return FALSE;
  if (run->report->n_examples == 0)
    {
      if (run->report->n_quarantined > 0)
        g_set_error (error, EXM_FORMAT_ERROR, EXM_FORMAT_ERROR_NO_EXAMPLES, _ ("No example could be read from “%s”. The first line says: %s"), exm_source_get_name (self->source), exm_reason_get_sentence (run->first_reason));
      else
        g_set_error (error, EXM_FORMAT_ERROR, EXM_FORMAT_ERROR_EMPTY, _ ("“%s” has no examples"), exm_source_get_name (self->source));
      return FALSE;
    }
  _exm_import_report_note (run->report);
  return TRUE;
}

gboolean
exm_import_run (ExmImportSink *sink,
                gpointer       user_data,
                GCancellable  *cancellable,
                GError       **error)
{
  ExmImport *self = user_data;
  g_autoptr (ExmTask) task = NULL;
  g_autofree Run *run = g_new0 (Run, 1);
  g_autoptr (ExmMeter) meter = _exm_meter_new (self->progress, self->progress_data, self->progress_context);
  gboolean as_labels, has_outputs, done;

  if (self->sniff == NULL)
    self->sniff = exm_sniff_sync (self->source, cancellable, error);
  if (self->sniff == NULL)
    return FALSE;
  task = detect (self, &as_labels, &has_outputs, cancellable, error);
  if (task == NULL)
    return FALSE;

  g_clear_pointer (&self->report, exm_import_report_free);
  self->report = g_new0 (ExmImportReport, 1);
  self->report->notes = g_ptr_array_new_with_free_func (g_free);
  self->report->dialect = self->sniff->dialect;
  self->report->service = self->sniff->service;
  self->report->outputs_are_labels = as_labels;
  if (exm_import_sink_has_rows (sink) || !is_untouched (exm_import_sink_get_task (sink)))
    {
      exm_task_free (task);
      task = exm_task_copy (exm_import_sink_get_task (sink));
    }
  else
    {
      /* These are the user's own. */
      g_free (task->guideline);
      task->guideline = g_strdup (exm_import_sink_get_task (sink)->guideline);
      g_free (task->upload_mask);
      task->upload_mask = g_strdup (exm_import_sink_get_task (sink)->upload_mask);
      g_free (task->apart);
      task->apart = g_strdup (exm_import_sink_get_task (sink)->apart);
      self->report->task_detected = !is_untouched (task);
      if (self->report->task_detected && !exm_import_sink_set_task (sink, task, error))
        return FALSE;
    }

  run->import = self;
  run->sink = sink;
  run->report = self->report;
  run->meter = meter;
  run->task = task;
  done = run_with_task (run, has_outputs, cancellable, error);
  _exm_meter_stop (meter);
  return done;
}

ExmImportReport *
exm_import_create_sync (ExmImport    *self,
                        GFile        *file,
                        GCancellable *cancellable,
                        GError      **error)
{
  if (!exm_dataset_create_with_import_sync (file, exm_source_get_name (self->source), exm_import_run, self, cancellable, error))
    return NULL;
  return g_steal_pointer (&self->report);
}

ExmImportReport *
exm_import_into_sync (ExmImport    *self,
                      ExmDataset   *dataset,
                      GCancellable *cancellable,
                      GError      **error)
{
  ExmReceipt *receipt = exm_dataset_import_sync (dataset, exm_source_get_name (self->source), exm_import_run, self, cancellable, error);

  if (receipt == NULL)
    return NULL;
  exm_receipt_free (receipt);
  return g_steal_pointer (&self->report);
}

static void
create_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  GError          *error = NULL;
  ExmImportReport *report = exm_import_create_sync (source_object, task_data, cancellable, &error);

  if (report != NULL)
    g_task_return_pointer (task, report, (GDestroyNotify)exm_import_report_free);
  else
    g_task_return_error (task, error);
}

void
exm_import_create_async (ExmImport          *self,
                         GFile              *file,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_clear_pointer (&self->progress_context, g_main_context_unref);
  self->progress_context = g_main_context_ref_thread_default ();
  g_task_set_source_tag (task, exm_import_create_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, create_thread);
}

ExmImportReport *
exm_import_create_finish (ExmImport    *self,
                          GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
into_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ExmImport  *self = g_task_get_source_object (task);
  GError     *error = NULL;
  ExmReceipt *receipt = exm_dataset_import_finish (EXM_DATASET (source), result, &error);

  if (receipt == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  exm_receipt_free (receipt);
  g_task_return_pointer (task, g_steal_pointer (&self->report), (GDestroyNotify)exm_import_report_free);
}

void
exm_import_into_async (ExmImport          *self,
                       ExmDataset         *dataset,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_clear_pointer (&self->progress_context, g_main_context_unref);
  self->progress_context = g_main_context_ref_thread_default ();
  g_task_set_source_tag (task, exm_import_into_async);
  exm_dataset_import_async (dataset, exm_source_get_name (self->source), exm_import_run, g_object_ref (self), g_object_unref, cancellable, into_cb, task);
}

ExmImportReport *
exm_import_into_finish (ExmImport    *self,
                        GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
