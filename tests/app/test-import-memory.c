/* test-import-memory.c - a file is known again while it is as it was
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-test"

#include "config.h"

#include <glib/gstdio.h>

#include "app-test.h"
#include "exm-import-memory.h"

typedef struct
{
  GFile   *dataset;
  char    *stamp;
  gboolean done;
} Found;

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Found *found = user_data;

  found->dataset = exm_import_memory_find_finish (result, &found->stamp);
  found->done = TRUE;
}

static Found
find (GFile *source)
{
  Found found = { NULL, NULL, FALSE };

  exm_import_memory_find_async (source, NULL, found_cb, &found);
  while (!found.done)
    g_main_context_iteration (NULL, TRUE);
  return found;
}

static void
found_clear (Found *found)
{
  g_clear_object (&found->dataset);
  g_clear_pointer (&found->stamp, g_free);
}

/* Keeping is done on a thread, and nobody waits for it. */
static void
assert_found (GFile *source,
              GFile *dataset)
{
  gint64 deadline = g_get_monotonic_time () + 5 * G_TIME_SPAN_SECOND;

  for (;;)
    {
      Found    found = find (source);
      gboolean same = dataset == NULL ? found.dataset == NULL
                                      : found.dataset != NULL && g_file_equal (found.dataset, dataset);

      found_clear (&found);
      if (same)
        return;
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (10000);
    }
}

static GFile *
make_file (const char *name,
           const char *text)
{
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), name, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_cache_dir (), 0700), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return g_file_new_for_path (path);
}

static void
keep (GFile *source,
      GFile *dataset)
{
  Found found = find (source);

  g_assert_nonnull (found.stamp);
  exm_import_memory_keep (source, found.stamp, dataset);
  found_clear (&found);
}

static void
test_known_again (void)
{
  g_autoptr(GFile) source = make_file ("posts.jsonl", "one\n");
  g_autoptr(GFile) other = make_file ("other.jsonl", "one\n");
  g_autoptr(GFile) dataset = make_file ("Posts.exemplar", "a dataset");

  assert_found (source, NULL);
  keep (source, dataset);
  assert_found (source, dataset);
  assert_found (other, NULL);

  /* Changed: no longer what was imported. */
  g_object_unref (make_file ("posts.jsonl", "one\ntwo\n"));
  assert_found (source, NULL);
  keep (source, dataset);
  assert_found (source, dataset);
}

static void
test_dataset_moves_and_goes (void)
{
  g_autoptr(GFile) source = make_file ("moving.jsonl", "one\n");
  g_autoptr(GFile) before = make_file ("Before.exemplar", "a dataset");
  g_autoptr(GFile) after = make_file ("After.exemplar", "a dataset");
  g_autoptr(GError) error = NULL;

  keep (source, before);
  assert_found (source, before);
  exm_import_memory_moved (before, after);
  assert_found (source, after);
  g_file_delete (after, NULL, &error);
  g_assert_no_error (error);
  assert_found (source, NULL);
}

static void
test_nothing_to_remember (void)
{
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "nowhere.jsonl", NULL);
  g_autoptr(GFile) nowhere = g_file_new_for_path (path);
  g_autoptr(GFile) folder = g_file_new_for_path (g_get_user_cache_dir ());
  Found found = find (nowhere);

  g_assert_null (found.dataset);
  g_assert_null (found.stamp);
  /* Without a stamp there is nothing to know it by. */
  exm_import_memory_keep (nowhere, NULL, folder);
  assert_found (nowhere, NULL);
  found = find (folder);
  g_assert_null (found.stamp);
  found_clear (&found);
}

static void
test_broken_memory (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "exemplar", "imports", NULL);
  g_autoptr(GFile) source = make_file ("broken.jsonl", "one\n");
  g_autoptr(GFile) dataset = make_file ("Broken.exemplar", "a dataset");
  g_autoptr(GError) error = NULL;
  GStatBuf info;

  keep (source, dataset);
  assert_found (source, dataset);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmphex (info.st_mode & 0777, ==, 0600);
  g_file_set_contents (path, "[[[ no key file \xff", -1, &error);
  g_assert_no_error (error);
  assert_found (source, NULL);
  keep (source, dataset);
  assert_found (source, dataset);
}

int
main (int    argc,
      char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/import-memory/known-again", test_known_again);
  g_test_add_func ("/app/import-memory/dataset-moves-and-goes", test_dataset_moves_and_goes);
  g_test_add_func ("/app/import-memory/nothing-to-remember", test_nothing_to_remember);
  g_test_add_func ("/app/import-memory/broken", test_broken_memory);
  return g_test_run ();
}
