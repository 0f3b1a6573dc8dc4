/* test-kill.c - killed at any moment, nothing acknowledged is lost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core-fixture.h"

#define N_KILLS 60
#define N_ROWS 400

/* A child of this same program edits and writes down each step that it was told
 * is on disk; the parent kills it and compares. */

static gboolean
import_cb (ExmImportSink *sink,
           gpointer       user_data,
           GCancellable  *cancellable,
           GError       **error)
{
  for (guint i = 0; i < 50; i++)
    {
      ExmImportRow row = { .input = "imported", .input_length = 8 };

      if (!exm_import_sink_add (sink, &row, error))
        return FALSE;
    }
  return TRUE;
}

static void G_GNUC_NORETURN
child_main (const char *path)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  ExmDataset *dataset = exm_dataset_open_sync (file, EXM_OPEN_DEFAULT, NULL);
  guint       n;

  if (dataset == NULL)
    _exit (3);
  n = (guint)g_ascii_strtoull (exm_dataset_get_task (dataset)->guideline, NULL, 10);
  for (;;)
    {
      g_autofree char *text = g_strdup_printf ("%u", ++n);
      g_autoptr(ExmTarget) target = exm_target_new_row (1 + n % N_ROWS);
      g_autoptr(GPtrArray) parts = g_ptr_array_new ();
      g_autoptr(ExmCommand) command = NULL;
      g_autoptr(ExmReceipt) receipt = NULL;

      /* One step that changes columns, a text and the task together. */
      g_ptr_array_add (parts, exm_command_new_set_note (target, text));
      g_ptr_array_add (parts, exm_command_new_set_label_named (target, n % 2 ? "Odd" : "Even"));
      g_ptr_array_add (parts, exm_command_new_set_task (EXM_TASK_GUIDELINE, text));
      command = exm_command_new_group ("step", g_steal_pointer (&parts));
      receipt = exm_dataset_run_sync (dataset, command, NULL);
      if (receipt == NULL)
        _exit (4);
      if (n % 7 == 0)
        exm_receipt_free (exm_dataset_import_sync (dataset, "x", import_cb, NULL, NULL, NULL));
      if (n % 5 == 0)
        {
          exm_receipt_free (exm_dataset_undo_sync (dataset, NULL));
          exm_receipt_free (exm_dataset_redo_sync (dataset, NULL));
        }
      if (write (STDOUT_FILENO, &n, sizeof n) != sizeof n)
        _exit (5);
    }
}

static guint
run_and_kill (const char *program,
              const char *path)
{
  g_autoptr(GError) error = NULL;
  const char *argv[] = { program, "--child", path, NULL };
  guint       acknowledged = 0;
  guint       n;
  GPid        pid;
  int         out;
  int         status;

  g_assert_true (g_spawn_async_with_pipes (NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD,
                                           NULL, NULL, &pid, NULL, &out, NULL, &error));
  g_assert_no_error (error);
  /* A moment after the first answer, at random. */
  if (read (out, &n, sizeof n) == sizeof n)
    acknowledged = n;
  g_usleep ((gulong)g_test_rand_int_range (0, 30000));
  kill (pid, SIGKILL);
  while (read (out, &n, sizeof n) == sizeof n)
    acknowledged = n;
  close (out);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFSIGNALED (status));
  return acknowledged;
}

static const char *self_program;

static void
test_kill (void)
{
  g_autoptr(GFile) file = fixture_file ("kill.exemplar");
  guint n_steps = 0;

  fixture_create (file, N_ROWS);
  for (guint i = 0; i < N_KILLS; i++)
    {
      guint            acknowledged = run_and_kill (self_program, g_file_peek_path (file));
      ExmDataset      *dataset = fixture_open (file);
      guint            stored = (guint)g_ascii_strtoull (exm_dataset_get_task (dataset)->guideline, NULL, 10);
      g_autofree char *text = g_strdup_printf ("%u", stored);
      g_autoptr(ExmExample) example = NULL;

      /* What was acknowledged, or the one step after it, whole. */
      g_assert_cmpuint (stored, >=, acknowledged);
      g_assert_cmpuint (stored, <=, acknowledged + 1);
      example = exm_dataset_get_example_sync (dataset, 1 + stored % N_ROWS, NULL);
      g_assert_cmpstr (example->note, ==, text);
      g_assert_cmpstr (exm_label_get_name (exm_dataset_get_label (dataset, example->label)), ==,
                       stored % 2 ? "Odd" : "Even");
      g_assert_true (exm_dataset_can_undo (dataset));
      n_steps = stored;
      fixture_close (dataset);
    }
  g_test_message ("%u kills, %u steps, none lost", N_KILLS, n_steps);
}

static void
test_two_processes (void)
{
  g_autoptr(GFile) file = fixture_file ("two.exemplar");
  const char *argv[] = { self_program, "--child", NULL, NULL };
  ExmDataset *dataset;
  int         status = 0;

  fixture_create (file, N_ROWS);
  dataset = fixture_open (file);
  argv[2] = g_file_peek_path (file);
  g_assert_true (g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL,
                               NULL, NULL, &status, NULL));
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 3);
  fixture_close (dataset);
}

/* A limit on the size of files looks to SQLite like a full disk. */
static void
test_disk_full (void)
{
  g_autoptr(GFile) file = fixture_file ("full.exemplar");
  g_autofree char *big = g_strnfill (4 * 1024 * 1024, 'x');
  g_autofree char *before = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmCommand) command = NULL;
  struct rlimit old;
  struct rlimit limit;
  ExmDataset   *dataset;

  fixture_create (file, N_ROWS);
  dataset = fixture_open (file);
  before = fixture_dump (dataset);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  limit = old;
  limit.rlim_cur = 2 * 1024 * 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  command = exm_command_new_set_input (1, big);
  g_assert_null (exm_dataset_run_sync (dataset, command, &error));
  g_assert_error (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NO_SPACE);
  fixture_assert_dump (dataset, before);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);

  /* Room again: it works, and what was there is there. */
  fixture_run (dataset, exm_command_new_set_input (1, big));
  fixture_undo (dataset);
  fixture_redo (dataset);
  fixture_undo (dataset);
  fixture_close (dataset);
  dataset = fixture_open (file);
  fixture_assert_dump (dataset, before);
  fixture_close (dataset);
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], "--child"))
    child_main (argv[2]);
  self_program = argv[0];
  g_test_init (&argc, &argv, NULL);
  fixture_init ();
  g_test_add_func ("/core/kill/edits", test_kill);
  g_test_add_func ("/core/kill/two-processes", test_two_processes);
  g_test_add_func ("/core/kill/disk-full", test_disk_full);
  return fixture_run_tests ();
}
