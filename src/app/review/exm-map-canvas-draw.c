/* exm-map-canvas-draw.c - the plane of posts as it is seen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-map-canvas-private.h"

#include <math.h>

#include <adwaita.h>

#include "exm-chart.h"
#include "exm-palette.h"

static guint32
pack (const GdkRGBA *color)
{
  return 0xff000000u | (guint32)(color->red * 255) << 16 | (guint32)(color->green * 255) << 8 | (guint32)(color->blue * 255);
}

static void
choose_paint (gboolean     dark,
              ExmMapPaint *paint)
{
  *paint = (ExmMapPaint){ 0 };
  for (guint i = 0; i < EXM_PALETTE_SIZE; i++)
    {
      GdkRGBA color;

      exm_chart_color (i, dark, &color);
      paint->colors[i] = pack (&color);
      paint->squares |= exm_palette_is_square (i) ? 1u << i : 0;
    }
  paint->colors[16] = dark ? 0xff8a8a8au : 0xff9a9a9au;
  paint->colors[17] = dark ? 0xff4a4a4au : 0xffd8d8d8u;
  paint->colors[18] = dark ? 0xffffffffu : 0xff000000u;
}

/* Two images in turn: what the frame before shows must not be written to, and cairo would
 * copy it. Opaque, so that showing it is a plain copy; a texture would be converted and
 * cost more than all the points (measured: 16 ms a frame instead of 8). */
static cairo_surface_t *
next_image (ExmMapCanvas *self,
            int           width,
            int           height)
{
  cairo_surface_t **image;

  self->at_image = !self->at_image;
  image = &self->images[self->at_image];
  if (*image != NULL && (cairo_image_surface_get_width (*image) != width || cairo_image_surface_get_height (*image) != height))
    g_clear_pointer (image, cairo_surface_destroy);
  if (*image == NULL)
    *image = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  return *image;
}

static void
draw_points (ExmMapCanvas *self,
             GtkSnapshot  *snapshot,
             int           width,
             int           height)
{
  const int        zoom = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  const gboolean   dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  const guint32    ground = dark ? 0xff1e1e1eu : 0xffffffffu;
  cairo_surface_t *image = next_image (self, width * zoom, height * zoom);
  guint32         *pixels;
  ExmMapPaint      paint;
  cairo_t         *cr;

  cairo_surface_flush (image);
  pixels = (guint32 *)(void *)cairo_image_surface_get_data (image);
  if (pixels == NULL)
    return;
  for (gsize i = 0; i < (gsize)(width * zoom) * (gsize)(height * zoom); i++)
    pixels[i] = ground;
  choose_paint (dark, &paint);
  exm_map_raster (pixels, width * zoom, height * zoom, self->map->xy, self->looks, self->order, self->map->n, &self->camera, zoom, &paint);
  cairo_surface_mark_dirty (image);
  cairo_surface_set_device_scale (image, zoom, zoom);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  cairo_set_source_surface (cr, image, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_fill (cr);
  cairo_destroy (cr);
}

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

/* Around the current post, and what is being drawn around others. */
static void
draw_marks (ExmMapCanvas       *self,
            GtkSnapshot        *snapshot,
            const ExmChartLook *look,
            int                 width,
            int                 height)
{
  cairo_t *cr;
  double   x, y;

  if (self->current >= self->map->n && self->outline->len == 0 && !self->has_rectangle)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  gdk_cairo_set_source_rgba (cr, &look->text);
  if (self->current < self->map->n)
    {
      _exm_map_canvas_to_screen (self, self->current, &x, &y);
      cairo_set_line_width (cr, self->by_keys ? 3 : 2);
      cairo_arc (cr, x, y, 9, 0, 2 * G_PI);
      cairo_stroke (cr);
    }
  gdk_cairo_set_source_rgba (cr, &look->accent);
  cairo_set_line_width (cr, 2);
  for (guint i = 0; i < self->outline->len; i++)
    {
      const graphene_point_t *at = &g_array_index (self->outline, graphene_point_t, i);

      cairo_line_to (cr, at->x, at->y);
    }
  cairo_stroke (cr);
  if (self->has_rectangle)
    {
      cairo_rectangle (cr, (self->rectangle[0] - self->camera.x) * self->camera.scale_x + width / 2.0,
                       (self->rectangle[1] - self->camera.y) * self->camera.scale_y + height / 2.0,
                       (self->rectangle[2] - self->rectangle[0]) * self->camera.scale_x,
                       (self->rectangle[3] - self->rectangle[1]) * self->camera.scale_y);
      cairo_stroke (cr);
    }
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
  draw_points (self, snapshot, width, height);
  if (self->labels != NULL)
    draw_names (self, snapshot, &look, width, height);
  draw_marks (self, snapshot, &look, width, height);
}
