/* exm-accounts-private.h - the parts of the list of accounts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-accounts.h"

#include "exm-account-private.h"
#include "exm-secrets-private.h"
#include "exm-sign-in.h"

G_BEGIN_DECLS

/* What is known of an account before it is in the list, and what is written
 * down of it: nothing secret but @credentials and @access_token. */
typedef struct
{
  char          *id;
  ExmAccountKind kind;
  char          *email;
  char          *subject;
  char          *file;
  char          *quota_project;
  char          *client_id;

  gboolean        lasting;
  ExmAccountState state;
  ExmCredentials *credentials;  /* NULL: not loaded yet */
  char           *access_token; /* NULL: none yet */
  gint64          expires_in;
} ExmAccountRecord;

void _exm_account_record_free (ExmAccountRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmAccountRecord, _exm_account_record_free)

/* exm-accounts-file.c: blocks for the disk, any thread. */

typedef struct
{
  GPtrArray *accounts; /* ExmAccountRecord */
  char      *client_file;
  gboolean   has_client; /* one was handed over */
} ExmAccountsFile;

void _exm_accounts_file_free (ExmAccountsFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmAccountsFile, _exm_accounts_file_free)

ExmAccountsFile *_exm_accounts_file_read (const char *path,
                                          GError    **error);
gboolean         _exm_accounts_file_put (const char             *path,
                                         const ExmAccountRecord *record,
                                         GError                **error);
gboolean         _exm_accounts_file_remove (const char *path,
                                            const char *id,
                                            GError    **error);
gboolean         _exm_accounts_file_set_client (const char *path,
                                                const char *client_file,
                                                GError    **error);

/* exm-accounts.c: the list, in its own thread; the rest in any. */

const char *_exm_accounts_get_path (ExmAccounts *self);
const char *_exm_accounts_get_origin (ExmAccounts *self);
ExmSecrets *_exm_accounts_get_secrets (ExmAccounts *self);

/* Of all accounts; started with the first that needs it. */
ExmHttp *_exm_accounts_get_http (ExmAccounts *self);

/* (transfer full) (nullable): the client to sign in with, if it is loaded. */
ExmSignInClient *_exm_accounts_ref_client (ExmAccounts *self);
void             _exm_accounts_set_client (ExmAccounts     *self,
                                           ExmSignInClient *client,
                                           gboolean         has_client);

/* (transfer full): ExmAccount, all of the list. */
GPtrArray *_exm_accounts_snapshot (ExmAccounts *self);

/* Puts what is known into the account of that id, or into a new one at the end.
 * (transfer none) */
ExmAccount *_exm_accounts_put (ExmAccounts            *self,
                               const ExmAccountRecord *record);
void        _exm_accounts_drop (ExmAccounts *self,
                                ExmAccount  *account);
void        _exm_accounts_set_lasting (ExmAccounts *self,
                                       gboolean     lasting);
void        _exm_accounts_set_environment (ExmAccounts *self,
                                           ExmGoogle   *google);

/* exm-accounts-work.c, exm-accounts-add.c: what waits; on a worker. */

#define EXM_ACCOUNTS_SECRET_CLIENT "client"

/* (transfer full): what the secret of an account is called. */
char *_exm_accounts_secret_name (const char *id);

typedef struct _ExmAccountsJob ExmAccountsJob;

struct _ExmAccountsJob
{
  /* On a worker. */
  gboolean (*work) (ExmAccounts    *self,
                    ExmAccountsJob *job,
                    GCancellable   *cancellable,
                    GError        **error);
  /* In the list's thread; @error: NULL if the work was done. Nullable. */
  void (*apply) (ExmAccounts    *self,
                 ExmAccountsJob *job,
                 const GError   *error);

  /* In. */
  char               *path;
  ExmAccount         *account;
  GPtrArray          *snapshot;
  ExmAccountsOpenFunc open;
  gpointer            open_data;
  GMainContext       *open_context; /* NULL: call it in the worker's thread */

  /* Out. */
  ExmAccountsFile  *file;
  ExmAccount       *replaced; /* whose file is another's now */
  ExmAccountRecord *record;
  ExmSignInClient  *client;
  ExmGoogle        *google;
  ExmGoogle        *environment;
  gboolean          lasting;
  gboolean          has_client;
  char             *email;
  ExmAccountKind    kind;
};

void _exm_accounts_job_free (ExmAccountsJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmAccountsJob, _exm_accounts_job_free)

gboolean _exm_accounts_work_load (ExmAccounts    *self,
                                  ExmAccountsJob *job,
                                  GCancellable   *cancellable,
                                  GError        **error);
gboolean _exm_accounts_work_client (ExmAccounts    *self,
                                    ExmAccountsJob *job,
                                    GCancellable   *cancellable,
                                    GError        **error);
gboolean _exm_accounts_work_sign_in (ExmAccounts    *self,
                                     ExmAccountsJob *job,
                                     GCancellable   *cancellable,
                                     GError        **error);
gboolean _exm_accounts_work_file (ExmAccounts    *self,
                                  ExmAccountsJob *job,
                                  GCancellable   *cancellable,
                                  GError        **error);
gboolean _exm_accounts_work_offer (ExmAccounts    *self,
                                   ExmAccountsJob *job,
                                   GCancellable   *cancellable,
                                   GError        **error);
gboolean _exm_accounts_work_remove (ExmAccounts    *self,
                                    ExmAccountsJob *job,
                                    GCancellable   *cancellable,
                                    GError        **error);
gboolean _exm_accounts_work_open (ExmAccounts    *self,
                                  ExmAccountsJob *job,
                                  GCancellable   *cancellable,
                                  GError        **error);

G_END_DECLS
