/* test-files.c - import and export through a real dataset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "exm-json-gate.h"
#include "exm-json-write.h"
#include "files-fixture.h"

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
    { "/formats/files/nothing-good", test_nothing_good },
    { "/formats/files/split", test_split },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].func, tear_down);

  return g_test_run ();
}
