/* exm-credentials.h - key files and Application Default Credentials
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "exm-account.h"

G_BEGIN_DECLS

/**
 * ExmCredentials:
 *
 * What is needed to get access tokens again and again: a refresh token, or the
 * key of a service account, or one of these and the service account that it may
 * stand in for. Immutable, reference-counted, any thread; its secrets are wiped
 * from memory with the last reference.
 *
 * Kinds of files (https://cloud.google.com/docs/authentication/application-default-credentials):
 * `authorized_user`, `service_account` and `impersonated_service_account` are
 * taken. `external_account` and its like are refused: such a file can name any
 * address, or a program to run, as the source of tokens. Each address that a file
 * names has to be Google's own, or, for a stand-in, that of the stand-in.
 */
typedef struct _ExmCredentials ExmCredentials;

#define EXM_TYPE_CREDENTIALS (exm_credentials_get_type ())

GType           exm_credentials_get_type (void);
ExmCredentials *exm_credentials_ref (ExmCredentials *self);
void            exm_credentials_unref (ExmCredentials *self);

/**
 * exm_credentials_load:
 * @path: a file
 * @origin: (nullable): the stand-in for Google, %NULL for Google itself
 * @error: return location: G_FILE_ERROR or G_IO_ERROR (cannot be read),
 *   EXM_CLOUD_ERROR_INVALID (not a credentials file that works here; the message
 *   says why) or EXM_CLOUD_ERROR_REFUSED (names a foreign address, or belongs to
 *   the other side)
 *
 * Reads a file of at most 64 KiB. Blocks for the disk.
 *
 * Returns: (transfer full) (nullable): the credentials
 */
ExmCredentials *exm_credentials_load (const char *path,
                                      const char *origin,
                                      GError    **error);

/**
 * exm_credentials_parse:
 * @json: text of a credentials file
 * @length: its length in bytes
 * @origin: (nullable): as for exm_credentials_load()
 *
 * Returns: (transfer full) (nullable): the credentials
 */
ExmCredentials *exm_credentials_parse (const char *json,
                                       gsize       length,
                                       const char *origin,
                                       GError    **error);

/**
 * exm_credentials_get_kind:
 *
 * Returns: EXM_ACCOUNT_SERVICE_ACCOUNT, EXM_ACCOUNT_ADC_USER or
 *   EXM_ACCOUNT_IMPERSONATED
 */
ExmAccountKind exm_credentials_get_kind (ExmCredentials *self);

/**
 * exm_credentials_get_email:
 *
 * Returns: (transfer none) (nullable): e-mail of the account that calls are made
 *   as; files of a person seldom tell it
 */
const char *exm_credentials_get_email (ExmCredentials *self);

/**
 * exm_credentials_get_project:
 *
 * Returns: (transfer none) (nullable): id of the project that the file names as
 *   its home, a good first choice
 */
const char *exm_credentials_get_project (ExmCredentials *self);

/**
 * exm_credentials_get_quota_project:
 *
 * Returns: (transfer none) (nullable): `quota_project_id` of the file
 */
const char *exm_credentials_get_quota_project (ExmCredentials *self);

/**
 * exm_credentials_dup_standard_path:
 *
 * The file of Application Default Credentials: `GOOGLE_APPLICATION_CREDENTIALS`,
 * else `application_default_credentials.json` in `CLOUDSDK_CONFIG`, else in
 * `~/.config/gcloud`. To be offered, never taken unasked: the program that made
 * it did not make it for us. Blocks for the disk.
 *
 * Returns: (transfer full) (nullable): the path, %NULL when there is no such file
 */
char *exm_credentials_dup_standard_path (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmCredentials, exm_credentials_unref)

G_END_DECLS
