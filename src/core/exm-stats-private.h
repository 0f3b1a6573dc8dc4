/* exm-stats-private.h - making the counters' snapshot
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-stats.h"
#include "exm-store-private.h"

G_BEGIN_DECLS

/**
 * _exm_stats_new: snapshot of the store's counters, O(labels).
 */
ExmStats *_exm_stats_new (ExmStore *store);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmStats, exm_stats_unref)

G_END_DECLS
