/* test-follow-states.c - polling through whatever a job may look like
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "exm-submit-values-private.h"
#include "exm-submit-work-private.h"
#include "fake-server.h"
#include "submit-fixture.h"

#define JOB "projects/1/locations/us-central1/tuningJobs/2"

/* One kind of answer @n times, the last one for good. */
typedef struct
{
  const char *body; /* NULL: resets the connection */
  guint       status;
  guint       n;
} Phase;

typedef struct
{
  const Phase *phases;
  guint        phase;
  guint        in_phase;
  guint        n;
  gint64       began;
  gint64       last;
  gint64       longest;  /* µs between polls */
  gint64       shortest; /* once it has backed off */
} Server;

static char *
handle (FakeRequest *request,
        gpointer     user_data)
{
  Server      *server = user_data;
  const Phase *phase = &server->phases[server->phase];
  gint64       now = g_get_monotonic_time ();

  if (strstr (request->target, "/tuningJobs/2") == NULL)
    return fake_reply (404, "", "{\"error\":{\"code\":404,\"status\":\"NOT_FOUND\"}}");
  if (server->last != 0)
    {
      server->longest = MAX (server->longest, now - server->last);
      if (server->in_phase > 4)
        server->shortest = MIN (server->shortest, now - server->last);
    }
  server->last = now;
  server->n++;
  if (++server->in_phase >= phase->n && server->phases[server->phase + 1].n > 0)
    {
      server->phase++;
      server->in_phase = 0;
    }
  return phase->body != NULL ? fake_reply (phase->status, "", phase->body) : NULL;
}

#define STATE(state) "{\"name\":\"" JOB "\",\"state\":\"" state "\"}"
#define READY                                                                                     \
  "{\"name\":\"" JOB "\",\"state\":\"JOB_STATE_SUCCEEDED\",\"endTime\":\"2026-11-23T12:00:00Z\"," \
  "\"tunedModel\":{\"model\":\"projects/1/locations/us/models/3@1\",\"endpoint\":\"projects/1/locations/us/endpoints/4\"}}"

static ExmDataset *
dataset_with_job (gint64 *id)
{
  g_autofree char *path = fixture_dataset_new (20);
  ExmDataset      *dataset = fixture_open (path);
  g_autoptr(GHashTable) values = _exm_values_new ();
  g_autoptr(GError) error = NULL;

  _exm_values_put (values, KEY_REQUEST_ID, "5e1f0000-0000-4000-8000-000000000000");
  _exm_values_put (values, KEY_ACCOUNT, "practice");
  _exm_values_put (values, KEY_PROJECT, "p");
  _exm_values_put (values, KEY_LOCATION, "us-central1");
  _exm_values_put (values, KEY_BASE_MODEL, "gemini-3.1-flash-lite");
  _exm_values_put (values, KEY_DISPLAY_NAME, "Model");
  _exm_values_put_int (values, KEY_CREATED, 1000);
  _exm_values_put (values, KEY_STEP, "follow");
  _exm_values_put (values, KEY_STATE, "JOB_STATE_PENDING");
  _exm_values_put (values, KEY_JOB_NAME, JOB);
  *id = _exm_values_store (dataset, EXM_SUBMISSION_KIND, 0, NULL, values, &error);
  g_assert_no_error (error);
  return dataset;
}

static const struct
{
  const char *name;
  Phase       phases[6];
  const char *state; /* at the end, NULL: it stops with an error */
  const char *words; /* in the reason, nullable */
} cases[] = {
  { "usual", { { STATE ("JOB_STATE_QUEUED"), 200, 2 }, { STATE ("JOB_STATE_RUNNING"), 200, 5 }, { READY, 200, 1 } }, "JOB_STATE_SUCCEEDED", NULL },
  { "unknown-state", { { STATE ("JOB_STATE_DREAMING"), 200, 500 }, { READY, 200, 1 } }, "JOB_STATE_SUCCEEDED", NULL },
  { "no-state", { { "{\"name\":\"" JOB "\"}", 200, 5 }, { READY, 200, 1 } }, "JOB_STATE_SUCCEEDED", NULL },
  { "no-name", { { "{\"state\":\"JOB_STATE_RUNNING\"}", 200, 1 } }, NULL, NULL },
  { "odd-types", { { "{\"name\":\"" JOB "\",\"state\":7,\"createTime\":[],\"tunedModel\":\"x\",\"labels\":[1]}", 200, 3 }, { READY, 200, 1 } }, "JOB_STATE_SUCCEEDED", NULL },
  { "gone", { { STATE ("JOB_STATE_RUNNING"), 200, 2 }, { "{\"error\":{\"code\":404,\"status\":\"NOT_FOUND\"}}", 404, 1 } }, "JOB_STATE_FAILED", "does not know" },
  { "gone-for-a-moment", { { "{\"error\":{\"code\":404,\"status\":\"NOT_FOUND\"}}", 404, 3 }, { READY, 200, 1 } }, "JOB_STATE_SUCCEEDED", NULL },
  { "trouble", { { "{\"error\":{\"code\":503,\"status\":\"UNAVAILABLE\"}}", 503, 30 }, { READY, 200, 1 } }, "JOB_STATE_SUCCEEDED", NULL },
  { "network-away", { { STATE ("JOB_STATE_RUNNING"), 200, 2 }, { NULL, 0, 30 }, { READY, 200, 1 } }, "JOB_STATE_SUCCEEDED", NULL },
  { "paused", { { STATE ("JOB_STATE_PAUSED"), 200, 3 }, { STATE ("JOB_STATE_UPDATING"), 200, 3 }, { READY, 200, 1 } }, "JOB_STATE_SUCCEEDED", NULL },
  { "partial", { { "{\"name\":\"" JOB "\",\"state\":\"JOB_STATE_PARTIALLY_SUCCEEDED\",\"tunedModel\":{\"endpoint\":\"projects/1/locations/us/endpoints/4\"}}", 200, 1 } }, "JOB_STATE_PARTIALLY_SUCCEEDED", NULL },
  { "expired", { { STATE ("JOB_STATE_EXPIRED"), 200, 1 } }, "JOB_STATE_EXPIRED", NULL },
  { "failed", { { "{\"name\":\"" JOB "\",\"state\":\"JOB_STATE_FAILED\",\"error\":{\"code\":3,\"message\":\"Dataset has an invalid row\"}}", 200, 1 } }, "JOB_STATE_FAILED", "invalid row" },
  { "cancelled-elsewhere", { { STATE ("JOB_STATE_CANCELLING"), 200, 3 }, { "{\"name\":\"" JOB "\",\"state\":\"JOB_STATE_CANCELLED\",\"error\":{\"code\":1}}", 200, 1 } }, "JOB_STATE_CANCELLED", NULL },
  { "denied", { { "{\"error\":{\"code\":403,\"status\":\"PERMISSION_DENIED\"}}", 403, 1 } }, NULL, NULL },
  { "html", { { "<html>hotel</html>", 200, 1 } }, NULL, NULL },
};

static void
test_states (gconstpointer data)
{
  const guint i = GPOINTER_TO_UINT (data);
  Server      server = { .phases = cases[i].phases, .shortest = G_MAXINT64 };
  g_autoptr(FakeServer) fake = fake_server_new (handle, &server);
  g_autoptr(ExmGoogle) google = exm_google_new_practice (fake_server_get_origin (fake), "practice-canary", NULL);
  g_autoptr(ExmCatalogue) catalogue = exm_catalogue_load (NULL);
  const ExmHttpPace   quick = { 1, 1, 1, 10 };
  const ExmSubmitPace pace = { 2, 4, 40 };
  gint64              id;
  g_autoptr(ExmDataset) dataset = dataset_with_job (&id);
  g_autoptr(ExmSubmission) submission = exm_submission_load_sync (dataset, id, NULL);
  g_autoptr(ExmSubmitRun) run = NULL;
  g_autoptr(GError) error = NULL;
  gboolean done;

  exm_http_set_pace (exm_google_get_http (google), &quick);
  run = exm_submit_run_new_resume (dataset, google, catalogue, submission);
  exm_submit_run_set_pace (run, &pace);
  done = exm_submit_run_run_sync (run, TRUE, NULL, &error);
  if (cases[i].state == NULL)
    {
      /* It stops, says why, and can be gone on with. */
      g_assert_false (done);
      g_assert_nonnull (error);
      g_assert_false (exm_submission_is_ended (exm_submit_run_get_submission (run)));
      g_assert_nonnull (exm_submit_run_get_submission (run)->error);
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpstr (exm_submit_run_get_submission (run)->state_text, ==, cases[i].state);
  g_assert_true (exm_submission_is_ended (exm_submit_run_get_submission (run)));
  if (cases[i].words != NULL)
    g_assert_nonnull (strstr (exm_submit_run_get_submission (run)->error, cases[i].words));
  /* Backed off to the longest wait, no busy loop. */
  if (server.shortest < G_MAXINT64)
    {
      g_assert_cmpint (server.shortest, >=, 3500);
      g_test_message ("R24: %s: %u polls, never closer than %d µs at a longest wait of 4 ms", cases[i].name, server.n, (int)server.shortest);
    }
}

/* The network is away while the files are to be sent: at Google for as long as it
 * takes, on the practice service not for long. */
static char *
away (FakeRequest *request,
      gpointer     user_data)
{
  guint *n = user_data;

  if (++*n <= 60)
    return NULL;
  return fake_reply (403, "", "{\"error\":{\"code\":403,\"message\":\"back again\"}}");
}

static void
test_patience (gconstpointer data)
{
  const gboolean practice = GPOINTER_TO_INT (data);
  guint          n = 0;
  g_autoptr(FakeServer) fake = fake_server_new (away, &n);
  g_autoptr(ExmGoogle) google = exm_google_new_practice (fake_server_get_origin (fake), "practice-canary", NULL);
  const ExmHttpPace quick = { 1, 1, 1, 10 };
  gint64            id;
  g_autoptr(ExmDataset) dataset = dataset_with_job (&id);
  g_autoptr(GHashTable) old = exm_dataset_get_record_sync (dataset, EXM_SUBMISSION_KIND, id, NULL);
  g_autoptr(GHashTable) values = _exm_values_copy (old);
  ExmSubmitWork *work = _exm_submit_work_new (dataset, google, NULL);
  g_autoptr(GError) error = NULL;

  exm_http_set_pace (exm_google_get_http (google), &quick);
  _exm_values_put (values, KEY_STEP, "bucket");
  _exm_values_put (values, KEY_BUCKET, "some-bucket");
  _exm_values_put (values, KEY_ACCOUNT, practice ? "practice" : "google");
  g_assert_cmpint (_exm_values_store (dataset, EXM_SUBMISSION_KIND, id, old, values, &error), ==, id);
  work->id = id;
  work->practice = practice;
  work->pace = (ExmSubmitPace){ 1, 2, 10 };
  g_assert_false (_exm_submit_work_run (work, &error));
  if (practice)
    {
      g_assert_true (exm_cloud_error_is_transient (error));
      g_assert_cmpuint (n, <=, 20);
    }
  else
    {
      g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_DENIED);
      g_assert_cmpuint (n, ==, 61);
    }
  _exm_submit_work_unref (work);
}

static void
add_tests (void)
{
  g_test_add_data_func ("/submit/follow-states/patience", GINT_TO_POINTER (FALSE), test_patience);
  g_test_add_data_func ("/submit/follow-states/patience-practice", GINT_TO_POINTER (TRUE), test_patience);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/submit/follow-states/", cases[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_states);
    }
}

int
main (int   argc,
      char *argv[])
{
  return fixture_main (argc, argv, add_tests);
}
