/* exm-map-layout.h - a place on a plane for each text, near ones near
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * EXM_MAP_LAYOUT_MAX:
 *
 * So many texts at most are laid out in one go. More take minutes and cannot be told
 * apart on a screen; who has more takes a sample and says so.
 */
#define EXM_MAP_LAYOUT_MAX 100000

/**
 * ExmMapLayoutFunc:
 * @fraction: 0 … 1 of the whole work
 * @xy: (nullable): what is known of the places so far, as the result below; a place
 *   that is not known yet is NaN. Valid during the call
 *
 * Called on the thread that lays out, a few times a second.
 */
typedef void (*ExmMapLayoutFunc) (double       fraction,
                                  const float *xy,
                                  gpointer     user_data);

/**
 * exm_map_layout_new:
 * @texts: (array length=n_texts): the posts
 * @n_texts: at most %EXM_MAP_LAYOUT_MAX
 * @seed: the same seed and texts give the same places
 * @func: (nullable): told how it goes, with a first rough picture early
 * @cancellable: (nullable): looked at often
 * @error: G_IO_ERROR_CANCELLED
 *
 * Texts become TF-IDF weighted hashed n-grams (as in exm-classifier.h), these their
 * first %EXM_MAP_DIMENSIONS principal components by randomized subspace iteration
 * (Halko, Martinsson & Tropp 2011, algorithm 5.1), scaled to length one. The plane
 * begins as the first two components and is then refined as in UMAP (McInnes, Healy &
 * Melville 2018, section 3): each text is drawn to its nearest ones and pushed from
 * random others. Equal texts lie side by side.
 *
 * Blocks; takes up to four threads of its own for what can be split, with the same
 * result whatever their number. About 10 s for 100,000 posts on two cores.
 *
 * Returns: (transfer full) (array): x and y of each text in turn, all within −1 … 1,
 *   free with g_free(); %NULL with @error set
 */
float *exm_map_layout_new (const char *const *texts,
                           guint              n_texts,
                           guint64            seed,
                           ExmMapLayoutFunc   func,
                           gpointer           user_data,
                           GCancellable      *cancellable,
                           GError           **error);

G_END_DECLS
