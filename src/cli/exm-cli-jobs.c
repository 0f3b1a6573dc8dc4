/* exm-cli-jobs.c - exemplar jobs: the tuning jobs of an account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cli"

#include "config.h"

#include "exm-cli-private.h"
#include "exm-jobs.h"

#include <glib/gi18n-lib.h>

static void
write_time (ExmJsonWriter *writer,
            const char    *name,
            gint64         seconds)
{
  g_autoptr (GDateTime) time = seconds > 0 ? g_date_time_new_from_unix_utc (seconds) : NULL;
  g_autofree char *text = time != NULL ? g_date_time_format_iso8601 (time) : NULL;

  exm_json_writer_string (writer, name, text);
}

static void
print_json (GPtrArray *jobs)
{
  g_autoptr (GString) json = g_string_new (NULL);
  ExmJsonWriter writer;

  exm_json_writer_init (&writer, json, 2);
  exm_json_writer_begin_object (&writer, NULL);
  exm_json_writer_begin_array (&writer, "jobs");
  for (guint i = 0; i < jobs->len; i++)
    {
      const ExmTuningJob *job = g_ptr_array_index (jobs, i);

      exm_json_writer_begin_object (&writer, NULL);
      exm_json_writer_string (&writer, "name", job->name);
      exm_json_writer_string (&writer, "state", job->state_text);
      exm_json_writer_string (&writer, "display_name", job->display_name);
      exm_json_writer_string (&writer, "base_model", job->base_model);
      exm_json_writer_string (&writer, "location", job->location);
      write_time (&writer, "created", job->created);
      write_time (&writer, "ended", job->ended);
      exm_json_writer_string (&writer, "model", job->tuned_model);
      exm_json_writer_string (&writer, "endpoint", job->endpoint);
      exm_json_writer_string (&writer, "error", job->error_message);
      exm_json_writer_end (&writer);
    }
  exm_json_writer_end (&writer);
  exm_json_writer_end (&writer);
  _exm_cli_print_json (json);
}

static void
print_text (GPtrArray *jobs)
{
  if (jobs->len == 0)
    g_print ("%s\n", _ ("No tuning jobs yet"));
  for (guint i = 0; i < jobs->len; i++)
    {
      const ExmTuningJob *job = g_ptr_array_index (jobs, i);
      g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (job->created);
      g_autofree char *when = time != NULL ? g_date_time_format (time, "%F %R") : g_strdup ("");

      g_print ("%s  %s  %s (%s)\n    %s\n", when, exm_tuning_state_get_words (job->state),
               job->display_name != NULL ? job->display_name : "",
               job->base_model != NULL ? job->base_model : "", job->name);
      if (job->error_message != NULL)
        g_print ("    %s\n", job->error_message);
    }
}

int
_exm_cli_jobs (int    argc,
               char **argv)
{
  g_autofree char   *account_name = NULL;
  gboolean           as_json = FALSE;
  const GOptionEntry entries[] = {
    { "account", 'a', 0, G_OPTION_ARG_STRING, &account_name, N_ ("Account: practice, environment"), N_ ("NAME") },
      { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Print one JSON document"), NULL },
        G_OPTION_ENTRY_NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmCatalogue) catalogue = NULL;
  g_autoptr (ExmCliAccount) account = NULL;
  g_autoptr (GPtrArray) jobs = NULL;

  if (!_exm_cli_parse (&argc, &argv, entries, "", 0))
    return EXM_CLI_USAGE;
  catalogue = exm_catalogue_load (&error);
  if (catalogue == NULL)
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  account = _exm_cli_account_new (account_name, &error);
  if (account == NULL)
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  jobs = exm_jobs_list_sync (account->google, account->project, catalogue,
                             _exm_cli_cancellable (), &error);
  if (jobs == NULL)
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  if (as_json)
    print_json (jobs);
  else
    print_text (jobs);
  return EXM_CLI_OK;
}
