/* exm-tidy-async.c - listing and removing off the caller's thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-tidy.h"

typedef struct
{
  ExmGoogle          *google;
  ExmTidyPlan        *plan; /* NULL: list */
  ExmTidyProgressFunc func;
  gpointer            func_data;
  GDestroyNotify      func_destroy;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_object_unref (call->google);
  g_clear_pointer (&call->plan, exm_tidy_plan_unref);
  if (call->func_destroy != NULL)
    call->func_destroy (call->func_data);
  g_free (call);
}

/* Progress on its way to the context in which the call was started. */
typedef struct
{
  GTask       *task;
  ExmTidyPlan *plan;
  guint        done;
  guint        total;
  char        *message;
} News;

static void
news_free (gpointer data)
{
  News *news = data;

  g_object_unref (news->task);
  exm_tidy_plan_unref (news->plan);
  g_free (news->message);
  g_free (news);
}

static gboolean
deliver_cb (gpointer data)
{
  News *news = data;
  Call *call = g_task_get_task_data (news->task);

  if (!g_cancellable_is_cancelled (g_task_get_cancellable (news->task)))
    call->func (news->plan, news->done, news->total, news->message, call->func_data);
  return G_SOURCE_REMOVE;
}

static void
send_news (ExmTidyPlan *plan,
           guint        done,
           guint        total,
           const char  *message,
           gpointer     user_data)
{
  GTask *task = user_data;
  g_autoptr(GSource) source = g_idle_source_new ();
  News *news = g_new (News, 1);

  *news = (News){ g_object_ref (task), exm_tidy_plan_ref (plan), done, total, g_strdup (message) };
  /* The task's own priority: news come before its callback. */
  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_callback (source, deliver_cb, news, news_free);
  g_source_attach (source, g_task_get_context (task));
}

static void
thread (GTask        *task,
        gpointer      source,
        gpointer      task_data,
        GCancellable *cancellable)
{
  Call        *call = task_data;
  GError      *error = NULL;
  ExmTidyPlan *plan;

  if (call->plan == NULL)
    plan = exm_tidy_list_sync (source, call->google, cancellable, &error);
  else
    plan = exm_tidy_run_sync (source, call->google, call->plan, call->func != NULL ? send_news : NULL, task, cancellable,
                              &error);
  if (plan == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, plan, (GDestroyNotify)exm_tidy_plan_unref);
}

static void
start (ExmDataset         *dataset,
       gpointer            tag,
       Call               *call,
       GCancellable       *cancellable,
       GAsyncReadyCallback callback,
       gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (dataset, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, call, call_free);
  g_task_run_in_thread (task, thread);
}

static ExmTidyPlan *
finish (ExmDataset   *dataset,
        GAsyncResult *result,
        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, dataset), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
exm_tidy_list_async (ExmDataset         *dataset,
                     ExmGoogle          *google,
                     GCancellable       *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer            user_data)
{
  Call *call;

  g_return_if_fail (EXM_IS_DATASET (dataset) && EXM_IS_GOOGLE (google));

  call = g_new0 (Call, 1);
  call->google = g_object_ref (google);
  start (dataset, exm_tidy_list_async, call, cancellable, callback, user_data);
}

ExmTidyPlan *
exm_tidy_list_finish (ExmDataset   *dataset,
                      GAsyncResult *result,
                      GError      **error)
{
  return finish (dataset, result, error);
}

void
exm_tidy_run_async (ExmDataset         *dataset,
                    ExmGoogle          *google,
                    ExmTidyPlan        *plan,
                    ExmTidyProgressFunc func,
                    gpointer            func_data,
                    GDestroyNotify      func_destroy,
                    GCancellable       *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer            user_data)
{
  Call *call;

  g_return_if_fail (EXM_IS_DATASET (dataset) && EXM_IS_GOOGLE (google) && plan != NULL);

  call = g_new0 (Call, 1);
  call->google = g_object_ref (google);
  call->plan = exm_tidy_plan_ref (plan);
  call->func = func;
  call->func_data = func_data;
  call->func_destroy = func_destroy;
  start (dataset, exm_tidy_run_async, call, cancellable, callback, user_data);
}

ExmTidyPlan *
exm_tidy_run_finish (ExmDataset   *dataset,
                     GAsyncResult *result,
                     GError      **error)
{
  return finish (dataset, result, error);
}
