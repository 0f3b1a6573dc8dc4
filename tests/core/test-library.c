/* test-library.c - the folder of datasets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>

#include "exm-library.h"

typedef struct
{
  char       *dir;
  GFile      *folder;
  ExmLibrary *library;
  GFile      *result;
  gboolean    done;
} Fixture;

static gboolean
tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Runs the loop until @condition holds; fails after 20 s. */
#define WAIT(condition)                                                  \
  G_STMT_START                                                           \
  {                                                                      \
    gint64 deadline = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND; \
    guint  tick_id = g_timeout_add (5, tick, NULL);                      \
    while (!(condition))                                                 \
      {                                                                  \
        g_assert_cmpint (g_get_monotonic_time (), <, deadline);          \
        g_main_context_iteration (NULL, TRUE);                           \
      }                                                                  \
    g_source_remove (tick_id);                                           \
  }                                                                      \
  G_STMT_END

static gboolean
import_one (ExmImportSink *sink,
            gpointer       user_data,
            GCancellable  *cancellable,
            GError       **error)
{
  ExmImportRow row = { .input = "hello", .input_length = 5 };

  row.label = exm_import_sink_label (sink, "Greeting", 8);
  return exm_import_sink_add (sink, &row, error);
}

static GFile *
make (GFile      *folder,
      const char *name)
{
  g_autoptr(GError) error = NULL;
  GFile *file = g_file_get_child (folder, name);

  exm_dataset_create_with_import_sync (file, "test", import_one, NULL, NULL, &error);
  g_assert_no_error (error);
  return file;
}

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autofree char *path = NULL;

  fixture->dir = g_dir_make_tmp ("exm-library-XXXXXX", NULL);
  path = g_build_filename (fixture->dir, "datasets", NULL);
  fixture->folder = g_file_new_for_path (path);
  fixture->library = exm_library_new (fixture->folder);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  WAIT (!exm_library_is_loading (fixture->library));
  g_clear_object (&fixture->result);
  g_object_unref (fixture->library);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (fixture->folder);
  remove_tree (fixture->dir);
  g_free (fixture->dir);
}

static ExmLibraryItem *
find (Fixture *fixture,
      GFile   *file)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->library)); i++)
    {
      g_autoptr(ExmLibraryItem) item = g_list_model_get_item (G_LIST_MODEL (fixture->library), i);

      if (g_file_equal (exm_library_item_get_file (item), file))
        return item;
    }
  return NULL;
}

static void
test_list (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(GFile) first = NULL;
  g_autoptr(GFile) other = NULL;
  g_autofree char *path = NULL;
  GStatBuf         stat_buf;

  WAIT (!exm_library_is_loading (fixture->library));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->library)), ==, 0);
  g_assert_cmpint (g_stat (g_file_peek_path (fixture->folder), &stat_buf), ==, 0);
  g_assert_cmpint (stat_buf.st_mode & 0777, ==, 0700);

  first = make (fixture->folder, "First.exemplar");
  exm_library_refresh (fixture->library, first);
  WAIT (find (fixture, first) != NULL);
  g_assert_cmpstr (exm_library_item_get_name (find (fixture, first)), ==, "First");
  g_assert_cmpuint (exm_library_item_get_info (find (fixture, first))->n_examples, ==, 1);
  g_assert_cmpuint (exm_library_item_get_info (find (fixture, first))->n_labelled, ==, 1);

  /* A file that is no dataset is not hidden but explained. */
  path = g_build_filename (g_file_peek_path (fixture->folder), "Broken.exemplar", NULL);
  g_file_set_contents (path, "not a dataset", -1, NULL);
  other = g_file_new_for_path (path);
  exm_library_refresh (fixture->library, other);
  WAIT (find (fixture, other) != NULL);
  g_assert_nonnull (exm_library_item_get_info (find (fixture, other))->problem);
}

static void
count_removed (GListModel *model,
               guint       position,
               guint       removed,
               guint       added,
               guint      *total)
{
  *total += removed;
}

/* Rows that stay are left alone, wherever another one comes or goes: who has the keyboard
 * on one presses Enter for that one. */
static void
test_rows_stay (Fixture      *fixture,
                gconstpointer data)
{
  static const char *const names[] = { "A.exemplar", "B.exemplar", "C.exemplar" };
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  guint removed = 0;

  WAIT (!exm_library_is_loading (fixture->library));
  g_signal_connect (fixture->library, "items-changed", G_CALLBACK (count_removed), &removed);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      GFile *file = make (fixture->folder, names[i]);

      g_ptr_array_add (files, file);
      exm_library_refresh (fixture->library, file);
      WAIT (find (fixture, file) != NULL);
      WAIT (!exm_library_is_loading (fixture->library));
    }
  g_assert_cmpuint (removed, ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->library)), ==, 3);

  g_assert_true (g_file_delete (files->pdata[1], NULL, NULL));
  exm_library_refresh (fixture->library, files->pdata[1]);
  WAIT (find (fixture, files->pdata[1]) == NULL);
  g_assert_cmpuint (removed, ==, 1);
  g_assert_nonnull (find (fixture, files->pdata[0]));
  g_assert_nonnull (find (fixture, files->pdata[2]));
}

static void
test_remember (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr(GFile) dir = g_file_new_for_path (fixture->dir);
  g_autoptr(GFile) elsewhere = make (dir, "Elsewhere.exemplar");

  exm_library_remember (fixture->library, elsewhere);
  WAIT (find (fixture, elsewhere) != NULL);

  /* Also after a restart; and not when it is gone. */
  WAIT (!exm_library_is_loading (fixture->library));
  g_object_unref (fixture->library);
  fixture->library = exm_library_new (fixture->folder);
  WAIT (find (fixture, elsewhere) != NULL);
  WAIT (!exm_library_is_loading (fixture->library));

  g_object_unref (fixture->library);
  g_file_delete (elsewhere, NULL, NULL);
  fixture->library = exm_library_new (fixture->folder);
  WAIT (!exm_library_is_loading (fixture->library));
  g_assert_null (find (fixture, elsewhere));
}

static void
test_unique_file (Fixture      *fixture,
                  gconstpointer data)
{
  static const char *const names[] = { "Social Posts", "a/b", "..", "", " \n", ".hidden", "Grüße 😀" };
  g_autoptr(GFile) taken = make (fixture->folder, "Social Posts.exemplar");
  g_autoptr(GFile) second = exm_library_unique_file (fixture->folder, "Social Posts");
  g_autofree char *base = g_file_get_basename (second);
  g_autofree char *long_name = g_strnfill (5000, 'x');
  g_autoptr(GFile) from_long = exm_library_unique_file (fixture->folder, long_name);
  g_autofree char *long_base = g_file_get_basename (from_long);

  g_assert_cmpstr (base, ==, "Social Posts 2.exemplar");
  g_assert_cmpuint (strlen (long_base), <=, 255);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GFile) file = exm_library_unique_file (fixture->folder, names[i]);
      g_autoptr(GFile) parent = g_file_get_parent (file);
      g_autofree char *name = g_file_get_basename (file);

      g_assert_true (g_file_equal (parent, fixture->folder));
      g_assert_true (g_str_has_suffix (name, EXM_DATASET_EXTENSION));
      g_assert_false (g_str_has_prefix (name, "."));
      g_assert_false (g_file_query_exists (file, NULL));
    }
}

static void
rename_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Fixture *fixture = user_data;
  g_autoptr(GError) error = NULL;

  fixture->result = exm_library_rename_finish (EXM_LIBRARY (source), result, &error);
  g_assert_no_error (error);
  fixture->done = TRUE;
}

static void
trash_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Fixture *fixture = user_data;
  g_autoptr(GError) error = NULL;

  fixture->result = exm_library_trash_finish (EXM_LIBRARY (source), result, &error);
  g_assert_no_error (error);
  fixture->done = TRUE;
}

static void
restore_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Fixture *fixture = user_data;
  g_autoptr(GError) error = NULL;

  g_clear_object (&fixture->result);
  fixture->result = exm_library_restore_finish (EXM_LIBRARY (source), result, &error);
  g_assert_no_error (error);
  fixture->done = TRUE;
}

static void
test_rename (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr(GFile) file = make (fixture->folder, "Old.exemplar");
  g_autoptr(GFile) taken = make (fixture->folder, "New.exemplar");

  exm_library_rename_async (fixture->library, file, "Newer", rename_cb, fixture);
  WAIT (fixture->done);
  g_assert_true (g_file_query_exists (fixture->result, NULL));
  g_assert_false (g_file_query_exists (file, NULL));
  WAIT (find (fixture, fixture->result) != NULL && find (fixture, file) == NULL);
  g_assert_cmpstr (exm_library_item_get_name (find (fixture, fixture->result)), ==, "Newer");
}

static void
test_trash (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr(GFile) file = make (fixture->folder, "Mine.exemplar");
  g_autoptr(GFile) trashed = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmDataset) dataset = NULL;

  exm_library_refresh (fixture->library, file);
  WAIT (find (fixture, file) != NULL);
  exm_library_trash_async (fixture->library, file, trash_cb, fixture);
  WAIT (fixture->done);
  trashed = g_steal_pointer (&fixture->result);
  g_assert_false (g_file_query_exists (file, NULL));
  g_assert_true (g_file_query_exists (trashed, NULL));
  WAIT (find (fixture, file) == NULL && find (fixture, trashed) == NULL);

  fixture->done = FALSE;
  exm_library_restore_async (fixture->library, trashed, restore_cb, fixture);
  WAIT (fixture->done);
  g_assert_true (g_file_equal (fixture->result, file));
  WAIT (find (fixture, file) != NULL);

  dataset = exm_dataset_open_sync (file, EXM_OPEN_DEFAULT, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (exm_dataset_get_stats (dataset)->n_examples, ==, 1);
  exm_dataset_close_sync (dataset);
}

static void
count_cb (guint *looks)
{
  (*looks)++;
}

/* To look at the datasets is no reason to look again, be they open or not. */
static void
test_rests (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr(GFile) closed = make (fixture->folder, "Closed.exemplar");
  g_autoptr(GFile) open = make (fixture->folder, "Open.exemplar");
  g_autoptr(ExmDataset) dataset = exm_dataset_open_sync (open, EXM_OPEN_DEFAULT, NULL);
  gint64 rests_at = 0;
  guint  looks = 0;

  g_assert_nonnull (dataset);
  WAIT (find (fixture, closed) != NULL && find (fixture, open) != NULL);
  g_signal_connect_swapped (fixture->library, "notify::loading", G_CALLBACK (count_cb), &looks);
  exm_library_refresh (fixture->library, closed);
  WAIT (looks >= 2);
  /* What was made above may be told late, but not for ever: a second without a look has to come. */
  while (TRUE)
    {
      guint before = looks;

      rests_at = g_get_monotonic_time () + G_TIME_SPAN_SECOND;
      WAIT (looks != before || g_get_monotonic_time () > rests_at);
      if (looks == before)
        break;
      g_assert_cmpuint (looks, <, 12);
    }
  exm_dataset_close_sync (dataset);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/core/library/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("rows-stay", test_rows_stay);
  ADD ("list", test_list);
  ADD ("remember", test_remember);
  ADD ("unique-file", test_unique_file);
  ADD ("rename", test_rename);
  ADD ("trash", test_trash);
  ADD ("rests", test_rests);
  return g_test_run ();
}
