/* exm-json-scan-value.c - strings, numbers and words of the scanner
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-json"

#include "config.h"

#include "exm-json-scan-private.h"

#include <math.h>
#include <string.h>

#include "exm-json-text-private.h"

static gboolean
expect (ExmJsonScan *scan,
        ExmJsonType  type)
{
  ExmJsonType found = exm_json_scan_peek (scan);

  if (found == type)
    return TRUE;
  if (found != EXM_JSON_INVALID)
    _exm_json_scan_fail_at (scan, EXM_JSON_ERROR_TYPE, scan->pos);
  return FALSE;
}

/* Checks the four digits of a \u escape at @p; the unit, or -1. */
static int
hex_unit (const char *p,
          const char *end)
{
  int unit = 0;

  if (end - p < 4)
    return -1;
  for (int i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (p[i]);

      if (digit < 0)
        return -1;
      unit = unit << 4 | digit;
    }
  return unit;
}

/* Checks the escape at @p (a backslash); its end, or NULL with the fault set. */
static const char *
escape_end (ExmJsonScan *scan,
            const char  *p)
{
  int unit;

  if (scan->end - p < 2)
    {
      _exm_json_scan_fail_at (scan, EXM_JSON_ERROR_TRUNCATED, scan->end);
      return NULL;
    }
  if (p[1] != 'u')
    {
      if (p[1] != '\0' && strchr ("\"\\/bfnrt", p[1]) != NULL)
        return p + 2;
      _exm_json_scan_fail_at (scan, EXM_JSON_ERROR_ESCAPE, p);
      return NULL;
    }

  unit = hex_unit (p + 2, scan->end);
  if (unit < 0)
    _exm_json_scan_fail_at (scan, EXM_JSON_ERROR_ESCAPE, p);
  else if (unit == 0)
    _exm_json_scan_fail_at (scan, EXM_JSON_ERROR_NUL, p);
  else if (unit < 0xd800 || unit > 0xdfff)
    return p + 6;
  else
    {
      if (unit < 0xdc00 && scan->end - p >= 12 && p[6] == '\\' && p[7] == 'u')
        {
          int low = hex_unit (p + 8, scan->end);

          if (low >= 0xdc00 && low <= 0xdfff)
            return p + 12;
        }
      _exm_json_scan_fail_at (scan, EXM_JSON_ERROR_SURROGATE, p);
    }
  return NULL;
}

gboolean
_exm_json_scan_take (ExmJsonScan *scan,
                     ExmJsonText *raw,
                     gboolean    *escaped)
{
  const char   *p = scan->pos + 1;
  const guint8 *end = (const guint8 *)scan->end;

  *escaped = FALSE;
  raw->data = p;
  for (;;)
    {
      guint8 c;

      p = (const char *)_exm_json_plain_end ((const guint8 *)p, end);
      if (p == scan->end)
        return _exm_json_scan_fail_at (scan, EXM_JSON_ERROR_TRUNCATED, p);

      c = (guint8)*p;
      if (c == '"')
        break;
      if (c >= 0x80)
        {
          do
            {
              guint n = _exm_json_utf8_sequence ((const guint8 *)p, end);

              if (n == 0)
                return _exm_json_scan_fail_at (scan, EXM_JSON_ERROR_UTF8, p);
              p += n;
            }
          while (p < scan->end && (guint8)*p >= 0x80);
        }
      else if (c == '\\')
        {
          *escaped = TRUE;
          p = escape_end (scan, p);
          if (p == NULL)
            return FALSE;
        }
      else
        {
          return _exm_json_scan_fail_at (scan, c == 0 ? EXM_JSON_ERROR_NUL : EXM_JSON_ERROR_CONTROL, p);
        }
    }
  raw->len = (gsize)(p - raw->data);
  scan->pos = p + 1;
  return TRUE;
}

static char
simple_escape (char c)
{
  switch (c)
    {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;
    }
}

/* Decodes @raw, which take_string() has checked. Never longer than @raw, and all
 * strings of a text together never longer than the text. */
void
_exm_json_scan_decode (ExmJsonScan *scan,
                       ExmJsonText *raw)
{
  const char *p = raw->data;
  const char *end = raw->data + raw->len;
  char       *to;

  if (scan->arena_used == 0 && scan->arena_size < (gsize)(scan->end - scan->start))
    {
      g_free (scan->arena);
      scan->arena_size = MAX (4096, (gsize)(scan->end - scan->start));
      scan->arena = g_malloc (scan->arena_size);
    }

  to = scan->arena + scan->arena_used;
  raw->data = to;
  while (p < end)
    {
      const char *next = memchr (p, '\\', (gsize)(end - p));
      gsize       plain = (gsize)((next != NULL ? next : end) - p);

      memcpy (to, p, plain);
      to += plain;
      p += plain;
      if (p == end)
        break;
      if (p[1] != 'u')
        {
          *to++ = simple_escape (p[1]);
          p += 2;
        }
      else
        {
          gunichar c = (gunichar)hex_unit (p + 2, end);

          p += 6;
          if (c >= 0xd800 && c < 0xe000)
            {
              c = 0x10000 + ((c - 0xd800) << 10) + ((gunichar)hex_unit (p + 2, end) - 0xdc00);
              p += 6;
            }
          to += g_unichar_to_utf8 (c, to);
        }
    }
  raw->len = (gsize)(to - raw->data);
  scan->arena_used = (gsize)(to - scan->arena);
}

gboolean
exm_json_scan_string (ExmJsonScan *scan,
                      ExmJsonText *text)
{
  gboolean escaped;

  if (!expect (scan, EXM_JSON_STRING) || !_exm_json_scan_take (scan, text, &escaped))
    return FALSE;
  if (escaped)
    _exm_json_scan_decode (scan, text);
  return TRUE;
}

static const char *
digits_end (ExmJsonScan *scan,
            const char  *p)
{
  while (p < scan->end && g_ascii_isdigit (*p))
    p++;
  return p;
}

static gboolean
to_int64 (const ExmJsonText *raw,
          gint64            *value)
{
  gboolean negative = raw->data[0] == '-';
  guint64  limit = (guint64)G_MAXINT64 + (negative ? 1 : 0);
  guint64  sum = 0;

  for (gsize i = negative ? 1 : 0; i < raw->len; i++)
    {
      guint digit = (guint)(raw->data[i] - '0');

      if (sum > (limit - digit) / 10)
        return FALSE;
      sum = sum * 10 + digit;
    }
  *value = negative ? (gint64)(0 - sum) : (gint64)sum;
  return TRUE;
}

double
exm_json_number_to_double (const ExmJsonNumber *number)
{
  char             small[64];
  g_autofree char *large = NULL;

  if (number->is_integer)
    return (double)number->integer;
  if (number->raw.len < sizeof small)
    {
      memcpy (small, number->raw.data, number->raw.len);
      small[number->raw.len] = '\0';
      return g_ascii_strtod (small, NULL);
    }
  large = g_strndup (number->raw.data, number->raw.len);
  return g_ascii_strtod (large, NULL);
}

/* Checks the number at the cursor; @whole: how many digits before the point. */
static gboolean
take_number (ExmJsonScan   *scan,
             ExmJsonNumber *number,
             gsize         *whole,
             gboolean      *has_exponent)
{
  const char *p = scan->pos;
  const char *from;

  number->raw.data = p;
  number->is_integer = TRUE;
  *has_exponent = FALSE;
  if (*p == '-')
    p++;
  from = p;
  p = digits_end (scan, p);
  *whole = (gsize)(p - from);
  if (*whole == 0 || (*from == '0' && *whole > 1))
    return _exm_json_scan_fail_at (scan, p == scan->end && *whole == 0 ? EXM_JSON_ERROR_TRUNCATED : EXM_JSON_ERROR_NUMBER, from);

  if (p < scan->end && *p == '.')
    {
      number->is_integer = FALSE;
      from = ++p;
      p = digits_end (scan, p);
      if (p == from)
        return _exm_json_scan_fail_at (scan, p == scan->end ? EXM_JSON_ERROR_TRUNCATED : EXM_JSON_ERROR_NUMBER, p);
    }
  if (p < scan->end && (*p == 'e' || *p == 'E'))
    {
      number->is_integer = FALSE;
      *has_exponent = TRUE;
      p++;
      if (p < scan->end && (*p == '+' || *p == '-'))
        p++;
      from = p;
      p = digits_end (scan, p);
      if (p == from)
        return _exm_json_scan_fail_at (scan, p == scan->end ? EXM_JSON_ERROR_TRUNCATED : EXM_JSON_ERROR_NUMBER, p);
    }
  number->raw.len = (gsize)(p - number->raw.data);
  scan->pos = p;
  return TRUE;
}

gboolean
exm_json_scan_number (ExmJsonScan   *scan,
                      ExmJsonNumber *number)
{
  gboolean has_exponent;
  gsize    whole;

  if (!expect (scan, EXM_JSON_NUMBER) || !take_number (scan, number, &whole, &has_exponent))
    return FALSE;

  number->integer = 0;
  if (number->is_integer)
    {
      if (!to_int64 (&number->raw, &number->integer))
        return _exm_json_scan_fail_at (scan, EXM_JSON_ERROR_RANGE, number->raw.data);
    }
  /* Below 1e300 nothing overflows; strtod() is asked only about the rest. */
  else if ((has_exponent || whole > 300) && !isfinite (exm_json_number_to_double (number)))
    {
      return _exm_json_scan_fail_at (scan, EXM_JSON_ERROR_RANGE, number->raw.data);
    }
  return TRUE;
}

static gboolean
take_word (ExmJsonScan *scan,
           const char  *word,
           gsize        len)
{
  gsize left = (gsize)(scan->end - scan->pos);

  if (left >= len && memcmp (scan->pos, word, len) == 0)
    {
      scan->pos += len;
      return TRUE;
    }
  if (left < len && memcmp (scan->pos, word, left) == 0)
    return _exm_json_scan_fail_at (scan, EXM_JSON_ERROR_TRUNCATED, scan->end);
  return _exm_json_scan_fail_at (scan, EXM_JSON_ERROR_SYNTAX, scan->pos);
}

gboolean
exm_json_scan_bool (ExmJsonScan *scan,
                    gboolean    *value)
{
  *value = exm_json_scan_peek (scan) == EXM_JSON_TRUE;
  if (*value)
    return take_word (scan, "true", 4);
  return expect (scan, EXM_JSON_FALSE) && take_word (scan, "false", 5);
}

gboolean
exm_json_scan_null (ExmJsonScan *scan)
{
  return expect (scan, EXM_JSON_NULL) && take_word (scan, "null", 4);
}

gboolean
exm_json_text_equal (const ExmJsonText *text,
                     const char        *to)
{
  gsize len = strlen (to);

  return text->len == len && memcmp (text->data, to, len) == 0;
}

char *
exm_json_text_dup (const ExmJsonText *text)
{
  return g_strndup (text->data, text->len);
}
