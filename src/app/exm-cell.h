/* exm-cell.h - one cell of the table of examples
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-row-model.h"
#include "exm-table-column.h"

G_BEGIN_DECLS

#define EXM_TYPE_CELL (exm_cell_get_type ())
G_DECLARE_FINAL_TYPE (ExmCell, exm_cell, EXM, CELL, GtkWidget)

/**
 * ExmCell:
 *
 * Shows one column of the row that it is bound to and follows that row's
 * `changed`. About a thousand live at once; they are recycled, so nothing that
 * must last is kept here.
 */
GtkWidget *exm_cell_new (ExmTableColumn column);

/**
 * exm_cell_bind:
 * @dataset: where the labels come from; outlives the binding
 * @item: (transfer none): the list item, for its position; outlives the binding
 */
void exm_cell_bind (ExmCell     *self,
                    ExmDataset  *dataset,
                    GtkListItem *item);
void exm_cell_unbind (ExmCell *self);

/**
 * exm_cell_refresh: reads the row again (a label was renamed, say).
 */
void exm_cell_refresh (ExmCell *self);

ExmTableColumn exm_cell_get_column (ExmCell *self);

/**
 * exm_cell_get_row: (nullable): %NULL while the cell is not bound
 */
ExmRow *exm_cell_get_row (ExmCell *self);

/**
 * exm_cell_get_position: %GTK_INVALID_LIST_POSITION while it is not bound.
 */
guint exm_cell_get_position (ExmCell *self);

/**
 * exm_cell_set_editor:
 * @editor: (nullable): a widget to show in place of the text; %NULL takes it away
 */
void       exm_cell_set_editor (ExmCell   *self,
                                GtkWidget *editor);
GtkWidget *exm_cell_get_editor (ExmCell *self);

/**
 * exm_cell_dup_text:
 *
 * Returns: (transfer full): what the cell of @row in @column says, in one line
 */
char *exm_cell_dup_text (ExmDataset    *dataset,
                         ExmRow        *row,
                         ExmTableColumn column);

G_END_DECLS
