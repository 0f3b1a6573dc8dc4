/* exm-label-tidy-view.h - what could be tidied among the labels
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_LABEL_TIDY_VIEW (exm_label_tidy_view_get_type ())
G_DECLARE_FINAL_TYPE (ExmLabelTidyView, exm_label_tidy_view, EXM, LABEL_TIDY_VIEW, GtkWidget)

/**
 * ExmLabelTidyView:
 *
 * Groups of labels with near-same names, to merge one by one or all at once; labels
 * that are used once or twice, to put into one; labels without posts, to delete.
 *
 * Signal `tidied (gpointer command)`: an #ExmCommand, borrowed, to be run.
 */
void exm_label_tidy_view_set_dataset (ExmLabelTidyView *self,
                                      ExmDataset       *dataset);

/**
 * exm_label_tidy_view_refresh: looks at the labels; to be called after changes of
 * theirs. What is shown is built anew only when it differs.
 *
 * Returns: how many groups of near-same names there are
 */
guint exm_label_tidy_view_refresh (ExmLabelTidyView *self);

G_END_DECLS
