/* exm-review-copy.h - a copy of a dataset for somebody else to label
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-dataset.h"

G_BEGIN_DECLS

/* The record in a copy that says whose copy it is. */
#define EXM_REVIEW_COPY_KIND "review-copy"

/**
 * exm_review_labels: what a copy needs to know of the labels.
 *
 * Owner's thread. Returns: (transfer full): for exm_review_copy_make_sync()
 */
GPtrArray *exm_review_labels (ExmDataset *dataset);

/**
 * exm_review_copy_make_sync:
 * @labels: of exm_review_labels()
 * @query: (nullable): which rows; %NULL = all
 * @size: 0 = all of them, else a sample stratified by label: see exm_sample_size()
 * @hide_labels: neither labels, output texts nor notes of posts go into the copy; the
 *   list of labels and the task do
 * @file: must not exist
 * @n_rows: (out) (optional)
 *
 * Writes a new file, so nothing of the dataset's history, records or free pages is in
 * it. It knows the dataset it comes from, and each row's id and a hash of its post
 * there, so that exm_review_merge_sync() finds them again. Rows are in list order, a
 * sample in a drawn one. Blocks; for worker threads.
 */
gboolean exm_review_copy_make_sync (ExmDataset     *dataset,
                                    GPtrArray      *labels,
                                    const ExmQuery *query,
                                    guint           size,
                                    guint64         seed,
                                    gboolean        hide_labels,
                                    GFile          *file,
                                    guint          *n_rows,
                                    GCancellable   *cancellable,
                                    GError        **error);

/**
 * exm_review_copy_is: whether an open dataset is such a copy. Blocks.
 */
gboolean exm_review_copy_is (ExmDataset *dataset);

/**
 * exm_review_post_hash: of a post as it is, every byte
 */
guint64 exm_review_post_hash (const char *post);

/**
 * exm_review_identity_sync:
 * @make: makes one if need be
 *
 * Returns: (transfer full) (nullable): the UUID that the dataset keeps; %NULL without
 *   @error when it has none
 */
char *exm_review_identity_sync (ExmDataset *dataset,
                                gboolean    make,
                                GError    **error);

G_END_DECLS
