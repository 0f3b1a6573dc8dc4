/* exm-google.c - a signed-in session with Google, or with the practice service
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-google.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-account-private.h"
#include "exm-cloud-private.h"
#include "exm-credentials-private.h"
#include "exm-token-private.h"

/* A token and the origin it may go to belong together: a session is made with
 * both, and every address is checked against the origin before the token is put
 * on the request. So no slip elsewhere can send a real token to a stand-in, or
 * to an address that an answer has named.
 */

#define MAX_TOKEN 8192

struct _ExmGoogle
{
  GObject parent_instance;

  ExmAccountKind kind;
  char          *origin; /* NULL: Google's hosts */
  ExmHttp       *http;
  ExmAccount    *account; /* NULL: made with a token from outside */
  ExmToken      *source;  /* of the account's tokens */

  GMutex             lock;  /* guards the five below */
  char              *token; /* NULL: of the source */
  char              *quota_project;
  ExmGoogleTokenFunc token_func;
  gpointer           token_data;
  GDestroyNotify     token_destroy;

  GMutex refresh_lock; /* one refresh at a time */
};

G_DEFINE_FINAL_TYPE (ExmGoogle, exm_google, G_TYPE_OBJECT)

static void
exm_google_finalize (GObject *object)
{
  ExmGoogle *self = EXM_GOOGLE (object);

  exm_google_set_token_func (self, NULL, NULL, NULL);
  g_clear_object (&self->http);
  g_clear_object (&self->account);
  g_clear_pointer (&self->source, _exm_token_unref);
  g_free (self->origin);
  _exm_wipe (self->token);
  g_free (self->quota_project);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->refresh_lock);

  G_OBJECT_CLASS (exm_google_parent_class)->finalize (object);
}

static void
exm_google_class_init (ExmGoogleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = exm_google_finalize;
}

static void
exm_google_init (ExmGoogle *self)
{
  g_mutex_init (&self->lock);
  g_mutex_init (&self->refresh_lock);
}

/* RFC 6750 §2.1, b64token; and practice tokens for practice only. */
static gboolean
check_token (const char *token,
             gboolean    practice,
             GError    **error)
{
  gsize length = token != NULL ? strlen (token) : 0;

  if (length == 0 || length > MAX_TOKEN ||
      strspn (token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=") != length)
    {
      g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED,
                           _ ("The access token is not a valid one"));
      return FALSE;
    }
  if (g_str_has_prefix (token, EXM_PRACTICE_TOKEN_PREFIX) != practice)
    {
      g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED,
                           practice ? _ ("A real access token is never sent to a practice service")
                                    : _ ("A practice token is never sent to Google"));
      return FALSE;
    }
  return TRUE;
}

/* "http://127.0.0.1:1234", perhaps with a slash at the end. */
char *
_exm_google_normalise_origin (const char *origin,
                              GError    **error)
{
  g_autofree char *trimmed = g_strdup (origin != NULL ? origin : "");
  const char      *authority;

  if (g_str_has_suffix (trimmed, "/"))
    trimmed[strlen (trimmed) - 1] = '\0';
  authority = strstr (trimmed, "://");
  if (!exm_http_url_is_loopback (trimmed) || authority == NULL ||
      strpbrk (authority + 3, "/?#") != NULL ||
      !(g_str_has_prefix (trimmed, "http://") || g_str_has_prefix (trimmed, "https://")))
    {
      g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED,
                           _ ("Only an address on this computer can stand in for Google"));
      return NULL;
    }
  return g_steal_pointer (&trimmed);
}

ExmGoogle *
exm_google_new_practice (const char *origin,
                         const char *token,
                         GError    **error)
{
  g_autofree char *clean = _exm_google_normalise_origin (origin, error);
  ExmGoogle       *self;

  if (clean == NULL || !check_token (token, TRUE, error))
    return NULL;
  self = g_object_new (EXM_TYPE_GOOGLE, NULL);
  self->http = exm_http_new ();
  self->kind = EXM_ACCOUNT_PRACTICE;
  self->origin = g_steal_pointer (&clean);
  self->token = g_strdup (token);
  return self;
}

ExmGoogle *
exm_google_new_bearer (const char *token,
                       GError    **error)
{
  ExmGoogle *self;

  if (!check_token (token, FALSE, error))
    return NULL;
  self = g_object_new (EXM_TYPE_GOOGLE, NULL);
  self->http = exm_http_new ();
  self->kind = EXM_ACCOUNT_BEARER;
  self->token = g_strdup (token);
  return self;
}

ExmGoogle *
exm_google_new_from_environment (GError **error)
{
  const char *token = g_getenv ("EXEMPLAR_ACCESS_TOKEN");
  const char *origin = g_getenv ("EXEMPLAR_GOOGLE_ORIGIN");

  if (token == NULL || *token == '\0')
    {
      g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_AUTH,
                           _ ("There is no access token in EXEMPLAR_ACCESS_TOKEN"));
      return NULL;
    }
  if (origin != NULL && *origin != '\0')
    return exm_google_new_practice (origin, token, error);
  return exm_google_new_bearer (token, error);
}

ExmGoogle *
_exm_google_new_account (ExmAccount *account,
                         ExmToken   *token)
{
  g_autofree char *project = exm_account_dup_quota_project (account);
  ExmGoogle       *self = g_object_new (EXM_TYPE_GOOGLE, NULL);

  self->http = g_object_ref (_exm_token_get_http (token));
  self->kind = exm_account_get_kind (account);
  self->origin = g_strdup (exm_account_get_origin (account));
  self->account = g_object_ref (account);
  self->source = _exm_token_ref (token);
  exm_google_set_quota_project (self, project);
  return self;
}

ExmAccount *
exm_google_get_account (ExmGoogle *self)
{
  g_return_val_if_fail (EXM_IS_GOOGLE (self), NULL);
  return self->account;
}

ExmAccountKind
exm_google_get_kind (ExmGoogle *self)
{
  g_return_val_if_fail (EXM_IS_GOOGLE (self), EXM_ACCOUNT_PRACTICE);
  return self->kind;
}

const char *
exm_google_get_origin (ExmGoogle *self)
{
  g_return_val_if_fail (EXM_IS_GOOGLE (self), NULL);
  return self->origin;
}

ExmHttp *
exm_google_get_http (ExmGoogle *self)
{
  g_return_val_if_fail (EXM_IS_GOOGLE (self), NULL);
  return self->http;
}

void
exm_google_set_quota_project (ExmGoogle  *self,
                              const char *project)
{
  g_return_if_fail (EXM_IS_GOOGLE (self));
  g_return_if_fail (project == NULL || _exm_is_segment (project));

  g_mutex_lock (&self->lock);
  g_free (self->quota_project);
  self->quota_project = g_strdup (project);
  g_mutex_unlock (&self->lock);
}

char *
exm_google_dup_quota_project (ExmGoogle *self)
{
  char *project;

  g_return_val_if_fail (EXM_IS_GOOGLE (self), NULL);

  g_mutex_lock (&self->lock);
  project = g_strdup (self->quota_project);
  g_mutex_unlock (&self->lock);
  return project;
}

gboolean
exm_google_needs_quota_project (ExmGoogle *self)
{
  g_return_val_if_fail (EXM_IS_GOOGLE (self), FALSE);

  return self->kind == EXM_ACCOUNT_BROWSER || self->kind == EXM_ACCOUNT_ADC_USER;
}

void
exm_google_work_in (ExmGoogle  *self,
                    const char *project,
                    const char *quota_project)
{
  g_autofree char *of_file = NULL;

  g_return_if_fail (EXM_IS_GOOGLE (self));

  if (self->account != NULL)
    of_file = exm_account_dup_quota_project (self->account);
  if (quota_project == NULL)
    quota_project = of_file;
  if (quota_project == NULL && exm_google_needs_quota_project (self))
    quota_project = project;
  exm_google_set_quota_project (self, quota_project);
}

void
exm_google_set_token_func (ExmGoogle         *self,
                           ExmGoogleTokenFunc func,
                           gpointer           user_data,
                           GDestroyNotify     destroy)
{
  GDestroyNotify old_destroy;
  gpointer       old_data;

  g_return_if_fail (EXM_IS_GOOGLE (self));

  g_mutex_lock (&self->lock);
  old_destroy = self->token_destroy;
  old_data = self->token_data;
  self->token_func = func;
  self->token_data = user_data;
  self->token_destroy = destroy;
  g_mutex_unlock (&self->lock);
  if (old_destroy != NULL)
    old_destroy (old_data);
}

static gboolean
url_is_ours (ExmGoogle  *self,
             const char *url)
{
  g_autoptr (GUri) uri = NULL;

  if (self->origin != NULL)
    return exm_http_same_origin (url, self->origin);
  uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  return uri != NULL && strcmp (g_uri_get_scheme (uri), "https") == 0 &&
         g_uri_get_host (uri) != NULL && g_str_has_suffix (g_uri_get_host (uri), ".googleapis.com") &&
         (g_uri_get_port (uri) == -1 || g_uri_get_port (uri) == 443);
}

/* Sending. */

static char *
dup_token (ExmGoogle *self)
{
  char *token;

  if (self->source != NULL)
    return _exm_token_peek (self->source);
  g_mutex_lock (&self->lock);
  token = g_strdup (self->token);
  g_mutex_unlock (&self->lock);
  return token;
}

/* What to send: of an account, fetched first if need be. */
static char *
get_token (ExmGoogle    *self,
           const char   *rejected,
           GCancellable *cancellable,
           GError      **error)
{
  char *token;

  if (self->source == NULL)
    return dup_token (self);
  token = _exm_token_get (self->source, rejected, cancellable, error);
  if (token != NULL && !check_token (token, self->origin != NULL, error))
    g_clear_pointer (&token, _exm_wipe);
  return token;
}

static ExmHttpResponse *
send_once (ExmGoogle      *self,
           ExmHttpRequest *request,
           const char     *token,
           GCancellable   *cancellable,
           GError        **error)
{
  g_autofree char *authorization = g_strdup_printf ("Bearer %s", token);
  g_autofree char *project = NULL;
  ExmHttpResponse *response;

  g_mutex_lock (&self->lock);
  project = g_strdup (self->quota_project);
  g_mutex_unlock (&self->lock);

  exm_http_request_set_header (request, "Authorization", authorization);
  exm_http_request_set_header (request, "x-goog-user-project", project);
  response = exm_http_send (self->http, request, cancellable, error);
  exm_http_request_set_header (request, "Authorization", NULL);
  explicit_bzero (authorization, strlen (authorization));
  return response;
}

/* However many requests were refused with the same token, it is renewed once:
 * who comes later finds another token in place and goes on. */
static gboolean
refresh (ExmGoogle    *self,
         const char   *rejected,
         gboolean     *possible,
         GCancellable *cancellable,
         GError      **error)
{
  g_autofree char   *current = NULL;
  g_autofree char   *fresh = NULL;
  ExmGoogleTokenFunc func;
  gpointer           data;
  gboolean           ok = TRUE;

  if (self->source != NULL)
    {
      *possible = TRUE;
      fresh = _exm_token_get (self->source, rejected, cancellable, error);
      return fresh != NULL;
    }

  g_mutex_lock (&self->refresh_lock);
  current = dup_token (self);
  func = self->token_func;
  data = self->token_data;
  *possible = func != NULL || strcmp (current, rejected) != 0;

  if (func != NULL && strcmp (current, rejected) == 0)
    {
      fresh = func (self, rejected, cancellable, data, error);
      ok = fresh != NULL && check_token (fresh, self->origin != NULL, error);
      if (ok)
        {
          g_mutex_lock (&self->lock);
          g_free (self->token);
          self->token = g_steal_pointer (&fresh);
          g_mutex_unlock (&self->lock);
        }
    }
  g_mutex_unlock (&self->refresh_lock);
  return ok;
}

ExmHttpResponse *
exm_google_send (ExmGoogle      *self,
                 ExmHttpRequest *request,
                 GCancellable   *cancellable,
                 GError        **error)
{
  g_autoptr (ExmHttpResponse) response = NULL;
  g_autofree char *token = NULL;
  gboolean         possible = FALSE;

  g_return_val_if_fail (EXM_IS_GOOGLE (self), NULL);
  g_return_val_if_fail (request != NULL, NULL);

  if (!url_is_ours (self, request->url))
    {
      g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED,
                           _ ("An address outside Google was named, nothing was sent"));
      return NULL;
    }
  token = get_token (self, NULL, cancellable, error);
  if (token == NULL)
    return NULL;
  response = send_once (self, request, token, cancellable, error);
  if (response == NULL || response->status != 401)
    return g_steal_pointer (&response);

  if (!refresh (self, token, &possible, cancellable, error))
    return NULL;
  if (!possible)
    return g_steal_pointer (&response);
  g_free (token);
  token = get_token (self, NULL, cancellable, error);
  return token != NULL ? send_once (self, request, token, cancellable, error) : NULL;
}

static void
replace_all (char      **text,
             const char *secret)
{
  GString *string;

  if (*text == NULL || secret == NULL || strstr (*text, secret) == NULL)
    return;
  string = g_string_new (*text);
  g_string_replace (string, secret, "[removed]", 0);
  g_free (*text);
  *text = g_string_free (string, FALSE);
}

/* Wherever the answer has it: all of these are shown. */
static void
remove_secret (ExmGoogleProblem *problem,
               const char       *secret)
{
  char **texts[] = { &problem->raw, &problem->message, &problem->status, &problem->reason, &problem->domain,
                     &problem->service, &problem->activation_url, &problem->quota_metric, &problem->permission };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    replace_all (texts[i], secret);
  for (guint i = 0; i < problem->violations->len; i++)
    {
      ExmGoogleField *field = g_ptr_array_index (problem->violations, i);

      replace_all (&field->field, secret);
      replace_all (&field->description, secret);
    }
  for (guint i = 0; i < problem->links->len; i++)
    {
      ExmGoogleLink *link = g_ptr_array_index (problem->links, i);

      replace_all (&link->description, secret);
      replace_all (&link->url, secret);
    }
}

GError *
_exm_google_response_error (ExmGoogle       *self,
                            ExmHttpResponse *response)
{
  ExmGoogleProblem *problem = exm_google_problem_parse (response->status, response->body);
  g_autofree char  *token = dup_token (self);
  gint64            after = _exm_retry_after_ms (exm_http_response_get_header (response, "retry-after"));

  problem->retry_delay_ms = MAX (problem->retry_delay_ms, after);
  /* A server may repeat what it was sent. */
  remove_secret (problem, token);
  return exm_google_problem_to_error (problem);
}
