/* exm-label-manager-list.c - the list of the label manager: rows, search, moving
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-label-manager-private.h"

#include <string.h>

#include "exm-feedback.h"
#include "exm-label-line.h"
#include "exm-label-tidy.h"

/* --- search ----------------------------------------------------------------------------- */

static gboolean
has_needle (const char *text,
            const char *needle)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  return strstr (folded, needle) != NULL;
}

static gboolean
filter_cb (gpointer item,
           gpointer user_data)
{
  ExmLabelManager *self = user_data;
  g_autofree char *key = NULL;

  if (*self->needle == '\0')
    return TRUE;
  if (has_needle (exm_label_get_name (item), self->needle) ||
      has_needle (exm_label_get_definition (item), self->needle))
    return TRUE;
  key = exm_label_dup_key_text (item);
  return *key != '\0' && g_str_equal (key, gtk_editable_get_text (self->search_entry));
}

void
_exm_label_manager_search (ExmLabelManager *self,
                           const char      *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  g_free (self->needle);
  self->needle = g_utf8_casefold (stripped, -1);
  gtk_filter_changed (gtk_filter_list_model_get_filter (self->filtered), GTK_FILTER_CHANGE_DIFFERENT);
}

/* --- moving ------------------------------------------------------------------------------ */

/* The label that stands at @position of all that are shown, NULL beyond. */
static ExmLabel *
shown_at (ExmLabelManager *self,
          guint            position)
{
  g_autoptr(ExmLabel) label = g_list_model_get_item (G_LIST_MODEL (self->chosen), position);

  return label; /* the dataset keeps it */
}

/* Where they stand, the command sees: the list here may not have heard of the press before. */
void
_exm_label_manager_move (ExmLabelManager *self,
                         gboolean         up)
{
  g_autoptr(GPtrArray) labels = _exm_label_manager_dup_chosen (self);

  if (labels->len > 0)
    exm_feedback_run (GTK_WIDGET (self), self->dataset,
                      exm_label_shift_command (labels, G_LIST_MODEL (self->chosen), up), EXM_RUN_QUIET);
}

/* A row that is chosen takes all that are chosen along. */
static GPtrArray *
dup_dragged (ExmLabelManager *self,
             ExmLabel        *label)
{
  GPtrArray *labels = _exm_label_manager_dup_chosen (self);

  if (g_ptr_array_find (labels, label, NULL))
    return labels;
  g_ptr_array_set_size (labels, 0);
  g_ptr_array_add (labels, g_object_ref (label));
  return labels;
}

static GdkContentProvider *
prepare_cb (ExmLabelLine  *line,
            double         x,
            double         y,
            GtkDragSource *source)
{
  ExmLabel *label = exm_label_line_get_label (line);
  g_autoptr(GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (line));

  if (label == NULL)
    return NULL;
  gtk_drag_source_set_icon (source, picture, (int)x, (int)y);
  return gdk_content_provider_new_typed (EXM_TYPE_LABEL, label);
}

static gboolean
drop_cb (ExmLabelManager *self,
         const GValue    *value,
         double           x,
         double           y,
         GtkDropTarget   *target)
{
  GtkWidget *line = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));
  ExmLabel  *at = exm_label_line_get_label (EXM_LABEL_LINE (line));
  ExmLabel  *dragged = g_value_get_object (value);
  ExmLabel  *before = at;
  guint      n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->chosen));
  g_autoptr(GPtrArray) labels = NULL;

  if (at == NULL || dragged == NULL || exm_dataset_is_read_only (self->dataset))
    return FALSE;
  /* On the lower half: behind it. */
  if (y > gtk_widget_get_height (line) / 2.0)
    for (guint i = 0; i < n_shown; i++)
      if (shown_at (self, i) == at)
        {
          before = shown_at (self, i + 1);
          break;
        }
  labels = dup_dragged (self, dragged);
  _exm_label_manager_run (self, exm_label_move_command (exm_dataset_get_labels (self->dataset), labels, before));
  return TRUE;
}

/* --- rows -------------------------------------------------------------------------------- */

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          ExmLabelManager          *self)
{
  GtkWidget     *line = exm_label_line_new ();
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (EXM_TYPE_LABEL, GDK_ACTION_MOVE);

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_swapped (source, "prepare", G_CALLBACK (prepare_cb), line);
  gtk_widget_add_controller (line, GTK_EVENT_CONTROLLER (source));
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (line, GTK_EVENT_CONTROLLER (target));
  gtk_list_item_set_child (item, line);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         ExmLabelManager          *self)
{
  exm_label_line_set_label (EXM_LABEL_LINE (gtk_list_item_get_child (item)), gtk_list_item_get_item (item), self->dataset);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item)
{
  exm_label_line_set_label (EXM_LABEL_LINE (gtk_list_item_get_child (item)), NULL, NULL);
}

static void
add_shortcut (GtkShortcutController *controller,
              guint                  keyval,
              GdkModifierType        modifiers,
              const char            *action)
{
  gtk_shortcut_controller_add_shortcut (controller,
                                        gtk_shortcut_new (gtk_keyval_trigger_new (keyval, modifiers),
                                                          gtk_named_action_new (action)));
}

void
_exm_label_manager_build_list (ExmLabelManager *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();

  self->filtered = gtk_filter_list_model_new (NULL, GTK_FILTER (gtk_custom_filter_new (filter_cb, self, NULL)));
  self->chosen = gtk_multi_selection_new (G_LIST_MODEL (self->filtered));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->chosen));

  add_shortcut (GTK_SHORTCUT_CONTROLLER (shortcuts), GDK_KEY_F2, 0, "labels.rename");
  add_shortcut (GTK_SHORTCUT_CONTROLLER (shortcuts), GDK_KEY_Delete, 0, "labels.delete");
  add_shortcut (GTK_SHORTCUT_CONTROLLER (shortcuts), GDK_KEY_Up, GDK_ALT_MASK, "labels.move-up");
  add_shortcut (GTK_SHORTCUT_CONTROLLER (shortcuts), GDK_KEY_Down, GDK_ALT_MASK, "labels.move-down");
  add_shortcut (GTK_SHORTCUT_CONTROLLER (shortcuts), GDK_KEY_m, GDK_CONTROL_MASK, "labels.merge");
  gtk_widget_add_controller (GTK_WIDGET (self->list), shortcuts);
}
