/* exm-choice-dialog.h - one of many: a project, a billing account, a bucket, a model in a region
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "exm-ready-item.h"

G_BEGIN_DECLS

#define EXM_TYPE_CHOICE_DIALOG (exm_choice_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ExmChoiceDialog, exm_choice_dialog, EXM, CHOICE_DIALOG, AdwWindow)

/**
 * ExmChoiceDialog:
 *
 * A list to search in. What cannot be chosen is shown with its reason. The list
 * is followed while the dialog is open. Signal `chosen (char *id)`: then it closes.
 */

/**
 * exm_choice_dialog_new:
 * @title: translated
 * @note: (nullable): translated: what the choice means
 * @choices: GListModel of #ExmReadyChoice
 * @chosen: (nullable): id of the present one
 */
GtkWidget *exm_choice_dialog_new (GtkWindow  *parent,
                                  const char *title,
                                  const char *note,
                                  GListModel *choices,
                                  const char *chosen);

G_END_DECLS
