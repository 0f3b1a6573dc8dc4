/* exm-account-private.h - what the list of accounts writes into an account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-account.h"
#include "exm-google.h"
#include "exm-token-private.h"

G_BEGIN_DECLS

/* @context: of the calling thread, where property changes are told. */
ExmAccount *_exm_account_new (const char    *id,
                              ExmAccountKind kind,
                              const char    *origin,
                              GMainContext  *context);

/* Any thread; changes are told in the account's context, later if need be. */
void _exm_account_set_email (ExmAccount *self,
                             const char *email);
void _exm_account_set_subject (ExmAccount *self,
                               const char *subject);
void _exm_account_set_file (ExmAccount *self,
                            const char *file);
void _exm_account_set_quota_project (ExmAccount *self,
                                     const char *project);
void _exm_account_set_client_id (ExmAccount *self,
                                 const char *client_id);
void _exm_account_set_state (ExmAccount     *self,
                             ExmAccountState state);
void _exm_account_set_lasting (ExmAccount *self,
                               gboolean    lasting);

/* (transfer full) (nullable) */
char *_exm_account_dup_subject (ExmAccount *self);
char *_exm_account_dup_client_id (ExmAccount *self);

/* The source of its tokens, once there is one: (transfer full) (nullable). */
ExmToken *_exm_account_ref_token (ExmAccount *self);

/* (transfer full): the same, made of @credentials if there is none; the account
 * follows its state. */
ExmToken *_exm_account_ensure_token (ExmAccount     *self,
                                     ExmCredentials *credentials,
                                     ExmHttp        *http);

/* The session that the account is only a name for (practice, environment). */
ExmGoogle *_exm_account_ref_google (ExmAccount *self);
void       _exm_account_set_google (ExmAccount *self,
                                    ExmGoogle  *google);

/* exm-google.c: a session that takes its tokens from @token. */
ExmGoogle *_exm_google_new_account (ExmAccount *account,
                                    ExmToken   *token);

/* exm-google.c: (transfer full) (nullable): an origin on this computer without a
 * slash at its end. */
char *_exm_google_normalise_origin (const char *origin,
                                    GError    **error);

G_END_DECLS
