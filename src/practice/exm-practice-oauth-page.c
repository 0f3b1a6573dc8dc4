/* exm-practice-oauth-page.c - the page where a person would say yes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Nobody is asked: the browser is sent back at once. Who signs in is the
 * `login_hint`, else the practice account; two hints are played as people would
 * decide: "declined@…" says no, "partial@…" leaves the box for Google Cloud
 * unticked.
 * https://developers.google.com/identity/protocols/oauth2/native-app
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-oauth-private.h"

#include <string.h>

#include "exm-json-gate.h"

static void
refuse (ExmPracticeCall *call, const char *reason)
{
  g_autofree char *html = g_markup_printf_escaped (
    "<!DOCTYPE html><html lang=\"en\"><head><title>Error 400</title></head><body>"
    "<h1>Access blocked: Authorization Error</h1><p>Error 400: %s</p></body></html>\n",
    reason);

  _exm_practice_reply_text (call, 400, "text/html; charset=utf-8", html);
}

static gboolean
is_loopback_redirect (const char *address)
{
  static const char *const hosts[] = { "127.0.0.1", "::1", "localhost", NULL };
  g_autoptr (GUri) uri = address != NULL ? g_uri_parse (address, G_URI_FLAGS_ENCODED, NULL) : NULL;

  return uri != NULL && g_str_equal (g_uri_get_scheme (uri), "http") && g_uri_get_host (uri) != NULL &&
         g_strv_contains (hosts, g_uri_get_host (uri)) && g_uri_get_fragment (uri) == NULL &&
         g_uri_get_query (uri) == NULL && g_uri_get_userinfo (uri) == NULL;
}

static void
append (GString *target, const char *name, const char *value)
{
  if (value == NULL)
    return;
  g_string_append_c (target, strchr (target->str, '?') == NULL ? '?' : '&');
  g_string_append (target, name);
  g_string_append_c (target, '=');
  g_string_append_uri_escaped (target, value, NULL, FALSE);
}

static void
redirect (ExmPracticeCall *call, GString *target)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (call->message);

  append (target, "state", _exm_practice_call_query (call, "state"));
  soup_message_headers_replace (headers, "Location", target->str);
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  _exm_practice_reply_empty (call, 302);
  g_string_free (target, TRUE);
}

/* What is wrong with the request, in the words of Google's page; NULL: nothing. */
static const char *
check (ExmPracticeCall *call)
{
  const char *challenge = _exm_practice_call_query (call, "code_challenge");
  const char *scope = _exm_practice_call_query (call, "scope");
  const char *client = _exm_practice_call_query (call, "client_id");

  if (client == NULL || *client == '\0')
    return "invalid_request: Missing required parameter: client_id";
  if (g_str_has_prefix (client, "deleted"))
    return "deleted_client";
  if (!is_loopback_redirect (_exm_practice_call_query (call, "redirect_uri")))
    return "redirect_uri_mismatch";
  if (g_strcmp0 (_exm_practice_call_query (call, "response_type"), "code") != 0)
    return "invalid_request: Invalid response_type";
  if (scope == NULL || *scope == '\0')
    return "invalid_request: Missing required parameter: scope";
  if (challenge == NULL)
    return "invalid_request: Missing required parameter: code_challenge";
  if (g_strcmp0 (_exm_practice_call_query (call, "code_challenge_method"), "S256") != 0 || strlen (challenge) != 43)
    return "invalid_request: Invalid code_challenge";
  return NULL;
}

/* What was asked for, without Google Cloud. */
static char *
leave_out_cloud (const char *scope)
{
  g_auto (GStrv) scopes = g_strsplit (scope, " ", -1);
  GString *left = g_string_new (NULL);

  for (guint i = 0; scopes[i] != NULL; i++)
    if (!g_str_equal (scopes[i], EXM_PRACTICE_SCOPE_CLOUD))
      g_string_append_printf (left, "%s%s", left->len > 0 ? " " : "", scopes[i]);
  return g_string_free (left, FALSE);
}

void
_exm_practice_serve_auth_page (ExmPracticeCall *call)
{
  const char *problem = check (call);
  const char *hint = _exm_practice_call_query (call, "login_hint");
  const char *scope = _exm_practice_call_query (call, "scope");
  const char *address = _exm_practice_call_query (call, "redirect_uri");
  g_auto (ExmPracticeGrant) grant = { NULL };
  g_autofree char *code = NULL;
  GString         *target;

  if (!_exm_practice_call_is (call, "GET"))
    {
      _exm_practice_error (call, 405, "Method Not Allowed");
      return;
    }
  if (problem != NULL)
    {
      refuse (call, problem);
      return;
    }
  target = g_string_new (address);
  if (hint != NULL && g_str_has_prefix (hint, "declined@"))
    {
      append (target, "error", "access_denied");
      redirect (call, target);
      return;
    }
  grant.email = g_strdup (hint != NULL && strchr (hint, '@') != NULL ? hint : EXM_PRACTICE_EMAIL);
  grant.client = g_strdup (_exm_practice_call_query (call, "client_id"));
  grant.scope = hint != NULL && g_str_has_prefix (hint, "partial@") ? leave_out_cloud (scope) : g_strdup (scope);
  code = _exm_practice_issue_code (call->state, &grant, address, _exm_practice_call_query (call, "code_challenge"),
                                   g_strcmp0 (_exm_practice_call_query (call, "access_type"), "offline") == 0);
  append (target, "code", code);
  append (target, "scope", grant.scope);
  redirect (call, target);
}
