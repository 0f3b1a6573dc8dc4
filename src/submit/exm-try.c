/* exm-try.c - asking a tuned model the way it was trained, and what it said
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-try.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "exm-try-private.h"

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
  copy->advice = g_strdup (self->advice);
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
  g_free (self->advice);
  g_free (self);
}

/* --- questions --------------------------------------------------------------------- */

ExmTryQuestion *
exm_try_question_new (ExmSubmission *submission,
                      const char    *text)
{
  ExmTryQuestion *self;

  g_return_val_if_fail (submission != NULL && text != NULL, NULL);

  self = g_new0 (ExmTryQuestion, 1);
  self->submission = exm_submission_ref (submission);
  self->text = g_strdup (text);
  self->temperature = -1;
  return self;
}

ExmTryQuestion *
exm_try_question_copy (const ExmTryQuestion *self)
{
  ExmTryQuestion *copy = exm_try_question_new (self->submission, self->text);

  copy->base = self->base;
  copy->checkpoint = g_strdup (self->checkpoint);
  copy->temperature = self->temperature;
  return copy;
}

void
exm_try_question_free (ExmTryQuestion *self)
{
  if (self == NULL)
    return;
  exm_submission_unref (self->submission);
  g_free (self->checkpoint);
  g_free (self->text);
  g_free (self);
}

ExmTemperature
exm_try_get_temperature (ExmCatalogue *catalogue,
                         const char   *base_model,
                         const char  **note)
{
  const ExmBaseModel  *model = base_model != NULL ? exm_catalogue_find (catalogue, base_model) : NULL;
  const ExmTemperature rule = model != NULL ? model->temperature : EXM_TEMPERATURE_NOTED;
  const char          *words = NULL;

  if (model == NULL)
    words = _("It is not known whether this model obeys the temperature");
  else if (rule == EXM_TEMPERATURE_NOTED)
    words = _("This model still obeys the temperature, but Google advises leaving it alone");
  else if (rule == EXM_TEMPERATURE_IGNORED)
    words = _("This model ignores the temperature, so it is not sent");
  if (note != NULL)
    *note = words;
  return rule;
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

/* The base model behind it, where the tuned one lives: the text does not leave that
 * place, and the conditions are the same. */
static char *
dup_base_name (const ExmSubmission *submission)
{
  g_autofree char *location = submission->endpoint != NULL ? exm_google_dup_location (submission->endpoint) : NULL;
  const char      *last = submission->base_model != NULL ? strrchr (submission->base_model, '/') : NULL;

  if (location == NULL || submission->base_model == NULL || submission->project == NULL)
    return NULL;
  return exm_models_dup_publisher_name (submission->project, location, last != NULL ? last + 1 : submission->base_model);
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
make_try (const ExmTryQuestion    *question,
          const char              *model,
          const ExmGenerateAnswer *answer)
{
  const ExmSubmission *submission = question->submission;
  ExmTry              *self = g_new0 (ExmTry, 1);

  self->time = g_get_real_time () / G_USEC_PER_SEC;
  self->submission = submission->id;
  self->model_name = g_strdup (question->base ? submission->base_model : submission->display_name);
  self->endpoint = g_strdup (model);
  self->checkpoint = question->base ? NULL : g_strdup (question->checkpoint);
  self->practice = submission->practice;
  self->base = question->base;
  self->text = g_strdup (question->text);
  self->answer = g_strdup (answer->text);
  self->problem = g_strdup (answer->problem);
  self->advice = g_strdup (answer->advice);
  self->temperature = question->temperature;
  self->latency_ms = answer->latency_ms;
  self->prompt_tokens = answer->prompt_tokens;
  self->output_tokens = answer->output_tokens;
  find_value (self, submission->output_template);
  return self;
}

static ExmGenerateRequest *
make_request (const ExmTryQuestion *question,
              GError              **error)
{
  ExmGenerateRequest *request;
  g_autofree char    *base = question->base ? dup_base_name (question->submission) : NULL;

  if (question->base ? base == NULL : find_endpoint (question->submission, question->checkpoint) == NULL)
    {
      g_set_error_literal (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_NOT_FOUND, _("This job has no tuned model that can be asked"));
      return NULL;
    }
  request = exm_try_request_new (question->submission, question->checkpoint, question->text, question->temperature);
  if (base != NULL)
    {
      g_free (request->model);
      request->model = g_steal_pointer (&base);
    }
  return request;
}

ExmTry *
_exm_try_ask (ExmDataset           *dataset,
              ExmGoogle            *google,
              const ExmTryQuestion *question,
              ExmModelsTextFunc     func,
              gpointer              func_data,
              GCancellable         *cancellable,
              GError              **error)
{
  g_autoptr(ExmGenerateRequest) request = make_request (question, error);
  g_autoptr(ExmGenerateAnswer) answer = NULL;
  g_autoptr(ExmTry) self = NULL;

  if (request == NULL)
    return NULL;
  if (question->submission->practice != (exm_google_get_kind (google) == EXM_ACCOUNT_PRACTICE))
    {
      g_set_error_literal (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_ACCOUNT, _("This tuned model belongs to another account"));
      return NULL;
    }
  answer = func != NULL ? exm_models_stream (google, request, func, func_data, cancellable, error)
                        : exm_models_generate (google, request, cancellable, error);
  if (answer == NULL)
    return NULL;
  self = make_try (question, request->model, answer);
  if (dataset != NULL && !exm_dataset_is_read_only (dataset) && !_exm_try_store (dataset, self, error))
    return NULL;
  return g_steal_pointer (&self);
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
  g_autoptr(ExmTryQuestion) question = exm_try_question_new (submission, text);

  question->checkpoint = g_strdup (checkpoint);
  question->temperature = temperature;
  return _exm_try_ask (dataset, google, question, NULL, NULL, cancellable, error);
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
