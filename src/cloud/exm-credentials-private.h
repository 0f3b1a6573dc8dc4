/* exm-credentials-private.h - what credentials hold
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-credentials.h"
#include "exm-sign-in.h"

G_BEGIN_DECLS

/** Refresh tokens of the practice service begin so, and no real one does. */
#define EXM_PRACTICE_REFRESH_PREFIX "1//practice"

struct _ExmCredentials
{
  gatomicrefcount ref_count;
  ExmAccountKind  kind;
  char           *origin; /* NULL: Google */

  /* A person. */
  char *client_id;
  char *client_secret; /* secret */
  char *refresh_token; /* secret */

  /* A service account. */
  char *client_email;
  char *private_key; /* secret, PEM */
  char *private_key_id;
  char *token_uri;

  /* One that is stood in for. */
  char           *impersonation_url;
  char           *target_email;
  char          **delegates;
  ExmCredentials *source;

  char *project_id;
  char *quota_project;
  char *account; /* e-mail that a file of a person tells */
};

struct _ExmSignInClient
{
  gatomicrefcount ref_count;
  char           *id;
  char           *secret;
};

/* Of a person who signed in here. */
ExmCredentials *_exm_credentials_new_user (const char *client_id,
                                           const char *client_secret,
                                           const char *refresh_token,
                                           const char *origin);

ExmSignInClient *_exm_sign_in_client_new (const char *id,
                                          const char *secret);

/* @text without what makes it work: bytes set to zero, then freed. */
void _exm_wipe (char *text);

/* Reads a small file. */
char *_exm_read_small_file (const char *path,
                            gsize      *length,
                            GError    **error);

/* Whether @url is one of @allowed (Google's), or @origin and @path. */
gboolean _exm_credentials_check_url (const char        *url,
                                     const char *const *allowed,
                                     const char        *origin,
                                     const char        *path,
                                     GError           **error);

/* exm-credentials-sign.c */

/* Whether @pem is an RSA key that can sign. */
gboolean _exm_credentials_check_key (const char *pem,
                                     GError    **error);

/* (transfer full) (nullable): the signed assertion of RFC 7523, good for an hour
 * from @now (Unix seconds). Secret. */
char *_exm_credentials_dup_assertion (ExmCredentials *self,
                                      const char     *audience,
                                      const char     *scope,
                                      gint64          now,
                                      GError        **error);

/* (transfer full): base64url without padding (RFC 7515 §2). */
char *_exm_base64url (const guchar *data,
                      gsize         length);

G_END_DECLS
