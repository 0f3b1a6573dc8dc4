/* exm-map-legend.h - which colour is which label, and how many posts it has
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_MAP_LEGEND (exm_map_legend_get_type ())
G_DECLARE_FINAL_TYPE (ExmMapLegend, exm_map_legend, EXM, MAP_LEGEND, GtkWidget)

/**
 * ExmMapLegend:
 *
 * Signal `picked (gboolean one, guint label)`: one label shall be seen alone; or all again.
 */
GtkWidget *exm_map_legend_new (void);

/**
 * exm_map_legend_set_labels:
 * @labels: (array length=n): label of each point; those of rows that are gone are not counted
 *
 * The most used first. Which one is alone stays.
 */
void exm_map_legend_set_labels (ExmMapLegend     *self,
                                ExmDataset       *dataset,
                                const ExmLabelId *labels,
                                guint             n);

G_END_DECLS
