/* exm-submit-follow.c - the tuning job is watched until it has ended
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-submit-work-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "exm-curves.h"
#include "exm-submit-history.h"
#include "exm-submit-values-private.h"

/* Polls in a row that find no job before it is taken as gone. */
#define MAX_LOST 4

/* What cuts a call short: once a cancel is being carried out, only leaving does. */
static GCancellable *
cancellable_of (ExmSubmitWork *self)
{
  return self->now->cancel_asked ? self->stop : self->interrupt;
}

/* Line i (1-based) of a file, as the service counts, back to its example. */
static ExmRowId
row_of_line (GHashTable *values,
             gint64      line)
{
  GBytes       *bytes = g_hash_table_lookup (values, KEY_TRAIN_LINES);
  gsize         size = 0;
  const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  guint32       row;

  if (line < 1 || (guint64)line > size / sizeof row)
    return 0;
  memcpy (&row, data + (line - 1) * (gint64)sizeof row, sizeof row);
  return GUINT32_FROM_LE (row);
}

static void
put_dropped (GHashTable           *values,
             const ExmTuningStats *stats)
{
  g_autoptr(GPtrArray) dropped = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = NULL;

  for (guint i = 0; stats->dropped_lines != NULL && i < stats->dropped_lines->len; i++)
    {
      ExmDroppedRow *row = g_new0 (ExmDroppedRow, 1);

      row->line = g_array_index (stats->dropped_lines, gint64, i);
      row->row = row_of_line (values, row->line);
      if (stats->dropped_reasons != NULL && i < stats->dropped_reasons->len)
        row->reason = g_ptr_array_index (stats->dropped_reasons, i);
      g_ptr_array_add (dropped, row);
    }
  if (dropped->len > 0)
    {
      text = _exm_dropped_to_text (dropped);
      _exm_values_put (values, KEY_DROPPED, text);
    }
}

static void
put_spread (GHashTable            *values,
            const char            *key,
            const ExmTuningSpread *spread)
{
  g_autofree char *text = _exm_spread_to_text (spread);

  if (text != NULL)
    _exm_values_put (values, key, text);
}

static void
put_stats (GHashTable           *values,
           const ExmTuningStats *stats)
{
  if (!stats->known)
    return;
  _exm_values_put_int (values, KEY_EXAMPLES, stats->examples);
  _exm_values_put_int (values, KEY_BILLABLE_TOKENS, stats->billable_tokens);
  _exm_values_put_int (values, KEY_STEPS, stats->steps);
  put_spread (values, KEY_INPUT_TOKENS, &stats->input_tokens);
  put_spread (values, KEY_OUTPUT_TOKENS, &stats->output_tokens);
  put_spread (values, KEY_MESSAGES, &stats->messages);
  _exm_values_put_int (values, KEY_DROPPED_COUNT, stats->dropped);
  put_dropped (values, stats);
}

/* Curves are a view: that they cannot be read now is no reason to stop. */
static void
put_curves (ExmSubmitWork      *self,
            GHashTable         *values,
            const ExmTuningJob *job)
{
  g_autoptr(GPtrArray) curves = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (job->experiment == NULL || job->state == EXM_TUNING_QUEUED || job->state == EXM_TUNING_PENDING)
    return;
  curves = exm_curves_read (self->google, job->experiment, cancellable_of (self), &error);
  if (curves == NULL)
    {
      g_debug ("No curves: %s", error->message);
      return;
    }
  if (curves->len == 0)
    return;
  text = _exm_curves_to_text (curves);
  _exm_values_put (values, KEY_CURVES, text);
}

static void
put_job (ExmSubmitWork      *self,
         GHashTable         *values,
         const ExmTuningJob *job)
{
  g_autofree char *checkpoints = NULL;

  if (job->state_text != NULL)
    _exm_values_put (values, KEY_STATE, job->state_text);
  if (job->started > 0)
    _exm_values_put_int (values, KEY_STARTED, job->started);
  if (job->epochs > 0)
    _exm_values_put_int (values, KEY_EPOCHS_USED, job->epochs);
  if (job->checkpoints->len > 0)
    {
      checkpoints = _exm_checkpoints_to_text (job->checkpoints);
      _exm_values_put (values, KEY_CHECKPOINTS, checkpoints);
    }
  put_stats (values, &job->stats);
  put_curves (self, values, job);
}

/* How far the training is, as well as can be told. */
static double
job_fraction (const ExmSubmission *now,
              const ExmTuningJob  *job)
{
  gint64 step = 0;

  if (job->state != EXM_TUNING_RUNNING)
    return -1;
  for (guint i = 0; i < now->curves->len; i++)
    {
      const ExmCurve *curve = g_ptr_array_index (now->curves, i);

      if (g_str_equal (curve->name, EXM_CURVE_TRAIN_LOSS) && curve->points->len > 0)
        step = g_array_index (curve->points, ExmCurvePoint, curve->points->len - 1).step;
    }
  if (job->stats.known && job->stats.steps > 0 && step > 0)
    return MIN (1.0, (double)step / (double)job->stats.steps);
  if (job->epochs > 0 && job->checkpoints->len > 0)
    return MIN (1.0, (double)job->checkpoints->len / (double)job->epochs);
  return -1;
}

static gboolean
end_job (ExmSubmitWork      *self,
         const ExmTuningJob *job,
         GError            **error)
{
  GHashTable *values = _exm_submit_work_begin (self);
  gboolean    good = job->state == EXM_TUNING_SUCCEEDED || job->state == EXM_TUNING_PARTIAL;
  g_autoptr(GError) local = NULL;

  put_job (self, values, job);
  if (job->ended > 0)
    _exm_values_put_int (values, KEY_ENDED, job->ended);
  if (good)
    {
      _exm_values_put (values, KEY_MODEL, job->tuned_model);
      _exm_values_put (values, KEY_ENDPOINT, job->endpoint);
    }
  _exm_values_put (values, KEY_ERROR, good || job->state == EXM_TUNING_CANCELLED ? NULL : job->error_message);
  if (!_exm_submit_work_next (self, values, EXM_SUBMIT_ENDED, job->state_text, error))
    return FALSE;
  /* A help for later jobs: that it cannot be kept is no failure of this one. */
  if (good && !exm_history_add (self->now, &local))
    g_debug ("%s", local->message);
  return TRUE;
}

/* Once is enough, but repeating it after a lost answer is harmless. */
static gboolean
send_cancel (ExmSubmitWork *self,
             GError       **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(GHashTable) values = NULL;

  _exm_submit_work_tell (self, -1, _("Cancelling the tuning job"));
  if (!exm_tuning_cancel (self->google, self->now->job_name, self->stop, &local))
    {
      /* It has ended already, or has gone: following will tell. */
      if (!g_error_matches (local, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_PRECONDITION) &&
          !g_error_matches (local, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_INVALID) &&
          !g_error_matches (local, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_CONFLICT) &&
          !g_error_matches (local, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      g_debug ("Cancel was refused: %s", local->message);
    }
  values = _exm_submit_work_begin (self);
  _exm_values_put_int (values, KEY_CANCEL_SENT, 1);
  return _exm_submit_work_commit (self, values, error);
}

static gboolean
end_lost (ExmSubmitWork *self,
          GError       **error)
{
  GHashTable *values = _exm_submit_work_begin (self);

  _exm_values_put (values, KEY_ERROR, _("The service does not know this tuning job any more"));
  return _exm_submit_work_next (self, values, EXM_SUBMIT_ENDED, "JOB_STATE_FAILED", error);
}

static gboolean
take_news (ExmSubmitWork      *self,
           const ExmTuningJob *job,
           gboolean           *changed,
           GError            **error)
{
  g_autoptr(GHashTable) values = _exm_submit_work_begin (self);
  g_autofree char *curves = _exm_values_text (self->values, KEY_CURVES);
  g_autofree char *new_curves = NULL;

  put_job (self, values, job);
  _exm_values_put (values, KEY_ERROR, NULL);
  new_curves = _exm_values_text (values, KEY_CURVES);
  *changed = self->now->state_text == NULL || g_strcmp0 (self->now->state_text, job->state_text) != 0;
  if (!_exm_submit_work_commit (self, values, error))
    return FALSE;
  if (g_strcmp0 (curves, new_curves) != 0)
    self->report.curves = self->now->curves;
  _exm_submit_work_tell (self, job_fraction (self->now, job), exm_tuning_state_get_words (job->state));
  self->report.curves = NULL;
  return TRUE;
}

/* One look; %TRUE with @job %NULL: nothing to be seen this time. */
static gboolean
look (ExmSubmitWork *self,
      ExmTuningJob **job,
      GError       **error)
{
  g_autoptr(GError) local = NULL;

  *job = exm_tuning_get (self->google, self->now->job_name, cancellable_of (self), &local);
  if (*job != NULL)
    {
      self->n_lost = 0;
      return TRUE;
    }
  if (g_error_matches (local, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_NOT_FOUND))
    self->n_lost++;
  else if (!exm_cloud_error_is_transient (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  _exm_submit_work_tell_waiting (self, local);
  return TRUE;
}

gboolean
_exm_submit_follow (ExmSubmitWork *self,
                    GError       **error)
{
  guint wait = self->pace.first_poll_ms;

  self->report.expected = exm_history_expect_seconds (self->now->base_model, self->practice, self->now->n_training,
                                                      self->now->epochs);
  for (;;)
    {
      g_autoptr(ExmTuningJob) job = NULL;
      gboolean changed = FALSE;

      if (self->now->cancel_asked && !g_hash_table_contains (self->values, KEY_CANCEL_SENT) && !send_cancel (self, error))
        return FALSE;
      _exm_submit_point ("follow:look");
      if (!look (self, &job, error))
        return FALSE;
      if (self->n_lost >= MAX_LOST)
        return end_lost (self, error);
      if (job != NULL && exm_tuning_state_is_ended (job->state))
        return end_job (self, job, error);
      if (job != NULL && !take_news (self, job, &changed, error))
        return FALSE;
      wait = changed ? self->pace.first_poll_ms : MIN (wait + wait / 2, self->pace.max_poll_ms);
      if (!_exm_submit_work_sleep (self, wait))
        return !g_cancellable_set_error_if_cancelled (self->stop, error);
    }
}
