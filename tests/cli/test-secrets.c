/* test-secrets.c - no token, key or client secret where it does not belong
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-test"

#include "config.h"

#include "cli-run.h"

#include <string.h>

/* Good with the practice service, and found nowhere by chance. */
#define TOKEN "practice-canary-7f3a9b1c5d2e"

/* What no output, file or argument may hold: the token of the environment, tokens that
 * the practice service makes, signed assertions, keys. */
static const char *const secrets[] = { TOKEN, "practice-at-", "eyJhbGciOi", "PRIVATE KEY", "Bearer p", "Bearer e", "1//practice" };

static char *small;

static void
assert_clean (const char *where,
              const char *text,
              gsize       length)
{
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    if (memmem (text, length, secrets[i], strlen (secrets[i])) != NULL)
      g_error ("%s holds “%s”", where, secrets[i]);
}

static void
assert_quiet (const char *const *words)
{
  g_autoptr(GSubprocess) process = cli_spawn (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, NULL, NULL, words);
  g_autofree char *line = g_strjoinv (" ", (char **)words);
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;

  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, &err, NULL);
  g_assert_nonnull (out);
  g_assert_nonnull (err);
  assert_clean (line, out, strlen (out));
  assert_clean (line, err, strlen (err));
  g_assert_null (strstr (err, "Sanitizer"));
}

static void
assert_tree_clean (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      g_autofree char *text = NULL;
      gsize            length;

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        assert_tree_clean (child);
      else if (g_file_get_contents (child, &text, &length, NULL))
        assert_clean (child, text, length);
    }
}

static void
assert_files_clean (void)
{
  static const char *const places[] = { "config", "data", "state", "home" };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *path = cli_path (places[i]);

      assert_tree_clean (path);
    }
}

/* Every command, in good times and bad, with every log there is. */
static void
run_all (const char *account)
{
  static const char *const times[] = {
    "{\"faults\":[]}",
    "{\"faults\":[{\"kind\":\"status\",\"status\":401,\"times\":99}]}",
    "{\"faults\":[{\"kind\":\"status\",\"status\":403,\"times\":99}]}",
    "{\"faults\":[{\"kind\":\"status\",\"status\":400,\"times\":99}]}",
    "{\"faults\":[{\"kind\":\"cut-after\",\"times\":2}]}",
  };
  const char *const lines[][10] = {
    { "accounts", "--json" },
    { "doctor", "--json", "--account", account, "--project", "practice-project" },
    { "doctor", "--account", account, "--project", "practice-project", "--fix", "create-bucket=canary-bucket-1" },
    { "jobs", "--account", account, "--project", "practice-project", "--json" },
    { "jobs", "Canary", "--account", account, "--project", "practice-project" },
    { "ask", "Canary", "Good day", "--account", account, "--project", "practice-project", "--base", "auto", "--json" },
    { "cancel", "Canary", "--account", account, "--project", "practice-project" },
    { "clean", small, "--account", account, "--project", "practice-project" },
  };
  const char *const tune[] = { "tune", small, "--account", account, "--project", "practice-project", "--bucket", "canary-bucket-1",
                               "--name", "Canary", NULL };

  cli_setenv ("G_MESSAGES_DEBUG", "all");
  assert_quiet (lines[2]);
  assert_quiet (tune);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      cli_practice (times[i]);
      for (guint j = 0; j < G_N_ELEMENTS (lines); j++)
        assert_quiet (lines[j]);
    }
  cli_practice (times[0]);
  assert_files_clean ();
  cli_setenv ("G_MESSAGES_DEBUG", NULL);
}

static void
test_environment (void)
{
  cli_start_practice ("environment");
  cli_setenv ("EXEMPLAR_ACCESS_TOKEN", TOKEN);
  run_all ("environment");
  cli_stop_practice ();
  cli_forget ();
}

static void
test_key (void)
{
  cli_start_practice ("key");
  cli_add_robot ();
  run_all (CLI_ROBOT);
  cli_stop_practice ();
  cli_forget ();
}

/* What "ps" shows while a command works; it starts no other program that it could
 * hand a secret to. */
static void
test_arguments (void)
{
  const char *words[] = { "tune", small, "--account", "environment", "--name", "Canary", "--wait", NULL };
  g_autoptr(GSubprocess) process = NULL;
  g_autofree char *path = NULL;
  g_autofree char *children = NULL;
  g_autofree char *text = NULL;
  g_autofree char *kids = NULL;
  const char      *id;
  gsize            length;

  cli_start_practice ("arguments");
  cli_practice ("{\"speed\":5}");
  cli_setenv ("EXEMPLAR_ACCESS_TOKEN", TOKEN);
  process = cli_spawn (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL, NULL, words);
  id = g_subprocess_get_identifier (process);
  path = g_strdup_printf ("/proc/%s/cmdline", id);
  children = g_strdup_printf ("/proc/%s/task/%s/children", id, id);
  for (guint i = 0; i < 10 && g_subprocess_get_identifier (process) != NULL; i++)
    {
      g_clear_pointer (&text, g_free);
      g_clear_pointer (&kids, g_free);
      if (!g_file_get_contents (path, &text, &length, NULL))
        break;
      assert_clean (path, text, length);
      if (g_file_get_contents (children, &kids, NULL, NULL))
        g_assert_cmpstr (kids, ==, "");
      g_usleep (G_USEC_PER_SEC / 20);
    }
  g_assert_nonnull (text);
  cli_practice ("{\"speed\":500}");
  g_subprocess_wait (process, NULL, NULL);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
  cli_stop_practice ();
  cli_forget ();
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  cli_set_up ();
  small = cli_small ();
  g_test_add_func ("/cli/secrets/environment", test_environment);
  g_test_add_func ("/cli/secrets/key", test_key);
  g_test_add_func ("/cli/secrets/arguments", test_arguments);
  status = g_test_run ();
  cli_tear_down ();
  g_free (small);
  return status;
}
