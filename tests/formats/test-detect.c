/* test-detect.c - instruction, templates and labels found in a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "exm-import-private.h"

typedef struct
{
  const char *inputs[8]; /* up to the first NULL */
  const char *outputs[8];
  const char *input_template;
  const char *output_template;
  gboolean    as_labels;
} Case;

static const Case cases[] = {
  { { "Text: I am here", "Text: I was there", "Text: I go", "Text: I sing" },
    { "Sentiment: Joy", "Sentiment: Joy", "Sentiment: Fear", "Sentiment: Joy" },
    "Text: {text}",
    "Sentiment: {label}",
    TRUE },
  { { "I am here", "I was there", "I go", "I sing" },
    { "Joy", "Joy", "Fear", "Joy" },
    "{text}",
    "{label}",
    TRUE },
  { { "Classify this.\n\nTweet: one\nSentiment:", "Classify this.\n\nTweet: two\nSentiment:", "Classify this.\n\nTweet: three\nSentiment:" },
    { " Joy", " Fear", " Joy" },
    "Classify this.\n\nTweet: {text}\nSentiment:",
    " {label}",
    TRUE },
  { { "Tweet: \"one\"", "Tweet: \"two\"", "Tweet: \"three\"" },
    { "Joy", "Fear", "Joy" },
    "Tweet: \"{text}\"",
    "{label}",
    TRUE },
  { { "one ->", "two ->", "three ->" }, { "a", "b", "a" }, "{text} ->", "{label}", TRUE },
  { { "Text: only one" }, { "Sentiment: Joy" }, "Text: {text}", "Sentiment: {label}", TRUE },
  { { "see http://x.org/a", "see http://x.org/b", "see http://x.org/c" }, { "a", "b", "a" }, "{text}", "{label}", TRUE },
  { { "Text: {text} one", "Text: {text} two", "Text: {text} three" }, { "a", "b", "a" }, "Text: {text}", "{label}", TRUE },
  { { "Who?", "What?", "Where?", "When?" },
    { "It was the man who lived by the sea.", "A thing of beauty is a joy forever.", "In the house at the end of the road.", "On a Monday, long before we knew." },
    "{text}",
    "{label}",
    FALSE },
  { { "a", "b", "c" }, { "line\none", "other\ntwo", "third\nthree" }, "{text}", "{label}", FALSE },
  { { "a", "b", "c" }, { NULL }, "{text}", "{label}", TRUE },
};

/* TAP lines are text without line breaks. */
static void
message_line (const char *text)
{
  g_autofree char *escaped = g_strescape (text, NULL);

  g_test_message ("%s", escaped);
}

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ExmDetector) detector = _exm_detector_new ();
      g_autoptr (ExmTask) task = NULL;
      gboolean as_labels;

      for (guint k = 0; k < 8 && cases[i].inputs[k] != NULL; k++)
        {
          ExmJsonText input = { cases[i].inputs[k], strlen (cases[i].inputs[k]) };
          ExmJsonText output = { cases[i].outputs[k], cases[i].outputs[k] != NULL ? strlen (cases[i].outputs[k]) : 0 };

          _exm_detector_add (detector, NULL, &input, output.data != NULL ? &output : NULL);
        }
      task = _exm_detector_finish (detector, FALSE, &as_labels);
      message_line (cases[i].inputs[0]);
      g_assert_cmpstr (task->input_template, ==, cases[i].input_template);
      g_assert_cmpstr (task->output_template, ==, cases[i].output_template);
      g_assert_true (as_labels == cases[i].as_labels);
      g_assert_cmpstr (task->system_instruction, ==, "");
    }
}

/* Many short answers that are all different are no labels. */
static void
test_unique (void)
{
  g_autoptr (ExmDetector) detector = _exm_detector_new ();
  g_autoptr (ExmTask) task = NULL;
  gboolean as_labels;

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *text = g_strdup_printf ("answer %u", i);
      ExmJsonText      both = { text, strlen (text) };

      _exm_detector_add (detector, &both, &both, &both);
    }
  task = _exm_detector_finish (detector, FALSE, &as_labels);
  g_assert_false (as_labels);
  g_assert_cmpstr (task->system_instruction, ==, ""); /* each has its own: none in common */
}

/* The published posts: everything exact. */
static void
test_sample (void)
{
  g_autoptr (GFile) file = g_file_new_for_path (g_getenv ("EXM_TEST_SAMPLE"));
  g_autoptr (ExmSource) source = exm_source_new_file (file);
  g_autoptr (ExmSniff) sniff = exm_sniff_sync (source, NULL, NULL);
  g_autoptr (ExmDetector) detector = _exm_detector_new ();
  g_autoptr (GHashTable) labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (ExmTask) task = NULL;
  guint       n = 0, n_system = 0, n_verbatim = 0, n_raw = 0;
  gboolean    as_labels;
  ExmRowMaker maker;
  ExmReader   reader;
  ExmItem     item;

  g_assert_cmpint (sniff->dialect, ==, EXM_DIALECT_MESSAGES);
  g_assert_true (_exm_reader_open (&reader, source, sniff, NULL));
  while (_exm_reader_next (&reader, &item, NULL, NULL) == EXM_READ_ITEM)
    _exm_detector_add (detector, &item.system, &item.input, &item.output);
  _exm_reader_close (&reader);
  task = _exm_detector_finish (detector, FALSE, &as_labels);
  g_assert_cmpstr (task->system_instruction, ==, "Perform sentiment analysis based on the provided text.");
  g_assert_cmpstr (task->input_template, ==, "Text: {text}");
  g_assert_cmpstr (task->output_template, ==, "Sentiment: {label}");
  g_assert_true (as_labels);

  _exm_row_maker_init (&maker, task, as_labels);
  g_assert_true (_exm_reader_open (&reader, source, sniff, NULL));
  while (_exm_reader_next (&reader, &item, NULL, NULL) == EXM_READ_ITEM)
    {
      ExmImportRow row;
      ExmJsonText  label;
      ExmReason    reason;

      g_assert_false (item.is_bad);
      g_assert_true (_exm_row_maker_make (&maker, &item, &row, &label, &reason));
      g_assert_cmpuint (label.len, >, 0);
      g_hash_table_add (labels, exm_json_text_dup (&label));
      n++;
      n_system += row.has_system;
      n_verbatim += row.input_verbatim + row.output_verbatim;
      n_raw += row.raw != NULL;
    }
  _exm_reader_close (&reader);
  _exm_row_maker_clear (&maker);
  g_assert_cmpuint (n, ==, 527);
  g_assert_cmpuint (g_hash_table_size (labels), ==, 154);
  g_assert_cmpuint (n_system, ==, 2);
  g_assert_cmpuint (n_verbatim, ==, 0);
  g_assert_cmpuint (n_raw, ==, 0); /* its fields say it all */
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/formats/detect/cases", test_cases);
  g_test_add_func ("/formats/detect/unique", test_unique);
  g_test_add_func ("/formats/detect/sample", test_sample);

  return g_test_run ();
}
