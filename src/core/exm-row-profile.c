/* exm-row-profile.c - how labels, states, splits and lengths are spread over some rows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-row-profile.h"

#include "exm-query-private.h"

/* Rows counted under one lock. */
#define STRIDE 65536

/* Characters; the last bin has no end. */
static const guint32 bin_ends[EXM_N_LENGTH_BINS] = { 20, 40, 80, 160, 320, 640, 1280, G_MAXUINT32 };

void
exm_row_profile_free (ExmRowProfile *self)
{
  if (self == NULL)
    return;
  g_free (self->labels);
  g_free (self);
}

void
exm_row_profile_get_bin (guint    bin,
                         guint32 *min,
                         guint32 *max)
{
  g_return_if_fail (bin < EXM_N_LENGTH_BINS);

  *min = bin > 0 ? bin_ends[bin - 1] + 1 : 0;
  *max = bin_ends[bin];
}

static void
count_row (ExmRowProfile     *self,
           const ExmColumns  *columns,
           const ExmLabelMap *map,
           ExmRowId           id)
{
  ExmLabelId label;
  guint      bin = 0;

  if (id >= columns->n || (columns->bits[id] & EXM_BIT_ALIVE) == 0)
    return;
  label = _exm_scan_get_label (columns, map, id);
  self->n_rows++;
  if (label < self->n_labels)
    self->labels[label]++;
  self->states[_exm_scan_get_state (columns, label, id)]++;
  self->splits[MIN (columns->split[id], EXM_N_SPLITS - 1)]++;
  while (columns->chars[id] > bin_ends[bin])
    bin++;
  self->lengths[bin]++;
}

static void
profile_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  ExmDataset      *dataset = source_object;
  const ExmRowIds *ids = task_data;
  g_autoptr(ExmRowProfile) self = g_new0 (ExmRowProfile, 1);

  self->n_labels = EXM_LABEL_MAX + 1;
  self->labels = g_new0 (guint, self->n_labels);
  for (gsize i = 0; i < ids->n_ids;)
    {
      gsize              end = MIN (i + STRIDE, ids->n_ids);
      const ExmColumns  *columns = _exm_dataset_lock_read (dataset);
      const ExmLabelMap *map = _exm_dataset_get_label_map (dataset);

      for (; i < end; i++)
        count_row (self, columns, map, ids->ids[i]);
      _exm_dataset_unlock_read (dataset);
      if (g_task_return_error_if_cancelled (task))
        return;
    }
  g_task_return_pointer (task, g_steal_pointer (&self), (GDestroyNotify)exm_row_profile_free);
}

void
exm_row_profile_async (ExmDataset         *dataset,
                       ExmRowIds          *ids,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (EXM_IS_DATASET (dataset) && ids != NULL);

  task = g_task_new (dataset, cancellable, callback, user_data);
  g_task_set_source_tag (task, exm_row_profile_async);
  g_task_set_task_data (task, exm_row_ids_ref (ids), (GDestroyNotify)exm_row_ids_unref);
  g_task_run_in_thread (task, profile_thread);
}

ExmRowProfile *
exm_row_profile_finish (GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
