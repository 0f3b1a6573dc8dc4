/* exm-odd-chars.c - characters that no one meant to write
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-review"

#include "config.h"

#include "exm-odd-chars.h"

#include <string.h>

static gboolean
is_control (gunichar c)
{
  return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7F && c < 0xA0);
}

static gboolean
is_odd (gunichar c)
{
  if (is_control (c))
    return TRUE;
  if (c < 0x200B)
    return FALSE;
  if (c == 0x200B || c == 0x2060 || c == 0xFEFF || c == 0xFFFD)
    return TRUE;
  if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069))
    return TRUE;
  if ((c >= 0xE000 && c < 0xF900) || c >= 0xF0000)
    return TRUE;
  return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
}

guint
exm_odd_chars_find (const char *text,
                    gsize       length)
{
  const char *end = text + length;
  guint       n = 0;

  for (const char *p = text; p < end;)
    {
      guint8 byte = (guint8)*p;

      if (byte < 0x80)
        {
          n += is_control (byte);
          p++;
        }
      else
        {
          n += is_odd (g_utf8_get_char (p));
          p = g_utf8_next_char (p);
        }
    }
  return n;
}

char *
exm_odd_chars_remove (const char *text)
{
  GString *out;

  g_return_val_if_fail (text != NULL, NULL);

  if (exm_odd_chars_find (text, strlen (text)) == 0)
    return NULL;
  out = g_string_new (NULL);
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar    c = g_utf8_get_char (p);
      const char *next = g_utf8_next_char (p);

      if (!is_odd (c))
        g_string_append_unichar (out, c);
      else if (is_control (c) && out->len > 0 && !g_ascii_isspace (out->str[out->len - 1]) && *next != '\0' && !g_ascii_isspace (*next))
        g_string_append_c (out, ' ');
    }
  return g_string_free (out, FALSE);
}
