/* exm-practice-oauth-private.h - the parts of the sign-in stand-in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-practice-private.h"

G_BEGIN_DECLS

/* What a token stands for. */
typedef struct
{
  char *email;
  char *scope;
  char *client; /* OAuth client, or NULL */
} ExmPracticeGrant;

void _exm_practice_grant_clear (ExmPracticeGrant *grant);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ExmPracticeGrant, _exm_practice_grant_clear)

#define EXM_PRACTICE_EMAIL "practice@example.test"
#define EXM_PRACTICE_SCOPE_CLOUD "https://www.googleapis.com/auth/cloud-platform"
#define EXM_PRACTICE_TOKEN_SECONDS 3599

/* exm-practice-oauth-tokens.c */

/* (transfer full): n random bytes as base64url. */
char *_exm_practice_random (gsize n);
/* (transfer full): base64url of bytes, without padding. */
char *_exm_practice_base64url (const guint8 *data, gsize size);
/* (transfer full) (nullable): bytes of base64url. */
GBytes *_exm_practice_base64url_decode (const char *text);

/* (transfer full): new tokens; @refresh: the one it belongs to, or NULL. */
char *_exm_practice_issue_access (ExmPracticeState *state, const ExmPracticeGrant *grant, const char *refresh);
char *_exm_practice_issue_refresh (ExmPracticeState *state, const ExmPracticeGrant *grant);
char *_exm_practice_issue_code (ExmPracticeState       *state,
                                const ExmPracticeGrant *grant,
                                const char             *redirect,
                                const char             *challenge,
                                gboolean                offline);

/* FALSE: unknown, expired or revoked. */
gboolean _exm_practice_look_up_access (ExmPracticeState *state, const char *token, ExmPracticeGrant *grant, gint64 *seconds);
gboolean _exm_practice_look_up_refresh (ExmPracticeState *state, const char *token, ExmPracticeGrant *grant);

/* Takes the code away, so that it counts once: (transfer full) (nullable). */
JsonObject *_exm_practice_redeem_code (ExmPracticeState *state, const char *code);

/* FALSE: there is no such token. Takes the tokens that belong to it along. */
gboolean _exm_practice_revoke (ExmPracticeState *state, const char *token);

/* (transfer full): Google's number of an account. */
char *_exm_practice_subject (const char *email);

/* exm-practice-oauth-jwt.c */

/* (transfer full) (nullable): header, claims and signature of RS256 hold:
 * the claims; else NULL and what Google says. */
JsonObject *_exm_practice_check_assertion (ExmPracticeState *state, const char *assertion, const char **problem);
char       *_exm_practice_id_token (const char *issuer, const char *client, const char *email);
gboolean    _exm_practice_has_service_account (ExmPracticeState *state, const char *email);

/* exm-practice-oauth-page.c */
void _exm_practice_serve_auth_page (ExmPracticeCall *call);

G_END_DECLS
