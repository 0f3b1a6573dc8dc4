/* bench-goal.c - rounds, medians and goals
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "bench-goal.h"

#include <glib/gstdio.h>
#include <stdlib.h>

guint
bench_rows (void)
{
  const char *wanted = g_getenv ("EXM_BENCH_ROWS");

  return wanted != NULL ? (guint)g_ascii_strtoull (wanted, NULL, 10) : 20000;
}

static int
compare (const void *a,
         const void *b)
{
  double left = *(const double *)a;
  double right = *(const double *)b;

  return left < right ? -1 : left > right;
}

double
bench_median (double *values)
{
  qsort (values, BENCH_ROUNDS, sizeof *values, compare);
  return values[BENCH_ROUNDS / 2];
}

gboolean
bench_goal (const char *name,
            double      value,
            double      goal)
{
  gboolean reached = value <= goal;

  g_print ("ratio %s %.3f goal %.2f %s\n", name, value, goal, reached ? "ok" : "MISSED");
  return reached || bench_rows () < BENCH_FULL;
}

void
bench_remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}
