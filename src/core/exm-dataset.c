/* exm-dataset.c - one dataset file, open: the owner's view
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-dataset.h"

#include <string.h>

#include "exm-dataset-private.h"
#include "exm-label-private.h"

/* The owner never asks the workers anything: after each commit `db-write` posts
 * what has changed, and the owner takes it in from its main context. Posts that
 * were not yet taken in are merged.
 *
 *   db-write ── commit ─► post_news ─► [news] ─► take_news ─► properties, `changed`
 */

enum
{
  PROP_0,
  PROP_FILE,
  PROP_NAME,
  PROP_READ_ONLY,
  PROP_READ_ONLY_REASON,
  PROP_STATS,
  PROP_TASK,
  PROP_CAN_UNDO,
  PROP_CAN_REDO,
  PROP_UNDO_NAME,
  PROP_REDO_NAME,
  PROP_SAVING,
  N_PROPS
};

enum
{
  CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (ExmDataset, exm_dataset, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];
static guint       signals[N_SIGNALS];

static void
exm_news_free (ExmNews *news)
{
  if (news == NULL)
    return;
  exm_stats_unref (news->stats);
  exm_task_free (news->task);
  g_clear_pointer (&news->labels, g_ptr_array_unref);
  g_free (news->effective);
  g_free (news->undo_name);
  g_free (news->redo_name);
  g_clear_pointer (&news->rows, g_array_unref);
  g_free (news);
}

/* --- posting, on db-write ------------------------------------------------------ */

static ExmNews *
make_news (ExmStore *store,
           gboolean  all)
{
  ExmNews            *news = g_new0 (ExmNews, 1);
  const ExmChangeSet *change = &store->change;

  news->stats = _exm_stats_new (store);
  if (change->task || all)
    news->task = exm_task_copy (store->task);
  if (change->labels || all)
    {
      g_autoptr(GPtrArray) list = _exm_labels_list (&store->labels);

      news->labels = g_ptr_array_new_with_free_func ((GDestroyNotify)_exm_label_row_free);
      for (guint i = 0; i < list->len; i++)
        g_ptr_array_add (news->labels, _exm_label_row_copy (list->pdata[i]));
      news->effective = g_memdup2 (store->map.effective, store->map.n * sizeof (guint16));
      news->n_effective = store->map.n;
    }
  news->undo_name = _exm_history_dup_name (store, store->undo_seq, NULL);
  if (store->undo_seq < store->last_seq)
    news->redo_name = _exm_history_dup_name (store, store->undo_seq + 1, NULL);
  news->rows = g_array_copy (change->rows);
  news->all_rows = change->all_rows;
  news->structure = change->structure;
  news->labels_changed = change->labels;
  news->task_changed = change->task;
  return news;
}

/* What @older still had to tell goes with @news. */
static void
merge_news (ExmNews *news,
            ExmNews *older)
{
  if (older == NULL)
    return;
  if (news->task == NULL)
    news->task = g_steal_pointer (&older->task);
  if (news->labels == NULL)
    {
      news->labels = g_steal_pointer (&older->labels);
      news->effective = g_steal_pointer (&older->effective);
      news->n_effective = older->n_effective;
    }
  news->all_rows |= older->all_rows;
  news->structure |= older->structure;
  news->labels_changed |= older->labels_changed;
  news->task_changed |= older->task_changed;
  if (news->rows->len + older->rows->len > EXM_CHANGE_MAX_ROWS)
    news->all_rows = TRUE;
  else if (older->rows->len > 0)
    g_array_append_vals (news->rows, older->rows->data, older->rows->len);
  if (news->all_rows)
    g_array_set_size (news->rows, 0);
  exm_news_free (older);
}

static gboolean
take_news_cb (gpointer user_data)
{
  _exm_dataset_take_news (user_data, FALSE);
  return G_SOURCE_REMOVE;
}

void
_exm_dataset_post_news (ExmDataset *self)
{
  ExmNews *news = make_news (self->engine->store, self->stats == NULL);
  gboolean queue;

  g_mutex_lock (&self->news_lock);
  merge_news (news, self->news);
  self->news = news;
  queue = !self->news_queued;
  self->news_queued = TRUE;
  g_mutex_unlock (&self->news_lock);

  if (queue && self->stats != NULL)
    {
      g_autoptr(GSource) source = g_idle_source_new ();

      /* Before the callback of the step that caused it. */
      g_source_set_priority (source, G_PRIORITY_DEFAULT - 1);
      g_source_set_callback (source, take_news_cb, g_object_ref (self), g_object_unref);
      g_source_attach (source, self->context);
    }
}

/* --- taking in, on the owner's thread -------------------------------------------- */

static void
update_label_list (ExmDataset      *self,
                   const GPtrArray *rows)
{
  GListModel *model = G_LIST_MODEL (self->labels);
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GHashTable) by_id = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  guint n_old = g_list_model_get_n_items (model);
  guint head = 0;
  guint tail = 0;

  g_hash_table_remove_all (self->label_by_name);
  for (guint i = 0; i < rows->len; i++)
    {
      const ExmLabelRow *row = rows->pdata[i];
      ExmLabel          *label = g_hash_table_lookup (self->label_by_id, GUINT_TO_POINTER (row->id));

      label = label != NULL ? g_object_ref (label) : _exm_label_new (row->id);
      _exm_label_update (label, row);
      g_hash_table_insert (by_id, GUINT_TO_POINTER (row->id), g_object_ref (label));
      g_hash_table_insert (self->label_by_name, g_strdup (row->name), label);
      g_ptr_array_add (items, label);
    }

  /* Only the run that differs is replaced. */
  while (head < n_old && head < items->len)
    {
      g_autoptr(ExmLabel) old = g_list_model_get_item (model, head);

      if (old != items->pdata[head])
        break;
      head++;
    }
  while (tail < n_old - head && tail < items->len - head)
    {
      g_autoptr(ExmLabel) old = g_list_model_get_item (model, n_old - 1 - tail);

      if (old != items->pdata[items->len - 1 - tail])
        break;
      tail++;
    }
  g_hash_table_unref (self->label_by_id);
  self->label_by_id = g_hash_table_ref (by_id);
  if (head + tail < n_old || head + tail < items->len)
    g_list_store_splice (self->labels, head, n_old - head - tail,
                         items->pdata + head, items->len - head - tail);
}

static gboolean
replace_name (char **at,
              char **by)
{
  gboolean differs = g_strcmp0 (*at, *by) != 0;

  g_free (*at);
  *at = g_steal_pointer (by);
  return differs;
}

static void
update_counts (ExmDataset *self)
{
  for (guint i = 0; i < self->stats->n_labels; i++)
    {
      ExmLabel *label = g_hash_table_lookup (self->label_by_id,
                                             GUINT_TO_POINTER (self->stats->labels[i].id));

      if (label != NULL)
        _exm_label_set_count (label, self->stats->labels[i].count);
    }
}

static void
apply_news (ExmDataset *self,
            ExmNews    *news)
{
  GObject        *object = G_OBJECT (self);
  const ExmStats *old_stats = self->stats;

  g_object_freeze_notify (object);
  self->stats = g_steal_pointer (&news->stats);
  exm_stats_unref (old_stats);
  g_object_notify_by_pspec (object, properties[PROP_STATS]);
  if (news->task != NULL)
    {
      exm_task_free (self->task);
      self->task = g_steal_pointer (&news->task);
      g_object_notify_by_pspec (object, properties[PROP_TASK]);
    }
  if (news->labels != NULL)
    {
      g_free (self->effective);
      self->effective = g_steal_pointer (&news->effective);
      self->n_effective = news->n_effective;
      update_label_list (self, news->labels);
    }
  update_counts (self);
  if (replace_name (&self->undo_name, &news->undo_name))
    {
      g_object_notify_by_pspec (object, properties[PROP_UNDO_NAME]);
      g_object_notify_by_pspec (object, properties[PROP_CAN_UNDO]);
    }
  if (replace_name (&self->redo_name, &news->redo_name))
    {
      g_object_notify_by_pspec (object, properties[PROP_REDO_NAME]);
      g_object_notify_by_pspec (object, properties[PROP_CAN_REDO]);
    }
  g_object_notify_by_pspec (object, properties[PROP_SAVING]);
  g_object_thaw_notify (object);
}

void
_exm_dataset_take_news (ExmDataset *self,
                        gboolean    silent)
{
  ExmNews  *news;
  ExmChange change = { 0 };

  g_mutex_lock (&self->news_lock);
  news = g_steal_pointer (&self->news);
  self->news_queued = FALSE;
  g_mutex_unlock (&self->news_lock);
  if (news == NULL)
    return;

  apply_news (self, news);
  change.rows = (const ExmRowId *)(gpointer)news->rows->data;
  change.n_rows = news->rows->len;
  change.all_rows = news->all_rows;
  change.structure = news->structure;
  change.labels = news->labels_changed;
  change.task = news->task_changed;
  if (!silent)
    g_signal_emit (self, signals[CHANGED], 0, &change);
  exm_news_free (news);
}

void
_exm_dataset_take_news_if_owner (ExmDataset *self)
{
  if (self->owner == g_thread_self ())
    _exm_dataset_take_news (self, FALSE);
}

/* --- the object ------------------------------------------------------------------- */

static gpointer
close_thread (gpointer data)
{
  _exm_engine_free (data);
  return NULL;
}

static void
exm_dataset_dispose (GObject *object)
{
  ExmDataset *self = EXM_DATASET (object);

  /* The last reference may go on a worker, which cannot wait for its own end. */
  if (self->engine != NULL && !_exm_dataset_is_open (self))
    g_clear_pointer (&self->engine, _exm_engine_free);
  if (self->engine != NULL)
    g_thread_unref (g_thread_new ("db-close", close_thread, g_steal_pointer (&self->engine)));
  G_OBJECT_CLASS (exm_dataset_parent_class)->dispose (object);
}

static void
exm_dataset_finalize (GObject *object)
{
  ExmDataset *self = EXM_DATASET (object);

  g_clear_object (&self->file);
  g_clear_object (&self->labels);
  g_clear_pointer (&self->label_by_id, g_hash_table_unref);
  g_clear_pointer (&self->label_by_name, g_hash_table_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  exm_stats_unref (self->stats);
  exm_task_free (self->task);
  exm_news_free (self->news);
  g_free (self->effective);
  g_free (self->name);
  g_free (self->read_only_reason);
  g_free (self->undo_name);
  g_free (self->redo_name);
  g_free (self->who);
  g_mutex_clear (&self->news_lock);
  G_OBJECT_CLASS (exm_dataset_parent_class)->finalize (object);
}

static void
exm_dataset_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  ExmDataset *self = EXM_DATASET (object);

  switch (prop_id)
    {
    case PROP_FILE:
      g_value_set_object (value, self->file);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_READ_ONLY:
      g_value_set_boolean (value, exm_dataset_is_read_only (self));
      break;
    case PROP_READ_ONLY_REASON:
      g_value_set_string (value, self->read_only_reason);
      break;
    case PROP_STATS:
      g_value_set_boxed (value, self->stats);
      break;
    case PROP_TASK:
      g_value_set_boxed (value, self->task);
      break;
    case PROP_CAN_UNDO:
      g_value_set_boolean (value, self->undo_name != NULL);
      break;
    case PROP_CAN_REDO:
      g_value_set_boolean (value, self->redo_name != NULL);
      break;
    case PROP_UNDO_NAME:
      g_value_set_string (value, self->undo_name);
      break;
    case PROP_REDO_NAME:
      g_value_set_string (value, self->redo_name);
      break;
    case PROP_SAVING:
      g_value_set_boolean (value, exm_dataset_is_saving (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
exm_dataset_class_init (ExmDatasetClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = exm_dataset_dispose;
  object_class->finalize = exm_dataset_finalize;
  object_class->get_property = exm_dataset_get_property;

  properties[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, G_TYPE_FILE, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_READ_ONLY] = g_param_spec_boolean ("read-only", NULL, NULL, FALSE, flags);
  properties[PROP_READ_ONLY_REASON] = g_param_spec_string ("read-only-reason", NULL, NULL, NULL, flags);
  properties[PROP_STATS] = g_param_spec_boxed ("stats", NULL, NULL, EXM_TYPE_STATS, flags);
  properties[PROP_TASK] = g_param_spec_boxed ("task", NULL, NULL, EXM_TYPE_TASK, flags);
  properties[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_REDO] = g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, flags);
  properties[PROP_UNDO_NAME] = g_param_spec_string ("undo-name", NULL, NULL, NULL, flags);
  properties[PROP_REDO_NAME] = g_param_spec_string ("redo-name", NULL, NULL, NULL, flags);
  properties[PROP_SAVING] = g_param_spec_boolean ("saving", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
exm_dataset_init (ExmDataset *self)
{
  g_mutex_init (&self->news_lock);
  self->labels = g_list_store_new (EXM_TYPE_LABEL);
  self->label_by_id = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->label_by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

GFile *
exm_dataset_get_file (ExmDataset *self)
{
  g_return_val_if_fail (EXM_IS_DATASET (self), NULL);

  return self->file;
}

const char *
exm_dataset_get_name (ExmDataset *self)
{
  g_return_val_if_fail (EXM_IS_DATASET (self), NULL);

  return self->name;
}

gboolean
exm_dataset_is_read_only (ExmDataset *self)
{
  g_return_val_if_fail (EXM_IS_DATASET (self), TRUE);

  return self->engine->read_only || !_exm_dataset_is_open (self);
}

const char *
exm_dataset_get_read_only_reason (ExmDataset *self)
{
  g_return_val_if_fail (EXM_IS_DATASET (self), NULL);

  return self->read_only_reason;
}

const ExmStats *
exm_dataset_get_stats (ExmDataset *self)
{
  g_return_val_if_fail (EXM_IS_DATASET (self), NULL);

  return self->stats;
}

const ExmTask *
exm_dataset_get_task (ExmDataset *self)
{
  g_return_val_if_fail (EXM_IS_DATASET (self), NULL);

  return self->task;
}

gboolean
exm_dataset_is_saving (ExmDataset *self)
{
  g_return_val_if_fail (EXM_IS_DATASET (self), FALSE);

  return g_atomic_int_get (&self->n_pending) > 0;
}

GListModel *
exm_dataset_get_labels (ExmDataset *self)
{
  g_return_val_if_fail (EXM_IS_DATASET (self), NULL);

  return G_LIST_MODEL (self->labels);
}

ExmLabel *
exm_dataset_get_label (ExmDataset *self,
                       ExmLabelId  id)
{
  g_return_val_if_fail (EXM_IS_DATASET (self), NULL);

  if (id >= self->n_effective)
    return NULL;
  return g_hash_table_lookup (self->label_by_id, GUINT_TO_POINTER (self->effective[id]));
}

ExmLabel *
exm_dataset_find_label (ExmDataset *self,
                        const char *name)
{
  g_return_val_if_fail (EXM_IS_DATASET (self) && name != NULL, NULL);

  return g_hash_table_lookup (self->label_by_name, name);
}

gboolean
exm_dataset_can_undo (ExmDataset *self)
{
  g_return_val_if_fail (EXM_IS_DATASET (self), FALSE);

  return self->undo_name != NULL;
}

gboolean
exm_dataset_can_redo (ExmDataset *self)
{
  g_return_val_if_fail (EXM_IS_DATASET (self), FALSE);

  return self->redo_name != NULL;
}

const char *
exm_dataset_get_undo_name (ExmDataset *self)
{
  g_return_val_if_fail (EXM_IS_DATASET (self), NULL);

  return self->undo_name;
}

const char *
exm_dataset_get_redo_name (ExmDataset *self)
{
  g_return_val_if_fail (EXM_IS_DATASET (self), NULL);

  return self->redo_name;
}
