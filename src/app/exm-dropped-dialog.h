/* exm-dropped-dialog.h - the examples that a tuning job did not train on, and why
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "exm-submission.h"

G_BEGIN_DECLS

#define EXM_TYPE_DROPPED_DIALOG (exm_dropped_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ExmDroppedDialog, exm_dropped_dialog, EXM, DROPPED_DIALOG, AdwWindow)

/**
 * exm_dropped_dialog_new:
 * @parent: its `win.show-row` is what activating a post does
 * @submission: as its dataset tells it
 *
 * Lists them by reason. Not modal: one goes from post to post, mending each in the
 * table beside it.
 */
GtkWidget *exm_dropped_dialog_new (GtkWindow           *parent,
                                   ExmDataset          *dataset,
                                   const ExmSubmission *submission);

G_END_DECLS
