/* exm-choice-dialog.c - one of many: a project, a billing account, a bucket, a model in a region
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-choice-dialog.h"

#include <string.h>

#include <glib/gi18n-lib.h>

struct _ExmChoiceDialog
{
  AdwWindow parent_instance;

  GtkLabel       *note;
  GtkSearchEntry *search;
  GtkStack       *stack;
  GtkListBox     *list;

  GListModel *choices;
  char       *chosen; /* nullable */
  char       *words;  /* what is searched for, folded */
};

G_DEFINE_FINAL_TYPE (ExmChoiceDialog, exm_choice_dialog, ADW_TYPE_WINDOW)

static guint chosen_signal;

static gboolean
has_words (const char *text,
           const char *words)
{
  g_autofree char *folded = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return folded != NULL && strstr (folded, words) != NULL;
}

static gboolean
filter_cb (GtkListBoxRow *row,
           gpointer       user_data)
{
  ExmChoiceDialog *self = user_data;
  ExmReadyChoice  *choice = g_object_get_data (G_OBJECT (row), "choice");

  return self->words == NULL || *self->words == '\0' || has_words (exm_ready_choice_get_title (choice), self->words) ||
         has_words (exm_ready_choice_get_subtitle (choice), self->words) || has_words (exm_ready_choice_get_id (choice), self->words);
}

static GtkListBoxRow *
first_shown (ExmChoiceDialog *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)) && gtk_widget_get_sensitive (GTK_WIDGET (row)) && filter_cb (row, self))
      return row;
  return NULL;
}

static void
update_stack (ExmChoiceDialog *self)
{
  gboolean any = FALSE;

  for (int i = 0; !any && gtk_list_box_get_row_at_index (self->list, i) != NULL; i++)
    any = filter_cb (gtk_list_box_get_row_at_index (self->list, i), self);
  gtk_stack_set_visible_child_name (self->stack, any ? "list" : "empty");
}

static GtkWidget *
make_row (ExmChoiceDialog *self,
          ExmReadyChoice  *choice)
{
  GtkWidget       *row = adw_action_row_new ();
  gboolean         possible = exm_ready_choice_is_possible (choice);
  const char      *reason = exm_ready_choice_get_reason (choice);
  const char      *subtitle = exm_ready_choice_get_subtitle (choice);
  g_autofree char *text = NULL;

  if (subtitle != NULL && reason != NULL)
    text = g_strdup_printf ("%s · %s", subtitle, reason);
  else
    text = g_strdup (subtitle != NULL ? subtitle : reason != NULL ? reason
                                                                  : "");
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), exm_ready_choice_get_title (choice));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), possible);
  gtk_widget_set_sensitive (row, possible);
  if (g_strcmp0 (self->chosen, exm_ready_choice_get_id (choice)) == 0)
    {
      GtkWidget *mark = gtk_image_new_from_icon_name ("object-select-symbolic");

      gtk_accessible_update_property (GTK_ACCESSIBLE (mark), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Chosen now"), -1);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), mark);
    }
  g_object_set_data_full (G_OBJECT (row), "choice", g_object_ref (choice), g_object_unref);
  return row;
}

static void
fill (ExmChoiceDialog *self)
{
  guint      n = g_list_model_get_n_items (self->choices);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL && GTK_IS_LIST_BOX_ROW (row))
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(ExmReadyChoice) choice = g_list_model_get_item (self->choices, i);

      gtk_list_box_append (self->list, make_row (self, choice));
    }
  update_stack (self);
}

/* --- choosing -------------------------------------------------------------------------------------- */

static void
exm_choice_dialog_activated_cb (ExmChoiceDialog *self,
                                GtkListBoxRow   *row)
{
  ExmReadyChoice *choice = g_object_get_data (G_OBJECT (row), "choice");

  if (!exm_ready_choice_is_possible (choice))
    return;
  g_signal_emit (self, chosen_signal, 0, exm_ready_choice_get_id (choice));
  gtk_window_close (GTK_WINDOW (self));
}

static void
exm_choice_dialog_search_cb (ExmChoiceDialog *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));

  g_free (self->words);
  self->words = g_utf8_casefold (text, -1);
  gtk_list_box_invalidate_filter (self->list);
  update_stack (self);
}

static void
exm_choice_dialog_enter_cb (ExmChoiceDialog *self)
{
  GtkListBoxRow *row = first_shown (self);

  if (row != NULL)
    exm_choice_dialog_activated_cb (self, row);
}

static void
exm_choice_dialog_stop_cb (ExmChoiceDialog *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

/* --- object ---------------------------------------------------------------------------------------- */

static void
exm_choice_dialog_dispose (GObject *object)
{
  ExmChoiceDialog *self = EXM_CHOICE_DIALOG (object);

  if (self->choices != NULL)
    g_signal_handlers_disconnect_by_data (self->choices, self);
  g_clear_object (&self->choices);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_CHOICE_DIALOG);
  g_clear_pointer (&self->chosen, g_free);
  g_clear_pointer (&self->words, g_free);

  G_OBJECT_CLASS (exm_choice_dialog_parent_class)->dispose (object);
}

static void
exm_choice_dialog_class_init (ExmChoiceDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = exm_choice_dialog_dispose;
  chosen_signal = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-choice-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmChoiceDialog, note);
  gtk_widget_class_bind_template_child (widget_class, ExmChoiceDialog, search);
  gtk_widget_class_bind_template_child (widget_class, ExmChoiceDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, ExmChoiceDialog, list);
  gtk_widget_class_bind_template_callback (widget_class, exm_choice_dialog_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_choice_dialog_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_choice_dialog_enter_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_choice_dialog_stop_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
exm_choice_dialog_init (ExmChoiceDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_filter_func (self->list, filter_cb, self, NULL);
}

GtkWidget *
exm_choice_dialog_new (GtkWindow  *parent,
                       const char *title,
                       const char *note,
                       GListModel *choices,
                       const char *chosen)
{
  ExmChoiceDialog *self = g_object_new (EXM_TYPE_CHOICE_DIALOG, "transient-for", parent, "title", title, NULL);

  self->choices = g_object_ref (choices);
  self->chosen = g_strdup (chosen);
  gtk_label_set_label (self->note, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), note != NULL);
  g_signal_connect_object (choices, "items-changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
  return GTK_WIDGET (self);
}
