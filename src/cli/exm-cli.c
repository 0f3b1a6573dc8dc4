/* exm-cli.c - a command from its arguments to its end
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

static GCancellable *cancellable;
static gboolean      json_errors;

gboolean
exm_cli_is_command (const char *word)
{
  if (word == NULL)
    return FALSE;
  return _exm_cli_find_command (word) != NULL || g_str_equal (word, "--help") ||
         g_str_equal (word, "-h") || g_str_equal (word, "--version");
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

void
_exm_cli_set_json (gboolean as_json)
{
  json_errors = as_json;
}

/* For scripts: what a person reads on stderr, by name. */
static void
print_error (const char   *message,
             const GError *error)
{
  const ExmGoogleProblem *problem = exm_cloud_error_get_problem (error);
  g_autofree char        *details = problem != NULL ? exm_cloud_error_dup_details (error) : NULL;
  g_autoptr(GString) json = g_string_new (NULL);
  ExmJsonWriter writer;

  exm_json_writer_init (&writer, json, 2);
  exm_json_writer_begin_object (&writer, NULL);
  exm_json_writer_begin_object (&writer, "error");
  exm_json_writer_string (&writer, "message", message);
  exm_json_writer_string (&writer, "advice", exm_cloud_error_get_advice (error));
  exm_json_writer_string (&writer, "url", exm_cloud_error_get_url (error));
  exm_json_writer_int64 (&writer, "http_status", problem != NULL ? problem->http_status : 0);
  exm_json_writer_string (&writer, "status", problem != NULL ? problem->status : NULL);
  exm_json_writer_string (&writer, "reason", problem != NULL ? problem->reason : NULL);
  exm_json_writer_string (&writer, "details", details);
  exm_json_writer_end (&writer);
  exm_json_writer_end (&writer);
  _exm_cli_print_json (json);
}

int
_exm_cli_fail (const GError *error,
               int           status)
{
  const char *message = error != NULL ? error->message : _("Failed");

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    message = _("Stopped");
  _exm_cli_say ("%s", message);
  if (error != NULL && exm_cloud_error_get_advice (error) != NULL)
    _exm_cli_say ("%s", exm_cloud_error_get_advice (error));
  if (error != NULL && exm_cloud_error_get_url (error) != NULL)
    _exm_cli_say ("%s", exm_cloud_error_get_url (error));
  if (json_errors && error != NULL)
    print_error (message, error);
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

/* GOption leaves the "--" that ends the options in place when words stand before it. */
static void
drop_separator (int   *argc,
                char **argv)
{
  for (int i = 1; i < *argc; i++)
    if (g_str_equal (argv[i], "--"))
      {
        memmove (&argv[i], &argv[i + 1], (gsize)(*argc - i) * sizeof *argv);
        (*argc)--;
        return;
      }
}

gboolean
_exm_cli_parse (int                *argc,
                char             ***argv,
                const GOptionEntry *entries,
                ExmCliChoice       *choice,
                int                 min_words,
                int                 max_words)
{
  const ExmCliCommand *command = _exm_cli_find_command ((*argv)[0]);
  const char          *usage = _exm_cli_command_get_usage (command);
  g_autoptr(GOptionContext) context = g_option_context_new (usage);
  g_autoptr(GError) error = NULL;
  g_autofree char *name = g_strdup_printf ("exemplar %s", command->name);

  g_set_prgname (name);
  g_option_context_set_summary (context, _exm_cli_command_get_summary (command));
  g_option_context_set_description (context, _exm_cli_command_get_details (command));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (choice != NULL)
    _exm_cli_choice_add_options (choice, command->with_place, context);
  if (command->with_columns)
    _exm_cli_columns_add_options (context);
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      _exm_cli_say ("%s", error->message);
      return FALSE;
    }
  drop_separator (argc, *argv);
  if (*argc - 1 < min_words || *argc - 1 > max_words)
    {
      g_autofree char *line = g_strchomp (g_strdup_printf (_("Usage: %s %s"), name, usage));

      _exm_cli_say ("%s", line);
      return FALSE;
    }
  return TRUE;
}

static gboolean
stop_cb (gpointer data)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_CONTINUE;
}

static gpointer
signals_thread (gpointer data)
{
  g_autoptr (GMainLoop) loop = data;

  g_main_loop_run (loop);
  return NULL;
}

/* Commands wait in the main thread, so the signals get a thread of their own. They are
 * caught before it runs: one that comes early stops the command, and does not kill it. */
static void
watch_signals (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  const int signals[] = { SIGINT, SIGTERM };

  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      g_autoptr (GSource) source = g_unix_signal_source_new (signals[i]);

      g_source_set_callback (source, stop_cb, NULL, NULL);
      g_source_attach (source, context);
    }
  g_thread_unref (g_thread_new ("signals", signals_thread, g_main_loop_new (context, FALSE)));
}

int
exm_cli_main (int    argc,
              char **argv)
{
  const char          *word = argc > 1 ? argv[1] : "--help";
  const ExmCliCommand *command = _exm_cli_find_command (word);
  int                  status;

  if (g_str_equal (word, "--version"))
    {
      g_print ("Exemplar %s\n", EXM_VERSION);
      return EXM_CLI_OK;
    }
  if (command == NULL)
    {
      _exm_cli_print_help ();
      return g_str_equal (word, "--help") || g_str_equal (word, "-h") ? EXM_CLI_OK : EXM_CLI_USAGE;
    }
  cancellable = g_cancellable_new ();
  watch_signals ();
  status = command->run (argc - 1, argv + 1);
  _exm_cli_progress_end ();
  return status;
}
