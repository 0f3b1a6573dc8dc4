/* exm-quarantine-dialog.h - lines that could not be read, to mend and take in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_QUARANTINE_DIALOG (exm_quarantine_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ExmQuarantineDialog, exm_quarantine_dialog, EXM, QUARANTINE_DIALOG, AdwWindow)

/**
 * ExmQuarantineDialog:
 *
 * The first thousand lines of the quarantine: where each stood, why it was set
 * aside, and its text, which can be mended and tried again. Taking one in and
 * dropping one are steps of undo. Main thread.
 */
GtkWidget *exm_quarantine_dialog_new (GtkWindow  *parent,
                                      ExmDataset *dataset);

G_END_DECLS
