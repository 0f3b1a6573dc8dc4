/* exm-decision-strip.h - the last decisions, to be looked at and gone back to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-queue.h"

G_BEGIN_DECLS

/* So many are shown. */
#define EXM_DECISION_STRIP_MOST 30

#define EXM_TYPE_DECISION_STRIP (exm_decision_strip_get_type ())
G_DECLARE_FINAL_TYPE (ExmDecisionStrip, exm_decision_strip, EXM, DECISION_STRIP, GtkWidget)

/**
 * ExmDecisionStrip:
 *
 * One small button a post, the newest first: colour and key of its label, and how
 * the post begins. Main thread.
 *
 * Signal `chosen (guint row_id)`: the user wants to go back to it.
 */
GtkWidget *exm_decision_strip_new (void);

/**
 * exm_decision_strip_show:
 * @ids: (array length=n_ids): newest first; the queue has their examples at hand
 *   or has not: then they stay as they were
 */
void exm_decision_strip_show (ExmDecisionStrip *self,
                              ExmQueue         *queue,
                              const ExmRowId   *ids,
                              guint             n_ids);

G_END_DECLS
