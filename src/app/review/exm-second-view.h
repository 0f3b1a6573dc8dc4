/* exm-second-view.h - deciding again, by oneself or by others
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_SECOND_VIEW (exm_second_view_get_type ())
G_DECLARE_FINAL_TYPE (ExmSecondView, exm_second_view, EXM, SECOND_VIEW, GtkWidget)

/**
 * ExmSecondView:
 *
 * Second Look of the Review place: self-recheck, second reviewer, split.
 */
GtkWidget *exm_second_view_new (void);

/**
 * exm_second_view_set_dataset:
 * @dataset: (nullable): %NULL = none is open
 */
void exm_second_view_set_dataset (ExmSecondView *self,
                                  ExmDataset    *dataset);

G_END_DECLS
