/* browser.h - what a browser does in a sign-in, for tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <string.h>

G_BEGIN_DECLS

/* Sends raw bytes to 127.0.0.1:@port and reads to the end: (transfer full)
 * (nullable): the answer, NULL when nothing listens or the connection breaks
 * before a byte has come. */
static inline char *
browser_send (guint16     port,
              const char *bytes,
              gsize       length)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GString) answer = g_string_new (NULL);
  char   buffer[4096];
  gssize n;

  g_socket_client_set_timeout (client, 20);
  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, NULL);
  if (connection == NULL)
    return NULL;
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), bytes, length, NULL, NULL, NULL);
  while ((n = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer, sizeof buffer, NULL, NULL)) > 0)
    g_string_append_len (answer, buffer, n);
  return answer->len > 0 ? g_string_free (g_steal_pointer (&answer), FALSE) : NULL;
}

static inline guint
browser_status (const char *answer)
{
  return answer != NULL && g_str_has_prefix (answer, "HTTP/1.1 ") ? (guint)g_ascii_strtoull (answer + 9, NULL, 10) : 0;
}

/* (transfer full) (nullable): GET of an http address on loopback. */
static inline char *
browser_get (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  g_autofree char *request = NULL;

  g_assert_nonnull (uri);
  request = g_strdup_printf ("GET %s%s%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\nAccept: text/html\r\n\r\n",
                             *g_uri_get_path (uri) != '\0' ? g_uri_get_path (uri) : "/",
                             g_uri_get_query (uri) != NULL ? "?" : "",
                             g_uri_get_query (uri) != NULL ? g_uri_get_query (uri) : "", g_uri_get_port (uri));
  return browser_send ((guint16)g_uri_get_port (uri), request, strlen (request));
}

/* (transfer full) (nullable): where an answer sends the browser. */
static inline char *
browser_location (const char *answer)
{
  const char *at = answer != NULL ? strstr (answer, "\r\nLocation: ") : NULL;

  return at != NULL ? g_strndup (at + 12, strcspn (at + 12, "\r")) : NULL;
}

/* The whole way: Google's page, back to the program, the final page. */
static inline char *
browser_visit (const char *url)
{
  g_autofree char *page = browser_get (url);
  g_autofree char *back = browser_location (page);

  return back != NULL ? browser_get (back) : g_steal_pointer (&page);
}

G_END_DECLS
