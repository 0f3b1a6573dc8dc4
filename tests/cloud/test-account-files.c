/* test-account-files.c - accounts of files, and the list between two runs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "accounts-fixture.h"

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

#define ADD(name, func) g_test_add ("/cloud/account-files/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("files", test_files);
  ADD ("restart", test_restart);
  ADD ("clock", test_clock);
  ADD ("sides", test_sides);
  ADD ("damaged", test_damaged);
  return g_test_run ();
}
