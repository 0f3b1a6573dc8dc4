/* exm-practice-route.c - from a request to the part that answers it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-setup-private.h"

#include <string.h>

#include "exm-json-gate.h"

static gboolean
is_sign_in (ExmPracticeCall *call)
{
  static const char *const paths[] = { "/o/oauth2/v2/auth", "/o/oauth2/auth", "/token", "/oauth2/v4/token",
                                       "/revoke", "/o/oauth2/revoke", "/tokeninfo", "/oauth2/v3/tokeninfo" };
  g_autofree char         *path = g_strndup (call->target, strcspn (call->target, "?"));

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    if (g_str_equal (path, paths[i]))
      return TRUE;
  return FALSE;
}

static gboolean
has_token (ExmPracticeCall *call)
{
  ExmPracticeState *state = call->state;
  const char       *header = _exm_practice_call_header (call, "Authorization");
  const char       *token;
  gboolean          good;

  g_mutex_lock (&state->lock);
  if (!state->require_token && header == NULL)
    good = TRUE;
  else if (header == NULL || g_ascii_strncasecmp (header, "Bearer ", 7) != 0)
    good = FALSE;
  else
    {
      token = header + 7;
      good = state->token != NULL && strcmp (state->token, token) == 0;
      if (!good)
        {
          g_mutex_unlock (&state->lock);
          return _exm_practice_token_counts (state, token);
        }
    }
  g_mutex_unlock (&state->lock);
  return good;
}

static void
refuse_token (ExmPracticeCall *call)
{
  const char *header = _exm_practice_call_header (call, "Authorization");

  soup_message_headers_append (soup_server_message_get_response_headers (call->message),
                               "WWW-Authenticate", "Bearer realm=\"https://accounts.google.com/\"");
  /* One that was given out here, and is over or revoked. */
  _exm_practice_error_info (
    call, 401, "UNAUTHENTICATED",
    header != NULL && strstr (header, " practice-at-") != NULL ? "ACCESS_TOKEN_EXPIRED" : "ACCESS_TOKEN_TYPE_UNSUPPORTED", "service",
    call->is_storage ? "storage.googleapis.com" : "aiplatform.googleapis.com",
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login "
    "cookie or other valid authentication credential. See "
    "https://developers.google.com/identity/sign-in/web/devconsole-project.");
}

/* FALSE: something stands in the way of the Vertex AI API, and it was said. */
static gboolean
check_obstacles (ExmPracticeCall *call)
{
  if (!_exm_practice_service_is_there (call->state, "aiplatform.googleapis.com"))
    {
      _exm_practice_error_info (
        call, 403, "PERMISSION_DENIED", "SERVICE_DISABLED", "service",
        "aiplatform.googleapis.com",
        "Vertex AI API has not been used in project " EXM_PRACTICE_NUMBER
        " before or it is disabled. Enable it by visiting "
        "https://console.developers.google.com/apis/api/aiplatform.googleapis.com/"
        "overview?project=" EXM_PRACTICE_NUMBER
        " then retry. If you enabled this API recently, wait a few minutes for the action to "
        "propagate to our systems and retry.");
      return FALSE;
    }
  if (!_exm_practice_billing_is_on (call->state))
    {
      _exm_practice_error_info (
        call, 403, "PERMISSION_DENIED", "BILLING_DISABLED", "service",
        "aiplatform.googleapis.com",
        "This API method requires billing to be enabled. Please enable billing on project "
        "#" EXM_PRACTICE_NUMBER
        " by visiting https://console.developers.google.com/billing/enable"
        "?project=" EXM_PRACTICE_NUMBER " then retry.");
      return FALSE;
    }
  return TRUE;
}

/* The permission that a call on a collection takes, as far as they differ. */
static gboolean
check_role (ExmPracticeCall *call)
{
  const gboolean   post = _exm_practice_call_is (call, "POST");
  const char      *verb = call->verb != NULL ? call->verb : post             ? "create"
                                                          : call->n_path > 6 ? "get"
                                                                             : "list";
  g_autofree char *permission = NULL;
  g_autofree char *resource = NULL;

  if (g_str_has_suffix (verb, "enerateContent") || g_str_equal (verb, "countTokens") || g_str_equal (verb, "computeTokens"))
    permission = g_strdup ("aiplatform.endpoints.predict");
  else
    permission = g_strdup_printf ("aiplatform.%s.%s", call->path[5], verb);
  resource = g_strdup_printf ("aiplatform.googleapis.com/projects/%s/locations/%s", call->path[2], call->path[4]);
  return _exm_practice_check_permission (call, permission, resource);
}

/* /v1/projects/P/locations/L/COLLECTION… */
static void
route_platform (ExmPracticeCall *call)
{
  static const struct
  {
    const char *collection;
    void (*serve) (ExmPracticeCall *call);
  } routes[] = {
    { "tuningJobs", _exm_practice_serve_jobs },
    { "models", _exm_practice_serve_models },
    { "endpoints", _exm_practice_serve_endpoints },
    { "publishers", _exm_practice_serve_publishers },
    { "operations", _exm_practice_serve_operations },
    { "metadataStores", _exm_practice_serve_curves },
    { "tensorboards", _exm_practice_serve_curves },
  };

  if (!_exm_practice_is_project (call->state, call->path[2]))
    {
      g_autofree char *message = g_strdup_printf (
        "Permission denied on resource project %s.", call->path[2]);

      _exm_practice_error_info (call, 403, "PERMISSION_DENIED", "CONSUMER_INVALID", "service",
                                "aiplatform.googleapis.com", message);
      return;
    }
  if (!check_obstacles (call) || !check_role (call))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (routes); i++)
    if (g_strcmp0 (call->path[5], routes[i].collection) == 0)
      {
        routes[i].serve (call);
        return;
      }
  _exm_practice_error (call, 404, "Not Found");
}

static void
route_storage (ExmPracticeCall *call)
{
  const guint base = g_str_equal (call->path[0], "storage") ? 0 : 1;

  if (strstr (call->target, "/upload/") != NULL && !g_str_equal (call->path[0], "storage"))
    _exm_practice_serve_upload (call);
  else if (call->n_path < base + 3 || !g_str_equal (call->path[base + 2], "b"))
    _exm_practice_error (call, 404, "Not Found");
  else if (call->n_path > base + 4 && g_str_equal (call->path[base + 4], "o"))
    _exm_practice_serve_objects (call);
  else if (base == 0)
    _exm_practice_serve_buckets (call);
  else
    _exm_practice_error (call, 404, "Not Found");
}

static void
route_versioned (ExmPracticeCall *call)
{
  if (call->n_path == 2 && g_str_equal (call->path[1], "userinfo"))
    _exm_practice_serve_oauth (call);
  else if (call->n_path >= 5 && g_str_equal (call->path[1], "projects") && g_str_equal (call->path[3], "serviceAccounts"))
    _exm_practice_serve_service_accounts (call);
  else if (call->n_path >= 6 && g_str_equal (call->path[1], "projects") && g_str_equal (call->path[3], "locations"))
    route_platform (call);
  else if (call->n_path >= 2)
    _exm_practice_serve_account (call);
  else
    _exm_practice_error (call, 404, "Not Found");
}

void
_exm_practice_route (ExmPracticeCall *call)
{
  const char *first = call->n_path > 0 ? call->path[0] : "";

  if (g_str_has_prefix (call->target, "/_practice/faults"))
    {
      const char *type = _exm_practice_call_header (call, "Content-Type");

      /* A browser asks before it sends this type across origins. */
      if (_exm_practice_call_is (call, "POST") && (type == NULL || !g_str_has_prefix (type, "application/json")))
        _exm_practice_error (call, 400, "Content-Type: application/json is expected.");
      else
        _exm_practice_serve_faults (call);
    }
  else if (is_sign_in (call))
    _exm_practice_serve_oauth (call);
  else if (!(call->is_storage && _exm_practice_call_query (call, "upload_id") != NULL) && !has_token (call))
    refuse_token (call);
  else if (call->is_storage)
    route_storage (call);
  else if (g_str_equal (first, "v1") || g_str_equal (first, "v1beta1") || g_str_equal (first, "v3"))
    route_versioned (call);
  else if (g_str_equal (first, "oauth2"))
    _exm_practice_serve_oauth (call);
  else
    _exm_practice_error (call, 404, "Not Found");
}
