/* exm-cli-cancel.c - exemplar cancel: a tuning job that is not wanted any more
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cli"

#include "config.h"

#include "exm-cli-private.h"

#include <glib/gi18n-lib.h>

/* Google takes some time over it; a look now and then is enough. */
#define FIRST_LOOK_MS 300
#define LONGEST_LOOK_MS 10000

static void
print_json (const ExmTuningJob *job,
            gboolean            asked)
{
  g_autoptr(GString) json = g_string_new (NULL);
  ExmJsonWriter writer;

  exm_json_writer_init (&writer, json, 2);
  exm_json_writer_begin_object (&writer, NULL);
  exm_json_writer_bool (&writer, "asked", asked);
  exm_json_writer_begin_object (&writer, "job");
  _exm_cli_write_job (&writer, job);
  exm_json_writer_end (&writer);
  exm_json_writer_end (&writer);
  _exm_cli_print_json (json);
}

static gboolean
pause_for (guint milliseconds)
{
  GPollFD  fd;
  gboolean made = g_cancellable_make_pollfd (_exm_cli_cancellable (), &fd);

  g_poll (&fd, made ? 1 : 0, (int)milliseconds);
  if (made)
    g_cancellable_release_fd (_exm_cli_cancellable ());
  return !g_cancellable_is_cancelled (_exm_cli_cancellable ());
}

/* The job as it is now, or, with @wait, once it has ended. */
static ExmTuningJob *
look (const ExmCliAccount *account,
      const char          *name,
      gboolean             wait,
      GError             **error)
{
  guint pause = FIRST_LOOK_MS;

  for (;;)
    {
      g_autoptr(ExmTuningJob) job = exm_tuning_get (account->google, name, _exm_cli_cancellable (), error);

      if (job == NULL)
        return NULL;
      if (!wait || exm_tuning_state_is_ended (job->state))
        return g_steal_pointer (&job);
      _exm_cli_progress (exm_tuning_state_get_words (job->state));
      if (!pause_for (pause))
        return g_steal_pointer (&job);
      pause = MIN (pause * 3 / 2, LONGEST_LOOK_MS);
    }
}

static int
cancel (const ExmCliAccount *account,
        ExmCatalogue        *catalogue,
        const char          *what,
        gboolean             wait,
        gboolean             as_json)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmCliJob) found = _exm_cli_find_job (account, catalogue, what, &error);
  g_autoptr(ExmTuningJob) now = NULL;

  if (found == NULL)
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  if (exm_tuning_state_is_ended (found->job->state))
    {
      if (as_json)
        print_json (found->job, FALSE);
      _exm_cli_say (_("There is nothing to cancel: %s"), exm_tuning_state_get_words (found->job->state));
      return EXM_CLI_FAILED;
    }
  if (!exm_tuning_cancel (account->google, found->job->name, _exm_cli_cancellable (), &error))
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  now = look (account, found->job->name, wait, &error);
  if (now == NULL)
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  _exm_cli_progress_end ();
  if (as_json)
    print_json (now, TRUE);
  else
    g_print (_("Asked to cancel “%s”: %s\n"), now->display_name != NULL ? now->display_name : now->name,
                exm_tuning_state_get_words (now->state));
  return EXM_CLI_OK;
}

int
_exm_cli_cancel (int    argc,
                 char **argv)
{
  g_auto(ExmCliChoice) choice = { 0 };
  gboolean wait = FALSE, as_json = FALSE;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "wait", 'w', 0, G_OPTION_ARG_NONE, &wait, N_("Wait until the job has ended"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("Print one JSON document"), NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmCatalogue) catalogue = NULL;
  g_autoptr(ExmCliAccount) account = NULL;

  if (!_exm_cli_parse (&argc, &argv, entries, &choice, 1, 1))
    return EXM_CLI_USAGE;
  _exm_cli_set_json (as_json);
  catalogue = exm_catalogue_load (&error);
  if (catalogue != NULL)
    account = _exm_cli_account_new (&choice, &error);
  if (account == NULL)
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  return cancel (account, catalogue, argv[1], wait, as_json);
}
