/* test-split.c - which examples train and which ones are held back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "exm-split.h"

static ExmSplitItem *
make_items (gsize   n,
            guint   n_labels,
            guint   copies,
            guint32 bytes,
            GRand  *rand)
{
  ExmSplitItem *items = g_new0 (ExmSplitItem, n);

  for (gsize i = 0; i < n; i++)
    {
      items[i].group = copies > 1 ? i / copies : i;
      items[i].stratum = n_labels == 0 ? 0 : 1 + (guint32)g_rand_int_range (rand, 0, (gint32)n_labels);
      items[i].bytes = bytes + (guint32)g_rand_int_range (rand, 0, (gint32)bytes);
    }
  return items;
}

/* What must hold whatever went in. */
static void
check_rules (const ExmSplitItem   *items,
             gsize                 n,
             int                   percent,
             const ExmSplitResult *result)
{
  g_autoptr(GHashTable) side = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr(GHashTable) trained = g_hash_table_new (NULL, NULL);
  gsize  n_validation = 0;
  gint64 bytes[2] = { 0, 0 };

  for (gsize i = 0; i < n; i++)
    {
      gpointer other;

      g_assert_cmpuint (result->validation[i], <=, 1);
      n_validation += result->validation[i];
      bytes[result->validation[i]] += items[i].bytes;
      if (g_hash_table_lookup_extended (side, &items[i].group, NULL, &other))
        g_assert_cmpuint (GPOINTER_TO_UINT (other), ==, result->validation[i]);
      else
        g_hash_table_insert (side, (gpointer)&items[i].group, GUINT_TO_POINTER (result->validation[i]));
      if (!result->validation[i])
        g_hash_table_add (trained, GUINT_TO_POINTER (items[i].stratum));
    }
  for (gsize i = 0; i < n; i++)
    g_assert_true (g_hash_table_contains (trained, GUINT_TO_POINTER (items[i].stratum)));
  g_assert_cmpuint (n_validation, ==, result->n_validation);
  g_assert_cmpuint (n - n_validation, ==, result->n_training);
  g_assert_cmpint (bytes[0], ==, result->bytes_training);
  g_assert_cmpint (bytes[1], ==, result->bytes_validation);
  g_assert_cmpuint (n_validation, <=, EXM_SPLIT_MAX_ROWS);
  g_assert_cmpfloat ((double)bytes[1], <=, EXM_SPLIT_MAX_BYTES_SHARE * (double)bytes[0] + 1);
  if (n_validation > 0)
    g_assert_cmpuint (result->n_training, >=, EXM_SPLIT_MIN_TRAINING);
  if (percent >= 0)
    g_assert_cmpuint (n_validation, <=, MAX (1, n * (gsize)MIN (percent, EXM_SPLIT_MAX_PERCENT) / 100 + 1));
}

static void
test_table (void)
{
  static const struct
  {
    gsize n;
    guint labels;
    int   percent;
    gsize low, high; /* validation examples */
  } cases[] = {
    { 0, 3, EXM_SPLIT_AUTOMATIC, 0, 0 },
    { 16, 2, EXM_SPLIT_AUTOMATIC, 0, 0 },
    { 16, 2, 10, 0, 0 },
    { 17, 2, 20, 1, 1 },
    { 99, 3, EXM_SPLIT_AUTOMATIC, 0, 0 },
    { 100, 3, EXM_SPLIT_AUTOMATIC, 10, 10 },
    { 100, 3, 0, 0, 0 },
    { 100, 3, 5, 5, 5 },
    { 1000, 5, 10, 100, 100 },
    { 1000, 0, 10, 100, 100 },
    { 1000, 5, 20, 140, 180 },
    { 1000, 5, 90, 140, 180 },
    { 60000, 5, 10, 5000, 5000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GRand) rand = g_rand_new_with_seed (i);
      g_autofree ExmSplitItem *items = make_items (cases[i].n, cases[i].labels, 1, 200, rand);
      g_autoptr(ExmSplitResult) result = exm_split_run (items, cases[i].n, cases[i].percent, 42);

      g_test_message ("case %u: %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT, i, result->n_validation, cases[i].n);
      check_rules (items, cases[i].n, cases[i].percent, result);
      g_assert_cmpuint (result->n_validation, >=, cases[i].low);
      g_assert_cmpuint (result->n_validation, <=, cases[i].high);
    }
}

static void
test_strata (void)
{
  ExmSplitItem items[300];
  guint        counts[4] = { 0 };

  /* 200 of one label, 80 of another, 20 of a third and no label left out. */
  for (guint i = 0; i < 300; i++)
    items[i] = (ExmSplitItem){ i, i < 200 ? 1 : i < 280 ? 2
                                                        : 3,
                               100 };
  for (guint64 seed = 1; seed < 50; seed++)
    {
      g_autoptr(ExmSplitResult) result = exm_split_run (items, 300, 10, seed);

      memset (counts, 0, sizeof counts);
      for (guint i = 0; i < 300; i++)
        counts[items[i].stratum] += result->validation[i];
      g_assert_cmpuint (counts[1], ==, 20);
      g_assert_cmpuint (counts[2], ==, 8);
      g_assert_cmpuint (counts[3], ==, 2);
    }
}

static void
test_seed (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);
  g_autofree ExmSplitItem *items = make_items (500, 6, 1, 100, rand);
  g_autoptr(ExmSplitResult) a = exm_split_run (items, 500, 10, 99);
  g_autoptr(ExmSplitResult) b = exm_split_run (items, 500, 10, 99);
  g_autoptr(ExmSplitResult) c = exm_split_run (items, 500, 10, 100);

  g_assert_cmpmem (a->validation, 500, b->validation, 500);
  g_assert_cmpint (memcmp (a->validation, c->validation, 500), !=, 0);
}

/* The order of the items is nothing to the split, and a post more or less hardly anything. */
static void
test_steady (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (8);
  g_autofree ExmSplitItem *items = make_items (1000, 5, 2, 100, rand);
  g_autofree ExmSplitItem *turned = g_new (ExmSplitItem, 1000);
  g_autoptr(ExmSplitResult) all = exm_split_run (items, 1000, 10, EXM_SPLIT_SEED);
  g_autoptr(ExmSplitResult) fewer = exm_split_run (items, 950, 10, EXM_SPLIT_SEED);
  g_autoptr(ExmSplitResult) other = NULL;
  guint moved = 0;

  for (guint i = 0; i < 1000; i++)
    turned[i] = items[999 - i];
  other = exm_split_run (turned, 1000, 10, EXM_SPLIT_SEED);
  for (guint i = 0; i < 1000; i++)
    g_assert_cmpuint (other->validation[i], ==, all->validation[999 - i]);

  for (guint i = 0; i < 950; i++)
    moved += all->validation[i] != fewer->validation[i];
  g_test_message ("%u of 950 moved", moved);
  g_assert_cmpuint (moved, <=, 10);
}

static void
test_single_labels (void)
{
  ExmSplitItem items[120];

  /* Every label stands once: nothing can be validated that was trained. */
  for (guint i = 0; i < 120; i++)
    items[i] = (ExmSplitItem){ i, i + 1, 100 };
  {
    g_autoptr(ExmSplitResult) result = exm_split_run (items, 120, 10, 1);

    g_assert_cmpuint (result->n_validation, ==, 0);
  }
}

static void
test_one_post (void)
{
  ExmSplitItem items[200];

  for (guint i = 0; i < 200; i++)
    items[i] = (ExmSplitItem){ 1, 1 + i % 2, 100 };
  {
    g_autoptr(ExmSplitResult) result = exm_split_run (items, 200, 20, 1);

    g_assert_cmpuint (result->n_validation, ==, 0);
  }
}

static void
test_giant (void)
{
  ExmSplitItem items[200];

  /* One line holds most of the bytes: it stays in training, and the limit holds. */
  for (guint i = 0; i < 200; i++)
    items[i] = (ExmSplitItem){ i, 1, i == 5 ? 10000000 : 100 };
  for (guint64 seed = 1; seed < 40; seed++)
    {
      g_autoptr(ExmSplitResult) result = exm_split_run (items, 200, 20, seed);

      check_rules (items, 200, 20, result);
      g_assert_cmpuint (result->validation[5], ==, 0);
      g_assert_cmpuint (result->n_validation, ==, 40);
    }
}

static void
test_random (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (20261123);

  for (guint i = 0; i < 400; i++)
    {
      gsize                    n = (gsize)g_rand_int_range (rand, 0, 900);
      guint                    labels = (guint)g_rand_int_range (rand, 0, 60);
      guint                    copies = (guint)g_rand_int_range (rand, 1, 6);
      int                      percent = g_rand_int_range (rand, -1, 30);
      g_autofree ExmSplitItem *items = make_items (n, labels, copies, 50 + (guint32)g_rand_int_range (rand, 0, 1000), rand);
      g_autoptr(ExmSplitResult) result = exm_split_run (items, n, percent, g_rand_int (rand));

      check_rules (items, n, percent, result);
    }
}

static void
test_hash (void)
{
  static const struct
  {
    const char *a;
    const char *b;
    gboolean    same;
  } cases[] = {
    { "Hello World", "hello  world ", TRUE },
    { "caf\xc3\xa9", "cafe\xcc\x81", TRUE },
    { "STRASSE", "stra\xc3\x9f"
                 "e",
      TRUE },
    { "\xef\xac\x81ne", "fine", TRUE },
    { "a b", "ab", FALSE },
    { "hello", "hello!", FALSE },
    { "", "   ", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      g_assert_true ((exm_split_hash (cases[i].a) == exm_split_hash (cases[i].b)) == cases[i].same);
    }
}

/* Chosen by hand: kept, groups still whole, limits still hold. */
static void
test_held (void)
{
  ExmSplitItem items[200] = { { 0 } };

  for (guint32 i = 0; i < 200; i++)
    items[i] = (ExmSplitItem){ i / 2, 1 + i % 2, 100, 0 };
  items[10].held = 2;
  items[20].held = 1;
  items[30].held = 2;
  items[31].held = 1; /* of the same group: it trains */
  for (guint64 seed = 0; seed < 50; seed++)
    {
      g_autoptr(ExmSplitResult) result = exm_split_run (items, 200, 10, seed);

      check_rules (items, 200, 10, result);
      g_assert_true (result->validation[10] && result->validation[11]);
      g_assert_false (result->validation[20] || result->validation[21]);
      g_assert_false (result->validation[30] || result->validation[31]);
      g_assert_cmpuint (result->n_validation, ==, 20);
    }

  /* All by hand, and far too much of it: what is allowed. */
  for (guint32 i = 0; i < 200; i++)
    items[i].held = i < 100 ? 2 : 1;
  {
    g_autoptr(ExmSplitResult) result = exm_split_run (items, 200, EXM_SPLIT_AUTOMATIC, 3);
    g_autoptr(ExmSplitResult) none = exm_split_run (items, 200, 0, 3);

    g_assert_cmpuint (result->n_validation, >, 20);
    g_assert_cmpfloat ((double)result->bytes_validation, <=, 0.20 * (double)result->bytes_training);
    for (guint32 i = 100; i < 200; i++)
      g_assert_false (result->validation[i]);
    g_assert_cmpuint (none->n_validation, ==, 0);
  }

  /* A few, chosen in a small dataset, where none are drawn. */
  for (guint32 i = 0; i < 60; i++)
    items[i] = (ExmSplitItem){ i, 1, 100, i < 4 ? 2 : 0 };
  {
    g_autoptr(ExmSplitResult) result = exm_split_run (items, 60, EXM_SPLIT_AUTOMATIC, 3);

    g_assert_cmpuint (result->n_validation, ==, 4);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/submit/split/table", test_table);
  g_test_add_func ("/submit/split/strata", test_strata);
  g_test_add_func ("/submit/split/seed", test_seed);
  g_test_add_func ("/submit/split/steady", test_steady);
  g_test_add_func ("/submit/split/single-labels", test_single_labels);
  g_test_add_func ("/submit/split/one-post", test_one_post);
  g_test_add_func ("/submit/split/giant", test_giant);
  g_test_add_func ("/submit/split/random", test_random);
  g_test_add_func ("/submit/split/hash", test_hash);
  g_test_add_func ("/submit/split/held", test_held);
  return g_test_run ();
}
