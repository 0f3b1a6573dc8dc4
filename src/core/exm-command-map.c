/* exm-command-map.c - the posts of many rows changed in one step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-command-private.h"

#include <string.h>

/* Texts row by row, cells chunk by chunk: each column of a chunk is written once,
 * whatever the number of its rows that changed. */
typedef struct
{
  guint32  chunk;
  guint    n;
  guint16  index[EXM_CHUNK_ROWS];
  ExmCells cells[EXM_CHUNK_ROWS];
} Batch;

static gboolean
write_batch (ExmRun  *run,
             Batch   *batch,
             GError **error)
{
  for (guint column = 0; column < EXM_N_COLUMNS && batch->n > 0; column++)
    if (!_exm_store_set_cells (run->store, column, batch->chunk, batch->index, batch->n, batch->cells, error))
      return FALSE;
  batch->n = 0;
  return TRUE;
}

static gboolean
map_row (const ExmCommand *self,
         ExmRun           *run,
         ExmRowId          id,
         Batch            *batch,
         GError          **error)
{
  g_autoptr(GBytes) old = _exm_store_get_text (run->store, EXM_TEXT_INPUT, id, error);
  g_autoptr(GBytes) new = NULL;
  g_autofree char *input = NULL;
  g_autofree char *mapped = NULL;
  char            *valid;
  gsize            old_length;
  gsize            length;

  if (old == NULL)
    return FALSE;
  old_length = g_bytes_get_size (old);
  input = g_strndup (old_length > 0 ? g_bytes_get_data (old, NULL) : "", old_length);
  mapped = self->map (id, input, self->map_data);
  if (mapped == NULL || g_str_equal (mapped, input))
    return TRUE;
  valid = g_utf8_make_valid (mapped, -1);
  length = strlen (valid);
  new = g_bytes_new_take (valid, length);
  _exm_store_get_cells (run->store, id, &batch->cells[batch->n]);
  _exm_cells_change_input (&batch->cells[batch->n], old_length, valid, length);
  batch->index[batch->n++] = (guint16)(id % EXM_CHUNK_ROWS);
  run->n++;
  return _exm_store_set_text (run->store, EXM_TEXT_INPUT, id, new, error);
}

gboolean
_exm_run_map_inputs (const ExmCommand *self,
                     ExmRun           *run,
                     GError          **error)
{
  g_autofree ExmRowId *ids = NULL;
  g_autofree Batch    *batch = g_new0 (Batch, 1);
  gsize                n_ids;

  _exm_run_name (run, EXM_STEP_GROUP, self->text, NULL);
  ids = _exm_run_resolve (run, self->target, FALSE, &n_ids, error);
  if (ids == NULL)
    return FALSE;
  for (gsize i = 0; i < n_ids; i++)
    {
      if (ids[i] / EXM_CHUNK_ROWS != batch->chunk && !write_batch (run, batch, error))
        return FALSE;
      batch->chunk = ids[i] / EXM_CHUNK_ROWS;
      if (g_cancellable_set_error_if_cancelled (run->cancellable, error) ||
          !map_row (self, run, ids[i], batch, error))
        return FALSE;
    }
  return write_batch (run, batch, error);
}
