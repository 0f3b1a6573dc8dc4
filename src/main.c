/* main.c - the program: a window, or a command
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include <locale.h>
#include <stdlib.h>

#include <glib/gi18n-lib.h>
#include <gtk/gtk.h>

#include "exm-application.h"
#include "exm-cli.h"

static void
set_up_texts (void)
{
  const char *folder = g_getenv ("EXM_LOCALEDIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : EXM_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

int
main (int    argc,
      char **argv)
{
  set_up_texts ();

  if (argc > 1 && exm_cli_is_command (argv[1]))
    return exm_cli_main (argc, argv);

  if (!gtk_init_check ())
    {
      g_printerr ("%s\n", _ ("There is no display to open a window on. In a terminal, Exemplar does the same by commands: exemplar --help"));
      return EXIT_FAILURE;
    }

  g_autoptr(ExmApplication) application = exm_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
