/* exm-cli-tune-options.c - from the arguments of tune to what is asked for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cli"

#include "config.h"

#include "exm-cli-private.h"
#include "exm-storage-browse.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
take (char      **field,
      const char *value)
{
  if (value == NULL)
    return;
  g_free (*field);
  *field = g_strdup (value);
}

/* --- like another, on from another ---------------------------------------------------- */

static ExmSubmitOptions *
begin (const ExmCliTune    *arguments,
       const ExmCliAccount *account,
       ExmCatalogue        *catalogue,
       ExmDataset          *dataset,
       GError             **error)
{
  g_autoptr(ExmCliJob) like = NULL;
  g_autoptr(ExmSubmitOptions) options = NULL;

  if (arguments->like == NULL)
    return exm_submit_options_new (exm_catalogue_get_default (catalogue)->id, exm_dataset_get_name (dataset));
  like = _exm_cli_find_job (account, catalogue, arguments->like, error);
  if (like == NULL)
    return NULL;
  options = like->submission != NULL ? exm_submit_options_new_from_submission (like->submission)
                                     : exm_submit_options_new_from_job (like->job);
  /* The settings are taken over, the data is what this command names. */
  g_clear_pointer (&options->training_uri, g_free);
  g_clear_pointer (&options->validation_uri, g_free);
  return g_steal_pointer (&options);
}

static gboolean
has_checkpoint (const ExmTuningJob *job,
                const char         *checkpoint)
{
  for (guint i = 0; i < job->checkpoints->len; i++)
    if (g_strcmp0 (((ExmTuningCheckpoint *)g_ptr_array_index (job->checkpoints, i))->id, checkpoint) == 0)
      return TRUE;
  return FALSE;
}

/* A tuned model that was not made here has no submission, but all that is needed. */
static gboolean
continue_job (ExmSubmitOptions   *options,
              const ExmTuningJob *job,
              const char         *checkpoint,
              GError            **error)
{
  if (job->state != EXM_TUNING_SUCCEEDED || job->tuned_model == NULL)
    {
      g_set_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_NOT_FOUND,
                   _("The job has no tuned model yet: %s"), exm_tuning_state_get_words (job->state));
      return FALSE;
    }
  if (checkpoint != NULL && !has_checkpoint (job, checkpoint))
    {
      g_set_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_NOT_FOUND, _("The tuned model has no checkpoint “%s”"), checkpoint);
      return FALSE;
    }
  take (&options->pre_tuned_model, job->tuned_model);
  g_free (options->pre_tuned_checkpoint);
  options->pre_tuned_checkpoint = g_strdup (checkpoint);
  take (&options->base_model, job->base_model);
  take (&options->location, job->location);
  return TRUE;
}

/* MODEL or MODEL@CHECKPOINT; names of models hold an "@" of their own. */
static ExmCliJob *
find_model (const ExmCliAccount *account,
            ExmCatalogue        *catalogue,
            const char          *what,
            char               **checkpoint,
            GError             **error)
{
  g_autoptr(GError) local = NULL;
  ExmCliJob  *found = _exm_cli_find_job (account, catalogue, what, &local);
  const char *at = strrchr (what, '@');

  if (found == NULL && at != NULL && at != what && at[1] != '\0' &&
      g_error_matches (local, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_NOT_FOUND))
    {
      g_autofree char *model = g_strndup (what, (gsize)(at - what));

      found = _exm_cli_find_job (account, catalogue, model, NULL);
      if (found != NULL)
        *checkpoint = g_strdup (at + 1);
    }
  if (found == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return found;
}

static gboolean
go_on_from (ExmSubmitOptions    *options,
            const ExmCliTune    *arguments,
            const ExmCliAccount *account,
            ExmCatalogue        *catalogue,
            GError             **error)
{
  g_autofree char *checkpoint = NULL;
  g_autoptr(ExmCliJob) found = NULL;

  if (arguments->continue_from == NULL)
    return TRUE;
  found = find_model (account, catalogue, arguments->continue_from, &checkpoint, error);
  if (found == NULL)
    return FALSE;
  /* The record in the dataset may be older than the job. */
  if (found->submission != NULL && exm_submission_succeeded (found->submission))
    return exm_submit_options_continue (options, found->submission, checkpoint, error);
  return continue_job (options, found->job, checkpoint, error);
}

/* --- what was given ------------------------------------------------------------------- */

static gboolean
set_validation (ExmSubmitOptions *options,
                const char       *share,
                GError          **error)
{
  guint64 percent;

  if (share == NULL)
    return TRUE;
  options->validation_percent = EXM_SPLIT_AUTOMATIC;
  if (g_str_equal (share, "auto"))
    return TRUE;
  if (!g_ascii_string_to_unsigned (share, 10, 0, EXM_SPLIT_MAX_PERCENT, &percent, NULL))
    {
      g_set_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_OPTION,
                   _("The validation share is a whole number from 0 to %d"), EXM_SPLIT_MAX_PERCENT);
      return FALSE;
    }
  options->validation_percent = (int)percent;
  return TRUE;
}

/* What was given comes first, then what the other job had, then what is remembered. A
 * region that is only remembered gives way to a model that is not offered there. */
static void
set_place (ExmSubmitOptions    *options,
           const ExmCliTune    *arguments,
           const ExmCliAccount *account,
           ExmCatalogue        *catalogue)
{
  const ExmBaseModel *model = exm_catalogue_find (catalogue, options->base_model);

  take (&options->project, account->project);
  if (arguments->choice.region != NULL)
    take (&options->location, arguments->choice.region);
  else if (options->location == NULL && account->location != NULL &&
           (model == NULL || exm_base_model_has_region (model, account->location)))
    take (&options->location, account->location);
  if (arguments->choice.bucket != NULL || options->bucket == NULL)
    take (&options->bucket, account->bucket);
}

static gboolean
set_given (ExmSubmitOptions *options,
           const ExmCliTune *arguments,
           GError          **error)
{
  take (&options->base_model, arguments->base_model);
  take (&options->display_name, arguments->name);
  if (arguments->epochs != EXM_CLI_NOT_GIVEN)
    options->epochs = arguments->epochs;
  if (arguments->adapter_size != EXM_CLI_NOT_GIVEN)
    options->adapter_size = arguments->adapter_size;
  if (arguments->learning_rate > EXM_CLI_NOT_GIVEN)
    options->learning_rate_multiplier = arguments->learning_rate;
  take (&options->training_uri, arguments->training_uri);
  take (&options->validation_uri, arguments->validation_uri);
  return set_validation (options, arguments->validation, error);
}

/* --- what Google would refuse later ------------------------------------------------------ */

static gboolean
check_stored_file (const ExmCliAccount *account,
                   const char          *uri,
                   gint64               max_bytes,
                   GError             **error)
{
  g_autofree char *bucket = NULL;
  g_autofree char *name = NULL;
  g_autoptr(ExmStoredObject) object = NULL;
  const char *words;

  if (uri == NULL || !exm_storage_split_uri (uri, &bucket, &name))
    return TRUE;
  object = exm_storage_get_object (account->google, bucket, name, _exm_cli_cancellable (), error);
  if (object == NULL)
    {
      g_prefix_error (error, "%s: ", uri);
      return FALSE;
    }
  words = exm_storage_check_training_file (object, max_bytes);
  if (words != NULL)
    g_set_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_NOT_READY, "%s: %s", uri, words);
  return words == NULL;
}

static gboolean
check (const ExmSubmitOptions *options,
       const ExmCliAccount    *account,
       ExmCatalogue           *catalogue,
       ExmDataset             *dataset,
       GError                **error)
{
  const ExmBaseModel *model;

  if (!exm_submit_options_check (options, catalogue, exm_dataset_get_stats (dataset), error))
    return FALSE;
  if (options->bucket == NULL && options->training_uri == NULL && !_exm_cli_account_is_practice (account))
    {
      g_set_error_literal (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_BUCKET,
                           _("No bucket is chosen: name one with --bucket, or let “exemplar doctor --fix create-bucket” make one"));
      return FALSE;
    }
  model = exm_catalogue_find (catalogue, options->base_model);
  return check_stored_file (account, options->training_uri, model->max_file_bytes, error) &&
         check_stored_file (account, options->validation_uri, 0, error);
}

ExmSubmitOptions *
_exm_cli_tune_options (const ExmCliTune    *arguments,
                       const ExmCliAccount *account,
                       ExmCatalogue        *catalogue,
                       ExmDataset          *dataset,
                       GError             **error)
{
  g_autoptr(ExmSubmitOptions) options = begin (arguments, account, catalogue, dataset, error);

  if (options == NULL || !go_on_from (options, arguments, account, catalogue, error) ||
      !set_given (options, arguments, error))
    return NULL;
  set_place (options, arguments, account, catalogue);
  if (!check (options, account, catalogue, dataset, error))
    return NULL;
  return g_steal_pointer (&options);
}
