/* test-secrecy.c - no secret in any file, log, argument or error
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "browser.h"
#include "exm-accounts-private.h"
#include "exm-accounts.h"
#include "exm-cloud-error.h"
#include "exm-credentials-private.h"
#include "exm-storage.h"
#include "exm-token-private.h"
#include "fake-server.h"
#include "test-key.h"

/* The child is the program: it signs in, works and leaves, with a home of its
 * own, all logs on, and a server that repeats in its errors whatever it was sent.
 * The parent is the server, knows all secrets, and looks for them afterwards.
 */

#define ACCESS "practice-canaryACCESS0"
#define ACCESS_FRESH "practice-canaryACCESS1"
#define ACCESS_KEY "practice-canaryACCESS2"
#define REFRESH "1//practice-canaryREFRESH"
#define CODE "canaryCODE0123"
#define SECRET "canarySECRET0123"
#define ID_TOKEN "e30.eyJhdWQiOiJjYW5hcnktY2xpZW50IiwiZW1haWwiOiJtZUBleGFtcGxlLnRlc3QiLCJzdWIiOiI3In0.canaryIDTOKEN"

/* The child. */

static void
tell (const GError *error)
{
  const ExmGoogleProblem *problem = exm_cloud_error_get_problem (error);

  if (error == NULL)
    return;
  g_printerr ("%s %s %d\n", error->message, g_quark_to_string (error->domain), error->code);
  g_printerr ("%s %s\n", exm_cloud_error_get_advice (error), exm_cloud_error_get_url (error));
  if (problem == NULL)
    return;
  g_printerr ("%s %s %s %s %s\n", problem->message, problem->raw, problem->reason, problem->status, problem->service);
  for (guint i = 0; i < problem->violations->len; i++)
    {
      const ExmGoogleField *field = g_ptr_array_index (problem->violations, i);

      g_printerr ("%s %s\n", field->field, field->description);
    }
  for (guint i = 0; i < problem->links->len; i++)
    {
      const ExmGoogleLink *link = g_ptr_array_index (problem->links, i);

      g_printerr ("%s %s\n", link->description, link->url);
    }
}

static gpointer
person_thread (gpointer data)
{
  g_autofree char *url = data;
  g_autofree char *state = g_strndup (strstr (url, "state=") + 6, strcspn (strstr (url, "state=") + 6, "&"));
  const char      *at = strstr (url, "127.0.0.1%3A") + strlen ("127.0.0.1%3A");
  g_autofree char *wrong = g_strdup_printf ("http://127.0.0.1:%u/?state=no&code=" CODE, (guint)g_ascii_strtoull (at, NULL, 10));
  g_autofree char *right = g_strdup_printf ("http://127.0.0.1:%u/?state=%s&code=" CODE, (guint)g_ascii_strtoull (at, NULL, 10), state);
  g_autofree char *first = browser_get (wrong);
  g_autofree char *second = browser_get (right);

  g_print ("%s\n%s\n", first, second);
  return NULL;
}

static void
open_cb (const char *url,
         gpointer    data)
{
  GThread **thread = data;

  *thread = g_thread_new ("person", person_thread, g_strdup (url));
}

static ExmAccount *
sign_in (ExmAccounts *accounts)
{
  g_autoptr (GError) error = NULL;
  GThread    *thread = NULL;
  ExmAccount *account = exm_accounts_sign_in (accounts, NULL, open_cb, &thread, NULL, &error);

  g_thread_join (thread);
  tell (error);
  return account;
}

static gboolean
use (ExmGoogle  *google,
     const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmBucket) bucket = exm_storage_get_bucket (google, name, NULL, &error);

  tell (error);
  return bucket != NULL;
}

static void
try_each_status (ExmAccounts *accounts,
                 ExmGoogle   *google,
                 const char  *key)
{
  const char *origin = _exm_accounts_get_origin (accounts);
  g_autoptr (ExmCredentials) credentials = exm_credentials_load (key, origin, NULL);

  for (guint status = 400; status < 600; status++)
    {
      g_autofree char *call = g_strdup_printf ("say-%u", status);
      g_autofree char *token = g_strdup_printf ("token-%u", status);
      g_autoptr (GError) error = NULL;
      g_autoptr (ExmGrant) grant = NULL;

      if (status != 401)
        g_assert_false (use (google, call));
      g_assert_true (use (google, token));
      grant = _exm_token_fetch (credentials, _exm_accounts_get_http (accounts), origin, NULL, &error);
      g_assert_null (grant);
      tell (error);
    }
}

static int
child (const char *given)
{
  g_autofree char *client = g_build_filename (given, "client_secret.json", NULL);
  g_autofree char *key = g_build_filename (given, "key.json", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmAccounts) accounts = exm_accounts_new (NULL, &error);
  g_autoptr (ExmAccount) person = NULL;
  g_autoptr (ExmAccount) robot = NULL;
  g_autoptr (ExmGoogle) google = NULL;
  g_autoptr (ExmGoogle) robot_google = NULL;
  ExmHttpPace pace = { .max_tries = 5, .first_ms = 1, .cap_ms = 1, .patience_ms = 1000 };

  g_assert_no_error (error);
  exm_http_set_pace (_exm_accounts_get_http (accounts), &pace);
  g_assert_true (exm_accounts_load (accounts, NULL, NULL));
  g_assert_true (exm_accounts_set_client_file (accounts, client, NULL, NULL));

  /* The first code is refused, the second one taken. */
  g_assert_null (sign_in (accounts));
  person = sign_in (accounts);
  g_assert_nonnull (person);
  google = exm_accounts_open (accounts, person, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (use (google, "b"));
  /* Refused once: renewed. Refused again: renewed in vain. */
  g_assert_true (use (google, "renew"));

  /* A key that is refused first. */
  g_assert_null (exm_accounts_add_file (accounts, key, NULL, &error));
  tell (error);
  g_clear_error (&error);
  robot = exm_accounts_add_file (accounts, key, NULL, &error);
  g_assert_no_error (error);
  robot_google = exm_accounts_open (accounts, robot, NULL, &error);
  try_each_status (accounts, robot_google, key);
  g_assert_false (use (google, "say-401"));

  g_assert_false (exm_accounts_remove (accounts, person, NULL, &error));
  tell (error);
  g_clear_error (&error);
  g_assert_true (exm_accounts_remove (accounts, robot, NULL, &error));
  g_print ("child done\n");
  return 0;
}

/* The parent. */

typedef struct
{
  guint      n_code;
  guint      n_refresh;
  guint      n_assertion;
  guint      token_status;
  guint      n_echoed;
  GPtrArray *learnt; /* secrets that the child has made */
} Google;

/* The values alone, without the names that would give them away. */
static char *
bare_values (FakeRequest *request)
{
  g_autofree char *body = g_strndup (request->body->len > 0 ? (const char *)request->body->data : "", request->body->len);
  g_autoptr (GHashTable) form = g_uri_parse_params (body, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  const char    *header = g_hash_table_lookup (request->headers, "authorization");
  GString       *text = g_string_new (header != NULL ? strchr (header, ' ') + 1 : "-");
  GHashTableIter iter;
  gpointer       value;

  if (form != NULL)
    g_hash_table_iter_init (&iter, form);
  while (form != NULL && g_hash_table_iter_next (&iter, NULL, &value))
    g_string_append_printf (text, " (%s)", (const char *)value);
  return g_string_free (text, FALSE);
}

/* What was sent, decoded, so that nothing is hidden in escapes. */
static char *
echo (Google      *google,
      FakeRequest *request,
      guint        status)
{
  g_autofree char *body = g_strndup ((const char *)request->body->data, request->body->len);
  g_autofree char *plain = g_uri_unescape_string (body, NULL);
  g_autofree char *header = g_strdup (g_hash_table_lookup (request->headers, "authorization"));
  g_autofree char *bare = bare_values (request);
  g_autofree char *both = g_strdelimit (g_strdup_printf ("%s and %s and %s", header, plain != NULL ? plain : body, bare), "\"\\", '_');
  g_autofree char *text = NULL;

  google->n_echoed++;
  if (strcmp (request->target, "/token") == 0 || strcmp (request->target, "/revoke") == 0)
    text = g_strdup_printf ("{\"error\":\"invalid_request\",\"error_description\":\"%s\"}", both);
  else
    text = g_strdup_printf ("{\"error\":{\"code\":%u,\"status\":\"%s\",\"message\":\"you sent %s\",\"details\":["
                            "{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"%s\",\"domain\":\"%s\","
                            "\"metadata\":{\"service\":\"%s\",\"permission\":\"%s\",\"quota_metric\":\"%s\"}},"
                            "{\"@type\":\"type.googleapis.com/google.rpc.Help\",\"links\":[{\"description\":\"%s\",\"url\":\"https://example.test/%s\"}]},"
                            "{\"@type\":\"type.googleapis.com/google.rpc.BadRequest\",\"fieldViolations\":[{\"field\":\"%s\",\"description\":\"%s\"}]}]}}",
                            status, bare, both, bare, bare, bare, bare, bare, bare, bare, bare, both);
  return fake_reply (status, "Content-Type: application/json\r\n", text);
}

static char *
grant (const char *access,
       gboolean    person)
{
  g_autofree char *text = g_strdup_printf ("{\"access_token\":\"%s\",\"expires_in\":3599,\"token_type\":\"Bearer\"%s}", access,
                                           person ? ",\"refresh_token\":\"" REFRESH "\",\"id_token\":\"" ID_TOKEN "\"" : "");

  return fake_reply (200, "", text);
}

static void
learn (Google     *google,
       GHashTable *form,
       const char *name)
{
  const char *value = g_hash_table_lookup (form, name);

  g_assert_nonnull (value);
  g_ptr_array_add (google->learnt, g_strdup (value));
}

static char *
serve_token (Google      *google,
             FakeRequest *request)
{
  g_autofree char *body = g_strndup ((const char *)request->body->data, request->body->len);
  g_autoptr (GHashTable) form = g_uri_parse_params (body, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  const char *type = g_hash_table_lookup (form, "grant_type");

  if (strcmp (type, "authorization_code") == 0)
    {
      g_assert_cmpstr (g_hash_table_lookup (form, "code"), ==, CODE);
      g_assert_cmpstr (g_hash_table_lookup (form, "client_secret"), ==, SECRET);
      learn (google, form, "code_verifier");
      return ++google->n_code == 1 ? echo (google, request, 400) : grant (ACCESS, TRUE);
    }
  if (strcmp (type, "refresh_token") == 0)
    {
      g_assert_cmpstr (g_hash_table_lookup (form, "refresh_token"), ==, REFRESH);
      return ++google->n_refresh == 1 ? grant (ACCESS_FRESH, FALSE) : echo (google, request, 400);
    }
  learn (google, form, "assertion");
  if (++google->n_assertion == 1)
    return echo (google, request, 400);
  return google->token_status != 0 ? echo (google, request, google->token_status) : grant (ACCESS_KEY, FALSE);
}

static char *
serve_cb (FakeRequest *request,
          gpointer     user_data)
{
  Google     *google = user_data;
  const char *name = strrchr (request->target, '/') + 1;
  const char *sent = g_hash_table_lookup (request->headers, "authorization");

  if (strcmp (request->target, "/token") == 0)
    return serve_token (google, request);
  if (strcmp (request->target, "/revoke") == 0)
    return echo (google, request, 400);
  if (g_str_has_prefix (name, "say-"))
    return echo (google, request, (guint)g_ascii_strtoull (name + 4, NULL, 10));
  if (g_str_has_prefix (name, "token-"))
    google->token_status = (guint)g_ascii_strtoull (name + 6, NULL, 10);
  if (g_str_has_prefix (name, "renew") && g_strcmp0 (sent, "Bearer " ACCESS) == 0)
    return echo (google, request, 401);
  return fake_reply (200, "", "{\"name\":\"b\"}");
}

static void
look_in (const char *where,
         const char *text,
         gsize       length,
         GPtrArray  *secrets)
{
  for (guint i = 0; i < secrets->len; i++)
    {
      const char *secret = g_ptr_array_index (secrets, i);

      if (memmem (text, length, secret, strlen (secret)) != NULL)
        g_error ("%s holds the secret %s", where, secret);
    }
}

static guint
look_below (const char *path,
            GPtrArray  *secrets)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint       n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child_path = g_build_filename (path, name, NULL);
      g_autofree char *text = NULL;
      gsize            length = 0;
      GStatBuf         info;

      g_assert_cmpint (g_lstat (child_path, &info), ==, 0);
      look_in ("a name", name, strlen (name), secrets);
      if (g_file_test (child_path, G_FILE_TEST_IS_DIR))
        n += look_below (child_path, secrets);
      else if (g_file_get_contents (child_path, &text, &length, NULL))
        {
          look_in (child_path, text, length, secrets);
          n++;
        }
      g_remove (child_path);
    }
  return n;
}

static char *
write_given (const char *dir,
             const char *name,
             const char *format,
             const char *origin)
{
  g_autoptr (GString) text = g_string_new (format);
  char *path = g_build_filename (dir, name, NULL);

  g_string_replace (text, "%O", origin, 0);
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  return path;
}

static GSubprocess *
spawn (const char *home,
       const char *given,
       const char *origin)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  static const char *const homes[] = { "HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR", "TMPDIR" };
  g_autofree char         *self = g_file_read_link ("/proc/self/exe", &error);
  GSubprocess             *process;

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (homes); i++)
    g_subprocess_launcher_setenv (launcher, homes[i], home, TRUE);
  g_subprocess_launcher_setenv (launcher, "EXEMPLAR_GOOGLE_ORIGIN", origin, TRUE);
  g_subprocess_launcher_setenv (launcher, "G_MESSAGES_DEBUG", "all", TRUE);
  g_subprocess_launcher_setenv (launcher, "DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  g_subprocess_launcher_unsetenv (launcher, "EXEMPLAR_ACCESS_TOKEN");
  process = g_subprocess_launcher_spawn (launcher, &error, self, "--child", given, NULL);
  g_assert_no_error (error);
  return process;
}

static void
test_canaries (void)
{
  static const char *const fixed[] = { "canaryACCESS0", "canaryACCESS1", "canaryACCESS2", "canaryREFRESH", CODE, SECRET,
                                       "canaryIDTOKEN" };
  Google                   google = { .learnt = g_ptr_array_new_with_free_func (g_free) };
  g_autoptr (FakeServer) server = fake_server_new (serve_cb, &google);
  const char      *origin = fake_server_get_origin (server);
  g_autofree char *home = g_dir_make_tmp ("exm-secrecy-home-XXXXXX", NULL);
  g_autofree char *given = g_dir_make_tmp ("exm-secrecy-given-XXXXXX", NULL);
  g_autofree char *client = write_given (given, "client_secret.json",
                                         "{\"installed\":{\"client_id\":\"canary-client\",\"client_secret\":\"" SECRET "\",\"token_uri\":\"%O/token\"}}", origin);
  g_autofree char *key = write_given (given, "key.json",
                                      "{\"type\":\"service_account\",\"client_email\":\"robot@p.iam.gserviceaccount.com\","
                                      "\"private_key\":\"" TEST_KEY "\",\"token_uri\":\"%O/token\"}",
                                      origin);
  g_autoptr (GSubprocess) process = spawn (home, given, origin);
  g_autoptr (GBytes) out = NULL;
  g_autoptr (GBytes) err = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = g_strsplit (TEST_KEY, "\\n", -1);
  guint n_files;

  g_assert_true (g_subprocess_communicate (process, NULL, NULL, &out, &err, &error));
  g_assert_no_error (error);
  if (!g_subprocess_get_successful (process))
    g_error ("the child failed: %.*s", (int)g_bytes_get_size (err), (const char *)g_bytes_get_data (err, NULL));
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (out, NULL), (gssize)g_bytes_get_size (out), "child done"));

  /* All of them were in play. */
  g_assert_cmpuint (google.n_code, ==, 2);
  g_assert_cmpuint (google.n_refresh, ==, 2);
  g_assert_cmpuint (google.n_assertion, >, 200);
  g_assert_cmpuint (google.n_echoed, >, 400);
  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++)
    g_ptr_array_add (google.learnt, g_strdup (fixed[i]));
  for (guint i = 1; lines[i] != NULL && lines[i + 1] != NULL && lines[i + 1][0] != '\0'; i++)
    if (strlen (lines[i]) >= 32 && lines[i][0] != '-')
      g_ptr_array_add (google.learnt, g_strdup (lines[i]));

  /* And the errors did hold what the server said, else nothing was looked for. */
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (err, NULL), (gssize)g_bytes_get_size (err), "you sent"));
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (err, NULL), (gssize)g_bytes_get_size (err), "[removed]"));
  look_in ("stdout", g_bytes_get_data (out, NULL), g_bytes_get_size (out), google.learnt);
  look_in ("stderr", g_bytes_get_data (err, NULL), g_bytes_get_size (err), google.learnt);
  n_files = look_below (home, google.learnt);
  g_assert_cmpuint (n_files, >, 0);
  g_assert_cmpuint (g_bytes_get_size (err), >, 10000);
  g_test_message ("%u secrets, %u echoed answers, %" G_GSIZE_FORMAT " bytes of output, %u files: 0 found", google.learnt->len,
                  google.n_echoed, g_bytes_get_size (err) + g_bytes_get_size (out), n_files);

  g_remove (client);
  g_remove (key);
  g_rmdir (given);
  g_rmdir (home);
  g_ptr_array_unref (google.learnt);
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 3 && strcmp (argv[1], "--child") == 0)
    return child (argv[2]);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cloud/secrecy/canaries", test_canaries);
  return g_test_run ();
}
