/* core-fixture.c - datasets for tests, in a folder of their own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "core-fixture.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

static char *folder;

void
fixture_init (void)
{
  g_autoptr(GError) error = NULL;

  folder = g_dir_make_tmp ("exm-core-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
remove_tree (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    {
      g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
      const char *name;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *child = g_build_filename (path, name, NULL);

          remove_tree (child);
        }
    }
  g_remove (path);
}

int
fixture_run_tests (void)
{
  int status = g_test_run ();

  remove_tree (folder);
  g_free (folder);
  return status;
}

GFile *
fixture_file (const char *name)
{
  return g_file_new_build_filename (folder, name, NULL);
}

static gboolean
import_cb (ExmImportSink *sink,
           gpointer       user_data,
           GCancellable  *cancellable,
           GError       **error)
{
  static const char *const names[] = { "One", "Two", "Three" };
  guint                    n = GPOINTER_TO_UINT (user_data);

  for (guint i = 0; i < n; i++)
    {
      char         text[64];
      ExmImportRow row = { .input = text };

      row.input_length = (gsize)g_snprintf (text, sizeof text, "Post number %u", i);
      if (i % 4 < 3)
        row.label = exm_import_sink_label (sink, names[i % 4], strlen (names[i % 4]));
      if (!exm_import_sink_add (sink, &row, error))
        return FALSE;
    }
  return TRUE;
}

void
fixture_create (GFile *file,
                guint  n)
{
  g_autoptr(GError) error = NULL;

  exm_dataset_create_with_import_sync (file, "test", import_cb, GUINT_TO_POINTER (n), NULL, &error);
  g_assert_no_error (error);
}

ExmDataset *
fixture_open (GFile *file)
{
  g_autoptr(GError) error = NULL;
  ExmDataset *dataset = exm_dataset_open_sync (file, EXM_OPEN_DEFAULT, &error);

  g_assert_no_error (error);
  return dataset;
}

void
fixture_close (ExmDataset *dataset)
{
  exm_dataset_close_sync (dataset);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (dataset);
}

ExmReceipt *
fixture_run_receipt (ExmDataset *dataset,
                     ExmCommand *command)
{
  g_autoptr(GError) error = NULL;
  ExmReceipt *receipt = exm_dataset_run_sync (dataset, command, &error);

  g_assert_no_error (error);
  exm_command_unref (command);
  return receipt;
}

void
fixture_run (ExmDataset *dataset,
             ExmCommand *command)
{
  exm_receipt_free (fixture_run_receipt (dataset, command));
}

void
fixture_undo (ExmDataset *dataset)
{
  g_autoptr(GError) error = NULL;

  exm_receipt_free (exm_dataset_undo_sync (dataset, &error));
  g_assert_no_error (error);
}

void
fixture_redo (ExmDataset *dataset)
{
  g_autoptr(GError) error = NULL;

  exm_receipt_free (exm_dataset_redo_sync (dataset, &error));
  g_assert_no_error (error);
}

static gboolean
dump_cb (const ExmExample *example,
         const char       *label_name,
         gpointer          user_data,
         GError          **error)
{
  GString *out = user_data;

  g_string_append_printf (out, "%u [%s] out=%s label=%s mark=%d split=%d verb=%d%d sys=%d:%s note=%s turns=%u raw=%" G_GSIZE_FORMAT "/%u\n",
                          example->id, example->input, example->output != NULL ? example->output : "-",
                          label_name != NULL ? label_name : "-", example->mark, example->split,
                          example->input_verbatim, example->output_verbatim, example->has_system,
                          example->system != NULL ? example->system : "-",
                          example->note != NULL ? example->note : "-",
                          example->turns != NULL ? example->turns->len : 0,
                          example->raw != NULL ? g_bytes_get_size (example->raw) : 0, example->dialect);
  return TRUE;
}

char *
fixture_dump (ExmDataset *dataset)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmTask) task = NULL;
  GString        *out = g_string_new (NULL);
  GListModel     *labels = exm_dataset_get_labels (dataset);
  const ExmStats *stats = exm_dataset_get_stats (dataset);

  exm_dataset_foreach_sync (dataset, NULL, &task, dump_cb, out, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (labels); i++)
    {
      g_autoptr(ExmLabel) label = g_list_model_get_item (labels, i);

      g_string_append_printf (out, "label %u %s %u %u %s %u\n", exm_label_get_id (label),
                              exm_label_get_name (label), exm_label_get_color (label),
                              exm_label_get_key (label), exm_label_get_definition (label),
                              exm_label_get_count (label));
    }
  g_string_append_printf (out, "task %s|%s|%s|%s\n", task->system_instruction, task->input_template,
                          task->output_template, task->guideline);
  g_string_append_printf (out, "stats n=%u labelled=%u ready=%u todo=%u done=%u skip=%u flag=%u quar=%u tokens=%" G_GINT64_FORMAT " bytes=%" G_GINT64_FORMAT " max=%u problems=",
                          stats->n_examples, stats->n_labelled, stats->n_ready, stats->n_state[0],
                          stats->n_state[1], stats->n_state[2], stats->n_state[3],
                          stats->n_quarantined, stats->tokens_ready, stats->bytes_ready, stats->max_tokens);
  for (guint i = 0; i < EXM_N_PROBLEMS; i++)
    g_string_append_printf (out, "%u,", stats->n_problem[i]);
  return g_string_free (out, FALSE);
}

void
fixture_assert_dump (ExmDataset *dataset,
                     const char *expected)
{
  g_autofree char *dump = fixture_dump (dataset);

  g_assert_cmpstr (dump, ==, expected);
}

void
fixture_sql (const char *path,
             const char *sql)
{
  sqlite3 *db = NULL;
  char    *message = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}
