/* test-near-rows.c - rows whose posts say the same or nearly the same
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "core-fixture.h"
#include "exm-near-rows.h"

static const char *const texts[] = {
  "Enjoying a beautiful day at the park with my friends",   /* 1 Good */
  "Traffic was terrible this morning and I am late again",  /* 2 Bad */
  "ENJOYING a beautiful day at the park, with my friends!", /* 3 Good: the same */
  "Traffic was terible this morning and I am late again",   /* 4 Good: nearly, and a conflict */
  "Something else altogether, nobody says it again",        /* 5 */
  "Something else altogether, nobody says it again.",       /* 6, no label: no conflict */
};

static ExmDataset *
open_posts (const char *name)
{
  g_autoptr(GFile) file = fixture_file (name);
  g_autoptr(GPtrArray) examples = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_example_free);
  static const char *const labels[] = { "Good", "Bad", "Good", "Good", "Bad" };
  ExmDataset              *dataset;

  fixture_create (file, 0);
  dataset = fixture_open (file);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      ExmExample *example = exm_example_new ();

      g_free (example->input);
      example->input = g_strdup (texts[i]);
      g_ptr_array_add (examples, example);
    }
  fixture_run (dataset, exm_command_new_add (examples, 0));
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      g_autoptr(ExmTarget) target = exm_target_new_row (i + 1);

      fixture_run (dataset, exm_command_new_set_label_named (target, labels[i]));
    }
  return dataset;
}

static void
note_progress (double   fraction,
               gpointer user_data)
{
  g_assert_cmpfloat (fraction, >=, *(double *)user_data);
  *(double *)user_data = fraction;
}

static void
test_read (void)
{
  ExmDataset *dataset = open_posts ("near.exemplar");
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmNearRows) rows = NULL;
  double last = 0;

  rows = exm_near_rows_read_sync (dataset, NULL, 6, NULL, note_progress, &last, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (last, >, 0.9);
  g_assert_cmpuint (rows->groups->n_groups, ==, 3);
  g_assert_cmpuint (rows->groups->ids[0], ==, 1);
  g_assert_cmpuint (rows->groups->ids[1], ==, 3);
  g_assert_cmpuint (rows->n_same, ==, 2);
  g_assert_cmpuint (rows->n_near, ==, 1);
  g_assert_cmpuint (rows->n_conflicts, ==, 1);
  g_assert_cmpuint (rows->n_conflict_rows, ==, 2);
  g_assert_false (exm_near_rows_is_conflict (rows, 0));
  g_assert_true (exm_near_rows_is_conflict (rows, 1));
  g_assert_false (exm_near_rows_is_conflict (rows, 2));
  fixture_close (dataset);
}

static void
test_cancel (void)
{
  ExmDataset *dataset = open_posts ("near-cancel.exemplar");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (exm_near_rows_read_sync (dataset, NULL, 0, cancellable, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fixture_close (dataset);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_init ();
  g_test_add_func ("/review/near-rows/read", test_read);
  g_test_add_func ("/review/near-rows/cancel", test_cancel);
  return fixture_run_tests ();
}
