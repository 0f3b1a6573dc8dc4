/* test-nearest.c - the most similar known text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "exm-nearest.h"

static const char *const texts[] = {
  "How do I reset my password?",
  "Where is my parcel?",
  "Can I return these shoes?",
  "Opening hours on Sunday",
  "Where is my parcel?",
  "",
};

static ExmNearest *
index_all (void)
{
  g_autoptr (GError) error = NULL;
  ExmNearest *nearest = exm_nearest_new (texts, G_N_ELEMENTS (texts), NULL, &error);

  g_assert_no_error (error);
  return nearest;
}

static void
test_find (void)
{
  static const struct
  {
    const char *text;
    guint       row;
  } cases[] = {
    { "I forgot my pasword, how can I reset it", 0 },
    { "my parcel has not come, where is it", 1 },
    { "return shoes", 2 },
    { "are you open on sundays?", 3 },
  };
  g_autoptr (ExmNearest) nearest = index_all ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ExmNearestHit hits[3];
      const guint   n = exm_nearest_find (nearest, cases[i].text, G_MAXUINT, hits, 3);

      g_assert_cmpuint (n, >=, 1);
      g_assert_cmpuint (hits[0].row, ==, cases[i].row);
      g_assert_cmpfloat (hits[0].similarity, >, 0);
      g_assert_cmpfloat (hits[0].similarity, <, 1);
      for (guint k = 1; k < n; k++)
        g_assert_cmpfloat (hits[k - 1].similarity, >=, hits[k].similarity);
    }
}

static void
test_exact (void)
{
  g_autoptr (ExmNearest) nearest = index_all ();
  ExmNearestHit hits[2];

  g_assert_cmpuint (exm_nearest_find (nearest, texts[1], G_MAXUINT, hits, 2), ==, 2);
  g_assert_cmpuint (hits[0].row, ==, 1);
  g_assert_cmpuint (hits[1].row, ==, 4);
  g_assert_cmpfloat_with_epsilon (hits[0].similarity, 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (hits[1].similarity, 1, 1e-9);
}

static void
test_known (void)
{
  g_autoptr (ExmNearest) nearest = index_all ();
  ExmNearestHit hit;

  g_assert_cmpuint (exm_nearest_find (nearest, texts[3], 3, &hit, 1), <=, 1);
  g_assert_cmpuint (hit.row, <, 3);
  g_assert_cmpuint (exm_nearest_find (nearest, texts[3], 0, &hit, 1), ==, 0);
  g_assert_cmpuint (exm_nearest_find (nearest, "", G_MAXUINT, &hit, 1), ==, 0);
}

static void
test_none (void)
{
  g_autoptr (ExmNearest) nearest = exm_nearest_new (NULL, 0, NULL, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  ExmNearestHit hit;

  g_assert_cmpuint (exm_nearest_find (nearest, "x", G_MAXUINT, &hit, 1), ==, 0);
  g_cancellable_cancel (cancellable);
  g_assert_null (exm_nearest_new (texts, 1, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/assist/nearest/find", test_find);
  g_test_add_func ("/assist/nearest/exact", test_exact);
  g_test_add_func ("/assist/nearest/known", test_known);
  g_test_add_func ("/assist/nearest/none", test_none);
  return g_test_run ();
}
