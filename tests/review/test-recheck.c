/* test-recheck.c - one's own decisions, drawn fairly and kept
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "core-fixture.h"
#include "exm-recheck.h"
#include "exm-sample.h"

static void
test_sample (void)
{
  guint32 strata[1000];
  guint   counts[4] = { 0 };
  g_autoptr(GArray) sample = NULL;
  g_autoptr(GArray) again = NULL;
  guint n_ascents = 0;

  for (guint i = 0; i < 1000; i++)
    strata[i] = i < 700 ? 1 : i < 995 ? 2
                                      : 3;
  sample = exm_sample_stratified (strata, 1000, 50, 9);
  again = exm_sample_stratified (strata, 1000, 50, 9);
  g_assert_cmpuint (sample->len, ==, 50);
  g_assert_cmpmem (sample->data, 200, again->data, 200);
  for (guint i = 0; i < 50; i++)
    {
      counts[strata[g_array_index (sample, guint32, i)]]++;
      n_ascents += i > 0 && g_array_index (sample, guint32, i) > g_array_index (sample, guint32, i - 1);
    }
  g_assert_cmpuint (counts[1], >=, 34);
  g_assert_cmpuint (counts[1], <=, 36);
  g_assert_cmpuint (counts[2], >=, 13);
  g_assert_cmpuint (counts[3], ==, 1);
  /* The order is drawn as well: neither sorted nor by stratum. */
  g_assert_cmpuint (n_ascents, >, 12);
  g_assert_cmpuint (n_ascents, <, 37);
}

/* Nothing to check again: why. */
static void
test_nothing (void)
{
  static const struct
  {
    guint       n_rows;
    const char *reason;
  } cases[] = {
    { 0, "No post has a label yet that could be checked again" },
    { 200, "All labels were imported, nothing has been decided here yet" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("nothing-%u.exemplar", i);
      g_autoptr(GFile) file = fixture_file (name);
      g_autoptr(GError) error = NULL;
      ExmDataset *dataset;

      fixture_create (file, cases[i].n_rows);
      dataset = fixture_open (file);
      g_assert_null (exm_recheck_draw_sync (dataset, 20, 0, FALSE, 1, NULL, &error));
      g_assert_error (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND);
      g_assert_cmpstr (error->message, ==, cases[i].reason);
      fixture_close (dataset);
    }
}

static void
test_round (void)
{
  g_autoptr(GFile) file = fixture_file ("recheck.exemplar");
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmRecheck) round = NULL;
  ExmDataset *dataset;

  fixture_create (file, 200);
  dataset = fixture_open (file);
  g_assert_null (exm_recheck_draw_sync (dataset, 20, 0, FALSE, 1, NULL, &error));
  g_assert_error (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND);
  g_clear_error (&error);

  round = exm_recheck_draw_sync (dataset, 20, 0, TRUE, 1, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (round->n, ==, 20);
  g_assert_cmpuint (exm_recheck_next (round), ==, 0);
  for (guint i = 0; i < 15; i++)
    {
      round->answers[i] = i == 3 ? (round->labels[i] == 1 ? 2 : 1) : round->labels[i];
      if (i == 7)
        round->answers[i] = EXM_RECHECK_PASSED;
    }
  g_assert_true (exm_recheck_save_sync (dataset, round, &error));
  fixture_close (dataset);

  /* It goes on where it was left. */
  dataset = fixture_open (file);
  {
    g_autoptr(GPtrArray) list = exm_recheck_list_sync (dataset, &error);
    const ExmRecheck *kept;
    guint32           before[20];
    guint32           now[20];
    ExmKappa          kappa;

    g_assert_no_error (error);
    g_assert_cmpuint (list->len, ==, 1);
    kept = list->pdata[0];
    g_assert_cmpuint (exm_recheck_next (kept), ==, 15);
    g_assert_cmpuint (exm_recheck_count_answers (kept), ==, 14);
    g_assert_cmpmem (kept->rows, 80, round->rows, 80);
    exm_recheck_values (kept, before, now);
    kappa = exm_kappa (before, now, 20);
    g_assert_cmpuint (kappa.n, ==, 14);
    g_assert_cmpuint (kappa.n_agreed, ==, 13);
  }
  fixture_close (dataset);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_init ();
  g_test_add_func ("/review/recheck/sample", test_sample);
  g_test_add_func ("/review/recheck/nothing", test_nothing);
  g_test_add_func ("/review/recheck/round", test_round);
  return fixture_run_tests ();
}
