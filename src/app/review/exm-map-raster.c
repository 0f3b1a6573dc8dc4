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
 * each by cairo would take a second where this takes milliseconds. A stamp is inked once
 * a frame for each look, and pressed four pixels at a time without asking of each whether
 * it is inside: what is outside stays as it is by arithmetic. */
#define STAMP_MAX 27
#define STAMP_WIDTH 28 /* a multiple of PIXELS */
#define SAMPLES 4
#define PIXELS 4

typedef guint8  Bytes __attribute__ ((vector_size (PIXELS * 4)));
typedef guint16 Words __attribute__ ((vector_size (PIXELS * 8)));

typedef struct
{
  int     size;
  int     n_groups;                     /* of PIXELS in a line */
  guint16 own[STAMP_MAX * STAMP_WIDTH]; /* how much of the colour, of 256 */
} Stamp;

typedef struct
{
  Words color; /* times how much of it */
  Words rest;  /* how much of what is below stays */
} Ink;

typedef struct
{
  const Stamp *stamp; /* NULL = not yet */
  Ink          ink[STAMP_MAX * STAMP_WIDTH / PIXELS];
} Inked;

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
  const double middle = (stamp->size = MIN (STAMP_MAX, 2 * (int)ceil (radius - 0.5) + 1)) / 2.0;

  memset (stamp->own, 0, sizeof stamp->own);
  stamp->n_groups = (stamp->size + PIXELS - 1) / PIXELS;
  for (int y = 0; y < stamp->size; y++)
    for (int x = 0; x < stamp->size; x++)
      {
        guint inside = 0;

        for (int i = 0; i < SAMPLES * SAMPLES; i++)
          {
            const double dx = x + (i % SAMPLES + 0.5) / SAMPLES - middle;
            const double dy = y + ((double)(i / SAMPLES) + 0.5) / SAMPLES - middle;

            /* A square of the same area. */
            inside += square ? MAX (fabs (dx), fabs (dy)) <= radius * 0.886 : dx * dx + dy * dy <= radius * radius;
          }
        stamp->own[y * STAMP_WIDTH + x] = (guint16)(inside * 256 / (SAMPLES * SAMPLES));
      }
}

static void
ink_stamp (Inked       *inked,
           const Stamp *stamp,
           guint32      color)
{
  guint8 channels[4];

  memcpy (channels, &color, sizeof channels);
  for (int y = 0; y < stamp->size; y++)
    for (int x = 0; x < stamp->n_groups * PIXELS; x++)
      {
        const guint16 own = stamp->own[y * STAMP_WIDTH + x];
        Ink          *ink = &inked->ink[y * stamp->n_groups + x / PIXELS];

        for (int channel = 0; channel < 4; channel++)
          {
            ink->color[x % PIXELS * 4 + channel] = (guint16)(channels[channel] * own);
            ink->rest[x % PIXELS * 4 + channel] = (guint16)(256 - own);
          }
      }
  inked->stamp = stamp;
}

/* Four pixels: no sum is greater than 255 × 256. */
static inline void
press_group (guint32   *pixels,
             const Ink *ink)
{
  Bytes below;

  memcpy (&below, pixels, sizeof below);
  below = __builtin_convertvector((ink->color + __builtin_convertvector(below, Words) * ink->rest) >> 8, Bytes);
  memcpy (pixels, &below, sizeof below);
}

/* Where the image ends within the stamp. */
static void
press_at_edge (guint32     *pixels,
               int          width,
               int          height,
               const Inked *inked,
               int          left,
               int          top)
{
  const int size = inked->stamp->size;
  const int first_x = MAX (0, -left);
  const int end_x = MIN (size, width - left);

  for (int y = MAX (0, -top); y < MIN (size, height - top); y++)
    for (int x = first_x; x < end_x; x++)
      {
        const Ink *ink = &inked->ink[y * inked->stamp->n_groups + x / PIXELS];
        guint8    *to = (guint8 *)(pixels + (gsize)(top + y) * (gsize)width + left + x);

        for (int channel = 0; channel < 4; channel++)
          to[channel] = (guint8)((ink->color[x % PIXELS * 4 + channel] + to[channel] * ink->rest[x % PIXELS * 4 + channel]) >> 8);
      }
}

static inline void
press (guint32     *pixels,
       int          width,
       int          height,
       const Inked *inked,
       int          left,
       int          top)
{
  const Stamp *stamp = inked->stamp;
  const Ink   *ink = inked->ink;
  guint32     *to = pixels + (gssize)top * width + left;

  if (left < 0 || top < 0 || left + stamp->n_groups * PIXELS > width || top + stamp->size > height)
    {
      press_at_edge (pixels, width, height, inked, left, top);
      return;
    }
  for (int y = 0; y < stamp->size; y++, to += width)
    for (int group = 0; group < stamp->n_groups; group++)
      press_group (to + group * PIXELS, ink++);
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
                guint               n,
                const ExmMapCamera *camera,
                double              zoom,
                const ExmMapPaint  *paint)
{
  const guint  in_sight = count_in_sight (xy, looks, n, camera, width / zoom, height / zoom);
  const double radius = MIN (exm_map_raster_radius (in_sight, width / zoom, height / zoom) * zoom, STAMP_MAX / 2);
  Inked       *inked = g_aligned_alloc (EXM_MAP_N_LOOKS, sizeof (Inked), _Alignof(Inked));
  Stamp        stamps[2];

  for (guint look = 0; look < EXM_MAP_N_LOOKS; look++)
    inked[look].stamp = NULL;
  cut_stamp (&stamps[0], radius, FALSE);
  cut_stamp (&stamps[1], radius, TRUE);
  for (guint i = 0; i < n; i++)
    {
      const double x = (xy[2 * i] - camera->x) * camera->scale_x * zoom + width / 2.0;
      const double y = (xy[2 * i + 1] - camera->y) * camera->scale_y * zoom + height / 2.0;
      const double reach = stamps[0].size;
      Inked       *own;

      /* NaN is not greater than anything. */
      if (looks[i] >= EXM_MAP_N_LOOKS || !(x > -reach && y > -reach && x < width + reach && y < height + reach))
        continue;
      own = &inked[looks[i]];
      if (own->stamp == NULL)
        ink_stamp (own, &stamps[paint->squares >> looks[i] & 1], paint->colors[looks[i]]);
      press (pixels, width, height, own, (int)floor (x) - stamps[0].size / 2, (int)floor (y) - stamps[0].size / 2);
    }
  g_aligned_free (inked);
  return in_sight;
}
