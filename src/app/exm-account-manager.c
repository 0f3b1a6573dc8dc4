/* exm-account-manager.c - the accounts of this app, and a session with any of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-account-manager.h"

#include <glib/gi18n-lib.h>

#include "exm-practice-manager.h"
#include "exm-settings.h"

/* Group of the memory: request ids of submissions and the accounts that made them. */
#define JOBS "jobs"

struct _ExmAccountManager
{
  GObject parent_instance;

  ExmAccounts      *accounts; /* nullable */
  ExmAccountMemory *memory;
  GError           *problem;
  GCancellable     *cancellable;
  gboolean          loaded;
};

G_DEFINE_FINAL_TYPE (ExmAccountManager, exm_account_manager, G_TYPE_OBJECT)

static guint              changed_signal;
static guint              places_signal;
static ExmAccountManager *default_manager;

/* --- the list ------------------------------------------------------------------------------ */

static void
changed_cb (ExmAccountManager *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static void
watch_items (ExmAccountManager *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(ExmAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      g_signal_handlers_disconnect_by_func (account, changed_cb, self);
      g_signal_connect_object (account, "notify", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
    }
}

static void
items_changed_cb (ExmAccountManager *self)
{
  watch_items (self);
  changed_cb (self);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ExmAccountManager) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!exm_accounts_load_finish (EXM_ACCOUNTS (source), result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->problem = g_steal_pointer (&error);
  self->loaded = TRUE;
  changed_cb (self);
}

static void
read_memory_thread (GTask        *task,
                    gpointer      source,
                    gpointer      task_data,
                    GCancellable *cancellable)
{
  exm_account_memory_read (task_data);
  g_task_return_boolean (task, TRUE);
}

static void
places_changed_cb (gpointer user_data)
{
  g_signal_emit (user_data, places_signal, 0);
}

static void
memory_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  ExmAccountManager *self = EXM_ACCOUNT_MANAGER (source);

  exm_account_memory_watch (self->memory, places_changed_cb, self);
  if (self->accounts != NULL)
    exm_accounts_load_async (self->accounts, self->cancellable, loaded_cb, g_object_ref (self));
  else
    {
      self->loaded = TRUE;
      changed_cb (self);
    }
}

/* --- object -------------------------------------------------------------------------------- */

static void
exm_account_manager_dispose (GObject *object)
{
  ExmAccountManager *self = EXM_ACCOUNT_MANAGER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->accounts);

  G_OBJECT_CLASS (exm_account_manager_parent_class)->dispose (object);
}

static void
exm_account_manager_finalize (GObject *object)
{
  ExmAccountManager *self = EXM_ACCOUNT_MANAGER (object);

  g_clear_object (&self->cancellable);
  g_clear_error (&self->problem);
  exm_account_memory_free (self->memory);

  G_OBJECT_CLASS (exm_account_manager_parent_class)->finalize (object);
}

static void
exm_account_manager_class_init (ExmAccountManagerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = exm_account_manager_dispose;
  object_class->finalize = exm_account_manager_finalize;
  places_signal = g_signal_new ("places-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
exm_account_manager_init (ExmAccountManager *self)
{
  g_autoptr(GTask) task = NULL;

  self->cancellable = g_cancellable_new ();
  self->memory = exm_account_memory_new (NULL);
  self->accounts = exm_accounts_new (NULL, &self->problem);
  if (self->accounts != NULL)
    g_signal_connect_object (self->accounts, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  task = g_task_new (self, NULL, memory_read_cb, NULL);
  g_task_set_source_tag (task, exm_account_manager_init);
  g_task_set_task_data (task, self->memory, NULL);
  g_task_run_in_thread (task, read_memory_thread);
}

ExmAccountManager *
exm_account_manager_get_default (void)
{
  if (default_manager == NULL)
    default_manager = g_object_new (EXM_TYPE_ACCOUNT_MANAGER, NULL);
  return default_manager;
}

void
exm_account_manager_shutdown (void)
{
  if (default_manager != NULL)
    g_object_run_dispose (G_OBJECT (default_manager));
  g_clear_object (&default_manager);
}

ExmAccounts *
exm_account_manager_get_accounts (ExmAccountManager *self)
{
  g_return_val_if_fail (EXM_IS_ACCOUNT_MANAGER (self), NULL);

  return self->accounts;
}

const GError *
exm_account_manager_get_problem (ExmAccountManager *self)
{
  g_return_val_if_fail (EXM_IS_ACCOUNT_MANAGER (self), NULL);

  return self->problem;
}

gboolean
exm_account_manager_is_loaded (ExmAccountManager *self)
{
  g_return_val_if_fail (EXM_IS_ACCOUNT_MANAGER (self), FALSE);

  return self->loaded;
}

ExmAccountMemory *
exm_account_manager_get_memory (ExmAccountManager *self)
{
  g_return_val_if_fail (EXM_IS_ACCOUNT_MANAGER (self), NULL);

  return self->memory;
}

ExmAccount *
exm_account_manager_find (ExmAccountManager *self,
                          const char        *id)
{
  ExmAccount *account;

  g_return_val_if_fail (EXM_IS_ACCOUNT_MANAGER (self), NULL);

  account = self->accounts != NULL && id != NULL ? exm_accounts_find (self->accounts, id) : NULL;
  return account != NULL && exm_account_get_kind (account) != EXM_ACCOUNT_PRACTICE ? account : NULL;
}

char *
exm_account_manager_dup_title (ExmAccountManager *self,
                               const char        *id)
{
  ExmAccount *account = exm_account_manager_find (self, id);

  return account != NULL ? exm_account_dup_title (account) : g_strdup (_ ("Practice"));
}

/* --- jobs ------------------------------------------------------------------------------------ */

static char *
dup_first (ExmAccountManager *self)
{
  guint n = self->accounts != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->accounts)) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(ExmAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (exm_account_get_kind (account) != EXM_ACCOUNT_PRACTICE)
        return g_strdup (exm_account_get_id (account));
    }
  return NULL;
}

char *
exm_account_manager_dup_job_account (ExmAccountManager *self,
                                     const char        *request_id,
                                     gboolean           practice)
{
  g_autofree char *maker = NULL;
  g_autofree char *chosen = NULL;

  g_return_val_if_fail (EXM_IS_ACCOUNT_MANAGER (self), NULL);

  if (request_id != NULL)
    maker = exm_account_memory_get (self->memory, JOBS, request_id);
  if (exm_account_manager_find (self, maker) != NULL)
    return g_steal_pointer (&maker);
  if (practice)
    return g_strdup (EXM_PRACTICE_ACCOUNT);
  chosen = g_settings_get_string (exm_settings_get_default (), "account");
  if (exm_account_manager_find (self, chosen) != NULL)
    return g_steal_pointer (&chosen);
  return dup_first (self);
}

void
exm_account_manager_keep_job_account (ExmAccountManager *self,
                                      const char        *request_id,
                                      const char        *id)
{
  g_return_if_fail (EXM_IS_ACCOUNT_MANAGER (self));

  if (g_strcmp0 (id, EXM_PRACTICE_ACCOUNT) != 0)
    exm_account_memory_set (self->memory, JOBS, request_id, id);
}

/* --- sessions ------------------------------------------------------------------------------ */

static void
practice_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError    *error = NULL;
  ExmGoogle *google = exm_practice_manager_connect_finish (EXM_PRACTICE_MANAGER (source), result, &error);

  if (google != NULL)
    g_task_return_pointer (task, google, g_object_unref);
  else
    g_task_return_error (task, error);
}

/* All sessions of an account count against the same project. */
static void
work_in (ExmAccountManager *self,
         ExmGoogle         *google)
{
  const char      *id = exm_account_get_id (exm_google_get_account (google));
  g_autofree char *project = exm_account_memory_get (self->memory, id, EXM_MEMORY_PROJECT);
  g_autofree char *quota = exm_account_memory_get (self->memory, id, EXM_MEMORY_QUOTA);

  exm_google_work_in (google, project, quota);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError    *error = NULL;
  ExmGoogle *google = exm_accounts_open_finish (EXM_ACCOUNTS (source), result, &error);

  if (google != NULL)
    {
      work_in (g_task_get_source_object (task), google);
      g_task_return_pointer (task, google, g_object_unref);
    }
  else
    g_task_return_error (task, error);
}

void
exm_account_manager_connect_async (ExmAccountManager  *self,
                                   const char         *id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  ExmAccount *account;

  g_return_if_fail (EXM_IS_ACCOUNT_MANAGER (self));

  g_task_set_source_tag (task, exm_account_manager_connect_async);
  if (g_strcmp0 (id, EXM_PRACTICE_ACCOUNT) == 0)
    {
      exm_practice_manager_connect_async (exm_practice_manager_get_default (), cancellable, practice_cb, g_object_ref (task));
      return;
    }
  account = exm_account_manager_find (self, id);
  if (account != NULL)
    exm_accounts_open_async (self->accounts, account, cancellable, opened_cb, g_object_ref (task));
  else
    g_task_return_new_error (task, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_AUTH, "%s", _ ("This account is signed out"));
}

ExmGoogle *
exm_account_manager_connect_finish (ExmAccountManager *self,
                                    GAsyncResult      *result,
                                    GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
