/* exm-examples-page.h - the page with the table of examples
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_EXAMPLES_PAGE (exm_examples_page_get_type ())
G_DECLARE_FINAL_TYPE (ExmExamplesPage, exm_examples_page, EXM, EXAMPLES_PAGE, GtkWidget)

/**
 * ExmExamplesPage:
 *
 * Table, filters and editor of one dataset. Its actions are the group `examples.`:
 * add, duplicate, delete, move-up, move-down, copy, cut, paste, pick-label,
 * no-label, fill-down, copy-label, paste-label, select-all, mark-none, mark-skipped, mark-flagged, edit, toggle-editor,
 * close-editor, go-to, clear-filter; and `columns.`: one for each column that
 * can be hidden.
 */
void        exm_examples_page_set_dataset (ExmExamplesPage *self,
                                           ExmDataset      *dataset);
ExmDataset *exm_examples_page_get_dataset (ExmExamplesPage *self);

/**
 * exm_examples_page_show_problem: only rows with it; %EXM_PROBLEM_NONE shows all.
 */
void exm_examples_page_show_problem (ExmExamplesPage *self,
                                     ExmProblem       problem);
void exm_examples_page_show_label (ExmExamplesPage *self,
                                   ExmLabelId       label);

/**
 * exm_examples_page_show_query: only its rows, in the order of the table.
 * @title: (nullable): names the rows when the query lists them
 */
void exm_examples_page_show_query (ExmExamplesPage *self,
                                   const ExmQuery  *query,
                                   const char      *title);

/**
 * exm_examples_page_show_row: selects the row and scrolls to it.
 */
void exm_examples_page_show_row (ExmExamplesPage *self,
                                 ExmRowId         id);

/**
 * exm_examples_page_dup_query:
 *
 * Returns: (transfer full): which rows the table shows, and in which order
 */
ExmQuery *exm_examples_page_dup_query (ExmExamplesPage *self);

/**
 * exm_examples_page_search: opens the filter bar with the cursor in its entry.
 */
void exm_examples_page_search (ExmExamplesPage *self);

/**
 * exm_examples_page_get_column_actions:
 *
 * Returns: (transfer none): which columns are shown (by their ids) and `sort`, a
 *   string: id of a column, with `-` before it for the other direction
 */
GActionGroup *exm_examples_page_get_column_actions (ExmExamplesPage *self);

/**
 * exm_examples_page_flush: sends what is being typed; before closing.
 */
void exm_examples_page_flush (ExmExamplesPage *self);
void exm_examples_page_focus_table (ExmExamplesPage *self);

G_END_DECLS
