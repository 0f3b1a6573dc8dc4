/* exm-ready-row.h - one row of the ready page: how it stands, and the button that mends it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "exm-ready-item.h"

G_BEGIN_DECLS

#define EXM_TYPE_READY_ROW (exm_ready_row_get_type ())
G_DECLARE_FINAL_TYPE (ExmReadyRow, exm_ready_row, EXM, READY_ROW, AdwPreferencesRow)

/**
 * ExmReadyRow:
 *
 * Follows an item. Signal `act (int)`: an #ExmReadyAction was asked for.
 */
GtkWidget    *exm_ready_row_new (ExmReadyItem *item);
ExmReadyItem *exm_ready_row_get_item (ExmReadyRow *self);

/**
 * exm_ready_row_focus: gives the keyboard to the button that mends it.
 *
 * Returns: whether it has one
 */
gboolean exm_ready_row_focus (ExmReadyRow *self);

/**
 * exm_ready_state_get_icon:
 *
 * Returns: (transfer none): name of the icon of a state; each has another shape
 */
const char *exm_ready_state_get_icon (ExmReadyState state);

/** exm_ready_state_get_words: Returns: (transfer none): the state, translated. */
const char *exm_ready_state_get_words (ExmReadyState state);

G_END_DECLS
