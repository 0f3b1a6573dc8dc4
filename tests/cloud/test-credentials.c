/* test-credentials.c - which files are taken, which are refused, and why
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "exm-cloud-error.h"
#include "exm-credentials-private.h"
#include "exm-credentials.h"
#include "test-key.h"

#define ORIGIN "http://127.0.0.1:9"
#define ROBOT "robot@project.iam.gserviceaccount.com"
#define USER "\"client_id\":\"c\",\"client_secret\":\"canary-secret\",\"refresh_token\":\"1//canary-refresh\""
#define PRACTICE_USER "\"client_id\":\"c\",\"client_secret\":\"canary-secret\",\"refresh_token\":\"1//practice-canary\""
#define KEY(uri) "\"client_email\":\"" ROBOT "\",\"private_key_id\":\"key-1\",\"project_id\":\"project\"," \
                 "\"private_key\":\"" TEST_KEY "\",\"token_uri\":\"" uri "\""
#define TOKEN_URI "https://oauth2.googleapis.com/token"
#define IAM "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/"

#define FINE -1

static void
test_files (void)
{
  static const struct
  {
    const char    *origin;
    const char    *text;
    int            code; /* FINE */
    ExmAccountKind kind;
    const char    *email;
    const char    *part; /* of the message */
  } cases[] = {
    /* A person. */
    { NULL, "{\"type\":\"authorized_user\"," USER "}", FINE, EXM_ACCOUNT_ADC_USER, NULL, NULL },
    { NULL, "{\"type\":\"authorized_user\",\"account\":\"me@example.test\"," USER "}", FINE, EXM_ACCOUNT_ADC_USER, "me@example.test", NULL },
    { NULL, "{\"type\":\"authorized_user\",\"universe_domain\":\"googleapis.com\"," USER "}", FINE, EXM_ACCOUNT_ADC_USER, NULL, NULL },
    { NULL, "{\"type\":\"authorized_user\",\"universe_domain\":\"example.com\"," USER "}", EXM_CLOUD_ERROR_INVALID, 0, NULL, "another cloud" },
    { NULL, "{\"type\":\"authorized_user\",\"token_uri\":\"" TOKEN_URI "\"," USER "}", FINE, EXM_ACCOUNT_ADC_USER, NULL, NULL },
    { NULL, "{\"type\":\"authorized_user\",\"token_uri\":\"https://evil.example/token\"," USER "}", EXM_CLOUD_ERROR_REFUSED, 0, NULL, "not Google" },
    { NULL, "{\"type\":\"authorized_user\",\"client_id\":\"c\"}", EXM_CLOUD_ERROR_INVALID, 0, NULL, "not complete" },
    { NULL, "{\"type\":\"authorized_user\"," PRACTICE_USER "}", EXM_CLOUD_ERROR_REFUSED, 0, NULL, "Practice credentials" },
    { ORIGIN, "{\"type\":\"authorized_user\"," PRACTICE_USER "}", FINE, EXM_ACCOUNT_ADC_USER, NULL, NULL },
    { ORIGIN, "{\"type\":\"authorized_user\"," USER "}", EXM_CLOUD_ERROR_REFUSED, 0, NULL, "Real credentials" },
    /* A service account. */
    { NULL, "{\"type\":\"service_account\"," KEY (TOKEN_URI) "}", FINE, EXM_ACCOUNT_SERVICE_ACCOUNT, ROBOT, NULL },
    { NULL, "{\"type\":\"service_account\"," KEY ("https://www.googleapis.com/oauth2/v4/token") "}", FINE, EXM_ACCOUNT_SERVICE_ACCOUNT, ROBOT, NULL },
    { NULL, "{\"type\":\"service_account\"," KEY ("https://evil.example/token") "}", EXM_CLOUD_ERROR_REFUSED, 0, NULL, "not Google" },
    { NULL, "{\"type\":\"service_account\"," KEY ("http://oauth2.googleapis.com/token") "}", EXM_CLOUD_ERROR_REFUSED, 0, NULL, "not Google" },
    { NULL, "{\"type\":\"service_account\"," KEY ("https://oauth2.googleapis.com.evil.example/token") "}", EXM_CLOUD_ERROR_REFUSED, 0, NULL, "not Google" },
    { NULL, "{\"type\":\"service_account\"," KEY ("https://oauth2.googleapis.com/token?x=https://evil.example") "}", EXM_CLOUD_ERROR_REFUSED, 0, NULL, "not Google" },
    { NULL, "{\"type\":\"service_account\"," KEY (ORIGIN "/token") "}", EXM_CLOUD_ERROR_REFUSED, 0, NULL, "not Google" },
    { NULL, "{\"type\":\"service_account\"," KEY ("file:///etc/passwd") "}", EXM_CLOUD_ERROR_REFUSED, 0, NULL, "not Google" },
    { ORIGIN, "{\"type\":\"service_account\"," KEY (ORIGIN "/token") "}", FINE, EXM_ACCOUNT_SERVICE_ACCOUNT, ROBOT, NULL },
    { ORIGIN, "{\"type\":\"service_account\"," KEY (TOKEN_URI) "}", EXM_CLOUD_ERROR_REFUSED, 0, NULL, "stands in" },
    { ORIGIN, "{\"type\":\"service_account\"," KEY ("http://127.0.0.1:8/token") "}", EXM_CLOUD_ERROR_REFUSED, 0, NULL, "stands in" },
    { NULL, "{\"type\":\"service_account\",\"client_email\":\"" ROBOT "\",\"private_key\":\"canary\"}", EXM_CLOUD_ERROR_INVALID, 0, NULL, "private key" },
    { NULL, "{\"type\":\"service_account\",\"client_email\":\"" ROBOT "\",\"private_key\":\"" TEST_KEY_EC "\"}", EXM_CLOUD_ERROR_INVALID, 0, NULL, "private key" },
    { NULL, "{\"type\":\"service_account\",\"private_key\":\"canary\"}", EXM_CLOUD_ERROR_INVALID, 0, NULL, "not complete" },
    /* One that is stood in for. */
    { NULL, "{\"type\":\"impersonated_service_account\",\"service_account_impersonation_url\":\"" IAM ROBOT ":generateAccessToken\","
            "\"delegates\":[\"a@b.iam.gserviceaccount.com\"],\"source_credentials\":{\"type\":\"authorized_user\"," USER "}}",
      FINE, EXM_ACCOUNT_IMPERSONATED, ROBOT, NULL },
    { NULL, "{\"type\":\"impersonated_service_account\",\"service_account_impersonation_url\":\"" IAM ROBOT ":generateAccessToken\","
            "\"source_credentials\":{\"type\":\"service_account\"," KEY (TOKEN_URI) "}}",
      FINE, EXM_ACCOUNT_IMPERSONATED, ROBOT, NULL },
    { NULL, "{\"type\":\"impersonated_service_account\",\"service_account_impersonation_url\":\"https://evil.example/v1/projects/-/serviceAccounts/" ROBOT ":generateAccessToken\","
            "\"source_credentials\":{\"type\":\"authorized_user\"," USER "}}",
      EXM_CLOUD_ERROR_REFUSED, 0, NULL, "not Google" },
    { NULL, "{\"type\":\"impersonated_service_account\",\"service_account_impersonation_url\":\"" IAM "x/../../y:generateAccessToken\","
            "\"source_credentials\":{\"type\":\"authorized_user\"," USER "}}",
      EXM_CLOUD_ERROR_REFUSED, 0, NULL, "not Google" },
    { NULL, "{\"type\":\"impersonated_service_account\",\"service_account_impersonation_url\":\"" IAM ROBOT ":signBlob\","
            "\"source_credentials\":{\"type\":\"authorized_user\"," USER "}}",
      EXM_CLOUD_ERROR_REFUSED, 0, NULL, "not Google" },
    { NULL, "{\"type\":\"impersonated_service_account\",\"service_account_impersonation_url\":\"" IAM ROBOT ":generateAccessToken\","
            "\"source_credentials\":{\"type\":\"impersonated_service_account\"}}",
      EXM_CLOUD_ERROR_INVALID, 0, NULL, "not a credentials file" },
    { NULL, "{\"type\":\"impersonated_service_account\",\"service_account_impersonation_url\":\"" IAM ROBOT ":generateAccessToken\"}",
      EXM_CLOUD_ERROR_INVALID, 0, NULL, "not a credentials file" },
    { NULL, "{\"type\":\"impersonated_service_account\"}", EXM_CLOUD_ERROR_INVALID, 0, NULL, "not complete" },
    /* Refused with a reason. */
    { NULL, "{\"type\":\"external_account\",\"credential_source\":{\"executable\":{\"command\":\"rm\"}}}", EXM_CLOUD_ERROR_INVALID, 0, NULL, "another provider" },
    { NULL, "{\"type\":\"external_account_authorized_user\"}", EXM_CLOUD_ERROR_INVALID, 0, NULL, "another provider" },
    { NULL, "{\"type\":\"gdch_service_account\"}", EXM_CLOUD_ERROR_INVALID, 0, NULL, "Distributed Cloud" },
    { NULL, "{\"installed\":{\"client_id\":\"c\"}}", EXM_CLOUD_ERROR_INVALID, 0, NULL, "client file" },
    { NULL, "{\"type\":\"canary\"}", EXM_CLOUD_ERROR_INVALID, 0, NULL, "not a credentials file" },
    { NULL, "{\"type\":7}", EXM_CLOUD_ERROR_INVALID, 0, NULL, "not a credentials file" },
    { NULL, "{}", EXM_CLOUD_ERROR_INVALID, 0, NULL, "not a credentials file" },
    { NULL, "[]", EXM_CLOUD_ERROR_INVALID, 0, NULL, "not a credentials file" },
    { NULL, "", EXM_CLOUD_ERROR_INVALID, 0, NULL, "not a credentials file" },
    { NULL, "{\"type\":\"authorized_user\",\"refresh_token\":\"canary", EXM_CLOUD_ERROR_INVALID, 0, NULL, "not a credentials file" },
    { NULL, "canary", EXM_CLOUD_ERROR_INVALID, 0, NULL, "not a credentials file" },
    { NULL, "{\"type\":\"authorized_user\",\"type\":\"service_account\"," USER "}", EXM_CLOUD_ERROR_INVALID, 0, NULL, "not a credentials file" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ExmCredentials) credentials =
                   exm_credentials_parse (cases[i].text, strlen (cases[i].text), cases[i].origin, &error);

      g_test_message ("case %u: %s", i, error != NULL ? error->message : "taken");
      if (cases[i].code == FINE)
        {
          g_assert_no_error (error);
          g_assert_cmpint (exm_credentials_get_kind (credentials), ==, cases[i].kind);
          g_assert_cmpstr (exm_credentials_get_email (credentials), ==, cases[i].email);
          continue;
        }
      g_assert_null (credentials);
      g_assert_error (error, EXM_CLOUD_ERROR, cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].part));
      g_assert_null (strstr (error->message, "canary"));
      g_assert_null (strstr (error->message, "BEGIN"));
    }
}

static void
test_values (void)
{
  static const char text[] = "{\"type\":\"service_account\",\"quota_project_id\":\"my-quota\"," KEY (TOKEN_URI) "}";
  static const char odd[] = "{\"type\":\"authorized_user\",\"quota_project_id\":\"my\\r\\nX-Evil: 1\"," USER "}";
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmCredentials) key = exm_credentials_parse (text, strlen (text), NULL, &error);
  g_autoptr (ExmCredentials) user = exm_credentials_parse (odd, strlen (odd), NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (exm_credentials_get_project (key), ==, "project");
  g_assert_cmpstr (exm_credentials_get_quota_project (key), ==, "my-quota");
  /* It goes into a header. */
  g_assert_null (exm_credentials_get_quota_project (user));
}

/* Against what OpenSSL has signed. */
static void
test_assertion (void)
{
  static const char text[] = "{\"type\":\"service_account\"," KEY (TOKEN_URI) "}";
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmCredentials) key = exm_credentials_parse (text, strlen (text), NULL, &error);
  g_autofree char *assertion = NULL;

  g_assert_no_error (error);
  assertion = _exm_credentials_dup_assertion (key, TOKEN_URI, "https://www.googleapis.com/auth/cloud-platform", 1700000000, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (assertion, ==, TEST_ASSERTION);
}

static void
test_disk (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = g_dir_make_tmp ("exm-credentials-XXXXXX", &error);
  g_autofree char *file = g_build_filename (dir, "application_default_credentials.json", NULL);
  g_autofree char *large = g_build_filename (dir, "large.json", NULL);
  g_autofree char *named = g_build_filename (dir, "named.json", NULL);
  g_autofree char *missing = g_build_filename (dir, "missing.json", NULL);
  g_autofree char *bytes = g_strnfill (65 * 1024, ' ');
  g_autoptr (ExmCredentials) credentials = NULL;
  char *path;

  g_assert_true (g_file_set_contents (file, "{\"type\":\"authorized_user\"," USER "}", -1, NULL));
  g_assert_true (g_file_set_contents (large, bytes, 65 * 1024, NULL));

  /* The standard place. */
  g_unsetenv ("GOOGLE_APPLICATION_CREDENTIALS");
  g_setenv ("CLOUDSDK_CONFIG", dir, TRUE);
  path = exm_credentials_dup_standard_path ();
  g_assert_cmpstr (path, ==, file);
  g_free (path);
  /* What is named but missing is not replaced by another account. */
  g_setenv ("GOOGLE_APPLICATION_CREDENTIALS", named, TRUE);
  g_assert_null (exm_credentials_dup_standard_path ());
  g_assert_true (g_file_set_contents (named, "{}", -1, NULL));
  path = exm_credentials_dup_standard_path ();
  g_assert_cmpstr (path, ==, named);
  g_free (path);

  credentials = exm_credentials_load (file, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (credentials);
  g_assert_null (exm_credentials_load (missing, NULL, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);
  g_assert_null (exm_credentials_load (dir, NULL, &error));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (exm_credentials_load (large, NULL, &error));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_INVALID);
  g_clear_error (&error);
  /* Devices and pipes do not end. */
  g_assert_null (exm_credentials_load ("/dev/zero", NULL, &error));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_INVALID);

  g_remove (file);
  g_remove (large);
  g_remove (named);
  g_rmdir (dir);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cloud/credentials/files", test_files);
  g_test_add_func ("/cloud/credentials/values", test_values);
  g_test_add_func ("/cloud/credentials/assertion", test_assertion);
  g_test_add_func ("/cloud/credentials/disk", test_disk);
  return g_test_run ();
}
