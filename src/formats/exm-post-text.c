/* exm-post-text.c - texts as services write them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-post-text-private.h"

#include <string.h>

/* --- character references --------------------------------------------------------- */

/* Those that posts have; others stay as they are written. Longest first does not
 * matter: each ends with its semicolon. */
static const struct
{
  const char *name;
  const char *text;
} references[] = {
  { "amp;", "&" },
  { "lt;", "<" },
  { "gt;", ">" },
  { "quot;", "\"" },
  { "apos;", "'" },
  { "nbsp;", "\302\240" },
  { "hellip;", "…" },
  { "ndash;", "–" },
  { "mdash;", "—" },
  { "lsquo;", "‘" },
  { "rsquo;", "’" },
  { "ldquo;", "“" },
  { "rdquo;", "”" },
  { "euro;", "€" },
  { "copy;", "©" },
  { "reg;", "®" },
  { "shy;", "\302\255" },
};

/* Bytes of the reference at @p (which is '&'), 0 = it is none. */
static gsize
take_number (GString    *out,
             const char *p,
             gsize       len)
{
  gboolean hex = len > 2 && (p[2] == 'x' || p[2] == 'X');
  gsize    i = hex ? 3 : 2;
  gsize    from = i;
  gunichar c = 0;

  for (; i < len && i < from + 8; i++)
    {
      int digit = hex ? g_ascii_xdigit_value (p[i]) : g_ascii_digit_value (p[i]);

      if (digit < 0)
        break;
      c = c * (hex ? 16 : 10) + (gunichar)digit;
    }
  if (i == from || i >= len || p[i] != ';' || c == 0 || !g_unichar_validate (c))
    return 0;
  g_string_append_unichar (out, c);
  return i + 1;
}

static gsize
take_reference (GString    *out,
                const char *p,
                gsize       len)
{
  if (len > 2 && p[1] == '#')
    return take_number (out, p, len);
  for (guint i = 0; i < G_N_ELEMENTS (references); i++)
    {
      gsize n = strlen (references[i].name);

      if (len > n && memcmp (p + 1, references[i].name, n) == 0)
        {
          g_string_append (out, references[i].text);
          return n + 1;
        }
    }
  return 0;
}

void
_exm_entities_append_text (GString    *out,
                           const char *text,
                           gsize       len)
{
  const char *end = text + len;

  while (text < end)
    {
      const char *at = memchr (text, '&', (gsize)(end - text));
      gsize       n;

      g_string_append_len (out, text, (at != NULL ? at : end) - text);
      if (at == NULL)
        return;
      n = take_reference (out, at, (gsize)(end - at));
      if (n == 0)
        g_string_append_c (out, '&');
      text = at + MAX (n, 1);
    }
}

/* --- HTML ---------------------------------------------------------------------------- */

static gboolean
tag_is (const char *name,
        gsize       len,
        const char *list)
{
  gsize n;

  for (; *list != '\0'; list += n + (list[n] == ' ' ? 1 : 0))
    {
      n = strcspn (list, " ");
      if (n == len && g_ascii_strncasecmp (list, name, n) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Ends the text before with @n line breaks, unless it stands at its beginning. */
static void
break_lines (GString *out,
             gsize    from,
             guint    n)
{
  guint has = 0;

  while (out->len > from && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
  if (out->len == from)
    return;
  while (has < n && out->len - from > has && out->str[out->len - 1 - has] == '\n')
    has++;
  for (; has < n; has++)
    g_string_append_c (out, '\n');
}

/* The tag at @p; how many bytes it takes. What looks like one and does not end is
 * text. */
static gsize
take_tag (GString    *out,
          gsize       from,
          const char *p,
          gsize       len)
{
  gboolean    closes = len > 1 && p[1] == '/';
  const char *name = p + (closes ? 2 : 1);
  const char *end;
  gsize       n = 0;

  if (len >= 4 && memcmp (p, "<!--", 4) == 0)
    {
      end = g_strstr_len (p + 4, (gssize)len - 4, "-->");
      return end != NULL ? (gsize)(end - p) + 3 : 0;
    }
  end = memchr (p, '>', len);
  while (name + n < p + len && g_ascii_isalnum (name[n]))
    n++;
  if (end == NULL || n == 0)
    return 0;
  if (tag_is (name, n, "br"))
    g_string_append_c (out, '\n');
  else if (tag_is (name, n, "p blockquote h1 h2 h3 h4 pre ul ol"))
    break_lines (out, from, 2);
  else if (tag_is (name, n, "div li tr"))
    break_lines (out, from, 1);
  if (!closes && tag_is (name, n, "li"))
    g_string_append (out, "• ");
  return (gsize)(end - p) + 1;
}

void
_exm_html_append_text (GString    *out,
                       const char *html,
                       gsize       len)
{
  const char *end = html + len;
  gsize       from = out->len;

  while (html < end)
    {
      gsize n = 0;

      if (*html == '<')
        n = take_tag (out, from, html, (gsize)(end - html));
      else if (*html == '&')
        n = take_reference (out, html, (gsize)(end - html));
      else if (g_ascii_isspace (*html))
        {
          /* Of several blanks one counts, and none after a break. */
          n = 1;
          if (out->len > from && !g_ascii_isspace (out->str[out->len - 1]))
            g_string_append_c (out, ' ');
        }
      if (n == 0)
        g_string_append_c (out, *html);
      html += MAX (n, 1);
    }
}

/* --- bytes taken for characters -------------------------------------------------------- */

void
_exm_mojibake_append_text (GString    *out,
                           const char *text,
                           gsize       len)
{
  g_autoptr (GString) bytes = g_string_sized_new (len);
  const char *end = text + len;
  gboolean    is_ascii = TRUE;

  for (const char *p = text; p < end; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c > 0xff)
        {
          g_string_append_len (out, text, (gssize)len);
          return;
        }
      is_ascii &= c < 0x80;
      g_string_append_c (bytes, (char)c);
    }
  if (is_ascii || !g_utf8_validate (bytes->str, (gssize)bytes->len, NULL))
    g_string_append_len (out, text, (gssize)len);
  else
    g_string_append_len (out, bytes->str, (gssize)bytes->len);
}

void
_exm_post_text_trim (GString *text)
{
  gsize from = 0;
  gsize to = 0;
  guint breaks = 0;

  while (from < text->len && g_ascii_isspace (text->str[from]))
    from++;
  while (text->len > from && g_ascii_isspace (text->str[text->len - 1]))
    g_string_truncate (text, text->len - 1);
  for (; from < text->len; from++)
    {
      char c = text->str[from];

      if (c == '\r')
        continue;
      breaks = c == '\n' ? breaks + 1 : 0;
      if (breaks <= 2)
        text->str[to++] = c;
    }
  g_string_truncate (text, to);
}
