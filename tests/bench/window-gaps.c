/* window-gaps.c - how long the main loop is away while something large goes on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "window.h"

#include <string.h>

#include "bench-goal.h"
#include "exm-export.h"
#include "exm-job-bar.h"
#include "exm-window-private.h"

/* A gap is one turn of the main loop, from one poll to the next: for so long no
 * key and no frame comes through. The poll function is replaced by one that looks
 * at the clock; that misses nothing, as a timer would. What other programs took
 * (own_time) is not the window's doing and told apart. */

#define GAP_GOAL 50.0

static struct
{
  GPollFunc poll;
  gint64    woken;
  gint64    woken_own;
  gint64    woken_cpu;
  gint64    longest;
  gint64    longest_own;
  gint64    longest_cpu;
} loop;

static int
watched_poll (GPollFD *fds,
              guint    n_fds,
              int      timeout)
{
  gint64 own = own_time () - loop.woken_own;
  int    result;

  if (loop.woken != 0)
    {
      loop.longest_cpu = MAX (loop.longest_cpu, bench_cpu () - loop.woken_cpu);
      loop.longest_own = MAX (loop.longest_own, own);
      loop.longest = MAX (loop.longest, g_get_monotonic_time () - loop.woken);
    }
  result = loop.poll (fds, n_fds, timeout);
  loop.woken = g_get_monotonic_time ();
  loop.woken_own = own_time ();
  loop.woken_cpu = bench_cpu ();
  return result;
}

static void
watch_begin (void)
{
  memset (&loop, 0, sizeof loop);
  loop.poll = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, watched_poll);
}

static double
watch_end (const char *what)
{
  g_main_context_set_poll_func (NULL, loop.poll);
  /* What is neither computing nor other programs is waiting, for the display mostly. */
  g_print ("longest gap of the main loop during %s: %.1f ms; computing %.1f ms, by the clock on the wall %.1f ms\n", what,
           (double)loop.longest_own / 1000, (double)loop.longest_cpu / 1000, (double)loop.longest / 1000);
  return (double)loop.longest_own / 1000;
}

/* --- what goes on -------------------------------------------------------------------- */

static gboolean
is_idle (gpointer user_data)
{
  BenchWindow *window = user_data;

  return !exm_job_bar_is_busy (EXM_WINDOW (window->window)->job_bar);
}

static gboolean
is_busy (gpointer user_data)
{
  return !is_idle (user_data);
}

static double
gap_import (BenchWindow *window,
            const char  *jsonl)
{
  g_autoptr (GFile) file = g_file_new_for_path (jsonl);
  g_autoptr (ExmSource) source = exm_source_new_file (file);

  watch_begin ();
  _exm_window_import (EXM_WINDOW (window->window), source, TRUE);
  bench_wait (is_busy, window);
  bench_wait (is_idle, window);
  /* The new rows come to the table. */
  bench_settle (1500);
  return watch_end ("import");
}

static void
progress_cb (const ExmProgress *progress,
             gpointer           user_data)
{
  exm_job_bar_update (user_data, progress);
}

static void
exported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  ExmExportReport report;
  g_autoptr (GError) error = NULL;

  exm_export_finish (EXM_DATASET (source), result, &report, &error);
  g_assert_no_error (error);
  exm_job_bar_end (user_data);
}

static double
gap_export (BenchWindow *window,
            const char  *folder)
{
  ExmJobBar       *bar = EXM_WINDOW (window->window)->job_bar;
  g_autofree char *path = g_build_filename (folder, "exported.jsonl", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  /* As the window does once its dialogs are answered. */
  watch_begin ();
  exm_job_bar_begin (bar, "Exporting", cancellable);
  exm_export_async (window->dataset, file, EXM_DIALECT_CONTENTS, NULL, EXM_EXPORT_REPLACE, progress_cb, bar, cancellable, exported_cb, bar);
  bench_wait (is_idle, window);
  return watch_end ("export");
}

static gboolean
is_found (gpointer user_data)
{
  BenchWindow *window = user_data;

  return !exm_row_model_is_loading (exm_table_get_model (window->table));
}

/* The median of three: one turn can have waited for another program's. */
static double
median_gap (double (*measure) (BenchWindow *window,
                               const char  *argument),
            BenchWindow *window,
            const char  *argument)
{
  g_autoptr (GArray) gaps = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < 3; i++)
    {
      double gap = measure (window, argument);

      g_array_append_val (gaps, gap);
    }
  return bench_quantile (gaps, 0.5);
}

static double
gap_search (BenchWindow *window,
            const char  *unused)
{
  /* Common, rare, all again. */
  static const char *const words[] = { "serenity", "coffee", "coffee holiday", "row", "terrible traffic", "" };
  GtkWidget               *entry;

  exm_examples_page_search (window->page);
  bench_settle (500);
  entry = bench_find (GTK_WIDGET (window->page), GTK_TYPE_SEARCH_ENTRY);
  watch_begin ();
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gtk_editable_set_text (GTK_EDITABLE (entry), words[i]);
      /* Longer than the entry waits for the next letter. */
      bench_settle (1500);
    }
  bench_wait (is_found, window);
  return watch_end ("search");
}

gboolean
bench_gaps (BenchWindow *big,
            const char  *jsonl,
            const char  *folder)
{
  gboolean good;

  good = bench_goal ("gap-search/50ms", median_gap (gap_search, big, NULL) / GAP_GOAL, 1.0);
  good &= bench_goal ("gap-export/50ms", median_gap (gap_export, big, folder) / GAP_GOAL, 1.0);
  good &= bench_goal ("gap-import/50ms", gap_import (big, jsonl) / GAP_GOAL, 1.0);
  return good;
}
