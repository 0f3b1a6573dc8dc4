/* exm-overview-private.h - what an overview is counted from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-overview.h"

#include "exm-columns.h"

G_BEGIN_DECLS

/* A copy of what is asked of the rows, taken in a few milliseconds under the lock, so
 * that no edit waits while it is counted. All arrays but `order` by row id. */
typedef struct
{
  guint32   n; /* one past the highest id */
  ExmRowId *order;
  gsize     n_order;
  guint16  *label; /* merges followed */
  guint8   *bits;
  guint32  *chars;
  guint32  *tokens;
  guint64  *hash;
  guint8   *duplicates; /* of _exm_dataset_dup_duplicate_bits() */
  guint16   n_labels;   /* one past the highest label */
} ExmOverviewFacts;

void _exm_overview_facts_read (ExmOverviewFacts *self,
                               ExmDataset       *dataset);
void _exm_overview_facts_clear (ExmOverviewFacts *self);

/* By row id: index in ExmOverview.n_in_copies, 255 = in none. */
guint8 *_exm_overview_dup_copies (const ExmOverviewFacts *facts);

/* By row id below @n: seconds since 1970, 0 = not known. @which is what they are of.
 * Any thread but the dataset's own. %NULL with @error set. */
gint64 *_exm_overview_dup_times (ExmDataset             *dataset,
                                 const ExmOverviewFacts *facts,
                                 ExmOverviewTime        *which,
                                 GCancellable           *cancellable,
                                 GError                **error);

/* Of them the spans, %NULL when no row has a time. */
void _exm_overview_count_times (ExmOverview            *self,
                                const ExmOverviewFacts *facts,
                                const gint64           *times);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ExmOverviewFacts, _exm_overview_facts_clear)

G_END_DECLS
