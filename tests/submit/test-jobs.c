/* test-jobs.c - jobs that come after others, and all of them at once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "exm-jobs.h"
#include "exm-try.h"
#include "submit-fixture.h"

/* --- going on from a tuned model ---------------------------------------------------------- */

static void
test_continue (void)
{
  Service          service;
  g_autofree char *path = fixture_dataset_new (40);
  g_autoptr(ExmDataset) dataset = fixture_open (path);
  g_autoptr(ExmSubmitRun) first = NULL;
  g_autoptr(ExmSubmitOptions) options = NULL;
  g_autoptr(ExmTry) answer = NULL;
  g_autoptr(ExmTuningJob) job = NULL;
  g_autofree char *bare = NULL;
  g_autoptr(GError) error = NULL;
  ExmSubmission *submission;

  service_start (&service);
  first = fixture_run_new (&service, dataset);
  g_assert_true (exm_submit_run_run_sync (first, TRUE, NULL, &error));
  g_assert_no_error (error);
  submission = exm_submit_run_get_submission (first);
  options = exm_submit_options_new_from_submission (submission);
  g_assert_cmpint (options->epochs, ==, 2);
  g_assert_false (exm_submit_options_continue (options, submission, "99", &error));
  g_assert_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_NOT_FOUND);
  g_clear_error (&error);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(ExmSubmitRun) run = NULL;
      ExmSubmission *next;

      g_assert_true (exm_submit_options_continue (options, submission, i == 0 ? "1" : NULL, &error));
      g_assert_no_error (error);
      if (i == 1)
        {
          g_free (options->display_name);
          options->display_name = g_strdup ("Another name");
        }
      run = exm_submit_run_new (dataset, service.google, service.catalogue, options);
      fixture_quick (run);
      g_assert_true (exm_submit_run_run_sync (run, TRUE, NULL, &error));
      g_assert_no_error (error);
      next = exm_submit_run_get_submission (run);
      g_assert_cmpstr (next->state_text, ==, "JOB_STATE_SUCCEEDED");
      g_assert_cmpstr (next->pre_tuned_model, ==, submission->model);
      g_assert_cmpstr (next->pre_tuned_checkpoint, ==, i == 0 ? "1" : NULL);
      /* The figures are of the new file alone. */
      g_assert_cmpint (next->examples, ==, next->n_training);
      /* The same name: a version of that model; another: a new model. */
      g_free (bare);
      bare = g_strndup (submission->model, (gsize)(strrchr (submission->model, '@') + 1 - submission->model));
      g_assert_true (g_str_has_prefix (next->model, bare) == (i == 0));
      g_assert_true (g_str_has_suffix (next->model, i == 0 ? "@2" : "@1"));
      g_clear_pointer (&job, exm_tuning_job_unref);
      job = exm_tuning_get (service.google, next->job_name, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (job->pre_tuned_model, ==, submission->model);
      g_assert_cmpstr (job->base_model, ==, submission->base_model);
      g_clear_pointer (&answer, exm_try_free);
      answer = exm_try_ask_sync (dataset, service.google, next, NULL, "awful terrible traffic today", 0, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (answer->value, ==, "Negative");
    }
  service_stop (&service);
}

/* A file that lies in Cloud Storage already: nothing of the dataset is sent. */
static void
test_given_file (void)
{
  Service          service;
  g_autofree char *path = fixture_dataset_new (40);
  g_autofree char *small = fixture_dataset_new (3);
  g_autoptr(ExmDataset) dataset = fixture_open (path);
  g_autoptr(ExmDataset) other = fixture_open (small);
  g_autoptr(ExmSubmitRun) first = NULL;
  g_autoptr(ExmSubmitRun) run = NULL;
  g_autoptr(ExmSubmitOptions) options = NULL;
  g_autoptr(GError) error = NULL;
  ExmSubmission *submission;

  service_start (&service);
  first = fixture_run_new (&service, dataset);
  g_assert_true (exm_submit_run_run_sync (first, TRUE, NULL, &error));
  g_assert_no_error (error);
  options = exm_submit_options_new (exm_submit_run_get_submission (first)->base_model, "From a file");
  options->training_uri = g_strdup ("gs://bucket/name.csv");
  options->epochs = 1;
  g_assert_false (exm_submit_options_check (options, service.catalogue, exm_dataset_get_stats (other), &error));
  g_assert_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_OPTION);
  g_clear_error (&error);
  g_free (options->training_uri);
  options->training_uri = g_strdup (exm_submit_run_get_submission (first)->training_uri);
  run = exm_submit_run_new (other, service.google, service.catalogue, options);
  fixture_quick (run);
  g_assert_true (exm_submit_run_run_sync (run, TRUE, NULL, &error));
  g_assert_no_error (error);
  submission = exm_submit_run_get_submission (run);
  g_assert_true (exm_submission_succeeded (submission));
  g_assert_false (submission->own_files);
  g_assert_cmpint (submission->examples, ==, 40);
  g_assert_cmpstr (submission->input_template, ==, "Text: {text}");
  service_stop (&service);
}

/* --- jobs --------------------------------------------------------------------------------- */

static void
test_survey (void)
{
  Service          service;
  g_autofree char *path = fixture_dataset_new (30);
  g_autoptr(ExmDataset) dataset = fixture_open (path);
  g_autoptr(ExmJobsSurvey) whole = NULL;
  g_autoptr(ExmJobsSurvey) partly = NULL;
  g_autoptr(GPtrArray) facts = NULL;
  g_autoptr(ExmSubmitOptions) like = NULL;
  g_autofree char *words = NULL;
  g_autoptr(GError) error = NULL;
  const ExmPracticeFault fault = { .kind = EXM_PRACTICE_FAULT_STATUS, .method = "GET", .path = "/locations/europe-west4/tuningJobs", .times = 1000, .status = 403 };
  ExmTuningJob          *job;
  guint                  found = 0;

  service_start (&service);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(ExmSubmitOptions) options = exm_submit_options_new (exm_catalogue_get_default (service.catalogue)->id, i == 0 ? "Far" : "Near");
      g_autoptr(ExmSubmitRun) run = NULL;

      options->location = g_strdup (i == 0 ? "europe-west4" : "us-central1");
      options->epochs = 2;
      options->adapter_size = 8;
      run = exm_submit_run_new (dataset, service.google, service.catalogue, options);
      fixture_quick (run);
      g_assert_true (exm_submit_run_run_sync (run, TRUE, NULL, &error));
      g_assert_no_error (error);
    }
  whole = exm_jobs_survey_sync (service.google, NULL, service.catalogue, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (whole->jobs->len, ==, 2);
  g_assert_cmpuint (whole->regions->len, >=, 2);
  g_assert_cmpuint (whole->n_failed, ==, 0);
  g_assert_null (exm_jobs_survey_dup_words (whole));

  exm_practice_add_fault (service.practice, &fault);
  partly = exm_jobs_survey_sync (service.google, NULL, service.catalogue, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (partly->jobs->len, ==, 1);
  g_assert_cmpuint (partly->n_failed, ==, 1);
  words = exm_jobs_survey_dup_words (partly);
  g_assert_nonnull (strstr (words, "europe-west4"));

  job = g_ptr_array_index (partly->jobs, 0);
  facts = exm_jobs_list_facts (job, service.catalogue);
  for (guint i = 0; i < facts->len; i++)
    {
      const ExmJobFact *fact = g_ptr_array_index (facts, i);

      g_assert_cmpstr (fact->title, !=, "");
      if (g_str_equal (fact->key, "adapter-size"))
        found += g_str_equal (fact->value, "8");
      if (g_str_equal (fact->key, "name"))
        found += g_str_equal (fact->value, "Near");
      if (g_str_equal (fact->key, "training-file"))
        found += g_str_has_prefix (fact->value, "gs://");
    }
  g_assert_cmpuint (found, ==, 3);

  like = exm_submit_options_new_from_job (job);
  g_assert_cmpint (like->epochs, ==, 2);
  g_assert_cmpint (like->adapter_size, ==, 8);
  g_assert_cmpint (like->validation_percent, ==, 0);
  g_assert_cmpstr (like->location, ==, "us-central1");
  g_assert_cmpstr (like->base_model, ==, exm_catalogue_get_default (service.catalogue)->id);
  g_assert_nonnull (like->bucket);
  g_assert_nonnull (like->project);
  service_stop (&service);
}

static void
add_tests (void)
{
  g_test_add_func ("/submit/jobs/continue", test_continue);
  g_test_add_func ("/submit/jobs/given-file", test_given_file);
  g_test_add_func ("/submit/jobs/survey", test_survey);
}

int
main (int   argc,
      char *argv[])
{
  return fixture_main (argc, argv, add_tests);
}
