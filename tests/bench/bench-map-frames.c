/* bench-map-frames.c - frames of the map while it is moved, zoomed, pointed at and cut out of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <adwaita.h>

#include "bench-goal.h"
#include "exm-import-sink.h"
#include "exm-map-canvas-private.h"

/* A frame at 60 Hz, in milliseconds. */
#define GOAL_MS 16.7
#define FRAMES 240

/* A goal that is missed by the wall says nothing of us when others had the processor for
 * more of it. */
#define TAKEN_SHARE 0.2

#define CLOUDS 60
#define LABELS 20

/* Of a frame: all of its time; without what this thread waited for a processor that
 * others had; what it took of a processor itself. */
enum
{
  WALL,
  ALONE,
  BUSY,
  N_CLOCKS
};

static const char *const clock_names[] = { "wall", "wall without waiting for a processor", "processor" };

typedef enum
{
  MOVING,
  POINTING, /* from post to post */
  CHOOSING, /* more and more of them */
} Hand;

typedef struct
{
  GtkWidget *window;
  GtkWidget *canvas;
  GMainLoop *loop;
  Hand       hand;
  double     begin[N_CLOCKS];
  double     times[N_CLOCKS][FRAMES];
  guint      n;
} Bench;

static float
bell (GRand *rand)
{
  return (float)(g_rand_double (rand) + g_rand_double (rand) + g_rand_double (rand) - 1.5);
}

/* Clouds of posts, as a layout makes them; of two labels each. */
static ExmMap *
make_points (guint        n,
             ExmLabelId **labels)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  ExmMap *map = exm_map_new_points (n);

  *labels = g_new (ExmLabelId, n);
  for (guint i = 0; i < n; i++)
    {
      const guint cloud = (guint)g_rand_int_range (rand, 0, CLOUDS);

      map->ids[i] = i + 1;
      map->xy[2 * i] = (float)(0.8 * sin (cloud * 1.7)) + 0.1f * bell (rand);
      map->xy[2 * i + 1] = (float)(0.8 * cos (cloud * 2.3)) + 0.1f * bell (rand);
      (*labels)[i] = (ExmLabelId)((cloud + (guint)g_rand_int_range (rand, 0, 2)) % (LABELS + 1));
    }
  return map;
}

static gboolean
fill (ExmImportSink *sink, gpointer user_data, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < LABELS; i++)
    {
      g_autofree char *name = g_strdup_printf ("Label %u", i + 1);
      ExmImportRow     row = { .input = name, .input_length = strlen (name), .label = exm_import_sink_label (sink, name, strlen (name)) };

      if (!exm_import_sink_add (sink, &row, error))
        return FALSE;
    }
  return TRUE;
}

/* A dataset for the labels' names and colours. */
static ExmDataset *
make_dataset (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "labels" EXM_DATASET_EXTENSION, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  ExmDataset *dataset;

  exm_dataset_create_with_import_sync (file, "bench", fill, NULL, NULL, &error);
  g_assert_no_error (error);
  dataset = exm_dataset_open_sync (file, EXM_OPEN_DEFAULT, &error);
  g_assert_no_error (error);
  return dataset;
}

/* There and back, nearer and farther. */
static void
move (ExmMapCanvas *canvas, guint at)
{
  const gboolean there = at % 60 < 30;

  if (at % 120 < 60)
    exm_map_canvas_pan (canvas, there ? 0.02 : -0.02, there ? 0.01 : -0.01);
  else
    exm_map_canvas_zoom (canvas, there ? 1.05 : 1 / 1.05);
}

/* As Shift and the arrow keys do. */
static void
choose (ExmMapCanvas *canvas, guint at)
{
  const float half = 0.05f + 0.9f * (float)(at % 60) / 60;

  canvas->has_rectangle = TRUE;
  canvas->rectangle[0] = canvas->rectangle[1] = -half;
  canvas->rectangle[2] = canvas->rectangle[3] = half;
  _exm_map_canvas_select_rectangle (canvas);
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  Bench        *bench = user_data;
  ExmMapCanvas *canvas = EXM_MAP_CANVAS (bench->canvas);
  const guint   at = bench->n;

  switch (bench->hand)
    {
    case MOVING:
      move (canvas, at);
      break;
    case POINTING:
      _exm_map_canvas_set_current (canvas, _exm_map_canvas_pick (canvas, 100 + at * 37 % 1000, 100 + at * 23 % 600, 1e9), FALSE);
      break;
    case CHOOSING:
      choose (canvas, at);
      break;
    }
  return G_SOURCE_CONTINUE;
}

/* Milliseconds that this thread could have run and did not, as the kernel counts them;
 * 0 where it does not. */
static double
waited_ms (void)
{
  g_autofree char *text = NULL;
  char            *rest;

  /* What it ran, then what it waited. */
  if (!g_file_get_contents ("/proc/thread-self/schedstat", &text, NULL, NULL))
    return 0;
  g_ascii_strtoull (text, &rest, 10);
  return (double)g_ascii_strtoull (rest, NULL, 10) / 1e6;
}

static void
read_clocks (double *clocks)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  clocks[BUSY] = (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
  clocks[WALL] = (double)g_get_monotonic_time () / 1000;
  clocks[ALONE] = clocks[WALL] - waited_ms ();
}

/* Of a frame all but the waiting for its time. */
static void
before_cb (GdkFrameClock *clock, gpointer user_data)
{
  read_clocks (((Bench *)user_data)->begin);
}

static void
after_cb (GdkFrameClock *clock, gpointer user_data)
{
  Bench *bench = user_data;
  double end[N_CLOCKS];

  if (bench->begin[WALL] <= 0)
    return;
  read_clocks (end);
  for (guint i = 0; i < N_CLOCKS; i++)
    bench->times[i][bench->n] = end[i] - bench->begin[i];
  if (++bench->n == FRAMES)
    g_main_loop_quit (bench->loop);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *)a;
  const double y = *(const double *)b;

  return (x > y) - (x < y);
}

static gboolean
judge (const char *name, const char *of, double ms)
{
  g_autofree char *full = g_strdup_printf ("%s-%s-p95", name, of);

  return bench_goal (full, ms / GOAL_MS, 1);
}

static double
sum (const double *times)
{
  double all = 0;

  for (guint i = 0; i < FRAMES; i++)
    all += times[i];
  return all;
}

/* Five rounds, of which the middle one counts: one that was disturbed does not. */
static gboolean
run (Bench *bench, Hand hand, const char *what, const char *name)
{
  double   p50[N_CLOCKS][BENCH_ROUNDS], p95[N_CLOCKS][BENCH_ROUNDS], p99[N_CLOCKS][BENCH_ROUNDS];
  double   at_95[N_CLOCKS];
  double   shares[BENCH_ROUNDS], taken;
  gboolean ok = TRUE;

  bench->hand = hand;
  for (guint round = 0; round < BENCH_ROUNDS; round++)
    {
      bench->n = 0;
      bench->begin[WALL] = 0;
      exm_map_canvas_zoom (EXM_MAP_CANVAS (bench->canvas), 0);
      g_main_loop_run (bench->loop);
      shares[round] = 1 - sum (bench->times[ALONE]) / sum (bench->times[WALL]);
      for (guint i = 0; i < N_CLOCKS; i++)
        {
          qsort (bench->times[i], FRAMES, sizeof (double), compare);
          p50[i][round] = bench->times[i][FRAMES / 2];
          p95[i][round] = bench->times[i][FRAMES * 95 / 100];
          p99[i][round] = bench->times[i][FRAMES * 99 / 100];
        }
    }
  for (guint i = 0; i < N_CLOCKS; i++)
    {
      at_95[i] = bench_median (p95[i]);
      printf ("%s, %s: p50 %.1f ms, p95 %.1f ms, p99 %.1f ms\n", what, clock_names[i], bench_median (p50[i]), at_95[i], bench_median (p99[i]));
    }
  taken = bench_median (shares);
  if (at_95[WALL] > GOAL_MS && taken > TAKEN_SHARE)
    printf ("%s, wall: missed, but not judged, others had the processor for %.0f %% of it\n", what, 100 * taken);
  else
    ok = judge (name, "wall", at_95[WALL]);
  return judge (name, "processor", at_95[BUSY]) && ok;
}

int
main (void)
{
  const guint      n = MIN (bench_rows () * 5, EXM_MAP_MAX);
  g_autofree char *folder = g_dir_make_tmp ("exm-bench-XXXXXX", NULL);
  Bench            bench = { 0 };
  ExmDataset      *dataset;
  ExmMap          *map;
  ExmLabelId      *labels;
  GdkFrameClock   *clock;
  gboolean         ok;

  if (!gtk_init_check ())
    {
      puts ("no display");
      return 77;
    }
  adw_init ();
  map = make_points (n, &labels);
  dataset = make_dataset (folder);
  bench.loop = g_main_loop_new (NULL, FALSE);
  bench.canvas = exm_map_canvas_new ();
  exm_map_canvas_set_map (EXM_MAP_CANVAS (bench.canvas), map);
  exm_map_canvas_set_labels (EXM_MAP_CANVAS (bench.canvas), labels, dataset);
  bench.window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (bench.window), 1280, 800);
  adw_window_set_content (ADW_WINDOW (bench.window), bench.canvas);
  gtk_window_present (GTK_WINDOW (bench.window));
  while (gtk_widget_get_width (bench.canvas) == 0)
    g_main_context_iteration (NULL, TRUE);
  clock = gtk_widget_get_frame_clock (bench.window);
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_cb), &bench);
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (after_cb), &bench);
  gtk_widget_add_tick_callback (bench.canvas, tick_cb, &bench, NULL);

  printf ("%u points of %u labels in 1280 × 800, %u × %u frames\n", n, LABELS, BENCH_ROUNDS, FRAMES);
  ok = run (&bench, MOVING, "moving and zooming", "map-frame");
  ok = run (&bench, POINTING, "from post to post", "map-point") && ok;
  ok = run (&bench, CHOOSING, "choosing posts", "map-choose") && ok;

  gtk_window_destroy (GTK_WINDOW (bench.window));
  g_main_loop_unref (bench.loop);
  exm_map_unref (map);
  exm_dataset_close_sync (dataset);
  g_object_unref (dataset);
  bench_remove_folder (folder);
  return ok ? 0 : 1;
}
