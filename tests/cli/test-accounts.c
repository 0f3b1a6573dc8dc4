/* test-accounts.c - exemplar accounts, from a terminal and from a script
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-test"

#include "config.h"

#include "cli-run.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "browser.h"

#define PATIENCE_MS 20000
#define CLIENT_SECRET "GOCSPX-canary-of-the-client"

static JsonObject *
find_account (const CliResult *result,
              const char      *email)
{
  JsonArray *accounts = exm_json_get_array (result->json, "accounts");

  for (guint i = 0; i < exm_json_array_size (accounts); i++)
    if (g_strcmp0 (cli_string (exm_json_array_object (accounts, i), "email"), email) == 0)
      return exm_json_array_object (accounts, i);
  return NULL;
}

/* Practice is there without anything. */
static void
test_none (void)
{
  g_auto(CliResult) json = cli_run ("accounts", "--json", NULL);
  g_auto(CliResult) text = cli_run ("accounts", NULL);
  JsonObject *practice = exm_json_array_object (exm_json_get_array (json.json, "accounts"), 0);

  g_assert_cmpint (json.status, ==, 0);
  g_assert_cmpint (text.status, ==, 0);
  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (json.json, "accounts")), ==, 1);
  g_assert_cmpstr (cli_string (practice, "id"), ==, "practice");
  g_assert_cmpstr (cli_string (practice, "kind"), ==, "practice");
  g_assert_cmpstr (cli_string (practice, "state"), ==, "ready");
  g_assert_null (cli_string (practice, "email"));
  g_assert_null (cli_string (json.json, "added"));
  g_assert_null (cli_string (json.json, "removed"));
  g_assert_false (cli_bool (json.json, "has_client"));
  g_assert_nonnull (exm_json_get_object (json.json, "found"));
  g_assert_nonnull (strstr (text.out, "practice"));
}

/* A key file: added, used by e-mail and by id, removed. */
static void
test_key (void)
{
  g_autofree char *key = NULL;
  g_auto(CliResult) added = { 0 };
  g_auto(CliResult) listed = { 0 };
  g_auto(CliResult) text = { 0 };
  g_auto(CliResult) by_email = { 0 };
  g_auto(CliResult) by_id = { 0 };
  g_auto(CliResult) removed = { 0 };
  g_auto(CliResult) after = { 0 };
  JsonObject *account;
  const char *id;

  cli_start_practice ("practice");
  key = cli_make_key ("key.json", CLI_ROBOT);
  added = cli_run ("accounts", "--add", "key", key, "--json", NULL);
  g_assert_cmpint (added.status, ==, 0);
  id = cli_string (added.json, "added");
  g_assert_nonnull (id);
  listed = cli_run ("accounts", "--json", NULL);
  account = find_account (&listed, CLI_ROBOT);
  g_assert_nonnull (account);
  g_assert_cmpstr (cli_string (account, "id"), ==, id);
  g_assert_cmpstr (cli_string (account, "kind"), ==, "service-account");
  g_assert_cmpstr (cli_string (account, "state"), ==, "ready");
  g_assert_true (cli_bool (account, "lasting"));
  text = cli_run ("accounts", NULL);
  g_assert_nonnull (strstr (text.out, CLI_ROBOT));
  g_assert_nonnull (strstr (text.out, "in order"));

  by_email = cli_run ("jobs", "--account", "ROBOT@practice-project.iam.gserviceaccount.com", "--project", "practice-project", "--json", NULL);
  g_assert_cmpint (by_email.status, ==, 0);
  /* The project was remembered. */
  by_id = cli_run ("jobs", "--account", id, NULL);
  g_assert_cmpint (by_id.status, ==, 0);
  g_assert_cmpstr (by_id.out, ==, "No tuning jobs yet\n");

  removed = cli_run ("accounts", "--remove", CLI_ROBOT, "--json", NULL);
  g_assert_cmpint (removed.status, ==, 0);
  g_assert_cmpstr (cli_string (removed.json, "removed"), ==, id);
  g_assert_null (find_account (&removed, CLI_ROBOT));
  after = cli_run ("jobs", "--account", CLI_ROBOT, NULL);
  g_assert_cmpint (after.status, ==, 1);
  g_assert_nonnull (strstr (after.err, "There is no account"));
  cli_stop_practice ();
}

/* Application Default Credentials are offered, never taken unasked. */
static void
test_adc (void)
{
  g_autofree char *file = NULL;
  g_autofree char *foreign = cli_write ("foreign.json", "{\"type\":\"external_account\",\"audience\":\"x\"}");
  g_auto(CliResult) offered = { 0 };
  g_auto(CliResult) text = { 0 };
  g_auto(CliResult) added = { 0 };
  g_auto(CliResult) after = { 0 };
  g_auto(CliResult) refused = { 0 };
  g_auto(CliResult) named = { 0 };
  JsonObject *found;

  cli_start_practice ("practice-adc");
  file = cli_make_key ("adc.json", "adc@practice-project.iam.gserviceaccount.com");
  cli_setenv ("GOOGLE_APPLICATION_CREDENTIALS", file);
  offered = cli_run ("accounts", "--json", NULL);
  found = exm_json_get_object (offered.json, "found");
  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (offered.json, "accounts")), ==, 1);
  g_assert_cmpstr (cli_string (found, "file"), ==, file);
  g_assert_cmpstr (cli_string (found, "email"), ==, "adc@practice-project.iam.gserviceaccount.com");
  g_assert_null (cli_string (found, "problem"));
  text = cli_run ("accounts", NULL);
  g_assert_nonnull (strstr (text.out, "accounts --add adc"));
  added = cli_run ("accounts", "--add", "adc", "--json", NULL);
  g_assert_cmpint (added.status, ==, 0);
  g_assert_nonnull (cli_string (added.json, "added"));
  g_assert_nonnull (find_account (&added, "adc@practice-project.iam.gserviceaccount.com"));
  g_assert_null (cli_string (exm_json_get_object (added.json, "found"), "file"));
  after = cli_run ("accounts", NULL);
  g_assert_null (strstr (after.out, "--add adc"));

  /* A file that can name any address or program as its source is refused. */
  cli_setenv ("GOOGLE_APPLICATION_CREDENTIALS", foreign);
  refused = cli_run ("accounts", "--json", NULL);
  g_assert_cmpint (refused.status, ==, 0);
  g_assert_nonnull (cli_string (exm_json_get_object (refused.json, "found"), "problem"));
  named = cli_run ("accounts", "--add", "adc", foreign, NULL);
  g_assert_cmpint (named.status, ==, 1);
  cli_setenv ("GOOGLE_APPLICATION_CREDENTIALS", NULL);
  cli_stop_practice ();
}

static void
test_refuses (void)
{
  g_autofree char *text = cli_write ("no-key.json", "{\"type\":\"something\"}");
  g_autofree char *missing = cli_path ("is-not-there.json");
  const struct
  {
    const char *words[6];
    const char *says;
  } cases[] = {
    { { "accounts", "--add", "key", text }, "credentials" },
    { { "accounts", "--add", "key", missing }, "exemplar: " },
    { { "accounts", "--add", "adc" }, "standard place" },
    { { "accounts", "--add", "browser" }, "client file" },
    { { "accounts", "--client", text }, "exemplar: " },
    { { "accounts", "--remove", "practice" }, "not kept here" },
    { { "accounts", "--remove", "nobody@example.test" }, "There is no account" },
    { { "doctor", "--account", "nobody@example.test" }, "There is no account" },
    { { "jobs", "--account", "environment" }, "exemplar: " },
  };

  cli_start_practice ("practice-refuses");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(CliResult) result = cli_runv (cases[i].words);

      g_test_message ("case %u", i);
      g_assert_cmpint (result.status, ==, 1);
      g_assert_nonnull (strstr (result.err, cases[i].says));
      g_assert_cmpstr (result.out, ==, "");
    }
  cli_stop_practice ();
}

/* A key of one service never goes to another: refused, for scripts as JSON as well. */
static void
test_other_service (void)
{
  g_autofree char *key = NULL;
  g_auto(CliResult) added = { 0 };
  g_auto(CliResult) refused = { 0 };
  g_auto(CliResult) doctor = { 0 };
  JsonObject *row;

  cli_start_practice ("practice-revoked");
  key = cli_make_key ("gone.json", "gone@practice-project.iam.gserviceaccount.com");
  added = cli_run ("accounts", "--add", "key", key, NULL);
  g_assert_cmpint (added.status, ==, 0);
  cli_stop_practice ();

  cli_start_practice ("practice-other");
  refused = cli_run ("jobs", "--account", "gone@practice-project.iam.gserviceaccount.com", "--project", "practice-project", "--json", NULL);
  g_assert_cmpint (refused.status, ==, 1);
  g_assert_nonnull (cli_string (exm_json_get_object (refused.json, "error"), "message"));
  doctor = cli_run ("doctor", "--account", "gone@practice-project.iam.gserviceaccount.com", "--json", NULL);
  g_assert_cmpint (doctor.status, ==, 1);
  row = doctor.json != NULL ? exm_json_get_object (doctor.json, "error") : NULL;
  g_assert_nonnull (row);
  cli_stop_practice ();
}

/* --- with a person at the terminal --------------------------------------------------- */

/* In the child: the terminal becomes its own. */
static void
take_terminal (gpointer data)
{
  int fd;

  setsid ();
  fd = open (data, O_RDWR);
  if (fd >= 0)
    close (fd);
}

/* @held: the other side, open so that the terminal lives as long as the test. */
static int
open_terminal (char **name,
               int   *held)
{
  int fd = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (grantpt (fd), ==, 0);
  g_assert_cmpint (unlockpt (fd), ==, 0);
  *name = g_strdup (ptsname (fd));
  *held = open (*name, O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (*held, >=, 0);
  return fd;
}

/* What the terminal shows, until the address of the page is whole. */
static char *
read_address (int fd)
{
  g_autoptr(GString) seen = g_string_new (NULL);

  for (;;)
    {
      GPollFD     poll = { .fd = fd, .events = G_IO_IN };
      char        buffer[512];
      gssize      n = g_poll (&poll, 1, PATIENCE_MS) > 0 ? read (fd, buffer, sizeof buffer) : 0;
      const char *start, *end;

      if (n <= 0)
        g_error ("the terminal shows nothing more after: %s", seen->str);
      g_string_append_len (seen, buffer, n);
      start = strstr (seen->str, "http://127.0.0.1:");
      end = start != NULL ? strpbrk (start, "\r\n") : NULL;
      if (end != NULL)
        return g_strndup (start, (gsize)(end - start));
    }
}

static gboolean
use_keyring (void)
{
  g_autofree char *path = cli_path ("keyring");
  g_auto(CliResult) listed = { 0 };

  /* libsecret's keyring in a file loses a string with each look into it. */
  cli_setenv ("ASAN_OPTIONS", "detect_leaks=0");
  cli_setenv ("SECRET_BACKEND", "file");
  cli_setenv ("SECRET_FILE_TEST_PATH", path);
  cli_setenv ("SECRET_FILE_TEST_PASSWORD", "test");
  listed = cli_run ("accounts", "--json", NULL);
  return cli_bool (listed.json, "lasting");
}

static void
give_client (void)
{
  g_autofree char *text = g_strdup_printf (
    "{\"installed\":{\"client_id\":\"practice-client\",\"client_secret\":\"" CLIENT_SECRET "\","
    "\"auth_uri\":\"%s/o/oauth2/v2/auth\",\"token_uri\":\"%s/token\",\"redirect_uris\":[\"http://localhost\"]}}",
    cli_origin (), cli_origin ());
  g_autofree char *path = cli_write ("client_secret_1.json", text);
  g_auto(CliResult) given = cli_run ("accounts", "--client", path, NULL);

  g_assert_cmpint (given.status, ==, 0);
}

/* Starts the sign-in on a terminal of its own: the address that it shows. */
static GSubprocess *
start_sign_in (int        *terminal,
               int        *held,
               char      **address,
               const char *again)
{
  const char      *words[] = { "accounts", "--add", "browser", again != NULL ? again : "--json", again != NULL ? "--json" : NULL, NULL };
  g_autofree char *name = NULL;
  GSubprocess     *process;

  *terminal = open_terminal (&name, held);
  process = cli_spawn (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, take_terminal, name, words);
  *address = read_address (*terminal);
  return process;
}

static void
sign_in (const char *again,
         const char *email)
{
  int              terminal, held;
  g_autofree char *address = NULL;
  g_autofree char *page = NULL;
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  g_autoptr(JsonObject) json = NULL;
  g_autoptr(GSubprocess) process = start_sign_in (&terminal, &held, &address, again);
  g_autofree char *state = NULL;

  page = browser_visit (address);
  g_assert_nonnull (strstr (page, "You are signed in"));
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, &err, NULL);
  close (terminal);
  close (held);
  g_test_message ("%s", err);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
  json = exm_json_parse_object (out, -1, NULL);
  g_assert_nonnull (cli_string (json, "added"));
  /* The address is for the terminal alone. */
  g_assert_null (strstr (out, "code_challenge"));
  g_assert_null (strstr (err, "code_challenge"));
  g_assert_null (strstr (out, "http://127.0.0.1"));
  g_assert_null (strstr (err, "http://127.0.0.1"));
}

static void
test_browser (void)
{
  g_auto(CliResult) listed = { 0 };
  g_auto(CliResult) jobs = { 0 };
  g_auto(CliResult) once = { 0 };
  g_auto(CliResult) removed = { 0 };
  g_auto(CliResult) refused = { 0 };

  cli_start_practice ("practice-browser");
  if (!use_keyring ())
    {
      g_test_skip ("libsecret has no keyring in a file");
      cli_forget ();
      cli_stop_practice ();
      return;
    }
  give_client ();
  sign_in (NULL, "practice@example.test");
  listed = cli_run ("accounts", "--json", NULL);
  g_assert_cmpstr (cli_string (find_account (&listed, "practice@example.test"), "kind"), ==, "browser");
  g_assert_true (cli_bool (listed.json, "has_client"));
  jobs = cli_run ("jobs", "--account", "practice@example.test", "--project", "practice-project", NULL);
  g_assert_cmpint (jobs.status, ==, 0);

  /* Once more is the same account. */
  sign_in ("practice@example.test", "practice@example.test");
  once = cli_run ("accounts", "--json", NULL);
  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (once.json, "accounts")), ==,
                    exm_json_array_size (exm_json_get_array (listed.json, "accounts")));
  removed = cli_run ("accounts", "--remove", "practice@example.test", NULL);
  g_assert_cmpint (removed.status, ==, 0);
  g_assert_cmpstr (removed.out, ==, "Removed: practice@example.test\n");
  refused = cli_run ("jobs", "--account", "practice@example.test", NULL);
  g_assert_cmpint (refused.status, ==, 1);
  cli_forget ();
  cli_stop_practice ();
}

/* Ctrl+C at the terminal, and no terminal at all. */
static void
test_browser_stopped (void)
{
  int              terminal, held;
  g_autofree char *address = NULL;
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  g_autofree char *page = NULL;
  g_autoptr(GSubprocess) process = NULL;
  g_auto(CliResult) nowhere = { 0 };
  g_auto(CliResult) listed = { 0 };

  cli_start_practice ("practice-stopped");
  if (!use_keyring ())
    {
      g_test_skip ("libsecret has no keyring in a file");
      cli_forget ();
      cli_stop_practice ();
      return;
    }
  give_client ();
  process = start_sign_in (&terminal, &held, &address, NULL);
  g_assert_cmpint (write (terminal, "\003", 1), ==, 1);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, &err, NULL);
  close (terminal);
  close (held);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 1);
  g_assert_nonnull (strstr (err, "Stopped"));
  listed = cli_run ("accounts", "--json", NULL);
  g_assert_null (find_account (&listed, "practice@example.test"));
  cli_forget ();
  cli_stop_practice ();
}

/* Without a keyring a sign-in would be forgotten at once; without a terminal the
 * address would lie in some log. */
static void
test_browser_impossible (void)
{
  const char *words[] = { "accounts", "--add", "browser", NULL };
  g_auto(CliResult) forgotten = { 0 };

  cli_start_practice ("practice-impossible");
  give_client ();
  forgotten = cli_runv (words);
  g_assert_cmpint (forgotten.status, ==, 1);
  g_assert_nonnull (strstr (forgotten.err, "keyring"));
  if (use_keyring ())
    {
      g_autofree char *out = NULL;
      g_autofree char *err = NULL;
      g_autoptr(GSubprocess) process = NULL;

      give_client ();
      process = cli_spawn (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, take_terminal, (gpointer) "/nonexistent", words);
      g_subprocess_communicate_utf8 (process, NULL, NULL, &out, &err, NULL);
      g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 1);
      g_assert_nonnull (strstr (err, "needs a terminal"));
      g_assert_cmpstr (out, ==, "");
    }
  cli_forget ();
  cli_stop_practice ();
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  cli_set_up ();
  g_test_add_func ("/cli/accounts/none", test_none);
  g_test_add_func ("/cli/accounts/key", test_key);
  g_test_add_func ("/cli/accounts/adc", test_adc);
  g_test_add_func ("/cli/accounts/refuses", test_refuses);
  g_test_add_func ("/cli/accounts/other-service", test_other_service);
  g_test_add_func ("/cli/accounts/browser", test_browser);
  g_test_add_func ("/cli/accounts/browser-stopped", test_browser_stopped);
  g_test_add_func ("/cli/accounts/browser-impossible", test_browser_impossible);
  status = g_test_run ();
  cli_tear_down ();
  return status;
}
