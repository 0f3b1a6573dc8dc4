/* test-label-near.c - near-same label names
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "exm-label.h"

typedef struct
{
  const char *a;
  const char *b;
} Pair;

static void
test_near (void)
{
  static const Pair pairs[] = {
    { "Happy", "happy" },
    { "Happy", " HAPPY " },
    { "Happy", "Happiness" },
    { "Grateful", "Gratitude" },
    { "Self-Care", "selfcare" },
    { "Self Care", "self_care" },
    { "Café", "cafe" },
    { "Freude!", "Freude" },
    { "Sad", "Sadness" },
    { "Joy", "Joyful" },
    { "Hope", "Hopeful" },
    { "Hopeful", "Hopefulness" },
    { "Excited", "Excitement" },
    { "Excited", "Exciting" },
    { "Frustrated", "Frustration" },
    { "Anticipation", "Anticipating" },
    { "Admiring", "Admiration" },
    { "Appreciative", "Appreciation" },
    { "Curious", "Curiosity" },
    { "Anxious", "Anxiety" },
    { "Confident", "Confidence" },
    { "Content", "Contentment" },
    { "Optimistic", "Optimism" },
    { "Nostalgic", "Nostalgia" },
    { "Empathetic", "Empathy" },
    { "Energetic", "Energy" },
    { "Creative", "Creativity" },
    { "Love", "Loving" },
    { "Bored", "Boredom" },
    { "Amused", "Amusement" },
    { "Question", "Questions" },
    { "Story", "Stories" },
    { "Box", "Boxes" },
    { "Feeling Happy", "feeling happiness" },
    { "Ärger", "A\xcc\x88rger" },
    { "Excitement", "Excited" },
    { "Frustration", "Frustrated" },
    { "Anger", "Angry" },
    { "Pride", "Proud" },
    { "Guilt", "Guilty" },
    { "Jealous", "Jealousy" },
    { "Compassion", "Compassionate" },
    { "Loneliness", "Lonely" },
    { "Emotion", "Emotional" },
    { "Enjoyment", "Enjoyable" },
    { "Humor", "Humour" },
    { "Organised", "Organization" },
    { "Happiness", "Hapiness" },
    { "Disappointed", "Dissapointed" },
    { "Frustration", "Frustraton" },
    { "Frustration", "Frustratoin" },
    { "off-topic", "Off Topic" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      if (!exm_label_names_near (pairs[i].a, pairs[i].b))
        g_test_message ("%s / %s", pairs[i].a, pairs[i].b);
      g_assert_true (exm_label_names_near (pairs[i].a, pairs[i].b));
      g_assert_true (exm_label_names_near (pairs[i].b, pairs[i].a));
    }
}

static void
test_apart (void)
{
  static const Pair pairs[] = {
    { "Positive", "Possessive" },
    { "Positive", "Negative" },
    { "Positive", "Neutral" },
    { "Hopeful", "Hopeless" },
    { "Careful", "Careless" },
    { "Happy", "Unhappy" },
    { "Trust", "Distrust" },
    { "Car", "Care" },
    { "Store", "Story" },
    { "New", "News" },
    { "Party", "Parts" },
    { "Joy", "Job" },
    { "Spam", "Span" },
    { "+", "-" },
    { "+", "++" },
    { "👍", "👎" },
    { "1", "2" },
    { "Label 1", "Label 11" },
    { "喜び", "悲しみ" },
    { "Community", "Communication" },
    { "Insightful", "Inspirational" },
    { "Comfortable", "Uncomfortable" },
    { "Interest", "Disinterest" },
    { "Satisfied", "Dissatisfied" },
    { "Approval", "Disapproval" },
    { "Very Satisfied", "Very Dissatisfied" },
    { "Typical", "Atypical" },
    { "Very Likely", "Very Unlikely" },
    { "Subjective", "Objective" },
    { "Admiration", "Adoration" },
    { "Contentment", "Contemplation" },
    { "Devastated", "Desolation" },
    { "Heartache", "Heartbreak" },
    { "Compliment", "Complement" },
    { "Category A", "Category B" },
    { "Category 1", "Category 11" },
    { "Dessert", "Desert" },
    { "Overestimate", "Underestimate" },
    { "Excited", "Exhausted" },
    { "Bus", "Bu" },
    { "", "a" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      if (exm_label_names_near (pairs[i].a, pairs[i].b))
        g_test_message ("%s / %s", pairs[i].a, pairs[i].b);
      g_assert_false (exm_label_names_near (pairs[i].a, pairs[i].b));
      g_assert_false (exm_label_names_near (pairs[i].b, pairs[i].a));
    }
}

static char *
format_groups (const char *const *names,
               guint              n)
{
  g_autoptr(GPtrArray) groups = exm_label_find_near (names, n, NULL);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < groups->len; i++)
    {
      GArray *group = g_ptr_array_index (groups, i);

      for (guint j = 0; j < group->len; j++)
        g_string_append_printf (text, "%s%s", j > 0 ? "/" : i > 0 ? " "
                                                                  : "",
                                names[g_array_index (group, guint, j)]);
    }
  return g_string_free (text, FALSE);
}

static void
test_groups (void)
{
  static const char *const names[] = {
    "Happiness", "Negative", "Grateful", "Happy", "Positive", "happy!", "Gratitude", "Possessive"
  };
  g_autofree char *all = format_groups (names, G_N_ELEMENTS (names));
  g_autofree char *none = format_groups (names + 3, 2);
  g_autofree char *empty = format_groups (NULL, 0);

  g_assert_cmpstr (all, ==, "Happiness/Happy/happy! Grateful/Gratitude");
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (empty, ==, "");
}

/* What names_near says of each pair is what the groups say. */
static void
test_groups_agree (void)
{
  static const char *const parts[] = { "happ", "hope", "sad", "y", "iness", "ful", "s", "ness", " ", "-" };
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) groups = NULL;
  guint group_of[200] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (group_of); i++)
    {
      GString *name = g_string_new (NULL);

      for (int j = g_test_rand_int_range (1, 4); j > 0; j--)
        g_string_append (name, parts[g_test_rand_int_range (0, G_N_ELEMENTS (parts))]);
      g_ptr_array_add (names, g_string_free (name, FALSE));
    }
  groups = exm_label_find_near ((const char *const *)names->pdata, names->len, NULL);
  for (guint i = 0; i < groups->len; i++)
    {
      GArray *group = g_ptr_array_index (groups, i);

      g_assert_cmpuint (group->len, >=, 2);
      for (guint j = 0; j < group->len; j++)
        group_of[g_array_index (group, guint, j)] = i + 1;
    }
  for (guint i = 0; i < names->len; i++)
    for (guint j = 0; j < i; j++)
      if (exm_label_names_near (g_ptr_array_index (names, i), g_ptr_array_index (names, j)))
        {
          g_assert_cmpuint (group_of[i], !=, 0);
          g_assert_cmpuint (group_of[i], ==, group_of[j]);
        }
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(const char *const *)a, *(const char *const *)b);
}

/* Labels of the sample, by a plain look at its lines. */
static void
test_sample (void)
{
  const char      *path = g_getenv ("EXM_TEST_SAMPLE");
  g_autofree char *text = NULL;
  g_autofree char *found = NULL;
  g_autoptr(GRegex) regex = NULL;
  g_autoptr(GMatchInfo) match = NULL;
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (path == NULL || !g_file_get_contents (path, &text, NULL, NULL))
    {
      g_test_skip ("the sample is not there");
      return;
    }
  regex = g_regex_new ("Sentiment: *([^\"]+)\"", 0, 0, NULL);
  g_regex_match (regex, text, 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      char *name = g_match_info_fetch (match, 1);

      if (g_hash_table_contains (seen, name))
        {
          g_free (name);
          continue;
        }
      g_hash_table_add (seen, name);
      g_ptr_array_add (names, name);
    }
  g_ptr_array_sort (names, compare_names);
  found = format_groups ((const char *const *)names->pdata, names->len);
  g_assert_cmpuint (names->len, ==, 154);
  /* Read by eye: all families that are there, and none that is not. */
  g_assert_cmpstr (found, ==,
                   "Bitter/Bitterness Compassion/Compassionate Confidence/Confident"
                   " Disappointed/Disappointment Envious/Envy Fear/Fearful Frustrated/Frustration"
                   " Grateful/Gratitude Happiness/Happy Hope/Hopeful Inspiration/Inspired"
                   " Jealous/Jealousy Kind/Kindness Positive/Positivity Pride/Proud Sad/Sadness"
                   " Wonder/Wonderment");
}

/* A set whose makers meant each label: the 28 of D. Demszky et al., "GoEmotions" (2020). */
static void
test_meant (void)
{
  static const char *const names[] = {
    "admiration", "amusement", "anger", "annoyance", "approval", "caring", "confusion", "curiosity",
    "desire", "disappointment", "disapproval", "disgust", "embarrassment", "excitement", "fear",
    "gratitude", "grief", "joy", "love", "nervousness", "optimism", "pride", "realization", "relief",
    "remorse", "sadness", "surprise", "neutral"
  };
  g_autofree char *found = format_groups (names, G_N_ELEMENTS (names));

  g_assert_cmpstr (found, ==, "");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/label-near/near", test_near);
  g_test_add_func ("/core/label-near/apart", test_apart);
  g_test_add_func ("/core/label-near/groups", test_groups);
  g_test_add_func ("/core/label-near/groups-agree", test_groups_agree);
  g_test_add_func ("/core/label-near/sample", test_sample);
  g_test_add_func ("/core/label-near/meant", test_meant);
  return g_test_run ();
}
