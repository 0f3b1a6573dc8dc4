/* exm-submit-create.c - create and follow: one tuning job, to its end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-submit-work-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "exm-submit-values-private.h"

/* A tuning job costs money and its creation cannot be repeated safely. So:
 *
 *   record: create-sent ─► send, with our request id as label ─► record: job-name
 *
 * Wherever this is cut, create-sent without job-name says that an answer is owed.
 * Then the jobs are listed and the label looked for, for as long as a job could
 * need to show up. Only when it is certain that there is none is it sent again,
 * with the same label.
 */

/* Tries to look for a job, when the other side cannot be reached. */
#define MAX_LOOKS 10

static gint64
now_ms (void)
{
  return g_get_real_time () / 1000;
}

static gboolean
adopt (ExmSubmitWork      *self,
       const ExmTuningJob *job,
       GError            **error)
{
  GHashTable *values = _exm_submit_work_begin (self);

  _exm_values_put (values, KEY_CREATE_SENT, NULL);
  _exm_values_put (values, KEY_JOB_NAME, job->name);
  return _exm_submit_work_next (self, values, EXM_SUBMIT_FOLLOW,
                                job->state_text != NULL ? job->state_text : "JOB_STATE_PENDING", error);
}

static gboolean
set_sent (ExmSubmitWork *self,
          gboolean       sent,
          GError       **error)
{
  g_autoptr(GHashTable) values = _exm_submit_work_begin (self);

  _exm_values_put (values, KEY_ERROR, NULL);
  if (sent)
    _exm_values_put_int (values, KEY_CREATE_SENT, now_ms ());
  else
    _exm_values_put (values, KEY_CREATE_SENT, NULL);
  return _exm_submit_work_commit (self, values, error);
}

static gboolean
uncertain (GError **error)
{
  g_autoptr(GError) cause = *error;

  *error = NULL;
  g_set_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_UNCERTAIN,
               /* Translators: %s is a sentence without a full stop */
               _("It cannot be told yet whether the tuning job was made: %s. Go on later: nothing is sent twice"),
                  cause->message);
  return FALSE;
}

/* Until when a job that does not show may still do so. In the process that asked
 * for it, the clock that nobody can set decides. After a restart there is only the
 * one on the wall: one that was set back or forward must not make us hurry. */
static gint64
settle_until (ExmSubmitWork *self)
{
  const gint64 whole = self->pace.settle_ms;
  gint64       age;

  if (self->sent != 0)
    return self->sent + whole * 1000;
  age = now_ms () - _exm_values_int (self->values, KEY_CREATE_SENT, 0);
  return g_get_monotonic_time () + CLAMP (whole - MAX (age, 0), whole / 4, whole) * 1000;
}

gboolean
_exm_submit_settle (ExmSubmitWork *self,
                    GError       **error)
{
  gint64 until = settle_until (self);
  guint  n_failed = 0;

  _exm_submit_work_tell (self, -1, _("Looking whether the tuning job was made"));
  for (;;)
    {
      g_autoptr(ExmTuningJob) job = NULL;
      g_autoptr(GError) local = NULL;
      gboolean late = g_get_monotonic_time () >= until;

      job = exm_tuning_find_by_label (self->google, self->now->project, self->now->location, EXM_SUBMISSION_LABEL,
                                      self->now->request_id, self->stop, &local);
      if (job != NULL)
        return adopt (self, job, error);
      if (g_error_matches (local, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_NOT_FOUND))
        {
          if (late)
            return set_sent (self, FALSE, error);
        }
      else if (!exm_cloud_error_is_transient (local) || ++n_failed > MAX_LOOKS)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? FALSE : uncertain (error);
        }
      /* Cancel is written down first, then this is gone on with. */
      if (!_exm_submit_work_sleep (self, CLAMP (self->pace.settle_ms / 8, 50, 10000)))
        return !g_cancellable_set_error_if_cancelled (self->stop, error);
    }
}

static ExmTuningRequest *
make_request (ExmSubmitWork *self)
{
  const ExmSubmission *now = self->now;
  /* Google takes either a base model or a tuned one, never both. */
  const char       *base = now->pre_tuned_model == NULL ? now->base_model : NULL;
  ExmTuningRequest *request = exm_tuning_request_new (now->project, now->location, base, now->training_uri);

  request->pre_tuned_model = g_strdup (now->pre_tuned_model);
  request->pre_tuned_checkpoint = g_strdup (now->pre_tuned_checkpoint);
  request->validation_uri = g_strdup (now->validation_uri);
  request->display_name = g_strdup (now->display_name);
  request->epochs = now->epochs;
  request->adapter_size = now->adapter_size;
  request->learning_rate_multiplier = now->learning_rate_multiplier;
  exm_tuning_request_set_label (request, EXM_SUBMISSION_LABEL, now->request_id);
  return request;
}

gboolean
_exm_submit_create (ExmSubmitWork *self,
                    GError       **error)
{
  g_autoptr(ExmTuningRequest) request = NULL;
  g_autoptr(ExmTuningJob) job = NULL;
  g_autoptr(GError) local = NULL;

  if (g_hash_table_contains (self->values, KEY_CREATE_SENT))
    return _exm_submit_settle (self, error);

  request = make_request (self);
  if (!set_sent (self, TRUE, error))
    return FALSE;
  _exm_submit_point ("create:send");
  self->sent = g_get_monotonic_time ();
  /* Not cut short by cancel: its answer says what is to be cancelled. */
  job = exm_tuning_create (self->google, request, self->stop, &local);
  _exm_submit_point ("create:answered");
  if (job != NULL)
    return adopt (self, job, error);

  if (g_error_matches (local, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_UNKNOWN_OUTCOME))
    return _exm_submit_settle (self, error);
  if (!g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED) && !set_sent (self, FALSE, error))
    return FALSE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
