/* exm-problems-view.c - what is wrong with which posts, as cards
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-problems-view.h"

struct _ExmProblemsView
{
  GtkWidget parent_instance;

  ExmDataset *dataset;
};

G_DEFINE_FINAL_TYPE (ExmProblemsView, exm_problems_view, GTK_TYPE_WIDGET)

void
exm_problems_view_set_dataset (ExmProblemsView *self,
                               ExmDataset      *dataset)
{
  g_return_if_fail (EXM_IS_PROBLEMS_VIEW (self));

  g_set_object (&self->dataset, dataset);
}

static void
exm_problems_view_dispose (GObject *object)
{
  ExmProblemsView *self = EXM_PROBLEMS_VIEW (object);
  GtkWidget       *child;

  g_clear_object (&self->dataset);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (exm_problems_view_parent_class)->dispose (object);
}

static void
exm_problems_view_class_init (ExmProblemsViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_problems_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
exm_problems_view_init (ExmProblemsView *self)
{
}

GtkWidget *
exm_problems_view_new (void)
{
  return g_object_new (EXM_TYPE_PROBLEMS_VIEW, NULL);
}
