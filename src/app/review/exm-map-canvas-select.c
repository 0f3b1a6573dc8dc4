/* exm-map-canvas-select.c - posts that an outline or a rectangle takes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-map-canvas-private.h"

#include <string.h>

/* Only what is in colour is taken: an outline around one label's posts means those. */
static gboolean
can_take (ExmMapCanvas *self,
          guint         point)
{
  return self->labels == NULL || (self->labels[point] != EXM_MAP_GONE && (!self->has_only || self->labels[point] == self->only));
}

/* cairo fills the outline once; each point then looks up its pixel. */
void
_exm_map_canvas_select_outline (ExmMapCanvas *self)
{
  const int        width = MAX (1, gtk_widget_get_width (GTK_WIDGET (self)));
  const int        height = MAX (1, gtk_widget_get_height (GTK_WIDGET (self)));
  cairo_surface_t *mask = cairo_image_surface_create (CAIRO_FORMAT_A8, width, height);
  cairo_t         *cr = cairo_create (mask);
  const guint8    *bytes;
  int              stride;

  for (guint i = 0; i < self->outline->len; i++)
    {
      const graphene_point_t *at = &g_array_index (self->outline, graphene_point_t, i);

      cairo_line_to (cr, at->x, at->y);
    }
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_fill (cr);
  cairo_destroy (cr);
  cairo_surface_flush (mask);
  bytes = cairo_image_surface_get_data (mask);
  stride = cairo_image_surface_get_stride (mask);
  for (guint i = 0; i < self->map->n; i++)
    {
      double x, y;

      _exm_map_canvas_to_screen (self, i, &x, &y);
      if (x >= 0 && y >= 0 && x < width && y < height && can_take (self, i) && bytes[(int)y * stride + (int)x] > 127)
        self->selected[i] = 1;
    }
  cairo_surface_destroy (mask);
  _exm_map_canvas_selection_changed (self);
}

void
_exm_map_canvas_select_rectangle (ExmMapCanvas *self)
{
  const float *r = self->rectangle;

  for (guint i = 0; i < self->map->n; i++)
    {
      const float x = self->map->xy[2 * i];
      const float y = self->map->xy[2 * i + 1];

      self->selected[i] = x >= MIN (r[0], r[2]) && x <= MAX (r[0], r[2]) && y >= MIN (r[1], r[3]) && y <= MAX (r[1], r[3]) && can_take (self, i);
    }
  _exm_map_canvas_selection_changed (self);
}

ExmRowId *
exm_map_canvas_dup_selection (ExmMapCanvas *self,
                              guint        *n)
{
  ExmRowId *ids;

  g_return_val_if_fail (EXM_IS_MAP_CANVAS (self), NULL);

  /* Without a map nothing is chosen. */
  ids = g_new (ExmRowId, self->n_selected + 1);
  *n = 0;
  for (guint i = 0; self->n_selected > 0 && i < self->map->n; i++)
    if (self->selected[i])
      ids[(*n)++] = self->map->ids[i];
  return ids;
}

guint
exm_map_canvas_get_n_selected (ExmMapCanvas *self)
{
  g_return_val_if_fail (EXM_IS_MAP_CANVAS (self), 0);

  return self->n_selected;
}

void
exm_map_canvas_clear_selection (ExmMapCanvas *self)
{
  g_return_if_fail (EXM_IS_MAP_CANVAS (self));

  self->has_rectangle = FALSE;
  if (self->n_selected == 0)
    {
      gtk_widget_queue_draw (GTK_WIDGET (self));
      return;
    }
  memset (self->selected, 0, self->map->n);
  _exm_map_canvas_selection_changed (self);
}
