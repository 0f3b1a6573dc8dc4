/* exm-practice-oauth.c - tokens for codes, refresh tokens and assertions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stands in for oauth2.googleapis.com and the sign-in page: codes count once and
 * only with their PKCE verifier, refresh tokens work until they are revoked,
 * assertions have to be signed with a key that was made here. Errors are worded
 * as Google words them. Besides what was given out here, these are always good:
 * the codes "practice-code" and "4/practice-code" with any verifier, the refresh
 * tokens "1//practice" and "1//practice-refresh", and access tokens that begin
 * with "practice" (but not "practice-at-").
 *
 * RFC 6749, 7009, 7523, 7636 and
 * https://developers.google.com/identity/protocols/oauth2/native-app
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-oauth-private.h"

#include <string.h>

#include "exm-json-gate.h"

static void
refuse (ExmPracticeCall *call, guint status, const char *error, const char *description)
{
  JsonObject *answer = json_object_new ();

  _exm_set (answer, "error", error);
  _exm_set (answer, "error_description", description);
  _exm_practice_reply (call, status, answer);
}

static GHashTable *
parse_form (ExmPracticeCall *call)
{
  gsize            size;
  const char      *data = g_bytes_get_data (call->body, &size);
  g_autofree char *text = g_strndup (data != NULL ? data : "", size);
  const char      *type = _exm_practice_call_header (call, "Content-Type");

  if (type == NULL || !g_str_has_prefix (type, "application/x-www-form-urlencoded"))
    return g_hash_table_new (g_str_hash, g_str_equal);
  return g_uri_parse_params (text, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
}

static gboolean
has_word (const char *scope, const char *word)
{
  g_auto (GStrv) words = g_strsplit (scope != NULL ? scope : "", " ", -1);

  return g_strv_contains ((const char *const *)words, word);
}

static void
grant_tokens (ExmPracticeCall *call, const ExmPracticeGrant *grant, const char *refresh, gboolean tell_refresh)
{
  g_autofree char *token = _exm_practice_issue_access (call->state, grant, refresh);
  JsonObject      *answer = json_object_new ();

  _exm_set (answer, "access_token", token);
  json_object_set_int_member (answer, "expires_in", EXM_PRACTICE_TOKEN_SECONDS);
  if (tell_refresh)
    _exm_set (answer, "refresh_token", refresh);
  _exm_set (answer, "scope", grant->scope);
  _exm_set (answer, "token_type", "Bearer");
  if (grant->client != NULL && has_word (grant->scope, "openid"))
    {
      g_autofree char *id_token = _exm_practice_id_token (call->state->origin, grant->client, grant->email);

      _exm_set (answer, "id_token", id_token);
    }
  _exm_practice_reply (call, 200, answer);
}

/* RFC 7636 §4.6 */
static gboolean
verifier_fits (const char *verifier, const char *challenge)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text = NULL;
  guint8           digest[32];
  gsize            size = sizeof digest;

  g_checksum_update (checksum, (const guchar *)verifier, -1);
  g_checksum_get_digest (checksum, digest, &size);
  text = _exm_practice_base64url (digest, size);
  return g_strcmp0 (text, challenge) == 0;
}

static gboolean
verifier_is_one (const char *verifier)
{
  const gsize size = strlen (verifier);

  return size >= 43 && size <= 128 &&
         strspn (verifier, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~") == size;
}

static void
grant_code (ExmPracticeCall *call, GHashTable *form)
{
  const char *code = g_hash_table_lookup (form, "code");
  const char *client = g_hash_table_lookup (form, "client_id");
  const char *verifier = g_hash_table_lookup (form, "code_verifier");
  g_autoptr (JsonObject) document = NULL;
  g_auto (ExmPracticeGrant) grant = { NULL };
  g_autofree char *refresh = NULL;
  gboolean         offline = TRUE;

  if (client == NULL || *client == '\0')
    refuse (call, 400, "invalid_request", "Could not determine client ID from request.");
  else if (g_hash_table_lookup (form, "client_secret") == NULL)
    refuse (call, 400, "invalid_request", "client_secret is missing.");
  else if (code == NULL)
    refuse (call, 400, "invalid_request", "Missing required parameter: code");
  else if (verifier == NULL)
    refuse (call, 400, "invalid_grant", "Missing code verifier.");
  else if (!verifier_is_one (verifier))
    refuse (call, 400, "invalid_grant", "Invalid code verifier.");
  else if (g_str_equal (code, "practice-code") || g_str_equal (code, "4/practice-code"))
    {
      grant.email = g_strdup (EXM_PRACTICE_EMAIL);
      grant.scope = g_strdup (EXM_PRACTICE_SCOPE_CLOUD);
      grant.client = g_strdup (client);
      refresh = _exm_practice_issue_refresh (call->state, &grant);
      grant_tokens (call, &grant, refresh, TRUE);
    }
  else if ((document = _exm_practice_redeem_code (call->state, code)) == NULL)
    refuse (call, 400, "invalid_grant", "Malformed auth code.");
  else if (g_strcmp0 (exm_json_get_string (document, "client"), client) != 0)
    refuse (call, 401, "unauthorized_client", "Unauthorized");
  else if (g_strcmp0 (exm_json_get_string (document, "redirect"), g_hash_table_lookup (form, "redirect_uri")) != 0)
    refuse (call, 400, "redirect_uri_mismatch", "Bad Request");
  else if (!verifier_fits (verifier, exm_json_get_string (document, "challenge")))
    refuse (call, 400, "invalid_grant", "Invalid code verifier.");
  else
    {
      grant.email = g_strdup (exm_json_get_string (document, "email"));
      grant.scope = g_strdup (exm_json_get_string (document, "scope"));
      grant.client = g_strdup (client);
      exm_json_get_bool (document, "offline", &offline);
      if (offline)
        refresh = _exm_practice_issue_refresh (call->state, &grant);
      grant_tokens (call, &grant, refresh, TRUE);
    }
}

static void
grant_refresh (ExmPracticeCall *call, GHashTable *form)
{
  const char *refresh = g_hash_table_lookup (form, "refresh_token");
  const char *client = g_hash_table_lookup (form, "client_id");
  g_auto (ExmPracticeGrant) grant = { NULL };

  if (refresh == NULL)
    refuse (call, 400, "invalid_request", "Missing required parameter: refresh_token");
  else if (!_exm_practice_look_up_refresh (call->state, refresh, &grant))
    refuse (call, 400, "invalid_grant", "Token has been expired or revoked.");
  else if (client == NULL || *client == '\0')
    refuse (call, 400, "invalid_request", "Could not determine client ID from request.");
  else if (grant.client != NULL && g_hash_table_lookup (form, "client_secret") == NULL)
    refuse (call, 400, "invalid_request", "client_secret is missing.");
  else if (grant.client != NULL && !g_str_equal (grant.client, client))
    refuse (call, 401, "unauthorized_client", "Unauthorized");
  else
    grant_tokens (call, &grant, refresh, FALSE);
}

static void
grant_assertion (ExmPracticeCall *call, GHashTable *form)
{
  const char *assertion = g_hash_table_lookup (form, "assertion");
  const char *problem = NULL;
  g_autoptr (JsonObject) claims = NULL;
  g_auto (ExmPracticeGrant) grant = { NULL };

  if (assertion == NULL)
    {
      refuse (call, 400, "invalid_request", "Missing required parameter: assertion");
      return;
    }
  claims = _exm_practice_check_assertion (call->state, assertion, &problem);
  if (claims == NULL)
    {
      refuse (call, 400, "invalid_grant", problem);
      return;
    }
  grant.email = g_strdup (exm_json_get_string (claims, "iss"));
  grant.scope = g_strdup (exm_json_get_string (claims, "scope"));
  if (grant.scope == NULL || *grant.scope == '\0')
    refuse (call, 400, "invalid_scope", "Invalid OAuth scope or ID token audience provided.");
  else
    grant_tokens (call, &grant, NULL, FALSE);
}

static void
serve_token (ExmPracticeCall *call)
{
  static const struct
  {
    const char *type;
    void (*serve) (ExmPracticeCall *call, GHashTable *form);
  } grants[] = {
    { "authorization_code", grant_code },
    { "refresh_token", grant_refresh },
    { "urn:ietf:params:oauth:grant-type:jwt-bearer", grant_assertion },
  };
  g_autoptr (GHashTable) form = parse_form (call);
  const char *type = form != NULL ? g_hash_table_lookup (form, "grant_type") : NULL;

  soup_message_headers_replace (soup_server_message_get_response_headers (call->message), "Cache-Control", "no-store");
  if (!_exm_practice_call_is (call, "POST"))
    {
      _exm_practice_error (call, 404, "Not Found");
      return;
    }
  for (gsize i = 0; type != NULL && i < G_N_ELEMENTS (grants); i++)
    if (g_str_equal (type, grants[i].type))
      {
        grants[i].serve (call, form);
        return;
      }
  if (type == NULL)
    refuse (call, 400, "invalid_request", "Required parameter is missing: grant_type");
  else
    refuse (call, 400, "unsupported_grant_type", "Invalid grant_type");
}

static void
serve_revoke (ExmPracticeCall *call)
{
  g_autoptr (GHashTable) form = parse_form (call);
  const char *token = form != NULL ? g_hash_table_lookup (form, "token") : NULL;

  if (token == NULL)
    token = _exm_practice_call_query (call, "token");
  if (token == NULL)
    refuse (call, 400, "invalid_request", "Required parameter is missing: token");
  else if (!_exm_practice_revoke (call->state, token))
    refuse (call, 400, "invalid_token", "Token expired or revoked");
  else
    _exm_practice_reply (call, 200, json_object_new ());
}

/* The token of the header, of the query or of the form. */
static char *
dup_token (ExmPracticeCall *call)
{
  const char *header = _exm_practice_call_header (call, "Authorization");
  const char *query = _exm_practice_call_query (call, "access_token");
  g_autoptr (GHashTable) form = NULL;

  if (query != NULL)
    return g_strdup (query);
  if (header != NULL && g_ascii_strncasecmp (header, "Bearer ", 7) == 0)
    return g_strdup (header + 7);
  form = parse_form (call);
  return form != NULL ? g_strdup (g_hash_table_lookup (form, "access_token")) : NULL;
}

static void
serve_token_info (ExmPracticeCall *call)
{
  g_autofree char *token = dup_token (call);
  g_auto (ExmPracticeGrant) grant = { NULL };
  g_autofree char *left = NULL;
  JsonObject      *answer;
  gint64           seconds = 0;

  if (token == NULL || !_exm_practice_look_up_access (call->state, token, &grant, &seconds))
    {
      refuse (call, 400, "invalid_token", "Invalid Value");
      return;
    }
  left = g_strdup_printf ("%" G_GINT64_FORMAT, seconds);
  answer = json_object_new ();
  _exm_set (answer, "azp", grant.client);
  _exm_set (answer, "aud", grant.client != NULL ? grant.client : "practice");
  _exm_set (answer, "scope", grant.scope);
  _exm_set (answer, "expires_in", left);
  _exm_set (answer, "email", grant.email);
  _exm_set (answer, "email_verified", "true");
  _exm_practice_reply (call, 200, answer);
}

/* v2 has "id" and "verified_email", v3 and OpenID Connect "sub" and "email_verified". */
static void
serve_user_info (ExmPracticeCall *call)
{
  g_autofree char *token = dup_token (call);
  g_auto (ExmPracticeGrant) grant = { NULL };
  g_autofree char *subject = NULL;
  const gboolean   v2 = g_str_has_prefix (call->target, "/oauth2/v2/");
  JsonObject      *answer;
  gint64           seconds = 0;

  if (token == NULL || !_exm_practice_look_up_access (call->state, token, &grant, &seconds))
    {
      /* Only without the need of a token, or with the one that was set. */
      _exm_practice_grant_clear (&grant);
      grant.email = g_strdup (EXM_PRACTICE_EMAIL);
    }
  subject = _exm_practice_subject (grant.email);
  answer = json_object_new ();
  _exm_set (answer, v2 ? "id" : "sub", subject);
  _exm_set (answer, "email", grant.email);
  json_object_set_boolean_member (answer, v2 ? "verified_email" : "email_verified", TRUE);
  _exm_set (answer, "name", "Practice account");
  _exm_practice_reply (call, 200, answer);
}

/* Whether a token that was given out here still counts; others are not looked at. */
gboolean
_exm_practice_token_counts (ExmPracticeState *state, const char *token)
{
  g_auto (ExmPracticeGrant) grant = { NULL };
  gint64 seconds = 0;

  return _exm_practice_look_up_access (state, token, &grant, &seconds);
}

/* /o/oauth2/v2/auth, /token, /revoke, /tokeninfo, …/userinfo */
void
_exm_practice_serve_oauth (ExmPracticeCall *call)
{
  const char *last = call->path[call->n_path - 1];

  if (g_str_equal (last, "auth"))
    _exm_practice_serve_auth_page (call);
  else if (g_str_equal (last, "token"))
    serve_token (call);
  else if (g_str_equal (last, "revoke"))
    serve_revoke (call);
  else if (g_str_equal (last, "tokeninfo"))
    serve_token_info (call);
  else if (g_str_equal (last, "userinfo"))
    serve_user_info (call);
  else
    _exm_practice_error (call, 404, "Not Found");
}
