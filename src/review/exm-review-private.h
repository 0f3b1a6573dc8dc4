/* exm-review-private.h - a post of a review, from inside
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-review.h"

G_BEGIN_DECLS

void _exm_review_item_free (ExmReviewItem *self);

G_END_DECLS
