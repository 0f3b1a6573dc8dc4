/* bench-files.c - import and export against Python, and the memory they take
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench-data.h"
#include "bench-goal.h"
#include "exm-export.h"
#include "exm-import.h"

/* Without arguments: the benchmark. With them, one side of it in a process of its
 * own, so that its peak memory is its own: `import IN OUT`, `export IN OUT`. */

typedef struct
{
  double seconds;   /* from start to end, as a person waits */
  double megabytes; /* peak */
} Cost;

static int
import_main (const char *in,
             const char *out)
{
  g_autoptr (GFile) file = g_file_new_for_path (in);
  g_autoptr (GFile) dataset = g_file_new_for_path (out);
  g_autoptr (ExmSource) source = exm_source_new_file (file);
  g_autoptr (ExmImport) import = exm_import_new (source, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmImportReport) report = exm_import_create_sync (import, dataset, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (report->n_quarantined, ==, 0);
  g_assert_cmpuint (report->n_labels, <=, 154);
  return 0;
}

static int
export_main (const char *in,
             const char *out)
{
  g_autoptr (GFile) file = g_file_new_for_path (in);
  g_autoptr (GFile) target = g_file_new_for_path (out);
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmDataset) dataset = exm_dataset_open_sync (file, EXM_OPEN_READ_ONLY, &error);
  ExmExportReport report;

  g_assert_no_error (error);
  exm_export_sync (dataset, target, EXM_DIALECT_CONTENTS, NULL, EXM_EXPORT_REPLACE, NULL, NULL, &report, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.n_written, >, 0);
  exm_dataset_close_sync (dataset);
  return 0;
}

#define NOT_THERE 77 /* a program's word that it lacks what it needs */

/* FALSE: it is not there. */
static gboolean
try_run (const char *const *argv,
         Cost              *cost)
{
  gint64        from = g_get_monotonic_time ();
  struct rusage usage;
  pid_t         child = fork ();
  int           status;

  if (child == 0)
    {
      execvp (argv[0], (char *const *)argv);
      _exit (errno == ENOENT ? NOT_THERE : 127);
    }
  g_assert_cmpint (child, >, 0);
  while (wait4 (child, &status, 0, &usage) < 0)
    g_assert_cmpint (errno, ==, EINTR);
  if (WIFEXITED (status) && WEXITSTATUS (status) == NOT_THERE)
    return FALSE;
  if (!WIFEXITED (status) || WEXITSTATUS (status) != 0)
    g_error ("%s %s failed", argv[0], argv[1]);
  cost->seconds = (double)(g_get_monotonic_time () - from) / G_TIME_SPAN_SECOND;
  cost->megabytes = (double)usage.ru_maxrss / 1024;
  return TRUE;
}

static Cost
run (const char *const *argv)
{
  Cost cost;

  if (!try_run (argv, &cost))
    g_error ("%s is not there", argv[0]);
  return cost;
}

static void
remove_dataset (const char *path)
{
  static const char *const tails[] = { "", "-wal", "-shm", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (tails); i++)
    {
      g_autofree char *file = g_strconcat (path, tails[i], NULL);

      g_unlink (file);
    }
}

static gboolean
bench_import (const char *self,
              const char *folder,
              const char *data,
              double     *megabytes)
{
  g_autofree char  *ours = g_build_filename (folder, "ours.exemplar", NULL);
  g_autofree char  *theirs = g_build_filename (folder, "theirs.db", NULL);
  const char *const a[] = { self, "import", data, ours, NULL };
  const char *const b[] = { "python3", BENCH_SCRIPTS "/bench-import.py", data, theirs, NULL };
  double            ratios[BENCH_ROUNDS];

  for (guint i = 0; i < BENCH_ROUNDS; i++)
    {
      Cost cost, other;

      remove_dataset (ours);
      remove_dataset (theirs);
      cost = run (a);
      other = run (b);
      ratios[i] = cost.seconds / other.seconds;
      *megabytes = MAX (*megabytes, cost.megabytes);
      g_print ("round %u: import %.2f s %.0f MB, python %.2f s %.0f MB\n", i + 1, cost.seconds, cost.megabytes, other.seconds, other.megabytes);
    }
  return bench_goal ("import/python-json-sqlite3", bench_median (ratios), 0.3);
}

/* Where node and DuckDB's package are there (bench-duckdb.mjs tells where it looks). */
static gboolean
bench_duckdb (const char *self,
              const char *folder,
              const char *data)
{
  g_autofree char  *ours = g_build_filename (folder, "ours.exemplar", NULL);
  g_autofree char  *theirs = g_build_filename (folder, "theirs.duckdb", NULL);
  const char *const a[] = { self, "import", data, ours, NULL };
  const char *const b[] = { "node", BENCH_SCRIPTS "/bench-duckdb.mjs", data, theirs, NULL };
  const char *const look[] = { "node", BENCH_SCRIPTS "/bench-duckdb.mjs", NULL };
  double            ratios[BENCH_ROUNDS];
  Cost              cost, other;

  if (!try_run (look, &other))
    {
      g_print ("skipped: import/duckdb: no node, or neither @duckdb/node-api nor duckdb (npm) for it\n");
      return TRUE;
    }
  for (guint i = 0; i < BENCH_ROUNDS; i++)
    {
      g_autofree char *wal = g_strconcat (theirs, ".wal", NULL);

      remove_dataset (ours);
      g_unlink (theirs);
      g_unlink (wal);
      cost = run (a);
      other = run (b);
      ratios[i] = cost.seconds / other.seconds;
      g_print ("round %u: import %.2f s %.0f MB, duckdb %.2f s %.0f MB\n", i + 1, cost.seconds, cost.megabytes, other.seconds, other.megabytes);
    }
  return bench_goal ("import/duckdb", bench_median (ratios), 0.6);
}

static gboolean
bench_export (const char *self,
              const char *folder)
{
  g_autofree char  *ours = g_build_filename (folder, "ours.exemplar", NULL);
  g_autofree char  *theirs = g_build_filename (folder, "theirs.db", NULL);
  g_autofree char  *out = g_build_filename (folder, "ours.jsonl", NULL);
  g_autofree char  *other_out = g_build_filename (folder, "theirs.jsonl", NULL);
  const char *const a[] = { self, "export", ours, out, NULL };
  const char *const b[] = { "python3", BENCH_SCRIPTS "/bench-export.py", theirs, other_out, NULL };
  double            ratios[BENCH_ROUNDS];

  for (guint i = 0; i < BENCH_ROUNDS; i++)
    {
      Cost cost = run (a);
      Cost other = run (b);

      ratios[i] = cost.seconds / other.seconds;
      g_print ("round %u: export %.2f s %.0f MB, python %.2f s %.0f MB\n", i + 1, cost.seconds, cost.megabytes, other.seconds, other.megabytes);
    }
  return bench_goal ("export/python-json", bench_median (ratios), 0.2);
}

/* Memory must not follow the size of the file: rows of 2.5 times the text. */
static gboolean
bench_memory (const char *self,
              const char *folder,
              guint       rows,
              double      megabytes)
{
  g_autofree char  *data = g_build_filename (folder, "large.jsonl", NULL);
  g_autofree char  *ours = g_build_filename (folder, "large.exemplar", NULL);
  const char *const a[] = { self, "import", data, ours, NULL };
  gboolean          good;
  Cost              cost;

  bench_data_write (data, "gemini", rows, 760);
  cost = run (a);
  g_print ("large file: import %.2f s %.0f MB\n", cost.seconds, cost.megabytes);
  good = bench_goal ("import-memory/150MB", MAX (cost.megabytes, megabytes) / 150, 1.0);
  return bench_goal ("import-memory-large/small", cost.megabytes / megabytes, 1.15) && good;
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *folder = NULL;
  g_autofree char *data = NULL;
  double           megabytes = 0;
  gboolean         good;

  if (argc == 4 && g_str_equal (argv[1], "import"))
    return import_main (argv[2], argv[3]);
  if (argc == 4 && g_str_equal (argv[1], "export"))
    return export_main (argv[2], argv[3]);

  folder = g_dir_make_tmp ("exm-bench-XXXXXX", NULL);
  data = g_build_filename (folder, "data.jsonl", NULL);
  bench_data_write (data, "messages", bench_rows (), 160);
  good = bench_import ("/proc/self/exe", folder, data, &megabytes);
  good &= bench_export ("/proc/self/exe", folder);
  good &= bench_duckdb ("/proc/self/exe", folder, data);
  good &= bench_memory ("/proc/self/exe", folder, bench_rows (), megabytes);
  bench_remove_folder (folder);
  return good ? 0 : 1;
}
