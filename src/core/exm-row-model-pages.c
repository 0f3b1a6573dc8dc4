/* exm-row-model-pages.c - the row model reads what is looked at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-row-model.h"

#include <string.h>

#include "exm-row-model-private.h"

ExmAsk *
_exm_ask_new (ExmRowModel *model)
{
  ExmAsk *self = g_new0 (ExmAsk, 1);

  g_weak_ref_init (&self->model, model);
  self->generation = model->generation;
  self->stamp = model->stamp;
  self->dataset = g_object_ref (model->dataset);
  return self;
}

void
_exm_ask_free (ExmAsk *self)
{
  g_weak_ref_clear (&self->model);
  g_object_unref (self->dataset);
  g_free (self);
}

/* Rows that are held but were asked for too far from the newest to be read then. */
static gboolean
exm_row_model_want_bare_rows (ExmRowModel *self)
{
  GHashTableIter iter;
  gpointer       row;
  guint          n_pages = (guint)((self->n_items + EXM_PAGE_ROWS - 1) / EXM_PAGE_ROWS);

  g_hash_table_iter_init (&iter, self->live);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    if (!exm_row_is_loaded (row))
      {
        guint number = exm_row_get_position (row) / EXM_PAGE_ROWS;

        if (number < n_pages && _exm_page_cache_get (self->cache, number) == NULL)
          {
            _exm_page_cache_want (self->cache, number);
            return TRUE;
          }
      }
  return FALSE;
}

static gboolean
exm_row_model_choose_page (ExmRowModel *self,
                           guint       *number)
{
  guint guess;

  while (_exm_page_cache_next (self->cache, number))
    if ((gsize)*number * EXM_PAGE_ROWS < self->n_items &&
        _exm_page_cache_get (self->cache, *number) == NULL)
      return TRUE;

  if (exm_row_model_want_bare_rows (self))
    return _exm_page_cache_next (self->cache, number);

  guess = _exm_page_cache_guess (self->cache);
  if (guess == G_MAXUINT || (gsize)guess * EXM_PAGE_ROWS >= self->n_items ||
      _exm_page_cache_get (self->cache, guess) != NULL)
    return FALSE;
  *number = guess;
  return TRUE;
}

static void
exm_row_model_show_page (ExmRowModel *self,
                         ExmPage     *page)
{
  for (guint i = 0; i < page->n_rows; i++)
    {
      ExmRow *row = g_hash_table_lookup (self->live, GUINT_TO_POINTER (page->rows[i].id));

      if (row != NULL)
        _exm_row_set_page (row, page, &page->rows[i], self->all_changed);
    }
}

static void
exm_row_model_fetch_cb (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  ExmAsk *ask = g_task_get_task_data (G_TASK (result));
  g_autoptr(ExmRowModel) self = g_weak_ref_get (&ask->model);
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmPage) page = g_task_propagate_pointer (G_TASK (result), &error);

  if (self == NULL || self->generation != ask->generation)
    return; /* who took over has asked again */

  g_clear_object (&self->fetching);
  if (page == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_debug ("Page %u was not read: %s", ask->number, error->message);
      return;
    }

  if (self->fetch_stale)
    _exm_page_cache_want (self->cache, ask->number);
  else
    _exm_page_cache_put (self->cache, ask->number, page);
  self->fetch_stale = FALSE;
  exm_row_model_show_page (self, page);
  _exm_row_model_fetch (self);
}

static void
exm_row_model_fetch_in_worker (GTask        *task,
                               gpointer      source,
                               gpointer      task_data,
                               GCancellable *cancellable)
{
  ExmAsk  *ask = task_data;
  GError  *error = NULL;
  ExmPage *page = _exm_page_fetch (ask->dataset, ask->ids, ask->n_ids, cancellable, &error);

  if (page == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  page->stamp = ask->stamp;
  g_task_return_pointer (task, page, (GDestroyNotify)_exm_page_unref);
}

void
_exm_row_model_fetch (ExmRowModel *self)
{
  g_autoptr(GTask) task = NULL;
  ExmAsk *ask;
  guint   number;
  gsize   first;

  if (self->fetching != NULL || !exm_row_model_choose_page (self, &number))
    return;

  self->fetching = g_cancellable_new ();
  self->fetched_page = number;
  self->fetch_stale = FALSE;

  ask = _exm_ask_new (self);
  first = (gsize)number * EXM_PAGE_ROWS;
  ask->number = number;
  ask->n_ids = (guint)MIN (EXM_PAGE_ROWS, self->n_items - first);
  memcpy (ask->ids, self->order->ids + first, ask->n_ids * sizeof (ExmRowId));

  task = g_task_new (NULL, self->fetching, exm_row_model_fetch_cb, NULL);
  g_task_set_source_tag (task, _exm_row_model_fetch);
  g_task_set_task_data (task, ask, (GDestroyNotify)_exm_ask_free);
  /* Before queries: a page takes milliseconds and somebody looks at its place. */
  exm_worker_queue (_exm_dataset_get_reader (self->dataset), G_PRIORITY_HIGH,
                    exm_row_model_fetch_in_worker, g_steal_pointer (&task));
}

void
_exm_row_model_drop_pages (ExmRowModel *self)
{
  _exm_page_cache_clear (self->cache);
  if (self->fetching != NULL)
    self->fetch_stale = TRUE;
}

/* Pages of rows that are held come back; what is not looked at waits. */
void
_exm_row_model_reload_live (ExmRowModel *self)
{
  GHashTableIter iter;
  gpointer       row;

  g_hash_table_iter_init (&iter, self->live);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    {
      guint position = exm_row_get_position (row);

      if (position < self->n_items)
        _exm_page_cache_want (self->cache, position / EXM_PAGE_ROWS);
    }
  _exm_row_model_fetch (self);
}

void
_exm_row_model_cancel_fetch (ExmRowModel *self)
{
  if (self->fetching != NULL)
    g_cancellable_cancel (self->fetching);
  g_clear_object (&self->fetching);
  self->generation++;
  _exm_page_cache_clear (self->cache);
}
