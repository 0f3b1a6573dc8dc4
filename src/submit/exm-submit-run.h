/* exm-submit-run.h - a submission on its way, step by step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-catalogue.h"
#include "exm-split.h"
#include "exm-submission.h"

G_BEGIN_DECLS

/**
 * ExmSubmitOptions:
 * @project: project id; %NULL for practice: its own
 * @location: tuning region; %NULL: the first of the base model
 * @bucket: (nullable): where the files go. %NULL for practice: one of its
 *   project, made if there is none. A Google account needs one
 * @base_model: id as in the catalogue
 * @display_name: name of the tuned model, 1–128 characters
 * @validation_percent: 0 … 20, or %EXM_SPLIT_AUTOMATIC
 * @seed: of the split; 0 = %EXM_SPLIT_SEED
 * @epochs: 0 = automatic
 * @adapter_size: 0 = automatic
 * @learning_rate_multiplier: 0 = automatic
 * @pre_tuned_model: (nullable): go on from this tuned model,
 *   "projects/…/models/M@V", in place of the base model; @base_model is then
 *   what is behind it. With the same @display_name Google adds a version to
 *   that model, with another it makes a new one
 * @pre_tuned_checkpoint: (nullable): its checkpoint, %NULL the default one
 * @training_uri: (nullable): "gs://bucket/name.jsonl": use this file, which
 *   lies in Cloud Storage already; then nothing of the dataset is sent
 * @validation_uri: (nullable): the same for validation, with @training_uri only
 *
 * Made by exm_submit_options_new() with everything automatic.
 */
typedef struct
{
  char   *project;
  char   *location;
  char   *bucket;
  char   *base_model;
  char   *display_name;
  int     validation_percent;
  guint64 seed;
  int     epochs;
  int     adapter_size;
  double  learning_rate_multiplier;
  char   *pre_tuned_model;
  char   *pre_tuned_checkpoint;
  char   *training_uri;
  char   *validation_uri;
} ExmSubmitOptions;

ExmSubmitOptions *exm_submit_options_new (const char *base_model,
                                          const char *display_name);

/**
 * exm_submit_options_new_from_submission:
 *
 * "A new one like this": the same settings, as they were asked for, for the
 * dataset as it is now. The split is drawn anew, in which each example keeps
 * the side that it had.
 *
 * Returns: (transfer full)
 */
ExmSubmitOptions *exm_submit_options_new_from_submission (const ExmSubmission *submission);

/**
 * exm_submit_options_new_from_job:
 * @job: any tuning job of the project, also one that was not made here
 *
 * The same from a job's record. It tells the values in effect, not which of
 * them were automatic, so these are taken over; the files are not: the dataset
 * is sent.
 *
 * Returns: (transfer full)
 */
ExmSubmitOptions *exm_submit_options_new_from_job (const ExmTuningJob *job);

/**
 * exm_submit_options_continue:
 * @submission: one that succeeded
 * @checkpoint: (nullable): id of one of its checkpoints, %NULL the default one
 *
 * Lets the options go on from its tuned model: sets @pre_tuned_model,
 * @pre_tuned_checkpoint, @base_model, @project and @location.
 *
 * Returns: %FALSE with %EXM_SUBMIT_ERROR_NOT_FOUND when it has no tuned model or
 *   no such checkpoint
 */
gboolean          exm_submit_options_continue (ExmSubmitOptions    *self,
                                               const ExmSubmission *submission,
                                               const char          *checkpoint,
                                               GError             **error);
ExmSubmitOptions *exm_submit_options_copy (const ExmSubmitOptions *self);
void              exm_submit_options_free (ExmSubmitOptions *self);

/**
 * exm_submit_options_check:
 * @catalogue: the models
 * @stats: the dataset's counters
 * @error: return location for %EXM_SUBMIT_ERROR_NOT_READY, MODEL or OPTION
 *
 * What can be said before anything is done; the message is the reason to show
 * beside a button that is off. Pure, any thread, never waits.
 */
gboolean exm_submit_options_check (const ExmSubmitOptions *self,
                                   ExmCatalogue           *catalogue,
                                   const ExmStats         *stats,
                                   GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmSubmitOptions, exm_submit_options_free)

#define EXM_TYPE_SUBMIT_RUN (exm_submit_run_get_type ())
G_DECLARE_FINAL_TYPE (ExmSubmitRun, exm_submit_run, EXM, SUBMIT_RUN, GObject)

/**
 * ExmSubmitRun:
 *
 * Drives one submission from where it stands to its end. Work is done on a
 * thread of its own (or, with exm_submit_run_run_sync(), on the caller's); the
 * object belongs to the thread that made it, and all properties and signals
 * change there, through that thread's default main context.
 *
 * Properties, read-only, notified:
 * `running` (the thread works on it), `step` (#ExmSubmitStep), `fraction` (of
 * the step, 0 … 1, -1 = cannot be told), `message` (what happens now, in plain
 * translated words), `rate` (bytes a second of the upload, 0 = unknown),
 * `remaining` (seconds of the step, -1 = unknown), `job-state`
 * (#ExmTuningState as int), `submission` (#ExmSubmission as last written),
 * `waiting` (it cannot go on just now and tries again by itself, with the
 * reason in `message`).
 *
 * Signals: `curves-changed ()`: see exm_submit_run_get_curves();
 * `ended ()`: `running` is %FALSE from now on. Either the submission has ended
 * (exm_submission_is_ended(), whatever its job came to) or it stopped with
 * exm_submit_run_get_error() and can be resumed.
 *
 * Dropping the last reference stops the work; nothing is lost by that.
 */

/**
 * exm_submit_run_new:
 * @dataset: open for writing
 * @google: session of the account; decides between practice and Google
 * @catalogue: the models
 * @options: copied
 *
 * A new submission, recorded once it starts.
 *
 * Returns: (transfer full)
 */
ExmSubmitRun *exm_submit_run_new (ExmDataset             *dataset,
                                  ExmGoogle              *google,
                                  ExmCatalogue           *catalogue,
                                  const ExmSubmitOptions *options);

/**
 * exm_submit_run_new_resume:
 * @submission: one that has not ended
 *
 * Goes on with a submission of a former process from wherever it stands.
 *
 * Returns: (transfer full)
 */
ExmSubmitRun *exm_submit_run_new_resume (ExmDataset    *dataset,
                                         ExmGoogle     *google,
                                         ExmCatalogue  *catalogue,
                                         ExmSubmission *submission);

/**
 * exm_submit_run_start: begins on a worker thread. Once only.
 */
void exm_submit_run_start (ExmSubmitRun *self);

/**
 * exm_submit_run_run_sync:
 * @follow: %FALSE: return once the job has been made
 * @cancellable: (nullable): stops the work as exm_submit_run_stop() does
 *
 * The same in the calling thread, for the command line and tests: signals are
 * emitted from within. Once only.
 *
 * Returns: %TRUE when the submission has ended, or its job was made and @follow
 *   is %FALSE; look at exm_submit_run_get_submission() for how it ended
 */
gboolean exm_submit_run_run_sync (ExmSubmitRun *self,
                                  gboolean      follow,
                                  GCancellable *cancellable,
                                  GError      **error);

/**
 * exm_submit_run_cancel:
 *
 * The user does not want the submission any more. Written down first, so it
 * holds over a restart. Before the job was asked for: everything that was made
 * is cleaned up; after: the job is cancelled, and followed until it has ended.
 * Never waits; any thread.
 */
void exm_submit_run_cancel (ExmSubmitRun *self);

/**
 * exm_submit_run_stop:
 *
 * Leaves the submission as it is, for a later resume (the window is closed).
 * `ended` comes when the thread has let go. Never waits.
 */
void exm_submit_run_stop (ExmSubmitRun *self);

gboolean      exm_submit_run_is_running (ExmSubmitRun *self);
gboolean      exm_submit_run_is_waiting (ExmSubmitRun *self);
ExmSubmitStep exm_submit_run_get_step (ExmSubmitRun *self);
double        exm_submit_run_get_fraction (ExmSubmitRun *self);
const char   *exm_submit_run_get_message (ExmSubmitRun *self);
gint64        exm_submit_run_get_rate (ExmSubmitRun *self);
int           exm_submit_run_get_remaining (ExmSubmitRun *self);

/**
 * exm_submit_run_get_expected:
 *
 * Returns: seconds that the job will take in all, counted from its creation,
 *   as jobs of that base model took before (see exm-submit-history.h); -1 while
 *   there is nothing to go by. Compare with exm_submission_get_elapsed().
 */
gint64 exm_submit_run_get_expected (ExmSubmitRun *self);

ExmTuningState exm_submit_run_get_job_state (ExmSubmitRun *self);

/**
 * exm_submit_run_get_submission:
 *
 * Returns: (transfer none) (nullable): as last written; %NULL before the start
 */
ExmSubmission *exm_submit_run_get_submission (ExmSubmitRun *self);

/**
 * exm_submit_run_get_curves:
 *
 * Returns: (transfer none) (element-type ExmCurve): never %NULL; replaced, not
 *   changed, with `curves-changed`
 */
GPtrArray *exm_submit_run_get_curves (ExmSubmitRun *self);

/**
 * exm_submit_run_get_error:
 *
 * Returns: (transfer none) (nullable): why it stopped before its end
 */
const GError *exm_submit_run_get_error (ExmSubmitRun *self);

ExmDataset *exm_submit_run_get_dataset (ExmSubmitRun *self);
ExmGoogle  *exm_submit_run_get_google (ExmSubmitRun *self);

/**
 * ExmSubmitPace:
 * @first_poll_ms: wait before the job is looked at again, times 1.5 each time
 *   nothing has changed
 * @max_poll_ms: longest such wait
 * @settle_ms: a job whose answer was lost is looked for during so long before
 *   it is taken as not made
 *
 * Taken from the kind of account: practice 400 / 1 000 / 3 000, Google
 * 5 000 / 60 000 / 90 000.
 */
typedef struct
{
  guint first_poll_ms;
  guint max_poll_ms;
  guint settle_ms;
} ExmSubmitPace;

/**
 * exm_submit_run_set_pace: before the start; for tests.
 */
void exm_submit_run_set_pace (ExmSubmitRun        *self,
                              const ExmSubmitPace *pace);

G_END_DECLS
