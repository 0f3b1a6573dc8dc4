/* exm-row-editor.c - the roomy editor below the table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-row-editor.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "exm-feedback.h"
#include "exm-palette.h"

/* `shown` is the example as it was last read from the dataset. A field that
 * differs from it has been typed in; flushing sends one command a field and
 * writes the sent text into `shown`, so that nothing is sent twice. When the
 * dataset changes the example is read again, and only fields that nobody is
 * typing in are replaced. */

/* A pause this long while typing (ms) makes one step of undo. */
#define PAUSE 1000

struct _ExmRowEditor
{
  GtkWidget parent_instance;

  ExmDataset   *dataset;
  GCancellable *cancellable; /* of the reading that is under way */
  ExmRowId      id;
  guint         number;
  ExmExample   *shown;
  guint         pause_id;
  guint         is_filling : 1;
  guint         focus_wanted : 1;

  GtkStack       *stack;
  GtkLabel       *title;
  GtkLabel       *length_label;
  GtkDropDown    *mark_drop;
  GtkLabel       *turns_label;
  GtkTextView    *post_view;
  GtkWidget      *label_button;
  GtkLabel       *pill;
  GtkLabel       *label_name;
  GtkTextView    *output_view;
  GtkEditable    *note_entry;
  GtkCheckButton *system_check;
  GtkWidget      *system_frame;
  GtkTextView    *system_view;
};

enum
{
  PROP_0,
  PROP_DATASET,
  N_PROPS
};

enum
{
  SIGNAL_PICK,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (ExmRowEditor, exm_row_editor, GTK_TYPE_WIDGET)

static GParamSpec *properties[N_PROPS];
static guint       signals[N_SIGNALS];

/* --- texts --------------------------------------------------------------------------- */

static char *
exm_row_editor_dup_view (GtkTextView *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextIter    start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
exm_row_editor_fill_view (GtkTextView *view,
                          const char  *text)
{
  g_autofree char *now = exm_row_editor_dup_view (view);

  if (g_strcmp0 (now, text != NULL ? text : "") != 0)
    {
      GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);

      /* What was stored is not for the view's own undo. */
      gtk_text_buffer_begin_irreversible_action (buffer);
      gtk_text_buffer_set_text (buffer, text != NULL ? text : "", -1);
      gtk_text_buffer_end_irreversible_action (buffer);
    }
}

static gboolean
exm_row_editor_differs (const char *typed,
                        const char *stored)
{
  return strcmp (typed, stored != NULL ? stored : "") != 0;
}

static void
exm_row_editor_take (char **field,
                     char  *text)
{
  g_free (*field);
  *field = text;
}

/* --- sending -------------------------------------------------------------------------- */

static void
exm_row_editor_send (ExmRowEditor *self,
                     ExmCommand   *command)
{
  exm_feedback_run (GTK_WIDGET (self), self->dataset, command, EXM_RUN_QUIET);
}

static void
exm_row_editor_flush_output (ExmRowEditor *self,
                             ExmTarget    *target)
{
  g_autofree char *output = exm_row_editor_dup_view (self->output_view);

  if (!exm_row_editor_differs (output, self->shown->output))
    return;
  exm_row_editor_send (self, exm_command_new_set_output (target, output));
  self->shown->label = 0;
  exm_row_editor_take (&self->shown->output, g_steal_pointer (&output));
}

static void
exm_row_editor_flush_system (ExmRowEditor *self,
                             ExmTarget    *target)
{
  gboolean         has_system = gtk_check_button_get_active (self->system_check);
  g_autofree char *system = exm_row_editor_dup_view (self->system_view);

  if (has_system == self->shown->has_system &&
      (!has_system || !exm_row_editor_differs (system, self->shown->system)))
    return;
  exm_row_editor_send (self, exm_command_new_set_system (target, has_system, system));
  self->shown->has_system = has_system;
  exm_row_editor_take (&self->shown->system, g_steal_pointer (&system));
}

void
exm_row_editor_flush (ExmRowEditor *self)
{
  g_return_if_fail (EXM_IS_ROW_EDITOR (self));

  g_clear_handle_id (&self->pause_id, g_source_remove);
  if (self->shown == NULL || self->dataset == NULL || exm_dataset_is_read_only (self->dataset))
    return;

  g_autoptr(ExmTarget) target = exm_target_new_row (self->id);
  g_autofree char *input = exm_row_editor_dup_view (self->post_view);
  g_autofree char *note = g_strdup (gtk_editable_get_text (self->note_entry));

  if (exm_row_editor_differs (input, self->shown->input))
    {
      exm_row_editor_send (self, exm_command_new_set_input (self->id, input));
      exm_row_editor_take (&self->shown->input, g_steal_pointer (&input));
    }
  exm_row_editor_flush_output (self, target);
  if (exm_row_editor_differs (note, self->shown->note))
    {
      exm_row_editor_send (self, exm_command_new_set_note (target, note));
      exm_row_editor_take (&self->shown->note, g_steal_pointer (&note));
    }
  exm_row_editor_flush_system (self, target);
}

static gboolean
exm_row_editor_pause_cb (gpointer user_data)
{
  ExmRowEditor *self = user_data;

  self->pause_id = 0;
  exm_row_editor_flush (self);
  return G_SOURCE_REMOVE;
}

static void
exm_row_editor_show_length (ExmRowEditor *self)
{
  int              n_chars = gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (self->post_view));
  g_autofree char *text = g_strdup_printf (ngettext ("%'d character", "%'d characters", n_chars), n_chars);

  gtk_label_set_label (self->length_label, text);
}

static void
exm_row_editor_typed_cb (ExmRowEditor *self)
{
  exm_row_editor_show_length (self);
  if (self->is_filling || self->shown == NULL)
    return;
  g_clear_handle_id (&self->pause_id, g_source_remove);
  self->pause_id = g_timeout_add (PAUSE, exm_row_editor_pause_cb, self);
}

static void
exm_row_editor_leave_cb (ExmRowEditor *self)
{
  exm_row_editor_flush (self);
}

static void
exm_row_editor_system_toggled_cb (ExmRowEditor *self)
{
  gboolean active = gtk_check_button_get_active (self->system_check);

  gtk_widget_set_visible (self->system_frame, active);
  if (self->is_filling || self->shown == NULL)
    return;
  /* Begin with what the task says: that is what the user wants to vary. */
  if (active && gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (self->system_view)) == 0)
    exm_row_editor_fill_view (self->system_view, exm_dataset_get_task (self->dataset)->system_instruction);
  exm_row_editor_flush (self);
}

static void
exm_row_editor_mark_cb (ExmRowEditor *self)
{
  ExmMark mark = (ExmMark)gtk_drop_down_get_selected (self->mark_drop);

  if (self->is_filling || self->shown == NULL || mark == self->shown->mark)
    return;

  g_autoptr(ExmTarget) target = exm_target_new_row (self->id);

  self->shown->mark = mark;
  exm_row_editor_send (self, exm_command_new_set_mark (target, mark));
}

static void
exm_row_editor_label_cb (ExmRowEditor *self)
{
  exm_row_editor_flush (self);
  g_signal_emit (self, signals[SIGNAL_PICK], 0, self->label_button);
}

/* --- showing --------------------------------------------------------------------------- */

static void
exm_row_editor_fill_label (ExmRowEditor *self)
{
  ExmLabel *label = self->shown->label != 0 ? exm_dataset_get_label (self->dataset, self->shown->label) : NULL;
  char      key[7] = "";

  gtk_widget_set_visible (GTK_WIDGET (self->pill), label != NULL);
  if (label != NULL)
    {
      if (exm_label_get_key (label) != 0)
        key[g_unichar_to_utf8 (exm_label_get_key (label), key)] = '\0';
      gtk_label_set_label (self->pill, key);
      exm_palette_set_class (GTK_WIDGET (self->pill), exm_label_get_color (label));
    }

  const char *name = label != NULL ? exm_label_get_name (label) : _ ("Choose a Label…");
  g_autofree char *a11y = g_strdup_printf (_ ("Label: %s"), label != NULL ? name : _ ("none"));

  gtk_label_set_label (self->label_name, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->label_button), GTK_ACCESSIBLE_PROPERTY_LABEL, a11y, -1);
}

static void
exm_row_editor_fill_turns (ExmRowEditor *self)
{
  GPtrArray *turns = self->shown->turns;

  gtk_widget_set_visible (GTK_WIDGET (self->turns_label), turns != NULL && turns->len > 0);
  if (turns == NULL || turns->len == 0)
    return;

  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < turns->len; i++)
    {
      const ExmTurn *turn = g_ptr_array_index (turns, i);

      /* Translators: an earlier turn of a conversation, by who spoke */
      g_string_append_printf (text, turn->role == EXM_ROLE_MODEL ? _ ("Model: %s") : turn->role == EXM_ROLE_SYSTEM ? _ ("System: %s") : _ ("User: %s"), turn->text);
      if (i + 1 < turns->len)
        g_string_append_c (text, '\n');
    }
  gtk_label_set_label (self->turns_label, text->str);
}

/* Takes @fresh (transfer full); a field in which the user has typed since keeps
 * what was typed. */
static void
exm_row_editor_fill (ExmRowEditor *self,
                     ExmExample   *fresh)
{
  g_autoptr(ExmExample) before = g_steal_pointer (&self->shown);
  g_autofree char *title = g_strdup_printf (_ ("Post %'u"), self->number);
  g_autofree char *input = exm_row_editor_dup_view (self->post_view);
  g_autofree char *output = exm_row_editor_dup_view (self->output_view);
  g_autofree char *note = g_strdup (gtk_editable_get_text (self->note_entry));
  g_autofree char *system = exm_row_editor_dup_view (self->system_view);
  gboolean         same = before != NULL && before->id == fresh->id;

  self->is_filling = TRUE;
  self->shown = fresh;
  gtk_label_set_label (self->title, title);
  if (!same || !exm_row_editor_differs (input, before->input))
    exm_row_editor_fill_view (self->post_view, fresh->input);
  if (!same || !exm_row_editor_differs (output, before->output))
    exm_row_editor_fill_view (self->output_view, fresh->output);
  if ((!same || !exm_row_editor_differs (note, before->note)) &&
      exm_row_editor_differs (note, fresh->note))
    gtk_editable_set_text (self->note_entry, fresh->note != NULL ? fresh->note : "");
  if (!same || !exm_row_editor_differs (system, before->system))
    exm_row_editor_fill_view (self->system_view, fresh->system);
  gtk_check_button_set_active (self->system_check, fresh->has_system);
  gtk_widget_set_visible (self->system_frame, fresh->has_system);
  gtk_drop_down_set_selected (self->mark_drop, fresh->mark);
  exm_row_editor_fill_label (self);
  exm_row_editor_fill_turns (self);
  exm_row_editor_show_length (self);
  self->is_filling = FALSE;
  gtk_stack_set_visible_child_name (self->stack, "row");
  if (self->focus_wanted)
    gtk_widget_grab_focus (GTK_WIDGET (self->post_view));
  self->focus_wanted = FALSE;
}

static void
exm_row_editor_read_cb (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  ExmRowEditor *self = user_data; /* perhaps disposed: ask the result first */
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmExample) example = exm_dataset_get_example_finish (EXM_DATASET (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (example == NULL)
    {
      /* Deleted meanwhile. */
      g_clear_pointer (&self->shown, exm_example_free);
      gtk_stack_set_visible_child_name (self->stack, "none");
      return;
    }
  exm_row_editor_fill (self, g_steal_pointer (&example));
}

static void
exm_row_editor_read (ExmRowEditor *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->id == 0 || self->dataset == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  exm_dataset_get_example_async (self->dataset, self->id, self->cancellable, exm_row_editor_read_cb, self);
}

static void
exm_row_editor_changed_cb (ExmRowEditor    *self,
                           const ExmChange *change)
{
  gboolean touched = change->all_rows || change->labels || change->structure;

  for (gsize i = 0; i < change->n_rows && !touched; i++)
    touched = change->rows[i] == self->id;
  if (touched && self->id != 0)
    exm_row_editor_read (self);
}

void
exm_row_editor_show_row (ExmRowEditor *self,
                         ExmRowId      id,
                         guint         number)
{
  g_return_if_fail (EXM_IS_ROW_EDITOR (self));

  if (id == self->id && number == self->number)
    return;
  if (id != self->id)
    {
      exm_row_editor_flush (self);
      g_clear_pointer (&self->shown, exm_example_free);
    }
  self->id = id;
  self->number = number;
  if (id == 0)
    gtk_stack_set_visible_child_name (self->stack, "none");
  exm_row_editor_read (self);
}

ExmRowId
exm_row_editor_get_row (ExmRowEditor *self)
{
  g_return_val_if_fail (EXM_IS_ROW_EDITOR (self), 0);

  return self->id;
}

void
exm_row_editor_focus_post (ExmRowEditor *self)
{
  g_return_if_fail (EXM_IS_ROW_EDITOR (self));

  /* An example that is still being read takes the focus when it is there. */
  self->focus_wanted = !gtk_widget_get_mapped (GTK_WIDGET (self->post_view)) || self->shown == NULL;
  gtk_widget_grab_focus (GTK_WIDGET (self->post_view));
}

static void
exm_row_editor_update_sensitive (ExmRowEditor *self)
{
  gboolean can_edit = self->dataset != NULL && !exm_dataset_is_read_only (self->dataset);

  gtk_text_view_set_editable (self->post_view, can_edit);
  gtk_text_view_set_editable (self->output_view, can_edit);
  gtk_text_view_set_editable (self->system_view, can_edit);
  gtk_editable_set_editable (self->note_entry, can_edit);
  gtk_widget_set_sensitive (GTK_WIDGET (self->system_check), can_edit);
  gtk_widget_set_sensitive (GTK_WIDGET (self->mark_drop), can_edit);
  gtk_widget_set_sensitive (self->label_button, can_edit);
}

void
exm_row_editor_set_dataset (ExmRowEditor *self,
                            ExmDataset   *dataset)
{
  g_return_if_fail (EXM_IS_ROW_EDITOR (self));

  if (self->dataset == dataset)
    return;
  if (self->dataset != NULL)
    {
      exm_row_editor_show_row (self, 0, 0);
      g_signal_handlers_disconnect_by_data (self->dataset, self);
    }
  g_set_object (&self->dataset, dataset);
  if (dataset != NULL)
    {
      g_signal_connect_object (dataset, "changed", G_CALLBACK (exm_row_editor_changed_cb), self, G_CONNECT_SWAPPED);
      exm_row_editor_update_sensitive (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DATASET]);
}

/* --- widget ------------------------------------------------------------------------------ */

static void
exm_row_editor_dispose (GObject *object)
{
  ExmRowEditor *self = EXM_ROW_EDITOR (object);

  if (self->stack != NULL)
    exm_row_editor_set_dataset (self, NULL);
  g_clear_handle_id (&self->pause_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->shown, exm_example_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_ROW_EDITOR);

  G_OBJECT_CLASS (exm_row_editor_parent_class)->dispose (object);
}

static void
exm_row_editor_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_DATASET:
      g_value_set_object (value, EXM_ROW_EDITOR (object)->dataset);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
exm_row_editor_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_DATASET:
      exm_row_editor_set_dataset (EXM_ROW_EDITOR (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
exm_row_editor_class_init (ExmRowEditorClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = exm_row_editor_dispose;
  object_class->get_property = exm_row_editor_get_property;
  object_class->set_property = exm_row_editor_set_property;

  properties[PROP_DATASET] =
    g_param_spec_object ("dataset", NULL, NULL, EXM_TYPE_DATASET,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_PICK] =
    g_signal_new ("pick", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, GTK_TYPE_WIDGET);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-row-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmRowEditor, stack);
  gtk_widget_class_bind_template_child (widget_class, ExmRowEditor, title);
  gtk_widget_class_bind_template_child (widget_class, ExmRowEditor, length_label);
  gtk_widget_class_bind_template_child (widget_class, ExmRowEditor, mark_drop);
  gtk_widget_class_bind_template_child (widget_class, ExmRowEditor, turns_label);
  gtk_widget_class_bind_template_child (widget_class, ExmRowEditor, post_view);
  gtk_widget_class_bind_template_child (widget_class, ExmRowEditor, label_button);
  gtk_widget_class_bind_template_child (widget_class, ExmRowEditor, pill);
  gtk_widget_class_bind_template_child (widget_class, ExmRowEditor, label_name);
  gtk_widget_class_bind_template_child (widget_class, ExmRowEditor, output_view);
  gtk_widget_class_bind_template_child (widget_class, ExmRowEditor, note_entry);
  gtk_widget_class_bind_template_child (widget_class, ExmRowEditor, system_check);
  gtk_widget_class_bind_template_child (widget_class, ExmRowEditor, system_frame);
  gtk_widget_class_bind_template_child (widget_class, ExmRowEditor, system_view);
  gtk_widget_class_bind_template_callback (widget_class, exm_row_editor_mark_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_row_editor_label_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_row_editor_system_toggled_cb);
}

static void
exm_row_editor_init (ExmRowEditor *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  const char         *marks[] = { _ ("As Labelled"), exm_state_to_string (EXM_STATE_SKIPPED),
                                     exm_state_to_string (EXM_STATE_FLAGGED), NULL };
  g_autoptr(GtkStringList) mark_list = gtk_string_list_new (marks);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->is_filling = TRUE;
  gtk_drop_down_set_model (self->mark_drop, G_LIST_MODEL (mark_list));
  self->is_filling = FALSE;

  g_signal_connect_object (gtk_text_view_get_buffer (self->post_view), "changed",
                           G_CALLBACK (exm_row_editor_typed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_text_view_get_buffer (self->output_view), "changed",
                           G_CALLBACK (exm_row_editor_typed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_text_view_get_buffer (self->system_view), "changed",
                           G_CALLBACK (exm_row_editor_typed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->note_entry, "changed",
                           G_CALLBACK (exm_row_editor_typed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (exm_row_editor_leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

GtkWidget *
exm_row_editor_new (void)
{
  return g_object_new (EXM_TYPE_ROW_EDITOR, NULL);
}
