/* exm-accounts-work.c - loading, opening and leaving accounts: what waits
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-accounts-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "exm-cloud-error.h"
#include "exm-credentials-private.h"

/* All of this runs on a worker (or in the command line's only thread) and does
 * not touch the list: what it finds out goes back in the job.
 */

void
_exm_accounts_job_free (ExmAccountsJob *job)
{
  if (job == NULL)
    return;
  g_free (job->path);
  g_clear_object (&job->account);
  g_clear_pointer (&job->snapshot, g_ptr_array_unref);
  g_clear_pointer (&job->open_context, g_main_context_unref);
  _exm_accounts_file_free (job->file);
  _exm_account_record_free (job->record);
  g_clear_pointer (&job->client, exm_sign_in_client_unref);
  g_clear_object (&job->replaced);
  g_clear_object (&job->google);
  g_clear_object (&job->environment);
  g_free (job->email);
  g_free (job);
}

char *
_exm_accounts_secret_name (const char *id)
{
  return g_strconcat ("account/", id, NULL);
}

/* Loading. */

static ExmAccountState
look_at (ExmAccounts            *self,
         const ExmAccountRecord *record,
         GCancellable           *cancellable)
{
  g_autofree char *name = _exm_accounts_secret_name (record->id);
  g_autoptr (GError) problem = NULL;

  if (record->file != NULL && access (record->file, R_OK) == 0)
    return EXM_ACCOUNT_READY;
  if (_exm_secrets_has (_exm_accounts_get_secrets (self), name, cancellable, &problem))
    return EXM_ACCOUNT_READY;
  if (problem != NULL || record->kind != EXM_ACCOUNT_BROWSER)
    return EXM_ACCOUNT_UNREADABLE;
  return EXM_ACCOUNT_SIGN_IN_AGAIN;
}

/* EXEMPLAR_ACCESS_TOKEN: absent is no error. */
static gboolean
load_environment (ExmAccountsJob *job,
                  GError        **error)
{
  const char *token = g_getenv ("EXEMPLAR_ACCESS_TOKEN");

  if (token == NULL || *token == '\0')
    return TRUE;
  job->environment = exm_google_new_from_environment (error);
  return job->environment != NULL;
}

gboolean
_exm_accounts_work_load (ExmAccounts    *self,
                         ExmAccountsJob *job,
                         GCancellable   *cancellable,
                         GError        **error)
{
  job->lasting = _exm_secrets_probe (_exm_accounts_get_secrets (self), cancellable);
  job->client = _exm_accounts_get_origin (self) == NULL ? exm_sign_in_client_get_built_in () : NULL;
  job->has_client = job->client != NULL;
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  job->file = _exm_accounts_file_read (_exm_accounts_get_path (self), error);
  if (job->file == NULL)
    return FALSE;
  if (job->file->has_client &&
      (_exm_secrets_has (_exm_accounts_get_secrets (self), EXM_ACCOUNTS_SECRET_CLIENT, cancellable, NULL) ||
       (job->file->client_file != NULL && access (job->file->client_file, R_OK) == 0)))
    {
      /* Read when it is needed: that may ask to unlock the password store. */
      g_clear_pointer (&job->client, exm_sign_in_client_unref);
      job->has_client = TRUE;
    }
  for (guint i = 0; i < job->file->accounts->len; i++)
    {
      ExmAccountRecord *record = g_ptr_array_index (job->file->accounts, i);

      record->state = look_at (self, record, cancellable);
    }
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  return load_environment (job, error);
}

/* The client. */

gboolean
_exm_accounts_work_client (ExmAccounts    *self,
                           ExmAccountsJob *job,
                           GCancellable   *cancellable,
                           GError        **error)
{
  const char      *origin = _exm_accounts_get_origin (self);
  g_autofree char *full = g_canonicalize_filename (job->path, NULL);
  gsize            length = 0;
  char            *text = _exm_read_small_file (full, &length, error);

  if (text == NULL)
    return FALSE;
  job->client = exm_sign_in_client_parse (text, length, origin, error);
  if (job->client != NULL)
    {
      g_autoptr (GError) problem = NULL;

      _exm_secrets_store (_exm_accounts_get_secrets (self), EXM_ACCOUNTS_SECRET_CLIENT,
                          _ ("Exemplar: client file to sign in with"), text, cancellable);
      if (!_exm_accounts_file_set_client (_exm_accounts_get_path (self), full, &problem))
        g_message ("the client file is kept for this run only: %s", problem->message);
    }
  explicit_bzero (text, length);
  g_free (text);
  return job->client != NULL;
}

/* Opening and leaving. */

static ExmCredentials *
load_credentials (ExmAccounts  *self,
                  ExmAccount   *account,
                  GCancellable *cancellable,
                  GError      **error)
{
  const char      *origin = _exm_accounts_get_origin (self);
  g_autofree char *name = _exm_accounts_secret_name (exm_account_get_id (account));
  g_autofree char *file = exm_account_dup_file (account);
  g_autoptr (GError) problem = NULL;
  char *text;

  text = _exm_secrets_lookup (_exm_accounts_get_secrets (self), name, cancellable, &problem);
  if (text != NULL)
    {
      ExmCredentials *credentials = exm_credentials_parse (text, strlen (text), origin, error);

      _exm_wipe (text);
      return credentials;
    }
  if (file != NULL && !g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return exm_credentials_load (file, origin, error);
  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  else
    g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_AUTH,
                         _ ("The sign-in of this account is no longer kept: sign in again"));
  return NULL;
}

static ExmToken *
get_token (ExmAccounts  *self,
           ExmAccount   *account,
           GCancellable *cancellable,
           GError      **error)
{
  ExmToken *token = _exm_account_ref_token (account);
  g_autoptr (ExmCredentials) credentials = NULL;
  g_autoptr (GError) problem = NULL;

  if (token != NULL)
    return token;
  credentials = load_credentials (self, account, cancellable, &problem);
  if (credentials == NULL)
    {
      if (!g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        _exm_account_set_state (account, g_error_matches (problem, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_AUTH)
                                           ? EXM_ACCOUNT_SIGN_IN_AGAIN
                                           : EXM_ACCOUNT_UNREADABLE);
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  return _exm_account_ensure_token (account, credentials, _exm_accounts_get_http (self));
}

gboolean
_exm_accounts_work_open (ExmAccounts    *self,
                         ExmAccountsJob *job,
                         GCancellable   *cancellable,
                         GError        **error)
{
  g_autoptr (ExmToken) token = NULL;

  job->google = _exm_account_ref_google (job->account);
  if (job->google != NULL)
    return TRUE;
  token = get_token (self, job->account, cancellable, error);
  if (token == NULL)
    return FALSE;
  job->google = _exm_google_new_account (job->account, token);
  return TRUE;
}

gboolean
_exm_accounts_work_remove (ExmAccounts    *self,
                           ExmAccountsJob *job,
                           GCancellable   *cancellable,
                           GError        **error)
{
  g_autofree char *name = _exm_accounts_secret_name (exm_account_get_id (job->account));
  g_autoptr (ExmToken) token = _exm_account_ref_token (job->account);
  g_autoptr (GError) problem = NULL;

  /* Only named here, not kept. */
  if (exm_account_get_kind (job->account) <= EXM_ACCOUNT_BEARER)
    return TRUE;
  if (exm_account_is_revocable (job->account))
    {
      g_autoptr (ExmCredentials) credentials = load_credentials (self, job->account, cancellable, &problem);

      if (credentials != NULL && credentials->refresh_token != NULL)
        _exm_oauth_revoke (_exm_accounts_get_http (self), _exm_accounts_get_origin (self),
                           credentials->refresh_token, cancellable, &problem);
      if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
    }
  if (token != NULL)
    _exm_token_close (token);
  _exm_secrets_forget (_exm_accounts_get_secrets (self), name, NULL);
  /* What could not be taken out of the file matters more: it would come back. */
  if (!_exm_accounts_file_remove (_exm_accounts_get_path (self), exm_account_get_id (job->account), error))
    return FALSE;
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}
