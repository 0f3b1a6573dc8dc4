/* exm-token-request.c - the calls of OAuth: tokens, revocation, whose they are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-token-private.h"

#include <curl/curl.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-json-gate.h"
#include "exm-json-write.h"

#include "exm-cloud-private.h"
#include "exm-credentials-private.h"

/* Everything that is sent here is a secret, and most of what comes back: nothing
 * of a form or an answer is logged, and an error is cleaned of each value sent.
 *
 * https://developers.google.com/identity/protocols/oauth2/native-app
 * https://developers.google.com/identity/protocols/oauth2/service-account
 * https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken
 */

#define MAX_ANSWER (256 * 1024)
#define TIMEOUT_MS 30000
#define SKEW_SECONDS 300 /* Google takes assertions of clocks that are minutes off */
#define CODE_TRIES 3
#define CODE_WAIT_MS 500
#define LIFETIME 3600
#define MIN_SECRET 8 /* what is shorter is a test's, and would hit plain words */

/* What of a form must not be seen; the other members are public. */
static const char *const secret_names[] = {
  "refresh_token", "client_secret", "code", "code_verifier", "assertion", "token", NULL
};

static const struct
{
  const char *google;
  const char *path;
} places[] = {
  [EXM_OAUTH_AUTH] = { "https://accounts.google.com", "/o/oauth2/v2/auth" },
  [EXM_OAUTH_TOKEN] = { "https://oauth2.googleapis.com", "/token" },
  [EXM_OAUTH_REVOKE] = { "https://oauth2.googleapis.com", "/revoke" },
  [EXM_OAUTH_USERINFO] = { "https://www.googleapis.com", "/oauth2/v3/userinfo" },
};

char *
_exm_oauth_url (ExmOauthPlace place,
                const char   *origin)
{
  return g_strconcat (origin != NULL ? origin : places[place].google, places[place].path, NULL);
}

/* Posting. */

static GBytes *
encode_form (const char *const *form)
{
  GString *text = g_string_sized_new (2048);
  gsize    size;
  char    *bytes;

  for (guint i = 0; form[i] != NULL; i += 2)
    {
      if (form[i + 1] == NULL)
        continue;
      if (text->len > 0)
        g_string_append_c (text, '&');
      g_string_append_uri_escaped (text, form[i], NULL, FALSE);
      g_string_append_c (text, '=');
      g_string_append_uri_escaped (text, form[i + 1], NULL, FALSE);
    }
  size = text->len;
  bytes = g_string_free (text, FALSE);
  return g_bytes_new_with_free_func (bytes, size, (GDestroyNotify)_exm_wipe, bytes);
}

static void
remove_text (char      **text,
             const char *secret)
{
  GString *string;

  if (*text == NULL || secret == NULL || strlen (secret) < MIN_SECRET || strstr (*text, secret) == NULL)
    return;
  string = g_string_new (*text);
  g_string_replace (string, secret, "[removed]", 0);
  g_free (*text);
  *text = g_string_free (string, FALSE);
}

static void
remove_values (ExmGoogleProblem  *problem,
               const char *const *secrets)
{
  for (guint i = 0; secrets != NULL && secrets[i] != NULL; i++)
    {
      remove_text (&problem->raw, secrets[i]);
      remove_text (&problem->message, secrets[i]);
      remove_text (&problem->reason, secrets[i]);
    }
}

/* What is wrong is often not the sign-in but the clock: a server tells its own. */
static gint64
clock_is_ahead (ExmHttpResponse *response)
{
  const char *date = exm_http_response_get_header (response, "date");
  gint64      theirs = date != NULL ? curl_getdate (date, NULL) : -1;

  return theirs > 0 ? _exm_clock_now () - theirs : 0;
}

static char *
describe_skew (gint64 ahead)
{
  gulong minutes = (gulong)(ABS (ahead) / 60);
  gulong days = minutes / (24 * 60);

  if (days > 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                         "The computer’s clock is wrong by %lu day, so the sign-in is not accepted: check the computer’s clock",
                                         "The computer’s clock is wrong by %lu days, so the sign-in is not accepted: check the computer’s clock",
                                         days),
                            days);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "The computer’s clock is wrong by %lu minute, so the sign-in is not accepted: check the computer’s clock",
                                       "The computer’s clock is wrong by %lu minutes, so the sign-in is not accepted: check the computer’s clock",
                                       minutes),
                          minutes);
}

static GError *
response_error (ExmHttpResponse   *response,
                const char *const *secrets)
{
  ExmGoogleProblem *problem = exm_google_problem_parse (response->status, response->body);
  gint64            ahead = clock_is_ahead (response);
  gint64            after = _exm_retry_after_ms (exm_http_response_get_header (response, "retry-after"));
  gboolean          grant = g_strcmp0 (problem->reason, "invalid_grant") == 0;
  GError           *error;

  problem->retry_delay_ms = MAX (problem->retry_delay_ms, after);
  remove_values (problem, secrets);
  error = exm_google_problem_to_error (problem);
  if (grant && ABS (ahead) >= SKEW_SECONDS)
    {
      g_autofree char *message = describe_skew (ahead);

      /* Not AUTH: signing in again would not help. */
      _exm_cloud_error_turn (&error, EXM_CLOUD_ERROR_PRECONDITION, message);
    }
  return error;
}

/* Only an object, and nothing but 2xx. */
static JsonObject *
read_answer (ExmHttpResponse   *response,
             const char *const *secrets,
             GError           **error)
{
  g_autoptr (JsonObject) object = NULL;
  gsize       size = 0;
  const char *data = g_bytes_get_data (response->body, &size);

  if (response->status < 200 || response->status > 299)
    {
      g_propagate_error (error, response_error (response, secrets));
      return NULL;
    }
  if (size > 0)
    object = exm_json_parse_object (data, (gssize)size, NULL);
  else
    object = json_object_new ();
  if (object == NULL || json_object_has_member (object, "error"))
    {
      /* Its text may hold a token under a name that nobody knows: not kept. */
      g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_BAD_REPLY,
                           _ ("The answer to the sign-in makes no sense"));
      return NULL;
    }
  return g_steal_pointer (&object);
}

static ExmHttpRequest *
request_new (const char *method,
             const char *url)
{
  ExmHttpRequest *request = exm_http_request_new (method, url);

  request->max_answer = MAX_ANSWER;
  request->timeout_ms = TIMEOUT_MS;
  request->flags = EXM_HTTP_RETRY | EXM_HTTP_IMPATIENT; /* three tries */
  exm_http_request_set_header (request, "Accept", "application/json");
  return request;
}

static gboolean
pause_ms (guint         ms,
          GCancellable *cancellable,
          GError      **error)
{
  GPollFD fd = { 0 };

  if (g_cancellable_make_pollfd (cancellable, &fd))
    {
      g_poll (&fd, 1, (int)ms);
      g_cancellable_release_fd (cancellable);
    }
  else
    g_usleep ((gulong)ms * 1000);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* A code counts once (RFC 6749 §4.1.2), and a server may revoke everything when
 * it comes twice: it is repeated only where the answer says that nothing was done. */
static ExmHttpResponse *
send_code (ExmHttp        *http,
           ExmHttpRequest *request,
           GCancellable   *cancellable,
           GError        **error)
{
  request->flags = EXM_HTTP_NONE;
  for (guint try = 1;; try++)
    {
      ExmHttpResponse *response = exm_http_send (http, request, cancellable, error);

      if (response == NULL || try == CODE_TRIES || (response->status != 503 && response->status != 429))
        return response;
      exm_http_response_unref (response);
      if (!pause_ms (CODE_WAIT_MS * try, cancellable, error))
        return NULL;
    }
}

JsonObject *
_exm_oauth_post (ExmHttp           *http,
                 const char        *url,
                 const char *const *form,
                 gboolean           code,
                 GCancellable      *cancellable,
                 GError           **error)
{
  g_autoptr (ExmHttpRequest) request = request_new ("POST", url);
  g_autoptr (ExmHttpResponse) response = NULL;
  g_autoptr (GBytes) body = encode_form (form);
  g_autoptr (GPtrArray) values = g_ptr_array_new ();

  exm_http_request_set_body (request, "application/x-www-form-urlencoded", body);
  response = code ? send_code (http, request, cancellable, error)
                  : exm_http_send (http, request, cancellable, error);
  if (response == NULL)
    return NULL;
  for (guint i = 0; form[i] != NULL; i += 2)
    if (form[i + 1] != NULL && g_strv_contains (secret_names, form[i]))
      g_ptr_array_add (values, (gpointer)form[i + 1]);
  g_ptr_array_add (values, NULL);
  return read_answer (response, (const char *const *)values->pdata, error);
}

/* Fetching. */

static ExmGrant *
fetch_user (ExmCredentials *self,
            ExmHttp        *http,
            const char     *origin,
            GCancellable   *cancellable,
            GError        **error)
{
  g_autofree char  *url = _exm_oauth_url (EXM_OAUTH_TOKEN, origin);
  const char *const form[] = {
    "refresh_token", self->refresh_token,
    "client_id", self->client_id,
    "client_secret", self->client_secret,
    "grant_type", "refresh_token",
    NULL
  };
  g_autoptr (JsonObject) object = _exm_oauth_post (http, url, form, FALSE, cancellable, error);

  return object != NULL ? _exm_grant_from_object (object, error) : NULL;
}

static ExmGrant *
fetch_service_account (ExmCredentials *self,
                       ExmHttp        *http,
                       const char     *origin,
                       GCancellable   *cancellable,
                       GError        **error)
{
  g_autofree char *url = _exm_oauth_url (EXM_OAUTH_TOKEN, origin);
  char            *assertion = _exm_credentials_dup_assertion (self, url, EXM_OAUTH_SCOPE_CLOUD, _exm_clock_now (), error);
  g_autoptr (JsonObject) object = NULL;

  if (assertion == NULL)
    return NULL;
  {
    const char *const form[] = {
      "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer",
      "assertion", assertion,
      NULL
    };

    object = _exm_oauth_post (http, url, form, FALSE, cancellable, error);
  }
  _exm_wipe (assertion);
  return object != NULL ? _exm_grant_from_object (object, error) : NULL;
}

static GBytes *
impersonation_body (ExmCredentials *self)
{
  g_autoptr (GString) text = g_string_new ("{\"delegates\":[");

  for (guint i = 0; self->delegates[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      exm_json_append_string (text, self->delegates[i], -1);
    }
  g_string_append (text, "],\"scope\":[\"" EXM_OAUTH_SCOPE_CLOUD "\"],\"lifetime\":\"3600s\"}");
  return g_string_free_to_bytes (g_steal_pointer (&text));
}

/* {"accessToken":"…","expireTime":"…Z"}: the end, not the length, and by their
 * clock: the Date of the same answer tells that. */
static ExmGrant *
grant_of_impersonation (JsonObject      *object,
                        ExmHttpResponse *response,
                        GError         **error)
{
  g_autoptr (ExmGrant) grant = g_new0 (ExmGrant, 1);
  gint64 ends = _exm_parse_time (exm_json_get_string (object, "expireTime"));
  gint64 theirs = _exm_clock_now () - clock_is_ahead (response);

  grant->access_token = g_strdup (exm_json_get_string (object, "accessToken"));
  if (grant->access_token == NULL || *grant->access_token == '\0')
    {
      g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_BAD_REPLY,
                           _ ("The answer to the sign-in makes no sense"));
      return NULL;
    }
  grant->expires_in = ends > 0 ? CLAMP (ends - theirs, 0, LIFETIME) : LIFETIME;
  return g_steal_pointer (&grant);
}

static ExmGrant *
fetch_impersonated (ExmCredentials *self,
                    ExmHttp        *http,
                    const char     *origin,
                    GCancellable   *cancellable,
                    GError        **error)
{
  g_autoptr (ExmGrant) source = _exm_token_fetch (self->source, http, origin, cancellable, error);
  g_autoptr (ExmHttpRequest) request = NULL;
  g_autoptr (ExmHttpResponse) response = NULL;
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autofree char *authorization = NULL;

  if (source == NULL)
    return NULL;
  authorization = g_strconcat ("Bearer ", source->access_token, NULL);
  body = impersonation_body (self);
  request = request_new ("POST", self->impersonation_url);
  exm_http_request_set_header (request, "Authorization", authorization);
  exm_http_request_set_header (request, "x-goog-user-project", self->source->quota_project);
  exm_http_request_set_body (request, "application/json", body);
  response = exm_http_send (http, request, cancellable, error);
  explicit_bzero (authorization, strlen (authorization));
  if (response == NULL)
    return NULL;
  {
    const char *const secrets[] = { source->access_token, NULL };

    object = read_answer (response, secrets, error);
  }
  return object != NULL ? grant_of_impersonation (object, response, error) : NULL;
}

ExmGrant *
_exm_token_fetch (ExmCredentials *self,
                  ExmHttp        *http,
                  const char     *origin,
                  GCancellable   *cancellable,
                  GError        **error)
{
  /* Made for one side: never sent to the other. */
  g_return_val_if_fail (g_strcmp0 (self->origin, origin) == 0, NULL);

  if (self->source != NULL)
    return fetch_impersonated (self, http, origin, cancellable, error);
  if (self->private_key != NULL)
    return fetch_service_account (self, http, origin, cancellable, error);
  return fetch_user (self, http, origin, cancellable, error);
}

gboolean
_exm_oauth_revoke (ExmHttp      *http,
                   const char   *origin,
                   const char   *token,
                   GCancellable *cancellable,
                   GError      **error)
{
  g_autofree char  *url = _exm_oauth_url (EXM_OAUTH_REVOKE, origin);
  const char *const form[] = { "token", token, NULL };
  g_autoptr (GError) problem = NULL;
  /* In the body: an address is written down in many places. */
  g_autoptr (JsonObject) object = _exm_oauth_post (http, url, form, FALSE, cancellable, &problem);

  if (object != NULL)
    return TRUE;
  /* 400 invalid_token: it was dead already, and that is what was wanted. */
  if (exm_cloud_error_get_problem (problem) != NULL &&
      g_strcmp0 (exm_cloud_error_get_problem (problem)->reason, "invalid_token") == 0)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

gboolean
_exm_oauth_userinfo (ExmHttp      *http,
                     const char   *origin,
                     const char   *access_token,
                     char        **email,
                     char        **subject,
                     GCancellable *cancellable,
                     GError      **error)
{
  g_autofree char *url = _exm_oauth_url (EXM_OAUTH_USERINFO, origin);
  g_autofree char *authorization = g_strconcat ("Bearer ", access_token, NULL);
  g_autoptr (ExmHttpRequest) request = request_new ("GET", url);
  g_autoptr (ExmHttpResponse) response = NULL;
  g_autoptr (JsonObject) object = NULL;

  exm_http_request_set_header (request, "Authorization", authorization);
  response = exm_http_send (http, request, cancellable, error);
  explicit_bzero (authorization, strlen (authorization));
  if (response == NULL)
    return FALSE;
  {
    const char *const secrets[] = { access_token, NULL };

    object = read_answer (response, secrets, error);
  }
  if (object == NULL)
    return FALSE;
  *email = g_strdup (exm_json_get_string (object, "email"));
  *subject = g_strdup (exm_json_get_string (object, "sub"));
  return TRUE;
}
