/* exm-practice-account.c - sign-in: tokens and who one is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-private.h"

#include <string.h>

#include "exm-json-gate.h"

#define EMAIL "practice@example.test"

static void
reply_token (ExmPracticeCall *call)
{
  gsize            size;
  const char      *data = g_bytes_get_data (call->body, &size);
  g_autofree char *text = g_strndup (data != NULL ? data : "", size);
  g_autoptr (GHashTable) form = g_uri_parse_params (text, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  const char      *grant = form != NULL ? g_hash_table_lookup (form, "grant_type") : NULL;
  const char      *refresh = form != NULL ? g_hash_table_lookup (form, "refresh_token") : NULL;
  JsonObject      *answer = json_object_new ();
  g_autofree char *token = g_strdup_printf ("practice-%" G_GUINT64_FORMAT,
                                            _exm_practice_state_next_id (call->state));

  soup_message_headers_append (soup_server_message_get_response_headers (call->message),
                               "Cache-Control", "no-store");
  if (grant == NULL || (g_str_equal (grant, "refresh_token") && (refresh == NULL || strstr (refresh, "revoked") != NULL)))
    {
      _exm_set (answer, "error", grant == NULL ? "invalid_request" : "invalid_grant");
      _exm_set (answer, "error_description", "Token has been expired or revoked.");
      _exm_practice_reply (call, 400, answer);
      return;
    }
  _exm_set (answer, "access_token", token);
  json_object_set_int_member (answer, "expires_in", 3599);
  _exm_set (answer, "scope", "https://www.googleapis.com/auth/cloud-platform");
  _exm_set (answer, "token_type", "Bearer");
  if (g_str_equal (grant, "authorization_code"))
    _exm_set (answer, "refresh_token", "1//practice-refresh");
  _exm_practice_reply (call, 200, answer);
}

static void
reply_token_info (ExmPracticeCall *call)
{
  JsonObject *answer = json_object_new ();

  _exm_set (answer, "aud", "practice");
  _exm_set (answer, "scope", "https://www.googleapis.com/auth/cloud-platform");
  _exm_set (answer, "expires_in", "3000");
  _exm_set (answer, "email", EMAIL);
  _exm_set (answer, "email_verified", "true");
  _exm_practice_reply (call, 200, answer);
}

static void
reply_user (ExmPracticeCall *call)
{
  JsonObject *answer = json_object_new ();

  _exm_set (answer, "id", "100000000000000000001");
  _exm_set (answer, "sub", "100000000000000000001");
  _exm_set (answer, "email", EMAIL);
  json_object_set_boolean_member (answer, "verified_email", TRUE);
  _exm_set (answer, "name", "Practice account");
  _exm_practice_reply (call, 200, answer);
}

/* /token, /oauth2/v4/token, /revoke, /tokeninfo, /oauth2/v2/userinfo, /v1/userinfo */
void
_exm_practice_serve_sign_in (ExmPracticeCall *call)
{
  const char *last = call->path[call->n_path - 1];

  if (g_str_equal (last, "token"))
    reply_token (call);
  else if (g_str_equal (last, "revoke"))
    _exm_practice_reply (call, 200, json_object_new ());
  else if (g_str_equal (last, "tokeninfo"))
    reply_token_info (call);
  else if (g_str_equal (last, "userinfo"))
    reply_user (call);
  else
    _exm_practice_error (call, 404, "Not Found");
}
