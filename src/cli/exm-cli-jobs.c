/* exm-cli-jobs.c - exemplar jobs: the tuning jobs of a project, wherever they run
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cli"

#include "config.h"

#include "exm-cli-private.h"
#include "exm-jobs.h"

#include <glib/gi18n-lib.h>

static void
print_json (const ExmJobsSurvey *survey)
{
  g_autoptr(GString) json = g_string_new (NULL);
  ExmJsonWriter writer;

  exm_json_writer_init (&writer, json, 2);
  exm_json_writer_begin_object (&writer, NULL);
  exm_json_writer_begin_array (&writer, "jobs");
  for (guint i = 0; i < survey->jobs->len; i++)
    {
      exm_json_writer_begin_object (&writer, NULL);
      _exm_cli_write_job (&writer, g_ptr_array_index (survey->jobs, i));
      exm_json_writer_end (&writer);
    }
  exm_json_writer_end (&writer);
  exm_json_writer_bool (&writer, "complete", survey->n_failed == 0);
  exm_json_writer_begin_array (&writer, "regions");
  for (guint i = 0; i < survey->regions->len; i++)
    {
      const ExmJobsRegion *region = g_ptr_array_index (survey->regions, i);

      exm_json_writer_begin_object (&writer, NULL);
      exm_json_writer_string (&writer, "region", region->region);
      exm_json_writer_int64 (&writer, "jobs", region->n_jobs);
      exm_json_writer_string (&writer, "error", region->error != NULL ? region->error->message : NULL);
      exm_json_writer_end (&writer);
    }
  exm_json_writer_end (&writer);
  exm_json_writer_end (&writer);
  _exm_cli_print_json (json);
}

static void
print_text (const ExmJobsSurvey *survey)
{
  if (survey->jobs->len == 0)
    g_print ("%s\n", _("No tuning jobs yet"));
  for (guint i = 0; i < survey->jobs->len; i++)
    {
      const ExmTuningJob *job = g_ptr_array_index (survey->jobs, i);
      g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (job->created);
      g_autofree char *when = time != NULL ? g_date_time_format (time, "%F %R") : g_strdup ("");

      g_print ("%s  %s  %s (%s)\n    %s\n", when, exm_tuning_state_get_words (job->state),
               job->display_name != NULL ? job->display_name : "",
               job->base_model != NULL ? job->base_model : "", job->name);
      if (job->error_message != NULL)
        g_print ("    %s\n", job->error_message);
    }
}

static int
list (const ExmCliAccount *account,
      ExmCatalogue        *catalogue,
      gboolean             as_json)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmJobsSurvey) survey = NULL;
  g_autofree char *missing = NULL;

  if (_exm_cli_account_need_project (account, &error))
    survey = exm_jobs_survey_sync (account->google, account->project, catalogue, _exm_cli_cancellable (), &error);
  if (survey == NULL)
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  if (as_json)
    print_json (survey);
  else
    print_text (survey);
  missing = exm_jobs_survey_dup_words (survey);
  if (missing != NULL)
    _exm_cli_say ("%s", missing);
  return EXM_CLI_OK;
}

int
_exm_cli_jobs (int    argc,
               char **argv)
{
  g_auto(ExmCliChoice) choice = { 0 };
  gboolean as_json = FALSE;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("Print one JSON document"), NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmCatalogue) catalogue = NULL;
  g_autoptr(ExmCliAccount) account = NULL;
  int status;

  if (!_exm_cli_parse (&argc, &argv, entries, &choice, 0, 1))
    return EXM_CLI_USAGE;
  _exm_cli_set_json (as_json);
  catalogue = exm_catalogue_load (&error);
  if (catalogue != NULL)
    account = _exm_cli_account_new (&choice, &error);
  if (account == NULL)
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  status = argc > 1 ? _exm_cli_show_job (account, catalogue, argv[1], as_json) : list (account, catalogue, as_json);
  if (status == EXM_CLI_OK)
    _exm_cli_account_remember (account);
  return status;
}
