/* test-sign-in.c - nobody but the browser that was sent can answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "browser.h"
#include "exm-cloud-error.h"
#include "exm-sign-in-private.h"
#include "exm-sign-in.h"
#include "fake-server.h"

/* A whole attempt, with a server that gives tokens. */

typedef struct
{
  FakeServer      *server;
  ExmHttp         *http;
  ExmSignInClient *client;
  ExmSignIn       *attempt;
  guint16          port;
  char            *state;

  const char *answer;  /* of the token endpoint; NULL: breaks off */
  guint       status;  /* of it */
  guint       fail;    /* so many 503 first */
  guint       n_token; /* requests there */
  guint       n_revoke;
  guint       n_user;
  char       *form; /* the last one */

  /* Of the thread that waits. */
  GThread         *thread;
  GCancellable    *cancellable;
  ExmSignInResult *result;
  GError          *error;
} Attempt;

#define GOOD "{\"access_token\":\"practice-a\",\"refresh_token\":\"1//practice-r\",\"expires_in\":3599,\"token_type\":\"Bearer\"," \
             "\"scope\":\"openid https://www.googleapis.com/auth/cloud-platform\"}"

static char *
server_cb (FakeRequest *request,
           gpointer     user_data)
{
  Attempt *attempt = user_data;

  if (g_str_has_prefix (request->target, "/revoke"))
    {
      attempt->n_revoke++;
      return fake_reply (200, "", "{}");
    }
  if (g_str_has_prefix (request->target, "/oauth2/v3/userinfo"))
    {
      attempt->n_user++;
      g_assert_cmpstr (g_hash_table_lookup (request->headers, "authorization"), ==, "Bearer practice-a");
      return fake_reply (200, "", "{\"sub\":\"42\",\"email\":\"info@example.test\"}");
    }
  g_assert_cmpstr (request->target, ==, "/token");
  attempt->n_token++;
  g_free (attempt->form);
  attempt->form = g_strndup ((const char *)request->body->data, request->body->len);
  if (attempt->n_token <= attempt->fail)
    return fake_reply (503, "", "{}");
  return attempt->answer != NULL ? fake_reply (attempt->status, "Content-Type: application/json\r\n", attempt->answer) : NULL;
}

static char *
query_value (const char *url,
             const char *name)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GHashTable) values = g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_WWW_FORM, NULL);

  return g_strdup (g_hash_table_lookup (values, name));
}

static void
attempt_begin (Attempt *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  ExmHttpPace      pace;

  self->server = fake_server_new (server_cb, self);
  self->http = exm_http_new ();
  pace = exm_http_get_pace (self->http);
  pace.first_ms = 1;
  exm_http_set_pace (self->http, &pace);
  text = g_strdup_printf ("{\"installed\":{\"client_id\":\"my-client\",\"client_secret\":\"s3cret\",\"token_uri\":\"%s/token\"}}",
                          fake_server_get_origin (self->server));
  self->client = exm_sign_in_client_parse (text, strlen (text), fake_server_get_origin (self->server), &error);
  g_assert_no_error (error);
  self->attempt = exm_sign_in_new (self->client, self->http, fake_server_get_origin (self->server), "me@example.test", &error);
  g_assert_no_error (error);
  self->port = exm_sign_in_get_port (self->attempt);
  self->state = query_value (exm_sign_in_get_url (self->attempt), "state");
  self->cancellable = g_cancellable_new ();
  self->answer = GOOD;
  self->status = 200;
}

static gpointer
wait_thread (gpointer data)
{
  Attempt *self = data;

  self->result = exm_sign_in_wait (self->attempt, self->cancellable, &self->error);
  return NULL;
}

static void
attempt_wait (Attempt *self)
{
  self->thread = g_thread_new ("sign-in", wait_thread, self);
}

static void
attempt_end (Attempt *self)
{
  exm_sign_in_result_free (self->result);
  g_clear_error (&self->error);
  g_assert_finalize_object (self->attempt);
  exm_sign_in_client_unref (self->client);
  g_object_unref (self->http);
  g_object_unref (self->cancellable);
  fake_server_free (self->server);
  g_free (self->state);
  g_free (self->form);
}

/* "%S" is the state, "%P" the port. */
static char *
fill_in (Attempt    *self,
         const char *pattern)
{
  GString         *text = g_string_new (pattern);
  g_autofree char *port = g_strdup_printf ("%u", self->port);

  g_string_replace (text, "%S", self->state, 0);
  g_string_replace (text, "%P", port, 0);
  return g_string_free (text, FALSE);
}

static char *
come_back (Attempt    *self,
           const char *query)
{
  g_autofree char *pattern = g_strdup_printf ("GET /?%s HTTP/1.1\r\nHost: 127.0.0.1:%%P\r\n\r\n", query);
  g_autofree char *request = fill_in (self, pattern);

  return browser_send (self->port, request, strlen (request));
}

/* Where a port listens, of /proc/net/tcp and tcp6: hexadecimal addresses. */
static guint
count_listeners (guint16      port,
                 const char  *table,
                 const char **address)
{
  g_autofree char *text = NULL;
  g_autofree char *wanted = g_strdup_printf (":%04X", port);
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  if (!g_file_get_contents (table, &text, NULL, NULL))
    return 0;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      /* "  0: 0100007F:1F90 00000000:0000 0A …": 0A is LISTEN. */
      g_auto (GStrv) words = g_strsplit (g_strstrip (lines[i]), " ", 5);

      if (g_strv_length (words) == 5 && strcmp (words[3], "0A") == 0 && g_str_has_suffix (words[1], wanted))
        {
          n++;
          *address = g_str_has_prefix (words[1], "0100007F:") ? "127.0.0.1" : "elsewhere";
        }
    }
  return n;
}

/* Everything that is not the answer, then the answer, then one more. */
static void
test_hijack (void)
{
  static const char *const wrong[] = {
    "GET /?state=wrong&code=evil HTTP/1.1\r\nHost: 127.0.0.1:%P\r\n\r\n",
    "GET /?code=evil HTTP/1.1\r\nHost: 127.0.0.1:%P\r\n\r\n",
    "GET /?state=%S HTTP/1.1\r\nHost: 127.0.0.1:%P\r\n\r\n",
    "GET /?state=%S&code=evil HTTP/1.1\r\nHost: localhost:%P\r\n\r\n",
    "GET /?state=%S&code=evil HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "GET /?state=%S&code=evil HTTP/1.1\r\n\r\n",
    "GET /callback?state=%S&code=evil HTTP/1.1\r\nHost: 127.0.0.1:%P\r\n\r\n",
    "GET /?state=%S&code=evil&iss=https%3A%2F%2Fevil.example HTTP/1.1\r\nHost: 127.0.0.1:%P\r\n\r\n",
    "GET /?state=%S&state=%S&code=evil HTTP/1.1\r\nHost: 127.0.0.1:%P\r\n\r\n",
    "POST /?state=%S&code=evil HTTP/1.1\r\nHost: 127.0.0.1:%P\r\nContent-Length: 0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: 127.0.0.1:%P\r\nContent-Length: 20\r\n\r\nstate=%S&code=evil",
    "PUT /?state=%S&code=evil HTTP/1.1\r\nHost: 127.0.0.1:%P\r\n\r\n",
    "garbage\r\n\r\n",
  };
  Attempt          self = { 0 };
  g_autofree char *page = NULL;
  g_autofree char *again = NULL;
  const char      *address = NULL;
  guint            n_wrong = 0;

  attempt_begin (&self);
  g_assert_cmpuint (count_listeners (self.port, "/proc/net/tcp", &address), ==, 1);
  g_assert_cmpstr (address, ==, "127.0.0.1");
  g_assert_cmpuint (count_listeners (self.port, "/proc/net/tcp6", &address), ==, 0);
  attempt_wait (&self);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *request = fill_in (&self, wrong[i]);
      g_autofree char *answer = NULL;

      answer = browser_send (self.port, request, strlen (request));
      g_test_message ("%u: %s", browser_status (answer), request);
      g_assert_cmpuint (browser_status (answer), >=, 400);
      g_assert_null (strstr (answer, "evil"));
      n_wrong++;
    }
  /* A megabyte of query: not read to its end. */
  {
    g_autoptr (GString) large = g_string_new ("GET /?state=");
    g_autofree char *answer = NULL;

    g_string_append_printf (large, "%s&code=", self.state);
    for (guint i = 0; i < 1024 * 1024 / 16; i++)
      g_string_append (large, "evilevilevilevil");
    g_string_append_printf (large, " HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", self.port);
    answer = browser_send (self.port, large->str, large->len);
    g_assert_true (answer == NULL || browser_status (answer) == 431);
    n_wrong++;
  }
  g_assert_cmpuint (self.n_token, ==, 0);

  /* Connections opened ahead and left alone do not block the answer. */
  {
    g_autoptr (GSocketClient) client = g_socket_client_new ();
    g_autoptr (GPtrArray) idle = g_ptr_array_new_with_free_func (g_object_unref);

    for (guint i = 0; i < 5; i++)
      g_ptr_array_add (idle, g_socket_client_connect_to_host (client, "127.0.0.1", self.port, NULL, NULL));
    page = come_back (&self, "state=%S&code=good");
  }
  g_thread_join (self.thread);
  g_assert_no_error (self.error);
  g_assert_cmpuint (browser_status (page), ==, 200);
  g_assert_nonnull (strstr (page, "You are signed in"));
  g_assert_null (strstr (page, "good"));
  g_assert_cmpuint (self.n_token, ==, 1);

  /* Once only. */
  again = come_back (&self, "state=%S&code=good");
  g_assert_null (again);
  g_assert_cmpuint (count_listeners (self.port, "/proc/net/tcp", &address), ==, 0);
  g_assert_cmpuint (self.n_token, ==, 1);
  g_test_message ("%u wrong requests, 0 accepted; 1 answer, 1 exchange, port closed", n_wrong);
  attempt_end (&self);
}

/* What is asked for and what is handed in. */
static void
test_exchange (void)
{
  Attempt          self = { 0 };
  g_autofree char *page = NULL;
  g_autofree char *challenge = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *redirect = NULL;
  g_autoptr (GHashTable) form = NULL;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8      digest[32];
  gsize       size = sizeof digest;
  const char *verifier;
  static const struct
  {
    const char *name;
    const char *value;
  } wanted[] = {
    { "client_id", "my-client" },
    { "response_type", "code" },
    { "code_challenge_method", "S256" },
    { "access_type", "offline" },
    { "login_hint", "me@example.test" },
    { "scope", "openid https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/cloud-platform" },
  };

  attempt_begin (&self);
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_autofree char *value = query_value (exm_sign_in_get_url (self.attempt), wanted[i].name);

      g_assert_cmpstr (value, ==, wanted[i].value);
    }
  redirect = query_value (exm_sign_in_get_url (self.attempt), "redirect_uri");
  challenge = query_value (exm_sign_in_get_url (self.attempt), "code_challenge");
  g_assert_cmpuint (strlen (challenge), ==, 43);
  attempt_wait (&self);
  page = come_back (&self, "state=%S&code=4%2F0abc");
  g_thread_join (self.thread);
  g_assert_no_error (self.error);

  form = g_uri_parse_params (self.form, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  g_assert_cmpuint (g_hash_table_size (form), ==, 6);
  g_assert_cmpstr (g_hash_table_lookup (form, "grant_type"), ==, "authorization_code");
  g_assert_cmpstr (g_hash_table_lookup (form, "code"), ==, "4/0abc");
  g_assert_cmpstr (g_hash_table_lookup (form, "client_id"), ==, "my-client");
  g_assert_cmpstr (g_hash_table_lookup (form, "client_secret"), ==, "s3cret");
  g_assert_cmpstr (g_hash_table_lookup (form, "redirect_uri"), ==, redirect);
  verifier = g_hash_table_lookup (form, "code_verifier");
  g_checksum_update (checksum, (const guchar *)verifier, -1);
  g_checksum_get_digest (checksum, digest, &size);
  expected = g_base64_encode (digest, size);
  g_strdelimit (g_strdelimit (g_strdelimit (expected, "+", '-'), "/", '_'), "=", '\0');
  g_assert_cmpstr (challenge, ==, expected);

  g_assert_cmpstr (self.result->access_token, ==, "practice-a");
  g_assert_cmpstr (self.result->refresh_token, ==, "1//practice-r");
  g_assert_cmpstr (self.result->email, ==, "info@example.test");
  g_assert_cmpstr (self.result->subject, ==, "42");
  g_assert_cmpint (self.result->expires_in, ==, 3599);
  attempt_end (&self);
}

static void
test_random (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const guint n = 50;

  for (guint i = 0; i < n; i++)
    {
      Attempt     self = { 0 };
      const char *verifier;

      attempt_begin (&self);
      verifier = _exm_sign_in_get_verifier (self.attempt);
      g_assert_cmpuint (strlen (verifier), >=, 43);
      g_assert_cmpuint (strlen (verifier), <=, 128);
      g_assert_cmpuint (strspn (verifier, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"), ==, strlen (verifier));
      g_assert_cmpuint (strlen (self.state), >=, 43);
      g_assert_null (strstr (exm_sign_in_get_url (self.attempt), verifier));
      g_assert_true (g_hash_table_add (seen, g_strdup (verifier)));
      g_assert_true (g_hash_table_add (seen, g_strdup (self.state)));
      attempt_end (&self);
    }
  g_test_message ("%u attempts, %u different secrets", n, g_hash_table_size (seen));
}

/* {"aud":"my-client","email":"id@example.test","sub":"7"} and one for another client. */
#define ID_TOKEN "e30.eyJhdWQiOiJteS1jbGllbnQiLCJlbWFpbCI6ImlkQGV4YW1wbGUudGVzdCIsInN1YiI6IjcifQ.x"
#define ID_TOKEN_OTHER "e30.eyJhdWQiOiJvdGhlciIsImVtYWlsIjoiaWRAZXhhbXBsZS50ZXN0Iiwic3ViIjoiNyJ9.x"
#define WITH_ID(token) "{\"access_token\":\"practice-a\",\"refresh_token\":\"r\",\"id_token\":\"" token "\"}"

static void
test_answers (void)
{
  static const struct
  {
    const char *query;
    const char *answer;
    guint       status;
    guint       fail;
    int         code; /* -1: signed in */
    guint       n_token;
    guint       n_revoke;
    const char *email;
  } cases[] = {
    { "state=%S&code=c", WITH_ID (ID_TOKEN), 200, 0, -1, 1, 0, "id@example.test" },
    { "state=%S&code=c", WITH_ID (ID_TOKEN_OTHER), 200, 0, -1, 1, 0, "info@example.test" },
    { "state=%S&code=c", WITH_ID ("garbage"), 200, 0, -1, 1, 0, "info@example.test" },
    { "state=%S&code=c", GOOD, 200, 2, -1, 3, 0, "info@example.test" },
    { "state=%S&code=c", GOOD, 200, 3, EXM_CLOUD_ERROR_SERVER, 3, 0, NULL },
    { "state=%S&code=c", NULL, 0, 0, EXM_CLOUD_ERROR_CONNECTION, 1, 0, NULL },
    { "state=%S&code=c", "{\"error\":\"invalid_grant\",\"error_description\":\"Malformed auth code.\"}", 400, 0, EXM_CLOUD_ERROR_AUTH, 1, 0, NULL },
    { "state=%S&code=c", "{\"error\":\"invalid_client\"}", 401, 0, EXM_CLOUD_ERROR_AUTH, 1, 0, NULL },
    { "state=%S&code=c", "{\"error\":\"redirect_uri_mismatch\"}", 400, 0, EXM_CLOUD_ERROR_AUTH, 1, 0, NULL },
    { "state=%S&code=c", "{}", 200, 0, EXM_CLOUD_ERROR_BAD_REPLY, 1, 0, NULL },
    { "state=%S&code=c", "<html>", 200, 0, EXM_CLOUD_ERROR_BAD_REPLY, 1, 0, NULL },
    { "state=%S&code=c", "{\"access_token\":\"\"}", 200, 0, EXM_CLOUD_ERROR_BAD_REPLY, 1, 0, NULL },
    { "state=%S&code=c", "{\"access_token\":\"practice-a\",\"token_type\":\"mac\"}", 200, 0, EXM_CLOUD_ERROR_BAD_REPLY, 1, 0, NULL },
    { "state=%S&code=c", "{\"access_token\":\"practice-a\",\"refresh_token\":\"r\",\"scope\":\"openid email\"}", 200, 0, EXM_CLOUD_ERROR_AUTH, 1, 1, NULL },
    { "state=%S&error=access_denied", GOOD, 200, 0, EXM_CLOUD_ERROR_AUTH, 0, 0, NULL },
    { "state=%S&error=admin_policy_enforced", GOOD, 200, 0, EXM_CLOUD_ERROR_AUTH, 0, 0, NULL },
    { "state=%S&error=%3Cscript%3E", GOOD, 200, 0, EXM_CLOUD_ERROR_AUTH, 0, 0, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Attempt          self = { 0 };
      g_autofree char *page = NULL;

      g_test_message ("case %u: %s", i, cases[i].answer);
      attempt_begin (&self);
      self.answer = cases[i].answer;
      self.status = cases[i].status;
      self.fail = cases[i].fail;
      attempt_wait (&self);
      page = come_back (&self, cases[i].query);
      g_thread_join (self.thread);
      if (cases[i].code < 0)
        {
          g_assert_no_error (self.error);
          g_assert_cmpstr (self.result->email, ==, cases[i].email);
        }
      else
        {
          g_assert_error (self.error, EXM_CLOUD_ERROR, cases[i].code);
          g_assert_null (self.result);
        }
      g_assert_nonnull (strstr (page, cases[i].code < 0 ? "You are signed in" : "You are not signed in"));
      g_assert_null (strstr (page, "script"));
      g_assert_cmpuint (self.n_token, ==, cases[i].n_token);
      g_assert_cmpuint (self.n_revoke, ==, cases[i].n_revoke);
      attempt_end (&self);
    }
}

static void
test_leave (void)
{
  for (guint i = 0; i < 2; i++)
    {
      Attempt          self = { 0 };
      gint64           start;
      g_autofree char *late = NULL;

      attempt_begin (&self);
      if (i == 0)
        _exm_sign_in_set_timeout (self.attempt, 150);
      attempt_wait (&self);
      start = g_get_monotonic_time ();
      if (i == 1)
        {
          g_usleep (100 * 1000);
          g_cancellable_cancel (self.cancellable);
        }
      g_thread_join (self.thread);
      g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
      if (i == 0)
        g_assert_error (self.error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_TIMEOUT);
      else
        g_assert_error (self.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      late = come_back (&self, "state=%S&code=c");
      g_assert_null (late);
      g_assert_cmpuint (self.n_token, ==, 0);
      attempt_end (&self);
    }
  g_assert_cmpuint (EXM_SIGN_IN_SECONDS, ==, 300);
}

/* Files of clients. */

static void
test_client (void)
{
  static const struct
  {
    const char *origin;
    const char *text;
    int         code; /* -1 fine */
  } cases[] = {
    { NULL, "{\"installed\":{\"client_id\":\"a\",\"client_secret\":\"b\",\"auth_uri\":\"https://accounts.google.com/o/oauth2/auth\",\"token_uri\":\"https://oauth2.googleapis.com/token\"}}", -1 },
    { NULL, "{\"installed\":{\"client_id\":\"a\",\"client_secret\":\"b\",\"token_uri\":\"https://evil.example/token\"}}", EXM_CLOUD_ERROR_REFUSED },
    { NULL, "{\"installed\":{\"client_id\":\"a\",\"client_secret\":\"b\",\"token_uri\":\"https://oauth2.googleapis.com/token\",\"auth_uri\":\"https://evil.example/\"}}", EXM_CLOUD_ERROR_REFUSED },
    { NULL, "{\"installed\":{\"client_id\":\"a\",\"client_secret\":\"b\",\"token_uri\":\"http://oauth2.googleapis.com/token\"}}", EXM_CLOUD_ERROR_REFUSED },
    { NULL, "{\"installed\":{\"client_id\":\"a\",\"client_secret\":\"b\",\"token_uri\":\"http://127.0.0.1:9/token\"}}", EXM_CLOUD_ERROR_REFUSED },
    { "http://127.0.0.1:9", "{\"installed\":{\"client_id\":\"a\",\"client_secret\":\"b\",\"token_uri\":\"http://127.0.0.1:9/token\"}}", -1 },
    { "http://127.0.0.1:9", "{\"installed\":{\"client_id\":\"a\",\"client_secret\":\"b\",\"token_uri\":\"http://127.0.0.1:8/token\"}}", EXM_CLOUD_ERROR_REFUSED },
    { "http://127.0.0.1:9", "{\"installed\":{\"client_id\":\"a\",\"client_secret\":\"b\",\"token_uri\":\"https://oauth2.googleapis.com/token\"}}", EXM_CLOUD_ERROR_REFUSED },
    { NULL, "{\"web\":{\"client_id\":\"a\",\"client_secret\":\"b\"}}", EXM_CLOUD_ERROR_INVALID },
    { NULL, "{\"installed\":{\"client_id\":\"a\"}}", EXM_CLOUD_ERROR_INVALID },
    { NULL, "{\"installed\":{\"client_id\":5,\"client_secret\":[]}}", EXM_CLOUD_ERROR_INVALID },
    { NULL, "{\"type\":\"service_account\"}", EXM_CLOUD_ERROR_INVALID },
    { NULL, "[]", EXM_CLOUD_ERROR_INVALID },
    { NULL, "", EXM_CLOUD_ERROR_INVALID },
    { NULL, "{\"installed\":{\"client_id\":\"a\",\"client_id\":\"b\"}}", EXM_CLOUD_ERROR_INVALID },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ExmSignInClient) client =
                   exm_sign_in_client_parse (cases[i].text, strlen (cases[i].text), cases[i].origin, &error);

      g_test_message ("case %u: %s", i, error != NULL ? error->message : "taken");
      if (cases[i].code < 0)
        {
          g_assert_no_error (error);
          g_assert_cmpstr (exm_sign_in_client_get_id (client), ==, "a");
        }
      else
        g_assert_error (error, EXM_CLOUD_ERROR, cases[i].code);
      g_assert_cmpint (client != NULL, ==, cases[i].code < 0);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cloud/sign-in/hijack", test_hijack);
  g_test_add_func ("/cloud/sign-in/exchange", test_exchange);
  g_test_add_func ("/cloud/sign-in/random", test_random);
  g_test_add_func ("/cloud/sign-in/answers", test_answers);
  g_test_add_func ("/cloud/sign-in/leave", test_leave);
  g_test_add_func ("/cloud/sign-in/client", test_client);
  return g_test_run ();
}
