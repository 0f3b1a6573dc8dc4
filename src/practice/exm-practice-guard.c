/* exm-practice-guard.c - what is looked at before a body is read
 *
 * The server listens on loopback only, but a web page can name any host for
 * 127.0.0.1 (DNS rebinding) and post to it across origins: so Host and Origin
 * must be ours. Bodies have a limit; what is uploaded goes to disk as it comes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-private.h"

#include <string.h>

/* generateContent of a million tokens is about 4 MB; a multipart upload may be
 * what a small file is sent with. */
#define MAX_BODY (64 * 1024 * 1024)
#define CLOSE_MS 300
#define SIZE_KEY "exm-practice-size"

gboolean
_exm_practice_host_is_local (const char *host, const char *origin)
{
  const char              *port = strrchr (origin, ':');
  static const char *const names[] = { "127.0.0.1", "localhost", "[::1]" };

  if (host == NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const gsize len = strlen (names[i]);

      if (g_ascii_strncasecmp (host, names[i], len) == 0 && strcmp (host + len, port) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
close_cb (gpointer user_data)
{
  g_socket_close (user_data, NULL);
  return G_SOURCE_REMOVE;
}

/* Says it at once and hangs up: the body is not waited for. The close comes a
 * little later, since it would take the answer back from who still sends. */
static void
refuse (SoupServerMessage *message, guint status, const char *text)
{
  GSocket         *socket = soup_server_message_get_socket (message);
  g_autofree char *body = g_strdup_printf (
    "{\"error\":{\"code\":%u,\"message\":\"%s\",\"status\":\"%s\"}}", status, text,
    _exm_practice_status_name (status));
  g_autofree char *answer = g_strdup_printf (
    "HTTP/1.1 %u Refused\r\nContent-Type: application/json; charset=UTF-8\r\n"
    "Content-Length: %u\r\nConnection: close\r\n\r\n%s",
    status, (guint)strlen (body), body);
  g_autoptr(GSource) source = NULL;

  if (socket == NULL || g_socket_is_closed (socket))
    return;
  g_socket_send (socket, answer, strlen (answer), NULL, NULL);
  g_socket_shutdown (socket, TRUE, TRUE, NULL);
  source = g_timeout_source_new (CLOSE_MS);
  g_source_set_callback (source, close_cb, g_object_ref (socket), g_object_unref);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
chunk_cb (SoupServerMessage *message, GBytes *chunk, gpointer user_data)
{
  guint64 *size = g_object_get_data (G_OBJECT (message), SIZE_KEY);

  *size += g_bytes_get_size (chunk);
  if (*size > MAX_BODY)
    refuse (message, 413, "Request payload size exceeds the limit.");
}

static void
cut_chunk_cb (SoupServerMessage *message, GBytes *chunk, gpointer user_data)
{
  guint64    *left = user_data;
  const gsize n = g_bytes_get_size (chunk);

  if (n >= *left)
    _exm_practice_cut (message);
  *left -= MIN (n, *left);
}

static void
free_counter (gpointer data, GClosure *closure)
{
  g_free (data);
}

static const char *
upload_id_of (GUri *uri)
{
  const char *path = g_uri_get_path (uri);
  const char *query = g_uri_get_query (uri);

  if (query == NULL || !(g_str_has_prefix (path, "/upload/") || g_str_has_prefix (path, "/resumable/")))
    return NULL;
  query = strstr (query, "upload_id=");
  return query != NULL ? query + strlen ("upload_id=") : NULL;
}

static void
limit_body (ExmPracticeState *state, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (soup_message_headers_get_content_length (headers) > MAX_BODY)
    {
      refuse (message, 413, "Request payload size exceeds the limit.");
      return;
    }
  g_object_set_data_full (G_OBJECT (message), SIZE_KEY, g_new0 (guint64, 1), g_free);
  g_signal_connect (message, "got-chunk", G_CALLBACK (chunk_cb), NULL);
}

static void
got_headers_cb (SoupServerMessage *message, gpointer user_data)
{
  ExmPracticeState   *state = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  GUri               *uri = soup_server_message_get_uri (message);
  const char         *origin = soup_message_headers_get_one (headers, "Origin");
  const char         *query = g_uri_get_query (uri);
  g_autofree char    *target = g_strconcat (g_uri_get_path (uri), query != NULL ? "?" : "", query, NULL);
  const char         *upload_id = upload_id_of (uri);
  ExmPracticeFault   *fault;

  if (!_exm_practice_host_is_local (soup_message_headers_get_one (headers, "Host"), state->origin) || (origin != NULL && strcmp (origin, state->origin) != 0))
    {
      refuse (message, 403, "This server answers programs on this machine only.");
      return;
    }
  fault = g_new0 (ExmPracticeFault, 1);
  if (!g_str_has_prefix (target, "/_practice/") && _exm_practice_state_take_fault (state, soup_server_message_get_method (message), target,
                                                                                   fault))
    {
      fault->method = fault->path = NULL;
      g_object_set_data_full (G_OBJECT (message), "exm-practice-fault", fault, g_free);
    }
  else
    g_clear_pointer (&fault, g_free);
  if (fault != NULL && fault->kind == EXM_PRACTICE_FAULT_CUT_BEFORE)
    {
      _exm_practice_cut (message);
      return;
    }
  if (upload_id != NULL && strcmp (soup_server_message_get_method (message), "PUT") == 0 && (fault == NULL || fault->kind != EXM_PRACTICE_FAULT_STATUS))
    _exm_practice_sink_attach (state, message, upload_id, fault);
  else
    {
      limit_body (state, message);
      if (fault != NULL && fault->kind == EXM_PRACTICE_FAULT_CUT_AT)
        g_signal_connect_data (message, "got-chunk", G_CALLBACK (cut_chunk_cb),
                               g_memdup2 (&fault->bytes, sizeof fault->bytes), free_counter, 0);
    }
}

void
_exm_practice_guard (ExmPracticeState *state, SoupServerMessage *message)
{
  g_signal_connect (message, "got-headers", G_CALLBACK (got_headers_cb), state);
}
