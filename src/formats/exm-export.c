/* exm-export.c - from a dataset to files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-export.h"

#include <string.h>

#include "exm-outfile-private.h"
#include "exm-progress-private.h"
#include "exm-render.h"
#include "exm-table-write-private.h"

/* One walk over a snapshot; the renderer is made when the first example comes, since
 * only then its task is known. */
typedef struct
{
  ExmDialect      dialect;
  ExmExportFlags  flags;
  ExmTask        *task; /* set by the walk */
  ExmRenderer    *renderer;
  ExmTableColumns columns;
  ExmMeter       *meter;
  ExmOutfile      files[2]; /* [0] the file, or training; [1] validation */
  gboolean        has_second;
  ExmSplitFunc    split;
  gpointer        split_data;
  GArray         *ids[2];
  GString        *line;
  ExmExportReport report;
} Export;

static void
export_init (Export        *self,
             ExmDialect     dialect,
             ExmExportFlags flags)
{
  self->dialect = dialect;
  self->flags = flags;
  self->files[0].fd = self->files[1].fd = -1;
  self->line = g_string_new (NULL);
  _exm_table_columns_init (&self->columns);
}

static void
export_clear (Export *self)
{
  g_clear_pointer (&self->task, exm_task_free);
  g_clear_pointer (&self->renderer, exm_renderer_free);
  g_clear_pointer (&self->meter, _exm_meter_unref);
  _exm_outfile_clear (&self->files[0]);
  _exm_outfile_clear (&self->files[1]);
  g_clear_pointer (&self->ids[0], g_array_unref);
  g_clear_pointer (&self->ids[1], g_array_unref);
  _exm_table_columns_clear (&self->columns);
  if (self->line != NULL)
    g_string_free (self->line, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Export, export_clear)

/* Counts what is left out; whether the line is there to be written. */
static gboolean
render (Export           *self,
        const ExmExample *example,
        const char       *label_name)
{
  if (example->mark == EXM_MARK_SKIPPED && (self->flags & EXM_EXPORT_SKIPPED) == 0)
    {
      self->report.n_skipped++;
      return FALSE;
    }
  g_string_truncate (self->line, 0);
  if (self->dialect == EXM_DIALECT_CSV)
    {
      _exm_table_append_example (self->line, &self->columns, example, label_name);
      return TRUE;
    }

  if (self->renderer == NULL)
    self->renderer = exm_renderer_new (self->dialect, self->task, (self->flags & EXM_EXPORT_UNLABELLED) != 0);
  switch (exm_renderer_append (self->renderer, example, label_name, self->line))
    {
    case EXM_RENDER_DONE:
      g_string_append_c (self->line, '\n');
      return TRUE;
    case EXM_RENDER_UNLABELLED:
      self->report.n_unlabelled++;
      break;
    case EXM_RENDER_EMPTY:
      self->report.n_empty++;
      break;
    case EXM_RENDER_CANNOT:
    default:
      self->report.n_cannot++;
      break;
    }
  return FALSE;
}

static gboolean
export_example (const ExmExample *example,
                const char       *label_name,
                gpointer          user_data,
                GError          **error)
{
  Export  *self = user_data;
  ExmSplit where = EXM_SPLIT_TRAINING;
  guint    k;

  if (!render (self, example, label_name))
    return TRUE;
  if (self->split != NULL)
    where = self->split (example->id, self->line->len, self->split_data);
  if (where == EXM_SPLIT_NONE)
    return TRUE;

  k = where == EXM_SPLIT_VALIDATION && self->has_second ? 1 : 0;
  g_string_append_len (self->files[k].buffer, self->line->str, (gssize)self->line->len);
  if (self->ids[k] != NULL)
    g_array_append_val (self->ids[k], example->id);
  if (k == 0)
    self->report.n_written++;
  else
    self->report.n_validation++;
  if (self->meter != NULL)
    _exm_meter_tick (self->meter, self->report.n_written, 0, self->files[0].bytes + self->files[0].buffer->len);
  return _exm_outfile_flush (&self->files[k], FALSE, error);
}

/* Which columns a table needs. */
static gboolean
look_for_columns (const ExmExample *example,
                  const char       *label_name,
                  gpointer          user_data,
                  GError          **error)
{
  _exm_table_columns_look (user_data, example);
  return TRUE;
}

static gboolean
export_file (Export         *self,
             ExmDataset     *dataset,
             GFile          *file,
             const ExmQuery *query,
             GCancellable   *cancellable,
             GError        **error)
{
  gboolean replace = (self->flags & EXM_EXPORT_REPLACE) != 0;

  if (!_exm_outfile_open (&self->files[0], file, replace, error))
    return FALSE;
  if (self->dialect == EXM_DIALECT_CSV)
    {
      if (!exm_dataset_foreach_sync (dataset, query, NULL, look_for_columns, &self->columns, cancellable, error))
        return FALSE;
      _exm_table_columns_settle (&self->columns);
      _exm_table_append_header (self->files[0].buffer, &self->columns);
    }
  if (!exm_dataset_foreach_sync (dataset, query, &self->task, export_example, self, cancellable, error))
    return FALSE;
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (!_exm_outfile_finish (&self->files[0], replace, error))
    return FALSE;
  self->report.bytes = self->files[0].bytes;
  return TRUE;
}

static gboolean
export_run (ExmDataset      *dataset,
            GFile           *file,
            ExmDialect       dialect,
            const ExmQuery  *query,
            ExmExportFlags   flags,
            ExmMeter        *meter, /* transfer full */
            guint64          n_rows,
            ExmExportReport *report,
            GCancellable    *cancellable,
            GError         **error)
{
  g_auto (Export) self = { 0 };
  gboolean done;

  export_init (&self, dialect, flags);
  self.meter = meter;
  _exm_meter_start (meter, 0, n_rows);
  done = export_file (&self, dataset, file, query, cancellable, error);
  _exm_meter_stop (meter);
  if (report != NULL)
    *report = self.report;
  return done;
}

gboolean
exm_export_sync (ExmDataset      *dataset,
                 GFile           *file,
                 ExmDialect       dialect,
                 const ExmQuery  *query,
                 ExmExportFlags   flags,
                 ExmProgressFunc  progress,
                 gpointer         progress_data,
                 ExmExportReport *report,
                 GCancellable    *cancellable,
                 GError         **error)
{
  g_return_val_if_fail (exm_dialect_can_write (dialect), FALSE);

  return export_run (dataset, file, dialect, query, flags, _exm_meter_new (progress, progress_data, NULL), 0, report, cancellable, error);
}

typedef struct
{
  GFile          *file;
  ExmDialect      dialect;
  ExmQuery       *query;
  ExmExportFlags  flags;
  ExmMeter       *meter;
  guint64         n_rows;
  ExmExportReport report;
} AsyncExport;

static void
async_export_free (gpointer data)
{
  AsyncExport *self = data;

  g_object_unref (self->file);
  g_clear_pointer (&self->query, exm_query_free);
  g_clear_pointer (&self->meter, _exm_meter_unref);
  g_free (self);
}

static void
export_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  AsyncExport *self = task_data;
  GError      *error = NULL;

  if (export_run (source_object, self->file, self->dialect, self->query, self->flags, g_steal_pointer (&self->meter), self->n_rows, &self->report, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
exm_export_async (ExmDataset         *dataset,
                  GFile              *file,
                  ExmDialect          dialect,
                  const ExmQuery     *query,
                  ExmExportFlags      flags,
                  ExmProgressFunc     progress,
                  gpointer            progress_data,
                  GCancellable       *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (dataset, cancellable, callback, user_data);
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  AsyncExport *self = g_new0 (AsyncExport, 1);

  g_return_if_fail (exm_dialect_can_write (dialect));

  self->file = g_object_ref (file);
  self->dialect = dialect;
  self->query = query != NULL ? exm_query_copy (query) : NULL;
  self->flags = flags;
  self->meter = _exm_meter_new (progress, progress_data, context);
  g_task_set_source_tag (task, exm_export_async);
  g_task_set_task_data (task, self, async_export_free);
  g_task_run_in_thread (task, export_thread);
}

gboolean
exm_export_finish (ExmDataset      *dataset,
                   GAsyncResult    *result,
                   ExmExportReport *report,
                   GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, dataset), FALSE);

  if (report != NULL)
    *report = ((AsyncExport *)g_task_get_task_data (G_TASK (result)))->report;
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
exm_export_split_sync (ExmDataset      *dataset,
                       GFile           *training,
                       GFile           *validation,
                       ExmSplitFunc     split,
                       gpointer         split_data,
                       GArray         **training_ids,
                       GArray         **validation_ids,
                       ExmExportReport *report,
                       GCancellable    *cancellable,
                       GError         **error)
{
  g_auto (Export) self = { 0 };

  export_init (&self, EXM_DIALECT_CONTENTS, EXM_EXPORT_REPLACE);
  self.split = split;
  self.split_data = split_data;
  self.has_second = validation != NULL;
  self.ids[0] = g_array_new (FALSE, FALSE, sizeof (ExmRowId));
  self.ids[1] = g_array_new (FALSE, FALSE, sizeof (ExmRowId));

  if (!_exm_outfile_open (&self.files[0], training, TRUE, error) ||
      (self.has_second && !_exm_outfile_open (&self.files[1], validation, TRUE, error)) ||
      !exm_dataset_foreach_sync (dataset, NULL, &self.task, export_example, &self, cancellable, error) ||
      g_cancellable_set_error_if_cancelled (cancellable, error) ||
      (self.has_second && !_exm_outfile_finish (&self.files[1], TRUE, error)) ||
      !_exm_outfile_finish (&self.files[0], TRUE, error))
    return FALSE;

  self.report.bytes = self.files[0].bytes;
  self.report.validation_bytes = self.files[1].bytes;
  if (training_ids != NULL)
    *training_ids = g_steal_pointer (&self.ids[0]);
  if (validation_ids != NULL)
    *validation_ids = g_steal_pointer (&self.ids[1]);
  if (report != NULL)
    *report = self.report;
  return TRUE;
}
