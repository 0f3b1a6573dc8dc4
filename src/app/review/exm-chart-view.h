/* exm-chart-view.h - a picture in the window, each mark within reach
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-chart.h"

G_BEGIN_DECLS

#define EXM_TYPE_CHART_VIEW (exm_chart_view_get_type ())
G_DECLARE_FINAL_TYPE (ExmChartView, exm_chart_view, EXM, CHART_VIEW, GtkWidget)

/**
 * ExmChartView:
 *
 * Shows an #ExmChart. Each mark is a button: the pointer gets its words as a tooltip, a
 * screen reader as its name; the arrow keys go from mark to mark, Enter takes one.
 * The menu saves the picture or shows it as a table.
 *
 * Signal `activated (guint mark)`: its rows are wanted.
 */
GtkWidget *exm_chart_view_new (void);

/**
 * exm_chart_view_set_chart:
 * @chart: (transfer full): in place of the one before
 */
void exm_chart_view_set_chart (ExmChartView *self,
                               ExmChart     *chart);

/**
 * exm_chart_view_get_chart:
 *
 * Returns: (transfer none) (nullable)
 */
ExmChart *exm_chart_view_get_chart (ExmChartView *self);

/**
 * exm_chart_view_set_extra:
 * @extra: (nullable): a small control that stands beside the menu
 */
void exm_chart_view_set_extra (ExmChartView *self,
                               GtkWidget    *extra);

G_END_DECLS
