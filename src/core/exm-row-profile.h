/* exm-row-profile.h - how labels, states, splits and lengths are spread over some rows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_N_SPLITS 3
#define EXM_N_LENGTH_BINS 8

/**
 * ExmRowProfile:
 * @n_rows: rows that were looked at and are there
 * @n_labels: elements of @labels
 * @labels: by label id, merges followed; element 0 = no label
 * @states: by #ExmState
 * @splits: by #ExmSplit
 * @lengths: posts by length, see exm_row_profile_get_bin()
 */
typedef struct
{
  guint  n_rows;
  guint  n_labels;
  guint *labels;
  guint  states[EXM_N_STATES];
  guint  splits[EXM_N_SPLITS];
  guint  lengths[EXM_N_LENGTH_BINS];
} ExmRowProfile;

void exm_row_profile_free (ExmRowProfile *self);

/**
 * exm_row_profile_get_bin: first and last length of a bin, in characters; the last bin
 * ends at %G_MAXUINT32. Each is twice as wide as the one before, so that short posts
 * and long ones both have their bins.
 */
void exm_row_profile_get_bin (guint    bin,
                              guint32 *min,
                              guint32 *max);

/**
 * exm_row_profile_async:
 * @ids: rows, in any order; is kept as long as it takes
 *
 * Counts in memory, in GLib's pool: some 10 ms a million rows; no I/O. Nothing waits
 * for it: the lock is let go after each 65,536 rows.
 */
void           exm_row_profile_async (ExmDataset         *dataset,
                                      ExmRowIds          *ids,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
ExmRowProfile *exm_row_profile_finish (GAsyncResult *result,
                                       GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmRowProfile, exm_row_profile_free)

G_END_DECLS
