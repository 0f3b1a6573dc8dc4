/* test-doctor.c - exemplar doctor: looking, mending, and nothing unasked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-test"

#include "config.h"

#include "cli-run.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

static JsonObject *
find_row (const CliResult *result,
          const char      *code)
{
  JsonArray *rows = exm_json_get_array (result->json, "rows");

  for (guint i = 0; i < exm_json_array_size (rows); i++)
    if (g_str_equal (cli_string (exm_json_array_object (rows, i), "code"), code))
      return exm_json_array_object (rows, i);
  g_assert_not_reached ();
}

static void
assert_row (const CliResult *result,
            const char      *code,
            const char      *state)
{
  JsonObject *row = find_row (result, code);

  g_test_message ("%s: %s, %s", code, cli_string (row, "state"), cli_string (row, "text"));
  g_assert_cmpstr (cli_string (row, "state"), ==, state);
}

static guint
count_buckets (void)
{
  g_autoptr(JsonObject) answer = cli_call ("GET", "/storage/v1/b?project=practice-project", NULL);

  return exm_json_array_size (exm_json_get_array (answer, "items"));
}

static const char *
sample (void)
{
  return g_getenv ("EXM_TEST_SAMPLE");
}

/* Looking changes nothing, however often. */
static void
test_look (void)
{
  static const char *const codes[] = { "account", "project", "billing", "apis", "permissions", "bucket", "model", "job", "dataset" };
  g_auto(CliResult) json = { 0 };
  g_auto(CliResult) text = { 0 };
  g_auto(CliResult) ascii = { 0 };

  cli_start_practice ("look");
  cli_add_robot ();
  json = cli_run ("doctor", "--account", CLI_ROBOT, "--project", "practice-project", "--json", NULL);
  text = cli_run ("doctor", "--account", CLI_ROBOT, NULL);
  g_assert_cmpint (json.status, ==, 1);
  g_assert_cmpint (text.status, ==, 1);
  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (json.json, "rows")), ==, G_N_ELEMENTS (codes));
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      JsonObject *row = exm_json_array_object (exm_json_get_array (json.json, "rows"), i);

      g_assert_cmpstr (cli_string (row, "code"), ==, codes[i]);
      g_assert_nonnull (strstr (text.out, cli_string (row, "title")));
    }
  assert_row (&json, "bucket", "attention");
  assert_row (&json, "dataset", "unknown");
  g_assert_cmpstr (cli_string (find_row (&json, "bucket"), "action"), ==, "create-bucket");
  g_assert_nonnull (cli_string (find_row (&json, "bucket"), "proposal"));
  g_assert_false (cli_bool (json.json, "ready"));
  g_assert_cmpstr (cli_string (json.json, "project"), ==, "practice-project");
  g_assert_nonnull (cli_string (json.json, "model"));
  g_assert_nonnull (cli_string (json.json, "region"));
  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (json.json, "fixes")), ==, 0);
  g_assert_cmpuint (count_buckets (), ==, 0);

  /* Signs have words beside them, and are not needed. */
  g_assert_nonnull (strstr (text.out, "✓ Account: in order"));
  g_assert_nonnull (strstr (text.out, "✗ Storage: to be done"));
  g_assert_nonnull (strstr (text.out, "\nNot ready\n"));
  cli_setenv ("LC_ALL", "C");
  ascii = cli_run ("doctor", "--account", CLI_ROBOT, NULL);
  cli_setenv ("LC_ALL", "C.UTF-8");
  g_assert_nonnull (strstr (ascii.out, "+ Account: in order"));
  g_assert_nonnull (strstr (ascii.out, "x Storage: to be done"));
  cli_stop_practice ();
  cli_forget ();
}

static void
assert_private (const char *name,
                guint       mode)
{
  g_autofree char *path = cli_path (name);
  GStatBuf         file;

  g_assert_cmpint (g_stat (path, &file), ==, 0);
  g_assert_cmpint (file.st_mode & 0777, ==, mode);
}

/* From nothing to ready in one command, in the right order whatever the order of the
 * arguments; what was made is used from then on. */
static void
test_from_nothing (void)
{
  g_auto(CliResult) before = { 0 };
  g_auto(CliResult) mended = { 0 };
  g_auto(CliResult) after = { 0 };
  g_auto(CliResult) again = { 0 };
  g_auto(CliResult) tuned = { 0 };
  JsonArray *fixes;

  cli_start_practice ("nothing");
  cli_practice ("{\"obstacles\":[\"nothing\"]}");
  before = cli_run ("doctor", "--json", NULL);
  g_assert_cmpint (before.status, ==, 1);
  assert_row (&before, "project", "attention");
  assert_row (&before, "billing", "blocked");
  mended = cli_run ("doctor", "--fix", "create-bucket=my-own-bucket-for-tests", "--place", "EU", "--fix", "enable-apis",
                    "--fix", "link-billing", "--fix", "create-project=my-own-project-1", "--project-name", "Own project",
                    "--dataset", sample (), "--json", NULL);
  g_assert_cmpint (mended.status, ==, 0);
  g_assert_true (cli_bool (mended.json, "ready"));
  fixes = exm_json_get_array (mended.json, "fixes");
  g_assert_cmpuint (exm_json_array_size (fixes), ==, 4);
  for (guint i = 0; i < 4; i++)
    g_assert_true (cli_bool (exm_json_array_object (fixes, i), "done"));
  g_assert_cmpstr (cli_string (exm_json_array_object (fixes, 0), "action"), ==, "create-project");
  g_assert_cmpstr (cli_string (mended.json, "project"), ==, "my-own-project-1");
  g_assert_cmpstr (cli_string (mended.json, "bucket"), ==, "my-own-bucket-for-tests");
  assert_row (&mended, "dataset", "ok");

  after = cli_run ("doctor", "--json", NULL);
  g_assert_cmpint (after.status, ==, 0);
  g_assert_cmpstr (cli_string (after.json, "project"), ==, "my-own-project-1");
  g_assert_cmpstr (cli_string (after.json, "bucket"), ==, "my-own-bucket-for-tests");
  again = cli_run ("doctor", "--fix", "enable-apis", "--json", NULL);
  g_assert_cmpint (again.status, ==, 0);
  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (again.json, "fixes")), ==, 0);
  g_assert_nonnull (strstr (again.err, "nothing to mend"));
  tuned = cli_run ("tune", sample (), "--json", NULL);
  g_assert_cmpint (tuned.status, ==, 0);
  g_assert_cmpstr (cli_string (tuned.json, "project"), ==, "my-own-project-1");
  g_assert_cmpstr (cli_string (tuned.json, "bucket"), ==, "my-own-bucket-for-tests");
  assert_private ("config/exemplar", 0700);
  assert_private ("config/exemplar/places-standin.ini", 0600);
  cli_stop_practice ();
  cli_forget ();
}

/* Each obstacle is found in its row, with the button that mends it. */
static void
test_obstacles (void)
{
  static const struct
  {
    const char *obstacle;
    const char *row;
    const char *state;
    const char *action;
  } cases[] = {
    { "billing", "billing", "attention", "link-billing" },
    { "billing-closed", "billing", "attention", "open-page" },
    { "api", "apis", "attention", "enable-apis" },
    { "project", "project", "attention", "create-project" },
    { "nothing", "project", "attention", "create-project" },
    { "roles", "permissions", "attention", "ask-for-role" },
  };

  cli_start_practice ("obstacles");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *set = g_strdup_printf ("{\"obstacles\":[\"%s\"]}", cases[i].obstacle);
      g_auto(CliResult) json = { 0 };
      g_auto(CliResult) text = { 0 };

      cli_practice (set);
      json = cli_run ("doctor", "--json", NULL);
      text = cli_run ("doctor", NULL);
      g_test_message ("%s", cases[i].obstacle);
      g_assert_cmpint (json.status, ==, 1);
      g_assert_cmpint (text.status, ==, 1);
      assert_row (&json, cases[i].row, cases[i].state);
      g_assert_cmpstr (cli_string (find_row (&json, cases[i].row), "action"), ==, cases[i].action);
      g_assert_nonnull (strstr (text.out, cli_string (find_row (&json, cases[i].row), "text")));
      if (g_str_equal (cases[i].obstacle, "roles"))
        {
          g_assert_nonnull (cli_string (json.json, "role_request"));
          g_assert_nonnull (strstr (text.out, cli_string (json.json, "role_request")));
        }
      cli_practice ("{\"obstacles\":[]}");
    }
  g_assert_cmpuint (count_buckets (), ==, 0);
  cli_stop_practice ();
  cli_forget ();
}

/* One remedy that does not work stops those that need it, and says why. */
static void
test_remedy_fails (void)
{
  g_auto(CliResult) name = { 0 };
  g_auto(CliResult) refused = { 0 };
  JsonObject *fix;

  cli_start_practice ("remedy");
  cli_add_robot ();
  name = cli_run ("doctor", "--account", CLI_ROBOT, "--project", "practice-project", "--fix", "create-bucket=No Such Name", "--json", NULL);
  g_assert_cmpint (name.status, ==, 1);
  fix = exm_json_array_object (exm_json_get_array (name.json, "fixes"), 0);
  g_assert_false (cli_bool (fix, "done"));
  g_assert_nonnull (cli_string (fix, "error"));
  g_assert_cmpuint (count_buckets (), ==, 0);

  cli_practice ("{\"obstacles\":[\"nothing\",\"creation\"]}");
  refused = cli_run ("doctor", "--fix", "create-project", "--fix", "create-bucket", "--json", NULL);
  g_assert_cmpint (refused.status, ==, 1);
  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (refused.json, "fixes")), ==, 1);
  fix = exm_json_array_object (exm_json_get_array (refused.json, "fixes"), 0);
  g_assert_cmpstr (cli_string (fix, "action"), ==, "create-project");
  g_assert_false (cli_bool (fix, "done"));
  cli_stop_practice ();
  cli_forget ();
}

/* Model, region, dataset and stored file. */
static void
test_what (void)
{
  g_autofree char *few = cli_write ("few.csv", "text,label\nGood,Positive\nBad,Negative\n");
  g_autofree char *missing = cli_path ("is-not-there.csv");
  const struct
  {
    const char *words[8];
    const char *row;
    const char *state;
    int         status;
  } cases[] = {
    { { "doctor", "--json", "--model", "gemini-1.0-pro-002" }, "model", "attention", 1 },
    { { "doctor", "--json", "--model", "no-such-model" }, "model", "attention", 1 },
    { { "doctor", "--json", "--region", "moon-north1" }, "model", "attention", 1 },
    { { "doctor", "--json", "--dataset", few }, "dataset", "attention", 1 },
    { { "doctor", "--json", "--dataset", sample () }, "dataset", "ok", 0 },
    { { "doctor", "--json", "--training-uri", "gs://nobody/none.jsonl" }, "dataset", "attention", 1 },
    { { "doctor", "--json", "--training-uri", "nonsense" }, "dataset", "attention", 1 },
    { { "doctor", "--json", "--project", "somebody-elses" }, "project", "attention", 1 },
    { { "doctor", "--json", "--bucket", "not-there-at-all" }, "bucket", "attention", 1 },
    { { "doctor", "--json" }, "dataset", "unknown", 0 },
  };
  g_auto(CliResult) unreadable = { 0 };

  cli_start_practice ("what");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(CliResult) result = cli_runv (cases[i].words);

      g_test_message ("case %u", i);
      g_assert_cmpint (result.status, ==, cases[i].status);
      assert_row (&result, cases[i].row, cases[i].state);
    }
  unreadable = cli_run ("doctor", "--dataset", missing, NULL);
  g_assert_cmpint (unreadable.status, ==, 2);
  cli_stop_practice ();
  cli_forget ();
}

/* A running job is said, and is no obstacle on request. */
static void
test_running_job (void)
{
  g_auto(CliResult) tuned = { 0 };
  g_auto(CliResult) found = { 0 };
  g_auto(CliResult) queued = { 0 };

  cli_start_practice ("running");
  cli_practice ("{\"speed\":0.1}");
  tuned = cli_run ("tune", sample (), "--name", "Running", "--json", NULL);
  g_assert_cmpint (tuned.status, ==, 0);
  found = cli_run ("doctor", "--json", NULL);
  g_assert_cmpint (found.status, ==, 1);
  assert_row (&found, "job", "attention");
  g_assert_cmpstr (cli_string (find_row (&found, "job"), "job"), ==, cli_string (exm_json_get_object (tuned.json, "job"), "name"));
  queued = cli_run ("doctor", "--fix", "queue", "--json", NULL);
  assert_row (&queued, "job", "ok");
  cli_stop_practice ();
  cli_forget ();
}

/* Nobody there: said in the rows, and no hanging. */
static void
test_offline (void)
{
  g_auto(CliResult) result = { 0 };

  cli_setenv ("EXEMPLAR_GOOGLE_ORIGIN", "http://127.0.0.1:9");
  result = cli_run ("doctor", "--json", NULL);
  g_assert_cmpint (result.status, ==, 1);
  assert_row (&result, "account", "error");
  g_assert_false (cli_bool (result.json, "ready"));
  cli_setenv ("EXEMPLAR_GOOGLE_ORIGIN", "https://example.test");
  cli_result_clear (&result);
  result = cli_run ("doctor", NULL);
  g_assert_cmpint (result.status, ==, 1);
  g_assert_cmpstr (result.out, ==, "");
  cli_forget ();
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  cli_set_up ();
  g_test_add_func ("/cli/doctor/look", test_look);
  g_test_add_func ("/cli/doctor/from-nothing", test_from_nothing);
  g_test_add_func ("/cli/doctor/obstacles", test_obstacles);
  g_test_add_func ("/cli/doctor/remedy-fails", test_remedy_fails);
  g_test_add_func ("/cli/doctor/what", test_what);
  g_test_add_func ("/cli/doctor/running-job", test_running_job);
  g_test_add_func ("/cli/doctor/offline", test_offline);
  status = g_test_run ();
  cli_tear_down ();
  return status;
}
