/* exm-label-near.c - names that look like one label written twice
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-label.h"

#include <string.h>

#include "exm-fold-private.h"
#include "exm-label-private.h"

/* Three keys are made of each name; names that share one of them are near:
 *
 *   plain   letters and digits only, folded, without accents: Self-Care, selfcare
 *   single  the same without doubled letters, for long names: Happiness, Hapiness
 *   stem    each word cut to its stem: Happy and Happiness, Grateful and Gratitude
 *
 * Long names are near as well when one has a letter too many or two letters that
 * changed places, somewhere inside (exm-label-typo.c).
 *
 * The stems are after English endings, as most label sets are; a name in another
 * language is rarely touched by them, and then only warned about. Endings and
 * beginnings that turn a meaning round (-less, un-, dis-) are none here.
 */

#define SINGLE_MIN 7

/* Looking for slips of the pen is some microseconds a name; nobody merges by hand
 * among more labels than these. */
#define TYPO_MAX 2000

typedef struct
{
  const char *ending;
  gsize       min_stem; /* letters that must be left */
  const char *instead;
} ExmEnding;

/* Longer ones first. Taken off one after another: hope-ful-ness. */
static const ExmEnding endings[] = {
  { "ionate", 4, "ion" },
  { "ional", 4, "ion" },
  { "osity", 3, "" },
  { "itude", 3, "" },
  { "istic", 4, "" },
  { "iness", 3, "y" },
  { "ness", 3, "" },
  { "ment", 4, "" },
  { "etic", 3, "i" },
  { "ance", 4, "" },
  { "ence", 4, "" },
  { "able", 4, "" },
  { "ical", 4, "ic" },
  { "ousy", 4, "ous" },
  { "ancy", 4, "" },
  { "ency", 4, "" },
  { "ful", 3, "" },
  { "dom", 4, "" },
  { "ous", 3, "" },
  { "ion", 4, "" },
  { "ive", 4, "" },
  { "ety", 4, "" },
  { "ity", 4, "" },
  { "ism", 4, "" },
  { "ist", 4, "" },
  { "ant", 4, "" },
  { "ent", 4, "" },
  { "ly", 3, "" },
  { "iv", 4, "" },
  { "ic", 4, "" },
  { "ia", 4, "" },
};

/* Families whose stems no ending tells; and adjectives in -y, which as a rule would
 * make a party of parts. */
static const struct
{
  const char *word;
  const char *stem;
} irregular[] = {
  { "angry", "anger" },
  { "cheery", "cheer" },
  { "cloudy", "cloud" },
  { "funny", "fun" },
  { "gloomy", "gloom" },
  { "greedy", "greed" },
  { "guilty", "guilt" },
  { "healthy", "health" },
  { "hungry", "hunger" },
  { "lucky", "luck" },
  { "miserable", "misery" },
  { "moody", "mood" },
  { "needy", "need" },
  { "noisy", "noise" },
  { "proud", "pride" },
  { "risky", "risk" },
  { "strength", "strong" },
  { "thirsty", "thirst" },
  { "wealthy", "wealth" },
};

static gboolean
is_vowel (char c)
{
  return strchr ("aeiou", c) != NULL;
}

static gboolean
has_vowel (const char *text,
           gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if (is_vowel (text[i]) || text[i] == 'y')
      return TRUE;
  return FALSE;
}

static gboolean
cut_plural (GString *word)
{
  gsize n = word->len;

  if (n < 4 || word->str[n - 1] != 's' || g_str_equal (word->str, "news"))
    return FALSE;
  if (strchr ("sui", word->str[n - 2]) != NULL)
    return FALSE; /* boss, focus, crisis */

  if (n > 4 && g_str_has_suffix (word->str, "ies"))
    {
      g_string_truncate (word, n - 3);
      g_string_append_c (word, 'y');
    }
  else if (n > 4 && (g_str_has_suffix (word->str, "sses") || g_str_has_suffix (word->str, "xes") ||
                     g_str_has_suffix (word->str, "ches") || g_str_has_suffix (word->str, "shes")))
    g_string_truncate (word, n - 2);
  else
    g_string_truncate (word, n - 1);
  return TRUE;
}

/* Loved, loving → love; thrilled → thrill; getting → get. */
static gboolean
cut_verb (GString *word)
{
  gsize n_ending = g_str_has_suffix (word->str, "ing") ? 3 : g_str_has_suffix (word->str, "ed") ? 2
                                                                                                : 0;
  gsize n;

  if (n_ending == 0 || word->len < n_ending + 3 || !has_vowel (word->str, word->len - n_ending))
    return FALSE;
  g_string_truncate (word, word->len - n_ending);

  n = word->len;
  if (word->str[n - 1] == word->str[n - 2] && strchr ("aeioulsz", word->str[n - 1]) == NULL)
    g_string_truncate (word, n - 1);
  else if (n == 3 && !is_vowel (word->str[0]) && is_vowel (word->str[1]) &&
           strchr ("aeiouwxy", word->str[2]) == NULL)
    g_string_append_c (word, 'e');
  return TRUE;
}

static gboolean
cut_ending (GString *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      gsize n_ending = strlen (endings[i].ending);

      if (word->len < n_ending + endings[i].min_stem ||
          !g_str_has_suffix (word->str, endings[i].ending))
        continue;
      g_string_truncate (word, word->len - n_ending);
      g_string_append (word, endings[i].instead);
      return TRUE;
    }
  return FALSE;
}

/* Colour and color, organise and organize. */
static void
one_spelling (GString *word)
{
  if (word->len < 6)
    return;
  g_string_replace (word, "our", "or", 1);
  if (g_str_has_suffix (word->str, "isation") || g_str_has_suffix (word->str, "ising"))
    g_string_replace (word, "is", "iz", 0);
  else if (g_str_has_suffix (word->str, "ise") || g_str_has_suffix (word->str, "ised"))
    g_string_replace (word, "ise", "ize", 0);
}

static void
cut_to_stem (GString *word)
{
  for (const char *p = word->str; *p != '\0'; p++)
    if (!g_ascii_islower (*p))
      return; /* not an English word */

  cut_plural (word);
  one_spelling (word);
  for (guint i = 0; i < G_N_ELEMENTS (irregular); i++)
    if (g_str_equal (word->str, irregular[i].word))
      g_string_assign (word, irregular[i].stem);
  for (guint i = 0; i < 4 && (cut_verb (word) || cut_ending (word)); i++)
    ;

  if (word->len >= 7 && g_str_has_suffix (word->str, "at")) /* admir-at-ion */
    g_string_truncate (word, word->len - 2);
  if (word->len >= 5 && g_str_has_suffix (word->str, "e"))
    g_string_truncate (word, word->len - 1);
  if (word->len >= 4 && word->str[word->len - 1] == 'y' && !is_vowel (word->str[word->len - 2]))
    word->str[word->len - 1] = 'i';
}

/* Words of letters and digits, folded, without accents. */
static GPtrArray *
split_words (const char *name)
{
  g_autofree char *folded = _exm_fold_text (name, -1);
  g_autofree char *apart = g_utf8_normalize (folded, -1, G_NORMALIZE_NFKD);
  GPtrArray       *words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GString) word = g_string_new (NULL);

  for (const char *p = apart != NULL ? apart : ""; TRUE; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c != 0 && g_unichar_ismark (c))
        continue;
      if (c != 0 && g_unichar_isalnum (c))
        {
          g_string_append_unichar (word, c);
          continue;
        }
      if (word->len > 0)
        g_ptr_array_add (words, g_strdup (word->str));
      g_string_truncate (word, 0);
      if (c == 0)
        break;
    }
  return words;
}

/* Not in short names, where a doubled letter makes another word: later, latter. */
static char *
dup_single (const char *plain)
{
  GString *single = g_string_sized_new (32);
  gunichar last = 0;

  for (const char *p = plain; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c != last || !g_unichar_isalpha (c))
        g_string_append_unichar (single, c);
      last = c;
    }
  if (single->len < SINGLE_MIN)
    g_string_assign (single, plain);
  return g_string_free (single, FALSE);
}

static void
make_keys (const char *name,
           char      **plain,
           char      **stem)
{
  g_autoptr(GPtrArray) words = split_words (name);
  g_autoptr(GString) all = g_string_new (NULL);
  g_autoptr(GString) stems = g_string_new (NULL);

  for (guint i = 0; i < words->len; i++)
    {
      g_autoptr(GString) word = g_string_new (g_ptr_array_index (words, i));

      g_string_append (all, word->str);
      cut_to_stem (word);
      g_string_append_printf (stems, "%s%s", i > 0 ? " " : "", word->str);
    }

  /* “+” and “-” are two labels: signs are all that such a name has. */
  if (all->len == 0)
    {
      g_autofree char *folded = _exm_fold_text (name, -1);

      g_string_assign (all, folded);
      g_string_assign (stems, folded);
    }
  *plain = dup_single (all->str);
  *stem = g_strdup (stems->str);
}

gboolean
exm_label_names_near (const char *a,
                      const char *b)
{
  g_autofree char *plain_a = NULL;
  g_autofree char *plain_b = NULL;
  g_autofree char *stem_a = NULL;
  g_autofree char *stem_b = NULL;

  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  make_keys (a, &plain_a, &stem_a);
  make_keys (b, &plain_b, &stem_b);
  return g_str_equal (plain_a, plain_b) || g_str_equal (stem_a, stem_b) ||
         _exm_label_is_typo (plain_a, plain_b);
}

/* --- groups: names joined by either key -------------------------------------- */

static guint
find_root (guint *parents,
           guint  i)
{
  while (parents[i] != i)
    i = parents[i] = parents[parents[i]];
  return i;
}

static void
join_two (guint *parents,
          guint  a,
          guint  b)
{
  /* The smaller index stays the root: groups come out in order. */
  a = find_root (parents, a);
  b = find_root (parents, b);
  parents[MAX (a, b)] = MIN (a, b);
}

static void
join (GHashTable *by_key,
      guint      *parents,
      char       *key,
      guint       i)
{
  gpointer other;

  if (!g_hash_table_lookup_extended (by_key, key, NULL, &other))
    {
      g_hash_table_insert (by_key, key, GUINT_TO_POINTER (i));
      return;
    }
  g_free (key);

  join_two (parents, i, GPOINTER_TO_UINT (other));
}

/* Each pair of long names once, by the letter that it may lack: two names with one
 * slip between them share what is left when the right letter goes. */
static void
join_typos (guint     *parents,
            GPtrArray *plains)
{
  g_autoptr(GHashTable) by_rest = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);

  for (guint i = 0; i < plains->len; i++)
    {
      g_autoptr(GPtrArray) rests = _exm_label_typo_rests (plains->pdata[i]);

      for (guint j = 0; j < rests->len; j++)
        {
          GArray *others = g_hash_table_lookup (by_rest, rests->pdata[j]);

          for (guint k = 0; others != NULL && k < others->len; k++)
            if (_exm_label_is_typo (plains->pdata[i], plains->pdata[g_array_index (others, guint, k)]))
              join_two (parents, i, g_array_index (others, guint, k));
          if (others == NULL)
            {
              others = g_array_new (FALSE, FALSE, sizeof (guint));
              g_hash_table_insert (by_rest, g_strdup (rests->pdata[j]), others);
            }
          if (others->len == 0 || g_array_index (others, guint, others->len - 1) != i)
            g_array_append_val (others, i);
        }
    }
}

static GPtrArray *
collect_groups (guint *parents,
                guint  n)
{
  g_autofree GArray **by_root = g_new0 (GArray *, (gsize)n + 1);
  GPtrArray          *groups = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);

  for (guint i = 0; i < n; i++)
    {
      guint root = find_root (parents, i);

      if (root == i)
        continue;
      if (by_root[root] == NULL)
        {
          by_root[root] = g_array_new (FALSE, FALSE, sizeof (guint));
          g_array_append_val (by_root[root], root);
        }
      g_array_append_val (by_root[root], i);
    }
  for (guint i = 0; i < n; i++)
    if (by_root[i] != NULL)
      g_ptr_array_add (groups, by_root[i]);
  return groups;
}

GPtrArray *
exm_label_find_near (const char *const *names,
                     guint              n,
                     const char        *apart)
{
  g_autoptr(GHashTable) by_plain = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) by_stem = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree guint *parents = g_new (guint, (gsize)n + 1);
  g_autoptr(GPtrArray) plains = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (names != NULL || n == 0, NULL);

  for (guint i = 0; i < n; i++)
    parents[i] = i;
  for (guint i = 0; i < n; i++)
    {
      char *plain;
      char *stem;

      make_keys (names[i], &plain, &stem);
      if (n <= TYPO_MAX)
        g_ptr_array_add (plains, g_strdup (plain));
      join (by_plain, parents, plain, i);
      join (by_stem, parents, stem, i);
    }
  join_typos (parents, plains);
  return _exm_label_split_apart (collect_groups (parents, n), names, apart);
}
