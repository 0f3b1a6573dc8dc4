/* test-map-raster.c - points become pixels where they are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "exm-map-raster.h"

#include <math.h>

#define SIDE 101
#define GROUND 0xffffffffu

static guint
raster (const float  *xy,
        const guint8 *looks,
        guint         n,
        double        scale,
        guint32      *pixels)
{
  ExmMapCamera camera = { 0, 0, scale, scale };
  ExmMapPaint  paint = { .colors = { 0xffff0000u, 0xff0000ffu }, .squares = 1u << 1 };

  for (guint i = 0; i < SIDE * SIDE; i++)
    pixels[i] = GROUND;
  return exm_map_raster (pixels, SIDE, SIDE, xy, looks, n, &camera, 1, &paint);
}

static guint
count (const guint32 *pixels,
       guint32        color)
{
  guint n = 0;

  for (guint i = 0; i < SIDE * SIDE; i++)
    n += pixels[i] == color;
  return n;
}

static void
test_places (void)
{
  static const float  xy[] = { 0, 0, 0.5f, -0.5f, 3, 0, NAN, NAN, -0.5f, 0.5f };
  static const guint8 looks[] = { 0, 1, 0, 0, 255 };
  g_autofree guint32 *pixels = g_new (guint32, SIDE * SIDE);

  /* One is out of sight, one has no place yet, one is not to be drawn. */
  g_assert_cmpuint (raster (xy, looks, 5, 50, pixels), ==, 2);
  g_assert_cmphex (pixels[50 * SIDE + 50], ==, 0xffff0000u);
  g_assert_cmphex (pixels[25 * SIDE + 75], ==, 0xff0000ffu);
  g_assert_cmphex (pixels[75 * SIDE + 25], ==, GROUND);
  /* A round one and a square one of about the same size; only the round one has soft edges. */
  g_assert_cmpuint (count (pixels, 0xff0000ffu), >=, 64);
  g_assert_cmpuint (count (pixels, 0xffff0000u), >=, 64);
  g_assert_cmpuint (SIDE * SIDE - count (pixels, GROUND), <, 300);
}

/* At the edge a point is cut, and nothing beyond is written to (the sanitizer looks on). */
static void
test_edges (void)
{
  static const float  xy[] = { -1, -1, 1, 1, -1, 1, 1, -1, 1.02f, 0 };
  static const guint8 looks[] = { 0, 1, 0, 1, 0 };
  g_autofree guint32 *pixels = g_new (guint32, SIDE * SIDE);

  raster (xy, looks, 5, 50.5, pixels);
  g_assert_cmphex (pixels[0], ==, 0xffff0000u);
  g_assert_cmphex (pixels[SIDE * SIDE - 1], ==, 0xff0000ffu);
}

/* A point that is cut is the rest of a whole one, soft edges and all. */
static void
test_cut (void)
{
  static const guint8 looks[] = { 0, 1 };
  g_autofree guint32 *whole = g_new (guint32, SIDE * SIDE);
  g_autofree guint32 *cut = g_new (guint32, SIDE * SIDE);

  for (int form = 0; form < 2; form++)
    {
      const float middle[] = { 0, 0 };
      const float corner[] = { 0.98f, 0.98f };

      raster (middle, looks + form, 1, 50, whole);
      raster (corner, looks + form, 1, 50, cut);
      for (int y = 90; y < SIDE; y++)
        for (int x = 90; x < SIDE; x++)
          g_assert_cmphex (cut[y * SIDE + x], ==, whole[(y - 49) * SIDE + x - 49]);
    }
}

/* The last lies uppermost. */
static void
test_order (void)
{
  static const float  xy[] = { 0, 0, 0, 0 };
  static const guint8 looks[] = { 0, 1 };
  g_autofree guint32 *pixels = g_new (guint32, SIDE * SIDE);

  raster (xy, looks, 2, 50, pixels);
  g_assert_cmphex (pixels[50 * SIDE + 50], ==, 0xff0000ffu);
  g_assert_cmpfloat (exm_map_raster_radius (1, 1000, 700), >, exm_map_raster_radius (100000, 1000, 700));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/map-raster/places", test_places);
  g_test_add_func ("/app/map-raster/edges", test_edges);
  g_test_add_func ("/app/map-raster/cut", test_cut);
  g_test_add_func ("/app/map-raster/order", test_order);
  return g_test_run ();
}
