/* exm-label-manager.c - all labels of a dataset, to change and to tidy
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-label-manager.h"

#include <glib/gi18n-lib.h>

#include "exm-feedback.h"
#include "exm-label-manager-private.h"
#include "exm-label-tidy.h"
#include "exm-one-stop.h"
#include "exm-show-rows.h"

/* Below this width the details stand under the list. */
#define NARROW 620

G_DEFINE_FINAL_TYPE (ExmLabelManager, exm_label_manager, ADW_TYPE_WINDOW)

GPtrArray *
_exm_label_manager_dup_chosen (ExmLabelManager *self)
{
  g_autoptr(GtkBitset) set = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->chosen));
  GPtrArray    *labels = g_ptr_array_new_with_free_func (g_object_unref);
  GtkBitsetIter iter;
  guint         position;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, set, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    g_ptr_array_add (labels, g_list_model_get_item (G_LIST_MODEL (self->chosen), position));
  return labels;
}

void
_exm_label_manager_run (ExmLabelManager *self,
                        ExmCommand      *command)
{
  if (command != NULL)
    exm_feedback_run (GTK_WIDGET (self), self->dataset, command, EXM_RUN_TOAST);
}

/* --- what is shown ----------------------------------------------------------------------- */

static void
update (ExmLabelManager *self)
{
  g_autoptr(GPtrArray) chosen = _exm_label_manager_dup_chosen (self);
  gboolean         can_edit = !exm_dataset_is_read_only (self->dataset);
  guint            n_all = g_list_model_get_n_items (exm_dataset_get_labels (self->dataset));
  guint            n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->filtered));
  GtkWidget       *widget = GTK_WIDGET (self);
  g_autofree char *title = NULL;
  const char      *page = n_shown > 0 ? "list" : n_all > 0 ? "nothing"
                                                           : "empty";

  title = g_strdup_printf (ngettext ("%'u Label", "%'u Labels", n_all), n_all);
  adw_view_stack_page_set_title (self->labels_page, title);
  gtk_stack_set_visible_child_name (self->list_stack, page);
  exm_label_details_set_labels (self->details, chosen);
  gtk_widget_action_set_enabled (widget, "labels.show", chosen->len > 0);
  gtk_widget_action_set_enabled (widget, "labels.rename", can_edit && chosen->len == 1);
  gtk_widget_action_set_enabled (widget, "labels.again", can_edit && chosen->len > 0);
  gtk_widget_action_set_enabled (widget, "labels.merge", can_edit && chosen->len > 0 && n_all > 1);
  gtk_widget_action_set_enabled (widget, "labels.delete", can_edit && chosen->len > 0);
  gtk_widget_action_set_enabled (widget, "labels.move-up", can_edit && chosen->len > 0);
  gtk_widget_action_set_enabled (widget, "labels.move-down", can_edit && chosen->len > 0);
  gtk_widget_action_set_enabled (widget, "labels.sort-by-count", can_edit && n_all > 1);
  gtk_widget_action_set_enabled (widget, "labels.sort-by-name", can_edit && n_all > 1);
  gtk_widget_action_set_enabled (widget, "labels.give-keys", can_edit && n_all > 0);
  gtk_widget_action_set_enabled (widget, "labels.add", can_edit);
}

static gboolean
update_cb (gpointer user_data)
{
  ExmLabelManager *self = user_data;
  guint            n;

  self->idle_id = 0;
  update (self);
  n = exm_label_tidy_view_refresh (self->tidy_view);
  adw_view_stack_page_set_badge_number (self->tidy_page, n);
  adw_view_stack_page_set_needs_attention (self->tidy_page, n > 0);
  return G_SOURCE_REMOVE;
}

/* Labels, counts and the choice change in bursts. */
static void
update_later (ExmLabelManager *self)
{
  if (self->idle_id == 0)
    self->idle_id = g_idle_add (update_cb, self);
}

/* --- actions ------------------------------------------------------------------------------- */

static void
show_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ExmLabelManager *self = EXM_LABEL_MANAGER (widget);
  g_autoptr(GPtrArray) chosen = _exm_label_manager_dup_chosen (self);
  g_autoptr(ExmQuery) query = exm_label_query (chosen);

  if (chosen->len == 0)
    return;
  exm_show_rows (widget, query, NULL);
  gtk_window_close (GTK_WINDOW (self));
}

/* The window does it: the dialog goes, the Label page comes. */
static void
again_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  ExmLabelManager *self = EXM_LABEL_MANAGER (widget);
  g_autoptr(GPtrArray) chosen = _exm_label_manager_dup_chosen (self);
  g_auto(GVariantBuilder) ids = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("au"));
  GtkWidget *parent = GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self)));

  if (chosen->len == 0 || parent == NULL)
    return;
  for (guint i = 0; i < chosen->len; i++)
    g_variant_builder_add (&ids, "u", (guint)exm_label_get_id (chosen->pdata[i]));
  g_object_ref (parent);
  gtk_window_close (GTK_WINDOW (self));
  gtk_widget_activate_action_variant (parent, "win.decide-again", g_variant_builder_end (&ids));
  g_object_unref (parent);
}

static void
rename_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  exm_label_details_rename (EXM_LABEL_MANAGER (widget)->details);
}

static void
merge_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  ExmLabelManager *self = EXM_LABEL_MANAGER (widget);

  exm_label_details_flush (self->details);
  _exm_label_manager_ask_merge (self, _exm_label_manager_dup_chosen (self));
}

static void
delete_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  ExmLabelManager *self = EXM_LABEL_MANAGER (widget);

  _exm_label_manager_ask_delete (self, _exm_label_manager_dup_chosen (self));
}

static void
move_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  _exm_label_manager_move (EXM_LABEL_MANAGER (widget), g_str_equal (name, "labels.move-up"));
}

static void
sort_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ExmLabelManager *self = EXM_LABEL_MANAGER (widget);
  gboolean         by_name = g_str_equal (name, "labels.sort-by-name");

  _exm_label_manager_run (self, exm_label_sort_command (exm_dataset_get_labels (self->dataset),
                                                        by_name ? EXM_LABEL_BY_NAME : EXM_LABEL_BY_COUNT));
}

static void
give_keys_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  ExmLabelManager *self = EXM_LABEL_MANAGER (widget);
  ExmCommand      *command = exm_label_give_keys_command (exm_dataset_get_labels (self->dataset));

  if (command != NULL)
    _exm_label_manager_run (self, command);
  else
    exm_feedback_toast (widget, _ ("No label without a key, or no key is free"));
}

static void
search_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  ExmLabelManager *self = EXM_LABEL_MANAGER (widget);

  adw_view_stack_set_visible_child_name (self->pages, "labels");
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

/* Undo in a toast, and by key, is the window's. */
static void
window_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  ExmLabelManager *self = EXM_LABEL_MANAGER (widget);
  GtkWindow       *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  exm_label_details_flush (self->details);
  if (parent != NULL)
    gtk_widget_activate_action_variant (GTK_WIDGET (parent), name, parameter);
}

static void
page_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  adw_view_stack_set_visible_child_name (EXM_LABEL_MANAGER (widget)->pages,
                                         g_str_equal (name, "labels.page-tidy") ? "tidy" : "labels");
}

/* --- a new label ------------------------------------------------------------------------------- */

static void
exm_label_manager_add_cb (ExmLabelManager *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->new_entry)));

  if (*name == '\0')
    return;
  gtk_popover_popdown (GTK_POPOVER (self->new_popover));
  gtk_editable_set_text (self->new_entry, "");
  adw_view_stack_set_visible_child_name (self->pages, "labels");
  _exm_label_manager_run (self, exm_command_new_label_add (name, 0));
}

static void
exm_label_manager_search_cb (ExmLabelManager *self)
{
  g_autoptr(GtkBitset) set = NULL;

  _exm_label_manager_search (self, gtk_editable_get_text (self->search_entry));
  /* What was looked for is what is to be changed. */
  set = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->chosen));
  if (gtk_bitset_is_empty (set) && g_list_model_get_n_items (G_LIST_MODEL (self->chosen)) > 0)
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->chosen), 0, TRUE);
  update_later (self);
}

/* Down goes on in the list; Escape shows all labels again, then closes. */
static gboolean
exm_label_manager_search_key_cb (ExmLabelManager *self,
                                 guint            keyval)
{
  if (keyval == GDK_KEY_Down && g_list_model_get_n_items (G_LIST_MODEL (self->filtered)) > 0)
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->list));
      return GDK_EVENT_STOP;
    }
  if (keyval == GDK_KEY_Escape && *gtk_editable_get_text (self->search_entry) != '\0')
    {
      gtk_editable_set_text (self->search_entry, "");
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

static void
exm_label_manager_activate_cb (ExmLabelManager *self,
                               guint            position)
{
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->chosen), position, TRUE);
  update (self);
  exm_label_details_rename (self->details);
}

static void
exm_label_manager_tidied_cb (ExmLabelManager *self,
                             gpointer         command)
{
  _exm_label_manager_run (self, exm_command_ref (command));
}

/* --- class ------------------------------------------------------------------------------------- */

static gboolean
exm_label_manager_close_request (GtkWindow *window)
{
  exm_label_details_flush (EXM_LABEL_MANAGER (window)->details);
  return GTK_WINDOW_CLASS (exm_label_manager_parent_class)->close_request (window);
}

static gboolean
narrow_cb (gpointer user_data)
{
  ExmLabelManager *self = user_data;
  GtkOrientation   orientation = self->is_narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->box), orientation);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->separator),
                                  self->is_narrow ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_size_request (GTK_WIDGET (self->details), self->is_narrow ? -1 : 300, self->is_narrow ? 220 : -1);
  return G_SOURCE_REMOVE;
}

static void
exm_label_manager_size_allocate (GtkWidget *widget,
                                 int        width,
                                 int        height,
                                 int        baseline)
{
  ExmLabelManager *self = EXM_LABEL_MANAGER (widget);

  GTK_WIDGET_CLASS (exm_label_manager_parent_class)->size_allocate (widget, width, height, baseline);
  if (self->is_narrow == (width < NARROW))
    return;
  self->is_narrow = width < NARROW;
  /* Not while sizes are given out. */
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, narrow_cb, g_object_ref (self), g_object_unref);
}

static void
exm_label_manager_dispose (GObject *object)
{
  ExmLabelManager *self = EXM_LABEL_MANAGER (object);

  g_clear_handle_id (&self->idle_id, g_source_remove);
  if (self->chosen != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->chosen, self);
      gtk_list_view_set_model (self->list, NULL);
      gtk_filter_list_model_set_model (self->filtered, NULL);
    }
  g_clear_object (&self->chosen);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_LABEL_MANAGER);
  g_clear_object (&self->dataset);
  G_OBJECT_CLASS (exm_label_manager_parent_class)->dispose (object);
}

static void
exm_label_manager_finalize (GObject *object)
{
  g_free (EXM_LABEL_MANAGER (object)->needle);
  G_OBJECT_CLASS (exm_label_manager_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "labels.show", NULL, show_action);
  gtk_widget_class_install_action (widget_class, "labels.again", NULL, again_action);
  gtk_widget_class_install_action (widget_class, "labels.rename", NULL, rename_action);
  gtk_widget_class_install_action (widget_class, "labels.merge", NULL, merge_action);
  gtk_widget_class_install_action (widget_class, "labels.delete", NULL, delete_action);
  gtk_widget_class_install_action (widget_class, "labels.move-up", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "labels.move-down", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "labels.sort-by-count", NULL, sort_action);
  gtk_widget_class_install_action (widget_class, "labels.sort-by-name", NULL, sort_action);
  gtk_widget_class_install_action (widget_class, "labels.give-keys", NULL, give_keys_action);
  gtk_widget_class_install_action (widget_class, "labels.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "labels.page-labels", NULL, page_action);
  gtk_widget_class_install_action (widget_class, "labels.page-tidy", NULL, page_action);
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, window_action);
  gtk_widget_class_install_action (widget_class, "win.redo", NULL, window_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "labels.search", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1, GDK_ALT_MASK, "labels.page-labels", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_2, GDK_ALT_MASK, "labels.page-tidy", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "win.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_y, GDK_CONTROL_MASK, "win.redo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.redo", NULL);
}

static void
exm_label_manager_class_init (ExmLabelManagerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = exm_label_manager_dispose;
  G_OBJECT_CLASS (klass)->finalize = exm_label_manager_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = exm_label_manager_close_request;
  widget_class->size_allocate = exm_label_manager_size_allocate;

  g_type_ensure (EXM_TYPE_LABEL_DETAILS);
  g_type_ensure (EXM_TYPE_LABEL_TIDY_VIEW);
  g_type_ensure (EXM_TYPE_ONE_STOP);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-label-manager.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmLabelManager, toasts);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelManager, pages);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelManager, labels_page);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelManager, tidy_page);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelManager, search_entry);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelManager, list_stack);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelManager, list);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelManager, box);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelManager, separator);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelManager, details);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelManager, tidy_view);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelManager, new_entry);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelManager, new_popover);
  gtk_widget_class_bind_template_callback (widget_class, exm_label_manager_add_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_label_manager_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_label_manager_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_label_manager_tidied_cb);
  install_actions (widget_class);
}

static void
exm_label_manager_init (ExmLabelManager *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->needle = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  _exm_label_manager_build_list (self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (exm_label_manager_search_key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->search_entry), keys);
}

GtkWidget *
exm_label_manager_new (GtkWindow  *parent,
                       ExmDataset *dataset)
{
  ExmLabelManager *self = g_object_new (EXM_TYPE_LABEL_MANAGER, "transient-for", parent, NULL);

  self->dataset = g_object_ref (dataset);
  exm_label_details_set_dataset (self->details, dataset);
  exm_label_tidy_view_set_dataset (self->tidy_view, dataset);
  gtk_filter_list_model_set_model (self->filtered, exm_dataset_get_labels (dataset));
  g_signal_connect_object (self->chosen, "selection-changed", G_CALLBACK (update_later), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->chosen, "items-changed", G_CALLBACK (update_later), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dataset, "notify::stats", G_CALLBACK (update_later), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dataset, "notify::task", G_CALLBACK (update_later), self, G_CONNECT_SWAPPED);
  exm_feedback_lend (GTK_WINDOW (self), GTK_WIDGET (self->toasts));
  update_cb (self);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->chosen)) > 0)
    {
      gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->chosen), 0, TRUE);
      gtk_widget_grab_focus (GTK_WIDGET (self->list));
    }
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  return GTK_WIDGET (self);
}
