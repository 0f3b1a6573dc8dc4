/* test-cli.c - the commands, run as a user runs them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-test"

#include "config.h"

#include "cli-run.h"

#include <string.h>

static const char *
sample (void)
{
  return g_getenv ("EXM_TEST_SAMPLE");
}

/* --- check ------------------------------------------------------------------------ */

static void
test_check_sample (void)
{
  g_auto(CliResult) result = cli_run ("check", sample (), "--json", NULL);
  JsonObject *labels, *cost;
  gint64      positive = 0;

  g_assert_cmpint (result.status, ==, 0);
  g_assert_cmpint (cli_number (&result, "examples"), ==, 527);
  g_assert_cmpint (cli_number (&result, "labelled"), ==, 527);
  g_assert_cmpint (cli_number (&result, "ready"), ==, 527);
  g_assert_cmpint (cli_number (&result, "minimum"), ==, 16);
  g_assert_cmpint (cli_number (&result, "recommended_min"), ==, 100);
  g_assert_cmpint (cli_number (&result, "recommended_max"), ==, 500);
  g_assert_cmpint (cli_number (&result, "duplicates"), ==, 38);
  g_assert_cmpint (cli_number (&result, "conflicts"), ==, 0);
  g_assert_cmpint (cli_number (&result, "other_system_instruction"), ==, 2);
  g_assert_cmpint (cli_number (&result, "quarantined"), ==, 0);
  g_assert_cmpint (cli_number (&result, "tokens_estimate"), >, 5000);
  labels = exm_json_get_object (result.json, "labels");
  g_assert_cmpuint (json_object_get_size (labels), ==, 154);
  g_assert_true (exm_json_get_int64 (labels, "Positive", &positive));
  g_assert_cmpint (positive, ==, 44);
  cost = exm_json_get_object (result.json, "cost_estimate");
  g_assert_nonnull (exm_json_get_string (cost, "currency"));
  g_assert_nonnull (exm_json_get_string (cost, "as_of"));
  g_assert_cmpstr (exm_json_get_string (result.json, "input_template"), ==, "Text: {text}");
  g_assert_cmpstr (exm_json_get_string (result.json, "output_template"), ==, "Sentiment: {label}");
  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (result.json, "problems")), >, 2);
}

static void
test_check_too_few (void)
{
  g_autofree char *path = cli_write ("few.csv", "text,label\nGood,Positive\nBad,Negative\n");
  g_auto(CliResult) result = cli_run ("check", path, "--json", NULL);
  g_auto(CliResult) words = cli_run ("check", path, NULL);
  JsonObject *problem = exm_json_array_object (exm_json_get_array (result.json, "problems"), 0);

  g_assert_cmpint (result.status, ==, 1);
  g_assert_cmpint (cli_number (&result, "ready"), ==, 2);
  g_assert_cmpstr (exm_json_get_string (problem, "code"), ==, "too-few");
  g_assert_cmpstr (exm_json_get_string (problem, "severity"), ==, "blocks");
  g_assert_cmpint (words.status, ==, 1);
  g_assert_nonnull (strstr (words.out, "14 more examples needed"));
}

static void
test_check_unreadable (void)
{
  g_autofree char *missing = cli_path ("is-not-there.jsonl");
  g_autofree char *broken = cli_write ("broken.exemplar", "this is not a dataset");
  g_auto(CliResult) first = cli_run ("check", missing, NULL);
  g_auto(CliResult) second = cli_run ("check", broken, NULL);
  g_auto(CliResult) third = cli_run ("check", NULL);

  g_assert_cmpint (first.status, ==, 2);
  g_assert_cmpint (second.status, ==, 2);
  g_assert_cmpint (third.status, ==, 2);
  g_assert_true (g_str_has_prefix (first.err, "exemplar: "));
}

/* --- convert ------------------------------------------------------------------------- */

static GPtrArray *
read_lines (const char *path)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GPtrArray *nodes = g_ptr_array_new_with_free_func ((GDestroyNotify)json_node_unref);

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      {
        g_autoptr (GError) error = NULL;

        g_ptr_array_add (nodes, exm_json_parse (lines[i], -1, &error));
        g_assert_no_error (error);
      }
  return nodes;
}

/* Sample → dataset → messages is the sample again, line by line, as values. */
static void
test_convert_round_trip (void)
{
  g_autofree char *dataset = cli_path ("round.exemplar");
  g_autofree char *out = cli_path ("round.jsonl");
  g_auto(CliResult) in = cli_run ("convert", sample (), dataset, NULL);
  g_auto(CliResult) back = cli_run ("convert", dataset, out, "--to", "messages", NULL);
  g_autoptr (GPtrArray) expected = read_lines (sample ());
  g_autoptr (GPtrArray) got = NULL;

  g_assert_cmpint (in.status, ==, 0);
  g_assert_cmpint (back.status, ==, 0);
  got = read_lines (out);
  g_assert_cmpuint (got->len, ==, expected->len);
  for (guint i = 0; i < got->len; i++)
    g_assert_true (json_node_equal (g_ptr_array_index (expected, i), g_ptr_array_index (got, i)));
}

static void
test_convert_refuses (void)
{
  g_autofree char *out = cli_write ("taken.jsonl", "mine\n");
  g_auto(CliResult) refused = cli_run ("convert", sample (), out, NULL);
  g_auto(CliResult) wrong = cli_run ("convert", sample (), out, "--to", "xml", NULL);
  g_autofree char *text = NULL;

  g_assert_cmpint (refused.status, ==, 1);
  g_assert_cmpint (wrong.status, ==, 2);
  g_assert_true (g_file_get_contents (out, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "mine\n");
}

static void
test_convert_forms (void)
{
  const char *const forms[] = { "gemini", "openai", "csv" };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *name = g_strdup_printf ("form.%s", g_str_equal (forms[i], "csv") ? "csv" : "jsonl");
      g_autofree char *out = cli_path (name);
      g_auto(CliResult) converted = cli_run ("convert", sample (), out, "--to", forms[i], "--force", NULL);
      g_auto(CliResult) checked = cli_run ("check", out, "--json", NULL);

      g_assert_cmpint (converted.status, ==, 0);
      g_assert_cmpint (cli_number (&checked, "examples"), ==, 527);
      g_assert_cmpuint (json_object_get_size (exm_json_get_object (checked.json, "labels")), ==, 154);
    }
}

/* --- the journey ------------------------------------------------------------------------ */

/* The post that is asked is one of the sample. None other has its words, so the model knows
 * the answer only if the split, which is the same each time, lets it learn that post. */
static void
test_journey (void)
{
  g_auto(CliResult) tuned = { 0 };
  g_auto(CliResult) jobs = { 0 };
  JsonObject *job, *model;

  cli_start_practice ("practice");
  tuned = cli_run ("tune", sample (), "--wait", "--json", "--name", "Journey", NULL);
  jobs = cli_run ("jobs", "--json", NULL);

  g_assert_cmpint (tuned.status, ==, 0);
  job = exm_json_get_object (tuned.json, "job");
  model = exm_json_get_object (tuned.json, "tuned_model");
  g_assert_cmpstr (exm_json_get_string (job, "state"), ==, "JOB_STATE_SUCCEEDED");
  g_assert_nonnull (exm_json_get_string (model, "model"));
  g_assert_nonnull (exm_json_get_string (model, "endpoint"));
  g_assert_cmpint (cli_number (&tuned, "training_examples"), >, 400);
  g_assert_cmpint (cli_number (&tuned, "validation_examples"), >, 20);
  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (jobs.json, "jobs")), ==, 1);

  {
    const char *job_name = exm_json_get_string (job, "name");
    g_auto(CliResult) with = cli_run ("ask", job_name, "Text: Traffic was terrible this morning.", NULL);
    g_auto(CliResult) without = cli_run ("ask", "Journey", "Traffic was terrible this morning.", "--json", NULL);
    g_auto(CliResult) nobody = cli_run ("ask", "projects/1/locations/us-central1/tuningJobs/9", "Hello", NULL);

    g_assert_cmpstr (with.out, ==, "Sentiment: Negative\n");
    g_assert_cmpstr (exm_json_get_string (without.json, "answer"), ==, "Sentiment: Negative");
    g_assert_cmpint (nobody.status, ==, 1);
  }
  cli_stop_practice ();
}

static void
test_tune_refuses (void)
{
  g_autofree char *few = cli_write ("few-to-tune.csv", "text,label\nGood,Positive\nBad,Negative\n");
  g_auto(CliResult) too_few = cli_run ("tune", few, NULL);
  g_auto(CliResult) retired = cli_run ("tune", sample (), "--base-model", "gemini-1.0-pro-002", NULL);
  g_auto(CliResult) share = cli_run ("tune", sample (), "--validation", "half", NULL);
  g_auto(CliResult) account = cli_run ("tune", sample (), "--account", "nobody", NULL);

  g_assert_cmpint (too_few.status, ==, 1);
  g_assert_cmpint (retired.status, ==, 1);
  g_assert_cmpint (share.status, ==, 1);
  g_assert_cmpint (account.status, ==, 1);
}

static void
test_words (void)
{
  g_auto(CliResult) help = cli_run ("--help", NULL);
  g_auto(CliResult) version = cli_run ("--version", NULL);
  g_auto(CliResult) wrong = cli_run ("check", "--nonsense", "x", NULL);

  g_assert_cmpint (help.status, ==, 0);
  g_assert_nonnull (strstr (help.out, "exemplar tune FILE"));
  g_assert_cmpstr (version.out, ==, "Exemplar " EXM_VERSION "\n");
  g_assert_cmpint (wrong.status, ==, 2);
}

/* Each command explains itself, in both ways, and is in the list. */
static void
test_help (void)
{
  static const char *const commands[] = { "check", "convert", "accounts", "doctor", "tune", "jobs", "ask", "cancel", "clean", "practice", "help" };
  g_auto(CliResult) all = cli_run ("help", NULL);
  g_auto(CliResult) unknown = cli_run ("help", "nonsense", NULL);

  g_assert_cmpint (all.status, ==, 0);
  g_assert_cmpint (unknown.status, ==, 2);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_auto(CliResult) option = cli_run (commands[i], "--help", NULL);
      g_auto(CliResult) word = cli_run ("help", commands[i], NULL);
      g_autofree char *line = g_strdup_printf ("exemplar %s", commands[i]);

      g_assert_cmpint (option.status, ==, 0);
      g_assert_cmpint (word.status, ==, 0);
      g_assert_cmpstr (option.out, ==, word.out);
      g_assert_nonnull (strstr (option.out, line));
      g_assert_nonnull (strstr (all.out, line));
    }
}

/* What is wrong with the arguments is 2, and nothing is done. */
static void
test_usage (void)
{
  static const char *const cases[][6] = {
    { "accounts", "--nonsense" },
    { "accounts", "FILE" },
    { "accounts", "--add", "nonsense" },
    { "accounts", "--add", "key" },
    { "accounts", "--add", "browser", "--remove", "practice" },
    { "doctor", "FILE" },
    { "doctor", "--fix", "nonsense" },
    { "doctor", "--fix", "sign-in" },
    { "tune" },
    { "tune", "a", "b" },
    { "tune", "--training-uri", "https://example.test/a.jsonl" },
    { "tune", "a.jsonl", "--validation-uri", "gs://b/c.jsonl" },
    { "tune", "a.jsonl", "--epochs", "many" },
    { "jobs", "a", "b" },
    { "jobs", "--region", "us-central1" },
    { "ask", "model" },
    { "ask", "model", "text", "--temperature", "3" },
    { "cancel" },
    { "clean" },
    { "clean", "is-not-there.csv" },
    { "clean", "gs://no-job/was-started.jsonl" },
    { "help", "a", "b" },
    { "nonsense" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(CliResult) result = cli_runv (cases[i]);

      g_test_message ("case %u", i);
      g_assert_cmpint (result.status, ==, 2);
      if (!g_str_equal (cases[i][0], "nonsense"))
        g_assert_true (g_str_has_prefix (result.err, "exemplar: "));
    }
}

/* --- columns of tables --------------------------------------------------------------- */

#define TABLE                                                  \
  "c1,c2,c3,c4,c5,c6\n"                                        \
  "ann,x1,2024-05-01,The first post of some length,joy,A\n"    \
  "bob,x1,2024-05-02,The second post of some length,grief,A\n" \
  "ann,x2,2024-05-03,The third post of some length,joy,B\n"    \
  "bob,x2,2024-05-04,The fourth post of some length,grief,B\n"

static char *
convert_text (const char *const *options)
{
  g_autofree char *table = cli_write ("columns.csv", TABLE);
  g_autofree char *out = cli_path ("columns-out.csv");
  g_autoptr(GPtrArray) words = g_ptr_array_new ();
  g_auto(CliResult) result = { 0 };
  char *text;

  g_ptr_array_add (words, (gpointer) "convert");
  g_ptr_array_add (words, table);
  g_ptr_array_add (words, out);
  g_ptr_array_add (words, (gpointer) "--force");
  for (guint i = 0; options[i] != NULL; i++)
    g_ptr_array_add (words, (gpointer)options[i]);
  g_ptr_array_add (words, NULL);
  result = cli_runv ((const char *const *)words->pdata);
  g_assert_cmpint (result.status, ==, 0);
  g_assert_true (g_file_get_contents (out, &text, NULL, NULL));
  return text;
}

/* By header, whatever its case, and by number; what is named is no longer anything else. */
static void
test_columns (void)
{
  const char *const by_name[] = { "--post-column", "C4", "--label-column", "c6", "--author-column", "c1", "--thread-column", "c2", "--date-column", "c3", NULL };
  const char *const by_number[] = { "--post-column=4", "--label-column=6", "--author-column=1", "--thread-column=2", "--date-column=3", NULL };
  const char *const no_label[] = { "--post-column", "4", "--label-column", "0", NULL };
  g_autofree char  *named = convert_text (by_name);
  g_autofree char  *numbered = convert_text (by_number);
  g_autofree char  *unlabelled = convert_text (no_label);

  g_assert_nonnull (strstr (named, "The first post of some length,A,ann,x1,2024-05-01,joy"));
  g_assert_cmpstr (named, ==, numbered);
  g_assert_null (strstr (unlabelled, "post of some length,joy"));
  g_assert_null (strstr (unlabelled, "post of some length,A"));
  g_assert_nonnull (strstr (unlabelled, "The first post of some length,,"));
}

/* Posts of one author or thread stay together once it is said which column tells. */
static void
test_columns_origin (void)
{
  g_autofree char *table = cli_write ("columns-origin.csv", TABLE);
  g_auto(CliResult) guessed = cli_run ("split", table, "--json", NULL);
  g_auto(CliResult) authors = cli_run ("split", table, "--json", "--author-column", "c1", NULL);
  g_auto(CliResult) threads = cli_run ("split", table, "--json", "--thread-column", "2", NULL);

  g_assert_cmpint (cli_number (&guessed, "same_author"), ==, 0);
  g_assert_cmpint (cli_number (&guessed, "same_thread"), ==, 0);
  g_assert_cmpint (cli_number (&authors, "same_author"), ==, 4);
  g_assert_cmpint (cli_number (&authors, "same_thread"), ==, 0);
  g_assert_cmpint (cli_number (&threads, "same_author"), ==, 0);
  g_assert_cmpint (cli_number (&threads, "same_thread"), ==, 4);
}

/* What was guessed is said, what was named is not; each import is a dataset of its own. */
static void
test_columns_kept (void)
{
  g_autofree char *table = cli_write ("columns-kept.csv", TABLE);
  g_auto(CliResult) guessed = cli_run ("check", table, "--json", NULL);
  g_auto(CliResult) named = cli_run ("check", table, "--json", "--post-column", "4", "--label-column", "c6", NULL);
  g_auto(CliResult) one = cli_run ("tune", table, "--post-column", "4", "--label-column", "5", NULL);
  g_auto(CliResult) other = cli_run ("tune", table, "--post-column", "4", "--label-column", "6", NULL);
  g_auto(CliResult) again = cli_run ("tune", table, "--post-column", "4", "--label-column", "5", NULL);

  g_assert_nonnull (strstr (guessed.err, "Posts are taken from column 4 “c4”"));
  g_assert_cmpstr (named.err, ==, "");
  g_assert_true (json_object_has_member (exm_json_get_object (named.json, "labels"), "A"));
  g_assert_false (json_object_has_member (exm_json_get_object (named.json, "labels"), "joy"));
  /* Too few to tune: they are only kept. */
  g_assert_cmpint (one.status, ==, 1);
  g_assert_nonnull (strstr (one.err, "Imported into the dataset"));
  g_assert_nonnull (strstr (other.err, "Imported into the dataset"));
  g_assert_null (strstr (again.err, "Imported into the dataset"));
}

static void
test_columns_refused (void)
{
  g_autofree char *table = cli_write ("columns-no.csv", TABLE);
  g_autofree char *text = cli_write ("columns-no.txt", "one post\nanother one\n");
  g_autofree char *dataset = cli_path ("columns-no.exemplar");
  g_auto(CliResult) made = cli_run ("convert", table, dataset, NULL);
  const struct
  {
    const char *words[8];
    const char *says;
  } cases[] = {
    { { "check", table, "--label-column", "mood" }, "--label-column: there is no column “mood”; there are 1 “c1”, 2 “c2”" },
    { { "check", table, "--date-column", "when" }, "--date-column: there is no column “when”" },
    { { "check", table, "--label-column", "7" }, "there is no column “7”" },
    { { "check", table, "--post-column", "0" }, "there is no column “0”" },
    { { "check", table, "--post-column", "4", "--label-column", "c4" }, "--post-column and --label-column name the same column" },
    { { "check", table, "--label-column", "c4" }, "--post-column names another" },
    { { "check", text, "--post-column", "1" }, "Only tables" },
    { { "check", dataset, "--label-column", "c5" }, "is a dataset" },
    { { "split", dataset, "--label-column", "c5" }, "is a dataset" },
  };

  g_assert_cmpint (made.status, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(CliResult) result = cli_runv (cases[i].words);

      g_test_message ("case %u", i);
      g_assert_cmpint (result.status, ==, 2);
      g_assert_nonnull (strstr (result.err, cases[i].says));
    }
}

/* Each command that reads files says how columns are named. */
static void
test_columns_help (void)
{
  static const char *const commands[] = { "check", "convert", "split", "agreement", "doctor", "tune", "clean" };

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_auto(CliResult) result = cli_run ("help", commands[i], NULL);

      g_assert_cmpint (result.status, ==, 0);
      for (guint k = 0; k < 5; k++)
        {
          static const char *const options[] = { "--post-column=NAME|NUMBER", "--label-column=", "--author-column=", "--thread-column=", "--date-column=" };

          g_assert_nonnull (strstr (result.out, options[k]));
        }
    }
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  cli_set_up ();
  g_test_add_func ("/cli/words", test_words);
  g_test_add_func ("/cli/help", test_help);
  g_test_add_func ("/cli/usage", test_usage);
  g_test_add_func ("/cli/check/sample", test_check_sample);
  g_test_add_func ("/cli/check/too-few", test_check_too_few);
  g_test_add_func ("/cli/check/unreadable", test_check_unreadable);
  g_test_add_func ("/cli/convert/round-trip", test_convert_round_trip);
  g_test_add_func ("/cli/convert/refuses", test_convert_refuses);
  g_test_add_func ("/cli/convert/forms", test_convert_forms);
  g_test_add_func ("/cli/journey", test_journey);
  g_test_add_func ("/cli/tune/refuses", test_tune_refuses);
  g_test_add_func ("/cli/columns", test_columns);
  g_test_add_func ("/cli/columns/origin", test_columns_origin);
  g_test_add_func ("/cli/columns/kept", test_columns_kept);
  g_test_add_func ("/cli/columns/refused", test_columns_refused);
  g_test_add_func ("/cli/columns/help", test_columns_help);
  status = g_test_run ();
  cli_tear_down ();
  return status;
}
