/* exm-task-panel.c - the task: instruction, templates, labels
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-task-panel.h"

#include <glib/gi18n-lib.h>

#include "exm-feedback.h"
#include "exm-label-list.h"
#include "exm-render.h"
#include "exm-review-marks.h"
#include "exm-submit-mask.h"
#include "exm-told.h"

/* A pause this long while typing (ms) makes one step of undo. */
#define PAUSE 800

/* Pixels that the instruction and the templates want, with all in sight. */
#define FIELDS_HEIGHT 318

/* Fields in the order of ExmTaskField; the guideline has no place here yet. */
#define N_FIELDS 3

/* `stored` is the task as it was last read or sent. A field that differs from it
 * has been typed in; the dataset's answer fills only fields that do not. */
struct _ExmTaskPanel
{
  GtkWidget parent_instance;

  ExmDataset   *dataset;
  char         *stored[N_FIELDS];
  ExmRowId      row;
  ExmExample   *example; /* whose line is shown */
  GCancellable *cancellable;
  guint         pause_id;
  int           position; /* of the divider, as set here; the user may move it */
  guint         is_filling : 1;

  GtkPaned     *paned;
  GtkTextView  *system_view;
  GtkEditable  *input_entry;
  GtkEditable  *output_entry;
  GtkLabel     *tokens_label;
  GtkLabel     *fault_label;
  GtkLabel     *preview_label;
  ExmLabelList *labels;
};

G_DEFINE_FINAL_TYPE (ExmTaskPanel, exm_task_panel, GTK_TYPE_WIDGET)

/* --- the fields ------------------------------------------------------------------- */

static char *
dup_field (ExmTaskPanel *self,
           ExmTaskField  field)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->system_view);
  GtkTextIter    start, end;

  if (field == EXM_TASK_INPUT_TEMPLATE)
    return g_strdup (gtk_editable_get_text (self->input_entry));
  if (field == EXM_TASK_OUTPUT_TEMPLATE)
    return g_strdup (gtk_editable_get_text (self->output_entry));
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
fill_field (ExmTaskPanel *self,
            ExmTaskField  field,
            const char   *text)
{
  g_autofree char *now = dup_field (self, field);

  if (g_str_equal (now, text))
    return;
  self->is_filling = TRUE;
  if (field == EXM_TASK_INPUT_TEMPLATE)
    gtk_editable_set_text (self->input_entry, text);
  else if (field == EXM_TASK_OUTPUT_TEMPLATE)
    gtk_editable_set_text (self->output_entry, text);
  else
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->system_view), text, -1);
  self->is_filling = FALSE;
}

static gboolean
is_typed (ExmTaskPanel *self,
          ExmTaskField  field)
{
  g_autofree char *now = dup_field (self, field);

  return g_strcmp0 (now, self->stored[field]) != 0;
}

/* What is wrong with a template as typed, NULL = nothing. */
static char *
find_fault (ExmTaskPanel *self,
            ExmTaskField  field)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = dup_field (self, field);
  const char      *slot = field == EXM_TASK_INPUT_TEMPLATE ? EXM_INPUT_SLOT : EXM_OUTPUT_SLOT;

  if (field == EXM_TASK_SYSTEM_INSTRUCTION || exm_template_check (text, slot, &error))
    return NULL;
  return g_strdup (error->message);
}

static gboolean
show_field_fault (ExmTaskPanel *self,
                  ExmTaskField  field,
                  GtkEditable  *entry)
{
  g_autofree char *fault = find_fault (self, field);

  exm_told_fault (GTK_WIDGET (entry), fault);
  if (fault == NULL)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
      return FALSE;
    }
  gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  gtk_label_set_text (self->fault_label, fault);
  return TRUE;
}

static void
show_faults (ExmTaskPanel *self)
{
  gboolean input = show_field_fault (self, EXM_TASK_INPUT_TEMPLATE, self->input_entry);
  gboolean output = show_field_fault (self, EXM_TASK_OUTPUT_TEMPLATE, self->output_entry);

  gtk_widget_set_visible (GTK_WIDGET (self->fault_label), input || output);
}

static void
show_tokens (ExmTaskPanel *self)
{
  g_autofree char *text = dup_field (self, EXM_TASK_SYSTEM_INSTRUCTION);
  /* Google's rule of thumb: four characters a token. */
  guint            tokens = (guint)((g_utf8_strlen (text, -1) + 3) / 4);
  g_autofree char *words = g_strdup_printf (ngettext ("about %u token", "about %u tokens", tokens), tokens);

  gtk_label_set_text (self->tokens_label, words);
}

/* --- the exact line ------------------------------------------------------------------ */

/* The task as it is typed now, so that the line follows each keystroke; a template
 * with a fault counts as it was. */
static ExmTask *
typed_task (ExmTaskPanel *self)
{
  ExmTask *task = exm_task_copy (exm_dataset_get_task (self->dataset));
  char   **fields[N_FIELDS] = { &task->system_instruction, &task->input_template,
                                &task->output_template };

  for (guint i = 0; i < N_FIELDS; i++)
    {
      g_autofree char *fault = find_fault (self, i);

      if (fault != NULL)
        continue;
      g_free (*fields[i]);
      *fields[i] = dup_field (self, i);
    }
  return task;
}

/* What Google gets, masks included. */
static char *
dup_line (const ExmTask    *task,
          const ExmExample *example,
          const char       *label_name)
{
  g_autofree char *rendered = exm_render_line (EXM_DIALECT_CONTENTS, task, example, label_name);
  g_autoptr (GString) line = g_string_new (rendered);

  if (line->len > 0 && !exm_submit_mask_line (line, exm_upload_mask_get (task)))
    g_string_truncate (line, 0);
  return g_string_free (g_steal_pointer (&line), FALSE);
}

static void
show_preview (ExmTaskPanel *self)
{
  g_autoptr (ExmTask) task = NULL;
  g_autofree char *line = NULL;
  ExmLabel        *label = NULL;

  if (self->dataset == NULL || self->example == NULL)
    {
      gtk_label_set_text (self->preview_label, _ ("Add an example to see its line"));
      return;
    }
  task = typed_task (self);
  if (self->example->label != 0)
    label = exm_dataset_get_label (self->dataset, self->example->label);
  line = dup_line (task, self->example, label != NULL ? exm_label_get_name (label) : NULL);
  gtk_label_set_text (self->preview_label,
                      *line != '\0' ? line : _ ("This example has no label yet, so it is not sent"));
}

static void
example_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  ExmTaskPanel *self = user_data; /* perhaps disposed: ask the result first */
  g_autoptr (GError) error = NULL;
  ExmExample *example = exm_dataset_get_example_finish (EXM_DATASET (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_pointer (&self->example, exm_example_free);
  self->example = example;
  show_preview (self);
}

static void
fetch_example (ExmTaskPanel *self,
               ExmRowId      id)
{
  exm_dataset_get_example_async (self->dataset, id, self->cancellable, example_cb, self);
}

static void
first_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  ExmTaskPanel *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmRowIds) rows = exm_dataset_query_finish (EXM_DATASET (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (rows != NULL && rows->n_ids > 0)
    fetch_example (self, rows->ids[0]);
  else
    {
      g_clear_pointer (&self->example, exm_example_free);
      show_preview (self);
    }
}

static void
read_example (ExmTaskPanel *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->dataset == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  if (self->row != 0)
    fetch_example (self, self->row);
  else
    {
      g_autoptr (ExmQuery) query = exm_query_new ();

      exm_dataset_query_async (self->dataset, query, self->cancellable, first_cb, self);
    }
}

/* --- to and from the dataset ------------------------------------------------------------ */

void
exm_task_panel_flush (ExmTaskPanel *self)
{
  g_return_if_fail (EXM_IS_TASK_PANEL (self));

  g_clear_handle_id (&self->pause_id, g_source_remove);
  if (self->dataset == NULL || exm_dataset_is_read_only (self->dataset))
    return;
  for (guint i = 0; i < N_FIELDS; i++)
    {
      g_autofree char *fault = find_fault (self, i);

      if (fault != NULL || !is_typed (self, i))
        continue;
      g_free (self->stored[i]);
      self->stored[i] = dup_field (self, i);
      exm_feedback_run (GTK_WIDGET (self), self->dataset,
                        exm_command_new_set_task (i, self->stored[i]), EXM_RUN_QUIET);
    }
}

static gboolean
pause_cb (gpointer user_data)
{
  ExmTaskPanel *self = user_data;

  self->pause_id = 0;
  exm_task_panel_flush (self);
  return G_SOURCE_REMOVE;
}

static void
typed_cb (ExmTaskPanel *self)
{
  show_tokens (self);
  if (self->is_filling || self->dataset == NULL)
    return;
  show_faults (self);
  show_preview (self);
  g_clear_handle_id (&self->pause_id, g_source_remove);
  self->pause_id = g_timeout_add (PAUSE, pause_cb, self);
}

static void
task_cb (ExmTaskPanel *self)
{
  const ExmTask *task = exm_dataset_get_task (self->dataset);

  for (guint i = 0; i < N_FIELDS; i++)
    {
      const char *text = exm_task_get_field (task, i);

      /* While a newer text is being typed it stands; it will be sent. */
      if (self->pause_id == 0 || !is_typed (self, i))
        fill_field (self, i, text);
      if (self->pause_id == 0)
        {
          g_free (self->stored[i]);
          self->stored[i] = g_strdup (text);
        }
    }
  show_faults (self);
  show_tokens (self);
  show_preview (self);
}

static void
changed_cb (ExmTaskPanel    *self,
            const ExmChange *change)
{
  gboolean touched = change->all_rows || change->structure || change->labels;

  for (gsize i = 0; i < change->n_rows && !touched; i++)
    touched = self->example == NULL || change->rows[i] == self->example->id;
  if (touched)
    read_example (self);
}

void
exm_task_panel_set_dataset (ExmTaskPanel *self,
                            ExmDataset   *dataset)
{
  gboolean can_edit;

  g_return_if_fail (EXM_IS_TASK_PANEL (self));

  if (self->dataset == dataset)
    return;
  exm_task_panel_flush (self);
  if (self->dataset != NULL)
    g_signal_handlers_disconnect_by_data (self->dataset, self);
  g_set_object (&self->dataset, dataset);
  g_clear_pointer (&self->example, exm_example_free);
  self->row = 0;
  exm_label_list_set_dataset (self->labels, dataset);
  read_example (self);
  if (dataset == NULL)
    return;
  g_signal_connect_object (dataset, "notify::task", G_CALLBACK (task_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dataset, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  can_edit = !exm_dataset_is_read_only (dataset);
  gtk_text_view_set_editable (self->system_view, can_edit);
  gtk_editable_set_editable (self->input_entry, can_edit);
  gtk_editable_set_editable (self->output_entry, can_edit);
  task_cb (self);
}

void
exm_task_panel_set_row (ExmTaskPanel *self,
                        ExmRowId      id)
{
  g_return_if_fail (EXM_IS_TASK_PANEL (self));

  if (self->row == id)
    return;
  self->row = id;
  read_example (self);
}

void
exm_task_panel_focus_instruction (ExmTaskPanel *self)
{
  g_return_if_fail (EXM_IS_TASK_PANEL (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->system_view));
}

/* --- class -------------------------------------------------------------------------------- */

static void
exm_task_panel_dispose (GObject *object)
{
  ExmTaskPanel *self = EXM_TASK_PANEL (object);

  if (self->labels != NULL)
    exm_task_panel_set_dataset (self, NULL);
  g_clear_handle_id (&self->pause_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_TASK_PANEL);
  /* What the template gave no field is still there. */
  for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL;)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (exm_task_panel_parent_class)->dispose (object);
}

static void
exm_task_panel_finalize (GObject *object)
{
  ExmTaskPanel *self = EXM_TASK_PANEL (object);

  g_clear_pointer (&self->example, exm_example_free);
  for (guint i = 0; i < N_FIELDS; i++)
    g_free (self->stored[i]);
  G_OBJECT_CLASS (exm_task_panel_parent_class)->finalize (object);
}

static void
exm_task_panel_class_init (ExmTaskPanelClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = exm_task_panel_dispose;
  object_class->finalize = exm_task_panel_finalize;

  g_type_ensure (EXM_TYPE_LABEL_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-task-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmTaskPanel, paned);
  gtk_widget_class_bind_template_child (widget_class, ExmTaskPanel, system_view);
  gtk_widget_class_bind_template_child (widget_class, ExmTaskPanel, input_entry);
  gtk_widget_class_bind_template_child (widget_class, ExmTaskPanel, output_entry);
  gtk_widget_class_bind_template_child (widget_class, ExmTaskPanel, tokens_label);
  gtk_widget_class_bind_template_child (widget_class, ExmTaskPanel, fault_label);
  gtk_widget_class_bind_template_child (widget_class, ExmTaskPanel, preview_label);
  gtk_widget_class_bind_template_child (widget_class, ExmTaskPanel, labels);
}

/* Until somebody moves it the divider gives the fields their height, as far as the
 * labels leave them room. */
static void
max_position_cb (ExmTaskPanel *self)
{
  int max = 0;

  if (self->position >= 0 && gtk_paned_get_position (self->paned) != self->position)
    return;
  g_object_get (self->paned, "max-position", &max, NULL);
  /* Not laid out yet. */
  if (max < 200)
    return;
  self->position = MIN (FIELDS_HEIGHT, max);
  gtk_paned_set_position (self->paned, self->position);
}

static void
watch_focus (ExmTaskPanel *self,
             GtkWidget    *widget)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_object (focus, "leave", G_CALLBACK (exm_task_panel_flush), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, focus);
}

static void
exm_task_panel_init (ExmTaskPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_text_view_get_buffer (self->system_view), "changed",
                           G_CALLBACK (typed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->input_entry, "changed", G_CALLBACK (typed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->output_entry, "changed", G_CALLBACK (typed_cb), self, G_CONNECT_SWAPPED);
  watch_focus (self, GTK_WIDGET (self->system_view));
  watch_focus (self, GTK_WIDGET (self->input_entry));
  watch_focus (self, GTK_WIDGET (self->output_entry));
  self->position = -1;
  g_signal_connect_object (self->paned, "notify::max-position", G_CALLBACK (max_position_cb), self, G_CONNECT_SWAPPED);
}

GtkWidget *
exm_task_panel_new (void)
{
  return g_object_new (EXM_TYPE_TASK_PANEL, NULL);
}
