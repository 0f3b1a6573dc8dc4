/* exm-practice-model.c - the model and the endpoints of a job
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-model-private.h"

#include <string.h>

#include "exm-json-gate.h"

static char *
resource_name (const char *location, const char *collection, const char *id)
{
  return g_strdup_printf ("projects/" EXM_PRACTICE_NUMBER "/locations/%s/%s/%s", location,
                          collection, id);
}

static const char *
id_of (const char *name)
{
  return name != NULL && strchr (name, '/') != NULL ? strrchr (name, '/') + 1 : "";
}

static void
copy_labels (JsonObject *to, JsonObject *resource)
{
  JsonObject *labels = exm_json_get_object (resource, "labels");

  if (labels != NULL)
    json_object_set_object_member (to, "labels", json_object_ref (labels));
}

/* "ID", "ID@N" or "ID@default" taken apart; 0: any version. */
static char *
split_id (const char *id, guint *version)
{
  const char *at = strchr (id, '@');

  *version = at != NULL ? (guint)g_ascii_strtoull (at + 1, NULL, 10) : 0;
  return at != NULL ? g_strndup (id, (gsize)(at - id)) : g_strdup (id);
}

static char *
version_key (const char *bare, guint version)
{
  return version <= 1 ? g_strdup (bare) : g_strdup_printf ("%s.%u", bare, version);
}

static guint
version_of (JsonObject *model)
{
  const char *text = exm_json_get_string (model, "versionId");

  return text != NULL ? (guint)g_ascii_strtoull (text, NULL, 10) : 1;
}

void
_exm_practice_model_save (ExmPracticeState *state, JsonObject *model)
{
  g_autofree char *key = version_key (id_of (exm_json_get_string (model, "name")), version_of (model));

  _exm_practice_store_put (state->store, "models", key, model);
}

static int
compare_versions (gconstpointer a, gconstpointer b)
{
  const guint x = version_of (*(JsonObject *const *)a);
  const guint y = version_of (*(JsonObject *const *)b);

  return (x > y) - (x < y);
}

GPtrArray *
_exm_practice_model_versions (ExmPracticeState *state, const char *id)
{
  g_autoptr (GPtrArray) all = _exm_practice_store_list (state->store, "models");
  GPtrArray       *versions = g_ptr_array_new ();
  guint            version;
  g_autofree char *bare = split_id (id, &version);

  for (guint i = 0; i < all->len; i++)
    if (g_str_equal (id_of (exm_json_get_string (g_ptr_array_index (all, i), "name")), bare))
      g_ptr_array_add (versions, g_ptr_array_index (all, i));
  g_ptr_array_sort (versions, compare_versions);
  return versions;
}

JsonObject *
_exm_practice_model_find (ExmPracticeState *state, const char *id, char **key)
{
  guint            version;
  g_autofree char *bare = split_id (id, &version);
  g_autoptr (GPtrArray) versions = _exm_practice_model_versions (state, bare);

  for (guint i = 0; i < versions->len; i++)
    {
      JsonObject *model = g_ptr_array_index (versions, i);

      if (version != 0 && version_of (model) != version)
        continue;
      if (key != NULL)
        *key = version_key (bare, version_of (model));
      return model;
    }
  return NULL;
}

/* Continued tuning: the same display name, or none, adds a version to the model
 * that the job goes on from; another name makes a new model. 1: a new model. */
static guint
next_version (ExmPracticeState *state, JsonObject *job, char **id)
{
  const char *earlier = exm_json_get_string (job, "earlier_model");
  const char *display = exm_json_get_string (exm_json_get_object (job, "resource"), "tunedModelDisplayName");
  JsonObject *model = earlier != NULL ? _exm_practice_model_find (state, earlier, NULL) : NULL;
  g_autoptr (GPtrArray) versions = NULL;

  if (model == NULL || (display != NULL && g_strcmp0 (display, exm_json_get_string (model, "displayName")) != 0))
    return 1;
  versions = _exm_practice_model_versions (state, earlier);
  *id = g_strdup (id_of (exm_json_get_string (model, "name")));
  return version_of (g_ptr_array_index (versions, versions->len - 1)) + 1;
}

/* The tunedModel of the job, made with its model when it is not there yet. */
static JsonObject *
tuned_model (ExmPracticeState *state, JsonObject *job, const char *job_id)
{
  JsonObject *resource = exm_json_get_object (job, "resource");
  JsonObject *tuned = exm_json_get_object (resource, "tunedModel");
  g_autoptr (JsonObject) model = NULL;
  g_autofree char *id = NULL;
  g_autofree char *name = NULL;
  g_autofree char *versioned = NULL;
  g_autofree char *now = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *version = NULL;
  guint            number;
  JsonObject      *source;
  JsonObject      *genie;
  JsonObject      *info;

  if (tuned != NULL)
    return tuned;
  number = next_version (state, job, &id);
  if (id == NULL)
    id = g_strdup_printf ("%" G_GUINT64_FORMAT, _exm_practice_state_next_id (state));
  version = g_strdup_printf ("%u", number);
  name = resource_name (exm_json_get_string (job, "home"), "models", id);
  versioned = g_strconcat (name, "@", version, NULL);
  now = _exm_practice_now ();
  uri = g_strconcat ("publishers/google/models/", exm_json_get_string (job, "base"), NULL);
  model = json_object_new ();
  source = json_object_new ();
  genie = json_object_new ();
  info = json_object_new ();
  _exm_set (model, "name", name);
  _exm_set (model, "displayName", exm_json_get_string (resource, "tunedModelDisplayName"));
  _exm_set (model, "versionId", version);
  _exm_set (model, "createTime", now);
  _exm_set (model, "updateTime", now);
  _exm_set (genie, "baseModelUri", uri);
  json_object_set_object_member (source, "genieSource", genie);
  json_object_set_object_member (model, "baseModelSource", source);
  _exm_set (info, "sourceType", "GENIE");
  json_object_set_object_member (model, "modelSourceInfo", info);
  json_object_set_array_member (model, "checkpoints", json_array_new ());
  json_object_set_array_member (model, "deployedModels", json_array_new ());
  copy_labels (model, resource);
  _exm_set (model, "_job", job_id);
  _exm_practice_model_save (state, model);

  tuned = json_object_new ();
  _exm_set (tuned, "model", versioned);
  json_object_set_array_member (tuned, "checkpoints", json_array_new ());
  json_object_set_object_member (resource, "tunedModel", tuned);
  return tuned;
}

static JsonObject *
model_of (ExmPracticeState *state, JsonObject *tuned)
{
  return _exm_practice_model_find (state, id_of (exm_json_get_string (tuned, "model")), NULL);
}

static JsonObject *
checkpoint (guint number, guint epoch, guint step)
{
  JsonObject *object = json_object_new ();

  _exm_set_int (object, "checkpointId", number);
  _exm_set_int (object, "epoch", epoch);
  _exm_set_int (object, "step", step);
  return object;
}

/* Makes the endpoint and names it in the model. Gives its name. */
static char *
deploy (ExmPracticeState *state,
        JsonObject       *job,
        JsonObject       *model,
        const char       *job_id,
        const char       *checkpoint_id,
        guint             epoch)
{
  g_autoptr (JsonObject) endpoint = json_object_new ();
  JsonArray       *deployed = json_array_new ();
  JsonObject      *item = json_object_new ();
  JsonObject      *reference = json_object_new ();
  g_autofree char *id = g_strdup_printf ("%" G_GUINT64_FORMAT, _exm_practice_state_next_id (state));
  g_autofree char *deployed_id = g_strdup_printf ("%" G_GUINT64_FORMAT, _exm_practice_state_next_id (state));
  g_autofree char *now = _exm_practice_now ();
  char            *name = resource_name (exm_json_get_string (job, "home"), "endpoints", id);

  _exm_set (item, "id", deployed_id);
  _exm_set (item, "model", exm_json_get_string (model, "name"));
  _exm_set (item, "modelVersionId", exm_json_get_string (model, "versionId"));
  _exm_set (item, "checkpointId", checkpoint_id);
  _exm_set (item, "displayName", exm_json_get_string (model, "displayName"));
  _exm_set (item, "createTime", now);
  json_array_add_object_element (deployed, item);
  _exm_set (endpoint, "name", name);
  _exm_set (endpoint, "displayName", exm_json_get_string (model, "displayName"));
  json_object_set_array_member (endpoint, "deployedModels", deployed);
  _exm_set (endpoint, "createTime", now);
  _exm_set (endpoint, "updateTime", now);
  copy_labels (endpoint, exm_json_get_object (job, "resource"));
  _exm_set (endpoint, "_job", job_id);
  json_object_set_int_member (endpoint, "_epoch", epoch);
  _exm_practice_store_put (state->store, "endpoints", id, endpoint);

  _exm_set (reference, "endpoint", name);
  _exm_set (reference, "deployedModelId", deployed_id);
  _exm_set (reference, "checkpointId", checkpoint_id);
  json_array_add_object_element (exm_json_get_array (model, "deployedModels"), reference);
  return name;
}

void
_exm_practice_model_add_checkpoint (ExmPracticeState *state,
                                    JsonObject       *job,
                                    const char       *job_id,
                                    guint             epoch,
                                    guint             step)
{
  JsonObject      *tuned = tuned_model (state, job, job_id);
  JsonObject      *model = model_of (state, tuned);
  JsonArray       *list = exm_json_get_array (tuned, "checkpoints");
  const guint      number = exm_json_array_size (list) + 1;
  JsonObject      *object;
  g_autofree char *endpoint = NULL;
  gint64           known;

  for (guint i = 0; i + 1 < number; i++)
    if (exm_json_get_int64 (exm_json_array_object (list, i), "epoch", &known) && known == epoch)
      return;
  if (model == NULL)
    return;
  object = checkpoint (number, epoch, step);
  json_array_add_object_element (exm_json_get_array (model, "checkpoints"),
                                 checkpoint (number, epoch, step));
  endpoint = deploy (state, job, model, job_id, exm_json_get_string (object, "checkpointId"), epoch);
  _exm_set (object, "endpoint", endpoint);
  json_array_add_object_element (list, object);
  _exm_practice_model_save (state, model);
}

void
_exm_practice_model_finish (ExmPracticeState *state, JsonObject *job)
{
  JsonObject *tuned = exm_json_get_object (exm_json_get_object (job, "resource"), "tunedModel");
  JsonArray  *list = exm_json_get_array (tuned, "checkpoints");
  JsonObject *last = exm_json_array_object (list, exm_json_array_size (list) - 1);
  JsonObject *model = tuned != NULL ? model_of (state, tuned) : NULL;

  if (last == NULL)
    return;
  _exm_set (tuned, "endpoint", exm_json_get_string (last, "endpoint"));
  if (model == NULL)
    return;
  _exm_set (model, "defaultCheckpointId", exm_json_get_string (last, "checkpointId"));
  _exm_practice_model_save (state, model);
}

void
_exm_practice_model_remove (ExmPracticeState *state, JsonObject *job)
{
  JsonObject *resource = exm_json_get_object (job, "resource");
  JsonObject *tuned = exm_json_get_object (resource, "tunedModel");
  JsonArray  *list = exm_json_get_array (tuned, "checkpoints");
  JsonObject *model = tuned != NULL ? model_of (state, tuned) : NULL;

  for (guint i = 0; i < exm_json_array_size (list); i++)
    _exm_practice_store_remove (
      state->store, "endpoints",
      id_of (exm_json_get_string (exm_json_array_object (list, i), "endpoint")));
  if (model != NULL)
    {
      g_autofree char *key = version_key (id_of (exm_json_get_string (model, "name")), version_of (model));

      _exm_practice_store_remove (state->store, "models", key);
    }
  if (tuned != NULL)
    json_object_remove_member (resource, "tunedModel");
}

JsonObject *
_exm_practice_document_show (ExmPracticeCall *call, JsonObject *document)
{
  JsonObject    *copy = json_object_new ();
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  json_object_iter_init (&iter, document);
  while (json_object_iter_next (&iter, &name, &value))
    if (*name != '_')
      json_object_set_member (copy, name, json_node_copy (value));
  return copy;
}
