/* fake-server.c - an HTTP/1.1 server on loopback that a test scripts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "fake-server.h"

#include <string.h>
#include <sys/socket.h>

struct _FakeServer
{
  GSocketService *service;
  char           *origin;
  FakeHandler     handler;
  gpointer        user_data;
  GMutex          lock;
  guint           n_requests;
  guint           n_connections;
  guint           drip_bytes;
  guint           drip_pause;
  gint            open; /* atomic, connections being served */
  GCancellable   *stop;
  GThread        *thread;
};

static void
fake_request_clear (FakeRequest *request)
{
  g_free (request->method);
  g_free (request->target);
  g_hash_table_unref (request->headers);
  g_byte_array_unref (request->body);
}

static gboolean
read_request (FakeServer       *self,
              GDataInputStream *in,
              FakeRequest      *request)
{
  g_autofree char *first = g_data_input_stream_read_line (in, NULL, self->stop, NULL);
  g_auto (GStrv) words = first != NULL ? g_strsplit (first, " ", 3) : NULL;
  const char *length;
  guint64     size = 0;
  gsize       got = 0;

  if (words == NULL || g_strv_length (words) != 3)
    return FALSE;
  request->method = g_strdup (words[0]);
  request->target = g_strdup (words[1]);
  request->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  request->body = g_byte_array_new ();
  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (in, NULL, self->stop, NULL);
      char            *colon;

      if (line == NULL || *line == '\0' || (line[0] == '\r' && line[1] == '\0'))
        break;
      colon = strchr (line, ':');
      g_assert_nonnull (colon);
      *colon = '\0';
      g_hash_table_replace (request->headers, g_ascii_strdown (line, -1),
                            g_strdup (g_strstrip (colon + 1)));
    }
  length = g_hash_table_lookup (request->headers, "content-length");
  if (length != NULL)
    size = g_ascii_strtoull (length, NULL, 10);
  g_byte_array_set_size (request->body, (guint)size);
  if (size == 0)
    return TRUE;
  return g_input_stream_read_all (G_INPUT_STREAM (in), request->body->data, size, &got, self->stop, NULL) &&
         got == size;
}

static gboolean
write_reply (FakeServer    *self,
             GOutputStream *out,
             const char    *reply)
{
  gsize left = strlen (reply);

  while (left > 0)
    {
      gsize piece = self->drip_bytes > 0 ? MIN (left, self->drip_bytes) : left;

      if (!g_output_stream_write_all (out, reply, piece, NULL, self->stop, NULL))
        return FALSE;
      reply += piece;
      left -= piece;
      if (self->drip_bytes > 0)
        g_usleep (self->drip_pause * 1000);
    }
  return TRUE;
}

static gboolean
run_cb (GThreadedSocketService *service,
        GSocketConnection      *connection,
        GObject                *source,
        gpointer                user_data)
{
  FakeServer *self = user_data;
  g_autoptr (GDataInputStream) in = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  gboolean       going = TRUE;
  guint          number;

  g_atomic_int_inc (&self->open);
  g_data_input_stream_set_newline_type (in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  g_mutex_lock (&self->lock);
  number = ++self->n_connections;
  g_mutex_unlock (&self->lock);

  while (going)
    {
      FakeRequest      request = { .connection = number };
      g_autofree char *reply = NULL;

      going = read_request (self, in, &request);
      if (going)
        {
          g_mutex_lock (&self->lock);
          request.number = ++self->n_requests;
          reply = self->handler (&request, self->user_data);
          g_mutex_unlock (&self->lock);
          if (reply == NULL)
            {
              struct linger reset = { 1, 0 };

              setsockopt (g_socket_get_fd (g_socket_connection_get_socket (connection)),
                          SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
              going = FALSE;
            }
          else
            /* A raw answer without a length ends with the connection. */
            going = write_reply (self, out, reply) && strstr (reply, "Content-Length:") != NULL;
        }
      if (request.headers != NULL)
        fake_request_clear (&request);
    }
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  g_atomic_int_add (&self->open, -1);
  return TRUE;
}

static gpointer
serve_thread (gpointer data)
{
  FakeServer *self = data;
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  g_socket_service_start (self->service);
  while (!g_cancellable_is_cancelled (self->stop))
    {
      g_main_context_iteration (context, FALSE);
      g_usleep (1000);
    }
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);
  return NULL;
}

FakeServer *
fake_server_new (FakeHandler handler,
                 gpointer    user_data)
{
  FakeServer *self = g_new0 (FakeServer, 1);
  g_autoptr (GInetAddress) any = g_inet_address_new_from_string ("127.0.0.1");
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (any, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  self->handler = handler;
  self->user_data = user_data;
  self->stop = g_cancellable_new ();
  g_mutex_init (&self->lock);
  self->service = g_threaded_socket_service_new (32);
  g_socket_service_stop (self->service);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  self->origin = g_strdup_printf ("http://127.0.0.1:%d",
                                  g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);
  self->thread = g_thread_new ("fake", serve_thread, self);
  return self;
}

void
fake_server_free (FakeServer *self)
{
  g_cancellable_cancel (self->stop);
  g_thread_join (self->thread);
  do
    g_usleep (5000); /* a connection may just be on its way to its thread */
  while (g_atomic_int_get (&self->open) > 0);
  g_object_unref (self->service);
  g_object_unref (self->stop);
  g_mutex_clear (&self->lock);
  g_free (self->origin);
  g_free (self);
}

const char *
fake_server_get_origin (FakeServer *self)
{
  return self->origin;
}

guint
fake_server_n_requests (FakeServer *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->n_requests;
  g_mutex_unlock (&self->lock);
  return n;
}

void
fake_server_set_drip (FakeServer *self,
                      guint       bytes,
                      guint       pause_ms)
{
  self->drip_bytes = bytes;
  self->drip_pause = pause_ms;
}

char *
fake_reply (guint       status,
            const char *headers,
            const char *body)
{
  return g_strdup_printf ("HTTP/1.1 %u X\r\n%sContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s", status,
                          headers, strlen (body), body);
}
