/* exm-row-selection.h - which rows of the table are selected
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-row-model.h"

G_BEGIN_DECLS

/* Up to this many rows stay selected by what they are when the rows come in
 * another order; more are given up, and the table says so. */
#define EXM_ROW_SELECTION_KEEP_MAX 20000

#define EXM_TYPE_ROW_SELECTION (exm_row_selection_get_type ())
G_DECLARE_FINAL_TYPE (ExmRowSelection, exm_row_selection, EXM, ROW_SELECTION, GObject)

/**
 * ExmRowSelection:
 *
 * GtkSelectionModel over an #ExmRowModel. Main thread. Positions in a bitset:
 * selecting a million rows asks for no item. Ids are made when an operation
 * wants them.
 *
 * Signals:
 * `lost (guint n_rows)`: a selection too large to follow its rows through a new
 * order was given up
 * `staged ()`: all rows are being replaced: the new ones are there, the old ones
 * stand behind them and go right after; a view that scrolls to a new row now keeps
 * its widgets
 */
ExmRowSelection *exm_row_selection_new (ExmRowModel *model);
ExmRowModel     *exm_row_selection_get_model (ExmRowSelection *self);

/**
 * exm_row_selection_is_ghost: an old row that is about to go; not to be bound.
 */
gboolean exm_row_selection_is_ghost (ExmRowSelection *self,
                                     guint            position);

/**
 * exm_row_selection_is_resetting: between the model's `about-to-reset` and `reset`.
 */
gboolean exm_row_selection_is_resetting (ExmRowSelection *self);

/**
 * exm_row_selection_get_n_selected: O(ranges).
 */
guint exm_row_selection_get_n_selected (ExmRowSelection *self);

/**
 * exm_row_selection_get_single:
 *
 * Returns: the position when just one row is selected, else %GTK_INVALID_LIST_POSITION
 */
guint exm_row_selection_get_single (ExmRowSelection *self);

/**
 * exm_row_selection_get_first: the topmost selected position or %GTK_INVALID_LIST_POSITION.
 */
guint exm_row_selection_get_first (ExmRowSelection *self);
guint exm_row_selection_get_last (ExmRowSelection *self);

/**
 * exm_row_selection_dup_ids:
 *
 * Returns: (transfer full) (array length=n_ids) (nullable): the selected rows in
 *   the order of the table. O(selected).
 */
ExmRowId *exm_row_selection_dup_ids (ExmRowSelection *self,
                                     gsize           *n_ids);

/**
 * exm_row_selection_dup_target:
 *
 * What a command works on: the ids, or, when nearly all rows are selected, the
 * query without the rest.
 *
 * Returns: (transfer full) (nullable): %NULL when nothing is selected
 */
ExmTarget *exm_row_selection_dup_target (ExmRowSelection *self);

/**
 * exm_row_selection_select_ids:
 *
 * Selects these rows and no others: those that are there at once, and all of
 * them again when the change comes that brings or moves them.
 */
void exm_row_selection_select_ids (ExmRowSelection *self,
                                   const ExmRowId  *ids,
                                   gsize            n_ids);

G_END_DECLS
