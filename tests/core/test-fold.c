/* test-fold.c - folding by table against folding by GLib, and the search
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "exm-columns.h"
#include "exm-fold-private.h"
#include "exm-search.h"

static char *
fold_fast (const char *text)
{
  g_autoptr(GArray) chars = g_array_new (FALSE, FALSE, sizeof (gunichar));
  char *utf8;

  _exm_fold_chars (text, strlen (text), chars);
  utf8 = g_ucs4_to_utf8 ((const gunichar *)(gconstpointer)chars->data, chars->len, NULL, NULL, NULL);
  return utf8 != NULL ? utf8 : g_strdup ("");
}

static void
check (const char *text)
{
  g_autofree char *fast = fold_fast (text);
  g_autofree char *slow = _exm_fold_text (text, -1);

  if (strcmp (fast, slow) != 0)
    {
      g_autofree char *escaped = g_strescape (text, NULL);

      g_test_message ("for “%s”", escaped);
    }
  g_assert_cmpstr (fast, ==, slow);
}

static void
test_cases (void)
{
  static const struct
  {
    const char *text;
    const char *folded;
  } cases[] = {
    { "", "" },
    { " \t\r\n ", "" },
    { "Hello  World\n", "hello world" },
    { " \u00a0Ｋelvin \u212a", "kelvin k" },
    { "Straße", "strasse" },
    { "na\u0308hen", "nähen" },
    { "NA\u0308HEN", "nähen" },
    { "wait…", "wait..." },
    { "ﬁne ①", "fine 1" },
    { "\u1112\u1161\u11ab", "한" },
    { "カ\uff9e", "ガ" },
    { "😀️ OK", "😀️ ok" },
    { "İ", "i\u0307" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *slow = _exm_fold_text (cases[i].text, -1);

      g_assert_cmpstr (slow, ==, cases[i].folded);
      check (cases[i].text);
    }
}

/* Every code point alone and between letters. */
static void
test_each_code_point (void)
{
  for (gunichar c = 1; c < 0x20200; c++)
    {
      char text[16] = "a";
      int  n;

      if (c >= 0xd800 && c <= 0xdfff)
        continue;
      n = g_unichar_to_utf8 (c, text + 1);
      memcpy (text + 1 + n, "e", 2);
      check (text);
    }
}

static gunichar
random_char (void)
{
  static const gunichar spots[] = {
    'a',
    'E',
    ' ',
    0x0301,
    0x0308,
    0x0345,
    0x00df,
    0x1100,
    0x1161,
    0x11a8,
    0xac00,
    0x09c7,
    0x09be,
    0x3099,
    0x304b,
    0xff9e,
    0x2026,
    0x1f600,
    0x0130,
    0x1e9e,
    0x2011a,
    0x1d15e,
    0xfdfa,
    0x00a0,
    0x0f73,
    0x1d11e,
  };

  while (g_test_rand_bit ())
    {
      gunichar c = (gunichar)g_test_rand_int_range (1, 0x20100);

      if (c < 0xd800 || c > 0xdfff)
        return c;
    }
  return spots[g_test_rand_int_range (0, G_N_ELEMENTS (spots))];
}

static void
test_random (void)
{
  for (guint i = 0; i < 40000; i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      int n = g_test_rand_int_range (0, 8);

      for (int j = 0; j < n; j++)
        g_string_append_unichar (text, random_char ());
      check (text->str);
    }
}

static void
test_hash (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  g_assert_cmpuint (_exm_fold_hash ("", 0), ==, 0);
  g_assert_cmpuint (_exm_fold_hash (" \n", 2), ==, 0);
  g_assert_cmpuint (_exm_fold_hash ("a", 1), !=, 0);
  g_assert_cmpuint (_exm_fold_hash ("So  GOOD", 8), ==, _exm_fold_hash (" so good", 8));
  g_assert_cmpuint (_exm_fold_hash ("so good", 7), !=, _exm_fold_hash ("sogood", 6));
  /* Bytes that are no text still compare. */
  g_assert_cmpuint (_exm_fold_hash ("\xff\xfe", 2), ==, _exm_fold_hash ("\xff\xfe", 2));
  g_assert_cmpuint (_exm_fold_hash ("\xff\xfe", 2), !=, _exm_fold_hash ("\xff\xfd", 2));

  for (guint i = 0; i < 100000; i++)
    {
      char     text[16];
      guint64 *hash = g_new (guint64, 1);

      g_snprintf (text, sizeof text, "post %u", i);
      *hash = _exm_fold_hash (text, strlen (text));
      g_assert_true (g_hash_table_add (seen, hash));
    }
}

static void
append_some (GString *text)
{
  static const char *const pieces[] = { "Word", " ", "  ", "\t", "\n", "ABCDEFGH", "lowercase words of some length", "Z[@`az{", "\x7f", "\x1f", "\x0b", "\xff", "Ａ", "straße", "ﷺ", "e\u0301", " end" };

  if (g_test_rand_int_range (0, 3) == 0)
    g_string_append_unichar (text, random_char ());
  else
    g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
}

/* Many at once give what each gives alone: any number, any lengths, any bytes. */
static void
test_hashes (void)
{
  for (guint round = 0; round < 600; round++)
    {
      g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
      gsize   lengths[70];
      guint64 hashes[70];
      gsize   n = (gsize)g_test_rand_int_range (0, 70);

      for (gsize i = 0; i < n; i++)
        {
          GString *text = g_string_new (NULL);
          gsize    wanted = (gsize)g_test_rand_int_range (0, i % 9 == 0 ? 1500 : 90);

          while (text->len < wanted)
            append_some (text);
          lengths[i] = text->len;
          /* Without the end that a string has: nothing may be read behind it. */
          g_ptr_array_add (texts, g_memdup2 (text->str, MAX (text->len, 1)));
          g_string_free (text, TRUE);
        }
      _exm_fold_hashes ((const char *const *)texts->pdata, lengths, hashes, n);
      for (gsize i = 0; i < n; i++)
        g_assert_cmphex (hashes[i], ==, _exm_fold_hash (texts->pdata[i], lengths[i]));
    }
}

/* The words and phrases of a search. @all (out): their bits */
static ExmMatcher *
make_matcher (const char *words,
              guint64    *all)
{
  g_autoptr(ExmSearch) search = exm_search_new (words);
  ExmMatcher *matcher = _exm_matcher_new ();

  *all = 0;
  for (guint i = 0; i < MIN (search->n_terms, EXM_SEARCH_MAX_TERMS); i++)
    {
      g_assert_true (_exm_matcher_add (matcher, search->terms[i].text, G_GUINT64_CONSTANT (1) << i));
      *all |= G_GUINT64_CONSTANT (1) << i;
    }
  return matcher;
}

static void
test_matcher (void)
{
  static const struct
  {
    const char *words;
    const char *text;
    gboolean    found;
  } cases[] = {
    { "serenity", "A moment of Serenity.", TRUE },
    { "SERENITY", "serenity", TRUE },
    { "serenity", "serenit", FALSE },
    { "serenity", "", FALSE },
    { "a", "A", TRUE },
    { "good morning", "Morning! It is good.", TRUE },
    { "good morning", "good night", FALSE },
    { "\"good morning\"", "Good \n Morning all", TRUE },
    { "\"good morning\"", "morning good", FALSE },
    { "\"open", "an \"Open quote", TRUE },
    { "straße", "STRASSE 5", TRUE },
    { "strasse", "Große Straße", TRUE },
    { "fine", "ﬁne", TRUE },
    { "kelvin", "\u212aelvin", TRUE },
    { "über", "Fahrt ÜBER Land", TRUE },
    { "über", "uber", FALSE },
    { "nähe", "in der NA\u0308HE", TRUE },
    { "😀", "so 😀!", TRUE },
    { "天気", "今日はいい天気ですね", TRUE },
    { "天气", "今日はいい天気ですね", FALSE },
    { "100%", "100% sure", TRUE },
    { "aab", "aaaaab", TRUE },
    { "xyz", "xyxyxyxyz", TRUE },
    { "xyz", "xyxyxyxyy XY Z", FALSE },
    { "привет", "ПРИВЕТ!", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint64 all = 0;
      g_autoptr(ExmMatcher) matcher = make_matcher (cases[i].words, &all);
      guint64 bits = _exm_matcher_find (matcher, G_MAXUINT64, cases[i].text, strlen (cases[i].text));

      if ((bits == all) != cases[i].found)
        g_test_message ("“%s” in “%s”", cases[i].words, cases[i].text);
      g_assert_cmpint (bits == all, ==, cases[i].found);
    }
}

/* The quick search finds what a search in the folded text finds. */
static void
test_matcher_random (void)
{
  for (guint i = 0; i < 40000; i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autoptr(GString) word = g_string_new (NULL);
      g_autoptr(ExmMatcher) matcher = NULL;
      g_autofree char *folded = NULL;
      g_autofree char *folded_word = NULL;
      int              n_text = g_test_rand_int_range (0, 30);
      int              n_word = g_test_rand_int_range (1, 4);
      gboolean         is_found;

      for (int j = 0; j < n_text; j++)
        g_string_append (text, ((const char *[]){ "a", "B", "c", "ä", "ß", "ﬁ", "i", " ", "Ｋ", "…", "\u0308", "😀" })[g_test_rand_int_range (0, 12)]);
      for (int j = 0; j < n_word; j++)
        g_string_append (word, ((const char *[]){ "A", "b", "C", "Ä", "s", "f", "I", "k", "." })[g_test_rand_int_range (0, 9)]);

      matcher = _exm_matcher_new ();
      g_assert_true (_exm_matcher_add (matcher, word->str, 1));
      folded = _exm_fold_text (text->str, -1);
      folded_word = _exm_fold_text (word->str, -1);
      is_found = _exm_matcher_find (matcher, 1, text->str, text->len) == 1;
      /* A letter with a mark of its own is found without it as well. */
      if (strstr (text->str, "\u0308") != NULL)
        g_assert_true (is_found || strstr (folded, folded_word) == NULL);
      else
        g_assert_cmpint (is_found, ==, strstr (folded, folded_word) != NULL);
    }
}

static void
test_many_words (void)
{
  g_autoptr(GString) words = g_string_new (NULL);
  g_autoptr(ExmMatcher) matcher = NULL;
  guint64 all;

  for (guint i = 0; i < EXM_SEARCH_MAX_TERMS + 10; i++)
    g_string_append_printf (words, "w%u ", i);
  matcher = make_matcher (words->str, &all);
  g_assert_cmpuint (all, ==, G_MAXUINT64);
  g_assert_cmpuint (_exm_matcher_find (matcher, G_MAXUINT64, words->str, words->len), ==, G_MAXUINT64);
  g_assert_cmpuint (_exm_matcher_find (matcher, 6, words->str, words->len), ==, 6);
  g_assert_false (_exm_matcher_add (matcher, " \n\u00a0", 1));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/fold/cases", test_cases);
  g_test_add_func ("/core/fold/each-code-point", test_each_code_point);
  g_test_add_func ("/core/fold/random", test_random);
  g_test_add_func ("/core/fold/hash", test_hash);
  g_test_add_func ("/core/fold/hashes", test_hashes);
  g_test_add_func ("/core/fold/matcher", test_matcher);
  g_test_add_func ("/core/fold/matcher-random", test_matcher_random);
  g_test_add_func ("/core/fold/many-words", test_many_words);
  return g_test_run ();
}
