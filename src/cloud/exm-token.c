/* exm-token.c - access tokens, fetched when needed and one at a time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-token-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-cloud-private.h"
#include "exm-credentials-private.h"

/* Whoever needs a token and finds none good enough fetches it; who comes
 * meanwhile waits for that outcome, good or bad, and shares it. If the one who
 * fetches is cancelled, the next one takes over. A token is renewed five minutes
 * before its end, as Google's own libraries do; if that fails for a passing
 * reason, the old one is used as long as it lasts.
 *
 * Time is that of a clock that only grows: setting the computer's clock changes
 * nothing.
 */

#define EARLY_SECONDS 300
#define RETRY_SECONDS 30 /* between two attempts to renew early */

typedef struct
{
  gatomicrefcount   ref_count;
  ExmTokenStateFunc func;
  gpointer          data;
  GDestroyNotify    destroy;
} Listener;

struct _ExmToken
{
  gatomicrefcount ref_count;
  ExmHttp        *http;
  char           *origin;

  GMutex          lock; /* guards what follows */
  GCond           changed;
  ExmCredentials *credentials;
  char           *token;
  gint64          renew_at; /* elapsed seconds */
  gint64          ends_at;
  gboolean        fetching;
  guint           round;  /* grows with each outcome but cancellation */
  GError         *failed; /* outcome of the last round, NULL: a token */
  GError         *dead;   /* sign in again: no further round */
  gboolean        closed;
  Listener       *listener;
};

static void
listener_unref (Listener *listener)
{
  if (listener == NULL || !g_atomic_ref_count_dec (&listener->ref_count))
    return;
  if (listener->destroy != NULL)
    listener->destroy (listener->data);
  g_free (listener);
}

ExmToken *
_exm_token_new (ExmCredentials *credentials,
                ExmHttp        *http,
                const char     *origin)
{
  ExmToken *self = g_new0 (ExmToken, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->credentials = exm_credentials_ref (credentials);
  self->http = g_object_ref (http);
  self->origin = g_strdup (origin);
  return self;
}

ExmToken *
_exm_token_ref (ExmToken *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
_exm_token_unref (ExmToken *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  listener_unref (self->listener);
  exm_credentials_unref (self->credentials);
  g_object_unref (self->http);
  g_free (self->origin);
  _exm_wipe (self->token);
  g_clear_error (&self->failed);
  g_clear_error (&self->dead);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

ExmHttp *
_exm_token_get_http (ExmToken *self)
{
  return self->http;
}

void
_exm_token_set_state_func (ExmToken         *self,
                           ExmTokenStateFunc func,
                           gpointer          user_data,
                           GDestroyNotify    destroy)
{
  Listener *listener = NULL;
  Listener *old;

  if (func != NULL)
    {
      listener = g_new0 (Listener, 1);
      g_atomic_ref_count_init (&listener->ref_count);
      listener->func = func;
      listener->data = user_data;
      listener->destroy = destroy;
    }
  g_mutex_lock (&self->lock);
  old = self->listener;
  self->listener = listener;
  g_mutex_unlock (&self->lock);
  listener_unref (old);
}

/* Without the lock: the listener may do anything. */
static void
tell (ExmToken *self,
      gboolean  works)
{
  Listener *listener;

  g_mutex_lock (&self->lock);
  listener = self->listener;
  if (listener != NULL)
    g_atomic_ref_count_inc (&listener->ref_count);
  g_mutex_unlock (&self->lock);
  if (listener != NULL)
    listener->func (works, listener->data);
  listener_unref (listener);
}

/* Locked. */
static void
take_token (ExmToken   *self,
            const char *token,
            gint64      expires_in)
{
  gint64 now = _exm_clock_elapsed ();

  _exm_wipe (self->token);
  self->token = g_strdup (token);
  self->ends_at = now + expires_in;
  /* A short one is renewed at half its time, not with every call. */
  self->renew_at = now + MAX (expires_in - EARLY_SECONDS, expires_in / 2);
  g_clear_error (&self->dead);
  g_clear_error (&self->failed);
  self->round++;
}

void
_exm_token_seed (ExmToken   *self,
                 const char *access_token,
                 gint64      expires_in)
{
  g_mutex_lock (&self->lock);
  take_token (self, access_token, expires_in);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

void
_exm_token_set_credentials (ExmToken       *self,
                            ExmCredentials *credentials)
{
  g_mutex_lock (&self->lock);
  exm_credentials_ref (credentials);
  exm_credentials_unref (self->credentials);
  self->credentials = credentials;
  _exm_wipe (g_steal_pointer (&self->token));
  g_clear_error (&self->dead);
  g_mutex_unlock (&self->lock);
  tell (self, TRUE);
}

gboolean
_exm_token_uses (ExmToken             *self,
                 const ExmCredentials *credentials)
{
  gboolean same;

  g_mutex_lock (&self->lock);
  same = g_strcmp0 (self->credentials->refresh_token, credentials->refresh_token) == 0 &&
         g_strcmp0 (self->credentials->private_key, credentials->private_key) == 0;
  g_mutex_unlock (&self->lock);
  return same;
}

void
_exm_token_close (ExmToken *self)
{
  g_mutex_lock (&self->lock);
  self->closed = TRUE;
  _exm_wipe (g_steal_pointer (&self->token));
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

char *
_exm_token_peek (ExmToken *self)
{
  char *token;

  g_mutex_lock (&self->lock);
  token = g_strdup (self->token);
  g_mutex_unlock (&self->lock);
  return token;
}

/* Locked. Whether there is a token to hand out as of @until. */
static gboolean
has_token (ExmToken   *self,
           const char *rejected,
           gint64      until)
{
  return self->token != NULL && g_strcmp0 (self->token, rejected) != 0 && _exm_clock_elapsed () < until;
}

/* Locked, and unlocked while it fetches. */
static void
fetch (ExmToken     *self,
       const char   *rejected,
       GCancellable *cancellable,
       gboolean     *died,
       GError      **error)
{
  g_autoptr (ExmCredentials) credentials = exm_credentials_ref (self->credentials);
  g_autoptr (ExmGrant) grant = NULL;
  GError *problem = NULL;

  self->fetching = TRUE;
  g_mutex_unlock (&self->lock);
  grant = _exm_token_fetch (credentials, self->http, self->origin, cancellable, &problem);
  g_mutex_lock (&self->lock);
  self->fetching = FALSE;
  g_cond_broadcast (&self->changed);

  /* Of other credentials than those of now: no outcome at all. */
  if (credentials != self->credentials)
    {
      g_clear_error (&problem);
      return;
    }
  if (grant != NULL)
    {
      if (!self->closed)
        take_token (self, grant->access_token, grant->expires_in);
      return;
    }
  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, problem);
      return;
    }
  if (has_token (self, rejected, self->ends_at) && exm_cloud_error_is_transient (problem))
    {
      g_debug ("renewing a token failed for now: %s", problem->message);
      self->renew_at = MIN (_exm_clock_elapsed () + RETRY_SECONDS, self->ends_at);
      g_error_free (problem);
      return;
    }
  if (g_error_matches (problem, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_AUTH))
    {
      *died = self->dead == NULL;
      g_clear_error (&self->dead);
      self->dead = g_error_copy (problem);
      _exm_wipe (g_steal_pointer (&self->token));
    }
  g_clear_error (&self->failed);
  self->failed = problem;
  self->round++;
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  ExmToken *self = user_data;

  g_mutex_lock (&self->lock);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* Locked. */
static char *
get_locked (ExmToken     *self,
            const char   *rejected,
            GCancellable *cancellable,
            gboolean     *died,
            GError      **error)
{
  guint    round = self->round;
  gboolean mine = FALSE;

  for (;;)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      if (self->closed)
        {
          g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_AUTH,
                               _ ("This account is signed out"));
          return NULL;
        }
      /* The outcome of a round that this call has waited for. */
      if (self->round != round)
        {
          if (self->failed == NULL && self->token != NULL && g_strcmp0 (self->token, rejected) != 0)
            return g_strdup (self->token);
          if (self->failed != NULL)
            {
              g_propagate_error (error, g_error_copy (self->failed));
              return NULL;
            }
          if (mine)
            {
              /* The very token that was refused comes again. */
              g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_AUTH,
                                   _ ("The sign-in has run out or is not accepted"));
              return NULL;
            }
        }
      if (has_token (self, rejected, self->renew_at))
        return g_strdup (self->token);
      if (self->dead != NULL)
        {
          g_propagate_error (error, g_error_copy (self->dead));
          return NULL;
        }
      if (self->fetching)
        {
          /* Renewed early: the old one is still good. */
          if (has_token (self, rejected, self->ends_at))
            return g_strdup (self->token);
          g_cond_wait (&self->changed, &self->lock);
          continue;
        }
      mine = TRUE;
      fetch (self, rejected, cancellable, died, error);
      if (error != NULL && *error != NULL)
        return NULL;
    }
}

char *
_exm_token_get (ExmToken     *self,
                const char   *rejected,
                GCancellable *cancellable,
                GError      **error)
{
  g_autoptr (GError) problem = NULL;
  gulong   id = 0;
  gboolean died = FALSE;
  char    *token;

  if (cancellable != NULL)
    id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self, NULL);
  g_mutex_lock (&self->lock);
  token = get_locked (self, rejected, cancellable, &died, &problem);
  g_mutex_unlock (&self->lock);
  g_cancellable_disconnect (cancellable, id);

  if (died)
    tell (self, FALSE);
  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  return token;
}
