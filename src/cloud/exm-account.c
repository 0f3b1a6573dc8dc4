/* exm-account.c - one account with Google, or with the practice service
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-account.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-account-private.h"

/* Written to by the list of accounts and, from any thread, by the source of its
 * tokens; read from any thread. Views bind to it, so that each change is told in
 * the context of the list.
 */

struct _ExmAccount
{
  GObject parent_instance;

  char          *id;
  ExmAccountKind kind;
  char          *origin; /* NULL: Google */
  GMainContext  *context;
  GThread       *thread; /* that made it; compared only */

  GMutex          lock; /* guards what follows */
  char           *email;
  char           *subject; /* Google's number of the account */
  char           *file;
  char           *quota_project;
  char           *client_id; /* OAuth client of a browser account */
  ExmToken       *token;
  ExmGoogle      *google;
  ExmAccountState state;
  gboolean        lasting;
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_KIND,
  PROP_EMAIL,
  PROP_TITLE,
  PROP_SUBTITLE,
  PROP_STATE,
  PROP_LASTING,
  N_PROPS,
};

G_DEFINE_FINAL_TYPE (ExmAccount, exm_account, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

/* Telling. */

typedef struct
{
  ExmAccount *account;
  guint       property;
} Change;

static gboolean
change_cb (gpointer data)
{
  const Change *change = data;

  g_object_notify_by_pspec (G_OBJECT (change->account), properties[change->property]);
  return G_SOURCE_REMOVE;
}

static void
change_free (gpointer data)
{
  Change *change = data;

  g_object_unref (change->account);
  g_free (change);
}

/* At once in the owner's thread, else later there: never in another, even when
 * nobody runs the context at the moment. */
static void
tell (ExmAccount *self,
      guint       property)
{
  g_autoptr (GSource) source = NULL;
  Change *change;

  if (g_thread_self () == self->thread)
    {
      g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
      return;
    }
  change = g_new0 (Change, 1);
  change->account = g_object_ref (self);
  change->property = property;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, change_cb, change, change_free);
  g_source_attach (source, self->context);
}

static gboolean
replace (ExmAccount *self,
         char      **field,
         const char *value)
{
  gboolean changed;

  g_mutex_lock (&self->lock);
  changed = g_strcmp0 (*field, value) != 0;
  if (changed)
    {
      g_free (*field);
      *field = g_strdup (value);
    }
  g_mutex_unlock (&self->lock);
  return changed;
}

static char *
dup_field (ExmAccount  *self,
           char *const *field)
{
  char *copy;

  g_mutex_lock (&self->lock);
  copy = g_strdup (*field);
  g_mutex_unlock (&self->lock);
  return copy;
}

/* The source of tokens holds the account weakly: the account holds the source. */

static void
token_state_cb (gboolean works,
                gpointer user_data)
{
  g_autoptr (ExmAccount) self = g_weak_ref_get (user_data);

  if (self != NULL)
    _exm_account_set_state (self, works ? EXM_ACCOUNT_READY : EXM_ACCOUNT_SIGN_IN_AGAIN);
}

static void
weak_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* Object. */

static void
exm_account_dispose (GObject *object)
{
  ExmAccount *self = EXM_ACCOUNT (object);

  g_clear_pointer (&self->token, _exm_token_unref);
  _exm_account_set_google (self, NULL);

  G_OBJECT_CLASS (exm_account_parent_class)->dispose (object);
}

static void
exm_account_finalize (GObject *object)
{
  ExmAccount *self = EXM_ACCOUNT (object);

  g_free (self->id);
  g_free (self->origin);
  g_free (self->email);
  g_free (self->subject);
  g_free (self->file);
  g_free (self->quota_project);
  g_free (self->client_id);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (exm_account_parent_class)->finalize (object);
}

static void
exm_account_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  ExmAccount *self = EXM_ACCOUNT (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_KIND:
      g_value_set_enum (value, (int)self->kind);
      break;
    case PROP_EMAIL:
      g_value_take_string (value, exm_account_dup_email (self));
      break;
    case PROP_TITLE:
      g_value_take_string (value, exm_account_dup_title (self));
      break;
    case PROP_SUBTITLE:
      g_value_set_string (value, exm_account_get_subtitle (self));
      break;
    case PROP_STATE:
      g_value_set_enum (value, (int)exm_account_get_state (self));
      break;
    case PROP_LASTING:
      g_value_set_boolean (value, exm_account_is_lasting (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
exm_account_class_init (ExmAccountClass *klass)
{
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = exm_account_dispose;
  object_class->finalize = exm_account_finalize;
  object_class->get_property = exm_account_get_property;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  properties[PROP_KIND] = g_param_spec_enum ("kind", NULL, NULL, EXM_TYPE_ACCOUNT_KIND, EXM_ACCOUNT_PRACTICE, flags);
  properties[PROP_EMAIL] = g_param_spec_string ("email", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, flags);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, EXM_TYPE_ACCOUNT_STATE, EXM_ACCOUNT_READY, flags);
  properties[PROP_LASTING] = g_param_spec_boolean ("lasting", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
exm_account_init (ExmAccount *self)
{
  g_mutex_init (&self->lock);
}

ExmAccount *
_exm_account_new (const char    *id,
                  ExmAccountKind kind,
                  const char    *origin,
                  GMainContext  *context)
{
  ExmAccount *self = g_object_new (EXM_TYPE_ACCOUNT, NULL);

  self->id = g_strdup (id);
  self->kind = kind;
  self->origin = g_strdup (origin);
  self->context = g_main_context_ref (context);
  self->thread = g_thread_self ();
  return self;
}

/* Reading. */

const char *
exm_account_get_id (ExmAccount *self)
{
  g_return_val_if_fail (EXM_IS_ACCOUNT (self), NULL);
  return self->id;
}

ExmAccountKind
exm_account_get_kind (ExmAccount *self)
{
  g_return_val_if_fail (EXM_IS_ACCOUNT (self), EXM_ACCOUNT_PRACTICE);
  return self->kind;
}

const char *
exm_account_get_origin (ExmAccount *self)
{
  g_return_val_if_fail (EXM_IS_ACCOUNT (self), NULL);
  return self->origin;
}

char *
exm_account_dup_email (ExmAccount *self)
{
  g_return_val_if_fail (EXM_IS_ACCOUNT (self), NULL);
  return dup_field (self, &self->email);
}

char *
exm_account_dup_title (ExmAccount *self)
{
  g_autofree char *email = NULL;
  g_autofree char *file = NULL;

  g_return_val_if_fail (EXM_IS_ACCOUNT (self), NULL);

  email = exm_account_dup_email (self);
  if (email != NULL)
    return g_steal_pointer (&email);
  if (self->kind == EXM_ACCOUNT_PRACTICE)
    return g_strdup (_ ("Practice"));
  file = exm_account_dup_file (self);
  if (file != NULL)
    {
      g_autofree char *name = g_path_get_basename (file);

      return g_filename_display_name (name);
    }
  return g_strdup (self->kind == EXM_ACCOUNT_BEARER ? _ ("Environment") : _ ("Google account"));
}

const char *
exm_account_get_subtitle (ExmAccount *self)
{
  g_return_val_if_fail (EXM_IS_ACCOUNT (self), NULL);
  return exm_account_kind_get_title (self->kind);
}

ExmAccountState
exm_account_get_state (ExmAccount *self)
{
  ExmAccountState state;

  g_return_val_if_fail (EXM_IS_ACCOUNT (self), EXM_ACCOUNT_UNREADABLE);

  g_mutex_lock (&self->lock);
  state = self->state;
  g_mutex_unlock (&self->lock);
  return state;
}

gboolean
exm_account_is_lasting (ExmAccount *self)
{
  gboolean lasting;

  g_return_val_if_fail (EXM_IS_ACCOUNT (self), FALSE);

  g_mutex_lock (&self->lock);
  lasting = self->lasting;
  g_mutex_unlock (&self->lock);
  return lasting;
}

gboolean
exm_account_is_revocable (ExmAccount *self)
{
  g_return_val_if_fail (EXM_IS_ACCOUNT (self), FALSE);
  return self->kind == EXM_ACCOUNT_BROWSER;
}

char *
exm_account_dup_quota_project (ExmAccount *self)
{
  g_return_val_if_fail (EXM_IS_ACCOUNT (self), NULL);
  return dup_field (self, &self->quota_project);
}

char *
exm_account_dup_file (ExmAccount *self)
{
  g_return_val_if_fail (EXM_IS_ACCOUNT (self), NULL);
  return dup_field (self, &self->file);
}

char *
_exm_account_dup_subject (ExmAccount *self)
{
  return dup_field (self, &self->subject);
}

char *
_exm_account_dup_client_id (ExmAccount *self)
{
  return dup_field (self, &self->client_id);
}

/* Writing. */

void
_exm_account_set_email (ExmAccount *self,
                        const char *email)
{
  if (!replace (self, &self->email, email))
    return;
  tell (self, PROP_EMAIL);
  tell (self, PROP_TITLE);
}

void
_exm_account_set_subject (ExmAccount *self,
                          const char *subject)
{
  replace (self, &self->subject, subject);
}

void
_exm_account_set_file (ExmAccount *self,
                       const char *file)
{
  if (replace (self, &self->file, file))
    tell (self, PROP_TITLE);
}

void
_exm_account_set_quota_project (ExmAccount *self,
                                const char *project)
{
  replace (self, &self->quota_project, project);
}

void
_exm_account_set_client_id (ExmAccount *self,
                            const char *client_id)
{
  replace (self, &self->client_id, client_id);
}

void
_exm_account_set_state (ExmAccount     *self,
                        ExmAccountState state)
{
  gboolean changed;

  g_mutex_lock (&self->lock);
  changed = self->state != state;
  self->state = state;
  g_mutex_unlock (&self->lock);
  if (changed)
    tell (self, PROP_STATE);
}

void
_exm_account_set_lasting (ExmAccount *self,
                          gboolean    lasting)
{
  gboolean changed;

  g_mutex_lock (&self->lock);
  changed = self->lasting != lasting;
  self->lasting = lasting;
  g_mutex_unlock (&self->lock);
  if (changed)
    tell (self, PROP_LASTING);
}

ExmToken *
_exm_account_ref_token (ExmAccount *self)
{
  ExmToken *token;

  g_mutex_lock (&self->lock);
  token = self->token != NULL ? _exm_token_ref (self->token) : NULL;
  g_mutex_unlock (&self->lock);
  return token;
}

ExmToken *
_exm_account_ensure_token (ExmAccount     *self,
                           ExmCredentials *credentials,
                           ExmHttp        *http)
{
  ExmToken *token;

  g_mutex_lock (&self->lock);
  if (self->token == NULL)
    {
      GWeakRef *weak = g_new0 (GWeakRef, 1);

      g_weak_ref_init (weak, self);
      self->token = _exm_token_new (credentials, http, self->origin);
      _exm_token_set_state_func (self->token, token_state_cb, weak, weak_free);
    }
  token = _exm_token_ref (self->token);
  g_mutex_unlock (&self->lock);
  return token;
}

ExmGoogle *
_exm_account_ref_google (ExmAccount *self)
{
  ExmGoogle *google;

  g_mutex_lock (&self->lock);
  google = self->google != NULL ? g_object_ref (self->google) : NULL;
  g_mutex_unlock (&self->lock);
  return google;
}

void
_exm_account_set_google (ExmAccount *self,
                         ExmGoogle  *google)
{
  ExmGoogle *old;

  g_mutex_lock (&self->lock);
  old = self->google;
  self->google = google != NULL ? g_object_ref (google) : NULL;
  g_mutex_unlock (&self->lock);
  g_clear_object (&old);
}
