/* test-origin.c - author, thread, time and address of posts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "core-fixture.h"
#include "exm-origin.h"

static gboolean
import_cb (ExmImportSink *sink,
           gpointer       user_data,
           GCancellable  *cancellable,
           GError       **error)
{
  static const char text[] = "@anna";
  ExmImportRow      rows[3] = {
         { .input = "first", .input_length = 5, .author = text, .author_length = 5, .thread = "t1", .thread_length = 2, .time = 1700000000, .url = "https://a.example/1", .url_length = 19 },
         { .input = "second", .input_length = 6 },
         { .input = "third", .input_length = 5, .author = text, .author_length = 3, .thread = "t1", .thread_length = 2, .time = -5 },
  };

  return exm_import_sink_add_rows (sink, rows, G_N_ELEMENTS (rows), error);
}

static gboolean
walk_cb (ExmRowId    id,
         const char *author,
         const char *thread,
         gint64      time,
         gpointer    user_data)
{
  g_string_append_printf (user_data, "%u %s %s %" G_GINT64_FORMAT "\n", id, author != NULL ? author : "-", thread != NULL ? thread : "-", time);
  return TRUE;
}

static void
assert_walk (ExmDataset *dataset,
             const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) text = g_string_new (NULL);

  exm_dataset_foreach_origin_sync (dataset, walk_cb, text, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text->str, ==, expected);
}

static void
assert_first (ExmDataset *dataset,
              ExmRowId    id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmExample) example = exm_dataset_get_example_sync (dataset, id, &error);
  g_autoptr(ExmExample) copy = exm_example_copy (example);

  g_assert_no_error (error);
  g_assert_cmpstr (copy->author, ==, "@anna");
  g_assert_cmpstr (copy->thread, ==, "t1");
  g_assert_cmpstr (copy->url, ==, "https://a.example/1");
  g_assert_cmpint (copy->time, ==, 1700000000);
}

static ExmDataset *
open_new (const char *name)
{
  g_autoptr(GFile) file = fixture_file (name);
  g_autoptr(GError) error = NULL;

  exm_dataset_create_with_import_sync (file, "archive", import_cb, NULL, NULL, &error);
  g_assert_no_error (error);
  return fixture_open (file);
}

static void
test_import (void)
{
  ExmDataset *dataset = open_new ("import.exemplar");
  g_autoptr(ExmExample) second = exm_dataset_get_example_sync (dataset, 2, NULL);

  assert_first (dataset, 1);
  g_assert_null (second->author);
  g_assert_null (second->url);
  g_assert_cmpint (second->time, ==, 0);
  assert_walk (dataset, "1 @anna t1 1700000000\n3 @an t1 -5\n");
  fixture_close (dataset);
}

static void
test_delete_and_undo (void)
{
  ExmDataset *dataset = open_new ("undo.exemplar");
  ExmRowId    first = 1;
  g_autoptr(ExmTarget) target = exm_target_new_rows (&first, 1);

  fixture_run (dataset, exm_command_new_delete (target));
  assert_walk (dataset, "3 @an t1 -5\n");
  fixture_undo (dataset);
  assert_walk (dataset, "1 @anna t1 1700000000\n3 @an t1 -5\n");
  fixture_redo (dataset);
  assert_walk (dataset, "3 @an t1 -5\n");
  fixture_undo (dataset);
  assert_first (dataset, 1);

  /* The whole import goes and comes again. */
  fixture_undo (dataset);
  assert_walk (dataset, "");
  fixture_redo (dataset);
  assert_first (dataset, 1);
  fixture_close (dataset);
}

static void
test_duplicate (void)
{
  ExmDataset *dataset = open_new ("duplicate.exemplar");
  ExmRowId    first = 1;
  g_autoptr(ExmTarget) target = exm_target_new_rows (&first, 1);
  g_autoptr(ExmReceipt) receipt = fixture_run_receipt (dataset, exm_command_new_duplicate (target));

  assert_first (dataset, receipt->first_row);
  fixture_undo (dataset);
  assert_walk (dataset, "1 @anna t1 1700000000\n3 @an t1 -5\n");
  fixture_close (dataset);
}

static gboolean
visit_cb (const ExmExample *example,
          const char       *label_name,
          gpointer          user_data,
          GError          **error)
{
  return walk_cb (example->id, example->author, example->thread, example->time, user_data);
}

static void
test_foreach (void)
{
  ExmDataset *dataset = open_new ("foreach.exemplar");
  g_autoptr(GString) text = g_string_new (NULL);

  g_assert_true (exm_dataset_foreach_sync (dataset, NULL, NULL, visit_cb, text, NULL, NULL));
  g_assert_cmpstr (text->str, ==, "1 @anna t1 1700000000\n2 - - 0\n3 @an t1 -5\n");
  fixture_close (dataset);
}

static void
test_rescue (void)
{
  ExmDataset *dataset = open_new ("damaged.exemplar");
  g_autoptr(GFile) damaged = g_object_ref (exm_dataset_get_file (dataset));
  g_autoptr(GFile) into = fixture_file ("rescued.exemplar");
  guint n;

  fixture_close (dataset);
  g_assert_true (exm_dataset_rescue_sync (damaged, into, &n, NULL, NULL));
  g_assert_cmpuint (n, ==, 3);
  dataset = fixture_open (into);
  assert_first (dataset, 1);
  assert_walk (dataset, "1 @anna t1 1700000000\n3 @an t1 -5\n");
  fixture_close (dataset);
}

static gboolean
stop_cb (ExmRowId    id,
         const char *author,
         const char *thread,
         gint64      time,
         gpointer    user_data)
{
  ++*(guint *)user_data;
  return FALSE;
}

static void
test_stop_and_cancel (void)
{
  ExmDataset *dataset = open_new ("stop.exemplar");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  guint n = 0;

  g_assert_true (exm_dataset_foreach_origin_sync (dataset, stop_cb, &n, NULL, NULL));
  g_assert_cmpuint (n, ==, 1);
  g_cancellable_cancel (cancellable);
  g_assert_false (exm_dataset_foreach_origin_sync (dataset, stop_cb, &n, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fixture_close (dataset);
}

/* A file from before there were origins, which nobody may bring up to date. */
static void
test_older (void)
{
  ExmDataset *dataset = open_new ("older.exemplar");
  g_autoptr(GFile) file = g_object_ref (exm_dataset_get_file (dataset));
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(ExmExample) example = NULL;

  fixture_close (dataset);
  fixture_sql (g_file_peek_path (file), "DROP TABLE origin");
  fixture_sql (g_file_peek_path (file), "PRAGMA user_version = 1");
  dataset = exm_dataset_open_sync (file, EXM_OPEN_READ_ONLY, NULL);
  g_assert_nonnull (dataset);
  assert_walk (dataset, "");
  example = exm_dataset_get_example_sync (dataset, 1, NULL);
  g_assert_cmpstr (example->input, ==, "first");
  g_assert_null (example->author);
  g_assert_true (exm_dataset_foreach_sync (dataset, NULL, NULL, visit_cb, text, NULL, NULL));
  g_assert_cmpstr (text->str, ==, "1 - - 0\n2 - - 0\n3 - - 0\n");
  fixture_close (dataset);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_init ();
  g_test_add_func ("/core/origin/import", test_import);
  g_test_add_func ("/core/origin/delete-and-undo", test_delete_and_undo);
  g_test_add_func ("/core/origin/duplicate", test_duplicate);
  g_test_add_func ("/core/origin/foreach", test_foreach);
  g_test_add_func ("/core/origin/rescue", test_rescue);
  g_test_add_func ("/core/origin/stop-and-cancel", test_stop_and_cancel);
  g_test_add_func ("/core/origin/older", test_older);
  return fixture_run_tests ();
}
