/* exm-dropped-dialog.c - the examples that a tuning job did not train on, and why
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-dropped-dialog.h"

#include <glib/gi18n-lib.h>

/* So many of one reason are listed: nobody mends more one by one. */
#define ROWS_SHOWN 200

/* Characters of a post that are shown. */
#define TITLE_LENGTH 150

struct _ExmDroppedDialog
{
  AdwWindow parent_instance;

  GtkLabel *lead;
  GtkBox   *groups;

  ExmDataset   *dataset;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (ExmDroppedDialog, exm_dropped_dialog, ADW_TYPE_WINDOW)

/* --- posts -------------------------------------------------------------------------------- */

static void
example_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(AdwActionRow) row = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmExample) example = exm_dataset_get_example_finish (EXM_DATASET (source), result, &error);

  if (example != NULL)
    {
      /* A dropped post may be a book. */
      g_autofree char *line = g_utf8_substring (example->input, 0, MIN (g_utf8_strlen (example->input, -1), TITLE_LENGTH));

      g_strdelimit (line, "\n\r", ' ');

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), *line != '\0' ? line : _ ("Empty post"));
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("This post was deleted since"));
  gtk_widget_set_sensitive (GTK_WIDGET (row), FALSE);
}

static void
row_activated_cb (GtkListBox    *list,
                  GtkListBoxRow *row,
                  gpointer       user_data)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (list)));
  GtkWindow *parent = gtk_window_get_transient_for (window);
  guint      id = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "row"));

  if (parent == NULL)
    return;
  gtk_widget_activate_action (GTK_WIDGET (parent), "win.show-row", "u", id);
  gtk_window_present (parent);
}

static GtkWidget *
make_row (ExmDroppedDialog *self,
          ExmRowId          id)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), "…");
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_set_tooltip_text (row, _ ("Show this post in the table"));
  g_object_set_data (G_OBJECT (row), "row", GUINT_TO_POINTER ((guint)id));
  exm_dataset_get_example_async (self->dataset, id, self->cancellable, example_cb, g_object_ref (row));
  return row;
}

static void
add_group (ExmDroppedDialog      *self,
           const ExmDroppedGroup *group)
{
  GtkWidget       *box = adw_preferences_group_new ();
  GtkWidget       *list = gtk_list_box_new ();
  guint            n = group->rows->len;
  g_autofree char *title = g_markup_escape_text (group->words, -1);
  g_autofree char *count = g_strdup_printf (ngettext ("%u post", "%u posts", n), n);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (box), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (box), count);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, group->words, -1);
  g_signal_connect (list, "row-activated", G_CALLBACK (row_activated_cb), NULL);
  for (guint i = 0; i < MIN (n, ROWS_SHOWN); i++)
    gtk_list_box_append (GTK_LIST_BOX (list), make_row (self, g_array_index (group->rows, ExmRowId, i)));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (box), list);
  gtk_box_append (self->groups, box);
}

/* --- object ------------------------------------------------------------------------------- */

static void
exm_dropped_dialog_dispose (GObject *object)
{
  ExmDroppedDialog *self = EXM_DROPPED_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->dataset);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_DROPPED_DIALOG);

  G_OBJECT_CLASS (exm_dropped_dialog_parent_class)->dispose (object);
}

static void
exm_dropped_dialog_finalize (GObject *object)
{
  g_clear_object (&EXM_DROPPED_DIALOG (object)->cancellable);

  G_OBJECT_CLASS (exm_dropped_dialog_parent_class)->finalize (object);
}

static void
exm_dropped_dialog_class_init (ExmDroppedDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = exm_dropped_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = exm_dropped_dialog_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-dropped-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmDroppedDialog, lead);
  gtk_widget_class_bind_template_child (widget_class, ExmDroppedDialog, groups);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
exm_dropped_dialog_init (ExmDroppedDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
exm_dropped_dialog_new (GtkWindow           *parent,
                        ExmDataset          *dataset,
                        const ExmSubmission *submission)
{
  ExmDroppedDialog *self = g_object_new (EXM_TYPE_DROPPED_DIALOG, "transient-for", parent, NULL);
  g_autofree char  *words = exm_submission_dup_dropped_words (submission);
  g_autoptr(GPtrArray) groups = exm_submission_list_dropped (submission);

  self->dataset = g_object_ref (dataset);
  gtk_label_set_label (self->lead, words != NULL ? words : "");
  for (guint i = 0; i < groups->len; i++)
    add_group (self, g_ptr_array_index (groups, i));
  return GTK_WIDGET (self);
}
