/* test-http.c - retries, limits, cancellation and what is never sent
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "exm-cloud-error.h"
#include "exm-http.h"
#include "fake-server.h"

typedef struct
{
  guint       status; /* of the first @bad answers */
  guint       bad;    /* how many */
  const char *headers;
  const char *raw; /* instead, nullable; "" resets */
  guint       n;
  guint       connections; /* highest seen */
  char       *last_body;
} Script;

static char *
handle (FakeRequest *request,
        gpointer     user_data)
{
  Script *script = user_data;

  script->connections = MAX (script->connections, request->connection);
  g_free (script->last_body);
  script->last_body = g_strndup ((const char *)request->body->data, request->body->len);
  if (script->n++ < script->bad)
    {
      if (script->raw != NULL)
        return *script->raw != '\0' ? g_strdup (script->raw) : NULL;
      return fake_reply (script->status, script->headers != NULL ? script->headers : "", "{}");
    }
  return fake_reply (200, "X-Two: second\r\n", "fine");
}

static ExmHttp *
quick_http (void)
{
  static const ExmHttpPace pace = { 5, 1, 4, 1500 };
  ExmHttp                 *http = exm_http_new ();

  exm_http_set_pace (http, &pace);
  return http;
}

static void
test_statuses (void)
{
  guint n_retried = 0;

  for (guint status = 400; status <= 599; status++)
    for (int safe = 0; safe <= 1; safe++)
      {
        Script script = { .status = status, .bad = 2 };
        g_autoptr (FakeServer) server = NULL;
        g_autoptr (ExmHttp) http = NULL;
        g_autoptr (ExmHttpRequest) request = NULL;
        g_autoptr (ExmHttpResponse) response = NULL;
        g_autoptr (GError) error = NULL;
        gboolean retried = safe && (status == 408 || status == 429 || status == 500 ||
                                    status == 502 || status == 503 || status == 504);

        /* A server and a thread each time would only cost time. */
        if (!retried && status % 13 != 0)
          continue;
        server = fake_server_new (handle, &script);
        http = quick_http ();
        request = exm_http_request_new ("GET", fake_server_get_origin (server));
        request->flags = safe ? EXM_HTTP_RETRY : EXM_HTTP_NONE;
        response = exm_http_send (http, request, NULL, &error);
        g_assert_no_error (error);
        g_assert_cmpuint (response->status, ==, retried ? 200 : status);
        g_assert_cmpuint (response->tries, ==, retried ? 3 : 1);
        g_assert_cmpuint (script.n, ==, retried ? 3 : 1);
        n_retried += retried;
        g_free (script.last_body);
      }
  g_assert_cmpuint (n_retried, ==, 6);
}

static void
test_gives_up (void)
{
  static const struct
  {
    ExmHttpFlags flags;
    guint        tries;
  } cases[] = {
    { EXM_HTTP_RETRY, 5 },
    { EXM_HTTP_RETRY | EXM_HTTP_IMPATIENT, 3 },
    { EXM_HTTP_NONE, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Script script = { .status = 503, .bad = 99 };
      g_autoptr (FakeServer) server = fake_server_new (handle, &script);
      g_autoptr (ExmHttp) http = quick_http ();
      g_autoptr (ExmHttpRequest) request = exm_http_request_new ("GET", fake_server_get_origin (server));
      g_autoptr (ExmHttpResponse) response = NULL;

      request->flags = cases[i].flags;
      response = exm_http_send (http, request, NULL, NULL);
      g_assert_nonnull (response);
      g_assert_cmpuint (response->status, ==, 503);
      g_assert_cmpuint (script.n, ==, cases[i].tries);
      g_free (script.last_body);
    }
}

static void
test_retry_after (void)
{
  Script script = { .status = 429, .bad = 1, .headers = "Retry-After: 1\r\n" };
  g_autoptr (FakeServer) server = fake_server_new (handle, &script);
  g_autoptr (ExmHttp) http = quick_http ();
  g_autoptr (ExmHttpRequest) request = exm_http_request_new ("GET", fake_server_get_origin (server));
  g_autoptr (ExmHttpResponse) response = NULL;
  gint64 start = g_get_monotonic_time ();

  request->flags = EXM_HTTP_RETRY;
  response = exm_http_send (http, request, NULL, NULL);
  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, G_USEC_PER_SEC);
  g_clear_pointer (&response, exm_http_response_unref);

  /* Longer than our patience: the answer comes back at once. */
  script.n = 0;
  script.headers = "Retry-After: 3600\r\n";
  response = exm_http_send (http, request, NULL, NULL);
  g_assert_cmpuint (response->status, ==, 429);
  g_assert_cmpstr (exm_http_response_get_header (response, "Retry-AFTER"), ==, "3600");
  g_free (script.last_body);
}

/* libcurl repeats a request by itself on a kept connection that turns out dead. */
static void
test_never_doubled (void)
{
  Script script = { .bad = 0 };
  g_autoptr (FakeServer) server = fake_server_new (handle, &script);
  g_autoptr (ExmHttp) http = quick_http ();
  g_autoptr (ExmHttpRequest) first = exm_http_request_new ("GET", fake_server_get_origin (server));
  g_autoptr (ExmHttpRequest) create = exm_http_request_new ("POST", fake_server_get_origin (server));
  g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);
  g_autoptr (ExmHttpResponse) response = exm_http_send (http, first, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (response);
  script.n = 0;
  script.bad = 9;
  script.raw = ""; /* reset, each time */
  exm_http_request_set_body (create, "application/json", body);
  g_assert_null (exm_http_send (http, create, NULL, &error));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_CONNECTION);
  g_assert_cmpuint (script.n, ==, 1);
  g_assert_cmpstr (script.last_body, ==, "{}");
  g_free (script.last_body);
}

static void
test_odd_answers (void)
{
  static const struct
  {
    const char *raw;
    int         code; /* -1: an answer */
  } cases[] = {
    { "", EXM_CLOUD_ERROR_CONNECTION },
    { "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", EXM_CLOUD_ERROR_TIMEOUT },
    { "hello, this is not HTTP\r\n\r\n", EXM_CLOUD_ERROR_BAD_REPLY },
    { "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", -1 },
    { "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", EXM_CLOUD_ERROR_TIMEOUT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Script script = { .bad = 1, .raw = cases[i].raw };
      g_autoptr (FakeServer) server = fake_server_new (handle, &script);
      g_autoptr (ExmHttp) http = quick_http ();
      g_autoptr (ExmHttpRequest) request = exm_http_request_new ("GET", fake_server_get_origin (server));
      g_autoptr (ExmHttpResponse) response = NULL;
      g_autoptr (GError) error = NULL;

      request->timeout_ms = 300;
      request->max_answer = 1000;
      response = exm_http_send (http, request, NULL, &error);
      if (cases[i].code < 0)
        {
          g_assert_no_error (error);
          g_assert_cmpuint (response->status, ==, 302);
          g_assert_cmpuint (script.n, ==, 1);
        }
      else
        g_assert_error (error, EXM_CLOUD_ERROR, cases[i].code);
      g_free (script.last_body);
      g_clear_object (&http);
    }
}

static void
test_too_large (void)
{
  g_autofree char *big = g_strnfill (5000, 'x');
  g_autofree char *raw = fake_reply (200, "", big);
  Script           script = { .bad = 9, .raw = raw };
  g_autoptr (FakeServer) server = fake_server_new (handle, &script);
  g_autoptr (ExmHttp) http = quick_http ();
  g_autoptr (ExmHttpRequest) request = exm_http_request_new ("GET", fake_server_get_origin (server));
  g_autoptr (GError) error = NULL;

  request->flags = EXM_HTTP_RETRY;
  request->max_answer = 4999;
  g_assert_null (exm_http_send (http, request, NULL, &error));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_BAD_REPLY);
  g_assert_cmpuint (script.n, ==, 1);
  g_free (script.last_body);
}

static void
test_drip (void)
{
  Script script = { 0 };
  g_autoptr (FakeServer) server = fake_server_new (handle, &script);
  g_autoptr (ExmHttp) http = quick_http ();
  g_autoptr (ExmHttpRequest) request = exm_http_request_new ("GET", fake_server_get_origin (server));
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  fake_server_set_drip (server, 1, 50);
  request->timeout_ms = 400;
  g_assert_null (exm_http_send (http, request, NULL, &error));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_TIMEOUT);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
  g_free (script.last_body);
}

static void
test_offline (void)
{
  g_autoptr (ExmHttp) http = quick_http ();
  g_autoptr (ExmHttpRequest) request = exm_http_request_new ("GET", "http://127.0.0.1:1/");
  g_autoptr (GError) error = NULL;

  request->flags = EXM_HTTP_RETRY;
  g_setenv ("http_proxy", "http://127.0.0.1:2/", TRUE);
  g_assert_null (exm_http_send (http, request, NULL, &error));
  g_unsetenv ("http_proxy");
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_OFFLINE);
  g_assert_true (exm_cloud_error_is_transient (error));
}

static void
test_refused (void)
{
  static const char *const urls[] = {
    "http://example.com/",
    "http://127.0.0.1.example.com/",
    "file:///etc/passwd",
    "ftp://127.0.0.1/",
    "https://user@example.com/",
    "https://exa mple.com/",
    "https://example.com\\@127.0.0.1/",
    "nonsense",
    "http://[::2]/",
    "",
    "https://",
    "https://example.com/\r\nX: y",
    "gopher://127.0.0.1:1/x",
    "http://127.0.0.1@example.com/",
    "https://example.com/#fragment",
    "http://0x7f.1/",
  };
  g_autoptr (ExmHttp) http = quick_http ();

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr (ExmHttpRequest) request = exm_http_request_new ("GET", urls[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (exm_http_send (http, request, NULL, &error));
      g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED);
    }
}

static void
test_origins (void)
{
  static const struct
  {
    const char *a;
    const char *b;
    gboolean    same;
  } cases[] = {
    { "https://storage.googleapis.com/x", "https://storage.googleapis.com:443/y?z", TRUE },
    { "https://Storage.googleapis.com/x", "https://storage.googleapis.com", TRUE },
    { "http://storage.googleapis.com/x", "https://storage.googleapis.com", FALSE },
    { "https://storage.googleapis.com.evil/x", "https://storage.googleapis.com", FALSE },
    { "https://storage.googleapis.com@evil/x", "https://storage.googleapis.com", FALSE },
    { "https://storage.googleapis.com:444/x", "https://storage.googleapis.com", FALSE },
    { "http://127.0.0.1:80/", "http://127.0.0.1/", TRUE },
    { "http://127.0.0.1:1/", "http://127.0.0.1:2/", FALSE },
    { "http://localhost:1/", "http://127.0.0.1:1/", FALSE },
    { "/upload", "http://127.0.0.1/", FALSE },
    { "", "", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (exm_http_same_origin (cases[i].a, cases[i].b), ==, cases[i].same);
}

typedef struct
{
  GString         *lines;
  gboolean         ended;
  GThread         *thread;
  ExmHttpResponse *response;
  GError          *error;
} Stream;

static void
line_cb (const char *line,
         gsize       length,
         gpointer    user_data)
{
  Stream *stream = user_data;

  g_assert_true (g_thread_self () == stream->thread);
  g_assert_false (stream->ended);
  g_string_append_len (stream->lines, line, (gssize)length);
  g_string_append_c (stream->lines, '|');
}

static void
stream_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Stream *stream = user_data;

  stream->response = exm_http_send_finish (EXM_HTTP (source), result, &stream->error);
  stream->ended = TRUE;
}

static void
test_lines (void)
{
  /* A line end split over pieces, both kinds of line end, and none at the end. */
  g_autofree char *raw = fake_reply (200, "", "data: \xc3\xa4\r\n\r\nsecond\nthird");

  for (int async = 0; async <= 1; async++)
    {
      Script script = { .bad = 9, .raw = raw };
      g_autoptr (FakeServer) server = fake_server_new (handle, &script);
      g_autoptr (ExmHttp) http = quick_http ();
      g_autoptr (ExmHttpRequest) request = exm_http_request_new ("GET", fake_server_get_origin (server));
      Stream stream = { .lines = g_string_new (NULL), .thread = g_thread_self () };

      fake_server_set_drip (server, 1, 1);
      request->line_func = line_cb;
      request->user_data = &stream;
      if (async)
        {
          exm_http_send_async (http, request, NULL, stream_cb, &stream);
          while (!stream.ended)
            g_main_context_iteration (NULL, TRUE);
        }
      else
        stream.response = exm_http_send (http, request, NULL, &stream.error);
      g_assert_no_error (stream.error);
      g_assert_cmpuint (stream.response->status, ==, 200);
      g_assert_cmpuint (g_bytes_get_size (stream.response->body), ==, 0);
      g_assert_cmpstr (stream.lines->str, ==, "data: \xc3\xa4||second|third|");
      exm_http_response_unref (stream.response);
      g_string_free (stream.lines, TRUE);
      g_free (script.last_body);
    }
}

static gpointer
cancel_thread (gpointer data)
{
  g_usleep (100000);
  g_cancellable_cancel (data);
  return NULL;
}

static void
test_cancel (void)
{
  for (guint drip = 0; drip <= 1; drip++)
    {
      /* Either in the middle of an answer, or while it waits for its next try. */
      Script script = { .status = 503, .bad = 9, .headers = "Retry-After: 1\r\n" };
      g_autoptr (FakeServer) server = fake_server_new (handle, &script);
      g_autoptr (ExmHttp) http = quick_http ();
      g_autoptr (ExmHttpRequest) request = exm_http_request_new ("GET", fake_server_get_origin (server));
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      gint64   start = g_get_monotonic_time ();
      GThread *thread = g_thread_new ("cancel", cancel_thread, cancellable);

      request->flags = EXM_HTTP_RETRY;
      if (drip)
        fake_server_set_drip (server, 1, 100);
      g_assert_null (exm_http_send (http, request, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
      g_thread_join (thread);
      g_free (script.last_body);
    }
}

/* The client goes while a request is under way. */
static void
test_leave (void)
{
  Script script = { 0 };
  g_autoptr (FakeServer) server = fake_server_new (handle, &script);
  ExmHttp *http = quick_http ();
  g_autoptr (ExmHttpRequest) request = exm_http_request_new ("GET", fake_server_get_origin (server));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Stream stream = { 0 };

  fake_server_set_drip (server, 1, 20);
  exm_http_send_async (http, request, cancellable, stream_cb, &stream);
  g_object_unref (http);
  g_usleep (50000);
  g_cancellable_cancel (cancellable);
  while (!stream.ended)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (stream.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&stream.error);
  g_free (script.last_body);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cloud/http/statuses", test_statuses);
  g_test_add_func ("/cloud/http/gives-up", test_gives_up);
  g_test_add_func ("/cloud/http/retry-after", test_retry_after);
  g_test_add_func ("/cloud/http/never-doubled", test_never_doubled);
  g_test_add_func ("/cloud/http/odd-answers", test_odd_answers);
  g_test_add_func ("/cloud/http/too-large", test_too_large);
  g_test_add_func ("/cloud/http/drip", test_drip);
  g_test_add_func ("/cloud/http/offline", test_offline);
  g_test_add_func ("/cloud/http/refused", test_refused);
  g_test_add_func ("/cloud/http/origins", test_origins);
  g_test_add_func ("/cloud/http/lines", test_lines);
  g_test_add_func ("/cloud/http/cancel", test_cancel);
  g_test_add_func ("/cloud/http/leave", test_leave);
  return g_test_run ();
}
