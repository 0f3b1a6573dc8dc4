/* exm-token-factor.c - what past jobs teach about the tokens of the next one, off the main thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-token-factor.h"

#include "exm-submit-history.h"

typedef struct
{
  char    *model;
  gboolean practice;
  double   factor;
} Lesson;

static void
lesson_free (Lesson *lesson)
{
  g_free (lesson->model);
  g_free (lesson);
}

static void
lesson_thread (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Lesson *lesson = task_data;

  lesson->factor = exm_history_get_token_factor (lesson->model, lesson->practice);
  g_task_return_boolean (task, TRUE);
}

void
exm_token_factor_async (GObject            *owner,
                        const char         *model,
                        gboolean            practice,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (owner, cancellable, callback, user_data);
  Lesson *lesson = g_new0 (Lesson, 1);

  lesson->model = g_strdup (model);
  lesson->practice = practice;
  g_task_set_source_tag (task, exm_token_factor_async);
  g_task_set_task_data (task, lesson, (GDestroyNotify)lesson_free);
  g_task_run_in_thread (task, lesson_thread);
}

double
exm_token_factor_finish (GAsyncResult *result)
{
  Lesson *lesson = g_task_get_task_data (G_TASK (result));

  return g_task_propagate_boolean (G_TASK (result), NULL) ? lesson->factor : 0;
}
