/* exm-queue-list.c - which rows stand in the queue, in which order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-queue-private.h"

#include <string.h>

#include "exm-query-private.h"

/* Edits elsewhere share a list that is made after so many ms. */
#define REBUILD_PAUSE 300

/* query ─(db-read)─► ids ─(pool)─► order, what is decided of them ─► queue */

typedef struct
{
  ExmQueueOrder order;
  guint64       seed;
  ExmRowIds    *ranking;
  gboolean      only_todo;
  guint         serial;

  GHashTable *stored; /* decided and on disk before the query began */
  GHashTable *others; /* decided since */

  ExmRowIds     *ids;
  ExmQueueAnswer answer;
} Build;

static void
build_free (Build *build)
{
  g_clear_pointer (&build->ranking, exm_row_ids_unref);
  g_clear_pointer (&build->ids, exm_row_ids_unref);
  g_clear_pointer (&build->answer.list, exm_row_ids_unref);
  g_clear_pointer (&build->answer.back, g_array_unref);
  g_clear_pointer (&build->answer.counted, g_hash_table_unref);
  g_free (build->answer.members);
  g_clear_pointer (&build->stored, g_hash_table_unref);
  g_clear_pointer (&build->others, g_hash_table_unref);
  g_free (build);
}

/* --- orders, on any thread ------------------------------------------------------------ */

/* splitmix64's mixing function (Steele, Lea & Flood 2014, "Fast splittable
 * pseudorandom number generators"). */
static guint64
mix (guint64 z)
{
  z += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

void
exm_queue_shuffle_ids (ExmRowId *ids,
                       gsize     n_ids,
                       guint64   seed)
{
  g_autofree guint32 *keys = g_new (guint32, n_ids);
  guint64             start = mix (seed);

  for (gsize i = 0; i < n_ids; i++)
    keys[i] = (guint32)(mix (start ^ ids[i]) >> 32);
  _exm_sort_by_key (ids, keys, n_ids, FALSE);
}

void
exm_queue_rank_ids (ExmRowId       *ids,
                    gsize           n_ids,
                    const ExmRowId *first,
                    gsize           n_first)
{
  g_autoptr(GHashTable) ranks = g_hash_table_new (NULL, NULL);
  g_autofree guint32 *keys = g_new (guint32, n_ids);

  for (gsize i = 0; i < n_first; i++)
    if (!g_hash_table_contains (ranks, GUINT_TO_POINTER (first[i])))
      g_hash_table_insert (ranks, GUINT_TO_POINTER (first[i]), GUINT_TO_POINTER (i + 1));
  for (gsize i = 0; i < n_ids; i++)
    {
      guint rank = GPOINTER_TO_UINT (g_hash_table_lookup (ranks, GUINT_TO_POINTER (ids[i])));

      keys[i] = rank != 0 ? rank : G_MAXUINT32;
    }
  _exm_sort_by_key (ids, keys, n_ids, FALSE);
}

/* --- in the pool ------------------------------------------------------------------------ */

static void
note_members (ExmQueueAnswer *answer)
{
  ExmRowId highest = 0;

  for (gsize i = 0; i < answer->list->n_ids; i++)
    highest = MAX (highest, answer->list->ids[i]);
  answer->n_members = highest / 8 + 1;
  answer->members = g_malloc0 (answer->n_members);
  for (gsize i = 0; i < answer->list->n_ids; i++)
    answer->members[answer->list->ids[i] / 8] |= (guint8)(1 << (answer->list->ids[i] % 8));
}

/* What stands in the list although it was decided and stored has been taken back. */
static void
note_decided (Build *build)
{
  ExmQueueAnswer *answer = &build->answer;

  answer->back = g_array_new (FALSE, FALSE, sizeof (ExmRowId));
  answer->counted = g_hash_table_new (NULL, NULL);
  answer->n_left = (guint)answer->list->n_ids;
  if (g_hash_table_size (build->stored) + g_hash_table_size (build->others) == 0)
    return;
  for (gsize i = 0; i < answer->list->n_ids; i++)
    {
      ExmRowId id = answer->list->ids[i];
      gboolean is_stored = g_hash_table_contains (build->stored, GUINT_TO_POINTER (id));

      if (is_stored && build->only_todo)
        g_array_append_val (answer->back, id);
      else if (is_stored || g_hash_table_contains (build->others, GUINT_TO_POINTER (id)))
        {
          g_hash_table_add (answer->counted, GUINT_TO_POINTER (id));
          answer->n_left--;
        }
    }
}

static void
build_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  Build     *build = task_data;
  ExmRowIds *ids = build->ids;

  /* The answer to the query is this task's alone: nobody else has seen it. */
  if (build->order == EXM_QUEUE_SHUFFLED)
    exm_queue_shuffle_ids (ids->ids, ids->n_ids, build->seed);
  else if (build->order == EXM_QUEUE_RANKED && build->ranking != NULL)
    exm_queue_rank_ids (ids->ids, ids->n_ids, build->ranking->ids, build->ranking->n_ids);
  build->answer.list = exm_row_ids_ref (ids);
  note_members (&build->answer);
  note_decided (build);
  g_task_return_boolean (task, TRUE);
}

/* --- on the main thread ------------------------------------------------------------------- */

static void
built_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  ExmQueue *self = EXM_QUEUE (source);
  Build    *build = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), NULL) || build->serial != self->serial)
    return;
  g_clear_object (&self->building);
  _exm_queue_take_list (self, &build->answer);
}

static void
queried_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ExmQueue *self = g_task_get_source_object (task);
  Build    *build = g_task_get_task_data (task);
  GError   *error = NULL;

  build->ids = exm_dataset_query_finish (EXM_DATASET (source), result, &error);
  if (build->ids != NULL && build->serial == self->serial)
    {
      g_task_run_in_thread (task, build_thread);
      return;
    }
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_warning ("The queue cannot be listed: %s", error->message);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, FALSE);
}

static void
split_decided (ExmQueue *self,
               Build    *build)
{
  GHashTableIter iter;
  gpointer       id, stamp;

  build->stored = g_hash_table_new (NULL, NULL);
  build->others = g_hash_table_new (NULL, NULL);
  g_hash_table_iter_init (&iter, self->decided);
  while (g_hash_table_iter_next (&iter, &id, &stamp))
    g_hash_table_add (*(guint64 *)stamp == EXM_QUEUE_PENDING ? build->others : build->stored, id);
}

void
_exm_queue_build (ExmQueue *self)
{
  g_autoptr(ExmQuery) query = self->query != NULL ? exm_query_copy (self->query) : exm_query_new ();
  Build *build = g_new0 (Build, 1);
  GTask *task;

  g_clear_handle_id (&self->rebuild_id, g_source_remove);
  if (self->building != NULL)
    g_cancellable_cancel (self->building);
  g_clear_object (&self->building);
  g_hash_table_remove_all (self->since);
  self->building = g_cancellable_new ();

  if (self->query == NULL)
    query->states = 1u << EXM_STATE_TODO;
  if (self->order == EXM_QUEUE_SHORTEST)
    {
      query->sort = EXM_SORT_LENGTH;
      query->descending = FALSE;
    }
  build->order = self->order;
  build->seed = self->seed;
  build->ranking = self->ranking != NULL ? exm_row_ids_ref (self->ranking) : NULL;
  build->only_todo = self->query == NULL;
  build->serial = ++self->serial;
  split_decided (self, build);

  task = g_task_new (self, self->building, built_cb, NULL);
  g_task_set_source_tag (task, _exm_queue_build);
  g_task_set_task_data (task, build, (GDestroyNotify)build_free);
  exm_dataset_query_async (self->dataset, query, self->building, queried_cb, task);
}

static gboolean
rebuild_cb (gpointer user_data)
{
  ExmQueue *self = user_data;

  self->rebuild_id = 0;
  _exm_queue_build (self);
  return G_SOURCE_REMOVE;
}

void
_exm_queue_build_later (ExmQueue *self)
{
  if (self->rebuild_id == 0)
    self->rebuild_id = g_timeout_add (REBUILD_PAUSE, rebuild_cb, self);
}

gboolean
_exm_queue_has (ExmQueue *self,
                ExmRowId  id)
{
  return id / 8 < self->n_members && (self->members[id / 8] & (1 << (id % 8))) != 0;
}
