/* exm-practice-stream.c - an answer that comes in pieces
 *
 * libsoup sends what the body has and waits by itself when there is no more but
 * the body is not complete; unpausing goes on after a piece was added.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-stream-private.h"

#include <string.h>

typedef struct
{
  ExmPracticeState  *state;
  SoupServerMessage *message;
  GPtrArray         *pieces;
  guint              next;
  gulong             finished_id;
  gboolean           finished; /* sent whole, or the client has gone */
} Stream;

static void
stream_free (gpointer data)
{
  Stream *self = data;

  g_signal_handler_disconnect (self->message, self->finished_id);
  g_object_unref (self->message);
  g_ptr_array_unref (self->pieces);
  g_free (self);
}

static void
finished_cb (SoupServerMessage *message, gpointer user_data)
{
  Stream *self = user_data;

  self->finished = TRUE;
}

static void
send_next (Stream *self)
{
  SoupMessageBody *body = soup_server_message_get_response_body (self->message);
  const char      *piece = g_ptr_array_index (self->pieces, self->next++);

  soup_message_body_append (body, SOUP_MEMORY_COPY, piece, strlen (piece));
  if (self->next == self->pieces->len)
    soup_message_body_complete (body);
}

static gboolean
next_cb (gpointer user_data)
{
  Stream *self = user_data;

  if (self->finished || self->state->stopping)
    return G_SOURCE_REMOVE;
  send_next (self);
  soup_server_message_unpause (self->message);
  return self->next < self->pieces->len ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

void
_exm_practice_stream (ExmPracticeCall *call, const char *type, GPtrArray *pieces, guint pause_ms)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (call->message);
  Stream             *self = g_new0 (Stream, 1);
  g_autoptr (GSource) source = NULL;

  self->state = call->state;
  self->message = g_object_ref (call->message);
  self->pieces = pieces;
  self->finished_id = g_signal_connect (call->message, "finished", G_CALLBACK (finished_cb), self);
  soup_server_message_set_status (call->message, 200, NULL);
  soup_message_headers_set_content_type (headers, type, NULL);
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  send_next (self);
  if (self->next == pieces->len)
    {
      stream_free (self);
      return;
    }
  source = g_timeout_source_new (MAX (pause_ms, 1));
  g_source_set_callback (source, next_cb, self, stream_free);
  g_source_attach (source, call->state->context);
}
