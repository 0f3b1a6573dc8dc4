/* exm-map-raster.c - very many points into an image, fast
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-map-raster.h"

#include <math.h>
#include <string.h>

/* A point is a stamp: a small mask of coverage, the same for all of one form. Drawing
 * each by cairo would take a second where this takes milliseconds. */
#define STAMP_MAX 27
#define SAMPLES 4

typedef struct
{
  int    size;
  guint8 cover[STAMP_MAX * STAMP_MAX];
} Stamp;

double
exm_map_raster_radius (guint  n_in_sight,
                       double width,
                       double height)
{
  return CLAMP (0.2 * sqrt (width * height / MAX (n_in_sight, 1)), 1.3, 5.5);
}

/* Coverage by counting samples: it is done a few times a frame. */
static void
cut_stamp (Stamp   *stamp,
           double   radius,
           gboolean square)
{
  const double middle = (stamp->size = MIN (STAMP_MAX, 2 * (int)ceil (radius) + 1)) / 2.0;

  for (int y = 0; y < stamp->size; y++)
    for (int x = 0; x < stamp->size; x++)
      {
        int inside = 0;

        for (int i = 0; i < SAMPLES * SAMPLES; i++)
          {
            const double dx = x + (i % SAMPLES + 0.5) / SAMPLES - middle;
            const double dy = y + ((double)(i / SAMPLES) + 0.5) / SAMPLES - middle;

            /* A square of the same area. */
            inside += square ? MAX (fabs (dx), fabs (dy)) <= radius * 0.886 : dx * dx + dy * dy <= radius * radius;
          }
        stamp->cover[y * stamp->size + x] = (guint8)(inside * 255 / (SAMPLES * SAMPLES));
      }
}

/* @color over what is there, by parts of 256. */
static inline guint32
mix (guint32 below,
     guint32 color,
     guint   cover)
{
  const guint32 own = cover + 1;
  const guint32 rest = 256 - own;
  const guint32 even = ((color & 0x00ff00ff) * own + (below & 0x00ff00ff) * rest) >> 8 & 0x00ff00ff;
  const guint32 odd = ((color >> 8 & 0x00ff00ff) * own + (below >> 8 & 0x00ff00ff) * rest) & 0xff00ff00;

  return even | odd;
}

static inline void
press (guint32     *pixels,
       int          width,
       int          height,
       const Stamp *stamp,
       int          left,
       int          top,
       guint32      color)
{
  const int first_x = MAX (0, -left);
  const int first_y = MAX (0, -top);
  const int end_x = MIN (stamp->size, width - left);
  const int end_y = MIN (stamp->size, height - top);

  for (int y = first_y; y < end_y; y++)
    {
      guint32      *to = pixels + (gsize)(top + y) * (gsize)width + left;
      const guint8 *cover = stamp->cover + y * stamp->size;

      for (int x = first_x; x < end_x; x++)
        if (cover[x] == 255)
          to[x] = color;
        else if (cover[x] > 0)
          to[x] = mix (to[x], color, cover[x]);
    }
}

static guint
count_in_sight (const float        *xy,
                const guint8       *looks,
                guint               n,
                const ExmMapCamera *camera,
                double              width,
                double              height)
{
  const double half_x = width / 2 / camera->scale_x;
  const double half_y = height / 2 / camera->scale_y;
  guint        count = 0;

  for (guint i = 0; i < n; i++)
    count += looks[i] < EXM_MAP_N_LOOKS && fabs (xy[2 * i] - camera->x) < half_x && fabs (xy[2 * i + 1] - camera->y) < half_y;
  return count;
}

guint
exm_map_raster (guint32            *pixels,
                int                 width,
                int                 height,
                const float        *xy,
                const guint8       *looks,
                const guint32      *order,
                guint               n,
                const ExmMapCamera *camera,
                double              zoom,
                const ExmMapPaint  *paint)
{
  const guint  in_sight = count_in_sight (xy, looks, n, camera, width / zoom, height / zoom);
  const double radius = exm_map_raster_radius (in_sight, width / zoom, height / zoom) * zoom;
  Stamp        stamps[2];
  double       reach;

  cut_stamp (&stamps[0], MIN (radius, STAMP_MAX / 2), FALSE);
  cut_stamp (&stamps[1], MIN (radius, STAMP_MAX / 2), TRUE);
  reach = stamps[0].size;
  for (guint k = 0; k < n; k++)
    {
      const guint32 i = order[k];
      const double  x = (xy[2 * i] - camera->x) * camera->scale_x * zoom + width / 2.0;
      const double  y = (xy[2 * i + 1] - camera->y) * camera->scale_y * zoom + height / 2.0;

      /* NaN is not greater than anything. */
      if (looks[i] >= EXM_MAP_N_LOOKS || !(x > -reach && y > -reach && x < width + reach && y < height + reach))
        continue;
      press (pixels, width, height, &stamps[paint->squares >> looks[i] & 1], (int)floor (x) - stamps[0].size / 2,
             (int)floor (y) - stamps[0].size / 2, paint->colors[looks[i]]);
    }
  return in_sight;
}
