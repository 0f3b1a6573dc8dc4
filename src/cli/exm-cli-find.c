/* exm-cli-find.c - a tuning job by any of its names, and what is known of it here
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cli"

#include "config.h"

#include "exm-cli-private.h"
#include "exm-jobs.h"
#include "exm-library.h"

void
_exm_cli_job_free (ExmCliJob *self)
{
  g_clear_pointer (&self->job, exm_tuning_job_unref);
  g_clear_pointer (&self->submission, exm_submission_unref);
  g_free (self->endpoint);
  g_free (self->dataset);
  g_free (self);
}

/* The submission that made a job knows the system instruction and the input template
 * of the training, and which rows the lines were. */
static ExmSubmission *
find_in_dataset (GFile      *file,
                 const char *request_id)
{
  g_autoptr(ExmDataset) dataset = exm_dataset_open_sync (file, EXM_OPEN_READ_ONLY, NULL);
  g_autoptr(GPtrArray) all = NULL;
  ExmSubmission *found = NULL;

  if (dataset == NULL)
    return NULL;
  all = exm_submission_list_sync (dataset, NULL);
  for (guint i = 0; all != NULL && i < all->len && found == NULL; i++)
    {
      ExmSubmission *submission = g_ptr_array_index (all, i);

      if (g_strcmp0 (submission->request_id, request_id) == 0)
        found = exm_submission_ref (submission);
    }
  exm_dataset_close_sync (dataset);
  return found;
}

static void
find_submission (ExmCliJob *self)
{
  const char *request_id = exm_jobs_get_request_id (self->job);
  g_autoptr(GFile) folder = exm_library_default_folder ();
  g_autoptr(GFileEnumerator) files = NULL;

  if (request_id == NULL)
    return;
  files = g_file_enumerate_children (folder, G_FILE_ATTRIBUTE_STANDARD_NAME, G_FILE_QUERY_INFO_NONE, NULL, NULL);
  while (files != NULL && self->submission == NULL)
    {
      GFile *file;

      if (!g_file_enumerator_iterate (files, NULL, &file, NULL, NULL) || file == NULL)
        break;
      if (!g_str_has_suffix (g_file_peek_path (file), EXM_DATASET_EXTENSION))
        continue;
      self->submission = find_in_dataset (file, request_id);
      if (self->submission != NULL)
        self->dataset = g_file_get_path (file);
    }
}

ExmCliJob *
_exm_cli_find_job (const ExmCliAccount *account,
                   ExmCatalogue        *catalogue,
                   const char          *what,
                   GError             **error)
{
  g_autoptr(ExmCliJob) self = g_new0 (ExmCliJob, 1);

  if (!_exm_cli_account_need_project (account, error))
    return NULL;
  self->job = exm_jobs_find_sync (account->google, account->project, catalogue, what, &self->endpoint,
                                  _exm_cli_cancellable (), error);
  if (self->job == NULL)
    return NULL;
  find_submission (self);
  return g_steal_pointer (&self);
}

/* --- JSON -------------------------------------------------------------------------- */

void
_exm_cli_write_time (ExmJsonWriter *writer,
                     const char    *name,
                     gint64         seconds)
{
  g_autoptr(GDateTime) time = seconds > 0 ? g_date_time_new_from_unix_utc (seconds) : NULL;
  g_autofree char *text = time != NULL ? g_date_time_format_iso8601 (time) : NULL;

  exm_json_writer_string (writer, name, text);
}

void
_exm_cli_write_job (ExmJsonWriter      *writer,
                    const ExmTuningJob *job)
{
  exm_json_writer_string (writer, "name", job->name);
  exm_json_writer_string (writer, "state", job->state_text);
  exm_json_writer_string (writer, "display_name", job->display_name);
  exm_json_writer_string (writer, "base_model", job->base_model);
  exm_json_writer_string (writer, "location", job->location);
  _exm_cli_write_time (writer, "created", job->created);
  _exm_cli_write_time (writer, "ended", job->ended);
  exm_json_writer_string (writer, "model", job->tuned_model);
  exm_json_writer_string (writer, "endpoint", job->endpoint);
  exm_json_writer_string (writer, "error", job->error_message);
  exm_json_writer_string (writer, "request_id", exm_jobs_get_request_id (job));
}

void
_exm_cli_write_checkpoints (ExmJsonWriter *writer,
                            GPtrArray     *checkpoints)
{
  exm_json_writer_begin_array (writer, "checkpoints");
  for (guint i = 0; i < checkpoints->len; i++)
    {
      const ExmTuningCheckpoint *checkpoint = g_ptr_array_index (checkpoints, i);

      exm_json_writer_begin_object (writer, NULL);
      exm_json_writer_string (writer, "id", checkpoint->id);
      exm_json_writer_int64 (writer, "epoch", checkpoint->epoch);
      exm_json_writer_int64 (writer, "step", checkpoint->step);
      exm_json_writer_string (writer, "endpoint", checkpoint->endpoint);
      exm_json_writer_end (writer);
    }
  exm_json_writer_end (writer);
}
