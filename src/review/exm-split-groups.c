/* exm-split-groups.c - posts that must not stand on both sides of a split
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-review"

#include "config.h"

#include "exm-split-groups.h"

#include "exm-near-duplicates.h"
#include "exm-origin.h"
#include "exm-personal.h"
#include "exm-review-marks.h"
#include "exm-text.h"

typedef struct
{
  ExmSplitGroups    *groups;
  ExmNearDuplicates *near_ones;
  ExmTask           *task;
  guint              masked; /* bits of ExmPersonal: what is masked in the upload */
  GHashTable        *hashes; /* row → guint64 of the canonical text, of those of a pattern */
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

/* What is learned: posts that are told apart by what is masked alone are equal. */
static char *
dup_learned (const Build      *self,
             const ExmExample *example)
{
  char *masked = self->masked != 0 ? exm_personal_mask (example->input, self->masked, NULL) : NULL;

  return masked != NULL ? masked : g_strdup (example->input);
}

/* FNV-1a */
static guint64
hash_canonical (const char *post)
{
  g_autofree char *text = exm_text_canonical (post);
  guint64          hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (const char *p = text; *p != '\0'; p++)
    hash = (hash ^ (guchar)*p) * G_GUINT64_CONSTANT (0x100000001b3);
  return hash;
}

static gboolean
visit (const ExmExample *example,
       const char       *label_name,
       gpointer          user_data,
       GError          **error)
{
  Build           *self = user_data;
  g_autofree char *text = NULL;

  if (self->again)
    {
      if (example->id < self->groups->n && self->groups->group[example->id] != 0 &&
          exm_near_duplicates_wants (self->near_ones, example->id))
        {
          text = dup_learned (self, example);
          exm_near_duplicates_add_again (self->near_ones, example->id, text);
        }
      return TRUE;
    }
  if (self->n_rows == 0)
    self->masked = exm_upload_mask_get (self->task);
  text = dup_learned (self, example);
  reserve (self, example->id);
  self->groups->group[example->id] = example->id;
  self->n_rows++;
  exm_near_duplicates_add (self->near_ones, example->id, text);
  return TRUE;
}

/* Of a pattern, only what is equal. */
static void
bind_equal (Build         *self,
            const guint32 *ids,
            gsize          n)
{
  g_autoptr(GHashTable) firsts = g_hash_table_new (g_int64_hash, g_int64_equal);

  self->groups->ignored |= EXM_TOGETHER_NEAR;
  self->groups->n_pattern += (guint)n;
  for (gsize i = 0; i < n; i++)
    {
      guint64 *hash = g_hash_table_lookup (self->hashes, GUINT_TO_POINTER (ids[i]));
      gpointer first;

      if (hash == NULL)
        continue;
      if (g_hash_table_lookup_extended (firsts, hash, NULL, &first))
        bind (self->groups, GPOINTER_TO_UINT (first), ids[i], EXM_TOGETHER_SAME);
      else
        g_hash_table_insert (firsts, hash, GUINT_TO_POINTER (ids[i]));
    }
}

static gboolean
is_pattern (const Build         *self,
            const ExmNearGroups *found,
            guint                g)
{
  gsize n = found->starts[g + 1] - found->starts[g];

  return !found->is_same[g] && n > EXM_TOGETHER_MAX_NEAR_ROWS && n > EXM_TOGETHER_MAX_NEAR_SHARE * self->n_rows;
}

static gboolean
visit_pattern (const ExmExample *example,
               const char       *label_name,
               gpointer          user_data,
               GError          **error)
{
  Build           *self = user_data;
  g_autofree char *text = NULL;
  guint64          hash;

  if (!g_hash_table_contains (self->hashes, GUINT_TO_POINTER (example->id)))
    return TRUE;
  text = dup_learned (self, example);
  hash = hash_canonical (text);
  g_hash_table_insert (self->hashes, GUINT_TO_POINTER (example->id), g_memdup2 (&hash, sizeof hash));
  return TRUE;
}

/* Posts of patterns are read once more, which hardly any dataset needs. */
static gboolean
read_patterns (Build               *self,
               ExmDataset          *dataset,
               const ExmNearGroups *found,
               GCancellable        *cancellable,
               GError             **error)
{
  for (guint g = 0; g < found->n_groups; g++)
    for (gsize i = found->starts[g]; i < found->starts[g + 1] && is_pattern (self, found, g); i++)
      g_hash_table_insert (self->hashes, GUINT_TO_POINTER (found->ids[i]), NULL);
  return g_hash_table_size (self->hashes) == 0 ||
         exm_dataset_foreach_sync (dataset, NULL, NULL, visit_pattern, self, cancellable, error);
}

static void
bind_near_group (Build               *self,
                 const ExmNearGroups *found,
                 guint                g)
{
  const guint32 *ids = found->ids + found->starts[g];
  gsize          n = found->starts[g + 1] - found->starts[g];

  if (is_pattern (self, found, g))
    {
      bind_equal (self, ids, n);
      return;
    }
  for (gsize i = 1; i < n; i++)
    bind (self->groups, ids[0], ids[i], found->is_same[g] ? EXM_TOGETHER_SAME : EXM_TOGETHER_NEAR);
}

static gboolean
bind_posts (Build        *self,
            ExmDataset   *dataset,
            GCancellable *cancellable,
            GError      **error)
{
  g_autoptr(ExmNearGroups) found = NULL;

  if (!exm_dataset_foreach_sync (dataset, NULL, &self->task, visit, self, cancellable, error) ||
      !exm_near_duplicates_match (self->near_ones, cancellable, NULL, NULL, error))
    return FALSE;
  self->again = TRUE;
  if (!exm_dataset_foreach_sync (dataset, NULL, NULL, visit, self, cancellable, error))
    return FALSE;
  found = exm_near_duplicates_finish (self->near_ones, cancellable, NULL, NULL, error);
  if (found == NULL || !read_patterns (self, dataset, found, cancellable, error))
    return FALSE;
  for (guint g = 0; g < found->n_groups; g++)
    bind_near_group (self, found, g);
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
  g_autoptr(GHashTable) hashes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  Build build = { .groups = self, .near_ones = near_ones, .hashes = hashes };

  g_return_val_if_fail (EXM_IS_DATASET (dataset), NULL);

  reserve (&build, 0);
  if (!bind_posts (&build, dataset, cancellable, error) || !bind_origins (&build, dataset, cancellable, error))
    g_clear_pointer (&self, exm_split_groups_free);
  g_clear_pointer (&build.task, exm_task_free);
  if (self == NULL)
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
