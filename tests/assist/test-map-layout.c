/* test-map-layout.c - near posts lie near each other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "exm-map-layout.h"

#include <math.h>

#include "assist-sample.h"
#include "exm-nearest.h"

#define NEAR 10

static float *
lay_out (const char *const *texts, guint n, guint64 seed)
{
  g_autoptr (GError) error = NULL;
  float *xy = exm_map_layout_new (texts, n, seed, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (xy);
  for (guint i = 0; i < 2 * n; i++)
    g_assert_true (xy[i] >= -1 && xy[i] <= 1);
  return xy;
}

static double
distance (const float *xy, guint a, guint b)
{
  return hypot (xy[2 * a] - xy[2 * b], xy[2 * a + 1] - xy[2 * b + 1]);
}

/* Which are the NEAR nearest of each, as a matrix of n × n. */
static guint8 *
find_near (const float *xy, guint n)
{
  guint8            *near = g_malloc0 ((gsize)n * n);
  g_autofree guint  *best = g_new (guint, NEAR + 1);
  g_autofree double *far = g_new (double, NEAR + 1);

  for (guint row = 0; row < n; row++)
    {
      guint n_best = 0;

      for (guint i = 0; i < n; i++)
        {
          const double own = distance (xy, row, i);
          guint        at;

          if (i == row || (n_best == NEAR && own >= far[NEAR - 1]))
            continue;
          for (at = MIN (n_best, NEAR - 1); at > 0 && far[at - 1] > own; at--)
            {
              far[at] = far[at - 1];
              best[at] = best[at - 1];
            }
          far[at] = own;
          best[at] = i;
          n_best = MIN (n_best + 1, NEAR);
        }
      for (guint k = 0; k < n_best; k++)
        near[row * n + best[k]] = 1;
    }
  return near;
}

/* Share of the NEAR most similar posts (cosine of full TF-IDF vectors, by other code than
 * the layout's) that are among the NEAR nearest places. */
static double
measure_preserved (const Sample *sample, const ExmNearest *nearest, const guint8 *near)
{
  const guint n = sample->texts->len;
  guint       kept = 0;
  guint       all = 0;

  for (guint row = 0; row < n; row++)
    {
      ExmNearestHit hits[NEAR + 1];
      const guint   n_hits = exm_nearest_find (nearest, sample_texts (sample)[row], G_MAXUINT, hits, NEAR + 1);

      for (guint k = 0; k < n_hits; k++)
        if (hits[k].row != row)
          {
            all++;
            kept += near[row * n + hits[k].row];
          }
    }
  return (double)kept / all;
}

/* Trustworthiness (Venna & Kaski 2001, equation 1): 1 when none of the NEAR nearest places
 * belongs to a post that is far; about 0.5 by chance. */
static double
measure_trust (const Sample *sample, const ExmNearest *nearest, const guint8 *near)
{
  const guint               n = sample->texts->len;
  g_autofree ExmNearestHit *hits = g_new (ExmNearestHit, n);
  g_autofree guint         *ranks = g_new (guint, n);
  double                    sum = 0;

  for (guint row = 0; row < n; row++)
    {
      const guint n_hits = exm_nearest_find (nearest, sample_texts (sample)[row], G_MAXUINT, hits, n);
      guint       rank = 0;

      for (guint i = 0; i < n; i++)
        ranks[i] = n - 1;
      for (guint k = 0; k < n_hits; k++)
        if (hits[k].row != row)
          ranks[hits[k].row] = ++rank;
      for (guint i = 0; i < n; i++)
        if (ranks[i] > NEAR && near[row * n + i])
          sum += ranks[i] - NEAR;
    }
  return 1 - 2.0 / (n * NEAR * (2.0 * n - 3 * NEAR - 1)) * sum;
}

/* Share of the nearest places that carry the same label. */
static double
measure_labels (const Sample *sample, const guint8 *near)
{
  const guint n = sample->texts->len;
  guint       same = 0;

  for (guint row = 0; row < n; row++)
    for (guint i = 0; i < n; i++)
      if (near[row * n + i] && sample_classes (sample)[i] == sample_classes (sample)[row])
        same++;
  return (double)same / (n * NEAR);
}

typedef struct
{
  float *first; /* the picture by components alone */
  guint  n;
  guint  n_calls;
  double last;
} Told;

static void
told_cb (double fraction, const float *xy, gpointer user_data)
{
  Told *told = user_data;

  g_assert_cmpfloat (fraction, >=, told->last);
  g_assert_cmpfloat (fraction, <=, 1);
  told->last = fraction;
  told->n_calls++;
  if (xy != NULL && told->first == NULL)
    told->first = g_memdup2 (xy, 2 * told->n * sizeof (float));
}

static void
test_quality (void)
{
  g_autoptr (Sample) sample = sample_load ();
  const guint n = sample->texts->len;
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmNearest) nearest = exm_nearest_new (sample_texts (sample), n, NULL, &error);
  Told              told = { .n = n };
  g_autofree float *xy = exm_map_layout_new (sample_texts (sample), n, 1, told_cb, &told, NULL, &error);
  g_autofree float *chance = g_new (float, 2 * n);
  g_autofree float *first = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  double kept[3], trust[3], label[3];

  g_assert_no_error (error);
  first = told.first;
  g_assert_nonnull (first);
  for (guint i = 0; i < 2 * n; i++)
    chance[i] = (float)g_rand_double_range (rand, -1, 1);
  for (guint k = 0; k < 3; k++)
    {
      const float       *of = k == 0 ? chance : k == 1 ? first
                                                       : xy;
      g_autofree guint8 *near = find_near (of, n);

      kept[k] = measure_preserved (sample, nearest, near);
      trust[k] = measure_trust (sample, nearest, near);
      label[k] = measure_labels (sample, near);
      g_test_message ("%s: neighbours kept %.3f, trustworthiness %.3f, same label %.3f",
                      k == 0 ? "chance" : k == 1 ? "components"
                                                 : "refined",
                      kept[k], trust[k], label[k]);
    }
  g_assert_cmpfloat (kept[2], >, 8 * kept[0]);
  g_assert_cmpfloat (kept[2], >, 1.5 * kept[1]);
  g_assert_cmpfloat (trust[0], <, 0.55);
  g_assert_cmpfloat (trust[2], >, trust[1]);
  g_assert_cmpfloat (trust[2], >, 0.7);
  g_assert_cmpfloat (label[2], >, 1.5 * label[0]);
}

static void
test_same (void)
{
  g_autoptr (Sample) sample = sample_load ();
  const guint       n = sample->texts->len;
  g_autofree float *a = lay_out (sample_texts (sample), n, 1);
  g_autofree float *b = lay_out (sample_texts (sample), n, 1);
  g_autofree float *other = lay_out (sample_texts (sample), n, 2);

  g_assert_cmpmem (a, 2 * n * sizeof (float), b, 2 * n * sizeof (float));
  g_assert_true (memcmp (a, other, 2 * n * sizeof (float)) != 0);
}

/* Three matters, many words each: every post is nearest to its own. */
static void
test_matters (void)
{
  static const char *const words[3][8] = {
    { "football", "goal", "match", "team", "coach", "stadium", "referee", "striker" },
    { "bread", "oven", "flour", "butter", "recipe", "baking", "yeast", "pastry" },
    { "train", "station", "platform", "delay", "ticket", "railway", "carriage", "timetable" },
  };
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autofree float *xy = NULL;
  guint             own = 0;

  for (guint i = 0; i < 300; i++)
    {
      GString *text = g_string_new (NULL);

      for (guint k = 0; k < 5; k++)
        g_string_append_printf (text, "%s ", words[i % 3][g_rand_int_range (rand, 0, 8)]);
      g_ptr_array_add (texts, g_string_free (text, FALSE));
    }
  xy = lay_out ((const char *const *)texts->pdata, texts->len, 1);
  for (guint i = 0; i < texts->len; i++)
    {
      guint nearest = i == 0 ? 1 : 0;

      for (guint k = 0; k < texts->len; k++)
        if (k != i && distance (xy, i, k) < distance (xy, i, nearest))
          nearest = k;
      own += nearest % 3 == i % 3;
    }
  g_assert_cmpuint (own, >=, 295);
}

/* None, one, copies, empty ones: a place for each, and copies apart but together. */
static void
test_few (void)
{
  static const char *const texts[] = { "", "same post", "same post", "same post", "", "another", "\xff\xfe" };

  for (guint n = 0; n <= G_N_ELEMENTS (texts); n++)
    {
      g_autofree float *xy = lay_out (texts, n, 1);

      if (n < 6)
        continue;
      g_assert_cmpfloat (distance (xy, 1, 2), >, 0);
      g_assert_cmpfloat (distance (xy, 1, 2), <, 0.01);
      g_assert_cmpfloat (distance (xy, 1, 5), >, 0.05);
    }
}

static void
cancel_cb (double fraction, const float *xy, gpointer user_data)
{
  if (fraction > 0.3)
    g_cancellable_cancel (user_data);
}

static void
test_cancel (void)
{
  g_autoptr (Sample) sample = sample_load ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (exm_map_layout_new (sample_texts (sample), sample->texts->len, 1, cancel_cb, cancellable, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/assist/map-layout/quality", test_quality);
  g_test_add_func ("/assist/map-layout/same", test_same);
  g_test_add_func ("/assist/map-layout/matters", test_matters);
  g_test_add_func ("/assist/map-layout/few", test_few);
  g_test_add_func ("/assist/map-layout/cancel", test_cancel);
  return g_test_run ();
}
