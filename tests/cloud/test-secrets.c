/* test-secrets.c - what the password store keeps, and what outlives a run
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "browser.h"
#include "exm-accounts.h"
#include "exm-cloud-error.h"
#include "exm-secrets-private.h"
#include "exm-storage.h"
#include "fake-secrets.h"
#include "fake-server.h"

static FakeSecrets *service; /* NULL: skip */

static gboolean
skip (void)
{
  if (service == NULL)
    g_test_skip ("there is no dbus-daemon");
  return service == NULL;
}

static void
test_store (void)
{
  g_autoptr (ExmSecrets) secrets = NULL;
  g_autoptr (ExmSecrets) again = NULL;
  g_autoptr (ExmSecrets) other = NULL;
  g_autoptr (GError) error = NULL;
  char *secret;

  if (skip ())
    return;
  secrets = _exm_secrets_new (NULL);
  g_assert_true (_exm_secrets_probe (secrets, NULL));
  g_assert_false (_exm_secrets_has (secrets, "one", NULL, &error));
  g_assert_no_error (error);
  g_assert_null (_exm_secrets_lookup (secrets, "one", NULL, &error));
  g_assert_no_error (error);
  g_assert_true (_exm_secrets_store (secrets, "one", "Label", "first", NULL));
  g_assert_true (_exm_secrets_store (secrets, "one", "Label", "second", NULL));
  g_assert_cmpuint (fake_secrets_n_items (service), ==, 1);

  /* Another run; another side. */
  again = _exm_secrets_new (NULL);
  other = _exm_secrets_new ("http://127.0.0.1:9");
  g_assert_true (_exm_secrets_has (again, "one", NULL, &error));
  secret = _exm_secrets_lookup (again, "one", NULL, &error);
  g_assert_cmpstr (secret, ==, "second");
  g_free (secret);
  g_assert_false (_exm_secrets_has (other, "one", NULL, &error));
  g_assert_null (_exm_secrets_lookup (other, "one", NULL, &error));
  _exm_secrets_forget (other, "one", NULL);
  g_assert_cmpuint (fake_secrets_n_items (service), ==, 1);

  /* Refused: in memory, for this run. */
  fake_secrets_set_full (service, TRUE);
  g_assert_false (_exm_secrets_store (secrets, "two", "Label", "kept", NULL));
  fake_secrets_set_full (service, FALSE);
  secret = _exm_secrets_lookup (secrets, "two", NULL, &error);
  g_assert_cmpstr (secret, ==, "kept");
  g_free (secret);
  g_assert_true (_exm_secrets_has (secrets, "two", NULL, &error));
  g_assert_null (_exm_secrets_lookup (again, "two", NULL, &error));
  _exm_secrets_forget (secrets, "two", NULL);
  g_assert_false (_exm_secrets_has (secrets, "two", NULL, &error));

  _exm_secrets_forget (again, "one", NULL);
  g_assert_cmpuint (fake_secrets_n_items (service), ==, 0);
  g_assert_no_error (error);
}

/* A whole life: signed in, started anew, signed out. */

static char *
serve_cb (FakeRequest *request,
          gpointer     user_data)
{
  guint *n_refresh = user_data;

  if (g_str_has_prefix (request->target, "/token"))
    {
      g_autofree char *body = g_strndup ((const char *)request->body->data, request->body->len);

      if (strstr (body, "grant_type=refresh_token") != NULL)
        {
          g_assert_nonnull (strstr (body, "refresh_token=1%2F%2Fpractice-r&client_id=c&client_secret=s3cret"));
          ++*n_refresh;
        }
      return fake_reply (200, "", "{\"access_token\":\"practice-a\",\"refresh_token\":\"1//practice-r\",\"expires_in\":3599}");
    }
  if (g_str_has_prefix (request->target, "/oauth2/v3/userinfo"))
    return fake_reply (200, "", "{\"email\":\"me@example.test\",\"sub\":\"1\"}");
  return fake_reply (200, "", "{\"name\":\"b\"}");
}

static gpointer
person_thread (gpointer data)
{
  g_autofree char *url = data;
  g_autofree char *state = g_strndup (strstr (url, "state=") + 6, strcspn (strstr (url, "state=") + 6, "&"));
  const char      *at = strstr (url, "127.0.0.1%3A") + strlen ("127.0.0.1%3A");
  g_autofree char *back = g_strdup_printf ("http://127.0.0.1:%u/?state=%s&code=c", (guint)g_ascii_strtoull (at, NULL, 10), state);
  g_autofree char *page = browser_get (back);

  g_assert_nonnull (strstr (page, "You are signed in"));
  return NULL;
}

static void
open_cb (const char *url,
         gpointer    data)
{
  GThread **thread = data;

  *thread = g_thread_new ("person", person_thread, g_strdup (url));
}

static ExmAccounts *
start (const char *dir)
{
  g_autoptr (GError) error = NULL;
  ExmAccounts *accounts = exm_accounts_new (dir, &error);

  g_assert_no_error (error);
  g_assert_true (exm_accounts_load (accounts, NULL, &error));
  g_assert_true (exm_accounts_is_lasting (accounts));
  return accounts;
}

static void
test_life (void)
{
  guint n_refresh = 0;
  g_autoptr (FakeServer) server = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmAccount) account = NULL;
  g_autoptr (ExmGoogle) google = NULL;
  g_autoptr (ExmBucket) bucket = NULL;
  ExmAccounts     *accounts;
  g_autofree char *dir = NULL;
  g_autofree char *client = NULL;
  g_autofree char *list = NULL;
  g_autofree char *text = NULL;
  g_autofree char *secret = NULL;
  GThread         *thread = NULL;

  if (skip ())
    return;
  server = fake_server_new (serve_cb, &n_refresh);
  g_setenv ("EXEMPLAR_GOOGLE_ORIGIN", fake_server_get_origin (server), TRUE);
  g_unsetenv ("EXEMPLAR_ACCESS_TOKEN");
  dir = g_dir_make_tmp ("exm-secrets-XXXXXX", NULL);
  client = g_build_filename (dir, "client.json", NULL);
  list = g_build_filename (dir, "accounts-standin.ini", NULL);
  text = g_strdup_printf ("{\"installed\":{\"client_id\":\"c\",\"client_secret\":\"s3cret\",\"token_uri\":\"%s/token\"}}",
                          fake_server_get_origin (server));
  g_assert_true (g_file_set_contents (client, text, -1, NULL));
  g_clear_pointer (&text, g_free);

  accounts = start (dir);
  g_assert_true (exm_accounts_set_client_file (accounts, client, NULL, &error));
  account = exm_accounts_sign_in (accounts, NULL, open_cb, &thread, NULL, &error);
  g_thread_join (thread);
  g_assert_no_error (error);
  g_assert_true (exm_account_is_lasting (account));
  g_assert_cmpuint (fake_secrets_n_items (service), ==, 2);
  secret = fake_secrets_dup (service, "account/");
  g_assert_nonnull (strstr (secret, "1//practice-r"));
  g_clear_object (&account);
  g_assert_finalize_object (accounts);

  /* Nothing of it in the file. */
  g_assert_true (g_file_get_contents (list, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "me@example.test"));
  g_assert_null (strstr (text, "practice-"));
  g_assert_null (strstr (text, "s3cret"));
  g_assert_cmpint (g_remove (client), ==, 0);

  /* The next run has it all, without its client file. */
  accounts = start (dir);
  g_assert_true (exm_accounts_has_client (accounts));
  account = g_object_ref (exm_accounts_find (accounts, "me@example.test"));
  g_assert_cmpint (exm_account_get_state (account), ==, EXM_ACCOUNT_READY);
  google = exm_accounts_open (accounts, account, NULL, &error);
  g_assert_no_error (error);
  bucket = exm_storage_get_bucket (google, "b", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_refresh, ==, 1);
  g_assert_true (exm_accounts_remove (accounts, account, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (fake_secrets_n_items (service), ==, 1); /* the client stays */
  g_clear_object (&google);
  g_clear_object (&account);
  g_assert_finalize_object (accounts);

  /* Gone for good. A secret that somebody deleted: sign in again. */
  accounts = start (dir);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (accounts)), ==, 0);
  thread = NULL;
  account = exm_accounts_sign_in (accounts, NULL, open_cb, &thread, NULL, &error);
  g_thread_join (thread);
  g_assert_no_error (error);
  {
    g_autoptr (ExmSecrets) hand = _exm_secrets_new (fake_server_get_origin (server));
    g_autofree char *name = g_strconcat ("account/", exm_account_get_id (account), NULL);

    _exm_secrets_forget (hand, name, NULL);
  }
  g_clear_object (&account);
  g_assert_finalize_object (accounts);
  accounts = start (dir);
  account = g_object_ref (exm_accounts_find (accounts, "me@example.test"));
  g_assert_cmpint (exm_account_get_state (account), ==, EXM_ACCOUNT_SIGN_IN_AGAIN);
  g_assert_null (exm_accounts_open (accounts, account, NULL, &error));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_AUTH);
  g_clear_object (&account);
  g_assert_finalize_object (accounts);
  g_remove (list);
  g_rmdir (dir);
}

int
main (int   argc,
      char *argv[])
{
  int code;

  g_test_init (&argc, &argv, NULL);

  service = fake_secrets_new ();
  g_test_add_func ("/cloud/secrets/store", test_store);
  g_test_add_func ("/cloud/secrets/life", test_life);
  code = g_test_run ();
  g_clear_pointer (&service, fake_secrets_free);
  return code;
}
