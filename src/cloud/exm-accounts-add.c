/* exm-accounts-add.c - adding accounts, by browser or by file: what waits
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-accounts-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-json-write.h"

#include "exm-cloud-error.h"
#include "exm-credentials-private.h"

/* Keeping. */

static ExmAccount *
find_same (GPtrArray     *snapshot,
           ExmAccountKind kind,
           const char    *subject,
           const char    *email,
           const char    *path)
{
  for (guint i = 0; i < snapshot->len; i++)
    {
      ExmAccount      *account = g_ptr_array_index (snapshot, i);
      g_autofree char *its_subject = _exm_account_dup_subject (account);
      g_autofree char *its_email = exm_account_dup_email (account);
      g_autofree char *its_file = exm_account_dup_file (account);

      if (exm_account_get_kind (account) != kind)
        continue;
      if (subject != NULL && its_subject != NULL)
        {
          if (strcmp (subject, its_subject) == 0)
            return account;
        }
      else if (email != NULL && its_email != NULL)
        {
          if (g_ascii_strcasecmp (email, its_email) == 0)
            return account;
        }
      else if (path != NULL && g_strcmp0 (path, its_file) == 0)
        return account;
    }
  return NULL;
}

/* Writes the account down and its secret into the password store. */
static void
keep (ExmAccounts      *self,
      ExmAccountRecord *record,
      const char       *secret,
      GCancellable     *cancellable)
{
  g_autofree char *name = _exm_accounts_secret_name (record->id);
  g_autofree char *label = NULL;
  g_autoptr (GError) problem = NULL;
  gboolean stored = FALSE;

  /* Translators: the name of an item in the password manager. %s is an e-mail. */
  label = g_strdup_printf (_ ("Exemplar: %s"), record->email != NULL ? record->email : record->id);
  if (secret != NULL)
    stored = _exm_secrets_store (_exm_accounts_get_secrets (self), name, label, secret, cancellable);
  record->lasting = stored || record->file != NULL;
  if (record->lasting && !_exm_accounts_file_put (_exm_accounts_get_path (self), record, &problem))
    {
      g_message ("an account is kept for this run only: %s", problem->message);
      record->lasting = FALSE;
    }
}

/* Signing in. */

static ExmSignInClient *
get_client (ExmAccounts  *self,
            GCancellable *cancellable,
            GError      **error)
{
  ExmSignInClient *client = _exm_accounts_ref_client (self);
  g_autoptr (ExmAccountsFile) file = NULL;
  char *text;

  if (client != NULL)
    return client;
  text = _exm_secrets_lookup (_exm_accounts_get_secrets (self), EXM_ACCOUNTS_SECRET_CLIENT, cancellable, NULL);
  if (text != NULL)
    {
      client = exm_sign_in_client_parse (text, strlen (text), _exm_accounts_get_origin (self), error);
      _exm_wipe (text);
      return client;
    }
  file = _exm_accounts_file_read (_exm_accounts_get_path (self), NULL);
  if (file != NULL && file->client_file != NULL)
    return exm_sign_in_client_load (file->client_file, _exm_accounts_get_origin (self), error);
  g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_PRECONDITION,
                       _ ("Signing in with the browser needs a client file of your Google Cloud project"));
  return NULL;
}

typedef struct
{
  ExmAccountsOpenFunc open;
  gpointer            data;
  char               *url;
  GCancellable       *cancellable;
} Open;

static gboolean
open_cb (gpointer data)
{
  Open *call = data;

  if (!g_cancellable_is_cancelled (call->cancellable))
    call->open (call->url, call->data);
  return G_SOURCE_REMOVE;
}

static void
open_free (gpointer data)
{
  Open *call = data;

  _exm_wipe (call->url);
  g_clear_object (&call->cancellable);
  g_free (call);
}

static void
open_page (ExmAccountsJob *job,
           const char     *url,
           GCancellable   *cancellable)
{
  g_autoptr (GSource) source = NULL;
  Open *call;

  if (job->open_context == NULL)
    {
      job->open (url, job->open_data);
      return;
    }
  call = g_new0 (Open, 1);
  call->open = job->open;
  call->data = job->open_data;
  call->url = g_strdup (url);
  call->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, open_cb, call, open_free);
  g_source_attach (source, job->open_context);
}

/* In the form of an `authorized_user` file, which is read back as such. */
static char *
user_secret (ExmSignInClient *client,
             const char      *refresh_token)
{
  GString *text = g_string_new ("{\"type\":\"authorized_user\",\"client_id\":");

  exm_json_append_string (text, client->id, -1);
  g_string_append (text, ",\"client_secret\":");
  exm_json_append_string (text, client->secret, -1);
  g_string_append (text, ",\"refresh_token\":");
  exm_json_append_string (text, refresh_token, -1);
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

gboolean
_exm_accounts_work_sign_in (ExmAccounts    *self,
                            ExmAccountsJob *job,
                            GCancellable   *cancellable,
                            GError        **error)
{
  const char *origin = _exm_accounts_get_origin (self);
  g_autoptr (ExmSignInClient) client = get_client (self, cancellable, error);
  g_autofree char *hint = job->account != NULL ? exm_account_dup_email (job->account) : NULL;
  g_autoptr (ExmSignInResult) result = NULL;
  g_autoptr (ExmSignIn) attempt = NULL;
  ExmAccountRecord *record;
  ExmAccount       *same;
  char             *secret;

  if (client == NULL)
    return FALSE;
  attempt = exm_sign_in_new (client, _exm_accounts_get_http (self), origin, hint, error);
  if (attempt == NULL)
    return FALSE;
  open_page (job, exm_sign_in_get_url (attempt), cancellable);
  result = exm_sign_in_wait (attempt, cancellable, error);
  if (result == NULL)
    return FALSE;
  if (result->refresh_token == NULL)
    {
      g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_AUTH,
                           _ ("Google gave a sign-in for an hour only. Remove Exemplar from the connections of your Google account, then sign in again"));
      return FALSE;
    }

  same = find_same (job->snapshot, EXM_ACCOUNT_BROWSER, result->subject, result->email, NULL);
  record = job->record = g_new0 (ExmAccountRecord, 1);
  record->id = same != NULL ? g_strdup (exm_account_get_id (same)) : g_uuid_string_random ();
  record->kind = EXM_ACCOUNT_BROWSER;
  record->email = g_steal_pointer (&result->email);
  record->subject = g_steal_pointer (&result->subject);
  record->client_id = g_strdup (client->id);
  record->credentials = _exm_credentials_new_user (client->id, client->secret, result->refresh_token, origin);
  record->access_token = g_steal_pointer (&result->access_token);
  record->expires_in = result->expires_in;
  secret = user_secret (client, result->refresh_token);
  keep (self, record, secret, cancellable);
  _exm_wipe (secret);
  return TRUE;
}

/* Files. */

static ExmAccountKind
kind_of_file (ExmCredentials *credentials,
              gboolean        standard)
{
  ExmAccountKind kind = exm_credentials_get_kind (credentials);

  return standard && kind == EXM_ACCOUNT_SERVICE_ACCOUNT ? EXM_ACCOUNT_ADC_SERVICE_ACCOUNT : kind;
}

static gboolean
is_standard (const char *path)
{
  g_autofree char *standard = exm_credentials_dup_standard_path ();
  g_autofree char *full = standard != NULL ? g_canonicalize_filename (standard, NULL) : NULL;

  return g_strcmp0 (full, path) == 0;
}

static gboolean
try_file (ExmAccounts      *self,
          ExmAccountRecord *record,
          GCancellable     *cancellable,
          GError          **error)
{
  const char *origin = _exm_accounts_get_origin (self);
  g_autoptr (ExmGrant) grant =
               _exm_token_fetch (record->credentials, _exm_accounts_get_http (self), origin, cancellable, error);

  if (grant == NULL)
    return FALSE;
  record->email = g_strdup (exm_credentials_get_email (record->credentials));
  /* A person's file seldom tells; an account without a name is better than none. */
  if (record->email == NULL)
    _exm_oauth_userinfo (_exm_accounts_get_http (self), origin, grant->access_token,
                         &record->email, &record->subject, cancellable, NULL);
  record->access_token = g_steal_pointer (&grant->access_token);
  record->expires_in = grant->expires_in;
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* (transfer full) (nullable): whoever the file was of before: nothing is left of it. */
static ExmAccount *
find_replaced (ExmAccounts *self,
               GPtrArray   *snapshot,
               const char  *file,
               const char  *id)
{
  for (guint i = 0; i < snapshot->len; i++)
    {
      ExmAccount      *account = g_ptr_array_index (snapshot, i);
      g_autofree char *its_file = exm_account_dup_file (account);
      g_autoptr (GError) error = NULL;

      if (g_strcmp0 (its_file, file) != 0 || g_str_equal (exm_account_get_id (account), id))
        continue;
      if (!_exm_accounts_file_remove (_exm_accounts_get_path (self), exm_account_get_id (account), &error))
        g_message ("a former account stays in the list: %s", error->message);
      return g_object_ref (account);
    }
  return NULL;
}

gboolean
_exm_accounts_work_file (ExmAccounts    *self,
                         ExmAccountsJob *job,
                         GCancellable   *cancellable,
                         GError        **error)
{
  g_autofree char *full = g_canonicalize_filename (job->path, NULL);
  gboolean         standard = is_standard (full);
  gsize            length = 0;
  char            *text = _exm_read_small_file (full, &length, error);
  g_autoptr (ExmAccountRecord) record = g_new0 (ExmAccountRecord, 1);
  gboolean ok;

  if (text == NULL)
    return FALSE;
  record->credentials = exm_credentials_parse (text, length, _exm_accounts_get_origin (self), error);
  ok = record->credentials != NULL && try_file (self, record, cancellable, error);
  if (ok)
    {
      ExmAccount *same;

      record->kind = kind_of_file (record->credentials, standard);
      record->file = g_strdup (full);
      record->quota_project = g_strdup (exm_credentials_get_quota_project (record->credentials));
      same = find_same (job->snapshot, record->kind, record->subject, record->email, full);
      record->id = same != NULL ? g_strdup (exm_account_get_id (same)) : g_uuid_string_random ();
      keep (self, record, standard ? NULL : text, cancellable);
      if (standard)
        job->replaced = find_replaced (self, job->snapshot, full, record->id);
      job->record = g_steal_pointer (&record);
    }
  explicit_bzero (text, length);
  g_free (text);
  return ok;
}

/* Whether the file of @account still holds what the account was made of. A person's
 * file may not say whose it is; then the sign-in in it tells, once it was used. */
static gboolean
is_same_as_file (ExmAccount     *account,
                 ExmCredentials *credentials)
{
  g_autofree char *email = exm_account_dup_email (account);
  g_autoptr (ExmToken) token = _exm_account_ref_token (account);
  const char *file_email = exm_credentials_get_email (credentials);

  if (exm_account_get_kind (account) != kind_of_file (credentials, TRUE))
    return FALSE;
  if (email != NULL && file_email != NULL)
    return g_ascii_strcasecmp (email, file_email) == 0;
  return token == NULL || _exm_token_uses (token, credentials);
}

static gboolean
is_listed (GPtrArray      *snapshot,
           const char     *file,
           ExmCredentials *credentials)
{
  for (guint i = 0; i < snapshot->len; i++)
    {
      ExmAccount      *account = g_ptr_array_index (snapshot, i);
      g_autofree char *its_file = exm_account_dup_file (account);

      if (g_strcmp0 (its_file, file) == 0 && is_same_as_file (account, credentials))
        return TRUE;
    }
  return FALSE;
}

gboolean
_exm_accounts_work_offer (ExmAccounts    *self,
                          ExmAccountsJob *job,
                          GCancellable   *cancellable,
                          GError        **error)
{
  g_autofree char *path = exm_credentials_dup_standard_path ();
  g_autofree char *full = path != NULL ? g_canonicalize_filename (path, NULL) : NULL;
  g_autoptr (ExmCredentials) credentials = NULL;

  if (full == NULL)
    return TRUE;
  credentials = exm_credentials_load (full, _exm_accounts_get_origin (self), error);
  if (credentials == NULL)
    return FALSE;
  if (is_listed (job->snapshot, full, credentials))
    return TRUE;
  job->kind = kind_of_file (credentials, TRUE);
  job->email = g_strdup (exm_credentials_get_email (credentials));
  job->path = g_steal_pointer (&full);
  return TRUE;
}
