/* exm-account.h - one account with Google, or with the practice service
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ExmAccountKind:
 * @EXM_ACCOUNT_PRACTICE: the built-in practice service on loopback
 * @EXM_ACCOUNT_BEARER: an access token given from outside, in
 *   `EXEMPLAR_ACCESS_TOKEN`; good for about an hour, cannot be renewed
 * @EXM_ACCOUNT_BROWSER: a person who signed in with the browser
 * @EXM_ACCOUNT_SERVICE_ACCOUNT: the key file of a service account
 * @EXM_ACCOUNT_ADC_USER: Application Default Credentials of a person
 *   (`authorized_user`, as `gcloud auth application-default login` makes them)
 * @EXM_ACCOUNT_ADC_SERVICE_ACCOUNT: a key file found in the standard place
 * @EXM_ACCOUNT_IMPERSONATED: a service account that another account stands in
 *   for (`impersonated_service_account`)
 */
typedef enum
{
  EXM_ACCOUNT_PRACTICE,
  EXM_ACCOUNT_BEARER,
  EXM_ACCOUNT_BROWSER,
  EXM_ACCOUNT_SERVICE_ACCOUNT,
  EXM_ACCOUNT_ADC_USER,
  EXM_ACCOUNT_ADC_SERVICE_ACCOUNT,
  EXM_ACCOUNT_IMPERSONATED,
} ExmAccountKind;

#define EXM_TYPE_ACCOUNT_KIND (exm_account_kind_get_type ())
GType exm_account_kind_get_type (void);

/**
 * ExmAccountState:
 * @EXM_ACCOUNT_READY: as far as is known, it works
 * @EXM_ACCOUNT_SIGN_IN_AGAIN: Google no longer accepts it; for a browser account
 *   exm_accounts_sign_in_async() with this account mends it, a file has to be
 *   added anew
 * @EXM_ACCOUNT_UNREADABLE: its secret or its file cannot be read at present
 */
typedef enum
{
  EXM_ACCOUNT_READY,
  EXM_ACCOUNT_SIGN_IN_AGAIN,
  EXM_ACCOUNT_UNREADABLE,
} ExmAccountState;

#define EXM_TYPE_ACCOUNT_STATE (exm_account_state_get_type ())
GType exm_account_state_get_type (void);

/**
 * ExmAccount:
 *
 * One account. Made and kept by [class@Accounts]. Properties, all readable,
 * notified in the main context of the accounts it belongs to:
 *
 * - `id` (string): never changes, letters, digits and "-"; for settings and
 *   command lines. "practice" and "environment" are fixed, others are UUIDs
 * - `kind` (ExmAccountKind)
 * - `email` (string, nullable): as Google told it, or the file
 * - `title` (string): the e-mail, or what stands for it; translated
 * - `subtitle` (string): the kind in plain words; translated
 * - `state` (ExmAccountState)
 * - `lasting` (boolean): whether the account is still there after a restart.
 *   %FALSE without a secret service: then it is kept for this run only, and the
 *   person is to be told
 *
 * The functions may be called from any thread.
 */
#define EXM_TYPE_ACCOUNT (exm_account_get_type ())
G_DECLARE_FINAL_TYPE (ExmAccount, exm_account, EXM, ACCOUNT, GObject)

/** exm_account_get_id: Returns: (transfer none): the id. */
const char *exm_account_get_id (ExmAccount *self);

ExmAccountKind exm_account_get_kind (ExmAccount *self);

/** exm_account_dup_email: Returns: (transfer full) (nullable): the e-mail, if known. */
char *exm_account_dup_email (ExmAccount *self);

/** exm_account_dup_title: Returns: (transfer full): what to show as its name, translated. */
char *exm_account_dup_title (ExmAccount *self);

/** exm_account_get_subtitle: Returns: (transfer none): the kind in plain words, translated. */
const char *exm_account_get_subtitle (ExmAccount *self);

ExmAccountState exm_account_get_state (ExmAccount *self);

gboolean exm_account_is_lasting (ExmAccount *self);

/**
 * exm_account_is_revocable:
 *
 * Returns: whether exm_accounts_remove_async() also revokes it with Google. Only
 *   what was signed in here is revoked: revoking a file's grant would lock out
 *   the programs that share the file, and a key is deleted in the console
 */
gboolean exm_account_is_revocable (ExmAccount *self);

/**
 * exm_account_get_origin:
 *
 * Returns: (transfer none) (nullable): the loopback origin that stands in for
 *   Google, %NULL for Google itself. An account never changes sides
 */
const char *exm_account_get_origin (ExmAccount *self);

/**
 * exm_account_dup_quota_project:
 *
 * Returns: (transfer full) (nullable): the project that the credentials file
 *   names as the one calls count against (`quota_project_id`)
 */
char *exm_account_dup_quota_project (ExmAccount *self);

/**
 * exm_account_dup_file:
 *
 * Returns: (transfer full) (nullable): path of the credentials file
 */
char *exm_account_dup_file (ExmAccount *self);

/**
 * exm_account_kind_get_title:
 *
 * Returns: (transfer none): the kind in plain words, translated
 */
const char *exm_account_kind_get_title (ExmAccountKind kind);

/**
 * exm_account_kind_get_nick:
 *
 * Returns: (transfer none): the kind for machines: "practice", "environment",
 *   "browser", "service-account", "adc-user", "adc-service-account",
 *   "impersonated"
 */
const char *exm_account_kind_get_nick (ExmAccountKind kind);

G_END_DECLS
