/* test-schema.c - files of each version of the schema open, with all that is in them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <sqlite3.h>

#include "core-fixture.h"
#include "exm-schema-private.h"

static char *
read_fixture (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "core", "fixtures", name, NULL);
  g_autoptr(GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static gint64
get_int (GFile      *file,
         const char *sql)
{
  sqlite3      *db = NULL;
  sqlite3_stmt *stmt = NULL;
  gint64        value;

  g_assert_cmpint (sqlite3_open (g_file_peek_path (file), &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  value = sqlite3_column_int64 (stmt, 0);
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  return value;
}

/* Its rows, texts, labels, task, counters and history: what a user had, he has. */
static void
test_old (gconstpointer data)
{
  const char      *version = data;
  g_autofree char *sql_name = g_strconcat (version, ".sql", NULL);
  g_autofree char *dump_name = g_strconcat (version, ".txt", NULL);
  g_autofree char *base = g_strconcat (version, ".exemplar", NULL);
  g_autofree char *sql = read_fixture (sql_name);
  g_autofree char *expected = read_fixture (dump_name);
  g_autoptr(GFile) file = fixture_file (base);
  g_autoptr(ExmDatasetInfo) info = NULL;
  g_autoptr(GError) error = NULL;
  guint       n_steps = 0;
  ExmDataset *dataset;

  fixture_sql (g_file_peek_path (file), sql);
  g_assert_cmpint (get_int (file, "PRAGMA user_version"), ==, g_ascii_strtoll (version + 1, NULL, 10));
  info = exm_dataset_peek_sync (file, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (info->n_examples, ==, 9);

  dataset = fixture_open (file);
  fixture_assert_dump (dataset, expected);
  g_assert_true (exm_dataset_can_redo (dataset));
  while (exm_dataset_can_undo (dataset))
    {
      fixture_undo (dataset);
      n_steps++;
    }
  g_assert_cmpuint (n_steps, >, 5);
  g_assert_cmpuint (exm_dataset_get_stats (dataset)->n_examples, ==, 0);
  while (n_steps-- > 0)
    fixture_redo (dataset);
  fixture_assert_dump (dataset, expected);
  fixture_close (dataset);

  g_assert_cmpint (get_int (file, "PRAGMA user_version"), ==, EXM_SCHEMA_VERSION);
  dataset = fixture_open (file);
  fixture_assert_dump (dataset, expected);
  fixture_close (dataset);
}

/* Where a post comes from is read again, and is nowhere in a file of before. */
static void
test_origin (void)
{
  const char *const versions[] = { "v1", "v2" };

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      g_autofree char *sql_name = g_strconcat (versions[i], ".sql", NULL);
      g_autofree char *base = g_strconcat (versions[i], "-origin.exemplar", NULL);
      g_autofree char *sql = read_fixture (sql_name);
      g_autoptr(GFile) file = fixture_file (base);
      g_autoptr(ExmExample) example = NULL;
      g_autoptr(GError) error = NULL;
      ExmDataset *dataset;

      fixture_sql (g_file_peek_path (file), sql);
      dataset = fixture_open (file);
      example = exm_dataset_get_example_sync (dataset, 1, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (example->author, ==, i == 0 ? NULL : "ada@example.org");
      g_assert_cmpstr (example->thread, ==, i == 0 ? NULL : "thread 7");
      fixture_close (dataset);
    }
}

static void
test_newer (void)
{
  g_autofree char *sql = read_fixture ("v1.sql");
  g_autofree char *expected = read_fixture ("v1.txt");
  g_autoptr(GFile) file = fixture_file ("newer.exemplar");
  g_autoptr(GError) error = NULL;
  ExmDataset *dataset;

  fixture_sql (g_file_peek_path (file), sql);
  fixture_sql (g_file_peek_path (file), "PRAGMA user_version = 999");
  dataset = fixture_open (file);
  g_assert_true (exm_dataset_is_read_only (dataset));
  fixture_assert_dump (dataset, expected);
  g_assert_null (exm_dataset_undo_sync (dataset, &error));
  g_assert_error (error, EXM_DATA_ERROR, EXM_DATA_ERROR_READ_ONLY);
  fixture_close (dataset);
  g_assert_cmpint (get_int (file, "PRAGMA user_version"), ==, 999);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_init ();
  /* One for each version that was ever released. */
  g_test_add_data_func ("/core/schema/v1", "v1", test_old);
  g_test_add_data_func ("/core/schema/v2", "v2", test_old);
  g_test_add_func ("/core/schema/v2-origin", test_origin);
  g_test_add_func ("/core/schema/newer", test_newer);
  return fixture_run_tests ();
}
