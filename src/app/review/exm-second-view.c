/* exm-second-view.c - deciding again, by oneself or by others
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-second-view.h"

struct _ExmSecondView
{
  GtkWidget parent_instance;

  ExmDataset *dataset;
};

G_DEFINE_FINAL_TYPE (ExmSecondView, exm_second_view, GTK_TYPE_WIDGET)

void
exm_second_view_set_dataset (ExmSecondView *self,
                             ExmDataset    *dataset)
{
  g_return_if_fail (EXM_IS_SECOND_VIEW (self));

  g_set_object (&self->dataset, dataset);
}

static void
exm_second_view_dispose (GObject *object)
{
  ExmSecondView *self = EXM_SECOND_VIEW (object);
  GtkWidget     *child;

  g_clear_object (&self->dataset);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (exm_second_view_parent_class)->dispose (object);
}

static void
exm_second_view_class_init (ExmSecondViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_second_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
exm_second_view_init (ExmSecondView *self)
{
}

GtkWidget *
exm_second_view_new (void)
{
  return g_object_new (EXM_TYPE_SECOND_VIEW, NULL);
}
