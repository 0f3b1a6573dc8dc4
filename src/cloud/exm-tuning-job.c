/* exm-tuning-job.c - a tuning job as Google describes it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "exm-cloud-private.h"
#include "exm-json-gate.h"
#include "exm-tuning-private.h"

/* Columns of a histogram that are kept. */
#define MAX_BUCKETS 100

G_DEFINE_BOXED_TYPE (ExmTuningJob, exm_tuning_job, exm_tuning_job_ref, exm_tuning_job_unref)

/* --- states ---------------------------------------------------------------------- */

ExmTuningState
exm_tuning_state_parse (const char *state_text)
{
  static const struct
  {
    const char    *text;
    ExmTuningState state;
  } states[] = {
    { "JOB_STATE_UNSPECIFIED", EXM_TUNING_QUEUED },
    { "JOB_STATE_QUEUED", EXM_TUNING_QUEUED },
    { "JOB_STATE_PENDING", EXM_TUNING_PENDING },
    { "JOB_STATE_RUNNING", EXM_TUNING_RUNNING },
    { "JOB_STATE_SUCCEEDED", EXM_TUNING_SUCCEEDED },
    { "JOB_STATE_FAILED", EXM_TUNING_FAILED },
    { "JOB_STATE_CANCELLING", EXM_TUNING_CANCELLING },
    { "JOB_STATE_CANCELLED", EXM_TUNING_CANCELLED },
    { "JOB_STATE_PAUSED", EXM_TUNING_PAUSED },
    { "JOB_STATE_UPDATING", EXM_TUNING_PAUSED },
    { "JOB_STATE_EXPIRED", EXM_TUNING_EXPIRED },
    { "JOB_STATE_PARTIALLY_SUCCEEDED", EXM_TUNING_PARTIAL },
  };

  for (guint i = 0; state_text != NULL && i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (states[i].text, state_text))
      return states[i].state;
  return state_text != NULL ? EXM_TUNING_RUNNING : EXM_TUNING_QUEUED;
}

gboolean
exm_tuning_state_is_ended (ExmTuningState state)
{
  return state >= EXM_TUNING_SUCCEEDED;
}

const char *
exm_tuning_state_get_words (ExmTuningState state)
{
  switch (state)
    {
    case EXM_TUNING_QUEUED:
      return _ ("Waiting for its turn");
    case EXM_TUNING_PENDING:
      return _ ("Being prepared");
    case EXM_TUNING_RUNNING:
      return _ ("Training");
    case EXM_TUNING_PAUSED:
      return _ ("Paused");
    case EXM_TUNING_CANCELLING:
      return _ ("Being cancelled");
    case EXM_TUNING_SUCCEEDED:
      return _ ("Ready");
    case EXM_TUNING_PARTIAL:
      return _ ("Ready in part");
    case EXM_TUNING_FAILED:
      return _ ("Failed");
    case EXM_TUNING_CANCELLED:
      return _ ("Cancelled");
    case EXM_TUNING_EXPIRED:
      return _ ("Took too long");
    default:
      return "";
    }
}

/* --- life ---------------------------------------------------------------------------- */

static void
checkpoint_free (gpointer data)
{
  ExmTuningCheckpoint *checkpoint = data;

  g_free (checkpoint->id);
  g_free (checkpoint->endpoint);
  g_free (checkpoint);
}

ExmTuningJob *
exm_tuning_job_ref (ExmTuningJob *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
exm_tuning_job_unref (ExmTuningJob *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_free (self->name);
  g_free (self->location);
  g_free (self->display_name);
  g_free (self->base_model);
  g_free (self->pre_tuned_model);
  g_free (self->pre_tuned_checkpoint);
  g_free (self->description);
  g_free (self->state_text);
  g_free (self->error_message);
  g_free (self->experiment);
  g_free (self->tuned_model);
  g_free (self->endpoint);
  g_free (self->training_uri);
  g_free (self->validation_uri);
  g_hash_table_unref (self->labels);
  g_ptr_array_unref (self->checkpoints);
  g_array_unref (self->stats.dropped_lines);
  g_ptr_array_unref (self->stats.dropped_reasons);
  g_clear_pointer (&self->stats.input_tokens.buckets, g_array_unref);
  g_clear_pointer (&self->stats.output_tokens.buckets, g_array_unref);
  g_clear_pointer (&self->stats.messages.buckets, g_array_unref);
  g_free (self);
}

/* --- reading ---------------------------------------------------------------------------- */

static int
read_adapter_size (const char *text)
{
  static const char *const names[] = { "_ONE", "_TWO", "_FOUR", "_EIGHT", "_SIXTEEN", "_THIRTY_TWO" };

  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (names); i++)
    if (g_str_has_prefix (text, "ADAPTER_SIZE") && g_str_equal (text + strlen ("ADAPTER_SIZE"), names[i]))
      return 1 << i;
  return 0;
}

static void
read_spec (ExmTuningJob *self,
           JsonObject   *object)
{
  JsonObject *spec = exm_json_get_object (object, "supervisedTuningSpec");
  JsonObject *parameters = exm_json_get_object (spec, "hyperParameters");

  self->training_uri = g_strdup (exm_json_get_string (spec, "trainingDatasetUri"));
  self->validation_uri = g_strdup (exm_json_get_string (spec, "validationDatasetUri"));
  exm_json_get_int64 (parameters, "epochCount", &self->epochs);
  self->adapter_size = read_adapter_size (exm_json_get_string (parameters, "adapterSize"));
  exm_json_get_double (parameters, "learningRateMultiplier", &self->learning_rate_multiplier);
  exm_json_get_bool (spec, "exportLastCheckpointOnly", &self->last_checkpoint_only);
}

/* What was tuned: a base model, or a tuned one with a base model behind it. */
static void
read_source (ExmTuningJob *self,
             JsonObject   *object)
{
  JsonObject *source = exm_json_get_object (object, "preTunedModel");

  self->base_model = g_strdup (exm_json_get_string (object, "baseModel"));
  self->pre_tuned_model = g_strdup (exm_json_get_string (source, "tunedModelName"));
  self->pre_tuned_checkpoint = g_strdup (exm_json_get_string (source, "checkpointId"));
  if (self->base_model == NULL)
    self->base_model = g_strdup (exm_json_get_string (source, "baseModel"));
}

static void
read_tuned_model (ExmTuningJob *self,
                  JsonObject   *object)
{
  JsonObject *model = exm_json_get_object (object, "tunedModel");
  JsonArray  *checkpoints = exm_json_get_array (model, "checkpoints");

  self->tuned_model = g_strdup (exm_json_get_string (model, "model"));
  self->endpoint = g_strdup (exm_json_get_string (model, "endpoint"));
  for (guint i = 0; i < exm_json_array_size (checkpoints); i++)
    {
      JsonObject          *item = exm_json_array_object (checkpoints, i);
      const char          *id = exm_json_get_string (item, "checkpointId");
      ExmTuningCheckpoint *checkpoint;

      if (id == NULL)
        continue;
      checkpoint = g_new0 (ExmTuningCheckpoint, 1);
      checkpoint->id = g_strdup (id);
      exm_json_get_int64 (item, "epoch", &checkpoint->epoch);
      exm_json_get_int64 (item, "step", &checkpoint->step);
      checkpoint->endpoint = g_strdup (exm_json_get_string (item, "endpoint"));
      g_ptr_array_add (self->checkpoints, checkpoint);
    }
}

/* int64 fields are strings, double fields are numbers. */
static void
read_figure (JsonObject *object,
             const char *name,
             double     *value)
{
  gint64 whole;

  if (!exm_json_get_double (object, name, value) && exm_json_get_int64 (object, name, &whole))
    *value = (double)whole;
}

static GArray *
read_buckets (JsonArray *items)
{
  GArray *buckets = NULL;

  for (guint i = 0; i < MIN (exm_json_array_size (items), MAX_BUCKETS); i++)
    {
      JsonObject     *item = exm_json_array_object (items, i);
      ExmTuningBucket bucket = { 0 };

      if (item == NULL)
        continue;
      read_figure (item, "count", &bucket.count);
      read_figure (item, "left", &bucket.left);
      read_figure (item, "right", &bucket.right);
      if (!(bucket.count >= 0 && bucket.left <= bucket.right))
        continue;
      if (buckets == NULL)
        buckets = g_array_new (FALSE, FALSE, sizeof (ExmTuningBucket));
      g_array_append_val (buckets, bucket);
    }
  return buckets;
}

static void
read_spread (ExmTuningSpread *spread,
             JsonObject      *object)
{
  if (object == NULL)
    return;
  spread->known = TRUE;
  spread->buckets = read_buckets (exm_json_get_array (object, "buckets"));
  read_figure (object, "sum", &spread->sum);
  read_figure (object, "billableSum", &spread->billable_sum);
  exm_json_get_double (object, "min", &spread->min);
  exm_json_get_double (object, "max", &spread->max);
  exm_json_get_double (object, "mean", &spread->mean);
  exm_json_get_double (object, "median", &spread->median);
  exm_json_get_double (object, "p5", &spread->p5);
  exm_json_get_double (object, "p95", &spread->p95);
}

static void
read_stats (ExmTuningStats *stats,
            JsonObject     *object)
{
  JsonObject *data = exm_json_get_object (exm_json_get_object (object, "tuningDataStats"),
                                          "supervisedTuningDataStats");
  JsonArray  *lines = exm_json_get_array (data, "truncatedExampleIndices");
  JsonArray  *reasons = exm_json_get_array (data, "droppedExampleReasons");

  stats->known = data != NULL;
  exm_json_get_int64 (data, "tuningDatasetExampleCount", &stats->examples);
  exm_json_get_int64 (data, "totalTuningCharacterCount", &stats->characters);
  exm_json_get_int64 (data, "totalBillableTokenCount", &stats->billable_tokens);
  exm_json_get_int64 (data, "tuningStepCount", &stats->steps);
  exm_json_get_int64 (data, "totalTruncatedExampleCount", &stats->dropped);
  for (guint i = 0; i < exm_json_array_size (lines); i++)
    {
      gint64 line;

      if (exm_json_node_int64 (exm_json_array_node (lines, i), &line))
        g_array_append_val (stats->dropped_lines, line);
    }
  for (guint i = 0; i < exm_json_array_size (reasons); i++)
    {
      const char *reason = exm_json_array_string (reasons, i);

      g_ptr_array_add (stats->dropped_reasons, g_strdup (reason != NULL ? reason : ""));
    }
  read_spread (&stats->input_tokens, exm_json_get_object (data, "userInputTokenDistribution"));
  read_spread (&stats->output_tokens, exm_json_get_object (data, "userOutputTokenDistribution"));
  read_spread (&stats->messages, exm_json_get_object (data, "userMessagePerExampleDistribution"));
}

static void
read_labels (ExmTuningJob *self,
             JsonObject   *object)
{
  JsonObject *labels = exm_json_get_object (object, "labels");
  g_autoptr (GList) keys = labels != NULL ? json_object_get_members (labels) : NULL;

  for (GList *key = keys; key != NULL; key = key->next)
    {
      const char *value = exm_json_get_string (labels, key->data);

      if (value != NULL)
        g_hash_table_replace (self->labels, g_strdup (key->data), g_strdup (value));
    }
}

static void
read_error (ExmTuningJob *self,
            JsonObject   *object)
{
  JsonObject *fault = exm_json_get_object (object, "error");
  gint64      code = 0;

  exm_json_get_int64 (fault, "code", &code);
  self->error_code = (int)CLAMP (code, 0, 99);
  self->error_message = g_strdup (exm_json_get_string (fault, "message"));
}

ExmTuningJob *
_exm_tuning_job_from_json (JsonObject *object)
{
  const char      *name = exm_json_get_string (object, "name");
  g_autofree char *location = name != NULL ? exm_google_dup_location (name) : NULL;
  ExmTuningJob    *self;

  if (location == NULL)
    return NULL;
  self = g_new0 (ExmTuningJob, 1);
  self->ref_count = 1;
  self->labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->checkpoints = g_ptr_array_new_with_free_func (checkpoint_free);
  self->stats.dropped_lines = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->stats.dropped_reasons = g_ptr_array_new_with_free_func (g_free);
  self->name = g_strdup (name);
  self->location = g_steal_pointer (&location);
  self->display_name = g_strdup (exm_json_get_string (object, "tunedModelDisplayName"));
  self->description = g_strdup (exm_json_get_string (object, "description"));
  self->state_text = g_strdup (exm_json_get_string (object, "state"));
  self->state = exm_tuning_state_parse (self->state_text);
  self->created = _exm_parse_time (exm_json_get_string (object, "createTime"));
  self->started = _exm_parse_time (exm_json_get_string (object, "startTime"));
  self->updated = _exm_parse_time (exm_json_get_string (object, "updateTime"));
  self->ended = _exm_parse_time (exm_json_get_string (object, "endTime"));
  self->experiment = g_strdup (exm_json_get_string (object, "experiment"));
  read_source (self, object);
  read_error (self, object);
  read_spec (self, object);
  read_tuned_model (self, object);
  read_labels (self, object);
  read_stats (&self->stats, object);
  return self;
}

ExmTuningJob *
exm_tuning_job_parse (const char *text,
                      gssize      length,
                      GError    **error)
{
  g_autoptr (JsonObject) object = exm_json_parse_object (text, length, NULL);
  ExmTuningJob *self = object != NULL ? _exm_tuning_job_from_json (object) : NULL;

  if (self == NULL)
    g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_BAD_REPLY,
                         _ ("The answer describes no tuning job"));
  return self;
}

gint64
exm_tuning_job_get_elapsed (const ExmTuningJob *self,
                            gint64              now)
{
  gint64 end;

  g_return_val_if_fail (self != NULL, 0);

  end = self->ended > 0 ? self->ended : now;
  return self->created > 0 && end > self->created ? end - self->created : 0;
}
