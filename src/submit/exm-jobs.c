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

GPtrArray *
exm_jobs_list_sync (ExmGoogle    *google,
                    const char   *project,
                    ExmCatalogue *catalogue,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_autoptr(GPtrArray) regions = list_regions (catalogue);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_tuning_job_unref);
  g_autoptr(GError) first = NULL;
  guint n_answered = 0;

  if (project == NULL && exm_google_get_kind (google) == EXM_ACCOUNT_PRACTICE)
    project = EXM_SUBMIT_PRACTICE_PROJECT;
  if (project == NULL)
    {
      g_set_error_literal (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_OPTION, _("Choose a project"));
      return NULL;
    }
  for (guint i = 0; i < regions->len; i++)
    {
      g_autoptr(GError) local = NULL;
      g_autoptr(GPtrArray) jobs = NULL;

      jobs = exm_tuning_list (google, project, g_ptr_array_index (regions, i), NULL, cancellable, &local);
      if (jobs != NULL)
        {
          n_answered++;
          add_jobs (all, seen, jobs);
          continue;
        }
      g_debug ("No list of jobs from %s: %s", (const char *)g_ptr_array_index (regions, i), local->message);
      if (first == NULL)
        first = g_steal_pointer (&local);
      if (g_cancellable_is_cancelled (cancellable))
        break;
    }
  if (n_answered == 0 || g_cancellable_is_cancelled (cancellable))
    {
      g_propagate_error (error, g_steal_pointer (&first));
      return NULL;
    }
  g_ptr_array_sort (all, compare_jobs);
  return g_steal_pointer (&all);
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
list_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  ListCall  *call = task_data;
  GError    *error = NULL;
  GPtrArray *jobs = exm_jobs_list_sync (source, call->project, call->catalogue, cancellable, &error);

  if (jobs == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, jobs, (GDestroyNotify)g_ptr_array_unref);
}

void
exm_jobs_list_async (ExmGoogle          *google,
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
  g_task_set_source_tag (task, exm_jobs_list_async);
  g_task_set_task_data (task, call, list_call_free);
  g_task_run_in_thread (task, list_thread);
}

GPtrArray *
exm_jobs_list_finish (ExmGoogle    *google,
                      GAsyncResult *result,
                      GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, google), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

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
