/* exm-overview-view.c - the dataset in pictures
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-overview-view.h"

struct _ExmOverviewView
{
  GtkWidget parent_instance;

  ExmDataset *dataset;
};

G_DEFINE_FINAL_TYPE (ExmOverviewView, exm_overview_view, GTK_TYPE_WIDGET)

void
exm_overview_view_set_dataset (ExmOverviewView *self,
                               ExmDataset      *dataset)
{
  g_return_if_fail (EXM_IS_OVERVIEW_VIEW (self));

  g_set_object (&self->dataset, dataset);
}

static void
exm_overview_view_dispose (GObject *object)
{
  ExmOverviewView *self = EXM_OVERVIEW_VIEW (object);
  GtkWidget       *child;

  g_clear_object (&self->dataset);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (exm_overview_view_parent_class)->dispose (object);
}

static void
exm_overview_view_class_init (ExmOverviewViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_overview_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
exm_overview_view_init (ExmOverviewView *self)
{
}

GtkWidget *
exm_overview_view_new (void)
{
  return g_object_new (EXM_TYPE_OVERVIEW_VIEW, NULL);
}
