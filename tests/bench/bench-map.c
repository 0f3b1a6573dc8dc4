/* bench-map.c - how long it takes to lay out a map of posts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <stdio.h>

#include "bench-goal.h"
#include "exm-map-layout.h"

/* Seconds of the whole work at 100,000 posts, on two cores that nobody else uses. */
#define GOAL_SECONDS 20.0
#define GOAL_FIRST 3.0

#define TOPICS 40
#define TOPIC_WORDS 60
#define COMMON_WORDS 400

static char *
make_word (GRand *rand)
{
  static const char *const parts[] = { "ka", "mor", "ti", "lan", "es", "ro", "ven", "du", "shi", "pel", "an", "bri", "co", "ther" };
  GString                 *word = g_string_new (NULL);

  for (int i = g_rand_int_range (rand, 1, 4); i > 0; i--)
    g_string_append (word, parts[g_rand_int_range (rand, 0, G_N_ELEMENTS (parts))]);
  return g_string_free (word, FALSE);
}

/* Each post takes half of its words from one matter and half from what all say. */
static GPtrArray *
make_posts (guint n)
{
  GPtrArray *posts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < COMMON_WORDS + TOPICS * TOPIC_WORDS; i++)
    g_ptr_array_add (words, make_word (rand));
  for (guint i = 0; i < n; i++)
    {
      const guint topic = (guint)g_rand_int_range (rand, 0, TOPICS);
      GString    *post = g_string_new (NULL);

      for (int k = g_rand_int_range (rand, 8, 24); k > 0; k--)
        {
          const guint word = g_rand_boolean (rand) ? (guint)g_rand_int_range (rand, 0, COMMON_WORDS) : COMMON_WORDS + topic * TOPIC_WORDS + (guint)g_rand_int_range (rand, 0, TOPIC_WORDS);

          g_string_append_printf (post, "%s ", (char *)words->pdata[word]);
        }
      g_ptr_array_add (posts, g_string_free (post, FALSE));
    }
  return posts;
}

static void
told_cb (double fraction, const float *xy, gpointer user_data)
{
  gint64 *first = user_data;

  if (g_getenv ("EXM_BENCH_VERBOSE") != NULL)
    printf ("# %.2f at %.2f s\n", fraction, (double)(g_get_monotonic_time () - first[1]) / G_USEC_PER_SEC);
  if (xy != NULL && first[0] == 0)
    first[0] = g_get_monotonic_time ();
}

int
main (void)
{
  const guint n = MIN (bench_rows (), EXM_MAP_LAYOUT_MAX);
  g_autoptr (GPtrArray) posts = make_posts (n);
  g_autoptr (GError) error = NULL;
  gint64            begin[2] = { 0, g_get_monotonic_time () };
  g_autofree float *xy = exm_map_layout_new ((const char *const *)posts->pdata, n, 1, told_cb, begin, NULL, &error);
  double            all = (double)(g_get_monotonic_time () - begin[1]) / G_USEC_PER_SEC;
  double            first = (double)(begin[0] - begin[1]) / G_USEC_PER_SEC;
  gboolean          ok;

  g_assert_no_error (error);
  printf ("%u posts: first picture after %.2f s, laid out after %.2f s\n", n, first, all);
  ok = bench_goal ("map-first-picture", first / GOAL_FIRST, 1);
  ok = bench_goal ("map-laid-out", all / GOAL_SECONDS, 1) && ok;
  return ok ? 0 : 1;
}
