/* exm-map-canvas.h - the plane of posts, to be moved over, looked at and cut out of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"
#include "exm-map.h"

G_BEGIN_DECLS

#define EXM_TYPE_MAP_CANVAS (exm_map_canvas_get_type ())
G_DECLARE_FINAL_TYPE (ExmMapCanvas, exm_map_canvas, EXM, MAP_CANVAS, GtkWidget)

/**
 * ExmMapCanvas:
 *
 * Drag or Ctrl and arrows move it, the wheel, two fingers, + and − zoom, Home shows all.
 * The arrow keys go to the next post in their direction, Shift and arrows draw a
 * rectangle around posts, Shift and drag (or the lasso) any outline, Space takes one
 * post in or out, Escape lets all go.
 *
 * Signals:
 * `current-changed ()`: another post is under the pointer or was gone to
 * `selection-changed ()`
 * `activated ()`: Enter or a double click on the current post
 * `key-typed (guint character)`: a character that is no command of its own
 */
GtkWidget *exm_map_canvas_new (void);

/**
 * exm_map_canvas_set_map:
 * @map: (nullable)
 *
 * Selection and place are kept where the rows are the same.
 */
void exm_map_canvas_set_map (ExmMapCanvas *self,
                             ExmMap       *map);

/* A point whose row is gone has this label. */
#define EXM_MAP_GONE G_MAXUINT16

/**
 * exm_map_canvas_set_labels:
 * @labels: (array) (transfer full): of each point of the map
 * @dataset: for names and colours
 */
void exm_map_canvas_set_labels (ExmMapCanvas *self,
                                ExmLabelId   *labels,
                                ExmDataset   *dataset);

/**
 * exm_map_canvas_set_only: all other labels become pale.
 * @only: (nullable): pointer to the label, %NULL = none is alone
 */
void exm_map_canvas_set_only (ExmMapCanvas     *self,
                              const ExmLabelId *only);

/**
 * exm_map_canvas_set_lasso: a drag draws an outline instead of moving the map.
 */
void exm_map_canvas_set_lasso (ExmMapCanvas *self,
                               gboolean      lasso);

/**
 * exm_map_canvas_get_current:
 *
 * Returns: the row under the pointer or gone to by keys, 0 = none
 */
ExmRowId   exm_map_canvas_get_current (ExmMapCanvas *self);
ExmLabelId exm_map_canvas_get_current_label (ExmMapCanvas *self);

/**
 * exm_map_canvas_dup_selection:
 * @n: (out)
 *
 * Returns: (transfer full) (array length=n): the rows, in list order
 */
ExmRowId *exm_map_canvas_dup_selection (ExmMapCanvas *self,
                                        guint        *n);
guint     exm_map_canvas_get_n_selected (ExmMapCanvas *self);
void      exm_map_canvas_clear_selection (ExmMapCanvas *self);

/**
 * exm_map_canvas_zoom:
 * @factor: above 1 goes nearer; 0 = all in sight
 */
void exm_map_canvas_zoom (ExmMapCanvas *self,
                          double        factor);

/**
 * exm_map_canvas_pan: by parts of the width and height
 */
void exm_map_canvas_pan (ExmMapCanvas *self,
                         double        x,
                         double        y);

G_END_DECLS
