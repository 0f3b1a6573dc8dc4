/* exm-split-groups.c - posts that must not stand on both sides of a split
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-review"

#include "config.h"

#include "exm-split-groups.h"

#include "exm-near-duplicates.h"
#include "exm-origin.h"

typedef struct
{
  ExmSplitGroups    *groups;
  ExmNearDuplicates *near_ones;
  gboolean           again;
  gsize              capacity;
  guint              n_rows;
} Build;

/* --- sets of rows: the lowest row of a set names it ------------------------------------- */

static ExmRowId
find (ExmSplitGroups *self,
      ExmRowId        row)
{
  while (self->group[row] != row)
    {
      self->group[row] = self->group[self->group[row]];
      row = self->group[row];
    }
  return row;
}

static void
bind (ExmSplitGroups *self,
      ExmRowId        one,
      ExmRowId        other,
      ExmTogether     reason)
{
  ExmRowId a = find (self, one);
  ExmRowId b = find (self, other);

  self->reasons[one] |= (guint8)reason;
  self->reasons[other] |= (guint8)reason;
  if (a != b)
    self->group[MAX (a, b)] = MIN (a, b);
}

/* --- posts -------------------------------------------------------------------------------- */

static void
reserve (Build   *self,
         ExmRowId row)
{
  ExmSplitGroups *groups = self->groups;

  if (row >= self->capacity)
    {
      gsize capacity = MAX ((gsize)row + 1, MAX (1024, self->capacity * 2));

      groups->group = g_renew (ExmRowId, groups->group, capacity);
      groups->reasons = g_renew (guint8, groups->reasons, capacity);
      for (gsize i = self->capacity; i < capacity; i++)
        {
          groups->group[i] = 0;
          groups->reasons[i] = 0;
        }
      self->capacity = capacity;
    }
  groups->n = MAX (groups->n, (gsize)row + 1);
}

static gboolean
visit (const ExmExample *example,
       const char       *label_name,
       gpointer          user_data,
       GError          **error)
{
  Build *self = user_data;

  if (self->again)
    {
      if (example->id < self->groups->n && self->groups->group[example->id] != 0 &&
          exm_near_duplicates_wants (self->near_ones, example->id))
        exm_near_duplicates_add_again (self->near_ones, example->id, example->input);
      return TRUE;
    }
  reserve (self, example->id);
  self->groups->group[example->id] = example->id;
  self->n_rows++;
  exm_near_duplicates_add (self->near_ones, example->id, example->input);
  return TRUE;
}

static gboolean
bind_posts (Build        *self,
            ExmDataset   *dataset,
            GCancellable *cancellable,
            GError      **error)
{
  g_autoptr(ExmNearGroups) found = NULL;

  if (!exm_dataset_foreach_sync (dataset, NULL, NULL, visit, self, cancellable, error) ||
      !exm_near_duplicates_match (self->near_ones, cancellable, NULL, NULL, error))
    return FALSE;
  self->again = TRUE;
  if (!exm_dataset_foreach_sync (dataset, NULL, NULL, visit, self, cancellable, error))
    return FALSE;
  found = exm_near_duplicates_finish (self->near_ones, cancellable, NULL, NULL, error);
  if (found == NULL)
    return FALSE;
  for (guint g = 0; g < found->n_groups; g++)
    for (gsize i = found->starts[g] + 1; i < found->starts[g + 1]; i++)
      bind (self->groups, found->ids[found->starts[g]], found->ids[i],
            found->is_same[g] ? EXM_TOGETHER_SAME : EXM_TOGETHER_NEAR);
  return TRUE;
}

/* --- authors and threads --------------------------------------------------------------------- */

/* Of one author or thread. */
typedef struct
{
  ExmRowId first;
  guint    n;
} Holder;

typedef struct
{
  Build      *build;
  GHashTable *holders[2]; /* name → Holder: authors, threads */
  gboolean    again;
} Origins;

static const ExmTogether origin_reasons[] = { EXM_TOGETHER_AUTHOR, EXM_TOGETHER_THREAD };

static gboolean
visit_origin (ExmRowId    id,
              const char *author,
              const char *thread,
              gint64      time,
              gpointer    user_data)
{
  Origins        *self = user_data;
  const char     *names[] = { author, thread };
  ExmSplitGroups *groups = self->build->groups;

  if (exm_split_groups_get (groups, id) == 0)
    return TRUE;
  for (guint k = 0; k < 2; k++)
    {
      Holder *holder;

      if (names[k] == NULL || *names[k] == '\0')
        continue;
      holder = g_hash_table_lookup (self->holders[k], names[k]);
      if (self->again)
        {
          if (holder == NULL)
            continue;
          if (holder->n > EXM_TOGETHER_MAX_SHARE * self->build->n_rows)
            groups->ignored |= origin_reasons[k];
          else if (holder->first != id)
            bind (groups, holder->first, id, origin_reasons[k]);
          continue;
        }
      if (holder == NULL)
        {
          holder = g_new0 (Holder, 1);
          holder->first = id;
          g_hash_table_insert (self->holders[k], g_strdup (names[k]), holder);
        }
      holder->n++;
    }
  return TRUE;
}

static gboolean
bind_origins (Build        *self,
              ExmDataset   *dataset,
              GCancellable *cancellable,
              GError      **error)
{
  Origins  origins = { .build = self };
  gboolean ok;

  for (guint k = 0; k < 2; k++)
    origins.holders[k] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  ok = exm_dataset_foreach_origin_sync (dataset, visit_origin, &origins, cancellable, error);
  origins.again = TRUE;
  ok = ok && exm_dataset_foreach_origin_sync (dataset, visit_origin, &origins, cancellable, error);
  for (guint k = 0; k < 2; k++)
    g_hash_table_unref (origins.holders[k]);
  return ok;
}

/* --- together --------------------------------------------------------------------------------- */

static void
count_groups (ExmSplitGroups *self)
{
  g_autofree guint32 *sizes = g_new0 (guint32, self->n + 1);

  for (gsize row = 1; row < self->n; row++)
    if (self->group[row] != 0)
      {
        self->group[row] = find (self, (ExmRowId)row);
        sizes[self->group[row]]++;
      }
  for (gsize row = 1; row < self->n; row++)
    {
      self->n_groups += sizes[row] > 1;
      self->n_bound += sizes[row] > 1 ? sizes[row] : 0;
      for (guint k = 0; k < G_N_ELEMENTS (self->n_by); k++)
        self->n_by[k] += (self->reasons[row] >> k) & 1;
    }
}

ExmSplitGroups *
exm_split_groups_sync (ExmDataset   *dataset,
                       GCancellable *cancellable,
                       GError      **error)
{
  g_autoptr(ExmSplitGroups) self = g_new0 (ExmSplitGroups, 1);
  g_autoptr(ExmNearDuplicates) near_ones = exm_near_duplicates_new ();
  Build build = { .groups = self, .near_ones = near_ones };

  g_return_val_if_fail (EXM_IS_DATASET (dataset), NULL);

  reserve (&build, 0);
  if (!bind_posts (&build, dataset, cancellable, error) || !bind_origins (&build, dataset, cancellable, error))
    return NULL;
  count_groups (self);
  return g_steal_pointer (&self);
}

void
exm_split_groups_free (ExmSplitGroups *self)
{
  if (self == NULL)
    return;
  g_free (self->group);
  g_free (self->reasons);
  g_free (self);
}
