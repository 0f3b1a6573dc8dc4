/* exm-cli-commands.c - which commands there are, and what their help says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cli"

#include "config.h"

#include "exm-cli-private.h"

#include <glib/gi18n-lib.h>

static const char check_details[] =
  N_("Exit status: 0 ready, 1 problems block, 2 it cannot be read.");

static const char convert_details[] =
  N_("Of a table, columns are found by their names and by what is in them; the options of\n"
     "columns name others, by their header or by number, beginning with 1.");

static const char split_details[] =
  N_("Without --validation it only looks. Near-duplicates, and posts of one author or one\n"
     "thread, stay on one side.");

static const char agreement_details[] =
  N_("REVIEW is a review copy that was labelled, or any other dataset with the same posts.\n"
     "Nothing is merged.");

static const char accounts_details[] =
  N_("Ways to add one:\n"
     "  --add browser        sign in with the browser; needs a client file once (--client)\n"
     "  --add key FILE       the key file of a service account\n"
     "  --add adc [FILE]     Application Default Credentials, from the standard place\n\n"
     "“practice” is always there: nothing of it leaves this computer, and nothing costs.");

static const char doctor_details[] =
  N_("Only looks, unless --fix names what to mend; --fix may be given several times:\n"
     "  create-project[=ID]      with --project-name\n"
     "  link-billing[=ACCOUNT]   from then on the project is charged to it\n"
     "  enable-apis              Vertex AI and Cloud Storage\n"
     "  create-bucket[=NAME]     with --place\n"
     "  queue                    a running job is no obstacle\n\n"
     "Exit status: 0 all is ready, 1 something stands between, 2 wrong arguments.");

static const char tune_details[] =
  N_("FILE is left out only with --training-uri. A submission of that file that was not\n"
     "finished is gone on with; at most one job comes of it, whatever was interrupted.");

static const char jobs_details[] =
  N_("Lists the jobs of all tuning regions, also those that were not started here.");

static const char ask_details[] =
  N_("The system instruction and the input template of the training are sent as well.");

static const char clean_details[] =
  N_("Without --yes it only lists what is there. FILE may also be the gs:// address that\n"
     "a job was started with. The records of tuning jobs cannot be deleted.");

/* In the order of the work: the files, the account, the journey. */
/* clang-format off */
static const ExmCliCommand commands[] = {
  { "check", _exm_cli_check, N_("FILE"), N_("Say whether a file is ready for tuning"), check_details, FALSE, TRUE },
  { "convert", _exm_cli_convert, N_("IN OUT"), N_("Write a file in another format"), convert_details, FALSE, TRUE },
  { "split", _exm_cli_split, N_("FILE"), N_("Say which posts train and which ones validate, or choose"), split_details, FALSE, TRUE },
  { "agreement", _exm_cli_agreement, N_("FILE REVIEW…"), N_("Say how far reviewers agree with a dataset"), agreement_details, FALSE, TRUE },
  { "accounts", _exm_cli_accounts, N_("[FILE]"), N_("List, add and remove accounts"), accounts_details, FALSE, FALSE },
  { "doctor", _exm_cli_doctor, "", N_("Say what stands between here and a tuning job"), doctor_details, TRUE, TRUE },
  { "tune", _exm_cli_tune, N_("FILE"), N_("Start a tuning job, or go on with one"), tune_details, TRUE, TRUE },
  { "jobs", _exm_cli_jobs, N_("[JOB]"), N_("List tuning jobs, or show one"), jobs_details, FALSE, FALSE },
  { "ask", _exm_cli_ask, N_("JOB-OR-MODEL TEXT"), N_("Ask a tuned model"), ask_details, FALSE, FALSE },
  { "cancel", _exm_cli_cancel, N_("JOB"), N_("Cancel a tuning job"), NULL, FALSE, FALSE },
  { "clean", _exm_cli_clean, N_("FILE"), N_("Remove what a file has left at Google"), clean_details, FALSE, TRUE },
  { "practice", _exm_cli_practice, "", N_("Run the practice service"), NULL, FALSE, FALSE },
  { "help", _exm_cli_help, N_("[COMMAND]"), N_("Explain a command"), NULL, FALSE, FALSE },
};
/* clang-format on */

const ExmCliCommand *
_exm_cli_find_command (const char *name)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return &commands[i];
  return NULL;
}

/* "" has a meaning of its own for gettext. */
static const char *
translate (const char *text)
{
  return text != NULL && *text != '\0' ? _(text) : text;
}

const char *
_exm_cli_command_get_usage (const ExmCliCommand *self)
{
  return translate (self->usage);
}

const char *
_exm_cli_command_get_summary (const ExmCliCommand *self)
{
  return translate (self->summary);
}

const char *
_exm_cli_command_get_details (const ExmCliCommand *self)
{
  return translate (self->details);
}

void
_exm_cli_print_help (void)
{
  g_print ("%s\n\n", _("Usage:"));
  g_print ("  exemplar [%s…]\n      %s\n", _("FILE"), _("Open the window"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  exemplar %s%s%s\n      %s\n", commands[i].name, *commands[i].usage != '\0' ? " " : "",
             translate (commands[i].usage), translate (commands[i].summary));
  g_print ("\n%s\n%s\n", _("“exemplar COMMAND --help” shows the options of a command."),
                            _("Exit status: 0 done, 1 failed, 2 wrong arguments."));
}

int
_exm_cli_help (int    argc,
               char **argv)
{
  const GOptionEntry   entries[] = { G_OPTION_ENTRY_NULL };
  const ExmCliCommand *command;
  char                *words[] = { NULL, (char *)"--help", NULL };

  if (!_exm_cli_parse (&argc, &argv, entries, NULL, 0, 1))
    return EXM_CLI_USAGE;
  if (argc == 1)
    {
      _exm_cli_print_help ();
      return EXM_CLI_OK;
    }
  command = _exm_cli_find_command (argv[1]);
  if (command == NULL)
    {
      _exm_cli_say (_("There is no command “%s”"), argv[1]);
      return EXM_CLI_USAGE;
    }
  words[0] = argv[1];
  return command->run (2, words);
}
