/* exm-near-group.c - a group of like posts: what is shown of it, and what is done with all of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-near-group.h"

#include "exm-near-choice.h"
#include "exm-review-marks.h"

typedef struct
{
  ExmSurvey *survey;
  guint      group;
  gboolean   again;

  /* The post by which is decided. */
  ExmRowId   row;
  ExmLabelId label;
  char      *answer;
} Work;

static void
work_free (gpointer data)
{
  Work *self = data;

  exm_survey_unref (self->survey);
  g_free (self->answer);
  g_free (self);
}

static GTask *
work_new (ExmDataset         *dataset,
          ExmSurvey          *survey,
          guint               group,
          GCancellable       *cancellable,
          gpointer            tag,
          GAsyncReadyCallback callback,
          gpointer            user_data)
{
  GTask *task = g_task_new (dataset, cancellable, callback, user_data);
  Work  *self = g_new0 (Work, 1);

  self->survey = exm_survey_ref (survey);
  self->group = group;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, self, work_free);
  return task;
}

static const guint64 *
get_outputs (const Work *self)
{
  return self->survey->near->outputs + self->survey->near->groups->starts[self->group];
}

/* --- what is shown -------------------------------------------------------------------- */

/* Of a conflict the first few posts of each answer are read, or else the first few
 * posts that one could be kept of; the table shows all of a group. What is decided
 * holds for all. */

void
exm_near_group_free (ExmNearGroup *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_array_unref (self->choices);
  g_array_unref (self->n_alike);
  g_free (self);
}

/* Of a conflict the first few posts of each answer, wherever in the group they stand. */
static ExmQuery *
new_sample (const Work *self,
            gboolean    is_conflict)
{
  const guint64 *outputs = get_outputs (self);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GArray) sample = g_array_new (FALSE, FALSE, sizeof (ExmRowId));
  gsize           n_ids;
  const ExmRowId *ids = exm_survey_get_group (self->survey, self->group, &n_ids);

  for (gsize i = 0; i < n_ids && (is_conflict || sample->len < EXM_NEAR_CHOICES); i++)
    {
      guint n = is_conflict ? GPOINTER_TO_UINT (g_hash_table_lookup (seen, &outputs[i])) : 0;

      if (n >= EXM_NEAR_CHOICE_POSTS || (n == 0 && g_hash_table_size (seen) > EXM_NEAR_CHOICES))
        continue;
      if (is_conflict)
        g_hash_table_insert (seen, (gpointer)&outputs[i], GUINT_TO_POINTER (n + 1));
      g_array_append_val (sample, ids[i]);
    }
  return exm_query_new_rows ((const ExmRowId *)(gpointer)sample->data, sample->len);
}

static const ExmPeekRow *
get_choice (const ExmNearGroup *self,
            guint               choice)
{
  return self->rows->pdata[g_array_index (self->choices, guint, choice)];
}

/* Of a conflict one choice for each answer; else one for each post. */
static void
find_choices (ExmNearGroup *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      const ExmPeekRow *row = self->rows->pdata[i];
      gboolean          known = self->is_conflict && *row->answer == '\0';

      for (guint k = 0; k < self->choices->len && self->is_conflict && !known; k++)
        known = g_str_equal (get_choice (self, k)->answer, row->answer);
      if (!known)
        g_array_append_val (self->choices, i);
    }
}

/* How many of a conflict's posts answer as those chosen did when they were looked through. */
static void
count_alike (ExmNearGroup *self,
             const Work   *work)
{
  const guint64  *outputs = get_outputs (work);
  gsize           n_ids;
  const ExmRowId *ids = exm_survey_get_group (work->survey, work->group, &n_ids);

  for (guint k = 0; k < self->choices->len; k++)
    {
      ExmRowId id = get_choice (self, k)->id;
      gsize    of = 0;
      guint    n = 0;

      while (of < n_ids && ids[of] != id)
        of++;
      for (gsize i = 0; i < n_ids && of < n_ids; i++)
        n += outputs[i] == outputs[of];
      g_array_append_val (self->n_alike, n);
    }
}

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  const Work *work = task_data;
  g_autoptr (ExmNearGroup) self = g_new0 (ExmNearGroup, 1);
  g_autoptr (ExmQuery) query = NULL;
  GError *error = NULL;

  self->is_conflict = exm_near_rows_is_conflict (work->survey->near, work->group);
  self->choices = g_array_new (FALSE, FALSE, sizeof (guint));
  self->n_alike = g_array_new (FALSE, FALSE, sizeof (guint));
  query = new_sample (work, self->is_conflict);
  self->rows = exm_peek_sync (source, query, (EXM_NEAR_CHOICES + 1) * EXM_NEAR_CHOICE_POSTS, cancellable, &error);
  if (self->rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  find_choices (self);
  count_alike (self, work);
  g_task_return_pointer (task, g_steal_pointer (&self), (GDestroyNotify)exm_near_group_free);
}

void
exm_near_group_read_async (ExmDataset         *dataset,
                           ExmSurvey          *survey,
                           guint               group,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (GTask) task = work_new (dataset, survey, group, cancellable, exm_near_group_read_async, callback, user_data);

  g_task_run_in_thread (task, read_thread);
}

ExmNearGroup *
exm_near_group_read_finish (ExmDataset   *dataset,
                            GAsyncResult *result,
                            GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, dataset), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- what is done ----------------------------------------------------------------------- */

static void
command_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  const Work *work = task_data;
  gboolean    is_conflict = exm_near_rows_is_conflict (work->survey->near, work->group);
  g_autoptr (ExmTarget) target = NULL;
  g_autofree ExmRowId *others = NULL;
  gsize                n_ids;
  gsize                n = 0;
  const ExmRowId      *ids = exm_survey_get_group (work->survey, work->group, &n_ids);
  ExmCommand          *command;

  others = g_new (ExmRowId, n_ids);
  for (gsize i = 0; i < n_ids; i++)
    if (is_conflict || ids[i] != work->row)
      others[n++] = ids[i];
  target = exm_target_new_rows (others, n);
  if (!is_conflict)
    command = exm_command_new_delete (target);
  else if (work->label != 0)
    command = exm_command_new_set_label (target, work->label);
  else
    command = exm_command_new_set_output (target, work->answer);
  g_task_return_pointer (task, command, (GDestroyNotify)exm_command_unref);
}

void
exm_near_group_command_async (ExmDataset         *dataset,
                              ExmSurvey          *survey,
                              guint               group,
                              const ExmPeekRow   *one,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr (GTask) task = work_new (dataset, survey, group, cancellable, exm_near_group_command_async, callback, user_data);
  Work *work = g_task_get_task_data (task);

  work->row = one->id;
  work->label = one->label;
  work->answer = g_strdup (one->answer);
  g_task_run_in_thread (task, command_thread);
}

ExmCommand *
exm_near_group_command_finish (ExmDataset   *dataset,
                               GAsyncResult *result,
                               GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, dataset), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
keep_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  const Work     *work = task_data;
  gsize           n_ids;
  const ExmRowId *ids = exm_survey_get_group (work->survey, work->group, &n_ids);
  guint64         key = exm_kept_key (ids, n_ids);
  GError         *error = NULL;

  if (work->again ? exm_kept_remove_sync (source, &key, 1, &error) : exm_kept_add_sync (source, key, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
exm_near_group_keep_async (ExmDataset         *dataset,
                           ExmSurvey          *survey,
                           guint               group,
                           gboolean            again,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (GTask) task = work_new (dataset, survey, group, NULL, exm_near_group_keep_async, callback, user_data);
  Work *work = g_task_get_task_data (task);

  work->again = again;
  g_task_run_in_thread (task, keep_thread);
}

gboolean
exm_near_group_keep_finish (ExmDataset   *dataset,
                            GAsyncResult *result,
                            GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, dataset), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
