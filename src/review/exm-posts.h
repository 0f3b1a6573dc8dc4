/* exm-posts.h - the posts of a dataset, read at once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-dataset.h"

G_BEGIN_DECLS

/**
 * ExmPosts:
 * @n: how many
 * @ids: (array length=n): their rows
 * @labels: (array length=n): their labels, 0 = none
 *
 * Posts of one consistent state, for what has to see all of them together. Their
 * texts lie in one block of memory: a million posts take about their own size
 * and 14 bytes each. Immutable after reading; used by any thread.
 */
typedef struct
{
  gsize       n;
  ExmRowId   *ids;
  ExmLabelId *labels;

  /*< private >*/
  gsize   *offsets; /* n + 1, into text */
  GString *text;    /* each with its terminating NUL */
} ExmPosts;

/**
 * exm_posts_read_sync:
 * @query: (nullable): which, and in which order; %NULL = all in list order
 * @cancellable: (nullable)
 * @error: EXM_DATA_ERROR, G_IO_ERROR_CANCELLED
 *
 * Blocks; for worker threads. O(posts), reads the file.
 *
 * Returns: (transfer full)
 */
ExmPosts *exm_posts_read_sync (ExmDataset     *dataset,
                               const ExmQuery *query,
                               GCancellable   *cancellable,
                               GError        **error);
void      exm_posts_free (ExmPosts *self);

/**
 * exm_posts_get_text:
 * @length: (out) (optional): in bytes
 *
 * Returns: (transfer none): the post at @index
 */
const char *exm_posts_get_text (const ExmPosts *self,
                                gsize           index,
                                gsize          *length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmPosts, exm_posts_free)

G_END_DECLS
