/* exm-cli-ask.c - exemplar ask: one post to a tuned model
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cli"

#include "config.h"

#include "exm-cli-private.h"
#include "exm-jobs.h"
#include "exm-library.h"
#include "exm-models.h"
#include "exm-submission.h"

#include <glib/gi18n-lib.h>

/* The submission that made a job, looked for in the library's datasets: it knows
 * the system instruction and the input template of the training. */
static ExmSubmission *
find_in_dataset (GFile      *file,
                 const char *request_id)
{
  g_autoptr (ExmDataset) dataset = exm_dataset_open_sync (file, EXM_OPEN_READ_ONLY, NULL);
  g_autoptr (GPtrArray) all = NULL;

  if (dataset == NULL)
    return NULL;
  all = exm_submission_list_sync (dataset, NULL);
  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      ExmSubmission *submission = g_ptr_array_index (all, i);

      if (g_strcmp0 (submission->request_id, request_id) == 0)
        return exm_submission_ref (submission);
    }
  return NULL;
}

static ExmSubmission *
find_submission (const ExmTuningJob *job)
{
  const char *request_id = exm_jobs_get_request_id (job);
  g_autoptr (GFile) folder = exm_library_default_folder ();
  g_autoptr (GFileEnumerator) files = NULL;

  if (request_id == NULL)
    return NULL;
  files = g_file_enumerate_children (folder, G_FILE_ATTRIBUTE_STANDARD_NAME,
                                     G_FILE_QUERY_INFO_NONE, NULL, NULL);
  while (files != NULL)
    {
      GFile         *file;
      ExmSubmission *found;

      if (!g_file_enumerator_iterate (files, NULL, &file, NULL, NULL) || file == NULL)
        break;
      if (!g_str_has_suffix (g_file_peek_path (file), EXM_DATASET_EXTENSION))
        continue;
      found = find_in_dataset (file, request_id);
      if (found != NULL)
        return found;
    }
  return NULL;
}

static ExmGenerateRequest *
make_request (const ExmTuningJob  *job,
              const ExmSubmission *submission,
              const char          *endpoint,
              const char          *text,
              double               temperature)
{
  g_autoptr (ExmGenerateRequest) request = NULL;
  g_autofree char *filled = NULL;
  gsize            start, length;

  /* The model was trained on the filled template; a post that already carries it
   * is sent as it is. */
  if (submission != NULL && submission->input_template != NULL &&
      !exm_template_match (submission->input_template, EXM_INPUT_SLOT, text, strlen (text),
                           &start, &length))
    filled = exm_template_fill (submission->input_template, EXM_INPUT_SLOT, text);
  request = exm_generate_request_new (endpoint, filled != NULL ? filled : text);
  request->base_model = g_strdup (job->base_model);
  request->temperature = temperature;
  if (submission != NULL)
    request->system_instruction = g_strdup (submission->system_instruction);
  return g_steal_pointer (&request);
}

static void
print_json (const ExmTuningJob      *job,
            const char              *endpoint,
            const ExmGenerateAnswer *answer)
{
  g_autoptr (GString) json = g_string_new (NULL);
  ExmJsonWriter writer;

  exm_json_writer_init (&writer, json, 2);
  exm_json_writer_begin_object (&writer, NULL);
  exm_json_writer_string (&writer, "answer", answer->text);
  exm_json_writer_string (&writer, "problem", answer->problem);
  exm_json_writer_string (&writer, "finish_reason", answer->finish_reason);
  exm_json_writer_string (&writer, "job", job->name);
  exm_json_writer_string (&writer, "endpoint", endpoint);
  exm_json_writer_string (&writer, "model_version", answer->model_version);
  exm_json_writer_int64 (&writer, "latency_ms", answer->latency_ms);
  exm_json_writer_int64 (&writer, "prompt_tokens", answer->prompt_tokens);
  exm_json_writer_int64 (&writer, "output_tokens", answer->output_tokens);
  exm_json_writer_end (&writer);
  _exm_cli_print_json (json);
}

static int
ask (const char *account_name,
     const char *what,
     const char *text,
     double      temperature,
     gboolean    as_json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmCatalogue) catalogue = exm_catalogue_load (&error);
  g_autoptr (ExmCliAccount) account = NULL;
  g_autoptr (ExmTuningJob) job = NULL;
  g_autofree char *endpoint = NULL;
  g_autoptr (ExmSubmission) submission = NULL;
  g_autoptr (ExmGenerateRequest) request = NULL;
  g_autoptr (ExmGenerateAnswer) answer = NULL;

  if (catalogue == NULL)
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  account = _exm_cli_account_new (account_name, &error);
  if (account == NULL)
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  job = exm_jobs_find_sync (account->google, account->project, catalogue, what, &endpoint,
                            _exm_cli_cancellable (), &error);
  if (job == NULL)
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  if (endpoint == NULL)
    {
      _exm_cli_say (_ ("The job has no tuned model yet: %s"),
                       exm_tuning_state_get_words (job->state));
      return EXM_CLI_FAILED;
    }
  submission = find_submission (job);
  request = make_request (job, submission, endpoint, text, temperature);
  answer = exm_models_generate (account->google, request, _exm_cli_cancellable (), &error);
  if (answer == NULL)
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  if (as_json)
    print_json (job, endpoint, answer);
  else if (answer->problem == NULL)
    g_print ("%s\n", answer->text);
  if (answer->problem != NULL)
    {
      _exm_cli_say ("%s", answer->problem);
      return EXM_CLI_FAILED;
    }
  return EXM_CLI_OK;
}

int
_exm_cli_ask (int    argc,
              char **argv)
{
  g_autofree char   *account_name = NULL;
  double             temperature = -1;
  gboolean           as_json = FALSE;
  const GOptionEntry entries[] = {
    { "account", 'a', 0, G_OPTION_ARG_STRING, &account_name, N_ ("Account: practice, environment"), N_ ("NAME") },
      { "temperature", 't', 0, G_OPTION_ARG_DOUBLE, &temperature, N_ ("How freely it answers, 0 to 2"), N_ ("T") },
        { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Print one JSON document"), NULL },
          G_OPTION_ENTRY_NULL };

  if (!_exm_cli_parse (&argc, &argv, entries, _ ("JOB-OR-MODEL TEXT"), 2))
    return EXM_CLI_USAGE;
  if (temperature > 2)
    {
      _exm_cli_say (_ ("The temperature is a number from 0 to 2"));
      return EXM_CLI_USAGE;
    }
  return ask (account_name, argv[1], argv[2], temperature, as_json);
}
