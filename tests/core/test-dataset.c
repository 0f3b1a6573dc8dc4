/* test-dataset.c - a dataset from making it to opening it again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core-fixture.h"

static void
test_create (void)
{
  g_autoptr(GFile) file = fixture_file ("new/empty.exemplar");
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_path_get_dirname (g_file_peek_path (file));
  ExmDataset      *dataset;
  GStatBuf         info;

  g_assert_true (exm_dataset_create_sync (file, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (g_file_peek_path (file), &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (folder, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);

  g_assert_false (exm_dataset_create_sync (file, &error));
  g_assert_error (error, EXM_DATA_ERROR, EXM_DATA_ERROR_CONFLICT);
  g_clear_error (&error);

  dataset = fixture_open (file);
  g_assert_cmpstr (exm_dataset_get_name (dataset), ==, "empty");
  g_assert_false (exm_dataset_is_read_only (dataset));
  g_assert_cmpuint (exm_dataset_get_stats (dataset)->n_examples, ==, 0);
  g_assert_cmpstr (exm_dataset_get_task (dataset)->input_template, ==, "{text}");
  g_assert_false (exm_dataset_can_undo (dataset));
  fixture_close (dataset);
}

static void
test_import (void)
{
  g_autoptr(GFile) file = fixture_file ("import.exemplar");
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmExample) example = NULL;
  ExmDataset     *dataset;
  const ExmStats *stats;

  fixture_create (file, 3000);
  dataset = fixture_open (file);
  stats = exm_dataset_get_stats (dataset);
  g_assert_cmpuint (stats->n_examples, ==, 3000);
  g_assert_cmpuint (stats->n_labels, ==, 3);
  g_assert_cmpuint (g_list_model_get_n_items (exm_dataset_get_labels (dataset)), ==, 3);
  g_assert_cmpstr (exm_dataset_get_undo_name (dataset), ==, "Import 3000 Examples from “test”");
  example = exm_dataset_get_example_sync (dataset, 1500, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (example->input, ==, "Post number 1499");
  g_assert_cmpuint (example->label, ==, 1499 % 4 == 3 ? 0 : 1499 % 4 + 1);
  fixture_close (dataset);
}

static void
test_label_undo_reopen (void)
{
  g_autoptr(GFile) file = fixture_file ("undo.exemplar");
  ExmDataset      *dataset;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  fixture_create (file, 2500);
  dataset = fixture_open (file);
  before = fixture_dump (dataset);
  {
    g_autoptr(ExmQuery) query = exm_query_new_label (2);
    g_autoptr(ExmTarget) target = exm_target_new_query (query, NULL, 0);

    fixture_run (dataset, exm_command_new_set_label (target, 1));
  }
  g_assert_cmpstr (exm_dataset_get_undo_name (dataset), ==, "Label 625 Posts “One”");
  after = fixture_dump (dataset);
  g_assert_cmpstr (before, !=, after);
  fixture_close (dataset);

  dataset = fixture_open (file);
  fixture_assert_dump (dataset, after);
  fixture_undo (dataset);
  fixture_assert_dump (dataset, before);
  g_assert_cmpstr (exm_dataset_get_redo_name (dataset), ==, "Label 625 Posts “One”");
  fixture_close (dataset);

  dataset = fixture_open (file);
  fixture_assert_dump (dataset, before);
  fixture_redo (dataset);
  fixture_assert_dump (dataset, after);
  fixture_undo (dataset);
  fixture_undo (dataset);
  g_assert_cmpuint (exm_dataset_get_stats (dataset)->n_examples, ==, 0);
  fixture_redo (dataset);
  fixture_assert_dump (dataset, before);
  fixture_close (dataset);
}

static void
test_records (void)
{
  g_autoptr(GFile) file = fixture_file ("records.exemplar");
  g_autoptr(GError) error = NULL;
  const char *keys[] = { "state", "name" };
  g_autoptr(GBytes) state = g_bytes_new_static ("RUNNING", 7);
  g_autoptr(GBytes) name = g_bytes_new_static ("n", 1);
  GBytes *values[] = { state, name };
  g_autoptr(GHashTable) record = NULL;
  g_autoptr(GArray) ids = NULL;
  g_autoptr(ExmDatasetInfo) info = NULL;
  ExmDataset *dataset;
  gint64      id;

  fixture_create (file, 10);
  dataset = fixture_open (file);
  id = exm_dataset_put_records_sync (dataset, "submission", 0, keys, values, 2, &error);
  g_assert_no_error (error);
  g_assert_cmpint (id, ==, 1);
  values[1] = NULL;
  g_assert_cmpint (exm_dataset_put_records_sync (dataset, "submission", id, keys, values, 2, &error), ==, 1);
  record = exm_dataset_get_record_sync (dataset, "submission", id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (record), ==, 1);
  g_assert_true (g_bytes_equal (g_hash_table_lookup (record, "state"), state));
  ids = exm_dataset_list_records_sync (dataset, "submission", &error);
  g_assert_cmpuint (ids->len, ==, 1);

  /* While it is open, and after. */
  info = exm_dataset_peek_sync (file, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info->problem, ==, NULL);
  g_assert_cmpuint (info->n_examples, ==, 10);
  g_assert_cmpstr (info->job_state, ==, "RUNNING");
  g_assert_true (exm_dataset_drop_record_sync (dataset, "submission", id, &error));
  g_assert_null (exm_dataset_get_record_sync (dataset, "submission", id, &error));
  g_assert_error (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND);
  g_clear_error (&error);
  fixture_close (dataset);
  exm_dataset_info_free (g_steal_pointer (&info));
  info = exm_dataset_peek_sync (file, &error);
  g_assert_cmpuint (info->n_examples, ==, 10);
  g_assert_cmpstr (info->job_state, ==, NULL);
}

static void
count_cb (ExmDataset *dataset,
          ExmChange  *change,
          gpointer    user_data)
{
  (*(guint *)user_data)++;
}

static void
ran_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmReceipt) receipt = exm_dataset_run_finish (EXM_DATASET (source), result, &error);

  g_assert_no_error (error);
  /* What the owner sees is of the same moment as the answer, or later. */
  g_assert_cmpuint (exm_dataset_get_stats (EXM_DATASET (source))->n_state[EXM_STATE_FLAGGED], >=, receipt->n_rows);
  (*(guint *)user_data)++;
}

static void
test_async (void)
{
  g_autoptr(GFile) file = fixture_file ("async.exemplar");
  ExmDataset *dataset;
  guint       n_changed = 0;
  guint       n_answers = 0;

  fixture_create (file, 100);
  dataset = fixture_open (file);
  g_signal_connect (dataset, "changed", G_CALLBACK (count_cb), &n_changed);
  for (ExmRowId id = 1; id <= 20; id++)
    {
      g_autoptr(ExmTarget) target = exm_target_new_row (id);
      g_autoptr(ExmCommand) command = exm_command_new_set_mark (target, EXM_MARK_FLAGGED);

      exm_dataset_run_async (dataset, command, NULL, ran_cb, &n_answers);
    }
  g_assert_true (exm_dataset_is_saving (dataset));
  while (n_answers < 20)
    g_main_context_iteration (NULL, TRUE);
  while (exm_dataset_is_saving (dataset))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_changed, >=, 1);
  g_assert_cmpuint (n_changed, <=, 20);
  g_assert_cmpuint (exm_dataset_get_stats (dataset)->n_state[EXM_STATE_FLAGGED], ==, 20);
  fixture_close (dataset);
}

static void
check_row (ExmDataset *dataset,
           ExmRowId    id,
           ExmMark     mark,
           gboolean    has_output)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmExample) example = exm_dataset_get_example_sync (dataset, id, &error);

  g_assert_no_error (error);
  g_assert_cmpint (example->mark, ==, mark);
  g_assert_cmpint (example->label != 0 || example->output != NULL, ==, has_output);
}

/* In the table as well as on the Label page: who decides on a skipped post takes the
 * skip off, in the same step; a flag is a word beside the label and stays. */
static void
test_label_takes_skip_off (void)
{
  g_autoptr(GFile) file = fixture_file ("skip.exemplar");
  g_autoptr(ExmTarget) first = exm_target_new_row (1);
  g_autoptr(ExmTarget) fourth = exm_target_new_row (4);
  g_autoptr(ExmTarget) fifth = exm_target_new_row (5);
  g_autoptr(ExmReceipt) receipt = NULL;
  g_autofree char *before = NULL;
  ExmDataset      *dataset;

  fixture_create (file, 6);
  dataset = fixture_open (file);
  fixture_run (dataset, exm_command_new_set_mark (first, EXM_MARK_SKIPPED));
  fixture_run (dataset, exm_command_new_set_mark (fourth, EXM_MARK_SKIPPED));
  fixture_run (dataset, exm_command_new_set_mark (fifth, EXM_MARK_FLAGGED));
  before = fixture_dump (dataset);

  /* The first has this label already: it counts as changed all the same. */
  receipt = fixture_run_receipt (dataset, exm_command_new_set_label_named (first, "One"));
  g_assert_cmpuint (receipt->n_rows, ==, 1);
  check_row (dataset, 1, EXM_MARK_NONE, TRUE);
  fixture_run (dataset, exm_command_new_set_label_named (fourth, "Two"));
  check_row (dataset, 4, EXM_MARK_NONE, TRUE);
  fixture_run (dataset, exm_command_new_set_label_named (fifth, "Two"));
  check_row (dataset, 5, EXM_MARK_FLAGGED, TRUE);
  g_assert_cmpuint (exm_dataset_get_stats (dataset)->n_state[EXM_STATE_SKIPPED], ==, 0);
  for (guint i = 0; i < 3; i++)
    fixture_undo (dataset);
  fixture_assert_dump (dataset, before);

  fixture_run (dataset, exm_command_new_set_output (fourth, "Words"));
  check_row (dataset, 4, EXM_MARK_NONE, TRUE);
  fixture_undo (dataset);
  /* Taking a label away is no decision. */
  fixture_run (dataset, exm_command_new_set_label (first, 0));
  check_row (dataset, 1, EXM_MARK_SKIPPED, FALSE);
  fixture_close (dataset);
}

static gboolean
collect_cb (const ExmExample *example,
            const char       *label_name,
            gpointer          user_data,
            GError          **error)
{
  GString *out = user_data;

  g_string_append_printf (out, "%u:%s;", example->id, label_name != NULL ? label_name : "-");
  return TRUE;
}

static void
test_foreach (void)
{
  g_autoptr(GFile) file = fixture_file ("foreach.exemplar");
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) seen = g_string_new (NULL);
  g_autoptr(ExmTask) task = NULL;
  g_autoptr(ExmTarget) target = exm_target_new_row (2);
  ExmDataset *dataset;
  ExmRowId    ids[] = { 5, 1 };

  fixture_create (file, 6);
  dataset = fixture_open (file);
  fixture_run (dataset, exm_command_new_move (ids, 2, 3));
  fixture_run (dataset, exm_command_new_delete (target));
  g_assert_true (exm_dataset_foreach_sync (dataset, NULL, &task, collect_cb, seen, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (seen->str, ==, "1:One;5:One;3:Three;4:-;6:Two;");
  g_assert_cmpstr (task->output_template, ==, "{label}");
  fixture_close (dataset);
}

static void
test_odd_files (void)
{
  static const struct
  {
    const char *what;
    int         code;
  } cases[] = {
    { "missing", EXM_DATA_ERROR_NOT_FOUND },
    { "folder", EXM_DATA_ERROR_INVALID },
    { "fifo", EXM_DATA_ERROR_INVALID },
    { "zero", EXM_DATA_ERROR_INVALID },
    { "empty", EXM_DATA_ERROR_INVALID },
    { "text", EXM_DATA_ERROR_INVALID },
    { "sqlite", EXM_DATA_ERROR_INVALID },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GFile) file = fixture_file (cases[i].what);
      g_autoptr(GError) error = NULL;
      const char *path = g_file_peek_path (file);

      if (g_str_equal (cases[i].what, "folder"))
        g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
      else if (g_str_equal (cases[i].what, "fifo"))
        g_assert_cmpint (mkfifo (path, 0600), ==, 0);
      else if (g_str_equal (cases[i].what, "zero"))
        g_assert_cmpint (symlink ("/dev/zero", path), ==, 0);
      else if (g_str_equal (cases[i].what, "empty"))
        g_assert_true (g_file_set_contents (path, "", 0, NULL));
      else if (g_str_equal (cases[i].what, "text"))
        g_assert_true (g_file_set_contents (path, "Just some text, longer than a header would be. Just some text, longer than a header would be.", -1, NULL));
      else if (g_str_equal (cases[i].what, "sqlite"))
        fixture_sql (path, "CREATE TABLE t (x)");
      g_assert_null (exm_dataset_open_sync (file, EXM_OPEN_DEFAULT, &error));
      g_assert_error (error, EXM_DATA_ERROR, cases[i].code);
      g_test_message ("%s: %s", cases[i].what, error->message);
    }
}

static void
test_symlink_and_twice (void)
{
  g_autoptr(GFile) file = fixture_file ("real.exemplar");
  g_autoptr(GFile) link = fixture_file ("link.exemplar");
  g_autoptr(GError) error = NULL;
  ExmDataset *dataset;
  ExmDataset *reader;

  fixture_create (file, 5);
  g_assert_cmpint (symlink ("real.exemplar", g_file_peek_path (link)), ==, 0);
  dataset = fixture_open (link);
  g_assert_cmpuint (exm_dataset_get_stats (dataset)->n_examples, ==, 5);
  g_assert_null (exm_dataset_open_sync (file, EXM_OPEN_DEFAULT, &error));
  g_assert_error (error, EXM_DATA_ERROR, EXM_DATA_ERROR_BUSY);
  g_clear_error (&error);
  reader = exm_dataset_open_sync (file, EXM_OPEN_READ_ONLY, &error);
  g_assert_no_error (error);
  g_assert_true (exm_dataset_is_read_only (reader));
  g_assert_nonnull (exm_dataset_get_read_only_reason (reader));
  {
    g_autoptr(ExmCommand) command = exm_command_new_label_add ("X", 0);

    g_assert_null (exm_dataset_run_sync (reader, command, &error));
    g_assert_error (error, EXM_DATA_ERROR, EXM_DATA_ERROR_READ_ONLY);
  }
  fixture_close (reader);
  fixture_close (dataset);
}

static void
test_newer (void)
{
  g_autoptr(GFile) file = fixture_file ("newer.exemplar");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize            n_before;
  gsize            n_after;
  ExmDataset      *dataset;

  fixture_create (file, 5);
  fixture_sql (g_file_peek_path (file), "PRAGMA user_version = 99");
  g_assert_true (g_file_get_contents (g_file_peek_path (file), &before, &n_before, NULL));
  dataset = fixture_open (file);
  g_assert_true (exm_dataset_is_read_only (dataset));
  g_assert_nonnull (strstr (exm_dataset_get_read_only_reason (dataset), "newer"));
  g_assert_cmpuint (exm_dataset_get_stats (dataset)->n_examples, ==, 5);
  fixture_close (dataset);
  g_assert_true (g_file_get_contents (g_file_peek_path (file), &after, &n_after, NULL));
  g_assert_cmpmem (before, n_before, after, n_after);
}

static void
test_unwritable (void)
{
  g_autoptr(GFile) file = fixture_file ("locked/ro.exemplar");
  g_autofree char *folder = g_path_get_dirname (g_file_peek_path (file));
  ExmDataset      *dataset;

  if (geteuid () == 0)
    {
      g_test_skip ("root may write everywhere");
      return;
    }
  fixture_create (file, 5);
  g_assert_cmpint (g_chmod (folder, 0500), ==, 0);
  dataset = fixture_open (file);
  g_assert_true (exm_dataset_is_read_only (dataset));
  g_assert_cmpuint (exm_dataset_get_stats (dataset)->n_examples, ==, 5);
  fixture_close (dataset);
  g_assert_cmpint (g_chmod (folder, 0700), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_init ();
  g_test_add_func ("/core/dataset/create", test_create);
  g_test_add_func ("/core/dataset/import", test_import);
  g_test_add_func ("/core/dataset/label-undo-reopen", test_label_undo_reopen);
  g_test_add_func ("/core/dataset/records", test_records);
  g_test_add_func ("/core/dataset/async", test_async);
  g_test_add_func ("/core/dataset/label-takes-skip-off", test_label_takes_skip_off);
  g_test_add_func ("/core/dataset/foreach", test_foreach);
  g_test_add_func ("/core/dataset/odd-files", test_odd_files);
  g_test_add_func ("/core/dataset/symlink-and-twice", test_symlink_and_twice);
  g_test_add_func ("/core/dataset/newer", test_newer);
  g_test_add_func ("/core/dataset/unwritable", test_unwritable);
  return fixture_run_tests ();
}
