/* exm-token-private.h - access tokens, fetched when needed and one at a time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "exm-cloud-error.h"
#include "exm-credentials.h"
#include "exm-http.h"

G_BEGIN_DECLS

/* What a token endpoint grants. Wiped when freed. */
typedef struct
{
  char  *access_token;
  char  *refresh_token; /* NULL but for a code */
  char  *id_token;      /* NULL but for a person */
  char  *scope;         /* NULL: not told */
  gint64 expires_in;    /* seconds */
} ExmGrant;

void _exm_grant_free (ExmGrant *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmGrant, _exm_grant_free)

/* Clocks, so that tests can set them. */
typedef struct
{
  gint64 (*now) (void);     /* Unix seconds, as the person's clock has it */
  gint64 (*elapsed) (void); /* seconds that only grow, sleep included */
} ExmClock;

extern const ExmClock _exm_clock_real;
void                  _exm_clock_set (const ExmClock *clock); /* NULL: the real one */
gint64                _exm_clock_now (void);
gint64                _exm_clock_elapsed (void);

/* The pages and calls of OAuth. */
typedef enum
{
  EXM_OAUTH_AUTH,
  EXM_OAUTH_TOKEN,
  EXM_OAUTH_REVOKE,
  EXM_OAUTH_USERINFO,
} ExmOauthPlace;

/* (transfer full): on @origin, or Google's own. */
char *_exm_oauth_url (ExmOauthPlace place,
                      const char   *origin);

/* The scopes that are asked for, space-separated. */
#define EXM_OAUTH_SCOPE_CLOUD "https://www.googleapis.com/auth/cloud-platform"
#define EXM_OAUTH_SCOPES "openid https://www.googleapis.com/auth/userinfo.email " EXM_OAUTH_SCOPE_CLOUD

/* Posts name, value, … NULL as a form; the answer as an object. @code: the form
 * has a code, which counts once, so only a clear "try later" is repeated. No
 * value of the form is ever in an error. */
JsonObject *_exm_oauth_post (ExmHttp           *http,
                             const char        *url,
                             const char *const *form,
                             gboolean           code,
                             GCancellable      *cancellable,
                             GError           **error);

/* (transfer full) (nullable): reads a grant off an answer. */
ExmGrant *_exm_grant_from_object (JsonObject *object,
                                  GError    **error);

/* A fresh grant for @credentials: refresh grant, signed assertion, or that and
 * the service account stood in for. Waits. */
ExmGrant *_exm_token_fetch (ExmCredentials *credentials,
                            ExmHttp        *http,
                            const char     *origin,
                            GCancellable   *cancellable,
                            GError        **error);

/* Revokes a refresh or access token. A token that is dead already is fine. */
gboolean _exm_oauth_revoke (ExmHttp      *http,
                            const char   *origin,
                            const char   *token,
                            GCancellable *cancellable,
                            GError      **error);

/* The e-mail and lasting number of the account of @access_token. */
gboolean _exm_oauth_userinfo (ExmHttp      *http,
                              const char   *origin,
                              const char   *access_token,
                              char        **email,
                              char        **subject,
                              GCancellable *cancellable,
                              GError      **error);

/* A source of tokens, shared by the sessions of an account. Reference-counted,
 * any thread. */
typedef struct _ExmToken ExmToken;

/* Told on any thread, without locks: whether the account works. */
typedef void (*ExmTokenStateFunc) (gboolean works,
                                   gpointer user_data);

ExmToken *_exm_token_new (ExmCredentials *credentials,
                          ExmHttp        *http,
                          const char     *origin);
ExmToken *_exm_token_ref (ExmToken *self);
void      _exm_token_unref (ExmToken *self);
ExmHttp  *_exm_token_get_http (ExmToken *self);

void _exm_token_set_state_func (ExmToken         *self,
                                ExmTokenStateFunc func,
                                gpointer          user_data,
                                GDestroyNotify    destroy);

/* A token from elsewhere, good for @expires_in seconds from now. */
void _exm_token_seed (ExmToken   *self,
                      const char *access_token,
                      gint64      expires_in);

/* Other credentials: after signing in again. */
void _exm_token_set_credentials (ExmToken       *self,
                                 ExmCredentials *credentials);

/* Whether its tokens are of the same sign-in or key. */
gboolean _exm_token_uses (ExmToken             *self,
                          const ExmCredentials *credentials);

/* Signed out: AUTH from now on. */
void _exm_token_close (ExmToken *self);

/* (transfer full) (nullable): a token that is good for at least five minutes
 * more, if the server is willing. @rejected (nullable): one that has just been
 * refused: it is not given again. Waits. */
char *_exm_token_get (ExmToken     *self,
                      const char   *rejected,
                      GCancellable *cancellable,
                      GError      **error);

/* (transfer full) (nullable): what it has at the moment. */
char *_exm_token_peek (ExmToken *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmToken, _exm_token_unref)

G_END_DECLS
