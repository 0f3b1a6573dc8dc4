/* exm-chart-grid.h - pictures in one column or two, as there is room
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define EXM_TYPE_CHART_GRID (exm_chart_grid_get_type ())
G_DECLARE_FINAL_TYPE (ExmChartGrid, exm_chart_grid, EXM, CHART_GRID, GtkWidget)

/**
 * ExmChartGrid: each child goes to the column that is shorter so far.
 */
GtkWidget *exm_chart_grid_new (void);
void       exm_chart_grid_append (ExmChartGrid *self,
                                  GtkWidget    *child);

G_END_DECLS
