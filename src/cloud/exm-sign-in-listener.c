/* exm-sign-in-listener.c - waits on loopback for the browser to come back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-sign-in-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-cloud-error.h"
#include "exm-credentials-private.h"

/* A main context of its own, run by whoever waits: nothing of it touches the
 * caller's loop. Browsers open connections ahead and leave them idle, so several
 * are read side by side, each for a short time and up to a few kilobytes.
 */

#define MAX_REQUEST (16 * 1024)
#define MAX_VISITS 16
#define VISIT_MS 10000
#define WRITE_SECONDS 5

typedef struct
{
  ExmSignInListener *listener; /* not owned; NULL once it is of no interest */
  GSocketConnection *connection;
  GCancellable      *cancellable; /* ends the read */
  GSource           *timeout;
  gsize              used;
  char               text[MAX_REQUEST + 1];
} Visit;

struct _ExmSignInListener
{
  GMainContext    *context;
  GSocketListener *listener; /* NULL: listens no more */
  GCancellable    *accepting;
  guint16          port;
  char            *host; /* "127.0.0.1:PORT" */

  const char        *state;    /* while waiting */
  const char        *issuer;   /* while waiting */
  ExmSignInCallback *callback; /* while waiting */

  GPtrArray         *visits; /* Visit, those being read */
  GSocketConnection *answered;
  gboolean           over;
  guint              pending; /* callbacks still to come */
};

static void accept_next (ExmSignInListener *self);

ExmSignInListener *
_exm_sign_in_listener_new (GError **error)
{
  g_autoptr (ExmSignInListener) self = g_new0 (ExmSignInListener, 1);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) bound = NULL;

  self->context = g_main_context_new ();
  self->visits = g_ptr_array_new ();
  self->accepting = g_cancellable_new ();
  self->listener = g_socket_listener_new ();
  if (!g_socket_listener_add_address (self->listener, address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                      NULL, &bound, error))
    return NULL;
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->host = g_strdup_printf ("127.0.0.1:%u", self->port);
  return g_steal_pointer (&self);
}

guint16
_exm_sign_in_listener_get_port (ExmSignInListener *self)
{
  return self->port;
}

/* Visits. */

static void
visit_free (Visit *visit)
{
  g_source_destroy (visit->timeout);
  g_source_unref (visit->timeout);
  g_object_unref (visit->connection);
  g_object_unref (visit->cancellable);
  explicit_bzero (visit->text, sizeof visit->text);
  g_free (visit);
}

/* Small enough for the socket's buffer: does not wait. */
static void
send_page (GSocketConnection *connection,
           const char        *page)
{
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  GSocket       *socket = g_socket_connection_get_socket (connection);

  g_socket_set_timeout (socket, WRITE_SECONDS);
  g_output_stream_write_all (output, page, strlen (page), NULL, NULL, NULL);
  g_socket_shutdown (socket, FALSE, TRUE, NULL);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
}

static void
refuse (Visit *visit,
        guint  status)
{
  g_autofree char *page = _exm_sign_in_page (status, _ ("This page is not for you"),
                                                        _ ("Exemplar waits here for the answer of a sign-in, and this was not it."));

  send_page (visit->connection, page);
}

/* Whether all of the head is there; then it is cut to that. */
static gboolean
head_is_complete (Visit *visit)
{
  char *end;

  visit->text[visit->used] = '\0';
  /* A zero byte would hide the rest. */
  if (strlen (visit->text) != visit->used)
    return FALSE;
  end = strstr (visit->text, "\r\n\r\n");
  if (end != NULL)
    *end = '\0';
  return end != NULL;
}

static void
judge (ExmSignInListener *self,
       Visit             *visit)
{
  ExmSignInCallback callback = { 0 };

  _exm_sign_in_callback_read (&callback, visit->text, self->host, self->state, self->issuer);
  if (callback.status != 200 || self->over)
    {
      g_debug ("a request to the sign-in was refused with %u", callback.status);
      _exm_sign_in_callback_clear (&callback);
      refuse (visit, callback.status != 200 ? callback.status : 400);
      return;
    }
  *self->callback = callback;
  self->answered = g_object_ref (visit->connection);
  self->over = TRUE;
}

static void visit_read (Visit *visit);

static void
visit_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  Visit             *visit = user_data;
  ExmSignInListener *self = visit->listener;
  gssize             n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  self->pending--;
  if (n > 0 && !self->over)
    {
      visit->used += (gsize)n;
      if (head_is_complete (visit))
        judge (self, visit);
      else if (visit->used >= MAX_REQUEST)
        refuse (visit, 431);
      else
        {
          visit_read (visit);
          return;
        }
    }
  g_ptr_array_remove_fast (self->visits, visit);
  visit_free (visit);
}

static void
visit_read (Visit *visit)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (visit->connection));

  visit->listener->pending++;
  g_input_stream_read_async (input, visit->text + visit->used, MAX_REQUEST - visit->used, G_PRIORITY_DEFAULT,
                             visit->cancellable, visit_read_cb, visit);
}

static gboolean
visit_timeout_cb (gpointer data)
{
  Visit *visit = data;

  g_cancellable_cancel (visit->cancellable);
  return G_SOURCE_REMOVE;
}

static void
visit_begin (ExmSignInListener *self,
             GSocketConnection *connection)
{
  Visit *visit;

  if (self->visits->len >= MAX_VISITS)
    return;
  visit = g_new0 (Visit, 1);
  visit->listener = self;
  visit->connection = g_object_ref (connection);
  visit->cancellable = g_cancellable_new ();
  visit->timeout = g_timeout_source_new (VISIT_MS);
  g_source_set_callback (visit->timeout, visit_timeout_cb, visit, NULL);
  g_source_attach (visit->timeout, self->context);
  g_ptr_array_add (self->visits, visit);
  visit_read (visit);
}

static void
accept_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  ExmSignInListener *self = user_data;
  g_autoptr (GSocketConnection) connection =
               g_socket_listener_accept_finish (G_SOCKET_LISTENER (source), result, NULL, NULL);

  self->pending--;
  if (self->over)
    return;
  if (connection != NULL)
    visit_begin (self, connection);
  if (!g_cancellable_is_cancelled (self->accepting))
    accept_next (self);
}

static void
accept_next (ExmSignInListener *self)
{
  self->pending++;
  g_socket_listener_accept_async (self->listener, self->accepting, accept_cb, self);
}

/* Ends everything that is under way; the context is this thread's own. */
static void
stop (ExmSignInListener *self)
{
  self->over = TRUE;
  g_cancellable_cancel (self->accepting);
  for (guint i = 0; i < self->visits->len; i++)
    g_cancellable_cancel (((Visit *)g_ptr_array_index (self->visits, i))->cancellable);
  while (self->pending > 0)
    g_main_context_iteration (self->context, TRUE);
  if (self->listener != NULL)
    g_socket_listener_close (self->listener);
  g_clear_object (&self->listener);
}

void
_exm_sign_in_listener_free (ExmSignInListener *self)
{
  if (self == NULL)
    return;
  g_main_context_push_thread_default (self->context);
  stop (self);
  g_main_context_pop_thread_default (self->context);
  g_clear_object (&self->answered);
  g_clear_object (&self->accepting);
  g_ptr_array_unref (self->visits);
  g_main_context_unref (self->context);
  g_free (self->host);
  g_free (self);
}

/* Waiting. */

static gboolean
flag_cb (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      data)
{
  g_main_context_wakeup (data);
}

gboolean
_exm_sign_in_listener_wait (ExmSignInListener *self,
                            const char        *state,
                            const char        *issuer,
                            guint              timeout_ms,
                            ExmSignInCallback *callback,
                            GCancellable      *cancellable,
                            GError           **error)
{
  g_autoptr (GSource) timeout = g_timeout_source_new (timeout_ms);
  gboolean late = FALSE;
  gulong   id = 0;

  g_return_val_if_fail (self->listener != NULL, FALSE);

  self->state = state;
  self->issuer = issuer;
  self->callback = callback;
  g_main_context_push_thread_default (self->context);
  g_source_set_callback (timeout, flag_cb, &late, NULL);
  g_source_attach (timeout, self->context);
  if (cancellable != NULL)
    id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self->context, NULL);
  accept_next (self);
  while (!self->over && !late && !g_cancellable_is_cancelled (cancellable))
    g_main_context_iteration (self->context, TRUE);
  stop (self);
  g_source_destroy (timeout);
  g_cancellable_disconnect (cancellable, id);
  g_main_context_pop_thread_default (self->context);

  if (self->answered != NULL)
    return TRUE;
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_TIMEOUT,
                         _ ("The sign-in was not finished in the browser in time"));
  return FALSE;
}

void
_exm_sign_in_listener_reply (ExmSignInListener *self,
                             char              *page)
{
  if (self->answered != NULL)
    send_page (self->answered, page);
  g_clear_object (&self->answered);
  g_free (page);
}
