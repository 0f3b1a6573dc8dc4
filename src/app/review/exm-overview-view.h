/* exm-overview-view.h - the dataset in pictures
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_OVERVIEW_VIEW (exm_overview_view_get_type ())
G_DECLARE_FINAL_TYPE (ExmOverviewView, exm_overview_view, EXM, OVERVIEW_VIEW, GtkWidget)

/**
 * ExmOverviewView:
 *
 * Overview of the Review place: label distribution, lengths, states, time.
 */
GtkWidget *exm_overview_view_new (void);

/**
 * exm_overview_view_set_dataset:
 * @dataset: (nullable): %NULL = none is open
 */
void exm_overview_view_set_dataset (ExmOverviewView *self,
                                    ExmDataset      *dataset);

G_END_DECLS
