/* exm-dataset-query.c - queries on the reading worker
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-dataset-private.h"

typedef struct
{
  ExmQuery     *query;
  GCancellable *cancellable;
  ExmRowsFound  found;
  gpointer      found_data;
  ExmRowIds    *ids;
  GError       *error;
} ExmQueryCall;

static void
run_query (gpointer data,
           gpointer user_data)
{
  ExmQueryCall *call = data;
  ExmDataset   *self = user_data;
  gsize         n_ids = 0;
  ExmRowId     *ids = _exm_query_run_telling (self, self->engine->read_db, call->query,
                                              call->found, call->found_data, call->cancellable,
                                              &n_ids, &call->error);

  if (ids == NULL && call->error != NULL)
    return;
  call->ids = exm_row_ids_new_take (ids, n_ids);
}

typedef struct
{
  ExmQuery    *query;
  ExmFoundFunc func; /* NULL = nobody asks before the end */
  gpointer     user_data;
} ExmQueryAsk;

static void
exm_query_ask_free (gpointer data)
{
  ExmQueryAsk *ask = data;

  exm_query_free (ask->query);
  g_free (ask);
}

typedef struct
{
  GTask     *task;
  ExmRowIds *ids;
} ExmQueryHits;

static void
exm_query_hits_free (gpointer data)
{
  ExmQueryHits *hits = data;

  exm_row_ids_unref (hits->ids);
  g_object_unref (hits->task);
  g_free (hits);
}

static gboolean
tell_hits_cb (gpointer data)
{
  ExmQueryHits      *hits = data;
  const ExmQueryAsk *ask = g_task_get_task_data (hits->task);

  if (!g_task_get_completed (hits->task) && !g_cancellable_is_cancelled (g_task_get_cancellable (hits->task)))
    ask->func (g_task_get_source_object (hits->task), hits->ids, ask->user_data);
  return G_SOURCE_REMOVE;
}

/* On db-read. */
static void
query_found (ExmRowId *ids,
             gsize     n_ids,
             gpointer  user_data)
{
  ExmQueryHits *hits = g_new (ExmQueryHits, 1);
  g_autoptr(GSource) source = g_idle_source_new ();

  hits->task = g_object_ref (user_data);
  hits->ids = exm_row_ids_new_take (ids, n_ids);
  g_source_set_static_name (source, "[exemplar] first hits");
  g_source_set_priority (source, g_task_get_priority (hits->task));
  g_source_set_callback (source, tell_hits_cb, hits, exm_query_hits_free);
  g_source_attach (source, g_task_get_context (hits->task));
}

static void
query_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  const ExmQueryAsk *ask = task_data;
  ExmQueryCall       call = {
          .query = ask->query,
          .cancellable = cancellable,
          .found = ask->func != NULL ? query_found : NULL,
          .found_data = task,
  };

  run_query (&call, source_object);
  if (call.ids != NULL)
    g_task_return_pointer (task, call.ids, (GDestroyNotify)exm_row_ids_unref);
  else
    g_task_return_error (task, call.error);
}

void
exm_dataset_query_found_async (ExmDataset         *self,
                               const ExmQuery     *query,
                               ExmFoundFunc        found,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  GTask       *task;
  ExmQueryAsk *ask;

  g_return_if_fail (EXM_IS_DATASET (self) && query != NULL);

  ask = g_new0 (ExmQueryAsk, 1);
  ask->query = exm_query_copy (query);
  ask->func = found;
  ask->user_data = user_data;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, exm_dataset_query_async);
  g_task_set_task_data (task, ask, exm_query_ask_free);
  _exm_dataset_queue_read (self, G_PRIORITY_DEFAULT, query_thread, task);
}

void
exm_dataset_query_async (ExmDataset         *self,
                         const ExmQuery     *query,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  exm_dataset_query_found_async (self, query, NULL, cancellable, callback, user_data);
}

ExmRowIds *
exm_dataset_query_finish (ExmDataset   *self,
                          GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

ExmRowIds *
exm_dataset_query_sync (ExmDataset     *self,
                        const ExmQuery *query,
                        GCancellable   *cancellable,
                        GError        **error)
{
  ExmQueryCall call = { .query = (ExmQuery *)query, .cancellable = cancellable };

  g_return_val_if_fail (EXM_IS_DATASET (self) && query != NULL, NULL);

  if (!_exm_dataset_check_open (self, error))
    return NULL;
  _exm_dataset_call_reader (self, run_query, &call);
  if (call.error != NULL)
    g_propagate_error (error, call.error);
  return call.ids;
}
