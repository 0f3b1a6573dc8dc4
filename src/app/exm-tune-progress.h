/* exm-tune-progress.h - one tuning job: its steps, its state, its curves
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "exm-submit-run.h"

G_BEGIN_DECLS

#define EXM_TYPE_TUNE_PROGRESS (exm_tune_progress_get_type ())
G_DECLARE_FINAL_TYPE (ExmTuneProgress, exm_tune_progress, EXM, TUNE_PROGRESS, AdwBin)

/**
 * ExmTuneProgress:
 *
 * Shows a run as it goes, or a job of the past as the dataset tells it.
 * Signals: `try-again ()`: a stopped job shall go on; `cancel-stopped ()`: a
 * stopped job shall be cancelled; `test ()`: the tuned model shall be asked;
 * `dropped ()`: the examples that were not trained on shall be shown; `details ()`:
 * all that is known of the job; `further ()`: tuning shall go on from its model.
 */

/**
 * exm_tune_progress_show_run:
 * @run: (nullable)
 */
void exm_tune_progress_show_run (ExmTuneProgress *self,
                                 ExmSubmitRun    *run);
void exm_tune_progress_show_submission (ExmTuneProgress *self,
                                        ExmSubmission   *submission);

/**
 * exm_tune_progress_focus: gives it the keyboard as a whole, to be told how the job goes.
 */
void exm_tune_progress_focus (ExmTuneProgress *self);

/**
 * exm_tune_progress_get_submission:
 *
 * Returns: (transfer none) (nullable): what is shown now
 */
ExmSubmission *exm_tune_progress_get_submission (ExmTuneProgress *self);

G_END_DECLS
