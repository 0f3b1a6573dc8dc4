/* exm-accounts.h - the accounts that this program may work with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "exm-account.h"
#include "exm-credentials.h"
#include "exm-google.h"

G_BEGIN_DECLS

/**
 * ExmAccounts:
 *
 * A GListModel of [class@Account], in the order in which they were added; the
 * practice account and the one of the environment, if any, come first.
 *
 * What is kept: `accounts.ini` (0600) in the config folder (0700) names the
 * accounts, without anything secret; refresh tokens, keys and client secrets lie
 * in the secret service (libsecret). Where there is none, they are kept in
 * memory for this run only, and `lasting` says so. Accounts of a stand-in
 * (EXEMPLAR_GOOGLE_ORIGIN) are kept apart from real ones, in
 * `accounts-standin.ini`, and never reach Google, nor real ones the stand-in.
 *
 * Properties, notified in the main context in which it was made:
 *
 * - `lasting` (boolean): whether new accounts will outlive this run
 * - `has-client` (boolean): whether signing in with the browser is possible: a
 *   client file was built in or handed over
 *
 * An object belongs to the thread (main context) that made it. Async calls work
 * on a worker and come back to the caller's thread-default context, which must
 * be the same. Those without `_async` wait, and are for the command line.
 */
#define EXM_TYPE_ACCOUNTS (exm_accounts_get_type ())
G_DECLARE_FINAL_TYPE (ExmAccounts, exm_accounts, EXM, ACCOUNTS, GObject)

/**
 * exm_accounts_new:
 * @config_dir: (nullable): folder of `accounts.ini`; %NULL is the usual one,
 *   "exemplar" in the user's config folder. Made when something is kept
 * @error: return location for EXM_CLOUD_ERROR_REFUSED: EXEMPLAR_GOOGLE_ORIGIN
 *   is set, but is not an origin on this computer
 *
 * An empty list: load it next.
 *
 * Returns: (transfer full) (nullable): the accounts
 */
ExmAccounts *exm_accounts_new (const char *config_dir,
                               GError    **error);

/**
 * exm_accounts_load_async:
 *
 * Reads what is kept, and takes the account of the environment
 * (EXEMPLAR_ACCESS_TOKEN) in. Does not touch the network. An account whose secret
 * is gone is listed as EXM_ACCOUNT_SIGN_IN_AGAIN.
 *
 * exm_accounts_load_finish() fails with G_FILE_ERROR or G_KEY_FILE_ERROR when
 * `accounts.ini` cannot be read or is damaged (the file stays as it is), or with
 * EXM_CLOUD_ERROR_REFUSED when the token of the environment is not one.
 */
void     exm_accounts_load_async (ExmAccounts        *self,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
gboolean exm_accounts_load_finish (ExmAccounts  *self,
                                   GAsyncResult *result,
                                   GError      **error);
gboolean exm_accounts_load (ExmAccounts  *self,
                            GCancellable *cancellable,
                            GError      **error);

gboolean exm_accounts_is_lasting (ExmAccounts *self);

/**
 * exm_accounts_find:
 * @name: an id, or an e-mail in any case
 *
 * Returns: (transfer none) (nullable): the first account of that name
 */
ExmAccount *exm_accounts_find (ExmAccounts *self,
                               const char  *name);

/* The practice account. */

/**
 * exm_accounts_set_practice:
 * @google: (nullable): a session of exm_google_new_practice(), %NULL takes the
 *   practice account out of the list
 *
 * The practice account is there while the practice service runs; it is never
 * written down.
 *
 * Returns: (transfer none) (nullable): the account
 */
ExmAccount *exm_accounts_set_practice (ExmAccounts *self,
                                       ExmGoogle   *google);

/* Signing in with the browser. */

gboolean exm_accounts_has_client (ExmAccounts *self);

/**
 * exm_accounts_set_client_file_async:
 * @path: a `client_secret_*.json` of a Google OAuth client of the type Desktop app
 *
 * Takes the client to sign in with from now on and keeps it (its secret in the
 * secret service). A client built in with `-Doauth_client` comes first, until a
 * file is handed over here.
 *
 * exm_accounts_set_client_file_finish() fails with G_IO_ERROR or G_FILE_ERROR
 * (the file cannot be read), EXM_CLOUD_ERROR_INVALID (it is not such a file; the
 * message says what it is) or EXM_CLOUD_ERROR_REFUSED (it names addresses other
 * than Google's).
 */
void     exm_accounts_set_client_file_async (ExmAccounts        *self,
                                             const char         *path,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
gboolean exm_accounts_set_client_file_finish (ExmAccounts  *self,
                                              GAsyncResult *result,
                                              GError      **error);
gboolean exm_accounts_set_client_file (ExmAccounts  *self,
                                       const char   *path,
                                       GCancellable *cancellable,
                                       GError      **error);

/**
 * ExmAccountsOpenFunc:
 * @url: the page to open in the system's browser (never in a web view: Google
 *   refuses those)
 * @user_data: data for the function
 *
 * Called once, in the context of the caller; in exm_accounts_sign_in(), in the
 * calling thread.
 */
typedef void (*ExmAccountsOpenFunc) (const char *url,
                                     gpointer    user_data);

/**
 * exm_accounts_sign_in_async:
 * @account: (nullable): a browser account that has to sign in again: its page is
 *   offered that e-mail first, and the account keeps its id. If the person picks
 *   another Google account there, that one is added instead
 * @open: opens the page
 * @open_data: data for @open
 * @cancellable: (nullable): gives up at once and closes the listener
 *
 * Signs in with the browser (RFC 8252, PKCE): waits up to five minutes for the
 * person, then gets the tokens and the e-mail. Signing in to an account that is
 * there already renews that one.
 *
 * exm_accounts_sign_in_finish() fails with EXM_CLOUD_ERROR_PRECONDITION (there is
 * no client file, see exm_accounts_has_client()), EXM_CLOUD_ERROR_TIMEOUT (five
 * minutes are over), EXM_CLOUD_ERROR_AUTH (declined, the box for Google Cloud
 * was not ticked, or the answer was not accepted), as exm_http_send(), or
 * G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full) (nullable): the account
 */
void        exm_accounts_sign_in_async (ExmAccounts        *self,
                                        ExmAccount         *account,
                                        ExmAccountsOpenFunc open,
                                        gpointer            open_data,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
ExmAccount *exm_accounts_sign_in_finish (ExmAccounts  *self,
                                         GAsyncResult *result,
                                         GError      **error);
ExmAccount *exm_accounts_sign_in (ExmAccounts        *self,
                                  ExmAccount         *account,
                                  ExmAccountsOpenFunc open,
                                  gpointer            open_data,
                                  GCancellable       *cancellable,
                                  GError            **error);

/* Files. */

/**
 * exm_accounts_add_file_async:
 * @path: a credentials file: a service account's key, or one of the kinds of
 *   Application Default Credentials (see exm-credentials.h)
 *
 * Reads the file, gets a token with it (so that a key that no longer works is
 * told at once), and adds the account. A copy of a chosen file is kept in the
 * secret service; without one, and for the file in the standard place, the path
 * is kept and the file is read each time. Adding an account that is there
 * already renews that one.
 *
 * exm_accounts_add_file_finish() fails as exm_credentials_load() and
 * exm_google_send() do; then nothing is added.
 *
 * Returns: (transfer full) (nullable): the account
 */
void        exm_accounts_add_file_async (ExmAccounts        *self,
                                         const char         *path,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
ExmAccount *exm_accounts_add_file_finish (ExmAccounts  *self,
                                          GAsyncResult *result,
                                          GError      **error);
ExmAccount *exm_accounts_add_file (ExmAccounts  *self,
                                   const char   *path,
                                   GCancellable *cancellable,
                                   GError      **error);

/**
 * exm_accounts_offer_async:
 *
 * Looks for Application Default Credentials in the standard place. To be offered
 * as one click: pass the path to exm_accounts_add_file_async().
 *
 * exm_accounts_offer_finish() gives %NULL without an error when there are none,
 * or when their account is in the list already; %NULL with an error of
 * exm_credentials_load() when there is a file that does not work here, whose
 * message says why.
 *
 * Returns: (transfer full) (nullable): path of the file; @kind and @email
 *   (nullable, transfer full) tell what it holds
 */
void  exm_accounts_offer_async (ExmAccounts        *self,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
char *exm_accounts_offer_finish (ExmAccounts    *self,
                                 GAsyncResult   *result,
                                 ExmAccountKind *kind,
                                 char          **email,
                                 GError        **error);
char *exm_accounts_offer (ExmAccounts    *self,
                          ExmAccountKind *kind,
                          char          **email,
                          GError        **error);

/* Leaving. */

/**
 * exm_accounts_remove_async:
 * @account: an account of the list
 *
 * Signs out: revokes the account with Google where that is right (see
 * exm_account_is_revocable()), forgets its secret and takes it out of the list.
 * Sessions opened with it get EXM_CLOUD_ERROR_AUTH from now on.
 *
 * exm_accounts_remove_finish() returns %FALSE when something went wrong on the
 * way. Unless that is G_IO_ERROR_CANCELLED, the account is gone from here all the
 * same; what is left undone is the revocation, and EXM_ACCOUNTS_GRANTS_URL is
 * where the person can do that.
 */
void     exm_accounts_remove_async (ExmAccounts        *self,
                                    ExmAccount         *account,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
gboolean exm_accounts_remove_finish (ExmAccounts  *self,
                                     GAsyncResult *result,
                                     GError      **error);
gboolean exm_accounts_remove (ExmAccounts  *self,
                              ExmAccount   *account,
                              GCancellable *cancellable,
                              GError      **error);

/** Where people see and revoke what they have granted to programs. */
#define EXM_ACCOUNTS_GRANTS_URL "https://myaccount.google.com/connections"

/* Working. */

/**
 * exm_accounts_open_async:
 * @account: an account of the list
 *
 * A session with @account. All sessions of an account share its token: it is
 * fetched when first needed, renewed five minutes before it runs out, one
 * renewal at a time, and once more after a 401. Each session has a quota project
 * of its own; it begins with that of the credentials file.
 *
 * Does not touch the network; reads the secret service or the file the first
 * time. exm_accounts_open_finish() fails with EXM_CLOUD_ERROR_AUTH when the
 * person must sign in again, or as exm_credentials_load().
 *
 * Returns: (transfer full) (nullable): a new session
 */
void       exm_accounts_open_async (ExmAccounts        *self,
                                    ExmAccount         *account,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
ExmGoogle *exm_accounts_open_finish (ExmAccounts  *self,
                                     GAsyncResult *result,
                                     GError      **error);
ExmGoogle *exm_accounts_open (ExmAccounts  *self,
                              ExmAccount   *account,
                              GCancellable *cancellable,
                              GError      **error);

G_END_DECLS
