/* bench-map-frames.c - frames of the map while it is moved and zoomed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

#include <adwaita.h>

#include "bench-goal.h"
#include "exm-map-canvas.h"

/* A frame at 60 Hz, in milliseconds. */
#define GOAL_MS 16.7
#define FRAMES 240

typedef struct
{
  GtkWidget *canvas;
  GMainLoop *loop;
  gint64     begin;
  double     begin_busy;
  double     times[FRAMES];
  double     busy[FRAMES]; /* of them, what this thread itself took */
  guint      n;
} Bench;

static float
bell (GRand *rand)
{
  return (float)(g_rand_double (rand) + g_rand_double (rand) + g_rand_double (rand) - 1.5);
}

/* Clouds of posts, as a layout makes them. */
static ExmMap *
make_points (guint n)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  ExmMap *map = exm_map_new_points (n);

  for (guint i = 0; i < n; i++)
    {
      const guint cloud = (guint)g_rand_int_range (rand, 0, 60);

      map->ids[i] = i + 1;
      map->xy[2 * i] = (float)(0.8 * sin (cloud * 1.7)) + 0.1f * bell (rand);
      map->xy[2 * i + 1] = (float)(0.8 * cos (cloud * 2.3)) + 0.1f * bell (rand);
    }
  return map;
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  Bench *bench = user_data;

  /* There and back, nearer and farther. */
  if (bench->n % 120 < 60)
    exm_map_canvas_pan (EXM_MAP_CANVAS (bench->canvas), bench->n % 60 < 30 ? 0.02 : -0.02, 0.01);
  else
    exm_map_canvas_zoom (EXM_MAP_CANVAS (bench->canvas), bench->n % 60 < 30 ? 1.05 : 1 / 1.05);
  return G_SOURCE_CONTINUE;
}

/* Milliseconds of the processor: what others do on the machine is not in it. */
static double
busy_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

/* Of a frame all but the waiting for its time. */
static void
before_cb (GdkFrameClock *clock, gpointer user_data)
{
  ((Bench *)user_data)->begin = g_get_monotonic_time ();
  ((Bench *)user_data)->begin_busy = busy_ms ();
}

static void
after_cb (GdkFrameClock *clock, gpointer user_data)
{
  Bench *bench = user_data;

  if (bench->begin == 0)
    return;
  bench->busy[bench->n] = busy_ms () - bench->begin_busy;
  bench->times[bench->n++] = (double)(g_get_monotonic_time () - bench->begin) / 1000;
  if (bench->n == FRAMES)
    g_main_loop_quit (bench->loop);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *)a;
  const double y = *(const double *)b;

  return (x > y) - (x < y);
}

int
main (void)
{
  const guint n = MIN (bench_rows () * 5, EXM_MAP_MAX);
  Bench       bench = { 0 };
  ExmMap     *map;
  GtkWidget  *window;
  gboolean    ok;

  if (!gtk_init_check ())
    {
      puts ("no display");
      return 77;
    }
  adw_init ();
  map = make_points (n);
  window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  bench.canvas = exm_map_canvas_new ();
  bench.loop = g_main_loop_new (NULL, FALSE);
  exm_map_canvas_set_map (EXM_MAP_CANVAS (bench.canvas), map);
  gtk_window_set_child (GTK_WINDOW (window), bench.canvas);
  gtk_window_present (GTK_WINDOW (window));
  g_signal_connect (gtk_widget_get_frame_clock (window), "before-paint", G_CALLBACK (before_cb), &bench);
  g_signal_connect_after (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (after_cb), &bench);
  gtk_widget_add_tick_callback (bench.canvas, tick_cb, &bench, NULL);
  g_main_loop_run (bench.loop);
  qsort (bench.times, FRAMES, sizeof (double), compare);
  qsort (bench.busy, FRAMES, sizeof (double), compare);
  printf ("%u points in 1280 × 800, %d frames: median %.1f ms, 95th percentile %.1f ms, worst %.1f ms\n", n, FRAMES,
          bench.times[FRAMES / 2], bench.times[FRAMES * 95 / 100], bench.times[FRAMES - 1]);
  printf ("processor time alone: median %.1f ms, 95th percentile %.1f ms\n", bench.busy[FRAMES / 2], bench.busy[FRAMES * 95 / 100]);
  ok = bench_goal ("map-frame-p95", bench.busy[FRAMES * 95 / 100] / GOAL_MS, 1);
  gtk_window_destroy (GTK_WINDOW (window));
  g_main_loop_unref (bench.loop);
  exm_map_unref (map);
  return ok ? 0 : 1;
}
