/* exm-tune-page-private.h - what the files of the Tune page share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-account-manager.h"
#include "exm-cloud-problem.h"
#include "exm-ready-view.h"
#include "exm-submit-run.h"
#include "exm-tune-form.h"
#include "exm-tune-page.h"
#include "exm-tune-progress.h"

G_BEGIN_DECLS

struct _ExmTunePage
{
  AdwBin parent_instance;

  ExmTuneProgress     *progress;
  ExmCloudProblem     *problem;
  ExmReadyView        *ready;
  ExmTuneForm         *form;
  AdwPreferencesGroup *jobs_group;
  GtkListBox          *jobs;

  ExmAccountManager *manager;
  ExmDataset        *dataset;
  ExmCatalogue      *catalogue;
  ExmSubmitRun      *run;         /* under way, or stopped with an error */
  GPtrArray         *submissions; /* newest first; nullable */
  GCancellable      *cancellable; /* of the dataset that is shown */

  ExmSubmitOptions *wanted; /* to be begun when the account answers */
  ExmSubmission    *to_resume;
  ExmSubmission    *waits;       /* nullable: to be resumed once its account is there */
  char             *run_account; /* nullable: account that is being connected, or that runs */
  gboolean          cancel_it;   /* what is resumed is to be cancelled */

  guint matching : 1; /* form and ready page are being brought together */
};

/* exm-tune-page-run.c */
void _exm_tune_page_start (ExmTunePage *self);
void _exm_tune_page_resume (ExmTunePage   *self,
                            ExmSubmission *submission,
                            gboolean       cancel);
void _exm_tune_page_resume_first (ExmTunePage *self);
void _exm_tune_page_retry_waiting (ExmTunePage *self);
void _exm_tune_page_forget_run (ExmTunePage *self);
void _exm_tune_page_problem_action (ExmTunePage   *self,
                                    ExmCloudAction action);

/* exm-tune-page-dialogs.c */
void _exm_tune_page_show_jobs (ExmTunePage *self,
                               const char  *account,
                               const char  *job);
void _exm_tune_page_go_further (ExmTunePage         *self,
                                const ExmSubmission *submission);
void _exm_tune_page_browse (ExmTunePage *self);
void _exm_tune_page_show_dropped (ExmTunePage         *self,
                                  const ExmSubmission *submission);

/* exm-tune-page.c */
void _exm_tune_page_set_busy (ExmTunePage *self,
                              gboolean     busy);
void _exm_tune_page_reload (ExmTunePage *self,
                            gboolean     resume);
void _exm_tune_page_changed (ExmTunePage *self);

G_END_DECLS
