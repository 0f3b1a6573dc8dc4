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

/* label-apart.c: @groups as exm_label_find_near() gives them (transfer full), without
 * those that are kept apart. Returns: (transfer full) */
GPtrArray *_exm_label_split_apart (GPtrArray         *groups,
                                   const char *const *names,
                                   const char        *apart);

/* label-typo.c: on names of letters and digits alone, folded. */
gboolean _exm_label_is_typo (const char *a,
                             const char *b);

/* Returns: (transfer full) (element-type utf8): @plain itself and what is left of it
 * without one of its letters; empty when it is too short for a slip to be told. */
GPtrArray *_exm_label_typo_rests (const char *plain);

G_END_DECLS
