/* exm-http-transfer.c - one request on one curl easy handle, try by try
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-http-private.h"

#include <string.h>
#include <unistd.h>

#include "exm-cloud-error-table-private.h"
#include "exm-cloud-private.h"

/* Everything here but new/ref/unref runs on the net thread. */

#define PROGRESS_INTERVAL (G_USEC_PER_SEC / 10)
#define OFFLINE_TRIES 3
#define IMPATIENT_TRIES 3

ExmTransfer *
_exm_transfer_new (ExmHttpRequest          *request,
                   GCancellable            *cancellable,
                   const ExmHttpPace       *pace,
                   const ExmTransferEvents *events,
                   gpointer                 owner)
{
  ExmTransfer *self = g_new0 (ExmTransfer, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->request = exm_http_request_ref (request);
  g_set_object (&self->cancellable, cancellable);
  self->pace = *pace;
  self->events = events;
  self->owner = owner;
  return self;
}

ExmTransfer *
_exm_transfer_ref (ExmTransfer *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
_exm_transfer_unref (ExmTransfer *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_assert (self->easy == NULL);
  exm_http_request_unref (self->request);
  g_clear_object (&self->cancellable);
  g_free (self);
}

static gsize
header_cb (char    *data,
           gsize    size,
           gsize    count,
           gpointer user_data)
{
  ExmTransfer *self = user_data;
  gsize        length = size * count;
  const char  *colon;

  /* A new status line begins (after 100, or after a proxy's answer). */
  if (length >= 5 && memcmp (data, "HTTP/", 5) == 0)
    {
      g_hash_table_remove_all (self->headers);
      return length;
    }
  colon = memchr (data, ':', length);
  if (colon != NULL)
    {
      g_autofree char *name = g_strndup (data, (gsize)(colon - data));
      char            *value = g_strndup (colon + 1, length - (gsize)(colon + 1 - data));

      g_hash_table_replace (self->headers, g_ascii_strdown (name, -1), g_strstrip (value));
    }
  return length;
}

/* Cuts what came in into lines; the last one waits for its end. */
static void
feed_lines (ExmTransfer *self,
            const char  *data,
            gsize        length)
{
  while (length > 0)
    {
      const char *end = memchr (data, '\n', length);
      gsize       take = end != NULL ? (gsize)(end - data) : length;

      g_byte_array_append (self->line, (const guint8 *)data, (guint)take);
      if (end == NULL)
        return;
      if (self->line->len > 0 && self->line->data[self->line->len - 1] == '\r')
        g_byte_array_set_size (self->line, self->line->len - 1);
      self->line_seen = TRUE;
      self->events->line (self, (const char *)self->line->data, self->line->len);
      g_byte_array_set_size (self->line, 0);
      data += take + 1;
      length -= take + 1;
    }
}

static gsize
write_cb (char    *data,
          gsize    size,
          gsize    count,
          gpointer user_data)
{
  ExmTransfer *self = user_data;
  gsize        length = size * count;
  long         status = 0;

  if ((gint64)length > self->request->max_answer - self->received)
    {
      self->too_large = TRUE;
      return 0;
    }
  self->received += (gint64)length;

  curl_easy_getinfo (self->easy, CURLINFO_RESPONSE_CODE, &status);
  if (self->request->line_func != NULL && status >= 200 && status <= 299)
    feed_lines (self, data, length);
  else
    g_byte_array_append (self->body, (const guint8 *)data, (guint)length);
  return length;
}

static gint64
body_length (ExmHttpRequest *request)
{
  if (request->body_fd >= 0)
    return request->body_length;
  return request->body != NULL ? (gint64)g_bytes_get_size (request->body) : 0;
}

static gsize
read_cb (char    *buffer,
         gsize    size,
         gsize    count,
         gpointer user_data)
{
  ExmTransfer    *self = user_data;
  ExmHttpRequest *request = self->request;
  gint64          rest = body_length (request) - self->read_pos;
  gsize           want = MIN (size * count, (gsize)rest);
  gssize          got = (gssize)want;

  if (rest <= 0)
    return 0;
  if (request->body_fd >= 0)
    {
      got = pread (request->body_fd, buffer, want, request->body_offset + self->read_pos);
      /* Shorter than announced: better no request than half a one. */
      if (got <= 0)
        return CURL_READFUNC_ABORT;
    }
  else
    {
      const char *data = g_bytes_get_data (request->body, NULL);

      memcpy (buffer, data + self->read_pos, want);
    }
  self->read_pos += got;
  return (gsize)got;
}

static int
seek_cb (gpointer   user_data,
         curl_off_t offset,
         int        origin)
{
  ExmTransfer *self = user_data;

  if (origin != SEEK_SET || offset < 0 || offset > body_length (self->request))
    return CURL_SEEKFUNC_CANTSEEK;
  self->read_pos = offset;
  return CURL_SEEKFUNC_OK;
}

static int
progress_cb (gpointer   user_data,
             curl_off_t total_down,
             curl_off_t now_down,
             curl_off_t total_up,
             curl_off_t now_up)
{
  ExmTransfer *self = user_data;
  gint64       now = g_get_monotonic_time ();

  if (now - self->last_progress >= PROGRESS_INTERVAL)
    {
      self->last_progress = now;
      self->events->progress (self, now_up, now_down);
    }
  return 0;
}

static void
add_headers (ExmTransfer *self)
{
  ExmHttpRequest  *request = self->request;
  g_autofree char *type = NULL;

  for (guint i = 0; i + 1 < request->headers->len; i += 2)
    {
      const char      *value = g_ptr_array_index (request->headers, i + 1);
      g_autofree char *line = NULL;

      /* "Name;" is how libcurl is told to send an empty value. */
      line = *value != '\0' ? g_strdup_printf ("%s: %s", (char *)g_ptr_array_index (request->headers, i), value)
                            : g_strdup_printf ("%s;", (char *)g_ptr_array_index (request->headers, i));
      self->list = curl_slist_append (self->list, line);
    }
  if (request->content_type != NULL)
    {
      type = g_strdup_printf ("Content-Type: %s", request->content_type);
      self->list = curl_slist_append (self->list, type);
    }
  /* Otherwise libcurl waits a second for "100 Continue" before a large body. */
  self->list = curl_slist_append (self->list, "Expect:");
  curl_easy_setopt (self->easy, CURLOPT_HTTPHEADER, self->list);
}

static void
set_method (ExmTransfer *self)
{
  ExmHttpRequest *request = self->request;
  gboolean        sends = body_length (request) > 0 ||
                   strcmp (request->method, "PUT") == 0 ||
                   strcmp (request->method, "POST") == 0 ||
                   strcmp (request->method, "PATCH") == 0;

  if (sends)
    {
      /* Not POSTFIELDS: that would add a form's content type. */
      curl_easy_setopt (self->easy, CURLOPT_UPLOAD, 1L);
      curl_easy_setopt (self->easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)body_length (request));
      curl_easy_setopt (self->easy, CURLOPT_UPLOAD_BUFFERSIZE, 256L * 1024);
      curl_easy_setopt (self->easy, CURLOPT_READFUNCTION, read_cb);
      curl_easy_setopt (self->easy, CURLOPT_READDATA, self);
      curl_easy_setopt (self->easy, CURLOPT_SEEKFUNCTION, seek_cb);
      curl_easy_setopt (self->easy, CURLOPT_SEEKDATA, self);
    }
  curl_easy_setopt (self->easy, CURLOPT_CUSTOMREQUEST, request->method);
}

void
_exm_transfer_open (ExmTransfer *self)
{
  ExmHttpRequest *request = self->request;
  gboolean        loopback = exm_http_url_is_loopback (request->url);
  CURL           *easy = curl_easy_init ();

  self->easy = easy;
  self->body = g_byte_array_new ();
  self->line = g_byte_array_new ();
  self->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->read_pos = 0;
  self->received = 0;
  self->too_large = FALSE;
  self->started = g_get_monotonic_time ();
  self->tries++;

  curl_easy_setopt (easy, CURLOPT_PRIVATE, self);
  curl_easy_setopt (easy, CURLOPT_URL, request->url);
  curl_easy_setopt (easy, CURLOPT_PROTOCOLS_STR, loopback ? "https,http" : "https");
  curl_easy_setopt (easy, CURLOPT_NOPROXY, "127.0.0.1,localhost,::1");
  curl_easy_setopt (easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt (easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt (easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt (easy, CURLOPT_NOSIGNAL, 1L);
  /* A cancelled look-up of a name is left to its thread, not waited for. */
  curl_easy_setopt (easy, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt (easy, CURLOPT_CONNECTTIMEOUT_MS, (long)request->connect_timeout_ms);
  curl_easy_setopt (easy, CURLOPT_TIMEOUT_MS, (long)request->timeout_ms);
  curl_easy_setopt (easy, CURLOPT_USERAGENT, "exemplar/" EXM_VERSION);
  curl_easy_setopt (easy, CURLOPT_HEADERFUNCTION, header_cb);
  curl_easy_setopt (easy, CURLOPT_HEADERDATA, self);
  curl_easy_setopt (easy, CURLOPT_WRITEFUNCTION, write_cb);
  curl_easy_setopt (easy, CURLOPT_WRITEDATA, self);
  curl_easy_setopt (easy, CURLOPT_NOPROGRESS, request->progress_func == NULL ? 1L : 0L);
  curl_easy_setopt (easy, CURLOPT_XFERINFOFUNCTION, progress_cb);
  curl_easy_setopt (easy, CURLOPT_XFERINFODATA, self);
  /* On a kept connection that turns out dead libcurl sends a request again by
   * itself, POST included. What must not be doubled gets a new connection. */
  if (!(request->flags & (EXM_HTTP_RETRY | EXM_HTTP_REUSE)))
    curl_easy_setopt (easy, CURLOPT_FRESH_CONNECT, 1L);

  set_method (self);
  add_headers (self);
}

void
_exm_transfer_close (ExmTransfer *self)
{
  g_clear_pointer (&self->easy, curl_easy_cleanup);
  g_clear_pointer (&self->list, curl_slist_free_all);
  g_clear_pointer (&self->body, g_byte_array_unref);
  g_clear_pointer (&self->line, g_byte_array_unref);
  g_clear_pointer (&self->headers, g_hash_table_unref);
}

ExmHttpResponse *
_exm_transfer_take_response (ExmTransfer *self)
{
  ExmHttpResponse *response = g_new0 (ExmHttpResponse, 1);
  long             status = 0;

  curl_easy_getinfo (self->easy, CURLINFO_RESPONSE_CODE, &status);
  response->ref_count = 1;
  response->status = (guint)status;
  response->tries = self->tries;
  response->elapsed_ms = (g_get_monotonic_time () - self->started) / 1000;
  response->headers = g_steal_pointer (&self->headers);
  if (self->line->len > 0)
    {
      /* The last line has no line end. */
      self->events->line (self, (const char *)self->line->data, self->line->len);
      g_byte_array_set_size (self->line, 0);
    }
  response->body = g_byte_array_free_to_bytes (g_steal_pointer (&self->body));
  return response;
}

static gboolean
status_is_retried (guint status)
{
  return status == 408 || status == 429 || status == 500 ||
         status == 502 || status == 503 || status == 504;
}

/* Our own wait, by half at random so that many clients do not come together. */
static gint64
backoff_ms (const ExmHttpPace *pace,
            guint              tries)
{
  gint64 wait = pace->first_ms;

  for (guint i = 1; i < tries && wait < pace->cap_ms; i++)
    wait *= 2;
  wait = MIN (wait, (gint64)pace->cap_ms);
  return wait / 2 + (gint64)(g_random_double () * (double)wait / 2);
}

gboolean
_exm_transfer_wants_retry (ExmTransfer *self,
                           CURLcode     result,
                           gint64      *delay_ms)
{
  g_autoptr (ExmGoogleProblem) problem = NULL;
  const ExmCloudErrorRow *row;
  guint                   max_tries = self->pace.max_tries;
  gint64                  bound = -1;
  long                    status = 0;

  if (!(self->request->flags & EXM_HTTP_RETRY) || self->line_seen)
    return FALSE;
  if (self->request->flags & EXM_HTTP_IMPATIENT)
    max_tries = MIN (max_tries, IMPATIENT_TRIES);

  if (result == CURLE_OK)
    {
      g_autoptr (GBytes) body = NULL;

      curl_easy_getinfo (self->easy, CURLINFO_RESPONSE_CODE, &status);
      if (!status_is_retried ((guint)status))
        return FALSE;
      body = g_bytes_new (self->body->data, self->body->len);
      problem = exm_google_problem_parse ((guint)status, body);
      bound = MAX (problem->retry_delay_ms,
                   _exm_retry_after_ms (g_hash_table_lookup (self->headers, "retry-after")));
    }
  else
    {
      problem = exm_google_problem_parse (0, NULL);
      problem->curl_code = (int)result;
    }

  row = _exm_cloud_error_lookup (problem);
  if (!row->transient)
    return FALSE;
  if (row->code == EXM_CLOUD_ERROR_OFFLINE)
    max_tries = MIN (max_tries, OFFLINE_TRIES);
  if (self->tries >= max_tries || bound > (gint64)self->pace.patience_ms)
    return FALSE;

  *delay_ms = MAX (backoff_ms (&self->pace, self->tries), bound);
  return TRUE;
}
