/* exm-cli-progress.c - one line on stderr that changes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cli"

#include "config.h"

#include "exm-cli-private.h"

#include <stdio.h>
#include <unistd.h>

#define PAUSE_US (100 * 1000)

static gint64   shown_at;
static gboolean shown;

void
_exm_cli_progress (const char *text)
{
  gint64 now = g_get_monotonic_time ();

  if (!isatty (STDERR_FILENO) || (shown && now - shown_at < PAUSE_US))
    return;
  shown_at = now;
  shown = TRUE;
  fprintf (stderr, "\r\033[K%s", text);
  fflush (stderr);
}

void
_exm_cli_progress_end (void)
{
  if (!shown)
    return;
  shown = FALSE;
  fputs ("\r\033[K", stderr);
  fflush (stderr);
}
