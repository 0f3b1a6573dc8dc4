/* test-cli.c - the commands, run as a user runs them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-test"

#include "config.h"

#include "exm-json-gate.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdarg.h>

static char *folder; /* of this run; XDG folders and files */
static char *origin; /* of the practice service, NULL = none runs */

typedef struct
{
  int         status;
  char       *out;
  char       *err;
  JsonObject *json; /* of @out when it is JSON */
} Result;

static void
result_clear (Result *self)
{
  g_free (self->out);
  g_free (self->err);
  g_clear_pointer (&self->json, json_object_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

static GSubprocessLauncher *
make_launcher (GSubprocessFlags flags)
{
  GSubprocessLauncher *launcher = g_subprocess_launcher_new (flags);
  g_autofree char     *data = g_build_filename (folder, "data", NULL);
  g_autofree char     *state = g_build_filename (folder, "state", NULL);

  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", data, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_STATE_HOME", state, TRUE);
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
  if (origin != NULL)
    g_subprocess_launcher_setenv (launcher, "EXEMPLAR_GOOGLE_ORIGIN", origin, TRUE);
  return launcher;
}

static Result
run (const char *first,
     ...) G_GNUC_NULL_TERMINATED;

static Result
run (const char *first,
     ...)
{
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "cli", "cli-main", NULL);
  g_autoptr (GSubprocessLauncher) launcher = make_launcher (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  Result  result = { 0 };
  va_list args;

  g_ptr_array_add (words, program);
  va_start (args, first);
  for (const char *word = first; word != NULL; word = va_arg (args, const char *))
    g_ptr_array_add (words, (gpointer)word);
  va_end (args);
  g_ptr_array_add (words, NULL);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *)words->pdata, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &result.out, &result.err, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  result.status = g_subprocess_get_exit_status (process);
  if (*result.out == '{')
    {
      result.json = exm_json_parse_object (result.out, -1, &error);
      g_assert_no_error (error);
    }
  return result;
}

static char *
path_of (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static char *
write_file (const char *name,
            const char *text)
{
  char *path = path_of (name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static const char *
sample (void)
{
  return g_getenv ("EXM_TEST_SAMPLE");
}

static gint64
number (const Result *result,
        const char   *name)
{
  gint64 value = -1;

  g_assert_nonnull (result->json);
  g_assert_true (exm_json_get_int64 (result->json, name, &value));
  return value;
}

/* --- check ------------------------------------------------------------------------ */

static void
test_check_sample (void)
{
  g_auto (Result) result = run ("check", sample (), "--json", NULL);
  JsonObject *labels, *cost;
  gint64      positive = 0;

  g_assert_cmpint (result.status, ==, 0);
  g_assert_cmpint (number (&result, "examples"), ==, 527);
  g_assert_cmpint (number (&result, "labelled"), ==, 527);
  g_assert_cmpint (number (&result, "ready"), ==, 527);
  g_assert_cmpint (number (&result, "minimum"), ==, 16);
  g_assert_cmpint (number (&result, "recommended_min"), ==, 100);
  g_assert_cmpint (number (&result, "recommended_max"), ==, 500);
  g_assert_cmpint (number (&result, "duplicates"), ==, 38);
  g_assert_cmpint (number (&result, "conflicts"), ==, 0);
  g_assert_cmpint (number (&result, "other_system_instruction"), ==, 2);
  g_assert_cmpint (number (&result, "quarantined"), ==, 0);
  g_assert_cmpint (number (&result, "tokens_estimate"), >, 5000);
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
  g_autofree char *path = write_file ("few.csv", "text,label\nGood,Positive\nBad,Negative\n");
  g_auto (Result) result = run ("check", path, "--json", NULL);
  g_auto (Result) words = run ("check", path, NULL);
  JsonObject *problem = exm_json_array_object (exm_json_get_array (result.json, "problems"), 0);

  g_assert_cmpint (result.status, ==, 1);
  g_assert_cmpint (number (&result, "ready"), ==, 2);
  g_assert_cmpstr (exm_json_get_string (problem, "code"), ==, "too-few");
  g_assert_cmpstr (exm_json_get_string (problem, "severity"), ==, "blocks");
  g_assert_cmpint (words.status, ==, 1);
  g_assert_nonnull (strstr (words.out, "14 more examples needed"));
}

static void
test_check_unreadable (void)
{
  g_autofree char *missing = path_of ("is-not-there.jsonl");
  g_autofree char *broken = write_file ("broken.exemplar", "this is not a dataset");
  g_auto (Result) first = run ("check", missing, NULL);
  g_auto (Result) second = run ("check", broken, NULL);
  g_auto (Result) third = run ("check", NULL);

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
  g_autofree char *dataset = path_of ("round.exemplar");
  g_autofree char *out = path_of ("round.jsonl");
  g_auto (Result) in = run ("convert", sample (), dataset, NULL);
  g_auto (Result) back = run ("convert", dataset, out, "--to", "messages", NULL);
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
  g_autofree char *out = write_file ("taken.jsonl", "mine\n");
  g_auto (Result) refused = run ("convert", sample (), out, NULL);
  g_auto (Result) wrong = run ("convert", sample (), out, "--to", "xml", NULL);
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
      g_autofree char *out = path_of (name);
      g_auto (Result) converted = run ("convert", sample (), out, "--to", forms[i], "--force", NULL);
      g_auto (Result) checked = run ("check", out, "--json", NULL);

      g_assert_cmpint (converted.status, ==, 0);
      g_assert_cmpint (number (&checked, "examples"), ==, 527);
      g_assert_cmpuint (json_object_get_size (exm_json_get_object (checked.json, "labels")), ==, 154);
    }
}

/* --- the journey ------------------------------------------------------------------------ */

static GSubprocess *
start_practice (void)
{
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "cli", "cli-main", NULL);
  g_autofree char *state = path_of ("practice");
  g_autoptr (GSubprocessLauncher) launcher = make_launcher (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GError) error = NULL;
  GSubprocess *process = g_subprocess_launcher_spawn (launcher, &error, program, "practice", "--state", state,
                                                      "--speed", "500", NULL);
  g_autoptr (GDataInputStream) lines = NULL;

  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  origin = g_data_input_stream_read_line_utf8 (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (origin, "http://127.0.0.1:"));
  return process;
}

static void
stop_practice (GSubprocess *process)
{
  g_subprocess_send_signal (process, SIGTERM);
  g_subprocess_wait (process, NULL, NULL);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
  g_clear_pointer (&origin, g_free);
}

static void
test_journey (void)
{
  g_autoptr (GSubprocess) practice = start_practice ();
  g_auto (Result) tuned = run ("tune", sample (), "--wait", "--json", "--name", "Journey", NULL);
  g_auto (Result) jobs = run ("jobs", "--json", NULL);
  JsonObject *job, *model;

  g_assert_cmpint (tuned.status, ==, 0);
  job = exm_json_get_object (tuned.json, "job");
  model = exm_json_get_object (tuned.json, "tuned_model");
  g_assert_cmpstr (exm_json_get_string (job, "state"), ==, "JOB_STATE_SUCCEEDED");
  g_assert_nonnull (exm_json_get_string (model, "model"));
  g_assert_nonnull (exm_json_get_string (model, "endpoint"));
  g_assert_cmpint (number (&tuned, "training_examples"), >, 400);
  g_assert_cmpint (number (&tuned, "validation_examples"), >, 20);
  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (jobs.json, "jobs")), ==, 1);

  {
    const char *job_name = exm_json_get_string (job, "name");
    g_auto (Result) with = run ("ask", job_name, "Text: Traffic was terrible this morning.", NULL);
    g_auto (Result) without = run ("ask", "Journey", "Traffic was terrible this morning.", "--json", NULL);
    g_auto (Result) nobody = run ("ask", "projects/1/locations/us-central1/tuningJobs/9", "Hello", NULL);

    g_assert_cmpstr (with.out, ==, "Sentiment: Negative\n");
    g_assert_cmpstr (exm_json_get_string (without.json, "answer"), ==, "Sentiment: Negative");
    g_assert_cmpint (nobody.status, ==, 1);
  }
  stop_practice (practice);
}

static void
test_tune_refuses (void)
{
  g_autofree char *few = write_file ("few-to-tune.csv", "text,label\nGood,Positive\nBad,Negative\n");
  g_auto (Result) too_few = run ("tune", few, NULL);
  g_auto (Result) retired = run ("tune", sample (), "--base-model", "gemini-1.0-pro-002", NULL);
  g_auto (Result) share = run ("tune", sample (), "--validation", "half", NULL);
  g_auto (Result) account = run ("tune", sample (), "--account", "nobody", NULL);

  g_assert_cmpint (too_few.status, ==, 1);
  g_assert_cmpint (retired.status, ==, 1);
  g_assert_cmpint (share.status, ==, 1);
  g_assert_cmpint (account.status, ==, 1);
}

static void
test_words (void)
{
  g_auto (Result) help = run ("--help", NULL);
  g_auto (Result) version = run ("--version", NULL);
  g_auto (Result) wrong = run ("check", "--nonsense", "x", NULL);

  g_assert_cmpint (help.status, ==, 0);
  g_assert_nonnull (strstr (help.out, "exemplar tune FILE"));
  g_assert_cmpstr (version.out, ==, "Exemplar " EXM_VERSION "\n");
  g_assert_cmpint (wrong.status, ==, 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("exm-cli-XXXXXX", NULL);
  g_test_add_func ("/cli/words", test_words);
  g_test_add_func ("/cli/check/sample", test_check_sample);
  g_test_add_func ("/cli/check/too-few", test_check_too_few);
  g_test_add_func ("/cli/check/unreadable", test_check_unreadable);
  g_test_add_func ("/cli/convert/round-trip", test_convert_round_trip);
  g_test_add_func ("/cli/convert/refuses", test_convert_refuses);
  g_test_add_func ("/cli/convert/forms", test_convert_forms);
  g_test_add_func ("/cli/journey", test_journey);
  g_test_add_func ("/cli/tune/refuses", test_tune_refuses);
  return g_test_run ();
}
