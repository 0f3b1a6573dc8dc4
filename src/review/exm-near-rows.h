/* exm-near-rows.h - rows whose posts say the same or nearly the same
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-dataset.h"
#include "exm-near-duplicates.h"

G_BEGIN_DECLS

/**
 * ExmNearRows:
 * @groups: ids are #ExmRowId, in list order
 * @outputs: (array length=groups->n_ids): beside @groups->ids: a number that is
 *   equal where the outputs are: the label, or the hash of the output text; 0 =
 *   neither
 * @n_same: rows that repeat an earlier post of one canonical text
 * @n_near: rows beside these that nearly repeat an earlier post
 * @n_conflicts: groups whose outputs differ
 * @n_conflict_rows: rows of these
 *
 * Of one consistent state. Immutable; any thread.
 */
typedef struct
{
  ExmNearGroups *groups;
  guint64       *outputs;
  guint          n_same;
  guint          n_near;
  guint          n_conflicts;
  guint          n_conflict_rows;
} ExmNearRows;

/**
 * exm_near_rows_is_conflict: whether the outputs of group @group differ. Rows
 * without an output take no side.
 */
gboolean exm_near_rows_is_conflict (const ExmNearRows *self,
                                    guint              group);

/**
 * exm_near_rows_read_sync:
 * @query: (nullable): %NULL = all
 * @n_expected: how many posts there are about, for the progress; 0 = not known
 * @progress: (nullable): called on this thread
 *
 * Reads the file twice; some 4 s and 100 bytes a row for a million posts. Blocks;
 * for worker threads. Edits may go on meanwhile: a post that changed between the
 * two readings is in no group.
 *
 * Returns: (transfer full): or %NULL with EXM_DATA_ERROR, G_IO_ERROR_CANCELLED
 */
ExmNearRows *exm_near_rows_read_sync (ExmDataset     *dataset,
                                      const ExmQuery *query,
                                      guint           n_expected,
                                      GCancellable   *cancellable,
                                      ExmNearProgress progress,
                                      gpointer        user_data,
                                      GError        **error);
void         exm_near_rows_free (ExmNearRows *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmNearRows, exm_near_rows_free)

G_END_DECLS
