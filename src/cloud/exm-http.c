/* exm-http.c - HTTP over one curl multi handle on one thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-http.h"

#include "exm-cloud-private.h"
#include "exm-http-private.h"

struct _ExmHttp
{
  GObject parent_instance;

  ExmNet *net;

  GMutex      lock; /* guards pace */
  ExmHttpPace pace;
};

G_DEFINE_FINAL_TYPE (ExmHttp, exm_http, G_TYPE_OBJECT)

static void
exm_http_finalize (GObject *object)
{
  ExmHttp *self = EXM_HTTP (object);

  _exm_net_stop (self->net);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (exm_http_parent_class)->finalize (object);
}

static void
exm_http_class_init (ExmHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = exm_http_finalize;
}

static void
exm_http_init (ExmHttp *self)
{
  g_mutex_init (&self->lock);
  self->pace = (ExmHttpPace){
    .max_tries = 5,
    .first_ms = 1000,
    .cap_ms = 60000,
    .patience_ms = 120000,
  };
  self->net = _exm_net_new ();
}

ExmHttp *
exm_http_new (void)
{
  return g_object_new (EXM_TYPE_HTTP, NULL);
}

void
exm_http_set_pace (ExmHttp           *self,
                   const ExmHttpPace *pace)
{
  g_return_if_fail (EXM_IS_HTTP (self));
  g_return_if_fail (pace != NULL && pace->max_tries > 0);

  g_mutex_lock (&self->lock);
  self->pace = *pace;
  g_mutex_unlock (&self->lock);
}

ExmHttpPace
exm_http_get_pace (ExmHttp *self)
{
  ExmHttpPace pace;

  g_mutex_lock (&self->lock);
  pace = self->pace;
  g_mutex_unlock (&self->lock);
  return pace;
}

/* The async form: events go to the task's main context. */

typedef struct
{
  GTask  *task;
  GBytes *line; /* NULL: progress */
  gint64  sent;
  gint64  received;
} Event;

static void
event_free (gpointer data)
{
  Event *event = data;

  g_object_unref (event->task);
  g_clear_pointer (&event->line, g_bytes_unref);
  g_free (event);
}

static gboolean
event_cb (gpointer data)
{
  Event          *event = data;
  ExmHttpRequest *request = g_task_get_task_data (event->task);

  if (event->line != NULL)
    {
      gsize       length = 0;
      const char *line = g_bytes_get_data (event->line, &length);

      request->line_func (line != NULL ? line : "", length, request->user_data);
    }
  else
    request->progress_func (event->sent, event->received, request->user_data);
  return G_SOURCE_REMOVE;
}

/* Same priority and context as the task's own return: so never after it. */
static void
send_event (GTask *task,
            Event *event)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  event->task = g_object_ref (task);
  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_callback (source, event_cb, event, event_free);
  g_source_attach (source, g_task_get_context (task));
}

static void
async_line (ExmTransfer *transfer,
            const char  *line,
            gsize        length)
{
  Event *event = g_new0 (Event, 1);

  event->line = g_bytes_new (line, length);
  send_event (transfer->owner, event);
}

static void
async_progress (ExmTransfer *transfer,
                gint64       sent,
                gint64       received)
{
  Event *event = g_new0 (Event, 1);

  event->sent = sent;
  event->received = received;
  send_event (transfer->owner, event);
}

static void
async_done (ExmTransfer     *transfer,
            ExmHttpResponse *response,
            GError          *error)
{
  g_autoptr (GTask) task = transfer->owner;

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, response, (GDestroyNotify)exm_http_response_unref);
}

void
exm_http_send_async (ExmHttp            *self,
                     ExmHttpRequest     *request,
                     GCancellable       *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer            user_data)
{
  static const ExmTransferEvents events = { async_line, async_progress, async_done };
  g_autoptr (GTask) task = NULL;
  g_autoptr (ExmTransfer) transfer = NULL;
  GError     *error;
  ExmHttpPace pace;

  g_return_if_fail (EXM_IS_HTTP (self));
  g_return_if_fail (request != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, exm_http_send_async);
  g_task_set_task_data (task, exm_http_request_ref (request),
                        (GDestroyNotify)exm_http_request_unref);
  error = _exm_http_check_url (request->url);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  pace = exm_http_get_pace (self);
  transfer = _exm_transfer_new (request, cancellable, &pace, &events, g_object_ref (task));
  _exm_net_submit (self->net, transfer);
}

ExmHttpResponse *
exm_http_send_finish (ExmHttp      *self,
                      GAsyncResult *result,
                      GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The waiting form: events are kept until the caller wakes up. */

typedef struct
{
  GMutex           lock;
  GCond            cond;
  GQueue           lines; /* of GBytes */
  gint64           sent;
  gint64           received;
  gboolean         moved;
  gboolean         done;
  ExmHttpResponse *response;
  GError          *error;
} Waiter;

static void
sync_line (ExmTransfer *transfer,
           const char  *line,
           gsize        length)
{
  Waiter *waiter = transfer->owner;

  g_mutex_lock (&waiter->lock);
  g_queue_push_tail (&waiter->lines, g_bytes_new (line, length));
  g_cond_signal (&waiter->cond);
  g_mutex_unlock (&waiter->lock);
}

static void
sync_progress (ExmTransfer *transfer,
               gint64       sent,
               gint64       received)
{
  Waiter *waiter = transfer->owner;

  g_mutex_lock (&waiter->lock);
  waiter->sent = sent;
  waiter->received = received;
  waiter->moved = TRUE;
  g_cond_signal (&waiter->cond);
  g_mutex_unlock (&waiter->lock);
}

static void
sync_done (ExmTransfer     *transfer,
           ExmHttpResponse *response,
           GError          *error)
{
  Waiter *waiter = transfer->owner;

  g_mutex_lock (&waiter->lock);
  waiter->response = response;
  waiter->error = error;
  waiter->done = TRUE;
  g_cond_signal (&waiter->cond);
  g_mutex_unlock (&waiter->lock);
}

/* Hands on what has come; called and left with the lock held. */
static void
deliver (Waiter         *waiter,
         ExmHttpRequest *request)
{
  GBytes *line;

  while ((line = g_queue_pop_head (&waiter->lines)) != NULL)
    {
      gsize       length = 0;
      const char *data = g_bytes_get_data (line, &length);

      g_mutex_unlock (&waiter->lock);
      request->line_func (data != NULL ? data : "", length, request->user_data);
      g_bytes_unref (line);
      g_mutex_lock (&waiter->lock);
    }
  if (waiter->moved)
    {
      gint64 sent = waiter->sent;
      gint64 received = waiter->received;

      waiter->moved = FALSE;
      g_mutex_unlock (&waiter->lock);
      request->progress_func (sent, received, request->user_data);
      g_mutex_lock (&waiter->lock);
    }
}

ExmHttpResponse *
exm_http_send (ExmHttp        *self,
               ExmHttpRequest *request,
               GCancellable   *cancellable,
               GError        **error)
{
  static const ExmTransferEvents events = { sync_line, sync_progress, sync_done };
  g_autoptr (ExmTransfer) transfer = NULL;
  Waiter      waiter = { .lines = G_QUEUE_INIT };
  GError     *refusal;
  ExmHttpPace pace;

  g_return_val_if_fail (EXM_IS_HTTP (self), NULL);
  g_return_val_if_fail (request != NULL, NULL);

  refusal = _exm_http_check_url (request->url);
  if (refusal != NULL)
    {
      g_propagate_error (error, refusal);
      return NULL;
    }
  g_mutex_init (&waiter.lock);
  g_cond_init (&waiter.cond);
  pace = exm_http_get_pace (self);
  transfer = _exm_transfer_new (request, cancellable, &pace, &events, &waiter);
  _exm_net_submit (self->net, transfer);

  g_mutex_lock (&waiter.lock);
  while (!waiter.done || waiter.moved || !g_queue_is_empty (&waiter.lines))
    {
      deliver (&waiter, request);
      if (!waiter.done && !waiter.moved && g_queue_is_empty (&waiter.lines))
        g_cond_wait (&waiter.cond, &waiter.lock);
    }
  g_mutex_unlock (&waiter.lock);
  g_mutex_clear (&waiter.lock);
  g_cond_clear (&waiter.cond);

  if (waiter.error != NULL)
    g_propagate_error (error, waiter.error);
  return waiter.response;
}
