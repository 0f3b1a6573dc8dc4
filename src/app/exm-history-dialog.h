/* exm-history-dialog.h - what happened to one post
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_HISTORY_DIALOG (exm_history_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ExmHistoryDialog, exm_history_dialog, EXM, HISTORY_DIALOG, AdwWindow)

/**
 * exm_history_dialog_show:
 *
 * Time, person and change, newest first, with what reviewers said. Older ones come
 * when asked for. Follows the dataset while it is open.
 */
void exm_history_dialog_show (GtkWindow  *parent,
                              ExmDataset *dataset,
                              ExmRowId    row);

G_END_DECLS
