/* bench-goal.h - rounds, medians and goals
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

/* Machines differ and are shared: only ratios of things measured in turn in one run
 * count. Each program prints lines `ratio NAME VALUE goal GOAL`. A missed goal fails
 * the program only at full size (EXM_BENCH_ROWS=1000000); small runs say that the
 * benchmark works, not how fast we are. */

#define BENCH_ROUNDS 5
#define BENCH_FULL 1000000

/** bench_rows: EXM_BENCH_ROWS, 20000 when it is not set. */
guint bench_rows (void);

/** bench_median: of BENCH_ROUNDS values, which get sorted. */
double bench_median (double *values);

/** bench_goal: prints the line. Returns: FALSE when the run has failed by it. */
gboolean bench_goal (const char *name,
                     double      value,
                     double      goal);

/** bench_remove_folder: a folder without subfolders. */
void bench_remove_folder (const char *folder);
