/* test-kill.c - kill -9 at any moment: nothing that was said is lost, no job twice
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-test"

#include "config.h"

#include "kill-ops.h"

#include "exm-catalogue.h"
#include "exm-import.h"
#include "exm-jobs.h"
#include "exm-practice.h"
#include "exm-submission.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* 200 in all; EXM_TEST_KILLS multiplies (a number, 1 by default). */
#define EDIT_KILLS 130
#define SUBMIT_KILLS 70

typedef struct
{
  GSubprocess *process;
  pid_t        pid;
} Child;

static char *
child_program (void)
{
  return g_test_build_filename (G_TEST_BUILT, "kill", "kill-child", NULL);
}

static Child
spawn (const char *mode,
       const char *path,
       const char *argument)
{
  g_autofree char *program = child_program ();
  g_autofree char *home = g_path_get_dirname (path);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GError) error = NULL;
  Child child;

  /* What it leaves beside the dataset must be there for its successor. */
  g_subprocess_launcher_setenv (launcher, "HOME", home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_STATE_HOME", home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", home, TRUE);
  child.process = g_subprocess_launcher_spawn (launcher, &error, program, mode, path, argument, NULL);
  g_assert_no_error (error);
  child.pid = (pid_t)g_ascii_strtoll (g_subprocess_get_identifier (child.process), NULL, 10);
  return child;
}

/* Waits until the child has said something, so that a slow machine does not kill
 * each before it did anything; what it said stays unread. */
static void
wait_for_word (Child *child)
{
  GPollableInputStream *out = G_POLLABLE_INPUT_STREAM (g_subprocess_get_stdout_pipe (child->process));

  for (guint ms = 0; ms < 60 * 1000 && !g_pollable_input_stream_is_readable (out); ms++)
    g_usleep (1000);
}

/* Kills after @wait_us unless it ended before; returns what it said. */
static char *
kill_after (Child    *child,
            gulong    wait_us,
            gboolean *was_killed)
{
  g_autoptr (GError) error = NULL;
  GInputStream *out = g_subprocess_get_stdout_pipe (child->process);
  g_autoptr (GOutputStream) said = g_memory_output_stream_new_resizable ();
  gint64 deadline = g_get_monotonic_time () + (gint64)wait_us;
  gsize  n;

  while (g_get_monotonic_time () < deadline)
    {
      siginfo_t info = { 0 };

      /* Looks without reaping; GSubprocess may have done that already. */
      if (waitid (P_PID, (id_t)child->pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
          info.si_pid == child->pid)
        break;
      g_usleep (1000);
    }
  g_subprocess_force_exit (child->process);
  g_output_stream_splice (said, out, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
  g_subprocess_wait (child->process, NULL, &error);
  g_assert_no_error (error);
  *was_killed = g_subprocess_get_if_signaled (child->process) &&
                g_subprocess_get_term_sig (child->process) == SIGKILL;
  if (!*was_killed)
    {
      g_assert_true (g_subprocess_get_if_exited (child->process));
      g_assert_cmpint (g_subprocess_get_exit_status (child->process), ==, 0);
    }
  g_clear_object (&child->process);
  n = g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (said));
  /* A child that was killed before its first word said nothing at all. */
  return n > 0 ? g_strndup (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (said)), n) : g_strdup ("");
}

static guint
n_kills (guint usual)
{
  const char *factor = g_getenv ("EXM_TEST_KILLS");

  return factor != NULL ? usual * (guint)g_ascii_strtoull (factor, NULL, 10) : usual;
}

static ExmDataset *
open_dataset (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  ExmDataset *dataset = exm_dataset_open_sync (file, EXM_OPEN_DEFAULT, &error);

  g_assert_no_error (error);
  return dataset;
}

static void
create_sample (const char *path)
{
  g_autoptr (GFile) sample = g_file_new_for_path (g_getenv ("EXM_TEST_SAMPLE"));
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (ExmSource) source = exm_source_new_file (sample);
  g_autoptr (ExmImport) import = exm_import_new (source, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmImportReport) report = exm_import_create_sync (import, file, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (report->n_examples, ==, 527);
}

/* Few posts, so that the time goes into being killed and not into training. */
static void
create_small (const char *path)
{
  g_autoptr (GString) text = g_string_new ("post,label\n");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (ExmSource) source = NULL;
  g_autoptr (ExmImport) import = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmImportReport) report = NULL;

  for (guint i = 0; i < 24; i++)
    g_string_append_printf (text, "%s number %u,%s\n", i % 2 ? "A lovely day" : "A terrible day", i,
                            i % 2 ? "Positive" : "Negative");
  bytes = g_bytes_new (text->str, text->len);
  source = exm_source_new_bytes (bytes, "small");
  import = exm_import_new (source, NULL);
  report = exm_import_create_sync (import, file, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->n_examples, ==, 24);
}

/* --- edits and imports ----------------------------------------------------- */

typedef struct
{
  ExmDataset *reference; /* same operations, never killed */
  guint       done;      /* operations it has run */
} Reference;

static void
reference_step (Reference *self)
{
  g_autoptr (GError) error = NULL;

  kill_ops_run (self->reference, self->done, &error);
  g_assert_no_error (error);
  self->done++;
}

/* The killed file holds what was acknowledged, and perhaps the one operation that
 * was under way: nothing less, nothing else. */
static void
check_after_kill (const char *path,
                  Reference  *reference,
                  guint       acknowledged)
{
  g_autoptr (ExmDataset) dataset = open_dataset (path);
  g_autofree char *digest = kill_ops_digest (dataset);
  g_autofree char *expected = NULL;

  while (reference->done < acknowledged)
    reference_step (reference);
  expected = kill_ops_digest (reference->reference);
  if (!g_str_equal (digest, expected))
    {
      g_autofree char *next = NULL;

      reference_step (reference);
      next = kill_ops_digest (reference->reference);
      g_assert_cmpstr (digest, ==, next);
    }
  exm_dataset_close_sync (dataset);
}

static guint
count_acknowledged (const char *said,
                    guint       before)
{
  const char *last = g_strrstr (said, "\n");

  if (last == NULL)
    return before;
  while (last > said && last[-1] != '\n')
    last--;
  return (guint)g_ascii_strtoull (last, NULL, 10) + 1;
}

static void
test_edit (void)
{
  g_autofree char *folder = g_dir_make_tmp ("exm-kill-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "killed.exemplar", NULL);
  g_autofree char *reference_path = g_build_filename (folder, "reference.exemplar", NULL);
  Reference        reference = { 0 };
  guint            kills = n_kills (EDIT_KILLS);
  guint            acknowledged = 0;

  create_sample (path);
  create_sample (reference_path);
  reference.reference = open_dataset (reference_path);
  for (guint i = 0; i < kills; i++)
    {
      g_autofree char *first = g_strdup_printf ("%u", reference.done);
      Child            child = spawn ("edit", path, first);
      g_autofree char *said = NULL;
      gboolean         was_killed;

      /* Each fifth is killed while it starts and opens the file. */
      if (i % 5 != 0)
        wait_for_word (&child);
      said = kill_after (&child, (gulong)g_test_rand_int_range (0, 100000), &was_killed);
      g_assert_true (was_killed);
      acknowledged = count_acknowledged (said, reference.done);
      check_after_kill (path, &reference, acknowledged);
    }
  g_test_message ("%u kills, %u operations acknowledged, 0 lost", kills, acknowledged);
  g_assert_cmpuint (acknowledged, >=, kills - kills / 5 - 1);
  exm_dataset_close_sync (reference.reference);
  g_clear_object (&reference.reference);
}

/* --- submissions ------------------------------------------------------------ */

/* Jobs on the server; no two may come of one submission. */
static guint
count_jobs (ExmGoogle    *google,
            ExmCatalogue *catalogue,
            const char   *request_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) jobs = exm_jobs_list_sync (google, NULL, catalogue, NULL, &error);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < jobs->len; i++)
    {
      const char *of_job = exm_jobs_get_request_id (g_ptr_array_index (jobs, i));

      g_assert_nonnull (of_job);
      g_assert_true (g_hash_table_add (seen, (gpointer)of_job));
      if (request_id == NULL || g_str_equal (of_job, request_id))
        n++;
    }
  return n;
}

/* Kills one submission again and again until it gets through, or @kills are used up
 * and it is let through. Returns the number of kills. */
static guint
kill_submission (const char *path,
                 const char *origin,
                 guint       kills,
                 char      **said)
{
  guint used = 0;

  for (;;)
    {
      Child    child = spawn ("submit", path, origin);
      gboolean was_killed;
      gulong   wait_us = used < kills ? (gulong)g_test_rand_int_range (2000, 250000)
                                      : 120 * G_USEC_PER_SEC;

      *said = kill_after (&child, wait_us, &was_killed);
      if (!was_killed)
        return used;
      g_assert_cmpuint (used, <, kills);
      used++;
      g_clear_pointer (said, g_free);
    }
}

static void
test_submit (void)
{
  g_autofree char *folder = g_dir_make_tmp ("exm-kill-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "killed.exemplar", NULL);
  g_autofree char *state = g_build_filename (folder, "practice", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmPractice) practice = exm_practice_new (state, &error);
  g_autoptr (ExmCatalogue) catalogue = exm_catalogue_load (NULL);
  g_autoptr (ExmGoogle) google = NULL;
  guint kills = n_kills (SUBMIT_KILLS);
  guint used = 0;
  guint submissions = 0;

  g_assert_no_error (error);
  exm_practice_set_speed (practice, 1000);
  g_assert_true (exm_practice_start (practice, 0, &error));
  google = exm_google_new_practice (exm_practice_get_url (practice),
                                    EXM_PRACTICE_TOKEN_PREFIX "kill", &error);
  g_assert_no_error (error);
  create_small (path);
  while (used < kills)
    {
      g_autofree char *said = NULL;
      g_auto (GStrv) words = NULL;

      used += kill_submission (path, exm_practice_get_url (practice), MIN (kills - used, 12), &said);
      submissions++;
      words = g_strsplit (g_strstrip (said), " ", 2);
      g_assert_cmpstr (words[1], ==, "JOB_STATE_SUCCEEDED");
      g_assert_cmpuint (count_jobs (google, catalogue, words[0]), ==, 1);
    }
  /* A child killed between the end of its submission and its own leaves one that
   * was not counted here. */
  g_assert_cmpuint (count_jobs (google, catalogue, NULL), >=, submissions);
  g_test_message ("%u kills in %u submissions, %u jobs", used, submissions, submissions);
  exm_practice_stop (practice);
}

int
main (int    argc,
      char **argv)
{
  /* Not G_TEST_OPTION_ISOLATE_DIRS: GLib leaks the folders of the case before, and
   * what is written here goes into folders of its own anyway. */
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kill/edit-and-import", test_edit);
  g_test_add_func ("/kill/submit", test_submit);
  return g_test_run ();
}
