/* exm-map-canvas-points.c - the points as an image, handed to GTK at little cost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-map-canvas-private.h"

#include <math.h>
#include <string.h>

#include <adwaita.h>

#include "exm-chart.h"
#include "exm-palette.h"

/* The points themselves are the smaller part of a frame: at 100,000 in 1 million pixels a
 * millisecond of ten. The rest was memory: cairo kept a copy of the image for a node that
 * nobody would draw again, and GTK's renderer put the node on a sheet of its own before it
 * went onto the window's. Fresh sheets of 4 MB come from the kernel page by page, each
 * frame anew. Hence no copies (the node asks for the image when it is drawn) and bands:
 * the sheet for a band is small enough to be the same memory again and to stay in the
 * processor's cache. */
#define BAND_BYTES (256 * 1024)

/* Cells a side for sorting points by place: a power of 2, a cell is some pixels. */
#define CELL_BITS 6
#define CELLS (1u << CELL_BITS)

/* --- order and looks ------------------------------------------------------------------------- */

/* Cells in an order in which neighbours come soon after each other: bits of x and y in turn. */
static guint
find_cell (const ExmMapCanvas *self,
           guint               point)
{
  const float *extent = self->extent;
  const guint  x = (guint)((self->map->xy[2 * point] - extent[0]) / MAX (1e-6f, extent[2] - extent[0]) * (CELLS - 1));
  const guint  y = (guint)((self->map->xy[2 * point + 1] - extent[1]) / MAX (1e-6f, extent[3] - extent[1]) * (CELLS - 1));
  guint        cell = 0;

  for (guint bit = 0; bit < CELL_BITS; bit++)
    cell |= (x >> bit & 1) << (2 * bit) | (y >> bit & 1) << (2 * bit + 1);
  return cell;
}

static gboolean
is_placed (const ExmMapCanvas *self,
           guint               point)
{
  return !isnan (self->map->xy[2 * point]) && !isnan (self->map->xy[2 * point + 1]);
}

/* What is written to one after the other should lie near in memory. Within a cell points
 * keep their order, so that the same map is always the same picture. */
void
_exm_map_canvas_sort_points (ExmMapCanvas *self)
{
  const guint       n = self->map != NULL ? self->map->n : 0;
  g_autofree guint *ends = g_new0 (guint, CELLS * CELLS + 1);

  self->order = g_renew (guint32, self->order, n + 1);
  self->drawn_xy = g_renew (float, self->drawn_xy, 2 * n + 1);
  self->drawn_looks = g_renew (guint8, self->drawn_looks, n + 1);
  for (guint i = 0; i < n; i++)
    if (is_placed (self, i))
      ends[find_cell (self, i) + 1]++;
  for (guint cell = 0; cell < CELLS * CELLS; cell++)
    ends[cell + 1] += ends[cell];
  self->n_placed = ends[CELLS * CELLS];
  for (guint i = 0; i < n; i++)
    if (is_placed (self, i))
      self->order[ends[find_cell (self, i)]++] = i;
}

static guint8
choose_look (const ExmMapCanvas *self,
             guint               point)
{
  if (self->labels == NULL)
    return EXM_MAP_NO_LABEL;
  if (self->labels[point] == EXM_MAP_GONE)
    return EXM_MAP_HIDDEN;
  if (self->selected[point])
    return EXM_MAP_CHOSEN;
  if (self->n_selected > 0 || (self->has_only && self->labels[point] != self->only))
    return EXM_MAP_PALE;
  return self->color[point];
}

/* Pale ones lowest, those without a label next, the chosen uppermost. */
static guint
find_layer (guint8 look)
{
  return look == EXM_MAP_PALE ? 0 : look == EXM_MAP_NO_LABEL ? 1
                                  : look == EXM_MAP_CHOSEN   ? 3
                                                             : 2;
}

void
_exm_map_canvas_update_looks (ExmMapCanvas *self)
{
  const guint n = self->map != NULL ? self->map->n : 0;

  for (guint i = 0; i < n; i++)
    self->looks[i] = choose_look (self, i);
  self->n_drawn = 0;
  for (guint layer = 0; layer < 4; layer++)
    for (guint k = 0; k < self->n_placed; k++)
      {
        const guint  i = self->order[k];
        const guint8 look = self->looks[i];

        if (look == EXM_MAP_HIDDEN || find_layer (look) != layer)
          continue;
        self->drawn_xy[2 * self->n_drawn] = self->map->xy[2 * i];
        self->drawn_xy[2 * self->n_drawn + 1] = self->map->xy[2 * i + 1];
        self->drawn_looks[self->n_drawn++] = look;
      }
  self->points_changed = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- paint ------------------------------------------------------------------------------------ */

static guint32
pack (const GdkRGBA *color)
{
  return 0xff000000u | (guint32)(color->red * 255) << 16 | (guint32)(color->green * 255) << 8 | (guint32)(color->blue * 255);
}

void
_exm_map_canvas_choose_paint (gboolean     dark,
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
  paint->colors[EXM_MAP_NO_LABEL] = dark ? 0xff8a8a8au : 0xff9a9a9au;
  paint->colors[EXM_MAP_PALE] = dark ? 0xff4a4a4au : 0xffd8d8d8u;
  paint->colors[EXM_MAP_CHOSEN] = dark ? 0xffffffffu : 0xff000000u;
}

/* --- nodes ---------------------------------------------------------------------------------- */

static cairo_surface_t *
acquire_cb (cairo_pattern_t             *pattern,
            void                        *image,
            cairo_surface_t             *target,
            const cairo_rectangle_int_t *extents)
{
  return cairo_surface_reference (image);
}

static void
release_cb (cairo_pattern_t *pattern,
            void            *image,
            cairo_surface_t *acquired)
{
  cairo_surface_destroy (acquired);
}

/* A node may outlive the canvas. */
static cairo_status_t
copy_cb (cairo_pattern_t       *pattern,
         void                  *image,
         const cairo_pattern_t *other)
{
  cairo_surface_reference (image);
  return CAIRO_STATUS_SUCCESS;
}

static void
finish_cb (cairo_pattern_t *pattern,
           void            *image)
{
  cairo_surface_destroy (image);
}

/* The image as it is when it is drawn, not as it is now: nobody has to keep a copy.
 * Opaque, so that drawing it is a plain copy. */
static cairo_pattern_t *
new_pattern (cairo_surface_t *image,
             int              zoom)
{
  cairo_pattern_t *pattern = cairo_pattern_create_raster_source (cairo_surface_reference (image), CAIRO_CONTENT_COLOR,
                                                                 cairo_image_surface_get_width (image), cairo_image_surface_get_height (image));
  cairo_matrix_t   matrix;

  cairo_raster_source_pattern_set_acquire (pattern, acquire_cb, release_cb);
  cairo_raster_source_pattern_set_copy (pattern, copy_cb);
  cairo_raster_source_pattern_set_finish (pattern, finish_cb);
  cairo_matrix_init_scale (&matrix, zoom, zoom);
  cairo_pattern_set_matrix (pattern, &matrix);
  cairo_pattern_set_filter (pattern, CAIRO_FILTER_NEAREST);
  return pattern;
}

static void
make_bands (ExmMapCanvas *self,
            int           width,
            int           height,
            int           zoom)
{
  cairo_pattern_t *pattern = new_pattern (self->image, zoom);
  const int        step = MAX (1, BAND_BYTES / (cairo_image_surface_get_stride (self->image) * zoom));

  g_ptr_array_set_size (self->bands, 0);
  for (int top = 0; top < height; top += step)
    {
      GskRenderNode *band = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, (float)top, (float)width, (float)MIN (step, height - top)));
      cairo_t       *cr = gsk_cairo_node_get_draw_context (band);

      cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
      cairo_set_source (cr, pattern);
      cairo_paint (cr);
      cairo_destroy (cr);
      g_ptr_array_add (self->bands, band);
    }
  cairo_pattern_destroy (pattern);
}

/* --- image ---------------------------------------------------------------------------------- */

static gboolean
draw_image (ExmMapCanvas *self,
            int           width,
            int           height,
            int           zoom,
            gboolean      dark)
{
  const guint32 ground = dark ? 0xff1e1e1eu : 0xffffffffu;
  guint32      *pixels;
  ExmMapPaint   paint;

  if (self->image != NULL && (cairo_image_surface_get_width (self->image) != width || cairo_image_surface_get_height (self->image) != height))
    g_clear_pointer (&self->image, cairo_surface_destroy);
  if (self->image == NULL)
    self->image = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_surface_flush (self->image);
  pixels = (guint32 *)(void *)cairo_image_surface_get_data (self->image);
  if (pixels == NULL)
    return FALSE;
  for (gsize i = 0; i < (gsize)width * (gsize)height; i++)
    pixels[i] = ground;
  _exm_map_canvas_choose_paint (dark, &paint);
  exm_map_raster (pixels, width, height, self->drawn_xy, self->drawn_looks, self->n_drawn, &self->camera, zoom, &paint);
  cairo_surface_mark_dirty (self->image);
  return TRUE;
}

void
_exm_map_canvas_append_points (ExmMapCanvas *self,
                               GtkSnapshot  *snapshot,
                               int           width,
                               int           height)
{
  const ExmMapSight sight = {
    self->camera, width, height, gtk_widget_get_scale_factor (GTK_WIDGET (self)), adw_style_manager_get_dark (adw_style_manager_get_default ())
  };

  /* A frame for the pointer or an outline needs no new image, and of nodes that it has
   * already GTK draws only what is under others that changed. */
  if (self->points_changed || memcmp (&sight, &self->sight, sizeof sight) != 0)
    {
      if (!draw_image (self, width * sight.zoom, height * sight.zoom, sight.zoom, sight.dark))
        return;
      make_bands (self, width, height, sight.zoom);
      self->sight = sight;
      self->points_changed = FALSE;
    }
  for (guint i = 0; i < self->bands->len; i++)
    gtk_snapshot_append_node (snapshot, self->bands->pdata[i]);
}

/* --- life -------------------------------------------------------------------------------------- */

void
_exm_map_canvas_init_points (ExmMapCanvas *self)
{
  self->bands = g_ptr_array_new_with_free_func ((GDestroyNotify)gsk_render_node_unref);
}

void
_exm_map_canvas_clear_points (ExmMapCanvas *self)
{
  g_ptr_array_unref (self->bands);
  g_clear_pointer (&self->image, cairo_surface_destroy);
  g_free (self->order);
  g_free (self->drawn_xy);
  g_free (self->drawn_looks);
}
