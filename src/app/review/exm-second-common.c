/* exm-second-common.c - what the parts of Second Look share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-second-private.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ExmDataset    *dataset;
  ExmSecondFunc  func;
  gpointer       data;
  GDestroyNotify free_data;
  GDestroyNotify free_result;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_object_unref (work->dataset);
  if (work->free_data != NULL)
    work->free_data (work->data);
  g_free (work);
}

static void
work_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Work    *work = data;
  GError  *error = NULL;
  gpointer answer = work->func (work->dataset, work->data, cancellable, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, answer, work->free_result);
}

void
_exm_second_run (GtkWidget          *owner,
                 ExmDataset         *dataset,
                 ExmSecondFunc       func,
                 gpointer            data,
                 GDestroyNotify      free_data,
                 GDestroyNotify      free_result,
                 GCancellable       *cancellable,
                 GAsyncReadyCallback callback)
{
  g_autoptr(GTask) task = g_task_new (owner, cancellable, callback, NULL);
  Work *work = g_new0 (Work, 1);

  work->dataset = g_object_ref (dataset);
  work->func = func;
  work->data = data;
  work->free_data = free_data;
  work->free_result = free_result;
  g_task_set_task_data (task, work, work_free);
  g_task_run_in_thread (task, work_thread);
}

gpointer
_exm_second_finish (GAsyncResult *result,
                    ExmDataset   *dataset,
                    GError      **error)
{
  const Work *work = g_task_get_task_data (G_TASK (result));
  gpointer    answer = g_task_propagate_pointer (G_TASK (result), error);

  if (work->dataset == dataset || answer == NULL)
    return answer;
  if (work->free_result != NULL)
    work->free_result (answer);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Another dataset is open");
  return NULL;
}

GtkWidget *
_exm_second_row (const char *title,
                 const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle != NULL ? subtitle : "");
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  return row;
}

GtkWidget *
_exm_second_row_button (GtkWidget  *row,
                        const char *text,
                        const char *name,
                        GCallback   callback,
                        gpointer    object)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (text);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  if (name != NULL)
    {
      /* Or its text would be said as well. */
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    }
  g_signal_connect_object (button, "clicked", callback, object, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return button;
}

GtkWidget *
_exm_second_buttons_new (void)
{
  GtkWidget *buttons = gtk_flow_box_new ();

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (buttons), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (buttons), 4);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (buttons), 6);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (buttons), 6);
  return buttons;
}

/* The keyboard goes to the button, not to its place. */
void
_exm_second_buttons_add (GtkWidget *buttons,
                         GtkWidget *button)
{
  gtk_flow_box_append (GTK_FLOW_BOX (buttons), button);
  gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
}

char *
_exm_second_dup_size (guint size)
{
  const guint percent = EXM_SAMPLE_PERCENT (0);

  if ((size & percent) != 0)
    return g_strdup_printf (_ ("%u %% of the posts"), size & ~percent);
  return g_strdup_printf (ngettext ("%u post", "%u posts", size), size);
}

#define MOST 3

char *
_exm_second_dup_details (GArray            *by_label,
                         GArray            *confusions,
                         const char *const *names)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < MIN (confusions->len, MOST); i++)
    {
      const ExmConfusion *pair = &g_array_index (confusions, ExmConfusion, i);

      if (i == 0)
        g_string_append (text, _ ("Most often confused: "));
      /* Translators: two labels, and how often one was taken for the other */
      g_string_append_printf (text, _ ("%s“%s” with “%s” (%u)"), i > 0 ? ", " : "", names[pair->one - 1],
                                       names[pair->other - 1], (guint)pair->n);
    }
  for (guint i = 0, n = 0; i < by_label->len && n < MOST; i++)
    {
      const ExmLabelAgreement *label = &g_array_index (by_label, ExmLabelAgreement, i);

      if (label->share >= 1)
        break;
      g_string_append (text, n == 0 ? _ ("\nLeast agreed on: ") : ", ");
      g_string_append_printf (text, _ ("“%s” %.0f %%"), names[label->category - 1], 100 * label->share);
      n++;
    }
  return g_strdup (*text->str == '\n' ? text->str + 1 : text->str);
}
