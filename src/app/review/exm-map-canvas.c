/* exm-map-canvas.c - the plane of posts, to be moved over, looked at and cut out of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-map-canvas-private.h"

#include <math.h>
#include <string.h>

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "exm-palette.h"

#define ZOOM_MAX 400.0

G_DEFINE_FINAL_TYPE (ExmMapCanvas, exm_map_canvas, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CURRENT_CHANGED,
  SIGNAL_SELECTION_CHANGED,
  SIGNAL_ACTIVATED,
  SIGNAL_KEY_TYPED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static guint
n_points (ExmMapCanvas *self)
{
  return self->map != NULL ? self->map->n : 0;
}

/* --- camera ------------------------------------------------------------------------------ */

/* The plane has no unit: it may be stretched a little to fill the window. */
#define STRETCH_MOST 1.7

static void
get_fit (ExmMapCanvas *self,
         double       *scale_x,
         double       *scale_y)
{
  const double width = MAX (1, gtk_widget_get_width (GTK_WIDGET (self)) - 40);
  const double height = MAX (1, gtk_widget_get_height (GTK_WIDGET (self)) - 40);
  const double x = width / MAX (0.1, self->extent[2] - self->extent[0]);
  const double y = height / MAX (0.1, self->extent[3] - self->extent[1]);

  *scale_x = MIN (x, y * STRETCH_MOST);
  *scale_y = MIN (y, x * STRETCH_MOST);
}

static void
fit (ExmMapCanvas *self)
{
  self->camera.x = (self->extent[0] + self->extent[2]) / 2;
  self->camera.y = (self->extent[1] + self->extent[3]) / 2;
  get_fit (self, &self->camera.scale_x, &self->camera.scale_y);
  self->fitted = TRUE;
}

static void
measure_extent (ExmMapCanvas *self)
{
  float *extent = self->extent;

  extent[0] = extent[1] = 1;
  extent[2] = extent[3] = -1;
  for (guint i = 0; i < n_points (self); i++)
    {
      const float x = self->map->xy[2 * i];
      const float y = self->map->xy[2 * i + 1];

      /* NaN is less than nothing. */
      if (x < extent[0])
        extent[0] = x;
      if (x > extent[2])
        extent[2] = x;
      if (y < extent[1])
        extent[1] = y;
      if (y > extent[3])
        extent[3] = y;
    }
  if (self->fitted)
    fit (self);
}

/* Before it is seen the first time there is nothing to move over: what is done then must
 * not keep the map from being fitted into the window. */
static gboolean
has_size (ExmMapCanvas *self)
{
  return gtk_widget_get_width (GTK_WIDGET (self)) > 0 && gtk_widget_get_height (GTK_WIDGET (self)) > 0;
}

void
_exm_map_canvas_zoom_at (ExmMapCanvas *self,
                         double        factor,
                         double        x,
                         double        y)
{
  double fit_x, fit_y;
  double dx = x - gtk_widget_get_width (GTK_WIDGET (self)) / 2.0;
  double dy = y - gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;

  if (!has_size (self))
    return;
  get_fit (self, &fit_x, &fit_y);
  factor = CLAMP (factor, 0.5 * fit_x / self->camera.scale_x, ZOOM_MAX * fit_x / self->camera.scale_x);
  /* What is under the pointer stays there. */
  self->camera.x += dx / self->camera.scale_x * (1 - 1 / factor);
  self->camera.y += dy / self->camera.scale_y * (1 - 1 / factor);
  self->camera.scale_x *= factor;
  self->camera.scale_y *= factor;
  self->fitted = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
_exm_map_canvas_to_screen (ExmMapCanvas *self,
                           guint         point,
                           double       *x,
                           double       *y)
{
  *x = (self->map->xy[2 * point] - self->camera.x) * self->camera.scale_x + self->middle_x;
  *y = (self->map->xy[2 * point + 1] - self->camera.y) * self->camera.scale_y + self->middle_y;
}

/* A walk over all: a quarter of a millisecond for 100,000. */
guint
_exm_map_canvas_pick (ExmMapCanvas *self,
                      double        x,
                      double        y,
                      double        most)
{
  guint  best = EXM_MAP_NONE;
  double nearest = most * most;

  for (guint i = 0; i < n_points (self); i++)
    {
      double px, py, far;

      if (self->looks == NULL || self->looks[i] >= EXM_MAP_N_LOOKS)
        continue;
      _exm_map_canvas_to_screen (self, i, &px, &py);
      far = (px - x) * (px - x) + (py - y) * (py - y);
      if (far < nearest)
        {
          nearest = far;
          best = i;
        }
    }
  return best;
}

/* --- looks -------------------------------------------------------------------------------- */

void
exm_map_canvas_set_labels (ExmMapCanvas *self,
                           ExmLabelId   *labels,
                           ExmDataset   *dataset)
{
  g_return_if_fail (EXM_IS_MAP_CANVAS (self) && self->map != NULL);

  g_free (self->labels);
  self->labels = labels;
  for (guint i = 0; i < self->map->n; i++)
    {
      ExmLabel *label = labels[i] != 0 && labels[i] != EXM_MAP_GONE ? exm_dataset_get_label (dataset, labels[i]) : NULL;

      self->color[i] = label != NULL ? (guint8)(exm_label_get_color (label) % EXM_PALETTE_SIZE) : EXM_MAP_NO_LABEL;
    }
  _exm_map_canvas_find_names (self, dataset);
  _exm_map_canvas_update_looks (self);
}

void
exm_map_canvas_set_only (ExmMapCanvas     *self,
                         const ExmLabelId *only)
{
  g_return_if_fail (EXM_IS_MAP_CANVAS (self));

  self->has_only = only != NULL;
  self->only = only != NULL ? *only : 0;
  if (self->map != NULL)
    _exm_map_canvas_update_looks (self);
}

/* --- map ------------------------------------------------------------------------------------ */

static gboolean
has_same_rows (const ExmMap *a,
               const ExmMap *b)
{
  return a != NULL && b != NULL && a->n == b->n && memcmp (a->ids, b->ids, a->n * sizeof (ExmRowId)) == 0;
}

void
exm_map_canvas_set_map (ExmMapCanvas *self,
                        ExmMap       *map)
{
  gboolean same;

  g_return_if_fail (EXM_IS_MAP_CANVAS (self));

  same = has_same_rows (self->map, map);
  if (map != NULL)
    exm_map_ref (map);
  exm_map_unref (self->map);
  self->map = map;
  measure_extent (self);
  if (!same)
    {
      const guint n = n_points (self);

      g_clear_pointer (&self->labels, g_free);
      g_free (self->color);
      g_free (self->looks);
      g_free (self->selected);
      self->color = g_malloc0 (n + 1);
      memset (self->color, EXM_MAP_NO_LABEL, n);
      self->looks = g_malloc0 (n + 1);
      self->selected = g_malloc0 (n + 1);
      g_array_set_size (self->names, 0);
      self->n_selected = 0;
      self->current = EXM_MAP_NONE;
      g_signal_emit (self, signals[SIGNAL_SELECTION_CHANGED], 0);
      g_signal_emit (self, signals[SIGNAL_CURRENT_CHANGED], 0);
    }
  else if (self->labels != NULL)
    _exm_map_canvas_find_homes (self);
  _exm_map_canvas_sort_points (self);
  _exm_map_canvas_update_looks (self);
}

/* --- current and chosen posts ------------------------------------------------------------------ */

void
_exm_map_canvas_set_current (ExmMapCanvas *self,
                             guint         point,
                             gboolean      by_keys)
{
  if (self->current == point && self->by_keys == by_keys)
    return;
  self->current = point;
  self->by_keys = by_keys;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[SIGNAL_CURRENT_CHANGED], 0);
}

ExmRowId
exm_map_canvas_get_current (ExmMapCanvas *self)
{
  g_return_val_if_fail (EXM_IS_MAP_CANVAS (self), 0);

  return self->current < n_points (self) ? self->map->ids[self->current] : 0;
}

ExmLabelId
exm_map_canvas_get_current_label (ExmMapCanvas *self)
{
  g_return_val_if_fail (EXM_IS_MAP_CANVAS (self), 0);

  return self->current < n_points (self) && self->labels != NULL ? self->labels[self->current] : 0;
}

void
_exm_map_canvas_selection_changed (ExmMapCanvas *self)
{
  self->n_selected = 0;
  for (guint i = 0; i < n_points (self); i++)
    self->n_selected += self->selected[i];
  _exm_map_canvas_update_looks (self);
  g_signal_emit (self, signals[SIGNAL_SELECTION_CHANGED], 0);
}

void
exm_map_canvas_set_lasso (ExmMapCanvas *self,
                          gboolean      lasso)
{
  g_return_if_fail (EXM_IS_MAP_CANVAS (self));

  self->lasso = lasso;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), lasso ? "crosshair" : NULL);
}

void
exm_map_canvas_zoom (ExmMapCanvas *self,
                     double        factor)
{
  g_return_if_fail (EXM_IS_MAP_CANVAS (self));

  if (factor > 0)
    _exm_map_canvas_zoom_at (self, factor, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0, gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
  else
    fit (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
exm_map_canvas_pan (ExmMapCanvas *self,
                    double        x,
                    double        y)
{
  g_return_if_fail (EXM_IS_MAP_CANVAS (self));

  if (!has_size (self))
    return;
  self->camera.x += x * gtk_widget_get_width (GTK_WIDGET (self)) / self->camera.scale_x;
  self->camera.y += y * gtk_widget_get_height (GTK_WIDGET (self)) / self->camera.scale_y;
  self->fitted = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- object -------------------------------------------------------------------------------------- */

static void
exm_map_canvas_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  _exm_map_canvas_draw (EXM_MAP_CANVAS (widget), snapshot);
}

static void
exm_map_canvas_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  ExmMapCanvas *self = EXM_MAP_CANVAS (widget);

  self->middle_x = width / 2.0;
  self->middle_y = height / 2.0;
  if (self->fitted)
    fit (self);
}

static void
exm_map_canvas_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 140 : 160;
  *natural = 600;
}

static void
exm_map_canvas_finalize (GObject *object)
{
  ExmMapCanvas *self = EXM_MAP_CANVAS (object);

  exm_map_unref (self->map);
  g_free (self->labels);
  g_free (self->color);
  g_free (self->looks);
  g_free (self->selected);
  _exm_map_canvas_clear_points (self);
  g_array_unref (self->names);
  g_array_unref (self->outline);

  G_OBJECT_CLASS (exm_map_canvas_parent_class)->finalize (object);
}

static void
exm_map_canvas_class_init (ExmMapCanvasClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType           type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = exm_map_canvas_finalize;
  widget_class->snapshot = exm_map_canvas_snapshot;
  widget_class->size_allocate = exm_map_canvas_size_allocate;
  widget_class->measure = exm_map_canvas_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "exmmap");

  signals[SIGNAL_CURRENT_CHANGED] = g_signal_new ("current-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SELECTION_CHANGED] = g_signal_new ("selection-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_KEY_TYPED] = g_signal_new ("key-typed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
exm_map_canvas_init (ExmMapCanvas *self)
{
  self->names = _exm_map_canvas_new_names ();
  self->outline = g_array_new (FALSE, FALSE, sizeof (graphene_point_t));
  _exm_map_canvas_init_points (self);
  self->current = EXM_MAP_NONE;
  self->fitted = TRUE;
  self->camera = (ExmMapCamera){ 0, 0, 300, 300 };
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  _exm_map_canvas_add_controllers (self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

GtkWidget *
exm_map_canvas_new (void)
{
  return g_object_new (EXM_TYPE_MAP_CANVAS, NULL);
}
