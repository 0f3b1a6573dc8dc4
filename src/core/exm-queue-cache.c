/* exm-queue-cache.c - the examples around the one that is being decided
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-queue-private.h"

/* What has been changed is read again after so many ms without a further change,
 * the current row at once. */
#define REREAD_PAUSE 80

/* So many examples are kept; beyond, those that were not asked for lately go. */
#define KEEP 192
#define KEEP_MOST 384

/* So many visited rows are read again when they change: they may be shown. */
#define VISITED_SHOWN 40

void
_exm_queue_entry_free (gpointer data)
{
  ExmQueueEntry *entry = data;

  exm_example_free (entry->example);
  g_free (entry->error);
  g_free (entry);
}

ExmQueueEntry *
_exm_queue_lookup (ExmQueue *self,
                   ExmRowId  id)
{
  return g_hash_table_lookup (self->entries, GUINT_TO_POINTER (id));
}

void
_exm_queue_drop_entries (ExmQueue *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_hash_table_remove_all (self->entries);
  g_clear_handle_id (&self->reread_id, g_source_remove);
}

/* --- reading -------------------------------------------------------------------------- */

typedef struct
{
  ExmQueue *queue; /* owned */
  ExmRowId  id;
} Ask;

static void read_entry (ExmQueue      *self,
                        ExmRowId       id,
                        ExmQueueEntry *entry);

static void
take_example (ExmQueue      *self,
              ExmRowId       id,
              ExmQueueEntry *entry,
              ExmExample    *example)
{
  /* What the user has decided since counts more than what the disk said before. */
  if (entry->n_pending > 0 && entry->example != NULL)
    {
      exm_example_free (example);
      entry->stale = TRUE;
      return;
    }
  exm_example_free (entry->example);
  g_clear_pointer (&entry->error, g_free);
  entry->example = example;
  entry->stale = FALSE;
  _exm_queue_row_came (self, id);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Ask           *ask = user_data;
  ExmQueue      *self = ask->queue;
  ExmRowId       id = ask->id;
  ExmQueueEntry *entry;
  g_autoptr(GError) error = NULL;
  ExmExample *example = exm_dataset_get_example_finish (EXM_DATASET (source), result, &error);

  entry = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? NULL : _exm_queue_lookup (self, id);
  if (entry == NULL)
    exm_example_free (example);
  else
    {
      entry->reading = FALSE;
      if (example != NULL)
        take_example (self, id, entry, example);
      else if (g_error_matches (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND))
        {
          _exm_queue_row_gone (self, id);
          entry = NULL;
        }
      else
        {
          g_free (entry->error);
          entry->error = g_strdup (error->message);
          _exm_queue_row_came (self, id);
        }
    }
  /* Whoever was told may have begun anew. */
  entry = entry != NULL ? _exm_queue_lookup (self, id) : NULL;
  if (entry != NULL && entry->again && !entry->reading)
    read_entry (self, id, entry);
  g_object_unref (self);
  g_free (ask);
}

static void
read_entry (ExmQueue      *self,
            ExmRowId       id,
            ExmQueueEntry *entry)
{
  Ask *ask;

  if (entry->reading)
    {
      entry->again = TRUE;
      return;
    }
  if (self->reading == NULL)
    self->reading = g_cancellable_new ();
  entry->reading = TRUE;
  entry->again = FALSE;
  ask = g_new0 (Ask, 1);
  ask->queue = g_object_ref (self);
  ask->id = id;
  exm_dataset_get_example_async (self->dataset, id, self->reading, read_cb, ask);
}

/* Everything that was not asked for lately goes, but nothing that is on its way. */
static void
sweep (ExmQueue *self)
{
  GHashTableIter iter;
  gpointer       value;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      ExmQueueEntry *entry = value;

      if (!entry->reading && entry->n_pending == 0 && entry->used + KEEP < self->n_steps)
        g_hash_table_iter_remove (&iter);
    }
}

void
_exm_queue_want (ExmQueue *self,
                 ExmRowId  id)
{
  ExmQueueEntry *entry = _exm_queue_lookup (self, id);

  if (entry == NULL)
    {
      if (g_hash_table_size (self->entries) > KEEP_MOST)
        sweep (self);
      entry = g_new0 (ExmQueueEntry, 1);
      g_hash_table_insert (self->entries, GUINT_TO_POINTER (id), entry);
      read_entry (self, id, entry);
    }
  else if (entry->error != NULL && !entry->reading)
    read_entry (self, id, entry);
  entry->used = self->n_steps;
}

/* --- changed by somebody ----------------------------------------------------------------- */

static void
reread_if_stale (ExmQueue *self,
                 ExmRowId  id)
{
  ExmQueueEntry *entry = _exm_queue_lookup (self, id);

  if (entry != NULL && entry->stale && entry->n_pending == 0)
    read_entry (self, id, entry);
}

static gboolean
reread_cb (gpointer user_data)
{
  ExmQueue *self = user_data;
  gsize     last = self->list != NULL ? MIN (self->cursor + 2 * EXM_QUEUE_AHEAD, self->list->n_ids) : 0;

  self->reread_id = 0;
  for (gsize i = self->cursor; i < last; i++)
    reread_if_stale (self, self->list->ids[i]);
  for (guint i = self->visited->len > VISITED_SHOWN ? self->visited->len - VISITED_SHOWN : 0; i < self->visited->len; i++)
    reread_if_stale (self, g_array_index (self->visited, ExmRowId, i));
  reread_if_stale (self, exm_queue_get_current (self));
  return G_SOURCE_REMOVE;
}

void
_exm_queue_touch (ExmQueue *self,
                  ExmRowId  id)
{
  ExmQueueEntry *entry = _exm_queue_lookup (self, id);

  if (entry == NULL)
    {
      /* Decided once: perhaps taken back now. */
      if (g_hash_table_contains (self->decided, GUINT_TO_POINTER (id)))
        _exm_queue_want (self, id);
      return;
    }
  entry->stale = TRUE;
  /* What is on its way may be what was before. */
  entry->again |= entry->reading;
  if (entry->n_pending == 0 &&
      (id == exm_queue_get_current (self) || g_hash_table_contains (self->decided, GUINT_TO_POINTER (id))))
    read_entry (self, id, entry);
  else if (self->reread_id == 0)
    self->reread_id = g_timeout_add (REREAD_PAUSE, reread_cb, self);
}
