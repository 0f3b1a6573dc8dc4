/* exm-chart-grid.c - pictures in one column or two, as there is room
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-chart-grid.h"

/* From this width on there are two columns. */
#define TWO_COLUMNS 680
#define GAP 36
#define COLUMN_MAX 620

struct _ExmChartGrid
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (ExmChartGrid, exm_chart_grid, GTK_TYPE_WIDGET)

/* Places the children when @place; returns the height. */
static int
lay_out (GtkWidget *widget,
         int        width,
         gboolean   place)
{
  const gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  const int      n = width >= TWO_COLUMNS ? 2 : 1;
  const int      column = MIN ((width - (n - 1) * GAP) / n, COLUMN_MAX);
  const int      left = (width - n * column - (n - 1) * GAP) / 2;
  int            ends[2] = { 0, 0 };

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      const guint at = n == 2 && ends[1] < ends[0];
      int         height;
      int         x = left + (int)at * (column + GAP);

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, column, &height, NULL, NULL, NULL);
      if (rtl)
        x = width - x - column;
      if (place)
        gtk_widget_size_allocate (child, &(GtkAllocation){ x, ends[at], column, height }, -1);
      ends[at] += height + GAP;
    }
  return MAX (0, MAX (ends[0], ends[1]) - GAP);
}

static GtkSizeRequestMode
exm_chart_grid_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
exm_chart_grid_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  *minimum = 0;
  *natural = 2 * COLUMN_MAX;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = *natural = lay_out (widget, for_size > 0 ? for_size : 2 * COLUMN_MAX, FALSE);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int least;

      gtk_widget_measure (child, orientation, -1, &least, NULL, NULL, NULL);
      *minimum = MAX (*minimum, least);
    }
}

static void
exm_chart_grid_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  lay_out (widget, width, TRUE);
}

static void
exm_chart_grid_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (exm_chart_grid_parent_class)->dispose (object);
}

static void
exm_chart_grid_class_init (ExmChartGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = exm_chart_grid_dispose;
  widget_class->get_request_mode = exm_chart_grid_get_request_mode;
  widget_class->measure = exm_chart_grid_measure;
  widget_class->size_allocate = exm_chart_grid_size_allocate;
}

static void
exm_chart_grid_init (ExmChartGrid *self)
{
}

GtkWidget *
exm_chart_grid_new (void)
{
  return g_object_new (EXM_TYPE_CHART_GRID, NULL);
}

void
exm_chart_grid_append (ExmChartGrid *self,
                       GtkWidget    *child)
{
  g_return_if_fail (EXM_IS_CHART_GRID (self));

  gtk_widget_insert_before (child, GTK_WIDGET (self), NULL);
}
