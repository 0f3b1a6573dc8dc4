/* exm-when.c - times as services write them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include <stdio.h>
#include <string.h>

#include "exm-post-text-private.h"

#define LONGEST 63 /* bytes of a time */

static gint64
from_parts (int year,
            int month,
            int day,
            int hour,
            int minute,
            int second)
{
  g_autoptr (GDateTime) time = g_date_time_new_utc (year, month, day, hour, minute, MIN (second, 59));

  return time != NULL ? g_date_time_to_unix (time) : 0;
}

/* What stands behind the time of day: "Z", " UTC", "+0200", "-03:30"; in seconds.
 * FALSE: something else. */
static gboolean
parse_zone (const char *text,
            gint64     *offset)
{
  int  hours, minutes = 0;
  char sign;
  int  n = 0;

  *offset = 0;
  while (*text == ' ')
    text++;
  if (*text == '\0' || g_ascii_strcasecmp (text, "z") == 0 || g_ascii_strcasecmp (text, "utc") == 0 || g_ascii_strcasecmp (text, "gmt") == 0)
    return TRUE;
  if (sscanf (text, "%c%2d:%2d%n", &sign, &hours, &minutes, &n) < 3 && sscanf (text, "%c%2d%2d%n", &sign, &hours, &minutes, &n) < 2)
    return FALSE;
  if ((sign != '+' && sign != '-') || hours < 0 || hours > 14 || minutes < 0 || minutes > 59)
    return FALSE;
  *offset = (sign == '-' ? -60 : 60) * (gint64)(hours * 60 + minutes);
  return TRUE;
}

static gint64
parse_iso (const char *text)
{
  int    year, month, day, hour = 0, minute = 0, second = 0;
  gint64 offset, time;
  int    n = 0;

  if (sscanf (text, "%4d-%2d-%2d%n", &year, &month, &day, &n) != 3 || n == 0)
    return 0;
  text += n;
  if (*text == 'T' || *text == 't' || (*text == ' ' && g_ascii_isdigit (text[1])))
    {
      n = 0;
      if (sscanf (text + 1, "%2d:%2d%n", &hour, &minute, &n) != 2 || n == 0)
        return 0;
      text += 1 + n;
      n = 0;
      if (*text == ':' && sscanf (text, ":%2d%n", &second, &n) == 1)
        text += n;
      if (*text == '.' || *text == ',')
        for (text++; g_ascii_isdigit (*text);)
          text++;
    }
  if (!parse_zone (text, &offset))
    return 0;
  time = from_parts (year, month, day, hour, minute, second);
  return time != 0 ? time - offset : 0;
}

/* "Wed Oct 10 20:19:24 +0000 2018" */
static gint64
parse_english (const char *text)
{
  static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
  char              weekday[4], month[4], zone[8];
  int               day, hour, minute, second, year;
  gint64            offset, time;
  char             *at;

  if (sscanf (text, "%3s %3s %2d %2d:%2d:%2d %7s %4d", weekday, month, &day, &hour, &minute, &second, zone, &year) != 8 || strlen (month) != 3)
    return 0;
  for (char *c = month; *c != '\0'; c++)
    *c = g_ascii_tolower (*c);
  at = strstr (months, month);
  if (at == NULL || (at - months) % 3 != 0 || !parse_zone (zone, &offset))
    return 0;
  time = from_parts (year, (int)(at - months) / 3 + 1, day, hour, minute, second);
  return time != 0 ? time - offset : 0;
}

/* Seconds, or milliseconds when they would be in the year 5000. A fraction goes. */
static gint64
parse_number (const char *text)
{
  char  *end = NULL;
  gint64 number = g_ascii_strtoll (text, &end, 10);

  if (end == text)
    return 0;
  if (*end == '.')
    for (end++; g_ascii_isdigit (*end);)
      end++;
  if (*end != '\0')
    return 0;
  if (number > G_GINT64_CONSTANT (100000000000))
    number /= 1000;
  /* Fewer than a year's seconds are a year, a number of a row or an id. */
  return number > 31536000 && number < G_GINT64_CONSTANT (100000000000) ? number : 0;
}

gint64
_exm_when_parse (const char *text,
                 gsize       len)
{
  char   copy[LONGEST + 1];
  gint64 time;

  while (len > 0 && g_ascii_isspace (*text))
    {
      text++;
      len--;
    }
  while (len > 0 && g_ascii_isspace (text[len - 1]))
    len--;
  if (len == 0 || len > LONGEST)
    return 0;
  memcpy (copy, text, len);
  copy[len] = '\0';
  if (strspn (copy, "0123456789.") == len)
    return parse_number (copy);
  time = parse_iso (copy);
  return time != 0 ? time : parse_english (copy);
}
