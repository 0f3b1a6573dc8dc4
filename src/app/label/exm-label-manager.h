/* exm-label-manager.h - all labels of a dataset, to change and to tidy
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_LABEL_MANAGER (exm_label_manager_get_type ())
G_DECLARE_FINAL_TYPE (ExmLabelManager, exm_label_manager, EXM, LABEL_MANAGER, AdwWindow)

/**
 * ExmLabelManager:
 *
 * A dialog with two pages: all labels, with what can be changed of those that are
 * chosen, and what could be tidied. Each change is one step of undo, told by a toast
 * within the dialog.
 */
GtkWidget *exm_label_manager_new (GtkWindow  *parent,
                                  ExmDataset *dataset);

G_END_DECLS
