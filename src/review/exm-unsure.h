/* exm-unsure.h - which posts to label first: those that the local model is least sure of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Margin sampling (Scheffer, Decomain & Wrobel 2001; Settles 2009, "Active Learning
 * Literature Survey", section 3.1): the smaller p1 - p2 of the two likeliest
 * labels, the more is learnt. Every fourth one is drawn at random, which keeps
 * nearly all of the gain and shows posts that the model is sure of wrongly.
 */

#pragma once

#include <gio/gio.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

/* So many labelled posts are the least to learn from. */
#define EXM_UNSURE_LEAST 20

/* Of more posts than this a random part is looked at. */
#define EXM_UNSURE_MOST 20000

/**
 * exm_unsure_get_lacking: O(labels). Main thread.
 *
 * Returns: (transfer none) (nullable): translated: what is needed before there can
 *   be an order by how sure the model is; %NULL when there can be
 */
const char *exm_unsure_get_lacking (ExmDataset *dataset);

/**
 * exm_unsure_rank_async:
 * @query: the posts to order
 *
 * Learns from all labelled posts and orders those of @query, in GTask's pool.
 * %EXM_DATA_ERROR_INVALID when there is too little to learn from.
 */
void exm_unsure_rank_async (ExmDataset         *dataset,
                            const ExmQuery     *query,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data);

/**
 * exm_unsure_rank_finish:
 *
 * Returns: (transfer full): rows, most wanted first
 */
ExmRowIds *exm_unsure_rank_finish (GAsyncResult *result,
                                   GError      **error);

/**
 * exm_unsure_mix:
 * @ids: (array length=n): changed in place
 * @margins: (array length=n): p1 - p2 of each
 *
 * The order itself: smallest margin first, every fourth one drawn at random of
 * the rest (seeded by @seed). Pure; any thread. O(n log n).
 */
void exm_unsure_mix (ExmRowId     *ids,
                     const double *margins,
                     gsize         n,
                     guint32       seed);

G_END_DECLS
