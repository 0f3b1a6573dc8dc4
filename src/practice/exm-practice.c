/* exm-practice.c - the practice service: its thread, its server, its settings
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice.h"

#include "exm-practice-private.h"

struct _ExmPractice
{
  GObject parent_instance;

  ExmPracticeState *state;
  GThread          *thread;
  GMainLoop        *loop;
  SoupServer       *server; /* service thread */
  char             *url;
};

G_DEFINE_FINAL_TYPE (ExmPractice, exm_practice, G_TYPE_OBJECT)

/* What start() waits for. */
typedef struct
{
  ExmPractice *self;
  guint16      port;
  GMutex       lock;
  GCond        cond;
  gboolean     done;
  GError      *error;
} Start;

typedef struct
{
  ExmPracticeState  *state;
  SoupServerMessage *message;
  gulong             finished_id;
  gboolean           finished; /* the client has gone meanwhile */
} Delayed;

static void
answer (ExmPracticeState *state, SoupServerMessage *message)
{
  const ExmPracticeFault *fault = g_object_get_data (G_OBJECT (message), "exm-practice-fault");
  ExmPracticeCall        *call = _exm_practice_call_new (state, message);

  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Server",
                                "exemplar-practice");
  if (fault != NULL && fault->kind == EXM_PRACTICE_FAULT_STATUS)
    {
      if (fault->retry_after > 0)
        {
          g_autofree char *after = g_strdup_printf ("%u", fault->retry_after);

          soup_message_headers_append (soup_server_message_get_response_headers (message),
                                       "Retry-After", after);
        }
      _exm_practice_error (call, fault->status, "A fault that was asked for.");
    }
  else
    {
      call->wrong_checksum = fault != NULL && fault->kind == EXM_PRACTICE_FAULT_CHECKSUM;
      _exm_practice_route (call);
      if (fault != NULL && fault->kind == EXM_PRACTICE_FAULT_CUT_AFTER)
        _exm_practice_cut (message);
    }
  _exm_practice_call_free (call);
}

static void
delayed_finished_cb (SoupServerMessage *message, gpointer user_data)
{
  Delayed *delayed = user_data;

  delayed->finished = TRUE;
}

static gboolean
delayed_cb (gpointer user_data)
{
  Delayed *delayed = user_data;

  if (delayed->finished || delayed->state->stopping)
    return G_SOURCE_REMOVE;
  answer (delayed->state, delayed->message);
  soup_server_message_unpause (delayed->message);
  return G_SOURCE_REMOVE;
}

static void
delayed_free (gpointer data)
{
  Delayed *delayed = data;

  g_signal_handler_disconnect (delayed->message, delayed->finished_id);
  g_object_unref (delayed->message);
  g_free (delayed);
}

static void
handler_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  ExmPracticeState       *state = user_data;
  const ExmPracticeFault *fault = g_object_get_data (G_OBJECT (message), "exm-practice-fault");
  g_autoptr (GSource) source = NULL;
  Delayed *delayed;

  if (fault == NULL || fault->kind != EXM_PRACTICE_FAULT_DELAY)
    {
      answer (state, message);
      return;
    }
  delayed = g_new0 (Delayed, 1);
  delayed->state = state;
  delayed->message = g_object_ref (message);
  delayed->finished_id = g_signal_connect (message, "finished", G_CALLBACK (delayed_finished_cb), delayed);
  soup_server_message_pause (message);
  source = g_timeout_source_new (fault->delay_ms);
  g_source_set_callback (source, delayed_cb, delayed, delayed_free);
  g_source_attach (source, state->context);
}

static void
request_started_cb (SoupServer *server, SoupServerMessage *message, gpointer user_data)
{
  _exm_practice_guard (user_data, message);
}

static gboolean
listen_on (ExmPractice *self, guint16 port, GError **error)
{
  GSList *uris;
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);

  self->server = soup_server_new ("raw-paths", TRUE, "server-header", NULL, NULL);
  soup_server_add_handler (self->server, NULL, handler_cb, self->state, NULL);
  g_signal_connect (self->server, "request-started", G_CALLBACK (request_started_cb), self->state);
  if (!soup_server_listen (self->server, address, 0, error))
    return FALSE;
  uris = soup_server_get_uris (self->server);
  g_free (self->url);
  self->url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_free (self->state->origin);
  self->state->origin = g_strdup (self->url);
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  return TRUE;
}

static gboolean
resume_cb (gpointer user_data)
{
  _exm_practice_run_resume_all (user_data);
  return G_SOURCE_REMOVE;
}

static gpointer
thread_func (gpointer data)
{
  Start        *start = data;
  ExmPractice  *self = start->self;
  GMainContext *context = self->state->context;
  GMainLoop    *loop = self->loop;
  gboolean      serves;

  g_main_context_push_thread_default (context);
  serves = listen_on (self, start->port, &start->error);
  g_mutex_lock (&start->lock);
  start->done = TRUE;
  g_cond_signal (&start->cond);
  g_mutex_unlock (&start->lock);
  if (serves)
    {
      g_main_context_invoke (context, resume_cb, self->state);
      g_main_loop_run (loop);
      self->state->stopping = TRUE;
      g_hash_table_remove_all (self->state->runs);
      soup_server_disconnect (self->server);
      g_hash_table_remove_all (self->state->sinks);
    }
  g_clear_object (&self->server);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);
  return NULL;
}

gboolean
exm_practice_start (ExmPractice *self, guint16 port, GError **error)
{
  Start start = { .self = self, .port = port };

  g_return_val_if_fail (EXM_IS_PRACTICE (self), FALSE);
  g_return_val_if_fail (self->thread == NULL, FALSE);

  self->state->stopping = FALSE;
  self->state->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->state->context, FALSE);
  g_mutex_init (&start.lock);
  g_cond_init (&start.cond);
  self->thread = g_thread_new ("practice", thread_func, &start);
  g_mutex_lock (&start.lock);
  while (!start.done)
    g_cond_wait (&start.cond, &start.lock);
  g_mutex_unlock (&start.lock);
  g_mutex_clear (&start.lock);
  g_cond_clear (&start.cond);
  if (start.error == NULL)
    return TRUE;
  g_propagate_error (error, start.error);
  exm_practice_stop (self);
  return FALSE;
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

void
exm_practice_stop (ExmPractice *self)
{
  g_autoptr (GSource) source = NULL;

  g_return_if_fail (EXM_IS_PRACTICE (self));

  if (self->thread == NULL)
    return;
  /* As a source, so that a loop that has not begun yet ends as well. */
  source = g_idle_source_new ();
  g_source_set_callback (source, quit_cb, self->loop, NULL);
  g_source_attach (source, self->state->context);
  g_thread_join (g_steal_pointer (&self->thread));
  g_source_destroy (source);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->state->context, g_main_context_unref);
  g_clear_pointer (&self->url, g_free);
}

static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_main_loop_quit (user_data);
}

gboolean
exm_practice_run (ExmPractice  *self,
                  guint16       port,
                  GCancellable *cancellable,
                  void (*started) (ExmPractice *self, gpointer user_data),
                  gpointer user_data,
                  GError **error)
{
  g_autoptr (GMainLoop) loop = NULL;
  gulong id = 0;

  if (!exm_practice_start (self, port, error))
    return FALSE;
  if (started != NULL)
    started (self, user_data);
  loop = g_main_loop_new (NULL, FALSE);
  if (cancellable != NULL)
    id = g_signal_connect (cancellable, "cancelled", G_CALLBACK (cancelled_cb), loop);
  if (!g_cancellable_is_cancelled (cancellable))
    g_main_loop_run (loop);
  if (id != 0)
    g_signal_handler_disconnect (cancellable, id);
  exm_practice_stop (self);
  return TRUE;
}

const char *
exm_practice_get_url (ExmPractice *self)
{
  g_return_val_if_fail (EXM_IS_PRACTICE (self), NULL);

  return self->url;
}

void
exm_practice_set_speed (ExmPractice *self, double speed)
{
  g_return_if_fail (EXM_IS_PRACTICE (self));

  g_mutex_lock (&self->state->lock);
  self->state->speed = CLAMP (speed, 0.1, 10000);
  g_mutex_unlock (&self->state->lock);
}

void
exm_practice_set_token (ExmPractice *self, const char *token)
{
  g_return_if_fail (EXM_IS_PRACTICE (self));

  g_mutex_lock (&self->state->lock);
  g_free (self->state->token);
  self->state->token = g_strdup (token);
  g_mutex_unlock (&self->state->lock);
}

void
exm_practice_set_require_token (ExmPractice *self, gboolean require)
{
  g_return_if_fail (EXM_IS_PRACTICE (self));

  g_mutex_lock (&self->state->lock);
  self->state->require_token = require;
  g_mutex_unlock (&self->state->lock);
}

void
exm_practice_set_obstacles (ExmPractice *self, ExmPracticeObstacle obstacles)
{
  g_return_if_fail (EXM_IS_PRACTICE (self));

  g_mutex_lock (&self->state->lock);
  self->state->obstacles = obstacles;
  g_mutex_unlock (&self->state->lock);
}

void
exm_practice_add_fault (ExmPractice *self, const ExmPracticeFault *fault)
{
  g_return_if_fail (EXM_IS_PRACTICE (self));

  _exm_practice_state_add_fault (self->state, fault);
}

void
exm_practice_clear_faults (ExmPractice *self)
{
  g_return_if_fail (EXM_IS_PRACTICE (self));

  _exm_practice_state_clear_faults (self->state);
}

ExmPractice *
exm_practice_new (const char *state_dir, GError **error)
{
  g_autoptr (ExmPractice) self = NULL;

  g_return_val_if_fail (state_dir != NULL, NULL);

  self = g_object_new (EXM_TYPE_PRACTICE, NULL);
  self->state = _exm_practice_state_new (state_dir, error);
  return self->state != NULL ? g_steal_pointer (&self) : NULL;
}

static void
exm_practice_finalize (GObject *object)
{
  ExmPractice *self = EXM_PRACTICE (object);

  exm_practice_stop (self);
  g_clear_pointer (&self->state, _exm_practice_state_free);
  G_OBJECT_CLASS (exm_practice_parent_class)->finalize (object);
}

static void
exm_practice_class_init (ExmPracticeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = exm_practice_finalize;
}

static void
exm_practice_init (ExmPractice *self)
{
}
