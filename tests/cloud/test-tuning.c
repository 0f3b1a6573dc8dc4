/* test-tuning.c - bodies, answers, lost answers, lists and curves
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "exm-curves.h"
#include "exm-tuning.h"
#include "fake-server.h"
#include "schema.h"

#define TOKEN "practice-canary"
#define JOBS "/v1/projects/p/locations/us-central1/tuningJobs"

static ExmTuningRequest *
make_request (void)
{
  ExmTuningRequest *request = exm_tuning_request_new ("p", "us-central1", "gemini-3.1-flash-lite", "gs://b/train.jsonl");

  request->display_name = g_strdup ("My “model” ü");
  exm_tuning_request_set_label (request, "request-id", "0b9d3c1e");
  return request;
}

static void
test_body (void)
{
  g_autoptr (ExmTuningRequest) request = make_request ();
  g_autoptr (GError) error = NULL;
  g_autofree char *plain = exm_tuning_request_to_json (request, &error);
  g_autofree char *full = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (strstr (plain, "\"baseModel\":\"gemini-3.1-flash-lite\""));
  g_assert_nonnull (strstr (plain, "\"trainingDatasetUri\":\"gs://b/train.jsonl\""));
  g_assert_nonnull (strstr (plain, "\"request-id\":\"0b9d3c1e\""));
  /* What is automatic is not sent. */
  g_assert_null (strstr (plain, "epochCount"));
  g_assert_null (strstr (plain, "adapterSize"));
  g_assert_null (strstr (plain, "learningRateMultiplier"));
  g_assert_null (strstr (plain, "validationDatasetUri"));

  request->validation_uri = g_strdup ("gs://b/val.jsonl");
  request->description = g_strdup ("d");
  request->epochs = 3;
  request->adapter_size = 4;
  request->learning_rate_multiplier = 1e-7;
  request->last_checkpoint_only = TRUE;
  full = exm_tuning_request_to_json (request, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (full, "\"ADAPTER_SIZE_FOUR\""));
  g_assert_nonnull (strstr (full, "\"epochCount\":\"3\""));
  if (!schema_is_there ())
    return;
  schema_assert ("aiplatform-v1.json", "GoogleCloudAiplatformV1TuningJob", plain);
  schema_assert ("aiplatform-v1.json", "GoogleCloudAiplatformV1TuningJob", full);
}

static void
test_body_refused (void)
{
  for (int i = 0; i < 8; i++)
    {
      g_autoptr (ExmTuningRequest) request = make_request ();
      g_autoptr (GError) error = NULL;
      g_autofree char *body = NULL;

      switch (i)
        {
        case 0:
          g_free (request->location);
          request->location = g_strdup ("global");
          break;
        case 1:
          g_clear_pointer (&request->base_model, g_free);
          break;
        case 2:
          g_free (request->training_uri);
          request->training_uri = g_strdup ("https://example.com/x");
          break;
        case 3:
          request->adapter_size = 3;
          break;
        case 4:
          exm_tuning_request_set_label (request, "Bad Key", "x");
          break;
        case 5:
          request->epochs = -1;
          break;
        case 6:
          g_free (request->display_name);
          request->display_name = g_strnfill (129, 'x');
          break;
        default:
          request->learning_rate_multiplier = -1;
        }
      body = exm_tuning_request_to_json (request, &error);
      g_test_message ("case %d: %s", i, error != NULL ? error->message : body);
      g_assert_null (body);
      g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED);
    }
}

static void
test_states (void)
{
  static const struct
  {
    const char    *text;
    ExmTuningState state;
    gboolean       ended;
  } cases[] = {
    { "JOB_STATE_QUEUED", EXM_TUNING_QUEUED, FALSE },
    { "JOB_STATE_PENDING", EXM_TUNING_PENDING, FALSE },
    { "JOB_STATE_RUNNING", EXM_TUNING_RUNNING, FALSE },
    { "JOB_STATE_SUCCEEDED", EXM_TUNING_SUCCEEDED, TRUE },
    { "JOB_STATE_FAILED", EXM_TUNING_FAILED, TRUE },
    { "JOB_STATE_CANCELLING", EXM_TUNING_CANCELLING, FALSE },
    { "JOB_STATE_CANCELLED", EXM_TUNING_CANCELLED, TRUE },
    { "JOB_STATE_PAUSED", EXM_TUNING_PAUSED, FALSE },
    { "JOB_STATE_EXPIRED", EXM_TUNING_EXPIRED, TRUE },
    { "JOB_STATE_UPDATING", EXM_TUNING_PAUSED, FALSE },
    { "JOB_STATE_PARTIALLY_SUCCEEDED", EXM_TUNING_PARTIAL, TRUE },
    { "JOB_STATE_OF_THE_FUTURE", EXM_TUNING_RUNNING, FALSE },
    { NULL, EXM_TUNING_QUEUED, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (exm_tuning_state_parse (cases[i].text), ==, cases[i].state);
      g_assert_cmpint (exm_tuning_state_is_ended (cases[i].state), ==, cases[i].ended);
      g_assert_cmpint (strlen (exm_tuning_state_get_words (cases[i].state)), >, 3);
    }
}

static void
test_parse (void)
{
  static const char text[] =
    "{\"name\":\"projects/12/locations/us-central1/tuningJobs/7\",\"state\":\"JOB_STATE_SUCCEEDED\","
    "\"createTime\":\"2026-09-01T10:00:00.123456Z\",\"endTime\":\"2026-09-01T10:40:00Z\","
    "\"baseModel\":\"gemini-3.1-flash-lite\",\"tunedModelDisplayName\":\"n\",\"labels\":{\"request-id\":\"r\"},"
    "\"experiment\":\"projects/12/locations/us-central1/metadataStores/default/contexts/c\","
    "\"supervisedTuningSpec\":{\"trainingDatasetUri\":\"gs://b/t\",\"hyperParameters\":{\"epochCount\":\"3\","
    "\"learningRateMultiplier\":1,\"adapterSize\":\"ADAPTER_SIZE_EIGHT\"}},"
    "\"tunedModel\":{\"model\":\"projects/12/locations/us/models/5@1\",\"endpoint\":\"projects/12/locations/us/endpoints/9\","
    "\"checkpoints\":[{\"checkpointId\":\"1\",\"epoch\":\"1\",\"step\":\"10\",\"endpoint\":\"projects/12/locations/us/endpoints/8\"},7,"
    "{\"checkpointId\":\"2\",\"epoch\":2,\"step\":20}]},"
    "\"tuningDataStats\":{\"supervisedTuningDataStats\":{\"tuningDatasetExampleCount\":\"526\","
    "\"totalBillableTokenCount\":\"9000\",\"tuningStepCount\":\"30\",\"totalTruncatedExampleCount\":\"2\","
    "\"truncatedExampleIndices\":[\"4\",9],\"droppedExampleReasons\":[\"too long\"],"
    "\"userInputTokenDistribution\":{\"sum\":\"100\",\"min\":1,\"max\":9,\"mean\":3.5,\"median\":3,\"p5\":1,\"p95\":8}}}}";
  static const char *const bad[] = { "", "[]", "{}", "{\"name\":7}", "{\"name\":\"../x\"}", "<html>" };
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmTuningJob) job = exm_tuning_job_parse (text, -1, &error);
  const ExmTuningCheckpoint *checkpoint;

  g_assert_no_error (error);
  g_assert_cmpstr (job->location, ==, "us-central1");
  g_assert_cmpint (job->state, ==, EXM_TUNING_SUCCEEDED);
  g_assert_cmpint (job->created, ==, 1788256800);
  g_assert_cmpint (job->ended - job->created, ==, 2400);
  g_assert_cmpint (job->epochs, ==, 3);
  g_assert_cmpint (job->adapter_size, ==, 8);
  g_assert_cmpstr (job->endpoint, ==, "projects/12/locations/us/endpoints/9");
  g_assert_cmpuint (job->checkpoints->len, ==, 2);
  checkpoint = g_ptr_array_index (job->checkpoints, 1);
  g_assert_cmpint (checkpoint->step, ==, 20);
  g_assert_null (checkpoint->endpoint);
  g_assert_true (job->stats.known);
  g_assert_cmpint (job->stats.examples, ==, 526);
  g_assert_cmpint (job->stats.dropped, ==, 2);
  g_assert_cmpuint (job->stats.dropped_lines->len, ==, 2);
  g_assert_cmpint (g_array_index (job->stats.dropped_lines, gint64, 1), ==, 9);
  g_assert_cmpfloat (job->stats.input_tokens.mean, ==, 3.5);
  g_assert_false (job->stats.output_tokens.known);
  g_assert_cmpstr (g_hash_table_lookup (job->labels, "request-id"), ==, "r");

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) refused = NULL;

      g_assert_null (exm_tuning_job_parse (bad[i], -1, &refused));
      g_assert_error (refused, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_BAD_REPLY);
    }
}

/* A job that went on from a tuned model, with histograms, some of them odd. */
static void
test_parse_pre_tuned (void)
{
  static const char text[] =
    "{\"name\":\"projects/12/locations/us-central1/tuningJobs/7\",\"preTunedModel\":{\"tunedModelName\":\"projects/12/locations/us/models/5@1\","
    "\"checkpointId\":\"2\",\"baseModel\":\"gemini-3.1-flash-lite\"},\"supervisedTuningSpec\":{\"exportLastCheckpointOnly\":true},"
    "\"tuningDataStats\":{\"supervisedTuningDataStats\":{\"userInputTokenDistribution\":{\"sum\":\"100\",\"billableSum\":\"90\","
    "\"buckets\":[{\"count\":3,\"left\":1,\"right\":10},{\"count\":1,\"left\":10,\"right\":19},7,{\"count\":-1,\"left\":0,\"right\":1},"
    "{\"count\":1,\"left\":9,\"right\":2}]},\"userMessagePerExampleDistribution\":{\"mean\":2,\"buckets\":{}}}}}";
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmTuningJob) job = exm_tuning_job_parse (text, -1, &error);
  const ExmTuningSpread *spread;

  g_assert_no_error (error);
  g_assert_cmpstr (job->pre_tuned_model, ==, "projects/12/locations/us/models/5@1");
  g_assert_cmpstr (job->pre_tuned_checkpoint, ==, "2");
  g_assert_cmpstr (job->base_model, ==, "gemini-3.1-flash-lite");
  g_assert_true (job->last_checkpoint_only);
  spread = &job->stats.input_tokens;
  g_assert_cmpfloat (spread->sum, ==, 100);
  g_assert_cmpfloat (spread->billable_sum, ==, 90);
  g_assert_cmpuint (spread->buckets->len, ==, 2);
  g_assert_cmpfloat (g_array_index (spread->buckets, ExmTuningBucket, 1).right, ==, 19);
  g_assert_cmpfloat (job->stats.messages.mean, ==, 2);
  g_assert_null (job->stats.messages.buckets);
  g_assert_cmpint (exm_tuning_job_get_elapsed (job, 100), ==, 0);
}

static void
test_body_pre_tuned (void)
{
  g_autoptr (ExmTuningRequest) request = exm_tuning_request_new ("p", "us-central1", NULL, "gs://b/t.jsonl");
  g_autoptr (GError) error = NULL;
  g_autofree char *body = NULL;

  request->display_name = g_strdup ("n");
  request->pre_tuned_model = g_strdup ("projects/12/locations/us/models/5@1");
  request->pre_tuned_checkpoint = g_strdup ("2");
  body = exm_tuning_request_to_json (request, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (body, "\"preTunedModel\":{\"tunedModelName\":\"projects/12/locations/us/models/5@1\",\"checkpointId\":\"2\"}"));
  g_assert_null (strstr (body, "baseModel"));
  g_assert_null (strstr (body, "hyperParameters"));
  if (schema_is_there ())
    schema_assert ("aiplatform-v1.json", "GoogleCloudAiplatformV1TuningJob", body);
}

/* A service that keeps jobs, and may lose its answers. */
typedef struct
{
  GPtrArray  *bodies; /* of the jobs, utf8 */
  guint       status; /* of the answer to a create; 0: as it should; 1: reset */
  const char *raw;    /* instead, nullable */
  gboolean    commits;
  guint       n_creates;
} Service;

static char *
service_list (Service     *service,
              FakeRequest *request)
{
  g_autoptr (GString) out = g_string_new ("{\"tuningJobs\":[");
  const char *token = strstr (request->target, "pageToken=");
  guint       from = token != NULL ? (guint)g_ascii_strtoull (token + 10, NULL, 10) : 0;
  guint       to = MIN (from + 2, service->bodies->len);

  for (guint i = from; i < to; i++)
    {
      const char *body = g_ptr_array_index (service->bodies, i);

      g_string_append_printf (out, "%s{\"name\":\"projects/1/locations/us-central1/tuningJobs/%u\",%s",
                              i > from ? "," : "", i + 1, body + 1);
    }
  g_string_append (out, "]");
  if (to < service->bodies->len)
    g_string_append_printf (out, ",\"nextPageToken\":\"%u\"", to);
  g_string_append (out, "}");
  return fake_reply (200, "", out->str);
}

static char *
service_handle (FakeRequest *request,
                gpointer     user_data)
{
  Service         *service = user_data;
  g_autofree char *text = g_strndup ((const char *)request->body->data, request->body->len);
  g_autofree char *body = NULL;

  if (g_str_has_suffix (request->target, ":cancel"))
    return fake_reply (200, "", "{}");
  if (strcmp (request->method, "GET") == 0 && g_str_has_prefix (request->target, JOBS "?"))
    return service_list (service, request);
  if (strcmp (request->method, "GET") == 0)
    return fake_reply (404, "", "{\"error\":{\"code\":404,\"status\":\"NOT_FOUND\",\"message\":\"gone\"}}");

  g_assert_cmpstr (request->method, ==, "POST");
  g_assert_cmpstr (request->target, ==, JOBS);
  g_assert_cmpstr (g_hash_table_lookup (request->headers, "content-type"), ==, "application/json");
  service->n_creates++;
  if (service->commits)
    g_ptr_array_add (service->bodies, g_strdup (text));
  if (service->status == 1)
    return NULL;
  if (service->raw != NULL)
    return g_strdup (service->raw);
  if (service->status != 0)
    return fake_reply (service->status, "", "{\"error\":{\"message\":\"no\"}}");
  body = g_strdup_printf ("{\"name\":\"projects/1/locations/us-central1/tuningJobs/1\",\"state\":\"JOB_STATE_PENDING\",%s", text + 1);
  return fake_reply (200, "", body);
}

static ExmGoogle *
connect_to (FakeServer *server)
{
  static const ExmHttpPace quick = { 5, 1, 4, 200 };
  ExmGoogle               *google = exm_google_new_practice (fake_server_get_origin (server), TOKEN, NULL);

  exm_http_set_pace (exm_google_get_http (google), &quick);
  return google;
}

static void
test_create (void)
{
  static const struct
  {
    const char *name;
    guint       status;
    const char *raw;
    int         code; /* -1: created */
  } cases[] = {
    { "created", 0, NULL, -1 },
    { "reset", 1, NULL, EXM_CLOUD_ERROR_UNKNOWN_OUTCOME },
    { "408", 408, NULL, EXM_CLOUD_ERROR_UNKNOWN_OUTCOME },
    { "500", 500, NULL, EXM_CLOUD_ERROR_UNKNOWN_OUTCOME },
    { "502", 502, NULL, EXM_CLOUD_ERROR_UNKNOWN_OUTCOME },
    { "503", 503, NULL, EXM_CLOUD_ERROR_UNKNOWN_OUTCOME },
    { "504", 504, NULL, EXM_CLOUD_ERROR_UNKNOWN_OUTCOME },
    { "html", 0, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>", EXM_CLOUD_ERROR_UNKNOWN_OUTCOME },
    { "empty", 0, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", EXM_CLOUD_ERROR_UNKNOWN_OUTCOME },
    { "not HTTP", 0, "hello\r\n\r\n", EXM_CLOUD_ERROR_UNKNOWN_OUTCOME },
    { "400", 400, NULL, EXM_CLOUD_ERROR_INVALID },
    { "401", 401, NULL, EXM_CLOUD_ERROR_AUTH },
    { "403", 403, NULL, EXM_CLOUD_ERROR_DENIED },
    { "404", 404, NULL, EXM_CLOUD_ERROR_NOT_FOUND },
    { "429", 429, NULL, EXM_CLOUD_ERROR_QUOTA },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Service service = { g_ptr_array_new_with_free_func (g_free), cases[i].status, cases[i].raw, TRUE, 0 };
      g_autoptr (FakeServer) server = fake_server_new (service_handle, &service);
      g_autoptr (ExmGoogle) google = connect_to (server);
      g_autoptr (ExmTuningRequest) request = make_request ();
      g_autoptr (ExmTuningJob) job = NULL;
      g_autoptr (ExmTuningJob) found = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].name);
      job = exm_tuning_create (google, request, NULL, &error);
      if (cases[i].code < 0)
        {
          g_assert_no_error (error);
          g_assert_cmpint (job->state, ==, EXM_TUNING_PENDING);
        }
      else
        g_assert_error (error, EXM_CLOUD_ERROR, cases[i].code);
      g_assert_cmpuint (service.n_creates, ==, 1);
      if (cases[i].code == EXM_CLOUD_ERROR_UNKNOWN_OUTCOME)
        {
          g_assert_cmpint (exm_cloud_error_get_action (error), ==, EXM_CLOUD_ACTION_CHECK_JOBS);
          found = exm_tuning_find_by_label (google, "p", "us-central1", "request-id", "0b9d3c1e", NULL, NULL);
          g_assert_nonnull (found);
        }
      g_ptr_array_unref (service.bodies);
    }
}

static void
test_create_offline (void)
{
  g_autoptr (ExmGoogle) google = exm_google_new_practice ("http://127.0.0.1:1", TOKEN, NULL);
  g_autoptr (ExmTuningRequest) request = make_request ();
  g_autoptr (GError) error = NULL;

  g_assert_null (exm_tuning_create (google, request, NULL, &error));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_OFFLINE);
}

static void
test_list (void)
{
  Service service = { g_ptr_array_new_with_free_func (g_free), 0, NULL, TRUE, 0 };
  g_autoptr (FakeServer) server = fake_server_new (service_handle, &service);
  g_autoptr (ExmGoogle) google = connect_to (server);
  g_autoptr (GPtrArray) jobs = NULL;
  g_autoptr (ExmTuningJob) job = NULL;
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 5; i++)
    g_ptr_array_add (service.bodies,
                     g_strdup_printf ("{\"state\":\"JOB_STATE_RUNNING\",\"createTime\":\"2026-09-01T10:00:0%dZ\",\"labels\":{\"n\":\"%d\"}}", i, i));
  jobs = exm_tuning_list (google, "p", "us-central1", NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (jobs->len, ==, 5);
  g_assert_cmpstr (((ExmTuningJob *)g_ptr_array_index (jobs, 0))->name, ==, "projects/1/locations/us-central1/tuningJobs/5");
  g_assert_null (exm_tuning_find_by_label (google, "p", "us-central1", "n", "9", NULL, &error));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_NOT_FOUND);
  g_clear_error (&error);
  job = exm_tuning_find_by_label (google, "p", "us-central1", "n", "4", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (exm_tuning_cancel (google, job->name, NULL, &error));
  g_assert_null (exm_tuning_get (google, job->name, NULL, &error));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (exm_tuning_get (google, "projects/../x", NULL, &error));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED);
  g_ptr_array_unref (service.bodies);
}

static char *
curves_handle (FakeRequest *request,
               gpointer     user_data)
{
  static const struct
  {
    const char *part;
    const char *body;
  } answers[] = {
    { "/contexts/", "{\"metadata\":{\"backing_tensorboard_resource\":\"projects/1/locations/us-central1/tensorboards/3\"}}" },
    { "/timeSeries/a:read", "{\"timeSeriesData\":{\"values\":[{\"step\":\"2\",\"scalar\":{\"value\":0.5}},{\"step\":\"1\",\"scalar\":{\"value\":1.5}},{\"step\":3},{\"step\":\"2\",\"scalar\":{\"value\":0.25}}]}}" },
    { "batchRead", "{\"timeSeriesData\":[{\"tensorboardTimeSeriesId\":\"a\",\"values\":[{\"step\":\"2\",\"scalar\":{\"value\":0.5}},{\"step\":\"1\",\"scalar\":{\"value\":1.5}}]}]}" },
    { "/timeSeries", "{\"tensorboardTimeSeries\":[{\"name\":\"projects/1/locations/us-central1/tensorboards/3/experiments/c/runs/r/timeSeries/a\",\"displayName\":\"/train_total_loss\",\"valueType\":\"SCALAR\"}]}" },
    { "/runs", "{\"tensorboardRuns\":[{\"name\":\"projects/1/locations/us-central1/tensorboards/3/experiments/c/runs/r\"}]}" },
  };
  guint missing = GPOINTER_TO_UINT (user_data);

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    if (strstr (request->target, answers[i].part) != NULL)
      return missing == i + 1 ? fake_reply (404, "", "{}") : fake_reply (200, "", answers[i].body);
  return fake_reply (404, "", "{}");
}

static void
test_curves (void)
{
  for (guint missing = 0; missing <= 5; missing++)
    {
      g_autoptr (FakeServer) server = fake_server_new (curves_handle, GUINT_TO_POINTER (missing));
      g_autoptr (ExmGoogle) google = connect_to (server);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) curves = exm_curves_read (google, "projects/1/locations/us-central1/metadataStores/default/contexts/c",
                                                      NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (curves);
      if (missing == 0)
        {
          const ExmCurve *curve;

          g_assert_cmpuint (curves->len, ==, 1);
          curve = g_ptr_array_index (curves, 0);
          g_assert_cmpstr (curve->name, ==, EXM_CURVE_TRAIN_LOSS);
          g_assert_cmpuint (curve->points->len, ==, 2);
          g_assert_cmpint (g_array_index (curve->points, ExmCurvePoint, 0).step, ==, 1);
          g_assert_cmpint (g_array_index (curve->points, ExmCurvePoint, 1).step, ==, 2);
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cloud/tuning/body", test_body);
  g_test_add_func ("/cloud/tuning/body-refused", test_body_refused);
  g_test_add_func ("/cloud/tuning/states", test_states);
  g_test_add_func ("/cloud/tuning/parse", test_parse);
  g_test_add_func ("/cloud/tuning/parse-pre-tuned", test_parse_pre_tuned);
  g_test_add_func ("/cloud/tuning/body-pre-tuned", test_body_pre_tuned);
  g_test_add_func ("/cloud/tuning/create", test_create);
  g_test_add_func ("/cloud/tuning/create-offline", test_create_offline);
  g_test_add_func ("/cloud/tuning/list", test_list);
  g_test_add_func ("/cloud/tuning/curves", test_curves);
  return g_test_run ();
}
