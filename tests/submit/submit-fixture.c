/* submit-fixture.c - a dataset and a practice service for the tests of submit
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "submit-fixture.h"

#include <string.h>

#include <glib/gstdio.h>

#include "exm-jobs.h"

static char        *folder;
static FixtureChild child_func;

const char *
fixture_folder (void)
{
  return folder;
}

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
fixture_set_child (FixtureChild child)
{
  child_func = child;
}

int
fixture_main (int    argc,
              char **argv,
              void (*add_tests) (void))
{
  int result;

  if (argc > 1 && g_str_equal (argv[1], "--child"))
    return child_func (argc - 2, argv + 2);

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("exm-submit-XXXXXX", NULL);
  g_assert_nonnull (folder);
  g_setenv ("XDG_STATE_HOME", folder, TRUE);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  add_tests ();
  result = g_test_run ();
  remove_tree (folder);
  g_free (folder);
  return result;
}

void
service_start (Service *self)
{
  static guint     n;
  g_autofree char *name = g_strdup_printf ("practice-%u", n++);
  g_autofree char *state = g_build_filename (folder, name, NULL);
  g_autoptr(GError) error = NULL;

  self->practice = exm_practice_new (state, &error);
  g_assert_no_error (error);
  exm_practice_set_speed (self->practice, 200);
  exm_practice_start (self->practice, 0, &error);
  g_assert_no_error (error);
  self->google = exm_google_new_practice (exm_practice_get_url (self->practice), EXM_PRACTICE_TOKEN, &error);
  g_assert_no_error (error);
  self->catalogue = exm_catalogue_load (&error);
  g_assert_no_error (error);
}

void
service_stop (Service *self)
{
  g_clear_object (&self->google);
  g_clear_object (&self->catalogue);
  exm_practice_stop (self->practice);
  g_clear_object (&self->practice);
}

static gboolean
import_rows (ExmImportSink *sink,
             gpointer       user_data,
             GCancellable  *cancellable,
             GError       **error)
{
  static const char *const labels[] = { "Positive", "Negative", "Neutral" };
  static const char *const words[] = { "sunny happy wonderful", "terrible awful traffic", "meeting table calendar" };
  guint                    n = *(guint *)user_data;
  ExmTask                  task = { .system_instruction = (char *)"Say the sentiment.", .input_template = (char *)"Text: {text}", .output_template = (char *)"Sentiment: {label}" };

  if (!exm_import_sink_set_task (sink, &task, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      guint k = i % 10 == 9 ? i - 1 : i;
      guint label = k % 3;
      /* Near-duplicates would stay on one side of the split. */
      guint32          mixed = (k + 1) * 2654435761u;
      g_autofree char *text = g_strdup_printf ("Post %u %08x: %s things, %08x", k, mixed, words[label], mixed * 40503u);
      ExmImportRow     row = { .input = text, .input_length = strlen (text) };

      row.label = exm_import_sink_label (sink, labels[label], strlen (labels[label]));
      if (!exm_import_sink_add (sink, &row, error))
        return FALSE;
    }
  return TRUE;
}

char *
fixture_dataset_new (guint n)
{
  static guint     number;
  g_autofree char *name = g_strdup_printf ("posts-%u" EXM_DATASET_EXTENSION, number++);
  char            *path = g_build_filename (folder, name, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;

  exm_dataset_create_with_import_sync (file, "test", import_rows, &n, NULL, &error);
  g_assert_no_error (error);
  return path;
}

ExmDataset *
fixture_open (const char *path)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;
  ExmDataset *dataset = exm_dataset_open_sync (file, EXM_OPEN_DEFAULT, &error);

  g_assert_no_error (error);
  return dataset;
}

void
fixture_quick (ExmSubmitRun *run)
{
  const ExmSubmitPace pace = { 20, 50, 400 };

  exm_submit_run_set_pace (run, &pace);
}

ExmSubmitRun *
fixture_run_new (Service    *service,
                 ExmDataset *dataset)
{
  const ExmBaseModel *model = exm_catalogue_get_default (service->catalogue);
  g_autoptr(ExmSubmitOptions) options = exm_submit_options_new (model->id, "Test model");
  ExmSubmitRun *run;

  options->seed = 5;
  options->epochs = 2;
  run = exm_submit_run_new (dataset, service->google, service->catalogue, options);
  fixture_quick (run);
  return run;
}

ExmSubmitRun *
fixture_resume_new (Service    *service,
                    ExmDataset *dataset)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) list = exm_submission_list_sync (dataset, &error);
  ExmSubmitRun *run = NULL;

  g_assert_no_error (error);
  for (guint i = 0; i < list->len && run == NULL; i++)
    if (!exm_submission_is_ended (g_ptr_array_index (list, i)))
      run = exm_submit_run_new_resume (dataset, service->google, service->catalogue, g_ptr_array_index (list, i));
  if (run != NULL)
    fixture_quick (run);
  return run;
}

guint
fixture_count_jobs (Service    *service,
                    ExmDataset *dataset)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) jobs = exm_jobs_list_sync (service->google, NULL, service->catalogue, NULL, &error);
  g_autoptr(GPtrArray) list = NULL;
  guint n = 0;

  g_assert_no_error (error);
  list = exm_submission_list_sync (dataset, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < jobs->len; i++)
    for (guint j = 0; j < list->len; j++)
      {
        const ExmSubmission *submission = g_ptr_array_index (list, j);

        n += g_strcmp0 (exm_jobs_get_request_id (g_ptr_array_index (jobs, i)), submission->request_id) == 0;
      }
  return n;
}
