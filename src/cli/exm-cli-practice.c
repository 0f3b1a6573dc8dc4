/* exm-cli-practice.c - exemplar practice: the practice service alone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cli"

#include "config.h"

#include "exm-cli-private.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

static void
wait_for_signal (void)
{
  GPollFD fd;

  if (!g_cancellable_make_pollfd (_exm_cli_cancellable (), &fd))
    return;
  while (!g_cancellable_is_cancelled (_exm_cli_cancellable ()))
    g_poll (&fd, 1, -1);
  g_cancellable_release_fd (_exm_cli_cancellable ());
}

int
_exm_cli_practice (int    argc,
                   char **argv)
{
  g_autofree char *folder = NULL;
  int              port = 0;
  double           speed = 1.0;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "port", 'p', 0, G_OPTION_ARG_INT, &port, N_ ("Port on 127.0.0.1; 0 takes a free one"), N_ ("N") },
    { "state", 's', 0, G_OPTION_ARG_FILENAME, &folder, N_ ("Folder that keeps its jobs and files"), N_ ("DIR") },
    { "speed", 0, 0, G_OPTION_ARG_DOUBLE, &speed, N_ ("How many times faster its clock runs"), N_ ("X") },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */
  g_autoptr (GError) error = NULL;
  ExmPracticeHost *host;

  if (!_exm_cli_parse (&argc, &argv, entries, NULL, 0, 0))
    return EXM_CLI_USAGE;
  if (port < 0 || port > 65535 || !(speed > 0))
    {
      _exm_cli_say (_ ("The port is 0 to 65535 and the speed more than 0"));
      return EXM_CLI_USAGE;
    }
  if (folder == NULL)
    folder = exm_practice_host_default_folder ();
  host = exm_practice_host_new_full (folder, (guint)port, speed, &error);
  if (host == NULL)
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  g_print ("%s\n", exm_practice_host_get_url (host));
  fflush (stdout);
  wait_for_signal ();
  exm_practice_host_free (host);
  return EXM_CLI_OK;
}
