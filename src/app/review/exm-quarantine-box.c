/* exm-quarantine-box.c - the first lines that could not be read, each with its editor
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-quarantine-box.h"

#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-feedback.h"
#include "exm-quarantine-line.h"

/* The others are in the dialog, and move up. */
#define N_SHOWN 3

/* An editor shows two lines and grows up to this (pixels). */
#define EDITOR_HEIGHT 48
#define EDITOR_MAX 132

typedef struct
{
  ExmQuarantineBox *box;
  ExmQuarantined   *line;
  GtkWidget        *widget;
  GtkLabel         *reason;
  GtkTextView      *view;
  gboolean          is_leaving; /* it was taken in or dropped */
} Editor;

struct _ExmQuarantineBox
{
  GtkWidget parent_instance;

  ExmDataset   *dataset;
  GCancellable *cancellable;
  GPtrArray    *editors;
  guint         is_reading : 1;
  guint         is_stale : 1; /* there was a change while it read */

  GtkWidget *box;
};

G_DEFINE_FINAL_TYPE (ExmQuarantineBox, exm_quarantine_box, GTK_TYPE_WIDGET)

static void read_lines (ExmQuarantineBox *self);

/* --- one line ------------------------------------------------------------------------------ */

static char *
dup_view (const Editor *editor)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (editor->view);
  GtkTextIter    start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

/* Returns: (nullable): the command that keeps what was typed */
static ExmCommand *
keep_command (Editor *editor)
{
  g_autofree char *text = dup_view (editor);
  g_autoptr (GBytes) bytes = exm_quarantine_line_dup_bytes (editor->line, text);

  if (editor->is_leaving || exm_dataset_is_read_only (editor->box->dataset) || g_bytes_equal (bytes, editor->line->bytes))
    return NULL;
  g_bytes_unref (editor->line->bytes);
  editor->line->bytes = g_bytes_ref (bytes);
  return exm_command_new_quarantine_edit (editor->line->id, bytes);
}

static void
left_cb (Editor *editor)
{
  ExmCommand *command = editor->box->dataset != NULL ? keep_command (editor) : NULL;

  if (command != NULL)
    exm_feedback_run (GTK_WIDGET (editor->box), editor->box->dataset, command, EXM_RUN_QUIET);
}

static void
try_cb (Editor *editor)
{
  ExmDataset      *dataset = editor->box->dataset;
  g_autofree char *text = dup_view (editor);
  g_autofree char *message = NULL;
  ExmCommand      *command;

  if (editor->is_leaving)
    return;
  command = exm_quarantine_line_take_command (dataset, editor->line, text, &message);
  if (command == NULL)
    {
      gtk_label_set_text (editor->reason, message);
      exm_compat_announce (GTK_WIDGET (editor->reason), message);
      gtk_widget_grab_focus (GTK_WIDGET (editor->view));
      return;
    }
  editor->is_leaving = TRUE;
  exm_feedback_run (GTK_WIDGET (editor->box), dataset, command, EXM_RUN_TOAST);
}

static void
drop_cb (Editor *editor)
{
  if (editor->is_leaving)
    return;
  editor->is_leaving = TRUE;
  exm_feedback_run (GTK_WIDGET (editor->box), editor->box->dataset, exm_command_new_quarantine_drop (editor->line->id), EXM_RUN_TOAST);
}

static void
add_button (Editor     *editor,
            GtkWidget  *row,
            const char *text,
            const char *where,
            GCallback   callback)
{
  GtkWidget       *button = gtk_button_new_with_label (text);
  g_autofree char *name = g_strdup_printf ("%s: %s", text, where);

  g_signal_connect_swapped (button, "clicked", callback, editor);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_sensitive (button, !exm_dataset_is_read_only (editor->box->dataset));
  gtk_widget_add_css_class (button, "fix-one");
  gtk_box_append (GTK_BOX (row), button);
}

static GtkWidget *
make_view (Editor     *editor,
           const char *where)
{
  GtkWidget          *scrolled = gtk_scrolled_window_new ();
  GtkWidget          *view = gtk_text_view_new ();
  GtkWidget          *frame = gtk_frame_new (NULL);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_autofree char    *text = exm_quarantine_line_dup_text (editor->line);
  /* Translators: of an editor; %s is "Line 7 of posts.jsonl" */
  g_autofree char *name = g_strdup_printf (_ ("Text of %s"), where);

  editor->view = GTK_TEXT_VIEW (view);
  exm_quarantine_line_set_view (editor->view);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (editor->view), text, -1);
  gtk_text_view_set_monospace (editor->view, TRUE);
  gtk_text_view_set_wrap_mode (editor->view, GTK_WRAP_CHAR);
  gtk_text_view_set_accepts_tab (editor->view, FALSE);
  gtk_text_view_set_editable (editor->view, !exm_dataset_is_read_only (editor->box->dataset));
  gtk_text_view_set_left_margin (editor->view, 6);
  gtk_text_view_set_right_margin (editor->view, 6);
  gtk_text_view_set_top_margin (editor->view, 6);
  gtk_text_view_set_bottom_margin (editor->view, 6);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (left_cb), editor);
  gtk_widget_add_controller (view, focus);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), EDITOR_HEIGHT);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), EDITOR_MAX);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_frame_set_child (GTK_FRAME (frame), scrolled);
  return frame;
}

static GtkWidget *
make_reason (Editor     *editor,
             const char *where)
{
  g_autofree char *said = g_strdup_printf ("%s: %s", where, editor->line->message);
  GtkWidget       *reason = gtk_label_new (said);

  gtk_label_set_wrap (GTK_LABEL (reason), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (reason), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (reason), 0);
  gtk_widget_add_css_class (reason, "caption");
  editor->reason = GTK_LABEL (reason);
  return reason;
}

/* @line: (transfer full) */
static Editor *
editor_new (ExmQuarantineBox *box,
            ExmQuarantined   *line)
{
  Editor          *self = g_new0 (Editor, 1);
  GtkWidget       *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *where = exm_quarantine_line_dup_where (line);

  self->box = box;
  self->line = line;
  self->widget = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_box_append (GTK_BOX (self->widget), make_reason (self, where));
  gtk_box_append (GTK_BOX (self->widget), make_view (self, where));
  add_button (self, buttons, _ ("Try Again"), where, G_CALLBACK (try_cb));
  add_button (self, buttons, _ ("Drop Line"), where, G_CALLBACK (drop_cb));
  gtk_box_append (GTK_BOX (self->widget), buttons);
  gtk_box_append (GTK_BOX (box->box), self->widget);
  return self;
}

static void
editor_free (gpointer data)
{
  Editor *self = data;

  /* Losing the keyboard by going is not being left. */
  self->is_leaving = TRUE;
  gtk_box_remove (GTK_BOX (self->box->box), self->widget);
  exm_quarantined_free (self->line);
  g_free (self);
}

/* What is in the file is shown, unless somebody has typed something else meanwhile.
 * @line: (transfer full) */
static void
editor_set_line (Editor         *self,
                 ExmQuarantined *line)
{
  g_autofree char *shown = dup_view (self);
  g_autofree char *before = exm_quarantine_line_dup_text (self->line);
  g_autofree char *after = exm_quarantine_line_dup_text (line);

  if (g_str_equal (shown, before) && !g_str_equal (after, before))
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->view), after, -1);
  exm_quarantined_free (self->line);
  self->line = line;
  self->is_leaving = FALSE;
}

/* --- the lines ----------------------------------------------------------------------------- */

/* Where the keyboard is; -1 = elsewhere. */
static int
find_focus (ExmQuarantineBox *self)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  for (guint i = 0; focus != NULL && i < self->editors->len; i++)
    if (gtk_widget_is_ancestor (focus, ((Editor *)self->editors->pdata[i])->widget))
      return (int)i;
  return -1;
}

/* Editors of lines that are still there stay, with what is typed in them. */
static void
fill (ExmQuarantineBox *self,
      GPtrArray        *lines)
{
  int      focus = find_focus (self);
  gboolean is_lost = FALSE;

  for (guint i = self->editors->len; i > 0; i--)
    {
      const Editor *editor = self->editors->pdata[i - 1];
      gboolean      stays = FALSE;

      for (guint k = 0; k < lines->len; k++)
        stays |= ((ExmQuarantined *)lines->pdata[k])->id == editor->line->id;
      if (stays)
        continue;
      is_lost |= (int)i - 1 == focus;
      g_ptr_array_remove_index (self->editors, i - 1);
    }
  for (guint i = 0; i < lines->len; i++)
    {
      Editor *editor = i < self->editors->len ? self->editors->pdata[i] : NULL;

      if (editor != NULL && editor->line->id == ((ExmQuarantined *)lines->pdata[i])->id)
        {
          editor_set_line (editor, g_steal_pointer (&lines->pdata[i]));
          continue;
        }
      editor = editor_new (self, g_steal_pointer (&lines->pdata[i]));
      gtk_box_reorder_child_after (GTK_BOX (self->box), editor->widget, i > 0 ? ((Editor *)self->editors->pdata[i - 1])->widget : NULL);
      g_ptr_array_insert (self->editors, (int)i, editor);
    }
  if (is_lost && self->editors->len > 0)
    gtk_widget_grab_focus (GTK_WIDGET (((Editor *)self->editors->pdata[MIN ((guint)focus, self->editors->len - 1)])->view));
}

static void
lines_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (ExmQuarantineBox) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = exm_dataset_get_quarantine_finish (EXM_DATASET (source), result, &error);

  if (self->dataset != (ExmDataset *)source || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->is_reading = FALSE;
  if (lines == NULL)
    exm_feedback_error (GTK_WIDGET (self), _ ("The lines could not be read"), error);
  else
    fill (self, lines);
  if (self->is_stale)
    read_lines (self);
}

static void
read_lines (ExmQuarantineBox *self)
{
  self->is_stale = self->is_reading;
  if (self->is_reading)
    return;
  self->is_reading = TRUE;
  exm_dataset_get_quarantine_async (self->dataset, N_SHOWN, self->cancellable, lines_cb, g_object_ref (self));
}

static void
changed_cb (ExmQuarantineBox *self)
{
  if (self->editors->len > 0 || exm_dataset_get_stats (self->dataset)->n_quarantined > 0)
    read_lines (self);
}

/* --- all of them ------------------------------------------------------------------------------ */

static void
take_all_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (ExmQuarantineBox) self = user_data;
  g_autoptr (GError) error = NULL;
  ExmCommand *command = exm_quarantine_take_all_finish (EXM_DATASET (source), result, &error);

  if (command != NULL)
    exm_feedback_run (GTK_WIDGET (self), EXM_DATASET (source), command, EXM_RUN_TOAST);
  else if (error != NULL)
    exm_feedback_error (GTK_WIDGET (self), _ ("The lines could not be read"), error);
  else
    exm_feedback_toast (GTK_WIDGET (self), _ ("No line can be read yet"));
}

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  ExmQuarantineBox *self = user_data;

  if (exm_feedback_run_finish (result) != NULL)
    exm_quarantine_take_all_async (EXM_DATASET (source), NULL, take_all_cb, self);
  else
    g_object_unref (self);
}

void
exm_quarantine_box_try_all (ExmQuarantineBox *self)
{
  g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_command_unref);

  g_return_if_fail (EXM_IS_QUARANTINE_BOX (self));

  if (self->dataset == NULL || exm_dataset_is_read_only (self->dataset))
    return;
  /* First what has just been typed. */
  for (guint i = 0; i < self->editors->len; i++)
    {
      ExmCommand *command = keep_command (self->editors->pdata[i]);

      if (command != NULL)
        g_ptr_array_add (commands, command);
    }
  if (commands->len == 0)
    exm_quarantine_take_all_async (self->dataset, NULL, take_all_cb, g_object_ref (self));
  else
    exm_feedback_run_full (GTK_WIDGET (self), self->dataset,
                           exm_command_new_group (_ ("Edit Lines"), g_steal_pointer (&commands)), EXM_RUN_QUIET, NULL, kept_cb,
                                                  g_object_ref (self));
}

void
exm_quarantine_box_set_dataset (ExmQuarantineBox *self,
                                ExmDataset       *dataset)
{
  g_return_if_fail (EXM_IS_QUARANTINE_BOX (self));

  if (self->dataset == dataset)
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->is_reading = FALSE;
  if (self->dataset != NULL)
    g_signal_handlers_disconnect_by_func (self->dataset, changed_cb, self);
  g_ptr_array_set_size (self->editors, 0);
  g_set_object (&self->dataset, dataset);
  if (dataset == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  g_signal_connect_object (dataset, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
}

/* --- object ----------------------------------------------------------------------------------- */

static void
exm_quarantine_box_dispose (GObject *object)
{
  ExmQuarantineBox *self = EXM_QUARANTINE_BOX (object);

  if (self->box != NULL)
    exm_quarantine_box_set_dataset (self, NULL);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (exm_quarantine_box_parent_class)->dispose (object);
}

static void
exm_quarantine_box_finalize (GObject *object)
{
  ExmQuarantineBox *self = EXM_QUARANTINE_BOX (object);

  g_ptr_array_unref (self->editors);
  G_OBJECT_CLASS (exm_quarantine_box_parent_class)->finalize (object);
}

/* Who goes elsewhere finds what was typed again. */
static void
exm_quarantine_box_unmap (GtkWidget *widget)
{
  ExmQuarantineBox *self = EXM_QUARANTINE_BOX (widget);

  for (guint i = 0; i < self->editors->len; i++)
    left_cb (self->editors->pdata[i]);
  GTK_WIDGET_CLASS (exm_quarantine_box_parent_class)->unmap (widget);
}

static void
exm_quarantine_box_class_init (ExmQuarantineBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_quarantine_box_dispose;
  G_OBJECT_CLASS (klass)->finalize = exm_quarantine_box_finalize;
  GTK_WIDGET_CLASS (klass)->unmap = exm_quarantine_box_unmap;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
exm_quarantine_box_init (ExmQuarantineBox *self)
{
  self->editors = g_ptr_array_new_with_free_func (editor_free);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
exm_quarantine_box_new (void)
{
  return g_object_new (EXM_TYPE_QUARANTINE_BOX, NULL);
}
