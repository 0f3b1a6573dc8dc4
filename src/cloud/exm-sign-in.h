/* exm-sign-in.h - signing in with the browser: OAuth 2.0 for native programs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "exm-http.h"

G_BEGIN_DECLS

/* Most callers want exm_accounts_sign_in_async(), which does all of this and
 * keeps the account. */

/**
 * ExmSignInClient:
 *
 * An OAuth client of the type Desktop app: what Google knows this program as.
 * Immutable, reference-counted, any thread.
 */
typedef struct _ExmSignInClient ExmSignInClient;

#define EXM_TYPE_SIGN_IN_CLIENT (exm_sign_in_client_get_type ())

GType            exm_sign_in_client_get_type (void);
ExmSignInClient *exm_sign_in_client_ref (ExmSignInClient *self);
void             exm_sign_in_client_unref (ExmSignInClient *self);

/**
 * exm_sign_in_client_parse:
 * @json: text of a `client_secret_*.json`
 * @length: its length in bytes
 * @origin: (nullable): the stand-in for Google, %NULL for Google itself
 * @error: return location: EXM_CLOUD_ERROR_INVALID (not a file of a desktop
 *   client; the message says what it is instead) or EXM_CLOUD_ERROR_REFUSED (it
 *   names addresses that are not Google's, or not the stand-in's)
 *
 * Returns: (transfer full) (nullable): the client
 */
ExmSignInClient *exm_sign_in_client_parse (const char *json,
                                           gsize       length,
                                           const char *origin,
                                           GError    **error);

/**
 * exm_sign_in_client_load:
 *
 * exm_sign_in_client_parse() of a file of at most 64 KiB. Also G_FILE_ERROR and
 * G_IO_ERROR. Blocks for the disk.
 */
ExmSignInClient *exm_sign_in_client_load (const char *path,
                                          const char *origin,
                                          GError    **error);

/**
 * exm_sign_in_client_get_built_in:
 *
 * Returns: (transfer full) (nullable): the client of the build option
 *   `oauth_client`
 */
ExmSignInClient *exm_sign_in_client_get_built_in (void);

/** exm_sign_in_client_get_id: Returns: (transfer none): the client id; no secret. */
const char *exm_sign_in_client_get_id (ExmSignInClient *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmSignInClient, exm_sign_in_client_unref)

/**
 * ExmSignInResult:
 * @refresh_token: (nullable): for later; %NULL if Google gave none
 * @access_token: for now
 * @expires_in: seconds for which @access_token is good
 * @email: (nullable): whose account it is
 * @subject: (nullable): Google's lasting number of the account
 */
typedef struct
{
  char  *refresh_token;
  char  *access_token;
  gint64 expires_in;
  char  *email;
  char  *subject;
} ExmSignInResult;

/** exm_sign_in_result_free: wipes the tokens. */
void exm_sign_in_result_free (ExmSignInResult *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmSignInResult, exm_sign_in_result_free)

/**
 * ExmSignIn:
 *
 * One attempt to sign in, after RFC 8252 and RFC 7636
 * (https://developers.google.com/identity/protocols/oauth2/native-app): a
 * listener on a free port of 127.0.0.1, a PKCE verifier and a state from the
 * kernel's random numbers. The listener takes one answer: a GET of "/" with this
 * attempt's state and the right Host. Anything else gets an error page and
 * changes nothing. It closes with that answer, after five minutes, or when
 * cancelled.
 *
 * The page in the browser is answered once the outcome is known, in the
 * language of the program, without anything from elsewhere.
 */
#define EXM_TYPE_SIGN_IN (exm_sign_in_get_type ())
G_DECLARE_FINAL_TYPE (ExmSignIn, exm_sign_in, EXM, SIGN_IN, GObject)

/** How long a person has, in seconds. */
#define EXM_SIGN_IN_SECONDS 300

/**
 * exm_sign_in_new:
 * @client: the OAuth client
 * @http: to fetch the tokens with
 * @origin: (nullable): the stand-in for Google, %NULL for Google itself
 * @login_hint: (nullable): e-mail to offer first
 * @error: return location for G_IO_ERROR: there is no port to listen on
 *
 * Starts to listen.
 *
 * Returns: (transfer full) (nullable): the attempt
 */
ExmSignIn *exm_sign_in_new (ExmSignInClient *client,
                            ExmHttp         *http,
                            const char      *origin,
                            const char      *login_hint,
                            GError         **error);

/**
 * exm_sign_in_get_url:
 *
 * Returns: (transfer none): the page to open in the browser. It holds the state:
 *   not for logs
 */
const char *exm_sign_in_get_url (ExmSignIn *self);

/** exm_sign_in_get_port: Returns: the port of the listener. */
guint16 exm_sign_in_get_port (ExmSignIn *self);

/**
 * exm_sign_in_wait:
 *
 * Waits for the browser, then fetches the tokens. Once per attempt, on a worker
 * thread or in the command line. Fails as exm_accounts_sign_in_finish().
 *
 * Returns: (transfer full) (nullable): the tokens
 */
ExmSignInResult *exm_sign_in_wait (ExmSignIn    *self,
                                   GCancellable *cancellable,
                                   GError      **error);

G_END_DECLS
