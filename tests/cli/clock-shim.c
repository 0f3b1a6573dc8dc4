/* clock-shim.c - a clock that is wrong, for the programs that it is loaded into
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * EXM_TEST_CLOCK is by how many seconds the time of day is off; "SECONDS@N": from
 * the Nth time on that it is asked for.  Clocks that only count are left alone.
 */

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static time_t
offset (void)
{
  static atomic_long asked;
  const char        *text = getenv ("EXM_TEST_CLOCK");
  char              *end;
  long               seconds;

  if (text == NULL)
    return 0;
  seconds = strtol (text, &end, 10);
  if (*end == '@' && atomic_fetch_add (&asked, 1) < strtol (end + 1, NULL, 10))
    return 0;
  return seconds;
}

int
clock_gettime (clockid_t        clock,
               struct timespec *time)
{
  static int (*next) (clockid_t, struct timespec *);
  int result;

  if (next == NULL)
    *(void **)&next = dlsym (RTLD_NEXT, "clock_gettime");
  result = next (clock, time);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
    time->tv_sec += offset ();
  return result;
}

int
gettimeofday (struct timeval *restrict time,
              void *restrict zone)
{
  struct timespec now;

  (void)zone;
  if (clock_gettime (CLOCK_REALTIME, &now) != 0)
    return -1;
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t
time (time_t *where)
{
  struct timespec now;

  if (clock_gettime (CLOCK_REALTIME, &now) != 0)
    return -1;
  if (where != NULL)
    *where = now.tv_sec;
  return now.tv_sec;
}
