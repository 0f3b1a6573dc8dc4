/* exm-filter-bar.h - search and filters over the table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_FILTER_BAR (exm_filter_bar_get_type ())
G_DECLARE_FINAL_TYPE (ExmFilterBar, exm_filter_bar, EXM, FILTER_BAR, GtkWidget)

/**
 * ExmFilterBar:
 *
 * What the user wants to see: words, labels, state, problem. Hidden until asked
 * for; closing it shows everything again.
 *
 * Property `open` (gboolean). Signal `changed ()`.
 */
void exm_filter_bar_set_dataset (ExmFilterBar *self,
                                 ExmDataset   *dataset);

/**
 * exm_filter_bar_dup_query: Returns: (transfer full): the query, sort not set
 */
ExmQuery *exm_filter_bar_dup_query (ExmFilterBar *self);

/**
 * exm_filter_bar_show_problem: opens, with this problem as the only filter.
 */
void exm_filter_bar_show_problem (ExmFilterBar *self,
                                  ExmProblem    problem);

/**
 * exm_filter_bar_show_label: opens, with this label as the only filter; 0 = no label.
 */
void exm_filter_bar_show_label (ExmFilterBar *self,
                                ExmLabelId    label);

/**
 * exm_filter_bar_show_query: opens, with what @query asks for as the only filters.
 * @title: (nullable): names the rows when the query lists them
 */
void exm_filter_bar_show_query (ExmFilterBar   *self,
                                const ExmQuery *query,
                                const char     *title);

/**
 * exm_filter_bar_toggle_label: opens and filters by it too, or no longer.
 */
void exm_filter_bar_toggle_label (ExmFilterBar *self,
                                  ExmLabelId    label);
void exm_filter_bar_toggle_state (ExmFilterBar *self,
                                  ExmState      state);

/**
 * exm_filter_bar_toggle_term: the same for one term of the search (`len:100..200`); of a
 * kind that the search has already, one or the other may hold.
 */
void exm_filter_bar_toggle_term (ExmFilterBar *self,
                                 const char   *term);
void exm_filter_bar_clear (ExmFilterBar *self);

/**
 * exm_filter_bar_search: opens and puts the cursor into the search entry.
 */
void     exm_filter_bar_search (ExmFilterBar *self);
gboolean exm_filter_bar_is_open (ExmFilterBar *self);
void     exm_filter_bar_set_open (ExmFilterBar *self,
                                  gboolean      open);

/**
 * exm_filter_bar_set_count: how many of how many are in the table.
 */
void exm_filter_bar_set_count (ExmFilterBar *self,
                               guint         shown,
                               guint         total);

G_END_DECLS
