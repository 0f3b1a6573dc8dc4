/* fake-secrets.h - a secret service on a bus of its own, for tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _FakeSecrets FakeSecrets;

/* (nullable): %NULL when there is no dbus-daemon. The session bus of this process
 * is that bus from now on. */
FakeSecrets *fake_secrets_new (void);
void         fake_secrets_free (FakeSecrets *self);

/* Whether it refuses to keep anything from now on. */
void fake_secrets_set_full (FakeSecrets *self,
                            gboolean     full);

guint fake_secrets_n_items (FakeSecrets *self);

/* (transfer full) (nullable): the secret whose attribute "name" begins so. */
char *fake_secrets_dup (FakeSecrets *self,
                        const char  *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeSecrets, fake_secrets_free)

G_END_DECLS
