/* exm-overview-near.c - posts that nearly repeat others, for the overview
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-overview-near.h"

#include "exm-near-rows.h"

static void
near_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (ExmNearRows) rows = exm_near_rows_read_sync (source, NULL, 0, cancellable, NULL, NULL, &error);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (ExmRowId));

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint group = 0; group < rows->groups->n_groups; group++)
    if (!rows->groups->is_same[group])
      g_array_append_vals (ids, rows->groups->ids + rows->groups->starts[group],
                           (guint)(rows->groups->starts[group + 1] - rows->groups->starts[group]));
  g_task_return_pointer (task, exm_query_new_rows ((const ExmRowId *)(gpointer)ids->data, ids->len), (GDestroyNotify)exm_query_free);
}

void
exm_overview_near_async (ExmDataset         *dataset,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (EXM_IS_DATASET (dataset));

  task = g_task_new (dataset, cancellable, callback, user_data);
  g_task_set_source_tag (task, exm_overview_near_async);
  g_task_run_in_thread (task, near_thread);
}

ExmQuery *
exm_overview_near_finish (ExmDataset   *dataset,
                          GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, dataset), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
