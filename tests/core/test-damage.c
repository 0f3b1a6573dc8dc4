/* test-damage.c - damaged files: said so, left alone, rescued
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "core-fixture.h"
#include "exm-schema-private.h"

static char *
read_file (GFile *file,
           gsize *length)
{
  char *data = NULL;

  g_assert_true (g_file_get_contents (g_file_peek_path (file), &data, length, NULL));
  return data;
}

static gboolean
look_cb (const ExmExample *example,
         const char       *label_name,
         gpointer          user_data,
         GError          **error)
{
  g_assert_true (g_utf8_validate (example->input, -1, NULL));
  return TRUE;
}

/* Opens, reads and edits whatever is there: an error or not, but never a crash. */
static gboolean
try_everything (GFile *file)
{
  g_autoptr(GError) error = NULL;
  ExmDataset *dataset = exm_dataset_open_sync (file, EXM_OPEN_DEFAULT, &error);

  exm_dataset_info_free (exm_dataset_peek_sync (file, NULL));
  if (dataset == NULL)
    {
      g_assert_true (error->domain == EXM_DATA_ERROR);
      return FALSE;
    }
  exm_dataset_foreach_sync (dataset, NULL, NULL, look_cb, NULL, NULL, NULL);
  exm_example_free (exm_dataset_get_example_sync (dataset, 1, NULL));
  exm_receipt_free (exm_dataset_undo_sync (dataset, NULL));
  exm_receipt_free (exm_dataset_redo_sync (dataset, NULL));
  fixture_close (dataset);
  return TRUE;
}

static void
test_truncated (void)
{
  g_autoptr(GFile) whole = fixture_file ("whole.exemplar");
  g_autoptr(GFile) cut = fixture_file ("cut.exemplar");
  g_autofree char *data = NULL;
  gsize            length;

  fixture_create (whole, 2000);
  data = read_file (whole, &length);
  for (gsize keep = 1; keep < length; keep += length / 37 + 1)
    {
      g_autofree char *after = NULL;
      gsize            n_after;

      g_assert_true (g_file_set_contents (g_file_peek_path (cut), data, (gssize)keep, NULL));
      g_assert_false (try_everything (cut));
      after = read_file (cut, &n_after);
      g_assert_cmpmem (after, n_after, data, keep);
    }
}

/* Small files are checked whole at opening, so a page whose structure is broken
 * is found; a byte within a text cannot be. */
static void
test_flipped (void)
{
  g_autoptr(GFile) whole = fixture_file ("flip-whole.exemplar");
  g_autoptr(GFile) flipped = fixture_file ("flipped.exemplar");
  g_autofree char *data = NULL;
  gsize            length;
  guint            n_refused = 0;

  fixture_create (whole, 2000);
  data = read_file (whole, &length);
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *copy = g_memdup2 (data, length);
      g_autofree char *after = NULL;
      gsize            at = (gsize)g_test_rand_int_range (0, (gint32)length);
      gsize            n_after;

      /* Half of them where the structure is: the beginnings of pages. */
      if (i % 2 == 0)
        at = at / EXM_PAGE_SIZE * EXM_PAGE_SIZE + at % 64;
      for (gsize j = at; j < MIN (at + 1 + i % 4, length); j++)
        copy[j] = (char)g_test_rand_int_range (0, 256);
      g_assert_true (g_file_set_contents (g_file_peek_path (flipped), copy, (gssize)length, NULL));
      if (try_everything (flipped))
        continue;
      n_refused++;
      after = read_file (flipped, &n_after);
      g_assert_cmpmem (after, n_after, copy, length);
    }
  g_test_message ("%u of 300 refused", n_refused);
  g_assert_cmpuint (n_refused, >, 30);
}

static void
test_rescue (void)
{
  g_autoptr(GFile) whole = fixture_file ("rescue-whole.exemplar");
  g_autoptr(GFile) damaged = fixture_file ("rescue-damaged.exemplar");
  g_autoptr(GFile) rescued = fixture_file ("rescued.exemplar");
  g_autoptr(GError) error = NULL;
  g_autofree char *data = NULL;
  g_autofree char *after = NULL;
  ExmDataset      *dataset;
  const ExmStats  *stats;
  gsize            length;
  gsize            n_after;
  guint            n_rows = 0;
  sqlite3         *db = NULL;
  sqlite3_stmt    *stmt = NULL;
  guint            page;

  fixture_create (whole, 5000);
  dataset = fixture_open (whole);
  fixture_run (dataset, exm_command_new_set_task (EXM_TASK_SYSTEM_INSTRUCTION, "Say how it feels"));
  fixture_close (dataset);

  /* A leaf page of the texts is overwritten. */
  g_assert_cmpint (sqlite3_open (g_file_peek_path (whole), &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, "SELECT rootpage FROM sqlite_schema WHERE name = 'example'",
                                       -1, &stmt, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  page = (guint)sqlite3_column_int (stmt, 0);
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  data = read_file (whole, &length);
  {
    const guint8 *root = (const guint8 *)data + (gsize)(page - 1) * EXM_PAGE_SIZE;
    guint         cell = (guint)root[12 + 2 * 2] << 8 | root[12 + 2 * 2 + 1];
    guint         leaf = (guint)root[cell] << 24 | (guint)root[cell + 1] << 16 |
                 (guint)root[cell + 2] << 8 | root[cell + 3];

    g_assert_cmpint (root[0], ==, 5);
    memset (data + (gsize)(leaf - 1) * EXM_PAGE_SIZE, 0xff, EXM_PAGE_SIZE);
  }
  g_assert_true (g_file_set_contents (g_file_peek_path (damaged), data, (gssize)length, NULL));

  g_assert_null (exm_dataset_open_sync (damaged, EXM_OPEN_DEFAULT, &error));
  g_assert_error (error, EXM_DATA_ERROR, EXM_DATA_ERROR_CORRUPT);
  g_clear_error (&error);
  exm_dataset_rescue_sync (damaged, rescued, &n_rows, NULL, &error);
  g_assert_no_error (error);
  g_test_message ("%u of 5000 rescued", n_rows);
  g_assert_cmpuint (n_rows, >, 3000);
  g_assert_cmpuint (n_rows, <, 5000);
  after = read_file (damaged, &n_after);
  g_assert_cmpmem (after, n_after, data, length);

  dataset = fixture_open (rescued);
  stats = exm_dataset_get_stats (dataset);
  g_assert_cmpuint (stats->n_examples, ==, n_rows);
  g_assert_cmpuint (stats->n_labels, ==, 3);
  g_assert_cmpuint (stats->n_labelled, >, n_rows * 7 / 10);
  g_assert_cmpstr (exm_dataset_get_task (dataset)->system_instruction, ==, "Say how it feels");
  fixture_close (dataset);
}

static void
test_migrations (void)
{
  static const ExmMigration steps[] = {
    { 1, "CREATE TABLE a (x); INSERT INTO a VALUES (1)" },
    { 2, "CREATE TABLE b (x); INSERT INTO b SELECT x + 1 FROM a" },
    { 3, "ALTER TABLE b ADD COLUMN y; UPDATE b SET y = x * 2; no such statement" },
  };
  g_autoptr(GError) error = NULL;
  sqlite3      *db = NULL;
  sqlite3_stmt *stmt = NULL;

  g_assert_cmpint (sqlite3_open (":memory:", &db), ==, SQLITE_OK);
  g_assert_true (_exm_schema_migrate (db, steps, 1, &error));
  g_assert_true (_exm_schema_migrate (db, steps, 2, &error));
  g_assert_no_error (error);
  /* A step that fails leaves the file as the step before it left it. */
  g_assert_false (_exm_schema_migrate (db, steps, 3, &error));
  g_assert_nonnull (error);
  sqlite3_prepare_v2 (db, "SELECT (SELECT user_version FROM pragma_user_version), count(*), max(x)"
                          " FROM b",
                      -1, &stmt, NULL);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  g_assert_cmpint (sqlite3_column_int (stmt, 0), ==, 2);
  g_assert_cmpint (sqlite3_column_int (stmt, 1), ==, 1);
  g_assert_cmpint (sqlite3_column_int (stmt, 2), ==, 2);
  sqlite3_finalize (stmt);
  g_assert_cmpint (sqlite3_prepare_v2 (db, "SELECT y FROM b", -1, &stmt, NULL), ==, SQLITE_ERROR);
  sqlite3_close (db);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_init ();
  g_test_add_func ("/core/damage/truncated", test_truncated);
  g_test_add_func ("/core/damage/flipped", test_flipped);
  g_test_add_func ("/core/damage/rescue", test_rescue);
  g_test_add_func ("/core/damage/migrations", test_migrations);
  return fixture_run_tests ();
}
