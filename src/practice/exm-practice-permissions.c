/* exm-practice-permissions.c - what the account may do
 *
 * An owner of the project; the obstacles take Vertex AI or the buckets away.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-setup-private.h"

#include <string.h>

#include "exm-json-gate.h"

gboolean
_exm_practice_may (ExmPracticeState *state, const char *permission)
{
  if (_exm_practice_state_has_obstacle (state, EXM_PRACTICE_OBSTACLE_ROLES) &&
      (g_str_has_prefix (permission, "aiplatform.") || g_str_equal (permission, "serviceusage.services.enable")))
    return FALSE;
  if (_exm_practice_state_has_obstacle (state, EXM_PRACTICE_OBSTACLE_BUCKETS) &&
      g_str_has_prefix (permission, "storage.buckets."))
    return FALSE;
  return TRUE;
}

/* "service.resources.verb" of a service that takes part here. */
static gboolean
is_permission (const char *name)
{
  static const char *const services[] = { "aiplatform", "storage", "resourcemanager", "serviceusage", "billing", "iam" };
  g_auto (GStrv) parts = g_strsplit (name != NULL ? name : "", ".", -1);

  if (g_strv_length (parts) != 3 || *parts[1] == '\0' || *parts[2] == '\0')
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    if (g_str_equal (parts[0], services[i]))
      return TRUE;
  return FALSE;
}

/* POST …/projects/P:testIamPermissions */
void
_exm_practice_serve_permissions (ExmPracticeCall *call)
{
  JsonObject *body = _exm_practice_call_json (call);
  JsonObject *answer;
  JsonArray  *asked;
  JsonArray  *held;

  if (body == NULL)
    return;
  asked = exm_json_get_array (body, "permissions");
  for (guint i = 0; i < exm_json_array_size (asked); i++)
    if (!is_permission (exm_json_array_string (asked, i)))
      {
        _exm_practice_error (call, 400, "Permission %s is not valid for this resource.",
                             exm_json_array_string (asked, i) != NULL ? exm_json_array_string (asked, i) : "");
        return;
      }
  answer = json_object_new ();
  held = json_array_new ();
  for (guint i = 0; i < exm_json_array_size (asked); i++)
    if (_exm_practice_may (call->state, exm_json_array_string (asked, i)))
      json_array_add_string_element (held, exm_json_array_string (asked, i));
  /* As in proto3's JSON: an empty list is left out. */
  if (json_array_get_length (held) > 0)
    json_object_set_array_member (answer, "permissions", held);
  else
    json_array_unref (held);
  _exm_practice_reply (call, 200, answer);
}

gboolean
_exm_practice_check_permission (ExmPracticeCall *call, const char *permission, const char *resource)
{
  g_autofree char *message = NULL;

  if (_exm_practice_may (call->state, permission))
    return TRUE;
  message = g_strdup_printf ("Permission '%s' denied on resource '//%s' (or it may not exist).", permission, resource);
  _exm_practice_error_info (call, 403, "PERMISSION_DENIED", "IAM_PERMISSION_DENIED", "permission", permission, message);
  return FALSE;
}
