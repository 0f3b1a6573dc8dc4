/* exm-map.c - the posts of a dataset as points on a plane
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-review"

#include "config.h"

#include "exm-map.h"

#include "exm-map-layout.h"
#include "exm-overview.h"
#include "exm-posts.h"

/* Any number will do, but always the same: a map that looks otherwise each time cannot
 * be learnt. */
#define SEED 20240229

G_STATIC_ASSERT (EXM_MAP_MAX <= EXM_MAP_LAYOUT_MAX);

typedef struct
{
  ExmMap          map; /* first: what callers hold */
  gatomicrefcount ref_count;
} MapBlock;

ExmMap *
exm_map_ref (ExmMap *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&((MapBlock *)self)->ref_count);
  return self;
}

void
exm_map_unref (ExmMap *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&((MapBlock *)self)->ref_count))
    return;
  g_free (self->ids);
  g_free (self->xy);
  g_free (self);
}

static ExmMap *
new_block (guint     n,
           guint     n_posts,
           ExmRowId *ids,
           float    *xy)
{
  MapBlock *block = g_new0 (MapBlock, 1);

  g_atomic_ref_count_init (&block->ref_count);
  block->map = (ExmMap){ n, n_posts, ids, xy };
  return &block->map;
}

/* Takes @xy. */
static ExmMap *
new_map (const ExmPosts *posts,
         guint           n_posts,
         float          *xy)
{
  return new_block ((guint)posts->n, n_posts, g_memdup2 (posts->ids, posts->n * sizeof (ExmRowId)), xy);
}

ExmMap *
exm_map_new_points (guint n)
{
  return new_block (n, n, g_new0 (ExmRowId, n + 1), g_new0 (float, 2 * (gsize)n + 2));
}

/* --- telling how it goes --------------------------------------------------------------- */

typedef struct
{
  ExmMapFunc      func;
  gpointer        user_data;
  GCancellable   *cancellable;
  GMainContext   *context;
  const ExmPosts *posts;
  guint           n_posts;
} Telling;

typedef struct
{
  ExmMapFunc    func;
  gpointer      user_data;
  GCancellable *cancellable;
  double        fraction;
  ExmMap       *map;
} News;

static void
news_free (gpointer data)
{
  News *news = data;

  g_clear_object (&news->cancellable);
  exm_map_unref (news->map);
  g_free (news);
}

static gboolean
news_cb (gpointer data)
{
  News *news = data;

  if (!g_cancellable_is_cancelled (news->cancellable))
    news->func (news->fraction, news->map, news->user_data);
  return G_SOURCE_REMOVE;
}

static void
tell_cb (double       fraction,
         const float *xy,
         gpointer     user_data)
{
  const Telling *telling = user_data;
  News          *news;

  if (telling->func == NULL)
    return;
  news = g_new0 (News, 1);
  news->func = telling->func;
  news->user_data = telling->user_data;
  news->cancellable = telling->cancellable != NULL ? g_object_ref (telling->cancellable) : NULL;
  news->fraction = fraction;
  if (xy != NULL)
    news->map = new_map (telling->posts, telling->n_posts, g_memdup2 (xy, 2 * telling->posts->n * sizeof (float)));
  /* Of the priority of the task's own end, which so comes last. */
  g_main_context_invoke_full (telling->context, G_PRIORITY_DEFAULT, news_cb, news, news_free);
}

/* --- making one -------------------------------------------------------------------------- */

/* All rows, or as many as fit, evenly over the list. */
static ExmQuery *
choose_rows (ExmDataset   *dataset,
             guint        *n_posts,
             GCancellable *cancellable,
             GError      **error)
{
  g_autoptr(ExmQuery) all = exm_query_new ();
  g_autoptr(ExmRowIds) ids = exm_dataset_query_sync (dataset, all, cancellable, error);
  g_autofree ExmRowId *some = NULL;

  if (ids == NULL)
    return NULL;
  *n_posts = (guint)ids->n_ids;
  if (ids->n_ids <= EXM_MAP_MAX)
    return g_steal_pointer (&all);
  some = g_new (ExmRowId, EXM_MAP_MAX);
  for (guint i = 0; i < EXM_MAP_MAX; i++)
    some[i] = ids->ids[(guint64)i * ids->n_ids / EXM_MAP_MAX];
  return exm_query_new_rows (some, EXM_MAP_MAX);
}

static ExmMap *
make_map (ExmDataset   *dataset,
          Telling      *telling,
          GCancellable *cancellable,
          GError      **error)
{
  g_autoptr(ExmQuery) query = choose_rows (dataset, &telling->n_posts, cancellable, error);
  g_autoptr(ExmPosts) posts = NULL;
  g_autofree const char **texts = NULL;
  float                  *xy;

  if (query == NULL)
    return NULL;
  posts = exm_posts_read_sync (dataset, query, cancellable, error);
  if (posts == NULL)
    return NULL;
  /* Rows may have come between the two: never more than there is room for. */
  posts->n = MIN (posts->n, EXM_MAP_MAX);
  telling->n_posts = MAX (telling->n_posts, (guint)posts->n);
  telling->posts = posts;
  texts = g_new (const char *, posts->n + 1);
  for (gsize i = 0; i < posts->n; i++)
    texts[i] = exm_posts_get_text (posts, i, NULL);
  xy = exm_map_layout_new (texts, (guint)posts->n, SEED, tell_cb, telling, cancellable, error);
  return xy != NULL ? new_map (posts, telling->n_posts, xy) : NULL;
}

ExmMap *
exm_map_new_sync (ExmDataset   *dataset,
                  GCancellable *cancellable,
                  GError      **error)
{
  Telling telling = { NULL };

  g_return_val_if_fail (EXM_IS_DATASET (dataset), NULL);

  return make_map (dataset, &telling, cancellable, error);
}

static void
map_thread (GTask        *task,
            gpointer      source_object,
            gpointer      task_data,
            GCancellable *cancellable)
{
  GError *error = NULL;
  ExmMap *map = make_map (source_object, task_data, cancellable, &error);

  if (map != NULL)
    g_task_return_pointer (task, map, (GDestroyNotify)exm_map_unref);
  else
    g_task_return_error (task, error);
}

void
exm_map_new_async (ExmDataset         *dataset,
                   ExmMapFunc          func,
                   gpointer            func_data,
                   GCancellable       *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  Telling *telling;

  g_return_if_fail (EXM_IS_DATASET (dataset));

  task = g_task_new (dataset, cancellable, callback, user_data);
  g_task_set_source_tag (task, exm_map_new_async);
  telling = g_new0 (Telling, 1);
  telling->func = func;
  telling->user_data = func_data;
  telling->cancellable = cancellable;
  telling->context = g_task_get_context (task);
  g_task_set_task_data (task, telling, g_free);
  g_task_run_in_thread (task, map_thread);
}

ExmMap *
exm_map_new_finish (ExmDataset   *dataset,
                    GAsyncResult *result,
                    GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, dataset), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- labels ---------------------------------------------------------------------------------- */

static void
labels_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  const ExmMap *map = task_data;
  ExmLabelId   *labels = g_new0 (ExmLabelId, map->n + 1);

  exm_overview_read_labels (source_object, map->ids, map->n, labels);
  g_task_return_pointer (task, labels, g_free);
}

void
exm_map_read_labels_async (ExmDataset         *dataset,
                           ExmMap             *map,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (EXM_IS_DATASET (dataset) && map != NULL);

  task = g_task_new (dataset, cancellable, callback, user_data);
  g_task_set_source_tag (task, exm_map_read_labels_async);
  g_task_set_task_data (task, exm_map_ref (map), (GDestroyNotify)exm_map_unref);
  g_task_run_in_thread (task, labels_thread);
}

ExmLabelId *
exm_map_read_labels_finish (ExmDataset   *dataset,
                            GAsyncResult *result,
                            GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, dataset), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
