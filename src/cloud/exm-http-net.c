/* exm-http-net.c - the net thread: it alone touches the curl multi handle
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-http-private.h"

#include "exm-cloud-private.h"

/* Other threads put transfers into the inbox under the mutex and wake the poll
 * (curl_multi_wakeup is the one call that any thread may make). A waiting
 * transfer is one whose next try is not yet due; a running one has its easy
 * handle in the multi handle. A transfer leaves through finish(), once.
 *
 *   inbox ──► waiting ──► running ──► finish
 *                 ▲──────────┘ retry
 */

#define LONGEST_POLL_MS 60000

struct _ExmNet
{
  gatomicrefcount ref_count;
  CURLM          *multi;
  GThread        *thread;

  GMutex   lock;
  GQueue   inbox; /* of ExmTransfer, owned */
  gboolean stopping;

  /* The net thread alone. */
  GPtrArray *waiting; /* of ExmTransfer, owned */
  GPtrArray *running; /* the same */
};

static void
net_unref (ExmNet *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  curl_multi_cleanup (self->multi);
  g_mutex_clear (&self->lock);
  g_ptr_array_unref (self->waiting);
  g_ptr_array_unref (self->running);
  g_free (self);
}

/* Consumes the array's reference by leaving it to the caller's removal. */
static void
finish (ExmTransfer     *transfer,
        ExmHttpResponse *response,
        GError          *error)
{
  if (transfer->cancel_id != 0)
    g_cancellable_disconnect (transfer->cancellable, transfer->cancel_id);
  transfer->cancel_id = 0;
  _exm_transfer_close (transfer);
  transfer->events->done (transfer, response, error);
}

static void
log_end (ExmTransfer *transfer,
         CURLcode     result)
{
  g_autofree char *url = NULL;
  long             status = 0;

  curl_easy_getinfo (transfer->easy, CURLINFO_RESPONSE_CODE, &status);
  url = _exm_cloud_redact_url (transfer->request->url,
                               (transfer->request->flags & EXM_HTTP_SECRET_URL) != 0);
  g_debug ("%s %s: %ld, curl %d, try %u, %d ms", transfer->request->method, url,
           status, (int)result, transfer->tries,
           (int)((g_get_monotonic_time () - transfer->started) / 1000));
}

/* libcurl calls every expiry by one name; before the request went out, it was
 * the connection that did not come about. */
static CURLcode
refine_result (ExmTransfer *transfer,
               CURLcode     result)
{
  long sent = 0;

  if (transfer->too_large)
    return CURLE_FILESIZE_EXCEEDED;
  if (result != CURLE_OPERATION_TIMEDOUT)
    return result;
  curl_easy_getinfo (transfer->easy, CURLINFO_REQUEST_SIZE, &sent);
  return sent == 0 ? CURLE_COULDNT_CONNECT : result;
}

static void
ended (ExmNet      *self,
       ExmTransfer *transfer,
       CURLcode     result)
{
  gint64 delay_ms = 0;

  result = refine_result (transfer, result);
  log_end (transfer, result);
  curl_multi_remove_handle (self->multi, transfer->easy);

  if (!g_atomic_int_get (&transfer->cancelled) &&
      _exm_transfer_wants_retry (transfer, result, &delay_ms))
    {
      _exm_transfer_close (transfer);
      transfer->not_before = g_get_monotonic_time () + delay_ms * 1000;
      g_ptr_array_add (self->waiting, _exm_transfer_ref (transfer));
    }
  else if (result == CURLE_OK)
    finish (transfer, _exm_transfer_take_response (transfer), NULL);
  else
    finish (transfer, NULL, _exm_cloud_error_from_curl ((int)result));

  g_ptr_array_remove_fast (self->running, transfer);
}

static void
drop_cancelled (ExmNet    *self,
                GPtrArray *from,
                gboolean   all)
{
  for (guint i = from->len; i > 0; i--)
    {
      ExmTransfer *transfer = g_ptr_array_index (from, i - 1);

      if (!all && !g_atomic_int_get (&transfer->cancelled))
        continue;
      if (transfer->easy != NULL)
        curl_multi_remove_handle (self->multi, transfer->easy);
      finish (transfer, NULL,
              g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Operation was cancelled"));
      g_ptr_array_remove_index_fast (from, i - 1);
    }
}

static void
start_due (ExmNet *self)
{
  gint64 now = g_get_monotonic_time ();

  for (guint i = self->waiting->len; i > 0; i--)
    {
      ExmTransfer *transfer = g_ptr_array_index (self->waiting, i - 1);

      if (transfer->not_before > now)
        continue;
      _exm_transfer_open (transfer);
      curl_multi_add_handle (self->multi, transfer->easy);
      g_ptr_array_add (self->running, _exm_transfer_ref (transfer));
      g_ptr_array_remove_index_fast (self->waiting, i - 1);
    }
}

static int
next_poll_ms (ExmNet *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 wait = LONGEST_POLL_MS;

  for (guint i = 0; i < self->waiting->len; i++)
    {
      ExmTransfer *transfer = g_ptr_array_index (self->waiting, i);

      wait = MIN (wait, MAX (0, (transfer->not_before - now + 999) / 1000));
    }
  return (int)wait;
}

static gboolean
take_inbox (ExmNet *self)
{
  ExmTransfer *transfer;
  gboolean     stopping;

  g_mutex_lock (&self->lock);
  while ((transfer = g_queue_pop_head (&self->inbox)) != NULL)
    g_ptr_array_add (self->waiting, transfer);
  stopping = self->stopping;
  g_mutex_unlock (&self->lock);
  return !stopping;
}

static gpointer
net_main (gpointer data)
{
  ExmNet *self = data;

  while (take_inbox (self))
    {
      CURLMsg *message;
      int      left = 0;
      int      active = 0;

      drop_cancelled (self, self->waiting, FALSE);
      drop_cancelled (self, self->running, FALSE);
      start_due (self);
      curl_multi_perform (self->multi, &active);
      while ((message = curl_multi_info_read (self->multi, &left)) != NULL)
        {
          ExmTransfer *transfer = NULL;
          CURLcode     result = message->data.result;

          if (message->msg != CURLMSG_DONE)
            continue;
          curl_easy_getinfo (message->easy_handle, CURLINFO_PRIVATE, &transfer);
          ended (self, transfer, result);
        }
      curl_multi_poll (self->multi, NULL, 0, next_poll_ms (self), NULL);
    }

  drop_cancelled (self, self->waiting, TRUE);
  drop_cancelled (self, self->running, TRUE);
  net_unref (self);
  return NULL;
}

static void
init_curl (void)
{
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      curl_global_init (CURL_GLOBAL_DEFAULT);
      g_once_init_leave (&once, 1);
    }
}

ExmNet *
_exm_net_new (void)
{
  ExmNet *self = g_new0 (ExmNet, 1);

  init_curl ();
  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  g_queue_init (&self->inbox);
  self->multi = curl_multi_init ();
  self->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify)_exm_transfer_unref);
  self->running = g_ptr_array_new_with_free_func ((GDestroyNotify)_exm_transfer_unref);
  g_atomic_ref_count_inc (&self->ref_count);
  self->thread = g_thread_new ("net", net_main, self);
  return self;
}

void
_exm_net_stop (ExmNet *self)
{
  GThread *thread = self->thread;

  g_mutex_lock (&self->lock);
  self->stopping = TRUE;
  g_mutex_unlock (&self->lock);
  curl_multi_wakeup (self->multi);

  /* The last reference to the client may have been dropped by a task that ended
   * on the net thread itself; it cannot wait for itself. */
  if (thread == g_thread_self ())
    g_thread_unref (thread);
  else
    g_thread_join (thread);
  net_unref (self);
}

typedef struct
{
  ExmNet      *net;
  ExmTransfer *transfer;
} Cancel;

static void
cancel_free (gpointer data)
{
  Cancel *cancel = data;

  net_unref (cancel->net);
  _exm_transfer_unref (cancel->transfer);
  g_free (cancel);
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  Cancel *cancel = user_data;

  g_atomic_int_set (&cancel->transfer->cancelled, 1);
  curl_multi_wakeup (cancel->net->multi);
}

void
_exm_net_submit (ExmNet      *self,
                 ExmTransfer *transfer)
{
  if (transfer->cancellable != NULL)
    {
      Cancel *cancel = g_new0 (Cancel, 1);

      g_atomic_ref_count_inc (&self->ref_count);
      cancel->net = self;
      cancel->transfer = _exm_transfer_ref (transfer);
      transfer->cancel_id = g_cancellable_connect (transfer->cancellable,
                                                   G_CALLBACK (cancelled_cb),
                                                   cancel, cancel_free);
    }
  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->inbox, _exm_transfer_ref (transfer));
  g_mutex_unlock (&self->lock);
  curl_multi_wakeup (self->multi);
}
