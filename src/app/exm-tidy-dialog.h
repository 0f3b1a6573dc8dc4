/* exm-tidy-dialog.h - "Remove My Data from Google"
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_TIDY_DIALOG (exm_tidy_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ExmTidyDialog, exm_tidy_dialog, EXM, TIDY_DIALOG, AdwWindow)

/**
 * ExmTidyDialog:
 *
 * Lists what a dataset has with an account (files, models, endpoints, records), removes
 * what can be removed, with progress, and saves a receipt. Signal `removed ()`:
 * something has gone.
 */

/**
 * exm_tidy_dialog_new:
 * @account: id of the account that is looked at first
 */
GtkWidget *exm_tidy_dialog_new (GtkWindow  *parent,
                                ExmDataset *dataset,
                                const char *account);

G_END_DECLS
