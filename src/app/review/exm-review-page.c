/* exm-review-page.c - reviewing a dataset with one’s eyes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-review-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "exm-focus.h"
#include "exm-map-view.h"
#include "exm-one-stop.h"
#include "exm-overview-view.h"
#include "exm-problems-view.h"
#include "exm-second-view.h"

struct _ExmReviewPage
{
  GtkWidget parent_instance;

  ExmDataset *dataset;

  GtkWidget *box;
  GtkStack  *stack;
  GtkWidget *problems;
  GtkWidget *overview;
  GtkWidget *map;
  GtkWidget *second;
};

G_DEFINE_FINAL_TYPE (ExmReviewPage, exm_review_page, GTK_TYPE_WIDGET)

void
exm_review_page_set_dataset (ExmReviewPage *self,
                             ExmDataset    *dataset)
{
  g_return_if_fail (EXM_IS_REVIEW_PAGE (self));

  if (!g_set_object (&self->dataset, dataset))
    return;
  exm_problems_view_set_dataset (EXM_PROBLEMS_VIEW (self->problems), dataset);
  exm_overview_view_set_dataset (EXM_OVERVIEW_VIEW (self->overview), dataset);
  exm_map_view_set_dataset (EXM_MAP_VIEW (self->map), dataset);
  exm_second_view_set_dataset (EXM_SECOND_VIEW (self->second), dataset);
}

void
exm_review_page_show (ExmReviewPage *self,
                      const char    *section)
{
  g_return_if_fail (EXM_IS_REVIEW_PAGE (self));
  g_return_if_fail (section != NULL);

  gtk_stack_set_visible_child_name (self->stack, section);
}

/* Work begins in the section, not in the row of buttons above it. */
static gboolean
exm_review_page_grab_focus (GtkWidget *widget)
{
  ExmReviewPage *self = EXM_REVIEW_PAGE (widget);
  GtkWidget     *shown = gtk_stack_get_visible_child (self->stack);

  return (shown != NULL && gtk_widget_grab_focus (shown)) ||
         (shown != NULL && exm_focus_page (shown)) ||
         gtk_widget_child_focus (self->box, GTK_DIR_TAB_FORWARD);
}

/* Tab comes to the row of buttons first. */
static gboolean
exm_review_page_focus (GtkWidget       *widget,
                       GtkDirectionType direction)
{
  ExmReviewPage *self = EXM_REVIEW_PAGE (widget);

  return exm_focus_enter (widget, direction, gtk_widget_get_first_child (self->box)) ||
         GTK_WIDGET_CLASS (exm_review_page_parent_class)->focus (widget, direction);
}

static void
exm_review_page_dispose (GObject *object)
{
  ExmReviewPage *self = EXM_REVIEW_PAGE (object);

  if (self->box != NULL)
    exm_review_page_set_dataset (self, NULL);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (exm_review_page_parent_class)->dispose (object);
}

static void
exm_review_page_class_init (ExmReviewPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_review_page_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = exm_review_page_grab_focus;
  GTK_WIDGET_CLASS (klass)->focus = exm_review_page_focus;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
exm_review_page_init (ExmReviewPage *self)
{
  GtkWidget *switcher = gtk_stack_switcher_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->problems = exm_problems_view_new ();
  self->overview = exm_overview_view_new ();
  self->map = exm_map_view_new ();
  self->second = exm_second_view_new ();

  gtk_widget_add_css_class (GTK_WIDGET (self), "review-page");
  gtk_widget_add_css_class (self->map, "fills-page");
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_stack_add_titled (self->stack, self->problems, "problems", _ ("Problems"));
  gtk_stack_add_titled (self->stack, self->overview, "overview", _ ("Overview"));
  gtk_stack_add_titled (self->stack, self->map, "map", _ ("Map"));
  gtk_stack_add_titled (self->stack, self->second, "second", _ ("Second Look"));

  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), self->stack);
  gtk_widget_set_margin_top (switcher, 6);
  gtk_widget_set_margin_bottom (switcher, 6);
  gtk_widget_add_css_class (switcher, "review-sections");
  gtk_box_layout_set_homogeneous (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (switcher)), FALSE);

  /* Long words of a language must not keep a window wide. */
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_EXTERNAL, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), switcher);
  gtk_widget_set_halign (scroller, GTK_ALIGN_CENTER);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->box), scroller);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->stack));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
exm_review_page_new (void)
{
  return g_object_new (EXM_TYPE_REVIEW_PAGE, NULL);
}
