/* exm-overview-find.c - from a mark of a picture to its rows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-overview-private.h"

ExmRowId *
exm_overview_find_sync (ExmDataset            *dataset,
                        const ExmOverviewMark *mark,
                        gsize                 *n_ids,
                        GCancellable          *cancellable,
                        GError               **error)
{
  g_auto(ExmOverviewFacts) facts = { 0 };
  g_autofree gint64 *times = NULL;
  g_autofree guint8 *copies = NULL;
  ExmRowId          *ids;

  g_return_val_if_fail (EXM_IS_DATASET (dataset) && mark != NULL, NULL);

  *n_ids = 0;
  _exm_overview_facts_read (&facts, dataset);
  if (mark->copies > 0)
    copies = _exm_overview_dup_copies (&facts);
  if (mark->time != EXM_OVERVIEW_TIME_NONE)
    {
      ExmOverviewTime which;

      times = _exm_overview_dup_times (dataset, &facts, &which, cancellable, error);
      if (times == NULL)
        return NULL;
    }
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  ids = g_new (ExmRowId, facts.n_order + 1);
  for (gsize i = 0; i < facts.n_order; i++)
    {
      const ExmRowId id = facts.order[i];

      if (mark->has_label && facts.label[id] != mark->label)
        continue;
      if (mark->has_chars && (facts.chars[id] < mark->min_chars || facts.chars[id] > mark->max_chars))
        continue;
      if (mark->has_tokens && (facts.tokens[id] < mark->min_tokens || facts.tokens[id] > mark->max_tokens))
        continue;
      if (copies != NULL && copies[id] != mark->copies - 1)
        continue;
      if (times != NULL && (times[id] == 0 || times[id] < mark->begin || times[id] >= mark->end))
        continue;
      ids[(*n_ids)++] = id;
    }
  return ids;
}

typedef struct
{
  ExmOverviewMark mark;
  gsize           n_ids;
} FindCall;

static void
find_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  FindCall *call = task_data;
  GError   *error = NULL;
  ExmRowId *ids = exm_overview_find_sync (source_object, &call->mark, &call->n_ids, cancellable, &error);

  if (ids != NULL)
    g_task_return_pointer (task, ids, g_free);
  else
    g_task_return_error (task, error);
}

void
exm_overview_find_async (ExmDataset            *dataset,
                         const ExmOverviewMark *mark,
                         GCancellable          *cancellable,
                         GAsyncReadyCallback    callback,
                         gpointer               user_data)
{
  g_autoptr(GTask) task = NULL;
  FindCall *call;

  g_return_if_fail (EXM_IS_DATASET (dataset) && mark != NULL);

  call = g_new0 (FindCall, 1);
  call->mark = *mark;
  task = g_task_new (dataset, cancellable, callback, user_data);
  g_task_set_source_tag (task, exm_overview_find_async);
  g_task_set_task_data (task, call, g_free);
  g_task_run_in_thread (task, find_thread);
}

ExmRowId *
exm_overview_find_finish (ExmDataset   *dataset,
                          GAsyncResult *result,
                          gsize        *n_ids,
                          GError      **error)
{
  ExmRowId *ids;

  g_return_val_if_fail (g_task_is_valid (result, dataset), NULL);

  ids = g_task_propagate_pointer (G_TASK (result), error);
  *n_ids = ids != NULL ? ((FindCall *)g_task_get_task_data (G_TASK (result)))->n_ids : 0;
  return ids;
}

void
exm_overview_read_labels (ExmDataset     *dataset,
                          const ExmRowId *ids,
                          gsize           n_ids,
                          ExmLabelId     *labels)
{
  const ExmColumns  *columns;
  const ExmLabelMap *map;

  g_return_if_fail (EXM_IS_DATASET (dataset));

  columns = _exm_dataset_lock_read (dataset);
  map = _exm_dataset_get_label_map (dataset);
  for (gsize i = 0; i < n_ids; i++)
    if (ids[i] >= columns->n || (columns->bits[ids[i]] & EXM_BIT_ALIVE) == 0)
      labels[i] = G_MAXUINT16;
    else
      labels[i] = columns->label[ids[i]] < map->n ? map->effective[columns->label[ids[i]]] : 0;
  _exm_dataset_unlock_read (dataset);
}
