/* exm-row-model-query.c - the row model follows its query and its dataset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-row-model.h"

#include <string.h>

#include "exm-row-model-private.h"

/* A change to the list is told exactly up to so many rows, else as a new list. */
#define MAX_SPLICE 256

static void
exm_row_model_take_order (ExmRowModel *self,
                          ExmRowIds   *order)
{
  g_clear_pointer (&self->order, exm_row_ids_unref);
  self->order = exm_row_ids_ref (order);
  self->n_items = order->n_ids;
}

/* Two signals: with rows both gone and new in one, GTK 4 asks for every item. */
static void
exm_row_model_reset (ExmRowModel *self,
                     ExmRowIds   *order)
{
  guint n_old = (guint)self->n_items;

  _exm_row_model_emit_reset (self, TRUE);
  self->n_items = 0;
  if (n_old > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_old, 0);
  exm_row_model_take_order (self, order);
  if (self->n_items > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, (guint)self->n_items);
  _exm_row_model_emit_reset (self, FALSE);
}

/* By blocks: the lists of a million rows are nearly always equal but for one place. */
#define BLOCK 1024

static gsize
count_equal_head (const ExmRowId *a,
                  const ExmRowId *b,
                  gsize           n)
{
  gsize head = 0;

  while (n - head >= BLOCK && memcmp (a + head, b + head, BLOCK * sizeof *a) == 0)
    head += BLOCK;
  while (head < n && a[head] == b[head])
    head++;
  return head;
}

/* @a and @b: one past the ends. */
static gsize
count_equal_tail (const ExmRowId *a,
                  const ExmRowId *b,
                  gsize           n)
{
  gsize tail = 0;

  while (n - tail >= BLOCK &&
         memcmp (a - tail - BLOCK, b - tail - BLOCK, BLOCK * sizeof *a) == 0)
    tail += BLOCK;
  while (tail < n && a[-(gssize)tail - 1] == b[-(gssize)tail - 1])
    tail++;
  return tail;
}

/* Rows that come behind those that are there: their pages stay, but for the last. */
static void
exm_row_model_append (ExmRowModel *self,
                      ExmRowIds   *order)
{
  guint n_old = (guint)self->n_items;
  guint page = n_old / EXM_PAGE_ROWS;

  _exm_page_cache_drop (self->cache, page);
  if (self->fetching != NULL && self->fetched_page == page)
    self->fetch_stale = TRUE;
  exm_row_model_take_order (self, order);
  g_list_model_items_changed (G_LIST_MODEL (self), n_old, 0, (guint)self->n_items - n_old);
}

static void
exm_row_model_replace (ExmRowModel *self,
                       ExmRowIds   *order,
                       gboolean     is_whole)
{
  const ExmRowId *old = self->order != NULL ? self->order->ids : NULL;
  gboolean        is_new = self->is_new_query;
  gboolean        grows = self->is_growing;
  gsize           n_old = self->n_items;
  gsize           n_new = order->n_ids;
  gsize           n_same = MIN (n_old, n_new);
  gsize           head = n_same > 0 ? count_equal_head (old, order->ids, n_same) : 0;
  gsize           tail = n_same > head ? count_equal_tail (old + n_old, order->ids + n_new, n_same - head) : 0;

  n_old -= head + tail;
  n_new -= head + tail;
  self->is_new_query = FALSE;
  self->is_growing = !is_whole;

  if (n_old == 0 && n_new == 0)
    {
      exm_row_model_take_order (self, order);
      return;
    }
  if (grows && n_old == 0 && tail == 0)
    {
      self->is_growing = TRUE;
      exm_row_model_append (self, order);
      self->is_growing = !is_whole;
      _exm_row_model_reload_live (self);
      return;
    }
  _exm_row_model_cancel_fetch (self);
  if (!is_new && n_old <= MAX_SPLICE && n_new <= MAX_SPLICE)
    {
      exm_row_model_take_order (self, order);
      g_list_model_items_changed (G_LIST_MODEL (self), (guint)head, (guint)n_old, (guint)n_new);
    }
  else
    exm_row_model_reset (self, order);
  _exm_row_model_reload_live (self);
}

/* What has been found so far; the rest will stand below. */
static void
exm_row_model_found_cb (ExmDataset *dataset,
                        ExmRowIds  *found,
                        gpointer    user_data)
{
  ExmAsk *ask = user_data;
  g_autoptr(ExmRowModel) self = g_weak_ref_get (&ask->model);

  if (self != NULL && self->querying != NULL && ask->serial == self->serial &&
      (self->is_new_query || self->is_growing))
    exm_row_model_replace (self, found, FALSE);
}

static void
exm_row_model_query_cb (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  g_autoptr(ExmAsk) ask = user_data;
  g_autoptr(ExmRowModel) self = g_weak_ref_get (&ask->model);
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmRowIds) order = exm_dataset_query_finish (EXM_DATASET (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self == NULL ||
      self->querying == NULL || ask->serial != self->serial)
    return; /* a newer query is under way, or nobody waits */

  g_clear_object (&self->querying);
  if (order != NULL)
    exm_row_model_replace (self, order, TRUE);
  else
    g_warning ("The rows cannot be listed: %s", error->message);

  if (self->query_again)
    _exm_row_model_run_query (self);
  else
    _exm_row_model_notify_loading (self);
}

ExmRowIds *
exm_row_model_get_ids (ExmRowModel *self)
{
  g_return_val_if_fail (EXM_IS_ROW_MODEL (self), NULL);

  return self->order;
}

gboolean
exm_row_model_is_growing (ExmRowModel *self)
{
  g_return_val_if_fail (EXM_IS_ROW_MODEL (self), FALSE);

  return self->is_growing;
}

void
_exm_row_model_run_query (ExmRowModel *self)
{
  gboolean was_loading = self->querying != NULL;
  ExmAsk  *ask;

  if (self->querying != NULL)
    g_cancellable_cancel (self->querying);
  g_clear_object (&self->querying);
  self->querying = g_cancellable_new ();
  self->query_again = FALSE;

  ask = _exm_ask_new (self);
  ask->serial = ++self->serial;
  exm_dataset_query_found_async (self->dataset, self->query, exm_row_model_found_cb, self->querying,
                                 exm_row_model_query_cb, ask);
  if (!was_loading)
    _exm_row_model_notify_loading (self);
}

/* --- changes of the data --------------------------------------------------------------- */

static void
exm_row_model_row_changed (ExmRowModel *self,
                           ExmRowId     id)
{
  ExmRow *row = g_hash_table_lookup (self->live, GUINT_TO_POINTER (id));
  guint   number = _exm_page_cache_find (self->cache, id);

  if (number != G_MAXUINT)
    _exm_page_cache_drop (self->cache, number);
  if (self->fetching != NULL)
    self->fetch_stale = TRUE;
  if (row == NULL)
    return;

  _exm_row_committed (row, self->stamp);
  number = exm_row_get_position (row);
  if (number < self->n_items)
    _exm_page_cache_want (self->cache, number / EXM_PAGE_ROWS);
}

static void
exm_row_model_all_changed (ExmRowModel *self)
{
  GHashTableIter iter;
  gpointer       row;

  self->all_changed = self->stamp;
  _exm_row_model_drop_pages (self);
  g_hash_table_iter_init (&iter, self->live);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    _exm_row_committed (row, self->stamp);
  _exm_row_model_reload_live (self);
}

void
_exm_row_model_changed_cb (ExmRowModel     *self,
                           const ExmChange *change)
{
  gboolean depends = !exm_query_is_all (self->query) || self->query->sort != EXM_SORT_ORDER;
  gboolean content = change->all_rows || change->labels || change->n_rows > 0;

  self->stamp++;
  if (change->all_rows || change->labels)
    exm_row_model_all_changed (self);
  else
    {
      for (gsize i = 0; i < change->n_rows; i++)
        exm_row_model_row_changed (self, change->rows[i]);
      _exm_row_model_fetch (self);
    }

  if (!change->structure && !(depends && content))
    return;
  /* Edits that come quickly share a run: the one under way ends first. */
  if (self->querying != NULL)
    self->query_again = TRUE;
  else
    _exm_row_model_run_query (self);
}

/* Nothing is on its way to the disk any more: what is still only shown has failed.
 * The `changed` of the last edit may come after the end of saving, so wait for it. */
static gboolean
exm_row_model_saved_cb (gpointer user_data)
{
  ExmRowModel *self = user_data;
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer       row;

  self->saving_id = 0;
  g_hash_table_iter_init (&iter, self->live);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_ptr_array_add (rows, g_object_ref (row));
  for (guint i = 0; i < rows->len; i++)
    _exm_row_drop_shown (g_ptr_array_index (rows, i));
  return G_SOURCE_REMOVE;
}

void
_exm_row_model_saving_cb (ExmRowModel *self)
{
  g_clear_handle_id (&self->saving_id, g_source_remove);
  if (!exm_dataset_is_saving (self->dataset))
    self->saving_id = g_idle_add (exm_row_model_saved_cb, self);
}
