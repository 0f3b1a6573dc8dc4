/* exm-peek.h - the first few posts of a query, to show what it means
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-dataset.h"

G_BEGIN_DECLS

/**
 * ExmPeekRow:
 * @label: 0 = none
 * @text: its beginning: a few lines are shown, and laying a whole book out takes seconds
 * @answer: (not nullable): the label's name or the output text; "" = neither
 */
typedef struct
{
  ExmRowId   id;
  ExmLabelId label;
  char      *text;
  char      *answer;
} ExmPeekRow;

/**
 * exm_peek_sync: as below; blocks, for worker threads.
 */
GPtrArray *exm_peek_sync (ExmDataset     *dataset,
                          const ExmQuery *query,
                          guint           limit,
                          GCancellable   *cancellable,
                          GError        **error);

/**
 * exm_peek_async:
 * @query: which; read in list order
 * @limit: how many at most
 *
 * Reads in a pool thread.
 */
void exm_peek_async (ExmDataset         *dataset,
                     const ExmQuery     *query,
                     guint               limit,
                     GCancellable       *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer            user_data);

/**
 * exm_peek_finish:
 *
 * Returns: (transfer full) (element-type ExmPeekRow): or %NULL with @error set
 */
GPtrArray *exm_peek_finish (ExmDataset   *dataset,
                            GAsyncResult *result,
                            GError      **error);

G_END_DECLS
