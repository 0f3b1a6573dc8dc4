/* test-posts.c - the posts of a dataset, read at once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "core-fixture.h"
#include "exm-posts.h"

static ExmDataset *
open_three (const char *name)
{
  g_autoptr(GFile) file = fixture_file (name);
  g_autoptr(GPtrArray) examples = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_example_free);
  const char *const texts[] = { "good morning", "", "gute Nacht 🌙" };
  g_autoptr(ExmTarget) first = NULL;
  ExmDataset *dataset;

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
  first = exm_target_new_row (1);
  fixture_run (dataset, exm_command_new_set_label_named (first, "Positive"));
  return dataset;
}

static void
test_all (void)
{
  ExmDataset *dataset = open_three ("all.exemplar");
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmPosts) posts = exm_posts_read_sync (dataset, NULL, NULL, &error);
  gsize length;

  g_assert_no_error (error);
  g_assert_cmpuint (posts->n, ==, 3);
  g_assert_cmpuint (posts->ids[2], ==, 3);
  g_assert_cmpuint (posts->labels[0], ==, exm_label_get_id (exm_dataset_find_label (dataset, "Positive")));
  g_assert_cmpuint (posts->labels[1], ==, 0);
  g_assert_cmpstr (exm_posts_get_text (posts, 1, &length), ==, "");
  g_assert_cmpuint (length, ==, 0);
  g_assert_cmpstr (exm_posts_get_text (posts, 2, &length), ==, "gute Nacht 🌙");
  g_assert_cmpuint (length, ==, strlen ("gute Nacht 🌙"));
  fixture_close (dataset);
}

/* Rows by their ids, in the order of the list; those that are gone are passed over. */
static void
test_rows (void)
{
  ExmDataset *dataset = open_three ("rows.exemplar");
  g_autoptr(ExmTarget) gone = exm_target_new_row (1);
  const ExmRowId wanted[] = { 3, 1, 2, 77 };
  g_autoptr(ExmQuery) query = exm_query_new_rows (wanted, G_N_ELEMENTS (wanted));
  g_autoptr(ExmQuery) same = exm_query_copy (query);
  g_autoptr(ExmPosts) posts = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (exm_query_equal (query, same));
  g_assert_false (exm_query_is_all (query));
  fixture_run (dataset, exm_command_new_delete (gone));
  posts = exm_posts_read_sync (dataset, query, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (posts->n, ==, 2);
  g_assert_cmpuint (posts->ids[0], ==, 2);
  g_assert_cmpuint (posts->ids[1], ==, 3);
  fixture_close (dataset);
}

static void
test_cancelled (void)
{
  ExmDataset *dataset = open_three ("cancelled.exemplar");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (exm_posts_read_sync (dataset, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fixture_close (dataset);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_init ();
  g_test_add_func ("/review/posts/all", test_all);
  g_test_add_func ("/review/posts/rows", test_rows);
  g_test_add_func ("/review/posts/cancelled", test_cancelled);
  return fixture_run_tests ();
}
