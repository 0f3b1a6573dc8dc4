/* exm-cli.h - the same abilities in a terminal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ExmCliStatus:
 * @EXM_CLI_OK: done
 * @EXM_CLI_FAILED: could not be done, or (check) problems block
 * @EXM_CLI_USAGE: wrong arguments, or the input cannot be read
 *
 * Exit status of every command; docs/cli.md.
 */
typedef enum
{
  EXM_CLI_OK = 0,
  EXM_CLI_FAILED = 1,
  EXM_CLI_USAGE = 2,
} ExmCliStatus;

/**
 * exm_cli_is_command:
 * @word: (nullable): first argument of the program
 *
 * Whether the program was called for the terminal: a command's name, or one of
 * --help, --version.
 */
gboolean exm_cli_is_command (const char *word);

/**
 * exm_cli_main:
 *
 * Runs one command to its end. Needs setlocale() and the text domain set by the
 * caller. SIGINT and SIGTERM cancel cleanly: what was begun can be gone on with.
 *
 * Returns: an #ExmCliStatus
 */
int exm_cli_main (int    argc,
                  char **argv);

G_END_DECLS
