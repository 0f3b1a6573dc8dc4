/* exm-job-view.h - all that is known of one tuning job
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "exm-catalogue.h"
#include "exm-google.h"
#include "exm-tuning.h"

G_BEGIN_DECLS

#define EXM_TYPE_JOB_VIEW (exm_job_view_get_type ())
G_DECLARE_FINAL_TYPE (ExmJobView, exm_job_view, EXM, JOB_VIEW, AdwBin)

/**
 * ExmJobView:
 *
 * Settings, results, checkpoints, spread of tokens and curves of a job, also of one
 * that was not started here. It reads its curves by itself.
 */

/**
 * exm_job_view_set:
 * @job: (nullable): %NULL shows nothing
 * @google: (nullable): session to read the curves with
 * @catalogue: (nullable): for the names of models
 */
void exm_job_view_set (ExmJobView   *self,
                       ExmTuningJob *job,
                       ExmGoogle    *google,
                       ExmCatalogue *catalogue);

/**
 * exm_job_view_get_job:
 *
 * Returns: (transfer none) (nullable)
 */
ExmTuningJob *exm_job_view_get_job (ExmJobView *self);

G_END_DECLS
