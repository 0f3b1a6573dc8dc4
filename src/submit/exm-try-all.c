/* exm-try-all.c - several models asked at the same time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-try-private.h"

#include <string.h>

typedef struct _All All;

/* One question on a thread of its own. */
typedef struct
{
  All            *all;
  guint           index;
  ExmTryQuestion *question;
  ExmTryOutcome  *outcome;
} One;

struct _All
{
  ExmDataset     *dataset;
  ExmGoogle      *google;
  GCancellable   *cancellable; /* nullable */
  ExmTryPieceFunc func;        /* nullable */
  gpointer        func_data;
  GMutex          lock; /* one piece at a time */
};

static void
outcome_free (gpointer data)
{
  ExmTryOutcome *outcome = data;

  exm_try_free (outcome->answer);
  g_clear_error (&outcome->error);
  g_free (outcome);
}

static void
piece_cb (const char *text,
          gpointer    user_data)
{
  One *one = user_data;

  g_mutex_lock (&one->all->lock);
  if (one->all->func != NULL)
    one->all->func (one->index, text, one->all->func_data);
  g_mutex_unlock (&one->all->lock);
}

static gpointer
ask_one (gpointer data)
{
  One *one = data;
  All *all = one->all;

  one->outcome->answer = _exm_try_ask (all->dataset, all->google, one->question, piece_cb, one, all->cancellable,
                                       &one->outcome->error);
  return NULL;
}

/* What the model ignores is not sent: then nobody thinks that it has helped. */
static ExmTryQuestion *
prepare (const ExmTryQuestion *question,
         ExmCatalogue         *catalogue)
{
  ExmTryQuestion *copy = exm_try_question_copy (question);

  if (catalogue != NULL &&
      exm_try_get_temperature (catalogue, question->submission->base_model, NULL) == EXM_TEMPERATURE_IGNORED)
    copy->temperature = -1;
  return copy;
}

GPtrArray *
exm_try_ask_all_sync (ExmDataset     *dataset,
                      ExmGoogle      *google,
                      ExmCatalogue   *catalogue,
                      GPtrArray      *questions,
                      ExmTryPieceFunc func,
                      gpointer        func_data,
                      GCancellable   *cancellable,
                      GError        **error)
{
  All      all = { .dataset = dataset, .google = google, .cancellable = cancellable, .func = func, .func_data = func_data };
  One      ones[EXM_TRY_MAX_AT_ONCE] = { 0 };
  GThread *threads[EXM_TRY_MAX_AT_ONCE] = { NULL };
  guint    n = questions->len;
  g_autoptr(GPtrArray) outcomes = g_ptr_array_new_with_free_func (outcome_free);

  g_return_val_if_fail (EXM_IS_GOOGLE (google), NULL);
  g_return_val_if_fail (n >= 1 && n <= EXM_TRY_MAX_AT_ONCE, NULL);

  g_mutex_init (&all.lock);
  for (guint i = 0; i < n; i++)
    {
      ones[i] = (One){ &all, i, prepare (g_ptr_array_index (questions, i), catalogue), g_new0 (ExmTryOutcome, 1) };
      g_ptr_array_add (outcomes, ones[i].outcome);
    }
  for (guint i = 1; i < n; i++)
    threads[i] = g_thread_new ("exm-try", ask_one, &ones[i]);
  ask_one (&ones[0]);
  for (guint i = 1; i < n; i++)
    g_thread_join (threads[i]);
  for (guint i = 0; i < n; i++)
    exm_try_question_free (ones[i].question);
  g_mutex_clear (&all.lock);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_steal_pointer (&outcomes);
}

/* --- asynchronous ---------------------------------------------------------------------- */

typedef struct
{
  ExmGoogle      *google;
  ExmCatalogue   *catalogue; /* nullable */
  GPtrArray      *questions;
  ExmTryPieceFunc func;
  gpointer        func_data;
  GDestroyNotify  func_destroy;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_object_unref (call->google);
  g_clear_object (&call->catalogue);
  g_ptr_array_unref (call->questions);
  if (call->func_destroy != NULL)
    call->func_destroy (call->func_data);
  g_free (call);
}

/* A piece on its way to the context in which the call was started. */
typedef struct
{
  GTask *task;
  guint  index;
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
deliver_cb (gpointer data)
{
  Piece *piece = data;
  Call  *call = g_task_get_task_data (piece->task);

  if (!g_cancellable_is_cancelled (g_task_get_cancellable (piece->task)))
    call->func (piece->index, piece->text, call->func_data);
  return G_SOURCE_REMOVE;
}

static void
send_piece (guint       index,
            const char *text,
            gpointer    user_data)
{
  GTask *task = user_data;
  g_autoptr(GSource) source = g_idle_source_new ();
  Piece *piece = g_new (Piece, 1);

  *piece = (Piece){ g_object_ref (task), index, g_strdup (text) };
  /* The task's own priority: pieces come before its callback. */
  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_callback (source, deliver_cb, piece, piece_free);
  g_source_attach (source, g_task_get_context (task));
}

static void
all_thread (GTask        *task,
            gpointer      source,
            gpointer      task_data,
            GCancellable *cancellable)
{
  Call      *call = task_data;
  GError    *error = NULL;
  GPtrArray *outcomes = exm_try_ask_all_sync (source, call->google, call->catalogue, call->questions,
                                              call->func != NULL ? send_piece : NULL, task, cancellable, &error);

  if (outcomes == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, outcomes, (GDestroyNotify)g_ptr_array_unref);
}

void
exm_try_ask_all_async (ExmDataset         *dataset,
                       ExmGoogle          *google,
                       ExmCatalogue       *catalogue,
                       GPtrArray          *questions,
                       ExmTryPieceFunc     func,
                       gpointer            func_data,
                       GDestroyNotify      func_destroy,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  Call *call;

  g_return_if_fail (EXM_IS_DATASET (dataset) && EXM_IS_GOOGLE (google));
  g_return_if_fail (questions->len >= 1 && questions->len <= EXM_TRY_MAX_AT_ONCE);

  task = g_task_new (dataset, cancellable, callback, user_data);
  call = g_new0 (Call, 1);
  call->google = g_object_ref (google);
  call->catalogue = catalogue != NULL ? g_object_ref (catalogue) : NULL;
  call->questions = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_try_question_free);
  for (guint i = 0; i < questions->len; i++)
    g_ptr_array_add (call->questions, exm_try_question_copy (g_ptr_array_index (questions, i)));
  call->func = func;
  call->func_data = func_data;
  call->func_destroy = func_destroy;
  g_task_set_source_tag (task, exm_try_ask_all_async);
  g_task_set_task_data (task, call, call_free);
  g_task_run_in_thread (task, all_thread);
}

GPtrArray *
exm_try_ask_all_finish (ExmDataset   *dataset,
                        GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, dataset), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
