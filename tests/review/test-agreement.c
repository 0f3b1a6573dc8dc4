/* test-agreement.c - kappa and alpha against what has been published
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>
#include <string.h>

#include "exm-agreement.h"
#include "exm-draw.h"

#define assert_near(value, expected, reach) g_assert_cmpfloat (fabs ((value) - (expected)), <=, (reach))

typedef struct
{
  guint32 a[400];
  guint32 b[400];
  gsize   n;
} Pairs;

static void
add (Pairs  *pairs,
     guint32 a,
     guint32 b,
     guint   n)
{
  while (n-- > 0)
    {
      pairs->a[pairs->n] = a;
      pairs->b[pairs->n++] = b;
    }
}

static void
from_table (Pairs       *pairs,
            const guint *cells,
            guint        size)
{
  for (guint i = 0; i < size; i++)
    for (guint k = 0; k < size; k++)
      add (pairs, i + 1, k + 1, cells[i * size + k]);
}

/* Fleiss, Statistical Methods for Rates and Proportions (2nd ed. 1981), table 13.1:
 * two raters, 100 subjects, psychotic / neurotic / organic: kappa 0.68, and with the
 * formula of Fleiss, Cohen and Everitt a standard error of 0.088. */
static void
test_fleiss (void)
{
  static const guint cells[] = { 75, 1, 4, 5, 4, 1, 0, 0, 10 };
  Pairs              pairs = { .n = 0 };
  ExmKappa           kappa;

  from_table (&pairs, cells, 3);
  kappa = exm_kappa (pairs.a, pairs.b, pairs.n);
  g_assert_cmpuint (kappa.n, ==, 100);
  g_assert_cmpuint (kappa.n_agreed, ==, 89);
  assert_near (kappa.observed, 0.89, 1e-12);
  assert_near (kappa.chance, 0.66, 1e-12);
  assert_near (kappa.kappa, 23.0 / 34.0, 1e-12);
  assert_near ((kappa.high - kappa.low) / (2 * 1.959964), 0.088, 0.0005);
  assert_near ((kappa.high + kappa.low) / 2, kappa.kappa, 1e-12);
}

/* Everybody's textbook case (grant proposals): 20 5 10 15 gives 0.4; R's fmsb,
 * Kappa.test, has 0.1511 to 0.6489 for its interval. */
static void
test_grants (void)
{
  static const guint cells[] = { 20, 5, 10, 15 };
  Pairs              pairs = { .n = 0 };
  ExmKappa           kappa;
  g_autofree char   *text = NULL;

  from_table (&pairs, cells, 2);
  kappa = exm_kappa (pairs.a, pairs.b, pairs.n);
  assert_near (kappa.kappa, 0.4, 1e-12);
  assert_near (kappa.low, 0.1511, 0.0001);
  assert_near (kappa.high, 0.6489, 0.0001);
  g_assert_cmpstr (exm_agreement_grade (kappa.kappa), ==, "fair");
  text = exm_agreement_format (kappa.kappa, kappa.low, kappa.high);
  g_assert_cmpstr (text, ==, "0.40 (0.15 – 0.65)");
}

static void
test_edges (void)
{
  Pairs    pairs = { .n = 0 };
  ExmKappa kappa = exm_kappa (pairs.a, pairs.b, 0);

  g_assert_cmpuint (kappa.n, ==, 0);
  g_assert_true (isnan (kappa.kappa) && isnan (kappa.low));

  /* One label throughout: no telling. */
  add (&pairs, 7, 7, 30);
  kappa = exm_kappa (pairs.a, pairs.b, pairs.n);
  g_assert_true (isnan (kappa.kappa));
  assert_near (kappa.observed, 1, 1e-12);

  /* What one left out does not count. */
  add (&pairs, 7, 0, 5);
  add (&pairs, 0, 8, 5);
  g_assert_cmpuint (exm_kappa (pairs.a, pairs.b, pairs.n).n, ==, 30);

  /* All agree on few: the interval is not a point. */
  add (&pairs, 8, 8, 30);
  kappa = exm_kappa (pairs.a, pairs.b, pairs.n);
  assert_near (kappa.kappa, 1, 1e-12);
  assert_near (kappa.high, 1, 1e-12);
  /* Clopper and Pearson: 0.025 to the 1/60 = 0.9404, of 0.5 by chance. */
  assert_near (kappa.low, (0.94037 - 0.5) / 0.5, 0.0001);

  /* All differ. */
  pairs.n = 0;
  add (&pairs, 1, 2, 10);
  add (&pairs, 2, 1, 10);
  assert_near (exm_kappa (pairs.a, pairs.b, pairs.n).kappa, -1, 1e-12);
}

static void
test_labels (void)
{
  Pairs pairs = { .n = 0 };
  g_autoptr(GArray) labels = NULL;
  g_autoptr(GArray) confusions = NULL;
  ExmLabelAgreement *first;
  ExmConfusion      *worst;

  add (&pairs, 1, 1, 50);
  add (&pairs, 2, 2, 10);
  add (&pairs, 3, 2, 6);
  add (&pairs, 2, 3, 4);
  add (&pairs, 1, 3, 5);
  add (&pairs, 3, 3, 5);
  labels = exm_agreement_by_label (pairs.a, pairs.b, pairs.n);
  g_assert_cmpuint (labels->len, ==, 3);
  first = &g_array_index (labels, ExmLabelAgreement, 0);
  g_assert_cmpuint (first->category, ==, 3);
  g_assert_cmpuint (first->n_a, ==, 11);
  g_assert_cmpuint (first->n_b, ==, 14);
  g_assert_cmpuint (first->n_both, ==, 5);
  assert_near (first->share, 10.0 / 25.0, 1e-12);

  confusions = exm_agreement_confusions (pairs.a, pairs.b, pairs.n);
  g_assert_cmpuint (confusions->len, ==, 2);
  worst = &g_array_index (confusions, ExmConfusion, 0);
  g_assert_cmpuint (worst->one, ==, 2);
  g_assert_cmpuint (worst->other, ==, 3);
  g_assert_cmpuint (worst->n, ==, 10);
}

/* Krippendorff, Content Analysis, and "Computing Krippendorff's Alpha-Reliability"
 * (2011), section C: four observers, twelve units, missing data: 0.743. */
static void
test_krippendorff (void)
{
  static const char *const observers[] = { "123321412...", "1233224125.3", ".3332342251.", "12332441251." };
  guint32                  values[12 * 4];
  ExmAlpha                 alpha;
  ExmAlpha                 again;

  for (guint u = 0; u < 12; u++)
    for (guint r = 0; r < 4; r++)
      values[u * 4 + r] = observers[r][u] == '.' ? 0 : (guint32)(observers[r][u] - '0');
  alpha = exm_alpha (values, 12, 4, 1);
  g_assert_cmpuint (alpha.n_units, ==, 11);
  g_assert_cmpuint (alpha.n_values, ==, 40);
  assert_near (alpha.alpha, 0.743, 0.0005);
  g_assert_cmpfloat (alpha.low, <, alpha.alpha);
  g_assert_cmpfloat (alpha.high, >, alpha.alpha);
  g_assert_cmpfloat (alpha.low, >, 0.3);
  again = exm_alpha (values, 12, 4, 1);
  g_assert_cmpmem (&alpha, sizeof alpha, &again, sizeof again);
}

/* The same paper's other example, as encyclopedias show it: three coders, fifteen
 * units: 0.691. */
static void
test_three_coders (void)
{
  static const char *const coders[] = { "000003412113303", "102133430000000", "002134402113304" };
  guint32                  values[15 * 3];

  for (guint u = 0; u < 15; u++)
    for (guint r = 0; r < 3; r++)
      values[u * 3 + r] = (guint32)(coders[r][u] - '0');
  assert_near (exm_alpha (values, 15, 3, 1).alpha, 0.691, 0.0005);
}

static void
test_alpha_edges (void)
{
  static const guint32 one[] = { 5, 5, 5, 5, 5, 5 };
  static const guint32 lonely[] = { 5, 0, 0, 6, 7, 0 };
  g_autofree char     *words = NULL;
  ExmAlpha             alpha = exm_alpha (one, 3, 2, 1);

  g_assert_true (isnan (alpha.alpha));
  g_assert_cmpuint (alpha.n_units, ==, 3);
  alpha = exm_alpha (lonely, 3, 2, 1);
  g_assert_cmpuint (alpha.n_units, ==, 0);
  g_assert_true (isnan (alpha.alpha));
  words = exm_alpha_explain (&alpha);
  g_assert_nonnull (words);
}

/* The interval covers the truth about as often as it says: two deciders who each
 * err on a fifth of the posts. */
static void
test_coverage (void)
{
  guint64 seed = 5;
  guint   n_held[2] = { 0, 0 };
  double  truth = 0;

  /* Both right or both the same error of two: 0.8² + 2 × 0.1²; chance 1/3. */
  truth = (0.66 - 1.0 / 3) / (1 - 1.0 / 3);
  for (guint round = 0; round < 300; round++)
    {
      guint32  values[200];
      guint32  a[100];
      guint32  b[100];
      ExmKappa kappa;
      ExmAlpha alpha;

      for (guint i = 0; i < 100; i++)
        {
          guint32 right = exm_draw_below (&seed, 3);

          a[i] = 1 + (right + (exm_draw_below (&seed, 5) == 0 ? 1 + exm_draw_below (&seed, 2) : 0)) % 3;
          b[i] = 1 + (right + (exm_draw_below (&seed, 5) == 0 ? 1 + exm_draw_below (&seed, 2) : 0)) % 3;
          values[2 * i] = a[i];
          values[2 * i + 1] = b[i];
        }
      kappa = exm_kappa (a, b, 100);
      alpha = exm_alpha (values, 100, 2, round);
      n_held[0] += kappa.low <= truth && truth <= kappa.high;
      n_held[1] += alpha.low <= truth && truth <= alpha.high;
    }
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpuint (n_held[i], >=, 270);
      g_assert_cmpuint (n_held[i], <=, 298);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/review/agreement/fleiss", test_fleiss);
  g_test_add_func ("/review/agreement/grants", test_grants);
  g_test_add_func ("/review/agreement/edges", test_edges);
  g_test_add_func ("/review/agreement/labels", test_labels);
  g_test_add_func ("/review/agreement/krippendorff", test_krippendorff);
  g_test_add_func ("/review/agreement/three-coders", test_three_coders);
  g_test_add_func ("/review/agreement/alpha-edges", test_alpha_edges);
  g_test_add_func ("/review/agreement/coverage", test_coverage);
  return g_test_run ();
}
