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

static void
list_documents (ExmPracticeCall *call, const char *kind)
{
  g_autoptr (GPtrArray) all = _exm_practice_store_list (call->state->store, kind);
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();

  for (guint i = all->len; i > 0; i--)
    if (is_in_location (g_ptr_array_index (all, i - 1), call->path[4]))
      g_ptr_array_add (chosen, g_ptr_array_index (all, i - 1));
  _exm_practice_reply_page (call, kind, chosen, _exm_practice_document_show);
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
patch_model (ExmPracticeCall *call, const char *id, JsonObject *model)
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
      _exm_practice_store_put (call->state->store, "models", id, model);
      _exm_practice_store_put (call->state->store, "jobs", job_id, job);
      _exm_practice_reply (call, 200, _exm_practice_document_show (call, model));
      return;
    }
  _exm_practice_error (call, 400, "The model has no checkpoint %s.", wanted != NULL ? wanted : "");
}

static void
delete_model (ExmPracticeCall *call, const char *id, JsonObject *model)
{
  if (exm_json_array_size (exm_json_get_array (model, "deployedModels")) > 0)
    {
      _exm_practice_error_status (call, 400, "FAILED_PRECONDITION",
                                  "The model is deployed to an endpoint. Undeploy it before "
                                  "deleting it.");
      return;
    }
  _exm_practice_store_remove (call->state->store, "models", id);
  _exm_practice_reply_operation (call, call->path[4], "DeleteOperationMetadata");
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
  g_autofree char *id = NULL;
  JsonObject      *model = NULL;

  if (call->n_path == 7)
    {
      id = g_strndup (call->path[6], strcspn (call->path[6], "@"));
      model = _exm_practice_store_get (call->state->store, "models", id);
    }
  if (call->n_path == 6 && call->verb == NULL && _exm_practice_call_is (call, "GET"))
    list_documents (call, "models");
  else if (model == NULL || !is_in_location (model, call->path[4]))
    _exm_practice_error (call, 404, "The Model does not exist: %s", call->target);
  else if (g_strcmp0 (call->verb, "listCheckpoints") == 0)
    list_checkpoints (call, model);
  else if (_exm_practice_call_is (call, "DELETE"))
    delete_model (call, id, model);
  else if (_exm_practice_call_is (call, "PATCH"))
    patch_model (call, id, model);
  else
    _exm_practice_reply (call, 200, _exm_practice_document_show (call, model));
}

/* Takes the deployment out of the model's own list as well. */
static void
forget_deployment (ExmPracticeCall *call, const char *model_name, const char *deployed_id)
{
  const char *id = strrchr (model_name, '/') + 1;
  JsonObject *model = _exm_practice_store_get (call->state->store, "models", id);
  JsonArray  *list = exm_json_get_array (model, "deployedModels");

  for (guint i = 0; i < exm_json_array_size (list); i++)
    if (g_strcmp0 (exm_json_get_string (exm_json_array_object (list, i), "deployedModelId"),
                   deployed_id) == 0)
      {
        json_array_remove_element (list, i);
        _exm_practice_store_put (call->state->store, "models", id, model);
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
      forget_deployment (call, exm_json_get_string (deployed, "model"), wanted);
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
