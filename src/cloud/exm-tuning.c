/* exm-tuning.c - calls on the tuning jobs of Vertex AI
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-tuning.h"

#include <glib/gi18n-lib.h>

#include "exm-cloud-private.h"
#include "exm-tuning-private.h"

#define PAGE_SIZE 100

static char *
jobs_url (ExmGoogle  *google,
          const char *project,
          const char *location,
          const char *query,
          GError    **error)
{
  g_autofree char *parent = g_strdup_printf ("projects/%s/locations/%s", project, location);
  g_autofree char *suffix = g_strconcat ("/tuningJobs", query, NULL);

  return exm_google_dup_resource_url (google, parent, suffix, error);
}

static ExmTuningJob *
job_of (JsonObject *object,
        GError    **error)
{
  ExmTuningJob *job = object != NULL ? _exm_tuning_job_from_json (object) : NULL;

  if (object != NULL && job == NULL)
    g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_BAD_REPLY,
                         _ ("The answer describes no tuning job"));
  return job;
}

/* --- create --------------------------------------------------------------------- */

/* Whether the request may have been carried out although the answer says nothing
 * of it: it went out, and what came back is no refusal. */
static gboolean
is_unknown_outcome (const GError *error)
{
  return g_error_matches (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_CONNECTION) ||
         g_error_matches (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_TIMEOUT) ||
         g_error_matches (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_BAD_REPLY) ||
         g_error_matches (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_SERVER);
}

ExmTuningJob *
exm_tuning_create (ExmGoogle              *google,
                   const ExmTuningRequest *request,
                   GCancellable           *cancellable,
                   GError                **error)
{
  g_autofree char *body = NULL;
  g_autofree char *url = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) local_error = NULL;
  ExmTuningJob *job = NULL;

  g_return_val_if_fail (EXM_IS_GOOGLE (google), NULL);
  g_return_val_if_fail (request != NULL, NULL);

  body = exm_tuning_request_to_json (request, error);
  if (body == NULL)
    return NULL;
  url = jobs_url (google, request->project, request->location, NULL, error);
  if (url == NULL)
    return NULL;
  answer = _exm_google_call (google, "POST", url, EXM_HTTP_NONE, body, cancellable, &local_error);
  if (answer != NULL)
    job = job_of (answer, &local_error);
  if (job == NULL)
    {
      if (is_unknown_outcome (local_error))
        _exm_cloud_error_turn (&local_error, EXM_CLOUD_ERROR_UNKNOWN_OUTCOME,
                               _ ("The answer was lost: the job may have been created. It is looked for before anything is sent again"));
      g_propagate_error (error, g_steal_pointer (&local_error));
    }
  return job;
}

/* --- list ------------------------------------------------------------------------- */

static gboolean
add_job (JsonObject *item,
         gpointer    user_data)
{
  ExmTuningJob *job = _exm_tuning_job_from_json (item);

  if (job != NULL)
    g_ptr_array_add (user_data, job);
  return TRUE;
}

static int
compare_jobs (gconstpointer a,
              gconstpointer b)
{
  const ExmTuningJob *first = *(ExmTuningJob *const *)a;
  const ExmTuningJob *second = *(ExmTuningJob *const *)b;

  if (first->created != second->created)
    return first->created > second->created ? -1 : 1;
  return strcmp (second->name, first->name);
}

GPtrArray *
exm_tuning_list (ExmGoogle    *google,
                 const char   *project,
                 const char   *location,
                 const char   *filter,
                 GCancellable *cancellable,
                 GError      **error)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_tuning_job_unref);
  g_autofree char *escaped = filter != NULL ? _exm_escape (filter) : NULL;
  g_autofree char *query = escaped != NULL ? g_strdup_printf ("?pageSize=%d&filter=%s", PAGE_SIZE, escaped)
                                           : g_strdup_printf ("?pageSize=%d", PAGE_SIZE);
  g_autofree char *url = NULL;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && project != NULL && location != NULL, NULL);

  url = jobs_url (google, project, location, query, error);
  if (url == NULL || !_exm_google_each (google, url, "tuningJobs", add_job, jobs, cancellable, error))
    return NULL;
  g_ptr_array_sort (jobs, compare_jobs);
  return g_steal_pointer (&jobs);
}

ExmTuningJob *
exm_tuning_find_by_label (ExmGoogle    *google,
                          const char   *project,
                          const char   *location,
                          const char   *key,
                          const char   *value,
                          GCancellable *cancellable,
                          GError      **error)
{
  g_autoptr (GPtrArray) jobs = exm_tuning_list (google, project, location, NULL, cancellable, error);

  if (jobs == NULL)
    return NULL;
  for (guint i = jobs->len; i > 0; i--)
    {
      ExmTuningJob *job = g_ptr_array_index (jobs, i - 1);

      if (g_strcmp0 (g_hash_table_lookup (job->labels, key), value) == 0)
        return exm_tuning_job_ref (job);
    }
  g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_NOT_FOUND, _ ("There is no such tuning job"));
  return NULL;
}

/* --- get, cancel ---------------------------------------------------------------------- */

ExmTuningJob *
exm_tuning_get (ExmGoogle    *google,
                const char   *name,
                GCancellable *cancellable,
                GError      **error)
{
  g_autofree char *url = NULL;
  g_autoptr (JsonObject) answer = NULL;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && name != NULL, NULL);

  url = exm_google_dup_resource_url (google, name, NULL, error);
  if (url != NULL)
    answer = _exm_google_call (google, "GET", url, EXM_HTTP_RETRY, NULL, cancellable, error);
  return job_of (answer, error);
}

gboolean
exm_tuning_cancel (ExmGoogle    *google,
                   const char   *name,
                   GCancellable *cancellable,
                   GError      **error)
{
  g_autofree char *url = NULL;
  g_autoptr (JsonObject) answer = NULL;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && name != NULL, FALSE);

  url = exm_google_dup_resource_url (google, name, ":cancel", error);
  if (url != NULL)
    answer = _exm_google_call (google, "POST", url, EXM_HTTP_RETRY, "{}", cancellable, error);
  return answer != NULL;
}

/* --- the same off the caller's thread ---------------------------------------------------- */

typedef struct
{
  ExmTuningRequest *request;
  char             *words[4]; /* project, location, key or filter, value; or name */
} Args;

static void
args_free (gpointer data)
{
  Args *args = data;

  exm_tuning_request_free (args->request);
  for (guint i = 0; i < G_N_ELEMENTS (args->words); i++)
    g_free (args->words[i]);
  g_free (args);
}

static void
run_async (ExmGoogle          *google,
           gpointer            tag,
           GTaskThreadFunc     func,
           Args               *args,
           GCancellable       *cancellable,
           GAsyncReadyCallback callback,
           gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (google, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, args, args_free);
  _exm_google_run (task, func);
}

static Args *
args_new (const char *first,
          const char *second,
          const char *third,
          const char *fourth)
{
  Args *args = g_new0 (Args, 1);

  args->words[0] = g_strdup (first);
  args->words[1] = g_strdup (second);
  args->words[2] = g_strdup (third);
  args->words[3] = g_strdup (fourth);
  return args;
}

static void
return_job (GTask        *task,
            ExmTuningJob *job,
            GError       *error)
{
  if (job != NULL)
    g_task_return_pointer (task, job, (GDestroyNotify)exm_tuning_job_unref);
  else
    g_task_return_error (task, error);
}

static gpointer
finish (ExmGoogle    *google,
        GAsyncResult *result,
        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, google), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
create_thread (GTask        *task,
               gpointer      source,
               gpointer      data,
               GCancellable *cancellable)
{
  Args         *args = data;
  GError       *error = NULL;
  ExmTuningJob *job = exm_tuning_create (source, args->request, cancellable, &error);

  return_job (task, job, error);
}

void
exm_tuning_create_async (ExmGoogle              *google,
                         const ExmTuningRequest *request,
                         GCancellable           *cancellable,
                         GAsyncReadyCallback     callback,
                         gpointer                user_data)
{
  Args *args = g_new0 (Args, 1);

  args->request = exm_tuning_request_copy (request);
  run_async (google, exm_tuning_create_async, create_thread, args, cancellable, callback, user_data);
}

ExmTuningJob *
exm_tuning_create_finish (ExmGoogle    *google,
                          GAsyncResult *result,
                          GError      **error)
{
  return finish (google, result, error);
}

static void
find_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Args         *args = data;
  GError       *error = NULL;
  ExmTuningJob *job = exm_tuning_find_by_label (source, args->words[0], args->words[1], args->words[2],
                                                args->words[3], cancellable, &error);

  return_job (task, job, error);
}

void
exm_tuning_find_by_label_async (ExmGoogle          *google,
                                const char         *project,
                                const char         *location,
                                const char         *key,
                                const char         *value,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  run_async (google, exm_tuning_find_by_label_async, find_thread, args_new (project, location, key, value),
             cancellable, callback, user_data);
}

ExmTuningJob *
exm_tuning_find_by_label_finish (ExmGoogle    *google,
                                 GAsyncResult *result,
                                 GError      **error)
{
  return finish (google, result, error);
}

static void
get_thread (GTask        *task,
            gpointer      source,
            gpointer      data,
            GCancellable *cancellable)
{
  Args         *args = data;
  GError       *error = NULL;
  ExmTuningJob *job = exm_tuning_get (source, args->words[0], cancellable, &error);

  return_job (task, job, error);
}

void
exm_tuning_get_async (ExmGoogle          *google,
                      const char         *name,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  run_async (google, exm_tuning_get_async, get_thread, args_new (name, NULL, NULL, NULL), cancellable,
             callback, user_data);
}

ExmTuningJob *
exm_tuning_get_finish (ExmGoogle    *google,
                       GAsyncResult *result,
                       GError      **error)
{
  return finish (google, result, error);
}

static void
list_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Args      *args = data;
  GError    *error = NULL;
  GPtrArray *jobs = exm_tuning_list (source, args->words[0], args->words[1], args->words[2], cancellable,
                                     &error);

  if (jobs != NULL)
    g_task_return_pointer (task, jobs, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
exm_tuning_list_async (ExmGoogle          *google,
                       const char         *project,
                       const char         *location,
                       const char         *filter,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  run_async (google, exm_tuning_list_async, list_thread, args_new (project, location, filter, NULL),
             cancellable, callback, user_data);
}

GPtrArray *
exm_tuning_list_finish (ExmGoogle    *google,
                        GAsyncResult *result,
                        GError      **error)
{
  return finish (google, result, error);
}

static void
cancel_thread (GTask        *task,
               gpointer      source,
               gpointer      data,
               GCancellable *cancellable)
{
  Args   *args = data;
  GError *error = NULL;

  if (exm_tuning_cancel (source, args->words[0], cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
exm_tuning_cancel_async (ExmGoogle          *google,
                         const char         *name,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  run_async (google, exm_tuning_cancel_async, cancel_thread, args_new (name, NULL, NULL, NULL), cancellable,
             callback, user_data);
}

gboolean
exm_tuning_cancel_finish (ExmGoogle    *google,
                          GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, google), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
