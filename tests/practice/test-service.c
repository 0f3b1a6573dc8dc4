/* test-service.c - who is served, obstacles, account, the admin call
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice-client.h"

#define JOBS "/v1/projects/" EXM_PRACTICE_PROJECT "/locations/us-central1/tuningJobs"
#define TYPE "application/json"

static void
test_token (void)
{
  static const struct
  {
    const char *header;
    guint       status;
  } cases[] = {
    { "Authorization: Bearer practice-xyz", 200 },
    { "Authorization: Bearer mine", 200 },
    { "Authorization: Bearer other", 401 },
    { "Authorization: Basic practice", 401 },
    { NULL, 401 },
  };
  g_autoptr (Client) client = client_new ();
  g_autoptr (Answer) open = NULL;

  client->no_token = TRUE;
  exm_practice_set_token (client->practice, "mine");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Answer) answer = client_send (client, "GET", JOBS, cases[i].header, NULL, NULL, 0);

      g_assert_cmpuint (answer->status, ==, cases[i].status);
      if (answer->status == 401)
        g_assert_cmpstr (answer_text (answer, "error/status"), ==, "UNAUTHENTICATED");
    }
  exm_practice_set_require_token (client->practice, FALSE);
  open = client_get (client, JOBS);
  g_assert_cmpuint (open->status, ==, 200);
}

static void
test_strangers (void)
{
  static const char *const headers[] = { "Host: evil.example", "Host: 127.0.0.1:1", "Origin: https://evil.example" };
  g_autoptr (Client) client = client_new ();
  g_autofree char *origin = g_strconcat ("Origin: ", exm_practice_get_url (client->practice), NULL);
  g_autoptr (Answer) own = client_send (client, "GET", JOBS, origin, NULL, NULL, 0);

  g_assert_cmpuint (own->status, ==, 200);
  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr (Answer) answer = client_send (client, "GET", JOBS, headers[i], NULL, NULL, 0);

      g_assert_true (answer->status == 403 || answer->status == 0);
    }
}

/* A body that is announced too big is not waited for. */
static void
test_big_body (void)
{
  g_autoptr (Client) client = client_new ();
  g_autoptr (GSocketClient) sockets = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = g_socket_client_connect_to_uri (
    sockets, exm_practice_get_url (client->practice), 80, NULL, NULL);
  g_autofree char *head = g_strdup_printf (
    "POST " JOBS " HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer practice\r\n"
    "Content-Length: 99999999999\r\n\r\n{",
    exm_practice_get_url (client->practice) + strlen ("http://"));
  char answer[64] = { 0 };

  g_assert_true (g_output_stream_write_all (
    g_io_stream_get_output_stream (G_IO_STREAM (connection)), head, strlen (head), NULL, NULL, NULL));
  g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), answer,
                       sizeof answer - 1, NULL, NULL);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 413"));
}

static void
test_obstacles (void)
{
  g_autoptr (Client) client = client_new ();
  g_autoptr (Answer) billing = NULL;
  g_autoptr (Answer) info = NULL;
  g_autoptr (Answer) linked = NULL;
  g_autoptr (Answer) api = NULL;
  g_autoptr (Answer) enabled = NULL;
  g_autoptr (Answer) free_again = NULL;
  g_autoptr (Answer) buckets = NULL;
  gboolean    on = TRUE;
  JsonObject *detail;

  exm_practice_set_obstacles (client->practice,
                              EXM_PRACTICE_OBSTACLE_BILLING | EXM_PRACTICE_OBSTACLE_API | EXM_PRACTICE_OBSTACLE_BUCKETS);
  api = client_get (client, JOBS);
  g_assert_cmpuint (api->status, ==, 403);
  detail = exm_json_array_object (
    exm_json_get_array (exm_json_get_object (api->json, "error"), "details"), 0);
  g_assert_cmpstr (exm_json_get_string (detail, "reason"), ==, "SERVICE_DISABLED");
  enabled = client_post (client, "/v1/projects/" EXM_PRACTICE_PROJECT "/services:batchEnable",
                         "{\"serviceIds\":[\"aiplatform.googleapis.com\"]}");
  g_assert_cmpuint (enabled->status, ==, 200);
  billing = client_get (client, JOBS);
  detail = exm_json_array_object (
    exm_json_get_array (exm_json_get_object (billing->json, "error"), "details"), 0);
  g_assert_cmpstr (exm_json_get_string (detail, "reason"), ==, "BILLING_DISABLED");
  info = client_get (client, "/v1/projects/" EXM_PRACTICE_PROJECT "/billingInfo");
  g_assert_true (exm_json_get_bool (info->json, "billingEnabled", &on));
  g_assert_false (on);
  linked = client_send (client, "PUT", "/v1/projects/" EXM_PRACTICE_PROJECT "/billingInfo", NULL, TYPE,
                        "{\"billingAccountName\":\"billingAccounts/000000-PRACTI-CE0000\"}", -1);
  g_assert_cmpuint (linked->status, ==, 200);
  free_again = client_get (client, JOBS);
  g_assert_cmpuint (free_again->status, ==, 200);
  buckets = client_get (client, "/storage/v1/b?project=" EXM_PRACTICE_PROJECT);
  g_assert_cmpuint (buckets->status, ==, 403);
}

static void
test_admin (void)
{
  g_autoptr (Client) client = client_new ();
  g_autoptr (Answer) set = client_post (
    client, "/_practice/faults",
    "{\"obstacles\":[\"quota\"],\"speed\":7,\"faults\":[{\"kind\":\"status\",\"status\":429,"
    "\"retry_after\":3,\"path\":\"tuningJobs\",\"times\":2}]}");
  g_autoptr (Answer) form = client_send (client, "POST", "/_practice/faults", NULL, "text/plain", "{}", 2);
  g_autoptr (Answer) unknown = NULL;
  g_autoptr (Answer) quota = NULL;
  double speed = 0;

  g_assert_cmpuint (set->status, ==, 200);
  g_assert_true (exm_json_get_double (set->json, "speed", &speed));
  g_assert_cmpfloat (speed, ==, 7);
  g_assert_cmpuint (form->status, ==, 400);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (Answer) answer = client_get (client, JOBS);

      g_assert_cmpuint (answer->status, ==, i < 2 ? 429 : 200);
      if (i < 2)
        g_assert_cmpstr (soup_message_headers_get_one (answer->headers, "Retry-After"), ==, "3");
    }
  quota = client_post (client, JOBS, "{}");
  g_assert_cmpstr (answer_text (quota, "error/status"), ==, "RESOURCE_EXHAUSTED");
  unknown = client_post (client, "/_practice/faults", "{\"faults\":[{\"kind\":\"none\"}]}");
  g_assert_cmpuint (unknown->status, ==, 400);
}

static void
test_account (void)
{
  static const struct
  {
    const char *target;
    const char *member;
    const char *value;
  } cases[] = {
    { "/v3/projects/" EXM_PRACTICE_PROJECT, "name", "projects/" EXM_PRACTICE_NUMBER },
    { "/v1/projects/" EXM_PRACTICE_PROJECT "/services/aiplatform.googleapis.com", "state", "ENABLED" },
    { "/oauth2/v2/userinfo", "email", "practice@example.test" },
  };
  g_autoptr (Client) client = client_new ();
  g_autoptr (Answer) search = client_get (client, "/v3/projects:search?query=state:ACTIVE");
  g_autoptr (Answer) token = NULL;
  g_autoptr (Answer) revoked = NULL;
  g_autoptr (Answer) stranger = client_get (client, "/v1/projects/other-project/locations/us-central1/tuningJobs");

  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (search->json, "projects")), ==, 1);
  g_assert_cmpuint (stranger->status, ==, 403);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Answer) answer = client_get (client, cases[i].target);

      g_assert_cmpuint (answer->status, ==, 200);
      g_assert_cmpstr (answer_text (answer, cases[i].member), ==, cases[i].value);
    }
  client->no_token = TRUE;
  token = client_send (client, "POST", "/token", NULL, "application/x-www-form-urlencoded",
                       "grant_type=refresh_token&refresh_token=1%2F%2Fpractice&client_id=c", -1);
  g_assert_cmpuint (token->status, ==, 200);
  g_assert_true (g_str_has_prefix (answer_text (token, "access_token"), "practice"));
  revoked = client_send (client, "POST", "/oauth2/v4/token", NULL, "application/x-www-form-urlencoded",
                         "grant_type=refresh_token&refresh_token=revoked", -1);
  g_assert_cmpuint (revoked->status, ==, 400);
  g_assert_cmpstr (answer_text (revoked, "error"), ==, "invalid_grant");
}

static void
test_files (void)
{
  g_autoptr (Client) client = client_new ();
  g_autofree char *bucket = g_build_filename (client->dir, "buckets", "practice-bucket.json", NULL);
  GStatBuf         buf;

  client_bucket (client);
  g_assert_cmpint (g_stat (client->dir, &buf), ==, 0);
  g_assert_cmpuint (buf.st_mode & 0777, ==, 0700);
  g_assert_cmpint (g_stat (bucket, &buf), ==, 0);
  g_assert_cmpuint (buf.st_mode & 0777, ==, 0600);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/service/token", test_token);
  g_test_add_func ("/practice/service/strangers", test_strangers);
  g_test_add_func ("/practice/service/big-body", test_big_body);
  g_test_add_func ("/practice/service/obstacles", test_obstacles);
  g_test_add_func ("/practice/service/admin", test_admin);
  g_test_add_func ("/practice/service/account", test_account);
  g_test_add_func ("/practice/service/files", test_files);
  return g_test_run ();
}
