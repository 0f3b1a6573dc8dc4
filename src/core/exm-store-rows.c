/* exm-store-rows.c - single rows: measuring, adding, counting
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-store-private.h"

#include <string.h>

#include "exm-fold-private.h"
#include "exm-origin-private.h"

void
_exm_change_row (ExmChangeSet *change,
                 ExmRowId      id)
{
  if (change->all_rows)
    return;
  /* The columns of one row come one after the other. */
  if (change->rows->len > 0 &&
      g_array_index (change->rows, ExmRowId, change->rows->len - 1) == id)
    return;
  if (change->rows->len >= EXM_CHANGE_MAX_ROWS)
    {
      change->all_rows = TRUE;
      g_array_set_size (change->rows, 0);
      return;
    }
  g_array_append_val (change->rows, id);
}

void
_exm_change_clear (ExmChangeSet *change)
{
  g_array_set_size (change->rows, 0);
  change->all_rows = FALSE;
  change->structure = FALSE;
  change->labels = FALSE;
  change->task = FALSE;
}

void
_exm_store_rows_leave (ExmStore      *self,
                       guint32        chunk,
                       const guint16 *index,
                       guint          n)
{
  for (guint i = 0; i < n; i++)
    {
      guint32 row = chunk * EXM_CHUNK_ROWS + index[i];

      _exm_tally_row (&self->tally, &self->columns, &self->map, row, self->token_threshold, -1);
      if (self->duplicates.table != NULL)
        _exm_duplicates_remove (&self->duplicates, &self->columns, &self->map, row);
    }
}

void
_exm_store_rows_enter (ExmStore      *self,
                       guint32        chunk,
                       const guint16 *index,
                       guint          n)
{
  for (guint i = 0; i < n; i++)
    {
      guint32 row = chunk * EXM_CHUNK_ROWS + index[i];

      _exm_tally_row (&self->tally, &self->columns, &self->map, row, self->token_threshold, 1);
      if (self->duplicates.table != NULL)
        _exm_duplicates_add (&self->duplicates, &self->columns, &self->map, row);
    }
}

static guint32
count_chars (const char *text,
             gsize       length)
{
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101);
  guint32       n_more = 0;
  gsize         i = 0;

  /* Continuation bytes are 10xxxxxx; eight at a time, each in the lowest bit of
   * its byte, summed by one multiplication. */
  for (; i + 8 <= length; i += 8)
    {
      guint64 word;

      memcpy (&word, text + i, sizeof word);
      n_more += (guint32)((((word >> 7) & ~(word >> 6) & ones) * ones) >> 56);
    }
  for (; i < length; i++)
    n_more += ((guint8)text[i] & 0xc0) == 0x80;
  return (guint32)length - n_more;
}

guint32
_exm_text_tokens (const char *text,
                  gsize       length)
{
  return (count_chars (text, length) + 3) / 4;
}

/* Of the very bytes, unlike the fold of a post: outputs that differ in case are
 * two answers. Stored in the file: never change. */
guint32
_exm_output_hash (const char *text,
                  gsize       length)
{
  guint64 hash = G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) ^ length;
  guint64 word;
  gsize   i = 0;

  for (; i + 8 <= length; i += 8)
    {
      memcpy (&word, text + i, sizeof word);
      hash = (hash ^ GUINT64_FROM_LE (word)) * G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
      hash ^= hash >> 32;
    }
  word = 0;
  for (; i < length; i++)
    word = word << 8 | (guint8)text[i];
  hash = (hash ^ word) * G_GUINT64_CONSTANT (0xc4ceb9fe1a85ec53);
  return (guint32)(hash >> 33);
}

static gboolean
is_blank (const char *text,
          gsize       length)
{
  const char *end = text + length;

  for (; text < end; text = g_utf8_next_char (text))
    {
      if ((guchar)*text > ' ' && (guchar)*text < 0x80)
        return FALSE;
      if (!g_unichar_isspace (g_utf8_get_char (text)))
        return FALSE;
    }
  return TRUE;
}

void
_exm_input_measure (ExmInputMeasure *self,
                    const char      *input,
                    gsize            length)
{
  self->chars = count_chars (input, length);
  self->hash = _exm_fold_hash (input, length);
  self->is_blank = is_blank (input, length);
}

void
_exm_inputs_measure (ExmInputMeasure   *measures,
                     const char *const *inputs,
                     const gsize       *lengths,
                     guint              n)
{
  guint64 hashes[EXM_MEASURE_MAX];

  g_assert (n <= EXM_MEASURE_MAX);
  _exm_fold_hashes (inputs, lengths, hashes, n);
  for (guint i = 0; i < n; i++)
    {
      measures[i].hash = hashes[i];
      measures[i].chars = count_chars (inputs[i], lengths[i]);
      measures[i].is_blank = is_blank (inputs[i], lengths[i]);
    }
}

void
_exm_cells_set_texts (ExmCells              *cells,
                      const ExmInputMeasure *input,
                      gsize                  input_length,
                      const char            *output,
                      gsize                  output_length)
{
  cells->chars = input->chars;
  cells->tokens = (cells->chars + 3) / 4;
  cells->bytes = (guint32)MIN (input_length + output_length, G_MAXUINT32);
  cells->hash = input->hash;
  cells->output_hash = 0;
  cells->bits &= (guint8) ~(EXM_BIT_EMPTY | EXM_BIT_OUTPUT);
  if (input->is_blank)
    cells->bits |= EXM_BIT_EMPTY;
  if (output != NULL)
    {
      cells->tokens += _exm_text_tokens (output, output_length);
      cells->output_hash = _exm_output_hash (output, output_length);
      cells->bits |= EXM_BIT_OUTPUT;
    }
}

void
_exm_cells_measure (ExmCells   *cells,
                    const char *input,
                    gsize       input_length,
                    const char *output,
                    gsize       output_length)
{
  ExmInputMeasure measure;

  _exm_input_measure (&measure, input, input_length);
  _exm_cells_set_texts (cells, &measure, input_length, output, output_length);
}

static void
measure_example (const ExmExample *example,
                 ExmCells         *cells)
{
  const char *input = example->input != NULL ? example->input : "";
  const char *output = example->label == 0 && example->output != NULL && *example->output != '\0'
                         ? example->output
                         : NULL;

  *cells = (ExmCells){ .label = example->label, .split = (guint8)example->split };
  if (example->split_held)
    cells->split |= EXM_SPLIT_HELD;
  _exm_cells_measure (cells, input, strlen (input), output, output != NULL ? strlen (output) : 0);
  if (example->mark != EXM_MARK_NONE)
    cells->bits |= example->mark == EXM_MARK_SKIPPED ? EXM_BIT_SKIPPED : EXM_BIT_FLAGGED;
  if (example->input_verbatim)
    cells->bits |= EXM_BIT_INPUT_VERBATIM;
  if (example->output_verbatim)
    cells->bits |= EXM_BIT_OUTPUT_VERBATIM;
  if (example->has_system)
    {
      cells->bits |= EXM_BIT_OTHER_SYSTEM;
      _exm_cells_add_text (cells, example->system, example->system != NULL ? strlen (example->system) : 0);
    }
  for (guint i = 0; example->turns != NULL && i < example->turns->len; i++)
    {
      const ExmTurn *turn = example->turns->pdata[i];

      _exm_cells_add_text (cells, turn->text, strlen (turn->text));
    }
}

void
_exm_cells_add_text (ExmCells   *cells,
                     const char *text,
                     gsize       length)
{
  if (text == NULL)
    return;
  cells->tokens += _exm_text_tokens (text, length);
  cells->bytes += (guint32)length;
}

static gsize
length_of (const char *text)
{
  return text != NULL ? strlen (text) : 0;
}

static gboolean
write_origin (ExmStore         *self,
              ExmRowId          id,
              const ExmExample *example,
              GError          **error)
{
  const ExmOrigin origin = {
    .author = example->author,
    .author_length = length_of (example->author),
    .thread = example->thread,
    .thread_length = length_of (example->thread),
    .url = example->url,
    .url_length = length_of (example->url),
    .time = example->time,
  };

  return _exm_origin_write (self, id, &origin, error);
}

static gboolean
write_side_texts (ExmStore         *self,
                  ExmRowId          id,
                  const ExmExample *example,
                  GError          **error)
{
  if (example->note != NULL && *example->note != '\0')
    {
      g_autoptr(GBytes) note = g_bytes_new_static (example->note, strlen (example->note));

      if (!_exm_store_write_text (self, EXM_TEXT_NOTE, id, note, error))
        return FALSE;
    }
  if (example->has_system)
    {
      g_autoptr(GBytes) value = _exm_store_system_value (self, example->system, error);

      if (value == NULL || !_exm_store_write_text (self, EXM_TEXT_SYSTEM, id, value, error))
        return FALSE;
    }
  if (example->turns != NULL && example->turns->len > 0)
    {
      g_autofree ExmTurn *turns = g_new (ExmTurn, example->turns->len);
      g_autoptr(GBytes) packed = NULL;

      for (guint i = 0; i < example->turns->len; i++)
        turns[i] = *(const ExmTurn *)example->turns->pdata[i];
      packed = _exm_turns_pack (turns, example->turns->len);
      if (!_exm_store_write_text (self, EXM_TEXT_TURNS, id, packed, error))
        return FALSE;
    }
  if (example->raw != NULL)
    {
      g_autoptr(GBytes) value = _exm_raw_pack (example->dialect,
                                                g_bytes_get_data (example->raw, NULL),
                                                g_bytes_get_size (example->raw));

      if (!_exm_store_write_text (self, EXM_TEXT_RAW, id, value, error))
        return FALSE;
    }
  return write_origin (self, id, example, error);
}

gboolean
_exm_store_add_example (ExmStore         *self,
                        const ExmExample *example,
                        ExmRowId         *new_id,
                        GError          **error)
{
  sqlite3_stmt *stmt = _exm_store_stmt (self, EXM_STMT_EXAMPLE_ADD, error);
  ExmRowId      id = _exm_store_next_row (self);
  ExmCells      cells;

  if (stmt == NULL)
    return FALSE;
  self->touched = TRUE;
  measure_example (example, &cells);
  sqlite3_bind_int64 (stmt, 1, id);
  sqlite3_bind_text (stmt, 2, example->input != NULL ? example->input : "", -1, SQLITE_STATIC);
  if ((cells.bits & EXM_BIT_OUTPUT) != 0)
    sqlite3_bind_text (stmt, 3, example->output, -1, SQLITE_STATIC);
  else
    sqlite3_bind_null (stmt, 3);
  if (!_exm_sql_done (stmt, error) || !write_side_texts (self, id, example, error))
    return FALSE;

  _exm_columns_reserve (self, id + 1);
  _exm_store_put_cells (self, id, &cells);
  g_rw_lock_writer_lock (&self->lock);
  self->columns.n = id + 1;
  g_rw_lock_writer_unlock (&self->lock);
  *new_id = id;
  /* Alive comes last, as its own journal entry: so undo takes it back. */
  return _exm_columns_write (self, id, id, error) &&
         _exm_store_set_range_alive (self, id, id, TRUE, error);
}

ExmRowId
_exm_store_next_row (ExmStore *self)
{
  gint64 last = _exm_order_last (&self->order, self->columns.n);

  /* Ids that would stand before a moved row are left out. */
  return (ExmRowId)MAX ((gint64)self->columns.n, (last >> EXM_ORDER_SHIFT) + 1);
}

void
_exm_store_put_cells (ExmStore       *self,
                      ExmRowId        id,
                      const ExmCells *cells)
{
  ExmColumns *columns = &self->columns;

  columns->label[id] = cells->label;
  columns->bits[id] = cells->bits;
  columns->split[id] = cells->split;
  columns->chars[id] = cells->chars;
  columns->tokens[id] = cells->tokens;
  columns->bytes[id] = cells->bytes;
  columns->hash[id] = cells->hash;
  columns->output_hash[id] = cells->output_hash;
}
