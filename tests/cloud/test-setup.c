/* test-setup.c - billing, APIs, roles and running jobs on the wire
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "exm-billing.h"
#include "exm-permissions.h"
#include "exm-projects.h"
#include "exm-quota.h"
#include "exm-services.h"
#include "setup-script.h"

#define TEST "cloudresourcemanager-v3.json:TestIamPermissionsRequest"
#define BILLING "cloudbilling-v1.json:ProjectBillingInfo"
#define ENABLE "serviceusage-v1.json:BatchEnableServicesRequest"

/* --- billing ---------------------------------------------------------------------- */

static void
test_billing (void)
{
  static const Step steps[] = {
    { "GET", "/v1/projects/p-1/billingInfo", 200, "{\"name\":\"projects/p-1/billingInfo\",\"projectId\":\"p-1\",\"billingAccountName\":\"\",\"billingEnabled\":false}", NULL },
    { "GET", "/v1/projects/p-1/billingInfo", 200, "{}", NULL },
    { "GET", "/v1/billingAccounts?pageSize=100", 200, "{\"billingAccounts\":[{\"name\":\"billingAccounts/2\",\"displayName\":\"B\"},{\"name\":\"evil/../x\",\"open\":true}],\"nextPageToken\":\"n\"}", NULL },
    { "GET", "/v1/billingAccounts?pageSize=100&pageToken=n", 200, "{\"billingAccounts\":[{\"name\":\"billingAccounts/3\",\"displayName\":\"C\",\"open\":true},{\"name\":\"billingAccounts/1\",\"displayName\":\"A\",\"open\":true}]}", NULL },
    { "PUT", "/v1/projects/p-1/billingInfo", 503, "", BILLING },
    { "PUT", "/v1/projects/p-1/billingInfo", 200, "{\"billingAccountName\":\"billingAccounts/1\",\"billingEnabled\":true}", BILLING },
  };
  static const char order[] = "132";
  Script            script;
  g_autoptr (ExmBilling) off = NULL;
  g_autoptr (ExmBilling) bare = NULL;
  g_autoptr (ExmBilling) on = NULL;
  g_autoptr (ExmBilling) bad = NULL;
  g_autoptr (GPtrArray) accounts = NULL;
  g_autoptr (GError) error = NULL;

  SCRIPT_START (&script, steps);
  off = exm_billing_get (script.google, "p-1", NULL, &error);
  g_assert_no_error (error);
  g_assert_false (off->enabled);
  g_assert_null (off->account);
  bare = exm_billing_get (script.google, "p-1", NULL, &error);
  g_assert_no_error (error);
  g_assert_false (bare->enabled);
  accounts = exm_billing_list_accounts (script.google, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (accounts->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (((ExmBillingAccount *)g_ptr_array_index (accounts, i))->name[strlen ("billingAccounts/")], ==, order[i]);
  on = exm_billing_link (script.google, "p-1", "billingAccounts/1", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (on->enabled);
  bad = exm_billing_link (script.google, "p-1", "projects/1", NULL, &error);
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED);
  script_end (&script);
}

/* --- APIs ------------------------------------------------------------------------- */

#define BATCH_GET "/v1/projects/p-1/services:batchGet?names=projects%2Fp-1%2Fservices%2Faiplatform.googleapis.com&names=projects%2Fp-1%2Fservices%2Fstorage.googleapis.com"
#define BATCH_ENABLE "/v1/projects/p-1/services:batchEnable"

static void
test_services (void)
{
  static const Step steps[] = {
    { "GET", BATCH_GET, 200, "{\"services\":[{\"name\":\"projects/77/services/storage.googleapis.com\",\"state\":\"ENABLED\",\"config\":{\"title\":\"Cloud Storage API\"}},{\"name\":\"projects/77/services/other.googleapis.com\",\"state\":\"ENABLED\"}]}", NULL },
    { "POST", BATCH_ENABLE, 200, "{\"name\":\"operations/acf.1\"}", ENABLE },
    { "GET", "/v1/operations/acf.1", 200, "{\"name\":\"operations/acf.1\",\"done\":true,\"response\":{\"services\":[]}}", NULL },
    { "POST", BATCH_ENABLE, 200, "{\"name\":\"operations/noop.DONE_OPERATION\",\"done\":true}", ENABLE },
    { "POST", BATCH_ENABLE, 200, "{\"name\":\"operations/acf.2\",\"done\":true,\"response\":{\"failures\":[{\"serviceId\":\"aiplatform.googleapis.com\",\"errorMessage\":\"tax rules\"}]}}", ENABLE },
    { "POST", BATCH_ENABLE, 400, "{\"error\":{\"code\":400,\"status\":\"FAILED_PRECONDITION\",\"message\":\"billing\"}}", ENABLE },
  };
  const char *const *needed = exm_services_get_needed ();
  Script             script;
  g_autoptr (GPtrArray) services = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) failed = NULL;
  g_autoptr (GError) refused = NULL;
  const ExmService *first;

  SCRIPT_START (&script, steps);
  services = exm_services_get (script.google, "p-1", needed, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (services->len, ==, 2);
  first = g_ptr_array_index (services, 0);
  g_assert_cmpstr (first->name, ==, EXM_SERVICE_PLATFORM);
  g_assert_cmpstr (first->title, ==, "Vertex AI API");
  g_assert_false (first->enabled);
  g_assert_true (((ExmService *)g_ptr_array_index (services, 1))->enabled);
  g_assert_true (exm_services_enable (script.google, "p-1", needed, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (g_ptr_array_index (script.bodies, 0), ==, "{\"serviceIds\":[\"aiplatform.googleapis.com\",\"storage.googleapis.com\"]}");
  g_assert_true (exm_services_enable (script.google, "p-1", needed, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (exm_services_enable (script.google, "p-1", needed, NULL, &failed));
  g_assert_error (failed, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_PRECONDITION);
  g_assert_nonnull (strstr (failed->message, "tax rules"));
  g_assert_false (exm_services_enable (script.google, "p-1", needed, NULL, &refused));
  g_assert_error (refused, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_PRECONDITION);
  script_end (&script);
}

#define PROBE "/v1/projects/p-1/locations/us-central1/tuningJobs?pageSize=1"
#define OFF "{\"error\":{\"code\":403,\"status\":\"PERMISSION_DENIED\",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"SERVICE_DISABLED\",\"metadata\":{\"service\":\"aiplatform.googleapis.com\"}}]}}"

static void
test_spread (void)
{
  static const struct
  {
    guint status[4]; /* 403: off */
    guint seconds;
    int   code; /* -1: it answers */
  } cases[] = {
    { { 200 }, 0, -1 },
    { { 403, 403, 403, 200 }, 30, -1 },
    { { 403 }, 0, EXM_CLOUD_ERROR_API_DISABLED },
    { { 403, 404 }, 30, -1 }, /* another refusal: the API itself is there */
    { { 401 }, 30, EXM_CLOUD_ERROR_AUTH },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Step     steps[4] = { 0 };
      guint    n = 0;
      Script   script;
      gboolean good;
      g_autoptr (GError) error = NULL;

      for (; n < 4 && cases[i].status[n] != 0; n++)
        steps[n] = (Step){ "GET", PROBE, cases[i].status[n], cases[i].status[n] == 403 ? OFF : "{}", NULL };
      g_test_message ("case %u", i);
      script_start (&script, steps, n);
      good = exm_services_wait (script.google, "p-1", "us-central1", cases[i].seconds, NULL, &error);
      if (cases[i].code >= 0)
        g_assert_error (error, EXM_CLOUD_ERROR, cases[i].code);
      else
        g_assert_no_error (error);
      g_assert_cmpint (good, ==, cases[i].code < 0);
      script_end (&script);
    }
}

/* --- roles ------------------------------------------------------------------------ */

#define TEST_PROJECT "/v3/projects/p-1:testIamPermissions"
#define BUCKET_TEST "/storage/v1/b/posts/iam/testPermissions?permissions=storage.objects.create&permissions=storage.objects.get&permissions=storage.objects.list&permissions=storage.objects.delete"

/* Everything the table has, but for the storage of objects. */
static char *
held_but_objects (void)
{
  guint                n;
  const ExmPermission *needed = exm_permissions_get_needed (&n);
  g_autoptr (GString) text = g_string_new ("{\"permissions\":[");

  for (guint i = 0; i < n; i++)
    if (!needed[i].in_bucket)
      g_string_append_printf (text, "%s\"%s\"", i > 0 ? "," : "", needed[i].name);
  g_string_append (text, "]}");
  return g_strdup (text->str);
}

static void
test_permissions (void)
{
  g_autofree char *held = held_but_objects ();
  const Step       steps[] = {
          { "POST", TEST_PROJECT, 200, held, TEST },
          { "POST", TEST_PROJECT, 200, held, TEST },
          { "GET", BUCKET_TEST, 200, "{\"kind\":\"storage#testIamPermissionsResponse\",\"permissions\":[\"storage.objects.create\",\"storage.objects.get\",\"storage.objects.list\",\"storage.objects.delete\"]}", NULL },
          { "POST", TEST_PROJECT, 200, held, TEST },
          { "GET", BUCKET_TEST, 404, "{\"error\":{\"code\":404}}", NULL },
          { "POST", TEST_PROJECT, 200, "{}", TEST },
  };
  static const guint missing_counts[] = { 4, 0, 4, 14 };
  Script             script;

  SCRIPT_START (&script, steps);
  for (guint i = 0; i < G_N_ELEMENTS (missing_counts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) missing = exm_permissions_list_missing (script.google, "p-1", i == 1 || i == 2 ? "posts" : NULL, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (missing->len, ==, missing_counts[i]);
      if (i == 0)
        {
          g_auto (GStrv) roles = exm_permissions_dup_roles (missing);
          g_autofree char *request = exm_permissions_dup_request ("p-1", "a@b.example", missing);

          g_assert_cmpuint (g_strv_length (roles), ==, 1);
          g_assert_cmpstr (roles[0], ==, "Storage Object User");
          g_assert_nonnull (strstr (request, "a@b.example"));
          g_assert_nonnull (strstr (request, "roles/storage.objectUser"));
        }
      if (i == 3)
        {
          g_auto (GStrv) roles = exm_permissions_dup_roles (missing);

          g_assert_cmpuint (g_strv_length (roles), ==, 3);
        }
    }
  script_end (&script);
}

/* A name that Google does not accept spoils the whole question. */
static char *
answer_singly (FakeRequest *request,
               gpointer     user_data)
{
  g_autofree char *body = g_strndup ((const char *)request->body->data, request->body->len);
  g_autofree char *reply = NULL;

  if (strchr (body, ',') != NULL || strstr (body, "models.upload") != NULL)
    return fake_reply (400, "", "{\"error\":{\"code\":400,\"status\":\"INVALID_ARGUMENT\"}}");
  if (strstr (body, "endpoints.predict") != NULL)
    return fake_reply (200, "", "{}");
  return fake_reply (200, "", body);
}

static void
test_unknown_permission (void)
{
  FakeServer *server = fake_server_new (answer_singly, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmGoogle) google = exm_google_new_practice (fake_server_get_origin (server), TOKEN, &error);
  g_autoptr (GPtrArray) missing = exm_permissions_list_missing (google, "p-1", NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (missing->len, ==, 1);
  g_assert_cmpstr (((ExmPermission *)g_ptr_array_index (missing, 0))->name, ==, "aiplatform.endpoints.predict");
  g_assert_cmpuint (fake_server_n_requests (server), ==, 15);
  fake_server_free (server);
}

/* --- running jobs ------------------------------------------------------------------ */

static void
test_running (void)
{
#define JOBS(region) "/v1/projects/p-1/locations/" region "/tuningJobs?pageSize=100"
#define JOB(id, state, day) "{\"name\":\"projects/1/locations/us-central1/tuningJobs/" id "\",\"state\":\"JOB_STATE_" state "\",\"createTime\":\"2026-01-0" day "T00:00:00Z\"}"
  static const Step steps[] = {
    { "GET", JOBS ("us-central1"), 200, "{\"tuningJobs\":[" JOB ("1", "SUCCEEDED", "1") "," JOB ("2", "RUNNING", "3") "," JOB ("3", "CANCELLED", "2") "]}", NULL },
    { "GET", JOBS ("europe-west4"), 200, "{\"tuningJobs\":[" JOB ("4", "QUEUED", "2") "," JOB ("5", "FAILED", "2") "]}", NULL },
    { "GET", JOBS ("us-central1"), 403, OFF, NULL },
    { "GET", JOBS ("europe-west4"), 200, "{}", NULL },
    { "GET", JOBS ("us-central1"), 403, OFF, NULL },
    { "GET", JOBS ("europe-west4"), 403, "{\"error\":{\"code\":403,\"status\":\"PERMISSION_DENIED\"}}", NULL },
  };
  static const char *const regions[] = { "us-central1", "europe-west4", NULL };
  Script                   script;
  g_autoptr (GPtrArray) jobs = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GError) error = NULL;

  SCRIPT_START (&script, steps);
  jobs = exm_quota_list_running (script.google, "p-1", regions, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (jobs->len, ==, 2);
  g_assert_true (g_str_has_suffix (((ExmTuningJob *)g_ptr_array_index (jobs, 0))->name, "/4"));
  none = exm_quota_list_running (script.google, "p-1", regions, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_null (exm_quota_list_running (script.google, "p-1", regions, NULL, &error));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_API_DISABLED);
  script_end (&script);
}

/* --- cancelling ---------------------------------------------------------------------- */

static char *
answer_slowly (FakeRequest *request,
               gpointer     user_data)
{
  if (g_str_equal (request->method, "POST") && strstr (request->target, ":test") == NULL)
    return fake_reply (200, "", "{\"name\":\"operations/slow.1\"}");
  if (strstr (request->target, "operations") != NULL)
    return fake_reply (200, "", "{\"name\":\"operations/slow.1\"}");
  g_usleep (200000);
  return fake_reply (403, "", OFF);
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (30000);
  g_cancellable_cancel (data);
  return NULL;
}

/* Each call, cancelled while it waits for an answer or for an operation. */
static void
test_cancel (void)
{
  FakeServer *server = fake_server_new (answer_slowly, NULL);
  g_autoptr (GError) none = NULL;
  g_autoptr (ExmGoogle) google = exm_google_new_practice (fake_server_get_origin (server), TOKEN, &none);
  static const char *const regions[] = { "us-central1", NULL };

  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);
      g_autoptr (GError) error = NULL;
      gpointer result = NULL;

      g_test_message ("call %u", i);
      switch (i)
        {
        case 0:
          result = exm_projects_search (google, cancellable, &error);
          break;
        case 1:
          result = exm_projects_get (google, "p-1", cancellable, &error);
          break;
        case 2:
          result = exm_projects_create (google, "posts-abc123", "Posts", NULL, cancellable, &error);
          break;
        case 3:
          result = exm_billing_get (google, "p-1", cancellable, &error);
          break;
        case 4:
          result = exm_billing_list_accounts (google, cancellable, &error);
          break;
        case 5:
          result = exm_billing_link (google, "p-1", "billingAccounts/1", cancellable, &error);
          break;
        case 6:
          result = exm_services_get (google, "p-1", exm_services_get_needed (), cancellable, &error);
          break;
        case 7:
          result = GINT_TO_POINTER (exm_services_enable (google, "p-1", exm_services_get_needed (), cancellable, &error));
          break;
        case 8:
          result = GINT_TO_POINTER (exm_services_wait (google, "p-1", "us-central1", 60, cancellable, &error));
          break;
        default:
          result = exm_quota_list_running (google, "p-1", regions, cancellable, &error);
        }
      g_assert_null (result);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_thread_join (thread);
    }
  fake_server_free (server);
}

static void
test_pages (void)
{
  g_autofree char *project = exm_projects_dup_page ("p&1");
  g_autofree char *billing = exm_billing_dup_page (NULL);
  g_autofree char *service = exm_services_dup_page ("p-1", EXM_SERVICE_PLATFORM);
  g_autofree char *roles = exm_permissions_dup_page ("p-1");
  g_autofree char *quota = exm_quota_dup_page ("p-1");
  const char      *all[] = { project, billing, service, roles, quota };

  g_assert_true (g_str_has_suffix (project, "project=p%261"));
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_assert_true (g_str_has_prefix (all[i], "https://console.cloud.google.com/"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cloud/setup/billing", test_billing);
  g_test_add_func ("/cloud/setup/services", test_services);
  g_test_add_func ("/cloud/setup/spread", test_spread);
  g_test_add_func ("/cloud/setup/permissions", test_permissions);
  g_test_add_func ("/cloud/setup/unknown-permission", test_unknown_permission);
  g_test_add_func ("/cloud/setup/running", test_running);
  g_test_add_func ("/cloud/setup/cancel", test_cancel);
  g_test_add_func ("/cloud/setup/pages", test_pages);
  return g_test_run ();
}
