/* practice-server.c - serves for the clients until its input ends
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <stdio.h>

#include "exm-practice.h"

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmPractice) practice = argc == 2 ? exm_practice_new (argv[1], &error) : NULL;

  if (practice == NULL || !exm_practice_start (practice, 0, &error))
    {
      g_printerr ("%s\n", error != NULL ? error->message : "a folder is expected");
      return 2;
    }
  exm_practice_set_speed (practice, 100);
  printf ("%s\n", exm_practice_get_url (practice));
  fflush (stdout);
  while (getchar () != EOF)
    ;
  return 0;
}
