/* test-error.c - every row of the error table, Google's bodies, and redaction
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <curl/curl.h>
#include <string.h>

#include "exm-cloud-error-table-private.h"
#include "exm-cloud-error.h"

static ExmGoogleProblem *
parse (guint       status,
       const char *body)
{
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

  return exm_google_problem_parse (status, bytes);
}

/* Each row is reached by its own key, and says something usable. */
static void
test_rows (void)
{
  guint                   n = 0;
  const ExmCloudErrorRow *rows = _exm_cloud_error_rows (&n);

  g_assert_cmpuint (n, >, 80);
  for (guint i = 0; i < n; i++)
    {
      const ExmCloudErrorRow *row = &rows[i];
      g_autofree char        *reason = row->reason ? g_strdup_printf (",\"errors\":[{\"reason\":\"%s\"}]", row->reason) : g_strdup ("");
      g_autofree char        *status = row->status ? g_strdup_printf (",\"status\":\"%s\"", row->status) : g_strdup ("");
      g_autofree char        *body = g_strdup_printf ("{\"error\":{\"message\":\"Their words.\"%s%s}}", status, reason);
      ExmGoogleProblem       *problem = parse (row->curl_code ? 0 : row->http_status ? row->http_status
                                                                                     : 418,
                                         body);
      g_autoptr (GError) error = NULL;

      problem->curl_code = row->curl_code;
      g_assert_true (_exm_cloud_error_lookup (problem) == row);
      error = exm_google_problem_to_error (problem);
      g_assert_error (error, EXM_CLOUD_ERROR, (int)row->code);
      g_assert_cmpint (exm_cloud_error_get_action (error), ==, row->action);
      g_assert_cmpint (exm_cloud_error_is_transient (error), ==, row->transient);
      g_assert_cmpint (strlen (error->message), >, 10);
      g_assert_false (g_str_has_suffix (error->message, "."));
      g_assert_cmpint (strstr (error->message, "Their words") != NULL, ==, row->with_details);
      /* What can be done by nobody else has an advice. */
      if (row->advice != NULL)
        g_assert_true (g_str_has_suffix (exm_cloud_error_get_advice (error), "."));
    }
}

static void
test_every_status (void)
{
  for (guint status = 300; status <= 599; status++)
    {
      g_autoptr (GError) error = exm_google_problem_to_error (exm_google_problem_parse (status, NULL));

      g_assert_cmpstr (error->message, !=, "");
      g_assert_cmpuint (exm_cloud_error_get_problem (error)->http_status, ==, status);
      if (status >= 500 && status != 501 && status != 511)
        g_assert_true (exm_cloud_error_is_transient (error));
      if (status == 400 || status == 401 || status == 403 || status == 404 || status == 418)
        g_assert_false (exm_cloud_error_is_transient (error));
    }
  for (int code = 1; code < CURL_LAST; code++)
    {
      ExmGoogleProblem *problem = exm_google_problem_parse (0, NULL);
      g_autoptr (GError) error = NULL;

      problem->curl_code = code;
      error = exm_google_problem_to_error (problem);
      g_assert_cmpstr (error->message, !=, "");
    }
}

static void
test_service_disabled (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) copy = NULL;
  const ExmGoogleProblem *problem;

  error = exm_google_problem_to_error (parse (403,
                                              "{\"error\":{\"code\":403,\"status\":\"PERMISSION_DENIED\",\"message\":\"Vertex AI API has not been used\","
                                              "\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"SERVICE_DISABLED\","
                                              "\"domain\":\"googleapis.com\",\"metadata\":{\"service\":\"aiplatform.googleapis.com\","
                                              "\"activationUrl\":\"https://console.developers.google.com/apis/api/x\"}},"
                                              "{\"@type\":\"type.googleapis.com/google.rpc.Help\",\"links\":[{\"url\":\"javascript:alert(1)\"},"
                                              "{\"description\":\"d\",\"url\":\"https://cloud.google.com/\"}]}]}}"));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_API_DISABLED);
  copy = g_error_copy (error);
  problem = exm_cloud_error_get_problem (copy);
  g_assert_cmpstr (problem->service, ==, "aiplatform.googleapis.com");
  g_assert_cmpuint (problem->links->len, ==, 1);
  g_assert_cmpstr (exm_cloud_error_get_url (copy), ==, "https://console.developers.google.com/apis/api/x");
  g_assert_cmpint (exm_cloud_error_get_action (copy), ==, EXM_CLOUD_ACTION_ENABLE_API);
}

static void
test_field_violation (void)
{
  g_autoptr (GError) error = exm_google_problem_to_error (parse (400,
                                                                 "{\"error\":{\"code\":400,\"status\":\"INVALID_ARGUMENT\",\"message\":\"List of found errors:\\t1.Field\","
                                                                 "\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.BadRequest\",\"fieldViolations\":[{\"field\":"
                                                                 "\"tuning_job.supervised_tuning_spec.training_dataset_uri\",\"description\":\"training_dataset_uri should be "
                                                                 "a GCS object of type JSONL.\"}]}]}}"));
  const ExmGoogleProblem *problem = exm_cloud_error_get_problem (error);
  const ExmGoogleField   *field = g_ptr_array_index (problem->violations, 0);

  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_INVALID);
  g_assert_true (g_str_has_suffix (error->message, "should be a GCS object of type JSONL"));
  g_assert_cmpstr (field->field, ==, "tuning_job.supervised_tuning_spec.training_dataset_uri");
}

static void
test_shapes (void)
{
  static const struct
  {
    guint       status;
    const char *body;
    int         code;
    gint64      delay;
  } cases[] = {
    { 429, "{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"1.5s\"}]}}", EXM_CLOUD_ERROR_QUOTA, 1500 },
    { 400, "{\"error\":\"invalid_grant\",\"error_description\":\"Bad Request\"}", EXM_CLOUD_ERROR_AUTH, -1 },
    { 409, "{\"error\":{\"code\":409,\"message\":\"x\",\"errors\":[{\"reason\":\"conflict\"}]}}", EXM_CLOUD_ERROR_CONFLICT, -1 },
    { 200, "[{\"error\":{\"code\":503,\"status\":\"UNAVAILABLE\"}}]", EXM_CLOUD_ERROR_SERVER, -1 },
    { 200, "{\"error\":{\"code\":403}}", EXM_CLOUD_ERROR_DENIED, -1 },
    { 502, "<html>bad gateway</html>", EXM_CLOUD_ERROR_SERVER, -1 },
    { 200, "<html>sign in to the hotel</html>", EXM_CLOUD_ERROR_BAD_REPLY, -1 },
    { 403, "{\"error\":[1,2]}", EXM_CLOUD_ERROR_DENIED, -1 },
    { 403, "{\"error\":{\"message\":7,\"details\":{\"a\":1},\"status\":[]}}", EXM_CLOUD_ERROR_DENIED, -1 },
    { 429, "{\"error\":{\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"-5s\"}]}}", EXM_CLOUD_ERROR_QUOTA, -1 },
    { 500, "\xff\xfe\x01", EXM_CLOUD_ERROR_SERVER, -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = exm_google_problem_to_error (parse (cases[i].status, cases[i].body));

      g_assert_error (error, EXM_CLOUD_ERROR, cases[i].code);
      g_assert_cmpint (exm_cloud_error_get_problem (error)->retry_delay_ms, ==, cases[i].delay);
      g_assert_true (g_utf8_validate (exm_cloud_error_get_problem (error)->raw, -1, NULL));
    }
}

/* Every reason that Google documents (google/api/error_reason.proto), those of OAuth
 * (RFC 6749 and Google's own) and of Cloud Storage has a row of its own. */
static void
test_reasons (void)
{
  static const struct
  {
    const char *reason;
    int         code;
    int         action;
  } cases[] = {
    { "SERVICE_DISABLED", EXM_CLOUD_ERROR_API_DISABLED, EXM_CLOUD_ACTION_ENABLE_API },
    { "BILLING_DISABLED", EXM_CLOUD_ERROR_BILLING, EXM_CLOUD_ACTION_LINK_BILLING },
    { "API_KEY_INVALID", EXM_CLOUD_ERROR_AUTH, EXM_CLOUD_ACTION_SIGN_IN },
    { "API_KEY_SERVICE_BLOCKED", EXM_CLOUD_ERROR_AUTH, EXM_CLOUD_ACTION_SIGN_IN },
    { "RATE_LIMIT_EXCEEDED", EXM_CLOUD_ERROR_QUOTA, EXM_CLOUD_ACTION_RETRY },
    { "RESOURCE_QUOTA_EXCEEDED", EXM_CLOUD_ERROR_QUOTA, EXM_CLOUD_ACTION_OPEN_PAGE },
    { "LOCATION_TAX_POLICY_VIOLATED", EXM_CLOUD_ERROR_DENIED, EXM_CLOUD_ACTION_NONE },
    { "USER_PROJECT_DENIED", EXM_CLOUD_ERROR_DENIED, EXM_CLOUD_ACTION_NONE },
    { "CONSUMER_SUSPENDED", EXM_CLOUD_ERROR_DENIED, EXM_CLOUD_ACTION_OPEN_PAGE },
    { "CONSUMER_INVALID", EXM_CLOUD_ERROR_DENIED, EXM_CLOUD_ACTION_NONE },
    { "SECURITY_POLICY_VIOLATED", EXM_CLOUD_ERROR_DENIED, EXM_CLOUD_ACTION_NONE },
    { "ACCESS_TOKEN_EXPIRED", EXM_CLOUD_ERROR_AUTH, EXM_CLOUD_ACTION_SIGN_IN },
    { "ACCESS_TOKEN_SCOPE_INSUFFICIENT", EXM_CLOUD_ERROR_AUTH, EXM_CLOUD_ACTION_SIGN_IN },
    { "ACCESS_TOKEN_TYPE_UNSUPPORTED", EXM_CLOUD_ERROR_AUTH, EXM_CLOUD_ACTION_SIGN_IN },
    { "ACCOUNT_STATE_INVALID", EXM_CLOUD_ERROR_AUTH, EXM_CLOUD_ACTION_SIGN_IN },
    { "CREDENTIALS_MISSING", EXM_CLOUD_ERROR_AUTH, EXM_CLOUD_ACTION_SIGN_IN },
    { "OVERLOADED_CREDENTIALS", EXM_CLOUD_ERROR_AUTH, EXM_CLOUD_ACTION_SIGN_IN },
    { "SESSION_COOKIE_INVALID", EXM_CLOUD_ERROR_AUTH, EXM_CLOUD_ACTION_SIGN_IN },
    { "RESOURCE_PROJECT_INVALID", EXM_CLOUD_ERROR_DENIED, EXM_CLOUD_ACTION_NONE },
    { "USER_BLOCKED_BY_ADMIN", EXM_CLOUD_ERROR_DENIED, EXM_CLOUD_ACTION_NONE },
    { "RESOURCE_USAGE_RESTRICTION_VIOLATED", EXM_CLOUD_ERROR_DENIED, EXM_CLOUD_ACTION_NONE },
    { "ORG_RESTRICTION_VIOLATION", EXM_CLOUD_ERROR_DENIED, EXM_CLOUD_ACTION_NONE },
    { "ORG_RESTRICTION_HEADER_INVALID", EXM_CLOUD_ERROR_DENIED, EXM_CLOUD_ACTION_NONE },
    { "SERVICE_NOT_VISIBLE", EXM_CLOUD_ERROR_API_DISABLED, EXM_CLOUD_ACTION_ENABLE_API },
    { "GCP_SUSPENDED", EXM_CLOUD_ERROR_DENIED, EXM_CLOUD_ACTION_OPEN_PAGE },
    { "LOCATION_POLICY_VIOLATED", EXM_CLOUD_ERROR_DENIED, EXM_CLOUD_ACTION_NONE },
    { "LOCATION_ORG_POLICY_VIOLATED", EXM_CLOUD_ERROR_DENIED, EXM_CLOUD_ACTION_NONE },
    { "TLS_ORG_POLICY_VIOLATED", EXM_CLOUD_ERROR_DENIED, EXM_CLOUD_ACTION_NONE },
    { "IAM_PERMISSION_DENIED", EXM_CLOUD_ERROR_DENIED, EXM_CLOUD_ACTION_OPEN_PAGE },
    { "invalid_grant", EXM_CLOUD_ERROR_AUTH, EXM_CLOUD_ACTION_SIGN_IN },
    { "invalid_rapt", EXM_CLOUD_ERROR_AUTH, EXM_CLOUD_ACTION_SIGN_IN },
    { "invalid_client", EXM_CLOUD_ERROR_AUTH, EXM_CLOUD_ACTION_SIGN_IN },
    { "unauthorized_client", EXM_CLOUD_ERROR_AUTH, EXM_CLOUD_ACTION_SIGN_IN },
    { "deleted_client", EXM_CLOUD_ERROR_AUTH, EXM_CLOUD_ACTION_OPEN_PAGE },
    { "redirect_uri_mismatch", EXM_CLOUD_ERROR_AUTH, EXM_CLOUD_ACTION_OPEN_PAGE },
    { "access_denied", EXM_CLOUD_ERROR_AUTH, EXM_CLOUD_ACTION_SIGN_IN },
    { "admin_policy_enforced", EXM_CLOUD_ERROR_DENIED, EXM_CLOUD_ACTION_NONE },
    { "org_internal", EXM_CLOUD_ERROR_DENIED, EXM_CLOUD_ACTION_SIGN_IN },
    { "disallowed_useragent", EXM_CLOUD_ERROR_AUTH, EXM_CLOUD_ACTION_SIGN_IN },
    { "conditionNotMet", EXM_CLOUD_ERROR_PRECONDITION, EXM_CLOUD_ACTION_NONE },
    { "conflict", EXM_CLOUD_ERROR_CONFLICT, EXM_CLOUD_ACTION_NONE },
    { "rateLimitExceeded", EXM_CLOUD_ERROR_QUOTA, EXM_CLOUD_ACTION_RETRY },
    { "backendError", EXM_CLOUD_ERROR_SERVER, EXM_CLOUD_ACTION_RETRY },
    /* Their status says it all. */
    { "required", EXM_CLOUD_ERROR_DENIED, EXM_CLOUD_ACTION_NONE },
    { "forbidden", EXM_CLOUD_ERROR_DENIED, EXM_CLOUD_ACTION_NONE },
    { "A_REASON_OF_TOMORROW", EXM_CLOUD_ERROR_DENIED, EXM_CLOUD_ACTION_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"error\":{\"code\":403,\"status\":\"PERMISSION_DENIED\",\"message\":\"m\",\"details\":[{\"@type\":"
                                               "\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"%s\",\"domain\":\"googleapis.com\"}]}}",
                                               cases[i].reason);
      g_autoptr (GError) error = exm_google_problem_to_error (parse (403, body));

      g_test_message ("%s: %s. %s", cases[i].reason, error->message, exm_cloud_error_get_advice (error));
      g_assert_error (error, EXM_CLOUD_ERROR, cases[i].code);
      g_assert_cmpint (exm_cloud_error_get_action (error), ==, cases[i].action);
      g_assert_nonnull (exm_cloud_error_get_advice (error));
      g_assert_cmpint (exm_cloud_error_get_retry_ms (error), ==, cases[i].action == EXM_CLOUD_ACTION_RETRY ? 0 : -1);
      g_assert_true ((exm_cloud_action_get_label (cases[i].action) != NULL) == (cases[i].action != EXM_CLOUD_ACTION_NONE));
      if (cases[i].action == EXM_CLOUD_ACTION_OPEN_PAGE)
        g_assert_true (g_str_has_prefix (exm_cloud_error_get_url (error), "https://console.cloud.google.com/"));
    }
}

static void
test_permission (void)
{
  g_autofree char *details = NULL;
  g_autoptr (GError) error = exm_google_problem_to_error (parse (403,
                                                                 "{\"error\":{\"code\":403,\"status\":\"PERMISSION_DENIED\",\"message\":\"Permission denied for ya29.CANARY\","
                                                                 "\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"IAM_PERMISSION_DENIED\","
                                                                 "\"domain\":\"aiplatform.googleapis.com\",\"metadata\":{\"permission\":\"aiplatform.tuningJobs.create\","
                                                                 "\"resource\":\"projects/p\"}}]}}"));

  g_assert_nonnull (strstr (error->message, "aiplatform.tuningJobs.create"));
  details = exm_cloud_error_dup_details (error);
  g_assert_true (g_str_has_prefix (details, error->message));
  g_assert_nonnull (strstr (details, "HTTP status: 403"));
  g_assert_nonnull (strstr (details, "Reason: IAM_PERMISSION_DENIED"));
  g_assert_nonnull (strstr (details, "\"resource\":\"projects/p\""));
  g_assert_null (strstr (details, "CANARY"));
  g_assert_null (exm_cloud_error_dup_details (NULL));
}

static void
test_retry_time (void)
{
  g_autoptr (GError) error = exm_google_problem_to_error (parse (429,
                                                                 "{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{\"@type\":"
                                                                 "\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"34s\"}]}}"));

  g_assert_cmpint (exm_cloud_error_get_action (error), ==, EXM_CLOUD_ACTION_RETRY);
  g_assert_cmpint (exm_cloud_error_get_retry_ms (error), ==, 34000);
}

static void
test_foreign (void)
{
  g_autoptr (GError) error = g_error_new_literal (g_quark_from_static_string ("x"), 1, "y");

  g_assert_null (exm_cloud_error_get_problem (error));
  g_assert_null (exm_cloud_error_get_advice (error));
  g_assert_null (exm_cloud_error_get_url (NULL));
  g_assert_false (exm_cloud_error_is_transient (error));
}

static void
test_redact (void)
{
  /* Each has CANARY where a secret is. */
  static const char *const texts[] = {
    "Authorization: Bearer CANARY-abc.def",
    "bearer   CANARY",
    "ya29.CANARY_x-1~2",
    "{\"access_token\":\"CANARY\",\"n\":1}",
    "{ \"refresh_token\" : \"CANARY\" }",
    "{\\\"client_secret\\\":\\\"CANARY\\\"}",
    "grant_type=refresh_token&refresh_token=CANARY&client_secret=CANARY",
    "https://storage.googleapis.com/upload?name=a&upload_id=CANARY",
    "https://storage.googleapis.com/upload?upload_id=CANARY&name=a",
    "http://127.0.0.1:1/?code=4/0CANARYCANARYCANARYCANARY&state=1",
    "assertion=eyJhbGciOiJSUzI1NiJ9.CANARYCANARY.CANARY",
    "x eyJhbGciOiJSUzI1NiJ9.CANARYCANARY.CANARY y",
    "-----BEGIN PRIVATE KEY-----\nCANARY\n-----END PRIVATE KEY-----",
    "-----BEGIN RSA PRIVATE KEY-----\nCANARY",
    "GOCSPX-CANARY",
    "1//0gCANARYCANARYCANARY-x",
    "code_verifier=CANARY",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *clean = exm_cloud_redact (texts[i]);

      g_test_message ("%s", clean);
      g_assert_null (strstr (clean, "CANARY"));
      g_assert_nonnull (strstr (clean, "[removed]"));
    }
}

static void
test_redact_keeps (void)
{
  static const char *const texts[] = {
    "Vertex AI API has not been used in project 123 before",
    "practice-bucket/train.jsonl",
    "{\"error\":{\"code\":403,\"status\":\"PERMISSION_DENIED\"}}",
    "https://console.developers.google.com/apis/api/aiplatform.googleapis.com/overview?project=123",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *clean = exm_cloud_redact (texts[i]);

      g_assert_cmpstr (clean, ==, texts[i]);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cloud/error/rows", test_rows);
  g_test_add_func ("/cloud/error/every-status", test_every_status);
  g_test_add_func ("/cloud/error/service-disabled", test_service_disabled);
  g_test_add_func ("/cloud/error/field-violation", test_field_violation);
  g_test_add_func ("/cloud/error/shapes", test_shapes);
  g_test_add_func ("/cloud/error/reasons", test_reasons);
  g_test_add_func ("/cloud/error/permission", test_permission);
  g_test_add_func ("/cloud/error/retry-time", test_retry_time);
  g_test_add_func ("/cloud/error/foreign", test_foreign);
  g_test_add_func ("/cloud/error/redact", test_redact);
  g_test_add_func ("/cloud/error/redact-keeps", test_redact_keeps);
  return g_test_run ();
}
