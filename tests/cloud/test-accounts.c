/* test-accounts.c - signing in and out, against the practice service
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "accounts-fixture.h"

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
check_other_offer (Fixture    *fixture,
                   const char *text)
{
  g_autofree char *adc = write_file (fixture, "application_default_credentials.json", text);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = exm_accounts_offer (fixture->accounts, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (path, ==, adc);
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
  /* Of somebody else now: offered again; and as it was, not. */
  check_other_offer (fixture, "{\"type\":\"authorized_user\",\"client_id\":\"c\",\"client_secret\":\"s\","
                              "\"account\":\"other@example.test\",\"refresh_token\":\"1//practice-refresh\"}");
  check_other_offer (fixture, "{\"type\":\"authorized_user\",\"client_id\":\"c\",\"client_secret\":\"s\",\"refresh_token\":\"1//practice-other\"}");
  g_free (write_file (fixture, "application_default_credentials.json",
                      "{\"type\":\"authorized_user\",\"client_id\":\"c\",\"client_secret\":\"s\",\"refresh_token\":\"1//practice-refresh\"}"));
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
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
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
  ADD ("async", test_async);
  ADD ("revoked", test_revoked);
  ADD ("named", test_named);
  return g_test_run ();
}
