/* exm-practice-jobs.c - tuningJobs: create, get, list, cancel
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "exm-json-gate.h"
#include "exm-practice-model-private.h"

#define SPEC "tuning_job.supervised_tuning_spec."

/* Clients write lowerCamelCase; the service takes snake_case as well. */
static JsonNode *
member (JsonObject *object, const char *camel, const char *snake)
{
  JsonNode *node = exm_json_get_node (object, camel);

  return node != NULL ? node : exm_json_get_node (object, snake);
}

static const char *
text_member (JsonObject *object, const char *camel, const char *snake)
{
  return exm_json_node_string (member (object, camel, snake));
}

static JsonObject *
show_job (ExmPracticeCall *call, JsonObject *document)
{
  return json_object_ref (exm_json_get_object (document, "resource"));
}

static const struct
{
  const char *name;
  guint       rank;
} adapters[] = {
  { "ADAPTER_SIZE_UNSPECIFIED", 0 },
  { "ADAPTER_SIZE_ONE", 1 },
  { "ADAPTER_SIZE_FOUR", 4 },
  { "ADAPTER_SIZE_EIGHT", 8 },
  { "ADAPTER_SIZE_SIXTEEN", 16 },
  { "ADAPTER_SIZE_THIRTY_TWO", 32 },
  { "ADAPTER_SIZE_TWO", 2 },
};

/* By name, or by the number of the enum: its place in the table. */
static int
find_adapter (JsonNode *node)
{
  const char *name = exm_json_node_string (node);
  gint64      number;

  if (name == NULL && exm_json_node_int64 (node, &number))
    return number >= 0 && number < (gint64)G_N_ELEMENTS (adapters) ? (int)number : -1;
  for (gsize i = 0; i < G_N_ELEMENTS (adapters); i++)
    if (g_strcmp0 (adapters[i].name, name) == 0)
      return (int)i;
  return -1;
}

/* gs://bucket/name to the object; NULL: not one, and it was said. */
static JsonObject *
find_dataset (ExmPracticeCall *call, const char *uri, const char *field)
{
  g_autofree char *path = g_strconcat (SPEC, field, NULL);
  g_autofree char *message = g_strconcat (field, " should be a GCS object of type JSONL.", NULL);
  g_autofree char *bucket = NULL;
  JsonObject      *object = NULL;

  if (uri != NULL && g_str_has_prefix (uri, "gs://") && strchr (uri + 5, '/') != NULL && g_str_has_suffix (uri, ".jsonl"))
    {
      bucket = g_strndup (uri + 5, strcspn (uri + 5, "/"));
      object = _exm_practice_object (call->state, bucket, strchr (uri + 5, '/') + 1);
    }
  if (object == NULL)
    _exm_practice_error_field (call, path, message);
  return object;
}

/* The job keeps the bytes that it was given, whatever becomes of the object. */
static gboolean
keep_dataset (ExmPracticeState *state, JsonObject *object, const char *dir, const char *file)
{
  g_autofree char *from = _exm_practice_object_path (state, object);
  g_autofree char *to = g_build_filename (dir, file, NULL);
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) target = g_file_new_for_path (to);

  return link (from, to) == 0 || g_file_copy (source, target, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, NULL);
}

/* What a request asks for, checked. */
typedef struct
{
  const ExmPracticeBase *base;
  const char            *home;
  const char            *earlier;       /* job that the pre-tuned model came from */
  const char            *earlier_model; /* last part of its name */
  JsonObject            *train;
  JsonObject            *validation;
  gint64                 n_epochs;
  double                 rate;
  guint                  rank;
  gboolean               has_epochs;
} Wish;

static gboolean
read_parameters (ExmPracticeCall *call, JsonObject *spec, Wish *wish)
{
  JsonObject *parameters = exm_json_node_object (member (spec, "hyperParameters", "hyper_parameters"));
  JsonNode   *epochs = member (parameters, "epochCount", "epoch_count");
  JsonNode   *rate = member (parameters, "learningRateMultiplier", "learning_rate_multiplier");
  JsonNode   *adapter = member (parameters, "adapterSize", "adapter_size");
  const int   place = adapter != NULL ? find_adapter (adapter) : 0;

  wish->rate = 1;
  if (epochs != NULL && (!exm_json_node_int64 (epochs, &wish->n_epochs) || wish->n_epochs < 0 || wish->n_epochs > 1000))
    _exm_practice_error_field (call, SPEC "hyper_parameters.epoch_count",
                               "epoch_count must be a positive number.");
  else if (rate != NULL && (!exm_json_node_double (rate, &wish->rate) || wish->rate < 0))
    _exm_practice_error_field (call, SPEC "hyper_parameters.learning_rate_multiplier",
                               "learning_rate_multiplier must be a positive number.");
  else if (place < 0 || adapters[place].rank > wish->base->max_adapter)
    _exm_practice_error_field (call, SPEC "hyper_parameters.adapter_size",
                               "adapter_size is not supported for this base model.");
  else
    {
      wish->has_epochs = wish->n_epochs > 0;
      if (wish->rate <= 0)
        wish->rate = 1;
      wish->rank = adapters[place].rank > 0 ? adapters[place].rank : 4;
      return TRUE;
    }
  return FALSE;
}

static gboolean
has_checkpoint (JsonObject *model, const char *checkpoint)
{
  JsonArray *list = exm_json_get_array (model, "checkpoints");

  for (guint i = 0; i < exm_json_array_size (list); i++)
    if (g_strcmp0 (exm_json_get_string (exm_json_array_object (list, i), "checkpointId"), checkpoint) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
read_pre_tuned (ExmPracticeCall *call, JsonObject *pre_tuned, const char *name, Wish *wish, const char **base)
{
  const char *last = strrchr (name, '/') != NULL ? strrchr (name, '/') + 1 : name;
  const char *checkpoint = text_member (pre_tuned, "checkpointId", "checkpoint_id");
  JsonObject *model = _exm_practice_model_find (call->state, last, NULL);

  wish->earlier = exm_json_get_string (model, "_job");
  wish->earlier_model = last;
  *base = wish->earlier != NULL
            ? exm_json_get_string (_exm_practice_store_get (call->state->store, "jobs", wish->earlier), "base")
            : NULL;
  if (*base == NULL)
    {
      _exm_practice_error (call, 404, "Model %s is not found.", name);
      return FALSE;
    }
  if (checkpoint != NULL && !has_checkpoint (model, checkpoint))
    {
      _exm_practice_error_field (call, "tuning_job.pre_tuned_model.checkpoint_id",
                                 "The pre-tuned model has no such checkpoint.");
      return FALSE;
    }
  return TRUE;
}

/* The base model, or that of the tuned model to go on from. */
static gboolean
read_source (ExmPracticeCall *call, JsonObject *body, Wish *wish)
{
  const char      *base = text_member (body, "baseModel", "base_model");
  JsonObject      *pre_tuned = exm_json_node_object (member (body, "preTunedModel", "pre_tuned_model"));
  const char      *name = text_member (pre_tuned, "tunedModelName", "tuned_model_name");
  const char      *location = call->path[4];
  g_autofree char *message = NULL;

  if (base != NULL && pre_tuned != NULL)
    {
      _exm_practice_error_field (call, "tuning_job.source_model",
                                 "Only one of base_model and pre_tuned_model can be set.");
      return FALSE;
    }
  if (name != NULL && !read_pre_tuned (call, pre_tuned, name, wish, &base))
    return FALSE;
  wish->base = _exm_practice_base (base);
  if (wish->base == NULL || !wish->base->tunable)
    {
      message = g_strdup_printf ("Base model %s is not supported.", base != NULL ? base : "");
      _exm_practice_error_field (call, "tuning_job.base_model", message);
      return FALSE;
    }
  wish->home = _exm_practice_base_home (wish->base, location);
  if (wish->home == NULL)
    {
      message = g_strdup_printf ("Tuning of %s is not supported in location %s.", base, location);
      _exm_practice_error_status (call, 400, "FAILED_PRECONDITION", message);
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_wish (ExmPracticeCall *call, JsonObject *body, Wish *wish)
{
  JsonObject *spec = exm_json_node_object (member (body, "supervisedTuningSpec", "supervised_tuning_spec"));
  const char *validation = text_member (spec, "validationDatasetUri", "validation_dataset_uri");
  const char *display = text_member (body, "tunedModelDisplayName", "tuned_model_display_name");

  if (!read_source (call, body, wish))
    return FALSE;
  if (spec == NULL)
    {
      _exm_practice_error_field (call, "tuning_job.tuning_spec", "A tuning spec is required.");
      return FALSE;
    }
  if (display != NULL && g_utf8_strlen (display, -1) > 128)
    {
      _exm_practice_error_field (call, "tuning_job.tuned_model_display_name",
                                 "The display name can be at most 128 characters long.");
      return FALSE;
    }
  wish->train = find_dataset (call, text_member (spec, "trainingDatasetUri", "training_dataset_uri"),
                              "training_dataset_uri");
  if (wish->train == NULL)
    return FALSE;
  if (validation != NULL && *validation != '\0')
    {
      wish->validation = find_dataset (call, validation, "validation_dataset_uri");
      if (wish->validation == NULL)
        return FALSE;
    }
  return read_parameters (call, spec, wish);
}

/* The spec as it was asked for, with the values in effect. */
static JsonObject *
effective_spec (JsonObject *body, const Wish *wish)
{
  JsonObject *asked = exm_json_node_object (member (body, "supervisedTuningSpec", "supervised_tuning_spec"));
  JsonObject *spec = json_object_new ();
  JsonObject *parameters = json_object_new ();
  gboolean    last_only = FALSE;

  _exm_set (spec, "trainingDatasetUri",
            text_member (asked, "trainingDatasetUri", "training_dataset_uri"));
  _exm_set (spec, "validationDatasetUri",
            text_member (asked, "validationDatasetUri", "validation_dataset_uri"));
  if (wish->has_epochs)
    _exm_set_int (parameters, "epochCount", wish->n_epochs);
  json_object_set_double_member (parameters, "learningRateMultiplier", wish->rate);
  for (gsize i = 0; i < G_N_ELEMENTS (adapters); i++)
    if (adapters[i].rank == wish->rank)
      _exm_set (parameters, "adapterSize", adapters[i].name);
  json_object_set_object_member (spec, "hyperParameters", parameters);
  exm_json_node_bool (member (asked, "exportLastCheckpointOnly", "export_last_checkpoint_only"),
                      &last_only);
  json_object_set_boolean_member (spec, "exportLastCheckpointOnly", last_only);
  return spec;
}

static JsonObject *
make_resource (ExmPracticeCall *call, JsonObject *body, const Wish *wish, const char *id)
{
  JsonObject      *resource = json_object_new ();
  JsonNode        *pre_tuned = member (body, "preTunedModel", "pre_tuned_model");
  JsonObject      *labels = exm_json_get_object (body, "labels");
  g_autofree char *now = _exm_practice_now ();
  g_autofree char *name = g_strdup_printf (
    "projects/" EXM_PRACTICE_NUMBER "/locations/%s/tuningJobs/%s", call->path[4], id);
  g_autofree char *experiment = g_strdup_printf (
    "projects/" EXM_PRACTICE_NUMBER "/locations/%s/metadataStores/default/contexts/tuning-experiment-%s",
    call->path[4], id);

  _exm_set (resource, "name", name);
  _exm_set (resource, "tunedModelDisplayName",
            text_member (body, "tunedModelDisplayName", "tuned_model_display_name"));
  _exm_set (resource, "description", exm_json_get_string (body, "description"));
  if (exm_json_node_object (pre_tuned) != NULL)
    {
      JsonObject *source = json_object_new ();
      JsonObject *asked = exm_json_node_object (pre_tuned);

      _exm_set (source, "tunedModelName", text_member (asked, "tunedModelName", "tuned_model_name"));
      _exm_set (source, "checkpointId", text_member (asked, "checkpointId", "checkpoint_id"));
      _exm_set (source, "baseModel", wish->base->id);
      json_object_set_object_member (resource, "preTunedModel", source);
    }
  else
    _exm_set (resource, "baseModel", wish->base->id);
  json_object_set_object_member (resource, "supervisedTuningSpec", effective_spec (body, wish));
  _exm_set (resource, "state", "JOB_STATE_QUEUED");
  _exm_set (resource, "createTime", now);
  _exm_set (resource, "updateTime", now);
  _exm_set (resource, "experiment", experiment);
  if (labels != NULL && json_object_get_size (labels) > 0)
    json_object_set_object_member (resource, "labels", json_object_ref (labels));
  return resource;
}

static void
create_job (ExmPracticeCall *call)
{
  JsonObject *body = _exm_practice_call_json (call);
  g_autoptr (JsonObject) document = NULL;
  g_autofree char *id = NULL;
  g_autofree char *dir = NULL;
  Wish             wish = { 0 };

  if (body == NULL)
    return;
  if (_exm_practice_state_has_obstacle (call->state, EXM_PRACTICE_OBSTACLE_QUOTA))
    {
      _exm_practice_error_info (
        call, 429, "RESOURCE_EXHAUSTED", "RESOURCE_QUOTA_EXCEEDED", "quota_metric",
        "aiplatform.googleapis.com/global_concurrent_tuning_jobs",
        "Quota exceeded for aiplatform.googleapis.com/global_concurrent_tuning_jobs.");
      return;
    }
  if (!read_wish (call, body, &wish))
    return;
  id = g_strdup_printf ("%" G_GUINT64_FORMAT, _exm_practice_state_next_id (call->state));
  dir = _exm_practice_store_path (call->state->store, "work", id);
  g_mkdir_with_parents (dir, 0700);
  document = json_object_new ();
  json_object_set_object_member (document, "resource", make_resource (call, body, &wish, id));
  _exm_set (document, "base", wish.base->id);
  _exm_set (document, "home", wish.home);
  _exm_set (document, "earlier", wish.earlier);
  _exm_set (document, "earlier_model", wish.earlier_model);
  if (wish.has_epochs)
    json_object_set_int_member (document, "epochs", wish.n_epochs);
  json_object_set_double_member (document, "rate", wish.rate);
  json_object_set_int_member (document, "rank", wish.rank);
  if (wish.validation != NULL)
    _exm_set (document, "validation", "validation.jsonl");
  if (!keep_dataset (call->state, wish.train, dir, "train.jsonl") || (wish.validation != NULL && !keep_dataset (call->state, wish.validation, dir, "validation.jsonl")) || !_exm_practice_store_put (call->state->store, "jobs", id, document))
    {
      _exm_practice_error (call, 500, "Internal error encountered.");
      return;
    }
  _exm_practice_run_start (call->state, id);
  _exm_practice_reply (call, 200, show_job (call, document));
}

/* labels.KEY=VALUE, state=VALUE, joined by AND; quotes are optional. */
static gboolean
passes_term (JsonObject *resource, const char *term)
{
  const char      *equals = strchr (term, '=');
  g_autofree char *key = NULL;
  g_autofree char *value = NULL;
  const char      *held;

  if (equals == NULL)
    return TRUE;
  key = g_strstrip (g_strndup (term, (gsize)(equals - term)));
  value = g_strstrip (g_strdup (equals + 1));
  if (*value == '"' && strlen (value) >= 2)
    {
      value[strlen (value) - 1] = '\0';
      memmove (value, value + 1, strlen (value));
    }
  held = g_str_has_prefix (key, "labels.")
           ? exm_json_get_string (exm_json_get_object (resource, "labels"), key + 7)
           : exm_json_get_string (resource, key);
  return g_strcmp0 (held, value) == 0;
}

static gboolean
passes (JsonObject *resource, const char *filter)
{
  g_auto (GStrv) terms = g_strsplit (filter != NULL ? filter : "", " AND ", -1);

  for (guint i = 0; terms[i] != NULL; i++)
    if (!passes_term (resource, terms[i]))
      return FALSE;
  return TRUE;
}

static void
list_jobs (ExmPracticeCall *call)
{
  g_autoptr (GPtrArray) all = _exm_practice_store_list (call->state->store, "jobs");
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();
  g_autofree char *location = g_strdup_printf ("/locations/%s/", call->path[4]);
  const char      *filter = _exm_practice_call_query (call, "filter");

  /* Newest first. */
  for (guint i = all->len; i > 0; i--)
    {
      JsonObject *document = g_ptr_array_index (all, i - 1);
      JsonObject *resource = exm_json_get_object (document, "resource");

      if (strstr (exm_json_get_string (resource, "name"), location) != NULL && passes (resource, filter))
        g_ptr_array_add (chosen, document);
    }
  _exm_practice_reply_page (call, "tuningJobs", chosen, show_job);
}

static void
cancel_job (ExmPracticeCall *call, const char *id, JsonObject *document)
{
  if (_exm_practice_job_is_over (document))
    {
      _exm_practice_error_status (call, 400, "FAILED_PRECONDITION",
                                  "The tuning job has already ended.");
      return;
    }
  _exm_practice_run_cancel (call->state, id);
  _exm_practice_reply (call, 200, json_object_new ());
}

void
_exm_practice_serve_jobs (ExmPracticeCall *call)
{
  const char      *id = call->n_path == 7 ? call->path[6] : NULL;
  JsonObject      *document = id != NULL ? _exm_practice_store_get (call->state->store, "jobs", id) : NULL;
  g_autofree char *location = g_strdup_printf ("/locations/%s/", call->path[4]);

  if (document != NULL && strstr (exm_json_get_string (exm_json_get_object (document, "resource"), "name"), location) == NULL)
    document = NULL;
  if (call->n_path == 6 && call->verb == NULL && _exm_practice_call_is (call, "POST"))
    create_job (call);
  else if (call->n_path == 6 && call->verb == NULL)
    list_jobs (call);
  else if (document == NULL)
    _exm_practice_error (call, 404, "TuningJob does not exist: %s", call->target);
  else if (g_strcmp0 (call->verb, "cancel") == 0)
    cancel_job (call, id, document);
  else if (call->verb == NULL && _exm_practice_call_is (call, "GET"))
    _exm_practice_reply (call, 200, show_job (call, document));
  else
    _exm_practice_error (call, 404, "Not Found");
}
