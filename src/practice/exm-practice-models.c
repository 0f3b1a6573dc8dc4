/* exm-practice-models.c - models and endpoints: get, list, undeploy, delete
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-private.h"

#include <string.h>

#include "exm-json-gate.h"
#include "exm-practice-model-private.h"

static gboolean
is_in_location (JsonObject *document, const char *location)
{
  g_autofree char *part = g_strdup_printf ("/locations/%s/", location);

  return strstr (exm_json_get_string (document, "name"), part) != NULL;
}

/* A model is listed once, however many versions it has. */
static gboolean
is_first_version (ExmPracticeCall *call, const char *kind, JsonObject *document)
{
  const char *name = exm_json_get_string (document, "name");

  return !g_str_equal (kind, "models") || _exm_practice_model_find (call->state, strrchr (name, '/') + 1, NULL) == document;
}

static void
list_documents (ExmPracticeCall *call, const char *kind)
{
  g_autoptr (GPtrArray) all = _exm_practice_store_list (call->state->store, kind);
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();

  for (guint i = all->len; i > 0; i--)
    {
      JsonObject *document = g_ptr_array_index (all, i - 1);

      if (is_in_location (document, call->path[4]) && is_first_version (call, kind, document))
        g_ptr_array_add (chosen, document);
    }
  _exm_practice_reply_page (call, kind, chosen, _exm_practice_document_show);
}

static void
list_versions (ExmPracticeCall *call, const char *id)
{
  g_autoptr (GPtrArray) versions = _exm_practice_model_versions (call->state, id);

  _exm_practice_reply_page (call, "models", versions, _exm_practice_document_show);
}

/* The job whose tuned model this is. */
static JsonObject *
job_of (ExmPracticeCall *call, JsonObject *document, const char **id)
{
  *id = exm_json_get_string (document, "_job");
  return *id != NULL ? _exm_practice_store_get (call->state->store, "jobs", *id) : NULL;
}

/* Another default checkpoint: the job's endpoint follows. */
static void
patch_model (ExmPracticeCall *call, JsonObject *model)
{
  JsonObject *body = _exm_practice_call_json (call);
  const char *wanted = exm_json_get_string (body, "defaultCheckpointId");
  const char *job_id;
  JsonObject *job = job_of (call, model, &job_id);
  JsonObject *tuned = exm_json_get_object (exm_json_get_object (job, "resource"), "tunedModel");
  JsonArray  *list = exm_json_get_array (tuned, "checkpoints");

  if (body == NULL)
    return;
  for (guint i = 0; i < exm_json_array_size (list); i++)
    {
      JsonObject *checkpoint = exm_json_array_object (list, i);

      if (g_strcmp0 (exm_json_get_string (checkpoint, "checkpointId"), wanted) != 0)
        continue;
      _exm_set (model, "defaultCheckpointId", wanted);
      _exm_set (tuned, "endpoint", exm_json_get_string (checkpoint, "endpoint"));
      _exm_practice_model_save (call->state, model);
      _exm_practice_store_put (call->state->store, "jobs", job_id, job);
      _exm_practice_reply (call, 200, _exm_practice_document_show (call, model));
      return;
    }
  _exm_practice_error (call, 400, "The model has no checkpoint %s.", wanted != NULL ? wanted : "");
}

static gboolean
is_deployed (JsonObject *model)
{
  return exm_json_array_size (exm_json_get_array (model, "deployedModels")) > 0;
}

/* The model with all its versions. */
static void
delete_model (ExmPracticeCall *call, const char *id)
{
  g_autoptr (GPtrArray) versions = _exm_practice_model_versions (call->state, id);

  for (guint i = 0; i < versions->len; i++)
    if (is_deployed (g_ptr_array_index (versions, i)))
      {
        _exm_practice_error_status (call, 400, "FAILED_PRECONDITION",
                                    "The model is deployed to an endpoint. Undeploy it before "
                                    "deleting it.");
        return;
      }
  for (guint i = 0; i < versions->len; i++)
    {
      g_autofree char *versioned = g_strdup_printf (
        "%s@%s", id, exm_json_get_string (g_ptr_array_index (versions, i), "versionId"));
      g_autofree char *key = NULL;

      if (_exm_practice_model_find (call->state, versioned, &key) != NULL)
        _exm_practice_store_remove (call->state->store, "models", key);
    }
  _exm_practice_reply_operation (call, call->path[4], "DeleteOperationMetadata");
}

static void
delete_version (ExmPracticeCall *call, const char *id, const char *key, JsonObject *model)
{
  g_autoptr (GPtrArray) versions = _exm_practice_model_versions (call->state, id);

  if (strchr (id, '@') == NULL)
    _exm_practice_error (call, 400, "A model version must be given.");
  else if (is_deployed (model))
    _exm_practice_error_status (call, 400, "FAILED_PRECONDITION",
                                "The model version is deployed to an endpoint. Undeploy it before "
                                "deleting it.");
  else if (versions->len < 2)
    _exm_practice_error_status (call, 400, "FAILED_PRECONDITION",
                                "The only version of a model cannot be deleted. Delete the model.");
  else
    {
      _exm_practice_store_remove (call->state->store, "models", key);
      _exm_practice_reply_operation (call, call->path[4], "DeleteOperationMetadata");
    }
}

static void
list_checkpoints (ExmPracticeCall *call, JsonObject *model)
{
  JsonObject *answer = json_object_new ();
  JsonArray  *list = exm_json_get_array (model, "checkpoints");

  if (list != NULL)
    json_object_set_array_member (answer, "checkpoints", json_array_ref (list));
  _exm_practice_reply (call, 200, answer);
}

void
_exm_practice_serve_models (ExmPracticeCall *call)
{
  const char      *id = call->n_path == 7 ? call->path[6] : NULL;
  g_autofree char *bare = id != NULL ? g_strndup (id, strcspn (id, "@")) : NULL;
  g_autofree char *key = NULL;
  JsonObject      *model = id != NULL ? _exm_practice_model_find (call->state, id, &key) : NULL;

  if (call->n_path == 6 && call->verb == NULL && _exm_practice_call_is (call, "GET"))
    list_documents (call, "models");
  else if (model == NULL || !is_in_location (model, call->path[4]))
    _exm_practice_error (call, 404, "The Model does not exist: %s", call->target);
  else if (g_strcmp0 (call->verb, "listCheckpoints") == 0)
    list_checkpoints (call, model);
  else if (g_strcmp0 (call->verb, "listVersions") == 0)
    list_versions (call, bare);
  else if (g_strcmp0 (call->verb, "deleteVersion") == 0 && _exm_practice_call_is (call, "DELETE"))
    delete_version (call, id, key, model);
  else if (call->verb != NULL)
    _exm_practice_error (call, 404, "Not Found");
  else if (_exm_practice_call_is (call, "DELETE"))
    delete_model (call, bare);
  else if (_exm_practice_call_is (call, "PATCH"))
    patch_model (call, model);
  else
    _exm_practice_reply (call, 200, _exm_practice_document_show (call, model));
}

/* Takes the deployment out of the model's own list as well. */
static void
forget_deployment (ExmPracticeCall *call, JsonObject *deployed)
{
  const char      *name = exm_json_get_string (deployed, "model");
  const char      *deployed_id = exm_json_get_string (deployed, "id");
  g_autofree char *id = g_strdup_printf ("%s@%s", strrchr (name, '/') + 1,
                                         exm_json_get_string (deployed, "modelVersionId"));
  JsonObject      *model = _exm_practice_model_find (call->state, id, NULL);
  JsonArray       *list = exm_json_get_array (model, "deployedModels");

  for (guint i = 0; i < exm_json_array_size (list); i++)
    if (g_strcmp0 (exm_json_get_string (exm_json_array_object (list, i), "deployedModelId"),
                   deployed_id) == 0)
      {
        json_array_remove_element (list, i);
        _exm_practice_model_save (call->state, model);
        return;
      }
}

static void
undeploy (ExmPracticeCall *call, const char *id, JsonObject *endpoint)
{
  JsonObject *body = _exm_practice_call_json (call);
  const char *wanted = exm_json_get_string (body, "deployedModelId");
  JsonArray  *list = exm_json_get_array (endpoint, "deployedModels");

  if (body == NULL)
    return;
  for (guint i = 0; i < exm_json_array_size (list); i++)
    {
      JsonObject *deployed = exm_json_array_object (list, i);

      if (g_strcmp0 (exm_json_get_string (deployed, "id"), wanted) != 0)
        continue;
      forget_deployment (call, deployed);
      json_array_remove_element (list, i);
      _exm_practice_store_put (call->state->store, "endpoints", id, endpoint);
      g_hash_table_remove (call->state->brains, id);
      _exm_practice_reply_operation (call, call->path[4], "UndeployModelOperationMetadata");
      return;
    }
  _exm_practice_error (call, 404, "The DeployedModel with id %s is not found.",
                       wanted != NULL ? wanted : "");
}

static void
delete_endpoint (ExmPracticeCall *call, const char *id, JsonObject *endpoint)
{
  if (exm_json_array_size (exm_json_get_array (endpoint, "deployedModels")) > 0)
    {
      _exm_practice_error_status (call, 400, "FAILED_PRECONDITION",
                                  "The endpoint has a deployed model. Undeploy it before deleting "
                                  "the endpoint.");
      return;
    }
  _exm_practice_store_remove (call->state->store, "endpoints", id);
  _exm_practice_reply_operation (call, call->path[4], "DeleteOperationMetadata");
}

void
_exm_practice_serve_endpoints (ExmPracticeCall *call)
{
  const char *id = call->n_path == 7 ? call->path[6] : NULL;
  JsonObject *endpoint = id != NULL ? _exm_practice_store_get (call->state->store, "endpoints", id) : NULL;

  if (call->n_path == 6 && call->verb == NULL && _exm_practice_call_is (call, "GET"))
    list_documents (call, "endpoints");
  else if (endpoint == NULL || !is_in_location (endpoint, call->path[4]))
    _exm_practice_error (call, 404, "The Endpoint does not exist: %s", call->target);
  else if (g_strcmp0 (call->verb, "undeployModel") == 0)
    undeploy (call, id, endpoint);
  else if (call->verb != NULL)
    _exm_practice_generate (call, endpoint, NULL);
  else if (_exm_practice_call_is (call, "DELETE"))
    delete_endpoint (call, id, endpoint);
  else
    _exm_practice_reply (call, 200, _exm_practice_document_show (call, endpoint));
}

/* …/publishers/google/models/M:verb */
void
_exm_practice_serve_publishers (ExmPracticeCall *call)
{
  const char            *id = call->n_path == 9 ? call->path[8] : NULL;
  const ExmPracticeBase *base = _exm_practice_base (id);

  if (base == NULL || !base->served || call->verb == NULL)
    _exm_practice_error (call, 404,
                         "Publisher Model `%s` was not found or your project does not have access "
                         "to it. Please ensure you are using a valid model version.",
                         call->target + 1);
  else
    _exm_practice_generate (call, NULL, base->id);
}
