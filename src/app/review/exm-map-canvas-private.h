/* exm-map-canvas-private.h - the plane of posts from inside
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-map-canvas.h"

#include "exm-map-raster.h"

G_BEGIN_DECLS

#define EXM_MAP_NONE G_MAXUINT

/* Looks beside the colours of the palette. */
#define EXM_MAP_NO_LABEL 16
#define EXM_MAP_PALE 17
#define EXM_MAP_CHOSEN 18
#define EXM_MAP_HIDDEN 255

/* Names written on the map itself. */
#define EXM_MAP_NAMES 14

typedef struct
{
  ExmLabelId label;
  guint      count;
  float      x, y; /* where most of its posts are */
  char      *name;
} ExmMapName;

/* What an image of the same points depends on. */
typedef struct
{
  ExmMapCamera camera;
  int          width, height; /* of the widget */
  int          zoom;          /* pixels of the image for one of the widget */
  gboolean     dark;
} ExmMapSight;

struct _ExmMapCanvas
{
  GtkWidget parent_instance;

  ExmMap     *map;    /* nullable */
  ExmLabelId *labels; /* of each point, once known */
  guint8     *color;  /* of each point: palette index, EXM_MAP_NO_LABEL = none */
  guint8     *looks;
  guint8     *selected;
  guint       n_selected;
  GArray     *names; /* of ExmMapName */
  gboolean    has_only;
  ExmLabelId  only;

  ExmMapCamera camera;
  double       middle_x, middle_y; /* of the widget: asked for each point */
  float        extent[4];          /* least x and y, greatest x and y of all points */
  gboolean     fitted;             /* nobody has moved it: keep all in sight */
  guint        current;
  gboolean     by_keys; /* the current one was gone to by keys: show where it is */

  /* Points as they are drawn: from the lowest to the uppermost, near ones together. */
  guint32         *order; /* of placed points, near ones together */
  guint            n_placed;
  float           *drawn_xy;
  guint8          *drawn_looks;
  guint            n_drawn;
  cairo_surface_t *image;          /* as they were drawn last */
  GPtrArray       *bands;          /* of GskRenderNode: the image, from top to bottom */
  ExmMapSight      sight;          /* of the image */
  gboolean         points_changed; /* since the image was drawn */

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

/* canvas-points.c */
void _exm_map_canvas_init_points (ExmMapCanvas *self);
void _exm_map_canvas_clear_points (ExmMapCanvas *self);
void _exm_map_canvas_sort_points (ExmMapCanvas *self);
void _exm_map_canvas_update_looks (ExmMapCanvas *self);
void _exm_map_canvas_choose_paint (gboolean     dark,
                                   ExmMapPaint *paint);
void _exm_map_canvas_append_points (ExmMapCanvas *self,
                                    GtkSnapshot  *snapshot,
                                    int           width,
                                    int           height);

/* canvas-draw.c */
void _exm_map_canvas_draw (ExmMapCanvas *self,
                           GtkSnapshot  *snapshot);

/* canvas-input.c */
void _exm_map_canvas_add_controllers (ExmMapCanvas *self);

G_END_DECLS
