/* exm-account-manager.h - the accounts of this app, and a session with any of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-account-memory.h"
#include "exm-accounts.h"

G_BEGIN_DECLS

/** Id of the practice account, which is always there. */
#define EXM_PRACTICE_ACCOUNT "practice"

#define EXM_TYPE_ACCOUNT_MANAGER (exm_account_manager_get_type ())
G_DECLARE_FINAL_TYPE (ExmAccountManager, exm_account_manager, EXM, ACCOUNT_MANAGER, GObject)

/**
 * ExmAccountManager:
 *
 * One for the whole app; main thread. Holds the list of accounts, and knows
 * practice beside them, whose service is started when it is first connected.
 *
 * Signal `changed ()`: an account came, went or changed, or the list was read.
 * Signal `places-changed ()`: another program, the command line, chose a project, a
 * bucket or a region for an account; the memory has it.
 */
ExmAccountManager *exm_account_manager_get_default (void);

/**
 * exm_account_manager_shutdown: when the app ends.
 */
void exm_account_manager_shutdown (void);

/**
 * exm_account_manager_get_accounts:
 *
 * Returns: (transfer none) (nullable): the accounts without practice; %NULL when there
 *   can be none, see exm_account_manager_get_problem()
 */
ExmAccounts *exm_account_manager_get_accounts (ExmAccountManager *self);

/**
 * exm_account_manager_get_problem:
 *
 * Returns: (transfer none) (nullable): why accounts that should be there are not
 */
const GError *exm_account_manager_get_problem (ExmAccountManager *self);

/**
 * exm_account_manager_is_loaded: the list was read, with or without luck.
 */
gboolean exm_account_manager_is_loaded (ExmAccountManager *self);

ExmAccountMemory *exm_account_manager_get_memory (ExmAccountManager *self);

/**
 * exm_account_manager_find:
 * @id: id of an account
 *
 * Returns: (transfer none) (nullable): also %NULL for practice
 */
ExmAccount *exm_account_manager_find (ExmAccountManager *self,
                                      const char        *id);

/**
 * exm_account_manager_dup_title:
 *
 * Returns: (transfer full): "Practice", or the account's e-mail
 */
char *exm_account_manager_dup_title (ExmAccountManager *self,
                                     const char        *id);

/**
 * exm_account_manager_dup_job_account:
 * @request_id: (nullable): of a submission
 * @practice: it was made for practice
 *
 * Which account a tuning job of a dataset belongs to: the one that made it, as far
 * as that is known, else the one that was chosen last, else the first.
 *
 * Returns: (transfer full) (nullable): its id; %NULL when nobody is signed in
 */
char *exm_account_manager_dup_job_account (ExmAccountManager *self,
                                           const char        *request_id,
                                           gboolean           practice);

/**
 * exm_account_manager_keep_job_account: notes which account made a submission.
 */
void exm_account_manager_keep_job_account (ExmAccountManager *self,
                                           const char        *request_id,
                                           const char        *id);

/**
 * exm_account_manager_connect_async:
 * @id: id of an account, %EXM_PRACTICE_ACCOUNT for practice
 *
 * A session with that account. Finish: fails as exm_accounts_open_finish() and
 * exm_practice_manager_connect_finish() do; %EXM_CLOUD_ERROR_AUTH when there is no
 * such account.
 */
void       exm_account_manager_connect_async (ExmAccountManager  *self,
                                              const char         *id,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
ExmGoogle *exm_account_manager_connect_finish (ExmAccountManager *self,
                                               GAsyncResult      *result,
                                               GError           **error);

G_END_DECLS
