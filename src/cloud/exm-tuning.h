/* exm-tuning.h - tuning jobs of Vertex AI
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-google.h"

G_BEGIN_DECLS

/* REST v1, projects.locations.tuningJobs:
 * https://docs.cloud.google.com/gemini-enterprise-agent-platform/reference/rest/v1/projects.locations.tuningJobs
 *
 * Each call has a form that waits (workers, command line) and an _async/_finish
 * pair. Errors as in exm-storage.h. Times are Unix seconds, 0 = not known.
 */

/**
 * ExmTuningRequest:
 * @project: project id
 * @location: tuning region, never "global"
 * @base_model: (nullable): such as "gemini-3.1-flash-lite"; or
 * @pre_tuned_model: (nullable): "projects/…/models/M@V" to go on from
 * @pre_tuned_checkpoint: (nullable): its checkpoint, %NULL the default one
 * @training_uri: "gs://bucket/name"
 * @validation_uri: (nullable): the same
 * @display_name: name of the tuned model, 1–128 characters
 * @description: (nullable): free text
 * @epochs: 0 = automatic, and then not sent
 * @adapter_size: 1, 2, 4, 8, 16, 32; 0 = automatic, and then not sent
 * @learning_rate_multiplier: > 0; 0 = automatic, and then not sent
 * @last_checkpoint_only: keep the last checkpoint only
 * @labels: (element-type utf8 utf8): keys and values of at most 63 lower-case
 *   letters, digits, "_" and "-". Put the request id here before sending, and
 *   on disk before that
 *
 * What to tune. Made with exm_tuning_request_new(), the rest is set directly.
 */
typedef struct
{
  char       *project;
  char       *location;
  char       *base_model;
  char       *pre_tuned_model;
  char       *pre_tuned_checkpoint;
  char       *training_uri;
  char       *validation_uri;
  char       *display_name;
  char       *description;
  int         epochs;
  int         adapter_size;
  double      learning_rate_multiplier;
  gboolean    last_checkpoint_only;
  GHashTable *labels;
} ExmTuningRequest;

#define EXM_TYPE_TUNING_REQUEST (exm_tuning_request_get_type ())

GType             exm_tuning_request_get_type (void);
ExmTuningRequest *exm_tuning_request_new (const char *project,
                                          const char *location,
                                          const char *base_model,
                                          const char *training_uri);
ExmTuningRequest *exm_tuning_request_copy (const ExmTuningRequest *self);
void              exm_tuning_request_free (ExmTuningRequest *self);
void              exm_tuning_request_set_label (ExmTuningRequest *self,
                                                const char       *key,
                                                const char       *value);

/**
 * exm_tuning_request_to_json:
 *
 * The body that create sends, lowerCamelCase, without what is automatic.
 *
 * Returns: (transfer full) (nullable): JSON text; %NULL with
 *   EXM_CLOUD_ERROR_REFUSED when a field breaks the rules above
 */
char *exm_tuning_request_to_json (const ExmTuningRequest *self,
                                  GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmTuningRequest, exm_tuning_request_free)

/**
 * ExmTuningState:
 * @EXM_TUNING_QUEUED: waits for its turn
 * @EXM_TUNING_PENDING: is being prepared
 * @EXM_TUNING_RUNNING: trains; also every state that we do not know
 * @EXM_TUNING_PAUSED: paused, or being updated
 * @EXM_TUNING_CANCELLING: is being cancelled
 * @EXM_TUNING_SUCCEEDED: ended, the tuned model is ready
 * @EXM_TUNING_PARTIAL: ended, some of the results are missing
 * @EXM_TUNING_FAILED: ended with an error
 * @EXM_TUNING_CANCELLED: ended by request
 * @EXM_TUNING_EXPIRED: ended, took too long
 */
typedef enum
{
  EXM_TUNING_QUEUED,
  EXM_TUNING_PENDING,
  EXM_TUNING_RUNNING,
  EXM_TUNING_PAUSED,
  EXM_TUNING_CANCELLING,
  EXM_TUNING_SUCCEEDED,
  EXM_TUNING_PARTIAL,
  EXM_TUNING_FAILED,
  EXM_TUNING_CANCELLED,
  EXM_TUNING_EXPIRED,
} ExmTuningState;

/** @state_text: (nullable): "JOB_STATE_…" */
ExmTuningState exm_tuning_state_parse (const char *state_text);
gboolean       exm_tuning_state_is_ended (ExmTuningState state);

/**
 * exm_tuning_state_get_words:
 *
 * Returns: (transfer none): the state in plain, translated words, such as
 *   "Waiting for its turn"
 */
const char *exm_tuning_state_get_words (ExmTuningState state);

/**
 * ExmTuningCheckpoint:
 * @id: checkpoint id
 * @epoch: epoch it belongs to, 0 unknown
 * @step: training step, 0 unknown
 * @endpoint: (nullable): its endpoint, once deployed
 */
typedef struct
{
  char  *id;
  gint64 epoch;
  gint64 step;
  char  *endpoint;
} ExmTuningCheckpoint;

/**
 * ExmTuningBucket:
 * @count: examples in it
 * @left: lower bound
 * @right: upper bound
 *
 * One column of a histogram.
 */
typedef struct
{
  double count;
  double left;
  double right;
} ExmTuningBucket;

/**
 * ExmTuningSpread:
 * @sum: over all examples
 * @billable_sum: what of it is billed
 * @buckets: (nullable) (element-type ExmTuningBucket): the histogram, from left
 *   to right; %NULL or empty when the job gives none
 *
 * How a figure (tokens, messages) is spread over the examples. All 0 when
 * @known is %FALSE.
 */
typedef struct
{
  gboolean known;
  double   sum;
  double   billable_sum;
  double   min;
  double   max;
  double   mean;
  double   median;
  double   p5;
  double   p95;
  GArray  *buckets;
} ExmTuningSpread;

/**
 * ExmTuningStats:
 * @known: the job has told its figures
 * @examples: examples in the training file
 * @characters: their characters
 * @billable_tokens: tokens that are billed (whether epochs are counted in is
 *   not documented)
 * @steps: training steps
 * @dropped: examples that were not trained on
 * @dropped_lines: (element-type gint64): their 1-based line numbers in the
 *   training file, perhaps only some of them
 * @dropped_reasons: (element-type utf8): the reasons, in the same order; may be
 *   shorter
 * @input_tokens: (inline): tokens of the inputs
 * @output_tokens: (inline): tokens of the outputs
 * @messages: (inline): messages (turns) of the examples
 */
typedef struct
{
  gboolean        known;
  gint64          examples;
  gint64          characters;
  gint64          billable_tokens;
  gint64          steps;
  gint64          dropped;
  GArray         *dropped_lines;
  GPtrArray      *dropped_reasons;
  ExmTuningSpread input_tokens;
  ExmTuningSpread output_tokens;
  ExmTuningSpread messages;
} ExmTuningStats;

/**
 * ExmTuningJob:
 * @name: "projects/NUMBER/locations/R/tuningJobs/ID"
 * @location: R
 * @display_name: (nullable): name of the tuned model
 * @base_model: (nullable): base model; of a job that went on from a tuned
 *   model, the one behind that, if Google tells it
 * @pre_tuned_model: (nullable): the tuned model that it went on from
 * @pre_tuned_checkpoint: (nullable): its checkpoint, %NULL the default one
 * @description: (nullable): free text
 * @state: state
 * @state_text: (nullable): as Google wrote it
 * @created: Unix seconds
 * @started: first running
 * @updated: last change
 * @ended: end
 * @error_code: google.rpc.Code of a failed or cancelled job, 0 none
 * @error_message: (nullable): Google's words (English)
 * @experiment: (nullable): for exm_tuning_read_curves()
 * @tuned_model: (nullable): "projects/…/locations/L/models/M@V"; may be there
 *   before the end, use it only when the job has succeeded
 * @endpoint: (nullable): endpoint of the default checkpoint
 * @training_uri: (nullable): training file
 * @validation_uri: (nullable): validation file
 * @epochs: effective epochs, 0 unknown
 * @adapter_size: effective adapter size, 0 unknown
 * @learning_rate_multiplier: effective, 0 unknown
 * @last_checkpoint_only: only the last checkpoint was to be kept
 * @labels: (element-type utf8 utf8): never %NULL
 * @checkpoints: (element-type ExmTuningCheckpoint): never %NULL
 * @stats: (inline): its figures
 */
typedef struct
{
  char          *name;
  char          *location;
  char          *display_name;
  char          *base_model;
  char          *pre_tuned_model;
  char          *pre_tuned_checkpoint;
  char          *description;
  ExmTuningState state;
  char          *state_text;
  gint64         created;
  gint64         started;
  gint64         updated;
  gint64         ended;
  int            error_code;
  char          *error_message;
  char          *experiment;
  char          *tuned_model;
  char          *endpoint;
  char          *training_uri;
  char          *validation_uri;
  gint64         epochs;
  int            adapter_size;
  double         learning_rate_multiplier;
  gboolean       last_checkpoint_only;
  GHashTable    *labels;
  GPtrArray     *checkpoints;
  ExmTuningStats stats;

  /*< private >*/
  guint ref_count;
} ExmTuningJob;

#define EXM_TYPE_TUNING_JOB (exm_tuning_job_get_type ())

GType         exm_tuning_job_get_type (void);
ExmTuningJob *exm_tuning_job_ref (ExmTuningJob *self);
void          exm_tuning_job_unref (ExmTuningJob *self);

/**
 * exm_tuning_job_parse:
 * @text: a TuningJob as JSON
 * @length: its bytes, -1 if NUL-terminated
 *
 * Returns: (transfer full) (nullable): the job; EXM_CLOUD_ERROR_BAD_REPLY if
 *   it is no JSON or has no valid name. Missing fields are no error.
 */
ExmTuningJob *exm_tuning_job_parse (const char *text,
                                    gssize      length,
                                    GError    **error);

/**
 * exm_tuning_job_get_elapsed:
 * @now: Unix seconds
 *
 * Returns: seconds from its creation to its end, or to @now; never negative,
 *   whatever the clocks say
 */
gint64 exm_tuning_job_get_elapsed (const ExmTuningJob *self,
                                   gint64              now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmTuningJob, exm_tuning_job_unref)

/**
 * exm_tuning_create:
 * @request: what to tune
 * @error: return location; EXM_CLOUD_ERROR_UNKNOWN_OUTCOME: the request went
 *   out and the answer did not come (or makes no sense): the job may exist and
 *   cost money. Look with exm_tuning_find_by_label(), never create again
 *   before. After G_IO_ERROR_CANCELLED the outcome is just as unknown. Every
 *   other error means that no job was created.
 *
 * Creates a tuning job: sent once, never repeated.
 *
 * Returns: (transfer full) (nullable): the new job
 */
ExmTuningJob *exm_tuning_create (ExmGoogle              *google,
                                 const ExmTuningRequest *request,
                                 GCancellable           *cancellable,
                                 GError                **error);
void          exm_tuning_create_async (ExmGoogle              *google,
                                       const ExmTuningRequest *request,
                                       GCancellable           *cancellable,
                                       GAsyncReadyCallback     callback,
                                       gpointer                user_data);
ExmTuningJob *exm_tuning_create_finish (ExmGoogle    *google,
                                        GAsyncResult *result,
                                        GError      **error);

/**
 * exm_tuning_find_by_label:
 * @project: project id
 * @location: the region in which the job was to be created
 * @key: label key
 * @value: label value, a request id
 *
 * Lists the jobs of the region and looks for the label on our side, so that it
 * does not depend on the server's filter. A job can take moments to be listed:
 * ask more than once before taking it as not created.
 *
 * Returns: (transfer full) (nullable): the (oldest) job with that label;
 *   EXM_CLOUD_ERROR_NOT_FOUND when the whole list has none
 */
ExmTuningJob *exm_tuning_find_by_label (ExmGoogle    *google,
                                        const char   *project,
                                        const char   *location,
                                        const char   *key,
                                        const char   *value,
                                        GCancellable *cancellable,
                                        GError      **error);
void          exm_tuning_find_by_label_async (ExmGoogle          *google,
                                              const char         *project,
                                              const char         *location,
                                              const char         *key,
                                              const char         *value,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
ExmTuningJob *exm_tuning_find_by_label_finish (ExmGoogle    *google,
                                               GAsyncResult *result,
                                               GError      **error);

/**
 * exm_tuning_get:
 * @name: a job's name as an answer gave it
 *
 * Returns: (transfer full) (nullable): the job as it is now
 */
ExmTuningJob *exm_tuning_get (ExmGoogle    *google,
                              const char   *name,
                              GCancellable *cancellable,
                              GError      **error);
void          exm_tuning_get_async (ExmGoogle          *google,
                                    const char         *name,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
ExmTuningJob *exm_tuning_get_finish (ExmGoogle    *google,
                                     GAsyncResult *result,
                                     GError      **error);

/**
 * exm_tuning_list:
 * @project: project id
 * @location: one region: Google lists each region by itself
 * @filter: (nullable): Google's filter expression
 *
 * Returns: (transfer container) (element-type ExmTuningJob) (nullable): all
 *   jobs of the region, newest first
 */
GPtrArray *exm_tuning_list (ExmGoogle    *google,
                            const char   *project,
                            const char   *location,
                            const char   *filter,
                            GCancellable *cancellable,
                            GError      **error);
void       exm_tuning_list_async (ExmGoogle          *google,
                                  const char         *project,
                                  const char         *location,
                                  const char         *filter,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
GPtrArray *exm_tuning_list_finish (ExmGoogle    *google,
                                   GAsyncResult *result,
                                   GError      **error);

/**
 * exm_tuning_cancel:
 * @name: a job's name
 *
 * Asks for cancellation; the job ends some time later. Repeating it is harmless.
 */
gboolean exm_tuning_cancel (ExmGoogle    *google,
                            const char   *name,
                            GCancellable *cancellable,
                            GError      **error);
void     exm_tuning_cancel_async (ExmGoogle          *google,
                                  const char         *name,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
gboolean exm_tuning_cancel_finish (ExmGoogle    *google,
                                   GAsyncResult *result,
                                   GError      **error);

G_END_DECLS
