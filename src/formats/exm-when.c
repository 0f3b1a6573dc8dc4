/* exm-when.c - times as services write them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

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

/* Takes a number of 1 to @most digits; -1, and nothing is taken, when there is none. */
static int
take_number (const char **text,
             guint        most)
{
  int number = 0;

  if (!g_ascii_isdigit (**text))
    return -1;
  for (guint i = 0; i < most && g_ascii_isdigit (**text); i++)
    number = number * 10 + g_ascii_digit_value (*(*text)++);
  return number;
}

static gboolean
take_char (const char **text,
           char         c)
{
  if (**text != c)
    return FALSE;
  (*text)++;
  return TRUE;
}

/* "7:08", "07:08:09", "07:08:09.123" */
static gboolean
take_clock (const char **text,
            int         *hour,
            int         *minute,
            int         *second)
{
  *second = 0;
  *hour = take_number (text, 2);
  if (*hour < 0 || !take_char (text, ':') || (*minute = take_number (text, 2)) < 0)
    return FALSE;
  if (take_char (text, ':') && (*second = take_number (text, 2)) < 0)
    return FALSE;
  if (**text == '.' || **text == ',')
    for ((*text)++; g_ascii_isdigit (**text);)
      (*text)++;
  return TRUE;
}

/* "Z", "UTC", "+0200", "-03:30"; in seconds. FALSE: something else. */
static gboolean
take_zone (const char **text,
           gint64      *offset)
{
  gboolean is_west;
  int      hours, minutes;

  *offset = 0;
  while (**text == ' ')
    (*text)++;
  if (g_ascii_strncasecmp (*text, "utc", 3) == 0 || g_ascii_strncasecmp (*text, "gmt", 3) == 0)
    {
      *text += 3;
      return TRUE;
    }
  if (**text == '\0' || take_char (text, 'Z') || take_char (text, 'z'))
    return TRUE;
  is_west = **text == '-';
  if (!take_char (text, '+') && !take_char (text, '-'))
    return FALSE;
  hours = take_number (text, 2);
  take_char (text, ':');
  minutes = take_number (text, 2);
  if (hours < 0 || hours > 14 || minutes > 59)
    return FALSE;
  *offset = (is_west ? -60 : 60) * (gint64)(hours * 60 + MAX (minutes, 0));
  return TRUE;
}

static gint64
parse_iso (const char *text)
{
  int    year, month, day, hour = 0, minute = 0, second = 0;
  gint64 offset, time;

  year = take_number (&text, 4);
  if (year < 0 || !take_char (&text, '-') || (month = take_number (&text, 2)) < 0 ||
      !take_char (&text, '-') || (day = take_number (&text, 2)) < 0)
    return 0;
  if (*text == 'T' || *text == 't' || (*text == ' ' && g_ascii_isdigit (text[1])))
    {
      text++;
      if (!take_clock (&text, &hour, &minute, &second))
        return 0;
    }
  if (!take_zone (&text, &offset) || *text != '\0')
    return 0;
  time = from_parts (year, month, day, hour, minute, second);
  return time != 0 ? time - offset : 0;
}

/* The next word of letters, in small ones; at most 3 are kept. */
static gboolean
take_word (const char **text,
           char         word[4])
{
  guint n = 0;

  while (**text == ' ')
    (*text)++;
  for (; g_ascii_isalpha (**text); (*text)++)
    if (n < 3)
      word[n++] = g_ascii_tolower (**text);
  word[n] = '\0';
  return n == 3 && take_char (text, ' ');
}

/* "Wed Oct 10 20:19:24 +0000 2018" */
static gint64
parse_english (const char *text)
{
  static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
  char              weekday[4], month[4];
  int               day, hour, minute, second, year;
  gint64            offset, time;
  const char       *at;

  if (!take_word (&text, weekday) || !take_word (&text, month))
    return 0;
  at = strstr (months, month);
  if (at == NULL || (at - months) % 3 != 0)
    return 0;
  day = take_number (&text, 2);
  if (day < 0 || !take_char (&text, ' ') || !take_clock (&text, &hour, &minute, &second) || !take_zone (&text, &offset) || !take_char (&text, ' '))
    return 0;
  year = take_number (&text, 4);
  if (year < 0 || *text != '\0')
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
