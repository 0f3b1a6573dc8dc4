/* exm-cli-tune.c - exemplar tune: from a file to a tuning job, and to its end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cli"

#include "config.h"

#include "exm-cli-private.h"
#include "exm-submit-run.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  char    *account;
  char    *base_model;
  char    *name;
  char    *validation;
  int      epochs;
  int      adapter_size;
  double   learning_rate;
  gboolean wait;
  gboolean as_json;
} Arguments;

static void
arguments_clear (Arguments *self)
{
  g_free (self->account);
  g_free (self->base_model);
  g_free (self->name);
  g_free (self->validation);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, arguments_clear)

static void
progress_cb (ExmSubmitRun *run)
{
  double           fraction = exm_submit_run_get_fraction (run);
  const char      *message = exm_submit_run_get_message (run);
  g_autofree char *text = NULL;

  if (message == NULL)
    return;
  if (fraction >= 0)
    text = g_strdup_printf ("%s %.0f %%", message, fraction * 100);
  _exm_cli_progress (text != NULL ? text : message);
}

static void
print_json (const ExmSubmission *submission)
{
  g_autoptr (GString) json = g_string_new (NULL);
  ExmJsonWriter writer;

  exm_json_writer_init (&writer, json, 2);
  exm_json_writer_begin_object (&writer, NULL);
  exm_json_writer_bool (&writer, "practice", submission->practice);
  exm_json_writer_begin_object (&writer, "job");
  exm_json_writer_string (&writer, "name", submission->job_name);
  exm_json_writer_string (&writer, "state", submission->state_text);
  exm_json_writer_string (&writer, "base_model", submission->base_model);
  exm_json_writer_string (&writer, "display_name", submission->display_name);
  exm_json_writer_string (&writer, "request_id", submission->request_id);
  exm_json_writer_string (&writer, "error", submission->error);
  exm_json_writer_end (&writer);
  exm_json_writer_begin_object (&writer, "tuned_model");
  exm_json_writer_string (&writer, "model", submission->model);
  exm_json_writer_string (&writer, "endpoint", submission->endpoint);
  exm_json_writer_begin_array (&writer, "checkpoints");
  for (guint i = 0; i < submission->checkpoints->len; i++)
    {
      const ExmTuningCheckpoint *checkpoint = g_ptr_array_index (submission->checkpoints, i);

      exm_json_writer_begin_object (&writer, NULL);
      exm_json_writer_string (&writer, "id", checkpoint->id);
      exm_json_writer_int64 (&writer, "epoch", checkpoint->epoch);
      exm_json_writer_int64 (&writer, "step", checkpoint->step);
      exm_json_writer_string (&writer, "endpoint", checkpoint->endpoint);
      exm_json_writer_end (&writer);
    }
  exm_json_writer_end (&writer);
  exm_json_writer_end (&writer);
  exm_json_writer_int64 (&writer, "training_examples", submission->n_training);
  exm_json_writer_int64 (&writer, "validation_examples", submission->n_validation);
  exm_json_writer_int64 (&writer, "billable_tokens", submission->billable_tokens);
  exm_json_writer_end (&writer);
  _exm_cli_print_json (json);
}

static void
print_text (const ExmSubmission *submission)
{
  _exm_cli_progress_end ();
  if (submission->practice)
    g_print ("%s\n", _ ("Practice: nothing left this computer and nothing costs"));
  g_print (_ ("%lld examples to train, %lld to validate\n"),
              (long long)submission->n_training, (long long)submission->n_validation);
  if (submission->job_name != NULL)
    g_print (_ ("Tuning job: %s\n"), submission->job_name);
  g_print (_ ("State: %s\n"), exm_submission_state_get_words (submission->state_text));
  if (submission->error != NULL)
    g_print ("%s\n", submission->error);
  if (submission->endpoint != NULL)
    g_print (_ ("Tuned model: %s\nAsk it: exemplar ask %s TEXT\n"), submission->display_name,
                submission->endpoint);
}

/* The newest submission that a former run left unfinished; it is gone on with
 * rather than paid for twice. */
static ExmSubmission *
find_unfinished (ExmDataset *dataset,
                 gboolean    practice)
{
  g_autoptr (GPtrArray) all = exm_submission_list_sync (dataset, NULL);

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      ExmSubmission *submission = g_ptr_array_index (all, i);

      if (!exm_submission_is_ended (submission) && submission->practice == practice)
        return exm_submission_ref (submission);
    }
  return NULL;
}

static ExmSubmitOptions *
make_options (const Arguments     *arguments,
              const ExmCliAccount *account,
              ExmCatalogue        *catalogue,
              ExmDataset          *dataset,
              GError             **error)
{
  const char *model = arguments->base_model != NULL
                        ? arguments->base_model
                        : exm_catalogue_get_default (catalogue)->id;
  const char *name = arguments->name != NULL ? arguments->name : exm_dataset_get_name (dataset);
  g_autoptr (ExmSubmitOptions) options = exm_submit_options_new (model, name);

  options->project = g_strdup (account->project);
  options->location = g_strdup (account->location);
  options->bucket = g_strdup (account->bucket);
  options->epochs = arguments->epochs;
  options->adapter_size = arguments->adapter_size;
  options->learning_rate_multiplier = arguments->learning_rate;
  if (arguments->validation != NULL && !g_str_equal (arguments->validation, "auto"))
    {
      guint64 percent;

      if (!g_ascii_string_to_unsigned (arguments->validation, 10, 0, EXM_SPLIT_MAX_PERCENT,
                                       &percent, NULL))
        {
          g_set_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_OPTION,
                       _ ("The validation share is a whole number from 0 to %d"),
                          EXM_SPLIT_MAX_PERCENT);
          return NULL;
        }
      options->validation_percent = (int)percent;
    }
  if (!exm_submit_options_check (options, catalogue, exm_dataset_get_stats (dataset), error))
    return NULL;
  return g_steal_pointer (&options);
}

static ExmSubmitRun *
make_run (const Arguments     *arguments,
          const ExmCliAccount *account,
          ExmCatalogue        *catalogue,
          ExmDataset          *dataset,
          GError             **error)
{
  gboolean practice = exm_google_get_kind (account->google) == EXM_ACCOUNT_PRACTICE;
  g_autoptr (ExmSubmission) unfinished = find_unfinished (dataset, practice);
  g_autoptr (ExmSubmitOptions) options = NULL;

  if (unfinished != NULL)
    {
      _exm_cli_say (_ ("Going on with “%s”, which was not finished"), unfinished->display_name);
      return exm_submit_run_new_resume (dataset, account->google, catalogue, unfinished);
    }
  options = make_options (arguments, account, catalogue, dataset, error);
  if (options == NULL)
    return NULL;
  return exm_submit_run_new (dataset, account->google, catalogue, options);
}

static int
tune (const Arguments *arguments,
      const char      *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmCatalogue) catalogue = exm_catalogue_load (&error);
  g_autoptr (ExmDataset) dataset = NULL;
  g_autoptr (ExmCliAccount) account = NULL;
  g_autoptr (ExmSubmitRun) run = NULL;
  ExmSubmission *submission;
  gboolean       done;

  if (catalogue == NULL)
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  dataset = _exm_cli_data_keep (path, &error);
  if (dataset == NULL)
    return _exm_cli_fail (error, EXM_CLI_USAGE);
  account = _exm_cli_account_new (arguments->account, &error);
  if (account == NULL)
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  run = make_run (arguments, account, catalogue, dataset, &error);
  if (run == NULL)
    return _exm_cli_fail (error, EXM_CLI_FAILED);

  g_signal_connect (run, "notify::message", G_CALLBACK (progress_cb), NULL);
  g_signal_connect (run, "notify::fraction", G_CALLBACK (progress_cb), NULL);
  done = exm_submit_run_run_sync (run, arguments->wait, _exm_cli_cancellable (), &error);
  submission = exm_submit_run_get_submission (run);
  if (!done)
    {
      if (submission != NULL)
        _exm_cli_say (_ ("Nothing is lost: the same command goes on from here"));
      return _exm_cli_fail (error, EXM_CLI_FAILED);
    }
  if (arguments->as_json)
    print_json (submission);
  else
    print_text (submission);
  return !arguments->wait || exm_submission_succeeded (submission) ? EXM_CLI_OK : EXM_CLI_FAILED;
}

int
_exm_cli_tune (int    argc,
               char **argv)
{
  g_auto (Arguments) arguments = { 0 };
  const GOptionEntry entries[] = {
    { "account", 'a', 0, G_OPTION_ARG_STRING, &arguments.account, N_ ("Account: practice, environment"), N_ ("NAME") },
      { "base-model", 'm', 0, G_OPTION_ARG_STRING, &arguments.base_model, N_ ("Base model to tune"), N_ ("ID") },
        { "name", 'n', 0, G_OPTION_ARG_STRING, &arguments.name, N_ ("Name of the tuned model"), N_ ("NAME") },
          { "validation", 0, 0, G_OPTION_ARG_STRING, &arguments.validation, N_ ("Share of the examples held back to validate, or “auto”"), N_ ("PCT") },
            { "epochs", 0, 0, G_OPTION_ARG_INT, &arguments.epochs, N_ ("Passes over the examples; 0 lets the service choose"), N_ ("N") },
              { "adapter-size", 0, 0, G_OPTION_ARG_INT, &arguments.adapter_size, N_ ("Adapter size; 0 lets the service choose"), N_ ("N") },
                { "learning-rate", 0, 0, G_OPTION_ARG_DOUBLE, &arguments.learning_rate, N_ ("Learning-rate multiplier; 0 lets the service choose"), N_ ("X") },
                  { "wait", 'w', 0, G_OPTION_ARG_NONE, &arguments.wait, N_ ("Follow the job to its end"), NULL },
                    { "json", 0, 0, G_OPTION_ARG_NONE, &arguments.as_json, N_ ("Print one JSON document"), NULL },
                      G_OPTION_ENTRY_NULL };

  if (!_exm_cli_parse (&argc, &argv, entries, _ ("FILE"), 1))
    return EXM_CLI_USAGE;
  return tune (&arguments, argv[1]);
}
