/* exm-cli.c - which command, its arguments, its words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cli"

#include "config.h"

#include "exm-cli-private.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

typedef struct
{
  const char *name;
  int (*run) (int argc, char **argv);
  const char *usage;
  const char *summary;
} Command;

static const Command commands[] = {
  { "check", _exm_cli_check, N_ ("FILE"), N_ ("Say whether a file is ready for tuning") },
    { "convert", _exm_cli_convert, N_ ("IN OUT"), N_ ("Write a file in another format") },
      { "tune", _exm_cli_tune, N_ ("FILE"), N_ ("Start a tuning job, or go on with one") },
        { "jobs", _exm_cli_jobs, "", N_ ("List tuning jobs") },
          { "ask", _exm_cli_ask, N_ ("JOB-OR-MODEL TEXT"), N_ ("Ask a tuned model") },
            { "practice", _exm_cli_practice, "", N_ ("Run the practice service") },
           };

static GCancellable *cancellable;

gboolean
exm_cli_is_command (const char *word)
{
  if (word == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, word))
      return TRUE;
  return g_str_equal (word, "--help") || g_str_equal (word, "-h") ||
         g_str_equal (word, "--version");
}

void
_exm_cli_say (const char *format,
              ...)
{
  g_autofree char *text = NULL;
  va_list          args;

  _exm_cli_progress_end ();
  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("exemplar: %s\n", text);
}

int
_exm_cli_fail (const GError *error,
               int           status)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    _exm_cli_say ("%s", _ ("Stopped"));
  else
    _exm_cli_say ("%s", error != NULL ? error->message : _ ("Failed"));
  return status;
}

GCancellable *
_exm_cli_cancellable (void)
{
  return cancellable;
}

void
_exm_cli_print_json (GString *json)
{
  _exm_cli_progress_end ();
  fwrite (json->str, 1, json->len, stdout);
  fputc ('\n', stdout);
  fflush (stdout);
}

gboolean
_exm_cli_parse (int                *argc,
                char             ***argv,
                const GOptionEntry *entries,
                const char         *usage,
                int                 n_words)
{
  g_autoptr (GOptionContext) context = g_option_context_new (usage);
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strdup_printf ("exemplar %s", (*argv)[0]);

  g_set_prgname (name);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      _exm_cli_say ("%s", error->message);
      return FALSE;
    }
  /* A "--" that ends the options is left in place by GOption. */
  if (*argc > 1 && g_str_equal ((*argv)[1], "--"))
    {
      for (int i = 1; i < *argc; i++)
        (*argv)[i] = (*argv)[i + 1];
      (*argc)--;
    }
  if (*argc - 1 != n_words)
    {
      _exm_cli_say (_ ("Usage: %s %s"), name, usage);
      return FALSE;
    }
  return TRUE;
}

static void
print_help (void)
{
  g_print ("%s\n\n", _ ("Usage:"));
  g_print ("  exemplar [%s…]\n      %s\n", _ ("FILE"), _ ("Open the window"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  exemplar %s %s\n      %s\n", commands[i].name,
             *commands[i].usage != '\0' ? _ (commands[i].usage) : "", _ (commands[i].summary));
  g_print ("\n%s\n", _ ("“exemplar COMMAND --help” shows the options of a command."));
}

static gboolean
stop_cb (gpointer data)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_CONTINUE;
}

static gpointer
watch_signals (gpointer data)
{
  /* Commands wait in the main thread, so the signals get a thread of their own. */
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);
  const int signals[] = { SIGINT, SIGTERM };

  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      g_autoptr (GSource) source = g_unix_signal_source_new (signals[i]);

      g_source_set_callback (source, stop_cb, NULL, NULL);
      g_source_attach (source, context);
    }
  g_main_loop_run (loop);
  return NULL;
}

int
exm_cli_main (int    argc,
              char **argv)
{
  const char *word = argc > 1 ? argv[1] : "--help";

  if (g_str_equal (word, "--version"))
    {
      g_print ("Exemplar %s\n", EXM_VERSION);
      return EXM_CLI_OK;
    }
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, word))
      {
        int status;

        cancellable = g_cancellable_new ();
        g_thread_unref (g_thread_new ("signals", watch_signals, NULL));
        status = commands[i].run (argc - 1, argv + 1);
        _exm_cli_progress_end ();
        return status;
      }
  print_help ();
  return g_str_equal (word, "--help") || g_str_equal (word, "-h") ? EXM_CLI_OK : EXM_CLI_USAGE;
}
