/* exm-problems-view.h - what is wrong with which posts, as cards
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_PROBLEMS_VIEW (exm_problems_view_get_type ())
G_DECLARE_FINAL_TYPE (ExmProblemsView, exm_problems_view, EXM, PROBLEMS_VIEW, GtkWidget)

/**
 * ExmProblemsView:
 *
 * Problems of the Review place, gravest first.
 */
GtkWidget *exm_problems_view_new (void);

/**
 * exm_problems_view_set_dataset:
 * @dataset: (nullable): %NULL = none is open
 */
void exm_problems_view_set_dataset (ExmProblemsView *self,
                                    ExmDataset      *dataset);

G_END_DECLS
