/* exm-google-call.c - JSON calls, pages, and the workers that wait for them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include <curl/curl.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-json-gate.h"

#include "exm-cloud-private.h"

#define MAX_PAGES 1000

gint64
_exm_retry_after_ms (const char *value)
{
  guint64 seconds;
  gint64  when;

  if (value == NULL)
    return -1;
  if (g_ascii_string_to_unsigned (value, 10, 0, 1000000, &seconds, NULL))
    return (gint64)seconds * 1000;
  when = curl_getdate (value, NULL);
  if (when <= 0)
    return -1;
  return MAX (0, (when - g_get_real_time () / G_USEC_PER_SEC) * 1000);
}

char *
_exm_escape (const char *text)
{
  return g_uri_escape_string (text, NULL, FALSE);
}

gint64
_exm_parse_time (const char *text)
{
  g_autoptr (GDateTime) time = NULL;

  if (text == NULL)
    return 0;
  time = g_date_time_new_from_iso8601 (text, NULL);
  return time != NULL ? g_date_time_to_unix (time) : 0;
}

JsonObject *
_exm_google_call_request (ExmGoogle      *self,
                          ExmHttpRequest *request,
                          gint64         *elapsed_ms,
                          GCancellable   *cancellable,
                          GError        **error)
{
  g_autoptr (ExmHttpResponse) response = NULL;
  g_autoptr (JsonObject) object = NULL;
  const char *data;
  gsize       length = 0;

  response = exm_google_send (self, request, cancellable, error);
  if (response == NULL)
    return NULL;
  if (elapsed_ms != NULL)
    *elapsed_ms = response->elapsed_ms;
  if (response->status < 200 || response->status > 299)
    {
      g_propagate_error (error, _exm_google_response_error (self, response));
      return NULL;
    }

  data = g_bytes_get_data (response->body, &length);
  if (length == 0)
    return json_object_new ();
  object = exm_json_parse_object (data, (gssize)length, NULL);
  /* A failure dressed as success is a failure. */
  if (object == NULL || json_object_has_member (object, "error"))
    {
      gboolean is_job = object != NULL && json_object_has_member (object, "name");

      if (!is_job)
        {
          g_propagate_error (error, _exm_google_response_error (self, response));
          return NULL;
        }
    }
  return g_steal_pointer (&object);
}

JsonObject *
_exm_google_call (ExmGoogle    *self,
                  const char   *method,
                  const char   *url,
                  ExmHttpFlags  flags,
                  const char   *body,
                  GCancellable *cancellable,
                  GError      **error)
{
  g_autoptr (ExmHttpRequest) request = exm_http_request_new (method, url);

  request->flags = flags;
  if (body != NULL)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

      exm_http_request_set_body (request, "application/json", bytes);
    }
  return _exm_google_call_request (self, request, NULL, cancellable, error);
}

gboolean
_exm_google_each (ExmGoogle        *self,
                  const char       *url,
                  const char       *member,
                  ExmGoogleItemFunc func,
                  gpointer          user_data,
                  GCancellable     *cancellable,
                  GError          **error)
{
  g_autofree char *token = NULL;

  for (guint page = 0; page < MAX_PAGES; page++)
    {
      g_autoptr (JsonObject) object = NULL;
      g_autofree char *escaped = token != NULL ? _exm_escape (token) : NULL;
      g_autofree char *full = NULL;
      JsonArray       *items;
      const char      *next;

      full = escaped == NULL ? g_strdup (url)
                             : g_strconcat (url, strchr (url, '?') != NULL ? "&" : "?",
                                            "pageToken=", escaped, NULL);
      object = _exm_google_call (self, "GET", full, EXM_HTTP_RETRY, NULL, cancellable, error);
      if (object == NULL)
        return FALSE;

      items = exm_json_get_array (object, member);
      for (guint i = 0; i < exm_json_array_size (items); i++)
        {
          JsonObject *item = exm_json_array_object (items, i);

          if (item != NULL && !func (item, user_data))
            return TRUE;
        }

      next = exm_json_get_string (object, "nextPageToken");
      if (next == NULL || *next == '\0')
        return TRUE;
      if (g_strcmp0 (next, token) == 0)
        break;
      g_free (token);
      token = g_strdup (next);
    }
  g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_BAD_REPLY,
                       _ ("The list that the server sends has no end"));
  return FALSE;
}

/* Workers. Not GTask's own pool: an upload would hold one of its few threads. */

typedef struct
{
  GTask          *task;
  GTaskThreadFunc func;
} Run;

static void
run_cb (gpointer data,
        gpointer user_data)
{
  Run *run = data;

  if (!g_task_return_error_if_cancelled (run->task))
    run->func (run->task, g_task_get_source_object (run->task),
               g_task_get_task_data (run->task), g_task_get_cancellable (run->task));
  g_object_unref (run->task);
  g_free (run);
}

void
_exm_google_run (GTask          *task,
                 GTaskThreadFunc func)
{
  static GThreadPool *pool = NULL;
  static gsize        once = 0;
  Run                *run = g_new0 (Run, 1);

  if (g_once_init_enter (&once))
    {
      pool = g_thread_pool_new (run_cb, NULL, -1, FALSE, NULL);
      g_once_init_leave (&once, 1);
    }
  run->task = g_object_ref (task);
  run->func = func;
  g_thread_pool_push (pool, run, NULL);
}
