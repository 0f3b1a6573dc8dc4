/* exm-text.c - what the local model sees of a post: normal form and tokens
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-assist"

#include "config.h"

#include "exm-text.h"

#include <string.h>

#include "exm-text-private.h"

static const struct
{
  const char *name;
  gunichar    value;
} entities[] = {
  { "&amp;", '&' },
  { "&lt;", '<' },
  { "&gt;", '>' },
  { "&quot;", '"' },
  { "&#39;", '\'' },
};

/* Scripts written without blanks between words. Hangul and Devanagari have
 * blanks and behave as words. */
static gboolean
is_unspaced (gunichar c)
{
  if (c < 0x0E00)
    return FALSE;
  switch ((int)g_unichar_get_script (c))
    {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_BOPOMOFO:
    case G_UNICODE_SCRIPT_THAI:
    case G_UNICODE_SCRIPT_LAO:
    case G_UNICODE_SCRIPT_KHMER:
    case G_UNICODE_SCRIPT_MYANMAR:
      return TRUE;
    default:
      return FALSE;
    }
}

gboolean
_exm_text_is_word_char (gunichar c)
{
  return c == '_' || g_unichar_isalnum (c) || g_unichar_ismark (c);
}

/* Joiners and tones that only colour the character before them. */
gboolean
_exm_text_is_attachment (gunichar c)
{
  return c == 0x200D || c == 0xFE0E || c == 0xFE0F || (c >= 0x1F3FB && c <= 0x1F3FF);
}

gboolean
_exm_text_starts_address (const char *p)
{
  return g_ascii_strncasecmp (p, "http://", 7) == 0 || g_ascii_strncasecmp (p, "https://", 8) == 0 || g_ascii_strncasecmp (p, "www.", 4) == 0;
}

static const char *
skip_to_blank (const char *p)
{
  while (*p != '\0' && !g_unichar_isspace (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  return p;
}

static const char *
skip_name (const char *p)
{
  while (*p != '\0' && _exm_text_is_word_char (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  return p;
}

gunichar
_exm_text_read_entity (const char **p)
{
  for (gsize i = 0; i < G_N_ELEMENTS (entities); i++)
    if (g_ascii_strncasecmp (*p, entities[i].name, strlen (entities[i].name)) == 0)
      {
        *p += strlen (entities[i].name);
        return entities[i].value;
      }
  return 0;
}

/* The code point at *p, with entities, addresses and names folded; moves *p. */
static gunichar
read_char (const char **p, gunichar before)
{
  gunichar c = g_utf8_get_char (*p);
  gunichar entity = c == '&' ? _exm_text_read_entity (p) : 0;

  if (entity != 0)
    return entity;
  if ((c == 'h' || c == 'H' || c == 'w' || c == 'W') && !_exm_text_is_word_char (before) && _exm_text_starts_address (*p))
    {
      *p = skip_to_blank (*p);
      return EXM_TEXT_URL_MARK;
    }
  if (c == '@' && !_exm_text_is_word_char (before) && _exm_text_is_word_char (g_utf8_get_char (*p + 1)))
    {
      *p = skip_name (*p + 1);
      return EXM_TEXT_NAME_MARK;
    }
  *p = g_utf8_next_char (*p);
  return g_unichar_tolower (c);
}

gunichar *
_exm_text_normal_chars (const char *text, glong *n_chars)
{
  g_autofree char *valid = NULL;
  g_autofree char *composed = NULL;
  /* Three times the limit before folding is ample, and bounds the work. */
  const gsize max_bytes = EXM_TEXT_MAX_CHARS * 4 * 3;
  const char *p;
  gunichar   *out = g_new (gunichar, EXM_TEXT_MAX_CHARS + 1);
  gunichar    last = 0;
  glong       n = 0;
  guint       run = 0;

  valid = g_utf8_make_valid (text, (gssize)strnlen (text, max_bytes));
  if (!g_str_is_ascii (valid))
    composed = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL_COMPOSE);
  p = composed != NULL ? composed : valid;

  while (*p != '\0' && n < EXM_TEXT_MAX_CHARS)
    {
      gunichar c = read_char (&p, last);

      run = (c == last) ? run + 1 : 1;
      last = c;
      if (run > 3)
        continue;
      out[n++] = c;
    }
  out[n] = 0;
  *n_chars = n;
  return out;
}

char *
exm_text_normalise (const char *text)
{
  g_autofree gunichar *chars = NULL;
  glong                n_chars;

  g_return_val_if_fail (text != NULL, NULL);

  chars = _exm_text_normal_chars (text, &n_chars);
  return g_ucs4_to_utf8 (chars, n_chars, NULL, NULL, NULL);
}

static void
add_span (GArray *spans, glong start, glong end)
{
  ExmSpan span = { (guint)start, (guint)(end - start) };

  g_array_append_val (spans, span);
}

/* End of the word that starts at @i. */
static glong
word_end (const gunichar *c, glong i, glong n)
{
  while (i < n && !is_unspaced (c[i]) && (_exm_text_is_word_char (c[i]) || ((c[i] == '\'' || c[i] == 0x2019) && i + 1 < n && g_unichar_isalpha (c[i + 1]))))
    i++;
  return i;
}

/* End of the run of one kind of punctuation that starts at @i. */
static glong
punct_end (const gunichar *c, glong i, glong n)
{
  while (i < n && g_unichar_ispunct (c[i]) && c[i] < 0x2190 && c[i] != '#')
    i++;
  return i;
}

static glong
unspaced_run (ExmTokens *tokens, glong i)
{
  glong start = i;

  while (i < tokens->n_chars && (is_unspaced (tokens->chars[i]) || (i > start && g_unichar_ismark (tokens->chars[i]))))
    {
      add_span (tokens->words, i, i + 1);
      i++;
    }
  add_span (tokens->pieces, start, i);
  return i;
}

/* One token from @i on; returns where the next one begins. */
static glong
next_token (ExmTokens *tokens, glong i)
{
  const gunichar *c = tokens->chars;
  const glong     n = tokens->n_chars;
  glong           end = i + 1;

  if (g_unichar_isspace (c[i]) || g_unichar_iscntrl (c[i]))
    return end;
  if (_exm_text_is_attachment (c[i]) && i > 0 && !g_unichar_isspace (c[i - 1]))
    return end;
  if (is_unspaced (c[i]))
    return unspaced_run (tokens, i);
  if (c[i] == '#' && i + 1 < n && _exm_text_is_word_char (c[i + 1]))
    {
      end = word_end (c, i + 1, n);
      if (end > i + 1)
        {
          add_span (tokens->words, i, end);
          add_span (tokens->pieces, i, end);
          add_span (tokens->words, i + 1, end);
          return end;
        }
      end = i + 1;
    }
  else if (_exm_text_is_word_char (c[i]) && !_exm_text_is_attachment (c[i]))
    end = MAX (word_end (c, i, n), i + 1);
  else if (g_unichar_ispunct (c[i]) && c[i] < 0x2190)
    end = MAX (punct_end (c, i, n), i + 1);
  add_span (tokens->words, i, end);
  add_span (tokens->pieces, i, end);
  return end;
}

void
_exm_tokens_init (ExmTokens *tokens, const char *text)
{
  tokens->chars = _exm_text_normal_chars (text, &tokens->n_chars);
  tokens->words = g_array_new (FALSE, FALSE, sizeof (ExmSpan));
  tokens->pieces = g_array_new (FALSE, FALSE, sizeof (ExmSpan));
  for (glong i = 0; i < tokens->n_chars;)
    i = next_token (tokens, i);
}

void
_exm_tokens_clear (ExmTokens *tokens)
{
  g_clear_pointer (&tokens->chars, g_free);
  g_clear_pointer (&tokens->words, g_array_unref);
  g_clear_pointer (&tokens->pieces, g_array_unref);
}

char **
exm_text_words (const char *text)
{
  g_auto (ExmTokens) tokens = { 0 };
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  g_return_val_if_fail (text != NULL, NULL);

  _exm_tokens_init (&tokens, text);
  for (guint i = 0; i < tokens.words->len; i++)
    {
      const ExmSpan *span = &g_array_index (tokens.words, ExmSpan, i);

      g_ptr_array_add (words, g_ucs4_to_utf8 (tokens.chars + span->start, span->len, NULL, NULL, NULL));
    }
  g_ptr_array_add (words, NULL);
  return (char **)g_ptr_array_free (g_steal_pointer (&words), FALSE);
}
