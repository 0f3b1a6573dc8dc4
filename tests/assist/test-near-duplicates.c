/* test-near-duplicates.c - against every pair compared, and against bad input
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "exm-near-duplicates.h"
#include "exm-text.h"

/* --- canonical texts, the long way ------------------------------------------ */

static gboolean
is_attachment (gunichar c)
{
  return c == 0x200D || c == 0xFE0E || c == 0xFE0F || (c >= 0x1F3FB && c <= 0x1F3FF);
}

static gboolean
is_word (gunichar c)
{
  return c == '_' || g_unichar_isalnum (c) || g_unichar_ismark (c);
}

static gboolean
is_kept (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  if (c == EXM_TEXT_URL_MARK || c == EXM_TEXT_NAME_MARK || is_attachment (c) || c == '_')
    return FALSE;
  return is_word (c) || (c > 0x7F && (type == G_UNICODE_OTHER_SYMBOL || type == G_UNICODE_MODIFIER_SYMBOL));
}

static char *
canonical_slowly (const char *text)
{
  g_autofree char     *normal = exm_text_normalise (text);
  g_autofree gunichar *c = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean blank = FALSE;
  glong    n;

  c = g_utf8_to_ucs4_fast (normal, -1, &n);
  for (glong i = 0; i < n; i++)
    {
      if (is_kept (c[i]))
        {
          if (blank && out->len > 0)
            g_string_append_c (out, ' ');
          blank = FALSE;
          g_string_append_unichar (out, c[i]);
        }
      else if (c[i] != '\'' && !is_attachment (c[i]))
        blank = TRUE;
      if (g_str_equal (out->str, "rt") && i + 1 < n && !is_word (c[i + 1]))
        g_string_truncate (out, 0);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static const char *const pieces[] = {
  "RT ", "rt", "@name", "@", "@é", "&amp;", "&#39;", "&bogus;", "http://a.b/c?d=é", "www.x.y", "https://t.co/a¨b", "hhh", "wW",
  " ", "  ", "\n", "\t", "\r\n", "\v", "a", "A", "B", "don't", "_", "___", "1", "23", "!!!!!", "…", "—", "é", "e\xcc\x81", "\xcc\x81",
  "ﬁ", "①", "¨", "\xc2\xa0", "日本", "ไทย", "한국", "\xe1\x84\x80\xe1\x85\xa1", "\xe1\x85\xa1", "\xe1\x86\xa8", "हिन्दी", "עברית", "العربية", "İ", "ẞ", "Σ", "👍", "👍🏽", "❤️", "1️⃣", "👨‍👩‍👧", "🇩🇪",
  "𠀀", "\xf3\xa0\x81\xa7", "\xef\xbf\xbd", "\xee\x80\x80", "\xff", "\xc3", "\xf0\x9f", "\xed\xa0\x80", "\xc0\x80", "word", "Morning", "aaaa"
};

static void
test_canonical (void)
{
  const guint32 seed = g_test_rand_int () != 0 ? (guint32)g_test_rand_int () : 1;
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (guint round = 0; round < 20000; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *ours = NULL;
      g_autofree char *slow = NULL;
      gint32           n = g_rand_int_range (rand, 0, round % 500 == 0 ? 4000 : 14);

      for (gint32 i = 0; i < n; i++)
        g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
      ours = exm_text_canonical (text->str);
      slow = canonical_slowly (text->str);
      g_assert_cmpstr (ours, ==, slow);
    }
}

/* Each code point alone and between letters, whatever its table says. */
static void
test_code_points (void)
{
  for (gunichar c = 1; c < 0x30000; c++)
    {
      char  text[16] = "a";
      char *ours;
      char *slow;

      if (c >= 0xD800 && c < 0xE000)
        continue;
      text[1 + g_unichar_to_utf8 (c, text + 1)] = 'e';
      ours = exm_text_canonical (text);
      slow = canonical_slowly (text);
      g_assert_cmpstr (ours, ==, slow);
      g_free (ours);
      g_free (slow);
    }
}

/* --- groups ------------------------------------------------------------------- */

static ExmNearGroups *
find (char **texts)
{
  g_autoptr (ExmNearDuplicates) near = exm_near_duplicates_new ();
  g_autoptr (GError) error = NULL;
  ExmNearGroups *groups;

  for (guint i = 0; texts[i] != NULL; i++)
    exm_near_duplicates_add (near, i + 1000, texts[i]);
  g_assert_true (exm_near_duplicates_match (near, NULL, NULL, NULL, &error));
  for (guint i = 0; texts[i] != NULL; i++)
    if (exm_near_duplicates_wants (near, i + 1000))
      exm_near_duplicates_add_again (near, i + 1000, texts[i]);
  groups = exm_near_duplicates_finish (near, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (groups->starts[groups->n_groups], ==, groups->n_ids);
  return groups;
}

/* The words of a group as "1 4 7", groups parted by " | ". */
static char *
describe (const ExmNearGroups *groups)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint g = 0; g < groups->n_groups; g++)
    {
      g_string_append (out, g > 0 ? " |" : "");
      for (gsize i = groups->starts[g]; i < groups->starts[g + 1]; i++)
        g_string_append_printf (out, " %u", groups->ids[i] - 1000);
      g_string_append (out, groups->is_same[g] ? " =" : " ~");
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
test_groups (void)
{
  static const char *const texts[] = {
    "Enjoying a beautiful day at the park with my friends",                 /* 0 */
    "Traffic was terrible this morning and I am late again",                /* 1 */
    "enjoying a BEAUTIFUL day at the park, with my friends! https://x.y/z", /* 2 = 0 */
    "RT @someone: Traffic was terible this morning and I am late again 😡",  /* 3 ~ 1 */
    "Good", "good!",                                                        /* 4 = 5 */
    "Goods", "!!!", "???", "",                                              /* too short, or nothing */
    "Just finished an amazing workout at the gym",                          /* 10, alone */
    NULL
  };
  g_autoptr (ExmNearGroups) groups = find ((char **)texts);
  g_autofree char *found = describe (groups);

  g_assert_cmpstr (found, ==, " 0 2 = | 1 3 ~ | 4 5 =");
}

static void
test_nothing (void)
{
  static const char *const none[] = { NULL };
  g_autoptr (ExmNearGroups) groups = find ((char **)none);

  g_assert_cmpuint (groups->n_groups, ==, 0);
  g_assert_cmpuint (groups->n_ids, ==, 0);
}

/* --- every pair ----------------------------------------------------------------- */

#define N_TEXTS 1500

static const char *const words[] = {
  "morning", "coffee", "traffic", "wonderful", "terrible", "friends", "weekend", "rain", "sunshine", "finally", "project", "finished",
  "excited", "about", "the", "new", "recipe", "tonight", "garden", "music", "feeling", "grateful", "little", "things", "life", "never",
  "again", "why", "always", "laughing", "mountains", "train", "late", "boss", "holiday", "dream", "quiet", "night", "stars", "café", "日本語の", "👍"
};

static char *
make_text (GRand *rand)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gint32 n = g_rand_int_range (rand, 3, 25); n > 0; n--)
    g_string_append_printf (text, "%s ", words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
edit_text (GRand *rand, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, " ", -1);
  gint32 at = g_rand_int_range (rand, 0, (gint32)g_strv_length (parts));

  switch (g_rand_int_range (rand, 0, 5))
    {
    case 0:
      return g_strconcat ("RT @x: ", text, " https://t.co/1", NULL);
    case 1:
      return g_utf8_strup (text, -1);
    case 2:
      g_free (parts[at]);
      parts[at] = g_strdup (words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))]);
      return g_strjoinv (" ", parts);
    case 3:
      return g_strconcat (text, words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))], NULL);
    default:
      parts[at][0] = parts[at][0] != '\0' && (guint8)parts[at][0] < 0x80 ? 'x' : parts[at][0];
      return g_strjoinv (" ", parts);
    }
}

static GHashTable *
make_grams (const char *text)
{
  GHashTable          *grams = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char     *canonical = exm_text_canonical (text);
  g_autofree gunichar *c = NULL;
  glong                n;

  c = g_utf8_to_ucs4_fast (canonical, -1, &n);
  for (glong i = 0; i + 4 <= n; i++)
    g_hash_table_add (grams, g_ucs4_to_utf8 (c + i, 4, NULL, NULL, NULL));
  return grams;
}

static double
similarity (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer       key;
  guint          both = 0;

  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    both += g_hash_table_contains (b, key);
  return both > 0 ? both / (double)(g_hash_table_size (a) + g_hash_table_size (b) - both) : 0;
}

static guint
root_of (const guint *parent, guint i)
{
  while (parent[i] != i)
    i = parent[i];
  return i;
}

static void
test_every_pair (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (42);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) grams = g_ptr_array_new_with_free_func ((GDestroyNotify)g_hash_table_unref);
  g_autoptr (ExmNearGroups) groups = NULL;
  g_autofree guint *group = g_new0 (guint, N_TEXTS);
  g_autofree guint *parent = g_new (guint, N_TEXTS);
  guint             n_pairs = 0;
  guint             n_missed = 0;

  for (guint i = 0; i < N_TEXTS; i++)
    {
      g_ptr_array_add (texts, i > 0 && g_rand_boolean (rand) ? edit_text (rand, texts->pdata[g_rand_int_range (rand, 0, (gint32)i)]) : make_text (rand));
      g_ptr_array_add (grams, make_grams (texts->pdata[i]));
      parent[i] = i;
    }
  g_ptr_array_add (texts, NULL);
  groups = find ((char **)texts->pdata);
  for (guint g = 0; g < groups->n_groups; g++)
    for (gsize i = groups->starts[g]; i < groups->starts[g + 1]; i++)
      group[groups->ids[i] - 1000] = g + 1;

  for (guint a = 0; a < N_TEXTS; a++)
    for (guint b = a + 1; b < N_TEXTS; b++)
      if (similarity (grams->pdata[a], grams->pdata[b]) >= EXM_NEAR_SIMILARITY)
        {
          g_autofree char *canonical_a = exm_text_canonical (texts->pdata[a]);
          g_autofree char *canonical_b = exm_text_canonical (texts->pdata[b]);

          if (!g_str_equal (canonical_a, canonical_b) && (g_utf8_strlen (canonical_a, -1) < EXM_NEAR_MIN_CHARS || g_utf8_strlen (canonical_b, -1) < EXM_NEAR_MIN_CHARS))
            continue;
          parent[root_of (parent, a)] = root_of (parent, b);
          n_pairs++;
          n_missed += group[a] == 0 || group[a] != group[b];
        }
  g_test_message ("%u pairs, %u missed", n_pairs, n_missed);
  g_assert_cmpuint (n_pairs, >, 500);
  g_assert_cmpuint (n_missed * 200, <=, n_pairs);

  /* Nothing is in a group that does not belong there. */
  for (guint g = 0; g < groups->n_groups; g++)
    for (gsize i = groups->starts[g]; i < groups->starts[g + 1]; i++)
      g_assert_cmpuint (root_of (parent, groups->ids[i] - 1000), ==, root_of (parent, groups->ids[groups->starts[g]] - 1000));
}

/* --- care -------------------------------------------------------------------------- */

static void
test_changed (void)
{
  g_autoptr (ExmNearDuplicates) near = exm_near_duplicates_new ();
  g_autoptr (ExmNearGroups) groups = NULL;

  exm_near_duplicates_add (near, 1, "Traffic was terrible this morning and I am late again");
  exm_near_duplicates_add (near, 2, "Traffic was terible this morning and I am late again");
  g_assert_true (exm_near_duplicates_match (near, NULL, NULL, NULL, NULL));
  g_assert_true (exm_near_duplicates_wants (near, 1));
  g_assert_false (exm_near_duplicates_wants (near, 3));
  /* The second one was edited between the two tellings. */
  exm_near_duplicates_add_again (near, 1, "Traffic was terrible this morning and I am late again");
  exm_near_duplicates_add_again (near, 2, "Something else");
  exm_near_duplicates_add_again (near, 3, "Nobody asked");
  groups = exm_near_duplicates_finish (near, NULL, NULL, NULL, NULL);
  g_assert_cmpuint (groups->n_groups, ==, 0);
}

static void
count_progress (double fraction, gpointer user_data)
{
  double *last = user_data;

  g_assert_cmpfloat (fraction, >, *last);
  g_assert_cmpfloat (fraction, <=, 1);
  *last = fraction;
}

static void
test_cancel (void)
{
  g_autoptr (ExmNearDuplicates) near = exm_near_duplicates_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  double last = 0;

  exm_near_duplicates_add (near, 1, "Traffic was terrible this morning");
  g_assert_true (exm_near_duplicates_match (near, cancellable, count_progress, &last, &error));
  g_assert_cmpfloat (last, ==, 1);
  g_cancellable_cancel (cancellable);
  g_clear_pointer (&near, exm_near_duplicates_free);
  near = exm_near_duplicates_new ();
  exm_near_duplicates_add (near, 1, "Traffic was terrible this morning");
  g_assert_false (exm_near_duplicates_match (near, cancellable, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Form letters: thousands that share most, and one phrase with thousands of ends. */
static void
test_families (void)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ExmNearGroups) groups = NULL;
  gint64 from = g_get_monotonic_time ();

  for (guint i = 0; i < 5000; i++)
    g_ptr_array_add (texts, g_strdup_printf ("thank you all so very much for the birthday wishes %u", i));
  for (guint i = 0; i < 5000; i++)
    g_ptr_array_add (texts, g_strdup_printf ("%s %s your parcel %u will be there on %s", words[i % 40], words[i / 40 % 40], i * 7919, words[i % 37]));
  g_ptr_array_add (texts, NULL);
  groups = find ((char **)texts->pdata);
  /* All the first are one group, whatever became of the others. */
  g_assert_cmpuint (groups->ids[0], ==, 1000);
  g_assert_cmpuint (groups->starts[1], >=, 5000);
  g_assert_cmpint ((g_get_monotonic_time () - from) / G_TIME_SPAN_SECOND, <, 20);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/assist/near/canonical", test_canonical);
  g_test_add_func ("/assist/near/code-points", test_code_points);
  g_test_add_func ("/assist/near/groups", test_groups);
  g_test_add_func ("/assist/near/nothing", test_nothing);
  g_test_add_func ("/assist/near/every-pair", test_every_pair);
  g_test_add_func ("/assist/near/changed", test_changed);
  g_test_add_func ("/assist/near/cancel", test_cancel);
  g_test_add_func ("/assist/near/families", test_families);
  return g_test_run ();
}
