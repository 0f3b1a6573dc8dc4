/* test-journey.c - from a dataset to a tuned model that answers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "exm-jobs.h"
#include "exm-submit-work-private.h"
#include "exm-try.h"
#include "submit-fixture.h"

static void
assert_no_files (const char *request_id)
{
  g_autofree char *path = g_build_filename (fixture_folder (), "exemplar", "submissions", request_id, NULL);

  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static gboolean
count_split (const ExmExample *example,
             const char       *label_name,
             gpointer          user_data,
             GError          **error)
{
  gint64 *counts = user_data;

  counts[example->split]++;
  return TRUE;
}

static void
assert_succeeded (Service       *service,
                  ExmDataset    *dataset,
                  ExmSubmission *submission)
{
  g_assert_nonnull (submission);
  g_assert_cmpstr (submission->state_text, ==, "JOB_STATE_SUCCEEDED");
  g_assert_true (exm_submission_succeeded (submission));
  g_assert_true (submission->practice);
  g_assert_null (submission->error);
  g_assert_nonnull (submission->model);
  g_assert_cmpuint (submission->checkpoints->len, ==, 2);
  g_assert_cmpint (submission->ended, >=, submission->created);
  g_assert_cmpuint (fixture_count_jobs (service, dataset), ==, 1);
  assert_no_files (submission->request_id);
}

static void
test_whole (void)
{
  Service          service;
  g_autofree char *path = fixture_dataset_new (150);
  g_autoptr(ExmDataset) dataset = fixture_open (path);
  g_autoptr(ExmSubmitRun) run = NULL;
  g_autoptr(ExmTry) answer = NULL;
  g_autoptr(GPtrArray) tries = NULL;
  g_autoptr(ExmTuningJob) job = NULL;
  g_autofree char *endpoint = NULL;
  g_autoptr(GError) error = NULL;
  ExmSubmission *submission;
  gint64         counts[3] = { 0 };

  service_start (&service);
  run = fixture_run_new (&service, dataset);
  g_assert_true (exm_submit_run_run_sync (run, TRUE, NULL, &error));
  g_assert_no_error (error);
  submission = exm_submit_run_get_submission (run);
  assert_succeeded (&service, dataset, submission);
  g_assert_cmpint (submission->n_training + submission->n_validation, ==, 150);
  g_assert_cmpint (submission->n_validation, >=, 12);
  g_assert_cmpint (submission->n_validation, <=, 15);
  g_assert_cmpint (submission->examples, ==, submission->n_training);
  g_assert_cmpuint (submission->curves->len, >=, 4);
  g_assert_cmpstr (submission->input_template, ==, "Text: {text}");

  exm_dataset_foreach_sync (dataset, NULL, NULL, count_split, counts, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (counts[EXM_SPLIT_TRAINING], ==, submission->n_training);
  g_assert_cmpint (counts[EXM_SPLIT_VALIDATION], ==, submission->n_validation);

  answer = exm_try_ask_sync (dataset, service.google, submission, NULL, "awful terrible traffic today", 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (answer->answer, ==, "Sentiment: Negative");
  g_assert_cmpstr (answer->value, ==, "Negative");
  tries = exm_try_list_sync (dataset, &error);
  g_assert_cmpuint (tries->len, ==, 1);
  g_assert_cmpstr (((ExmTry *)g_ptr_array_index (tries, 0))->text, ==, "awful terrible traffic today");

  job = exm_jobs_find_sync (service.google, NULL, service.catalogue, "Test model", &endpoint, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (endpoint, ==, submission->endpoint);
  service_stop (&service);
}

static void
ended_cb (ExmSubmitRun *run,
          gpointer      user_data)
{
  g_main_loop_quit (user_data);
}

static void
count_cb (ExmSubmitRun *run,
          GParamSpec   *pspec,
          gpointer      user_data)
{
  (*(guint *)user_data)++;
}

static void
test_async (void)
{
  Service          service;
  g_autofree char *path = fixture_dataset_new (60);
  g_autoptr(ExmDataset) dataset = fixture_open (path);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(ExmSubmitRun) run = NULL;
  guint n_steps = 0;

  service_start (&service);
  run = fixture_run_new (&service, dataset);
  g_signal_connect (run, "ended", G_CALLBACK (ended_cb), loop);
  g_signal_connect (run, "notify::step", G_CALLBACK (count_cb), &n_steps);
  exm_submit_run_start (run);
  g_main_loop_run (loop);
  g_assert_no_error (exm_submit_run_get_error (run));
  assert_succeeded (&service, dataset, exm_submit_run_get_submission (run));
  g_assert_cmpint (exm_submit_run_get_submission (run)->n_validation, ==, 0);
  g_assert_cmpuint (n_steps, >=, 1);
  g_assert_cmpuint (exm_submit_run_get_curves (run)->len, >=, 2);
  service_stop (&service);
}

static void
test_not_ready (void)
{
  Service          service;
  g_autofree char *path = fixture_dataset_new (15);
  g_autoptr(ExmDataset) dataset = fixture_open (path);
  g_autoptr(ExmSubmitRun) run = NULL;
  g_autoptr(GPtrArray) list = NULL;
  g_autoptr(GError) error = NULL;

  service_start (&service);
  run = fixture_run_new (&service, dataset);
  g_assert_false (exm_submit_run_run_sync (run, TRUE, NULL, &error));
  g_assert_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_NOT_READY);
  list = exm_submission_list_sync (dataset, NULL);
  g_assert_cmpuint (list->len, ==, 0);
  service_stop (&service);
}

static void
test_options (void)
{
  static const struct
  {
    const char *model;
    const char *name;
    int         percent, epochs, adapter;
    double      rate;
    int         code;
  } cases[] = {
    { NULL, "x", -1, 0, 0, 0, -1 },
    { NULL, "x", 20, 3, 4, 0.5, -1 },
    { NULL, "", -1, 0, 0, 0, EXM_SUBMIT_ERROR_OPTION },
    { NULL, "x", 21, 0, 0, 0, EXM_SUBMIT_ERROR_OPTION },
    { NULL, "x", -2, 0, 0, 0, EXM_SUBMIT_ERROR_OPTION },
    { NULL, "x", -1, -1, 0, 0, EXM_SUBMIT_ERROR_OPTION },
    { NULL, "x", -1, 0, 3, 0, EXM_SUBMIT_ERROR_OPTION },
    { NULL, "x", -1, 0, 0, -1, EXM_SUBMIT_ERROR_OPTION },
    { "no-such-model", "x", -1, 0, 0, 0, EXM_SUBMIT_ERROR_MODEL },
    { "gemini-1.0-pro-002", "x", -1, 0, 0, 0, EXM_SUBMIT_ERROR_MODEL },
  };
  g_autoptr(ExmCatalogue) catalogue = exm_catalogue_load (NULL);
  ExmStats stats = { .n_ready = 100 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *model = cases[i].model != NULL ? cases[i].model : exm_catalogue_get_default (catalogue)->id;
      g_autoptr(ExmSubmitOptions) options = exm_submit_options_new (model, cases[i].name);
      g_autoptr(GError) error = NULL;

      g_test_message ("case %u", i);
      options->validation_percent = cases[i].percent;
      options->epochs = cases[i].epochs;
      options->adapter_size = cases[i].adapter;
      options->learning_rate_multiplier = cases[i].rate;
      g_assert_true (exm_submit_options_check (options, catalogue, &stats, &error) == (cases[i].code < 0));
      if (cases[i].code >= 0)
        g_assert_error (error, EXM_SUBMIT_ERROR, cases[i].code);
    }
}

/* --- lost answers ----------------------------------------------------------------------- */

static void
test_lost (gconstpointer data)
{
  const ExmPracticeFaultKind kind = GPOINTER_TO_INT (data);
  Service                    service;

  service_start (&service);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *path = fixture_dataset_new (40);
      g_autoptr(ExmDataset) dataset = fixture_open (path);
      g_autoptr(ExmSubmitRun) run = fixture_run_new (&service, dataset);
      g_autoptr(GError) error = NULL;
      const ExmPracticeFault fault = { .kind = kind, .method = "POST", .path = "/tuningJobs", .times = 1, .status = 503 };

      exm_practice_add_fault (service.practice, &fault);
      exm_submit_run_run_sync (run, TRUE, NULL, &error);
      g_assert_no_error (error);
      assert_succeeded (&service, dataset, exm_submit_run_get_submission (run));
      exm_practice_clear_faults (service.practice);
    }
  service_stop (&service);
}

/* --- obstacles ------------------------------------------------------------------------------ */

static void
test_obstacle (gconstpointer data)
{
  Service          service;
  g_autofree char *path = fixture_dataset_new (40);
  g_autoptr(ExmDataset) dataset = fixture_open (path);
  g_autoptr(ExmSubmitRun) run = NULL;
  g_autoptr(ExmSubmitRun) again = NULL;
  g_autoptr(GPtrArray) list = NULL;
  g_autoptr(GError) error = NULL;
  ExmSubmission *submission;

  service_start (&service);
  exm_practice_set_obstacles (service.practice, GPOINTER_TO_INT (data));
  run = fixture_run_new (&service, dataset);
  g_assert_false (exm_submit_run_run_sync (run, TRUE, NULL, &error));
  g_assert_true (error->domain == EXM_CLOUD_ERROR);
  g_clear_error (&error);

  /* It waits for the user, and says why. */
  list = exm_submission_list_sync (dataset, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 1);
  submission = g_ptr_array_index (list, 0);
  g_assert_false (exm_submission_is_ended (submission));
  g_assert_nonnull (submission->error);

  exm_practice_set_obstacles (service.practice, 0);
  again = fixture_resume_new (&service, dataset);
  g_assert_true (exm_submit_run_run_sync (again, TRUE, NULL, &error));
  g_assert_no_error (error);
  assert_succeeded (&service, dataset, exm_submit_run_get_submission (again));
  service_stop (&service);
}

/* --- secrets ----------------------------------------------------------------------------------- */

static guint n_states;

static void
assert_private (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  struct stat info;
  const char *name;

  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      if (g_file_test (file, G_FILE_TEST_IS_DIR))
        {
          assert_private (file);
          continue;
        }
      g_assert_cmpint (stat (file, &info), ==, 0);
      g_assert_cmpint (info.st_mode & 0777, ==, 0600);
      n_states += g_str_has_suffix (name, ".upload");
    }
}

static void
private_hook (const char *point,
              gpointer    user_data)
{
  g_autofree char *path = g_build_filename (fixture_folder (), "exemplar", "submissions", NULL);

  if (g_str_has_prefix (point, "upload:") || g_str_has_suffix (point, ":upload"))
    assert_private (path);
}

static void
test_private (void)
{
  Service          service;
  g_autofree char *path = fixture_dataset_new (40);
  g_autofree char *bytes = NULL;
  gsize            size;
  g_autoptr(GError) error = NULL;

  service_start (&service);
  {
    g_autoptr(ExmDataset) dataset = fixture_open (path);
    g_autoptr(ExmSubmitRun) run = fixture_run_new (&service, dataset);

    n_states = 0;
    _exm_submit_set_hook (private_hook, NULL);
    g_assert_true (exm_submit_run_run_sync (run, TRUE, NULL, &error));
    _exm_submit_set_hook (NULL, NULL);
    g_assert_cmpuint (n_states, >, 0);
    exm_dataset_close_sync (dataset);
  }
  g_assert_true (g_file_get_contents (path, &bytes, &size, &error));
  g_assert_null (memmem (bytes, size, "upload_id", strlen ("upload_id")));
  g_assert_null (memmem (bytes, size, EXM_PRACTICE_TOKEN, strlen (EXM_PRACTICE_TOKEN)));
  service_stop (&service);
}

/* --- cancel ------------------------------------------------------------------------------- */

typedef struct
{
  ExmSubmitRun *run;
  const char   *point;
} CancelAt;

static void
cancel_hook (const char *point,
             gpointer    user_data)
{
  CancelAt *at = user_data;

  if (g_str_equal (point, at->point))
    exm_submit_run_cancel (at->run);
}

static void
test_cancel (void)
{
  static const struct
  {
    const char *point;
    guint       n_jobs;
  } cases[] = {
    { "committed:freeze", 0 },
    { "committed:split", 0 },
    { "committed:write", 0 },
    { "committed:bucket", 0 },
    { "upload:state", 0 },
    { "committed:upload", 0 },
    { "create:send", 1 },
    { "create:answered", 1 },
    { "committed:follow", 1 },
    { "follow:look", 1 },
  };
  Service service;

  service_start (&service);
  exm_practice_set_speed (service.practice, 2);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = fixture_dataset_new (40);
      g_autoptr(ExmDataset) dataset = fixture_open (path);
      g_autoptr(ExmSubmitRun) run = fixture_run_new (&service, dataset);
      g_autoptr(GError) error = NULL;
      ExmSubmission *submission;
      CancelAt       at = { run, cases[i].point };

      g_test_message ("cancel at %s", cases[i].point);
      _exm_submit_set_hook (cancel_hook, &at);
      exm_submit_run_run_sync (run, TRUE, NULL, &error);
      _exm_submit_set_hook (NULL, NULL);
      g_assert_no_error (error);
      submission = exm_submit_run_get_submission (run);
      g_assert_cmpstr (submission->state_text, ==, "JOB_STATE_CANCELLED");
      g_assert_true (exm_submission_is_ended (submission));
      g_assert_cmpuint (fixture_count_jobs (&service, dataset), ==, cases[i].n_jobs);
      assert_no_files (submission->request_id);
    }
  service_stop (&service);
}

static void
test_stop (void)
{
  Service          service;
  g_autofree char *path = fixture_dataset_new (40);
  g_autoptr(ExmDataset) dataset = fixture_open (path);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(ExmSubmitRun) run = NULL;
  g_autoptr(ExmSubmitRun) again = NULL;
  g_autoptr(GError) error = NULL;

  service_start (&service);
  run = fixture_run_new (&service, dataset);
  g_signal_connect (run, "ended", G_CALLBACK (ended_cb), loop);
  exm_submit_run_start (run);
  while (exm_submit_run_get_submission (run) == NULL)
    g_main_context_iteration (NULL, TRUE);
  exm_submit_run_stop (run);
  g_main_loop_run (loop);
  if (!exm_submission_is_ended (exm_submit_run_get_submission (run)))
    {
      g_assert_error (exm_submit_run_get_error (run), G_IO_ERROR, G_IO_ERROR_CANCELLED);
      again = fixture_resume_new (&service, dataset);
      g_assert_nonnull (again);
      g_assert_true (exm_submit_run_run_sync (again, TRUE, NULL, &error));
      assert_succeeded (&service, dataset, exm_submit_run_get_submission (again));
    }
  service_stop (&service);
}

/* --- kill ----------------------------------------------------------------------------------- */

static int kill_at;

static void
kill_hook (const char *point,
           gpointer    user_data)
{
  if (--kill_at == 0)
    raise (SIGKILL);
}

/* ORIGIN PATH POINT: goes the way, or goes on, and dies at the POINTth place. */
static int
child_main (int    argc,
            char **argv)
{
  g_autoptr(ExmGoogle) google = exm_google_new_practice (argv[0], EXM_PRACTICE_TOKEN, NULL);
  g_autoptr(ExmCatalogue) catalogue = exm_catalogue_load (NULL);
  g_autoptr(ExmDataset) dataset = fixture_open (argv[1]);
  g_autoptr(ExmSubmitRun) run = NULL;
  Service service = { NULL, google, catalogue };

  kill_at = (int)g_ascii_strtoll (argv[2], NULL, 10);
  _exm_submit_set_hook (kill_hook, NULL);
  run = fixture_resume_new (&service, dataset);
  if (run == NULL)
    run = fixture_run_new (&service, dataset);
  return exm_submit_run_run_sync (run, TRUE, NULL, NULL) ? 0 : 1;
}

static gboolean
run_child (Service    *service,
           const char *program,
           const char *path,
           guint       point)
{
  g_autofree char  *text = g_strdup_printf ("%u", point);
  const char *const argv[] = { program, "--child", exm_practice_get_url (service->practice), path, text, NULL };
  g_autoptr(GError) error = NULL;
  int status = 0;

  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  if (WIFSIGNALED (status))
    {
      g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
      return FALSE;
    }
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  return TRUE;
}

/* Died before anything was written down (the user saw that nothing began), or
 * after everything was. */
static void
assert_nothing_left (Service    *service,
                     ExmDataset *dataset)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) list = exm_submission_list_sync (dataset, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (list->len, <=, 1);
  if (list->len == 0)
    g_assert_cmpuint (fixture_count_jobs (service, dataset), ==, 0);
  else
    assert_succeeded (service, dataset, g_ptr_array_index (list, 0));
}

static void
test_kill (gconstpointer data)
{
  const char *program = data;
  Service     service;
  guint       n_kills = 0;

  service_start (&service);
  for (guint point = 1;; point++)
    {
      g_autofree char *path = fixture_dataset_new (120);
      gboolean         whole = run_child (&service, program, path, point);
      g_autoptr(ExmDataset) dataset = fixture_open (path);
      g_autoptr(ExmSubmitRun) run = fixture_resume_new (&service, dataset);
      g_autoptr(GError) error = NULL;

      if (whole)
        break;
      n_kills++;
      if (run == NULL)
        {
          assert_nothing_left (&service, dataset);
          continue;
        }
      exm_submit_run_run_sync (run, TRUE, NULL, &error);
      g_assert_no_error (error);
      assert_succeeded (&service, dataset, exm_submit_run_get_submission (run));
    }
  g_test_message ("%u kills", n_kills);
  g_assert_cmpuint (n_kills, >=, 15);
  service_stop (&service);
}

static char *program;

static void
add_tests (void)
{
  g_test_add_func ("/submit/journey/options", test_options);
  g_test_add_func ("/submit/journey/whole", test_whole);
  g_test_add_func ("/submit/journey/async", test_async);
  g_test_add_func ("/submit/journey/not-ready", test_not_ready);
  g_test_add_func ("/submit/journey/stop", test_stop);
  g_test_add_func ("/submit/journey/cancel", test_cancel);
  g_test_add_data_func ("/submit/journey/lost-answer", GINT_TO_POINTER (EXM_PRACTICE_FAULT_CUT_AFTER), test_lost);
  g_test_add_data_func ("/submit/journey/lost-request", GINT_TO_POINTER (EXM_PRACTICE_FAULT_CUT_BEFORE), test_lost);
  g_test_add_data_func ("/submit/journey/server-trouble", GINT_TO_POINTER (EXM_PRACTICE_FAULT_STATUS), test_lost);
  g_test_add_data_func ("/submit/journey/obstacle/api", GINT_TO_POINTER (EXM_PRACTICE_OBSTACLE_API), test_obstacle);
  g_test_add_data_func ("/submit/journey/obstacle/billing", GINT_TO_POINTER (EXM_PRACTICE_OBSTACLE_BILLING), test_obstacle);
  g_test_add_data_func ("/submit/journey/obstacle/buckets", GINT_TO_POINTER (EXM_PRACTICE_OBSTACLE_BUCKETS), test_obstacle);
  g_test_add_func ("/submit/journey/private", test_private);
  g_test_add_data_func ("/submit/journey/kill", program, test_kill);
}

int
main (int    argc,
      char **argv)
{
  program = argv[0];
  fixture_set_child (child_main);
  return fixture_main (argc, argv, add_tests);
}
