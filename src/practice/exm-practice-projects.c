/* exm-practice-projects.c - Resource Manager: the project, and operations
 *
 * https://cloud.google.com/resource-manager/reference/rest/v3/projects
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-setup-private.h"

#include <string.h>

#include "exm-json-gate.h"

#define CREATE_MS 2000
#define LISTED_MS 4000

JsonObject *
_exm_practice_own_project (ExmPracticeState *state)
{
  return _exm_practice_store_get (state->store, "account", "project");
}

gboolean
_exm_practice_put_project (ExmPracticeState *state, JsonObject *document)
{
  return _exm_practice_store_put (state->store, "account", "project", document);
}

const char *
_exm_practice_project_id (ExmPracticeState *state)
{
  JsonObject *own = _exm_practice_own_project (state);
  gint64      due = 0;

  if (_exm_practice_state_has_obstacle (state, EXM_PRACTICE_OBSTACLE_PROJECT))
    return NULL;
  exm_json_get_int64 (own, "due", &due);
  if (own != NULL)
    return g_get_real_time () >= due ? exm_json_get_string (own, "projectId") : NULL;
  if (_exm_practice_state_has_obstacle (state, EXM_PRACTICE_OBSTACLE_NOTHING))
    return NULL;
  return EXM_PRACTICE_PROJECT;
}

gboolean
_exm_practice_is_project (ExmPracticeState *state, const char *name)
{
  const char *id = _exm_practice_project_id (state);

  return id != NULL && (g_strcmp0 (name, id) == 0 || g_strcmp0 (name, EXM_PRACTICE_NUMBER) == 0);
}

void
_exm_practice_no_project (ExmPracticeCall *call, const char *project)
{
  g_autofree char *message = g_strdup_printf (
    "The caller does not have permission to act as '%s', or the project may not exist.", project);

  _exm_practice_error (call, 403, "%s", message);
}

static JsonObject *
project_resource (ExmPracticeState *state, gboolean v1)
{
  JsonObject *own = _exm_practice_own_project (state);
  JsonObject *project = json_object_new ();
  const char *title = own != NULL ? exm_json_get_string (own, "displayName") : "Practice project";
  const char *created = own != NULL ? exm_json_get_string (own, "createTime") : "2026-01-01T00:00:00.000Z";

  if (v1)
    {
      _exm_set (project, "projectNumber", EXM_PRACTICE_NUMBER);
      _exm_set (project, "lifecycleState", "ACTIVE");
      _exm_set (project, "name", title);
    }
  else
    {
      _exm_set (project, "name", "projects/" EXM_PRACTICE_NUMBER);
      _exm_set (project, "parent", exm_json_get_string (own, "parent"));
      _exm_set (project, "state", "ACTIVE");
      _exm_set (project, "displayName", title);
    }
  _exm_set (project, "projectId", own != NULL ? exm_json_get_string (own, "projectId") : EXM_PRACTICE_PROJECT);
  _exm_set (project, "createTime", created);
  if (!v1)
    {
      _exm_set (project, "updateTime", created);
      _exm_set (project, "etag", "W/\"1\"");
    }
  return project;
}

/* A new project is found by search only after a while. */
static void
reply_search (ExmPracticeCall *call, gboolean v1)
{
  ExmPracticeState *state = call->state;
  JsonObject       *answer = json_object_new ();
  JsonArray        *projects;
  gint64            listed = 0;

  exm_json_get_int64 (_exm_practice_own_project (state), "listed", &listed);
  if (_exm_practice_project_id (state) != NULL && g_get_real_time () >= listed)
    {
      projects = json_array_new ();
      json_array_add_object_element (projects, project_resource (state, v1));
      json_object_set_array_member (answer, "projects", projects);
    }
  _exm_practice_reply (call, 200, answer);
}

/* --- operations ----------------------------------------------------------------- */

static JsonObject *
show_operation (JsonObject *document)
{
  static const char *const results[] = { "response", "error" };
  JsonObject              *copy = json_object_new ();
  gint64                   due = 0;

  _exm_set (copy, "name", exm_json_get_string (document, "name"));
  exm_json_get_int64 (document, "due", &due);
  if (g_get_real_time () < due)
    return copy;
  json_object_set_boolean_member (copy, "done", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    if (exm_json_get_object (document, results[i]) != NULL)
      json_object_set_object_member (copy, results[i],
                                     json_object_ref (exm_json_get_object (document, results[i])));
  return copy;
}

void
_exm_practice_begin (ExmPracticeCall *call,
                     const char      *prefix,
                     guint            ms,
                     JsonObject      *response,
                     JsonObject      *error)
{
  g_autoptr (JsonObject) document = json_object_new ();
  g_autofree char *id = g_strdup_printf ("%s.%" G_GUINT64_FORMAT, prefix, _exm_practice_state_next_id (call->state));
  g_autofree char *name = g_strconcat ("operations/", id, NULL);

  _exm_set (document, "name", name);
  _exm_set_int (document, "due", g_get_real_time () + (gint64)_exm_practice_scaled_ms (call->state, ms) * 1000);
  if (response != NULL)
    json_object_set_object_member (document, "response", response);
  if (error != NULL)
    json_object_set_object_member (document, "error", error);
  if (_exm_practice_store_put (call->state->store, "operations", id, document))
    _exm_practice_reply (call, 200, show_operation (document));
  else
    _exm_practice_error (call, 500, "Internal error encountered.");
}

/* Service Usage forgets its operations after a while; one that is asked for later
 * counts as done. */
static void
reply_operation (ExmPracticeCall *call, const char *id)
{
  JsonObject *document = id != NULL ? _exm_practice_store_get (call->state->store, "operations", id) : NULL;

  if (document != NULL)
    _exm_practice_reply (call, 200, show_operation (document));
  else if (id != NULL && g_str_has_prefix (id, "acf."))
    {
      JsonObject      *answer = json_object_new ();
      g_autofree char *name = g_strconcat ("operations/", id, NULL);

      _exm_set (answer, "name", name);
      json_object_set_boolean_member (answer, "done", TRUE);
      json_object_set_object_member (answer, "response", json_object_new ());
      _exm_practice_reply (call, 200, answer);
    }
  else
    _exm_practice_error (call, 404, "Operation not found: %s", call->target);
}

/* --- create --------------------------------------------------------------------- */

static gboolean
is_id (const char *id)
{
  const gsize length = id != NULL ? strlen (id) : 0;

  return length >= 6 && length <= 30 && g_ascii_islower (id[0]) && id[length - 1] != '-' &&
         strspn (id, "abcdefghijklmnopqrstuvwxyz0123456789-") == length &&
         strstr (id, "google") == NULL && strstr (id, "ssl") == NULL;
}

static gboolean
is_title (const char *title)
{
  const gsize length = title != NULL ? strlen (title) : 0;

  return length >= 4 && length <= 30;
}

static JsonObject *
quota_error (void)
{
  JsonObject *error = json_object_new ();

  json_object_set_int_member (error, "code", 8);
  _exm_set (error, "message",
            "The project cannot be created because you have exceeded your allotted project quota.");
  return error;
}

/* The project is there from @due on, when the operation is done as well. */
static void
make_project (ExmPracticeCall *call, JsonObject *body)
{
  ExmPracticeState *state = call->state;
  const gint64      now = g_get_real_time ();
  g_autoptr (JsonObject) document = json_object_new ();
  g_autofree char *created = _exm_practice_now ();
  JsonObject      *response;

  _exm_set (document, "projectId", exm_json_get_string (body, "projectId"));
  _exm_set (document, "displayName", exm_json_get_string (body, "displayName"));
  _exm_set (document, "parent", exm_json_get_string (body, "parent"));
  _exm_set (document, "createTime", created);
  _exm_set_int (document, "due", now + (gint64)_exm_practice_scaled_ms (state, CREATE_MS) * 1000);
  _exm_set_int (document, "listed", now + (gint64)_exm_practice_scaled_ms (state, CREATE_MS + LISTED_MS) * 1000);
  if (!_exm_practice_put_project (state, document))
    {
      _exm_practice_error (call, 500, "Internal error encountered.");
      return;
    }
  response = project_resource (state, FALSE);
  _exm_set (response, "@type", "type.googleapis.com/google.cloud.resourcemanager.v3.Project");
  _exm_practice_begin (call, "cp", CREATE_MS, response, NULL);
  _exm_practice_state_clear_obstacle (state, EXM_PRACTICE_OBSTACLE_NOTHING);
}

static void
create_project (ExmPracticeCall *call)
{
  ExmPracticeState *state = call->state;
  JsonObject       *body = _exm_practice_call_json (call);
  const char       *id;
  const char       *taken;

  if (body == NULL)
    return;
  id = exm_json_get_string (body, "projectId");
  taken = _exm_practice_own_project (state) != NULL
            ? exm_json_get_string (_exm_practice_own_project (state), "projectId")
            : EXM_PRACTICE_PROJECT;
  if (_exm_practice_state_has_obstacle (state, EXM_PRACTICE_OBSTACLE_CREATION))
    _exm_practice_error (call, 403, "Permission 'resourcemanager.projects.create' denied on parent resource.");
  else if (!is_id (id))
    _exm_practice_error_field (call, "project_id",
                               "project_id contains invalid characters, or is not 6 to 30 characters long");
  else if (exm_json_get_string (body, "displayName") != NULL && !is_title (exm_json_get_string (body, "displayName")))
    _exm_practice_error_field (call, "project.display_name", "the display name must be 4 to 30 characters long");
  else if (g_str_equal (id, taken))
    _exm_practice_error (call, 409, "Requested entity already exists");
  else if (_exm_practice_own_project (state) != NULL ||
           !_exm_practice_state_has_obstacle (state, EXM_PRACTICE_OBSTACLE_NOTHING))
    _exm_practice_begin (call, "cp", CREATE_MS, NULL, quota_error ());
  else
    make_project (call, body);
}

/* --- routes --------------------------------------------------------------------- */

/* /v1/projects, /v3/projects, /v3/projects:search, /v3/projects/P */
void
_exm_practice_serve_projects (ExmPracticeCall *call)
{
  const gboolean v1 = g_str_equal (call->path[0], "v1");
  const char    *project = call->n_path > 2 ? call->path[2] : NULL;

  if (project == NULL && call->verb == NULL && _exm_practice_call_is (call, "POST"))
    create_project (call);
  else if (project == NULL && (call->verb == NULL || g_str_equal (call->verb, "search")))
    reply_search (call, v1);
  else if (project != NULL && call->verb == NULL)
    _exm_practice_reply (call, 200, project_resource (call->state, v1));
  else if (project != NULL && g_strcmp0 (call->verb, "testIamPermissions") == 0)
    _exm_practice_serve_permissions (call);
  else
    _exm_practice_error (call, 404, "Not Found");
}

/* /v1/projects…, /v3/projects…, /v1/billingAccounts, /v1/operations/… */
void
_exm_practice_serve_account (ExmPracticeCall *call)
{
  const char *collection = call->path[1];
  const char *project = call->n_path > 2 ? call->path[2] : NULL;
  const char *sub = call->n_path > 3 ? call->path[3] : NULL;

  if (g_str_equal (collection, "billingAccounts"))
    _exm_practice_serve_billing_accounts (call);
  else if (g_str_equal (collection, "operations"))
    reply_operation (call, project);
  else if (!g_str_equal (collection, "projects"))
    _exm_practice_error (call, 404, "Not Found");
  else if (project != NULL && !_exm_practice_is_project (call->state, project))
    _exm_practice_no_project (call, project);
  else if (sub == NULL)
    _exm_practice_serve_projects (call);
  else if (g_str_equal (sub, "billingInfo"))
    _exm_practice_serve_billing (call);
  else if (g_str_equal (sub, "services"))
    _exm_practice_serve_services (call);
  else
    _exm_practice_error (call, 404, "Not Found");
}
