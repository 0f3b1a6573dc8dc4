/* test-files-care.c - nothing half done, nothing changed on the way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "exm-json-write.h"
#include "files-fixture.h"

typedef struct
{
  GCancellable *cancellable;
  guint         n;
} Watch;

static void
cancel_on_progress (const ExmProgress *progress,
                    gpointer           user_data)
{
  Watch *watch = user_data;

  g_assert_cmpuint (progress->bytes, <=, progress->total_bytes);
  watch->n++;
  if (watch->cancellable != NULL)
    g_cancellable_cancel (watch->cancellable);
}

static void
test_cancel (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (ExmSource) source = NULL;
  g_autoptr (ExmImport) import = NULL;
  g_autoptr (GFile) file = file_in (fixture, "big.exemplar");
  g_autoptr (GFile) out = file_in (fixture, "out.jsonl");
  g_autoptr (GError) error = NULL;
  ExmDataset *dataset;
  Watch       watch = { cancellable, 0 };
  guint       before;

  for (guint i = 0; i < 400000; i++)
    g_string_append_printf (text, "{\"text\":\"post number %u with some more words to read\",\"label\":\"l%u\"}\n", i, i % 50);
  source = source_of (text->str);
  import = exm_import_new (source, NULL);
  exm_import_set_progress (import, cancel_on_progress, &watch);
  g_assert_null (exm_import_create_sync (import, file, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (watch.n, >, 0);
  g_assert_cmpuint (count_files (fixture), ==, 0);

  g_clear_error (&error);
  dataset = create_sample (fixture, NULL);
  g_cancellable_reset (cancellable);
  g_assert_null (exm_import_into_sync (import, dataset, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (export_to (fixture, dataset, "after.jsonl", EXM_DIALECT_CONTENTS, EXM_EXPORT_DEFAULT).n_written, ==, 527);

  before = count_files (fixture);
  g_clear_error (&error);
  g_cancellable_cancel (cancelled);
  g_assert_false (exm_export_sync (dataset, out, EXM_DIALECT_CONTENTS, NULL, EXM_EXPORT_DEFAULT, NULL, NULL, NULL, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count_files (fixture), ==, before); /* no half file, no temporary one */
  close_dataset (dataset);
}

static void
test_exists (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (ExmSource) source = source_of (mixed);
  ExmDataset *dataset = create (fixture, source, "a.exemplar", NULL);
  g_autoptr (GFile) file = file_in (fixture, "out.jsonl");
  g_autoptr (GFile) folder = g_file_new_for_path (fixture->folder);
  g_autoptr (GFile) nowhere = file_in (fixture, "none/out.jsonl");
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "mine", -1, NULL));
  g_assert_false (exm_export_sync (dataset, file, EXM_DIALECT_CONTENTS, NULL, EXM_EXPORT_DEFAULT, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, EXM_FORMAT_ERROR, EXM_FORMAT_ERROR_EXISTS);
  text = contents (fixture, "out.jsonl");
  g_assert_cmpstr (text, ==, "mine");
  g_clear_error (&error);
  g_assert_false (exm_export_sync (dataset, folder, EXM_DIALECT_CONTENTS, NULL, EXM_EXPORT_REPLACE, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, EXM_FORMAT_ERROR, EXM_FORMAT_ERROR_IO);
  g_clear_error (&error);
  g_assert_false (exm_export_sync (dataset, nowhere, EXM_DIALECT_CONTENTS, NULL, EXM_EXPORT_REPLACE, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, EXM_FORMAT_ERROR, EXM_FORMAT_ERROR_IO);
  g_assert_cmpuint (export_to (fixture, dataset, "out.jsonl", EXM_DIALECT_CONTENTS, EXM_EXPORT_REPLACE).n_written, ==, 11);
  close_dataset (dataset);
}

/* Export, import, export again: the same bytes, whatever the texts hold. */
static void
test_round_trips (Fixture      *fixture,
                  gconstpointer data)
{
  static const char *const pieces[] = { "a", "=1+1", "\"", ",", ";", "\n", "\xf0\x9f\x98\x80", "caf\xc3\xa9", "'", "@x", "\\", "{text}", " ", "Text: ", "\xe2\x80\xa8", "\t" };
  static const ExmDialect  dialects[] = { EXM_DIALECT_CONTENTS, EXM_DIALECT_MESSAGES, EXM_DIALECT_OPENAI, EXM_DIALECT_CSV };
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint round = 0; round < 40; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      ExmDialect       dialect = dialects[round % G_N_ELEMENTS (dialects)];
      g_autofree char *first = NULL;
      g_autofree char *second = NULL;
      g_autofree char *path = g_build_filename (fixture->folder, "out.x.csv", NULL);
      g_autofree char *one = g_strdup_printf ("one%u.exemplar", round);
      g_autofree char *two = g_strdup_printf ("two%u.exemplar", round);
      g_autoptr (GFile) file = g_file_new_for_path (path);
      g_autoptr (ExmSource) source = NULL;
      g_autoptr (ExmSource) again = exm_source_new_file (file);
      ExmDataset *dataset, *other;
      guint       n = (guint)g_rand_int_range (rand, 1, 40);

      for (guint i = 0; i < n; i++)
        {
          gint32 words = g_rand_int_range (rand, 1, 8);

          g_string_append (text, "{\"input_text\":");
          {
            g_autoptr (GString) post = g_string_new ("p");

            for (gint32 k = 0; k < words; k++)
              g_string_append (post, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
            exm_json_append_string (text, post->str, -1);
          }
          g_string_append_printf (text, ",\"output_text\":\"label %u\"}\n", (guint)g_rand_int_range (rand, 0, 4));
        }
      source = source_of (text->str);
      dataset = create (fixture, source, one, NULL);
      export_to (fixture, dataset, "out.x.csv", dialect, EXM_EXPORT_REPLACE);
      first = contents (fixture, "out.x.csv");
      other = create (fixture, again, two, NULL);
      export_to (fixture, other, "out.x.csv", dialect, EXM_EXPORT_REPLACE);
      second = contents (fixture, "out.x.csv");
      g_assert_cmpstr (first, ==, second);
      close_dataset (dataset);
      close_dataset (other);
    }
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static void
test_async (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (ExmSource) source = source_of (mixed);
  g_autoptr (ExmImport) import = exm_import_new (source, NULL);
  g_autoptr (ExmImport) again = exm_import_new (source, NULL);
  g_autoptr (GFile) file = file_in (fixture, "a.exemplar");
  g_autoptr (GFile) out = file_in (fixture, "out.jsonl");
  g_autoptr (GAsyncResult) sniffed = NULL;
  g_autoptr (GAsyncResult) created = NULL;
  g_autoptr (GAsyncResult) added = NULL;
  g_autoptr (GAsyncResult) exported = NULL;
  g_autoptr (ExmSniff) sniff = NULL;
  g_autoptr (ExmImportReport) report = NULL;
  g_autoptr (ExmImportReport) more = NULL;
  g_autoptr (GError) error = NULL;
  ExmExportReport written;
  ExmDataset     *dataset;

  exm_sniff_async (source, NULL, done_cb, &sniffed);
  sniff = exm_sniff_finish (wait_for (&sniffed), &error);
  g_assert_no_error (error);
  g_assert_cmpint (sniff->dialect, ==, EXM_DIALECT_MESSAGES);
  exm_import_create_async (import, file, NULL, done_cb, &created);
  report = exm_import_create_finish (import, wait_for (&created), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->n_examples, ==, 11);

  dataset = exm_dataset_open_sync (file, EXM_OPEN_DEFAULT, &error);
  g_assert_no_error (error);
  exm_import_into_async (again, dataset, NULL, done_cb, &added);
  more = exm_import_into_finish (again, wait_for (&added), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (more->n_examples, ==, 11);
  exm_export_async (dataset, out, EXM_DIALECT_OPENAI, NULL, EXM_EXPORT_DEFAULT, NULL, NULL, NULL, done_cb, &exported);
  g_assert_true (exm_export_finish (dataset, wait_for (&exported), &written, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (written.n_written, ==, 22);
  g_clear_object (&exported); /* they hold the dataset */
  g_clear_object (&added);
  close_dataset (dataset);
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *name;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "/formats/files-care/cancel", test_cancel },
    { "/formats/files-care/exists", test_exists },
    { "/formats/files-care/round-trips", test_round_trips },
    { "/formats/files-care/async", test_async },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].func, tear_down);

  return g_test_run ();
}
