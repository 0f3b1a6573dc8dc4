/* exm-quarantine-line.c - a line that could not be read: its text, and the way in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-quarantine-line.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "exm-import.h"

char *
exm_quarantine_line_dup_text (const ExmQuarantined *line)
{
  gsize            length;
  const char      *bytes = g_bytes_get_data (line->bytes, &length);
  g_autofree char *text = g_strndup (bytes != NULL ? bytes : "", length);

  /* NUL ends a C string, so the rest is lost from sight, not from the file, unless the
   * line is edited. */
  return g_utf8_make_valid (text, -1);
}

static void
no_hyphens_cb (GtkTextBuffer *buffer)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_apply_tag_by_name (buffer, "plain", &start, &end);
}

void
exm_quarantine_line_set_view (GtkTextView *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);

  gtk_text_buffer_create_tag (buffer, "plain", "insert-hyphens", FALSE, NULL);
  g_signal_connect (buffer, "changed", G_CALLBACK (no_hyphens_cb), NULL);
}

char *
exm_quarantine_line_dup_where (const ExmQuarantined *line)
{
  /* Translators: number of a line, name of its file */
  return g_strdup_printf (_ ("Line %lu of %s"), (gulong)line->line, line->source != NULL ? line->source : "–");
}

GBytes *
exm_quarantine_line_dup_bytes (const ExmQuarantined *line,
                               const char           *text)
{
  g_autofree char *stored = exm_quarantine_line_dup_text (line);

  if (text == NULL || g_str_equal (text, stored))
    return g_bytes_ref (line->bytes);
  return g_bytes_new (text, strlen (text));
}

static ExmCommand *
take_command (const ExmQuarantined *line,
              const char           *text,
              const ExmTask        *task,
              gboolean              as_labels,
              char                **message)
{
  g_autoptr (GBytes) bytes = exm_quarantine_line_dup_bytes (line, text);
  g_autofree char *label_name = NULL;
  g_autoptr (ExmExample) example = NULL;

  if (line->truncated && g_bytes_equal (bytes, line->bytes))
    {
      *message = g_strdup (_ ("Only the beginning of this line was kept; shorten it to what you want to have"));
      return NULL;
    }
  example = exm_import_line (bytes, task, as_labels, &label_name, NULL, message);
  return example != NULL ? exm_command_new_quarantine_take (line->id, example, label_name) : NULL;
}

static gboolean
uses_labels (ExmDataset *dataset)
{
  const ExmStats *stats = exm_dataset_get_stats (dataset);

  return stats->n_labels > 0 || stats->n_labelled == 0;
}

ExmCommand *
exm_quarantine_line_take_command (ExmDataset           *dataset,
                                  const ExmQuarantined *line,
                                  const char           *text,
                                  char                **message)
{
  return take_command (line, text, exm_dataset_get_task (dataset), uses_labels (dataset), message);
}

/* --- all of them ------------------------------------------------------------------------ */

typedef struct
{
  ExmTask *task;
  gboolean as_labels;
} TakeAll;

static void
take_all_free (gpointer data)
{
  TakeAll *self = data;

  exm_task_free (self->task);
  g_free (self);
}

static void
take_all_thread (GTask        *task,
                 gpointer      source,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  const TakeAll *self = task_data;
  GError        *error = NULL;
  g_autoptr (GPtrArray) lines = exm_dataset_get_quarantine_sync (source, EXM_QUARANTINE_LINES, &error);
  g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_command_unref);
  g_autofree char *step = NULL;
  guint            n;

  for (guint i = 0; lines != NULL && i < lines->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      g_autofree char *message = NULL;
      ExmCommand      *command = take_command (lines->pdata[i], NULL, self->task, self->as_labels, &message);

      if (command != NULL)
        g_ptr_array_add (commands, command);
    }
  n = commands->len;
  step = g_strdup_printf (ngettext ("Take %u line in", "Take %u lines in", n), n);
  if (lines == NULL)
    g_task_return_error (task, error);
  else if (n == 0)
    g_task_return_pointer (task, NULL, NULL);
  else
    g_task_return_pointer (task, exm_command_new_group (step, g_steal_pointer (&commands)), (GDestroyNotify)exm_command_unref);
}

void
exm_quarantine_take_all_async (ExmDataset         *dataset,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (dataset, cancellable, callback, user_data);
  TakeAll *self = g_new0 (TakeAll, 1);

  self->task = exm_task_copy (exm_dataset_get_task (dataset));
  self->as_labels = uses_labels (dataset);
  g_task_set_source_tag (task, exm_quarantine_take_all_async);
  g_task_set_task_data (task, self, take_all_free);
  g_task_run_in_thread (task, take_all_thread);
}

ExmCommand *
exm_quarantine_take_all_finish (ExmDataset   *dataset,
                                GAsyncResult *result,
                                GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, dataset), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
