/* exm-cost-words.h - what a tuning job will cost, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-catalogue.h"

G_BEGIN_DECLS

/**
 * exm_cost_dup_words:
 * @cost: an estimate
 *
 * Returns: (transfer full): the amount and the date of the price, translated
 */
char *exm_cost_dup_words (const ExmCost *cost);

G_END_DECLS
