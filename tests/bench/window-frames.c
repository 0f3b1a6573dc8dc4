/* window-frames.c - frames of many rows against frames of few
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "window.h"

#include "bench-goal.h"

/* Both windows are open in one process and take turns in short spells, so that
 * whatever else the machine does meets both alike. */

/* Frames a spell, spells a round. */
#define SPELL 50
#define SPELLS 5

/* --- scrolling ------------------------------------------------------------------ */

typedef struct
{
  BenchWindow   *window;
  GtkAdjustment *adjustment;
  double         step;
  guint          until;
} Scroll;

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  Scroll *scroll = user_data;
  double  value = gtk_adjustment_get_value (scroll->adjustment) + scroll->step;

  if (value > gtk_adjustment_get_upper (scroll->adjustment) - gtk_adjustment_get_page_size (scroll->adjustment))
    value = 0;
  gtk_adjustment_set_value (scroll->adjustment, value);
  return G_SOURCE_CONTINUE;
}

static gboolean
is_scrolled (gpointer user_data)
{
  Scroll *scroll = user_data;

  return scroll->window->n_frames >= scroll->until;
}

static void
scroll_spell (BenchWindow *window,
              gboolean     by_page,
              GArray      *frames)
{
  GtkWidget   *scroller = bench_find (GTK_WIDGET (window->table), GTK_TYPE_SCROLLED_WINDOW);
  Scroll       scroll = { window, gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)), 0, 0 };
  double       page = gtk_adjustment_get_page_size (scroll.adjustment);
  GdkRectangle area = { 0 };
  guint        tick_id;

  exm_table_get_cell_area (window->table, 0, EXM_TABLE_COLUMN_POST, &area);
  scroll.step = by_page ? page : 36;
  /* A jump to the middle first; what it costs is not counted. */
  gtk_adjustment_set_value (scroll.adjustment, gtk_adjustment_get_upper (scroll.adjustment) / 2);
  bench_settle (150);
  g_array_set_size (window->frames, 0);
  scroll.until = window->n_frames + SPELL;
  tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (window->table), tick_cb, &scroll, NULL);
  bench_wait (is_scrolled, &scroll);
  gtk_widget_remove_tick_callback (GTK_WIDGET (window->table), tick_id);
  g_array_append_vals (frames, window->frames->data, window->frames->len);
}

static gboolean
bench_scroll_by (BenchWindow *small,
                 BenchWindow *big,
                 gboolean     by_page)
{
  double ratios[BENCH_ROUNDS];

  for (guint round = 0; round < BENCH_ROUNDS; round++)
    {
      g_autoptr (GArray) few = g_array_new (FALSE, FALSE, sizeof (double));
      g_autoptr (GArray) many = g_array_new (FALSE, FALSE, sizeof (double));

      for (guint i = 0; i < SPELLS; i++)
        {
          scroll_spell (small, by_page, few);
          scroll_spell (big, by_page, many);
        }
      ratios[round] = bench_quantile (many, 0.95) / bench_quantile (few, 0.95);
      g_print ("round %u: scrolling by a %s, ms a frame, p50 / p95: few rows %.1f / %.1f, many %.1f / %.1f\n", round + 1,
               by_page ? "page" : "row", bench_quantile (few, 0.5), bench_quantile (few, 0.95),
               bench_quantile (many, 0.5), bench_quantile (many, 0.95));
    }
  return bench_goal (by_page ? "scroll-page-p95/few-rows" : "scroll-row-p95/few-rows", bench_median (ratios), 1.15);
}

gboolean
bench_scroll (BenchWindow *small,
              BenchWindow *big)
{
  gboolean good = bench_scroll_by (small, big, FALSE);

  return bench_scroll_by (small, big, TRUE) && good;
}

/* --- filter by label -------------------------------------------------------------- */

#define FILTERS 7

typedef struct
{
  BenchWindow *window;
  gboolean     narrow;
} Filter;

static gboolean
is_filtered (gpointer user_data)
{
  Filter *filter = user_data;
  guint   shown = g_list_model_get_n_items (G_LIST_MODEL (exm_table_get_model (filter->window->table)));
  guint   total = exm_dataset_get_stats (filter->window->dataset)->n_examples;

  return (filter->narrow ? shown < total : shown == total) && bench_is_shown (filter->window->table);
}

/* From the choice to the frame that shows the rows, texts and all; ms. */
static double
filter_once (BenchWindow *window,
             ExmLabelId   label)
{
  Filter filter = { window, label != 0 };
  gint64 from = g_get_monotonic_time ();
  double ms;

  if (label != 0)
    exm_examples_page_show_label (window->page, label);
  else
    gtk_widget_activate_action (GTK_WIDGET (window->page), "examples.clear-filter", NULL);
  bench_wait_painted (window, is_filtered, &filter);
  ms = (double)(g_get_monotonic_time () - from) / 1000;
  bench_settle (200);
  return ms;
}

static ExmLabelId
most_used (ExmDataset *dataset)
{
  GListModel *labels = exm_dataset_get_labels (dataset);
  ExmLabelId  found = 0;
  guint       most = 0;

  for (guint i = 0; i < g_list_model_get_n_items (labels); i++)
    {
      g_autoptr (ExmLabel) label = g_list_model_get_item (labels, i);

      if (exm_label_get_count (label) > most)
        {
          most = exm_label_get_count (label);
          found = exm_label_get_id (label);
        }
    }
  return found;
}

static void
scroll_to_top (BenchWindow *window)
{
  GtkWidget *scroller = bench_find (GTK_WIDGET (window->table), GTK_TYPE_SCROLLED_WINDOW);

  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)), 0);
  bench_settle (300);
}

gboolean
bench_filter (BenchWindow *small,
              BenchWindow *big)
{
  double ratios[BENCH_ROUNDS];

  scroll_to_top (small);
  scroll_to_top (big);
  /* Once unseen: the filter bar opens. */
  filter_once (small, most_used (small->dataset));
  filter_once (small, 0);
  filter_once (big, most_used (big->dataset));
  filter_once (big, 0);
  for (guint round = 0; round < BENCH_ROUNDS; round++)
    {
      g_autoptr (GArray) few = g_array_new (FALSE, FALSE, sizeof (double));
      g_autoptr (GArray) many = g_array_new (FALSE, FALSE, sizeof (double));

      for (guint i = 0; i < FILTERS; i++)
        for (guint narrow = 0; narrow < 2; narrow++)
          {
            double a = filter_once (small, narrow == 0 ? most_used (small->dataset) : 0);
            double b = filter_once (big, narrow == 0 ? most_used (big->dataset) : 0);

            g_array_append_val (few, a);
            g_array_append_val (many, b);
          }
      ratios[round] = bench_quantile (many, 0.5) / bench_quantile (few, 0.5);
      g_print ("round %u: filter by label and back, ms: few rows %.1f, many %.1f\n", round + 1,
               bench_quantile (few, 0.5), bench_quantile (many, 0.5));
    }
  return bench_goal ("filter/few-rows", bench_median (ratios), 1.3);
}
