/* exm-accounts-async.c - the calls on accounts, with and without waiting
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-accounts.h"

#include "exm-accounts-private.h"
#include "exm-cloud-private.h"

/* Each call is a job: the work on a worker, then what it means for the list in
 * the list's own thread, then the caller's callback. The result of work that was
 * done is told even when the caller has cancelled meanwhile: the account is there.
 */

static void
job_free_cb (gpointer data)
{
  _exm_accounts_job_free (data);
}

static void
job_thread (GTask        *task,
            gpointer      source,
            gpointer      data,
            GCancellable *cancellable)
{
  ExmAccountsJob *job = data;
  GError         *error = NULL;

  if (job->work (source, job, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* In the list's thread: the inner task's data is the job, the outer one's too. */
static void
job_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ExmAccountsJob *job = g_task_get_task_data (task);
  GError         *error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (job->apply != NULL)
    job->apply (EXM_ACCOUNTS (source), job, error);
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* @job: (transfer full) */
static void
run_async (ExmAccounts        *self,
           ExmAccountsJob     *job,
           gpointer            tag,
           GCancellable       *cancellable,
           GAsyncReadyCallback callback,
           gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GTask) inner = g_task_new (self, cancellable, job_cb, task);

  g_task_set_source_tag (task, tag);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, job_free_cb);
  /* Not owned there: the outer task outlives it. */
  g_task_set_task_data (inner, job, NULL);
  g_task_set_check_cancellable (inner, FALSE);
  _exm_google_run (inner, job_thread);
}

static ExmAccountsJob *
finish (ExmAccounts  *self,
        GAsyncResult *result,
        gpointer      tag,
        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), NULL);

  return g_task_propagate_boolean (G_TASK (result), error) ? g_task_get_task_data (G_TASK (result)) : NULL;
}

static gboolean
run (ExmAccounts    *self,
     ExmAccountsJob *job,
     GCancellable   *cancellable,
     GError        **error)
{
  GError *problem = NULL;

  if (!g_cancellable_set_error_if_cancelled (cancellable, &problem))
    job->work (self, job, cancellable, &problem);
  if (job->apply != NULL)
    job->apply (self, job, problem);
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, problem);
  return FALSE;
}

static ExmAccountsJob *
job_new (ExmAccounts *self,
         gboolean (*work) (ExmAccounts    *self,
                           ExmAccountsJob *job,
                           GCancellable   *cancellable,
                           GError        **error),
         void (*apply) (ExmAccounts    *self,
                        ExmAccountsJob *job,
                        const GError   *error))
{
  ExmAccountsJob *job = g_new0 (ExmAccountsJob, 1);

  job->work = work;
  job->apply = apply;
  job->snapshot = _exm_accounts_snapshot (self);
  return job;
}

/* What is found out, put in. */

static void
apply_load (ExmAccounts    *self,
            ExmAccountsJob *job,
            const GError   *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  /* As far as it came. */
  _exm_accounts_set_lasting (self, job->lasting);
  _exm_accounts_set_client (self, job->client, job->has_client);
  _exm_accounts_set_environment (self, job->environment);
  for (guint i = 0; job->file != NULL && i < job->file->accounts->len; i++)
    _exm_accounts_put (self, g_ptr_array_index (job->file->accounts, i));
}

static void
apply_client (ExmAccounts    *self,
              ExmAccountsJob *job,
              const GError   *error)
{
  if (error == NULL)
    _exm_accounts_set_client (self, job->client, TRUE);
}

static void
apply_record (ExmAccounts    *self,
              ExmAccountsJob *job,
              const GError   *error)
{
  if (error != NULL)
    return;
  g_clear_object (&job->account);
  job->account = g_object_ref (_exm_accounts_put (self, job->record));
  if (job->replaced != NULL)
    _exm_accounts_drop (self, job->replaced);
}

static void
apply_remove (ExmAccounts    *self,
              ExmAccountsJob *job,
              const GError   *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    _exm_accounts_drop (self, job->account);
}

/* Loading. */

void
exm_accounts_load_async (ExmAccounts        *self,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_return_if_fail (EXM_IS_ACCOUNTS (self));
  run_async (self, job_new (self, _exm_accounts_work_load, apply_load), exm_accounts_load_async,
             cancellable, callback, user_data);
}

gboolean
exm_accounts_load_finish (ExmAccounts  *self,
                          GAsyncResult *result,
                          GError      **error)
{
  return finish (self, result, exm_accounts_load_async, error) != NULL;
}

gboolean
exm_accounts_load (ExmAccounts  *self,
                   GCancellable *cancellable,
                   GError      **error)
{
  g_autoptr (ExmAccountsJob) job = NULL;

  g_return_val_if_fail (EXM_IS_ACCOUNTS (self), FALSE);
  job = job_new (self, _exm_accounts_work_load, apply_load);
  return run (self, job, cancellable, error);
}

/* The client file. */

static ExmAccountsJob *
client_job (ExmAccounts *self,
            const char  *path)
{
  ExmAccountsJob *job = job_new (self, _exm_accounts_work_client, apply_client);

  job->path = g_strdup (path);
  return job;
}

void
exm_accounts_set_client_file_async (ExmAccounts        *self,
                                    const char         *path,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_return_if_fail (EXM_IS_ACCOUNTS (self) && path != NULL);
  run_async (self, client_job (self, path), exm_accounts_set_client_file_async, cancellable, callback, user_data);
}

gboolean
exm_accounts_set_client_file_finish (ExmAccounts  *self,
                                     GAsyncResult *result,
                                     GError      **error)
{
  return finish (self, result, exm_accounts_set_client_file_async, error) != NULL;
}

gboolean
exm_accounts_set_client_file (ExmAccounts  *self,
                              const char   *path,
                              GCancellable *cancellable,
                              GError      **error)
{
  g_autoptr (ExmAccountsJob) job = NULL;

  g_return_val_if_fail (EXM_IS_ACCOUNTS (self) && path != NULL, FALSE);
  job = client_job (self, path);
  return run (self, job, cancellable, error);
}

/* Signing in. */

static ExmAccountsJob *
sign_in_job (ExmAccounts        *self,
             ExmAccount         *account,
             ExmAccountsOpenFunc open,
             gpointer            open_data)
{
  ExmAccountsJob *job = job_new (self, _exm_accounts_work_sign_in, apply_record);

  job->account = account != NULL ? g_object_ref (account) : NULL;
  job->open = open;
  job->open_data = open_data;
  return job;
}

void
exm_accounts_sign_in_async (ExmAccounts        *self,
                            ExmAccount         *account,
                            ExmAccountsOpenFunc open,
                            gpointer            open_data,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  ExmAccountsJob *job;

  g_return_if_fail (EXM_IS_ACCOUNTS (self) && open != NULL);

  job = sign_in_job (self, account, open, open_data);
  job->open_context = g_main_context_ref_thread_default ();
  run_async (self, job, exm_accounts_sign_in_async, cancellable, callback, user_data);
}

ExmAccount *
exm_accounts_sign_in_finish (ExmAccounts  *self,
                             GAsyncResult *result,
                             GError      **error)
{
  ExmAccountsJob *job = finish (self, result, exm_accounts_sign_in_async, error);

  return job != NULL ? g_object_ref (job->account) : NULL;
}

ExmAccount *
exm_accounts_sign_in (ExmAccounts        *self,
                      ExmAccount         *account,
                      ExmAccountsOpenFunc open,
                      gpointer            open_data,
                      GCancellable       *cancellable,
                      GError            **error)
{
  g_autoptr (ExmAccountsJob) job = NULL;

  g_return_val_if_fail (EXM_IS_ACCOUNTS (self) && open != NULL, NULL);
  job = sign_in_job (self, account, open, open_data);
  return run (self, job, cancellable, error) ? g_object_ref (job->account) : NULL;
}

/* Files. */

static ExmAccountsJob *
file_job (ExmAccounts *self,
          const char  *path)
{
  ExmAccountsJob *job = job_new (self, _exm_accounts_work_file, apply_record);

  job->path = g_strdup (path);
  return job;
}

void
exm_accounts_add_file_async (ExmAccounts        *self,
                             const char         *path,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_return_if_fail (EXM_IS_ACCOUNTS (self) && path != NULL);
  run_async (self, file_job (self, path), exm_accounts_add_file_async, cancellable, callback, user_data);
}

ExmAccount *
exm_accounts_add_file_finish (ExmAccounts  *self,
                              GAsyncResult *result,
                              GError      **error)
{
  ExmAccountsJob *job = finish (self, result, exm_accounts_add_file_async, error);

  return job != NULL ? g_object_ref (job->account) : NULL;
}

ExmAccount *
exm_accounts_add_file (ExmAccounts  *self,
                       const char   *path,
                       GCancellable *cancellable,
                       GError      **error)
{
  g_autoptr (ExmAccountsJob) job = NULL;

  g_return_val_if_fail (EXM_IS_ACCOUNTS (self) && path != NULL, NULL);
  job = file_job (self, path);
  return run (self, job, cancellable, error) ? g_object_ref (job->account) : NULL;
}

static char *
take_offer (ExmAccountsJob *job,
            ExmAccountKind *kind,
            char          **email)
{
  if (kind != NULL)
    *kind = job->kind;
  if (email != NULL)
    *email = g_strdup (job->email);
  return g_strdup (job->path);
}

void
exm_accounts_offer_async (ExmAccounts        *self,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_return_if_fail (EXM_IS_ACCOUNTS (self));
  run_async (self, job_new (self, _exm_accounts_work_offer, NULL), exm_accounts_offer_async,
             cancellable, callback, user_data);
}

char *
exm_accounts_offer_finish (ExmAccounts    *self,
                           GAsyncResult   *result,
                           ExmAccountKind *kind,
                           char          **email,
                           GError        **error)
{
  ExmAccountsJob *job = finish (self, result, exm_accounts_offer_async, error);

  if (email != NULL)
    *email = NULL;
  return job != NULL ? take_offer (job, kind, email) : NULL;
}

char *
exm_accounts_offer (ExmAccounts    *self,
                    ExmAccountKind *kind,
                    char          **email,
                    GError        **error)
{
  g_autoptr (ExmAccountsJob) job = NULL;

  g_return_val_if_fail (EXM_IS_ACCOUNTS (self), NULL);
  if (email != NULL)
    *email = NULL;
  job = job_new (self, _exm_accounts_work_offer, NULL);
  return run (self, job, NULL, error) ? take_offer (job, kind, email) : NULL;
}

/* Leaving and opening. */

static ExmAccountsJob *
account_job (ExmAccounts *self,
             ExmAccount  *account,
             gboolean     leave)
{
  ExmAccountsJob *job = leave ? job_new (self, _exm_accounts_work_remove, apply_remove)
                              : job_new (self, _exm_accounts_work_open, NULL);

  job->account = g_object_ref (account);
  return job;
}

void
exm_accounts_remove_async (ExmAccounts        *self,
                           ExmAccount         *account,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_return_if_fail (EXM_IS_ACCOUNTS (self) && EXM_IS_ACCOUNT (account));
  run_async (self, account_job (self, account, TRUE), exm_accounts_remove_async, cancellable, callback, user_data);
}

gboolean
exm_accounts_remove_finish (ExmAccounts  *self,
                            GAsyncResult *result,
                            GError      **error)
{
  return finish (self, result, exm_accounts_remove_async, error) != NULL;
}

gboolean
exm_accounts_remove (ExmAccounts  *self,
                     ExmAccount   *account,
                     GCancellable *cancellable,
                     GError      **error)
{
  g_autoptr (ExmAccountsJob) job = NULL;

  g_return_val_if_fail (EXM_IS_ACCOUNTS (self) && EXM_IS_ACCOUNT (account), FALSE);
  job = account_job (self, account, TRUE);
  return run (self, job, cancellable, error);
}

void
exm_accounts_open_async (ExmAccounts        *self,
                         ExmAccount         *account,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_return_if_fail (EXM_IS_ACCOUNTS (self) && EXM_IS_ACCOUNT (account));
  run_async (self, account_job (self, account, FALSE), exm_accounts_open_async, cancellable, callback, user_data);
}

ExmGoogle *
exm_accounts_open_finish (ExmAccounts  *self,
                          GAsyncResult *result,
                          GError      **error)
{
  ExmAccountsJob *job = finish (self, result, exm_accounts_open_async, error);

  return job != NULL ? g_object_ref (job->google) : NULL;
}

ExmGoogle *
exm_accounts_open (ExmAccounts  *self,
                   ExmAccount   *account,
                   GCancellable *cancellable,
                   GError      **error)
{
  g_autoptr (ExmAccountsJob) job = NULL;

  g_return_val_if_fail (EXM_IS_ACCOUNTS (self) && EXM_IS_ACCOUNT (account), NULL);
  job = account_job (self, account, FALSE);
  return run (self, job, cancellable, error) ? g_object_ref (job->google) : NULL;
}
