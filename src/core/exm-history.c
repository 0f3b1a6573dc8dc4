/* exm-history.c - steps in the file: written once, played back and forth
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PART_SHIFT 24

static gboolean
write_part (ExmStore   *self,
            gint64      seq,
            guint       part,
            GByteArray *bytes,
            GError    **error)
{
  sqlite3_stmt *stmt = _exm_store_stmt (self, EXM_STMT_HISTORY_PART_ADD, error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, seq << PART_SHIFT | part);
  sqlite3_bind_blob64 (stmt, 2, bytes->data, bytes->len, SQLITE_STATIC);
  return _exm_sql_done (stmt, error);
}

/* Steps that were undone cannot come again once another was made. */
static gboolean
cut_tail (ExmStore *self,
          GError  **error)
{
  sqlite3_stmt *stmt;

  if (self->last_seq == self->undo_seq)
    return TRUE;
  stmt = _exm_store_stmt (self, EXM_STMT_HISTORY_CUT, error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, self->undo_seq);
  if (!_exm_sql_done (stmt, error))
    return FALSE;
  stmt = _exm_store_stmt (self, EXM_STMT_HISTORY_PART_CUT, error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, (self->undo_seq + 1) << PART_SHIFT);
  if (!_exm_sql_done (stmt, error))
    return FALSE;
  self->last_seq = self->undo_seq;
  return _exm_store_set_counter (self, EXM_COUNTER_UNDO_SEQ, -1, error);
}

/* The name of the account's owner, as far as the system knows it. */
static const char *
account_name (void)
{
  const char *name = g_get_real_name ();

  return name != NULL && *name != '\0' && strcmp (name, "Unknown") != 0 ? name : g_get_user_name ();
}

static void
bind_who (ExmStore     *self,
          sqlite3_stmt *stmt,
          int           index)
{
  const char *who = self->who != NULL ? self->who : account_name ();

  /* Bytes of an account's name can be anything. */
  if (*who != '\0' && g_utf8_validate (who, -1, NULL))
    sqlite3_bind_text (stmt, index, who, -1, SQLITE_STATIC);
  else
    sqlite3_bind_null (stmt, index);
}

gboolean
_exm_history_append (ExmStore   *self,
                     guint       kind,
                     guint       n,
                     const char *a,
                     const char *b,
                     GError    **error)
{
  sqlite3_stmt *stmt;
  gint64        seq;

  if (!cut_tail (self, error))
    return FALSE;
  seq = self->undo_seq + 1;
  for (guint i = 0; i < self->journal.full->len; i++)
    if (!write_part (self, seq, i, self->journal.full->pdata[i], error))
      return FALSE;

  stmt = _exm_store_stmt (self, EXM_STMT_HISTORY_ADD, error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, seq);
  sqlite3_bind_int64 (stmt, 2, kind);
  sqlite3_bind_int64 (stmt, 3, n);
  sqlite3_bind_text (stmt, 4, a, -1, SQLITE_STATIC);
  sqlite3_bind_text (stmt, 5, b, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 6, g_get_real_time () / G_USEC_PER_SEC);
  sqlite3_bind_int64 (stmt, 7, self->journal.full->len);
  sqlite3_bind_blob64 (stmt, 8, self->journal.bytes->data != NULL ? (gconstpointer)self->journal.bytes->data : "",
                       self->journal.bytes->len, SQLITE_STATIC);
  bind_who (self, stmt, 9);
  if (!_exm_sql_done (stmt, error))
    return FALSE;
  sqlite3_clear_bindings (stmt);
  self->undo_seq = self->last_seq = seq;
  return TRUE;
}

/* --- playing ---------------------------------------------------------------- */

static gboolean
set_damaged (GError **error)
{
  g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_CORRUPT,
                       _ ("The history in the dataset file is damaged"));
  return FALSE;
}

static const guint8 *
read_values (ExmReader *reader,
             guint      n,
             guint      size,
             gboolean  *constant)
{
  *constant = _exm_reader_u8 (reader) != 0;
  return _exm_reader_raw (reader, *constant ? size : (gsize)n * size);
}

static gboolean
play_column (ExmStore  *self,
             ExmReader *reader,
             gboolean   forth,
             GError   **error)
{
  guint         column = _exm_reader_u8 (reader);
  guint32       chunk = _exm_reader_u32 (reader);
  guint         n = _exm_reader_u16 (reader);
  guint16       index[EXM_CHUNK_ROWS];
  gboolean      constant;
  const guint8 *values;
  guint         n_index = 0;

  if (column >= EXM_N_COLUMNS || chunk >= self->n_chunks || n == 0 || n > EXM_CHUNK_ROWS)
    return set_damaged (error);
  if (n > 64)
    {
      const guint8 *bitmap = _exm_reader_raw (reader, EXM_CHUNK_ROWS / 8);

      for (guint i = 0; bitmap != NULL && i < EXM_CHUNK_ROWS; i++)
        if ((bitmap[i / 8] & (1u << (i % 8))) != 0)
          index[n_index++] = (guint16)i;
    }
  else
    while (n_index < n)
      {
        index[n_index] = _exm_reader_u16 (reader);
        if (index[n_index] >= EXM_CHUNK_ROWS ||
            (n_index > 0 && index[n_index] <= index[n_index - 1]))
          return set_damaged (error);
        n_index++;
      }
  values = read_values (reader, n, _exm_column_size (column), &constant);
  if (forth)
    values = read_values (reader, n, _exm_column_size (column), &constant);
  if (reader->bad || n_index != n || values == NULL)
    return set_damaged (error);
  return _exm_store_set_column (self, column, chunk, index, n, values, constant, error);
}

static gboolean
play_text (ExmStore  *self,
           ExmReader *reader,
           gboolean   forth,
           GError   **error)
{
  guint    which = _exm_reader_u8 (reader);
  ExmRowId id = _exm_reader_u32 (reader);
  g_autoptr(GBytes) old = _exm_reader_bytes (reader);
  g_autoptr(GBytes) now = _exm_reader_bytes (reader);

  if (reader->bad || which >= EXM_N_TEXTS)
    return set_damaged (error);
  return _exm_store_set_text (self, which, id, forth ? now : old, error);
}

static gboolean
play_moved (ExmStore  *self,
            ExmReader *reader,
            gboolean   forth,
            GError   **error)
{
  guint32              n = _exm_reader_u32 (reader);
  g_autofree ExmRowId *ids = NULL;
  g_autofree gint64   *positions = NULL;

  if ((gsize)(reader->end - reader->at) != (gsize)n * 20)
    return set_damaged (error);
  ids = g_new (ExmRowId, n);
  positions = g_new (gint64, n);
  for (guint32 i = 0; i < n; i++)
    {
      gint64 old;
      gint64 now;

      ids[i] = _exm_reader_u32 (reader);
      old = _exm_reader_i64 (reader);
      now = _exm_reader_i64 (reader);
      positions[i] = forth ? now : old;
    }
  return _exm_store_set_positions (self, ids, positions, n, error);
}

ExmLabelRow *
_exm_history_read_label (ExmReader *reader,
                         ExmLabelId id)
{
  ExmLabelRow *row;

  if (_exm_reader_u8 (reader) == 0)
    return NULL;
  row = g_new0 (ExmLabelRow, 1);
  row->id = id;
  row->name = _exm_reader_text (reader);
  row->definition = _exm_reader_text (reader);
  row->color = _exm_reader_u32 (reader);
  row->key = _exm_reader_u32 (reader);
  row->order = _exm_reader_i64 (reader);
  row->merged_into = _exm_reader_u16 (reader);
  row->deleted = _exm_reader_u8 (reader) != 0;
  if (row->name == NULL || row->definition == NULL)
    reader->bad = TRUE;
  return row;
}

static gboolean
play_label (ExmStore  *self,
            ExmReader *reader,
            gboolean   forth,
            GError   **error)
{
  ExmLabelId id = _exm_reader_u16 (reader);
  g_autoptr(ExmLabelRow) old = _exm_history_read_label (reader, id);
  g_autoptr(ExmLabelRow) now = _exm_history_read_label (reader, id);

  if (reader->bad || id == 0)
    return set_damaged (error);
  return _exm_store_set_label_row (self, forth ? now : old, id, error);
}

static gboolean
play_task (ExmStore  *self,
           ExmReader *reader,
           gboolean   forth,
           GError   **error)
{
  guint            field = _exm_reader_u8 (reader);
  g_autofree char *old = _exm_reader_text (reader);
  g_autofree char *now = _exm_reader_text (reader);

  if (reader->bad || _exm_store_task_field (self->task, (int)field) == NULL ||
      old == NULL || now == NULL)
    return set_damaged (error);
  return _exm_store_set_task_field (self, field, forth ? now : old, error);
}

static gboolean
play_entry (ExmStore    *self,
            ExmEntryKind kind,
            ExmReader   *reader,
            gboolean     forth,
            GError     **error)
{
  guint32 first;
  guint32 last;

  switch (kind)
    {
    case EXM_ENTRY_COLUMN:
      return play_column (self, reader, forth, error);
    case EXM_ENTRY_RANGE:
      first = _exm_reader_u32 (reader);
      last = _exm_reader_u32 (reader);
      if (reader->bad || first == 0 || first > last || last >= self->columns.n)
        return set_damaged (error);
      return _exm_store_set_range_alive (self, first, last, forth, error);
    case EXM_ENTRY_TEXT:
      return play_text (self, reader, forth, error);
    case EXM_ENTRY_MOVED:
      return play_moved (self, reader, forth, error);
    case EXM_ENTRY_LABEL:
      return play_label (self, reader, forth, error);
    case EXM_ENTRY_TASK:
      return play_task (self, reader, forth, error);
    case EXM_ENTRY_QUARANTINE_GONE:
      first = _exm_reader_u32 (reader);
      last = _exm_reader_u32 (reader);
      return _exm_store_set_quarantine_gone (self, first, last,
                                             (_exm_reader_u8 (reader) != 0) == forth, error);
    case EXM_ENTRY_QUARANTINE_BYTES:
      {
        guint32 line = _exm_reader_u32 (reader);
        g_autoptr(GBytes) old = _exm_reader_bytes (reader);
        g_autoptr(GBytes) now = _exm_reader_bytes (reader);

        if (reader->bad || old == NULL || now == NULL)
          return set_damaged (error);
        return _exm_store_set_quarantine_bytes (self, line, forth ? now : old, error);
      }
    default:
      return set_damaged (error);
    }
}

static gboolean
play_part (ExmStore     *self,
           const guint8 *data,
           gsize         length,
           gboolean      forth,
           GError      **error)
{
  ExmReader reader = { data, data + length, FALSE };
  g_autoptr(GArray) starts = g_array_new (FALSE, FALSE, sizeof (const guint8 *));

  while (reader.at < reader.end && !reader.bad)
    {
      g_array_append_val (starts, reader.at);
      _exm_reader_u8 (&reader);
      _exm_reader_raw (&reader, _exm_reader_u32 (&reader));
    }
  if (reader.bad)
    return set_damaged (error);
  for (guint i = 0; i < starts->len; i++)
    {
      const guint8 *at = g_array_index (starts, const guint8 *, forth ? i : starts->len - 1 - i);
      ExmReader     entry = { at, data + length, FALSE };
      guint8        kind = _exm_reader_u8 (&entry);
      guint32       size = _exm_reader_u32 (&entry);

      entry.end = entry.at + size;
      if (!play_entry (self, kind, &entry, forth, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
play_stored_part (ExmStore *self,
                  gint64    seq,
                  guint     part,
                  gboolean  forth,
                  GError  **error)
{
  sqlite3_stmt      *stmt = _exm_store_stmt (self, EXM_STMT_HISTORY_PART_GET, error);
  g_autofree guint8 *data = NULL;
  gsize              length;
  int                has_row;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, seq << PART_SHIFT | part);
  has_row = _exm_sql_row (stmt, error);
  if (has_row == 1)
    {
      length = (gsize)sqlite3_column_bytes (stmt, 0);
      data = g_memdup2 (sqlite3_column_blob (stmt, 0), length);
    }
  sqlite3_reset (stmt);
  if (has_row == 0)
    return set_damaged (error);
  return has_row == 1 && play_part (self, data, length, forth, error);
}

gboolean
_exm_history_play (ExmStore *self,
                   gint64    seq,
                   gboolean  forth,
                   GError  **error)
{
  sqlite3_stmt      *stmt = _exm_store_stmt (self, EXM_STMT_HISTORY_GET, error);
  g_autofree guint8 *data = NULL;
  gsize              length = 0;
  guint              n_parts = 0;
  gboolean           ok = TRUE;
  int                has_row;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, seq);
  has_row = _exm_sql_row (stmt, error);
  if (has_row == 1)
    {
      n_parts = (guint)sqlite3_column_int (stmt, 4);
      length = (gsize)sqlite3_column_bytes (stmt, 5);
      data = g_memdup2 (sqlite3_column_blob (stmt, 5), length);
    }
  sqlite3_reset (stmt);
  if (has_row == 0)
    return set_damaged (error);
  if (has_row < 0)
    return FALSE;

  self->replaying = TRUE;
  self->touched = TRUE;
  if (n_parts > 0)
    _exm_duplicates_clear (&self->duplicates);
  for (guint i = 0; i < n_parts && forth && ok; i++)
    ok = play_stored_part (self, seq, i, TRUE, error);
  ok = ok && play_part (self, data, length, forth, error);
  for (guint i = n_parts; i > 0 && !forth && ok; i--)
    ok = play_stored_part (self, seq, i - 1, FALSE, error);
  self->replaying = FALSE;
  if (!ok)
    return FALSE;

  self->undo_seq = forth ? seq : seq - 1;
  return _exm_store_set_counter (self, EXM_COUNTER_UNDO_SEQ,
                                 self->undo_seq == self->last_seq ? -1 : self->undo_seq, error);
}
