/* exm-jobs.c - the tuning jobs of an account, wherever they run
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-jobs.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "exm-submission.h"

G_DEFINE_BOXED_TYPE (ExmJobsSurvey, exm_jobs_survey, exm_jobs_survey_copy, exm_jobs_survey_free)

static GPtrArray *
list_regions (ExmCatalogue *catalogue)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *models = exm_catalogue_get_models (catalogue);
  GPtrArray *regions = g_ptr_array_new ();

  for (guint i = 0; i < models->len; i++)
    {
      const ExmBaseModel *model = g_ptr_array_index (models, i);

      for (guint j = 0; model->regions != NULL && model->regions[j] != NULL; j++)
        if (g_hash_table_add (seen, model->regions[j]))
          g_ptr_array_add (regions, model->regions[j]);
    }
  if (regions->len == 0)
    g_ptr_array_add (regions, (gpointer)EXM_SUBMIT_PRACTICE_LOCATION);
  return regions;
}

static int
compare_jobs (gconstpointer a,
              gconstpointer b)
{
  const ExmTuningJob *x = *(ExmTuningJob *const *)a;
  const ExmTuningJob *y = *(ExmTuningJob *const *)b;

  return x->created > y->created ? -1 : x->created < y->created;
}

/* The practice service shows one and the same list in every region. */
static void
add_jobs (GPtrArray  *all,
          GHashTable *seen,
          GPtrArray  *jobs)
{
  for (guint i = 0; i < jobs->len; i++)
    {
      ExmTuningJob *job = g_ptr_array_index (jobs, i);

      if (g_hash_table_add (seen, job->name))
        g_ptr_array_add (all, exm_tuning_job_ref (job));
    }
}

/* --- all regions at once ------------------------------------------------------------ */

static void
region_free (gpointer data)
{
  ExmJobsRegion *region = data;

  g_free (region->region);
  g_clear_error (&region->error);
  g_free (region);
}

static ExmJobsSurvey *
survey_new (void)
{
  ExmJobsSurvey *self = g_new0 (ExmJobsSurvey, 1);

  self->jobs = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_tuning_job_unref);
  self->regions = g_ptr_array_new_with_free_func (region_free);
  return self;
}

ExmJobsSurvey *
exm_jobs_survey_copy (const ExmJobsSurvey *self)
{
  ExmJobsSurvey *copy = survey_new ();

  copy->n_failed = self->n_failed;
  for (guint i = 0; i < self->jobs->len; i++)
    g_ptr_array_add (copy->jobs, exm_tuning_job_ref (g_ptr_array_index (self->jobs, i)));
  for (guint i = 0; i < self->regions->len; i++)
    {
      const ExmJobsRegion *from = g_ptr_array_index (self->regions, i);
      ExmJobsRegion       *to = g_new0 (ExmJobsRegion, 1);

      to->region = g_strdup (from->region);
      to->n_jobs = from->n_jobs;
      to->error = from->error != NULL ? g_error_copy (from->error) : NULL;
      g_ptr_array_add (copy->regions, to);
    }
  return copy;
}

void
exm_jobs_survey_free (ExmJobsSurvey *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->jobs);
  g_ptr_array_unref (self->regions);
  g_free (self);
}

char *
exm_jobs_survey_dup_words (const ExmJobsSurvey *self)
{
  g_autoptr(GString) names = NULL;
  const GError *first = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->n_failed == 0)
    return NULL;
  names = g_string_new (NULL);
  for (guint i = 0; i < self->regions->len; i++)
    {
      const ExmJobsRegion *region = g_ptr_array_index (self->regions, i);

      if (region->error == NULL)
        continue;
      if (first == NULL)
        first = region->error;
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", region->region);
    }
  /* Translators: names of regions such as "us-central1", and a sentence without a full stop */
  return g_strdup_printf (_("The jobs of %s are missing: %s"), names->str, first != NULL ? first->message : "");
}

/* One region, asked on a thread of its own. */
typedef struct
{
  ExmGoogle    *google;
  const char   *project;
  const char   *region;
  GCancellable *cancellable;
  GPtrArray    *jobs;
  GError       *error;
} Asked;

static gpointer
ask_region (gpointer data)
{
  Asked *asked = data;

  asked->jobs = exm_tuning_list (asked->google, asked->project, asked->region, NULL, asked->cancellable, &asked->error);
  return NULL;
}

static void
ask_regions (Asked *asked,
             guint  n)
{
  g_autofree GThread **threads = g_new0 (GThread *, n);

  for (guint i = 1; i < n; i++)
    threads[i] = g_thread_new ("exm-jobs", ask_region, &asked[i]);
  ask_region (&asked[0]);
  for (guint i = 1; i < n; i++)
    g_thread_join (threads[i]);
}

static void
take_region (ExmJobsSurvey *self,
             GHashTable    *seen,
             Asked         *asked)
{
  ExmJobsRegion *region = g_new0 (ExmJobsRegion, 1);
  const guint    before = self->jobs->len;

  region->region = g_strdup (asked->region);
  if (asked->jobs != NULL)
    add_jobs (self->jobs, seen, asked->jobs);
  else
    self->n_failed++;
  region->n_jobs = self->jobs->len - before;
  region->error = g_steal_pointer (&asked->error);
  g_ptr_array_add (self->regions, region);
  g_clear_pointer (&asked->jobs, g_ptr_array_unref);
}

ExmJobsSurvey *
exm_jobs_survey_sync (ExmGoogle    *google,
                      const char   *project,
                      ExmCatalogue *catalogue,
                      GCancellable *cancellable,
                      GError      **error)
{
  g_autoptr(GPtrArray) regions = list_regions (catalogue);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(ExmJobsSurvey) self = survey_new ();
  g_autofree Asked *asked = g_new0 (Asked, regions->len);

  if (project == NULL && exm_google_get_kind (google) == EXM_ACCOUNT_PRACTICE)
    project = EXM_SUBMIT_PRACTICE_PROJECT;
  if (project == NULL)
    {
      g_set_error_literal (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_OPTION, _("Choose a project"));
      return NULL;
    }
  for (guint i = 0; i < regions->len; i++)
    asked[i] = (Asked){ .google = google, .project = project, .region = g_ptr_array_index (regions, i), .cancellable = cancellable };
  ask_regions (asked, regions->len);
  for (guint i = 0; i < regions->len; i++)
    take_region (self, seen, &asked[i]);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (self->n_failed == self->regions->len)
    {
      const ExmJobsRegion *first = g_ptr_array_index (self->regions, 0);

      g_propagate_error (error, g_error_copy (first->error));
      return NULL;
    }
  g_ptr_array_sort (self->jobs, compare_jobs);
  return g_steal_pointer (&self);
}

GPtrArray *
exm_jobs_list_sync (ExmGoogle    *google,
                    const char   *project,
                    ExmCatalogue *catalogue,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_autoptr(ExmJobsSurvey) survey = exm_jobs_survey_sync (google, project, catalogue, cancellable, error);

  return survey != NULL ? g_ptr_array_ref (survey->jobs) : NULL;
}

typedef struct
{
  char         *project;
  ExmCatalogue *catalogue;
} ListCall;

static void
list_call_free (gpointer data)
{
  ListCall *call = data;

  g_free (call->project);
  g_object_unref (call->catalogue);
  g_free (call);
}

static void
survey_thread (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  ListCall      *call = task_data;
  GError        *error = NULL;
  ExmJobsSurvey *survey = exm_jobs_survey_sync (source, call->project, call->catalogue, cancellable, &error);

  if (survey == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, survey, (GDestroyNotify)exm_jobs_survey_free);
}

static void
start_survey (ExmGoogle          *google,
              gpointer            tag,
              const char         *project,
              ExmCatalogue       *catalogue,
              GCancellable       *cancellable,
              GAsyncReadyCallback callback,
              gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (google, cancellable, callback, user_data);
  ListCall *call = g_new0 (ListCall, 1);

  call->project = g_strdup (project);
  call->catalogue = g_object_ref (catalogue);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, call, list_call_free);
  g_task_run_in_thread (task, survey_thread);
}

void
exm_jobs_survey_async (ExmGoogle          *google,
                       const char         *project,
                       ExmCatalogue       *catalogue,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  start_survey (google, exm_jobs_survey_async, project, catalogue, cancellable, callback, user_data);
}

ExmJobsSurvey *
exm_jobs_survey_finish (ExmGoogle    *google,
                        GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, google), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
exm_jobs_list_async (ExmGoogle          *google,
                     const char         *project,
                     ExmCatalogue       *catalogue,
                     GCancellable       *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer            user_data)
{
  start_survey (google, exm_jobs_list_async, project, catalogue, cancellable, callback, user_data);
}

GPtrArray *
exm_jobs_list_finish (ExmGoogle    *google,
                      GAsyncResult *result,
                      GError      **error)
{
  g_autoptr(ExmJobsSurvey) survey = exm_jobs_survey_finish (google, result, error);

  return survey != NULL ? g_ptr_array_ref (survey->jobs) : NULL;
}

/* --- one of them ---------------------------------------------------------------------- */

const char *
exm_jobs_get_request_id (const ExmTuningJob *job)
{
  return g_hash_table_lookup (job->labels, EXM_SUBMISSION_LABEL);
}

static gboolean
is_name (const char *name,
         const char *what)
{
  const char *last = name != NULL ? strrchr (name, '/') : NULL;

  return name != NULL && (g_str_equal (name, what) || (last != NULL && g_str_equal (last + 1, what)));
}

/* "projects/…/models/M@V", also without the version. */
static gboolean
is_model (const char *model,
          const char *what)
{
  const char      *version = model != NULL ? strrchr (model, '@') : NULL;
  g_autofree char *bare = version != NULL ? g_strndup (model, (gsize)(version - model)) : NULL;

  return is_name (model, what) || is_name (bare, what);
}

static const ExmTuningCheckpoint *
find_checkpoint (const ExmTuningJob *job,
                 const char         *what)
{
  for (guint i = 0; i < job->checkpoints->len; i++)
    {
      const ExmTuningCheckpoint *checkpoint = g_ptr_array_index (job->checkpoints, i);

      if (is_name (checkpoint->endpoint, what))
        return checkpoint;
    }
  return NULL;
}

static ExmTuningJob *
find_job (GPtrArray  *jobs,
          const char *what,
          char      **endpoint)
{
  for (guint i = 0; i < jobs->len; i++)
    {
      ExmTuningJob              *job = g_ptr_array_index (jobs, i);
      const ExmTuningCheckpoint *checkpoint = find_checkpoint (job, what);

      if (checkpoint != NULL)
        *endpoint = g_strdup (checkpoint->endpoint);
      else if (is_name (job->name, what) || is_model (job->tuned_model, what) || is_name (job->endpoint, what) ||
               g_strcmp0 (exm_jobs_get_request_id (job), what) == 0)
        *endpoint = g_strdup (job->endpoint);
      else
        continue;
      return job;
    }
  /* The list begins with the newest. */
  for (guint i = 0; i < jobs->len; i++)
    {
      ExmTuningJob *job = g_ptr_array_index (jobs, i);

      if (g_strcmp0 (job->display_name, what) == 0)
        {
          *endpoint = g_strdup (job->endpoint);
          return job;
        }
    }
  return NULL;
}

ExmTuningJob *
exm_jobs_find_sync (ExmGoogle    *google,
                    const char   *project,
                    ExmCatalogue *catalogue,
                    const char   *what,
                    char        **endpoint,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_autoptr(GPtrArray) jobs = exm_jobs_list_sync (google, project, catalogue, cancellable, error);
  g_autofree char *found = NULL;
  ExmTuningJob    *job;

  if (jobs == NULL)
    return NULL;
  job = find_job (jobs, what, &found);
  if (job == NULL)
    {
      g_set_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_NOT_FOUND, _("There is no tuning job or tuned model “%s”"), what);
      return NULL;
    }
  if (endpoint != NULL)
    *endpoint = g_steal_pointer (&found);
  return exm_tuning_job_ref (job);
}
