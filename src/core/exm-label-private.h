/* exm-label-private.h - what a dataset does with its label objects
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-label.h"
#include "exm-labels-private.h"

G_BEGIN_DECLS

ExmLabel *_exm_label_new (ExmLabelId id);

/* Take on new values; notify what differs. */
void _exm_label_update (ExmLabel          *self,
                        const ExmLabelRow *row);
void _exm_label_set_count (ExmLabel *self,
                           guint     count);

G_END_DECLS
