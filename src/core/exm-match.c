/* exm-match.c - whether words stand in a text, without regard to case
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-fold-private.h"

#include <string.h>

/* A search walks the texts of all rows: what decides is how fast a text without
 * the word is left behind. A word of ASCII letters is looked for byte by byte
 * with memchr(), at its rarest letter. Only a text that also holds other characters
 * of which one folds to a letter of the word (“ﬁ”, “Ｋ”) is folded and looked at again.
 */

typedef struct
{
  guint64  bit;
  GArray  *chars; /* gunichar, folded */
  gboolean beyond_ascii;

  /* The same as bytes, when all are ASCII and none is a space. */
  char *ascii;
  gsize n_ascii;
  gsize anchor; /* index of the rarest letter */

  guint64 letters[2]; /* bits: what ASCII there is in it */
} ExmWord;

struct _ExmMatcher
{
  GArray *words; /* ExmWord */
  GArray *scratch;
};

/* Letters and signs of English from rare to frequent; others count as rare. */
static const char frequent[] = "zqjxkvbpygfwmucldrhsnioate";

static void
exm_word_clear (gpointer data)
{
  ExmWord *word = data;

  g_array_unref (word->chars);
  g_free (word->ascii);
}

static int
get_frequency (char c)
{
  const char *at = strchr (frequent, c);

  return at != NULL ? (int)(at - frequent) : -1;
}

static void
exm_word_find_ascii (ExmWord *word)
{
  g_autofree char *ascii = g_malloc (word->chars->len + 1);
  gboolean         is_plain = TRUE;

  for (guint i = 0; i < word->chars->len; i++)
    {
      gunichar c = g_array_index (word->chars, gunichar, i);

      if (c >= 0x80)
        word->beyond_ascii = TRUE;
      else
        word->letters[c / 64] |= G_GUINT64_CONSTANT (1) << c % 64;
      if (c >= 0x80 || c == ' ')
        is_plain = FALSE;
      if (!is_plain)
        continue;
      ascii[i] = (char)c;
      if (get_frequency (ascii[i]) < get_frequency (ascii[word->anchor]))
        word->anchor = i;
    }
  if (!is_plain)
    return;
  ascii[word->chars->len] = '\0';
  word->n_ascii = word->chars->len;
  word->ascii = g_steal_pointer (&ascii);
}

ExmMatcher *
_exm_matcher_new (void)
{
  ExmMatcher *self = g_new0 (ExmMatcher, 1);

  self->words = g_array_new (FALSE, FALSE, sizeof (ExmWord));
  g_array_set_clear_func (self->words, exm_word_clear);
  self->scratch = g_array_new (FALSE, FALSE, sizeof (gunichar));
  return self;
}

gboolean
_exm_matcher_add (ExmMatcher *self,
                  const char *text,
                  guint64     bit)
{
  ExmWord word = { 0 };

  g_return_val_if_fail (g_utf8_validate (text, -1, NULL), FALSE);

  word.chars = g_array_new (FALSE, FALSE, sizeof (gunichar));
  _exm_fold_chars (text, strlen (text), word.chars);
  if (word.chars->len == 0)
    {
      g_array_unref (word.chars);
      return FALSE;
    }
  word.bit = bit;
  exm_word_find_ascii (&word);
  g_array_append_val (self->words, word);
  return TRUE;
}

void
_exm_matcher_free (ExmMatcher *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->words);
  g_array_unref (self->scratch);
  g_free (self);
}

static gboolean
equals_ascii (const char *text,
              const char *word,
              gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if (g_ascii_tolower (text[i]) != word[i])
      return FALSE;
  return TRUE;
}

static gboolean
find_ascii (const ExmWord *word,
            const char    *text,
            gsize          length)
{
  char        low = word->ascii[word->anchor];
  char        up = g_ascii_toupper (low);
  const char *start = text + word->anchor;
  const char *end;
  const char *at_low;
  const char *at_up;

  if (length < word->n_ascii)
    return FALSE;
  end = text + length - (word->n_ascii - word->anchor) + 1;

  at_low = memchr (start, low, end - start);
  at_up = up != low ? memchr (start, up, end - start) : NULL;
  while (at_low != NULL || at_up != NULL)
    {
      gboolean    take_low = at_up == NULL || (at_low != NULL && at_low < at_up);
      const char *at = take_low ? at_low : at_up;

      if (equals_ascii (at - word->anchor, word->ascii, word->n_ascii))
        return TRUE;
      if (take_low)
        at_low = memchr (at + 1, low, end - at - 1);
      else
        at_up = memchr (at + 1, up, end - at - 1);
    }
  return FALSE;
}

/* What find_ascii() leaves open: a phrase needs its spaces folded, and so may all that
 * is not ASCII. */
static gboolean
needs_fold (const ExmWord *word,
            gboolean       ascii,
            const char    *text,
            gsize          length)
{
  if (ascii)
    return word->ascii == NULL && !word->beyond_ascii;
  return word->ascii == NULL || _exm_fold_may_give (text, length, word->letters);
}

static gboolean
find_chars (const ExmWord *word,
            const GArray  *text)
{
  const gunichar *chars = (const gunichar *)(gconstpointer)text->data;
  const gunichar *wanted = (const gunichar *)(gconstpointer)word->chars->data;
  guint           n_wanted = word->chars->len;

  for (guint i = 0; i + n_wanted <= text->len; i++)
    if (chars[i] == wanted[0] &&
        memcmp (chars + i, wanted, n_wanted * sizeof (gunichar)) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_ascii (const char *text,
          gsize       length)
{
  gsize i = 0;

  for (; i + 8 <= length; i += 8)
    {
      guint64 bytes;

      memcpy (&bytes, text + i, 8);
      if ((bytes & G_GUINT64_CONSTANT (0x8080808080808080)) != 0)
        return FALSE;
    }
  for (; i < length; i++)
    if (((guchar)text[i] & 0x80) != 0)
      return FALSE;
  return TRUE;
}

guint64
_exm_matcher_find (ExmMatcher *self,
                   guint64     wanted,
                   const char *text,
                   gsize       length)
{
  guint64  found = 0;
  gboolean ascii = is_ascii (text, length);
  gboolean folded = FALSE;

  for (guint i = 0; i < self->words->len; i++)
    {
      const ExmWord *word = &g_array_index (self->words, ExmWord, i);
      gboolean       hit;

      if ((word->bit & wanted & ~found) == 0)
        continue;
      hit = word->ascii != NULL && find_ascii (word, text, length);

      if (!hit && needs_fold (word, ascii, text, length))
        {
          if (!folded)
            {
              g_array_set_size (self->scratch, 0);
              _exm_fold_chars (text, length, self->scratch);
              folded = TRUE;
            }
          hit = find_chars (word, self->scratch);
        }
      if (hit)
        found |= word->bit;
    }
  return found;
}
