/* test-unclean.c - after an unclean end the whole file is checked, whatever its size
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <time.h>

#include "core-fixture.h"
#include "exm-schema-private.h"

#define N_ROWS 20000
#define TEXT_SIZE 1000 /* 20 MB in all: no small file */

static gboolean
fill (ExmImportSink *sink,
      gpointer       user_data,
      GCancellable  *cancellable,
      GError       **error)
{
  char text[TEXT_SIZE];

  memset (text, 'x', sizeof text);
  for (guint i = 0; i < N_ROWS; i++)
    {
      ExmImportRow row = { .input = text, .input_length = sizeof text };

      text[i % TEXT_SIZE] = (char)('a' + i % 23);
      if (!exm_import_sink_add (sink, &row, error))
        return FALSE;
    }
  return TRUE;
}

static GFile *
create_large (const char *name)
{
  GFile *file = fixture_file (name);
  g_autoptr(GError) error = NULL;

  exm_dataset_create_with_import_sync (file, "large", fill, NULL, NULL, &error);
  g_assert_no_error (error);
  return file;
}

/* A page of texts in the middle, which opening does not read. */
static void
damage (GFile *file)
{
  FILE *stream = g_fopen (g_file_peek_path (file), "r+");
  char  page[EXM_PAGE_SIZE];
  long  at;

  g_assert_nonnull (stream);
  g_assert_cmpint (fseek (stream, 0, SEEK_END), ==, 0);
  g_assert_cmpint (ftell (stream), >, 16 * 1024 * 1024);
  at = ftell (stream) / 2 / EXM_PAGE_SIZE * EXM_PAGE_SIZE;
  memset (page, 0xff, sizeof page);
  g_assert_cmpint (fseek (stream, at, SEEK_SET), ==, 0);
  g_assert_cmpuint (fwrite (page, sizeof page, 1, stream), ==, 1);
  g_assert_cmpint (fclose (stream), ==, 0);
}

static void
mark_open (GFile *file)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE counter SET value = 1 WHERE id = %d", EXM_COUNTER_OPEN);

  fixture_sql (g_file_peek_path (file), sql);
}

typedef struct
{
  ExmDataset *dataset;
  GError     *error;
  gboolean    done;
} Opened;

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Opened *opened = user_data;

  opened->dataset = exm_dataset_open_finish (result, &opened->error);
  opened->done = TRUE;
}

static double
cpu_ms (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* As the window opens it. @share: (out): of the work, what the main loop did */
static Opened
open_async (GFile  *file,
            double *share)
{
  Opened opened = { 0 };
  double thread = cpu_ms (CLOCK_THREAD_CPUTIME_ID);
  double process = cpu_ms (CLOCK_PROCESS_CPUTIME_ID);

  exm_dataset_open_async (file, EXM_OPEN_DEFAULT, NULL, opened_cb, &opened);
  while (!opened.done)
    g_main_context_iteration (NULL, TRUE);
  *share = (cpu_ms (CLOCK_THREAD_CPUTIME_ID) - thread) / (cpu_ms (CLOCK_PROCESS_CPUTIME_ID) - process);
  return opened;
}

static void
test_good (void)
{
  g_autoptr(GFile) file = create_large ("good.exemplar");
  double share;
  Opened opened;

  mark_open (file);
  opened = open_async (file, &share);
  g_assert_no_error (opened.error);
  g_test_message ("the main loop did %.0f %% of the work", share * 100);
  g_assert_cmpfloat (share, <, 0.5);
  g_assert_cmpuint (exm_dataset_get_stats (opened.dataset)->n_examples, ==, N_ROWS);
  fixture_close (opened.dataset);
}

static void
test_damaged (void)
{
  g_autoptr(GFile) file = create_large ("damaged.exemplar");
  double      share;
  Opened      opened;
  ExmDataset *dataset;

  /* After a clean end the pages that are not read are not looked at. */
  damage (file);
  dataset = fixture_open (file);
  fixture_close (dataset);

  mark_open (file);
  opened = open_async (file, &share);
  g_assert_error (opened.error, EXM_DATA_ERROR, EXM_DATA_ERROR_CORRUPT);
  g_assert_null (opened.dataset);
  g_clear_error (&opened.error);
}

/* Left behind with its log, as a killed process leaves it: the mark stands there. */
static void
test_left_behind (void)
{
  g_autoptr(GFile) file = create_large ("left.exemplar");
  g_autoptr(GFile) copy = fixture_file ("copy.exemplar");
  g_autofree char *wal = g_strconcat (g_file_peek_path (file), "-wal", NULL);
  g_autofree char *copy_wal = g_strconcat (g_file_peek_path (copy), "-wal", NULL);
  g_autoptr(GFile) from = g_file_new_for_path (wal);
  g_autoptr(GFile) to = g_file_new_for_path (copy_wal);
  g_autoptr(ExmTarget) target = exm_target_new_row (1);
  g_autoptr(GError) error = NULL;
  ExmDataset *dataset = fixture_open (file);
  double      share;
  Opened      opened;

  fixture_run (dataset, exm_command_new_set_note (target, "kept"));
  g_assert_true (g_file_copy (from, to, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &error));
  fixture_close (dataset);
  /* What SQLite has put into the file since is in the log as well. */
  g_assert_true (g_file_copy (file, copy, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &error));
  g_assert_no_error (error);

  damage (copy);
  opened = open_async (copy, &share);
  g_assert_error (opened.error, EXM_DATA_ERROR, EXM_DATA_ERROR_CORRUPT);
  g_clear_error (&opened.error);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_init ();
  g_test_add_func ("/core/unclean/good", test_good);
  g_test_add_func ("/core/unclean/damaged", test_damaged);
  g_test_add_func ("/core/unclean/left-behind", test_left_behind);
  return fixture_run_tests ();
}
