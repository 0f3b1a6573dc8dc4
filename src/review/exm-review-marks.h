/* exm-review-marks.h - what was decided about a dataset's problems, kept in its file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-dataset.h"

G_BEGIN_DECLS

/* Groups that stay are records beside the examples: not part of undo. Blocks; for
 * worker threads. */

/**
 * exm_kept_key: names a group of rows, whatever their order.
 */
guint64 exm_kept_key (const ExmRowId *ids,
                      gsize           n_ids);

/**
 * exm_kept_read_sync:
 *
 * Returns: (transfer full) (element-type gint64) (nullable): the set of keys of
 *   groups that are to stay as they are, or %NULL with @error set
 */
GHashTable *exm_kept_read_sync (ExmDataset *dataset,
                                GError    **error);

/**
 * exm_kept_add_sync: a group that is not to be offered again.
 */
gboolean exm_kept_add_sync (ExmDataset *dataset,
                            guint64     key,
                            GError    **error);

/**
 * exm_kept_remove_sync: these groups may be offered again.
 */
gboolean exm_kept_remove_sync (ExmDataset    *dataset,
                               const guint64 *keys,
                               gsize          n_keys,
                               GError       **error);

/* What is masked in the upload is a field of the task, so it can be undone. */

/**
 * exm_upload_mask_get:
 *
 * Returns: bits of #ExmPersonal that are masked in what is uploaded; 0 = none,
 *   which is the default
 */
guint       exm_upload_mask_get (const ExmTask *task);
ExmCommand *exm_upload_mask_command (guint kinds);

G_END_DECLS
