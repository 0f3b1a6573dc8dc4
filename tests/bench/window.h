/* window.h - windows to be measured, and what they are measured with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "../own-time.h"
#include "exm-application.h"
#include "exm-examples-page.h"
#include "exm-table.h"
#include "exm-window.h"

/* All windows are of one size, so that they show as many rows. */
#define BENCH_WIDTH 1200
#define BENCH_HEIGHT 800

/**
 * BenchWindow: one of the program's windows with one dataset.
 * @frames: (element-type double): ms of own time from before-paint to after-paint
 * @frame_cpu: µs of this thread's CPU time in all frames so far, and in what GTK does for them before they begin
 */
typedef struct
{
  GtkWidget       *window;
  ExmDataset      *dataset;
  ExmExamplesPage *page;
  ExmTable        *table;

  GArray *frames;
  guint   n_frames;
  gint64  begun;
  gint64  begun_cpu;
  gint64  frame_cpu;
  guint   is_in_frame : 1;
} BenchWindow;

/** bench_find: (nullable): the first widget of @type in @widget, depth first. */
GtkWidget *bench_find (GtkWidget *widget,
                       GType      type);

/** bench_is_shown: the table's first row is loaded and has a place on the screen. */
gboolean bench_is_shown (ExmTable *table);

/** bench_window_open: in the one application of this process; waits until its rows are painted. */
BenchWindow *bench_window_open (const char *path);
void         bench_window_close (BenchWindow *self);

typedef gboolean (*BenchFunc) (gpointer user_data);

/** bench_wait: runs the main loop until @func holds; aborts after two minutes. */
void bench_wait (BenchFunc func,
                 gpointer  user_data);
void bench_settle (guint ms);

/** bench_wait_painted: until a frame was painted while @func held. */
void bench_wait_painted (BenchWindow *self,
                         BenchFunc    func,
                         gpointer     user_data);

/** bench_cpu: µs of CPU time of this thread. */
gint64 bench_cpu (void);

/** bench_quantile: @values (of double) get sorted; 0 of none. */
double bench_quantile (GArray *values,
                       double  quantile);

/** bench_open_main: one start of the program in this process: @kind bare, empty or open. */
int bench_open_main (const char *kind,
                     const char *path);

/* Each prints its figures and returns FALSE when a goal was missed. */
gboolean bench_open (const char *self,
                     const char *path);
gboolean bench_scroll (BenchWindow *small,
                       BenchWindow *big);
gboolean bench_filter (BenchWindow *small,
                       BenchWindow *big);
gboolean bench_keys (BenchWindow *big,
                     const char  *folder);
gboolean bench_label (BenchWindow *big);
gboolean bench_gaps (BenchWindow *big,
                     const char  *jsonl,
                     const char  *folder);
