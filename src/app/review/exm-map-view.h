/* exm-map-view.h - posts as points, near posts near
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_MAP_VIEW (exm_map_view_get_type ())
G_DECLARE_FINAL_TYPE (ExmMapView, exm_map_view, EXM, MAP_VIEW, GtkWidget)

/**
 * ExmMapView:
 *
 * Map of the Review place.
 */
GtkWidget *exm_map_view_new (void);

/**
 * exm_map_view_set_dataset:
 * @dataset: (nullable): %NULL = none is open
 */
void exm_map_view_set_dataset (ExmMapView *self,
                               ExmDataset *dataset);

G_END_DECLS
