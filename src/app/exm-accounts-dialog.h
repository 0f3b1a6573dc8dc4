/* exm-accounts-dialog.h - who is signed in, signing in and out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define EXM_TYPE_ACCOUNTS_DIALOG (exm_accounts_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ExmAccountsDialog, exm_accounts_dialog, EXM, ACCOUNTS_DIALOG, AdwWindow)

/**
 * ExmAccountsDialog:
 *
 * Lists the accounts of the app; adds one by the browser, a key file or the
 * Application Default Credentials; signs out. Its content is that of
 * exm_account_manager_get_default().
 *
 * Signal `added (char *id)`: an account was added, or signed in again.
 */

/**
 * exm_accounts_dialog_new:
 * @parent: (nullable)
 *
 * Returns: (transfer floating): to be presented
 */
GtkWidget *exm_accounts_dialog_new (GtkWindow *parent);

/**
 * exm_accounts_dialog_sign_in:
 * @id: (nullable): a browser account that has to sign in again; %NULL a new one
 *
 * Begins to sign in at once. A file account is shown its ways instead.
 */
void exm_accounts_dialog_sign_in (ExmAccountsDialog *self,
                                  const char        *id);

G_END_DECLS
