/* exm-practice-account.c - projects, billing, service usage, sign-in
 *
 * One user, one project, one billing account. Linking billing and enabling the
 * API take the obstacles of those names away.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-private.h"

#include <string.h>

#include "exm-json-gate.h"

#define EMAIL "practice@example.test"
#define BILLING_ACCOUNT "billingAccounts/000000-PRACTI-CE0000"

gboolean
_exm_practice_is_project (const char *name)
{
  return g_strcmp0 (name, EXM_PRACTICE_PROJECT) == 0 || g_strcmp0 (name, EXM_PRACTICE_NUMBER) == 0;
}

static JsonObject *
one_item (const char *key, JsonObject *item)
{
  JsonObject *answer = json_object_new ();
  JsonArray  *array = json_array_new ();

  json_array_add_object_element (array, item);
  json_object_set_array_member (answer, key, array);
  return answer;
}

static JsonObject *
project_resource (gboolean v1)
{
  JsonObject *project = json_object_new ();

  if (v1)
    {
      _exm_set (project, "projectNumber", EXM_PRACTICE_NUMBER);
      _exm_set (project, "lifecycleState", "ACTIVE");
      _exm_set (project, "name", "Practice project");
    }
  else
    {
      _exm_set (project, "name", "projects/" EXM_PRACTICE_NUMBER);
      _exm_set (project, "state", "ACTIVE");
      _exm_set (project, "displayName", "Practice project");
    }
  _exm_set (project, "projectId", EXM_PRACTICE_PROJECT);
  _exm_set (project, "createTime", "2026-01-01T00:00:00.000Z");
  return project;
}

static void
reply_permissions (ExmPracticeCall *call)
{
  JsonObject *body = _exm_practice_call_json (call);
  JsonObject *answer;
  JsonArray  *asked;

  if (body == NULL)
    return;
  answer = json_object_new ();
  asked = exm_json_get_array (body, "permissions");
  if (asked != NULL)
    json_object_set_array_member (answer, "permissions", json_array_ref (asked));
  _exm_practice_reply (call, 200, answer);
}

static void
reply_billing (ExmPracticeCall *call)
{
  JsonObject *answer;
  gboolean    off;

  if (_exm_practice_call_is (call, "PUT"))
    {
      JsonObject *body = _exm_practice_call_json (call);

      if (body == NULL)
        return;
      if (g_strcmp0 (exm_json_get_string (body, "billingAccountName"), BILLING_ACCOUNT) != 0)
        {
          _exm_practice_error (call, 403, "The caller does not have permission");
          return;
        }
      _exm_practice_state_clear_obstacle (call->state, EXM_PRACTICE_OBSTACLE_BILLING);
    }
  off = _exm_practice_state_has_obstacle (call->state, EXM_PRACTICE_OBSTACLE_BILLING);
  answer = json_object_new ();
  _exm_set (answer, "name", "projects/" EXM_PRACTICE_PROJECT "/billingInfo");
  _exm_set (answer, "projectId", EXM_PRACTICE_PROJECT);
  _exm_set (answer, "billingAccountName", off ? "" : BILLING_ACCOUNT);
  json_object_set_boolean_member (answer, "billingEnabled", !off);
  _exm_practice_reply (call, 200, answer);
}

static void
reply_billing_accounts (ExmPracticeCall *call)
{
  JsonObject *account = json_object_new ();

  _exm_set (account, "name", BILLING_ACCOUNT);
  _exm_set (account, "displayName", "Practice billing account");
  json_object_set_boolean_member (account, "open", TRUE);
  _exm_practice_reply (call, 200, one_item ("billingAccounts", account));
}

static JsonObject *
service_resource (ExmPracticeState *state, const char *service)
{
  JsonObject      *resource = json_object_new ();
  JsonObject      *config = json_object_new ();
  g_autofree char *name = g_strconcat ("projects/" EXM_PRACTICE_NUMBER "/services/", service, NULL);
  const gboolean   off = g_str_equal (service, "aiplatform.googleapis.com") && _exm_practice_state_has_obstacle (state, EXM_PRACTICE_OBSTACLE_API);

  _exm_set (resource, "name", name);
  _exm_set (resource, "parent", "projects/" EXM_PRACTICE_NUMBER);
  _exm_set (config, "name", service);
  json_object_set_object_member (resource, "config", config);
  _exm_set (resource, "state", off ? "DISABLED" : "ENABLED");
  return resource;
}

static void
reply_enabled (ExmPracticeCall *call)
{
  JsonObject      *answer = json_object_new ();
  g_autofree char *name = g_strdup_printf ("operations/acf.%" G_GUINT64_FORMAT,
                                           _exm_practice_state_next_id (call->state));

  _exm_practice_state_clear_obstacle (call->state, EXM_PRACTICE_OBSTACLE_API);
  _exm_set (answer, "name", name);
  json_object_set_boolean_member (answer, "done", TRUE);
  json_object_set_object_member (answer, "response", json_object_new ());
  _exm_practice_reply (call, 200, answer);
}

static void
reply_services (ExmPracticeCall *call)
{
  JsonObject *answer;
  JsonArray  *services;

  if (g_strcmp0 (call->verb, "batchEnable") == 0)
    {
      reply_enabled (call);
      return;
    }
  answer = json_object_new ();
  services = json_array_new ();
  for (guint i = 0; i + 1 < call->query->len; i += 2)
    if (g_str_equal (g_ptr_array_index (call->query, i), "names"))
      {
        const char *name = strrchr (g_ptr_array_index (call->query, i + 1), '/');

        if (name != NULL)
          json_array_add_object_element (services, service_resource (call->state, name + 1));
      }
  if (call->verb == NULL)
    json_array_add_object_element (services,
                                   service_resource (call->state, "aiplatform.googleapis.com"));
  json_object_set_array_member (answer, "services", services);
  _exm_practice_reply (call, 200, answer);
}

/* /v1/projects…, /v3/projects…, /v1/billingAccounts, /v1/operations/… */
void
_exm_practice_serve_account (ExmPracticeCall *call)
{
  const gboolean v1 = g_str_equal (call->path[0], "v1");
  const char    *collection = call->path[1];
  const char    *project = call->n_path > 2 ? call->path[2] : NULL;
  const char    *sub = call->n_path > 3 ? call->path[3] : NULL;

  if (g_str_equal (collection, "billingAccounts"))
    reply_billing_accounts (call);
  else if (g_str_equal (collection, "operations"))
    {
      JsonObject      *answer = json_object_new ();
      g_autofree char *name = g_strconcat ("operations/", project, NULL);

      _exm_set (answer, "name", name);
      json_object_set_boolean_member (answer, "done", TRUE);
      json_object_set_object_member (answer, "response", json_object_new ());
      _exm_practice_reply (call, 200, answer);
    }
  else if (project == NULL && (call->verb == NULL || g_str_equal (call->verb, "search")))
    _exm_practice_reply (call, 200, one_item ("projects", project_resource (v1)));
  else if (project != NULL && !_exm_practice_is_project (project))
    _exm_practice_error (call, 403, "The caller does not have permission");
  else if (project != NULL && sub == NULL && call->verb == NULL)
    _exm_practice_reply (call, 200, project_resource (v1));
  else if (sub == NULL && g_strcmp0 (call->verb, "testIamPermissions") == 0)
    reply_permissions (call);
  else if (g_strcmp0 (sub, "billingInfo") == 0)
    reply_billing (call);
  else if (g_strcmp0 (sub, "services") == 0 && call->n_path == 4)
    reply_services (call);
  else if (g_strcmp0 (sub, "services") == 0 && g_strcmp0 (call->verb, "enable") == 0)
    reply_enabled (call);
  else if (g_strcmp0 (sub, "services") == 0)
    _exm_practice_reply (call, 200, service_resource (call->state, call->path[4]));
  else
    _exm_practice_error (call, 404, "Not Found");
}

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
