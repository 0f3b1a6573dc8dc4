/* accounts-fixture.h - accounts, a practice service, and a person at the browser
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

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

G_BEGIN_DECLS

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

static inline char *
write_file (Fixture    *fixture,
            const char *name,
            const char *text)
{
  char *path = g_build_filename (fixture->dir, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static inline ExmAccounts *
new_accounts (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  ExmAccounts *accounts = exm_accounts_new (fixture->config, &error);

  g_assert_no_error (error);
  g_assert_true (exm_accounts_load (accounts, NULL, &error));
  g_assert_no_error (error);
  return accounts;
}

static inline void
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

static inline void
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
static inline void
let_workers_end (gpointer object)
{
  for (guint i = 0; i < 200 && G_OBJECT (object)->ref_count > 1; i++)
    g_usleep (10 * 1000);
}

static inline void
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

static inline void
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
static inline char *
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

static inline gpointer
person_thread (gpointer data)
{
  Person *person = data;

  person->final_page = browser_visit (person->url);
  return NULL;
}

static inline void
open_cb (const char *url,
         gpointer    data)
{
  Person *person = data;

  person->url = person->hint != NULL ? g_strconcat (url, "&login_hint=", person->hint, NULL) : g_strdup (url);
  person->thread = g_thread_new ("person", person_thread, person);
}

static inline ExmAccount *
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

static inline void
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

G_END_DECLS
