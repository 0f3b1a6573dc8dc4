/* exm-progress-ring.h - how much is done, as a ring
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define EXM_TYPE_PROGRESS_RING (exm_progress_ring_get_type ())
G_DECLARE_FINAL_TYPE (ExmProgressRing, exm_progress_ring, EXM, PROGRESS_RING, GtkWidget)

/**
 * ExmProgressRing:
 *
 * A ring of the height of the text beside it. Main thread.
 */
GtkWidget *exm_progress_ring_new (void);

/**
 * exm_progress_ring_set:
 * @done: of @total
 * @text: translated: what a screen reader says
 */
void exm_progress_ring_set (ExmProgressRing *self,
                            guint            done,
                            guint            total,
                            const char      *text);

G_END_DECLS
