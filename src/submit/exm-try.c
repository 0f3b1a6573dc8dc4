/* exm-try.c - asking a tuned model the way it was trained, and what it said
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-try.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "exm-submit-values-private.h"

#define KEY_TIME "time"
#define KEY_SUBMISSION "submission"
#define KEY_MODEL_NAME "model-name"
#define KEY_CHECKPOINT "checkpoint"
#define KEY_TEXT "text"
#define KEY_ANSWER "answer"
#define KEY_VALUE_START "value-start"
#define KEY_VALUE_LENGTH "value-length"
#define KEY_PROBLEM "problem"
#define KEY_TEMPERATURE "temperature"
#define KEY_LATENCY "latency-ms"
#define KEY_PROMPT_TOKENS "prompt-tokens"
#define KEY_OUTPUT_TOKENS "output-tokens"

G_DEFINE_BOXED_TYPE (ExmTry, exm_try, exm_try_copy, exm_try_free)

ExmTry *
exm_try_copy (const ExmTry *self)
{
  ExmTry *copy = g_new (ExmTry, 1);

  *copy = *self;
  copy->model_name = g_strdup (self->model_name);
  copy->endpoint = g_strdup (self->endpoint);
  copy->checkpoint = g_strdup (self->checkpoint);
  copy->text = g_strdup (self->text);
  copy->answer = g_strdup (self->answer);
  copy->value = g_strdup (self->value);
  copy->problem = g_strdup (self->problem);
  return copy;
}

void
exm_try_free (ExmTry *self)
{
  if (self == NULL)
    return;
  g_free (self->model_name);
  g_free (self->endpoint);
  g_free (self->checkpoint);
  g_free (self->text);
  g_free (self->answer);
  g_free (self->value);
  g_free (self->problem);
  g_free (self);
}

/* --- asking ------------------------------------------------------------------------ */

static const char *
find_endpoint (const ExmSubmission *submission,
               const char          *checkpoint)
{
  for (guint i = 0; checkpoint != NULL && i < submission->checkpoints->len; i++)
    {
      const ExmTuningCheckpoint *candidate = g_ptr_array_index (submission->checkpoints, i);

      if (g_strcmp0 (candidate->id, checkpoint) == 0 && candidate->endpoint != NULL)
        return candidate->endpoint;
    }
  return submission->endpoint;
}

ExmGenerateRequest *
exm_try_request_new (const ExmSubmission *submission,
                     const char          *checkpoint,
                     const char          *text,
                     double               temperature)
{
  const char         *input_template = submission->input_template != NULL ? submission->input_template : EXM_INPUT_SLOT;
  g_autofree char    *filled = exm_template_fill (input_template, EXM_INPUT_SLOT, text);
  ExmGenerateRequest *request = exm_generate_request_new (find_endpoint (submission, checkpoint), filled);

  request->base_model = g_strdup (submission->base_model);
  if (submission->system_instruction != NULL && *submission->system_instruction != '\0')
    request->system_instruction = g_strdup (submission->system_instruction);
  request->temperature = temperature;
  return request;
}

/* Models like to end with a line break; that is not part of the label. */
static void
find_value (ExmTry     *self,
            const char *output_template)
{
  gsize length = strlen (self->answer);

  while (length > 0 && g_ascii_isspace (self->answer[length - 1]))
    length--;
  if (output_template == NULL ||
      !exm_template_match (output_template, EXM_OUTPUT_SLOT, self->answer, length, &self->value_start, &self->value_length))
    {
      self->value_start = 0;
      self->value_length = length;
    }
  self->value = g_strndup (self->answer + self->value_start, self->value_length);
}

static ExmTry *
make_try (const ExmSubmission     *submission,
          const char              *checkpoint,
          const char              *text,
          double                   temperature,
          const ExmGenerateAnswer *answer)
{
  ExmTry *self = g_new0 (ExmTry, 1);

  self->time = g_get_real_time () / G_USEC_PER_SEC;
  self->submission = submission->id;
  self->model_name = g_strdup (submission->display_name);
  self->endpoint = g_strdup (find_endpoint (submission, checkpoint));
  self->checkpoint = g_strdup (checkpoint);
  self->practice = submission->practice;
  self->text = g_strdup (text);
  self->answer = g_strdup (answer->text);
  self->problem = g_strdup (answer->problem);
  self->temperature = temperature;
  self->latency_ms = answer->latency_ms;
  self->prompt_tokens = answer->prompt_tokens;
  self->output_tokens = answer->output_tokens;
  find_value (self, submission->output_template);
  return self;
}

/* --- keeping ------------------------------------------------------------------------- */

static gboolean
drop_old (ExmDataset *dataset,
          GError    **error)
{
  g_autoptr(GArray) ids = exm_dataset_list_records_sync (dataset, EXM_TRY_KIND, error);

  if (ids == NULL)
    return FALSE;
  for (guint i = 0; i + EXM_TRY_KEPT < ids->len; i++)
    if (!exm_dataset_drop_record_sync (dataset, EXM_TRY_KIND, g_array_index (ids, gint64, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
store (ExmDataset *dataset,
       ExmTry     *self,
       GError    **error)
{
  g_autoptr(GHashTable) values = _exm_values_new ();

  _exm_values_put_int (values, KEY_TIME, self->time);
  _exm_values_put_int (values, KEY_SUBMISSION, self->submission);
  _exm_values_put (values, KEY_MODEL_NAME, self->model_name);
  _exm_values_put (values, KEY_ENDPOINT, self->endpoint);
  _exm_values_put (values, KEY_CHECKPOINT, self->checkpoint);
  _exm_values_put (values, KEY_ACCOUNT, self->practice ? "practice" : "google");
  _exm_values_put (values, KEY_TEXT, self->text);
  _exm_values_put (values, KEY_ANSWER, self->answer);
  _exm_values_put_int (values, KEY_VALUE_START, (gint64)self->value_start);
  _exm_values_put_int (values, KEY_VALUE_LENGTH, (gint64)self->value_length);
  _exm_values_put (values, KEY_PROBLEM, self->problem);
  _exm_values_put_double (values, KEY_TEMPERATURE, self->temperature);
  _exm_values_put_int (values, KEY_LATENCY, self->latency_ms);
  _exm_values_put_int (values, KEY_PROMPT_TOKENS, self->prompt_tokens);
  _exm_values_put_int (values, KEY_OUTPUT_TOKENS, self->output_tokens);
  self->id = _exm_values_store (dataset, EXM_TRY_KIND, 0, NULL, values, error);
  return self->id != 0 && drop_old (dataset, error);
}

static ExmTry *
parse (gint64      id,
       GHashTable *values)
{
  ExmTry          *self = g_new0 (ExmTry, 1);
  g_autofree char *account = _exm_values_text (values, KEY_ACCOUNT);
  gsize            length;

  self->id = id;
  self->time = _exm_values_int (values, KEY_TIME, 0);
  self->submission = _exm_values_int (values, KEY_SUBMISSION, 0);
  self->model_name = _exm_values_text (values, KEY_MODEL_NAME);
  self->endpoint = _exm_values_text (values, KEY_ENDPOINT);
  self->checkpoint = _exm_values_text (values, KEY_CHECKPOINT);
  self->practice = g_strcmp0 (account, "practice") == 0;
  self->text = _exm_values_text (values, KEY_TEXT);
  self->answer = _exm_values_text (values, KEY_ANSWER);
  self->problem = _exm_values_text (values, KEY_PROBLEM);
  self->temperature = _exm_values_double (values, KEY_TEMPERATURE);
  self->latency_ms = _exm_values_int (values, KEY_LATENCY, -1);
  self->prompt_tokens = _exm_values_int (values, KEY_PROMPT_TOKENS, -1);
  self->output_tokens = _exm_values_int (values, KEY_OUTPUT_TOKENS, -1);
  if (self->text == NULL)
    self->text = g_strdup ("");
  if (self->answer == NULL)
    self->answer = g_strdup ("");
  length = strlen (self->answer);
  self->value_start = (gsize)CLAMP (_exm_values_int (values, KEY_VALUE_START, 0), 0, (gint64)length);
  self->value_length = (gsize)CLAMP (_exm_values_int (values, KEY_VALUE_LENGTH, 0), 0, (gint64)(length - self->value_start));
  self->value = g_strndup (self->answer + self->value_start, self->value_length);
  return self;
}

GPtrArray *
exm_try_list_sync (ExmDataset *dataset,
                   GError    **error)
{
  g_autoptr(GArray) ids = exm_dataset_list_records_sync (dataset, EXM_TRY_KIND, error);
  g_autoptr(GPtrArray) list = NULL;

  if (ids == NULL)
    return NULL;
  list = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_try_free);
  for (guint i = ids->len; i > 0; i--)
    {
      gint64 id = g_array_index (ids, gint64, i - 1);
      g_autoptr(GHashTable) values = exm_dataset_get_record_sync (dataset, EXM_TRY_KIND, id, error);

      if (values == NULL)
        return NULL;
      if (g_hash_table_contains (values, KEY_ENDPOINT))
        g_ptr_array_add (list, parse (id, values));
    }
  return g_steal_pointer (&list);
}

ExmTry *
exm_try_ask_sync (ExmDataset    *dataset,
                  ExmGoogle     *google,
                  ExmSubmission *submission,
                  const char    *checkpoint,
                  const char    *text,
                  double         temperature,
                  GCancellable  *cancellable,
                  GError       **error)
{
  g_autoptr(ExmGenerateRequest) request = NULL;
  g_autoptr(ExmGenerateAnswer) answer = NULL;
  g_autoptr(ExmTry) self = NULL;

  if (find_endpoint (submission, checkpoint) == NULL)
    {
      g_set_error_literal (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_NOT_FOUND, _("This job has no tuned model that can be asked"));
      return NULL;
    }
  if (submission->practice != (exm_google_get_kind (google) == EXM_ACCOUNT_PRACTICE))
    {
      g_set_error_literal (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_ACCOUNT, _("This tuned model belongs to another account"));
      return NULL;
    }
  request = exm_try_request_new (submission, checkpoint, text, temperature);
  answer = exm_models_generate (google, request, cancellable, error);
  if (answer == NULL)
    return NULL;
  self = make_try (submission, checkpoint, text, temperature, answer);
  if (!exm_dataset_is_read_only (dataset) && !store (dataset, self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* --- asynchronous ---------------------------------------------------------------------- */

typedef struct
{
  ExmGoogle     *google;
  ExmSubmission *submission;
  char          *checkpoint;
  char          *text;
  double         temperature;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->google);
  exm_submission_unref (question->submission);
  g_free (question->checkpoint);
  g_free (question->text);
  g_free (question);
}

static void
ask_thread (GTask        *task,
            gpointer      source,
            gpointer      task_data,
            GCancellable *cancellable)
{
  Question *question = task_data;
  GError   *error = NULL;
  ExmTry   *answer = exm_try_ask_sync (source, question->google, question->submission, question->checkpoint, question->text,
                                       question->temperature, cancellable, &error);

  if (answer == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, answer, (GDestroyNotify)exm_try_free);
}

void
exm_try_ask_async (ExmDataset         *dataset,
                   ExmGoogle          *google,
                   ExmSubmission      *submission,
                   const char         *checkpoint,
                   const char         *text,
                   double              temperature,
                   GCancellable       *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (dataset, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->google = g_object_ref (google);
  question->submission = exm_submission_ref (submission);
  question->checkpoint = g_strdup (checkpoint);
  question->text = g_strdup (text);
  question->temperature = temperature;
  g_task_set_source_tag (task, exm_try_ask_async);
  g_task_set_task_data (task, question, question_free);
  g_task_run_in_thread (task, ask_thread);
}

ExmTry *
exm_try_ask_finish (ExmDataset   *dataset,
                    GAsyncResult *result,
                    GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, dataset), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
list_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  GError    *error = NULL;
  GPtrArray *list = exm_try_list_sync (source, &error);

  if (list == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, list, (GDestroyNotify)g_ptr_array_unref);
}

void
exm_try_list_async (ExmDataset         *dataset,
                    GCancellable       *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (dataset, cancellable, callback, user_data);

  g_task_set_source_tag (task, exm_try_list_async);
  g_task_run_in_thread (task, list_thread);
}

GPtrArray *
exm_try_list_finish (ExmDataset   *dataset,
                     GAsyncResult *result,
                     GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, dataset), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
