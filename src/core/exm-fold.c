/* exm-fold.c - one form for texts that a person takes for the same
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-fold-private.h"

#include <string.h>

#include "exm-columns.h"

/* GLib's normalising and folding cost some 7 µs a post: too much for a million.
 * Nearly all code points that people write are inert, though: whatever stands
 * beside them, they fold to the same sequence. A table holds these sequences; a
 * text with any other code point (a combining mark, a Hangul part, a plane
 * beyond the table) goes through GLib as a whole. Both ways give the same.
 *
 * A code point is inert when its NFKC form consists of starters (combining class
 * 0) of which none can be the second part of a composition: then nothing can
 * reorder with it nor melt into it (Unicode Standard Annex #15, section 9).
 *
 * The hash is stored in files. It changes only where Unicode changes: for
 * characters that an older GLib did not know.
 */

#define N_TABLE 0x20000u /* the two planes in which people write */
#define IN_POOL 0x80000000u

static guint32 *fold_table; /* 0 = ask GLib; a code point; or IN_POOL | offset */
static guint32 *fold_pool;  /* each: how many, then the code points */

/* --- the table ------------------------------------------------------------ */

static gboolean
has_case (gunichar c)
{
  switch ((int)g_unichar_type (c))
    {
    case G_UNICODE_UPPERCASE_LETTER:
    case G_UNICODE_LOWERCASE_LETTER:
    case G_UNICODE_TITLECASE_LETTER:
    case G_UNICODE_MODIFIER_LETTER:
    case G_UNICODE_LETTER_NUMBER:
    case G_UNICODE_OTHER_SYMBOL:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Marks what GLib can melt into the character before it. */
static guint8 *
find_seconds (void)
{
  guint8 *seconds = g_malloc0 (N_TABLE);

  for (gunichar c = 0x80; c < N_TABLE; c++)
    {
      gunichar first;
      gunichar second;

      if (g_unichar_decompose (c, &first, &second) && second != 0 && second < N_TABLE)
        seconds[second] = 1;
    }
  /* Hangul vowels and tails, of which GLib makes syllables. */
  for (gunichar c = 0x1161; c <= 0x11ff; c++)
    seconds[c] = 1;
  return seconds;
}

static gboolean
is_starter (gunichar      c,
            const guint8 *seconds)
{
  return c != 0 && c < N_TABLE && !seconds[c] && g_unichar_combining_class (c) == 0;
}

static guint32
fold_one (gunichar      c,
          const guint8 *seconds,
          GArray       *pool)
{
  char             utf8[7] = { 0 };
  gunichar         parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
  g_autofree char *normal = NULL;
  g_autofree char *folded = NULL;
  gboolean         is_own;
  guint32          n_chars;
  guint32          offset;

  if (!is_starter (c, seconds) || (c >= 0xd800 && c <= 0xdfff))
    return 0;

  is_own = (c >= 0xac00 && c <= 0xd7a3) ||
           (g_unichar_fully_decompose (c, TRUE, parts, G_N_ELEMENTS (parts)) == 1 && parts[0] == c);
  if (is_own && !has_case (c))
    return g_unichar_isspace (c) ? ' ' : c;

  g_unichar_to_utf8 (c, utf8);
  normal = g_utf8_normalize (utf8, -1, G_NORMALIZE_NFKC);
  for (const char *p = normal; *p != '\0'; p = g_utf8_next_char (p))
    if (!is_starter (g_utf8_get_char (p), seconds))
      return 0;

  folded = g_utf8_casefold (normal, -1);
  n_chars = g_utf8_strlen (folded, -1);
  if (n_chars == 1)
    {
      gunichar to = g_utf8_get_char (folded);

      return g_unichar_isspace (to) ? ' ' : to;
    }

  offset = pool->len;
  g_array_append_val (pool, n_chars);
  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      guint32 to = g_utf8_get_char (p);

      if (g_unichar_isspace (to))
        to = ' ';
      g_array_append_val (pool, to);
    }
  return IN_POOL | offset;
}

static void
ensure_table (void)
{
  static gsize ready = 0;

  if (g_once_init_enter (&ready))
    {
      g_autofree guint8 *seconds = find_seconds ();
      guint32           *table = g_new (guint32, N_TABLE);
      GArray            *pool = g_array_new (FALSE, FALSE, sizeof (guint32));

      for (gunichar c = 0; c < N_TABLE; c++)
        table[c] = fold_one (c, seconds, pool);
      fold_pool = (guint32 *)(gpointer)g_array_free (pool, FALSE);
      fold_table = table;
      g_once_init_leave (&ready, 1);
    }
}

/* --- the walk --------------------------------------------------------------- */

/* Where folded code points go: a hash or an array. */
typedef struct
{
  guint64  hash;
  GArray  *out; /* NULL = hash */
  gboolean started;
  gboolean gap;
} ExmFolder;

static inline void
folder_put (ExmFolder *folder,
            guint32    c)
{
  if (folder->out != NULL)
    {
      g_array_append_val (folder->out, c);
      return;
    }
  folder->hash = _exm_fold_step (folder->hash, c);
}

static inline void
folder_add (ExmFolder *folder,
            guint32    c)
{
  if (c == ' ')
    {
      folder->gap = folder->started;
      return;
    }
  if (folder->gap)
    {
      folder_put (folder, ' ');
      folder->gap = FALSE;
    }
  folder->started = TRUE;
  folder_put (folder, c);
}

/* Decodes one code point beyond ASCII; 0 when the bytes are none. */
static inline guint32
decode (const guchar **pp,
        const guchar  *end)
{
  const guchar *p = *pp;
  guint32       c = *p;
  guint         n_more;

  if (c < 0xc2)
    return 0;
  if (c < 0xe0)
    n_more = 1;
  else if (c < 0xf0)
    n_more = 2;
  else
    n_more = 3;
  if ((gsize)(end - p) <= n_more)
    return 0;

  c &= 0x3fu >> n_more;
  for (guint i = 1; i <= n_more; i++)
    {
      if ((p[i] & 0xc0) != 0x80)
        return 0;
      c = (c << 6) | (p[i] & 0x3f);
    }
  *pp = p + n_more + 1;
  return c;
}

static gboolean
walk_by_table (ExmFolder  *folder,
               const char *text,
               gsize       length)
{
  const guchar *p = (const guchar *)text;
  const guchar *end = p + length;

  while (p < end)
    {
      guint32 c = *p;
      guint32 to;

      if (c < 0x80)
        p++;
      else
        c = decode (&p, end);
      if (c >= N_TABLE)
        return FALSE;

      to = fold_table[c];
      if (to == 0)
        return FALSE;
      if ((to & IN_POOL) == 0)
        {
          folder_add (folder, to);
          continue;
        }
      to &= ~IN_POOL;
      for (guint32 i = 1; i <= fold_pool[to]; i++)
        folder_add (folder, fold_pool[to + i]);
    }
  return TRUE;
}

static char *
fold_by_glib (const char *text,
              gssize      length)
{
  g_autofree char *normal = NULL;

  if (!g_utf8_validate (text, length, NULL))
    return NULL;
  normal = g_utf8_normalize (text, length, G_NORMALIZE_NFKC);
  return normal != NULL ? g_utf8_casefold (normal, -1) : NULL;
}

static void
walk_by_glib (ExmFolder  *folder,
              const char *text,
              gsize       length)
{
  g_autofree char *folded = fold_by_glib (text, length);

  if (folded == NULL) /* not UTF-8: bytes are what there is to compare */
    {
      for (gsize i = 0; i < length; i++)
        folder_add (folder, (guchar)text[i]);
      return;
    }
  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      folder_add (folder, g_unichar_isspace (c) ? ' ' : c);
    }
}

guint64
_exm_fold_hash (const char *text,
                gsize       length)
{
  ExmFolder folder = { 0 };

  ensure_table ();
  if (!walk_by_table (&folder, text, length))
    {
      folder = (ExmFolder){ 0 };
      walk_by_glib (&folder, text, length);
    }

  return folder.started ? _exm_fold_finish (folder.hash) : 0;
}

/* Eight ASCII bytes that fold to as many: no control character and no two spaces in
 * a row (@was_space: one stands before). Writes them in lower case.
 * Bytes below 0x80 do not carry into their neighbours when 0x80 at most is added. */
static inline gboolean
fold_eight (const guchar *p,
            guint32      *out,
            gboolean     *was_space)
{
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101);
  const guint64 highs = ones << 7;
  guint64       word;
  guint64       spaces;
  guint64       capitals;

  memcpy (&word, p, sizeof word);
  word = GUINT64_FROM_LE (word);
  if ((word & highs) != 0 || ((word + 0x60 * ones) & highs) != highs)
    return FALSE;
  spaces = ~((word ^ ones * ' ') + 0x7f * ones) & highs;
  if ((spaces & (spaces << 8 | (*was_space ? 0x80 : 0))) != 0)
    return FALSE;
  capitals = (word + (0x80 - 'A') * ones) & ~(word + (0x80 - 'Z' - 1) * ones) & highs;
  word |= capitals >> 2;
  for (guint i = 0; i < 8; i++)
    out[i] = (guint32)(word >> 8 * i) & 0xff;
  *was_space = spaces >> 63 != 0;
  return TRUE;
}

gssize
_exm_fold_into (const char *text,
                gsize       length,
                guint32    *out,
                gsize       room)
{
  const guchar *p = (const guchar *)text;
  const guchar *end = p + length;
  gboolean      was_space = TRUE;
  gsize         n = 0;

  ensure_table ();
  while (p < end)
    {
      guint32  c, to, single[2] = { 1 };
      guint32 *parts;

      if (room - n < 8)
        return -1;
      if (end - p >= 8 && fold_eight (p, out + n, &was_space))
        {
          p += 8;
          n += 8;
          continue;
        }
      c = *p;
      if (c < 0x80)
        p++;
      else
        c = decode (&p, end);
      to = c < N_TABLE ? fold_table[c] : 0;
      if (to == 0)
        return -1;
      single[1] = to;
      parts = (to & IN_POOL) != 0 ? fold_pool + (to & ~IN_POOL) : single;
      if (room - n < parts[0])
        return -1;
      for (guint32 i = 1; i <= parts[0]; i++)
        {
          gboolean is_space = parts[i] == ' ';

          out[n] = parts[i];
          n += !(is_space && was_space);
          was_space = is_space;
        }
    }
  return (gssize)(n > 0 && was_space ? n - 1 : n);
}

static inline gboolean
is_wanted (guint32        c,
           const guint64 *wanted)
{
  return c < 0x80 && (wanted[c / 64] >> c % 64 & 1) != 0;
}

/* How many of the first bytes are ASCII, or a few fewer. */
static inline gsize
count_ascii (const guchar *p,
             const guchar *end)
{
  const guchar *start = p;

  for (; end - p >= 8; p += 8)
    {
      guint64 word;

      memcpy (&word, p, sizeof word);
      if ((word & G_GUINT64_CONSTANT (0x8080808080808080)) != 0)
        break;
    }
  while (p < end && *p < 0x80)
    p++;
  return (gsize)(p - start);
}

gboolean
_exm_fold_may_give (const char    *text,
                    gsize          length,
                    const guint64 *wanted)
{
  const guchar *p = (const guchar *)text;
  const guchar *end = p + length;

  ensure_table ();
  for (p += count_ascii (p, end); p < end; p += count_ascii (p, end))
    {
      guint32        c = decode (&p, end);
      guint32        to = c != 0 && c < N_TABLE ? fold_table[c] : 0;
      const guint32 *parts;

      if (to == 0)
        return TRUE;
      if ((to & IN_POOL) == 0 && is_wanted (to, wanted))
        return TRUE;
      if ((to & IN_POOL) == 0)
        continue;
      parts = fold_pool + (to & ~IN_POOL);
      for (guint32 i = 1; i <= parts[0]; i++)
        if (is_wanted (parts[i], wanted))
          return TRUE;
    }
  return FALSE;
}

void
_exm_fold_chars (const char *text,
                 gsize       length,
                 GArray     *out)
{
  ExmFolder folder = { .out = out };
  guint     n_before = out->len;

  ensure_table ();
  if (walk_by_table (&folder, text, length))
    return;
  g_array_set_size (out, n_before);
  folder = (ExmFolder){ .out = out };
  walk_by_glib (&folder, text, length);
}

char *
_exm_fold_text (const char *text,
                gssize      length)
{
  g_autofree char *folded = NULL;
  GString         *out;

  g_return_val_if_fail (text != NULL, NULL);

  folded = fold_by_glib (text, length);
  if (folded == NULL)
    return length < 0 ? g_strdup (text) : g_strndup (text, length);

  out = g_string_sized_new (strlen (folded));
  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_isspace (c))
        g_string_append_unichar (out, c);
      else if (out->len > 0 && out->str[out->len - 1] != ' ')
        g_string_append_c (out, ' ');
    }
  if (out->len > 0 && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
  return g_string_free (out, FALSE);
}
