/* exm-secrets-private.h - where secrets lie
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Secrets by name, in the secret service of the session (libsecret), or in
 * memory for this run when there is none. Reference-counted, any thread; all but
 * the first three functions wait for the secret service, which may
 * ask the person to unlock it. */
typedef struct _ExmSecrets ExmSecrets;

/* @origin (nullable): the stand-in whose secrets these are; never mixed. */
ExmSecrets *_exm_secrets_new (const char *origin);
ExmSecrets *_exm_secrets_ref (ExmSecrets *self);
void        _exm_secrets_unref (ExmSecrets *self);

/* Whether there is a secret service. */
gboolean _exm_secrets_probe (ExmSecrets   *self,
                             GCancellable *cancellable);

/* Keeps @secret. @label is shown by the password manager. Returns whether it
 * will be there after a restart; in memory it is in any case. */
gboolean _exm_secrets_store (ExmSecrets   *self,
                             const char   *name,
                             const char   *label,
                             const char   *secret,
                             GCancellable *cancellable);

/* (transfer full) (nullable): to be freed with _exm_wipe(). %NULL with @error:
 * the service is there but did not answer, or is locked. */
char *_exm_secrets_lookup (ExmSecrets   *self,
                           const char   *name,
                           GCancellable *cancellable,
                           GError      **error);

/* Whether there is such a secret, without asking anybody to unlock anything.
 * %FALSE with @error: the service is not there or does not answer. */
gboolean _exm_secrets_has (ExmSecrets   *self,
                           const char   *name,
                           GCancellable *cancellable,
                           GError      **error);

void _exm_secrets_forget (ExmSecrets   *self,
                          const char   *name,
                          GCancellable *cancellable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmSecrets, _exm_secrets_unref)

G_END_DECLS
