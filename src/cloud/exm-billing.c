/* exm-billing.c - whether a project can pay, and with which billing account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-billing.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-json-gate.h"
#include "exm-json-write.h"

#include "exm-cloud-private.h"
#include "exm-projects-private.h"

G_DEFINE_BOXED_TYPE (ExmBilling, exm_billing, exm_billing_copy, exm_billing_free)
G_DEFINE_BOXED_TYPE (ExmBillingAccount, exm_billing_account, exm_billing_account_copy, exm_billing_account_free)

ExmBilling *
exm_billing_copy (const ExmBilling *self)
{
  ExmBilling *copy;

  if (self == NULL)
    return NULL;
  copy = g_memdup2 (self, sizeof *self);
  copy->account = g_strdup (self->account);
  return copy;
}

void
exm_billing_free (ExmBilling *self)
{
  if (self == NULL)
    return;
  g_free (self->account);
  g_free (self);
}

ExmBillingAccount *
exm_billing_account_copy (const ExmBillingAccount *self)
{
  ExmBillingAccount *copy;

  if (self == NULL)
    return NULL;
  copy = g_memdup2 (self, sizeof *self);
  copy->name = g_strdup (self->name);
  copy->display_name = g_strdup (self->display_name);
  return copy;
}

void
exm_billing_account_free (ExmBillingAccount *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->display_name);
  g_free (self);
}

static gboolean
is_account (const char *name)
{
  return name != NULL && g_str_has_prefix (name, "billingAccounts/") &&
         _exm_is_segment (name + strlen ("billingAccounts/"));
}

/* An answer without billingEnabled (proto3 leaves false out) means no. */
static ExmBilling *
billing_from_json (JsonObject *object)
{
  ExmBilling *self = g_new0 (ExmBilling, 1);
  const char *account = exm_json_get_string (object, "billingAccountName");

  if (is_account (account))
    self->account = g_strdup (account);
  exm_json_get_bool (object, "billingEnabled", &self->enabled);
  return self;
}

static char *
info_url (ExmGoogle  *google,
          const char *project)
{
  g_autofree char *path = g_strdup_printf ("/v1/projects/%s/billingInfo", project);

  return _exm_setup_url (google, EXM_HOST_BILLING, path);
}

/* --- get ------------------------------------------------------------------------ */

ExmBilling *
exm_billing_get (ExmGoogle    *google,
                 const char   *project,
                 GCancellable *cancellable,
                 GError      **error)
{
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *url = NULL;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && project != NULL, NULL);

  if (!_exm_setup_check_project (project, error))
    return NULL;
  url = info_url (google, project);
  object = _exm_google_call (google, "GET", url, EXM_HTTP_RETRY, NULL, cancellable, error);
  return object != NULL ? billing_from_json (object) : NULL;
}

static void
get_thread (GTask        *task,
            gpointer      source,
            gpointer      data,
            GCancellable *cancellable)
{
  ExmSetupArgs *args = data;
  GError       *error = NULL;
  ExmBilling   *billing = exm_billing_get (source, args->a, cancellable, &error);

  _exm_setup_return (task, billing, (GDestroyNotify)exm_billing_free, error);
}

void
exm_billing_get_async (ExmGoogle          *google,
                       const char         *project,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr (GTask) task = _exm_setup_task (google, exm_billing_get_async, project, NULL, NULL, NULL, 0,
                                            cancellable, callback, user_data);

  _exm_google_run (task, get_thread);
}

ExmBilling *
exm_billing_get_finish (ExmGoogle    *google,
                        GAsyncResult *result,
                        GError      **error)
{
  return _exm_setup_finish (google, result, error);
}

/* --- accounts ------------------------------------------------------------------- */

static gboolean
add_account (JsonObject *item,
             gpointer    user_data)
{
  const char        *name = exm_json_get_string (item, "name");
  ExmBillingAccount *account;

  if (!is_account (name))
    return TRUE;
  account = g_new0 (ExmBillingAccount, 1);
  account->name = g_strdup (name);
  account->display_name = g_strdup (exm_json_get_string (item, "displayName"));
  exm_json_get_bool (item, "open", &account->open);
  g_ptr_array_add (user_data, account);
  return TRUE;
}

static int
compare_accounts (gconstpointer a,
                  gconstpointer b)
{
  const ExmBillingAccount *first = *(ExmBillingAccount *const *)a;
  const ExmBillingAccount *second = *(ExmBillingAccount *const *)b;
  int                      order;

  if (first->open != second->open)
    return first->open ? -1 : 1;
  order = g_utf8_collate (first->display_name != NULL ? first->display_name : first->name,
                          second->display_name != NULL ? second->display_name : second->name);
  return order != 0 ? order : strcmp (first->name, second->name);
}

GPtrArray *
exm_billing_list_accounts (ExmGoogle    *google,
                           GCancellable *cancellable,
                           GError      **error)
{
  g_autoptr (GPtrArray) accounts = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_billing_account_free);
  g_autofree char *url = NULL;

  g_return_val_if_fail (EXM_IS_GOOGLE (google), NULL);

  url = _exm_setup_url (google, EXM_HOST_BILLING, "/v1/billingAccounts?pageSize=100");
  if (!_exm_google_each (google, url, "billingAccounts", add_account, accounts, cancellable, error))
    return NULL;
  g_ptr_array_sort (accounts, compare_accounts);
  return g_steal_pointer (&accounts);
}

static void
list_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  GError    *error = NULL;
  GPtrArray *accounts = exm_billing_list_accounts (source, cancellable, &error);

  _exm_setup_return (task, accounts, (GDestroyNotify)g_ptr_array_unref, error);
}

void
exm_billing_list_accounts_async (ExmGoogle          *google,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr (GTask) task = _exm_setup_task (google, exm_billing_list_accounts_async, NULL, NULL, NULL, NULL, 0,
                                            cancellable, callback, user_data);

  _exm_google_run (task, list_thread);
}

GPtrArray *
exm_billing_list_accounts_finish (ExmGoogle    *google,
                                  GAsyncResult *result,
                                  GError      **error)
{
  return _exm_setup_finish (google, result, error);
}

/* --- link ----------------------------------------------------------------------- */

ExmBilling *
exm_billing_link (ExmGoogle    *google,
                  const char   *project,
                  const char   *account,
                  GCancellable *cancellable,
                  GError      **error)
{
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *url = NULL;
  GString         *body;
  g_autofree char *text = NULL;
  ExmJsonWriter    w;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && project != NULL && account != NULL, NULL);

  if (!_exm_setup_check_project (project, error))
    return NULL;
  if (!is_account (account))
    {
      g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED,
                           _ ("The name of the billing account is not a valid one"));
      return NULL;
    }
  body = g_string_new (NULL);
  exm_json_writer_init (&w, body, 0);
  exm_json_writer_begin_object (&w, NULL);
  exm_json_writer_string (&w, "billingAccountName", account);
  exm_json_writer_end (&w);
  text = g_string_free (body, FALSE);
  url = info_url (google, project);
  object = _exm_google_call (google, "PUT", url, EXM_HTTP_RETRY, text, cancellable, error);
  return object != NULL ? billing_from_json (object) : NULL;
}

static void
link_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  ExmSetupArgs *args = data;
  GError       *error = NULL;
  ExmBilling   *billing = exm_billing_link (source, args->a, args->b, cancellable, &error);

  _exm_setup_return (task, billing, (GDestroyNotify)exm_billing_free, error);
}

void
exm_billing_link_async (ExmGoogle          *google,
                        const char         *project,
                        const char         *account,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_autoptr (GTask) task = _exm_setup_task (google, exm_billing_link_async, project, account, NULL, NULL, 0,
                                            cancellable, callback, user_data);

  _exm_google_run (task, link_thread);
}

ExmBilling *
exm_billing_link_finish (ExmGoogle    *google,
                         GAsyncResult *result,
                         GError      **error)
{
  return _exm_setup_finish (google, result, error);
}

char *
exm_billing_dup_page (const char *project)
{
  g_autofree char *escaped = project != NULL ? _exm_escape (project) : NULL;

  if (escaped == NULL)
    return g_strdup ("https://console.cloud.google.com/billing");
  return g_strconcat ("https://console.cloud.google.com/billing/linkedaccount?project=", escaped, NULL);
}
