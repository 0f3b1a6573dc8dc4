/* exm-guide-text.c - a small part of Markdown, as markup for a label
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-guide-text.h"

#include <string.h>

/* Line by line; within a line from mark to mark. A mark opens only if it is closed
 * on the same line, so elements always nest. */

/* Bold in italic in a link is enough; deeper marks are text. */
#define MAX_DEPTH 4

static void render_span (GString    *out,
                         const char *text,
                         gsize       length,
                         guint       depth);

static void
append_escaped (GString    *out,
                const char *text,
                gsize       length)
{
  g_autofree char *escaped = g_markup_escape_text (text, (gssize)length);

  g_string_append (out, escaped);
}

static gboolean
is_address (const char *text,
            gsize       length)
{
  return (length > 7 && g_ascii_strncasecmp (text, "http://", 7) == 0) ||
         (length > 8 && g_ascii_strncasecmp (text, "https://", 8) == 0);
}

static const char *
find (const char *text,
      gsize       length,
      const char *mark)
{
  return g_strstr_len (text, (gssize)length, mark);
}

/* --- marks that are closed by themselves ------------------------------------------------- */

static const struct
{
  const char *mark;
  const char *element;
  gboolean    is_plain; /* what stands in it has no marks */
} pairs[] = {
  { "**", "b", FALSE },
  { "__", "b", FALSE },
  { "*", "i", FALSE },
  { "_", "i", FALSE },
  { "`", "tt", TRUE },
};

/* Returns: bytes taken from @text, 0 = no mark stands here. */
static gsize
render_pair (GString    *out,
             const char *text,
             gsize       length,
             gboolean    after_word,
             guint       depth)
{
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      gsize       n = strlen (pairs[i].mark);
      const char *end;
      gsize       inner;

      if (length < 2 * n + 1 || strncmp (text, pairs[i].mark, n) != 0 || g_ascii_isspace (text[n]))
        continue;
      /* snake_case is a word. */
      if (*text == '_' && after_word)
        continue;
      end = find (text + n, length - n, pairs[i].mark);
      if (end == NULL || end == text + n || g_ascii_isspace (end[-1]))
        continue;
      inner = (gsize)(end - text) - n;
      g_string_append_printf (out, "<%s>", pairs[i].element);
      if (pairs[i].is_plain)
        append_escaped (out, text + n, inner);
      else
        render_span (out, text + n, inner, depth + 1);
      g_string_append_printf (out, "</%s>", pairs[i].element);
      return inner + 2 * n;
    }
  return 0;
}

static void
append_link (GString    *out,
             const char *address,
             gsize       length,
             const char *words,
             gsize       n_words)
{
  g_string_append (out, "<a href=\"");
  append_escaped (out, address, length);
  g_string_append (out, "\">");
  append_escaped (out, words, n_words);
  g_string_append (out, "</a>");
}

static gsize
render_link (GString    *out,
             const char *text,
             gsize       length)
{
  const char *middle, *end;
  gsize       n;

  if (*text == '[')
    {
      middle = find (text, length, "](");
      end = middle != NULL ? find (middle, length - (gsize)(middle - text), ")") : NULL;
      if (end == NULL || !is_address (middle + 2, (gsize)(end - middle) - 2) || middle == text + 1)
        return 0;
      append_link (out, middle + 2, (gsize)(end - middle) - 2, text + 1, (gsize)(middle - text) - 1);
      return (gsize)(end - text) + 1;
    }
  if (!is_address (text, length))
    return 0;
  for (n = 0; n < length && !g_ascii_isspace (text[n]); n++)
    ;
  while (n > 0 && strchr (".,;:!?)*_", text[n - 1]) != NULL)
    n--;
  append_link (out, text, n, text, n);
  return n;
}

static void
render_span (GString    *out,
             const char *text,
             gsize       length,
             guint       depth)
{
  gsize plain = 0; /* where the text that is not yet written begins */

  for (gsize i = 0; i < length;)
    {
      gboolean after_word = i > 0 && (g_ascii_isalnum (text[i - 1]) || (guchar)text[i - 1] >= 0x80);
      GString *piece = NULL;
      gsize    taken = 0;

      if (depth < MAX_DEPTH && (strchr ("*_`[", text[i]) != NULL || (!after_word && (text[i] | 0x20) == 'h')))
        {
          piece = g_string_new (NULL);
          taken = render_pair (piece, text + i, length - i, after_word, depth);
          if (taken == 0)
            taken = render_link (piece, text + i, length - i);
        }
      if (taken > 0)
        {
          append_escaped (out, text + plain, i - plain);
          g_string_append_len (out, piece->str, (gssize)piece->len);
          plain = i + taken;
        }
      if (piece != NULL)
        g_string_free (piece, TRUE);
      i += MAX (taken, 1);
    }
  append_escaped (out, text + plain, length - plain);
}

/* --- lines ---------------------------------------------------------------------------------- */

static gboolean
render_heading (GString    *out,
                const char *line,
                gsize       length)
{
  static const char *const sizes[] = { "x-large", "large", "medium" };
  gsize                    n = strspn (line, "#");

  if (n < 1 || n > 3 || n >= length || line[n] != ' ')
    return FALSE;
  g_string_append_printf (out, "<span size=\"%s\" weight=\"bold\">", sizes[n - 1]);
  render_span (out, line + n + 1, length - n - 1, 0);
  g_string_append (out, "</span>");
  return TRUE;
}

static gboolean
render_item (GString    *out,
             const char *line,
             gsize       length)
{
  gsize indent = strspn (line, " \t");
  gsize digits;

  if (indent + 2 > length)
    return FALSE;
  for (gsize i = 0; i < MIN (indent, 8) / 2; i++)
    g_string_append (out, "    ");
  if (strchr ("-*+", line[indent]) != NULL && line[indent + 1] == ' ')
    {
      g_string_append (out, "  • ");
      render_span (out, line + indent + 2, length - indent - 2, 0);
      return TRUE;
    }
  digits = strspn (line + indent, "0123456789");
  if (digits < 1 || digits > 3 || indent + digits + 1 >= length || strncmp (line + indent + digits, ". ", 2) != 0)
    return FALSE;
  g_string_append (out, "  ");
  append_escaped (out, line + indent, digits + 2);
  render_span (out, line + indent + digits + 2, length - indent - digits - 2, 0);
  return TRUE;
}

char *
exm_guide_text_to_markup (const char *text)
{
  GString         *out = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  const char      *line = valid;

  while (*line != '\0')
    {
      gsize length = strcspn (line, "\n");
      gsize used = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
      gsize before = out->len;

      if (!render_heading (out, line, used) && !render_item (out, line, used))
        {
          g_string_truncate (out, before);
          render_span (out, line, used, 0);
        }
      line += length;
      if (*line == '\n')
        {
          g_string_append_c (out, '\n');
          line++;
        }
    }
  return g_string_free (out, FALSE);
}
