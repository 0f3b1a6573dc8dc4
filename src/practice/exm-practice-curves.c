/* exm-practice-curves.c - the way to the curves: context, TensorBoard, series
 *
 * A job's experiment is a metadata context that names a TensorBoard; there an
 * experiment of the same id has one run with a series for each metric.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-private.h"

#include <string.h>

#include "exm-json-gate.h"

#define EXPERIMENT "tuning-experiment-"
#define BOARD "1"
#define RUN "run-0"

/* Metrics get fixed ids: their place here. */
static const char *const metrics[] = {
  "/train_total_loss",
  "/train_fraction_of_correct_next_step_preds",
  "/train_num_predictions",
  "/eval_total_loss",
  "/eval_fraction_of_correct_next_step_preds",
  "/eval_num_predictions",
};

static JsonObject *
series_of (ExmPracticeCall *call, const char *experiment)
{
  const char *id = g_str_has_prefix (experiment, EXPERIMENT) ? experiment + strlen (EXPERIMENT) : "";

  return exm_json_get_object (_exm_practice_store_get (call->state->store, "curves", id), "series");
}

static gboolean
is_experiment (ExmPracticeCall *call, const char *experiment)
{
  return g_str_has_prefix (experiment, EXPERIMENT) && _exm_practice_store_get (call->state->store, "jobs", experiment + strlen (EXPERIMENT)) != NULL;
}

static char *
board_name (ExmPracticeCall *call)
{
  return g_strdup_printf ("projects/" EXM_PRACTICE_NUMBER "/locations/%s/tensorboards/" BOARD,
                          call->path[4]);
}

static void
reply_context (ExmPracticeCall *call, const char *experiment)
{
  JsonObject      *answer = json_object_new ();
  JsonObject      *metadata = json_object_new ();
  g_autofree char *board = board_name (call);
  g_autofree char *name = g_strdup_printf (
    "projects/" EXM_PRACTICE_NUMBER "/locations/%s/metadataStores/default/contexts/%s",
    call->path[4], experiment);

  _exm_set (answer, "name", name);
  _exm_set (answer, "displayName", experiment);
  _exm_set (answer, "schemaTitle", "system.Experiment");
  if (series_of (call, experiment) != NULL)
    _exm_set (metadata, "backing_tensorboard_resource", board);
  json_object_set_object_member (answer, "metadata", metadata);
  _exm_practice_reply (call, 200, answer);
}

static void
reply_runs (ExmPracticeCall *call, const char *experiment)
{
  JsonObject      *answer = json_object_new ();
  JsonArray       *runs = json_array_new ();
  JsonObject      *run = json_object_new ();
  g_autofree char *board = board_name (call);
  g_autofree char *name = g_strconcat (board, "/experiments/", experiment, "/runs/" RUN, NULL);

  _exm_set (run, "name", name);
  _exm_set (run, "displayName", RUN);
  json_array_add_object_element (runs, run);
  json_object_set_array_member (answer, "tensorboardRuns", runs);
  _exm_practice_reply (call, 200, answer);
}

static void
reply_series_list (ExmPracticeCall *call, const char *experiment)
{
  JsonObject      *answer = json_object_new ();
  JsonArray       *list = json_array_new ();
  JsonObject      *series = series_of (call, experiment);
  g_autofree char *board = board_name (call);

  for (guint i = 0; i < G_N_ELEMENTS (metrics); i++)
    {
      JsonObject      *item;
      g_autofree char *name = NULL;

      if (exm_json_get_array (series, metrics[i]) == NULL)
        continue;
      item = json_object_new ();
      name = g_strdup_printf ("%s/experiments/%s/runs/" RUN "/timeSeries/%u", board, experiment,
                              i + 1);
      _exm_set (item, "name", name);
      _exm_set (item, "displayName", metrics[i]);
      _exm_set (item, "valueType", "SCALAR");
      json_array_add_object_element (list, item);
    }
  json_object_set_array_member (answer, "tensorboardTimeSeries", list);
  _exm_practice_reply (call, 200, answer);
}

/* The data of one series, at most @max points, evenly thinned. */
static JsonObject *
series_data (ExmPracticeCall *call, const char *experiment, const char *id, guint max)
{
  const guint64 place = g_ascii_strtoull (id, NULL, 10);
  JsonArray    *values = place >= 1 && place <= G_N_ELEMENTS (metrics)
                           ? exm_json_get_array (series_of (call, experiment), metrics[place - 1])
                           : NULL;
  const guint   n = exm_json_array_size (values);
  JsonObject   *data;
  JsonArray    *shown;

  if (values == NULL)
    return NULL;
  data = json_object_new ();
  shown = json_array_new ();
  for (guint i = 0; i < MIN (n, max); i++)
    {
      const guint at = n <= max || max < 2 ? i : (guint)((guint64)i * (n - 1) / (max - 1));

      json_array_add_element (shown, json_node_copy (json_array_get_element (values, at)));
    }
  _exm_set (data, "tensorboardTimeSeriesId", id);
  _exm_set (data, "valueType", "SCALAR");
  json_object_set_array_member (data, "values", shown);
  return data;
}

static void
reply_read (ExmPracticeCall *call, const char *experiment, const char *id)
{
  const char   *max_text = _exm_practice_call_query (call, "maxDataPoints");
  const guint64 max = max_text != NULL ? g_ascii_strtoull (max_text, NULL, 10) : 0;
  JsonObject   *data = series_data (call, experiment, id, max > 0 && max < 10000 ? (guint)max : 1000);
  JsonObject   *answer;

  if (data == NULL)
    {
      _exm_practice_error (call, 404, "TensorboardTimeSeries does not exist: %s", call->target);
      return;
    }
  answer = json_object_new ();
  json_object_set_object_member (answer, "timeSeriesData", data);
  _exm_practice_reply (call, 200, answer);
}

/* …/tensorboards/T:batchRead?timeSeries=NAME&timeSeries=NAME */
static void
reply_batch (ExmPracticeCall *call)
{
  JsonObject *answer = json_object_new ();
  JsonArray  *list = json_array_new ();

  for (guint i = 0; i + 1 < call->query->len; i += 2)
    {
      g_auto (GStrv) parts = NULL;
      JsonObject *data;
      guint       n;

      if (!g_str_equal (g_ptr_array_index (call->query, i), "timeSeries"))
        continue;
      parts = g_strsplit (g_ptr_array_index (call->query, i + 1), "/", -1);
      n = g_strv_length (parts);
      data = n == 12 ? series_data (call, parts[7], parts[11], 1000) : NULL;
      if (data != NULL)
        json_array_add_object_element (list, data);
    }
  json_object_set_array_member (answer, "timeSeriesData", list);
  _exm_practice_reply (call, 200, answer);
}

/* v1/projects/P/locations/L/metadataStores/default/contexts/E
 * v1/projects/P/locations/L/tensorboards/T/experiments/E/runs/R/timeSeries/S:read */
void
_exm_practice_serve_curves (ExmPracticeCall *call)
{
  const gboolean context = g_str_equal (call->path[5], "metadataStores");
  const char    *experiment = call->n_path > 8 ? call->path[8] : NULL;

  if (!_exm_practice_call_is (call, "GET"))
    _exm_practice_error (call, 405, "Method not allowed.");
  else if (!context && call->n_path == 7 && g_strcmp0 (call->verb, "batchRead") == 0)
    reply_batch (call);
  else if (experiment == NULL || !is_experiment (call, experiment))
    _exm_practice_error (call, 404, "Not found: %s", call->target);
  else if (context && call->n_path == 9)
    reply_context (call, experiment);
  else if (call->n_path == 10 && g_str_equal (call->path[9], "runs"))
    reply_runs (call, experiment);
  else if (call->n_path == 12 && g_str_equal (call->path[11], "timeSeries"))
    reply_series_list (call, experiment);
  else if (call->n_path == 13 && g_strcmp0 (call->verb, "read") == 0)
    reply_read (call, experiment, call->path[12]);
  else
    _exm_practice_error (call, 404, "Not found: %s", call->target);
}
