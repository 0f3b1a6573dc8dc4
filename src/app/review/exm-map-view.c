/* exm-map-view.c - posts as points, near posts near
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-map-view.h"

struct _ExmMapView
{
  GtkWidget parent_instance;

  ExmDataset *dataset;
};

G_DEFINE_FINAL_TYPE (ExmMapView, exm_map_view, GTK_TYPE_WIDGET)

void
exm_map_view_set_dataset (ExmMapView *self,
                          ExmDataset *dataset)
{
  g_return_if_fail (EXM_IS_MAP_VIEW (self));

  g_set_object (&self->dataset, dataset);
}

static void
exm_map_view_dispose (GObject *object)
{
  ExmMapView *self = EXM_MAP_VIEW (object);
  GtkWidget  *child;

  g_clear_object (&self->dataset);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (exm_map_view_parent_class)->dispose (object);
}

static void
exm_map_view_class_init (ExmMapViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_map_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
exm_map_view_init (ExmMapView *self)
{
}

GtkWidget *
exm_map_view_new (void)
{
  return g_object_new (EXM_TYPE_MAP_VIEW, NULL);
}
