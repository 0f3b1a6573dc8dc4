/* exm-table.h - the table of examples: a column view and what GTK leaves to us
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-cell.h"
#include "exm-row-model.h"
#include "exm-row-selection.h"

G_BEGIN_DECLS

#define EXM_TYPE_TABLE (exm_table_get_type ())
G_DECLARE_FINAL_TYPE (ExmTable, exm_table, EXM, TABLE, GtkWidget)

/**
 * ExmTable:
 *
 * Main thread. Shows the rows of one dataset; knows nothing of queries but the
 * sort that its headers ask for.
 *
 * Signals:
 * `pick (guint position)`: the label of this row is to be chosen
 * `edit (guint position)`: the post of this row is to be edited
 * `menu (guint position, double x, double y)`: its context menu, at this point of the table
 * `sort-changed ()`: a header was clicked
 * `bar (guint column, guint value, char *term)`: a bar of a header was chosen: the label
 *   or state of this number, or (else %NULL) what it is as a term of the search
 * `edited (guint row_id, char *text)`: the post was edited in place
 */
GtkWidget *exm_table_new (void);

/**
 * exm_table_set_dataset:
 * @dataset: (nullable)
 */
void             exm_table_set_dataset (ExmTable   *self,
                                        ExmDataset *dataset);
ExmDataset      *exm_table_get_dataset (ExmTable *self);
ExmRowModel     *exm_table_get_model (ExmTable *self);
ExmRowSelection *exm_table_get_selection (ExmTable *self);

/**
 * exm_table_get_sort:
 * @descending: (out)
 */
ExmSort exm_table_get_sort (ExmTable *self,
                            gboolean *descending);
void    exm_table_set_sort (ExmTable      *self,
                            ExmTableColumn column,
                            gboolean       descending);

gboolean exm_table_is_column_visible (ExmTable      *self,
                                      ExmTableColumn column);
void     exm_table_set_column_visible (ExmTable      *self,
                                       ExmTableColumn column,
                                       gboolean       visible);

/**
 * exm_table_set_header_menu: what a right click on a header opens.
 */
void exm_table_set_header_menu (ExmTable   *self,
                                GMenuModel *menu);

/**
 * exm_table_set_bars_visible: small histograms in the headers, of the rows that are
 * shown; a click on a bar asks to filter by it.
 */
void exm_table_set_bars_visible (ExmTable *self,
                                 gboolean  visible);

/**
 * exm_table_bind_settings: columns and their widths are kept there from now on.
 */
void exm_table_bind_settings (ExmTable  *self,
                              GSettings *settings);

/**
 * exm_table_get_focus: position of the row that has the keyboard focus, or
 * %GTK_INVALID_LIST_POSITION.
 */
guint exm_table_get_focus (ExmTable *self);

/**
 * exm_table_select_row: this row and no other; what Shift and an arrow select then
 * begins with it.
 */
void exm_table_select_row (ExmTable *self,
                           guint     position);

/**
 * exm_table_focus_row: scrolls to the row and gives it the focus; selects nothing.
 */
void exm_table_focus_row (ExmTable *self,
                          guint     position);

/**
 * exm_table_reveal: gives the row the focus, now or when the query under way brings it.
 */
void exm_table_reveal (ExmTable *self,
                       ExmRowId  id);
void exm_table_scroll_to (ExmTable *self,
                          guint     position);

/**
 * exm_table_get_cell_area: where the cell is, in the table's coordinates.
 *
 * Returns: %FALSE while the row is out of sight
 */
gboolean exm_table_get_cell_area (ExmTable      *self,
                                  guint          position,
                                  ExmTableColumn column,
                                  GdkRectangle  *area);

/**
 * exm_table_edit_in_place: puts the one editor into the row's post.
 *
 * Returns: %FALSE when the post does not fit one line, or is not in sight
 */
gboolean exm_table_edit_in_place (ExmTable *self,
                                  guint     position);

/**
 * exm_table_is_editing: the editor is open in some cell.
 */
gboolean exm_table_is_editing (ExmTable *self);

G_END_DECLS
