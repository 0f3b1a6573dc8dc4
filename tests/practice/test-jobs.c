/* test-jobs.c - tuning jobs train, are watched, answer, and survive
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice-client.h"

#define LOCATION "/v1/projects/" EXM_PRACTICE_PROJECT "/locations/us-central1"
#define PROMPT "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Text: Traffic was terrible this morning.\"}]}]%s}"

static char *
create (Client *client, const char *model, const char *more)
{
  g_autofree char *body = g_strdup_printf (
    "{\"baseModel\":\"%s\",\"tunedModelDisplayName\":\"Mood\",\"labels\":{\"app\":\"exemplar\"},"
    "\"supervisedTuningSpec\":{\"trainingDatasetUri\":\"gs://practice-bucket/train.jsonl\"%s}}",
    model, more);
  g_autoptr (Answer) answer = client_post (client, LOCATION "/tuningJobs", body);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (answer_text (answer, "state"), ==, "JOB_STATE_QUEUED");
  return g_strconcat ("/v1/", answer_text (answer, "name"), NULL);
}

static Answer *
wait_for (Client *client, const char *job, const char *state)
{
  for (guint i = 0; i < 3000; i++)
    {
      Answer *answer = client_get (client, job);

      g_assert_cmpuint (answer->status, ==, 200);
      if (g_str_equal (answer_text (answer, "state"), state))
        return answer;
      if (g_str_equal (answer_text (answer, "state"), "JOB_STATE_FAILED"))
        g_error ("the job failed: %s", answer_text (answer, "error/message"));
      answer_free (answer);
      g_usleep (10000);
    }
  g_error ("%s was never reached", state);
}

static char *
ask (Client *client, const char *endpoint, const char *more, double *log_probability)
{
  g_autofree char *target = g_strconcat ("/v1/", endpoint, ":generateContent", NULL);
  g_autofree char *body = g_strdup_printf (PROMPT, more);
  g_autoptr (Answer) answer = client_post (client, target, body);
  JsonObject *candidate = exm_json_array_object (exm_json_get_array (answer->json, "candidates"), 0);
  JsonObject *content = exm_json_get_object (candidate, "content");
  gint64      tokens;

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (exm_json_get_string (candidate, "finishReason"), ==, "STOP");
  g_assert_cmpstr (answer_text (answer, "modelVersion"), ==, endpoint);
  g_assert_true (exm_json_get_int64 (exm_json_get_object (answer->json, "usageMetadata"),
                                     "totalTokenCount", &tokens));
  g_assert_cmpint (tokens, >, 5);
  if (log_probability != NULL)
    g_assert_true (exm_json_get_double (candidate, "avgLogprobs", log_probability));
  return g_strdup (exm_json_get_string (
    exm_json_array_object (exm_json_get_array (content, "parts"), 0), "text"));
}

/* Every series, through the same calls as a client of the real service. */
static void
check_curves (Client *client, Answer *job, gboolean eval)
{
  g_autofree char *context_path = g_strconcat ("/v1/", answer_text (job, "experiment"), NULL);
  g_autoptr (Answer) context = client_get (client, context_path);
  g_autofree char *runs_path = g_strconcat ("/v1/", answer_text (context, "metadata/backing_tensorboard_resource"),
                                            "/experiments/", strrchr (context_path, '/') + 1, "/runs", NULL);
  g_autoptr (Answer) runs = client_get (client, runs_path);
  JsonObject      *run = exm_json_array_object (exm_json_get_array (runs->json, "tensorboardRuns"), 0);
  g_autofree char *series_path = g_strconcat ("/v1/", exm_json_get_string (run, "name"), "/timeSeries", NULL);
  g_autoptr (Answer) series = client_get (client, series_path);
  JsonArray *list = exm_json_get_array (series->json, "tensorboardTimeSeries");
  g_autoptr (GString) batch = g_string_new (NULL);
  g_autoptr (Answer) both = NULL;

  g_assert_cmpuint (exm_json_array_size (list), ==, eval ? 6 : 3);
  g_string_append_printf (batch, "/v1/%s:batchRead?",
                          answer_text (context, "metadata/backing_tensorboard_resource"));
  for (guint i = 0; i < exm_json_array_size (list); i++)
    {
      JsonObject      *item = exm_json_array_object (list, i);
      g_autofree char *path = g_strconcat ("/v1/", exm_json_get_string (item, "name"), ":read", NULL);
      g_autoptr (Answer) read = client_get (client, path);
      JsonArray *values = exm_json_get_array (
        exm_json_get_object (read->json, "timeSeriesData"), "values");
      const guint n = exm_json_array_size (values);
      double      first;
      double      last;

      g_assert_cmpuint (n, >=, 4);
      g_string_append_printf (batch, "timeSeries=%s&", exm_json_get_string (item, "name"));
      g_assert_nonnull (exm_json_get_string (exm_json_array_object (values, 0), "step"));
      exm_json_get_double (exm_json_get_object (exm_json_array_object (values, 0), "scalar"),
                           "value", &first);
      exm_json_get_double (exm_json_get_object (exm_json_array_object (values, n - 1), "scalar"),
                           "value", &last);
      if (g_str_has_suffix (exm_json_get_string (item, "displayName"), "train_total_loss"))
        g_assert_cmpfloat (last, <, first / 2);
    }
  both = client_get (client, batch->str);
  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (both->json, "timeSeriesData")), ==,
                    eval ? 6 : 3);
}

static void
test_journey (void)
{
  g_autoptr (Client) client = client_new ();
  g_autofree char *train = sample_jsonl (0, 470, FALSE);
  g_autofree char *validation = sample_jsonl (470, 527, FALSE);
  g_autofree char *job = NULL;
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  g_autofree char *elsewhere = NULL;
  g_autoptr (Answer) done = NULL;
  g_autoptr (Answer) missing = NULL;
  JsonObject *tuned;
  JsonArray  *checkpoints;
  double      first_log;
  double      last_log;

  client_bucket (client);
  client_upload (client, "train.jsonl", train, -1);
  client_upload (client, "val.jsonl", validation, -1);
  job = create (client, "gemini-3.5-flash",
                ",\"validationDatasetUri\":\"gs://practice-bucket/val.jsonl\"");
  g_assert_true (strstr (job, EXM_PRACTICE_NUMBER) != NULL);
  done = wait_for (client, job, "JOB_STATE_SUCCEEDED");
  g_assert_nonnull (answer_text (done, "startTime"));
  g_assert_nonnull (answer_text (done, "endTime"));
  g_assert_cmpstr (answer_text (done, "supervisedTuningSpec/hyperParameters/epochCount"), ==, "5");
  g_assert_cmpstr (answer_text (done, "tuningDataStats/supervisedTuningDataStats/tuningDatasetExampleCount"),
                   ==, "470");
  check_curves (client, done, TRUE);

  tuned = exm_json_get_object (done->json, "tunedModel");
  g_assert_true (strstr (exm_json_get_string (tuned, "endpoint"), "/locations/us/") != NULL);
  checkpoints = exm_json_get_array (tuned, "checkpoints");
  g_assert_cmpuint (exm_json_array_size (checkpoints), ==, 5);
  last = ask (client, exm_json_get_string (tuned, "endpoint"), "", &last_log);
  g_assert_cmpstr (last, ==, "Sentiment: Negative");
  first = ask (client,
               exm_json_get_string (exm_json_array_object (checkpoints, 0), "endpoint"), "",
               &first_log);
  g_assert_cmpfloat (first_log, <, last_log);

  /* A tuned model of generation 3 is not at the region of its job. */
  elsewhere = g_strconcat (LOCATION "/endpoints/",
                           strrchr (exm_json_get_string (tuned, "endpoint"), '/') + 1, NULL);
  missing = client_get (client, elsewhere);
  g_assert_cmpuint (missing->status, ==, 404);
}

static void
test_flipped (void)
{
  g_autoptr (Client) client = client_new ();
  g_autofree char *train = sample_jsonl (0, 300, TRUE);
  g_autofree char *job = NULL;
  g_autofree char *text = NULL;
  g_autoptr (Answer) done = NULL;

  client_bucket (client);
  client_upload (client, "train.jsonl", train, -1);
  job = create (client, "gemini-2.5-flash", "");
  done = wait_for (client, job, "JOB_STATE_SUCCEEDED");
  text = ask (client, answer_text (done, "tunedModel/endpoint"), "", NULL);
  g_assert_cmpstr (text, ==, "Sentiment: Positive");
}

/* Temperature draws, seeds repeat, and 0 always gives the likeliest. */
static void
test_temperature (void)
{
  g_autoptr (Client) client = client_new ();
  g_autofree char *train = sample_jsonl (0, 200, FALSE);
  g_autofree char *job = NULL;
  g_autoptr (Answer) done = NULL;
  g_autoptr (GHashTable) hot = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *endpoint;

  client_bucket (client);
  client_upload (client, "train.jsonl", train, -1);
  job = create (client, "gemini-2.5-flash", ",\"hyperParameters\":{\"epochCount\":1,\"adapterSize\":2}");
  done = wait_for (client, job, "JOB_STATE_SUCCEEDED");
  endpoint = answer_text (done, "tunedModel/endpoint");
  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *more = g_strdup_printf (",\"generationConfig\":{\"temperature\":2,\"seed\":%u}", i);
      g_autofree char *twice = ask (client, endpoint, more, NULL);
      char            *once = ask (client, endpoint, more, NULL);

      g_assert_cmpstr (once, ==, twice);
      g_hash_table_add (hot, once);
    }
  g_assert_cmpuint (g_hash_table_size (hot), >, 1);
}

static void
test_free_text (void)
{
  g_autoptr (Client) client = client_new ();
  g_autoptr (GString) train = g_string_new (NULL);
  g_autofree char *job = NULL;
  g_autofree char *target = NULL;
  g_autoptr (Answer) done = NULL;
  g_autoptr (Answer) answer = NULL;
  JsonObject *content;

  for (guint i = 0; i < 30; i++)
    g_string_append_printf (train,
                            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Where is item %c%u\"}]},"
                            "{\"role\":\"model\",\"parts\":[{\"text\":\"It lies on shelf %u.\"}]}]}\n",
                            'a' + i % 26, i * 37, i);
  client_bucket (client);
  client_upload (client, "train.jsonl", train->str, -1);
  job = create (client, "gemini-2.5-flash", "");
  done = wait_for (client, job, "JOB_STATE_SUCCEEDED");
  target = g_strconcat ("/v1/", answer_text (done, "tunedModel/endpoint"), ":generateContent", NULL);
  answer = client_post (client, target,
                        "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"where is item h259?\"}]}]}");
  content = exm_json_get_object (
    exm_json_array_object (exm_json_get_array (answer->json, "candidates"), 0), "content");
  g_assert_cmpstr (
    exm_json_get_string (exm_json_array_object (exm_json_get_array (content, "parts"), 0), "text"),
    ==, "It lies on shelf 7.");
}

static void
test_failures (void)
{
  static const struct
  {
    const char *file;
    const char *message;
  } cases[] = {
    { "{\"contents\":[", "Row: 1" },
    { "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}\n", "contents" },
    { "\n\n", "no examples" },
    { "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"a\"}]}]}\n", "role `model`" },
  };
  g_autoptr (Client) client = client_new ();

  client_bucket (client);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *job = NULL;
      g_autoptr (Answer) answer = NULL;

      client_upload (client, "train.jsonl", cases[i].file, -1);
      job = create (client, "gemini-2.5-flash", "");
      do
        {
          g_clear_pointer (&answer, answer_free);
          g_usleep (5000);
          answer = client_get (client, job);
        }
      while (!g_str_equal (answer_text (answer, "state"), "JOB_STATE_FAILED"));
      g_assert_true (strstr (answer_text (answer, "error/message"), cases[i].message) != NULL);
      g_assert_nonnull (answer_text (answer, "endTime"));
    }
}

static void
test_refusals (void)
{
  static const struct
  {
    const char *location;
    const char *body;
    guint       status;
    const char *name;
  } cases[] = {
    { "us-central1",
      "{\"baseModel\":\"gemini-1.0-pro-002\",\"supervisedTuningSpec\":{\"trainingDatasetUri\":\"gs://practice-bucket/train.jsonl\"}}",
      400, "INVALID_ARGUMENT" },
    { "global",
      "{\"baseModel\":\"gemini-3.5-flash\",\"supervisedTuningSpec\":{\"trainingDatasetUri\":\"gs://practice-bucket/train.jsonl\"}}",
      400, "FAILED_PRECONDITION" },
    { "us-central1",
      "{\"baseModel\":\"gemini-3.5-flash\",\"supervisedTuningSpec\":{\"trainingDatasetUri\":\"gs://practice-bucket/train.csv\"}}",
      400, "INVALID_ARGUMENT" },
    { "us-central1",
      "{\"baseModel\":\"gemini-2.5-pro\",\"supervisedTuningSpec\":{\"trainingDatasetUri\":\"gs://practice-bucket/train.jsonl\",\"hyperParameters\":{\"adapterSize\":\"ADAPTER_SIZE_SIXTEEN\"}}}",
      400, "INVALID_ARGUMENT" },
    { "us-central1", "{\"baseModel\":", 400, "INVALID_ARGUMENT" },
  };
  g_autoptr (Client) client = client_new ();

  client_bucket (client);
  client_upload (client, "train.jsonl", "x", -1);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *target = g_strdup_printf ("/v1/projects/" EXM_PRACTICE_PROJECT "/locations/%s/tuningJobs",
                                                 cases[i].location);
      g_autoptr (Answer) answer = client_post (client, target, cases[i].body);

      g_assert_cmpuint (answer->status, ==, cases[i].status);
      g_assert_cmpstr (answer_text (answer, "error/status"), ==, cases[i].name);
    }
}

static void
test_cancel_and_queue (void)
{
  g_autoptr (Client) client = client_new ();
  g_autofree char *train = sample_jsonl (0, 100, FALSE);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *cancel = NULL;
  g_autoptr (Answer) running = NULL;
  g_autoptr (Answer) queued = NULL;
  g_autoptr (Answer) cancelled = NULL;
  g_autoptr (Answer) done = NULL;
  g_autoptr (Answer) again = NULL;
  g_autoptr (Answer) reply = NULL;
  g_autoptr (Answer) list = NULL;
  g_autoptr (Answer) none = NULL;

  client_bucket (client);
  client_upload (client, "train.jsonl", train, -1);
  exm_practice_set_speed (client->practice, 20);
  first = create (client, "gemini-2.5-flash", "");
  second = create (client, "gemini-2.5-flash-lite", "");
  running = wait_for (client, first, "JOB_STATE_RUNNING");
  queued = client_get (client, second);
  g_assert_cmpstr (answer_text (queued, "state"), ==, "JOB_STATE_QUEUED");

  cancel = g_strconcat (first, ":cancel", NULL);
  reply = client_post (client, cancel, "{}");
  g_assert_cmpuint (reply->status, ==, 200);
  cancelled = wait_for (client, first, "JOB_STATE_CANCELLED");
  g_assert_null (exm_json_get_object (cancelled->json, "tunedModel"));
  again = client_post (client, cancel, "{}");
  g_assert_cmpuint (again->status, ==, 400);
  exm_practice_set_speed (client->practice, 200);
  done = wait_for (client, second, "JOB_STATE_SUCCEEDED");

  list = client_get (client, LOCATION "/tuningJobs?pageSize=1&filter=labels.app%3Dexemplar");
  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (list->json, "tuningJobs")), ==, 1);
  g_assert_nonnull (answer_text (list, "nextPageToken"));
  none = client_get (client, LOCATION "/tuningJobs?filter=labels.app%3Dother");
  g_assert_null (exm_json_get_array (none->json, "tuningJobs"));
}

/* Stopped in the middle of training; the next service ends the job. */
static void
test_restart (void)
{
  g_autoptr (Client) client = client_new ();
  g_autofree char *train = sample_jsonl (0, 150, FALSE);
  g_autofree char *job = NULL;
  g_autofree char *text = NULL;
  g_autoptr (Answer) running = NULL;
  g_autoptr (Answer) done = NULL;
  g_autoptr (GError) error = NULL;

  client_bucket (client);
  client_upload (client, "train.jsonl", train, -1);
  exm_practice_set_speed (client->practice, 15);
  job = create (client, "gemini-3.1-flash-lite", "");
  running = wait_for (client, job, "JOB_STATE_RUNNING");
  g_assert_null (exm_practice_new (client->dir, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_usleep (400000);
  g_assert_finalize_object (g_steal_pointer (&client->practice));
  client_serve (client);
  done = wait_for (client, job, "JOB_STATE_SUCCEEDED");
  check_curves (client, done, FALSE);
  text = ask (client, answer_text (done, "tunedModel/endpoint"), "", NULL);
  g_assert_cmpstr (text, ==, "Sentiment: Negative");
}

static void
test_delete (void)
{
  g_autoptr (Client) client = client_new ();
  g_autofree char *train = sample_jsonl (0, 60, FALSE);
  g_autofree char *job = NULL;
  g_autofree char *model = NULL;
  g_autoptr (Answer) done = NULL;
  g_autoptr (Answer) refused = NULL;
  g_autoptr (Answer) operation = NULL;
  JsonArray *checkpoints;

  client_bucket (client);
  client_upload (client, "train.jsonl", train, -1);
  job = create (client, "gemini-2.5-flash",
                ",\"hyperParameters\":{\"epochCount\":\"2\",\"adapterSize\":\"ADAPTER_SIZE_ONE\"}");
  done = wait_for (client, job, "JOB_STATE_SUCCEEDED");
  model = g_strconcat ("/v1/", answer_text (done, "tunedModel/model"), NULL);
  *strchr (model, '@') = '\0';
  refused = client_send (client, "DELETE", model, NULL, NULL, NULL, 0);
  g_assert_cmpuint (refused->status, ==, 400);
  checkpoints = exm_json_get_array (exm_json_get_object (done->json, "tunedModel"), "checkpoints");
  g_assert_cmpuint (exm_json_array_size (checkpoints), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *endpoint = g_strconcat (
        "/v1/", exm_json_get_string (exm_json_array_object (checkpoints, i), "endpoint"), NULL);
      g_autofree char *undeploy = g_strconcat (endpoint, ":undeployModel", NULL);
      g_autoptr (Answer) got = client_get (client, endpoint);
      g_autofree char *body = g_strdup_printf (
        "{\"deployedModelId\":\"%s\"}",
        exm_json_get_string (
          exm_json_array_object (exm_json_get_array (got->json, "deployedModels"), 0), "id"));
      g_autoptr (Answer) undeployed = client_post (client, undeploy, body);
      g_autoptr (Answer) deleted = client_send (client, "DELETE", endpoint, NULL, NULL, NULL, 0);
      g_autoptr (Answer) gone = client_get (client, endpoint);

      g_assert_cmpuint (undeployed->status, ==, 200);
      g_assert_cmpuint (deleted->status, ==, 200);
      g_assert_cmpuint (gone->status, ==, 404);
    }
  operation = client_send (client, "DELETE", model, NULL, NULL, NULL, 0);
  g_assert_cmpuint (operation->status, ==, 200);
  for (;;)
    {
      g_autofree char *path = g_strconcat ("/v1/", answer_text (operation, "name"), NULL);
      g_autoptr (Answer) polled = client_get (client, path);
      gboolean is_done = FALSE;

      if (exm_json_get_bool (polled->json, "done", &is_done) && is_done)
        break;
      g_usleep (5000);
    }
}

static void
test_stream (void)
{
  g_autoptr (Client) client = client_new ();
  const char *body = "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}";
  const char *base = "/v1beta1/projects/" EXM_PRACTICE_PROJECT
                     "/locations/global/publishers/google/models/gemini-3.5-flash";
  g_autofree char *sse = g_strconcat (base, ":streamGenerateContent?alt=sse", NULL);
  g_autofree char *array = g_strconcat (base, ":streamGenerateContent", NULL);
  g_autofree char *count = g_strconcat (base, ":countTokens", NULL);
  g_autoptr (Answer) events = client_post (client, sse, body);
  g_autoptr (Answer) list = client_post (client, array, body);
  g_autoptr (Answer) counted = client_post (client, count, body);
  g_autoptr (Answer) retired = client_post (
    client,
    "/v1/projects/" EXM_PRACTICE_PROJECT
    "/locations/us-central1/publishers/google/models/gemini-1.5-flash-002:generateContent",
    body);
  g_autofree char *text = g_strndup (g_bytes_get_data (events->bytes, NULL),
                                     g_bytes_get_size (events->bytes));
  g_auto (GStrv) parts = g_strsplit (text, "\r\n\r\n", -1);
  g_autoptr (JsonNode) node = exm_json_parse (g_bytes_get_data (list->bytes, NULL),
                                              (gssize)g_bytes_get_size (list->bytes), NULL);

  g_assert_cmpuint (g_strv_length (parts), >=, 3);
  for (guint i = 0; parts[i + 1] != NULL; i++)
    {
      g_autoptr (JsonObject) part = exm_json_parse_object (parts[i] + strlen ("data: "), -1, NULL);

      g_assert_true (g_str_has_prefix (parts[i], "data: "));
      g_assert_nonnull (part);
      g_assert_cmpint (exm_json_get_object (part, "usageMetadata") != NULL, ==,
                       parts[i + 2] == NULL);
    }
  g_assert_cmpuint (exm_json_array_size (exm_json_node_array (node)), >=, 2);
  g_assert_cmpuint (counted->status, ==, 200);
  g_assert_cmpuint (retired->status, ==, 404);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/jobs/journey", test_journey);
  g_test_add_func ("/practice/jobs/flipped", test_flipped);
  g_test_add_func ("/practice/jobs/temperature", test_temperature);
  g_test_add_func ("/practice/jobs/free-text", test_free_text);
  g_test_add_func ("/practice/jobs/failures", test_failures);
  g_test_add_func ("/practice/jobs/refusals", test_refusals);
  g_test_add_func ("/practice/jobs/cancel-and-queue", test_cancel_and_queue);
  g_test_add_func ("/practice/jobs/restart", test_restart);
  g_test_add_func ("/practice/jobs/delete", test_delete);
  g_test_add_func ("/practice/jobs/stream", test_stream);
  return g_test_run ();
}
