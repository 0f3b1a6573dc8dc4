/* exm-label-list.c - the labels of the task, to look at and to edit
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-label-list.h"

#include <glib/gi18n-lib.h>

#include "exm-feedback.h"
#include "exm-label-editor.h"
#include "exm-label-picker.h"
#include "exm-label-row.h"
#include "exm-label-tidy.h"
#include "exm-one-stop.h"

struct _ExmLabelList
{
  GtkWidget parent_instance;

  ExmDataset         *dataset;
  GtkSingleSelection *chosen;
  GtkWidget          *editor; /* popovers of this widget */
  GtkWidget          *picker;

  ExmLabel    *followed; /* whose definition is shown */
  GtkWidget   *title_label;
  GtkLabel    *definition_label;
  GtkWidget   *menu_button;
  GtkStack    *stack;
  GtkListView *list;
};

G_DEFINE_FINAL_TYPE (ExmLabelList, exm_label_list, GTK_TYPE_WIDGET)

static ExmLabel *
get_chosen (ExmLabelList *self)
{
  return self->dataset != NULL ? gtk_single_selection_get_selected_item (self->chosen) : NULL;
}

static void
run (ExmLabelList *self,
     ExmCommand   *command,
     ExmRunFlags   flags)
{
  exm_feedback_run (GTK_WIDGET (self), self->dataset, command, flags);
}

/* --- actions -------------------------------------------------------------------- */

static void
show_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ExmLabel *label = get_chosen (EXM_LABEL_LIST (widget));

  if (label != NULL)
    gtk_widget_activate_action (widget, "win.show-label", "u", (guint)exm_label_get_id (label));
}

static void
edit_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ExmLabelList *self = EXM_LABEL_LIST (widget);
  ExmLabel     *label = get_chosen (self);

  if (label != NULL)
    exm_label_editor_open (EXM_LABEL_EDITOR (self->editor), self->dataset, label);
}

static void
add_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  ExmLabelList *self = EXM_LABEL_LIST (widget);

  if (self->dataset != NULL)
    exm_label_editor_open (EXM_LABEL_EDITOR (self->editor), self->dataset, NULL);
}

static void
merge_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  ExmLabelList *self = EXM_LABEL_LIST (widget);

  if (get_chosen (self) != NULL)
    exm_label_picker_open (EXM_LABEL_PICKER (self->picker), 0);
}

static void
delete_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  ExmLabelList *self = EXM_LABEL_LIST (widget);
  ExmLabel     *label = get_chosen (self);

  if (label != NULL)
    run (self, exm_command_new_label_delete (exm_label_get_id (label)), EXM_RUN_TOAST);
}

/* Where it stands, the command sees: the list here may not have heard of the press before. */
static void
move_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ExmLabelList *self = EXM_LABEL_LIST (widget);
  ExmLabel     *label = get_chosen (self);
  g_autoptr (GPtrArray) moved = g_ptr_array_new ();

  if (label == NULL)
    return;
  g_ptr_array_add (moved, label);
  run (self, exm_label_shift_command (moved, G_LIST_MODEL (self->chosen), g_str_equal (name, "label.move-up")), EXM_RUN_QUIET);
}

static void
picked_cb (ExmLabelList *self,
           guint         into)
{
  ExmLabel  *label = get_chosen (self);
  ExmLabelId from;

  if (label == NULL || into == 0 || into == exm_label_get_id (label))
    return;
  from = exm_label_get_id (label);
  run (self, exm_command_new_label_merge (&from, 1, (ExmLabelId)into), EXM_RUN_TOAST);
}

/* The definition of the chosen label, for who has no pointer to rest on it. */
static void
show_definition (ExmLabelList *self)
{
  const char *definition = self->followed != NULL ? exm_label_get_definition (self->followed) : "";

  gtk_label_set_text (self->definition_label, definition);
  gtk_widget_set_visible (GTK_WIDGET (self->definition_label), *definition != '\0');
}

static void
follow (ExmLabelList *self,
        ExmLabel     *label)
{
  if (self->followed == label)
    return;
  if (self->followed != NULL)
    g_signal_handlers_disconnect_by_func (self->followed, show_definition, self);
  g_set_object (&self->followed, label);
  if (label != NULL)
    g_signal_connect_object (label, "notify::definition", G_CALLBACK (show_definition), self, G_CONNECT_SWAPPED);
  show_definition (self);
}

static void
update_actions (ExmLabelList *self)
{
  ExmLabel  *label = get_chosen (self);
  gboolean   can_edit = self->dataset != NULL && !exm_dataset_is_read_only (self->dataset);
  guint      n = self->dataset != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->chosen)) : 0;
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "label.add", can_edit);
  gtk_widget_action_set_enabled (widget, "label.show", label != NULL);
  gtk_widget_action_set_enabled (widget, "label.edit", can_edit && label != NULL);
  gtk_widget_action_set_enabled (widget, "label.merge", can_edit && label != NULL && n > 1);
  gtk_widget_action_set_enabled (widget, "label.delete", can_edit && label != NULL);
  gtk_widget_action_set_enabled (widget, "label.move-up", can_edit && label != NULL && n > 1);
  gtk_widget_action_set_enabled (widget, "label.move-down", can_edit && label != NULL && n > 1);
  gtk_widget_set_sensitive (self->menu_button, label != NULL);
  follow (self, label);
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "empty");
}

static void
exm_label_list_activate_cb (ExmLabelList *self,
                            guint         position)
{
  gtk_single_selection_set_selected (self->chosen, position);
  show_action (GTK_WIDGET (self), NULL, NULL);
}

/* --- rows -------------------------------------------------------------------------- */

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  gtk_list_item_set_child (item, exm_label_row_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  exm_label_row_set_label (EXM_LABEL_ROW (gtk_list_item_get_child (item)),
                           gtk_list_item_get_item (item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item)
{
  exm_label_row_set_label (EXM_LABEL_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
right_click_cb (ExmLabelList *self)
{
  if (get_chosen (self) != NULL)
    gtk_menu_button_popup (GTK_MENU_BUTTON (self->menu_button));
}

/* --- class --------------------------------------------------------------------------- */

void
exm_label_list_set_dataset (ExmLabelList *self,
                            ExmDataset   *dataset)
{
  g_return_if_fail (EXM_IS_LABEL_LIST (self));

  if (self->dataset == dataset)
    return;
  g_set_object (&self->dataset, dataset);
  gtk_single_selection_set_model (self->chosen,
                                  dataset != NULL ? exm_dataset_get_labels (dataset) : NULL);
  exm_label_picker_set_dataset (EXM_LABEL_PICKER (self->picker), dataset);
  update_actions (self);
}

static void
exm_label_list_dispose (GObject *object)
{
  ExmLabelList *self = EXM_LABEL_LIST (object);

  if (self->list != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->chosen, update_actions, self);
      gtk_single_selection_set_model (self->chosen, NULL);
      gtk_list_view_set_model (self->list, NULL);
      follow (self, NULL);
    }
  g_clear_pointer (&self->editor, gtk_widget_unparent);
  g_clear_pointer (&self->picker, gtk_widget_unparent);
  g_clear_object (&self->dataset);
  g_clear_object (&self->chosen);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_LABEL_LIST);
  /* What the template gave no field is still there. */
  for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL;)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (exm_label_list_parent_class)->dispose (object);
}

static void
exm_label_list_class_init (ExmLabelListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = exm_label_list_dispose;

  g_type_ensure (EXM_TYPE_ONE_STOP);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-label-list.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmLabelList, title_label);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelList, definition_label);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelList, menu_button);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelList, stack);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelList, list);
  gtk_widget_class_bind_template_callback (widget_class, exm_label_list_activate_cb);

  gtk_widget_class_install_action (widget_class, "label.add", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "label.show", NULL, show_action);
  gtk_widget_class_install_action (widget_class, "label.edit", NULL, edit_action);
  gtk_widget_class_install_action (widget_class, "label.merge", NULL, merge_action);
  gtk_widget_class_install_action (widget_class, "label.delete", NULL, delete_action);
  gtk_widget_class_install_action (widget_class, "label.move-up", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "label.move-down", NULL, move_action);
}

/* Keys count inside the list only: the entry of a popover has its own Delete. */
static void
add_shortcut (GtkEventController *controller,
              const char         *keys,
              const char         *action)
{
  gtk_shortcut_controller_add_shortcut (
    GTK_SHORTCUT_CONTROLLER (controller),
    gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys), gtk_named_action_new (action)));
}

static void
add_controllers (ExmLabelList *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  GtkGesture         *click = gtk_gesture_click_new ();

  add_shortcut (keys, "F2", "label.edit");
  add_shortcut (keys, "Delete", "label.delete");
  add_shortcut (keys, "<Alt>Up", "label.move-up");
  add_shortcut (keys, "<Alt>Down", "label.move-down");
  gtk_widget_add_controller (GTK_WIDGET (self->list), keys);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (click, "released", G_CALLBACK (right_click_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (click));
}

static void
exm_label_list_init (ExmLabelList *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->chosen = gtk_single_selection_new (NULL);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->chosen));
  g_signal_connect_swapped (self->chosen, "notify::selected-item", G_CALLBACK (update_actions), self);
  g_signal_connect_swapped (self->chosen, "items-changed", G_CALLBACK (update_actions), self);

  self->editor = exm_label_editor_new ();
  /* Not on the label, which knows of no children: Tab would leave the popover, and it would not grow. */
  gtk_widget_set_parent (self->editor, gtk_widget_get_parent (self->title_label));
  self->picker = exm_label_picker_new ();
  exm_label_picker_set_can_create (EXM_LABEL_PICKER (self->picker), FALSE);
  gtk_widget_set_parent (self->picker, self->menu_button);
  g_signal_connect_object (self->picker, "picked", G_CALLBACK (picked_cb), self, G_CONNECT_SWAPPED);
  add_controllers (self);
  update_actions (self);
}
