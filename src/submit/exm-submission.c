/* exm-submission.c - one submission of a dataset, as its file tells it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-submission.h"

#include <glib/gi18n-lib.h>

#include "exm-split.h"
#include "exm-submit-values-private.h"

G_DEFINE_BOXED_TYPE (ExmSubmission, exm_submission, exm_submission_ref, exm_submission_unref)

static const struct
{
  const char *nick;
  const char *words;
} steps[EXM_N_SUBMIT_STEPS] = {
  [EXM_SUBMIT_FREEZE] = { "freeze", N_("Gathering the examples that are ready") },
                          [EXM_SUBMIT_SPLIT] = { "split", N_("Choosing the validation examples") },
                                                 [EXM_SUBMIT_WRITE] = { "write", N_("Writing the training file") },
                                                                        [EXM_SUBMIT_BUCKET] = { "bucket", N_("Finding a place for the files") },
                                                                                                [EXM_SUBMIT_UPLOAD] = { "upload", N_("Sending the examples") },
                                                                                                                        [EXM_SUBMIT_CREATE] = { "create", N_("Asking for the tuning job") },
                                                                                                                                                [EXM_SUBMIT_FOLLOW] = { "follow", N_("Following the tuning job") },
                                                                                                                                                                        [EXM_SUBMIT_ENDED] = { "ended", N_("Ended") },
                                                                                                                                                                        };

GType
exm_submit_step_get_type (void)
{
  static gsize type = 0;

  if (g_once_init_enter (&type))
    {
      static const GEnumValue values[] = {
        { EXM_SUBMIT_FREEZE, "EXM_SUBMIT_FREEZE", "freeze" },
        { EXM_SUBMIT_SPLIT, "EXM_SUBMIT_SPLIT", "split" },
        { EXM_SUBMIT_WRITE, "EXM_SUBMIT_WRITE", "write" },
        { EXM_SUBMIT_BUCKET, "EXM_SUBMIT_BUCKET", "bucket" },
        { EXM_SUBMIT_UPLOAD, "EXM_SUBMIT_UPLOAD", "upload" },
        { EXM_SUBMIT_CREATE, "EXM_SUBMIT_CREATE", "create" },
        { EXM_SUBMIT_FOLLOW, "EXM_SUBMIT_FOLLOW", "follow" },
        { EXM_SUBMIT_ENDED, "EXM_SUBMIT_ENDED", "ended" },
        { 0, NULL, NULL },
      };

      g_once_init_leave (&type, g_enum_register_static ("ExmSubmitStep", values));
    }
  return type;
}

const char *
exm_submit_step_get_nick (ExmSubmitStep step)
{
  g_return_val_if_fail ((guint)step < EXM_N_SUBMIT_STEPS, "");

  return steps[step].nick;
}

const char *
exm_submit_step_get_words (ExmSubmitStep step)
{
  g_return_val_if_fail ((guint)step < EXM_N_SUBMIT_STEPS, "");

  return _(steps[step].words);
}

static ExmSubmitStep
parse_step (const char *nick)
{
  for (guint i = 0; i < EXM_N_SUBMIT_STEPS; i++)
    if (g_strcmp0 (nick, steps[i].nick) == 0)
      return i;
  /* Of a newer version, or damaged: leave it alone. */
  return EXM_SUBMIT_ENDED;
}

static const struct
{
  const char *state;
  const char *words;
} own_states[] = {
  { "PREPARING", N_("Being prepared") },
    { "UPLOADING", N_("Sending the examples") },
      { "CREATING", N_("Asking for the tuning job") },
    };

const char *
exm_submission_state_get_words (const char *state_text)
{
  if (state_text == NULL || *state_text == '\0')
    return "";
  for (guint i = 0; i < G_N_ELEMENTS (own_states); i++)
    if (g_str_equal (state_text, own_states[i].state))
      return _(own_states[i].words);
  return exm_tuning_state_get_words (exm_tuning_state_parse (state_text));
}

static ExmTuningState
parse_state (const char *state_text)
{
  if (!g_str_has_prefix (state_text, "JOB_STATE_"))
    return EXM_TUNING_QUEUED;
  return exm_tuning_state_parse (state_text);
}

static void
parse_plan (ExmSubmission *self,
            GHashTable    *values)
{
  g_autofree char *account = _exm_values_text (values, KEY_ACCOUNT);

  self->request_id = _exm_values_text (values, KEY_REQUEST_ID);
  self->created = _exm_values_int (values, KEY_CREATED, 0);
  self->practice = g_strcmp0 (account, "practice") == 0;
  self->project = _exm_values_text (values, KEY_PROJECT);
  self->location = _exm_values_text (values, KEY_LOCATION);
  self->bucket = _exm_values_text (values, KEY_BUCKET);
  self->base_model = _exm_values_text (values, KEY_BASE_MODEL);
  self->display_name = _exm_values_text (values, KEY_DISPLAY_NAME);
  self->pre_tuned_model = _exm_values_text (values, KEY_PRE_TUNED_MODEL);
  self->pre_tuned_checkpoint = _exm_values_text (values, KEY_PRE_TUNED_CHECKPOINT);
  self->own_files = !g_hash_table_contains (values, KEY_GIVEN_FILES);
  self->validation_percent = (int)_exm_values_int (values, KEY_VALIDATION_PERCENT, EXM_SPLIT_AUTOMATIC);
  self->seed = (guint64)_exm_values_int (values, KEY_SEED, 0);
  self->epochs = (int)_exm_values_int (values, KEY_EPOCHS, 0);
  self->adapter_size = (int)_exm_values_int (values, KEY_ADAPTER_SIZE, 0);
  self->learning_rate_multiplier = _exm_values_double (values, KEY_LEARNING_RATE);
  self->system_instruction = _exm_values_text (values, KEY_SYSTEM);
  self->input_template = _exm_values_text (values, KEY_INPUT_TEMPLATE);
  self->output_template = _exm_values_text (values, KEY_OUTPUT_TEMPLATE);
}

static void
parse_figures (ExmSubmission *self,
               GHashTable    *values)
{
  g_autofree char *input = _exm_values_text (values, KEY_INPUT_TOKENS);
  g_autofree char *output = _exm_values_text (values, KEY_OUTPUT_TOKENS);
  g_autofree char *messages = _exm_values_text (values, KEY_MESSAGES);

  self->epochs_used = _exm_values_int (values, KEY_EPOCHS_USED, 0);
  self->estimated_tokens = _exm_values_int (values, KEY_ESTIMATED_TOKENS, 0);
  _exm_spread_from_text (&self->input_tokens, input);
  _exm_spread_from_text (&self->output_tokens, output);
  _exm_spread_from_text (&self->messages, messages);
}

static void
parse_progress (ExmSubmission *self,
                GHashTable    *values)
{
  g_autofree char *step = _exm_values_text (values, KEY_STEP);
  g_autofree char *checkpoints = _exm_values_text (values, KEY_CHECKPOINTS);
  g_autofree char *curves = _exm_values_text (values, KEY_CURVES);
  g_autofree char *dropped = _exm_values_text (values, KEY_DROPPED);

  self->step = parse_step (step);
  self->cancel_asked = g_hash_table_contains (values, KEY_CANCEL_ASKED);
  self->n_training = _exm_values_int (values, KEY_TRAIN_COUNT, 0);
  self->n_validation = _exm_values_int (values, KEY_VALID_COUNT, 0);
  self->bytes_training = _exm_values_int (values, KEY_TRAIN_BYTES, 0);
  self->bytes_validation = _exm_values_int (values, KEY_VALID_BYTES, 0);
  self->training_uri = _exm_values_text (values, KEY_TRAIN_URI);
  self->validation_uri = _exm_values_text (values, KEY_VALID_URI);
  self->job_name = _exm_values_text (values, KEY_JOB_NAME);
  self->state_text = _exm_values_text (values, KEY_STATE);
  if (self->state_text == NULL)
    self->state_text = g_strdup ("PREPARING");
  self->state = parse_state (self->state_text);
  self->started = _exm_values_int (values, KEY_STARTED, 0);
  self->ended = _exm_values_int (values, KEY_ENDED, 0);
  self->model = _exm_values_text (values, KEY_MODEL);
  self->endpoint = _exm_values_text (values, KEY_ENDPOINT);
  self->removed = _exm_values_int (values, KEY_REMOVED, 0);
  self->checkpoints = _exm_checkpoints_from_text (checkpoints);
  self->curves = _exm_curves_from_text (curves);
  self->examples = _exm_values_int (values, KEY_EXAMPLES, 0);
  self->billable_tokens = _exm_values_int (values, KEY_BILLABLE_TOKENS, 0);
  self->steps = _exm_values_int (values, KEY_STEPS, 0);
  self->n_dropped = _exm_values_int (values, KEY_DROPPED_COUNT, 0);
  self->dropped = _exm_dropped_from_text (dropped);
  self->n_dropped = MAX (self->n_dropped, (gint64)self->dropped->len);
  parse_figures (self, values);
  self->error = _exm_values_text (values, KEY_ERROR);
}

ExmSubmission *
_exm_submission_parse (gint64      id,
                       GHashTable *values)
{
  ExmSubmission *self = g_new0 (ExmSubmission, 1);

  self->ref_count = 1;
  self->id = id;
  parse_plan (self, values);
  parse_progress (self, values);
  return self;
}

ExmSubmission *
exm_submission_ref (ExmSubmission *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
exm_submission_unref (ExmSubmission *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_free (self->request_id);
  g_free (self->project);
  g_free (self->location);
  g_free (self->bucket);
  g_free (self->base_model);
  g_free (self->display_name);
  g_free (self->pre_tuned_model);
  g_free (self->pre_tuned_checkpoint);
  g_clear_pointer (&self->input_tokens.buckets, g_array_unref);
  g_clear_pointer (&self->output_tokens.buckets, g_array_unref);
  g_clear_pointer (&self->messages.buckets, g_array_unref);
  g_free (self->system_instruction);
  g_free (self->input_template);
  g_free (self->output_template);
  g_free (self->training_uri);
  g_free (self->validation_uri);
  g_free (self->job_name);
  g_free (self->state_text);
  g_free (self->model);
  g_free (self->endpoint);
  g_ptr_array_unref (self->checkpoints);
  g_ptr_array_unref (self->curves);
  g_ptr_array_unref (self->dropped);
  g_free (self->error);
  g_free (self);
}

ExmSubmission *
exm_submission_load_sync (ExmDataset *dataset,
                          gint64      id,
                          GError    **error)
{
  g_autoptr(GHashTable) values = exm_dataset_get_record_sync (dataset, EXM_SUBMISSION_KIND, id, error);

  if (values == NULL)
    return NULL;
  if (!g_hash_table_contains (values, KEY_REQUEST_ID))
    {
      g_set_error_literal (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_NOT_FOUND, _("There is no such tuning job in this dataset"));
      return NULL;
    }
  return _exm_submission_parse (id, values);
}

GPtrArray *
exm_submission_list_sync (ExmDataset *dataset,
                          GError    **error)
{
  g_autoptr(GArray) ids = exm_dataset_list_records_sync (dataset, EXM_SUBMISSION_KIND, error);
  g_autoptr(GPtrArray) list = NULL;

  if (ids == NULL)
    return NULL;
  list = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_submission_unref);
  for (guint i = ids->len; i > 0; i--)
    {
      g_autoptr(GError) local = NULL;
      ExmSubmission *submission = exm_submission_load_sync (dataset, g_array_index (ids, gint64, i - 1), &local);

      if (submission != NULL)
        g_ptr_array_add (list, submission);
      else if (local->domain != EXM_SUBMIT_ERROR)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
    }
  return g_steal_pointer (&list);
}

static void
list_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  GError    *error = NULL;
  GPtrArray *list = exm_submission_list_sync (source, &error);

  if (list == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, list, (GDestroyNotify)g_ptr_array_unref);
}

void
exm_submission_list_async (ExmDataset         *dataset,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (dataset, cancellable, callback, user_data);

  g_task_set_source_tag (task, exm_submission_list_async);
  g_task_run_in_thread (task, list_thread);
}

GPtrArray *
exm_submission_list_finish (ExmDataset   *dataset,
                            GAsyncResult *result,
                            GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, dataset), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
exm_submission_is_ended (const ExmSubmission *self)
{
  return self->step == EXM_SUBMIT_ENDED;
}

gboolean
exm_submission_succeeded (const ExmSubmission *self)
{
  return self->step == EXM_SUBMIT_ENDED && self->endpoint != NULL &&
         (self->state == EXM_TUNING_SUCCEEDED || self->state == EXM_TUNING_PARTIAL);
}
