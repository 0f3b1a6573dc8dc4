/* own-time.c - a clock that stands still while others have the processors
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "own-time.h"

#include <fcntl.h>
#include <unistd.h>

/* The second number in schedstat: nanoseconds on the run queue (the kernel's
 * Documentation/scheduler/sched-stats.rst). */
gint64
own_time (void)
{
  static int fd = -2;
  char       text[128];
  gssize     length;
  gint64     waited = 0;

  if (fd == -2)
    fd = open ("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
  length = fd >= 0 ? pread (fd, text, sizeof text - 1, 0) : -1;
  if (length > 0)
    {
      char *second = NULL;

      text[length] = '\0';
      g_ascii_strtoll (text, &second, 10);
      waited = g_ascii_strtoll (second, NULL, 10) / 1000;
    }
  return g_get_monotonic_time () - waited;
}
