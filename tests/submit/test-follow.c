/* test-follow.c - what is learnt from a job that is followed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include <glib/gstdio.h>

#include "exm-jobs.h"
#include "exm-submit-history.h"
#include "exm-submit-values-private.h"
#include "exm-submit-work-private.h"
#include "submit-fixture.h"

/* --- dropped examples ------------------------------------------------------------------ */

/* Rows 10 and 20 of forty are far too long. */
static gboolean
import_long (ExmImportSink *sink,
             gpointer       user_data,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(GString) giant = g_string_new (NULL);
  ExmTask task = { .system_instruction = (char *)"Say the sentiment.", .input_template = (char *)"Text: {text}", .output_template = (char *)"Sentiment: {label}" };

  for (guint i = 0; i < 140000; i++)
    g_string_append (giant, "w ");
  if (!exm_import_sink_set_task (sink, &task, error))
    return FALSE;
  for (guint i = 1; i <= 40; i++)
    {
      g_autofree char *text = i % 10 == 0 && i <= 20 ? g_strdup_printf ("%s%u", giant->str, i)
                                                     : g_strdup_printf ("Post number %u is about %s things", i, i % 2 ? "sunny" : "awful");
      const char      *label = i % 2 ? "Positive" : "Negative";
      ExmImportRow     row = { .input = text, .input_length = strlen (text) };

      row.label = exm_import_sink_label (sink, label, strlen (label));
      if (!exm_import_sink_add (sink, &row, error))
        return FALSE;
    }
  return TRUE;
}

static char *
long_dataset_new (void)
{
  char *path = g_build_filename (fixture_folder (), "long" EXM_DATASET_EXTENSION, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;

  exm_dataset_create_with_import_sync (file, "test", import_long, NULL, NULL, &error);
  g_assert_no_error (error);
  return path;
}

typedef struct
{
  GHashTable *wanted; /* row ids */
  guint       n_long;
} Seen;

static gboolean
see_row (const ExmExample *example,
         const char       *label_name,
         gpointer          user_data,
         GError          **error)
{
  Seen *seen = user_data;

  if (g_hash_table_contains (seen->wanted, GUINT_TO_POINTER (example->id)))
    {
      g_assert_cmpuint (strlen (example->input), >, 200000);
      seen->n_long++;
    }
  return TRUE;
}

/* "Open the 2 posts that were dropped, and why." */
static void
test_dropped (void)
{
  Service          service;
  g_autofree char *path = long_dataset_new ();
  g_autoptr(ExmDataset) dataset = fixture_open (path);
  g_autoptr(ExmSubmitRun) run = NULL;
  g_autoptr(ExmSubmission) loaded = NULL;
  g_autoptr(GPtrArray) groups = NULL;
  g_autoptr(GHashTable) wanted = g_hash_table_new (NULL, NULL);
  g_autofree char *words = NULL;
  g_autoptr(GError) error = NULL;
  ExmDroppedGroup *group;
  Seen             seen = { wanted, 0 };

  service_start (&service);
  run = fixture_run_new (&service, dataset);
  g_assert_true (exm_submit_run_run_sync (run, TRUE, NULL, &error));
  g_assert_no_error (error);
  /* As read from the file again. */
  loaded = exm_submission_load_sync (dataset, exm_submit_run_get_submission (run)->id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (loaded->n_dropped, ==, 2);
  g_assert_cmpuint (loaded->dropped->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint (((ExmDroppedRow *)g_ptr_array_index (loaded->dropped, i))->line, >, 0);
  words = exm_submission_dup_dropped_words (loaded);
  g_assert_cmpstr (words, ==, "2 of 40 examples were not trained on");

  groups = exm_submission_list_dropped (loaded);
  g_assert_cmpuint (groups->len, >=, 1);
  group = g_ptr_array_index (groups, 0);
  g_assert_true (g_str_has_prefix (group->words, "Too long"));
  for (guint i = 0; i < groups->len; i++)
    {
      group = g_ptr_array_index (groups, i);
      for (guint j = 0; j < group->rows->len; j++)
        g_hash_table_add (wanted, GUINT_TO_POINTER (g_array_index (group->rows, ExmRowId, j)));
    }
  exm_dataset_foreach_sync (dataset, NULL, NULL, see_row, &seen, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (seen.n_long, ==, 2);
  g_test_message ("2 of 2 dropped lines mapped back to their rows");
  service_stop (&service);
}

/* --- figures ------------------------------------------------------------------------------ */

static void
test_figures (void)
{
  Service          service;
  g_autofree char *path = fixture_dataset_new (150);
  g_autoptr(ExmDataset) dataset = fixture_open (path);
  g_autoptr(ExmSubmitRun) run = NULL;
  g_autoptr(ExmSubmission) loaded = NULL;
  g_autofree char *words = NULL;
  g_autofree char *history = g_build_filename (g_get_user_data_dir (), "exemplar", "tuning-history.ini", NULL);
  g_autoptr(GError) error = NULL;
  double   counted = 0;
  guint    before;
  guint    n_eval = 0;
  GStatBuf info;

  service_start (&service);
  before = exm_history_count (exm_catalogue_get_default (service.catalogue)->id, TRUE);
  run = fixture_run_new (&service, dataset);
  g_assert_cmpint (exm_submit_run_get_expected (run), ==, -1);
  g_assert_true (exm_submit_run_run_sync (run, TRUE, NULL, &error));
  g_assert_no_error (error);
  loaded = exm_submission_load_sync (dataset, exm_submit_run_get_submission (run)->id, &error);
  g_assert_no_error (error);

  g_assert_true (loaded->input_tokens.known && loaded->output_tokens.known && loaded->messages.known);
  for (guint i = 0; i < loaded->input_tokens.buckets->len; i++)
    counted += g_array_index (loaded->input_tokens.buckets, ExmTuningBucket, i).count;
  g_assert_cmpfloat (counted, ==, (double)loaded->n_training);
  g_assert_cmpfloat (loaded->messages.mean, ==, 2);
  g_assert_cmpfloat (loaded->input_tokens.sum + loaded->output_tokens.sum, ==, (double)loaded->billable_tokens);
  g_assert_cmpint (loaded->epochs_used, ==, 2);
  g_assert_cmpint (loaded->estimated_tokens, >, 0);
  g_assert_cmpint (exm_submission_get_billed_once (loaded), ==, loaded->billable_tokens);
  words = exm_submission_dup_tokens_words (loaded);
  g_assert_nonnull (strstr (words, "the estimate was"));
  for (guint i = 0; i < loaded->curves->len; i++)
    n_eval += g_str_has_prefix (((ExmCurve *)g_ptr_array_index (loaded->curves, i))->name, "/eval_");
  g_assert_cmpuint (n_eval, >=, 2);

  /* It taught the next one, in a private file, with figures only. */
  g_assert_cmpuint (exm_history_count (loaded->base_model, TRUE), ==, before + 1);
  g_assert_cmpint (g_stat (history, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_true (exm_history_add (loaded, &error));
  g_assert_cmpuint (exm_history_count (loaded->base_model, TRUE), ==, before + 1);
  g_assert_cmpint (exm_history_expect_seconds (loaded->base_model, TRUE, loaded->n_training, 2), >, 0);
  service_stop (&service);
}

static ExmSubmission *
past_new (const char *model,
          gint64      seconds,
          gint64      examples,
          gint64      epochs,
          gint64      estimated,
          gint64      billed)
{
  static guint n;
  g_autoptr(GHashTable) values = _exm_values_new ();
  g_autofree char *id = g_strdup_printf ("request-%u", n++);

  _exm_values_put (values, KEY_REQUEST_ID, id);
  _exm_values_put (values, KEY_ACCOUNT, "google");
  _exm_values_put (values, KEY_BASE_MODEL, model);
  _exm_values_put (values, KEY_STEP, "ended");
  _exm_values_put (values, KEY_STATE, "JOB_STATE_SUCCEEDED");
  _exm_values_put (values, KEY_ENDPOINT, "projects/1/locations/us/endpoints/1");
  _exm_values_put_int (values, KEY_CREATED, 1000000 + n);
  _exm_values_put_int (values, KEY_ENDED, 1000000 + n + seconds);
  _exm_values_put_int (values, KEY_EXAMPLES, examples);
  _exm_values_put_int (values, KEY_EPOCHS_USED, epochs);
  _exm_values_put_int (values, KEY_ESTIMATED_TOKENS, estimated);
  _exm_values_put_int (values, KEY_BILLABLE_TOKENS, billed);
  return _exm_submission_parse (1, values);
}

static void
test_history (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "exemplar", "tuning-history.ini", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (exm_history_expect_seconds ("m1", FALSE, 100, 3), ==, -1);
  g_assert_cmpfloat (exm_history_get_token_factor ("m1", FALSE), ==, 1);
  /* 600 s and 2 s for each example and epoch. */
  for (guint i = 1; i <= 30; i++)
    {
      g_autoptr(ExmSubmission) past = past_new ("m1", 600 + 2 * (gint64)i * 10 * 3, (gint64)i * 10, 3, 1000, 1300);

      g_assert_true (exm_history_add (past, &error));
      g_assert_no_error (error);
    }
  g_assert_cmpuint (exm_history_count ("m1", FALSE), ==, EXM_HISTORY_KEPT);
  g_assert_cmpint (exm_history_expect_seconds ("m1", FALSE, 1000, 3), ==, 6600);
  g_assert_cmpint (exm_history_expect_seconds ("m1", FALSE, 1000, 0), ==, 6600); /* automatic counts as 3 */
  g_assert_cmpint (exm_history_expect_seconds ("m1", TRUE, 1000, 3), ==, -1);
  g_assert_cmpfloat_with_epsilon (exm_history_get_token_factor ("m1", FALSE), 1.3, 0.001);

  /* All of one size: the median. A total that has the epochs in it is seen as that. */
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(ExmSubmission) past = past_new ("m2", 1000 + i, 100, 4, 1000, 4400);

      g_assert_cmpint (exm_submission_get_billed_once (past), ==, 1100);
      g_assert_true (exm_history_add (past, NULL));
    }
  g_assert_cmpint (exm_history_expect_seconds ("m2", FALSE, 9999, 4), ==, 1001);
  g_assert_cmpfloat_with_epsilon (exm_history_get_token_factor ("m2", FALSE), 1.1, 0.001);

  /* Broken: an empty one, and it can be written again. */
  g_assert_true (g_file_set_contents (path, "\xff[[[\nm2 google=", -1, NULL));
  g_assert_cmpuint (exm_history_count ("m2", FALSE), ==, 0);
  {
    g_autoptr(ExmSubmission) past = past_new ("odd]\nname", 10, 1, 1, 0, 0);

    g_assert_true (exm_history_add (past, NULL));
    g_assert_cmpuint (exm_history_count ("odd]\nname", FALSE), ==, 1);
    g_assert_cmpfloat (exm_history_get_token_factor ("odd]\nname", FALSE), ==, 1);
  }
}

static void
test_elapsed (void)
{
  g_autoptr(ExmSubmission) ended = past_new ("m", 50, 1, 1, 0, 0);

  g_assert_cmpint (exm_submission_get_elapsed (ended, 0), ==, 50);
  /* A clock that was set back. */
  ended->ended = ended->created - 100;
  g_assert_cmpint (exm_submission_get_elapsed (ended, 0), ==, 0);
  ended->ended = 0;
  g_assert_cmpint (exm_submission_get_elapsed (ended, ended->created + 7), ==, 7);
  g_assert_cmpint (exm_submission_get_elapsed (ended, 5), ==, 0);
}

/* --- lost answers ---------------------------------------------------------------------------- */

/* R23: a create that is carried out and whose answer is lost, a hundred times. */
static void
test_lost_creates (void)
{
  Service          service;
  g_autofree char *path = fixture_dataset_new (20);
  g_autoptr(ExmDataset) dataset = fixture_open (path);
  g_autoptr(GPtrArray) list = NULL;
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) jobs = NULL;
  g_autoptr(GError) error = NULL;
  const guint n = 100;

  service_start (&service);
  for (guint i = 0; i < n; i++)
    {
      const ExmPracticeFault fault = { .kind = EXM_PRACTICE_FAULT_CUT_AFTER, .method = "POST", .path = "/tuningJobs", .times = 1 };
      g_autoptr(ExmSubmitRun) run = NULL;

      exm_practice_clear_faults (service.practice);
      exm_practice_add_fault (service.practice, &fault);
      run = fixture_run_new (&service, dataset);
      g_assert_true (exm_submit_run_run_sync (run, FALSE, NULL, &error));
      g_assert_no_error (error);
    }
  list = exm_submission_list_sync (dataset, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, n);
  for (guint i = 0; i < list->len; i++)
    {
      const ExmSubmission *submission = g_ptr_array_index (list, i);

      g_assert_nonnull (submission->job_name);
      g_assert_true (g_hash_table_add (names, submission->job_name));
    }
  jobs = exm_jobs_list_sync (service.google, NULL, service.catalogue, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (jobs->len, ==, n);
  g_test_message ("R23: %u lost answers, %u jobs, %u submissions with a job of their own", n, jobs->len, g_hash_table_size (names));
  service_stop (&service);
}

/* The clock on the wall jumps while the answer is owed: one job all the same. */
static void
test_clock_jump (gconstpointer data)
{
  const gint64     jump_ms = (gint64)GPOINTER_TO_INT (data) * 1000;
  Service          service;
  g_autofree char *path = fixture_dataset_new (20);
  g_autoptr(ExmDataset) dataset = fixture_open (path);
  const ExmPracticeFault fault = { .kind = EXM_PRACTICE_FAULT_CUT_AFTER, .method = "POST", .path = "/tuningJobs", .times = 1 };
  const ExmPracticeFault deaf = { .kind = EXM_PRACTICE_FAULT_STATUS, .method = "GET", .path = "/tuningJobs", .times = 1000, .status = 403 };
  g_autoptr(ExmSubmitRun) run = NULL;
  g_autoptr(ExmSubmitRun) again = NULL;
  g_autoptr(GHashTable) values = NULL;
  g_autoptr(GHashTable) changed = NULL;
  g_autoptr(GError) error = NULL;
  gint64 id;

  service_start (&service);
  exm_practice_add_fault (service.practice, &fault);
  exm_practice_add_fault (service.practice, &deaf);
  run = fixture_run_new (&service, dataset);
  g_assert_false (exm_submit_run_run_sync (run, FALSE, NULL, &error));
  g_assert_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_UNCERTAIN);
  g_clear_error (&error);
  exm_practice_clear_faults (service.practice);

  id = exm_submit_run_get_submission (run)->id;
  values = exm_dataset_get_record_sync (dataset, EXM_SUBMISSION_KIND, id, &error);
  changed = _exm_values_copy (values);
  _exm_values_put_int (changed, KEY_CREATE_SENT, _exm_values_int (values, KEY_CREATE_SENT, 0) - jump_ms);
  g_assert_cmpint (_exm_values_store (dataset, EXM_SUBMISSION_KIND, id, values, changed, &error), ==, id);
  again = fixture_resume_new (&service, dataset);
  g_assert_true (exm_submit_run_run_sync (again, FALSE, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (fixture_count_jobs (&service, dataset), ==, 1);
  service_stop (&service);
}

static void
add_tests (void)
{
  g_test_add_func ("/submit/follow/history", test_history);
  g_test_add_func ("/submit/follow/elapsed", test_elapsed);
  g_test_add_func ("/submit/follow/dropped", test_dropped);
  g_test_add_func ("/submit/follow/figures", test_figures);
  g_test_add_func ("/submit/follow/lost-creates", test_lost_creates);
  g_test_add_data_func ("/submit/follow/clock-back", GINT_TO_POINTER (-86400), test_clock_jump);
  g_test_add_data_func ("/submit/follow/clock-forward", GINT_TO_POINTER (86400), test_clock_jump);
}

int
main (int   argc,
      char *argv[])
{
  return fixture_main (argc, argv, add_tests);
}
