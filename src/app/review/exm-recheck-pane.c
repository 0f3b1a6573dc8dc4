/* exm-recheck-pane.c - deciding a post again without seeing what was decided
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-recheck-pane.h"

#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-feedback.h"
#include "exm-label-picker.h"
#include "exm-one-stop.h"
#include "exm-post-card.h"
#include "exm-second-private.h"

/* More labels than this are found by typing. */
#define MAX_BUTTONS 62

struct _ExmRecheckPane
{
  GtkWidget parent_instance;

  ExmDataset   *dataset;
  ExmRecheck   *round;
  guint         at;
  GCancellable *cancellable; /* of the post being read */
  guint         is_saving : 1;
  guint         is_dirty : 1;

  GtkWidget   *box;
  GtkLabel    *count;
  GtkLevelBar *bar;
  GtkLabel    *turns;
  GtkLabel    *post;
  GtkWidget   *labels;
  GtkWidget   *other;
  GtkWidget   *back;
  GtkWidget   *picker;
};

G_DEFINE_FINAL_TYPE (ExmRecheckPane, exm_recheck_pane, GTK_TYPE_WIDGET)

static guint left_signal;

static void exm_recheck_pane_show (ExmRecheckPane *self);

/* --- to the disk: one write at a time, the newest state wins -------------------------- */

typedef struct
{
  ExmDataset *dataset;
  ExmRecheck *round;
} Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  g_object_unref (save->dataset);
  exm_recheck_free (save->round);
  g_free (save);
}

static void
save_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Save   *save = data;
  GError *error = NULL;

  if (exm_recheck_save_sync (save->dataset, save->round, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void exm_recheck_pane_save (ExmRecheckPane *self);

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  ExmRecheckPane *self = EXM_RECHECK_PANE (source);
  g_autoptr(GError) error = NULL;

  self->is_saving = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    exm_feedback_error (GTK_WIDGET (self), _ ("The answer could not be kept"), error);
  else if (self->is_dirty)
    exm_recheck_pane_save (self);
  else if (self->round != NULL && exm_recheck_next (self->round) == self->round->n && self->at == self->round->n)
    g_signal_emit (self, left_signal, 0);
}

static void
exm_recheck_pane_save (ExmRecheckPane *self)
{
  Save *save;
  g_autoptr(GTask) task = NULL;

  self->is_dirty = self->is_saving;
  if (self->is_saving || self->round == NULL)
    return;
  save = g_new0 (Save, 1);
  save->dataset = g_object_ref (self->dataset);
  save->round = exm_recheck_copy (self->round);
  self->is_saving = TRUE;
  task = g_task_new (self, NULL, saved_cb, NULL);
  g_task_set_task_data (task, save, save_free);
  g_task_run_in_thread (task, save_thread);
}

/* --- answers ----------------------------------------------------------------------------- */

static void
exm_recheck_pane_answer (ExmRecheckPane *self,
                         ExmLabelId      label)
{
  if (self->round == NULL || self->at >= self->round->n)
    return;
  self->round->answers[self->at] = label;
  self->at++;
  while (self->at < self->round->n && self->round->answers[self->at] != 0)
    self->at++;
  if (exm_recheck_next (self->round) == self->round->n)
    {
      self->at = self->round->n;
      self->round->ended = g_get_real_time () / G_USEC_PER_SEC;
    }
  else if (self->at == self->round->n)
    self->at = exm_recheck_next (self->round);
  exm_recheck_pane_save (self);
  exm_recheck_pane_show (self);
}

static void
pass_cb (ExmRecheckPane *self)
{
  exm_recheck_pane_answer (self, EXM_RECHECK_PASSED);
}

static void
back_cb (ExmRecheckPane *self)
{
  if (self->round == NULL || self->at == 0)
    return;
  self->at--;
  /* To be given anew; what it was is not shown. */
  self->round->answers[self->at] = 0;
  exm_recheck_pane_save (self);
  exm_recheck_pane_show (self);
}

static void
later_cb (ExmRecheckPane *self)
{
  g_signal_emit (self, left_signal, 0);
}

static void
label_clicked_cb (GtkWidget *button,
                  gpointer   user_data)
{
  ExmRecheckPane *self = EXM_RECHECK_PANE (user_data);

  exm_recheck_pane_answer (self, (ExmLabelId)GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "label")));
}

static void
picked_cb (ExmRecheckPane *self,
           guint           label)
{
  if (label != 0)
    exm_recheck_pane_answer (self, (ExmLabelId)label);
}

static void
other_cb (ExmRecheckPane *self)
{
  if (self->picker == NULL)
    {
      self->picker = exm_label_picker_new ();
      exm_label_picker_set_can_create (EXM_LABEL_PICKER (self->picker), FALSE);
      gtk_widget_set_parent (self->picker, self->other);
      g_signal_connect_object (self->picker, "picked", G_CALLBACK (picked_cb), self, G_CONNECT_SWAPPED);
    }
  exm_label_picker_set_dataset (EXM_LABEL_PICKER (self->picker), self->dataset);
  exm_label_picker_open (EXM_LABEL_PICKER (self->picker), 0);
}

static gboolean
key_cb (ExmRecheckPane *self,
        guint           keyval,
        guint           keycode,
        GdkModifierType state)
{
  gunichar  c = gdk_keyval_to_unicode (keyval);
  ExmLabel *label;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0 || self->dataset == NULL)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Escape)
    later_cb (self);
  else if (keyval == GDK_KEY_BackSpace)
    back_cb (self);
  else if (c == '?')
    pass_cb (self);
  else if (c == '/')
    other_cb (self);
  else if (c != 0 && (label = exm_label_picker_find_key (self->dataset, c)) != NULL)
    exm_recheck_pane_answer (self, exm_label_get_id (label));
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* --- what is shown ------------------------------------------------------------------------- */

static void
set_turns (ExmRecheckPane   *self,
           const ExmExample *example)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; example->turns != NULL && i < example->turns->len; i++)
    {
      const ExmTurn *turn = example->turns->pdata[i];

      if (turn->role == EXM_ROLE_SYSTEM)
        continue;
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", turn->text);
    }
  gtk_label_set_text (self->turns, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->turns), text->len > 0);
}

static void
example_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(ExmRecheckPane) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmExample) example = exm_dataset_get_example_finish (EXM_DATASET (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->round == NULL)
    return;
  if (example == NULL)
    {
      /* It is gone since the round was drawn. */
      exm_recheck_pane_answer (self, EXM_RECHECK_PASSED);
      return;
    }
  set_turns (self, example);
  gtk_label_set_text (self->post, example->input);
  exm_post_card_align (self->post);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->post), GTK_ACCESSIBLE_PROPERTY_LABEL, example->input, -1);
  exm_compat_announce (GTK_WIDGET (self->post), example->input);
}

static void
exm_recheck_pane_show (ExmRecheckPane *self)
{
  g_autofree char *count = NULL;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->round == NULL || self->at >= self->round->n)
    return;
  count = g_strdup_printf (_ ("Post %u of %u"), self->at + 1, self->round->n);
  gtk_label_set_text (self->count, count);
  gtk_level_bar_set_max_value (self->bar, self->round->n);
  gtk_level_bar_set_value (self->bar, self->at);
  gtk_widget_set_sensitive (self->back, self->at > 0);
  self->cancellable = g_cancellable_new ();
  exm_dataset_get_example_async (self->dataset, self->round->rows[self->at], self->cancellable, example_cb, g_object_ref (self));
}

static void
add_label_button (ExmRecheckPane *self,
                  ExmLabel       *label)
{
  gunichar         key = exm_label_get_key (label);
  g_autofree char *text = NULL;
  GtkWidget       *button;

  if (key != 0)
    {
      char buffer[7] = { 0 };

      g_unichar_to_utf8 (key, buffer);
      /* Translators: a key, and the label that it gives */
      text = g_strdup_printf (_ ("%s  %s"), buffer, exm_label_get_name (label));
    }
  button = gtk_button_new_with_label (text != NULL ? text : exm_label_get_name (label));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, exm_label_get_name (label), -1);
  if (*exm_label_get_definition (label) != '\0')
    gtk_widget_set_tooltip_text (button, exm_label_get_definition (label));
  g_object_set_data (G_OBJECT (button), "label", GUINT_TO_POINTER (exm_label_get_id (label)));
  g_signal_connect (button, "clicked", G_CALLBACK (label_clicked_cb), self);
  gtk_flow_box_append (GTK_FLOW_BOX (self->labels), button);
  gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
}

static void
fill_labels (ExmRecheckPane *self)
{
  GListModel *labels = exm_dataset_get_labels (self->dataset);
  GtkWidget  *child;

  while ((child = gtk_widget_get_first_child (self->labels)) != NULL)
    gtk_flow_box_remove (GTK_FLOW_BOX (self->labels), child);
  /* Never by how often they were given, which would tell something. */
  for (guint i = 0; i < MIN (g_list_model_get_n_items (labels), MAX_BUTTONS); i++)
    {
      g_autoptr(ExmLabel) label = g_list_model_get_item (labels, i);

      add_label_button (self, label);
    }
}

void
exm_recheck_pane_begin (ExmRecheckPane   *self,
                        ExmDataset       *dataset,
                        const ExmRecheck *round)
{
  g_return_if_fail (EXM_IS_RECHECK_PANE (self));

  g_set_object (&self->dataset, dataset);
  g_clear_pointer (&self->round, exm_recheck_free);
  self->round = exm_recheck_copy (round);
  self->at = exm_recheck_next (round);
  fill_labels (self);
  exm_recheck_pane_show (self);
}

void
exm_recheck_pane_stop (ExmRecheckPane *self)
{
  g_return_if_fail (EXM_IS_RECHECK_PANE (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->round, exm_recheck_free);
  if (self->picker != NULL)
    exm_label_picker_set_dataset (EXM_LABEL_PICKER (self->picker), NULL);
  g_clear_object (&self->dataset);
}

/* --- object ------------------------------------------------------------------------------------ */

static gboolean
exm_recheck_pane_grab_focus (GtkWidget *widget)
{
  return gtk_widget_child_focus (EXM_RECHECK_PANE (widget)->labels, GTK_DIR_TAB_FORWARD) ||
         gtk_widget_grab_focus (EXM_RECHECK_PANE (widget)->other);
}

static void
exm_recheck_pane_dispose (GObject *object)
{
  ExmRecheckPane *self = EXM_RECHECK_PANE (object);

  if (self->box != NULL)
    exm_recheck_pane_stop (self);
  g_clear_pointer (&self->picker, gtk_widget_unparent);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (exm_recheck_pane_parent_class)->dispose (object);
}

static void
exm_recheck_pane_class_init (ExmRecheckPaneClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_recheck_pane_dispose;
  GTK_WIDGET_CLASS (klass)->focus = exm_focus_children;
  GTK_WIDGET_CLASS (klass)->grab_focus = exm_recheck_pane_grab_focus;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  left_signal = g_signal_new ("left", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkLabel *
add_text (GtkWidget  *box,
          const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static GtkWidget *
add_button (ExmRecheckPane *self,
            GtkWidget      *box,
            const char     *text,
            const char     *tip,
            GCallback       callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (text);

  gtk_widget_set_tooltip_text (button, tip);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  _exm_second_buttons_add (box, button);
  return button;
}

static void
add_controls (ExmRecheckPane *self,
              GtkWidget      *content)
{
  GtkWidget *row = _exm_second_buttons_new ();

  self->other = add_button (self, row, _ ("_Find a Label…"), _ ("Type to find a label (/)"), G_CALLBACK (other_cb));
  add_button (self, row, _ ("_Pass"), _ ("Leave this post out (?)"), G_CALLBACK (pass_cb));
  self->back = add_button (self, row, _ ("_Back"), _ ("Decide the last one again (Backspace)"), G_CALLBACK (back_cb));
  add_button (self, row, _ ("Go On _Later"), _ ("What is decided is kept (Esc)"), G_CALLBACK (later_cb));
  gtk_box_append (GTK_BOX (content), row);
}

static void
exm_recheck_pane_init (ExmRecheckPane *self)
{
  GtkWidget          *clamp = adw_clamp_new ();
  GtkWidget          *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget          *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->count = add_text (content, "heading");
  self->bar = GTK_LEVEL_BAR (gtk_level_bar_new ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Posts decided again"), -1);
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->bar));
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "recheck-card");
  self->turns = add_text (card, "dim-label");
  self->post = add_text (card, "title-3");
  gtk_box_append (GTK_BOX (content), card);

  /* Above the labels, which may be very many. */
  add_controls (self, content);
  self->labels = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->labels), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->labels), 8);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->labels), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Labels"), -1);
  gtk_box_append (GTK_BOX (content), self->labels);

  gtk_widget_set_margin_top (content, 18);
  gtk_widget_set_margin_bottom (content, 18);
  gtk_widget_set_margin_start (content, 12);
  gtk_widget_set_margin_end (content, 12);
  adw_clamp_set_child (ADW_CLAMP (clamp), content);
  self->box = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->box), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->box), clamp);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *
exm_recheck_pane_new (void)
{
  return g_object_new (EXM_TYPE_RECHECK_PANE, NULL);
}
