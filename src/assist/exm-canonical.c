/* exm-canonical.c - the form under which two posts count as the same post
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-assist"

#include "config.h"

#include "exm-text.h"

#include <string.h>

#include "exm-text-private.h"

/* The normal form costs some 7 µs a post, nearly all of it GLib's normalising and
 * its look-ups: too much for a million. Nearly all code points that people write
 * are their own NFKC form, whatever stands beside them: they come from a table.
 * A text with any other one (a combining mark, a part of a Hangul syllable, a
 * ligature, a plane beyond the table, broken UTF-8) goes the long way as a whole.
 * Both ways give the same; a test holds them together.
 */

#define N_TABLE 0x20000u /* the two planes in which people write */
#define CHAR_MASK 0x1fffffu
#define IS_WORD (1u << 31)
#define IS_KEPT (1u << 30)
#define IS_ATTACHED (1u << 29)
#define IS_SLOW (1u << 28)

/* What is read of a text before _exm_text_normal_chars() cuts it. */
#define MAX_BYTES (EXM_TEXT_MAX_CHARS * 4 * 3)

static gboolean
is_kept (gunichar c)
{
  if (c == EXM_TEXT_URL_MARK || c == EXM_TEXT_NAME_MARK || _exm_text_is_attachment (c))
    return FALSE;
  if (_exm_text_is_word_char (c))
    return c != '_';
  switch ((int)g_unichar_type (c))
    {
    case G_UNICODE_OTHER_SYMBOL:
    case G_UNICODE_MODIFIER_SYMBOL:
      return c > 0x7F;
    default:
      return FALSE;
    }
}

/* What is to be known of @c, a code point of a normal form. */
static guint32
describe (gunichar c)
{
  return c | (_exm_text_is_word_char (c) ? IS_WORD : 0) | (is_kept (c) ? IS_KEPT : 0) |
         (_exm_text_is_attachment (c) ? IS_ATTACHED : 0);
}

/* --- the table ------------------------------------------------------------ */

/* A starter that is its own NFKC form and melts into nothing before it: what
 * can melt are marks and the later parts of Hangul syllables (Unicode Standard
 * Annex #15, section 9). Variation selectors and the keycap are marks that do not. */
static gboolean
is_inert (gunichar c)
{
  g_autofree char *form = NULL;
  char             own[7] = { 0 };

  if ((c >= 0xD800 && c < 0xE000) || g_unichar_combining_class (c) != 0)
    return FALSE;
  if (c >= 0xFE00 && c <= 0xFE0F)
    return TRUE;
  if ((g_unichar_ismark (c) && c != 0x20E3) || (c >= 0x1160 && c <= 0x11FF))
    return FALSE;
  g_unichar_to_utf8 (c, own);
  form = g_utf8_normalize (own, -1, G_NORMALIZE_ALL_COMPOSE);
  return form != NULL && strcmp (form, own) == 0;
}

static const guint32 *
get_table (void)
{
  static guint32 *table;

  if (g_once_init_enter (&table))
    {
      guint32 *made = g_new (guint32, N_TABLE);

      made[0] = IS_SLOW;
      for (gunichar c = 1; c < N_TABLE; c++)
        made[c] = c < 0x80 || is_inert (c) ? describe (g_unichar_tolower (c)) : IS_SLOW;
      g_once_init_leave (&table, made);
    }
  return table;
}

/* --- reading -------------------------------------------------------------- */

static gboolean
is_ascii_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

/* The code point at *p, which is not ASCII; moves *p. 0 = broken, or beyond. */
static inline gunichar
read_wide (const guint8 **p)
{
  const guint8 *s = *p;
  gunichar      c;

  if (s[0] < 0xE0)
    {
      if (s[0] < 0xC2 || (s[1] & 0xC0) != 0x80)
        return 0;
      *p += 2;
      return (gunichar)(s[0] & 0x1F) << 6 | (s[1] & 0x3F);
    }
  if ((s[1] & 0xC0) != 0x80 || (s[2] & 0xC0) != 0x80)
    return 0;
  if (s[0] < 0xF0)
    {
      c = (gunichar)(s[0] & 0x0F) << 12 | (gunichar)(s[1] & 0x3F) << 6 | (s[2] & 0x3F);
      *p += 3;
      return c >= 0x800 ? c : 0;
    }
  if (s[0] > 0xF0 || (s[3] & 0xC0) != 0x80)
    return 0;
  c = (gunichar)(s[1] & 0x3F) << 12 | (gunichar)(s[2] & 0x3F) << 6 | (s[3] & 0x3F);
  *p += 4;
  return c >= 0x10000 ? c : 0;
}

/* Reads what may be an address, a name or an entity at *p, which is ASCII, and
 * moves *p. Returns its description; 0 = the long way, please. */
static guint32
read_special (const guint32 *table, const guint8 **p, gboolean after_word)
{
  const char *s = (const char *)*p;

  if (*s == '&')
    {
      gunichar entity = _exm_text_read_entity (&s);

      if (entity == 0)
        entity = (guint8)*s++;
      *p = (const guint8 *)s;
      return table[entity];
    }
  if (*s == '@' && !after_word && ((guint8)s[1] >= 0x80 || (table[(guint8)s[1]] & IS_WORD) != 0))
    {
      for (s++; (guint8)*s < 0x80 && (table[(guint8)*s] & IS_WORD) != 0;)
        s++;
      *p = (const guint8 *)s;
      return (guint8)*s < 0x80 ? EXM_TEXT_NAME_MARK : 0;
    }
  if (*s != '@' && !after_word && _exm_text_starts_address (s))
    {
      while (*s != '\0' && (guint8)*s < 0x80 && !is_ascii_blank (*s))
        s++;
      *p = (const guint8 *)s;
      return (guint8)*s < 0x80 ? EXM_TEXT_URL_MARK : 0;
    }
  (*p)++;
  return table[(guint8)*s];
}

/* The normal form of @text, described, in @out. -1 = the long way, please. */
static int
read_fast (const char *text, guint32 *out)
{
  const guint32 *table = get_table ();
  const guint8  *p = (const guint8 *)text;
  guint32        last = 0;
  guint          run = 0;
  int            n = 0;

  while (*p != '\0' && n < EXM_TEXT_MAX_CHARS)
    {
      guint32 entry;

      if (*p >= 0x80)
        {
          gunichar c = read_wide (&p);

          entry = c < N_TABLE ? table[c] : IS_SLOW;
        }
      else if (*p == '&' || *p == '@' || (*p | 0x20) == 'h' || (*p | 0x20) == 'w')
        entry = read_special (table, &p, (last & IS_WORD) != 0);
      else
        entry = table[*p++];
      if (entry == 0 || (entry & IS_SLOW) != 0)
        return -1;
      run = entry == last ? run + 1 : 1;
      last = entry;
      if (run <= 3)
        out[n++] = entry;
    }
  return p - (const guint8 *)text <= MAX_BYTES ? n : -1;
}

static int
read_slow (const char *text, guint32 *out)
{
  g_autofree gunichar *chars = NULL;
  glong                n_chars;

  chars = _exm_text_normal_chars (text, &n_chars);
  for (glong i = 0; i < n_chars; i++)
    out[i] = describe (chars[i]);
  return (int)n_chars;
}

/* --- the canonical text --------------------------------------------------- */

guint
_exm_canonical_chars (const char *text, gunichar *out)
{
  guint32  entries[EXM_TEXT_MAX_CHARS];
  gboolean blank = FALSE;
  guint    n = 0;
  int      n_entries = read_fast (text, entries);

  if (n_entries < 0)
    n_entries = read_slow (text, entries);
  for (int i = 0; i < n_entries; i++)
    {
      guint32 entry = entries[i];

      if ((entry & IS_KEPT) != 0)
        {
          if (blank && n > 0)
            out[n++] = ' ';
          blank = FALSE;
          out[n++] = entry & CHAR_MASK;
        }
      else if (entry != '\'' && (entry & IS_ATTACHED) == 0)
        blank = TRUE;
      if (n == 2 && out[0] == 'r' && out[1] == 't' && i + 1 < n_entries && (entries[i + 1] & IS_WORD) == 0)
        n = 0;
    }
  return n;
}

char *
exm_text_canonical (const char *text)
{
  gunichar chars[EXM_TEXT_MAX_CHARS];
  guint    n;

  g_return_val_if_fail (text != NULL, NULL);

  n = _exm_canonical_chars (text, chars);
  return g_ucs4_to_utf8 (chars, n, NULL, NULL, NULL);
}
