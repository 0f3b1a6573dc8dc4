/* bench-edit.c - from a label key to the disk, against the disk alone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench-goal.h"
#include "exm-dataset.h"

#define KEYS 200 /* a round */

static gboolean
fill (ExmImportSink *sink,
      gpointer       user_data,
      GCancellable  *cancellable,
      GError       **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = *(const guint *)user_data;

  for (guint i = 0; i < n; i++)
    {
      char         name[16];
      ExmImportRow row = { 0 };

      g_string_printf (text, "Post number %u of a long day with coffee, traffic, rain, music and friends who talk about mountains", i);
      g_snprintf (name, sizeof name, "Feeling%u", i % 154);
      row.input = text->str;
      row.input_length = text->len;
      row.label = exm_import_sink_label (sink, name, strlen (name));
      if (!exm_import_sink_add (sink, &row, error))
        return FALSE;
    }
  return TRUE;
}

static double
thread_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

typedef struct
{
  gint64 done; /* when the answer came */
} Key;

static void
labelled_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Key *key = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmReceipt) receipt = exm_dataset_run_finish (EXM_DATASET (source), result, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (receipt->n_rows, ==, 1);
  key->done = g_get_monotonic_time ();
}

/* As a key does it: queued from the main loop, answered when it is on the disk.
 * @main_ms: what the main loop's thread worked meanwhile, news to widgets included.
 * Returns: microseconds */
static double
press (ExmDataset *dataset,
       ExmRowId    row,
       ExmLabelId  label,
       double     *main_ms)
{
  g_autoptr (ExmTarget) target = exm_target_new_row (row);
  g_autoptr (ExmCommand) command = exm_command_new_set_label (target, label);
  gint64 from = g_get_monotonic_time ();
  double worked = thread_ms ();
  Key    key = { 0 };

  exm_dataset_run_async (dataset, command, NULL, labelled_cb, &key);
  while (key.done == 0)
    g_main_context_iteration (NULL, TRUE);
  *main_ms = thread_ms () - worked;
  return (double)(key.done - from);
}

/* The least that any program has to do. Returns: microseconds */
static double
append (int fd)
{
  static char block[4096];
  gint64      from = g_get_monotonic_time ();

  memset (block, (int)from, sizeof block);
  g_assert_cmpint (write (fd, block, sizeof block), ==, sizeof block);
  g_assert_cmpint (fdatasync (fd), ==, 0);
  return (double)(g_get_monotonic_time () - from);
}

static int
compare (const void *a,
         const void *b)
{
  double left = *(const double *)a;
  double right = *(const double *)b;

  return left < right ? -1 : left > right;
}

static double
quantile (GArray *values,
          double  share)
{
  g_array_sort (values, compare);
  return g_array_index (values, double, (guint)(share * (values->len - 1)));
}

static gboolean
bench_keys (ExmDataset *dataset,
            const char *folder,
            guint       n)
{
  g_autofree char *path = g_build_filename (folder, "bare", NULL);
  g_autoptr (GArray) main_loop = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree guint8 *moved = g_new0 (guint8, n + 1);
  double             ratios[BENCH_ROUNDS];
  guint32            random = 1;
  int                fd = g_open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  gboolean           good;

  g_assert_cmpint (fd, >=, 0);
  for (guint round = 0; round < BENCH_ROUNDS; round++)
    {
      g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (double));
      g_autoptr (GArray) bare = g_array_new (FALSE, FALSE, sizeof (double));

      for (guint i = 0; i < KEYS; i++)
        {
          double   main_ms, key, other;
          ExmRowId row;

          random = random * 1664525u + 1013904223u;
          row = 1 + random / 7 % (n - 1);
          moved[row]++; /* never the one it has */
          key = press (dataset, row, (ExmLabelId)(1 + (row - 1 + moved[row]) % 154), &main_ms);
          other = append (fd);
          g_array_append_val (keys, key);
          g_array_append_val (bare, other);
          g_array_append_val (main_loop, main_ms);
        }
      ratios[round] = quantile (keys, 0.5) / quantile (bare, 0.5);
      g_print ("round %u: key %.0f µs (p99 %.0f), append and fdatasync %.0f µs (p99 %.0f)\n", round + 1,
               quantile (keys, 0.5), quantile (keys, 0.99), quantile (bare, 0.5), quantile (bare, 0.99));
    }
  close (fd);
  good = bench_goal ("key-durable/append-fdatasync", bench_median (ratios), 2.0);
  return bench_goal ("key-main-loop-p99/2ms", quantile (main_loop, 0.99) / 2, 1.0) && good;
}

/* Builds what the file does not hold: which posts stand twice. */
static gboolean
bench_first (ExmDataset *dataset,
             guint       n)
{
  double   main_ms;
  double   first = press (dataset, n, 1 + n % 154, &main_ms);
  gboolean good;

  g_print ("first edit: %.1f ms, of which the main loop worked %.2f ms\n", first / 1e3, main_ms);
  good = bench_goal ("first-edit/1s", first / 1e6, 1.0);
  return bench_goal ("first-edit-main-loop/2ms", main_ms / 2, 1.0) && good;
}

int
main (void)
{
  guint            n = bench_rows ();
  g_autofree char *folder = g_dir_make_tmp ("exm-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "edit.exemplar", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  ExmDataset *dataset;
  gint64      from;
  gboolean    good;

  exm_dataset_create_with_import_sync (file, "bench", fill, &n, NULL, &error);
  g_assert_no_error (error);
  from = g_get_monotonic_time ();
  dataset = exm_dataset_open_sync (file, EXM_OPEN_DEFAULT, &error);
  g_assert_no_error (error);
  g_print ("%u rows opened in %.1f ms\n", n, (double)(g_get_monotonic_time () - from) / 1e3);

  good = bench_first (dataset, n);
  good &= bench_keys (dataset, folder, n);
  exm_dataset_close_sync (dataset);
  g_object_unref (dataset);
  bench_remove_folder (folder);
  return good ? 0 : 1;
}
