/* exm-examples-page-clipboard.c - rows as text on the clipboard
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-examples-page-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "exm-feedback.h"

/* Spreadsheets take text with tabs: post, tab, label or answer, a line a row; a
 * post with a line break stands in quotes. Texts come from the dataset, whole,
 * on a thread; the table holds only their beginning. */

/* What a clipboard can be asked to hold. */
#define COPY_MAX 100000

typedef struct
{
  ExmDataset *dataset;
  ExmTarget  *target;
  ExmRowId   *ids;
  gsize       n_ids;
  gboolean    cut;
} Copy;

static void
copy_free (Copy *copy)
{
  g_clear_object (&copy->dataset);
  g_clear_pointer (&copy->target, exm_target_free);
  g_free (copy->ids);
  g_free (copy);
}

static void
copy_append (GString    *text,
             const char *field)
{
  if (strpbrk (field, "\t\n\r\"") == NULL)
    {
      g_string_append (text, field);
      return;
    }
  g_string_append_c (text, '"');
  for (const char *c = field; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, *c);
    }
  g_string_append_c (text, '"');
}

static void
copy_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Copy    *copy = task_data;
  GString *text = g_string_new (NULL);
  GError  *error = NULL;

  for (gsize i = 0; i < copy->n_ids; i++)
    {
      g_autoptr(ExmExample) example = exm_dataset_get_example_sync (copy->dataset, copy->ids[i], &error);

      if (example == NULL || g_task_return_error_if_cancelled (task))
        {
          if (error != NULL)
            g_task_return_error (task, error);
          g_string_free (text, TRUE);
          return;
        }
      copy_append (text, example->input != NULL ? example->input : "");
      g_string_append_c (text, '\t');
      /* Names of labels belong to the main thread; a mark holds their place. */
      g_string_append_printf (text, "\x01%u\x01", example->label);
      copy_append (text, example->output != NULL ? example->output : "");
      g_string_append_c (text, '\n');
    }
  g_task_return_pointer (task, g_string_free (text, FALSE), g_free);
}

/* Puts the names in the place of the marks. */
static char *
copy_fill_labels (ExmDataset *dataset,
                  const char *text)
{
  GString    *filled = g_string_sized_new (strlen (text));
  const char *mark;

  while ((mark = strchr (text, '\x01')) != NULL)
    {
      char     *end = NULL;
      guint64   id = g_ascii_strtoull (mark + 1, &end, 10);
      ExmLabel *label = id != 0 && id <= EXM_LABEL_MAX ? exm_dataset_get_label (dataset, (ExmLabelId)id) : NULL;

      g_string_append_len (filled, text, mark - text);
      if (end == NULL || *end != '\x01')
        {
          /* The post itself has such a character. */
          g_string_append_c (filled, *mark);
          text = mark + 1;
          continue;
        }
      if (label != NULL)
        copy_append (filled, exm_label_get_name (label));
      text = end + 1;
    }
  g_string_append (filled, text);
  return g_string_free (filled, FALSE);
}

static void
copy_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  ExmExamplesPage *self = EXM_EXAMPLES_PAGE (source);
  Copy            *copy = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  g_autofree char *marked = g_task_propagate_pointer (G_TASK (result), &error);

  if (marked == NULL)
    {
      exm_feedback_error (GTK_WIDGET (self), _ ("The posts could not be copied"), error);
      return;
    }

  g_autofree char *text = copy_fill_labels (copy->dataset, marked);
  g_autofree char *said = NULL;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  if (copy->cut)
    {
      exm_feedback_run (GTK_WIDGET (self), copy->dataset, exm_command_new_delete (copy->target), EXM_RUN_TOAST);
      return;
    }
  said = g_strdup_printf (ngettext ("%'u post copied", "%'u posts copied", copy->n_ids), (guint)copy->n_ids);
  exm_feedback_toast (GTK_WIDGET (self), said);
}

void
_exm_examples_page_copy (ExmExamplesPage *self,
                         gboolean         cut)
{
  ExmRowSelection *selection = exm_table_get_selection (self->table);
  Copy            *copy;
  g_autoptr(GTask) task = NULL;

  if (self->dataset == NULL || exm_row_selection_get_n_selected (selection) == 0)
    return;
  if (exm_row_selection_get_n_selected (selection) > COPY_MAX)
    {
      exm_feedback_toast (GTK_WIDGET (self), _ ("Too many posts for the clipboard. Export them instead"));
      return;
    }
  copy = g_new0 (Copy, 1);
  copy->dataset = g_object_ref (self->dataset);
  copy->target = exm_row_selection_dup_target (selection);
  copy->ids = exm_row_selection_dup_ids (selection, &copy->n_ids);
  copy->cut = cut;
  task = g_task_new (self, self->cancellable, copy_cb, NULL);
  g_task_set_source_tag (task, _exm_examples_page_copy);
  g_task_set_task_data (task, copy, (GDestroyNotify)copy_free);
  g_task_run_in_thread (task, copy_thread);
}
