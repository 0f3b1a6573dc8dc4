/* exm-billing.h - whether a project can pay, and with which billing account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-google.h"

G_BEGIN_DECLS

/* Cloud Billing v1: https://cloud.google.com/billing/docs/reference/rest
 *
 * Forms, threads and errors as in exm-projects.h. Billing accounts cannot be
 * created by a call: that takes the console, see exm_billing_dup_page().
 */

/**
 * ExmBilling:
 * @account: (nullable): "billingAccounts/…" linked to the project; %NULL none
 * @enabled: the project can pay: an account is linked and it is open
 */
typedef struct
{
  char    *account;
  gboolean enabled;
} ExmBilling;

/**
 * ExmBillingAccount:
 * @name: "billingAccounts/012345-567890-ABCDEF"
 * @display_name: (nullable): name for people
 * @open: can be charged; %FALSE: closed
 */
typedef struct
{
  char    *name;
  char    *display_name;
  gboolean open;
} ExmBillingAccount;

#define EXM_TYPE_BILLING (exm_billing_get_type ())
#define EXM_TYPE_BILLING_ACCOUNT (exm_billing_account_get_type ())

GType              exm_billing_get_type (void);
ExmBilling        *exm_billing_copy (const ExmBilling *self);
void               exm_billing_free (ExmBilling *self);
GType              exm_billing_account_get_type (void);
ExmBillingAccount *exm_billing_account_copy (const ExmBillingAccount *self);
void               exm_billing_account_free (ExmBillingAccount *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmBilling, exm_billing_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmBillingAccount, exm_billing_account_free)

/**
 * exm_billing_get:
 * @project: project id or number
 *
 * Returns: (transfer full) (nullable): how the project pays
 */
ExmBilling *exm_billing_get (ExmGoogle    *google,
                             const char   *project,
                             GCancellable *cancellable,
                             GError      **error);
void        exm_billing_get_async (ExmGoogle          *google,
                                   const char         *project,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
ExmBilling *exm_billing_get_finish (ExmGoogle    *google,
                                    GAsyncResult *result,
                                    GError      **error);

/**
 * exm_billing_list_accounts:
 *
 * Returns: (transfer container) (element-type ExmBillingAccount) (nullable):
 *   all billing accounts that the account can see, open ones first, by name
 */
GPtrArray *exm_billing_list_accounts (ExmGoogle    *google,
                                      GCancellable *cancellable,
                                      GError      **error);
void       exm_billing_list_accounts_async (ExmGoogle          *google,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
GPtrArray *exm_billing_list_accounts_finish (ExmGoogle    *google,
                                             GAsyncResult *result,
                                             GError      **error);

/**
 * exm_billing_link:
 * @project: project id or number
 * @account: "billingAccounts/…", an open one
 *
 * From then on what the project uses is charged to @account: only ever after a
 * person has clicked. Repeating it is harmless.
 *
 * Returns: (transfer full) (nullable): how the project pays now
 */
ExmBilling *exm_billing_link (ExmGoogle    *google,
                              const char   *project,
                              const char   *account,
                              GCancellable *cancellable,
                              GError      **error);
void        exm_billing_link_async (ExmGoogle          *google,
                                    const char         *project,
                                    const char         *account,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
ExmBilling *exm_billing_link_finish (ExmGoogle    *google,
                                     GAsyncResult *result,
                                     GError      **error);

/**
 * exm_billing_dup_page:
 * @project: (nullable): project id
 *
 * Returns: (transfer full): the page of the Google Cloud console where a
 *   billing account is made, or linked to @project
 */
char *exm_billing_dup_page (const char *project);

G_END_DECLS
