/* exm-sample.h - some of many posts, drawn fairly
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * exm_sample_stratified:
 * @strata: (array length=n): what each item is of: its label
 * @size: how many are wanted; all when there are fewer
 *
 * Draws so that each stratum gives its share, the largest remainders first, and at
 * least one as long as there is room. The result is in a drawn order, which tells
 * nothing of strata. The same input and seed give the same sample. O(n log n).
 *
 * Returns: (transfer full) (element-type guint32): places in @strata
 */
GArray *exm_sample_stratified (const guint32 *strata,
                               gsize          n,
                               guint          size,
                               guint64        seed);

G_END_DECLS
