/* exm-map-canvas-draw.c - the plane of posts as it is seen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-map-canvas-private.h"

#include <math.h>

#include "exm-chart.h"

/* Around the current post, in pixels. */
#define CURRENT_RADIUS 9.0
#define OUTLINE_LINE 2.0

/* Between a name and the middle of its posts, in pixels: no post is drawn larger. */
#define NAME_GAP 7.0

static void
draw_name (ExmMapCanvas       *self,
           GtkSnapshot        *snapshot,
           const ExmChartLook *look,
           const char         *text,
           double              x,
           double              y,
           GArray             *taken)
{
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  int             width, height;
  graphene_rect_t area;
  GdkRGBA         ground = look->dark ? (GdkRGBA){ 0.12f, 0.12f, 0.12f, 0.72f } : (GdkRGBA){ 1, 1, 1, 0.78f };
  GdkRGBA         ink = look->text;

  pango_layout_get_pixel_size (layout, &width, &height);
  /* Above it, or below at the upper edge: where few posts are, the one that is meant must
   * be seen. */
  y += (y < height + NAME_GAP + 2 ? 1 : -1) * (height / 2.0 + NAME_GAP);
  /* Whole, also at the edge. */
  x = CLAMP (x, width / 2.0 + 4, MAX (width / 2.0 + 4, gtk_widget_get_width (GTK_WIDGET (self)) - width / 2.0 - 4));
  y = CLAMP (y, height / 2.0 + 1, MAX (height / 2.0 + 1, gtk_widget_get_height (GTK_WIDGET (self)) - height / 2.0 - 1));
  area = GRAPHENE_RECT_INIT ((float)(x - width / 2.0 - 4), (float)(y - height / 2.0 - 1), (float)width + 8, (float)height + 2);
  for (guint i = 0; i < taken->len; i++)
    if (graphene_rect_intersection (&area, &g_array_index (taken, graphene_rect_t, i), NULL))
      return;
  g_array_append_val (taken, area);
  gtk_snapshot_append_color (snapshot, &ground, &area);
  ink.alpha = 1;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (area.origin.x + 4, area.origin.y + 1));
  gtk_snapshot_append_layout (snapshot, layout, &ink);
  gtk_snapshot_restore (snapshot);
}

/* The labels that have most posts, where most of theirs are: a map has names, and one
 * who sees no colours reads them. */
static void
draw_names (ExmMapCanvas       *self,
            GtkSnapshot        *snapshot,
            const ExmChartLook *look,
            int                 width,
            int                 height)
{
  g_autoptr(GArray) taken = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));

  for (guint i = 0; i < MIN (self->names->len, EXM_MAP_NAMES); i++)
    {
      const ExmMapName *name = &g_array_index (self->names, ExmMapName, i);
      const double      x = (name->x - self->camera.x) * self->camera.scale_x + width / 2.0;
      const double      y = (name->y - self->camera.y) * self->camera.scale_y + height / 2.0;

      if (x > 0 && y > 0 && x < width && y < height && (!self->has_only || self->only == name->label))
        draw_name (self, snapshot, look, name->name, x, y, taken);
    }
}

/* Of marks only their own place is drawn anew: the pointer goes from post to post. */
static cairo_t *
begin_mark (GtkSnapshot *snapshot,
            double       left,
            double       top,
            double       right,
            double       bottom,
            double       line)
{
  const double x = floor (left - line);
  const double y = floor (top - line);
  cairo_t     *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT ((float)x, (float)y, (float)(ceil (right + line) - x), (float)(ceil (bottom + line) - y)));

  cairo_set_line_width (cr, line);
  return cr;
}

/* Around the current post. */
static void
draw_current (ExmMapCanvas       *self,
              GtkSnapshot        *snapshot,
              const ExmChartLook *look)
{
  const double line = self->by_keys ? 3 : 2;
  cairo_t     *cr;
  double       x, y;

  if (self->current >= self->map->n)
    return;
  _exm_map_canvas_to_screen (self, self->current, &x, &y);
  if (isnan (x))
    return;
  cr = begin_mark (snapshot, x - CURRENT_RADIUS, y - CURRENT_RADIUS, x + CURRENT_RADIUS, y + CURRENT_RADIUS, line);
  gdk_cairo_set_source_rgba (cr, &look->text);
  cairo_arc (cr, x, y, CURRENT_RADIUS, 0, 2 * G_PI);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

/* What the pointer is drawing around posts. */
static void
draw_outline (ExmMapCanvas       *self,
              GtkSnapshot        *snapshot,
              const ExmChartLook *look)
{
  const graphene_point_t *at = (const graphene_point_t *)(void *)self->outline->data;
  float                   left, top, right, bottom;
  cairo_t                *cr;

  if (self->outline->len == 0)
    return;
  left = right = at[0].x;
  top = bottom = at[0].y;
  for (guint i = 1; i < self->outline->len; i++)
    {
      left = MIN (left, at[i].x);
      right = MAX (right, at[i].x);
      top = MIN (top, at[i].y);
      bottom = MAX (bottom, at[i].y);
    }
  cr = begin_mark (snapshot, left, top, right, bottom, OUTLINE_LINE);
  /* A pointed corner would reach out of its place. */
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  gdk_cairo_set_source_rgba (cr, &look->accent);
  for (guint i = 0; i < self->outline->len; i++)
    cairo_line_to (cr, at[i].x, at[i].y);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

/* What keys have drawn around posts. */
static void
draw_rectangle (ExmMapCanvas       *self,
                GtkSnapshot        *snapshot,
                const ExmChartLook *look,
                int                 width,
                int                 height)
{
  const float *r = self->rectangle;
  const double left = (MIN (r[0], r[2]) - self->camera.x) * self->camera.scale_x + width / 2.0;
  const double top = (MIN (r[1], r[3]) - self->camera.y) * self->camera.scale_y + height / 2.0;
  const double right = (MAX (r[0], r[2]) - self->camera.x) * self->camera.scale_x + width / 2.0;
  const double bottom = (MAX (r[1], r[3]) - self->camera.y) * self->camera.scale_y + height / 2.0;
  cairo_t     *cr;

  if (!self->has_rectangle)
    return;
  cr = begin_mark (snapshot, left, top, right, bottom, OUTLINE_LINE);
  gdk_cairo_set_source_rgba (cr, &look->accent);
  cairo_rectangle (cr, left, top, right - left, bottom - top);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

void
_exm_map_canvas_draw (ExmMapCanvas *self,
                      GtkSnapshot  *snapshot)
{
  const int    width = gtk_widget_get_width (GTK_WIDGET (self));
  const int    height = gtk_widget_get_height (GTK_WIDGET (self));
  ExmChartLook look;

  if (self->map == NULL || width < 1 || height < 1)
    return;
  exm_chart_look_for_widget (GTK_WIDGET (self), &look);
  _exm_map_canvas_append_points (self, snapshot, width, height);
  if (self->labels != NULL)
    draw_names (self, snapshot, &look, width, height);
  draw_current (self, snapshot, &look);
  draw_outline (self, snapshot, &look);
  draw_rectangle (self, snapshot, &look, width, height);
}
