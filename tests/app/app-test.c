/* app-test.c - a dataset and a display for tests of widgets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-test"

#include "config.h"

#include "app-test.h"

#include <string.h>

#include <adwaita.h>

static gboolean has_display;

void
app_test_init (int    *argc,
               char ***argv)
{
  static const char *const names[] = { "HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME" };
  g_autofree char         *folder = g_dir_make_tmp ("exm-app-XXXXXX", NULL);

  /* G_TEST_OPTION_ISOLATE_DIRS would also hide the icons and file types of the system. */
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_mkdir_with_parents (path, 0700);
      g_setenv (names[i], path, TRUE);
    }
  g_test_init (argc, argv, NULL);
  has_display = gtk_init_check ();
  if (has_display)
    adw_init ();
}

gboolean
app_test_has_display (void)
{
  return has_display;
}

int
app_test_skip_all (void)
{
  g_print ("1..0 # SKIP there is no display\n");
  return 0;
}

ExmDataset *
app_test_dataset_fill (ExmImportFunc func,
                       gpointer      user_data)
{
  static guint     serial;
  g_autofree char *name = g_strdup_printf ("rows-%u%s", serial++, EXM_DATASET_EXTENSION);
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), name, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;
  ExmDataset *dataset;

  g_mkdir_with_parents (g_get_user_data_dir (), 0700);
  exm_dataset_create_with_import_sync (file, "test", func, user_data, NULL, &error);
  g_assert_no_error (error);
  dataset = exm_dataset_open_sync (file, EXM_OPEN_DEFAULT, &error);
  g_assert_no_error (error);
  return dataset;
}

static gboolean
fill (ExmImportSink *sink,
      gpointer       user_data,
      GCancellable  *cancellable,
      GError       **error)
{
  static const char *const names[] = { "Positive", "Negative", "Neutral" };
  guint                    n_rows = GPOINTER_TO_UINT (user_data);

  for (guint i = 0; i < n_rows; i++)
    {
      char         text[32];
      ExmImportRow row = { 0 };

      g_snprintf (text, sizeof text, "post %u", i + 1);
      row.input = text;
      row.input_length = strlen (text);
      if (i % 2 == 0)
        row.label = exm_import_sink_label (sink, names[i % 3], strlen (names[i % 3]));
      if (!exm_import_sink_add (sink, &row, error))
        return FALSE;
    }
  return TRUE;
}

ExmDataset *
app_test_dataset_new (guint n_rows)
{
  return app_test_dataset_fill (fill, GUINT_TO_POINTER (n_rows));
}

typedef struct
{
  const ExmImportRow *rows;
  gsize               n_rows;
} GivenRows;

static gboolean
fill_given (ExmImportSink *sink,
            gpointer       user_data,
            GCancellable  *cancellable,
            GError       **error)
{
  GivenRows *given = user_data;

  return exm_import_sink_add_rows (sink, given->rows, given->n_rows, error);
}

ExmDataset *
app_test_dataset_new_rows (const ExmImportRow *rows,
                           gsize               n_rows)
{
  GivenRows given = { rows, n_rows };

  return app_test_dataset_fill (fill_given, &given);
}

void
app_test_dataset_close (ExmDataset *dataset)
{
  exm_dataset_close_sync (dataset);
  g_object_unref (dataset);
}

static gboolean
wake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
app_test_wait (AppTestFunc func,
               gpointer    user_data)
{
  gint64 deadline = g_get_monotonic_time () + 30 * G_TIME_SPAN_SECOND;
  guint  wake_id = g_timeout_add (5, wake_cb, NULL);

  while (!func (user_data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (wake_id);
}

static gboolean
is_over (gpointer user_data)
{
  return g_get_monotonic_time () >= *(gint64 *)user_data;
}

void
app_test_settle (guint ms)
{
  gint64 end = g_get_monotonic_time () + ms * G_TIME_SPAN_MILLISECOND;

  app_test_wait (is_over, &end);
}

typedef struct
{
  ExmRowModel *model;
  guint        n_rows;
} Rows;

static gboolean
has_rows (gpointer user_data)
{
  Rows *rows = user_data;

  return !exm_row_model_is_loading (rows->model) && g_list_model_get_n_items (G_LIST_MODEL (rows->model)) == rows->n_rows;
}

void
app_test_wait_rows (ExmRowModel *model,
                    guint        n_rows)
{
  Rows rows = { model, n_rows };

  app_test_wait (has_rows, &rows);
}
