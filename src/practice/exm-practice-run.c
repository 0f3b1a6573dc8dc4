/* exm-practice-run.c - a tuning job's life: queued, pending, running, ended
 *
 * The document of a job holds Google's resource under "resource" and what only
 * the service knows beside it. Every change of state is on disk before it can
 * be seen, so a job goes on wherever a kill left it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-private.h"

#include <string.h>

#include "exm-json-gate.h"
#include "exm-practice-model-private.h"
#include "exm-practice-tuner-private.h"

/* At speed 1. One job runs at a time in a project; later ones stay queued. */
#define QUEUED_MS 1500
#define PENDING_MS 4000
#define RUNNING_MS 24000
#define CANCELLING_MS 700
#define BUSY_MS 400
#define MAX_CHECKPOINTS 10

struct _ExmPracticeRun
{
  ExmPracticeState *state;
  char             *id;
  GSource          *timer;
  ExmPracticeTuner *tuner;
};

static void tick_later (ExmPracticeRun *run, guint ms);

static JsonObject *
document_of (ExmPracticeRun *run)
{
  return _exm_practice_store_get (run->state->store, "jobs", run->id);
}

static const char *
state_of (JsonObject *document)
{
  return exm_json_get_string (exm_json_get_object (document, "resource"), "state");
}

gboolean
_exm_practice_job_is_over (JsonObject *document)
{
  const char *state = state_of (document);

  return g_str_equal (state, "JOB_STATE_SUCCEEDED") || g_str_equal (state, "JOB_STATE_FAILED") || g_str_equal (state, "JOB_STATE_CANCELLED");
}

static void
save (ExmPracticeRun *run, JsonObject *document)
{
  g_autofree char *now = _exm_practice_now ();

  _exm_set (exm_json_get_object (document, "resource"), "updateTime", now);
  _exm_practice_store_put (run->state->store, "jobs", run->id, document);
}

static void
set_state (ExmPracticeRun *run, JsonObject *document, const char *state)
{
  JsonObject      *resource = exm_json_get_object (document, "resource");
  g_autofree char *now = _exm_practice_now ();

  _exm_set (resource, "state", state);
  if (g_str_equal (state, "JOB_STATE_RUNNING") && exm_json_get_string (resource, "startTime") == NULL)
    _exm_set (resource, "startTime", now);
  if (_exm_practice_job_is_over (document))
    _exm_set (resource, "endTime", now);
  save (run, document);
}

static void
set_error (JsonObject *document, guint code, const char *message)
{
  JsonObject *error = json_object_new ();

  json_object_set_int_member (error, "code", code);
  _exm_set (error, "message", message);
  json_object_set_object_member (exm_json_get_object (document, "resource"), "error", error);
}

/* Ten checkpoints at most, evenly spread, the last one always. */
static gboolean
keeps_checkpoint (JsonObject *document, guint epoch, guint n_epochs)
{
  gboolean last_only = FALSE;

  exm_json_get_bool (exm_json_get_object (exm_json_get_object (document, "resource"),
                                          "supervisedTuningSpec"),
                     "exportLastCheckpointOnly", &last_only);
  if (epoch == n_epochs)
    return TRUE;
  if (last_only)
    return FALSE;
  return n_epochs <= MAX_CHECKPOINTS || epoch * MAX_CHECKPOINTS / n_epochs != (epoch - 1) * MAX_CHECKPOINTS / n_epochs;
}

static void
on_ready (ExmPracticeRun *run, JsonObject *document, const ExmPracticeTunerEvent *event)
{
  JsonObject *resource = exm_json_get_object (document, "resource");
  JsonObject *parameters = exm_json_get_object (
    exm_json_get_object (resource, "supervisedTuningSpec"), "hyperParameters");
  JsonObject *stats = json_object_new ();

  json_object_set_object_member (stats, "supervisedTuningDataStats", json_object_ref (event->stats));
  json_object_set_object_member (resource, "tuningDataStats", stats);
  _exm_set_int (parameters, "epochCount", event->n_epochs);
  set_state (run, document, "JOB_STATE_RUNNING");
}

static void
add_value (JsonObject *curves, const char *metric, guint step, const char *now, double value)
{
  JsonObject *series = exm_json_get_object (curves, "series");
  JsonArray  *values = exm_json_get_array (series, metric);
  JsonObject *point = json_object_new ();
  JsonObject *scalar = json_object_new ();

  if (values == NULL)
    {
      values = json_array_new ();
      json_object_set_array_member (series, metric, values);
    }
  _exm_set_int (point, "step", step);
  _exm_set (point, "wallTime", now);
  json_object_set_double_member (scalar, "value", value);
  json_object_set_object_member (point, "scalar", scalar);
  json_array_add_object_element (values, point);
}

static JsonObject *
curves_of (ExmPracticeRun *run)
{
  JsonObject *curves = _exm_practice_store_get (run->state->store, "curves", run->id);

  if (curves == NULL)
    {
      curves = json_object_new ();
      json_object_set_object_member (curves, "series", json_object_new ());
      _exm_practice_store_put (run->state->store, "curves", run->id, curves);
      json_object_unref (curves);
      curves = _exm_practice_store_get (run->state->store, "curves", run->id);
    }
  return curves;
}

static void
on_point (ExmPracticeRun *run, const ExmPracticeTunerEvent *event)
{
  JsonObject      *curves = curves_of (run);
  g_autofree char *now = _exm_practice_now ();

  if (curves == NULL)
    return;
  add_value (curves, "/train_total_loss", event->step, now, event->train_loss);
  add_value (curves, "/train_fraction_of_correct_next_step_preds", event->step, now,
             event->train_accuracy);
  add_value (curves, "/train_num_predictions", event->step, now, event->n_train);
  if (event->n_eval > 0)
    {
      add_value (curves, "/eval_total_loss", event->step, now, event->eval_loss);
      add_value (curves, "/eval_fraction_of_correct_next_step_preds", event->step, now,
                 event->eval_accuracy);
      add_value (curves, "/eval_num_predictions", event->step, now, event->n_eval);
    }
  json_object_set_int_member (curves, "step", event->step);
}

static void
on_checkpoint (ExmPracticeRun *run, JsonObject *document, const ExmPracticeTunerEvent *event)
{
  JsonObject *curves = curves_of (run);

  if (curves != NULL)
    _exm_practice_store_put (run->state->store, "curves", run->id, curves);
  if (!keeps_checkpoint (document, event->epoch, event->n_epochs))
    return;
  _exm_practice_model_add_checkpoint (run->state, document, run->id, event->epoch, event->step);
  save (run, document);
}

static void
tuner_cb (const ExmPracticeTunerEvent *event, gpointer user_data)
{
  ExmPracticeRun *run = user_data;
  JsonObject     *document = document_of (run);

  switch (event->kind)
    {
    case EXM_PRACTICE_TUNER_READY:
      on_ready (run, document, event);
      break;
    case EXM_PRACTICE_TUNER_POINT:
      on_point (run, event);
      break;
    case EXM_PRACTICE_TUNER_CHECKPOINT:
      on_checkpoint (run, document, event);
      break;
    case EXM_PRACTICE_TUNER_DONE:
      _exm_practice_model_finish (run->state, document);
      set_state (run, document, "JOB_STATE_SUCCEEDED");
      break;
    case EXM_PRACTICE_TUNER_FAILED:
      set_error (document, 3, event->reason);
      set_state (run, document, "JOB_STATE_FAILED");
      break;
    default:
      g_assert_not_reached ();
    }
}

/* The files of the jobs that this one goes on from, oldest first, then its own. */
static char **
train_paths (ExmPracticeRun *run)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();
  const char *id = run->id;

  for (guint depth = 0; id != NULL && depth < 32; depth++)
    {
      JsonObject      *document = _exm_practice_store_get (run->state->store, "jobs", id);
      g_autofree char *dir = _exm_practice_store_path (run->state->store, "work", id);

      g_ptr_array_insert (paths, 0, g_build_filename (dir, "train.jsonl", NULL));
      id = exm_json_get_string (document, "earlier");
    }
  g_ptr_array_add (paths, NULL);
  return (char **)g_ptr_array_free (g_steal_pointer (&paths), FALSE);
}

static void
start_tuner (ExmPracticeRun *run, JsonObject *document)
{
  ExmPracticeTask *task = g_new0 (ExmPracticeTask, 1);
  JsonObject      *curves = _exm_practice_store_get (run->state->store, "curves", run->id);
  g_autofree char *validation = NULL;
  gint64           number;

  task->dir = _exm_practice_store_path (run->state->store, "work", run->id);
  task->train_paths = train_paths (run);
  validation = g_build_filename (task->dir, "validation.jsonl", NULL);
  if (exm_json_get_string (document, "validation") != NULL)
    task->validation_path = g_steal_pointer (&validation);
  if (exm_json_get_int64 (document, "epochs", &number))
    task->n_epochs = (guint)number;
  task->rate_multiplier = 1;
  exm_json_get_double (document, "rate", &task->rate_multiplier);
  task->adapter_rank = exm_json_get_int64 (document, "rank", &number) ? (guint)number : 4;
  task->resume_step = exm_json_get_int64 (curves, "step", &number) ? (guint)number : 0;
  task->duration_ms = RUNNING_MS;
  run->tuner = _exm_practice_tuner_start (run->state, task, tuner_cb, run);
}

static gboolean
is_busy (ExmPracticeRun *run)
{
  g_autoptr (GPtrArray) jobs = _exm_practice_store_list (run->state->store, "jobs");
  JsonObject *own = document_of (run);

  /* Ids grow, so the list is in the order of creation. */
  for (guint i = 0; i < jobs->len; i++)
    {
      JsonObject *document = g_ptr_array_index (jobs, i);

      if (document == own)
        return FALSE;
      if (!_exm_practice_job_is_over (document))
        return TRUE;
    }
  return FALSE;
}

static void
finish_cancel (ExmPracticeRun *run, JsonObject *document)
{
  _exm_practice_model_remove (run->state, document);
  set_error (document, 1, "The tuning job was cancelled.");
  set_state (run, document, "JOB_STATE_CANCELLED");
}

static gboolean
tick_cb (gpointer user_data)
{
  ExmPracticeRun *run = user_data;
  JsonObject     *document = document_of (run);
  const char     *state = state_of (document);

  g_clear_pointer (&run->timer, g_source_unref);
  if (g_str_equal (state, "JOB_STATE_CANCELLING"))
    finish_cancel (run, document);
  else if (g_str_equal (state, "JOB_STATE_QUEUED") && is_busy (run))
    tick_later (run, BUSY_MS);
  else if (g_str_equal (state, "JOB_STATE_QUEUED"))
    {
      set_state (run, document, "JOB_STATE_PENDING");
      tick_later (run, PENDING_MS);
    }
  else if (!_exm_practice_job_is_over (document))
    start_tuner (run, document);
  return G_SOURCE_REMOVE;
}

static void
tick_later (ExmPracticeRun *run, guint ms)
{
  run->timer = g_timeout_source_new (_exm_practice_scaled_ms (run->state, ms));
  g_source_set_callback (run->timer, tick_cb, run, NULL);
  g_source_attach (run->timer, run->state->context);
}

void
_exm_practice_run_start (ExmPracticeState *state, const char *job_id)
{
  ExmPracticeRun *run = g_new0 (ExmPracticeRun, 1);

  run->state = state;
  run->id = g_strdup (job_id);
  g_hash_table_replace (state->runs, g_strdup (job_id), run);
  tick_later (run, QUEUED_MS);
}

void
_exm_practice_run_cancel (ExmPracticeState *state, const char *job_id)
{
  ExmPracticeRun *run = g_hash_table_lookup (state->runs, job_id);

  if (run == NULL)
    return;
  set_state (run, document_of (run), "JOB_STATE_CANCELLING");
  g_clear_pointer (&run->tuner, _exm_practice_tuner_free);
  if (run->timer != NULL)
    g_source_destroy (run->timer);
  g_clear_pointer (&run->timer, g_source_unref);
  tick_later (run, CANCELLING_MS);
}

void
_exm_practice_run_resume_all (ExmPracticeState *state)
{
  g_autoptr (GPtrArray) jobs = _exm_practice_store_list (state->store, "jobs");

  for (guint i = 0; i < jobs->len; i++)
    {
      JsonObject *document = g_ptr_array_index (jobs, i);
      const char *name = exm_json_get_string (exm_json_get_object (document, "resource"), "name");

      if (!_exm_practice_job_is_over (document) && name != NULL)
        _exm_practice_run_start (state, strrchr (name, '/') + 1);
    }
}

void
_exm_practice_run_free (ExmPracticeRun *run)
{
  g_clear_pointer (&run->tuner, _exm_practice_tuner_free);
  if (run->timer != NULL)
    g_source_destroy (run->timer);
  g_clear_pointer (&run->timer, g_source_unref);
  g_free (run->id);
  g_free (run);
}
