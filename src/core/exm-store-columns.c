/* exm-store-columns.c - columns in memory and their chunks in the file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#if G_BYTE_ORDER != G_LITTLE_ENDIAN
#error "The columns of a dataset file are little endian and are not swapped yet"
#endif

static const struct
{
  gsize offset; /* of the array's pointer in ExmColumns */
  guint size;   /* of an element */
} layout[] = {
  [EXM_COLUMN_LABEL] = { G_STRUCT_OFFSET (ExmColumns, label), 2 },
  [EXM_COLUMN_BITS] = { G_STRUCT_OFFSET (ExmColumns, bits), 1 },
  [EXM_COLUMN_SPLIT] = { G_STRUCT_OFFSET (ExmColumns, split), 1 },
  [EXM_COLUMN_CHARS] = { G_STRUCT_OFFSET (ExmColumns, chars), 4 },
  [EXM_COLUMN_TOKENS] = { G_STRUCT_OFFSET (ExmColumns, tokens), 4 },
  [EXM_COLUMN_BYTES] = { G_STRUCT_OFFSET (ExmColumns, bytes), 4 },
  [EXM_COLUMN_HASH] = { G_STRUCT_OFFSET (ExmColumns, hash), 8 },
  [EXM_COLUMN_OUTPUT_HASH] = { G_STRUCT_OFFSET (ExmColumns, output_hash), 4 },
};
G_STATIC_ASSERT (G_N_ELEMENTS (layout) == EXM_N_COLUMNS);

static inline gpointer *
array_of (const ExmColumns *columns,
          ExmColumn         column)
{
  return (gpointer *)G_STRUCT_MEMBER_P (columns, layout[column].offset);
}

guint
_exm_column_size (ExmColumn column)
{
  return layout[column].size;
}

gpointer
_exm_columns_at (const ExmColumns *columns,
                 ExmColumn         column,
                 guint32           row)
{
  return (guint8 *)*array_of (columns, column) + (gsize)row * layout[column].size;
}

void
_exm_columns_clear (ExmColumns *columns)
{
  for (guint i = 0; i < EXM_N_COLUMNS; i++)
    g_clear_pointer (array_of (columns, i), g_free);
  columns->n = 1;
}

void
_exm_store_get_cells (ExmStore *self,
                      ExmRowId  id,
                      ExmCells *cells)
{
  const ExmColumns *columns = &self->columns;

  *cells = (ExmCells){
    .label = columns->label[id],
    .bits = columns->bits[id],
    .split = columns->split[id],
    .chars = columns->chars[id],
    .tokens = columns->tokens[id],
    .bytes = columns->bytes[id],
    .hash = columns->hash[id],
    .output_hash = columns->output_hash[id],
  };
}

/* Room for rows below @n. Call with the writer lock held, or alone. */
static void
reserve_locked (ExmStore *self,
                guint32   n)
{
  guint32 capacity = self->capacity;
  guint32 wanted = (n + EXM_CHUNK_ROWS - 1) / EXM_CHUNK_ROWS * EXM_CHUNK_ROWS;

  if (wanted <= capacity)
    return;
  /* A half more, so that growing row by row is linear. */
  if (capacity > 0)
    wanted = MAX (wanted, (capacity + capacity / 2) / EXM_CHUNK_ROWS * EXM_CHUNK_ROWS);
  for (guint i = 0; i < EXM_N_COLUMNS; i++)
    {
      gpointer *array = array_of (&self->columns, i);
      gsize     size = layout[i].size;

      *array = g_realloc_n (*array, wanted, size);
      memset ((guint8 *)*array + capacity * size, 0, (wanted - capacity) * size);
    }
  self->capacity = wanted;
}

void
_exm_columns_reserve (ExmStore *self,
                      guint32   n)
{
  if (n <= self->capacity)
    return;
  g_rw_lock_writer_lock (&self->lock);
  reserve_locked (self, n);
  g_rw_lock_writer_unlock (&self->lock);
}

static gboolean
set_corrupt (GError **error)
{
  g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_CORRUPT,
                       _ ("The dataset file is damaged"));
  return FALSE;
}

/* A damaged counter must not make us ask for memory without end: there are as
 * many chunks as rows need, without holes. */
static gboolean
check_extent (ExmStore *self,
              GError  **error)
{
  gint64 n = self->counters[EXM_COUNTER_NEXT_ROW];
  gint64 n_chunks;
  gint64 last;

  if (!_exm_sql_get_int (self->db, "SELECT count(*) FROM chunk WHERE id BETWEEN 0 AND 4294967295",
                         &n_chunks, error) ||
      !_exm_sql_get_int (self->db, "SELECT ifnull(max(id), -1) FROM chunk"
                                   " WHERE id BETWEEN 0 AND 4294967295",
                         &last, error))
    return FALSE;
  if (last != n_chunks - 1 || n < 1 || n > G_MAXINT32 || n > MAX (n_chunks * EXM_CHUNK_ROWS, 1))
    return set_corrupt (error);
  self->n_chunks = (guint32)n_chunks;
  return TRUE;
}

gboolean
_exm_columns_load (ExmStore *self,
                   GError  **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  guint64 n_read = 0;
  int     has_row;

  if (!check_extent (self, error))
    return FALSE;
  _exm_columns_clear (&self->columns);
  self->capacity = 0;
  reserve_locked (self, MAX (self->n_chunks, 1) * EXM_CHUNK_ROWS);

  stmt = _exm_sql_prepare (self->db, "SELECT id, data FROM chunk ORDER BY id", error);
  if (stmt == NULL)
    return FALSE;
  while ((has_row = _exm_sql_row (stmt, error)) == 1)
    {
      gint64        id = sqlite3_column_int64 (stmt, 0);
      gint64        chunk = id & G_MAXUINT32;
      gconstpointer data = sqlite3_column_blob (stmt, 1);
      gsize         size = (gsize)sqlite3_column_bytes (stmt, 1);

      if (id < 0 || id >> 32 >= EXM_N_COLUMNS || chunk >= self->n_chunks ||
          size != (gsize)layout[id >> 32].size * EXM_CHUNK_ROWS)
        return set_corrupt (error);
      memcpy (_exm_columns_at (&self->columns, (ExmColumn)(id >> 32),
                               (guint32)chunk * EXM_CHUNK_ROWS),
              data, size);
      n_read++;
    }
  if (has_row < 0)
    return FALSE;
  if (n_read != (guint64)self->n_chunks * EXM_N_COLUMNS)
    return set_corrupt (error);
  self->columns.n = (guint32)self->counters[EXM_COUNTER_NEXT_ROW];
  return TRUE;
}

static gboolean
write_whole_chunk (ExmStore *self,
                   ExmColumn column,
                   guint32   chunk,
                   GError  **error)
{
  sqlite3_stmt *stmt = _exm_store_stmt (self, EXM_STMT_CHUNK_ADD, error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, (gint64)column << 32 | chunk);
  sqlite3_bind_blob (stmt, 2, _exm_columns_at (&self->columns, column, chunk * EXM_CHUNK_ROWS),
                     (int)(layout[column].size * EXM_CHUNK_ROWS), SQLITE_STATIC);
  return _exm_sql_done (stmt, error);
}

/* Rows @first to @last of one chunk, in place. */
static gboolean
write_span (ExmStore *self,
            ExmColumn column,
            guint32   chunk,
            guint     first,
            guint     last,
            GError  **error)
{
  guint         size = layout[column].size;
  sqlite3_blob *blob = NULL;
  int           rc;

  rc = sqlite3_blob_open (self->db, "main", "chunk", "data", (gint64)column << 32 | chunk, 1, &blob);
  if (rc == SQLITE_OK)
    rc = sqlite3_blob_write (blob, _exm_columns_at (&self->columns, column, chunk * EXM_CHUNK_ROWS + first),
                             (int)(size * (last - first + 1)), (int)(size * first));
  if (rc != SQLITE_OK)
    _exm_data_error_set_sqlite (error, self->db, rc);
  sqlite3_blob_close (blob);
  return rc == SQLITE_OK;
}

gboolean
_exm_columns_write (ExmStore *self,
                    ExmRowId  first,
                    ExmRowId  last,
                    GError  **error)
{
  guint32 first_chunk = first / EXM_CHUNK_ROWS;
  guint32 last_chunk = last / EXM_CHUNK_ROWS;

  /* No holes, even where ids were left out. */
  first_chunk = MIN (first_chunk, self->n_chunks);
  for (guint32 chunk = first_chunk; chunk <= last_chunk; chunk++)
    for (guint column = 0; column < EXM_N_COLUMNS; column++)
      {
        gboolean is_new = chunk >= self->n_chunks;
        guint    from = chunk == first / EXM_CHUNK_ROWS ? first % EXM_CHUNK_ROWS : 0;
        guint    to = chunk == last_chunk ? last % EXM_CHUNK_ROWS : EXM_CHUNK_ROWS - 1;

        if (is_new || to - from > EXM_CHUNK_ROWS / 2
              ? !write_whole_chunk (self, column, chunk, error)
              : !write_span (self, column, chunk, from, to, error))
          return FALSE;
      }
  self->n_chunks = MAX (self->n_chunks, last_chunk + 1);
  return TRUE;
}

/* Entry: u8 column, u32 chunk, u16 n; n × u16 rows, or with n > 64 a bitmap of
 * 128 bytes; then twice (old, new): u8 1 and one value for all, or u8 0 and n values. */
static void
put_values (ExmJournal   *journal,
            const guint8 *values,
            guint         n,
            guint         size)
{
  gboolean same = TRUE;

  for (guint i = 1; i < n && same; i++)
    same = memcmp (values, values + (gsize)i * size, size) == 0;
  _exm_journal_u8 (journal, same);
  _exm_journal_raw (journal, values, same ? size : (gsize)n * size);
}

static void
journal_column (ExmStore      *self,
                ExmColumn      column,
                guint32        chunk,
                const guint16 *index,
                guint          n,
                const guint8  *old,
                const guint8  *now)
{
  ExmJournal *journal = &self->journal;

  _exm_journal_open (journal, EXM_ENTRY_COLUMN);
  _exm_journal_u8 (journal, (guint8)column);
  _exm_journal_u32 (journal, chunk);
  _exm_journal_u16 (journal, (guint16)n);
  if (n > 64)
    {
      guint8 bitmap[EXM_CHUNK_ROWS / 8] = { 0 };

      for (guint i = 0; i < n; i++)
        bitmap[index[i] / 8] |= (guint8)(1u << (index[i] % 8));
      _exm_journal_raw (journal, bitmap, sizeof bitmap);
    }
  else
    for (guint i = 0; i < n; i++)
      _exm_journal_u16 (journal, index[i]);
  put_values (journal, old, n, layout[column].size);
  put_values (journal, now, n, layout[column].size);
  _exm_journal_close (journal);
}

gboolean
_exm_store_set_column (ExmStore      *self,
                       ExmColumn      column,
                       guint32        chunk,
                       const guint16 *index,
                       guint          n,
                       gconstpointer  values,
                       gboolean       constant,
                       GError       **error)
{
  guint   size = layout[column].size;
  guint8  old[EXM_CHUNK_ROWS * 8];
  guint8  now[EXM_CHUNK_ROWS * 8];
  guint8 *base = _exm_columns_at (&self->columns, column, chunk * EXM_CHUNK_ROWS);

  g_assert (self->in_step && n <= EXM_CHUNK_ROWS);
  if (n == 0)
    return TRUE;

  for (guint i = 0; i < n; i++)
    {
      memcpy (old + i * size, base + index[i] * size, size);
      memcpy (now + i * size, (const guint8 *)values + (constant ? 0 : i * size), size);
    }
  if (!self->replaying)
    journal_column (self, column, chunk, index, n, old, now);

  _exm_store_rows_leave (self, chunk, index, n);
  g_rw_lock_writer_lock (&self->lock);
  for (guint i = 0; i < n; i++)
    memcpy (base + index[i] * size, now + i * size, size);
  g_rw_lock_writer_unlock (&self->lock);
  _exm_store_rows_enter (self, chunk, index, n);

  if (column == EXM_COLUMN_BITS)
    for (guint i = 0; i < n; i++)
      if (((old[i] ^ now[i]) & EXM_BIT_ALIVE) != 0)
        self->change.structure = TRUE;
  for (guint i = 0; i < n; i++)
    _exm_change_row (&self->change, chunk * EXM_CHUNK_ROWS + index[i]);
  return write_span (self, column, chunk, index[0], index[n - 1], error);
}

static gconstpointer
cell_of (const ExmCells *cells,
         ExmColumn       column)
{
  static const gsize offsets[EXM_N_COLUMNS] = {
    G_STRUCT_OFFSET (ExmCells, label),
    G_STRUCT_OFFSET (ExmCells, bits),
    G_STRUCT_OFFSET (ExmCells, split),
    G_STRUCT_OFFSET (ExmCells, chars),
    G_STRUCT_OFFSET (ExmCells, tokens),
    G_STRUCT_OFFSET (ExmCells, bytes),
    G_STRUCT_OFFSET (ExmCells, hash),
    G_STRUCT_OFFSET (ExmCells, output_hash),
  };

  return (const guint8 *)cells + offsets[column];
}

gboolean
_exm_store_set_cells (ExmStore       *self,
                      ExmColumn       column,
                      guint32         chunk,
                      const guint16  *index,
                      guint           n,
                      const ExmCells *cells,
                      GError        **error)
{
  guint         size = layout[column].size;
  const guint8 *base = _exm_columns_at (&self->columns, column, chunk * EXM_CHUNK_ROWS);
  guint16       changed[EXM_CHUNK_ROWS];
  guint8        values[EXM_CHUNK_ROWS * 8];
  guint         n_changed = 0;

  for (guint i = 0; i < n; i++)
    {
      gconstpointer value = cell_of (&cells[i], column);

      if (memcmp (base + index[i] * size, value, size) == 0)
        continue;
      memcpy (values + n_changed * size, value, size);
      changed[n_changed++] = index[i];
    }
  return _exm_store_set_column (self, column, chunk, changed, n_changed, values, FALSE, error);
}

gboolean
_exm_store_set_range_alive (ExmStore *self,
                            ExmRowId  first,
                            ExmRowId  last,
                            gboolean  alive,
                            GError  **error)
{
  if (!self->replaying)
    {
      _exm_journal_open (&self->journal, EXM_ENTRY_RANGE);
      _exm_journal_u32 (&self->journal, first);
      _exm_journal_u32 (&self->journal, last);
      _exm_journal_close (&self->journal);
    }
  self->change.structure = TRUE;
  for (guint32 chunk = first / EXM_CHUNK_ROWS; chunk <= last / EXM_CHUNK_ROWS; chunk++)
    {
      guint   from = chunk == first / EXM_CHUNK_ROWS ? first % EXM_CHUNK_ROWS : 0;
      guint   to = chunk == last / EXM_CHUNK_ROWS ? last % EXM_CHUNK_ROWS : EXM_CHUNK_ROWS - 1;
      guint8 *bits = self->columns.bits + (gsize)chunk * EXM_CHUNK_ROWS;
      guint16 index[EXM_CHUNK_ROWS];

      for (guint i = from; i <= to; i++)
        index[i - from] = (guint16)i;
      _exm_store_rows_leave (self, chunk, index, to - from + 1);
      g_rw_lock_writer_lock (&self->lock);
      for (guint i = from; i <= to; i++)
        bits[i] = (guint8)(alive ? bits[i] | EXM_BIT_ALIVE : bits[i] & ~EXM_BIT_ALIVE);
      g_rw_lock_writer_unlock (&self->lock);
      _exm_store_rows_enter (self, chunk, index, to - from + 1);
      if (!write_span (self, EXM_COLUMN_BITS, chunk, from, to, error))
        return FALSE;
    }
  return TRUE;
}
