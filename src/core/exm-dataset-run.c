/* exm-dataset-run.c - commands, undo, redo and imports on their way to the disk
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "exm-dataset-private.h"

typedef enum
{
  REQUEST_COMMAND,
  REQUEST_UNDO,
  REQUEST_REDO,
  REQUEST_IMPORT,
} ExmRequestKind;

typedef struct
{
  ExmRequestKind kind;
  ExmCommand    *command;

  char          *source_name;
  ExmImportFunc  func;
  gpointer       user_data;
  GDestroyNotify destroy;
} ExmRequest;

static void
request_free (gpointer data)
{
  ExmRequest *request = data;

  exm_command_unref (request->command);
  g_free (request->source_name);
  if (request->destroy != NULL)
    request->destroy (request->user_data);
  g_free (request);
}

/* --- on db-write ----------------------------------------------------------------- */

static ExmReceipt *
receipt_new (const ExmRun *run)
{
  ExmReceipt *receipt = g_new0 (ExmReceipt, 1);

  receipt->name = _exm_history_format_name (run->step, run->n, run->a, run->b);
  receipt->n_rows = run->n;
  receipt->first_row = run->first_row;
  receipt->label = run->label;
  return receipt;
}

static gboolean
journal_is_empty (ExmStore *store)
{
  return store->journal.bytes->len == 0 && store->journal.full->len == 0;
}

static gboolean
run_command (ExmStore   *store,
             ExmRun     *run,
             ExmCommand *command,
             GError    **error)
{
  if (!_exm_store_begin (store, error))
    return FALSE;
  _exm_store_lock_step (store);
  if (!_exm_command_run (command, run, error))
    {
      _exm_store_abort (store);
      return FALSE;
    }
  if (journal_is_empty (store))
    {
      run->n = 0;
      _exm_store_abort (store);
      return TRUE;
    }
  if (!_exm_history_append (store, run->step, run->n, run->a, run->b, error))
    {
      _exm_store_abort (store);
      return FALSE;
    }
  return _exm_store_commit (store, error);
}

gboolean
_exm_store_run_import (ExmStore     *store,
                       const char   *source_name,
                       ExmImportFunc func,
                       gpointer      user_data,
                       GCancellable *cancellable,
                       ExmRun       *run,
                       GError      **error)
{
  g_autoptr(ExmImportSink) sink = NULL;

  if (!_exm_store_begin (store, error))
    return FALSE;
  sink = _exm_import_sink_new (store, source_name, error);
  if (sink == NULL ||
      !func (sink, user_data, cancellable, error) ||
      g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !_exm_import_sink_finish (sink, &run->n, &run->first_row, error))
    {
      _exm_store_abort (store);
      return FALSE;
    }
  _exm_run_name (run, EXM_STEP_IMPORT, source_name, NULL);
  if (journal_is_empty (store))
    {
      _exm_store_abort (store);
      return TRUE;
    }
  if (!_exm_history_append (store, run->step, run->n, run->a, run->b, error))
    {
      _exm_store_abort (store);
      return FALSE;
    }
  return _exm_store_commit (store, error);
}

static gboolean
play_and_commit (ExmStore *store,
                 gint64    seq,
                 gboolean  forth,
                 GError  **error)
{
  _exm_store_lock_step (store);
  if (_exm_history_play (store, seq, forth, error))
    return _exm_store_commit (store, error);
  _exm_store_abort (store);
  return FALSE;
}

static ExmReceipt *
step_back_or_forth (ExmStore *store,
                    gboolean  forth,
                    GError  **error)
{
  ExmReceipt *receipt;
  gint64      seq = forth ? store->undo_seq + 1 : store->undo_seq;

  if (seq < 1 || seq > store->last_seq)
    {
      g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND,
                           forth ? _ ("There is nothing to redo") : _ ("There is nothing to undo"));
      return NULL;
    }
  receipt = g_new0 (ExmReceipt, 1);
  receipt->name = _exm_history_dup_name (store, seq, &receipt->n_rows);
  if (!_exm_store_begin (store, error))
    g_clear_pointer (&receipt, exm_receipt_free);
  else if (!play_and_commit (store, seq, forth, error))
    g_clear_pointer (&receipt, exm_receipt_free);
  return receipt;
}

static ExmReceipt *
execute (ExmDataset   *self,
         ExmRequest   *request,
         GCancellable *cancellable,
         GError      **error)
{
  ExmStore *store = self->engine->store;
  g_auto (ExmRun) run = { .dataset = self, .store = store, .cancellable = cancellable };
  ExmReceipt *receipt = NULL;
  gboolean    ok = FALSE;

  if (self->engine->read_only)
    {
      g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_READ_ONLY,
                           self->read_only_reason != NULL ? self->read_only_reason
                                                          : _ ("The dataset cannot be changed"));
      return NULL;
    }
  _exm_change_clear (&store->change);
  g_mutex_lock (&self->news_lock);
  g_free (store->who);
  store->who = g_strdup (self->who);
  g_mutex_unlock (&self->news_lock);
  switch (request->kind)
    {
    case REQUEST_COMMAND:
      ok = run_command (store, &run, request->command, error);
      break;
    case REQUEST_IMPORT:
      ok = _exm_store_run_import (store, request->source_name, request->func, request->user_data,
                                  cancellable, &run, error);
      break;
    case REQUEST_UNDO:
    case REQUEST_REDO:
      receipt = step_back_or_forth (store, request->kind == REQUEST_REDO, error);
      break;
    default:
      g_assert_not_reached ();
    }
  if (ok)
    receipt = receipt_new (&run);
  _exm_dataset_post_news (self);
  return receipt;
}

static void
execute_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  GError     *error = NULL;
  ExmReceipt *receipt = execute (source_object, task_data, cancellable, &error);

  /* What is on disk stays there, even when the cancel came a moment too late. */
  g_task_set_check_cancellable (task, FALSE);
  if (receipt != NULL)
    g_task_return_pointer (task, receipt, (GDestroyNotify)exm_receipt_free);
  else
    g_task_return_error (task, error);
}

/* A request counts as saving until it is answered, whether it ran or was
 * cancelled before its turn. */
static void
completed_cb (GTask      *task,
              GParamSpec *pspec,
              gpointer    user_data)
{
  ExmDataset *self = g_task_get_source_object (task);

  if (g_atomic_int_dec_and_test (&self->n_pending))
    g_object_notify (G_OBJECT (self), "saving");
}

static void
queue_request (ExmDataset         *self,
               ExmRequest         *request,
               gpointer            tag,
               GCancellable       *cancellable,
               GAsyncReadyCallback callback,
               gpointer            user_data)
{
  GTask   *task = g_task_new (self, cancellable, callback, user_data);
  gboolean began;

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, request, request_free);
  if (!_exm_dataset_is_open (self))
    {
      g_task_return_new_error (task, EXM_DATA_ERROR, EXM_DATA_ERROR_READ_ONLY,
                               "%s", _ ("The dataset is closed"));
      g_object_unref (task);
      return;
    }
  began = g_atomic_int_add (&self->n_pending, 1) == 0;
  g_signal_connect (task, "notify::completed", G_CALLBACK (completed_cb), NULL);
  /* The disk works while whoever listens draws that it does. */
  exm_worker_queue (self->engine->writer, G_PRIORITY_DEFAULT, execute_thread, task);
  if (began)
    g_object_notify (G_OBJECT (self), "saving");
}

static ExmReceipt *
finish_request (ExmDataset   *self,
                GAsyncResult *result,
                GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- waiting for a worker -------------------------------------------------------- */

void
_exm_dataset_call_writer (ExmDataset *self,
                          GFunc       func,
                          gpointer    data)
{
  if (exm_worker_is_current (self->engine->writer))
    func (data, self);
  else
    exm_worker_run_sync (self->engine->writer, func, data, self);
}

void
_exm_dataset_call_reader (ExmDataset *self,
                          GFunc       func,
                          gpointer    data)
{
  if (exm_worker_is_current (self->engine->reader))
    func (data, self);
  else
    exm_worker_run_sync (self->engine->reader, func, data, self);
}

typedef struct
{
  ExmRequest   *request;
  GCancellable *cancellable;
  ExmReceipt   *receipt;
  GError       *error;
} ExmSyncCall;

static void
execute_sync (gpointer data,
              gpointer user_data)
{
  ExmSyncCall *call = data;

  call->receipt = execute (user_data, call->request, call->cancellable, &call->error);
}

static ExmReceipt *
run_request_sync (ExmDataset   *self,
                  ExmRequest   *request,
                  GCancellable *cancellable,
                  GError      **error)
{
  ExmSyncCall call = { .request = request, .cancellable = cancellable };

  if (!_exm_dataset_is_open (self))
    {
      g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_READ_ONLY,
                           _ ("The dataset is closed"));
      return NULL;
    }
  _exm_dataset_call_writer (self, execute_sync, &call);
  _exm_dataset_take_news_if_owner (self);
  if (call.error != NULL)
    g_propagate_error (error, call.error);
  return call.receipt;
}

/* --- public ------------------------------------------------------------------------- */

static ExmRequest *
request_new (ExmRequestKind kind)
{
  ExmRequest *request = g_new0 (ExmRequest, 1);

  request->kind = kind;
  return request;
}

void
exm_dataset_run_async (ExmDataset         *self,
                       ExmCommand         *command,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  ExmRequest *request;

  g_return_if_fail (EXM_IS_DATASET (self) && command != NULL);

  request = request_new (REQUEST_COMMAND);
  request->command = exm_command_ref (command);
  queue_request (self, request, exm_dataset_run_async, cancellable, callback, user_data);
}

ExmReceipt *
exm_dataset_run_finish (ExmDataset   *self,
                        GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return finish_request (self, result, error);
}

ExmReceipt *
exm_dataset_run_sync (ExmDataset *self,
                      ExmCommand *command,
                      GError    **error)
{
  ExmRequest request = { .kind = REQUEST_COMMAND, .command = command };

  g_return_val_if_fail (EXM_IS_DATASET (self) && command != NULL, NULL);

  return run_request_sync (self, &request, NULL, error);
}

void
exm_dataset_undo_async (ExmDataset         *self,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_return_if_fail (EXM_IS_DATASET (self));

  queue_request (self, request_new (REQUEST_UNDO), exm_dataset_undo_async, NULL, callback, user_data);
}

void
exm_dataset_redo_async (ExmDataset         *self,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_return_if_fail (EXM_IS_DATASET (self));

  queue_request (self, request_new (REQUEST_REDO), exm_dataset_redo_async, NULL, callback, user_data);
}

ExmReceipt *
exm_dataset_undo_finish (ExmDataset   *self,
                         GAsyncResult *result,
                         GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return finish_request (self, result, error);
}

ExmReceipt *
exm_dataset_redo_finish (ExmDataset   *self,
                         GAsyncResult *result,
                         GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return finish_request (self, result, error);
}

ExmReceipt *
exm_dataset_undo_sync (ExmDataset *self,
                       GError    **error)
{
  ExmRequest request = { .kind = REQUEST_UNDO };

  g_return_val_if_fail (EXM_IS_DATASET (self), NULL);

  return run_request_sync (self, &request, NULL, error);
}

ExmReceipt *
exm_dataset_redo_sync (ExmDataset *self,
                       GError    **error)
{
  ExmRequest request = { .kind = REQUEST_REDO };

  g_return_val_if_fail (EXM_IS_DATASET (self), NULL);

  return run_request_sync (self, &request, NULL, error);
}

void
exm_dataset_import_async (ExmDataset         *self,
                          const char         *source_name,
                          ExmImportFunc       func,
                          gpointer            user_data,
                          GDestroyNotify      destroy,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            callback_data)
{
  ExmRequest *request;

  g_return_if_fail (EXM_IS_DATASET (self) && source_name != NULL && func != NULL);

  request = request_new (REQUEST_IMPORT);
  request->source_name = g_strdup (source_name);
  request->func = func;
  request->user_data = user_data;
  request->destroy = destroy;
  queue_request (self, request, exm_dataset_import_async, cancellable, callback, callback_data);
}

ExmReceipt *
exm_dataset_import_finish (ExmDataset   *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return finish_request (self, result, error);
}

ExmReceipt *
exm_dataset_import_sync (ExmDataset   *self,
                         const char   *source_name,
                         ExmImportFunc func,
                         gpointer      user_data,
                         GCancellable *cancellable,
                         GError      **error)
{
  ExmRequest request = { .kind = REQUEST_IMPORT, .func = func, .user_data = user_data };

  g_return_val_if_fail (EXM_IS_DATASET (self) && source_name != NULL && func != NULL, NULL);

  request.source_name = (char *)source_name;
  return run_request_sync (self, &request, cancellable, error);
}

static void
set_token_limit_thread (GTask        *task,
                        gpointer      source_object,
                        gpointer      task_data,
                        GCancellable *cancellable)
{
  ExmDataset *self = source_object;
  ExmStore   *store = self->engine->store;

  _exm_change_clear (&store->change);
  if (store->token_limit != GPOINTER_TO_UINT (task_data))
    {
      store->token_limit = GPOINTER_TO_UINT (task_data);
      _exm_store_update_threshold (store);
      store->change.all_rows = TRUE;
    }
  _exm_dataset_post_news (self);
  g_task_return_boolean (task, TRUE);
}

void
exm_dataset_set_token_limit (ExmDataset *self,
                             guint       tokens)
{
  GTask *task;

  g_return_if_fail (EXM_IS_DATASET (self));

  if (!_exm_dataset_is_open (self))
    return;
  task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_source_tag (task, exm_dataset_set_token_limit);
  g_task_set_task_data (task, GUINT_TO_POINTER (tokens), NULL);
  exm_worker_queue (self->engine->writer, G_PRIORITY_DEFAULT, set_token_limit_thread, task);
}
