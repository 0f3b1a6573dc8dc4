/* exm-label-details.c - what can be changed of the chosen labels
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-label-details.h"

#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-feedback.h"
#include "exm-label-key-button.h"
#include "exm-label-tidy.h"
#include "exm-palette.h"
#include "exm-told.h"

struct _ExmLabelDetails
{
  GtkWidget parent_instance;

  ExmDataset *dataset;
  ExmLabel   *label;   /* the only one that is chosen, or NULL */
  gunichar    wanted;  /* a key that another label has: asked about */
  guint       filling; /* the fields follow the label, not the user */

  GtkStack          *stack; /* "none", "one", "many" */
  GtkEditable       *name_entry;
  GtkLabel          *name_fault;
  ExmLabelKeyButton *key_button;
  GtkRevealer       *key_revealer;
  GtkLabel          *key_question;
  GtkWidget         *swap_button;
  GtkFlowBox        *color_box;
  GtkWidget         *colors[EXM_PALETTE_SIZE];
  GtkTextView       *definition_view;
  GtkRevealer       *again_revealer;
  GtkLabel          *again_question;
  GtkLabel          *many_label;
  GtkLabel          *posts_label;
  GtkWidget         *buttons;
};

G_DEFINE_FINAL_TYPE (ExmLabelDetails, exm_label_details, GTK_TYPE_WIDGET)

static void
run (ExmLabelDetails *self,
     ExmCommand      *command)
{
  exm_feedback_run (GTK_WIDGET (self), self->dataset, command, EXM_RUN_QUIET);
}

static gboolean
can_edit (ExmLabelDetails *self)
{
  return self->dataset != NULL && self->label != NULL && self->filling == 0 &&
         !exm_dataset_is_read_only (self->dataset);
}

/* --- name ------------------------------------------------------------------------------ */

static void
show_name_fault (ExmLabelDetails *self,
                 const char      *fault)
{
  gtk_label_set_text (self->name_fault, fault != NULL ? fault : "");
  gtk_widget_set_visible (GTK_WIDGET (self->name_fault), fault != NULL);
  exm_told_fault (GTK_WIDGET (self->name_entry), fault);
}

static char *
dup_name (ExmLabelDetails *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->name_entry)));
}

static void
exm_label_details_name_changed_cb (ExmLabelDetails *self)
{
  g_autofree char *name = dup_name (self);
  g_autofree char *fault = NULL;
  ExmLabel        *other;

  if (!can_edit (self))
    return;
  other = exm_dataset_find_label (self->dataset, name);
  if (other != NULL && other != self->label)
    fault = g_strdup_printf (_ ("There is a label “%s” already; merge the two instead"), name);
  else if (*name == '\0')
    fault = g_strdup (_ ("A label needs a name"));
  show_name_fault (self, fault);
}

static void
commit_name (ExmLabelDetails *self)
{
  g_autofree char *name = dup_name (self);

  if (!can_edit (self) || g_str_equal (name, exm_label_get_name (self->label)))
    return;
  if (*name == '\0' || exm_dataset_find_label (self->dataset, name) != NULL)
    {
      /* Not stored: what is shown goes back to what holds. */
      self->filling++;
      gtk_editable_set_text (self->name_entry, exm_label_get_name (self->label));
      self->filling--;
      show_name_fault (self, NULL);
      return;
    }
  run (self, exm_command_new_label_edit (exm_label_get_id (self->label), EXM_LABEL_NAME, name));
}

static void
exm_label_details_name_activate_cb (ExmLabelDetails *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->name_fault)))
    return;
  commit_name (self);
}

/* --- key -------------------------------------------------------------------------------- */

static void
forget_question (ExmLabelDetails *self)
{
  self->wanted = 0;
  gtk_revealer_set_reveal_child (self->key_revealer, FALSE);
}

static void
exm_label_details_key_cb (ExmLabelDetails *self,
                          guint            key)
{
  GListModel *labels;
  ExmLabel   *holder;

  if (!can_edit (self))
    return;
  labels = exm_dataset_get_labels (self->dataset);
  holder = exm_label_find_key (labels, key);
  forget_question (self);
  if (holder == NULL || holder == self->label)
    {
      run (self, exm_label_key_command (labels, self->label, key));
      return;
    }
  {
    char             text[7] = "";
    g_autofree char *question = NULL;

    text[g_unichar_to_utf8 (key, text)] = '\0';
    /* Translators: a key and the label that has it */
    question = g_strdup_printf (_ ("%s gives “%s” already"), text, exm_label_get_name (holder));
    gtk_label_set_text (self->key_question, question);
    self->wanted = key;
    gtk_revealer_set_reveal_child (self->key_revealer, TRUE);
    exm_compat_announce (GTK_WIDGET (self), question);
    gtk_widget_grab_focus (self->swap_button);
  }
}

static void
exm_label_details_swap_cb (ExmLabelDetails *self)
{
  gunichar key = self->wanted;

  forget_question (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->key_button));
  if (can_edit (self) && key != 0)
    run (self, exm_label_key_command (exm_dataset_get_labels (self->dataset), self->label, key));
}

static void
exm_label_details_keep_cb (ExmLabelDetails *self)
{
  forget_question (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->key_button));
}

/* --- colour -------------------------------------------------------------------------------- */

static void
color_cb (ExmLabelDetails *self,
          GtkToggleButton *button)
{
  if (!can_edit (self) || !gtk_toggle_button_get_active (button))
    return;
  for (guint i = 0; i < EXM_PALETTE_SIZE; i++)
    if (self->colors[i] == GTK_WIDGET (button) && exm_label_get_color (self->label) != i)
      {
        g_autofree char *value = g_strdup_printf ("%u", i);

        run (self, exm_command_new_label_edit (exm_label_get_id (self->label), EXM_LABEL_COLOR, value));
      }
}

/* --- definition ------------------------------------------------------------------------------- */

static char *
dup_definition (ExmLabelDetails *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->definition_view);
  GtkTextIter    start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
offer_again (ExmLabelDetails *self)
{
  guint            count = exm_label_get_count (self->label);
  g_autofree char *question = NULL;

  if (count == 0)
    return;
  question = g_strdup_printf (ngettext ("%'u post has this label. Look at it again?",
                                        "%'u posts have this label. Look at them again?", count),
                              count);
  gtk_label_set_text (self->again_question, question);
  gtk_revealer_set_reveal_child (self->again_revealer, TRUE);
  exm_compat_announce (GTK_WIDGET (self), question);
}

static void
commit_definition (ExmLabelDetails *self)
{
  g_autofree char *definition = NULL;

  if (!can_edit (self))
    return;
  definition = dup_definition (self);
  if (g_str_equal (definition, exm_label_get_definition (self->label)))
    return;
  run (self, exm_command_new_label_edit (exm_label_get_id (self->label), EXM_LABEL_DEFINITION, definition));
  offer_again (self);
}

static gboolean
definition_key_cb (ExmLabelDetails *self,
                   guint            keyval,
                   guint            keycode,
                   GdkModifierType  state)
{
  if ((keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter) && (state & GDK_CONTROL_MASK) != 0)
    {
      commit_definition (self);
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

static void
exm_label_details_not_again_cb (ExmLabelDetails *self)
{
  gtk_revealer_set_reveal_child (self->again_revealer, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->definition_view));
}

/* --- what is shown ------------------------------------------------------------------------------ */

static void
show_posts (ExmLabelDetails *self,
            guint            count)
{
  const ExmStats  *stats = exm_dataset_get_stats (self->dataset);
  double           share = stats->n_labelled > 0 ? 100.0 * count / stats->n_labelled : 0.0;
  g_autofree char *text = g_strdup_printf (ngettext ("%'u post, %.1f %% of those with a label",
                                                     "%'u posts, %.1f %% of those with a label", count),
                                           count, share);

  gtk_label_set_text (self->posts_label, text);
}

static void
fill (ExmLabelDetails *self)
{
  GtkTextBuffer   *buffer = gtk_text_view_get_buffer (self->definition_view);
  g_autofree char *name = dup_name (self);
  g_autofree char *definition = dup_definition (self);

  self->filling++;
  /* Setting what is there already would take the cursor and the selection away. */
  if (!g_str_equal (name, exm_label_get_name (self->label)))
    gtk_editable_set_text (self->name_entry, exm_label_get_name (self->label));
  if (!g_str_equal (definition, exm_label_get_definition (self->label)))
    gtk_text_buffer_set_text (buffer, exm_label_get_definition (self->label), -1);
  exm_label_key_button_set_key (self->key_button, exm_label_get_key (self->label));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->colors[exm_label_get_color (self->label) % EXM_PALETTE_SIZE]), TRUE);
  show_name_fault (self, NULL);
  show_posts (self, exm_label_get_count (self->label));
  self->filling--;
}

static void
label_cb (ExmLabelDetails *self,
          GParamSpec      *pspec)
{
  /* A count that changes must not undo what is being typed. */
  if (g_str_equal (pspec->name, "count"))
    show_posts (self, exm_label_get_count (self->label));
  else
    fill (self);
}

void
exm_label_details_flush (ExmLabelDetails *self)
{
  g_return_if_fail (EXM_IS_LABEL_DETAILS (self));

  commit_name (self);
  commit_definition (self);
}

void
exm_label_details_set_labels (ExmLabelDetails *self,
                              GPtrArray       *labels)
{
  ExmLabel *one = labels->len == 1 ? labels->pdata[0] : NULL;
  guint     count = 0;

  g_return_if_fail (EXM_IS_LABEL_DETAILS (self));

  for (guint i = 0; i < labels->len; i++)
    count += exm_label_get_count (labels->pdata[i]);
  gtk_stack_set_visible_child_name (self->stack, labels->len == 0 ? "none" : one != NULL ? "one"
                                                                                         : "many");
  gtk_widget_set_visible (self->buttons, labels->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->posts_label), labels->len > 0);
  if (labels->len > 1)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("%u Label", "%u Labels", labels->len), labels->len);

      gtk_label_set_text (self->many_label, text);
      show_posts (self, count);
    }
  if (self->label == one)
    return;
  exm_label_details_flush (self);
  forget_question (self);
  gtk_revealer_set_reveal_child (self->again_revealer, FALSE);
  if (self->label != NULL)
    g_signal_handlers_disconnect_by_data (self->label, self);
  g_set_object (&self->label, one);
  if (one == NULL)
    return;
  g_signal_connect_object (one, "notify", G_CALLBACK (label_cb), self, G_CONNECT_SWAPPED);
  fill (self);
}

void
exm_label_details_set_dataset (ExmLabelDetails *self,
                               ExmDataset      *dataset)
{
  gboolean editable;

  g_return_if_fail (EXM_IS_LABEL_DETAILS (self));

  g_set_object (&self->dataset, dataset);
  if (dataset == NULL)
    return;
  editable = !exm_dataset_is_read_only (dataset);
  gtk_editable_set_editable (self->name_entry, editable);
  gtk_text_view_set_editable (self->definition_view, editable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->key_button), editable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->color_box), editable);
}

void
exm_label_details_rename (ExmLabelDetails *self)
{
  g_return_if_fail (EXM_IS_LABEL_DETAILS (self));

  if (self->label == NULL)
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self->name_entry));
  gtk_editable_select_region (self->name_entry, 0, -1);
}

/* --- class --------------------------------------------------------------------------------------- */

static void
exm_label_details_dispose (GObject *object)
{
  ExmLabelDetails *self = EXM_LABEL_DETAILS (object);

  if (self->label != NULL)
    g_signal_handlers_disconnect_by_data (self->label, self);
  g_clear_object (&self->label);
  g_clear_object (&self->dataset);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_LABEL_DETAILS);
  /* What the template gave no field is still there. */
  for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL;)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (exm_label_details_parent_class)->dispose (object);
}

static void
exm_label_details_class_init (ExmLabelDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = exm_label_details_dispose;

  g_type_ensure (EXM_TYPE_LABEL_KEY_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-label-details.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmLabelDetails, stack);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelDetails, name_entry);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelDetails, name_fault);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelDetails, key_button);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelDetails, key_revealer);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelDetails, key_question);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelDetails, swap_button);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelDetails, color_box);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelDetails, definition_view);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelDetails, again_revealer);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelDetails, again_question);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelDetails, many_label);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelDetails, posts_label);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelDetails, buttons);
  gtk_widget_class_bind_template_callback (widget_class, exm_label_details_name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_label_details_name_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_label_details_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_label_details_swap_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_label_details_keep_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_label_details_not_again_cb);
}

static void
add_colors (ExmLabelDetails *self)
{
  for (guint i = 0; i < EXM_PALETTE_SIZE; i++)
    {
      GtkWidget *button = gtk_toggle_button_new ();

      self->colors[i] = button;
      exm_palette_set_class (button, i);
      gtk_widget_add_css_class (button, "color-button");
      gtk_widget_set_tooltip_text (button, exm_palette_get_name (i));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      exm_palette_get_name (i), -1);
      if (i > 0)
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (self->colors[0]));
      g_signal_connect_object (button, "toggled", G_CALLBACK (color_cb), self, G_CONNECT_SWAPPED);
      gtk_flow_box_append (self->color_box, button);
      gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
    }
}

static void
watch (ExmLabelDetails *self,
       GtkWidget       *widget,
       GCallback        left)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_object (focus, "leave", left, self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, focus);
}

static void
exm_label_details_init (ExmLabelDetails *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  /* The button says that it is the key; the label beside it is for its mnemonic. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->key_button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  add_colors (self);
  watch (self, GTK_WIDGET (self->name_entry), G_CALLBACK (commit_name));
  watch (self, GTK_WIDGET (self->definition_view), G_CALLBACK (commit_definition));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (definition_key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->definition_view), keys);
}
