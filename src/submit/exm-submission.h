/* exm-submission.h - one submission of a dataset, as its file tells it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-curves.h"
#include "exm-dataset.h"
#include "exm-submit-error.h"
#include "exm-tuning.h"

G_BEGIN_DECLS

/* Kind of the records in the dataset file. */
#define EXM_SUBMISSION_KIND "submission"

/* Label that each job of ours carries; its value is the submission's request id. */
#define EXM_SUBMISSION_LABEL "exemplar-request"

/**
 * ExmSubmitStep:
 * @EXM_SUBMIT_FREEZE: the ready examples are written to a file as they are now
 * @EXM_SUBMIT_SPLIT: validation examples are drawn
 * @EXM_SUBMIT_WRITE: the training and validation file are made
 * @EXM_SUBMIT_BUCKET: a place in Cloud Storage is found or made
 * @EXM_SUBMIT_UPLOAD: the files go there
 * @EXM_SUBMIT_CREATE: the tuning job is asked for
 * @EXM_SUBMIT_FOLLOW: the job is watched
 * @EXM_SUBMIT_ENDED: nothing more will happen
 *
 * The step that is under way; it is written to the file, together with the
 * results of the one before, before anything of it is done.
 */
typedef enum
{
  EXM_SUBMIT_FREEZE,
  EXM_SUBMIT_SPLIT,
  EXM_SUBMIT_WRITE,
  EXM_SUBMIT_BUCKET,
  EXM_SUBMIT_UPLOAD,
  EXM_SUBMIT_CREATE,
  EXM_SUBMIT_FOLLOW,
  EXM_SUBMIT_ENDED,
} ExmSubmitStep;

#define EXM_N_SUBMIT_STEPS 8

#define EXM_TYPE_SUBMIT_STEP (exm_submit_step_get_type ())
GType exm_submit_step_get_type (void);

/**
 * exm_submit_step_get_nick:
 *
 * Returns: (transfer none): stable name for machines: "freeze", "split", …
 */
const char *exm_submit_step_get_nick (ExmSubmitStep step);

/**
 * exm_submit_step_get_words:
 *
 * Returns: (transfer none): translated, such as "Sending the examples"
 */
const char *exm_submit_step_get_words (ExmSubmitStep step);

/**
 * ExmDroppedRow:
 * @row: the example that the service did not train on; 0 = not known (the
 *   file was not ours, or the line is beyond its end)
 * @line: its 1-based line in the training file, 0 = not known
 * @reason: (nullable): in the service's words (English)
 */
typedef struct
{
  ExmRowId row;
  gint64   line;
  char    *reason;
} ExmDroppedRow;

/**
 * ExmDroppedGroup:
 * @reason: (nullable): in the service's words (English)
 * @words: translated sentence without full stop: the reason in plain words, or
 *   @reason itself where we do not know it
 * @rows: (element-type ExmRowId): the examples, by rising id
 */
typedef struct
{
  char   *reason;
  char   *words;
  GArray *rows;
} ExmDroppedGroup;

/**
 * ExmSubmission:
 * @id: the record in the dataset
 * @request_id: UUID, value of the job's label
 * @created, @ended: Unix seconds; @ended 0 = not ended
 * @practice: made for the practice service: nothing left the computer
 * @project, @location, @bucket: (nullable): where to
 * @base_model: what is tuned
 * @display_name: name of the tuned model
 * @pre_tuned_model, @pre_tuned_checkpoint: (nullable): tuned model that this one
 *   goes on from
 * @own_files: %FALSE when it used files that lay in Cloud Storage already: then
 *   dropped lines have no row
 * @validation_percent: as asked for; %EXM_SPLIT_AUTOMATIC
 * @seed: of the split
 * @epochs, @adapter_size, @learning_rate_multiplier: 0 = automatic
 * @system_instruction, @input_template, @output_template: (nullable): the task
 *   as it was frozen: what the tuned model was shown, %NULL before
 * @step: see #ExmSubmitStep
 * @cancel_asked: the user wants it cancelled
 * @n_training, @n_validation, @bytes_training, @bytes_validation: 0 before the split
 * @training_uri, @validation_uri: (nullable): "gs://…" once uploaded
 * @job_name: (nullable): once the job was made
 * @state: state of the job; %EXM_TUNING_QUEUED before there is one
 * @state_text: (not nullable): "JOB_STATE_…", or "PREPARING", "UPLOADING",
 *   "CREATING" before there is a job; see exm_submission_state_get_words()
 * @started: Unix seconds when the job began to run, 0 unknown
 * @model, @endpoint: (nullable): the tuned model, once succeeded
 * @removed: Unix seconds when the tuned model was deleted at Google on request
 *   (exm-tidy.h), 0 = it was not; then @model and @endpoint are %NULL
 * @checkpoints: (element-type ExmTuningCheckpoint): never %NULL
 * @curves: (element-type ExmCurve): as last read; never %NULL
 * @epochs_used: epochs that the job really has, 0 unknown
 * @estimated_tokens: our estimate of the training file's tokens, one epoch, 0
 *   unknown
 * @examples, @billable_tokens, @steps: from the service's own count, 0 unknown
 * @input_tokens, @output_tokens, @messages: (inline): spread over the examples,
 *   with the histogram
 * @n_dropped: examples that the service did not train on
 * @dropped: (element-type ExmDroppedRow): those of them that it names, perhaps
 *   only some; never %NULL
 * @error: (nullable): why it failed or what it waits for, a sentence for people
 *
 * A plain picture of one moment. Refcounted, never changed; any thread.
 */
typedef struct
{
  gint64          id;
  char           *request_id;
  gint64          created;
  gint64          ended;
  gboolean        practice;
  char           *project;
  char           *location;
  char           *bucket;
  char           *base_model;
  char           *display_name;
  char           *pre_tuned_model;
  char           *pre_tuned_checkpoint;
  gboolean        own_files;
  int             validation_percent;
  guint64         seed;
  int             epochs;
  int             adapter_size;
  double          learning_rate_multiplier;
  char           *system_instruction;
  char           *input_template;
  char           *output_template;
  ExmSubmitStep   step;
  gboolean        cancel_asked;
  gint64          n_training;
  gint64          n_validation;
  gint64          bytes_training;
  gint64          bytes_validation;
  char           *training_uri;
  char           *validation_uri;
  char           *job_name;
  ExmTuningState  state;
  char           *state_text;
  gint64          started;
  char           *model;
  char           *endpoint;
  gint64          removed;
  GPtrArray      *checkpoints;
  GPtrArray      *curves;
  gint64          epochs_used;
  gint64          estimated_tokens;
  gint64          examples;
  gint64          billable_tokens;
  gint64          steps;
  ExmTuningSpread input_tokens;
  ExmTuningSpread output_tokens;
  ExmTuningSpread messages;
  gint64          n_dropped;
  GPtrArray      *dropped;
  char           *error;

  /*< private >*/
  int ref_count;
} ExmSubmission;

#define EXM_TYPE_SUBMISSION (exm_submission_get_type ())

GType          exm_submission_get_type (void);
ExmSubmission *exm_submission_ref (ExmSubmission *self);
void           exm_submission_unref (ExmSubmission *self);

/**
 * exm_submission_load_sync:
 *
 * Returns: (transfer full) (nullable): the submission;
 *   %EXM_SUBMIT_ERROR_NOT_FOUND, or %EXM_DATA_ERROR. Not on a main thread that
 *   shows a window.
 */
ExmSubmission *exm_submission_load_sync (ExmDataset *dataset,
                                         gint64      id,
                                         GError    **error);

/**
 * exm_submission_list_sync:
 *
 * Returns: (transfer container) (element-type ExmSubmission) (nullable): newest
 *   first. Not on a main thread that shows a window.
 */
GPtrArray *exm_submission_list_sync (ExmDataset *dataset,
                                     GError    **error);

/**
 * exm_submission_list_async: the same on a worker; the callback comes to the
 * thread-default main context of the caller.
 */
void       exm_submission_list_async (ExmDataset         *dataset,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
GPtrArray *exm_submission_list_finish (ExmDataset   *dataset,
                                       GAsyncResult *result,
                                       GError      **error);

/**
 * exm_submission_is_ended:
 *
 * Returns: nothing more will happen; else it can be resumed
 */
gboolean exm_submission_is_ended (const ExmSubmission *self);

/**
 * exm_submission_succeeded: there is a tuned model that can be asked.
 */
gboolean exm_submission_succeeded (const ExmSubmission *self);

/**
 * exm_submission_get_elapsed:
 * @now: Unix seconds
 *
 * Returns: seconds since it was begun, or that it took; never negative
 */
gint64 exm_submission_get_elapsed (const ExmSubmission *self,
                                   gint64               now);

/**
 * exm_submission_list_dropped:
 *
 * "Open the 3 posts that Google dropped, and why": the dropped examples by
 * reason, the most frequent reason first. Rows that are not known are left out;
 * rows that were deleted since are in it.
 *
 * Returns: (transfer full) (element-type ExmDroppedGroup): perhaps empty
 */
GPtrArray *exm_submission_list_dropped (const ExmSubmission *self);

/**
 * exm_submission_dup_dropped_words:
 *
 * Returns: (transfer full) (nullable): a translated sentence such as "3 of 312
 *   examples were not trained on"; %NULL when none was dropped
 */
char *exm_submission_dup_dropped_words (const ExmSubmission *self);

/**
 * exm_submission_get_billed_once:
 *
 * Whether the billed total counts epochs in is not documented. It is judged by
 * the sums of the histograms, which do not, or else by what is nearer to our
 * estimate.
 *
 * Returns: tokens of one pass over the training file as the service counts
 *   them, 0 unknown
 */
gint64 exm_submission_get_billed_once (const ExmSubmission *self);

/**
 * exm_submission_dup_tokens_words:
 *
 * Returns: (transfer full) (nullable): a translated sentence on the billed
 *   tokens beside our estimate, %NULL as long as the service has told none
 */
char *exm_submission_dup_tokens_words (const ExmSubmission *self);

/**
 * exm_submission_state_get_words:
 * @state_text: (nullable): value "state" of a submission record
 *
 * Returns: (transfer none): translated, such as "Training", "Ready"; "" for %NULL
 */
const char *exm_submission_state_get_words (const char *state_text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmSubmission, exm_submission_unref)

G_END_DECLS
