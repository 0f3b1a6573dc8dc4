/* test-google.c - tokens, origins, hosts and the one refresh
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "exm-google.h"
#include "exm-storage.h"
#include "fake-server.h"

static void
test_tokens (void)
{
  static const struct
  {
    const char *origin; /* NULL: Google */
    const char *token;
    gboolean    taken;
  } cases[] = {
    { "http://127.0.0.1:8080", "practice-abc", TRUE },
    { "http://127.0.0.1:8080/", "practice-abc", TRUE },
    { "http://[::1]:8080", "practice-abc", TRUE },
    { "http://localhost:8080", "practice-abc", TRUE },
    { "http://127.0.0.1:8080", "ya29.real", FALSE },
    { "http://127.0.0.1:8080", "", FALSE },
    { "http://127.0.0.1:8080/path", "practice-abc", FALSE },
    { "http://127.0.0.1:8080?q", "practice-abc", FALSE },
    { "http://10.0.0.1:8080", "practice-abc", FALSE },
    { "https://storage.googleapis.com", "practice-abc", FALSE },
    { "http://127.0.0.1.evil.example", "practice-abc", FALSE },
    { "http://evil.example/127.0.0.1", "practice-abc", FALSE },
    { "http://u@127.0.0.1:8080", "practice-abc", FALSE },
    { "ftp://127.0.0.1", "practice-abc", FALSE },
    { "", "practice-abc", FALSE },
    { NULL, "ya29.real_token-1~+/=", TRUE },
    { NULL, "practice-abc", FALSE },
    { NULL, "with space", FALSE },
    { NULL, "line\r\nX: y", FALSE },
    { NULL, "", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ExmGoogle) google = cases[i].origin != NULL ? exm_google_new_practice (cases[i].origin, cases[i].token, &error)
                                                             : exm_google_new_bearer (cases[i].token, &error);

      g_test_message ("case %u", i);
      if (cases[i].taken)
        g_assert_no_error (error);
      else
        g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED);
      g_assert_cmpint (google != NULL, ==, cases[i].taken);
      if (google != NULL)
        g_assert_cmpint (exm_google_get_kind (google), ==,
                         cases[i].origin != NULL ? EXM_ACCOUNT_PRACTICE : EXM_ACCOUNT_BEARER);
    }
}

static void
test_environment (void)
{
  static const struct
  {
    const char *token;
    const char *origin;
    int         code; /* -1 fine */
  } cases[] = {
    { NULL, NULL, EXM_CLOUD_ERROR_AUTH },
    { "ya29.x", NULL, -1 },
    { "practice-x", "http://127.0.0.1:1", -1 },
    { "ya29.x", "http://127.0.0.1:1", EXM_CLOUD_ERROR_REFUSED },
    { "practice-x", NULL, EXM_CLOUD_ERROR_REFUSED },
    { "practice-x", "http://example.com", EXM_CLOUD_ERROR_REFUSED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ExmGoogle) google = NULL;

      g_unsetenv ("EXEMPLAR_ACCESS_TOKEN");
      g_unsetenv ("EXEMPLAR_GOOGLE_ORIGIN");
      if (cases[i].token != NULL)
        g_setenv ("EXEMPLAR_ACCESS_TOKEN", cases[i].token, TRUE);
      if (cases[i].origin != NULL)
        g_setenv ("EXEMPLAR_GOOGLE_ORIGIN", cases[i].origin, TRUE);
      google = exm_google_new_from_environment (&error);
      if (cases[i].code >= 0)
        g_assert_error (error, EXM_CLOUD_ERROR, cases[i].code);
      else
        g_assert_no_error (error);
    }
  g_unsetenv ("EXEMPLAR_ACCESS_TOKEN");
  g_unsetenv ("EXEMPLAR_GOOGLE_ORIGIN");
}

static void
test_addresses (void)
{
  static const struct
  {
    const char *resource;
    const char *url; /* NULL: refused */
  } cases[] = {
    { "projects/p/locations/us-central1/tuningJobs/1", "https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1/tuningJobs/1" },
    { "projects/p/locations/us-central1", "https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1" },
    { "projects/1/locations/us/endpoints/2", "https://aiplatform.us.rep.googleapis.com/v1/projects/1/locations/us/endpoints/2" },
    { "projects/1/locations/eu/models/2@1", "https://aiplatform.eu.rep.googleapis.com/v1/projects/1/locations/eu/models/2@1" },
    { "projects/example.com:p/locations/global/publishers/google/models/gemini-2.5-pro", "https://aiplatform.googleapis.com/v1/projects/example.com:p/locations/global/publishers/google/models/gemini-2.5-pro" },
    { "projects/p/locations/evil.example#/x/y", NULL },
    { "projects/p/locations/evil.example/x/y", NULL },
    { "projects/p/locations/US/x/y", NULL },
    { "projects/p/locations/-x/x/y", NULL },
    { "projects/p/locations/us/x/..", NULL },
    { "projects/../locations/us/x/y", NULL },
    { "projects/p/locations/us/x/y?z", NULL },
    { "projects/p/locations/us/x/%2e%2e", NULL },
    { "projects/p/locations/us//y", NULL },
    { "/projects/p/locations/us/x/y", NULL },
    { "projects/p/locations/us/x/y\r\nX: y", NULL },
    { "https://evil.example/projects/p", NULL },
    { "endpoints/88", NULL },
    { "", NULL },
    { NULL, NULL },
  };
  g_autoptr (ExmGoogle) google = exm_google_new_bearer ("ya29.x", NULL);
  g_autoptr (ExmGoogle) practice = exm_google_new_practice ("http://127.0.0.1:7", "practice-x", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *url = exm_google_dup_resource_url (google, cases[i].resource, NULL, &error);
      g_autofree char *local = exm_google_dup_resource_url (practice, cases[i].resource, ":cancel", NULL);

      g_assert_cmpstr (url, ==, cases[i].url);
      if (url == NULL)
        g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED);
      else
        g_assert_true (g_str_has_prefix (local, "http://127.0.0.1:7/v1/projects/"));
      g_assert_cmpint (local != NULL, ==, url != NULL);
    }
}

/* A token never leaves for an address that is not the session's. */
static void
test_foreign_address (void)
{
  static const char *const urls[] = {
    "https://example.com/",
    "https://storage.googleapis.com.evil.example/",
    "http://storage.googleapis.com/",
    "http://127.0.0.1:1/",
    "https://storage.googleapis.com:8443/",
  };
  g_autoptr (ExmGoogle) google = exm_google_new_bearer ("ya29.x", NULL);
  g_autoptr (ExmGoogle) practice = exm_google_new_practice ("http://127.0.0.1:7", "practice-x", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr (ExmHttpRequest) request = exm_http_request_new ("GET", urls[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) other = NULL;

      g_assert_null (exm_google_send (google, request, NULL, &error));
      g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED);
      g_assert_null (exm_google_send (practice, request, NULL, &other));
      g_assert_error (other, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED);
    }
}

typedef struct
{
  gint        refreshes; /* atomic */
  const char *fresh;     /* NULL: sign in again */
  guint       n_old;
  char       *project;
} Session;

static char *
session_handle (FakeRequest *request,
                gpointer     user_data)
{
  Session    *session = user_data;
  const char *token = g_hash_table_lookup (request->headers, "authorization");

  g_free (session->project);
  session->project = g_strdup (g_hash_table_lookup (request->headers, "x-goog-user-project"));
  if (g_strcmp0 (token, "Bearer practice-new") == 0)
    return fake_reply (200, "", "{\"name\":\"b\"}");
  session->n_old++;
  g_usleep (2000);
  return fake_reply (401, "", "{\"error\":{\"code\":401,\"status\":\"UNAUTHENTICATED\",\"message\":\"bad practice-old\"}}");
}

static char *
refresh_cb (ExmGoogle    *google,
            const char   *rejected,
            GCancellable *cancellable,
            gpointer      user_data,
            GError      **error)
{
  Session *session = user_data;

  g_assert_cmpstr (rejected, ==, "practice-old");
  g_atomic_int_inc (&session->refreshes);
  g_usleep (20000);
  if (session->fresh == NULL)
    g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_AUTH, "again");
  return g_strdup (session->fresh);
}

static gpointer
get_bucket_thread (gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmBucket) bucket = exm_storage_get_bucket (data, "b", NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (bucket);
  return NULL;
}

static void
test_refresh_once (void)
{
  Session session = { .fresh = "practice-new" };
  g_autoptr (FakeServer) server = fake_server_new (session_handle, &session);
  g_autoptr (ExmGoogle) google = exm_google_new_practice (fake_server_get_origin (server), "practice-old", NULL);
  GThread *threads[20];

  exm_google_set_token_func (google, refresh_cb, &session, NULL);
  exm_google_set_quota_project (google, "my-project");
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("call", get_bucket_thread, google);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (session.refreshes, ==, 1);
  g_assert_cmpstr (session.project, ==, "my-project");
  g_free (session.project);
}

static void
test_refresh_fails (void)
{
  /* No hook; a hook that gives up; a token that does not help; one that is real. */
  static const char *const fresh[] = { NULL, NULL, "practice-useless", "ya29.real" };

  for (guint i = 0; i < G_N_ELEMENTS (fresh); i++)
    {
      Session session = { .fresh = fresh[i] };
      g_autoptr (FakeServer) server = fake_server_new (session_handle, &session);
      g_autoptr (ExmGoogle) google = exm_google_new_practice (fake_server_get_origin (server), "practice-old", NULL);
      g_autoptr (ExmBucket) bucket = NULL;
      g_autoptr (GError) error = NULL;

      if (i > 0)
        exm_google_set_token_func (google, refresh_cb, &session, NULL);
      bucket = exm_storage_get_bucket (google, "b", NULL, &error);
      g_assert_error (error, EXM_CLOUD_ERROR, (i == 3 ? EXM_CLOUD_ERROR_REFUSED : EXM_CLOUD_ERROR_AUTH));
      g_assert_cmpuint (session.n_old, ==, i == 2 ? 2 : 1);
      g_assert_cmpint (session.refreshes, ==, i > 0);
      /* What a server repeats of the token is not shown. */
      if (i == 0)
        g_assert_null (strstr (exm_cloud_error_get_problem (error)->raw, "practice-old"));
      g_free (session.project);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cloud/google/tokens", test_tokens);
  g_test_add_func ("/cloud/google/environment", test_environment);
  g_test_add_func ("/cloud/google/addresses", test_addresses);
  g_test_add_func ("/cloud/google/foreign-address", test_foreign_address);
  g_test_add_func ("/cloud/google/refresh-once", test_refresh_once);
  g_test_add_func ("/cloud/google/refresh-fails", test_refresh_fails);
  return g_test_run ();
}
