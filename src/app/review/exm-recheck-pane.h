/* exm-recheck-pane.h - deciding a post again without seeing what was decided
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-recheck.h"

G_BEGIN_DECLS

#define EXM_TYPE_RECHECK_PANE (exm_recheck_pane_get_type ())
G_DECLARE_FINAL_TYPE (ExmRecheckPane, exm_recheck_pane, EXM, RECHECK_PANE, GtkWidget)

/**
 * ExmRecheckPane:
 *
 * One post after the other, with the labels' keys. Shows the post and nothing that
 * came of it. Each answer is on disk before the round is left.
 *
 * Signal `left ()`: the round is over, or put aside for later.
 */
GtkWidget *exm_recheck_pane_new (void);

/**
 * exm_recheck_pane_begin:
 * @round: copied; goes on with its first post without an answer
 */
void exm_recheck_pane_begin (ExmRecheckPane   *self,
                             ExmDataset       *dataset,
                             const ExmRecheck *round);

/**
 * exm_recheck_pane_stop: forgets the dataset.
 */
void exm_recheck_pane_stop (ExmRecheckPane *self);

G_END_DECLS
