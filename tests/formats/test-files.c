/* test-files.c - import and export through a real dataset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "exm-export.h"
#include "exm-import.h"
#include "exm-json-gate.h"
#include "exm-json-write.h"

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("exm-XXXXXX", NULL);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

static GFile *
file_in (Fixture    *fixture,
         const char *name)
{
  return g_file_new_build_filename (fixture->folder, name, NULL);
}

static guint
count_files (Fixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static char *
contents (Fixture    *fixture,
          const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static ExmSource *
source_of (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return exm_source_new_bytes (bytes, "Pasted text");
}

/* Makes NAME of @source and opens it. */
static ExmDataset *
create (Fixture          *fixture,
        ExmSource        *source,
        const char       *name,
        ExmImportReport **report)
{
  g_autoptr (ExmImport) import = exm_import_new (source, NULL);
  g_autoptr (GFile) file = file_in (fixture, name);
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmImportReport) found = exm_import_create_sync (import, file, NULL, &error);
  ExmDataset *dataset;

  g_assert_no_error (error);
  g_assert_nonnull (found);
  dataset = exm_dataset_open_sync (file, EXM_OPEN_DEFAULT, &error);
  g_assert_no_error (error);
  if (report != NULL)
    *report = g_steal_pointer (&found);
  return dataset;
}

static ExmDataset *
create_sample (Fixture          *fixture,
               ExmImportReport **report)
{
  g_autoptr (GFile) file = g_file_new_for_path (g_getenv ("EXM_TEST_SAMPLE"));
  g_autoptr (ExmSource) source = exm_source_new_file (file);

  return create (fixture, source, "sample.exemplar", report);
}

static void
close_dataset (ExmDataset *dataset)
{
  exm_dataset_close_sync (dataset);
  while (g_main_context_iteration (NULL, FALSE))
    ; /* its signals on the way hold it */
  g_assert_finalize_object (dataset);
}

static ExmExportReport
export_to (Fixture       *fixture,
           ExmDataset    *dataset,
           const char    *name,
           ExmDialect     dialect,
           ExmExportFlags flags)
{
  g_autoptr (GFile) file = file_in (fixture, name);
  g_autoptr (GError) error = NULL;
  ExmExportReport report;

  exm_export_sync (dataset, file, dialect, NULL, flags, NULL, NULL, &report, NULL, &error);
  g_assert_no_error (error);
  return report;
}

static void
test_sample (Fixture      *fixture,
             gconstpointer data)
{
  ExmImportReport *report = NULL;
  ExmDataset      *dataset = create_sample (fixture, &report);
  const ExmTask   *task = exm_dataset_get_task (dataset);
  g_autofree char *original = NULL;
  g_autofree char *exported = NULL;
  g_auto (GStrv) before = NULL;
  g_auto (GStrv) after = NULL;

  g_assert_cmpuint (report->n_examples, ==, 527);
  g_assert_cmpuint (report->n_labelled, ==, 527);
  g_assert_cmpuint (report->n_labels, ==, 154);
  g_assert_cmpuint (report->n_other_system, ==, 2);
  g_assert_cmpuint (report->n_quarantined, ==, 0);
  g_assert_true (report->task_detected);
  g_assert_cmpstr (g_ptr_array_index (report->notes, 0), ==, "2 examples carry a different system instruction");
  g_assert_cmpstr (task->input_template, ==, "Text: {text}");
  g_assert_cmpstr (task->output_template, ==, "Sentiment: {label}");
  g_assert_cmpstr (task->system_instruction, ==, "Perform sentiment analysis based on the provided text.");
  g_assert_cmpuint (g_list_model_get_n_items (exm_dataset_get_labels (dataset)), ==, 154);

  g_assert_cmpuint (export_to (fixture, dataset, "out.jsonl", EXM_DIALECT_MESSAGES, EXM_EXPORT_DEFAULT).n_written, ==, 527);
  g_file_get_contents (g_getenv ("EXM_TEST_SAMPLE"), &original, NULL, NULL);
  exported = contents (fixture, "out.jsonl");
  before = g_strsplit (original, "\n", -1);
  after = g_strsplit (g_strchomp (exported), "\n", -1);
  g_assert_cmpuint (g_strv_length (before), ==, 527);
  for (guint i = 0; i < 527; i++)
    {
      g_autoptr (JsonNode) a = exm_json_parse (before[i], -1, NULL);
      g_autoptr (JsonNode) b = exm_json_parse (after[i], -1, NULL);

      g_assert_true (json_node_equal (a, b));
    }
  exm_import_report_free (report);
  close_dataset (dataset);
}

/* A checker for as much of Google's discovery schemas as tuning examples use. */
static void
check_schema (JsonObject *schemas,
              JsonObject *schema,
              JsonNode   *node,
              const char *where)
{
  const char *ref = exm_json_get_string (schema, "$ref");
  const char *type = exm_json_get_string (schema, "type");

  if (ref != NULL)
    {
      check_schema (schemas, exm_json_get_object (schemas, ref), node, ref);
    }
  else if (g_strcmp0 (type, "array") == 0)
    {
      JsonArray *array = exm_json_node_array (node);

      g_assert_nonnull (array);
      for (guint i = 0; i < exm_json_array_size (array); i++)
        check_schema (schemas, exm_json_get_object (schema, "items"), exm_json_array_node (array, i), where);
    }
  else if (g_strcmp0 (type, "object") == 0)
    {
      JsonObject    *object = exm_json_node_object (node);
      JsonObject    *properties = exm_json_get_object (schema, "properties");
      JsonObjectIter iter;
      const char    *name;
      JsonNode      *value;

      g_assert_nonnull (object);
      json_object_iter_init (&iter, object);
      while (json_object_iter_next (&iter, &name, &value))
        {
          JsonObject *property = exm_json_get_object (properties, name);

          if (property == NULL)
            g_error ("%s has no member %s", where, name);
          check_schema (schemas, property, value, name);
        }
    }
  else if (g_strcmp0 (type, "string") == 0)
    {
      g_assert_nonnull (exm_json_node_string (node));
    }
}

static void
test_google_schema (Fixture      *fixture,
                    gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_getenv ("EXM_TEST_SHARED") != NULL ? g_getenv ("EXM_TEST_SHARED") : "/nonexistent",
                                            "reference", "discovery", "aiplatform-v1.json", NULL);
  g_autofree char *text = NULL;
  g_autofree char *exported = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (JsonObject) root = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *schemas, *content;
  ExmDataset *dataset;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    {
      g_test_skip ("Google's discovery document is not here");
      return;
    }
  root = exm_json_parse_object (text, -1, &error);
  g_assert_no_error (error);
  schemas = exm_json_get_object (root, "schemas");
  content = exm_json_get_object (schemas, "GoogleCloudAiplatformV1Content");
  g_assert_nonnull (content);

  dataset = create_sample (fixture, NULL);
  export_to (fixture, dataset, "out.jsonl", EXM_DIALECT_CONTENTS, EXM_EXPORT_DEFAULT);
  exported = contents (fixture, "out.jsonl");
  lines = g_strsplit (g_strchomp (exported), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 527);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (JsonObject) line = exm_json_parse_object (lines[i], -1, &error);
      JsonArray *turns = exm_json_get_array (line, "contents");

      g_assert_no_error (error);
      g_assert_cmpuint (json_object_get_size (line), ==, 2);
      check_schema (schemas, content, exm_json_get_node (line, "systemInstruction"), "systemInstruction");
      g_assert_cmpuint (exm_json_array_size (turns), ==, 2);
      for (guint k = 0; k < 2; k++)
        {
          check_schema (schemas, content, exm_json_array_node (turns, k), "contents");
          g_assert_cmpstr (exm_json_get_string (exm_json_array_object (turns, k), "role"), ==, k == 0 ? "user" : "model");
        }
    }
  close_dataset (dataset);
}

static const char mixed[] =
  "{\"messages\":[{\"role\":\"user\",\"content\":\"Text: one\"},{\"role\":\"model\",\"content\":\"Sentiment: Joy\"}]}\n"
  "not json\n"
  "{\"messages\":[{\"role\":\"user\",\"content\":\"Text: no answer\"}]}\n"
  "{\"messages\":[{\"role\":\"user\",\"content\":\"Text: two\"},{\"role\":\"model\",\"content\":\"Sentiment: Fear\"}],\"id\":7}\n"
  "{\"messages\":[{\"role\":\"user\",\"content\":\"Text: \"},{\"role\":\"model\",\"content\":\"Sentiment: Fear\"}]}\n"
  "{\"messages\":[{\"role\":\"user\",\"content\":\"Different\"},{\"role\":\"model\",\"content\":\"Sentiment: Joy\"}]}\n"
  "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"model\",\"content\":\"b\"},{\"role\":\"user\",\"content\":\"Text: three\"},{\"role\":\"model\",\"content\":\"whole\"}]}\n"
  "{\"messages\":[{\"role\":\"user\",\"content\":\"Text: 4\"},{\"role\":\"model\",\"content\":\"Sentiment: Joy\"}]}\n"
  "{\"messages\":[{\"role\":\"user\",\"content\":\"Text: 5\"},{\"role\":\"model\",\"content\":\"Sentiment: Joy\"}]}\n"
  "{\"messages\":[{\"role\":\"user\",\"content\":\"Text: 6\"},{\"role\":\"model\",\"content\":\"Sentiment: Joy\"}]}\n"
  "{\"messages\":[{\"role\":\"user\",\"content\":\"Text: 7\"},{\"role\":\"model\",\"content\":\"Sentiment: Joy\"}]}\n"
  "{\"messages\":[{\"role\":\"user\",\"content\":\"Text: 8\"},{\"role\":\"model\",\"content\":\"Sentiment: Joy\"}]}\n"
  "{\"messages\":[{\"role\":\"user\",\"content\":\"Text: 9\"},{\"role\":\"model\",\"content\":\"Sentiment: Joy\"}]}\n"
  "{\"messages\":[{\"role\":\"user\",\"content\":\"Text: 10\"},{\"role\":\"model\",\"content\":\"Sentiment: Joy\"}]}\n";

static void
test_mixed (Fixture      *fixture,
            gconstpointer data)
{
  static const struct
  {
    guint64     line;
    const char *reason;
  } expected[] = { { 2, "broken-json" }, { 3, "no-output" }, { 5, "empty-text" } };
  static const guint good[] = { 0, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13 };
  g_autoptr (ExmSource) source = source_of (mixed);
  ExmImportReport *report = NULL;
  ExmDataset      *dataset = create (fixture, source, "a.exemplar", &report);
  g_autoptr (GPtrArray) quarantine = exm_dataset_get_quarantine_sync (dataset, 10, NULL);
  g_auto (GStrv) in = g_strsplit (mixed, "\n", -1);
  g_auto (GStrv) out = NULL;
  g_autofree char *exported = NULL;

  g_assert_cmpuint (report->n_examples, ==, 11);
  g_assert_cmpuint (report->n_quarantined, ==, 3);
  g_assert_cmpuint (report->n_other_input, ==, 1);
  g_assert_cmpuint (report->n_other_output, ==, 1);
  g_assert_cmpuint (report->n_labels, ==, 2);
  g_assert_cmpuint (quarantine->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      ExmQuarantined *line = g_ptr_array_index (quarantine, i);

      g_assert_cmpuint (line->line, ==, expected[i].line);
      g_assert_cmpstr (line->reason, ==, expected[i].reason);
      g_assert_cmpuint (strlen (line->message), >, 10);
    }

  export_to (fixture, dataset, "out.jsonl", EXM_DIALECT_MESSAGES, EXM_EXPORT_DEFAULT);
  exported = contents (fixture, "out.jsonl");
  out = g_strsplit (g_strchomp (exported), "\n", -1);
  g_assert_cmpuint (g_strv_length (out), ==, 11);
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_cmpstr (out[i], ==, in[good[i]]); /* byte for byte, even */
  g_ptr_array_set_free_func (quarantine, (GDestroyNotify)exm_quarantined_free);
  exm_import_report_free (report);
  close_dataset (dataset);
}

/* A second file into a dataset that has its task: the task stands. */
static void
test_into (Fixture      *fixture,
           gconstpointer data)
{
  ExmDataset *dataset = create_sample (fixture, NULL);
  g_autoptr (ExmSource) posts = source_of ("a bare post\nanother one\n");
  g_autoptr (ExmSource) other = source_of (mixed);
  g_autoptr (ExmImport) import = exm_import_new (posts, NULL);
  g_autoptr (ExmImport) second = exm_import_new (other, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmImportReport) report = exm_import_into_sync (import, dataset, NULL, &error);
  g_autoptr (ExmImportReport) more = NULL;
  ExmReceipt *receipt;

  g_assert_no_error (error);
  g_assert_cmpuint (report->n_examples, ==, 2);
  g_assert_cmpuint (report->n_other_system, ==, 0);
  g_assert_false (report->task_detected);
  more = exm_import_into_sync (second, dataset, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (more->n_other_system, ==, 11); /* none, while the task has one */
  g_assert_cmpuint (export_to (fixture, dataset, "a.jsonl", EXM_DIALECT_CONTENTS, EXM_EXPORT_DEFAULT).n_written, ==, 538);
  receipt = exm_dataset_undo_sync (dataset, &error);
  g_assert_no_error (error);
  exm_receipt_free (receipt);
  g_assert_cmpuint (export_to (fixture, dataset, "b.jsonl", EXM_DIALECT_CONTENTS, EXM_EXPORT_UNLABELLED).n_written, ==, 529);
  close_dataset (dataset);
}

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
test_nothing_good (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr (ExmSource) source = source_of ("{\"foo\":1}\n{\"foo\":\n");
  g_autoptr (ExmImport) import = exm_import_new (source, NULL);
  g_autoptr (GFile) file = file_in (fixture, "a.exemplar");
  g_autoptr (GError) error = NULL;

  g_assert_null (exm_import_create_sync (import, file, NULL, &error));
  g_assert_error (error, EXM_FORMAT_ERROR, EXM_FORMAT_ERROR_NO_EXAMPLES);
  g_assert_cmpuint (count_files (fixture), ==, 0);
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

static ExmSplit
every_fifth (ExmRowId id,
             gsize    n_bytes,
             gpointer user_data)
{
  g_assert_cmpuint (n_bytes, >, 10);
  return id % 5 == 0 ? EXM_SPLIT_VALIDATION : EXM_SPLIT_TRAINING;
}

static void
test_split (Fixture      *fixture,
            gconstpointer data)
{
  ExmDataset *dataset = create_sample (fixture, NULL);
  g_autoptr (GFile) training = file_in (fixture, "t.jsonl");
  g_autoptr (GFile) validation = file_in (fixture, "v.jsonl");
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GArray) other_ids = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmExample) example = NULL;
  g_autofree char *lines = NULL;
  g_auto (GStrv) split = NULL;
  ExmExportReport report;

  exm_export_split_sync (dataset, training, validation, every_fifth, NULL, &ids, &other_ids, &report, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.n_written + report.n_validation, ==, 527);
  g_assert_cmpuint (ids->len, ==, report.n_written);
  g_assert_cmpuint (other_ids->len, ==, report.n_validation);
  lines = contents (fixture, "v.jsonl");
  g_assert_cmpuint (strlen (lines), ==, report.validation_bytes);
  split = g_strsplit (lines, "\n", -1);
  g_assert_cmpuint (g_strv_length (split), ==, report.n_validation + 1);
  for (guint i = 0; i < other_ids->len; i++)
    {
      ExmRowId id = g_array_index (other_ids, ExmRowId, i);
      g_autoptr (ExmExample) row = exm_dataset_get_example_sync (dataset, id, NULL);
      g_autoptr (GString) escaped = g_string_new (NULL);

      g_assert_cmpuint (id % 5, ==, 0);
      exm_json_append_escaped (escaped, row->input, -1);
      g_assert_nonnull (strstr (split[i], escaped->str)); /* line i is this example */
    }
  close_dataset (dataset);
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
    { "/formats/files/sample", test_sample },
    { "/formats/files/google-schema", test_google_schema },
    { "/formats/files/mixed", test_mixed },
    { "/formats/files/into", test_into },
    { "/formats/files/cancel", test_cancel },
    { "/formats/files/nothing-good", test_nothing_good },
    { "/formats/files/exists", test_exists },
    { "/formats/files/round-trips", test_round_trips },
    { "/formats/files/split", test_split },
    { "/formats/files/async", test_async },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].func, tear_down);

  return g_test_run ();
}
