/* exm-submit-values-private.h - a record of the dataset as keys and values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-submission.h"

G_BEGIN_DECLS

/* Keys of a "submission" record: names are file format, never change one. Numbers
 * are decimal text, lists one item a line with tabs between the fields. */
#define KEY_REQUEST_ID "request-id"
#define KEY_CREATED "created"
#define KEY_ENDED "ended"
#define KEY_ACCOUNT "account" /* "practice" or "google" */
#define KEY_PROJECT "project"
#define KEY_LOCATION "location"
#define KEY_BUCKET "bucket"
#define KEY_BASE_MODEL "base-model"
#define KEY_DISPLAY_NAME "display-name"
#define KEY_VALIDATION_PERCENT "validation-percent"
#define KEY_SEED "seed"
#define KEY_EPOCHS "epochs"
#define KEY_ADAPTER_SIZE "adapter-size"
#define KEY_LEARNING_RATE "learning-rate"
#define KEY_SYSTEM "system-instruction"
#define KEY_INPUT_TEMPLATE "input-template"
#define KEY_OUTPUT_TEMPLATE "output-template"
#define KEY_PRE_TUNED_MODEL "pre-tuned-model"
#define KEY_PRE_TUNED_CHECKPOINT "pre-tuned-checkpoint"
#define KEY_GIVEN_FILES "given-files" /* there = the files lay in Cloud Storage already */
#define KEY_STEP "step"
#define KEY_CANCEL_ASKED "cancel-asked"
#define KEY_CANCEL_SENT "cancel-sent"
#define KEY_SNAPSHOT_LINES "snapshot-lines"
#define KEY_SNAPSHOT_BYTES "snapshot-bytes"
#define KEY_TRAIN_COUNT "training-examples"
#define KEY_TRAIN_BYTES "training-bytes"
#define KEY_TRAIN_LINES "training-lines" /* blob: row ids, 32 bits little endian, a line each */
#define KEY_TRAIN_OBJECT "training-object"
#define KEY_TRAIN_GENERATION "training-generation"
#define KEY_TRAIN_CRC32C "training-crc32c"
#define KEY_TRAIN_URI "training-uri"
#define KEY_VALID_COUNT "validation-examples"
#define KEY_VALID_BYTES "validation-bytes"
#define KEY_VALID_LINES "validation-lines"
#define KEY_VALID_OBJECT "validation-object"
#define KEY_VALID_GENERATION "validation-generation"
#define KEY_VALID_CRC32C "validation-crc32c"
#define KEY_VALID_URI "validation-uri"
#define KEY_CREATE_SENT "create-sent" /* Unix milliseconds; there = an answer is owed */
#define KEY_JOB_NAME "job-name"
#define KEY_STATE "state"
#define KEY_STARTED "started"
#define KEY_MODEL "model"
#define KEY_ENDPOINT "endpoint"
#define KEY_REMOVED "removed"
#define KEY_CHECKPOINTS "checkpoints"
#define KEY_CURVES "curves"
#define KEY_EXAMPLES "examples"
#define KEY_BILLABLE_TOKENS "billable-tokens"
#define KEY_STEPS "steps"
#define KEY_ESTIMATED_TOKENS "estimated-tokens"
#define KEY_EPOCHS_USED "epochs-used"
#define KEY_INPUT_TOKENS "input-tokens"
#define KEY_OUTPUT_TOKENS "output-tokens"
#define KEY_MESSAGES "messages"
#define KEY_DROPPED_COUNT "dropped-count"
#define KEY_DROPPED "dropped"
#define KEY_ERROR "error"

/**
 * _exm_values_text:
 * @values: (element-type utf8 GBytes)
 *
 * Returns: (transfer full) (nullable): the value as text; %NULL when it is not
 *   there or is not text
 */
char  *_exm_values_text (GHashTable *values,
                         const char *key);
gint64 _exm_values_int (GHashTable *values,
                        const char *key,
                        gint64      fallback);
double _exm_values_double (GHashTable *values,
                           const char *key);

/**
 * _exm_values_put: sets @key, or takes it away with a %NULL @text.
 */
void _exm_values_put (GHashTable *values,
                      const char *key,
                      const char *text);
void _exm_values_put_int (GHashTable *values,
                          const char *key,
                          gint64      value);
void _exm_values_put_double (GHashTable *values,
                             const char *key,
                             double      value);

/**
 * _exm_values_store:
 * @old: (nullable): what is in the file now
 * @id: 0 = a new record
 *
 * Writes what differs between @old and @values in one durable transaction.
 *
 * Returns: the record's id, 0 on error
 */
gint64      _exm_values_store (ExmDataset *dataset,
                               const char *kind,
                               gint64      id,
                               GHashTable *old,
                               GHashTable *values,
                               GError    **error);
GHashTable *_exm_values_new (void);
GHashTable *_exm_values_copy (GHashTable *values);

/* Lists, there and back. What cannot be read is left out. */
char      *_exm_checkpoints_to_text (GPtrArray *checkpoints);
GPtrArray *_exm_checkpoints_from_text (const char *text);
char      *_exm_curves_to_text (GPtrArray *curves);
GPtrArray *_exm_curves_from_text (const char *text);
char      *_exm_dropped_to_text (GPtrArray *dropped);
GPtrArray *_exm_dropped_from_text (const char *text);

/* NULL when it is not known. Reading fills @spread, whose buckets are then owned
 * by it. */
char *_exm_spread_to_text (const ExmTuningSpread *spread);
void  _exm_spread_from_text (ExmTuningSpread *spread,
                             const char      *text);

/**
 * _exm_submission_parse: the plain picture of a record. Never fails: what is
 * missing has its default.
 */
ExmSubmission *_exm_submission_parse (gint64      id,
                                      GHashTable *values);

G_END_DECLS
