/* exm-overview-near.h - posts that nearly repeat others, for the overview
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-dataset.h"

G_BEGIN_DECLS

/**
 * exm_overview_near_async: reads all posts in a pool thread; some 4 s for a million.
 */
void exm_overview_near_async (ExmDataset         *dataset,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);

/**
 * exm_overview_near_finish:
 *
 * Returns: (transfer full): the rows of all groups of posts that are nearly, but not
 *   quite the same, as a query; or %NULL with @error set
 */
ExmQuery *exm_overview_near_finish (ExmDataset   *dataset,
                                    GAsyncResult *result,
                                    GError      **error);

G_END_DECLS
