/* exm-sample.h - some of many posts, drawn fairly
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A size that is a share of all: 1 … 100 percent. */
#define EXM_SAMPLE_PERCENT(percent) (0x80000000u | (guint)(percent))

/**
 * exm_sample_size:
 * @size: how many are wanted, or EXM_SAMPLE_PERCENT() of all, rounded up
 *
 * Returns: how many of @n that is
 */
guint exm_sample_size (gsize n,
                       guint size);

/**
 * exm_sample_stratified:
 * @strata: (array length=n): what each item is of: its label
 * @size: how many are wanted, see exm_sample_size(); all when there are fewer
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
