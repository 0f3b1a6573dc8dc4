/* exm-command-rows.c - commands that change columns of rows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-command-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* New values for some rows of one chunk. */
typedef struct
{
  guint16 index[EXM_CHUNK_ROWS];
  guint   n;
  union
  {
    guint8  u8[EXM_CHUNK_ROWS];
    guint16 u16[EXM_CHUNK_ROWS];
    guint32 u32[EXM_CHUNK_ROWS];
  } value;
} ExmPatch;

/* What a function decides for the rows of one chunk. */
typedef gboolean (*ExmChunkFunc) (ExmRun         *run,
                                  guint32         chunk,
                                  const ExmRowId *ids,
                                  guint           n,
                                  gconstpointer   data,
                                  GError        **error);

static gboolean
for_each_chunk (ExmRun         *run,
                const ExmRowId *ids,
                gsize           n_ids,
                ExmChunkFunc    func,
                gconstpointer   data,
                GError        **error)
{
  for (gsize at = 0; at < n_ids;)
    {
      guint32 chunk = ids[at] / EXM_CHUNK_ROWS;
      gsize   end = at + 1;

      while (end < n_ids && ids[end] / EXM_CHUNK_ROWS == chunk)
        end++;
      if (g_cancellable_set_error_if_cancelled (run->cancellable, error) ||
          !func (run, chunk, ids + at, (guint)(end - at), data, error))
        return FALSE;
      at = end;
    }
  return TRUE;
}

static gboolean
apply_to_target (ExmRun          *run,
                 const ExmTarget *target,
                 ExmChunkFunc     func,
                 gconstpointer    data,
                 GError         **error)
{
  g_autofree ExmRowId *ids = NULL;
  gsize                n_ids;

  ids = _exm_run_resolve (run, target, FALSE, &n_ids, error);
  return ids != NULL && for_each_chunk (run, ids, n_ids, func, data, error);
}

static gboolean
apply_patch (ExmRun         *run,
             guint32         chunk,
             ExmColumn       column,
             const ExmPatch *patch,
             GError        **error)
{
  return _exm_store_set_column (run->store, column, chunk, patch->index, patch->n,
                                &patch->value, FALSE, error);
}

/* --- marks, split, deleting -------------------------------------------------- */

static gboolean
set_bits (ExmRun         *run,
          guint32         chunk,
          const ExmRowId *ids,
          guint           n,
          guint8          clear,
          guint8          set,
          GError        **error)
{
  ExmPatch patch;

  patch.n = 0;
  for (guint i = 0; i < n; i++)
    {
      guint8 old = run->store->columns.bits[ids[i]];
      guint8 bits = (guint8)((old & ~clear) | set);

      if (bits == old)
        continue;
      patch.index[patch.n] = (guint16)(ids[i] % EXM_CHUNK_ROWS);
      patch.value.u8[patch.n++] = bits;
    }
  run->n += patch.n;
  return apply_patch (run, chunk, EXM_COLUMN_BITS, &patch, error);
}

static gboolean
mark_chunk (ExmRun         *run,
            guint32         chunk,
            const ExmRowId *ids,
            guint           n,
            gconstpointer   data,
            GError        **error)
{
  return set_bits (run, chunk, ids, n, EXM_BIT_SKIPPED | EXM_BIT_FLAGGED, *(const guint8 *)data, error);
}

gboolean
_exm_run_set_mark (const ExmCommand *self,
                   ExmRun           *run,
                   GError          **error)
{
  guint8 bit = 0;
  guint  step = EXM_STEP_UNMARK;

  if (self->value == EXM_MARK_SKIPPED)
    {
      bit = EXM_BIT_SKIPPED;
      step = EXM_STEP_SKIP;
    }
  else if (self->value == EXM_MARK_FLAGGED)
    {
      bit = EXM_BIT_FLAGGED;
      step = EXM_STEP_FLAG;
    }
  _exm_run_name (run, step, NULL, NULL);
  return apply_to_target (run, self->target, mark_chunk, &bit, error);
}

static gboolean
split_chunk (ExmRun         *run,
             guint32         chunk,
             const ExmRowId *ids,
             guint           n,
             gconstpointer   data,
             GError        **error)
{
  guint8   split = *(const guint8 *)data;
  ExmPatch patch;

  patch.n = 0;
  for (guint i = 0; i < n; i++)
    if (run->store->columns.split[ids[i]] != split)
      {
        patch.index[patch.n] = (guint16)(ids[i] % EXM_CHUNK_ROWS);
        patch.value.u8[patch.n++] = split;
      }
  run->n += patch.n;
  return apply_patch (run, chunk, EXM_COLUMN_SPLIT, &patch, error);
}

gboolean
_exm_run_set_split (const ExmCommand *self,
                    ExmRun           *run,
                    GError          **error)
{
  guint8 split = (guint8)self->value;

  _exm_run_name (run, EXM_STEP_SPLIT, NULL, NULL);
  return apply_to_target (run, self->target, split_chunk, &split, error);
}

static gboolean
delete_chunk (ExmRun         *run,
              guint32         chunk,
              const ExmRowId *ids,
              guint           n,
              gconstpointer   data,
              GError        **error)
{
  return set_bits (run, chunk, ids, n, EXM_BIT_ALIVE, 0, error);
}

gboolean
_exm_run_delete_rows (ExmRun         *run,
                      const ExmRowId *ids,
                      gsize           n_ids,
                      GError        **error)
{
  return for_each_chunk (run, ids, n_ids, delete_chunk, NULL, error);
}

gboolean
_exm_run_delete (const ExmCommand *self,
                 ExmRun           *run,
                 GError          **error)
{
  _exm_run_name (run, EXM_STEP_DELETE, NULL, NULL);
  return apply_to_target (run, self->target, delete_chunk, NULL, error);
}

/* --- labels -------------------------------------------------------------------- */

/* Tokens and bytes of an output text that is about to stop counting. */
static gboolean
measure_old_output (ExmStore *store,
                    ExmRowId  id,
                    ExmCells *cells,
                    GError  **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autoptr(GBytes) text = _exm_store_get_text (store, EXM_TEXT_OUTPUT, id, &local_error);
  gsize       length;
  const char *data;
  guint32     tokens;

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (text == NULL)
    return TRUE;
  data = g_bytes_get_data (text, &length);
  tokens = _exm_text_tokens (data, length);
  cells->tokens -= MIN (tokens, cells->tokens);
  cells->bytes -= (guint32)MIN (length, cells->bytes);
  return TRUE;
}

typedef struct
{
  ExmLabelId label;
  char      *text; /* output instead of a label, or NULL */
} ExmOutput;

static gboolean
decides (const ExmOutput *output)
{
  return output->label != 0 || output->text != NULL;
}

/* The columns of a row with the new label or output. */
static gboolean
decide_output (ExmRun          *run,
               ExmRowId         id,
               const ExmOutput *output,
               ExmCells        *cells,
               GError         **error)
{
  _exm_store_get_cells (run->store, id, cells);
  if ((cells->bits & EXM_BIT_OUTPUT) != 0 && !measure_old_output (run->store, id, cells, error))
    return FALSE;
  cells->label = output->label;
  cells->bits &= (guint8)~EXM_BIT_OUTPUT;
  /* Who decides on a post that was set aside takes it back. */
  if (decides (output))
    cells->bits &= (guint8)~EXM_BIT_SKIPPED;
  if (output->label != 0)
    cells->bits &= (guint8)~EXM_BIT_OUTPUT_VERBATIM;
  if (output->text != NULL)
    {
      gsize length = strlen (output->text);

      cells->bits |= EXM_BIT_OUTPUT;
      cells->output_hash = _exm_output_hash (output->text, length);
      _exm_cells_add_text (cells, output->text, length);
    }
  return TRUE;
}

static gboolean
has_output_already (ExmRun          *run,
                    ExmRowId         id,
                    const ExmOutput *output)
{
  const ExmColumns *columns = &run->store->columns;
  guint16           label = columns->label[id];
  gboolean          has_text = (columns->bits[id] & EXM_BIT_OUTPUT) != 0;
  g_autoptr(GBytes) text = NULL;

  if (decides (output) && (columns->bits[id] & EXM_BIT_SKIPPED) != 0)
    return FALSE;
  if (output->text == NULL)
    return !has_text && (label < run->store->map.n ? run->store->map.effective[label] : 0) == output->label;
  if (!has_text)
    return FALSE;
  text = _exm_store_get_text (run->store, EXM_TEXT_OUTPUT, id, NULL);
  return text != NULL && g_bytes_get_size (text) == strlen (output->text) &&
         memcmp (g_bytes_get_data (text, NULL), output->text, g_bytes_get_size (text)) == 0;
}

static gboolean
output_chunk (ExmRun         *run,
              guint32         chunk,
              const ExmRowId *ids,
              guint           n,
              gconstpointer   data,
              GError        **error)
{
  const ExmOutput *output = data;
  g_autoptr(GBytes) text = NULL;
  static const ExmColumn columns[] = { EXM_COLUMN_LABEL, EXM_COLUMN_BITS, EXM_COLUMN_TOKENS,
                                       EXM_COLUMN_BYTES, EXM_COLUMN_OUTPUT_HASH };
  g_autofree ExmCells   *cells = g_new (ExmCells, n);
  guint16                index[EXM_CHUNK_ROWS];
  guint                  n_rows = 0;

  for (guint i = 0; i < n; i++)
    {
      if (has_output_already (run, ids[i], output))
        continue;
      if (!decide_output (run, ids[i], output, &cells[n_rows], error))
        return FALSE;
      index[n_rows++] = (guint16)(ids[i] % EXM_CHUNK_ROWS);
    }
  run->n += n_rows;

  if (output->text != NULL)
    text = g_bytes_new_static (output->text, strlen (output->text));
  /* A text that gives way is taken out, so that no search finds it. */
  for (guint i = 0; i < n_rows; i++)
    {
      ExmRowId id = chunk * EXM_CHUNK_ROWS + index[i];

      if ((text != NULL || (run->store->columns.bits[id] & EXM_BIT_OUTPUT) != 0) &&
          !_exm_store_set_text (run->store, EXM_TEXT_OUTPUT, id, text, error))
        return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (!_exm_store_set_cells (run->store, columns[i], chunk, index, n_rows, cells, error))
      return FALSE;
  return TRUE;
}

static gboolean
run_output (ExmRun          *run,
            const ExmTarget *target,
            const ExmOutput *output,
            GError         **error)
{
  return apply_to_target (run, target, output_chunk, output, error);
}

gboolean
_exm_run_set_label (const ExmCommand *self,
                    ExmRun           *run,
                    GError          **error)
{
  ExmOutput          output = { .label = _exm_labels_resolve (&run->store->labels, (ExmLabelId)self->value) };
  const ExmLabelRow *row = _exm_labels_get (&run->store->labels, output.label);

  if (self->value != 0 && row == NULL)
    {
      g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND,
                           _ ("This label is no longer there"));
      return FALSE;
    }
  _exm_run_name (run, row != NULL ? EXM_STEP_LABEL : EXM_STEP_UNLABEL,
                 row != NULL ? row->name : NULL, NULL);
  run->label = output.label;
  return run_output (run, self->target, &output, error);
}

gboolean
_exm_run_set_label_named (const ExmCommand *self,
                          ExmRun           *run,
                          GError          **error)
{
  ExmOutput          output = { 0 };
  const ExmLabelRow *row;

  output.label = _exm_run_ensure_label (run, self->text, error);
  if (output.label == 0)
    return FALSE;
  row = _exm_labels_get (&run->store->labels, output.label);
  _exm_run_name (run, EXM_STEP_LABEL, row->name, NULL);
  run->label = output.label;
  return run_output (run, self->target, &output, error);
}

gboolean
_exm_run_set_output (const ExmCommand *self,
                     ExmRun           *run,
                     GError          **error)
{
  ExmOutput output = { .text = self->text != NULL && *self->text != '\0' ? self->text : NULL };

  _exm_run_name (run, EXM_STEP_OUTPUT, NULL, NULL);
  return run_output (run, self->target, &output, error);
}
