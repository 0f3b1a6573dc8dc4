/* exm-ready-check.c - asks for the facts of the ready page, side by side
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "exm-ready-private.h"

/* A check is a run. Each question holds it; an answer that comes to a run that is
 * no longer the object's is dropped. An answer can lead to more questions (no
 * billing: which accounts are there?); the run ends when none is left.
 */

/* Pauses between looks while an API is on its way, and the end of patience. */
#define SPREAD_PACES 10
#define SPREAD_MAX_MS 10000
#define SPREAD_PATIENCE ((gint64)15 * 60 * G_USEC_PER_SEC)

struct _ExmReadyRun
{
  guint         ref_count;
  ExmReady     *ready; /* NULL: no longer its run */
  GTask        *task;  /* NULL: a look of our own */
  GCancellable *cancellable;
  gulong        outer_id;
  guint         n_pending;
};

/* One question. */
typedef struct
{
  ExmReadyRun *run;
  ExmFactId    fact;
} Ask;

static void
run_unref (ExmReadyRun *run)
{
  if (--run->ref_count > 0)
    return;
  g_clear_object (&run->cancellable);
  g_free (run);
}

/* --- asking ---------------------------------------------------------------------- */

static Ask *
ask_new (ExmReady *self,
         ExmFactId fact)
{
  Ask *ask = g_new0 (Ask, 1);

  ask->run = self->run;
  ask->run->ref_count++;
  ask->run->n_pending++;
  ask->fact = fact;
  self->facts[fact].pending = TRUE;
  return ask;
}

static void answer_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data);

static void
ask_for (ExmReady *self,
         ExmFactId fact)
{
  GCancellable    *cancel = self->run->cancellable;
  Ask             *ask = ask_new (self, fact);
  g_autofree char *bucket = NULL;
  g_autofree char *name = NULL;
  g_auto (GStrv) regions = NULL;

  switch (fact)
    {
    case EXM_FACT_PROJECT:
      exm_projects_get_async (self->google, self->project, cancel, answer_cb, ask);
      break;
    case EXM_FACT_PROJECTS:
      exm_projects_search_async (self->google, cancel, answer_cb, ask);
      break;
    case EXM_FACT_BILLING:
      exm_billing_get_async (self->google, self->project, cancel, answer_cb, ask);
      break;
    case EXM_FACT_ACCOUNTS:
      exm_billing_list_accounts_async (self->google, cancel, answer_cb, ask);
      break;
    case EXM_FACT_SERVICES:
      exm_services_get_async (self->google, self->project, exm_services_get_needed (), cancel, answer_cb, ask);
      break;
    case EXM_FACT_PERMISSIONS:
      exm_permissions_list_missing_async (self->google, self->project, self->bucket, cancel, answer_cb, ask);
      break;
    case EXM_FACT_BUCKET:
      exm_storage_get_bucket_async (self->google, self->bucket, cancel, answer_cb, ask);
      break;
    case EXM_FACT_BUCKETS:
      exm_storage_list_buckets_async (self->google, self->project, cancel, answer_cb, ask);
      break;
    case EXM_FACT_JOBS:
      regions = _exm_ready_dup_regions (self);
      exm_quota_list_running_async (self->google, self->project, (const char *const *)regions, cancel, answer_cb, ask);
      break;
    case EXM_FACT_FILE:
      exm_storage_split_uri (self->training_uri, &bucket, &name);
      exm_storage_get_object_async (self->google, bucket, name, cancel, answer_cb, ask);
      break;
    default:
      g_assert_not_reached ();
    }
}

static gpointer
take_answer (ExmGoogle      *google,
             ExmFactId       fact,
             GAsyncResult   *result,
             GDestroyNotify *destroy,
             GError        **error)
{
  *destroy = (GDestroyNotify)g_ptr_array_unref;
  switch (fact)
    {
    case EXM_FACT_PROJECT:
      *destroy = (GDestroyNotify)exm_project_free;
      return exm_projects_get_finish (google, result, error);
    case EXM_FACT_PROJECTS:
      return exm_projects_search_finish (google, result, error);
    case EXM_FACT_BILLING:
      *destroy = (GDestroyNotify)exm_billing_free;
      return exm_billing_get_finish (google, result, error);
    case EXM_FACT_ACCOUNTS:
      return exm_billing_list_accounts_finish (google, result, error);
    case EXM_FACT_SERVICES:
      return exm_services_get_finish (google, result, error);
    case EXM_FACT_PERMISSIONS:
      return exm_permissions_list_missing_finish (google, result, error);
    case EXM_FACT_BUCKET:
      *destroy = (GDestroyNotify)exm_bucket_free;
      return exm_storage_get_bucket_finish (google, result, error);
    case EXM_FACT_BUCKETS:
      return exm_storage_list_buckets_finish (google, result, error);
    case EXM_FACT_JOBS:
      return exm_quota_list_running_finish (google, result, error);
    case EXM_FACT_FILE:
      *destroy = (GDestroyNotify)exm_stored_object_free;
      return exm_storage_get_object_finish (google, result, error);
    default:
      g_assert_not_reached ();
      return NULL;
    }
}

/* --- what follows from an answer --------------------------------------------------- */

static void
ask_about_project (ExmReady *self)
{
  ask_for (self, EXM_FACT_PROJECT);
  ask_for (self, EXM_FACT_BILLING);
  ask_for (self, EXM_FACT_SERVICES);
  ask_for (self, EXM_FACT_PERMISSIONS);
  ask_for (self, EXM_FACT_JOBS);
  ask_for (self, self->bucket != NULL ? EXM_FACT_BUCKET : EXM_FACT_BUCKETS);
}

/* Settings that a run makes itself: the setter would end the run. */
static void
take_project (ExmReady   *self,
              const char *project)
{
  g_free (self->project);
  self->project = g_strdup (project);
  exm_google_work_in (self->google, self->project, self->quota_project);
  _exm_ready_notify (self, EXM_READY_PROP_PROJECT);
}

static void
take_bucket (ExmReady   *self,
             const char *bucket)
{
  g_free (self->bucket);
  self->bucket = g_strdup (bucket);
  _exm_ready_notify (self, EXM_READY_PROP_BUCKET);
}

static void
follow_project (ExmReady *self)
{
  const ExmProject *project = self->facts[EXM_FACT_PROJECT].value;
  const GError     *error = self->facts[EXM_FACT_PROJECT].error;

  if (project != NULL && project->number != NULL && g_strcmp0 (project->number, self->project_number) != 0)
    {
      g_free (self->project_number);
      self->project_number = g_strdup (project->number);
      _exm_ready_notify (self, EXM_READY_PROP_PROJECT_NUMBER);
    }
  if ((project != NULL && !project->active) || _exm_ready_error_is (error, EXM_CLOUD_ERROR_DENIED) ||
      _exm_ready_error_is (error, EXM_CLOUD_ERROR_NOT_FOUND))
    ask_for (self, EXM_FACT_PROJECTS);
}

static void
follow (ExmReady *self,
        ExmFactId fact)
{
  const ExmBilling *billing = self->facts[EXM_FACT_BILLING].value;

  if (fact == EXM_FACT_PROJECT)
    follow_project (self);
  else if (fact == EXM_FACT_PROJECTS && self->project == NULL && _exm_ready_only_project (self) != NULL)
    {
      take_project (self, _exm_ready_only_project (self));
      ask_about_project (self);
    }
  else if (fact == EXM_FACT_BILLING && billing != NULL && !billing->enabled)
    ask_for (self, EXM_FACT_ACCOUNTS);
  else if (fact == EXM_FACT_BUCKETS && self->bucket == NULL && _exm_ready_only_bucket (self) != NULL)
    {
      take_bucket (self, _exm_ready_only_bucket (self));
      ask_for (self, EXM_FACT_BUCKET);
      /* What is given on the bucket alone counts as well. */
      ask_for (self, EXM_FACT_PERMISSIONS);
    }
  else if (fact == EXM_FACT_BUCKET &&
           (_exm_ready_error_is (self->facts[fact].error, EXM_CLOUD_ERROR_NOT_FOUND) ||
            _exm_ready_error_is (self->facts[fact].error, EXM_CLOUD_ERROR_DENIED)))
    ask_for (self, EXM_FACT_BUCKETS);
}

/* --- the end ----------------------------------------------------------------------- */

static gboolean
is_spreading (ExmReady *self)
{
  const GPtrArray *services = self->facts[EXM_FACT_SERVICES].value;

  if (services == NULL || !_exm_ready_error_is (self->facts[EXM_FACT_JOBS].error, EXM_CLOUD_ERROR_API_DISABLED))
    return FALSE;
  for (guint i = 0; i < services->len; i++)
    if (!((ExmService *)g_ptr_array_index (services, i))->enabled)
      return FALSE;
  return TRUE;
}

static void start (ExmReady     *self,
                   GTask        *task,
                   GCancellable *outer);

static gboolean
spread_cb (gpointer user_data)
{
  ExmReady *self = user_data;

  g_clear_pointer (&self->spread, g_source_unref);
  start (self, NULL, NULL);
  return G_SOURCE_REMOVE;
}

/* Looks again by itself for as long as that is of use. The source holds no
 * reference: stopping, and so disposing, takes it away. */
static void
watch_spread (ExmReady *self)
{
  const gint64      now = g_get_monotonic_time ();
  const ExmHttpPace pace = exm_http_get_pace (exm_google_get_http (self->google));

  if (!is_spreading (self))
    {
      self->spread_since = 0;
      return;
    }
  if (self->spread_since == 0)
    self->spread_since = now;
  if (now - self->spread_since > SPREAD_PATIENCE)
    return;
  self->spread = g_timeout_source_new (MIN (pace.first_ms * SPREAD_PACES, SPREAD_MAX_MS));
  g_source_set_callback (self->spread, spread_cb, self, NULL);
  g_source_attach (self->spread, g_main_context_get_thread_default ());
}

/* Takes the run away from the object; @cancelled: its task says so. */
static void
end_run (ExmReady *self,
         gboolean  cancelled)
{
  ExmReadyRun *run = g_steal_pointer (&self->run);
  g_autoptr (GTask) task = g_steal_pointer (&run->task);

  run->ready = NULL;
  for (guint i = 0; i < EXM_N_FACTS; i++)
    self->facts[i].pending = FALSE;
  if (run->outer_id != 0)
    g_cancellable_disconnect (g_task_get_cancellable (task), run->outer_id);
  if (cancelled)
    g_cancellable_cancel (run->cancellable);
  run_unref (run);
  if (task == NULL)
    return;
  if (cancelled)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The check was ended"));
  else
    g_task_return_boolean (task, TRUE);
}

void
_exm_ready_stop (ExmReady *self)
{
  if (self->spread != NULL)
    g_source_destroy (self->spread);
  g_clear_pointer (&self->spread, g_source_unref);
  if (self->run == NULL)
    return;
  end_run (self, TRUE);
  _exm_ready_notify (self, EXM_READY_PROP_CHECKING);
}

static void
finish_run (ExmReady *self,
            gboolean  cancelled)
{
  end_run (self, cancelled);
  if (!cancelled && self->google != NULL)
    watch_spread (self);
  _exm_ready_judge (self);
  _exm_ready_notify (self, EXM_READY_PROP_CHECKING);
}

static void
answer_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Ask            *ask = user_data;
  ExmReadyRun    *run = ask->run;
  const ExmFactId fact = ask->fact;
  g_autoptr (ExmReady) self = run->ready != NULL ? g_object_ref (run->ready) : NULL;
  GDestroyNotify destroy = NULL;
  GError        *error = NULL;
  gpointer       value = take_answer (EXM_GOOGLE (source), fact, result, &destroy, &error);

  g_free (ask);
  run->n_pending--;
  if (self == NULL)
    {
      if (value != NULL)
        destroy (value);
      g_clear_error (&error);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_error (&error);
      finish_run (self, TRUE);
    }
  else
    {
      self->facts[fact].pending = FALSE;
      _exm_ready_learn (self, fact, value, destroy, error);
      follow (self, fact);
      _exm_ready_fill_choices (self);
      if (run->n_pending == 0)
        finish_run (self, FALSE);
      else
        _exm_ready_judge (self);
    }
  run_unref (run);
}

/* --- starting ------------------------------------------------------------------------ */

/* May run on any thread. */
static void
outer_cancelled_cb (GCancellable *outer,
                    gpointer      user_data)
{
  g_cancellable_cancel (user_data);
}

/* Errors of what is not asked this time are of another day. */
static void
forget_stale_errors (ExmReady *self)
{
  for (guint i = 0; i < EXM_N_FACTS; i++)
    if (!self->facts[i].pending && self->facts[i].error != NULL)
      _exm_ready_forget (self, i);
}

/* @task: (transfer full) (nullable) */
static void
start (ExmReady     *self,
       GTask        *task,
       GCancellable *outer)
{
  ExmReadyRun *run = g_new0 (ExmReadyRun, 1);

  _exm_ready_stop (self);
  run->ref_count = 1;
  run->ready = self;
  run->task = task;
  run->cancellable = g_cancellable_new ();
  self->run = run;
  if (outer != NULL)
    run->outer_id = g_cancellable_connect (outer, G_CALLBACK (outer_cancelled_cb), g_object_ref (run->cancellable),
                                           g_object_unref);
  for (guint i = 0; i < EXM_N_READY; i++)
    _exm_ready_item_forget_failure (self->items[i]);
  _exm_ready_notify (self, EXM_READY_PROP_CHECKING);
  if (self->google != NULL)
    {
      if (self->project != NULL)
        ask_about_project (self);
      else
        ask_for (self, EXM_FACT_PROJECTS);
      if (self->training_uri != NULL && exm_storage_split_uri (self->training_uri, NULL, NULL))
        ask_for (self, EXM_FACT_FILE);
    }
  forget_stale_errors (self);
  if (run->n_pending == 0)
    finish_run (self, FALSE);
  else
    _exm_ready_judge (self);
}

void
exm_ready_check_async (ExmReady           *self,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (EXM_IS_READY (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, exm_ready_check_async);
  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return;
    }
  start (self, task, cancellable);
}

gboolean
exm_ready_check_finish (ExmReady     *self,
                        GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
