/* test-token.c - when tokens are fetched, how often, and what failures mean
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "exm-account-private.h"
#include "exm-cloud-error.h"
#include "exm-credentials-private.h"
#include "exm-storage.h"
#include "exm-token-private.h"
#include "fake-server.h"
#include "test-key.h"

/* A clock of the test's own. */

static gint64 the_now;
static gint64 the_elapsed;

static gint64
now_cb (void)
{
  return the_now;
}

static gint64
elapsed_cb (void)
{
  return the_elapsed;
}

static const ExmClock test_clock = { now_cb, elapsed_cb };

/* A token endpoint and a bucket behind it. */

typedef struct
{
  FakeServer *server;
  ExmHttp    *http;
  ExmToken   *token;
  ExmAccount *account;
  const char *origin;
  GMutex      lock; /* guards the rest */
  const char *answer;
  guint       status;
  guint       fail_first; /* so many 503 first */
  guint       pause_ms;
  guint       expires_in;
  gint64      server_ahead; /* of the real time, seconds */
  guint       n_token;
  guint       n_bucket;
  guint       n_iam;
  gboolean    refuse; /* every token */
  const char *refused;
  char       *form;
  char       *project;
} Service;

static char *
date_header (Service *self)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (g_get_real_time () / G_USEC_PER_SEC + self->server_ahead);
  g_autofree char *text = g_date_time_format (time, "%a, %d %b %Y %H:%M:%S GMT"); /* no locale is set here */

  return g_strdup_printf ("Date: %s\r\n", text);
}

static char *
serve_token (Service     *self,
             FakeRequest *request)
{
  g_autofree char *date = date_header (self);
  g_autofree char *body = NULL;
  guint            number = ++self->n_token;
  guint            pause = self->pause_ms;

  g_free (self->form);
  self->form = g_strndup ((const char *)request->body->data, request->body->len);
  g_mutex_unlock (&self->lock);
  if (pause > 0)
    g_usleep (pause * 1000);
  g_mutex_lock (&self->lock);
  if (number <= self->fail_first)
    return fake_reply (503, date, "{}");
  if (self->answer != NULL)
    return fake_reply (self->status, date, self->answer);
  body = g_strdup_printf ("{\"access_token\":\"practice-%u\",\"expires_in\":%u,\"token_type\":\"Bearer\"}", number, self->expires_in);
  return fake_reply (200, date, body);
}

static char *
serve (Service     *self,
       FakeRequest *request)
{
  const char      *sent = g_hash_table_lookup (request->headers, "authorization");
  g_autofree char *refused = g_strconcat ("Bearer ", self->refused != NULL ? self->refused : "", NULL);

  if (strcmp (request->target, "/token") == 0)
    return serve_token (self, request);
  g_free (self->project);
  self->project = g_strdup (g_hash_table_lookup (request->headers, "x-goog-user-project"));
  if (g_str_has_suffix (request->target, ":generateAccessToken"))
    {
      g_autofree char *date = date_header (self);
      g_autoptr (GDateTime) end = g_date_time_new_from_unix_utc (g_get_real_time () / G_USEC_PER_SEC + self->server_ahead + 1800);
      g_autofree char *text = g_date_time_format (end, "{\"accessToken\":\"practice-stood-in\",\"expireTime\":\"%Y-%m-%dT%H:%M:%SZ\"}");

      self->n_iam++;
      return fake_reply (200, date, text);
    }
  self->n_bucket++;
  g_assert_nonnull (sent);
  if (self->refuse || strcmp (sent, refused) == 0)
    return fake_reply (401, "", "{\"error\":{\"code\":401,\"status\":\"UNAUTHENTICATED\",\"message\":\"no\"}}");
  return fake_reply (200, "", "{\"name\":\"b\"}");
}

static char *
serve_cb (FakeRequest *request,
          gpointer     user_data)
{
  Service *self = user_data;
  char    *answer;

  g_mutex_lock (&self->lock);
  answer = serve (self, request);
  g_mutex_unlock (&self->lock);
  return answer;
}

static ExmCredentials *
user_credentials (Service *self)
{
  return _exm_credentials_new_user ("client", "canary-client-secret", "1//practice-canary-refresh", self->origin);
}

static ExmCredentials *
parse (Service    *self,
       const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) filled = g_string_new (text);
  ExmCredentials *credentials;

  g_string_replace (filled, "%O", self->origin, 0);
  credentials = exm_credentials_parse (filled->str, filled->len, self->origin, &error);
  g_assert_no_error (error);
  return credentials;
}

#define KEY_FILE "{\"type\":\"service_account\",\"client_email\":\"robot@p.iam.gserviceaccount.com\"," \
                 "\"private_key\":\"" TEST_KEY "\",\"token_uri\":\"%O/token\"}"

static void
service_begin (Service    *self,
               const char *file)
{
  g_autoptr (ExmCredentials) credentials = NULL;
  ExmHttpPace pace;

  memset (self, 0, sizeof *self);
  g_mutex_init (&self->lock);
  self->server = fake_server_new (serve_cb, self);
  self->origin = fake_server_get_origin (self->server);
  self->http = exm_http_new ();
  pace = exm_http_get_pace (self->http);
  pace.first_ms = 1;
  exm_http_set_pace (self->http, &pace);
  self->status = 200;
  self->expires_in = 3599;
  the_now = g_get_real_time () / G_USEC_PER_SEC;
  the_elapsed = 100000;
  _exm_clock_set (&test_clock);
  credentials = file != NULL ? parse (self, file) : user_credentials (self);
  self->account = _exm_account_new ("id", EXM_ACCOUNT_ADC_USER, self->origin, g_main_context_default ());
  self->token = _exm_account_ensure_token (self->account, credentials, self->http);
}

static void
service_end (Service *self)
{
  g_clear_pointer (&self->token, _exm_token_unref);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->account);
  g_object_unref (self->http);
  fake_server_free (self->server);
  g_free (self->form);
  g_free (self->project);
  g_mutex_clear (&self->lock);
  _exm_clock_set (NULL);
}

static char *
get (Service *self,
     GError **error)
{
  return _exm_token_get (self->token, NULL, NULL, error);
}

static void
assert_token (Service    *self,
              const char *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token = get (self, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (token, ==, wanted);
}

/* Five minutes early, on a clock that nobody sets. */
static void
test_early (void)
{
  Service self;

  service_begin (&self, NULL);
  assert_token (&self, "practice-1");
  g_assert_cmpstr (self.form, ==,
                   "refresh_token=1%2F%2Fpractice-canary-refresh&client_id=client&"
                   "client_secret=canary-client-secret&grant_type=refresh_token");
  the_elapsed += 3599 - 301;
  assert_token (&self, "practice-1");
  /* Setting the clock changes nothing. */
  the_now += 10 * 365 * 24 * 3600;
  assert_token (&self, "practice-1");
  the_now -= 20LL * 365 * 24 * 3600;
  assert_token (&self, "practice-1");
  the_elapsed += 2;
  assert_token (&self, "practice-2");
  assert_token (&self, "practice-2");
  g_assert_cmpuint (self.n_token, ==, 2);
  /* Asleep for eight hours. */
  the_elapsed += 8 * 3600;
  assert_token (&self, "practice-3");
  service_end (&self);
}

/* A server in trouble: the old token is good to its end. */
static void
test_early_fails (void)
{
  Service self;
  g_autoptr (GError) error = NULL;

  service_begin (&self, NULL);
  assert_token (&self, "practice-1");
  the_elapsed += 3599 - 200;
  self.fail_first = 1000;
  assert_token (&self, "practice-1");
  g_assert_cmpuint (self.n_token, ==, 4);
  /* Not tried again with each call. */
  assert_token (&self, "practice-1");
  g_assert_cmpuint (self.n_token, ==, 4);
  the_elapsed += 31;
  assert_token (&self, "practice-1");
  g_assert_cmpuint (self.n_token, ==, 7);
  the_elapsed += 200;
  g_assert_null (get (&self, &error));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_SERVER);
  g_assert_true (exm_cloud_error_is_transient (error));
  /* And over: it goes on by itself. */
  self.fail_first = 0;
  assert_token (&self, "practice-11");
  service_end (&self);
}

/* Parallel calls. */

typedef struct
{
  Service   *service;
  ExmGoogle *google;
  GError    *error;
  ExmBucket *bucket;
} Call;

static gpointer
call_thread (gpointer data)
{
  Call *call = data;

  call->bucket = exm_storage_get_bucket (call->google, "b", NULL, &call->error);
  return NULL;
}

static void
run_calls (Service *self,
           Call    *calls,
           guint    n)
{
  GThread *threads[20];

  for (guint i = 0; i < n; i++)
    {
      calls[i].service = self;
      calls[i].google = _exm_google_new_account (self->account, self->token);
      threads[i] = g_thread_new ("call", call_thread, &calls[i]);
    }
  for (guint i = 0; i < n; i++)
    g_thread_join (threads[i]);
}

static void
clear_calls (Call *calls,
             guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_clear_error (&calls[i].error);
      exm_bucket_free (calls[i].bucket);
      g_assert_finalize_object (calls[i].google);
      memset (&calls[i], 0, sizeof calls[i]);
    }
}

static void
test_parallel (void)
{
  Service self;
  Call    calls[20] = { 0 };

  service_begin (&self, NULL);
  self.pause_ms = 50;
  run_calls (&self, calls, 20);
  for (guint i = 0; i < 20; i++)
    g_assert_no_error (calls[i].error);
  g_assert_cmpuint (self.n_token, ==, 1);
  g_assert_cmpuint (self.n_bucket, ==, 20);
  clear_calls (calls, 20);

  /* The token is refused to all of them at once. */
  self.refused = "practice-1";
  run_calls (&self, calls, 20);
  for (guint i = 0; i < 20; i++)
    g_assert_no_error (calls[i].error);
  g_assert_cmpuint (self.n_token, ==, 2);
  g_test_message ("20 calls without a token: 1 refresh; 20 calls with a refused one: 1 refresh");
  clear_calls (calls, 20);

  /* One failure is shared as well. */
  self.n_token = 0;
  self.refused = "practice-2";
  self.answer = "{\"error\":\"invalid_grant\",\"error_description\":\"Token has been expired or revoked.\"}";
  self.status = 400;
  run_calls (&self, calls, 20);
  for (guint i = 0; i < 20; i++)
    g_assert_error (calls[i].error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_AUTH);
  g_assert_cmpuint (self.n_token, ==, 1);
  clear_calls (calls, 20);
  service_end (&self);
}

/* A 401 again and again: one refresh, one repeat, then the person. */
static void
test_refused (void)
{
  Service self;
  Call    call = { 0 };

  service_begin (&self, NULL);
  assert_token (&self, "practice-1");
  self.refuse = TRUE;
  run_calls (&self, &call, 1);
  g_assert_error (call.error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_AUTH);
  g_assert_cmpint (exm_cloud_error_get_action (call.error), ==, EXM_CLOUD_ACTION_SIGN_IN);
  g_assert_cmpuint (self.n_bucket, ==, 2);
  g_assert_cmpuint (self.n_token, ==, 2);
  clear_calls (&call, 1);
  service_end (&self);
}

/* What the token endpoint says. */
static void
test_answers (void)
{
  static const struct
  {
    const char *answer; /* NULL: a token */
    guint       status;
    guint       fail_first;
    gint64      server_ahead;
    int         code; /* -1: a token */
    guint       n_token;
    const char *part; /* of the message, or NULL */
    gboolean    dead; /* sign in again, without asking again */
  } cases[] = {
    { NULL, 200, 0, 0, -1, 1, NULL, FALSE },
    { NULL, 200, 2, 0, -1, 3, NULL, FALSE },
    { NULL, 200, 3, 0, EXM_CLOUD_ERROR_SERVER, 3, NULL, FALSE },
    { "{\"error\":\"invalid_grant\",\"error_description\":\"Bad Request\"}", 400, 0, 0, EXM_CLOUD_ERROR_AUTH, 1, NULL, TRUE },
    { "{\"error\":\"invalid_grant\",\"error_subtype\":\"invalid_rapt\"}", 400, 0, 0, EXM_CLOUD_ERROR_AUTH, 1, NULL, TRUE },
    { "{\"error\":\"invalid_grant\"}", 400, 0, 60, EXM_CLOUD_ERROR_AUTH, 1, NULL, TRUE },
    { "{\"error\":\"invalid_client\"}", 401, 0, 0, EXM_CLOUD_ERROR_AUTH, 1, "client file", TRUE },
    { "{\"error\":\"invalid_grant\"}", 400, 0, 3600, EXM_CLOUD_ERROR_PRECONDITION, 1, "60 minutes", FALSE },
    { "{\"error\":\"invalid_grant\"}", 400, 0, -3600, EXM_CLOUD_ERROR_PRECONDITION, 1, "check the computer", FALSE },
    { "{\"error\":\"invalid_grant\"}", 400, 0, 3653LL * 24 * 3600, EXM_CLOUD_ERROR_PRECONDITION, 1, "3653 days", FALSE },
    { "{\"error\":\"invalid_grant\"}", 400, 0, -3653LL * 24 * 3600, EXM_CLOUD_ERROR_PRECONDITION, 1, "check the computer", FALSE },
    { "<html>", 200, 0, 0, EXM_CLOUD_ERROR_BAD_REPLY, 1, NULL, FALSE },
    { "{\"access_token\":7}", 200, 0, 0, EXM_CLOUD_ERROR_BAD_REPLY, 1, NULL, FALSE },
    { "{\"error\":\"x\",\"access_token\":\"practice-x\"}", 200, 0, 0, EXM_CLOUD_ERROR_BAD_REPLY, 1, NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Service self;
      g_autoptr (GError) error = NULL;
      g_autofree char *token = NULL;
      g_autofree char *again = NULL;

      service_begin (&self, NULL);
      self.answer = cases[i].answer;
      self.status = cases[i].status;
      self.fail_first = cases[i].fail_first;
      self.server_ahead = cases[i].server_ahead;
      token = get (&self, &error);
      g_test_message ("case %u: %s", i, error != NULL ? error->message : "a token");
      if (cases[i].code < 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, EXM_CLOUD_ERROR, cases[i].code);
      g_assert_cmpuint (self.n_token, ==, cases[i].n_token);
      if (cases[i].part != NULL)
        g_assert_nonnull (strstr (error->message, cases[i].part));
      g_assert_cmpint (exm_account_get_state (self.account), ==, cases[i].dead ? EXM_ACCOUNT_SIGN_IN_AGAIN : EXM_ACCOUNT_READY);
      if (cases[i].dead)
        {
          g_autoptr (ExmCredentials) fresh = user_credentials (&self);

          again = get (&self, NULL);
          g_assert_null (again);
          g_assert_cmpuint (self.n_token, ==, cases[i].n_token);
          /* Signed in again: all sessions work on. */
          self.answer = NULL;
          _exm_token_set_credentials (self.token, fresh);
          g_assert_cmpint (exm_account_get_state (self.account), ==, EXM_ACCOUNT_READY);
          again = get (&self, NULL);
          g_assert_nonnull (again);
        }
      service_end (&self);
    }
}

/* Whose clock counts. */
static void
test_assertion_time (void)
{
  Service          self;
  g_autofree char *claims = NULL;
  g_autofree char *wanted = NULL;
  g_auto (GStrv) parts = NULL;
  gsize size = 0;

  service_begin (&self, KEY_FILE);
  assert_token (&self, "practice-1");
  g_assert_true (g_str_has_prefix (self.form, "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=eyJ"));
  parts = g_strsplit (self.form, ".", -1);
  while (strlen (parts[1]) % 4 != 0)
    {
      char *longer = g_strconcat (parts[1], "=", NULL);

      g_free (parts[1]);
      parts[1] = longer;
    }
  claims = (char *)g_base64_decode (parts[1], &size);
  claims = g_realloc (claims, size + 1);
  claims[size] = '\0';
  wanted = g_strdup_printf ("\"aud\":\"%s/token\",\"iat\":%" G_GINT64_FORMAT ",\"exp\":%" G_GINT64_FORMAT "}",
                            self.origin, the_now, the_now + 3600);
  g_assert_nonnull (strstr (claims, wanted));
  service_end (&self);
}

static void
test_impersonated (void)
{
  static const char file[] =
    "{\"type\":\"impersonated_service_account\",\"service_account_impersonation_url\":"
    "\"%O/v1/projects/-/serviceAccounts/robot@p.iam.gserviceaccount.com:generateAccessToken\","
    "\"source_credentials\":" KEY_FILE "}";
  static const gint64 ahead[] = { 0, 3600, -3600 };

  /* The end is told by their clock, not ours. */
  for (guint i = 0; i < G_N_ELEMENTS (ahead); i++)
    {
      Service self;

      service_begin (&self, file);
      self.server_ahead = ahead[i];
      assert_token (&self, "practice-stood-in");
      the_elapsed += 1800 - 302;
      assert_token (&self, "practice-stood-in");
      g_assert_cmpuint (self.n_iam, ==, 1);
      the_elapsed += 3;
      assert_token (&self, "practice-stood-in");
      g_assert_cmpuint (self.n_iam, ==, 2);
      g_assert_cmpuint (self.n_token, ==, 2);
      service_end (&self);
    }
}

/* Cancelling. */

typedef struct
{
  Service      *service;
  GCancellable *cancellable;
  char         *token;
  GError       *error;
} Wait;

static gpointer
wait_thread (gpointer data)
{
  Wait *wait = data;

  wait->token = _exm_token_get (wait->service->token, NULL, wait->cancellable, &wait->error);
  return NULL;
}

/* The one who fetches leaves, and one who waits leaves: the third gets it. */
static void
test_cancel (void)
{
  Service  self;
  Wait     waits[3] = { 0 };
  GThread *threads[3];
  gint64   start;

  service_begin (&self, NULL);
  self.pause_ms = 400;
  for (guint i = 0; i < 3; i++)
    {
      waits[i].service = &self;
      waits[i].cancellable = g_cancellable_new ();
      threads[i] = g_thread_new ("wait", wait_thread, &waits[i]);
      g_usleep (40 * 1000);
    }
  start = g_get_monotonic_time ();
  g_cancellable_cancel (waits[0].cancellable);
  g_cancellable_cancel (waits[1].cancellable);
  g_thread_join (threads[0]);
  g_thread_join (threads[1]);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 300 * 1000);
  g_assert_error (waits[0].error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_error (waits[1].error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (threads[2]);
  g_assert_no_error (waits[2].error);
  g_assert_nonnull (waits[2].token);
  for (guint i = 0; i < 3; i++)
    {
      g_object_unref (waits[i].cancellable);
      g_clear_error (&waits[i].error);
      g_free (waits[i].token);
    }
  service_end (&self);
}

static void
test_close (void)
{
  Service self;
  Call    call = { 0 };
  g_autoptr (GError) error = NULL;

  service_begin (&self, NULL);
  _exm_account_set_quota_project (self.account, "my-quota");
  run_calls (&self, &call, 1);
  g_assert_no_error (call.error);
  g_assert_cmpstr (self.project, ==, "my-quota");
  _exm_token_close (self.token);
  g_assert_null (exm_storage_get_bucket (call.google, "b", NULL, &error));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_AUTH);
  g_assert_cmpuint (self.n_bucket, ==, 1);
  clear_calls (&call, 1);
  service_end (&self);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cloud/token/early", test_early);
  g_test_add_func ("/cloud/token/early-fails", test_early_fails);
  g_test_add_func ("/cloud/token/parallel", test_parallel);
  g_test_add_func ("/cloud/token/refused", test_refused);
  g_test_add_func ("/cloud/token/answers", test_answers);
  g_test_add_func ("/cloud/token/assertion-time", test_assertion_time);
  g_test_add_func ("/cloud/token/impersonated", test_impersonated);
  g_test_add_func ("/cloud/token/cancel", test_cancel);
  g_test_add_func ("/cloud/token/close", test_close);
  return g_test_run ();
}
