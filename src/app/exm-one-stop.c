/* exm-one-stop.c - a list that Tab leaves at once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-one-stop.h"

struct _ExmOneStop
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (ExmOneStop, exm_one_stop, ADW_TYPE_BIN)

static gboolean
exm_one_stop_focus (GtkWidget       *widget,
                    GtkDirectionType direction)
{
  gboolean is_tab = direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD;

  if (is_tab && gtk_widget_get_focus_child (widget) != NULL)
    return FALSE;
  return GTK_WIDGET_CLASS (exm_one_stop_parent_class)->focus (widget, direction);
}

static void
exm_one_stop_class_init (ExmOneStopClass *klass)
{
  GTK_WIDGET_CLASS (klass)->focus = exm_one_stop_focus;
}

static void
exm_one_stop_init (ExmOneStop *self)
{
}

gboolean
exm_focus_children (GtkWidget       *widget,
                    GtkDirectionType direction)
{
  gboolean   is_back = direction == GTK_DIR_TAB_BACKWARD;
  GtkWidget *child = gtk_widget_get_focus_child (widget);

  if (direction != GTK_DIR_TAB_FORWARD && !is_back)
    return GTK_WIDGET_CLASS (g_type_class_peek (GTK_TYPE_WIDGET))->focus (widget, direction);
  if (child == NULL)
    child = is_back ? gtk_widget_get_last_child (widget) : gtk_widget_get_first_child (widget);
  for (; child != NULL; child = is_back ? gtk_widget_get_prev_sibling (child) : gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_mapped (child) && gtk_widget_child_focus (child, direction))
      return TRUE;
  return FALSE;
}
