/* cli-main.c - the command line alone, without a window behind it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "exm-cli.h"

#include <locale.h>

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  return exm_cli_main (argc, argv);
}
