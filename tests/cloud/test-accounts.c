/* test-accounts.c - accounts against the practice service
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "browser.h"
#include "exm-account-private.h"
#include "exm-accounts.h"
#include "exm-cloud-error.h"
#include "exm-json-gate.h"
#include "exm-practice.h"
#include "exm-storage.h"

#define ROBOT "robot@" EXM_PRACTICE_PROJECT ".iam.gserviceaccount.com"
#define CLIENT_SECRET "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t"

typedef struct
{
  char        *dir;
  char        *config;
  ExmPractice *practice;
  ExmAccounts *accounts;
  const char  *origin;
} Fixture;

static char *
write_file (Fixture    *fixture,
            const char *name,
            const char *text)
{
  char *path = g_build_filename (fixture->dir, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static ExmAccounts *
new_accounts (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  ExmAccounts *accounts = exm_accounts_new (fixture->config, &error);

  g_assert_no_error (error);
  g_assert_true (exm_accounts_load (accounts, NULL, &error));
  g_assert_no_error (error);
  return accounts;
}

static void
fixture_set_up (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *state = NULL;

  fixture->dir = g_dir_make_tmp ("exm-accounts-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->config = g_build_filename (fixture->dir, "config", NULL);
  state = g_build_filename (fixture->dir, "practice", NULL);
  fixture->practice = exm_practice_new (state, &error);
  g_assert_no_error (error);
  g_assert_true (exm_practice_start (fixture->practice, 0, &error));
  fixture->origin = exm_practice_get_url (fixture->practice);
  g_setenv ("EXEMPLAR_GOOGLE_ORIGIN", fixture->origin, TRUE);
  g_unsetenv ("EXEMPLAR_ACCESS_TOKEN");
  g_unsetenv ("GOOGLE_APPLICATION_CREDENTIALS");
  g_setenv ("CLOUDSDK_CONFIG", fixture->dir, TRUE);
  fixture->accounts = new_accounts (fixture);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

/* A worker may still hold the task whose outcome was told already. */
static void
let_workers_end (gpointer object)
{
  for (guint i = 0; i < 200 && G_OBJECT (object)->ref_count > 1; i++)
    g_usleep (10 * 1000);
}

static void
fixture_tear_down (Fixture      *fixture,
                   gconstpointer data)
{
  let_workers_end (fixture->accounts);
  g_assert_finalize_object (fixture->accounts);
  exm_practice_stop (fixture->practice);
  g_object_unref (fixture->practice);
  remove_tree (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->config);
}

static void
give_client (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf (
    "{\"installed\":{\"client_id\":\"practice-client\",\"client_secret\":\"" CLIENT_SECRET "\","
    "\"auth_uri\":\"%s/o/oauth2/v2/auth\",\"token_uri\":\"%s/token\",\"redirect_uris\":[\"http://localhost\"]}}",
    fixture->origin, fixture->origin);
  g_autofree char *path = write_file (fixture, "client_secret_1.json", text);

  g_assert_true (exm_accounts_set_client_file (fixture->accounts, path, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (exm_accounts_has_client (fixture->accounts));
}

/* The key file of a service account, made by the IAM call. */
static char *
make_key_file (Fixture    *fixture,
               const char *name)
{
  const char       request[] = "{}";
  g_autofree char *head = g_strdup_printf (
    "POST /v1/projects/" EXM_PRACTICE_PROJECT "/serviceAccounts/" ROBOT "/keys HTTP/1.1\r\nHost: %s\r\n"
    "Authorization: Bearer " EXM_PRACTICE_TOKEN "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
    "Connection: close\r\n\r\n%s",
    fixture->origin + strlen ("http://"), request);
  g_autofree char *answer = browser_send ((guint16)g_ascii_strtoull (strrchr (fixture->origin, ':') + 1, NULL, 10), head, strlen (head));
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *text = NULL;
  gsize            size;

  g_assert_cmpuint (browser_status (answer), ==, 200);
  object = exm_json_parse_object (strstr (answer, "\r\n\r\n") + 4, -1, NULL);
  text = (char *)g_base64_decode (exm_json_get_string (object, "privateKeyData"), &size);
  text = g_realloc (text, size + 1);
  text[size] = '\0';
  return write_file (fixture, name, text);
}

/* The person at the browser. */

typedef struct
{
  const char *hint; /* who signs in; NULL: whom the page offers */
  char       *final_page;
  char       *url;
  GThread    *thread;
} Person;

static gpointer
person_thread (gpointer data)
{
  Person *person = data;

  person->final_page = browser_visit (person->url);
  return NULL;
}

static void
open_cb (const char *url,
         gpointer    data)
{
  Person *person = data;

  person->url = person->hint != NULL ? g_strconcat (url, "&login_hint=", person->hint, NULL) : g_strdup (url);
  person->thread = g_thread_new ("person", person_thread, person);
}

static ExmAccount *
sign_in (Fixture    *fixture,
         const char *hint,
         ExmAccount *again,
         const char *page_has,
         GError    **error)
{
  Person      person = { .hint = hint };
  ExmAccount *account = exm_accounts_sign_in (fixture->accounts, again, open_cb, &person, NULL, error);

  g_thread_join (person.thread);
  g_assert_nonnull (person.final_page);
  g_assert_nonnull (strstr (person.final_page, page_has));
  g_free (person.final_page);
  g_free (person.url);
  return account;
}

static void
assert_works (Fixture    *fixture,
              ExmAccount *account)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmGoogle) google = exm_accounts_open (fixture->accounts, account, NULL, &error);
  g_autoptr (GPtrArray) buckets = NULL;

  g_assert_no_error (error);
  g_assert_true (exm_google_get_account (google) == account);
  buckets = exm_storage_list_buckets (google, EXM_PRACTICE_PROJECT, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (buckets);
}

static void
test_browser (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmAccount) account = NULL;
  g_autoptr (ExmAccount) other = NULL;
  g_autoptr (ExmAccount) again = NULL;
  g_autoptr (ExmGoogle) google = NULL;
  g_autoptr (GPtrArray) buckets = NULL;
  g_autofree char *title = NULL;

  g_assert_false (exm_accounts_has_client (fixture->accounts));
  give_client (fixture);
  account = sign_in (fixture, NULL, NULL, "You are signed in", &error);
  g_assert_no_error (error);
  title = exm_account_dup_title (account);
  g_assert_cmpstr (title, ==, "practice@example.test");
  g_assert_cmpint (exm_account_get_kind (account), ==, EXM_ACCOUNT_BROWSER);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->accounts)), ==, 1);
  assert_works (fixture, account);

  /* A second account, and the first one once more. */
  other = sign_in (fixture, "second@example.test", NULL, "You are signed in", &error);
  g_assert_no_error (error);
  g_assert_true (other != account);
  again = sign_in (fixture, NULL, account, "You are signed in", &error);
  g_assert_no_error (error);
  g_assert_true (again == account);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->accounts)), ==, 2);
  g_assert_true (exm_accounts_find (fixture->accounts, "SECOND@example.test") == other);

  /* Signing out: revoked there, gone here, open sessions end. */
  google = exm_accounts_open (fixture->accounts, other, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (exm_accounts_remove (fixture->accounts, other, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->accounts)), ==, 1);
  buckets = exm_storage_list_buckets (google, EXM_PRACTICE_PROJECT, NULL, &error);
  g_assert_null (buckets);
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_AUTH);
  assert_works (fixture, account);
}

static void
test_browser_refused (Fixture      *fixture,
                      gconstpointer data)
{
  static const struct
  {
    const char *hint;
    int         code;
  } cases[] = {
    { "declined@example.test", EXM_CLOUD_ERROR_AUTH },
    { "partial@example.test", EXM_CLOUD_ERROR_AUTH },
  };
  g_autoptr (GError) missing = NULL;
  Person nobody = { 0 };

  g_assert_null (exm_accounts_sign_in (fixture->accounts, NULL, open_cb, &nobody, NULL, &missing));
  g_assert_error (missing, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_PRECONDITION);
  g_assert_null (nobody.thread);

  give_client (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sign_in (fixture, cases[i].hint, NULL, "You are not signed in", &error));
      g_assert_error (error, EXM_CLOUD_ERROR, cases[i].code);
      g_assert_cmpint (exm_cloud_error_get_action (error), ==, EXM_CLOUD_ACTION_SIGN_IN);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->accounts)), ==, 0);
    }
}

static void
test_files (Fixture      *fixture,
            gconstpointer data)
{
  g_autofree char *key = make_key_file (fixture, "key.json");
  g_autofree char *key_text = NULL;
  g_autofree char *user = write_file (fixture, "user.json",
                                      "{\"type\":\"authorized_user\",\"client_id\":\"c\",\"client_secret\":\"s\","
                                      "\"refresh_token\":\"1//practice-refresh\",\"quota_project_id\":\"my-quota\"}");
  g_autofree char *stranger = write_file (fixture, "stranger.json",
                                          "{\"type\":\"authorized_user\",\"client_id\":\"c\",\"client_secret\":\"s\","
                                          "\"refresh_token\":\"1//practice-unknown\"}");
  g_autofree char *impersonated_text = NULL;
  g_autofree char *impersonated = NULL;
  g_autoptr (GError) error = NULL;
  static const struct
  {
    ExmAccountKind kind;
    const char    *email;
    const char    *quota;
  } wanted[] = {
    { EXM_ACCOUNT_SERVICE_ACCOUNT, ROBOT, NULL },
    { EXM_ACCOUNT_ADC_USER, "practice@example.test", "my-quota" },
    { EXM_ACCOUNT_IMPERSONATED, ROBOT, NULL },
  };
  const char *paths[3];

  g_assert_true (g_file_get_contents (key, &key_text, NULL, NULL));
  impersonated_text = g_strdup_printf (
    "{\"type\":\"impersonated_service_account\",\"service_account_impersonation_url\":"
    "\"%s/v1/projects/-/serviceAccounts/" ROBOT ":generateAccessToken\",\"delegates\":[],\"source_credentials\":%s}",
    fixture->origin, key_text);
  impersonated = write_file (fixture, "impersonated.json", impersonated_text);
  paths[0] = key;
  paths[1] = user;
  paths[2] = impersonated;
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_autoptr (ExmAccount) account = exm_accounts_add_file (fixture->accounts, paths[i], NULL, &error);
      g_autoptr (ExmAccount) again = NULL;
      g_autofree char *email = NULL;
      g_autofree char *quota = NULL;

      g_assert_no_error (error);
      email = exm_account_dup_email (account);
      quota = exm_account_dup_quota_project (account);
      g_assert_cmpint (exm_account_get_kind (account), ==, wanted[i].kind);
      g_assert_cmpstr (email, ==, wanted[i].email);
      g_assert_cmpstr (quota, ==, wanted[i].quota);
      g_assert_true (exm_account_is_lasting (account));
      assert_works (fixture, account);
      again = exm_accounts_add_file (fixture->accounts, paths[i], NULL, &error);
      g_assert_true (again == account);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->accounts)), ==, i + 1);
    }

  g_assert_null (exm_accounts_add_file (fixture->accounts, stranger, NULL, &error));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_AUTH);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->accounts)), ==, 3);
}

/* A new run finds the files again; a browser account without a secret service
 * does not outlast its own. */
static void
test_restart (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *key = make_key_file (fixture, "key.json");
  g_autofree char *list = g_build_filename (fixture->config, "accounts-standin.ini", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmAccount) file = exm_accounts_add_file (fixture->accounts, key, NULL, &error);
  g_autoptr (ExmAccount) person = NULL;
  g_autofree char *id = g_strdup (exm_account_get_id (file));
  ExmAccount      *found;
  GStatBuf         info;

  g_assert_no_error (error);
  give_client (fixture);
  person = sign_in (fixture, NULL, NULL, "You are signed in", &error);
  g_assert_no_error (error);
  g_assert_false (exm_accounts_is_lasting (fixture->accounts));
  g_assert_false (exm_account_is_lasting (person));
  g_assert_cmpint (g_stat (fixture->config, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0700);
  g_assert_cmpint (g_stat (list, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);

  g_clear_object (&file);
  g_clear_object (&person);
  g_assert_finalize_object (fixture->accounts);
  fixture->accounts = new_accounts (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->accounts)), ==, 1);
  found = exm_accounts_find (fixture->accounts, id);
  g_assert_nonnull (found);
  g_assert_cmpint (exm_account_get_state (found), ==, EXM_ACCOUNT_READY);
  assert_works (fixture, found);
  /* The client file still lies where it was. */
  g_assert_true (exm_accounts_has_client (fixture->accounts));

  g_assert_finalize_object (fixture->accounts);
  g_assert_cmpint (g_remove (key), ==, 0);
  fixture->accounts = new_accounts (fixture);
  found = exm_accounts_find (fixture->accounts, id);
  g_assert_cmpint (exm_account_get_state (found), ==, EXM_ACCOUNT_UNREADABLE);
  g_assert_null (exm_accounts_open (fixture->accounts, found, NULL, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

/* Without waiting, as a window does it. */

typedef struct
{
  gboolean      done;
  GAsyncResult *result;
} Waiter;

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Waiter *waiter = user_data;

  g_assert_true (g_main_context_is_owner (g_main_context_default ()));
  waiter->result = g_object_ref (result);
  waiter->done = TRUE;
}

static GAsyncResult *
await (Waiter *waiter)
{
  while (!waiter->done)
    g_main_context_iteration (NULL, TRUE);
  waiter->done = FALSE;
  return waiter->result;
}

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  gpointer    user_data)
{
  GString *changes = user_data;

  g_string_append_printf (changes, "%u-%u+%u ", position, removed, added);
}

static void
notify_cb (GObject    *object,
           GParamSpec *pspec,
           gpointer    user_data)
{
  ++*(guint *)user_data;
}

static void
ignore_cb (const char *url,
           gpointer    data)
{
}

static void
test_async (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (GString) changes = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (ExmAccount) account = NULL;
  g_autoptr (ExmGoogle) google = NULL;
  g_autofree char *path = NULL;
  g_autofree char *email = NULL;
  g_autofree char *adc = write_file (fixture, "application_default_credentials.json",
                                     "{\"type\":\"authorized_user\",\"client_id\":\"c\",\"client_secret\":\"s\","
                                     "\"account\":\"adc@example.test\",\"refresh_token\":\"1//practice-refresh\"}");
  ExmAccountKind   kind;
  Waiter           waiter = { 0 };
  Person           person = { 0 };
  gint64           start;

  g_signal_connect (fixture->accounts, "items-changed", G_CALLBACK (items_changed_cb), changes);
  exm_accounts_load_async (fixture->accounts, NULL, done_cb, &waiter);
  g_assert_true (exm_accounts_load_finish (fixture->accounts, await (&waiter), &error));
  g_clear_object (&waiter.result);
  g_assert_cmpstr (changes->str, ==, "");

  /* Offered, taken, not offered again. */
  exm_accounts_offer_async (fixture->accounts, NULL, done_cb, &waiter);
  path = exm_accounts_offer_finish (fixture->accounts, await (&waiter), &kind, &email, &error);
  g_clear_object (&waiter.result);
  g_assert_no_error (error);
  g_assert_cmpstr (path, ==, adc);
  g_assert_cmpstr (email, ==, "adc@example.test");
  g_assert_cmpint (kind, ==, EXM_ACCOUNT_ADC_USER);
  exm_accounts_add_file_async (fixture->accounts, path, NULL, done_cb, &waiter);
  account = exm_accounts_add_file_finish (fixture->accounts, await (&waiter), &error);
  g_clear_object (&waiter.result);
  g_assert_no_error (error);
  g_assert_cmpstr (changes->str, ==, "0-0+1 ");
  g_assert_null (exm_accounts_offer (fixture->accounts, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (exm_account_is_revocable (account));
  exm_accounts_remove_async (fixture->accounts, account, NULL, done_cb, &waiter);
  g_assert_true (exm_accounts_remove_finish (fixture->accounts, await (&waiter), &error));
  g_clear_object (&waiter.result);
  g_clear_object (&account);
  g_assert_cmpstr (changes->str, ==, "0-0+1 0-1+0 ");
  /* The file of gcloud is not touched, nor its grant. */
  g_assert_true (g_file_test (adc, G_FILE_TEST_EXISTS));

  /* Left waiting for the browser. */
  give_client (fixture);
  exm_accounts_sign_in_async (fixture->accounts, NULL, ignore_cb, NULL, cancellable, done_cb, &waiter);
  g_cancellable_cancel (cancellable);
  start = g_get_monotonic_time ();
  g_assert_null (exm_accounts_sign_in_finish (fixture->accounts, await (&waiter), &error));
  g_clear_object (&waiter.result);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
  g_clear_error (&error);

  exm_accounts_sign_in_async (fixture->accounts, NULL, open_cb, &person, NULL, done_cb, &waiter);
  account = exm_accounts_sign_in_finish (fixture->accounts, await (&waiter), &error);
  g_clear_object (&waiter.result);
  g_assert_no_error (error);
  g_thread_join (person.thread);
  g_free (person.url);
  g_free (person.final_page);
  exm_accounts_open_async (fixture->accounts, account, NULL, done_cb, &waiter);
  google = exm_accounts_open_finish (fixture->accounts, await (&waiter), &error);
  g_clear_object (&waiter.result);
  g_assert_no_error (error);
  g_assert_cmpint (exm_google_get_kind (google), ==, EXM_ACCOUNT_BROWSER);
  g_assert_cmpstr (exm_google_get_origin (google), ==, fixture->origin);
  g_assert_cmpstr (changes->str, ==, "0-0+1 0-1+0 0-0+1 ");
}

/* Revoked on Google's page: told once, in the right thread; signing in again
 * mends the sessions that are open. */
static void
test_revoked (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmAccount) account = NULL;
  g_autoptr (ExmAccount) again = NULL;
  g_autoptr (ExmGoogle) google = NULL;
  g_autoptr (ExmToken) token = NULL;
  g_autoptr (GPtrArray) buckets = NULL;
  g_autofree char *access = NULL;
  g_autofree char *body = NULL;
  g_autofree char *request = NULL;
  g_autofree char *answer = NULL;
  guint            n_notify = 0;

  give_client (fixture);
  account = sign_in (fixture, NULL, NULL, "You are signed in", &error);
  google = exm_accounts_open (fixture->accounts, account, NULL, &error);
  token = _exm_account_ref_token (account);
  access = _exm_token_peek (token);
  body = g_strdup_printf ("token=%s", access);
  request = g_strdup_printf ("POST /revoke HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                             "Content-Length: %u\r\nConnection: close\r\n\r\n%s",
                             fixture->origin + strlen ("http://"), (guint)strlen (body), body);
  answer = browser_send ((guint16)g_ascii_strtoull (strrchr (fixture->origin, ':') + 1, NULL, 10), request, strlen (request));
  g_assert_cmpuint (browser_status (answer), ==, 200);

  g_signal_connect (account, "notify::state", G_CALLBACK (notify_cb), &n_notify);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_null (exm_storage_list_buckets (google, EXM_PRACTICE_PROJECT, NULL, &error));
      g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_AUTH);
      g_assert_cmpint (exm_cloud_error_get_action (error), ==, EXM_CLOUD_ACTION_SIGN_IN);
      g_clear_error (&error);
    }
  g_assert_cmpint (exm_account_get_state (account), ==, EXM_ACCOUNT_SIGN_IN_AGAIN);
  g_assert_cmpuint (n_notify, ==, 1);

  again = sign_in (fixture, NULL, account, "You are signed in", &error);
  g_assert_no_error (error);
  g_assert_true (again == account);
  g_assert_cmpint (exm_account_get_state (account), ==, EXM_ACCOUNT_READY);
  g_assert_cmpuint (n_notify, ==, 2);
  buckets = exm_storage_list_buckets (google, EXM_PRACTICE_PROJECT, NULL, &error);
  g_assert_no_error (error);
}

/* The practice account and the one of the environment. */
static void
test_named (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmGoogle) practice = exm_google_new_practice (fixture->origin, EXM_PRACTICE_TOKEN, &error);
  g_autoptr (ExmGoogle) opened = NULL;
  ExmAccount *account;
  ExmAccount *environment;

  g_setenv ("EXEMPLAR_ACCESS_TOKEN", "practice-of-the-environment", TRUE);
  g_assert_true (exm_accounts_load (fixture->accounts, NULL, &error));
  environment = exm_accounts_find (fixture->accounts, "environment");
  g_assert_cmpint (exm_account_get_kind (environment), ==, EXM_ACCOUNT_BEARER);
  g_assert_false (exm_account_is_lasting (environment));
  account = exm_accounts_set_practice (fixture->accounts, practice);
  g_assert_true (exm_accounts_find (fixture->accounts, "practice") == account);
  g_assert_true (exm_accounts_set_practice (fixture->accounts, practice) != NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->accounts)), ==, 2);
  account = exm_accounts_find (fixture->accounts, "practice");
  opened = exm_accounts_open (fixture->accounts, account, NULL, &error);
  g_assert_true (opened == practice);
  g_assert_null (exm_accounts_set_practice (fixture->accounts, NULL));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->accounts)), ==, 1);

  /* A real token never goes to a stand-in; the rest is there all the same. */
  g_setenv ("EXEMPLAR_ACCESS_TOKEN", "ya29.real", TRUE);
  g_assert_false (exm_accounts_load (fixture->accounts, NULL, &error));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->accounts)), ==, 0);
  g_unsetenv ("EXEMPLAR_ACCESS_TOKEN");
}

static gint64 clock_ahead;

static gint64
wrong_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC + clock_ahead;
}

/* A key file on a computer whose clock is wrong, against a server that checks. */
static void
test_clock (Fixture      *fixture,
            gconstpointer data)
{
  static const struct
  {
    gint64      ahead;
    const char *part; /* NULL: it works */
  } cases[] = {
    { -3600, "60 minutes" },
    { 3600, "60 minutes" },
    { -3652LL * 24 * 3600, "3652 days" },
    { 3652LL * 24 * 3600, "3652 days" },
    { -120, NULL },
    { 120, NULL },
    { 0, NULL },
  };
  g_autofree char *key = make_key_file (fixture, "key.json");
  const ExmClock   clock = { wrong_now, _exm_clock_real.elapsed };

  _exm_clock_set (&clock);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ExmAccount) account = NULL;

      clock_ahead = cases[i].ahead;
      account = exm_accounts_add_file (fixture->accounts, key, NULL, &error);
      g_test_message ("%" G_GINT64_FORMAT ": %s", clock_ahead, error != NULL ? error->message : "taken");
      if (cases[i].part == NULL)
        {
          g_assert_no_error (error);
          continue;
        }
      g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_PRECONDITION);
      g_assert_nonnull (strstr (error->message, cases[i].part));
      g_assert_nonnull (strstr (error->message, "check the computer"));
    }
  _exm_clock_set (NULL);
}

/* Real accounts and those of a stand-in do not see each other. */
static void
test_sides (Fixture      *fixture,
            gconstpointer data)
{
  g_autofree char *key = make_key_file (fixture, "key.json");
  g_autofree char *user = write_file (fixture, "real.json",
                                      "{\"type\":\"authorized_user\",\"client_id\":\"c\",\"client_secret\":\"s\","
                                      "\"refresh_token\":\"1//0real\"}");
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmAccount) account = exm_accounts_add_file (fixture->accounts, key, NULL, &error);
  g_autoptr (ExmAccounts) real = NULL;

  g_assert_no_error (error);
  g_assert_null (exm_accounts_add_file (fixture->accounts, user, NULL, &error));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED);
  g_clear_error (&error);

  g_unsetenv ("EXEMPLAR_GOOGLE_ORIGIN");
  real = new_accounts (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (real)), ==, 0);
  g_assert_null (exm_accounts_add_file (real, key, NULL, &error));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED);
  g_clear_error (&error);

  g_setenv ("EXEMPLAR_GOOGLE_ORIGIN", "https://evil.example", TRUE);
  g_assert_null (exm_accounts_new (fixture->config, &error));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED);
}

/* A damaged list is told, and left for a person to look at. */
static void
test_damaged (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *list = g_build_filename (fixture->config, "accounts-standin.ini", NULL);
  g_autofree char *key = make_key_file (fixture, "key.json");
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmAccount) account = NULL;

  g_assert_cmpint (g_mkdir_with_parents (fixture->config, 0700), ==, 0);
  g_assert_true (g_file_set_contents (list, "[account 1\nkind", -1, NULL));
  g_assert_false (exm_accounts_load (fixture->accounts, NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  account = exm_accounts_add_file (fixture->accounts, key, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (exm_account_is_lasting (account));
  g_assert_true (g_file_get_contents (list, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "[account 1\nkind");
}

int
main (int   argc,
      char *argv[])
{
  /* No secret service, and none that would be started. */
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/cloud/accounts/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("browser", test_browser);
  ADD ("browser-refused", test_browser_refused);
  ADD ("files", test_files);
  ADD ("restart", test_restart);
  ADD ("async", test_async);
  ADD ("revoked", test_revoked);
  ADD ("named", test_named);
  ADD ("clock", test_clock);
  ADD ("sides", test_sides);
  ADD ("damaged", test_damaged);
  return g_test_run ();
}
