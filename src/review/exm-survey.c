/* exm-survey.c - what only a look at all posts can tell of a dataset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-review"

#include "config.h"

#include "exm-survey.h"

#include <string.h>

#include "exm-odd-chars.h"
#include "exm-review-marks.h"

/* Where the look at each post ends and the search for near-duplicates begins. */
#define SHARE_POSTS 0.25

typedef struct
{
  ExmSurvey      *survey;
  GArray         *spans;
  guint           n;
  guint           n_expected;
  ExmNearProgress progress;
  gpointer        user_data;
} Walk;

static void
near_progress (double   fraction,
               gpointer user_data)
{
  Walk *walk = user_data;

  if (walk->progress != NULL)
    walk->progress (SHARE_POSTS + (1 - SHARE_POSTS) * fraction, walk->user_data);
}

static gboolean
take_example (const ExmExample *example,
              const char       *label_name,
              gpointer          user_data,
              GError          **error)
{
  Walk      *walk = user_data;
  ExmSurvey *survey = walk->survey;
  gsize      length = strlen (example->input);
  guint      kinds;

  g_array_set_size (walk->spans, 0);
  kinds = exm_personal_scan (example->input, length, walk->spans);
  for (guint i = 0; i < walk->spans->len; i++)
    survey->n_personal[g_array_index (walk->spans, ExmPersonalSpan, i).kind]++;
  for (guint kind = 0; kinds != 0 && kind < EXM_N_PERSONAL; kind++)
    if ((kinds & 1u << kind) != 0)
      g_array_append_val (survey->personal[kind], example->id);
  if (exm_odd_chars_find (example->input, length) > 0)
    g_array_append_val (survey->odd, example->id);
  if (++walk->n % 4096 == 0 && walk->progress != NULL && walk->n_expected > 0)
    walk->progress (SHARE_POSTS * MIN (1.0, (double)walk->n / walk->n_expected), walk->user_data);
  return TRUE;
}

const ExmRowId *
exm_survey_get_group (const ExmSurvey *self,
                      guint            group,
                      gsize           *n_ids)
{
  const ExmNearGroups *groups = self->near->groups;

  g_return_val_if_fail (group < groups->n_groups, NULL);

  *n_ids = groups->starts[group + 1] - groups->starts[group];
  return groups->ids + groups->starts[group];
}

static gboolean
sort_groups (ExmSurvey  *self,
             ExmDataset *dataset,
             GError    **error)
{
  g_autoptr(GHashTable) kept = exm_kept_read_sync (dataset, error);

  if (kept == NULL)
    return FALSE;
  for (guint group = 0; group < self->near->groups->n_groups; group++)
    {
      gsize           n_ids;
      const ExmRowId *ids = exm_survey_get_group (self, group, &n_ids);
      guint64         key = exm_kept_key (ids, n_ids);

      if (g_hash_table_contains (kept, &key))
        g_array_append_val (self->kept, group);
      else if (exm_near_rows_is_conflict (self->near, group))
        g_array_append_val (self->conflicts, group);
      else
        {
          g_array_append_val (self->repeats, group);
          self->n_repeats += (guint)n_ids - 1;
        }
    }
  return TRUE;
}

static ExmSurvey *
survey_new (void)
{
  ExmSurvey *self = g_new0 (ExmSurvey, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->conflicts = g_array_new (FALSE, FALSE, sizeof (guint));
  self->repeats = g_array_new (FALSE, FALSE, sizeof (guint));
  self->kept = g_array_new (FALSE, FALSE, sizeof (guint));
  self->odd = g_array_new (FALSE, FALSE, sizeof (ExmRowId));
  for (guint kind = 0; kind < EXM_N_PERSONAL; kind++)
    self->personal[kind] = g_array_new (FALSE, FALSE, sizeof (ExmRowId));
  return self;
}

ExmSurvey *
exm_survey_read_sync (ExmDataset     *dataset,
                      guint           n_expected,
                      GCancellable   *cancellable,
                      ExmNearProgress progress,
                      gpointer        user_data,
                      GError        **error)
{
  g_autoptr(ExmSurvey) self = survey_new ();
  g_autoptr(GArray) spans = g_array_new (FALSE, FALSE, sizeof (ExmPersonalSpan));
  Walk walk = { .survey = self, .spans = spans, .n_expected = n_expected, .progress = progress, .user_data = user_data };

  g_return_val_if_fail (EXM_IS_DATASET (dataset), NULL);

  if (!exm_dataset_foreach_sync (dataset, NULL, NULL, take_example, &walk, cancellable, error))
    return NULL;
  self->near = exm_near_rows_read_sync (dataset, NULL, walk.n, cancellable, near_progress, &walk, error);
  if (self->near == NULL || !sort_groups (self, dataset, error))
    return NULL;
  return g_steal_pointer (&self);
}

ExmSurvey *
exm_survey_ref (ExmSurvey *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
exm_survey_unref (ExmSurvey *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->near, exm_near_rows_free);
  g_array_unref (self->conflicts);
  g_array_unref (self->repeats);
  g_array_unref (self->kept);
  g_array_unref (self->odd);
  for (guint kind = 0; kind < EXM_N_PERSONAL; kind++)
    g_array_unref (self->personal[kind]);
  g_free (self);
}

GArray *
exm_survey_dup_rows (const ExmSurvey *self,
                     const GArray    *groups,
                     gboolean         but_one)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (ExmRowId));

  for (guint i = 0; i < groups->len; i++)
    {
      guint           group = g_array_index (groups, guint, i);
      const guint64  *outputs = self->near->outputs + self->near->groups->starts[group];
      gsize           n_ids;
      const ExmRowId *ids = exm_survey_get_group (self, group, &n_ids);
      gsize           one = 0;

      while (one < n_ids && outputs[one] == 0)
        one++;
      one = one < n_ids ? one : 0;
      for (gsize k = 0; k < n_ids; k++)
        if (!but_one || k != one)
          g_array_append_val (rows, ids[k]);
    }
  return rows;
}

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  ExmRowId id_a = *(const ExmRowId *)a;
  ExmRowId id_b = *(const ExmRowId *)b;

  return id_a < id_b ? -1 : id_a > id_b;
}

GArray *
exm_survey_dup_personal (const ExmSurvey *self,
                         guint            kinds)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (ExmRowId));
  guint   n = 0;

  for (guint kind = 0; kind < EXM_N_PERSONAL; kind++)
    if ((kinds & 1u << kind) != 0)
      g_array_append_vals (rows, self->personal[kind]->data, self->personal[kind]->len);
  g_array_sort (rows, compare_ids);
  for (guint i = 0; i < rows->len; i++)
    if (n == 0 || g_array_index (rows, ExmRowId, n - 1) != g_array_index (rows, ExmRowId, i))
      g_array_index (rows, ExmRowId, n++) = g_array_index (rows, ExmRowId, i);
  g_array_set_size (rows, n);
  return rows;
}

/* --- in a pool thread ------------------------------------------------------------------ */

typedef struct
{
  gatomicrefcount ref_count;
  guint           n_expected;
  ExmNearProgress progress;
  gpointer        user_data;
  GMainContext   *context;
  int             permille;
  int             is_told; /* an idle is on its way */
  gboolean        over;    /* owner's thread */
} Reading;

static void
reading_unref (gpointer data)
{
  Reading *self = data;

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_main_context_unref (self->context);
  g_free (self);
}

static gboolean
tell_idle (gpointer data)
{
  Reading *self = data;

  g_atomic_int_set (&self->is_told, 0);
  if (!self->over)
    self->progress (g_atomic_int_get (&self->permille) / 1000.0, self->user_data);
  return G_SOURCE_REMOVE;
}

static void
reading_progress (double   fraction,
                  gpointer user_data)
{
  Reading *self = user_data;
  GSource *source;

  g_atomic_int_set (&self->permille, (int)(fraction * 1000));
  if (!g_atomic_int_compare_and_exchange (&self->is_told, 0, 1))
    return;
  g_atomic_ref_count_inc (&self->ref_count);
  source = g_idle_source_new ();
  g_source_set_callback (source, tell_idle, self, reading_unref);
  g_source_attach (source, self->context);
  g_source_unref (source);
}

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Reading   *self = task_data;
  GError    *error = NULL;
  ExmSurvey *survey = exm_survey_read_sync (source, self->n_expected, cancellable,
                                            self->progress != NULL ? reading_progress : NULL, self, &error);

  if (survey != NULL)
    g_task_return_pointer (task, survey, (GDestroyNotify)exm_survey_unref);
  else
    g_task_return_error (task, error);
}

void
exm_survey_read_async (ExmDataset         *dataset,
                       GCancellable       *cancellable,
                       ExmNearProgress     progress,
                       gpointer            progress_data,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  Reading *self;

  g_return_if_fail (EXM_IS_DATASET (dataset));

  task = g_task_new (dataset, cancellable, callback, user_data);
  g_task_set_source_tag (task, exm_survey_read_async);
  self = g_new0 (Reading, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->n_expected = exm_dataset_get_stats (dataset)->n_examples;
  self->progress = progress;
  self->user_data = progress_data;
  self->context = g_main_context_ref (g_task_get_context (task));
  g_task_set_task_data (task, self, reading_unref);
  g_task_run_in_thread (task, read_thread);
}

ExmSurvey *
exm_survey_read_finish (ExmDataset   *dataset,
                        GAsyncResult *result,
                        GError      **error)
{
  Reading *self;

  g_return_val_if_fail (g_task_is_valid (result, dataset), NULL);

  self = g_task_get_task_data (G_TASK (result));
  self->over = TRUE;
  return g_task_propagate_pointer (G_TASK (result), error);
}
