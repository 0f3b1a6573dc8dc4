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
 * ExmJobsRegion:
 * @region: such as "us-central1"
 * @n_jobs: tuning jobs found there
 * @error: (nullable): why that region could not be asked
 */
typedef struct
{
  char   *region;
  guint   n_jobs;
  GError *error;
} ExmJobsRegion;

/**
 * ExmJobsSurvey:
 * @jobs: (element-type ExmTuningJob): of all regions that answered, newest first
 * @regions: (element-type ExmJobsRegion): all that were asked
 * @n_failed: how many of them did not answer
 */
typedef struct
{
  GPtrArray *jobs;
  GPtrArray *regions;
  guint      n_failed;
} ExmJobsSurvey;

#define EXM_TYPE_JOBS_SURVEY (exm_jobs_survey_get_type ())

GType          exm_jobs_survey_get_type (void);
ExmJobsSurvey *exm_jobs_survey_copy (const ExmJobsSurvey *self);
void           exm_jobs_survey_free (ExmJobsSurvey *self);

/**
 * exm_jobs_survey_dup_words:
 *
 * Returns: (transfer full) (nullable): a translated sentence on the regions that
 *   did not answer, with the first reason; %NULL when all did
 */
char *exm_jobs_survey_dup_words (const ExmJobsSurvey *self);

/**
 * exm_jobs_survey_sync:
 * @project: (nullable): project id; %NULL for practice: its own
 * @catalogue: whose tuning regions are asked, all at once: Google lists each
 *   region by itself
 * @error: return location; only when no region at all answered
 *
 * All tuning jobs of the project, also those that were not made here.
 *
 * Returns: (transfer full) (nullable): what was found
 */
ExmJobsSurvey *exm_jobs_survey_sync (ExmGoogle    *google,
                                     const char   *project,
                                     ExmCatalogue *catalogue,
                                     GCancellable *cancellable,
                                     GError      **error);
void           exm_jobs_survey_async (ExmGoogle          *google,
                                      const char         *project,
                                      ExmCatalogue       *catalogue,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
ExmJobsSurvey *exm_jobs_survey_finish (ExmGoogle    *google,
                                       GAsyncResult *result,
                                       GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmJobsSurvey, exm_jobs_survey_free)

/**
 * ExmJobFact:
 * @key: stable name for machines, such as "epochs"
 * @title: translated, such as "Epochs"
 * @value: for people
 */
typedef struct
{
  char *key;
  char *title;
  char *value;
} ExmJobFact;

/**
 * exm_jobs_list_facts:
 * @job: any job
 * @catalogue: (nullable): for the names of models
 *
 * The settings of one job and what is known of it, in the order to show them.
 *
 * Returns: (transfer full) (element-type ExmJobFact)
 */
GPtrArray *exm_jobs_list_facts (const ExmTuningJob *job,
                                ExmCatalogue       *catalogue);

/**
 * exm_jobs_list_sync:
 * @project: (nullable): project id; %NULL for practice: its own
 * @catalogue: whose tuning regions are asked, all at once
 * @error: return location; only when no region could be asked
 *
 * The jobs of exm_jobs_survey_sync() alone.
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
