/* exm-cli-tune.c - exemplar tune: from a file to a tuning job, and to its end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cli"

#include "config.h"

#include "exm-cli-private.h"
#include "exm-submit-history.h"

#include <glib/gi18n-lib.h>

static void
tune_clear (ExmCliTune *self)
{
  _exm_cli_choice_clear (&self->choice);
  g_free (self->base_model);
  g_free (self->name);
  g_free (self->validation);
  g_free (self->training_uri);
  g_free (self->validation_uri);
  g_free (self->like);
  g_free (self->continue_from);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ExmCliTune, tune_clear)

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
  g_autoptr(GString) json = g_string_new (NULL);
  ExmJsonWriter writer;

  exm_json_writer_init (&writer, json, 2);
  exm_json_writer_begin_object (&writer, NULL);
  exm_json_writer_bool (&writer, "practice", submission->practice);
  exm_json_writer_begin_object (&writer, "job");
  exm_json_writer_string (&writer, "name", submission->job_name);
  exm_json_writer_string (&writer, "state", submission->state_text);
  exm_json_writer_string (&writer, "base_model", submission->base_model);
  exm_json_writer_string (&writer, "display_name", submission->display_name);
  exm_json_writer_string (&writer, "location", submission->location);
  exm_json_writer_string (&writer, "request_id", submission->request_id);
  exm_json_writer_string (&writer, "pre_tuned_model", submission->pre_tuned_model);
  exm_json_writer_string (&writer, "pre_tuned_checkpoint", submission->pre_tuned_checkpoint);
  exm_json_writer_string (&writer, "training_uri", submission->training_uri);
  exm_json_writer_string (&writer, "validation_uri", submission->validation_uri);
  exm_json_writer_string (&writer, "error", submission->error);
  exm_json_writer_end (&writer);
  exm_json_writer_begin_object (&writer, "tuned_model");
  exm_json_writer_string (&writer, "model", submission->model);
  exm_json_writer_string (&writer, "endpoint", submission->endpoint);
  _exm_cli_write_checkpoints (&writer, submission->checkpoints);
  exm_json_writer_end (&writer);
  exm_json_writer_string (&writer, "project", submission->project);
  exm_json_writer_string (&writer, "bucket", submission->bucket);
  exm_json_writer_int64 (&writer, "training_examples", submission->n_training);
  exm_json_writer_int64 (&writer, "validation_examples", submission->n_validation);
  exm_json_writer_int64 (&writer, "billable_tokens", submission->billable_tokens);
  exm_json_writer_int64 (&writer, "dropped_examples", submission->n_dropped);
  exm_json_writer_end (&writer);
  _exm_cli_print_json (json);
}

static void
print_text (const ExmSubmission *submission)
{
  g_autofree char *dropped = exm_submission_dup_dropped_words (submission);

  _exm_cli_progress_end ();
  if (submission->practice)
    g_print ("%s\n", _("Practice: nothing left this computer and nothing costs"));
  if (submission->own_files)
    g_print (_("%lld examples to train, %lld to validate\n"),
                (long long)submission->n_training, (long long)submission->n_validation);
  if (submission->job_name != NULL)
    g_print (_("Tuning job: %s\n"), submission->job_name);
  g_print (_("State: %s\n"), exm_submission_state_get_words (submission->state_text));
  if (submission->error != NULL)
    g_print ("%s\n", submission->error);
  if (dropped != NULL)
    g_print ("%s\n", dropped);
  if (submission->endpoint != NULL)
    g_print (_("Tuned model: %s\nAsk it: exemplar ask %s TEXT\n"), submission->display_name,
                submission->endpoint);
}

/* The newest submission that a former run left unfinished; it is gone on with
 * rather than paid for twice. */
static ExmSubmission *
find_unfinished (ExmDataset          *dataset,
                 const ExmCliAccount *account)
{
  const gboolean practice = _exm_cli_account_is_practice (account);
  g_autoptr(GPtrArray) all = exm_submission_list_sync (dataset, NULL);

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      ExmSubmission *submission = g_ptr_array_index (all, i);

      if (!exm_submission_is_ended (submission) && submission->practice == practice &&
          (practice || g_strcmp0 (submission->project, account->project) == 0))
        return exm_submission_ref (submission);
    }
  return NULL;
}

/* Before anything is sent. Figures of past jobs mend the estimate. */
static void
say_cost (const ExmSubmitOptions *options,
          ExmCatalogue           *catalogue,
          ExmDataset             *dataset)
{
  const ExmBaseModel *model = exm_catalogue_find (catalogue, options->base_model);
  const double        factor = exm_history_get_token_factor (options->base_model, FALSE);
  const double        tokens = (double)exm_dataset_get_stats (dataset)->tokens_ready * factor;
  const ExmCost       cost = exm_base_model_estimate_cost (model, (gint64)tokens, options->epochs, FALSE);

  if (options->training_uri != NULL || !cost.known)
    return;
  /* Translators: model, amount, currency, number of epochs, date */
  _exm_cli_say (_("Tuning %s costs about %.2f %s (%u epochs, price as of %s)"), model->name,
                   (double)cost.micros / 1e6, cost.currency,
                   options->epochs > 0 ? (guint)options->epochs : EXM_COST_AUTOMATIC_EPOCHS, cost.as_of);
}

static ExmSubmitRun *
make_run (const ExmCliTune    *arguments,
          const ExmCliAccount *account,
          ExmCatalogue        *catalogue,
          ExmDataset          *dataset,
          GError             **error)
{
  g_autoptr(ExmSubmission) unfinished = NULL;
  g_autoptr(ExmSubmitOptions) options = NULL;

  if (!_exm_cli_account_need_project (account, error))
    return NULL;
  unfinished = find_unfinished (dataset, account);
  if (unfinished != NULL)
    {
      _exm_cli_say (_("Going on with “%s”, which was not finished"), unfinished->display_name);
      return exm_submit_run_new_resume (dataset, account->google, catalogue, unfinished);
    }
  options = _exm_cli_tune_options (arguments, account, catalogue, dataset, error);
  if (options == NULL)
    return NULL;
  if (!_exm_cli_account_is_practice (account))
    say_cost (options, catalogue, dataset);
  return exm_submit_run_new (dataset, account->google, catalogue, options);
}

/* To the job, or to its end. @made: the dataset was made for this. */
static int
submit (const ExmCliTune    *arguments,
        const ExmCliAccount *account,
        ExmCatalogue        *catalogue,
        ExmDataset          *dataset,
        gboolean             made)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmSubmitRun) run = make_run (arguments, account, catalogue, dataset, &error);
  ExmSubmission *submission;
  gboolean       done;

  if (run == NULL)
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  if (made)
    _exm_cli_say (_("What is known of its jobs is kept in the dataset “%s”"), g_file_peek_path (exm_dataset_get_file (dataset)));
  g_signal_connect (run, "notify::message", G_CALLBACK (progress_cb), NULL);
  g_signal_connect (run, "notify::fraction", G_CALLBACK (progress_cb), NULL);
  done = exm_submit_run_run_sync (run, arguments->wait, _exm_cli_cancellable (), &error);
  submission = exm_submit_run_get_submission (run);
  if (!done)
    {
      if (submission != NULL)
        _exm_cli_say (_("Nothing is lost: the same command goes on from here"));
      return _exm_cli_fail (error, EXM_CLI_FAILED);
    }
  _exm_cli_account_remember (account);
  if (arguments->as_json)
    print_json (submission);
  else
    print_text (submission);
  return !arguments->wait || exm_submission_succeeded (submission) ? EXM_CLI_OK : EXM_CLI_FAILED;
}

static gboolean
is_untouched (ExmDataset *dataset)
{
  g_autoptr(GPtrArray) all = exm_submission_list_sync (dataset, NULL);

  return all != NULL && all->len == 0;
}

static int
tune (const ExmCliTune *arguments,
      const char       *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmCatalogue) catalogue = exm_catalogue_load (&error);
  g_autoptr(ExmDataset) dataset = NULL;
  g_autoptr(ExmCliAccount) account = NULL;
  gboolean made = FALSE;
  int      status;

  if (catalogue == NULL)
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  dataset = path != NULL ? _exm_cli_data_keep (path, &error) : _exm_cli_data_keep_uri (arguments->training_uri, &made, &error);
  if (dataset == NULL)
    return _exm_cli_fail (error, EXM_CLI_USAGE);
  account = _exm_cli_account_new (&arguments->choice, &error);
  status = account != NULL ? submit (arguments, account, catalogue, dataset, made) : _exm_cli_fail (error, EXM_CLI_FAILED);
  if (made && is_untouched (dataset))
    _exm_cli_data_drop (dataset);
  else
    exm_dataset_close_sync (dataset);
  return status;
}

int
_exm_cli_tune (int    argc,
               char **argv)
{
  g_auto(ExmCliTune) arguments = { .epochs = EXM_CLI_NOT_GIVEN, .adapter_size = EXM_CLI_NOT_GIVEN, .learning_rate = EXM_CLI_NOT_GIVEN };
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "base-model", 'm', 0, G_OPTION_ARG_STRING, &arguments.base_model, N_("Base model to tune"), N_("ID") },
    { "name", 'n', 0, G_OPTION_ARG_STRING, &arguments.name, N_("Name of the tuned model"), N_("NAME") },
    { "validation", 0, 0, G_OPTION_ARG_STRING, &arguments.validation, N_("Share of the examples held back to validate, or “auto”"), N_("PCT") },
    { "epochs", 0, 0, G_OPTION_ARG_INT, &arguments.epochs, N_("Passes over the examples; 0 lets the service choose"), N_("N") },
    { "adapter-size", 0, 0, G_OPTION_ARG_INT, &arguments.adapter_size, N_("Adapter size; 0 lets the service choose"), N_("N") },
    { "learning-rate", 0, 0, G_OPTION_ARG_DOUBLE, &arguments.learning_rate, N_("Learning-rate multiplier; 0 lets the service choose"), N_("X") },
    { "like", 0, 0, G_OPTION_ARG_STRING, &arguments.like, N_("Take the settings of another tuning job"), N_("JOB") },
    { "continue-from", 0, 0, G_OPTION_ARG_STRING, &arguments.continue_from, N_("Go on from a tuned model"), N_("MODEL[@CHECKPOINT]") },
    { "training-uri", 0, 0, G_OPTION_ARG_STRING, &arguments.training_uri, N_("Use a file that lies in Cloud Storage (gs://…)"), N_("URI") },
    { "validation-uri", 0, 0, G_OPTION_ARG_STRING, &arguments.validation_uri, N_("The same to validate; with --training-uri"), N_("URI") },
    { "wait", 'w', 0, G_OPTION_ARG_NONE, &arguments.wait, N_("Follow the job to its end"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &arguments.as_json, N_("Print one JSON document"), NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  if (!_exm_cli_parse (&argc, &argv, entries, &arguments.choice, 0, 1))
    return EXM_CLI_USAGE;
  _exm_cli_set_json (arguments.as_json);
  if (argc == 1 && arguments.training_uri == NULL)
    {
      _exm_cli_say ("%s", _("Name a file, or one in Cloud Storage with --training-uri"));
      return EXM_CLI_USAGE;
    }
  if (arguments.validation_uri != NULL && arguments.training_uri == NULL)
    {
      _exm_cli_say ("%s", _("--validation-uri goes with --training-uri"));
      return EXM_CLI_USAGE;
    }
  return tune (&arguments, argc > 1 ? argv[1] : NULL);
}
