/* exm-quota.c - tuning jobs that hold the project's quota
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-quota.h"

#include "exm-cloud-private.h"
#include "exm-projects-private.h"

static int
compare_oldest (gconstpointer a,
                gconstpointer b)
{
  const ExmTuningJob *first = *(ExmTuningJob *const *)a;
  const ExmTuningJob *second = *(ExmTuningJob *const *)b;

  if (first->created != second->created)
    return first->created < second->created ? -1 : 1;
  return g_strcmp0 (first->name, second->name);
}

GPtrArray *
exm_quota_list_running (ExmGoogle         *google,
                        const char        *project,
                        const char *const *locations,
                        GCancellable      *cancellable,
                        GError           **error)
{
  g_autoptr (GPtrArray) running = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_tuning_job_unref);
  g_autoptr (GError) first = NULL;
  gboolean answered = FALSE;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && project != NULL && locations != NULL, NULL);

  for (guint i = 0; locations[i] != NULL; i++)
    {
      g_autoptr (GError) local = NULL;
      g_autoptr (GPtrArray) jobs = exm_tuning_list (google, project, locations[i], NULL, cancellable, &local);

      answered = answered || jobs != NULL;
      for (guint j = 0; jobs != NULL && j < jobs->len; j++)
        {
          ExmTuningJob *job = g_ptr_array_index (jobs, j);

          if (!exm_tuning_state_is_ended (job->state))
            g_ptr_array_add (running, exm_tuning_job_ref (job));
        }
      if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      if (local != NULL)
        g_debug ("Jobs of %s: %s", locations[i], local->message);
      if (first == NULL)
        first = g_steal_pointer (&local);
    }
  if (!answered && first != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&first));
      return NULL;
    }
  g_ptr_array_sort (running, compare_oldest);
  return g_steal_pointer (&running);
}

static void
list_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  ExmSetupArgs *args = data;
  GError       *error = NULL;
  GPtrArray    *jobs = exm_quota_list_running (source, args->a, (const char *const *)args->list, cancellable, &error);

  _exm_setup_return (task, jobs, (GDestroyNotify)g_ptr_array_unref, error);
}

void
exm_quota_list_running_async (ExmGoogle          *google,
                              const char         *project,
                              const char *const  *locations,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr (GTask) task = _exm_setup_task (google, exm_quota_list_running_async, project, NULL, NULL, locations, 0,
                                            cancellable, callback, user_data);

  _exm_google_run (task, list_thread);
}

GPtrArray *
exm_quota_list_running_finish (ExmGoogle    *google,
                               GAsyncResult *result,
                               GError      **error)
{
  return _exm_setup_finish (google, result, error);
}

char *
exm_quota_dup_page (const char *project)
{
  g_autofree char *escaped = _exm_escape (project != NULL ? project : "");

  return g_strconcat ("https://console.cloud.google.com/iam-admin/quotas?project=", escaped, NULL);
}
