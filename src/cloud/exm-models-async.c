/* exm-models-async.c - asking a model off the caller's thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-cloud-private.h"
#include "exm-models.h"

typedef struct
{
  ExmGenerateRequest *request;
  ExmModelsTextFunc   func;
  gpointer            func_data;
  GDestroyNotify      func_destroy;
} Args;

static void
args_free (gpointer data)
{
  Args *args = data;

  exm_generate_request_free (args->request);
  if (args->func_destroy != NULL)
    args->func_destroy (args->func_data);
  g_free (args);
}

static GTask *
task_new (ExmGoogle                *google,
          gpointer                  tag,
          const ExmGenerateRequest *request,
          GCancellable             *cancellable,
          GAsyncReadyCallback       callback,
          gpointer                  user_data)
{
  GTask *task = g_task_new (google, cancellable, callback, user_data);
  Args  *args = g_new0 (Args, 1);

  args->request = exm_generate_request_copy (request);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, args, args_free);
  return task;
}

static void
return_answer (GTask             *task,
               ExmGenerateAnswer *answer,
               GError            *error)
{
  if (answer != NULL)
    g_task_return_pointer (task, answer, (GDestroyNotify)exm_generate_answer_free);
  else
    g_task_return_error (task, error);
}

static ExmGenerateAnswer *
finish_answer (ExmGoogle    *google,
               GAsyncResult *result,
               GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, google), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
generate_thread (GTask        *task,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  Args              *args = data;
  GError            *error = NULL;
  ExmGenerateAnswer *answer = exm_models_generate (source, args->request, cancellable, &error);

  return_answer (task, answer, error);
}

void
exm_models_generate_async (ExmGoogle                *google,
                           const ExmGenerateRequest *request,
                           GCancellable             *cancellable,
                           GAsyncReadyCallback       callback,
                           gpointer                  user_data)
{
  g_autoptr (GTask) task = task_new (google, exm_models_generate_async, request, cancellable, callback,
                                     user_data);

  _exm_google_run (task, generate_thread);
}

ExmGenerateAnswer *
exm_models_generate_finish (ExmGoogle    *google,
                            GAsyncResult *result,
                            GError      **error)
{
  return finish_answer (google, result, error);
}

/* One piece on its way to the context in which the call was started. */
typedef struct
{
  GTask *task;
  char  *text;
} Piece;

static void
piece_free (gpointer data)
{
  Piece *piece = data;

  g_object_unref (piece->task);
  g_free (piece->text);
  g_free (piece);
}

static gboolean
piece_cb (gpointer user_data)
{
  Piece *piece = user_data;
  Args  *args = g_task_get_task_data (piece->task);

  if (!g_cancellable_is_cancelled (g_task_get_cancellable (piece->task)))
    args->func (piece->text, args->func_data);
  return G_SOURCE_REMOVE;
}

static void
send_piece (const char *text,
            gpointer    user_data)
{
  GTask *task = user_data;
  Args  *args = g_task_get_task_data (task);
  g_autoptr (GSource) source = NULL;
  Piece *piece;

  if (args->func == NULL)
    return;
  piece = g_new (Piece, 1);
  piece->task = g_object_ref (task);
  piece->text = g_strdup (text);
  /* The task's own priority: pieces come before its callback. */
  source = g_idle_source_new ();
  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_callback (source, piece_cb, piece, piece_free);
  g_source_attach (source, g_task_get_context (task));
}

static void
stream_thread (GTask        *task,
               gpointer      source,
               gpointer      data,
               GCancellable *cancellable)
{
  Args              *args = data;
  GError            *error = NULL;
  ExmGenerateAnswer *answer = exm_models_stream (source, args->request, send_piece, task, cancellable, &error);

  return_answer (task, answer, error);
}

void
exm_models_stream_async (ExmGoogle                *google,
                         const ExmGenerateRequest *request,
                         ExmModelsTextFunc         func,
                         gpointer                  func_data,
                         GDestroyNotify            func_destroy,
                         GCancellable             *cancellable,
                         GAsyncReadyCallback       callback,
                         gpointer                  user_data)
{
  g_autoptr (GTask) task = task_new (google, exm_models_stream_async, request, cancellable, callback, user_data);
  Args *args = g_task_get_task_data (task);

  args->func = func;
  args->func_data = func_data;
  args->func_destroy = func_destroy;
  _exm_google_run (task, stream_thread);
}

ExmGenerateAnswer *
exm_models_stream_finish (ExmGoogle    *google,
                          GAsyncResult *result,
                          GError      **error)
{
  return finish_answer (google, result, error);
}

static void
count_thread (GTask        *task,
              gpointer      source,
              gpointer      data,
              GCancellable *cancellable)
{
  Args   *args = data;
  GError *error = NULL;
  gint64  tokens = exm_models_count_tokens (source, args->request, cancellable, &error);

  if (tokens >= 0)
    g_task_return_int (task, tokens);
  else
    g_task_return_error (task, error);
}

void
exm_models_count_tokens_async (ExmGoogle                *google,
                               const ExmGenerateRequest *request,
                               GCancellable             *cancellable,
                               GAsyncReadyCallback       callback,
                               gpointer                  user_data)
{
  g_autoptr (GTask) task = task_new (google, exm_models_count_tokens_async, request, cancellable, callback,
                                     user_data);

  _exm_google_run (task, count_thread);
}

gint64
exm_models_count_tokens_finish (ExmGoogle    *google,
                                GAsyncResult *result,
                                GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, google), -1);

  return g_task_propagate_int (G_TASK (result), error);
}
