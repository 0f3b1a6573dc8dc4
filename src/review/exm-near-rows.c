/* exm-near-rows.c - rows whose posts say the same or nearly the same
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-review"

#include "config.h"

#include "exm-near-rows.h"

#include <stdlib.h>

typedef struct
{
  ExmNearDuplicates *near;
  gboolean           again;
  guint              n;
  guint              n_expected;
  ExmNearProgress    progress;
  gpointer           user_data;
  double             from; /* where this part begins, of the whole */
  double             span;
} Walk;

static void
part_progress (double fraction, gpointer user_data)
{
  Walk *walk = user_data;

  if (walk->progress != NULL)
    walk->progress (walk->from + walk->span * MIN (fraction, 1), walk->user_data);
}

static gboolean
take_example (const ExmExample *example, const char *label_name, gpointer user_data, GError **error)
{
  Walk *walk = user_data;

  if (!walk->again)
    exm_near_duplicates_add (walk->near, example->id, example->input);
  else if (exm_near_duplicates_wants (walk->near, example->id))
    exm_near_duplicates_add_again (walk->near, example->id, example->input);
  if (++walk->n % 4096 == 0 && walk->n_expected > 0)
    part_progress ((double)walk->n / walk->n_expected, walk);
  return TRUE;
}

static void
begin_part (Walk *walk, double from, double to)
{
  walk->from = from;
  walk->span = to - from;
  walk->n_expected = MAX (walk->n_expected, walk->n);
  walk->n = 0;
}

/* --- what the rows of the groups answer ----------------------------------------- */

typedef struct
{
  ExmRowId id;
  guint32  at;
} Member;

typedef struct
{
  Member  *members; /* by id */
  gsize    n;
  guint64 *outputs;
} Answers;

static int
compare_members (gconstpointer a, gconstpointer b)
{
  ExmRowId id_a = ((const Member *)a)->id;
  ExmRowId id_b = ((const Member *)b)->id;

  return id_a < id_b ? -1 : id_a > id_b;
}

static gboolean
take_answer (const ExmExample *example, const char *label_name, gpointer user_data, GError **error)
{
  Answers *answers = user_data;
  Member   key = { .id = example->id };
  Member  *member = bsearch (&key, answers->members, answers->n, sizeof key, compare_members);

  if (member == NULL)
    return TRUE;
  if (example->label != 0)
    answers->outputs[member->at] = example->label;
  else if (example->output != NULL && *example->output != '\0')
    answers->outputs[member->at] = (guint64)g_str_hash (example->output) | G_GUINT64_CONSTANT (1) << 32;
  return TRUE;
}

static gboolean
read_answers (ExmNearRows *self, ExmDataset *dataset, GCancellable *cancellable, GError **error)
{
  const ExmNearGroups *groups = self->groups;
  g_autofree Member   *members = g_new (Member, MAX (groups->n_ids, 1));
  Answers              answers = { members, groups->n_ids, self->outputs };
  g_autoptr(ExmQuery) query = NULL;

  if (groups->n_ids == 0)
    return TRUE;
  for (gsize i = 0; i < groups->n_ids; i++)
    members[i] = (Member){ groups->ids[i], (guint32)i };
  qsort (members, groups->n_ids, sizeof *members, compare_members);
  query = exm_query_new_rows (groups->ids, groups->n_ids);
  return exm_dataset_foreach_sync (dataset, query, NULL, take_answer, &answers, cancellable, error);
}

gboolean
exm_near_rows_is_conflict (const ExmNearRows *self, guint group)
{
  guint64 first = 0;

  g_return_val_if_fail (self != NULL && group < self->groups->n_groups, FALSE);

  for (gsize i = self->groups->starts[group]; i < self->groups->starts[group + 1]; i++)
    {
      if (first == 0)
        first = self->outputs[i];
      else if (self->outputs[i] != 0 && self->outputs[i] != first)
        return TRUE;
    }
  return FALSE;
}

static void
count (ExmNearRows *self)
{
  for (guint g = 0; g < self->groups->n_groups; g++)
    {
      guint size = (guint)(self->groups->starts[g + 1] - self->groups->starts[g]);

      if (self->groups->is_same[g])
        self->n_same += size - 1;
      else
        self->n_near += size - 1;
      if (!exm_near_rows_is_conflict (self, g))
        continue;
      self->n_conflicts++;
      self->n_conflict_rows += size;
    }
}

ExmNearRows *
exm_near_rows_read_sync (ExmDataset     *dataset,
                         const ExmQuery *query,
                         guint           n_expected,
                         GCancellable   *cancellable,
                         ExmNearProgress progress,
                         gpointer        user_data,
                         GError        **error)
{
  g_autoptr(ExmNearDuplicates) near = exm_near_duplicates_new ();
  g_autoptr(ExmNearRows) self = g_new0 (ExmNearRows, 1);
  Walk walk = { .near = near, .n_expected = n_expected, .progress = progress, .user_data = user_data };

  g_return_val_if_fail (EXM_IS_DATASET (dataset), NULL);

  begin_part (&walk, 0, 0.5);
  if (!exm_dataset_foreach_sync (dataset, query, NULL, take_example, &walk, cancellable, error))
    return NULL;
  begin_part (&walk, 0.5, 0.65);
  if (!exm_near_duplicates_match (near, cancellable, part_progress, &walk, error))
    return NULL;
  begin_part (&walk, 0.65, 0.85);
  walk.again = TRUE;
  if (!exm_dataset_foreach_sync (dataset, query, NULL, take_example, &walk, cancellable, error))
    return NULL;
  begin_part (&walk, 0.85, 0.95);
  self->groups = exm_near_duplicates_finish (near, cancellable, part_progress, &walk, error);
  if (self->groups == NULL)
    return NULL;
  self->outputs = g_new0 (guint64, MAX (self->groups->n_ids, 1));
  if (!read_answers (self, dataset, cancellable, error))
    return NULL;
  count (self);
  return g_steal_pointer (&self);
}

void
exm_near_rows_free (ExmNearRows *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->groups, exm_near_groups_free);
  g_free (self->outputs);
  g_free (self);
}
