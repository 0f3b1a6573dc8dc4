/* exm-sign-in.c - signing in with the browser: OAuth 2.0 for native programs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-sign-in.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/random.h>

#include "exm-json-gate.h"

#include "exm-cloud-error.h"
#include "exm-cloud-private.h"
#include "exm-credentials-private.h"
#include "exm-sign-in-private.h"
#include "exm-token-private.h"

/* RFC 8252 with RFC 7636 (S256). The redirect address is the IP literal, as
 * RFC 8252 §8.3 wants it, with the path "/"; Google takes any port of a desktop
 * client. `access_type=offline` and `prompt=consent` see to it that a refresh
 * token comes along each time.
 */

#define VERIFIER_BYTES 72 /* 96 characters; RFC 7636 §4.1 allows 43 to 128 */
#define STATE_BYTES 32

struct _ExmSignIn
{
  GObject parent_instance;

  ExmSignInClient   *client;
  ExmHttp           *http;
  char              *origin; /* NULL: Google */
  ExmSignInListener *listener;
  char              *redirect;
  char              *verifier; /* secret */
  char              *state;    /* secret */
  char              *url;
  guint              timeout_ms;
  gboolean           used;
};

G_DEFINE_FINAL_TYPE (ExmSignIn, exm_sign_in, G_TYPE_OBJECT)

void
exm_sign_in_result_free (ExmSignInResult *self)
{
  if (self == NULL)
    return;
  _exm_wipe (self->refresh_token);
  _exm_wipe (self->access_token);
  g_free (self->email);
  g_free (self->subject);
  g_free (self);
}

static void
exm_sign_in_finalize (GObject *object)
{
  ExmSignIn *self = EXM_SIGN_IN (object);

  g_clear_pointer (&self->listener, _exm_sign_in_listener_free);
  g_clear_pointer (&self->client, exm_sign_in_client_unref);
  g_clear_object (&self->http);
  g_free (self->origin);
  g_free (self->redirect);
  _exm_wipe (self->verifier);
  _exm_wipe (self->state);
  _exm_wipe (self->url);

  G_OBJECT_CLASS (exm_sign_in_parent_class)->finalize (object);
}

static void
exm_sign_in_class_init (ExmSignInClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = exm_sign_in_finalize;
}

static void
exm_sign_in_init (ExmSignIn *self)
{
  self->timeout_ms = EXM_SIGN_IN_SECONDS * 1000;
}

/* From the kernel, which never gives fewer good bytes than asked. */
static char *
random_text (gsize    n_bytes,
             GError **error)
{
  guchar bytes[128];
  gsize  got = 0;

  g_assert (n_bytes <= sizeof bytes);
  while (got < n_bytes)
    {
      ssize_t n = getrandom (bytes + got, n_bytes - got, 0);

      if (n < 0 && errno != EINTR)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                       _ ("The system has no random numbers: %s"), g_strerror (errno));
          return NULL;
        }
      got += n > 0 ? (gsize)n : 0;
    }
  return _exm_base64url (bytes, n_bytes);
}

static char *
dup_challenge (const char *verifier)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guchar digest[32];
  gsize  length = sizeof digest;

  g_checksum_update (checksum, (const guchar *)verifier, (gssize)strlen (verifier));
  g_checksum_get_digest (checksum, digest, &length);
  return _exm_base64url (digest, length);
}

static void
add_parameter (GString    *url,
               char        separator,
               const char *name,
               const char *value)
{
  if (value == NULL)
    return;
  g_string_append_c (url, separator);
  g_string_append (url, name);
  g_string_append_c (url, '=');
  g_string_append_uri_escaped (url, value, NULL, FALSE);
}

static char *
build_url (ExmSignIn  *self,
           const char *login_hint)
{
  g_autofree char *page = _exm_oauth_url (EXM_OAUTH_AUTH, self->origin);
  g_autofree char *challenge = dup_challenge (self->verifier);
  GString         *url = g_string_new (page);

  add_parameter (url, '?', "client_id", self->client->id);
  add_parameter (url, '&', "redirect_uri", self->redirect);
  add_parameter (url, '&', "response_type", "code");
  add_parameter (url, '&', "scope", EXM_OAUTH_SCOPES);
  add_parameter (url, '&', "code_challenge", challenge);
  add_parameter (url, '&', "code_challenge_method", "S256");
  add_parameter (url, '&', "state", self->state);
  add_parameter (url, '&', "access_type", "offline");
  add_parameter (url, '&', "prompt", "consent");
  add_parameter (url, '&', "login_hint", login_hint);
  return g_string_free (url, FALSE);
}

ExmSignIn *
exm_sign_in_new (ExmSignInClient *client,
                 ExmHttp         *http,
                 const char      *origin,
                 const char      *login_hint,
                 GError         **error)
{
  g_autoptr (ExmSignIn) self = NULL;

  g_return_val_if_fail (client != NULL && EXM_IS_HTTP (http), NULL);

  self = g_object_new (EXM_TYPE_SIGN_IN, NULL);
  self->client = exm_sign_in_client_ref (client);
  self->http = g_object_ref (http);
  self->origin = g_strdup (origin);
  self->verifier = random_text (VERIFIER_BYTES, error);
  self->state = self->verifier != NULL ? random_text (STATE_BYTES, error) : NULL;
  if (self->state == NULL)
    return NULL;
  self->listener = _exm_sign_in_listener_new (error);
  if (self->listener == NULL)
    return NULL;
  self->redirect = g_strdup_printf ("http://127.0.0.1:%u/", exm_sign_in_get_port (self));
  self->url = build_url (self, login_hint);
  return g_steal_pointer (&self);
}

const char *
exm_sign_in_get_url (ExmSignIn *self)
{
  g_return_val_if_fail (EXM_IS_SIGN_IN (self), NULL);
  return self->url;
}

guint16
exm_sign_in_get_port (ExmSignIn *self)
{
  g_return_val_if_fail (EXM_IS_SIGN_IN (self), 0);
  return _exm_sign_in_listener_get_port (self->listener);
}

void
_exm_sign_in_set_timeout (ExmSignIn *self,
                          guint      timeout_ms)
{
  self->timeout_ms = timeout_ms;
}

const char *
_exm_sign_in_get_verifier (ExmSignIn *self)
{
  return self->verifier;
}

/* After the browser has come back. */

static GError *
refusal_error (const char *reason)
{
  ExmGoogleProblem *problem = exm_google_problem_parse (400, NULL);
  GError           *error;

  /* RFC 6749 §4.1.2.1 has more characters; known reasons have these. */
  if (strspn (reason, "abcdefghijklmnopqrstuvwxyz_") == strlen (reason) && strlen (reason) < 64)
    problem->reason = g_strdup (reason);
  error = exm_google_problem_to_error (problem);
  if (error->code != EXM_CLOUD_ERROR_AUTH)
    _exm_cloud_error_turn (&error, EXM_CLOUD_ERROR_AUTH, _ ("Google did not allow the sign-in"));
  return error;
}

static gboolean
check_scope (const char *scope,
             GError    **error)
{
  g_auto (GStrv) scopes = NULL;
  ExmGoogleProblem *problem;

  /* RFC 6749 §5.1: not told means as asked. */
  if (scope == NULL)
    return TRUE;
  scopes = g_strsplit (scope, " ", -1);
  if (g_strv_contains ((const char *const *)scopes, EXM_OAUTH_SCOPE_CLOUD))
    return TRUE;
  problem = exm_google_problem_parse (403, NULL);
  problem->reason = g_strdup ("ACCESS_TOKEN_SCOPE_INSUFFICIENT");
  g_propagate_error (error, exm_google_problem_to_error (problem));
  return FALSE;
}

static ExmGrant *
redeem (ExmSignIn    *self,
        const char   *code,
        GCancellable *cancellable,
        GError      **error)
{
  g_autofree char  *url = _exm_oauth_url (EXM_OAUTH_TOKEN, self->origin);
  const char *const form[] = {
    "client_id", self->client->id,
    "code_verifier", self->verifier,
    "code", code,
    "grant_type", "authorization_code",
    "redirect_uri", self->redirect,
    "client_secret", self->client->secret,
    NULL
  };
  g_autoptr (JsonObject) object = _exm_oauth_post (self->http, url, form, TRUE, cancellable, error);
  g_autoptr (ExmGrant) grant = object != NULL ? _exm_grant_from_object (object, error) : NULL;

  if (grant == NULL)
    return NULL;
  if (!check_scope (grant->scope, error))
    {
      /* Of no use, and not to be left behind. */
      _exm_oauth_revoke (self->http, self->origin,
                         grant->refresh_token != NULL ? grant->refresh_token : grant->access_token,
                         cancellable, NULL);
      return NULL;
    }
  return g_steal_pointer (&grant);
}

/* The token came straight from the token endpoint over TLS, so that its signature
 * need not be checked (OpenID Connect Core §3.1.3.7, 6). */
static void
read_id_token (ExmSignIn       *self,
               const char      *id_token,
               ExmSignInResult *result)
{
  g_auto (GStrv) parts = g_strsplit (id_token, ".", 4);
  g_autoptr (GString) text = NULL;
  g_autoptr (JsonObject) claims = NULL;
  g_autofree guchar *bytes = NULL;
  gsize              length = 0;

  if (g_strv_length (parts) != 3)
    return;
  text = g_string_new (g_strdelimit (g_strdelimit (parts[1], "-", '+'), "_", '/'));
  while (text->len % 4 != 0)
    g_string_append_c (text, '=');
  bytes = g_base64_decode (text->str, &length);
  claims = exm_json_parse_object ((const char *)bytes, (gssize)length, NULL);
  if (g_strcmp0 (exm_json_get_string (claims, "aud"), self->client->id) != 0)
    return;
  result->email = g_strdup (exm_json_get_string (claims, "email"));
  result->subject = g_strdup (exm_json_get_string (claims, "sub"));
}

static gboolean
find_out_who (ExmSignIn       *self,
              const char      *id_token,
              ExmSignInResult *result,
              GCancellable    *cancellable,
              GError         **error)
{
  g_autoptr (GError) problem = NULL;

  if (id_token != NULL)
    read_id_token (self, id_token, result);
  if (result->email != NULL)
    return TRUE;
  g_clear_pointer (&result->subject, g_free);
  if (_exm_oauth_userinfo (self->http, self->origin, result->access_token, &result->email, &result->subject,
                           cancellable, &problem))
    return TRUE;
  /* An account without a name is better than none. */
  if (!g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static ExmSignInResult *
finish (ExmSignIn         *self,
        ExmSignInCallback *callback,
        GCancellable      *cancellable,
        GError           **error)
{
  g_autoptr (ExmSignInResult) result = NULL;
  g_autoptr (ExmGrant) grant = NULL;

  if (callback->error != NULL)
    {
      g_propagate_error (error, refusal_error (callback->error));
      return NULL;
    }
  grant = redeem (self, callback->code, cancellable, error);
  if (grant == NULL)
    return NULL;
  result = g_new0 (ExmSignInResult, 1);
  result->access_token = g_steal_pointer (&grant->access_token);
  result->refresh_token = g_steal_pointer (&grant->refresh_token);
  result->expires_in = grant->expires_in;
  if (!find_out_who (self, grant->id_token, result, cancellable, error))
    return NULL;
  return g_steal_pointer (&result);
}

static char *
dup_final_page (const GError *error)
{
  if (error == NULL)
    return _exm_sign_in_page (200, _ ("You are signed in"),
                                      _ ("You can close this page and go back to Exemplar."));
  return _exm_sign_in_page (200, _ ("You are not signed in"),
                                    _ ("Close this page and go back to Exemplar: it says what happened. Nothing was changed."));
}

ExmSignInResult *
exm_sign_in_wait (ExmSignIn    *self,
                  GCancellable *cancellable,
                  GError      **error)
{
  g_autofree char *issuer = NULL;
  g_autoptr (GError) problem = NULL;
  ExmSignInCallback callback = { 0 };
  ExmSignInResult  *result;

  g_return_val_if_fail (EXM_IS_SIGN_IN (self) && !self->used, NULL);

  self->used = TRUE;
  issuer = g_strdup (self->origin != NULL ? self->origin : "https://accounts.google.com");
  if (!_exm_sign_in_listener_wait (self->listener, self->state, issuer, self->timeout_ms, &callback,
                                   cancellable, error))
    return NULL;
  result = finish (self, &callback, cancellable, &problem);
  _exm_sign_in_callback_clear (&callback);
  _exm_sign_in_listener_reply (self->listener, dup_final_page (problem));
  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  return result;
}
