/* exm-nearest.h - the known text that is most like a given one
 *
 * Cosine of TF-IDF weighted word and character n-grams over an inverted index.
 * For datasets whose outputs are free text: the answer to a new input is what
 * the most similar known input was answered with.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ExmNearest:
 *
 * An index. It never changes, so any number of threads may use it.
 */
typedef struct _ExmNearest ExmNearest;

/**
 * ExmNearestHit:
 * @row: number of the text, in the order given
 * @similarity: cosine, 0 … 1
 */
typedef struct
{
  guint  row;
  double similarity;
} ExmNearestHit;

/**
 * exm_nearest_new:
 * @texts: (array length=n_texts): the known texts; not kept
 * @n_texts: their number, may be 0
 * @cancellable: (nullable)
 * @error: G_IO_ERROR_CANCELLED
 *
 * Memory is about 1.5 kB a post. Blocks: about 20,000 posts a second.
 *
 * Returns: (transfer full): the index, or %NULL with @error set
 */
ExmNearest *exm_nearest_new (const char *const *texts,
                             guint              n_texts,
                             GCancellable      *cancellable,
                             GError           **error);

void exm_nearest_free (ExmNearest *self);

/**
 * exm_nearest_find:
 * @self: an index
 * @text: what to look for
 * @n_known: only rows below this number count; G_MAXUINT for all
 * @hits: (out caller-allocates): room for @n_hits
 * @n_hits: how many are wanted
 *
 * The most similar rows, best first, equals in row order; rows that share
 * nothing with @text are not given. Any thread.
 *
 * Returns: how many were written
 */
guint exm_nearest_find (const ExmNearest *self,
                        const char       *text,
                        guint             n_known,
                        ExmNearestHit    *hits,
                        guint             n_hits);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmNearest, exm_nearest_free)

G_END_DECLS
