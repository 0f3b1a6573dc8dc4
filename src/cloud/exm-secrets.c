/* exm-secrets.c - where secrets lie
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-secrets-private.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

#include "exm-cloud-error.h"
#include "exm-credentials-private.h"

/* libsecret speaks with the secret service of the session (GNOME Keyring,
 * KWallet, KeePassXC), or inside Flatpak with the portal. What it protects from:
 * other users, a stolen disk, backups; not from other programs of the same
 * session.
 *
 * A failure to store is not the end: the secret stays in memory, and the caller
 * learns that it will not outlive the run. There is no fallback on disk.
 */

struct _ExmSecrets
{
  gatomicrefcount ref_count;
  char           *origin;

  GMutex      lock; /* guards what follows */
  GHashTable *kept; /* name to secret, those that the service did not take */
};

static const SecretSchema schema = {
  .name = "io.github.exemplar.Exemplar.Account",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = {
    { "name", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "origin", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

static void
wipe_cb (gpointer data)
{
  _exm_wipe (data);
}

ExmSecrets *
_exm_secrets_new (const char *origin)
{
  ExmSecrets *self = g_new0 (ExmSecrets, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->origin = g_strdup (origin != NULL ? origin : "https://googleapis.com");
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, wipe_cb);
  return self;
}

ExmSecrets *
_exm_secrets_ref (ExmSecrets *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
_exm_secrets_unref (ExmSecrets *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_hash_table_unref (self->kept);
  g_free (self->origin);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
keep (ExmSecrets *self,
      const char *name,
      const char *secret)
{
  g_mutex_lock (&self->lock);
  if (secret != NULL)
    g_hash_table_insert (self->kept, g_strdup (name), g_strdup (secret));
  else
    g_hash_table_remove (self->kept, name);
  g_mutex_unlock (&self->lock);
}

gboolean
_exm_secrets_probe (ExmSecrets   *self,
                    GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  /* A search without a hit opens no collection, so nobody is asked anything. */
  char *found = secret_password_lookup_sync (&schema, cancellable, &error,
                                             "name", "probe", "origin", self->origin, NULL);

  secret_password_free (found);
  if (error != NULL)
    g_debug ("no secret service: %s", error->message);
  return error == NULL;
}

gboolean
_exm_secrets_store (ExmSecrets   *self,
                    const char   *name,
                    const char   *label,
                    const char   *secret,
                    GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  if (secret_password_store_sync (&schema, SECRET_COLLECTION_DEFAULT, label, secret, cancellable, &error,
                                  "name", name, "origin", self->origin, NULL))
    {
      keep (self, name, NULL);
      return TRUE;
    }
  g_debug ("kept for this run only: %s", error != NULL ? error->message : "refused");
  keep (self, name, secret);
  return FALSE;
}

char *
_exm_secrets_lookup (ExmSecrets   *self,
                     const char   *name,
                     GCancellable *cancellable,
                     GError      **error)
{
  g_autoptr (GError) problem = NULL;
  char *found;
  char *secret;

  g_mutex_lock (&self->lock);
  secret = g_strdup (g_hash_table_lookup (self->kept, name));
  g_mutex_unlock (&self->lock);
  if (secret != NULL)
    return secret;

  found = secret_password_lookup_sync (&schema, cancellable, &problem,
                                       "name", name, "origin", self->origin, NULL);
  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&problem));
  else if (problem != NULL)
    {
      g_debug ("the secret service does not answer: %s", problem->message);
      g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_PRECONDITION,
                           _ ("The password store of the desktop does not answer or stays locked"));
    }
  secret = g_strdup (found);
  secret_password_free (found);
  return secret;
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  GAsyncResult **found = user_data;

  *found = g_object_ref (result);
}

/* libsecret's own waiting call drops its main context with work for it left over,
 * which then leaks: here that is done to the end. */
static gboolean
search (ExmSecrets   *self,
        const char   *name,
        GCancellable *cancellable,
        GError      **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GAsyncResult) result = NULL;
  GList   *items;
  gboolean has;

  g_main_context_push_thread_default (context);
  secret_password_search (&schema, SECRET_SEARCH_NONE, cancellable, found_cb, &result,
                          "name", name, "origin", self->origin, NULL);
  while (result == NULL)
    g_main_context_iteration (context, TRUE);
  items = secret_password_search_finish (result, error);
  g_clear_object (&result);
  has = items != NULL;
  g_list_free_full (items, g_object_unref);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);
  return has;
}

gboolean
_exm_secrets_has (ExmSecrets   *self,
                  const char   *name,
                  GCancellable *cancellable,
                  GError      **error)
{
  gboolean has;

  g_mutex_lock (&self->lock);
  has = g_hash_table_contains (self->kept, name);
  g_mutex_unlock (&self->lock);
  return has || search (self, name, cancellable, error);
}

void
_exm_secrets_forget (ExmSecrets   *self,
                     const char   *name,
                     GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  keep (self, name, NULL);
  secret_password_clear_sync (&schema, cancellable, &error, "name", name, "origin", self->origin, NULL);
  if (error != NULL)
    g_debug ("nothing to forget in the secret service: %s", error->message);
}
