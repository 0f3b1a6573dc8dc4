/* exm-submit-options.c - what a submission shall be, checked before anything is done
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-submit-run.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

/* No maximum is documented; this one only catches slips of the finger. */
#define MAX_EPOCHS 1000

/* Characters of a tuned model's name (TuningJob.tunedModelDisplayName). */
#define MAX_NAME 128

ExmSubmitOptions *
exm_submit_options_new (const char *base_model,
                        const char *display_name)
{
  ExmSubmitOptions *self = g_new0 (ExmSubmitOptions, 1);

  self->base_model = g_strdup (base_model);
  self->display_name = g_strdup (display_name);
  self->validation_percent = EXM_SPLIT_AUTOMATIC;
  return self;
}

ExmSubmitOptions *
exm_submit_options_copy (const ExmSubmitOptions *self)
{
  ExmSubmitOptions *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new (ExmSubmitOptions, 1);
  *copy = *self;
  copy->project = g_strdup (self->project);
  copy->location = g_strdup (self->location);
  copy->bucket = g_strdup (self->bucket);
  copy->base_model = g_strdup (self->base_model);
  copy->display_name = g_strdup (self->display_name);
  copy->pre_tuned_model = g_strdup (self->pre_tuned_model);
  copy->pre_tuned_checkpoint = g_strdup (self->pre_tuned_checkpoint);
  copy->training_uri = g_strdup (self->training_uri);
  copy->validation_uri = g_strdup (self->validation_uri);
  return copy;
}

void
exm_submit_options_free (ExmSubmitOptions *self)
{
  if (self == NULL)
    return;
  g_free (self->project);
  g_free (self->location);
  g_free (self->bucket);
  g_free (self->base_model);
  g_free (self->display_name);
  g_free (self->pre_tuned_model);
  g_free (self->pre_tuned_checkpoint);
  g_free (self->training_uri);
  g_free (self->validation_uri);
  g_free (self);
}

/* --- from what was before ---------------------------------------------------------- */

ExmSubmitOptions *
exm_submit_options_new_from_submission (const ExmSubmission *submission)
{
  ExmSubmitOptions *self;

  g_return_val_if_fail (submission != NULL, NULL);

  self = exm_submit_options_new (submission->base_model, submission->display_name);
  self->project = g_strdup (submission->project);
  self->location = g_strdup (submission->location);
  self->bucket = g_strdup (submission->bucket);
  self->validation_percent = submission->validation_percent;
  self->epochs = submission->epochs;
  self->adapter_size = submission->adapter_size;
  self->learning_rate_multiplier = submission->learning_rate_multiplier;
  self->pre_tuned_model = g_strdup (submission->pre_tuned_model);
  self->pre_tuned_checkpoint = g_strdup (submission->pre_tuned_checkpoint);
  if (!submission->own_files)
    {
      self->training_uri = g_strdup (submission->training_uri);
      self->validation_uri = g_strdup (submission->validation_uri);
    }
  return self;
}

/* "projects/P/…" to P. A job's name has the number of the project, which Google
 * takes wherever it takes the id. */
static char *
project_of (const char *name)
{
  g_auto(GStrv) parts = g_strsplit (name, "/", 3);

  return g_strv_length (parts) == 3 && g_str_equal (parts[0], "projects") ? g_strdup (parts[1]) : NULL;
}

static char *
bucket_of (const char *uri)
{
  if (uri == NULL || !g_str_has_prefix (uri, "gs://"))
    return NULL;
  return g_strndup (uri + 5, strcspn (uri + 5, "/"));
}

ExmSubmitOptions *
exm_submit_options_new_from_job (const ExmTuningJob *job)
{
  ExmSubmitOptions *self;

  g_return_val_if_fail (job != NULL, NULL);

  self = exm_submit_options_new (job->base_model, job->display_name);
  self->project = project_of (job->name);
  self->location = g_strdup (job->location);
  self->bucket = bucket_of (job->training_uri);
  if (job->validation_uri == NULL)
    self->validation_percent = 0;
  self->epochs = (int)CLAMP (job->epochs, 0, MAX_EPOCHS);
  self->adapter_size = job->adapter_size;
  self->learning_rate_multiplier = job->learning_rate_multiplier;
  self->pre_tuned_model = g_strdup (job->pre_tuned_model);
  self->pre_tuned_checkpoint = g_strdup (job->pre_tuned_checkpoint);
  return self;
}

static gboolean
has_checkpoint (const ExmSubmission *submission,
                const char          *checkpoint)
{
  for (guint i = 0; i < submission->checkpoints->len; i++)
    if (g_strcmp0 (((ExmTuningCheckpoint *)g_ptr_array_index (submission->checkpoints, i))->id, checkpoint) == 0)
      return TRUE;
  return FALSE;
}

static void
take (char      **field,
      const char *value)
{
  g_free (*field);
  *field = g_strdup (value);
}

gboolean
exm_submit_options_continue (ExmSubmitOptions    *self,
                             const ExmSubmission *submission,
                             const char          *checkpoint,
                             GError             **error)
{
  g_return_val_if_fail (self != NULL && submission != NULL, FALSE);

  if (!exm_submission_succeeded (submission) || submission->model == NULL)
    {
      g_set_error_literal (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_NOT_FOUND, _("There is no tuned model to go on from"));
      return FALSE;
    }
  if (checkpoint != NULL && !has_checkpoint (submission, checkpoint))
    {
      g_set_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_NOT_FOUND, _("The tuned model has no checkpoint “%s”"), checkpoint);
      return FALSE;
    }
  take (&self->pre_tuned_model, submission->model);
  take (&self->pre_tuned_checkpoint, checkpoint);
  take (&self->base_model, submission->base_model);
  take (&self->project, submission->project);
  take (&self->location, submission->location);
  return TRUE;
}

/* --- checks --------------------------------------------------------------------------- */

static gboolean
check_model (const ExmSubmitOptions *self,
             ExmCatalogue           *catalogue,
             GError                **error)
{
  const ExmBaseModel *model = self->base_model != NULL ? exm_catalogue_find (catalogue, self->base_model) : NULL;

  if (model == NULL)
    {
      g_set_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_MODEL, _("There is no base model “%s” that can be tuned"), self->base_model != NULL ? self->base_model : "");
      return FALSE;
    }
  if (exm_base_model_is_retired (model, NULL))
    {
      if (model->replacement != NULL)
        g_set_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_MODEL,
                     /* Translators: both are names of models */
                     _("%s is retired: use %s instead"), model->name, model->replacement);
      else
        g_set_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_MODEL, _("%s is retired: choose another base model"), model->name);
      return FALSE;
    }
  if (self->location != NULL && !exm_base_model_has_region (model, self->location))
    {
      g_set_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_MODEL,
                   /* Translators: a model's name and a region such as "us-central1" */
                   _("%s cannot be tuned in %s"), model->name, self->location);
      return FALSE;
    }
  if (self->adapter_size != 0 && !exm_base_model_has_adapter_size (model, self->adapter_size))
    {
      g_set_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_OPTION, _("%s does not offer the adapter size %d"), model->name, self->adapter_size);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_figures (const ExmSubmitOptions *self,
               GError                **error)
{
  const char *wrong = NULL;
  glong       length = self->display_name != NULL ? g_utf8_strlen (self->display_name, -1) : 0;

  if (length == 0)
    wrong = _("Give the tuned model a name");
  else if (length > MAX_NAME)
    wrong = _("The name of the tuned model is too long: 128 characters at most");
  else if (self->validation_percent != EXM_SPLIT_AUTOMATIC &&
           (self->validation_percent < 0 || self->validation_percent > EXM_SPLIT_MAX_PERCENT))
    wrong = _("The validation share goes from 0 to 20 percent");
  else if (self->epochs < 0 || self->epochs > MAX_EPOCHS)
    wrong = _("The number of epochs goes from 1 to 1000");
  else if (!isfinite (self->learning_rate_multiplier) || self->learning_rate_multiplier < 0)
    wrong = _("The learning-rate multiplier is a number above 0");
  if (wrong != NULL)
    g_set_error_literal (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_OPTION, wrong);
  return wrong == NULL;
}

static gboolean
is_jsonl_uri (const char *uri)
{
  const char *slash = uri != NULL && g_str_has_prefix (uri, "gs://") ? strchr (uri + 5, '/') : NULL;

  return slash != NULL && slash > uri + 5 && slash[1] != '\0' && g_str_has_suffix (uri, ".jsonl");
}

static gboolean
check_given_files (const ExmSubmitOptions *self,
                   GError                **error)
{
  if (is_jsonl_uri (self->training_uri) && (self->validation_uri == NULL || is_jsonl_uri (self->validation_uri)))
    return TRUE;
  g_set_error_literal (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_OPTION,
                       _("The file in Cloud Storage must be given as gs://bucket/name.jsonl"));
  return FALSE;
}

gboolean
exm_submit_options_check (const ExmSubmitOptions *self,
                          ExmCatalogue           *catalogue,
                          const ExmStats         *stats,
                          GError                **error)
{
  int minimum = exm_catalogue_get_minimum (catalogue);

  g_return_val_if_fail (self != NULL && stats != NULL, FALSE);

  if (self->training_uri != NULL)
    return check_given_files (self, error) && check_model (self, catalogue, error) && check_figures (self, error);
  if ((gint64)stats->n_ready < minimum)
    {
      int missing = minimum - (int)stats->n_ready;

      g_set_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_NOT_READY,
                   g_dngettext (GETTEXT_PACKAGE, "%d more ready example is needed", "%d more ready examples are needed", (gulong)missing), missing);
      return FALSE;
    }
  return check_model (self, catalogue, error) && check_figures (self, error);
}
