/* exm-jobs-dialog.h - the tuning jobs of a project, wherever they run
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "exm-catalogue.h"

G_BEGIN_DECLS

#define EXM_TYPE_JOBS_DIALOG (exm_jobs_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ExmJobsDialog, exm_jobs_dialog, EXM, JOBS_DIALOG, AdwWindow)

/**
 * ExmJobsDialog:
 *
 * All tuning jobs of the project over the regions of the catalogue, also those that
 * were not started here; a second page shows one of them. Signal
 * `again (ExmSubmitOptions *options)`: a new one like it shall be started; the
 * options are valid during the signal, and then the dialog closes.
 */

/**
 * exm_jobs_dialog_new:
 * @account: id of an account
 * @project: (nullable): project id; %NULL for practice: its own
 * @job: (nullable): name of the job to open at once
 */
GtkWidget *exm_jobs_dialog_new (GtkWindow    *parent,
                                ExmCatalogue *catalogue,
                                const char   *account,
                                const char   *project,
                                const char   *job);

G_END_DECLS
