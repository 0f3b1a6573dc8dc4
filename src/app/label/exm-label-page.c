/* exm-label-page.c - labelling posts one at a time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-label-page.h"

struct _ExmLabelPage
{
  GtkWidget parent_instance;

  ExmDataset *dataset;
};

G_DEFINE_FINAL_TYPE (ExmLabelPage, exm_label_page, GTK_TYPE_WIDGET)

void
exm_label_page_set_dataset (ExmLabelPage *self,
                            ExmDataset   *dataset)
{
  g_return_if_fail (EXM_IS_LABEL_PAGE (self));

  g_set_object (&self->dataset, dataset);
}

static void
exm_label_page_dispose (GObject *object)
{
  ExmLabelPage *self = EXM_LABEL_PAGE (object);
  GtkWidget    *child;

  g_clear_object (&self->dataset);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (exm_label_page_parent_class)->dispose (object);
}

static void
exm_label_page_class_init (ExmLabelPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_label_page_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
exm_label_page_init (ExmLabelPage *self)
{
}

GtkWidget *
exm_label_page_new (void)
{
  return g_object_new (EXM_TYPE_LABEL_PAGE, NULL);
}

void
exm_label_page_set_queue (ExmLabelPage   *self,
                          const ExmQuery *query,
                          const char     *title)
{
  g_return_if_fail (EXM_IS_LABEL_PAGE (self));
}
