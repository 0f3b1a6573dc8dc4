/* exm-queue.c - one example after the other, to be decided
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-queue-private.h"

G_DEFINE_FINAL_TYPE (ExmQueue, exm_queue, G_TYPE_OBJECT)

static guint signals[EXM_QUEUE_N_SIGNALS];

void
_exm_queue_say (ExmQueue      *self,
                ExmQueueSignal what)
{
  g_signal_emit (self, signals[what], 0);
}

/* --- which is next ------------------------------------------------------------------------ */

ExmRowId
exm_queue_get_current (ExmQueue *self)
{
  g_return_val_if_fail (EXM_IS_QUEUE (self), 0);

  return self->place < self->visited->len ? g_array_index (self->visited, ExmRowId, self->place) : 0;
}

void
_exm_queue_read_ahead (ExmQueue *self)
{
  guint n = 0;

  self->n_steps++;
  if (exm_queue_get_current (self) != 0)
    _exm_queue_want (self, exm_queue_get_current (self));
  for (gsize i = self->cursor; self->list != NULL && i < self->list->n_ids && n < EXM_QUEUE_AHEAD; i++)
    if (!exm_queue_is_decided (self, self->list->ids[i]))
      {
        _exm_queue_want (self, self->list->ids[i]);
        n++;
      }
  for (guint i = 0; i < self->returned->len && n < EXM_QUEUE_AHEAD; i++, n++)
    _exm_queue_want (self, g_array_index (self->returned, ExmRowId, i));
}

static ExmRowId
take_next (ExmQueue *self)
{
  ExmRowId current = exm_queue_get_current (self);

  while (self->list != NULL && self->cursor < self->list->n_ids)
    {
      ExmRowId id = self->list->ids[self->cursor++];

      if (id != current && _exm_queue_is_open (self, id))
        return id;
    }
  for (guint i = 0; i < self->returned->len;)
    {
      ExmRowId id = g_array_index (self->returned, ExmRowId, i);

      if (id == current && !exm_queue_is_decided (self, id))
        {
          i++;
          continue;
        }
      g_array_remove_index (self->returned, i);
      if (_exm_queue_is_open (self, id))
        return id;
    }
  return 0;
}

/* The current row was left as it is: it comes again at the end. */
static void
note_passed (ExmQueue *self)
{
  ExmRowId id = exm_queue_get_current (self);

  if (id == 0 || !_exm_queue_is_open (self, id))
    return;
  for (guint i = 0; i < self->returned->len; i++)
    if (g_array_index (self->returned, ExmRowId, i) == id)
      return;
  g_array_append_val (self->returned, id);
}

static void
say_moved (ExmQueue *self)
{
  _exm_queue_read_ahead (self);
  _exm_queue_say (self, EXM_QUEUE_MOVED);
}

gboolean
exm_queue_forward (ExmQueue *self)
{
  ExmRowId id;

  g_return_val_if_fail (EXM_IS_QUEUE (self), FALSE);

  if (self->place + 1 < self->visited->len)
    {
      self->place++;
      say_moved (self);
      return TRUE;
    }
  id = take_next (self);
  if (id != 0)
    {
      note_passed (self);
      g_array_append_val (self->visited, id);
      self->place = self->visited->len - 1;
      say_moved (self);
      return TRUE;
    }
  /* Behind the last one, unless it is still to be decided. */
  if (self->place >= self->visited->len || _exm_queue_is_open (self, exm_queue_get_current (self)))
    return FALSE;
  self->place = self->visited->len;
  say_moved (self);
  return TRUE;
}

gboolean
exm_queue_can_go_back (ExmQueue *self)
{
  g_return_val_if_fail (EXM_IS_QUEUE (self), FALSE);

  return self->place > 0 && self->visited->len > 0;
}

gboolean
exm_queue_back (ExmQueue *self)
{
  g_return_val_if_fail (EXM_IS_QUEUE (self), FALSE);

  if (!exm_queue_can_go_back (self))
    return FALSE;
  self->place = MIN (self->place, self->visited->len) - 1;
  say_moved (self);
  return TRUE;
}

void
exm_queue_advance (ExmQueue *self)
{
  g_return_if_fail (EXM_IS_QUEUE (self));

  for (guint i = self->place + 1; i < self->visited->len; i++)
    if (_exm_queue_is_open (self, g_array_index (self->visited, ExmRowId, i)))
      {
        self->place = i;
        say_moved (self);
        return;
      }
  /* take_next() must not give what is current and still open. */
  if (self->place < self->visited->len && _exm_queue_is_open (self, exm_queue_get_current (self)))
    {
      say_moved (self);
      return;
    }

  ExmRowId id = take_next (self);

  if (id != 0)
    g_array_append_val (self->visited, id);
  self->place = id != 0 ? self->visited->len - 1 : self->visited->len;
  say_moved (self);
}

void
exm_queue_go_to (ExmQueue *self,
                 ExmRowId  id)
{
  g_return_if_fail (EXM_IS_QUEUE (self) && id != 0);

  if (exm_queue_get_current (self) == id)
    return;
  for (guint i = self->visited->len; i > 0; i--)
    if (g_array_index (self->visited, ExmRowId, i - 1) == id)
      {
        self->place = i - 1;
        say_moved (self);
        return;
      }
  note_passed (self);
  g_array_append_val (self->visited, id);
  self->place = self->visited->len - 1;
  say_moved (self);
}

/* --- what comes in -------------------------------------------------------------------------------- */

static void
changed_cb (ExmQueue        *self,
            const ExmChange *change)
{
  if (change->structure || change->all_rows)
    _exm_queue_build (self);
  if (change->all_rows || change->structure || change->labels)
    {
      g_autofree gpointer *ids = NULL;
      guint                n;

      /* A copy: reading may add to them. */
      ids = g_hash_table_get_keys_as_array (self->entries, &n);
      for (guint i = 0; i < n; i++)
        _exm_queue_touch (self, GPOINTER_TO_UINT (ids[i]));
    }
  for (gsize i = 0; i < change->n_rows; i++)
    {
      /* Neither decided here nor at hand: how many are left may be another number. */
      if (_exm_queue_lookup (self, change->rows[i]) == NULL && !exm_queue_is_decided (self, change->rows[i]))
        _exm_queue_build_later (self);
      _exm_queue_touch (self, change->rows[i]);
    }
}

/* --- asking ------------------------------------------------------------------------------------- */

const ExmExample *
exm_queue_peek (ExmQueue *self,
                ExmRowId  id)
{
  ExmQueueEntry *entry;

  g_return_val_if_fail (EXM_IS_QUEUE (self), NULL);

  entry = id != 0 ? _exm_queue_lookup (self, id) : NULL;
  return entry != NULL ? entry->example : NULL;
}

const ExmExample *
exm_queue_get_example (ExmQueue *self)
{
  return exm_queue_peek (self, exm_queue_get_current (self));
}

const char *
exm_queue_get_error (ExmQueue *self)
{
  ExmQueueEntry *entry = exm_queue_get_current (self) != 0 ? _exm_queue_lookup (self, exm_queue_get_current (self)) : NULL;

  return entry != NULL ? entry->error : NULL;
}

gboolean
exm_queue_is_loading (ExmQueue *self)
{
  g_return_val_if_fail (EXM_IS_QUEUE (self), FALSE);

  return self->list == NULL;
}

guint
exm_queue_get_n_total (ExmQueue *self)
{
  g_return_val_if_fail (EXM_IS_QUEUE (self), 0);

  return self->list != NULL ? (guint)self->list->n_ids : 0;
}

guint
exm_queue_get_n_left (ExmQueue *self)
{
  g_return_val_if_fail (EXM_IS_QUEUE (self), 0);

  return self->n_left;
}

ExmDataset *
exm_queue_get_dataset (ExmQueue *self)
{
  g_return_val_if_fail (EXM_IS_QUEUE (self), NULL);

  return self->dataset;
}

ExmQueueOrder
exm_queue_get_order (ExmQueue *self)
{
  g_return_val_if_fail (EXM_IS_QUEUE (self), EXM_QUEUE_AS_LISTED);

  return self->order;
}

const ExmQuery *
exm_queue_get_query (ExmQueue *self)
{
  g_return_val_if_fail (EXM_IS_QUEUE (self), NULL);

  return self->query;
}

/* --- object ---------------------------------------------------------------------------------------- */

void
exm_queue_start (ExmQueue       *self,
                 const ExmQuery *query,
                 ExmQueueOrder   order,
                 guint64         seed,
                 ExmRowIds      *ranking)
{
  g_return_if_fail (EXM_IS_QUEUE (self));

  g_autoptr(ExmQuery) copy = query != NULL ? exm_query_copy (query) : NULL;

  g_clear_pointer (&self->query, exm_query_free);
  self->query = g_steal_pointer (&copy);
  self->order = order;
  self->seed = seed;
  if (ranking != NULL)
    exm_row_ids_ref (ranking);
  g_clear_pointer (&self->ranking, exm_row_ids_unref);
  self->ranking = ranking;
  g_clear_pointer (&self->list, exm_row_ids_unref);
  self->n_members = 0;
  self->cursor = 0;
  self->place = 0;
  self->n_left = 0;
  g_array_set_size (self->returned, 0);
  g_array_set_size (self->visited, 0);
  g_hash_table_remove_all (self->decided);
  _exm_queue_build (self);
  _exm_queue_say (self, EXM_QUEUE_MOVED);
}

static void
exm_queue_dispose (GObject *object)
{
  ExmQueue *self = EXM_QUEUE (object);

  if (self->dataset != NULL)
    g_clear_signal_handler (&self->changed_id, self->dataset);
  if (self->building != NULL)
    g_cancellable_cancel (self->building);
  g_clear_object (&self->building);
  g_clear_handle_id (&self->rebuild_id, g_source_remove);
  _exm_queue_drop_entries (self);
  g_clear_object (&self->dataset);

  G_OBJECT_CLASS (exm_queue_parent_class)->dispose (object);
}

static void
exm_queue_finalize (GObject *object)
{
  ExmQueue *self = EXM_QUEUE (object);

  g_clear_pointer (&self->query, exm_query_free);
  g_clear_pointer (&self->ranking, exm_row_ids_unref);
  g_clear_pointer (&self->list, exm_row_ids_unref);
  g_array_unref (self->returned);
  g_array_unref (self->visited);
  g_hash_table_unref (self->decided);
  g_hash_table_unref (self->since);
  g_free (self->members);
  g_hash_table_unref (self->entries);

  G_OBJECT_CLASS (exm_queue_parent_class)->finalize (object);
}

static void
exm_queue_class_init (ExmQueueClass *klass)
{
  static const char *const names[EXM_QUEUE_N_SIGNALS] = { "moved", "content", "counted", "gone" };

  G_OBJECT_CLASS (klass)->dispose = exm_queue_dispose;
  G_OBJECT_CLASS (klass)->finalize = exm_queue_finalize;
  for (guint i = 0; i < EXM_QUEUE_N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], EXM_TYPE_QUEUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
exm_queue_init (ExmQueue *self)
{
  self->returned = g_array_new (FALSE, FALSE, sizeof (ExmRowId));
  self->visited = g_array_new (FALSE, FALSE, sizeof (ExmRowId));
  self->decided = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->since = g_hash_table_new (NULL, NULL);
  self->entries = g_hash_table_new_full (NULL, NULL, NULL, _exm_queue_entry_free);
}

ExmQueue *
exm_queue_new (ExmDataset *dataset)
{
  ExmQueue *self;

  g_return_val_if_fail (EXM_IS_DATASET (dataset), NULL);

  self = g_object_new (EXM_TYPE_QUEUE, NULL);
  self->dataset = g_object_ref (dataset);
  self->changed_id = g_signal_connect_swapped (dataset, "changed", G_CALLBACK (changed_cb), self);
  return self;
}
