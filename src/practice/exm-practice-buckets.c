/* exm-practice-buckets.c - Cloud Storage: buckets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-setup-private.h"

#include <string.h>

#include "exm-json-gate.h"

JsonObject *
_exm_practice_bucket (ExmPracticeState *state, const char *name)
{
  return _exm_practice_store_get (state->store, "buckets", name);
}

/* https://cloud.google.com/storage/docs/buckets#naming; names with dots need a
 * verified domain, which nobody has here. */
static const char *
name_fault (const char *name)
{
  const gsize len = name != NULL ? strlen (name) : 0;

  if (len < 3 || len > 63)
    return "The specified bucket is not valid.";
  for (gsize i = 0; i < len; i++)
    if (!g_ascii_islower (name[i]) && !g_ascii_isdigit (name[i]) && strchr ("-_.", name[i]) == NULL)
      return "The specified bucket is not valid.";
  if (!g_ascii_isalnum (name[0]) || !g_ascii_isalnum (name[len - 1]) || strstr (name, "..") != NULL || g_hostname_is_ip_address (name))
    return "The specified bucket is not valid.";
  if (g_str_has_prefix (name, "goog") || strstr (name, "google") != NULL || strstr (name, "g00gle") != NULL)
    return "The specified bucket name is reserved.";
  return NULL;
}

static JsonObject *
bucket_public (ExmPracticeCall *call, JsonObject *bucket)
{
  g_autofree char *link = g_strconcat (call->state->origin, "/storage/v1/b/",
                                       exm_json_get_string (bucket, "name"), NULL);
  JsonObject      *copy = json_object_new ();
  JsonObjectIter   iter;
  const char      *name;
  JsonNode        *value;

  json_object_iter_init (&iter, bucket);
  while (json_object_iter_next (&iter, &name, &value))
    json_object_set_member (copy, name, json_node_copy (value));
  _exm_set (copy, "selfLink", link);
  return copy;
}

static void
set_access (JsonObject *bucket, JsonObject *body)
{
  JsonObject *iam = exm_json_get_object (body, "iamConfiguration");
  JsonObject *uniform;

  if (iam != NULL)
    {
      json_object_set_object_member (bucket, "iamConfiguration", json_object_ref (iam));
      return;
    }
  iam = json_object_new ();
  uniform = json_object_new ();
  json_object_set_boolean_member (uniform, "enabled", TRUE);
  json_object_set_object_member (iam, "uniformBucketLevelAccess", uniform);
  _exm_set (iam, "publicAccessPrevention", "inherited");
  json_object_set_object_member (bucket, "iamConfiguration", iam);
}

static JsonObject *
make_bucket (const char *name, JsonObject *body)
{
  JsonObject *bucket = json_object_new ();
  const char *location = exm_json_get_string (body, "location");
  const char *class = exm_json_get_string (body, "storageClass");
  g_autofree char *upper = g_ascii_strup (location != NULL ? location : "US", -1);
  g_autofree char *now = _exm_practice_now ();
  const gboolean   multi = strlen (upper) <= 4;

  _exm_set (bucket, "kind", "storage#bucket");
  _exm_set (bucket, "id", name);
  _exm_set (bucket, "name", name);
  _exm_set (bucket, "projectNumber", EXM_PRACTICE_NUMBER);
  _exm_set (bucket, "location", upper);
  _exm_set (bucket, "locationType", multi ? "multi-region" : "region");
  _exm_set (bucket, "storageClass", class != NULL ? class : "STANDARD");
  _exm_set (bucket, "generation", "1");
  _exm_set (bucket, "metageneration", "1");
  _exm_set (bucket, "etag", "CAE=");
  _exm_set (bucket, "timeCreated", now);
  _exm_set (bucket, "updated", now);
  set_access (bucket, body);
  if (exm_json_get_object (body, "labels") != NULL)
    json_object_set_object_member (bucket, "labels",
                                   json_object_ref (exm_json_get_object (body, "labels")));
  return bucket;
}

static void
create_bucket (ExmPracticeCall *call)
{
  JsonObject *body = _exm_practice_call_json (call);
  g_autoptr (JsonObject) bucket = NULL;
  const char *name;
  const char *project = _exm_practice_call_query (call, "project");

  if (body == NULL)
    return;
  name = exm_json_get_string (body, "name");
  if (project == NULL)
    _exm_practice_error (call, 400, "Required parameter: project");
  else if (!_exm_practice_is_project (call->state, project))
    _exm_practice_error (call, 400, "Unknown project id: %s", project);
  else if (_exm_practice_state_has_obstacle (call->state, EXM_PRACTICE_OBSTACLE_BUCKETS))
    _exm_practice_error (call, 403,
                         "practice@example.test does not have storage.buckets.create access to "
                         "the Google Cloud project. Permission 'storage.buckets.create' denied on "
                         "resource (or it may not exist).");
  else if (!_exm_practice_billing_is_on (call->state))
    _exm_practice_error (call, 403,
                         "The billing account for the owning project is disabled in state absent");
  else if (name_fault (name) != NULL)
    _exm_practice_error (call, 400, "Invalid bucket name: '%s'. %s", name != NULL ? name : "",
                         name_fault (name));
  else if (_exm_practice_bucket (call->state, name) != NULL)
    _exm_practice_error (call, 409,
                         "Your previous request to create the named bucket succeeded and you "
                         "already own it.");
  else
    {
      bucket = make_bucket (name, body);
      if (!_exm_practice_store_put (call->state->store, "buckets", name, bucket))
        _exm_practice_error (call, 500, "We encountered an internal error. Please try again.");
      else
        _exm_practice_reply (call, 200, bucket_public (call, bucket));
    }
}

static void
list_buckets (ExmPracticeCall *call)
{
  g_autoptr (GPtrArray) all = _exm_practice_store_list (call->state->store, "buckets");
  const char *prefix = _exm_practice_call_query (call, "prefix");
  const char *project = _exm_practice_call_query (call, "project");
  JsonObject *answer;
  JsonArray  *items;

  if (project != NULL && !_exm_practice_is_project (call->state, project))
    {
      _exm_practice_error (call, 400, "Unknown project id: %s", project);
      return;
    }
  if (_exm_practice_state_has_obstacle (call->state, EXM_PRACTICE_OBSTACLE_BUCKETS))
    {
      _exm_practice_error (call, 403,
                           "practice@example.test does not have storage.buckets.list access to "
                           "the Google Cloud project.");
      return;
    }
  answer = json_object_new ();
  items = json_array_new ();
  _exm_set (answer, "kind", "storage#buckets");
  for (guint i = 0; i < all->len; i++)
    {
      JsonObject *bucket = g_ptr_array_index (all, i);

      if (prefix == NULL || g_str_has_prefix (exm_json_get_string (bucket, "name"), prefix))
        json_array_add_object_element (items, bucket_public (call, bucket));
    }
  if (json_array_get_length (items) > 0)
    json_object_set_array_member (answer, "items", items);
  else
    json_array_unref (items);
  _exm_practice_reply (call, 200, answer);
}

static void
delete_bucket (ExmPracticeCall *call, const char *name)
{
  g_autoptr (GPtrArray) objects = _exm_practice_store_list (call->state->store, "objects");

  for (guint i = 0; i < objects->len; i++)
    if (g_strcmp0 (exm_json_get_string (g_ptr_array_index (objects, i), "bucket"), name) == 0)
      {
        _exm_practice_error (call, 409, "The bucket you tried to delete is not empty.");
        return;
      }
  _exm_practice_store_remove (call->state->store, "buckets", name);
  _exm_practice_reply_empty (call, 204);
}

static void
test_permissions (ExmPracticeCall *call)
{
  JsonObject *answer = json_object_new ();
  JsonArray  *held = json_array_new ();

  _exm_set (answer, "kind", "storage#testIamPermissionsResponse");
  for (guint i = 0; i + 1 < call->query->len; i += 2)
    if (g_strcmp0 (g_ptr_array_index (call->query, i), "permissions") == 0 &&
        _exm_practice_may (call->state, g_ptr_array_index (call->query, i + 1)))
      json_array_add_string_element (held, g_ptr_array_index (call->query, i + 1));
  json_object_set_array_member (answer, "permissions", held);
  _exm_practice_reply (call, 200, answer);
}

/* /storage/v1/b, /storage/v1/b/B, /storage/v1/b/B/iam/testPermissions */
void
_exm_practice_serve_buckets (ExmPracticeCall *call)
{
  const char *name = call->n_path > 3 ? call->path[3] : NULL;
  JsonObject *bucket = name != NULL ? _exm_practice_bucket (call->state, name) : NULL;

  if (name == NULL && _exm_practice_call_is (call, "GET"))
    list_buckets (call);
  else if (name == NULL && _exm_practice_call_is (call, "POST"))
    create_bucket (call);
  else if (name == NULL)
    _exm_practice_error (call, 405, "Method not allowed.");
  else if (bucket == NULL)
    _exm_practice_error (call, 404, "The specified bucket does not exist.");
  else if (call->n_path == 6 && g_str_equal (call->path[5], "testPermissions"))
    test_permissions (call);
  else if (call->n_path == 4 && _exm_practice_call_is (call, "GET"))
    _exm_practice_reply (call, 200, bucket_public (call, bucket));
  else if (call->n_path == 4 && _exm_practice_call_is (call, "DELETE"))
    delete_bucket (call, name);
  else
    _exm_practice_error (call, 404, "Not Found");
}
