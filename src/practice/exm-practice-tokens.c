/* exm-practice-tokens.c - text of turns, and a fair guess at their tokens
 *
 * The models' tokenizer is not public. A word of up to six letters counts as one
 * token, a longer one as more, other scripts and signs by the character.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-private.h"

#include "exm-json-gate.h"

guint64
_exm_practice_count_tokens (const char *text)
{
  guint64 tokens = 0;
  guint   word = 0;

  for (const char *p = text != NULL ? text : ""; *p != '\0'; p = g_utf8_next_char (p))
    {
      const gunichar c = g_utf8_get_char (p);

      if (c < 0x250 && g_unichar_isalnum (c))
        {
          tokens += word % 6 == 0;
          word++;
          continue;
        }
      word = 0;
      tokens += !g_unichar_isspace (c);
    }
  return tokens;
}

char *
_exm_practice_content_text (JsonObject *content)
{
  JsonArray *parts = exm_json_get_array (content, "parts");
  GString   *text = g_string_new (NULL);

  for (guint i = 0; i < exm_json_array_size (parts); i++)
    {
      const char *part = exm_json_get_string (exm_json_array_object (parts, i), "text");

      if (part != NULL)
        g_string_append (text, part);
    }
  return g_string_free (text, FALSE);
}

char *
_exm_practice_contents_text (JsonArray *contents, guint n)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < MIN (n, exm_json_array_size (contents)); i++)
    {
      g_autofree char *text = _exm_practice_content_text (exm_json_array_object (contents, i));

      if (all->len > 0)
        g_string_append_c (all, '\n');
      g_string_append (all, text);
    }
  return g_string_free (all, FALSE);
}
