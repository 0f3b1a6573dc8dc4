/* exm-read-ahead.c - a source read and measured ahead, on a thread of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-read-ahead-private.h"

#include <string.h>

#define N_BATCHES 4
#define BATCH_TEXTS (128 * 1024) /* a batch stays within a core's cache */

struct _ExmReadAhead
{
  ExmBatch     batches[N_BATCHES];
  GAsyncQueue *empty; /* of ExmBatch: room for the thread */
  GAsyncQueue *full;  /* of ExmBatch: what it has read */
  ExmBatch    *current;
  GThread     *thread;
  int          stop; /* atomic */

  /* The thread's. */
  ExmReader     reader;
  ExmRowMaker   maker;
  gboolean      refuse_unlabelled;
  GCancellable *cancellable;
  GError       *error; /* set before the last batch is handed over */
};

/* --- batches ---------------------------------------------------------------- */

static void
batch_reset (ExmBatch *self)
{
  self->n = 0;
  self->n_texts = 0;
  self->is_last = FALSE;
  if (self->large->len > 0)
    g_ptr_array_set_size (self->large, 0);
}

static gboolean
batch_is_full (const ExmBatch *self)
{
  return self->n == EXM_BATCH_PIECES || self->n_texts > BATCH_TEXTS * 3 / 4 || self->large->len > 0;
}

static gpointer
batch_keep (ExmBatch     *self,
            gconstpointer data,
            gsize         size)
{
  gsize from = (self->n_texts + 7) / 8 * 8; /* turns are structs */
  char *to;

  if (data == NULL)
    return NULL;
  if (from + size <= BATCH_TEXTS)
    {
      to = self->texts + from;
      self->n_texts = from + size;
    }
  else
    {
      to = g_malloc (MAX (size, 1));
      g_ptr_array_add (self->large, to);
    }
  memcpy (to, data, size);
  return to;
}

static void
keep_row (ExmBatch     *batch,
          ExmImportRow *row)
{
  ExmTurn *turns;

  row->input = batch_keep (batch, row->input, row->input_length);
  row->output = batch_keep (batch, row->output, row->output_length);
  row->system = batch_keep (batch, row->system, row->system_length);
  row->note = batch_keep (batch, row->note, row->note_length);
  row->raw = batch_keep (batch, row->raw, row->raw_length);
  row->author = batch_keep (batch, row->author, row->author_length);
  row->thread = batch_keep (batch, row->thread, row->thread_length);
  row->url = batch_keep (batch, row->url, row->url_length);
  turns = row->n_turns > 0 ? batch_keep (batch, row->turns, row->n_turns * sizeof *row->turns) : NULL;
  for (gsize i = 0; i < row->n_turns; i++)
    turns[i].text = batch_keep (batch, turns[i].text, strlen (turns[i].text) + 1);
  row->turns = turns;
}

/* --- the thread ----------------------------------------------------------------- */

static void
take_item (ExmReadAhead  *self,
           ExmBatch      *batch,
           const ExmItem *item)
{
  ExmPiece *piece = &batch->pieces[batch->n++];

  piece->fault = item->fault;
  piece->is_bad = item->is_bad;
  piece->has_output = item->has_output;
  if (!piece->is_bad && !item->has_output && self->refuse_unlabelled)
    {
      piece->is_bad = TRUE;
      piece->fault.reason = EXM_REASON_NO_OUTPUT;
    }
  if (!piece->is_bad)
    piece->is_bad = !_exm_row_maker_make (&self->maker, item, &piece->row, &piece->label, &piece->fault.reason);
  if (piece->is_bad)
    {
      piece->line = item->line;
      piece->element = item->element;
      piece->n_bytes = MIN (item->n_bytes, EXM_QUARANTINE_MAX);
      piece->truncated = item->truncated || item->n_bytes > EXM_QUARANTINE_MAX;
      piece->bytes = batch_keep (batch, item->bytes, piece->n_bytes);
      return;
    }
  keep_row (batch, &piece->row);
  piece->label.data = batch_keep (batch, piece->label.data, piece->label.len);
}

static void
measure (ExmBatch *batch)
{
  ExmImportRow *rows[EXM_BATCH_PIECES];
  guint         n = 0;

  for (guint i = 0; i < batch->n; i++)
    if (!batch->pieces[i].is_bad)
      rows[n++] = &batch->pieces[i].row;
  exm_import_rows_measure (rows, n);
}

static gpointer
read_thread (gpointer data)
{
  ExmReadAhead *self = data;
  ExmReadStep   step = EXM_READ_ITEM;

  while (step == EXM_READ_ITEM)
    {
      ExmBatch *batch = g_async_queue_pop (self->empty);
      ExmItem   item;

      if (g_atomic_int_get (&self->stop))
        break;
      batch_reset (batch);
      while (!batch_is_full (batch) &&
             (step = _exm_reader_next (&self->reader, &item, self->cancellable, &self->error)) == EXM_READ_ITEM)
        take_item (self, batch, &item);
      /* Whoever is ahead measures: the other thread when nothing waits for it. */
      if (g_async_queue_length (self->full) > 0)
        measure (batch);
      batch->bytes_read = _exm_reader_get_bytes_read (&self->reader);
      for (guint i = 0; i < EXM_N_POST_KINDS; i++)
        batch->n_left_out[i] = _exm_reader_count (&self->reader, (ExmPostKind)i);
      batch->is_last = step != EXM_READ_ITEM;
      g_async_queue_push (self->full, batch);
    }
  return NULL;
}

/* --- the other end -------------------------------------------------------------- */

ExmReadAhead *
_exm_read_ahead_new (ExmSource      *source,
                     const ExmSniff *sniff,
                     const ExmTask  *task,
                     gboolean        as_labels,
                     gboolean        refuse_unlabelled,
                     GCancellable   *cancellable,
                     GError        **error)
{
  ExmReadAhead *self = g_new0 (ExmReadAhead, 1);

  if (!_exm_reader_open (&self->reader, source, sniff, error))
    {
      g_free (self);
      return NULL;
    }
  _exm_reader_read_all (&self->reader);
  _exm_row_maker_init (&self->maker, task, as_labels);
  self->refuse_unlabelled = refuse_unlabelled;
  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  self->empty = g_async_queue_new ();
  self->full = g_async_queue_new ();
  for (guint i = 0; i < N_BATCHES; i++)
    {
      self->batches[i].pieces = g_new0 (ExmPiece, EXM_BATCH_PIECES);
      self->batches[i].texts = g_malloc (BATCH_TEXTS);
      self->batches[i].large = g_ptr_array_new_with_free_func (g_free);
      g_async_queue_push (self->empty, &self->batches[i]);
    }
  self->thread = g_thread_new ("import-read", read_thread, self);
  return self;
}

void
_exm_read_ahead_free (ExmReadAhead *self)
{
  ExmBatch *batch;

  if (self == NULL)
    return;
  g_atomic_int_set (&self->stop, TRUE);
  /* It may wait for room. */
  if (self->current != NULL)
    g_async_queue_push (self->empty, self->current);
  while ((batch = g_async_queue_try_pop (self->full)) != NULL)
    g_async_queue_push (self->empty, batch);
  g_thread_join (self->thread);

  _exm_row_maker_clear (&self->maker);
  _exm_reader_close (&self->reader);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_async_queue_unref (self->empty);
  g_async_queue_unref (self->full);
  for (guint i = 0; i < N_BATCHES; i++)
    {
      g_free (self->batches[i].pieces);
      g_free (self->batches[i].texts);
      g_ptr_array_unref (self->batches[i].large);
    }
  g_free (self);
}

guint64
_exm_read_ahead_get_total (ExmReadAhead *self)
{
  return _exm_reader_get_total_bytes (&self->reader);
}

const ExmBatch *
_exm_read_ahead_next (ExmReadAhead *self,
                      GError      **error)
{
  if (self->current == NULL || !self->current->is_last)
    {
      if (self->current != NULL)
        g_async_queue_push (self->empty, self->current);
      self->current = g_async_queue_pop (self->full);
      if (self->current->n > 0)
        return self->current;
    }
  if (self->error != NULL)
    g_propagate_error (error, g_steal_pointer (&self->error));
  return NULL;
}

guint64
_exm_read_ahead_count (ExmReadAhead *self,
                       ExmPostKind   kind)
{
  return self->current != NULL ? self->current->n_left_out[kind] : 0;
}
