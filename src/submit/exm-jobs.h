/* exm-jobs.h - the tuning jobs of an account, wherever they run
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-catalogue.h"
#include "exm-submit-error.h"
#include "exm-tuning.h"

G_BEGIN_DECLS

/* The project and region of the practice service that submissions use when none
 * is given. */
#define EXM_SUBMIT_PRACTICE_PROJECT "practice-project"
#define EXM_SUBMIT_PRACTICE_LOCATION "us-central1"

/**
 * exm_jobs_list_sync:
 * @project: (nullable): project id; %NULL for practice: its own
 * @catalogue: whose tuning regions are asked, one after the other: Google lists
 *   each region by itself
 * @error: return location; only when no region could be asked. A region that
 *   fails while another answers is left out with a debug message
 *
 * Returns: (transfer container) (element-type ExmTuningJob) (nullable): newest
 *   first
 */
GPtrArray *exm_jobs_list_sync (ExmGoogle    *google,
                               const char   *project,
                               ExmCatalogue *catalogue,
                               GCancellable *cancellable,
                               GError      **error);
void       exm_jobs_list_async (ExmGoogle          *google,
                                const char         *project,
                                ExmCatalogue       *catalogue,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
GPtrArray *exm_jobs_list_finish (ExmGoogle    *google,
                                 GAsyncResult *result,
                                 GError      **error);

/**
 * exm_jobs_get_request_id:
 *
 * Returns: (transfer none) (nullable): id of the submission that made it, %NULL
 *   for a job that we did not make
 */
const char *exm_jobs_get_request_id (const ExmTuningJob *job);

/**
 * exm_jobs_find_sync:
 * @what: name of a job, its last part, a tuned model, an endpoint (also of a
 *   checkpoint), or the display name of a tuned model (the newest wins)
 * @endpoint: (out) (optional) (transfer full) (nullable): what to ask: the
 *   endpoint named by @what, else the job's own; %NULL if there is none yet
 * @error: return location for %EXM_SUBMIT_ERROR_NOT_FOUND
 *
 * Returns: (transfer full) (nullable): the job behind @what
 */
ExmTuningJob *exm_jobs_find_sync (ExmGoogle    *google,
                                  const char   *project,
                                  ExmCatalogue *catalogue,
                                  const char   *what,
                                  char        **endpoint,
                                  GCancellable *cancellable,
                                  GError      **error);

G_END_DECLS
