/* exm-label-editor.c - one label: name, key, colour, definition
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-label-editor.h"

#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-feedback.h"
#include "exm-label-tidy.h"
#include "exm-palette.h"
#include "exm-told.h"

struct _ExmLabelEditor
{
  GtkPopover parent_instance;

  ExmDataset *dataset; /* while open */
  ExmLabel   *label;   /* NULL: a new one */
  gunichar    taken;   /* a key that another label shall give up; 0 = none */

  GtkEditable *name_entry;
  GtkEditable *key_entry;
  GtkFlowBox  *color_box;
  GtkWidget   *colors[EXM_PALETTE_SIZE];
  GtkTextView *definition_view;
  GtkLabel    *fault_label;
  GtkWidget   *swap_button;
  GtkWidget   *done_button;
};

G_DEFINE_FINAL_TYPE (ExmLabelEditor, exm_label_editor, GTK_TYPE_POPOVER)

static char *
dup_name (ExmLabelEditor *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->name_entry)));
}

static char *
dup_definition (ExmLabelEditor *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->definition_view);
  GtkTextIter    start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static guint
get_color (ExmLabelEditor *self)
{
  for (guint i = 0; i < EXM_PALETTE_SIZE; i++)
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->colors[i])))
      return i;
  return 0;
}

static char *
find_name_fault (ExmLabelEditor *self,
                 const char     *name)
{
  ExmLabel *other = exm_dataset_find_label (self->dataset, name);

  if (other != NULL && other != self->label)
    return g_strdup_printf (_ ("There is a label “%s” already; merge the two instead"), name);
  return NULL;
}

static gunichar
get_key (ExmLabelEditor *self)
{
  return g_utf8_get_char (gtk_editable_get_text (self->key_entry));
}

/* The other label that has the key in the entry, or NULL. */
static ExmLabel *
find_holder (ExmLabelEditor *self)
{
  gunichar  key = get_key (self);
  ExmLabel *holder = key != 0 ? exm_label_find_key (exm_dataset_get_labels (self->dataset), key) : NULL;

  return holder != self->label ? holder : NULL;
}

static char *
find_key_fault (ExmLabelEditor *self)
{
  gunichar  key = get_key (self);
  ExmLabel *holder = find_holder (self);

  if (key != 0 && !exm_label_key_is_valid (key))
    return g_strdup (_ ("A key is a digit or a letter from A to Z"));
  if (holder != NULL && self->taken != key)
    /* Translators: a key and the label that has it */
    return g_strdup_printf (_ ("The key %s belongs to “%s”"), gtk_editable_get_text (self->key_entry), exm_label_get_name (holder));
  return NULL;
}

/* The key that the other label gets instead of the one that it gives up. */
static gunichar
find_exchange (ExmLabelEditor *self,
               ExmLabel       *holder)
{
  GListModel *labels = exm_dataset_get_labels (self->dataset);
  g_autoptr(GString) keys = g_string_new (NULL);

  if (self->label != NULL)
    return exm_label_get_key (self->label);
  for (guint i = 0; i < g_list_model_get_n_items (labels); i++)
    {
      g_autoptr(ExmLabel) label = g_list_model_get_item (labels, i);

      if (exm_label_get_key (label) != 0)
        g_string_append_unichar (keys, exm_label_get_key (label));
    }
  return exm_label_choose_key (exm_label_get_name (holder), keys->str);
}

/* @is_fault: it hinders, else it is news. */
static void
show_words (ExmLabelEditor *self,
            const char     *words,
            gboolean        is_fault)
{
  GtkWidget *label = GTK_WIDGET (self->fault_label);

  gtk_label_set_text (self->fault_label, words != NULL ? words : "");
  gtk_widget_set_visible (label, words != NULL);
  if (is_fault)
    gtk_widget_add_css_class (label, "error");
  else
    gtk_widget_remove_css_class (label, "error");
}

/* Shows what is wrong; TRUE = it can be stored. */
static gboolean
exm_label_editor_check_cb (ExmLabelEditor *self)
{
  g_autofree char *name = NULL;
  g_autofree char *name_fault = NULL;
  g_autofree char *key_fault = NULL;
  const char      *fault;

  if (self->dataset == NULL)
    return FALSE;
  name = dup_name (self);
  name_fault = find_name_fault (self, name);
  key_fault = find_key_fault (self);
  fault = name_fault != NULL ? name_fault : key_fault;
  exm_told_fault (GTK_WIDGET (self->name_entry), name_fault);
  exm_told_fault (GTK_WIDGET (self->key_entry), key_fault);
  gtk_widget_set_visible (self->swap_button, find_holder (self) != NULL && self->taken != get_key (self));
  show_words (self, fault, TRUE);
  gtk_widget_set_sensitive (self->done_button, fault == NULL && *name != '\0');
  return fault == NULL && *name != '\0';
}

static void
exm_label_editor_swap_cb (ExmLabelEditor *self)
{
  ExmLabel        *holder = self->dataset != NULL ? find_holder (self) : NULL;
  gunichar         key = holder != NULL ? find_exchange (self, holder) : 0;
  char             text[7] = "";
  g_autofree char *words = NULL;

  if (holder == NULL)
    return;
  self->taken = get_key (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->key_entry));
  exm_label_editor_check_cb (self);
  text[g_unichar_to_utf8 (key, text)] = '\0';
  /* Translators: a label, and the key that it will have */
  words = key != 0 ? g_strdup_printf (_ ("“%s” will have the key %s"), exm_label_get_name (holder), text)
                   /* Translators: %s is a label */
                   : g_strdup_printf (_ ("“%s” will have no key"), exm_label_get_name (holder));
  show_words (self, words, FALSE);
  exm_compat_announce (GTK_WIDGET (self), words);
}

/* --- storing ------------------------------------------------------------------------ */

static void
add_change (GPtrArray      *commands,
            ExmLabelEditor *self,
            ExmLabelField   field,
            const char     *now,
            const char     *before)
{
  if (g_strcmp0 (now, before != NULL ? before : "") != 0)
    g_ptr_array_add (commands, exm_command_new_label_edit (exm_label_get_id (self->label), field, now));
}

/* What was decided under the old definition may be wrong under the new one. */
static void
offer_again (ExmLabelEditor *self,
             const char     *definition)
{
  guint            count = exm_label_get_count (self->label);
  g_autofree char *text = NULL;
  g_autofree char *action = NULL;

  if (count == 0 || g_str_equal (definition, exm_label_get_definition (self->label)))
    return;
  /* Translators: number of posts, name of a label */
  text = g_strdup_printf (ngettext ("%'u post is “%s”. Look at it again?", "%'u posts are “%s”. Look at them again?", count),
                          count, exm_label_get_name (self->label));
  action = g_strdup_printf ("win.decide-again([uint32 %u])", (guint)exm_label_get_id (self->label));
  exm_feedback_toast_action (GTK_WIDGET (self), text, _ ("Look Again"), action);
}

static void
store_changes (ExmLabelEditor *self)
{
  GPtrArray       *commands = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_command_unref);
  g_autofree char *name = dup_name (self);
  g_autofree char *definition = dup_definition (self);
  g_autofree char *color = g_strdup_printf ("%u", get_color (self));
  g_autofree char *old_color = g_strdup_printf ("%u", exm_label_get_color (self->label));
  g_autofree char *step = g_strdup_printf (_ ("Edit label “%s”"), name);
  char             old_key[8] = { 0 };

  if (exm_label_get_key (self->label) != 0)
    g_unichar_to_utf8 (exm_label_get_key (self->label), old_key);
  add_change (commands, self, EXM_LABEL_NAME, name, exm_label_get_name (self->label));
  if (find_holder (self) != NULL)
    g_ptr_array_add (commands, exm_label_key_command (exm_dataset_get_labels (self->dataset), self->label, get_key (self)));
  else
    add_change (commands, self, EXM_LABEL_KEY, gtk_editable_get_text (self->key_entry), old_key);
  add_change (commands, self, EXM_LABEL_COLOR, color, old_color);
  add_change (commands, self, EXM_LABEL_DEFINITION, definition,
              exm_label_get_definition (self->label));
  if (commands->len > 0)
    {
      exm_feedback_run (GTK_WIDGET (self), self->dataset, exm_command_new_group (step, commands),
                        EXM_RUN_QUIET);
      offer_again (self, definition);
    }
  else
    g_ptr_array_unref (commands);
}

static void
store_new (ExmLabelEditor *self)
{
  g_autofree char *name = dup_name (self);
  ExmLabel        *holder = find_holder (self);
  ExmCommand      *add = exm_command_new_label_add (name, get_key (self));

  if (holder != NULL)
    {
      GPtrArray       *commands = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_command_unref);
      gunichar         key = find_exchange (self, holder);
      char             text[7] = "";
      g_autofree char *step = g_strdup_printf (_ ("Add Label “%s”"), name);

      text[g_unichar_to_utf8 (key, text)] = '\0';
      if (key == 0)
        text[0] = '\0';
      g_ptr_array_add (commands, exm_command_new_label_edit (exm_label_get_id (holder), EXM_LABEL_KEY, text));
      g_ptr_array_add (commands, add);
      add = exm_command_new_group (step, commands);
    }
  exm_feedback_run (GTK_WIDGET (self), self->dataset, add, EXM_RUN_QUIET);
}

static void
exm_label_editor_done_cb (ExmLabelEditor *self)
{
  if (!exm_label_editor_check_cb (self))
    return;
  if (self->label != NULL)
    store_changes (self);
  else
    store_new (self);
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
exm_label_editor_closed_cb (ExmLabelEditor *self)
{
  g_clear_object (&self->label);
  g_clear_object (&self->dataset);
}

void
exm_label_editor_open (ExmLabelEditor *self,
                       ExmDataset     *dataset,
                       ExmLabel       *label)
{
  char        key[8] = { 0 };
  guint       color = label != NULL ? exm_label_get_color (label) : 0;
  const char *definition = label != NULL ? exm_label_get_definition (label) : "";

  g_return_if_fail (EXM_IS_LABEL_EDITOR (self));

  g_clear_object (&self->dataset);
  g_clear_object (&self->label);
  if (label != NULL && exm_label_get_key (label) != 0)
    g_unichar_to_utf8 (exm_label_get_key (label), key);
  gtk_editable_set_text (self->name_entry, label != NULL ? exm_label_get_name (label) : "");
  gtk_editable_set_text (self->key_entry, key);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->colors[color % EXM_PALETTE_SIZE]), TRUE);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->definition_view),
                            definition != NULL ? definition : "", -1);
  /* A new label gets colour and definition in a second step. */
  gtk_widget_set_sensitive (GTK_WIDGET (self->color_box), label != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->definition_view), label != NULL);
  gtk_button_set_label (GTK_BUTTON (self->done_button), label != NULL ? _ ("_Apply") : _ ("_Add"));
  self->taken = 0;
  self->dataset = g_object_ref (dataset);
  self->label = label != NULL ? g_object_ref (label) : NULL;
  exm_label_editor_check_cb (self);
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->name_entry));
}

/* --- class ------------------------------------------------------------------------------ */

static void
exm_label_editor_dispose (GObject *object)
{
  ExmLabelEditor *self = EXM_LABEL_EDITOR (object);

  exm_label_editor_closed_cb (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_LABEL_EDITOR);
  G_OBJECT_CLASS (exm_label_editor_parent_class)->dispose (object);
}

static void
exm_label_editor_class_init (ExmLabelEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = exm_label_editor_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-label-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmLabelEditor, name_entry);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelEditor, key_entry);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelEditor, color_box);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelEditor, definition_view);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelEditor, fault_label);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelEditor, swap_button);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelEditor, done_button);
  gtk_widget_class_bind_template_callback (widget_class, exm_label_editor_check_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_label_editor_swap_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_label_editor_done_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_label_editor_closed_cb);
}

static void
exm_label_editor_init (ExmLabelEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
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
      gtk_flow_box_append (self->color_box, button);
      gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
    }
}

GtkWidget *
exm_label_editor_new (void)
{
  return g_object_new (EXM_TYPE_LABEL_EDITOR, NULL);
}
