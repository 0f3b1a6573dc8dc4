/* exm-quarantine-dialog.c - lines that could not be read, to mend and take in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-quarantine-dialog.h"

#include <glib/gi18n-lib.h>

#include "exm-feedback.h"
#include "exm-quarantine-line.h"

struct _ExmQuarantineDialog
{
  AdwWindow parent_instance;

  ExmDataset     *dataset;
  GCancellable   *cancellable;
  GPtrArray      *lines; /* of ExmQuarantined, as listed */
  ExmQuarantined *shown; /* one of them; its text is in the view */

  GtkStack    *stack;
  GtkListBox  *list;
  GtkLabel    *reason_label;
  GtkTextView *view;
};

G_DEFINE_FINAL_TYPE (ExmQuarantineDialog, exm_quarantine_dialog, ADW_TYPE_WINDOW)

/* --- the text of a line --------------------------------------------------------- */

static char *
dup_view (ExmQuarantineDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter    start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

/* Keeps what was mended, also when the line is left for another one. */
static void
keep_text (ExmQuarantineDialog *self)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;

  if (self->shown == NULL || exm_dataset_is_read_only (self->dataset))
    return;
  text = dup_view (self);
  bytes = exm_quarantine_line_dup_bytes (self->shown, text);
  if (g_bytes_equal (bytes, self->shown->bytes))
    return;
  exm_feedback_run (GTK_WIDGET (self), self->dataset,
                    exm_command_new_quarantine_edit (self->shown->id, bytes), EXM_RUN_QUIET);
  g_bytes_unref (self->shown->bytes);
  self->shown->bytes = g_steal_pointer (&bytes);
}

/* --- trying again ------------------------------------------------------------------ */

/* The command that takes the line in, NULL with the reason when it is still bad. */
static ExmCommand *
take_command (ExmQuarantineDialog  *self,
              const ExmQuarantined *line,
              char                **message)
{
  g_autofree char *now = self->shown == line ? dup_view (self) : NULL;

  return exm_quarantine_line_take_command (self->dataset, line, now, message);
}

static void
retry_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  ExmQuarantineDialog *self = EXM_QUARANTINE_DIALOG (widget);
  g_autofree char     *message = NULL;
  ExmCommand          *command;

  if (self->shown == NULL)
    return;
  command = take_command (self, self->shown, &message);
  if (command != NULL)
    {
      self->shown = NULL;
      exm_feedback_run (widget, self->dataset, command, EXM_RUN_QUIET);
      return;
    }
  keep_text (self);
  gtk_label_set_text (self->reason_label, message);
}

static void
retry_all_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  ExmQuarantineDialog *self = EXM_QUARANTINE_DIALOG (widget);
  GPtrArray           *commands = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_command_unref);
  g_autofree char     *step = NULL;

  keep_text (self);
  for (guint i = 0; self->lines != NULL && i < self->lines->len; i++)
    {
      g_autofree char *message = NULL;
      ExmCommand      *command = take_command (self, g_ptr_array_index (self->lines, i), &message);

      if (command != NULL)
        g_ptr_array_add (commands, command);
    }
  if (commands->len == 0)
    {
      gtk_label_set_text (self->reason_label, _ ("No line can be read yet"));
      g_ptr_array_unref (commands);
      return;
    }
  step = g_strdup_printf (ngettext ("Take %u line in", "Take %u lines in", commands->len), commands->len);
  self->shown = NULL;
  exm_feedback_run (widget, self->dataset, exm_command_new_group (step, commands), EXM_RUN_QUIET);
}

static void
drop_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ExmQuarantineDialog *self = EXM_QUARANTINE_DIALOG (widget);
  guint                id;

  if (self->shown == NULL)
    return;
  id = self->shown->id;
  self->shown = NULL;
  exm_feedback_run (widget, self->dataset, exm_command_new_quarantine_drop (id), EXM_RUN_QUIET);
}

/* --- the list ------------------------------------------------------------------------ */

static GtkWidget *
make_row (const ExmQuarantined *line)
{
  GtkWidget       *row = gtk_list_box_row_new ();
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *where = exm_quarantine_line_dup_where (line);
  g_autofree char *name = g_strdup_printf ("%s: %s", where, line->message);
  GtkWidget       *title = gtk_label_new (where);
  GtkWidget       *reason = gtk_label_new (line->message);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (reason), 0);
  gtk_label_set_ellipsize (GTK_LABEL (reason), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (reason, "caption");
  gtk_widget_add_css_class (reason, "dim-label");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), reason);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

static void
update_actions (ExmQuarantineDialog *self)
{
  gboolean can_edit = !exm_dataset_is_read_only (self->dataset);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "quarantine.retry", can_edit && self->shown != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "quarantine.drop", can_edit && self->shown != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "quarantine.retry-all",
                                 can_edit && self->lines != NULL && self->lines->len > 0);
}

static void
exm_quarantine_dialog_selected_cb (ExmQuarantineDialog *self,
                                   GtkListBoxRow       *row)
{
  g_autofree char *text = NULL;

  keep_text (self);
  self->shown = row != NULL ? g_ptr_array_index (self->lines, gtk_list_box_row_get_index (row)) : NULL;
  text = self->shown != NULL ? exm_quarantine_line_dup_text (self->shown) : g_strdup ("");
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->view), text, -1);
  gtk_label_set_text (self->reason_label, self->shown != NULL ? self->shown->message : "");
  update_actions (self);
}

static void
fill_list (ExmQuarantineDialog *self,
           GPtrArray           *lines,
           int                  position)
{
  GtkWidget *child;

  self->shown = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  self->lines = lines;
  for (guint i = 0; i < lines->len; i++)
    gtk_list_box_append (self->list, make_row (g_ptr_array_index (lines, i)));
  gtk_stack_set_visible_child_name (self->stack, lines->len > 0 ? "lines" : "empty");
  gtk_list_box_select_row (self->list,
                           gtk_list_box_get_row_at_index (self->list, MIN (position, (int)lines->len - 1)));
  update_actions (self);
}

static void
lines_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  ExmQuarantineDialog *self = user_data; /* perhaps disposed: ask the result first */
  g_autoptr (GError) error = NULL;
  GPtrArray     *lines = exm_dataset_get_quarantine_finish (EXM_DATASET (source), result, &error);
  GtkListBoxRow *row;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (lines == NULL)
    {
      exm_feedback_error (GTK_WIDGET (self), _ ("The lines could not be read"), error);
      return;
    }
  row = gtk_list_box_get_selected_row (self->list);
  fill_list (self, lines, row != NULL ? gtk_list_box_row_get_index (row) : 0);
}

static void
read_lines (ExmQuarantineDialog *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  exm_dataset_get_quarantine_async (self->dataset, EXM_QUARANTINE_LINES, self->cancellable, lines_cb, self);
}

static void
stats_cb (ExmQuarantineDialog *self)
{
  guint n = exm_dataset_get_stats (self->dataset)->n_quarantined;

  /* An edit of the line that is shown changes no number and must not take the
   * cursor away. */
  if (self->lines == NULL || self->shown == NULL || MIN (n, EXM_QUARANTINE_LINES) != self->lines->len)
    read_lines (self);
}

/* --- class ------------------------------------------------------------------------------ */

static gboolean
exm_quarantine_dialog_close_request (GtkWindow *window)
{
  keep_text (EXM_QUARANTINE_DIALOG (window));
  return GTK_WINDOW_CLASS (exm_quarantine_dialog_parent_class)->close_request (window);
}

static void
exm_quarantine_dialog_dispose (GObject *object)
{
  ExmQuarantineDialog *self = EXM_QUARANTINE_DIALOG (object);

  self->shown = NULL;
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_func (self->list, exm_quarantine_dialog_selected_cb, self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_QUARANTINE_DIALOG);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_clear_object (&self->dataset);
  G_OBJECT_CLASS (exm_quarantine_dialog_parent_class)->dispose (object);
}

static void
exm_quarantine_dialog_class_init (ExmQuarantineDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = exm_quarantine_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = exm_quarantine_dialog_close_request;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-quarantine-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmQuarantineDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, ExmQuarantineDialog, list);
  gtk_widget_class_bind_template_child (widget_class, ExmQuarantineDialog, reason_label);
  gtk_widget_class_bind_template_child (widget_class, ExmQuarantineDialog, view);
  gtk_widget_class_bind_template_callback (widget_class, exm_quarantine_dialog_selected_cb);
  gtk_widget_class_install_action (widget_class, "quarantine.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "quarantine.retry-all", NULL, retry_all_action);
  gtk_widget_class_install_action (widget_class, "quarantine.drop", NULL, drop_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
exm_quarantine_dialog_init (ExmQuarantineDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  exm_quarantine_line_set_view (self->view);
}

GtkWidget *
exm_quarantine_dialog_new (GtkWindow  *parent,
                           ExmDataset *dataset)
{
  ExmQuarantineDialog *self = g_object_new (EXM_TYPE_QUARANTINE_DIALOG, "transient-for", parent, NULL);

  self->dataset = g_object_ref (dataset);
  g_signal_connect_object (dataset, "notify::stats", G_CALLBACK (stats_cb), self, G_CONNECT_SWAPPED);
  update_actions (self);
  read_lines (self);
  return GTK_WIDGET (self);
}
