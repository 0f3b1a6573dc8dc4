/* exm-problems-gather.c - all rows of a problem, gathered in a pool thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-problems-view-private.h"

/* A survey may name a million rows: copying and sorting them takes tens of
 * milliseconds, too long for the main loop. */

typedef struct
{
  ExmSurvey *survey;
  ExmGather  what;
  guint      kinds;
} Gathering;

static void
gathering_free (gpointer data)
{
  Gathering *self = data;

  exm_survey_unref (self->survey);
  g_free (self);
}

static GArray *
gather (const Gathering *self)
{
  switch (self->what)
    {
    case EXM_GATHER_CONFLICTS:
      return exm_survey_dup_rows (self->survey, self->survey->conflicts, FALSE);
    case EXM_GATHER_REPEATS:
      return exm_survey_dup_rows (self->survey, self->survey->repeats, FALSE);
    case EXM_GATHER_SPARE:
      return exm_survey_dup_rows (self->survey, self->survey->repeats, TRUE);
    case EXM_GATHER_KEPT:
      return exm_survey_dup_rows (self->survey, self->survey->kept, FALSE);
    case EXM_GATHER_PERSONAL:
      return exm_survey_dup_personal (self->survey, self->kinds);
    case EXM_GATHER_ODD:
    default:
      return g_array_ref (self->survey->odd);
    }
}

static void
gather_thread (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  g_autoptr (GArray) rows = gather (task_data);

  g_task_return_pointer (task, exm_query_new_rows ((const ExmRowId *)(gpointer)rows->data, rows->len),
                         (GDestroyNotify)exm_query_free);
}

void
_exm_problems_gather_async (ExmProblemsView    *view,
                            ExmGather           what,
                            guint               kinds,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (view, NULL, callback, user_data);
  Gathering *self = g_new0 (Gathering, 1);

  self->survey = exm_survey_ref (view->survey);
  self->what = what;
  self->kinds = kinds;
  g_task_set_source_tag (task, _exm_problems_gather_async);
  g_task_set_task_data (task, self, gathering_free);
  g_task_run_in_thread (task, gather_thread);
}

ExmQuery *
_exm_problems_gather_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
