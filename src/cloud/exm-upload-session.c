/* exm-upload-session.c - single requests of an upload session
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-upload-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-json-gate.h"
#include "exm-json-write.h"

#include "exm-cloud-private.h"
#include "exm-crc32c.h"
#include "exm-storage-private.h"

/* One chunk of 8 MiB over a line of 16 KiB/s takes nine minutes. */
#define CHUNK_TIMEOUT_MS (10 * 60 * 1000)

void
_exm_session_reply_clear (ExmSessionReply *self)
{
  g_clear_pointer (&self->object, exm_stored_object_free);
  g_clear_error (&self->error);
}

gint64
_exm_parse_range (const char *range)
{
  guint64 last;

  /* No header: nothing is stored
   * (https://cloud.google.com/storage/docs/performing-resumable-uploads#status-check). */
  if (range == NULL)
    return 0;
  if (!g_str_has_prefix (range, "bytes=0-") && !g_str_has_prefix (range, "bytes 0-"))
    return -1;
  if (!g_ascii_string_to_unsigned (range + strlen ("bytes=0-"), 10, 0, G_MAXINT64 - 1, &last, NULL))
    return -1;
  return (gint64)last + 1;
}

gboolean
_exm_session_uri_is_ours (ExmGoogle  *google,
                          const char *uri)
{
  g_autofree char *storage = exm_google_dup_storage_url (google, "/");

  return uri != NULL && exm_http_same_origin (uri, storage);
}

static void
say_nonsense (ExmSessionReply *reply)
{
  reply->verdict = EXM_SESSION_NONSENSE;
  g_clear_error (&reply->error);
  reply->error = g_error_new_literal (EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_BAD_REPLY,
                                      _ ("Cloud Storage contradicts itself about the upload"));
}

static void
judge_error (ExmSessionReply *reply,
             GError          *error)
{
  const ExmGoogleProblem *problem = exm_cloud_error_get_problem (error);

  reply->error = error;
  reply->verdict = EXM_SESSION_FAILED;
  if (error->domain != EXM_CLOUD_ERROR)
    return;
  if (problem != NULL)
    reply->retry_after = problem->retry_delay_ms;
  switch (problem != NULL ? problem->http_status : 0)
    {
    case 400:
      reply->verdict = EXM_SESSION_REFUSED;
      break;
    case 404:
    case 410:
    case 499:
      reply->verdict = EXM_SESSION_GONE;
      break;
    case 412:
      reply->verdict = EXM_SESSION_EXISTS;
      break;
    default:
      if (exm_cloud_error_is_transient (error))
        reply->verdict = EXM_SESSION_DOUBT;
      else if (error->code == EXM_CLOUD_ERROR_BAD_REPLY)
        reply->verdict = EXM_SESSION_NONSENSE;
    }
}

void
_exm_session_start (ExmGoogle       *google,
                    const ExmUpload *upload,
                    gint64           size,
                    guint32          crc,
                    char           **uri,
                    GCancellable    *cancellable,
                    ExmSessionReply *reply)
{
  g_autoptr (ExmHttpRequest) request = NULL;
  g_autoptr (ExmHttpResponse) response = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autofree char *name = _exm_escape (upload->name);
  g_autofree char *path = NULL;
  g_autofree char *url = NULL;
  g_autofree char *length = g_strdup_printf ("%" G_GINT64_FORMAT, size);
  const char      *location;
  GError          *error = NULL;

  reply->retry_after = -1;
  path = g_strdup_printf ("/upload/storage/v1/b/%s/o?uploadType=resumable&name=%s&ifGenerationMatch=0",
                          upload->bucket, name);
  url = exm_google_dup_storage_url (google, path);
  request = exm_http_request_new ("POST", url);
  /* Sessions that nobody uses are no harm, and end by themselves. Repeats are
   * made by the upload's own loop, which counts them. */
  exm_http_request_set_header (request, "X-Upload-Content-Type", upload->content_type);
  exm_http_request_set_header (request, "X-Upload-Content-Length", length);
  body = g_bytes_new_static ("{}", 2);
  exm_http_request_set_body (request, "application/json", body);

  response = exm_google_send (google, request, cancellable, &error);
  if (response == NULL)
    {
      judge_error (reply, error);
      return;
    }
  if (response->status != 200 && response->status != 201)
    {
      judge_error (reply, _exm_google_response_error (google, response));
      if (reply->verdict == EXM_SESSION_GONE || reply->verdict == EXM_SESSION_REFUSED)
        reply->verdict = EXM_SESSION_FAILED; /* here it is the bucket, or the request */
      return;
    }
  location = exm_http_response_get_header (response, "location");
  if (!_exm_session_uri_is_ours (google, location))
    {
      say_nonsense (reply);
      reply->verdict = EXM_SESSION_FAILED;
      return;
    }
  *uri = g_strdup (location);
  reply->verdict = EXM_SESSION_MORE;
  reply->next = 0;
}

static void
judge_put (ExmGoogle       *google,
           ExmHttpResponse *response,
           gint64           size,
           ExmSessionReply *reply)
{
  g_autoptr (JsonObject) object = NULL;
  const char *data;
  gsize       length = 0;

  if (response->status == 308)
    {
      reply->next = _exm_parse_range (exm_http_response_get_header (response, "range"));
      reply->verdict = EXM_SESSION_MORE;
      if (reply->next < 0 || reply->next > size)
        say_nonsense (reply);
      return;
    }
  if (response->status != 200 && response->status != 201)
    {
      judge_error (reply, _exm_google_response_error (google, response));
      return;
    }
  data = g_bytes_get_data (response->body, &length);
  object = length > 0 ? exm_json_parse_object (data, (gssize)length, NULL) : NULL;
  reply->verdict = EXM_SESSION_COMPLETE;
  reply->object = object != NULL ? _exm_stored_object_from_json (object) : NULL;
}

void
_exm_session_put (ExmGoogle          *google,
                  const char         *uri,
                  int                 fd,
                  gint64              offset,
                  gint64              length,
                  gint64              size,
                  guint32             crc,
                  ExmHttpProgressFunc progress,
                  gpointer            user_data,
                  GCancellable       *cancellable,
                  ExmSessionReply    *reply)
{
  g_autoptr (ExmHttpRequest) request = exm_http_request_new ("PUT", uri);
  g_autoptr (ExmHttpResponse) response = NULL;
  g_autofree char *range = NULL;
  g_autofree char *hash = NULL;
  GError          *error = NULL;

  reply->retry_after = -1;
  /* A chunk that comes twice is passed over at offsets already stored. */
  request->flags = EXM_HTTP_SECRET_URL | EXM_HTTP_REUSE;
  if (length == 0)
    range = g_strdup_printf ("bytes */%" G_GINT64_FORMAT, size);
  else
    range = g_strdup_printf ("bytes %" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT,
                             offset, offset + length - 1, size);
  exm_http_request_set_header (request, "Content-Range", range);
  if (length > 0)
    {
      request->body_fd = fd;
      request->body_offset = offset;
      request->body_length = length;
      request->timeout_ms = CHUNK_TIMEOUT_MS;
      request->progress_func = progress;
      request->user_data = user_data;
    }
  if (offset + length == size && (length > 0 || size == 0))
    {
      g_autofree char *text = exm_crc32c_to_base64 (crc);

      /* The server checks it too, before there is an object. */
      hash = g_strdup_printf ("crc32c=%s", text);
      exm_http_request_set_header (request, "X-Goog-Hash", hash);
    }

  response = exm_google_send (google, request, cancellable, &error);
  if (response == NULL)
    judge_error (reply, error);
  else
    judge_put (google, response, size, reply);
}
