/* test-error-calls.c - every status on every call, and leaving in the middle of each
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "exm-billing.h"
#include "exm-curves.h"
#include "exm-models.h"
#include "exm-permissions.h"
#include "exm-projects.h"
#include "exm-services.h"
#include "exm-storage-browse.h"
#include "exm-storage.h"
#include "exm-tuning-remove.h"
#include "exm-tuning.h"
#include "exm-upload.h"
#include "fake-server.h"
#include "finalized.h"

#define TOKEN "practice-canary-0123456789"
#define LOCATION "projects/1/locations/us-central1"
#define JOB LOCATION "/tuningJobs/2"
#define ENDPOINT "projects/1/locations/us/endpoints/3"
#define MODEL "projects/1/locations/us/models/4"

static char *upload_path;

/* --- the calls ------------------------------------------------------------------------- */

#define DONE(type, call, free_func)       \
  G_STMT_START                            \
  {                                       \
    type    *answer = call;               \
    gboolean got = answer != NULL;        \
                                          \
    g_clear_pointer (&answer, free_func); \
    return got;                           \
  }                                       \
  G_STMT_END

typedef gboolean (*Call) (ExmGoogle    *google,
                          GCancellable *cancellable,
                          GError      **error);

static gboolean
call_list_buckets (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  DONE (GPtrArray, exm_storage_list_buckets (google, "p", cancellable, error), g_ptr_array_unref);
}

static gboolean
call_get_bucket (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  DONE (ExmBucket, exm_storage_get_bucket (google, "b-1", cancellable, error), exm_bucket_free);
}

static gboolean
call_create_bucket (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  DONE (ExmBucket, exm_storage_create_bucket (google, "p", "b-1", "US", cancellable, error), exm_bucket_free);
}

static gboolean
call_get_object (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  DONE (ExmStoredObject, exm_storage_get_object (google, "b-1", "n", cancellable, error), exm_stored_object_free);
}

static gboolean
call_list_objects (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  DONE (GPtrArray, exm_storage_list_objects (google, "b-1", "x/", cancellable, error), g_ptr_array_unref);
}

static gboolean
call_list_folder (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  DONE (ExmStorageFolder, exm_storage_list_folder (google, "b-1", "x/", cancellable, error), exm_storage_folder_free);
}

static gboolean
call_delete_object (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  return exm_storage_delete_object (google, "b-1", "n", 7, cancellable, error);
}

static gboolean
call_upload (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  g_autoptr (ExmUpload) upload = exm_upload_new (upload_path, "b-1", "n.jsonl");

  DONE (ExmStoredObject, exm_upload_run (google, upload, cancellable, error), exm_stored_object_free);
}

static gboolean
call_create (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  g_autoptr (ExmTuningRequest) request = exm_tuning_request_new ("p", "us-central1", "gemini-3.1-flash-lite", "gs://b/t.jsonl");

  request->display_name = g_strdup ("x");
  DONE (ExmTuningJob, exm_tuning_create (google, request, cancellable, error), exm_tuning_job_unref);
}

static gboolean
call_find (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  DONE (ExmTuningJob, exm_tuning_find_by_label (google, "p", "us-central1", "k", "v", cancellable, error), exm_tuning_job_unref);
}

static gboolean
call_get_job (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  DONE (ExmTuningJob, exm_tuning_get (google, JOB, cancellable, error), exm_tuning_job_unref);
}

static gboolean
call_list_jobs (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  DONE (GPtrArray, exm_tuning_list (google, "p", "us-central1", NULL, cancellable, error), g_ptr_array_unref);
}

static gboolean
call_cancel_job (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  return exm_tuning_cancel (google, JOB, cancellable, error);
}

static gboolean
call_curves (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  DONE (GPtrArray, exm_curves_read (google, LOCATION "/metadataStores/default/contexts/c", cancellable, error), g_ptr_array_unref);
}

static gboolean
call_generate (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  g_autoptr (ExmGenerateRequest) request = exm_generate_request_new (ENDPOINT, "x");

  DONE (ExmGenerateAnswer, exm_models_generate (google, request, cancellable, error), exm_generate_answer_free);
}

static gboolean
call_stream (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  g_autoptr (ExmGenerateRequest) request = exm_generate_request_new (ENDPOINT, "x");

  DONE (ExmGenerateAnswer, exm_models_stream (google, request, NULL, NULL, cancellable, error), exm_generate_answer_free);
}

static gboolean
call_count (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  g_autoptr (ExmGenerateRequest) request = exm_generate_request_new (ENDPOINT, "x");

  return exm_models_count_tokens (google, request, cancellable, error) >= 0;
}

static gboolean
call_endpoint_remove (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  return exm_endpoint_remove (google, ENDPOINT, cancellable, error);
}

static gboolean
call_model_remove (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  return exm_model_remove (google, MODEL "@2", cancellable, error);
}

static gboolean
call_bucket_remove (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  return exm_bucket_remove (google, "b-1", cancellable, error);
}

static gboolean
call_exists (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  gboolean there = FALSE;

  return exm_resource_exists (google, MODEL, &there, cancellable, error);
}

static gboolean
call_endpoints (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  DONE (GPtrArray, exm_endpoints_find_by_label (google, "p", "us", "k", "v", cancellable, error), g_ptr_array_unref);
}

static gboolean
call_projects (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  DONE (GPtrArray, exm_projects_search (google, cancellable, error), g_ptr_array_unref);
}

static gboolean
call_project (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  DONE (ExmProject, exm_projects_get (google, "p-123456", cancellable, error), exm_project_free);
}

static gboolean
call_billing (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  DONE (ExmBilling, exm_billing_get (google, "p-123456", cancellable, error), exm_billing_free);
}

static gboolean
call_billing_accounts (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  DONE (GPtrArray, exm_billing_list_accounts (google, cancellable, error), g_ptr_array_unref);
}

static gboolean
call_services (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  static const char *const names[] = { "aiplatform.googleapis.com", NULL };

  DONE (GPtrArray, exm_services_get (google, "p-123456", names, cancellable, error), g_ptr_array_unref);
}

static gboolean
call_permissions (ExmGoogle *google, GCancellable *cancellable, GError **error)
{
  DONE (GPtrArray, exm_permissions_list_missing (google, "p-123456", "b-1", cancellable, error), g_ptr_array_unref);
}

/* What the code of the error may be, beside that of the table. */
typedef enum
{
  PLAIN = 0,
  GONE_IS_FINE = 1 << 0, /* 404, 410: nothing left to do */
  TURNED = 1 << 1,       /* a code of its own for some statuses */
  NEVER_TWICE = 1 << 2,  /* sent once, whatever comes back */
  OWN_PATIENCE = 1 << 3, /* repeats by a loop of its own, with an end */
  LENIENT = 1 << 4,      /* some refusals are an answer as well */
} Kind;

static const struct
{
  const char *name;
  Call        call;
  Kind        kind;
} calls[] = {
  { "list-buckets", call_list_buckets, PLAIN },
  { "get-bucket", call_get_bucket, PLAIN },
  { "create-bucket", call_create_bucket, TURNED | OWN_PATIENCE },
  { "get-object", call_get_object, PLAIN },
  { "list-objects", call_list_objects, PLAIN },
  { "list-folder", call_list_folder, PLAIN },
  { "delete-object", call_delete_object, GONE_IS_FINE },
  { "upload", call_upload, TURNED | OWN_PATIENCE },
  { "create-job", call_create, TURNED | NEVER_TWICE },
  { "find-job", call_find, PLAIN },
  { "get-job", call_get_job, PLAIN },
  { "list-jobs", call_list_jobs, PLAIN },
  { "cancel-job", call_cancel_job, PLAIN },
  { "curves", call_curves, GONE_IS_FINE },
  { "generate", call_generate, PLAIN },
  { "stream", call_stream, PLAIN },
  { "count-tokens", call_count, PLAIN },
  { "remove-endpoint", call_endpoint_remove, GONE_IS_FINE },
  { "remove-model", call_model_remove, GONE_IS_FINE },
  { "remove-bucket", call_bucket_remove, GONE_IS_FINE | TURNED },
  { "exists", call_exists, GONE_IS_FINE },
  { "endpoints", call_endpoints, PLAIN },
  { "projects", call_projects, TURNED },
  { "project", call_project, TURNED },
  { "billing", call_billing, TURNED },
  { "billing-accounts", call_billing_accounts, TURNED },
  { "services", call_services, TURNED },
  { "permissions", call_permissions, TURNED | LENIENT },
};

/* --- every status ------------------------------------------------------------------------ */

typedef struct
{
  guint status;
  guint n;
} Server;

static char *
refuse (FakeRequest *request,
        gpointer     user_data)
{
  Server          *server = user_data;
  g_autofree char *body = g_strdup_printf ("{\"error\":{\"code\":%u,\"message\":\"Their words, and Bearer " TOKEN ".\"}}", server->status);

  server->n++;
  return fake_reply (server->status, "Content-Type: application/json\r\n", body);
}

static ExmGoogle *
connect_to (FakeServer *server)
{
  static const ExmHttpPace quick = { 3, 1, 2, 50 };
  ExmGoogle               *google = exm_google_new_practice (fake_server_get_origin (server), TOKEN, NULL);

  exm_http_set_pace (exm_google_get_http (google), &quick);
  return google;
}

static void
assert_right (guint         i,
              const Server *server,
              gboolean      done,
              const GError *error)
{
  const Kind       kind = calls[i].kind;
  const guint      status = server->status;
  g_autofree char *details = NULL;
  g_autoptr (GError) plain = exm_google_problem_to_error (exm_google_problem_parse (status, NULL));

  if (done && (kind & LENIENT))
    return;
  if (done)
    {
      g_assert_true (kind & GONE_IS_FINE);
      g_assert_cmpint (plain->code, ==, EXM_CLOUD_ERROR_NOT_FOUND);
      return;
    }
  g_assert_nonnull (error);
  g_assert_true (error->domain == EXM_CLOUD_ERROR);
  if (!(kind & TURNED))
    g_assert_cmpint (error->code, ==, plain->code);
  if (kind & NEVER_TWICE)
    {
      g_assert_cmpuint (server->n, ==, 1);
      /* Trouble on their side may have created it; a refusal has not. */
      g_assert_true ((error->code == EXM_CLOUD_ERROR_UNKNOWN_OUTCOME) ==
                     (plain->code == EXM_CLOUD_ERROR_SERVER || plain->code == EXM_CLOUD_ERROR_TIMEOUT ||
                      plain->code == EXM_CLOUD_ERROR_CONNECTION));
    }
  g_assert_cmpuint (server->n, <=, kind & OWN_PATIENCE ? 40 : 4);
  /* A sentence for people, and no secret in it nor in what is to be copied. */
  g_assert_cmpuint (strlen (error->message), >, 10);
  g_assert_false (g_str_has_suffix (error->message, "."));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  details = exm_cloud_error_dup_details (error);
  g_assert_null (strstr (details, TOKEN));
  g_assert_null (strstr (error->message, TOKEN));
  if (exm_cloud_error_is_transient (error))
    g_assert_cmpint (exm_cloud_error_get_retry_ms (error), >=, 0);
  if (exm_cloud_error_get_action (error) == EXM_CLOUD_ACTION_OPEN_PAGE)
    g_assert_true (g_str_has_prefix (exm_cloud_error_get_url (error), "https://"));
}

static void
test_every_status (void)
{
  Server server = { 0 };
  g_autoptr (FakeServer) fake = fake_server_new (refuse, &server);
  g_autoptr (ExmGoogle) google = connect_to (fake);
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    for (server.status = 400; server.status <= 599; server.status++)
      {
        g_autoptr (GError) error = NULL;
        gboolean done;

        server.n = 0;
        done = calls[i].call (google, NULL, &error);
        if (g_getenv ("EXM_TEST_TRACE") != NULL)
          g_test_message ("%s %u: %s", calls[i].name, server.status, error != NULL ? error->message : "fine");
        assert_right (i, &server, done, error);
        n++;
      }
  g_test_message ("R22: %u of %u answers (%u statuses on %u calls) in the right class, 0 crashes, 0 secrets", n, n, 200,
                  (guint)G_N_ELEMENTS (calls));
}

/* --- leaving --------------------------------------------------------------------------------- */

/* Says how long the answer will be, and then nothing more. */
static char *
hang (FakeRequest *request,
      gpointer     user_data)
{
  g_atomic_int_inc ((int *)user_data);
  return g_strdup ("HTTP/1.1 200 X\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{");
}

typedef struct
{
  GCancellable *cancellable;
  int          *n; /* requests */
} Canceller;

static gpointer
cancel_thread (gpointer data)
{
  Canceller *canceller = data;

  /* In the middle: the request has come. */
  for (guint ms = 0; g_atomic_int_get (canceller->n) == 0 && ms < 5000; ms++)
    g_usleep (1000);
  g_usleep (2000);
  g_cancellable_cancel (canceller->cancellable);
  return NULL;
}

static void
test_cancel (void)
{
  int n = 0;
  g_autoptr (FakeServer) fake = fake_server_new (hang, &n);
  g_autoptr (ExmGoogle) google = connect_to (fake);
  gint64 longest = 0;

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      Canceller canceller = { cancellable, &n };
      GThread  *thread;
      gint64    took;
      int       after;

      g_atomic_int_set (&n, 0);
      thread = g_thread_new ("cancel", cancel_thread, &canceller);
      took = g_get_monotonic_time ();
      if (calls[i].call (google, cancellable, &error))
        g_error ("%s was not cancelled", calls[i].name);
      took = g_get_monotonic_time () - took;
      g_thread_join (thread);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      longest = MAX (longest, took);
      /* Nothing is sent after that. */
      after = g_atomic_int_get (&n);
      g_usleep (5000);
      g_assert_cmpint (g_atomic_int_get (&n), ==, after);

      /* And before it has begun. */
      g_clear_error (&error);
      g_assert_false (calls[i].call (google, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpint (g_atomic_int_get (&n), ==, after);
    }
  g_assert_cmpint (longest, <, 5 * G_USEC_PER_SEC);
  g_test_message ("R26: %u of %u calls cancelled in the middle, the slowest in %d ms", (guint)G_N_ELEMENTS (calls),
                  (guint)G_N_ELEMENTS (calls), (int)(longest / 1000));
}

/* The window is closed: the last reference goes while calls are under way. */
static void
ended_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (g_task_had_error (G_TASK (result)) == FALSE);
  g_task_propagate_pointer (G_TASK (result), &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  (*(guint *)user_data)++;
}

static void
start_all (ExmGoogle    *google,
           GCancellable *cancellable,
           guint        *n_ended)
{
  g_autoptr (ExmGenerateRequest) request = exm_generate_request_new (ENDPOINT, "x");
  g_autoptr (ExmTuningRequest) tuning = exm_tuning_request_new ("p", "us-central1", "m", "gs://b/t.jsonl");
  g_autoptr (ExmUpload) upload = exm_upload_new (upload_path, "b-1", "n.jsonl");

  tuning->display_name = g_strdup ("x");
  exm_models_generate_async (google, request, cancellable, ended_cb, n_ended);
  exm_models_stream_async (google, request, NULL, NULL, NULL, cancellable, ended_cb, n_ended);
  exm_tuning_create_async (google, tuning, cancellable, ended_cb, n_ended);
  exm_tuning_get_async (google, JOB, cancellable, ended_cb, n_ended);
  exm_tuning_list_async (google, "p", "us-central1", NULL, cancellable, ended_cb, n_ended);
  exm_tuning_find_by_label_async (google, "p", "us-central1", "k", "v", cancellable, ended_cb, n_ended);
  exm_curves_read_async (google, LOCATION "/metadataStores/default/contexts/c", cancellable, ended_cb, n_ended);
  exm_upload_run_async (google, upload, cancellable, ended_cb, n_ended);
  exm_storage_list_buckets_async (google, "p", cancellable, ended_cb, n_ended);
}

static void
test_close (void)
{
  const guint n_calls = 9;

  for (guint delay = 0; delay < 12; delay += 2)
    {
      int n = 0;
      g_autoptr (FakeServer) fake = fake_server_new (hang, &n);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      ExmGoogle *google = connect_to (fake);
      guint      n_ended = 0;

      start_all (google, cancellable, &n_ended);
      g_usleep (delay * 1000);
      g_cancellable_cancel (cancellable);
      /* Each callback comes, once, with the cancellation. */
      while (n_ended < n_calls)
        g_main_context_iteration (NULL, TRUE);
      assert_finalized_soon (google);
      g_assert_cmpuint (n_ended, ==, n_calls);
    }
  g_test_message ("R26: 6 times %u calls left at once, none outlived it", n_calls);
}

int
main (int   argc,
      char *argv[])
{
  int              result;
  g_autofree char *folder = NULL;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("exm-calls-XXXXXX", NULL);
  upload_path = g_build_filename (folder, "t.jsonl", NULL);
  g_assert_true (g_file_set_contents (upload_path, "{\"contents\":[]}\n", -1, NULL));

  g_test_add_func ("/cloud/calls/every-status", test_every_status);
  g_test_add_func ("/cloud/calls/cancel", test_cancel);
  g_test_add_func ("/cloud/calls/close", test_close);
  result = g_test_run ();
  g_unlink (upload_path);
  g_rmdir (folder);
  g_free (upload_path);
  return result;
}
