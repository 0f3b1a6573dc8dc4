/* exm-history-dialog.c - what happened to one post
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-history-dialog.h"

#include <glib/gi18n-lib.h>

#include "exm-post-history.h"
#include "exm-review.h"

#define FIRST_EVENTS 50

struct _ExmHistoryDialog
{
  AdwWindow parent_instance;

  ExmDataset   *dataset;
  ExmRowId      row;
  guint         limit;
  GCancellable *cancellable;
  GPtrArray    *reviews; /* of ExmEvent, NULL = not read yet */

  GtkStack   *stack;
  GtkListBox *list;
  GtkWidget  *older;
  GtkLabel   *failure;
};

G_DEFINE_FINAL_TYPE (ExmHistoryDialog, exm_history_dialog, ADW_TYPE_WINDOW)

/* --- the list -------------------------------------------------------------------------- */

static char *
format_when (const ExmEvent *event)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (event->time);
  g_autofree char *when = time != NULL ? g_date_time_format (time, "%x %X") : g_strdup ("");

  if (event->who == NULL)
    return g_steal_pointer (&when);
  /* Translators: a time, and who did it */
  return g_strdup_printf (_ ("%s · %s"), when, event->who);
}

static void
add_event (ExmHistoryDialog *self,
           const ExmEvent   *event)
{
  GtkWidget       *row = adw_action_row_new ();
  g_autofree char *words = exm_event_format (event);
  g_autofree char *when = format_when (event);
  g_autofree char *name = g_strdup_printf ("%s, %s", words, when);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), words);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), when);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 6);
  if (event->step != NULL)
    gtk_widget_set_tooltip_text (row, event->step);
  /* Or the title would be said twice. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_list_box_append (self->list, row);
}

/* Both are newest first; the log's come first where the second is the same. */
static void
fill (ExmHistoryDialog *self,
      GPtrArray        *events,
      gboolean          complete)
{
  guint      n_reviews = self->reviews != NULL ? self->reviews->len : 0;
  guint      at = 0;
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; i < events->len; i++)
    {
      const ExmEvent *event = events->pdata[i];

      while (at < n_reviews && ((ExmEvent *)self->reviews->pdata[at])->time > event->time)
        add_event (self, self->reviews->pdata[at++]);
      add_event (self, event);
    }
  while (complete && at < n_reviews)
    add_event (self, self->reviews->pdata[at++]);
  gtk_widget_set_visible (self->older, !complete);
  gtk_stack_set_visible_child_name (self->stack, gtk_widget_get_first_child (GTK_WIDGET (self->list)) != NULL ? "list" : "empty");
}

static void
history_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(ExmHistoryDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean complete = FALSE;
  g_autoptr(GPtrArray) events = exm_dataset_get_post_history_finish (EXM_DATASET (source), result, &complete, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->dataset == NULL)
    return;
  if (events != NULL)
    {
      fill (self, events, complete);
      return;
    }
  gtk_label_set_text (self->failure, error->message);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
load (ExmHistoryDialog *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  exm_dataset_get_post_history_async (self->dataset, self->row, self->limit, self->cancellable, history_cb, g_object_ref (self));
}

static void
older_cb (ExmHistoryDialog *self)
{
  self->limit *= 4;
  load (self);
}

static void
changed_cb (ExmHistoryDialog *self)
{
  load (self);
}

/* --- what reviewers said ------------------------------------------------------------------ */

static void
reviews_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  GError    *error = NULL;
  GPtrArray *events = exm_review_events_sync (data, EXM_HISTORY_DIALOG (source)->row, &error);

  if (events != NULL)
    g_task_return_pointer (task, events, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
reviews_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  ExmHistoryDialog *self = EXM_HISTORY_DIALOG (source);
  g_autoptr(GError) error = NULL;

  self->reviews = g_task_propagate_pointer (G_TASK (result), &error);
  if (error != NULL)
    g_debug ("Reviews could not be read: %s", error->message);
  if (self->dataset != NULL)
    load (self);
}

/* --- object --------------------------------------------------------------------------------- */

static void
exm_history_dialog_dispose (GObject *object)
{
  ExmHistoryDialog *self = EXM_HISTORY_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->dataset);
  g_clear_pointer (&self->reviews, g_ptr_array_unref);

  G_OBJECT_CLASS (exm_history_dialog_parent_class)->dispose (object);
}

static void
exm_history_dialog_class_init (ExmHistoryDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_history_dialog_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
make_list (ExmHistoryDialog *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Changes, newest first"), -1);
  self->older = gtk_button_new_with_mnemonic (_ ("Show _Older"));
  gtk_widget_set_halign (self->older, GTK_ALIGN_CENTER);
  g_signal_connect_object (self->older, "clicked", G_CALLBACK (older_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (content), self->older);
  gtk_widget_set_margin_top (content, 12);
  gtk_widget_set_margin_bottom (content, 12);
  gtk_widget_set_margin_start (content, 12);
  gtk_widget_set_margin_end (content, 12);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), content);
  return scroller;
}

static GtkWidget *
make_words (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_margin_start (label, 24);
  gtk_widget_set_margin_end (label, 24);
  return label;
}

static void
exm_history_dialog_init (ExmHistoryDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *spinner = gtk_spinner_new ();

  self->limit = FIRST_EVENTS;
  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_widget_set_halign (spinner, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (spinner, GTK_ALIGN_CENTER);
  self->failure = GTK_LABEL (make_words (NULL));
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_stack_add_named (self->stack, spinner, "busy");
  gtk_stack_add_named (self->stack, make_list (self), "list");
  gtk_stack_add_named (self->stack, make_words (_ ("This post has not been changed since it came in.")), "empty");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->failure), "failed");
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), _ ("History of the Post"));
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self), 520, 480);
}

void
exm_history_dialog_show (GtkWindow  *parent,
                         ExmDataset *dataset,
                         ExmRowId    row)
{
  g_return_if_fail (EXM_IS_DATASET (dataset));

  ExmHistoryDialog *self = g_object_new (EXM_TYPE_HISTORY_DIALOG, "transient-for", parent, NULL);
  g_autoptr(GTask) task = g_task_new (self, NULL, reviews_cb, NULL);

  self->dataset = g_object_ref (dataset);
  self->row = row;
  g_signal_connect_object (dataset, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_task_set_task_data (task, g_object_ref (dataset), g_object_unref);
  g_task_run_in_thread (task, reviews_thread);
  gtk_window_present (GTK_WINDOW (self));
}
