/* test-jobs.c - exemplar tune, jobs, ask, cancel and clean, beyond the plain journey
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-test"

#include "config.h"

#include "cli-run.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

#define POST "The traffic was terrible and cold"

static char *small; /* the file that is tuned with */

static JsonObject *
job_of (const CliResult *result)
{
  JsonObject *job = exm_json_get_object (result->json, "job");

  g_assert_nonnull (job);
  return job;
}

/* A tuned model "First", made from the sample. */
static void
begin (const char *state)
{
  g_auto(CliResult) tuned = { 0 };

  cli_start_practice (state);
  tuned = cli_run ("tune", small, "--name", "First", "--epochs", "2", "--validation", "10", "--wait", "--json", NULL);
  g_assert_cmpint (tuned.status, ==, 0);
}

static void
end (void)
{
  cli_stop_practice ();
  cli_forget ();
}

/* --- tune ----------------------------------------------------------------------------- */

/* Settings of another job, and on from a checkpoint of a tuned model. */
static void
test_like_and_continue (void)
{
  g_auto(CliResult) second = { 0 };
  g_auto(CliResult) like = { 0 };
  g_auto(CliResult) on = { 0 };
  g_auto(CliResult) by_name = { 0 };
  g_auto(CliResult) wrong = { 0 };
  g_auto(CliResult) nobody = { 0 };
  g_auto(CliResult) shown = { 0 };
  const char      *model;
  g_autofree char *at = NULL;

  begin ("like");
  second = cli_run ("tune", small, "--name", "Second", "--epochs", "3", "--adapter-size", "2", "--validation", "0", "--wait", "--json", NULL);
  g_assert_cmpint (second.status, ==, 0);
  g_assert_cmpint (cli_number (&second, "validation_examples"), ==, 0);
  like = cli_run ("tune", small, "--like", "Second", "--name", "Third", "--adapter-size", "0", "--wait", "--json", NULL);
  g_assert_cmpint (like.status, ==, 0);
  g_assert_cmpint (cli_number (&like, "validation_examples"), ==, 0);
  g_assert_cmpstr (cli_string (job_of (&like), "display_name"), ==, "Third");
  shown = cli_run ("jobs", "Third", "--json", NULL);
  {
    gint64 epochs = 0, adapter = 0;

    g_assert_true (exm_json_get_int64 (job_of (&shown), "epochs", &epochs));
    g_assert_true (exm_json_get_int64 (job_of (&shown), "adapter_size", &adapter));
    g_assert_cmpint (epochs, ==, 3);
    g_assert_cmpint (adapter, !=, 2);
  }

  model = cli_string (exm_json_get_object (second.json, "tuned_model"), "model");
  on = cli_run ("tune", small, "--continue-from", model, "--name", "On", "--json", NULL);
  g_assert_cmpint (on.status, ==, 0);
  g_assert_cmpstr (cli_string (job_of (&on), "pre_tuned_model"), ==, model);
  g_assert_null (cli_string (job_of (&on), "pre_tuned_checkpoint"));
  at = g_strconcat (model, "@1", NULL);
  {
    g_auto(CliResult) ended = cli_run ("tune", small, "--wait", NULL);
    g_auto(CliResult) checkpoint = { 0 };

    g_assert_cmpint (ended.status, ==, 0);
    checkpoint = cli_run ("tune", small, "--continue-from", at, "--name", "At", "--wait", "--json", NULL);
    g_assert_cmpint (checkpoint.status, ==, 0);
    g_assert_cmpstr (cli_string (job_of (&checkpoint), "pre_tuned_model"), ==, model);
    g_assert_cmpstr (cli_string (job_of (&checkpoint), "pre_tuned_checkpoint"), ==, "1");
  }
  by_name = cli_run ("tune", small, "--continue-from", "First@2", "--name", "Named", "--wait", "--json", NULL);
  g_assert_cmpint (by_name.status, ==, 0);
  g_assert_cmpstr (cli_string (job_of (&by_name), "pre_tuned_checkpoint"), ==, "2");
  wrong = cli_run ("tune", small, "--continue-from", "First@99", NULL);
  g_assert_cmpint (wrong.status, ==, 1);
  g_assert_nonnull (strstr (wrong.err, "99"));
  nobody = cli_run ("tune", small, "--like", "nobody", "--json", NULL);
  g_assert_cmpint (nobody.status, ==, 1);
  g_assert_nonnull (cli_string (exm_json_get_object (nobody.json, "error"), "message"));
  end ();
}

static guint
count_datasets (void)
{
  g_autofree char *path = cli_path ("data/exemplar/datasets");
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint       n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_suffix (name, ".exemplar") ? 1 : 0;
  return n;
}

/* A file that lies in Cloud Storage is used as it lies there. */
static void
test_stored_file (void)
{
  g_auto(CliResult) first = { 0 };
  g_auto(CliResult) stored = { 0 };
  g_auto(CliResult) missing = { 0 };
  g_auto(CliResult) cleaned = { 0 };
  const char *uri;
  guint       before;

  begin ("stored");
  first = cli_run ("jobs", "First", "--json", NULL);
  uri = cli_string (job_of (&first), "training_uri");
  g_assert_nonnull (uri);
  before = count_datasets ();
  stored = cli_run ("tune", "--training-uri", uri, "--name", "Stored", "--wait", "--json", NULL);
  g_assert_cmpint (stored.status, ==, 0);
  g_assert_cmpstr (cli_string (job_of (&stored), "state"), ==, "JOB_STATE_SUCCEEDED");
  g_assert_cmpstr (cli_string (job_of (&stored), "training_uri"), ==, uri);
  g_assert_cmpuint (count_datasets (), ==, before + 1);

  /* What cannot be used leaves nothing behind. */
  missing = cli_run ("tune", "--training-uri", "gs://nobody/none.jsonl", "--json", NULL);
  g_assert_cmpint (missing.status, ==, 1);
  g_assert_nonnull (strstr (cli_string (exm_json_get_object (missing.json, "error"), "message"), "gs://nobody/none.jsonl"));
  g_assert_cmpuint (count_datasets (), ==, before + 1);

  /* Its traces go by that address; the file itself is not ours to delete. */
  cleaned = cli_run ("clean", uri, "--yes", "--json", NULL);
  g_assert_cmpint (cleaned.status, ==, 0);
  g_assert_cmpint (cli_number (&cleaned, "gone"), >, 0);
  g_assert_null (strstr (cleaned.out, "\"object\""));
  end ();
}

/* On a Google account: what is missing is said before anything is sent. */
static void
test_account (void)
{
  g_auto(CliResult) no_bucket = { 0 };
  g_auto(CliResult) mended = { 0 };
  g_auto(CliResult) tuned = { 0 };
  g_auto(CliResult) jobs = { 0 };
  g_auto(CliResult) other = { 0 };

  cli_start_practice ("account");
  cli_add_robot ();
  no_bucket = cli_run ("tune", small, "--account", CLI_ROBOT, "--project", "practice-project", NULL);
  g_assert_cmpint (no_bucket.status, ==, 1);
  g_assert_nonnull (strstr (no_bucket.err, "--bucket"));
  mended = cli_run ("doctor", "--account", CLI_ROBOT, "--project", "practice-project", "--fix", "create-bucket", "--dataset", small, NULL);
  g_assert_cmpint (mended.status, ==, 0);

  /* Project and bucket are remembered for the account. */
  tuned = cli_run ("tune", small, "--account", CLI_ROBOT, "--name", "Real", "--json", NULL);
  g_assert_cmpint (tuned.status, ==, 0);
  g_assert_false (cli_bool (tuned.json, "practice"));
  g_assert_nonnull (strstr (tuned.err, "costs about"));
  g_assert_nonnull (cli_string (job_of (&tuned), "name"));
  g_assert_cmpstr (cli_string (tuned.json, "project"), ==, "practice-project");
  jobs = cli_run ("jobs", "--account", CLI_ROBOT, "--json", NULL);
  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (jobs.json, "jobs")), ==, 1);
  g_assert_cmpstr (cli_string (exm_json_array_object (exm_json_get_array (jobs.json, "jobs"), 0), "request_id"), ==,
                   cli_string (job_of (&tuned), "request_id"));
  other = cli_run ("jobs", "--account", CLI_ROBOT, "--project", "somebody-elses", "--json", NULL);
  g_assert_cmpint (other.status, ==, 1);
  g_assert_nonnull (exm_json_get_object (other.json, "error"));
  end ();
}

/* Ctrl+C while a job is followed: the same command goes on, and there is one job. */
static void
test_stopped (void)
{
  const char *words[] = { "tune", small, "--name", "Stopped", "--wait", NULL };
  g_autoptr(GSubprocess) process = NULL;
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  g_auto(CliResult) jobs = { 0 };
  g_auto(CliResult) on = { 0 };

  cli_start_practice ("stopped");
  cli_practice ("{\"speed\":0.1}");
  process = cli_spawn (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, NULL, NULL, words);
  for (guint i = 0; i < 100; i++)
    {
      cli_result_clear (&jobs);
      jobs = cli_run ("jobs", "--json", NULL);
      if (exm_json_array_size (exm_json_get_array (jobs.json, "jobs")) > 0)
        break;
      g_usleep (G_USEC_PER_SEC / 10);
    }
  g_subprocess_send_signal (process, SIGINT);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, &err, NULL);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 1);
  g_assert_nonnull (strstr (err, "Nothing is lost"));
  g_assert_nonnull (strstr (err, "Stopped"));

  cli_practice ("{\"speed\":500}");
  on = cli_run ("tune", small, "--wait", "--json", NULL);
  g_assert_cmpint (on.status, ==, 0);
  g_assert_nonnull (strstr (on.err, "Going on with"));
  g_assert_cmpstr (cli_string (job_of (&on), "state"), ==, "JOB_STATE_SUCCEEDED");
  cli_result_clear (&jobs);
  jobs = cli_run ("jobs", "--json", NULL);
  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (jobs.json, "jobs")), ==, 1);
  end ();
}

/* --- jobs -------------------------------------------------------------------------------- */

static void
test_one_job (void)
{
  g_auto(CliResult) json = { 0 };
  g_auto(CliResult) text = { 0 };
  g_auto(CliResult) nobody = { 0 };
  JsonObject *stats, *tokens;
  gint64      examples = 0;

  begin ("one");
  json = cli_run ("jobs", "First", "--json", NULL);
  g_assert_cmpint (json.status, ==, 0);
  stats = exm_json_get_object (json.json, "stats");
  g_assert_nonnull (stats);
  g_assert_true (exm_json_get_int64 (stats, "examples", &examples));
  g_assert_cmpint (examples, >, 40);
  tokens = exm_json_get_object (stats, "input_tokens");
  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (tokens, "histogram")), >, 2);
  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (job_of (&json), "checkpoints")), >, 1);
  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (json.json, "curves")), >=, 4);
  g_assert_nonnull (cli_string (json.json, "dataset"));
  text = cli_run ("jobs", "First", NULL);
  g_assert_cmpint (text.status, ==, 0);
  g_assert_nonnull (strstr (text.out, "Loss in training"));
  g_assert_nonnull (strstr (text.out, "####"));
  g_assert_nonnull (strstr (text.out, cli_string (job_of (&json), "name")));
  nobody = cli_run ("jobs", "nobody", NULL);
  g_assert_cmpint (nobody.status, ==, 1);
  end ();
}

/* Jobs of other programs are there as well, and can be asked and taken as a model. */
static void
test_foreign_job (void)
{
  g_auto(CliResult) first = { 0 };
  g_auto(CliResult) jobs = { 0 };
  g_auto(CliResult) asked = { 0 };
  g_auto(CliResult) like = { 0 };
  g_autoptr(JsonObject) made = NULL;
  g_autofree char *body = NULL;
  JsonObject      *job = NULL;

  begin ("foreign");
  first = cli_run ("jobs", "First", "--json", NULL);
  body = g_strdup_printf ("{\"baseModel\":\"gemini-3.1-flash-lite\",\"tunedModelDisplayName\":\"Foreign\","
                          "\"supervisedTuningSpec\":{\"trainingDatasetUri\":\"%s\",\"hyperParameters\":{\"epochCount\":\"2\"}}}",
                          cli_string (job_of (&first), "training_uri"));
  made = cli_call ("POST", "/v1/projects/practice-project/locations/us-central1/tuningJobs", body);
  for (guint i = 0; i < 100; i++)
    {
      cli_result_clear (&jobs);
      jobs = cli_run ("jobs", "--json", NULL);
      job = exm_json_array_object (exm_json_get_array (jobs.json, "jobs"), 0);
      if (g_strcmp0 (cli_string (job, "state"), "JOB_STATE_SUCCEEDED") == 0)
        break;
      g_usleep (G_USEC_PER_SEC / 10);
    }
  g_assert_cmpstr (cli_string (job, "display_name"), ==, "Foreign");
  g_assert_cmpstr (cli_string (job, "state"), ==, "JOB_STATE_SUCCEEDED");
  g_assert_null (cli_string (job, "request_id"));
  asked = cli_run ("ask", "Foreign", "Text: " POST, NULL);
  g_assert_cmpint (asked.status, ==, 0);
  g_assert_true (g_str_has_prefix (asked.out, "Sentiment: "));
  like = cli_run ("tune", small, "--like", "Foreign", "--json", NULL);
  g_assert_cmpint (like.status, ==, 0);
  g_assert_cmpstr (cli_string (job_of (&like), "display_name"), ==, "Foreign");
  end ();
}

/* A region that does not answer is said; the others are listed. */
static void
test_missing_region (void)
{
  g_auto(CliResult) part = { 0 };
  g_auto(CliResult) nothing = { 0 };

  begin ("region");
  cli_practice ("{\"faults\":[{\"kind\":\"status\",\"method\":\"GET\",\"path\":\"europe-west4/tuningJobs\",\"status\":403,\"times\":9}]}");
  part = cli_run ("jobs", "--json", NULL);
  g_assert_cmpint (part.status, ==, 0);
  g_assert_false (cli_bool (part.json, "complete"));
  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (part.json, "jobs")), ==, 1);
  g_assert_nonnull (strstr (part.err, "europe-west4"));
  cli_practice ("{\"faults\":[{\"kind\":\"status\",\"method\":\"GET\",\"path\":\"/tuningJobs\",\"status\":403,\"times\":99}]}");
  nothing = cli_run ("jobs", "--json", NULL);
  g_assert_cmpint (nothing.status, ==, 1);
  {
    gint64 status = 0;

    g_assert_true (exm_json_get_int64 (exm_json_get_object (nothing.json, "error"), "http_status", &status));
    g_assert_cmpint (status, ==, 403);
  }
  end ();
}

/* --- ask --------------------------------------------------------------------------------- */

static void
test_ask (void)
{
  g_auto(CliResult) plain = { 0 };
  g_auto(CliResult) stream = { 0 };
  g_auto(CliResult) both = { 0 };
  g_auto(CliResult) both_stream = { 0 };
  g_auto(CliResult) json = { 0 };
  g_auto(CliResult) checkpoint = { 0 };
  g_auto(CliResult) no_checkpoint = { 0 };
  g_auto(CliResult) dash = { 0 };
  g_auto(CliResult) refused = { 0 };
  JsonObject *base;

  begin ("ask");
  plain = cli_run ("ask", "First", POST, NULL);
  stream = cli_run ("ask", "First", POST, "--stream", NULL);
  g_assert_cmpint (plain.status, ==, 0);
  g_assert_cmpstr (plain.out, ==, "Sentiment: Negative\n");
  g_assert_cmpstr (stream.out, ==, plain.out);
  both = cli_run ("ask", "First", POST, "--base", "auto", NULL);
  both_stream = cli_run ("ask", "First", POST, "--base", "auto", "--stream", NULL);
  g_assert_cmpint (both.status, ==, 0);
  g_assert_true (g_str_has_prefix (both.out, "First:\nSentiment: Negative\ngemini-"));
  g_assert_cmpstr (both.out, ==, both_stream.out);
  json = cli_run ("ask", "First", POST, "--base", "gemini-2.5-flash", "--json", NULL);
  base = exm_json_get_object (json.json, "base");
  g_assert_cmpstr (cli_string (base, "model"), ==, "gemini-2.5-flash");
  g_assert_nonnull (strstr (cli_string (base, "answer"), "gemini-2.5-flash"));
  g_assert_cmpstr (cli_string (json.json, "answer"), ==, "Sentiment: Negative");
  checkpoint = cli_run ("ask", "First", POST, "--checkpoint", "1", "--json", NULL);
  g_assert_cmpint (checkpoint.status, ==, 0);
  g_assert_cmpstr (cli_string (checkpoint.json, "endpoint"), !=, cli_string (json.json, "endpoint"));
  no_checkpoint = cli_run ("ask", "First", POST, "--checkpoint", "99", NULL);
  g_assert_cmpint (no_checkpoint.status, ==, 1);
  dash = cli_run ("ask", "First", "--", "-5 degrees and snow", NULL);
  g_assert_cmpint (dash.status, ==, 0);

  cli_practice ("{\"faults\":[{\"kind\":\"status\",\"method\":\"POST\",\"path\":\"eneratecontent\",\"status\":403,\"times\":9},"
                "{\"kind\":\"status\",\"method\":\"POST\",\"path\":\"enerateContent\",\"status\":403,\"times\":9}]}");
  refused = cli_run ("ask", "First", POST, "--json", NULL);
  g_assert_cmpint (refused.status, ==, 1);
  g_assert_null (cli_string (refused.json, "answer"));
  g_assert_nonnull (cli_string (refused.json, "problem"));
  end ();
}

/* --- cancel ------------------------------------------------------------------------------ */

static void
test_cancel (void)
{
  g_auto(CliResult) started = { 0 };
  g_auto(CliResult) not_ready = { 0 };
  g_auto(CliResult) cancelled = { 0 };
  g_auto(CliResult) again = { 0 };
  g_auto(CliResult) nobody = { 0 };
  const char *name;

  cli_start_practice ("cancel");
  cli_practice ("{\"speed\":0.1}");
  started = cli_run ("tune", small, "--name", "Unwanted", "--json", NULL);
  g_assert_cmpint (started.status, ==, 0);
  name = cli_string (job_of (&started), "name");
  not_ready = cli_run ("ask", "Unwanted", POST, NULL);
  g_assert_cmpint (not_ready.status, ==, 1);
  cli_practice ("{\"speed\":5}");
  cancelled = cli_run ("cancel", "Unwanted", "--wait", "--json", NULL);
  g_assert_cmpint (cancelled.status, ==, 0);
  g_assert_true (cli_bool (cancelled.json, "asked"));
  g_assert_cmpstr (cli_string (job_of (&cancelled), "name"), ==, name);
  g_assert_cmpstr (cli_string (job_of (&cancelled), "state"), ==, "JOB_STATE_CANCELLED");
  again = cli_run ("cancel", name, "--json", NULL);
  g_assert_cmpint (again.status, ==, 1);
  g_assert_false (cli_bool (again.json, "asked"));
  nobody = cli_run ("cancel", "nobody", NULL);
  g_assert_cmpint (nobody.status, ==, 1);
  end ();
}

/* --- clean ------------------------------------------------------------------------------- */

static guint
count_objects (const char *bucket)
{
  g_autofree char *target = g_strdup_printf ("/storage/v1/b/%s/o", bucket);
  g_autoptr(JsonObject) answer = cli_call ("GET", target, NULL);

  return exm_json_array_size (exm_json_get_array (answer, "items"));
}

static void
test_clean (void)
{
  g_autofree char *receipt = cli_path ("receipt.txt");
  g_autofree char *text = NULL;
  g_autofree char *bucket = NULL;
  g_auto(CliResult) job = { 0 };
  g_auto(CliResult) none = { 0 };
  g_auto(CliResult) listed = { 0 };
  g_auto(CliResult) words = { 0 };
  g_auto(CliResult) failed = { 0 };
  g_auto(CliResult) removed = { 0 };
  g_auto(CliResult) after = { 0 };
  g_auto(CliResult) unsent = { 0 };
  g_autofree char *other = cli_write ("other.csv", "text,label\nGood,Positive\n");
  g_auto(GStrv) parts = NULL;
  GStatBuf file;

  begin ("clean");
  job = cli_run ("jobs", "First", "--json", NULL);
  parts = g_strsplit (cli_string (job_of (&job), "training_uri"), "/", 4);
  bucket = g_strdup (parts[2]);
  g_assert_cmpuint (count_objects (bucket), ==, 2);

  /* Listing deletes nothing, and there is no receipt of it. */
  none = cli_run ("clean", small, "--receipt", receipt, NULL);
  g_assert_cmpint (none.status, ==, 1);
  g_assert_false (g_file_test (receipt, G_FILE_TEST_EXISTS));
  listed = cli_run ("clean", small, "--json", NULL);
  words = cli_run ("clean", small, NULL);
  g_assert_cmpint (listed.status, ==, 0);
  g_assert_cmpint (cli_number (&listed, "there"), >, 4);
  g_assert_cmpint (cli_number (&listed, "gone"), ==, 0);
  g_assert_false (cli_bool (listed.json, "removed"));
  g_assert_nonnull (strstr (words.out, "--yes"));
  g_assert_cmpuint (count_objects (bucket), ==, 2);

  /* One thing that cannot be deleted is kept, and said, and goes the next time. */
  cli_practice ("{\"faults\":[{\"kind\":\"status\",\"method\":\"DELETE\",\"path\":\"/models/\",\"status\":403,\"times\":1}]}");
  failed = cli_run ("clean", small, "--yes", "--json", NULL);
  g_assert_cmpint (failed.status, ==, 1);
  g_assert_cmpint (cli_number (&failed, "kept"), ==, 2);
  cli_practice ("{\"faults\":[]}");
  removed = cli_run ("clean", small, "--yes", "--receipt", receipt, NULL);
  g_assert_cmpint (removed.status, ==, 0);
  g_assert_true (g_file_get_contents (receipt, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, cli_string (job_of (&job), "model")));
  g_assert_nonnull (strstr (text, cli_string (job_of (&job), "name")));
  g_assert_cmpint (g_stat (receipt, &file), ==, 0);
  g_assert_cmpint (file.st_mode & 0777, ==, 0600);
  after = cli_run ("clean", small, "--json", NULL);
  g_assert_cmpint (after.status, ==, 0);
  g_assert_cmpint (cli_number (&after, "there"), ==, 0);
  unsent = cli_run ("clean", other, NULL);
  g_assert_cmpint (unsent.status, ==, 2);
  end ();
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  cli_set_up ();
  small = cli_small ();
  g_test_add_func ("/cli/tune/like-and-continue", test_like_and_continue);
  g_test_add_func ("/cli/tune/stored-file", test_stored_file);
  g_test_add_func ("/cli/tune/account", test_account);
  g_test_add_func ("/cli/tune/stopped", test_stopped);
  g_test_add_func ("/cli/jobs/one", test_one_job);
  g_test_add_func ("/cli/jobs/foreign", test_foreign_job);
  g_test_add_func ("/cli/jobs/missing-region", test_missing_region);
  g_test_add_func ("/cli/ask", test_ask);
  g_test_add_func ("/cli/cancel", test_cancel);
  g_test_add_func ("/cli/clean", test_clean);
  status = g_test_run ();
  cli_tear_down ();
  g_free (small);
  return status;
}
