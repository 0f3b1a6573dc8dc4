/* cli-run.c - the commands, run as a user runs them, for tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-test"

#include "config.h"

#include "cli-run.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/prctl.h>

#include "browser.h"

static char        *folder;
static char        *origin;
static GHashTable  *variables; /* name to value, NULL takes it out */
static GSubprocess *practice;

void
cli_result_clear (CliResult *self)
{
  g_clear_pointer (&self->out, g_free);
  g_clear_pointer (&self->err, g_free);
  g_clear_pointer (&self->json, json_object_unref);
}

void
cli_set_up (void)
{
  g_autoptr(GError) error = NULL;

  folder = g_dir_make_tmp ("exm-cli-XXXXXX", &error);
  g_assert_no_error (error);
  variables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

void
cli_tear_down (void)
{
  cli_stop_practice ();
  remove_tree (folder);
  g_clear_pointer (&folder, g_free);
  g_clear_pointer (&variables, g_hash_table_unref);
}

char *
cli_path (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

char *
cli_write (const char *name,
           const char *text)
{
  char *path = cli_path (name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

void
cli_setenv (const char *name,
            const char *value)
{
  g_hash_table_insert (variables, g_strdup (name), g_strdup (value));
}

void
cli_forget (void)
{
  g_autofree char *config = cli_path ("config");
  g_autofree char *data = cli_path ("data");

  remove_tree (config);
  remove_tree (data);
  g_hash_table_remove_all (variables);
}

/* --- running ------------------------------------------------------------------------- */

static GSubprocessLauncher *
make_launcher (GSubprocessFlags flags)
{
  static const struct
  {
    const char *variable;
    const char *name;
  } places[] = {
    { "HOME", "home" },
    { "XDG_CONFIG_HOME", "config" },
    { "XDG_DATA_HOME", "data" },
    { "XDG_STATE_HOME", "state" },
    { "CLOUDSDK_CONFIG", "gcloud" },
  };
  static const char *const foreign[] = { "EXEMPLAR_ACCESS_TOKEN", "EXEMPLAR_PROJECT", "EXEMPLAR_BUCKET", "EXEMPLAR_LOCATION",
                                         "EXEMPLAR_GOOGLE_ORIGIN", "GOOGLE_APPLICATION_CREDENTIALS", "DBUS_SESSION_BUS_ADDRESS" };
  GSubprocessLauncher     *launcher = g_subprocess_launcher_new (flags);
  GHashTableIter           iter;
  gpointer                 name, value;

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *path = cli_path (places[i].name);

      g_subprocess_launcher_setenv (launcher, places[i].variable, path, TRUE);
    }
  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++)
    g_subprocess_launcher_unsetenv (launcher, foreign[i]);
  g_subprocess_launcher_setenv (launcher, "DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
  if (origin != NULL)
    g_subprocess_launcher_setenv (launcher, "EXEMPLAR_GOOGLE_ORIGIN", origin, TRUE);
  g_hash_table_iter_init (&iter, variables);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (value != NULL)
      g_subprocess_launcher_setenv (launcher, name, value, TRUE);
    else
      g_subprocess_launcher_unsetenv (launcher, name);
  return launcher;
}

GSubprocess *
cli_spawn (GSubprocessFlags     flags,
           GSpawnChildSetupFunc setup,
           gpointer             setup_data,
           const char *const   *words)
{
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "cli", "cli-main", NULL);
  g_autoptr(GSubprocessLauncher) launcher = make_launcher (flags);
  g_autoptr(GPtrArray) all = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  GSubprocess *process;

  g_ptr_array_add (all, program);
  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (all, (gpointer)words[i]);
  g_ptr_array_add (all, NULL);
  if (setup != NULL)
    g_subprocess_launcher_set_child_setup (launcher, setup, setup_data, NULL);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *)all->pdata, &error);
  g_assert_no_error (error);
  return process;
}

CliResult
cli_runv (const char *const *words)
{
  g_autoptr(GSubprocess) process = cli_spawn (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, NULL, NULL, words);
  g_autoptr(GError) error = NULL;
  CliResult result = { 0 };

  g_subprocess_communicate_utf8 (process, NULL, NULL, &result.out, &result.err, &error);
  g_assert_no_error (error);
  if (*result.err != '\0')
    g_test_message ("%s: %s", words[0], result.err);
  /* A sanitizer's complaint ends with the same status as many a refusal. */
  g_assert_null (strstr (result.err, "Sanitizer"));
  g_assert_true (g_subprocess_get_if_exited (process));
  result.status = g_subprocess_get_exit_status (process);
  if (*result.out == '{')
    {
      result.json = exm_json_parse_object (result.out, -1, &error);
      g_assert_no_error (error);
    }
  return result;
}

CliResult
cli_run (const char *first,
         ...)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new ();
  va_list args;

  va_start (args, first);
  for (const char *word = first; word != NULL; word = va_arg (args, const char *))
    g_ptr_array_add (words, (gpointer)word);
  va_end (args);
  g_ptr_array_add (words, NULL);
  return cli_runv ((const char *const *)words->pdata);
}

/* --- the practice service -------------------------------------------------------------- */

/* The service goes when the test dies, however it dies. */
static void
die_with_us (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

void
cli_start_practice (const char *state)
{
  g_autofree char *path = cli_path (state);
  const char      *words[] = { "practice", "--state", path, "--speed", "500", NULL };
  g_autoptr(GDataInputStream) lines = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (practice);
  practice = cli_spawn (G_SUBPROCESS_FLAGS_STDOUT_PIPE, die_with_us, NULL, words);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (practice));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  origin = g_data_input_stream_read_line_utf8 (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (origin, "http://127.0.0.1:"));
}

void
cli_stop_practice (void)
{
  if (practice == NULL)
    return;
  g_subprocess_send_signal (practice, SIGTERM);
  g_subprocess_wait (practice, NULL, NULL);
  g_assert_true (g_subprocess_get_if_exited (practice));
  g_assert_cmpint (g_subprocess_get_exit_status (practice), ==, 0);
  g_clear_object (&practice);
  g_clear_pointer (&origin, g_free);
}

const char *
cli_origin (void)
{
  return origin;
}

JsonObject *
cli_call (const char *method,
          const char *target,
          const char *body)
{
  g_autofree char *request = g_strdup_printf (
    "%s %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer practice-token\r\nContent-Type: application/json\r\n"
    "Content-Length: %" G_GSIZE_FORMAT "\r\nConnection: close\r\n\r\n%s",
    method, target, origin + strlen ("http://"), body != NULL ? strlen (body) : 0, body != NULL ? body : "");
  const guint16    port = (guint16)g_ascii_strtoull (strrchr (origin, ':') + 1, NULL, 10);
  g_autofree char *answer = browser_send (port, request, strlen (request));
  g_autoptr(GError) error = NULL;
  JsonObject *object;

  if (browser_status (answer) != 200)
    g_test_message ("%s %s: %s", method, target, answer);
  g_assert_cmpuint (browser_status (answer), ==, 200);
  object = exm_json_parse_object (strstr (answer, "\r\n\r\n") + 4, -1, &error);
  g_assert_no_error (error);
  return object;
}

void
cli_practice (const char *json)
{
  json_object_unref (cli_call ("POST", "/_practice/faults", json));
}

char *
cli_make_key (const char *name,
              const char *email)
{
  g_autofree char *target = g_strdup_printf ("/v1/projects/practice-project/serviceAccounts/%s/keys", email);
  g_autoptr(JsonObject) answer = cli_call ("POST", target, "{}");
  gsize            size;
  g_autofree char *data = (char *)g_base64_decode (exm_json_get_string (answer, "privateKeyData"), &size);
  g_autofree char *text = g_strndup (data, size);

  return cli_write (name, text);
}

char *
cli_small (void)
{
  static const char *const good[] = { "wonderful", "lovely and sunny", "a great success", "simply perfect for everybody" };
  static const char *const bad[] = { "terrible", "awful and cold", "a great failure", "simply a shame for everybody" };
  static const char *const what[] = { "The traffic", "Lunch", "This morning", "The concert in the park" };
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < 60; i++)
    g_string_append_printf (text,
                            "{\"messages\":[{\"role\":\"system\",\"content\":\"Name the sentiment.\"},"
                            "{\"role\":\"user\",\"content\":\"Text: %s was %s, day %u.\"},"
                            "{\"role\":\"model\",\"content\":\"Sentiment: %s\"}]}\n",
                            what[i / 2 % 4], (i % 2 == 0 ? good : bad)[i / 8 % 4], i, i % 2 == 0 ? "Positive" : "Negative");
  return cli_write ("small.jsonl", text->str);
}

void
cli_add_robot (void)
{
  g_autofree char *key = cli_make_key ("robot.json", CLI_ROBOT);
  g_auto(CliResult) added = cli_run ("accounts", "--add", "key", key, NULL);

  g_assert_cmpint (added.status, ==, 0);
}

/* --- documents --------------------------------------------------------------------------- */

gint64
cli_number (const CliResult *result,
            const char      *name)
{
  gint64 value = -1;

  g_assert_nonnull (result->json);
  g_assert_true (exm_json_get_int64 (result->json, name, &value));
  return value;
}

const char *
cli_string (JsonObject *object,
            const char *name)
{
  g_assert_nonnull (object);
  g_assert_true (json_object_has_member (object, name));
  return exm_json_get_string (object, name);
}

gboolean
cli_bool (JsonObject *object,
          const char *name)
{
  g_assert_nonnull (object);
  g_assert_true (json_object_has_member (object, name));
  return json_object_get_boolean_member (object, name);
}
