/* exm-map-canvas-private.h - the plane of posts from inside
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-map-canvas.h"

#include "exm-map-raster.h"

G_BEGIN_DECLS

#define EXM_MAP_NONE G_MAXUINT

/* Names written on the map itself. */
#define EXM_MAP_NAMES 14

typedef struct
{
  ExmLabelId label;
  guint      count;
  float      x, y; /* where most of its posts are */
  char      *name;
} ExmMapName;

struct _ExmMapCanvas
{
  GtkWidget parent_instance;

  ExmMap     *map;    /* nullable */
  ExmLabelId *labels; /* of each point, once known */
  guint8     *color;  /* of each point: palette index, 16 = none */
  guint8     *looks;
  guint32    *order;
  guint8     *selected;
  guint       n_selected;
  GArray     *names; /* of ExmMapName */
  gboolean    has_only;
  ExmLabelId  only;

  ExmMapCamera camera;
  float        extent[4]; /* least x and y, greatest x and y of all points */
  gboolean     fitted;    /* nobody has moved it: keep all in sight */
  guint        current;
  gboolean     by_keys; /* the current one was gone to by keys: show where it is */

  cairo_surface_t *images[2]; /* shown and being drawn, in turn */
  guint            at_image;

  /* Lasso, in pixels of the widget; a rectangle by keys in units of the map. */
  gboolean lasso;
  GArray  *outline; /* of graphene_point_t */
  gboolean has_rectangle;
  float    rectangle[4];
  double   drag_x, drag_y; /* camera at the begin of a drag */
  double   pinch_scale;
  double   pointer_x, pointer_y;
};

/* canvas.c */
void  _exm_map_canvas_update_looks (ExmMapCanvas *self);
void  _exm_map_canvas_to_screen (ExmMapCanvas *self,
                                 guint         point,
                                 double       *x,
                                 double       *y);
guint _exm_map_canvas_pick (ExmMapCanvas *self,
                            double        x,
                            double        y,
                            double        most);
void  _exm_map_canvas_set_current (ExmMapCanvas *self,
                                   guint         point,
                                   gboolean      by_keys);
/* canvas-select.c */
void _exm_map_canvas_select_outline (ExmMapCanvas *self);
void _exm_map_canvas_select_rectangle (ExmMapCanvas *self);
void _exm_map_canvas_zoom_at (ExmMapCanvas *self,
                              double        factor,
                              double        x,
                              double        y);
void _exm_map_canvas_selection_changed (ExmMapCanvas *self);

/* canvas-names.c */
GArray *_exm_map_canvas_new_names (void);
void    _exm_map_canvas_find_names (ExmMapCanvas *self,
                                    ExmDataset   *dataset);
void    _exm_map_canvas_find_homes (ExmMapCanvas *self);

/* canvas-draw.c */
void _exm_map_canvas_draw (ExmMapCanvas *self,
                           GtkSnapshot  *snapshot);

/* canvas-input.c */
void _exm_map_canvas_add_controllers (ExmMapCanvas *self);

G_END_DECLS
