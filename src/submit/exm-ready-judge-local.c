/* exm-ready-judge-local.c - the rows of the model, the running jobs and the dataset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "exm-readiness.h"
#include "exm-ready-private.h"

/* --- model × region -------------------------------------------------------------- */

static void
say_wrong_pair (ExmReadyVerdict    *verdict,
                const ExmBaseModel *model,
                const char         *region)
{
  g_autofree char *regions = g_strjoinv (", ", model->regions);

  _exm_ready_say (verdict, EXM_READY_STATE_ATTENTION,
                  /* Translators: a model's name, a region, and the regions that would do */
                  g_strdup_printf (_ ("%s cannot be tuned in %s. It can in: %s."), model->name, region, regions));
}

static void
say_pair (ExmReadyVerdict    *verdict,
          const ExmBaseModel *model,
          const char         *region)
{
  g_autoptr (GString) text = g_string_new (NULL);

  /* Translators: a model's name and a region such as "us-central1" */
  g_string_printf (text, _ ("%s in %s."), model->name, region);
  if (model->tunable == EXM_TUNABLE_PREVIEW)
    {
      g_string_append_c (text, ' ');
      g_string_append (text, _ ("Google offers this as a preview."));
    }
  _exm_ready_say (verdict, EXM_READY_STATE_OK, g_strdup (text->str));
  verdict->details = g_strdup_printf ("%s\n%s\n%s", model->id, model->as_of != NULL ? model->as_of : "",
                                      model->source != NULL ? model->source : "");
}

void
_exm_ready_judge_model (ExmReady        *self,
                        ExmReadyVerdict *verdict)
{
  const ExmBaseModel *model = _exm_ready_get_base_model (self);
  const char         *region = _exm_ready_get_region (self);

  if (model == NULL)
    _exm_ready_say (verdict, EXM_READY_STATE_ATTENTION,
                    g_strdup_printf (_ ("There is no base model “%s” that can be tuned."), self->model));
  else if (exm_base_model_is_retired (model, NULL))
    {
      const ExmBaseModel *next = model->replacement != NULL ? exm_catalogue_find (self->catalogue, model->replacement) : NULL;

      _exm_ready_say (verdict, EXM_READY_STATE_ATTENTION,
                      next != NULL
                      /* Translators: both are names of models */
                      ? g_strdup_printf (_ ("Google has retired %s. %s takes its place."), model->name, next->name)
                      : g_strdup_printf (_ ("Google has retired %s."), model->name));
    }
  else if (region == NULL || !exm_base_model_has_region (model, region))
    say_wrong_pair (verdict, model, region != NULL ? region : "?");
  else
    {
      say_pair (verdict, model, region);
      return;
    }
  verdict->action = EXM_READY_ACTION_CHOOSE_MODEL;
}

/* --- running jobs ---------------------------------------------------------------- */

static void
say_running (ExmReady        *self,
             const GPtrArray *jobs,
             ExmReadyVerdict *verdict)
{
  const ExmTuningJob *first = g_ptr_array_index (jobs, 0);
  const char         *name = first->display_name != NULL ? first->display_name : first->name;

  verdict->job = g_strdup (first->name);
  verdict->details = g_strdup_printf ("%s\n%s", first->name, first->state_text != NULL ? first->state_text : "");
  verdict->url = exm_quota_dup_page (self->project);
  if (self->may_queue)
    {
      _exm_ready_say (verdict, EXM_READY_STATE_OK,
                      /* Translators: name of a tuning job */
                      g_strdup_printf (_ ("“%s” is still running; the new job may have to wait for it."), name));
      return;
    }
  _exm_ready_say (verdict, EXM_READY_STATE_ATTENTION,
                  g_strdup_printf (ngettext ("“%s” is still running. Most projects may run one tuning job at a time: a second one waits, or is refused.",
                                             "“%s” and others are still running. Most projects may run one tuning job at a time: another one waits, or is refused.",
                                             jobs->len),
                                   name));
  verdict->action = EXM_READY_ACTION_OPEN_JOB;
  verdict->other = EXM_READY_ACTION_QUEUE;
}

void
_exm_ready_judge_jobs (ExmReady        *self,
                       ExmReadyVerdict *verdict)
{
  const GPtrArray *jobs = self->facts[EXM_FACT_JOBS].value;
  const GError    *error = self->facts[EXM_FACT_JOBS].error;

  if (_exm_ready_say_blocked (self, verdict, EXM_READY_PROJECT))
    return;
  if (jobs != NULL && jobs->len > 0)
    say_running (self, jobs, verdict);
  else if (jobs != NULL)
    _exm_ready_say (verdict, EXM_READY_STATE_OK, g_strdup (_ ("No other tuning job is running.")));
  else if ((_exm_ready_error_is (error, EXM_CLOUD_ERROR_API_DISABLED) && _exm_ready_say_blocked (self, verdict, EXM_READY_APIS)) ||
           (_exm_ready_error_is (error, EXM_CLOUD_ERROR_BILLING) && _exm_ready_say_blocked (self, verdict, EXM_READY_BILLING)) ||
           (_exm_ready_error_is (error, EXM_CLOUD_ERROR_DENIED) && _exm_ready_say_blocked (self, verdict, EXM_READY_PERMISSIONS)))
    return;
  else
    _exm_ready_say_missing (self, verdict, EXM_FACT_JOBS);
}

/* --- dataset --------------------------------------------------------------------- */

static void
fill_limits (ExmReady  *self,
             ExmLimits *limits)
{
  const ExmBaseModel *model = _exm_ready_get_base_model (self);
  int                 low;
  int                 high;

  exm_catalogue_get_recommended (self->catalogue, &low, &high);
  limits->minimum = (guint)exm_catalogue_get_minimum (self->catalogue);
  limits->recommended_min = (guint)low;
  limits->recommended_max = (guint)high;
  limits->epochs = EXM_COST_AUTOMATIC_EPOCHS;
  limits->price_micros_per_million = -1;
  if (model == NULL)
    return;
  limits->tokens_per_example = (guint)model->max_example_tokens;
  limits->max_examples = model->max_examples;
  limits->max_file_bytes = model->max_file_bytes;
  limits->price_micros_per_million = model->price_micros;
  limits->currency = model->currency;
  limits->price_as_of = model->as_of;
}

static void
judge_stats (ExmReady        *self,
             ExmReadyVerdict *verdict)
{
  g_autoptr (ExmReadiness) readiness = NULL;
  g_autoptr (ExmTask) none = self->task == NULL ? exm_task_new () : NULL;
  ExmLimits limits = { 0 };

  fill_limits (self, &limits);
  readiness = exm_readiness_new (self->stats, self->task != NULL ? self->task : none, &limits);
  if (readiness->can_start)
    {
      _exm_ready_say (verdict, EXM_READY_STATE_OK,
                      g_strdup_printf (ngettext ("%u example is ready.", "%u examples are ready.", readiness->n_ready), readiness->n_ready));
      return;
    }
  verdict->action = EXM_READY_ACTION_OPEN_PROBLEMS;
  for (guint i = 0; i < readiness->problems->len; i++)
    {
      const ExmProblemReport *report = g_ptr_array_index (readiness->problems, i);

      if (report->severity != EXM_SEVERITY_BLOCKS)
        continue;
      _exm_ready_say (verdict, EXM_READY_STATE_ATTENTION,
                      /* Translators: what is wrong with the dataset, and what to do: two sentences */
                      g_strdup_printf (_ ("%s. %s"), report->title, report->message));
      return;
    }
  _exm_ready_say (verdict, EXM_READY_STATE_ATTENTION,
                  g_strdup_printf (ngettext ("%u more labelled example is needed.", "%u more labelled examples are needed.", readiness->n_missing),
                                   readiness->n_missing));
}

static void
judge_file (ExmReady        *self,
            ExmReadyVerdict *verdict)
{
  const ExmStoredObject *object = self->facts[EXM_FACT_FILE].value;
  const GError          *error = self->facts[EXM_FACT_FILE].error;
  const ExmBaseModel    *model = _exm_ready_get_base_model (self);
  const char            *wrong;
  g_autofree char       *size = NULL;

  if (!exm_storage_split_uri (self->training_uri, NULL, NULL))
    {
      _exm_ready_say (verdict, EXM_READY_STATE_ATTENTION,
                      g_strdup (_ ("The file in Cloud Storage is named “gs://bucket/name”.")));
      verdict->details = g_strdup (self->training_uri);
      return;
    }
  if (_exm_ready_say_blocked (self, verdict, EXM_READY_ACCOUNT))
    return;
  if (_exm_ready_error_is (error, EXM_CLOUD_ERROR_NOT_FOUND) || _exm_ready_error_is (error, EXM_CLOUD_ERROR_DENIED))
    {
      _exm_ready_say (verdict, EXM_READY_STATE_ATTENTION,
                      g_strdup_printf (_ ("The file %s is not there, or not open to this account."), self->training_uri));
      _exm_ready_say_details (verdict, error);
      return;
    }
  if (object == NULL)
    {
      _exm_ready_say_missing (self, verdict, EXM_FACT_FILE);
      return;
    }
  verdict->details = g_strdup (self->training_uri);
  wrong = exm_storage_check_training_file (object, model != NULL ? model->max_file_bytes : 0);
  size = g_format_size ((guint64)object->size);
  if (wrong != NULL)
    _exm_ready_say (verdict, EXM_READY_STATE_ATTENTION, g_strdup_printf ("%s.", wrong));
  else
    _exm_ready_say (verdict, EXM_READY_STATE_OK,
                    /* Translators: address and size of a file in Cloud Storage */
                    g_strdup_printf (_ ("%s (%s), used as it lies there."), self->training_uri, size));
}

void
_exm_ready_judge_dataset (ExmReady        *self,
                          ExmReadyVerdict *verdict)
{
  if (self->training_uri != NULL)
    judge_file (self, verdict);
  else if (self->stats != NULL)
    judge_stats (self, verdict);
  else
    _exm_ready_say (verdict, EXM_READY_STATE_ATTENTION, g_strdup (_ ("Open the dataset that shall be tuned with.")));
}
