/* exm-accounts.c - the accounts that this program may work with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-accounts.h"

#include <string.h>

#include "exm-accounts-private.h"

/* The list and its properties; what waits is in exm-accounts-work.c, the calls
 * that people see in exm-accounts-async.c.
 *
 * Order: practice, environment, then the rest as they were added.
 */

struct _ExmAccounts
{
  GObject parent_instance;

  char         *path;   /* accounts.ini */
  char         *origin; /* NULL: Google */
  GMainContext *context;
  ExmSecrets   *secrets;

  GPtrArray *accounts; /* ExmAccount; the owner's thread */
  gboolean   lasting;

  GMutex           lock; /* guards what follows */
  ExmHttp         *http;
  ExmSignInClient *client; /* NULL: none, or not loaded yet */
  gboolean         has_client;
};

enum
{
  PROP_0,
  PROP_LASTING,
  PROP_HAS_CLIENT,
  N_PROPS,
};

static GType
exm_accounts_get_item_type (GListModel *model)
{
  return EXM_TYPE_ACCOUNT;
}

static guint
exm_accounts_get_n_items (GListModel *model)
{
  return EXM_ACCOUNTS (model)->accounts->len;
}

static gpointer
exm_accounts_get_item (GListModel *model,
                       guint       position)
{
  ExmAccounts *self = EXM_ACCOUNTS (model);

  return position < self->accounts->len ? g_object_ref (g_ptr_array_index (self->accounts, position)) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = exm_accounts_get_item_type;
  iface->get_n_items = exm_accounts_get_n_items;
  iface->get_item = exm_accounts_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ExmAccounts, exm_accounts, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static GParamSpec *properties[N_PROPS];

static void
exm_accounts_finalize (GObject *object)
{
  ExmAccounts *self = EXM_ACCOUNTS (object);

  g_ptr_array_unref (self->accounts);
  g_clear_object (&self->http);
  g_clear_pointer (&self->client, exm_sign_in_client_unref);
  _exm_secrets_unref (self->secrets);
  g_main_context_unref (self->context);
  g_free (self->path);
  g_free (self->origin);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (exm_accounts_parent_class)->finalize (object);
}

static void
exm_accounts_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  ExmAccounts *self = EXM_ACCOUNTS (object);

  switch (prop_id)
    {
    case PROP_LASTING:
      g_value_set_boolean (value, exm_accounts_is_lasting (self));
      break;
    case PROP_HAS_CLIENT:
      g_value_set_boolean (value, exm_accounts_has_client (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
exm_accounts_class_init (ExmAccountsClass *klass)
{
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = exm_accounts_finalize;
  object_class->get_property = exm_accounts_get_property;

  properties[PROP_LASTING] = g_param_spec_boolean ("lasting", NULL, NULL, FALSE, flags);
  properties[PROP_HAS_CLIENT] = g_param_spec_boolean ("has-client", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
exm_accounts_init (ExmAccounts *self)
{
  g_mutex_init (&self->lock);
  self->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  self->context = g_main_context_ref_thread_default ();
}

ExmAccounts *
exm_accounts_new (const char *config_dir,
                  GError    **error)
{
  g_autoptr (ExmAccounts) self = g_object_new (EXM_TYPE_ACCOUNTS, NULL);
  const char      *origin = g_getenv ("EXEMPLAR_GOOGLE_ORIGIN");
  g_autofree char *folder = NULL;

  if (origin != NULL && *origin != '\0')
    {
      self->origin = _exm_google_normalise_origin (origin, error);
      if (self->origin == NULL)
        return NULL;
    }
  folder = config_dir != NULL ? g_strdup (config_dir) : g_build_filename (g_get_user_config_dir (), "exemplar", NULL);
  self->path = g_build_filename (folder, self->origin != NULL ? "accounts-standin.ini" : "accounts.ini", NULL);
  self->secrets = _exm_secrets_new (self->origin);
  return g_steal_pointer (&self);
}

/* What the other parts need. */

const char *
_exm_accounts_get_path (ExmAccounts *self)
{
  return self->path;
}

const char *
_exm_accounts_get_origin (ExmAccounts *self)
{
  return self->origin;
}

ExmSecrets *
_exm_accounts_get_secrets (ExmAccounts *self)
{
  return self->secrets;
}

ExmHttp *
_exm_accounts_get_http (ExmAccounts *self)
{
  ExmHttp *http;

  g_mutex_lock (&self->lock);
  if (self->http == NULL)
    self->http = exm_http_new ();
  http = self->http;
  g_mutex_unlock (&self->lock);
  return http;
}

ExmSignInClient *
_exm_accounts_ref_client (ExmAccounts *self)
{
  ExmSignInClient *client;

  g_mutex_lock (&self->lock);
  client = self->client != NULL ? exm_sign_in_client_ref (self->client) : NULL;
  g_mutex_unlock (&self->lock);
  return client;
}

void
_exm_accounts_set_client (ExmAccounts     *self,
                          ExmSignInClient *client,
                          gboolean         has_client)
{
  gboolean changed;

  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->client, exm_sign_in_client_unref);
  self->client = client != NULL ? exm_sign_in_client_ref (client) : NULL;
  changed = self->has_client != has_client;
  self->has_client = has_client;
  g_mutex_unlock (&self->lock);
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_CLIENT]);
}

void
_exm_accounts_set_lasting (ExmAccounts *self,
                           gboolean     lasting)
{
  if (self->lasting == lasting)
    return;
  self->lasting = lasting;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LASTING]);
}

gboolean
exm_accounts_is_lasting (ExmAccounts *self)
{
  g_return_val_if_fail (EXM_IS_ACCOUNTS (self), FALSE);
  return self->lasting;
}

gboolean
exm_accounts_has_client (ExmAccounts *self)
{
  gboolean has;

  g_return_val_if_fail (EXM_IS_ACCOUNTS (self), FALSE);

  g_mutex_lock (&self->lock);
  has = self->has_client;
  g_mutex_unlock (&self->lock);
  return has;
}

/* The list. */

GPtrArray *
_exm_accounts_snapshot (ExmAccounts *self)
{
  return g_ptr_array_copy (self->accounts, (GCopyFunc)g_object_ref, NULL);
}

static ExmAccount *
find_id (ExmAccounts *self,
         const char  *id)
{
  for (guint i = 0; i < self->accounts->len; i++)
    if (strcmp (exm_account_get_id (g_ptr_array_index (self->accounts, i)), id) == 0)
      return g_ptr_array_index (self->accounts, i);
  return NULL;
}

ExmAccount *
exm_accounts_find (ExmAccounts *self,
                   const char  *name)
{
  ExmAccount *account;

  g_return_val_if_fail (EXM_IS_ACCOUNTS (self) && name != NULL, NULL);

  account = find_id (self, name);
  for (guint i = 0; account == NULL && i < self->accounts->len; i++)
    {
      g_autofree char *email = exm_account_dup_email (g_ptr_array_index (self->accounts, i));

      if (email != NULL && g_ascii_strcasecmp (email, name) == 0)
        account = g_ptr_array_index (self->accounts, i);
    }
  return account;
}

static ExmAccount *
insert (ExmAccounts   *self,
        guint          position,
        const char    *id,
        ExmAccountKind kind,
        const char    *origin)
{
  ExmAccount *account = _exm_account_new (id, kind, origin, self->context);

  g_ptr_array_insert (self->accounts, (int)position, account);
  return account;
}

void
_exm_accounts_drop (ExmAccounts *self,
                    ExmAccount  *account)
{
  guint position;

  if (!g_ptr_array_find (self->accounts, account, &position))
    return;
  g_ptr_array_remove_index (self->accounts, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

ExmAccount *
_exm_accounts_put (ExmAccounts            *self,
                   const ExmAccountRecord *record)
{
  ExmAccount *account = find_id (self, record->id);
  gboolean    is_new = account == NULL;

  if (is_new)
    account = insert (self, self->accounts->len, record->id, record->kind, self->origin);
  _exm_account_set_email (account, record->email);
  _exm_account_set_subject (account, record->subject);
  _exm_account_set_file (account, record->file);
  _exm_account_set_quota_project (account, record->quota_project);
  _exm_account_set_client_id (account, record->client_id);
  _exm_account_set_lasting (account, record->lasting);
  if (record->credentials != NULL)
    {
      g_autoptr (ExmToken) token = _exm_account_ensure_token (account, record->credentials, _exm_accounts_get_http (self));

      _exm_token_set_credentials (token, record->credentials);
      if (record->access_token != NULL)
        _exm_token_seed (token, record->access_token, record->expires_in);
    }
  _exm_account_set_state (account, record->state);
  if (is_new)
    g_list_model_items_changed (G_LIST_MODEL (self), self->accounts->len - 1, 0, 1);
  return account;
}

/* An account that is only a name for a session. */
static ExmAccount *
set_session (ExmAccounts   *self,
             guint          position,
             const char    *id,
             ExmAccountKind kind,
             ExmGoogle     *google)
{
  ExmAccount *old = find_id (self, id);
  ExmAccount *account;

  if (old != NULL)
    _exm_accounts_drop (self, old);
  if (google == NULL)
    return NULL;
  account = insert (self, position, id, kind, exm_google_get_origin (google));
  _exm_account_set_google (account, google);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
  return account;
}

ExmAccount *
exm_accounts_set_practice (ExmAccounts *self,
                           ExmGoogle   *google)
{
  ExmAccount *account;

  g_return_val_if_fail (EXM_IS_ACCOUNTS (self), NULL);
  g_return_val_if_fail (google == NULL || exm_google_get_kind (google) == EXM_ACCOUNT_PRACTICE, NULL);

  account = set_session (self, 0, exm_account_kind_get_nick (EXM_ACCOUNT_PRACTICE), EXM_ACCOUNT_PRACTICE, google);
  if (account != NULL)
    _exm_account_set_lasting (account, TRUE);
  return account;
}

void
_exm_accounts_set_environment (ExmAccounts *self,
                               ExmGoogle   *google)
{
  const char *id = exm_account_kind_get_nick (EXM_ACCOUNT_BEARER);
  guint       position = find_id (self, exm_account_kind_get_nick (EXM_ACCOUNT_PRACTICE)) != NULL ? 1 : 0;

  set_session (self, position, id, EXM_ACCOUNT_BEARER, google);
}
