/* exm-history-walk.c - the change log from its newest step back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-history-walk-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PART_SHIFT 24
#define BITMAP_FROM 64 /* more rows are listed as a bitmap */

/* --- a column's entry ---------------------------------------------------------------- */

static const guint8 *
read_values (ExmReader *reader,
             guint      n,
             guint      size,
             gboolean  *constant)
{
  *constant = _exm_reader_u8 (reader) != 0;
  return _exm_reader_raw (reader, *constant ? size : (gsize)n * size);
}

gboolean
_exm_column_entry_read (ExmColumnEntry *self,
                        ExmReader      *reader)
{
  guint column = _exm_reader_u8 (reader);

  self->chunk = _exm_reader_u32 (reader);
  self->n = _exm_reader_u16 (reader);
  if (reader->bad || column >= EXM_N_COLUMNS || self->n == 0 || self->n > EXM_CHUNK_ROWS)
    return FALSE;
  self->column = column;
  self->size = _exm_column_size (column);
  self->index = _exm_reader_raw (reader, self->n > BITMAP_FROM ? EXM_CHUNK_ROWS / 8 : self->n * 2);
  self->old = read_values (reader, self->n, self->size, &self->old_constant);
  self->now = read_values (reader, self->n, self->size, &self->now_constant);
  return !reader->bad;
}

static guint
count_before (const guint8 *bitmap,
              guint         index)
{
  guint n = 0;

  for (guint i = 0; i < index / 8; i++)
    n += (guint)__builtin_popcount (bitmap[i]);
  return n + (guint)__builtin_popcount (bitmap[index / 8] & ((1u << (index % 8)) - 1));
}

gboolean
_exm_column_entry_find (const ExmColumnEntry *self,
                        guint                 index,
                        guint                *at)
{
  if (self->n > BITMAP_FROM)
    {
      *at = count_before (self->index, index);
      return (self->index[index / 8] & (1u << (index % 8))) != 0 && *at < self->n;
    }
  for (guint i = 0; i < self->n; i++)
    if ((guint)self->index[2 * i] + 256u * self->index[2 * i + 1] == index)
      {
        *at = i;
        return TRUE;
      }
  return FALSE;
}

guint32
_exm_column_entry_value (const ExmColumnEntry *self,
                         guint                 at,
                         gboolean              now)
{
  const guint8 *values = now ? self->now : self->old;
  guint32       value = 0;

  values += (now ? self->now_constant : self->old_constant) ? 0 : (gsize)at * self->size;
  memcpy (&value, values, MIN (self->size, sizeof value));
  return GUINT32_FROM_LE (value);
}

/* --- the log --------------------------------------------------------------------------- */

typedef struct
{
  sqlite3        *db;
  sqlite3_stmt   *parts;
  GArray         *starts; /* of const guint8 * */
  ExmEntryFunc    entry_func;
  ExmPastStepFunc step_func;
  gpointer        user_data;
} Walk;

static gboolean
set_damaged (GError **error)
{
  g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_CORRUPT,
                       _ ("The history in the dataset file is damaged"));
  return FALSE;
}

static gboolean
walk_part (Walk              *walk,
           const ExmPastStep *step,
           const guint8      *data,
           gsize              length,
           GError           **error)
{
  ExmReader reader = { data, data + length, FALSE };

  g_array_set_size (walk->starts, 0);
  while (reader.at < reader.end && !reader.bad)
    {
      g_array_append_val (walk->starts, reader.at);
      _exm_reader_u8 (&reader);
      _exm_reader_raw (&reader, _exm_reader_u32 (&reader));
    }
  if (reader.bad)
    return set_damaged (error);
  for (guint i = walk->starts->len; i > 0; i--)
    {
      ExmReader    entry = { g_array_index (walk->starts, const guint8 *, i - 1), data + length, FALSE };
      ExmEntryKind kind = _exm_reader_u8 (&entry);
      guint32      size = _exm_reader_u32 (&entry);

      entry.end = entry.at + size;
      walk->entry_func (step, kind, &entry, walk->user_data);
    }
  return TRUE;
}

static gboolean
walk_stored_part (Walk              *walk,
                  const ExmPastStep *step,
                  guint              part,
                  GError           **error)
{
  gboolean ok = FALSE;
  int      has_row;

  if (walk->parts == NULL)
    walk->parts = _exm_sql_prepare (walk->db, "SELECT data FROM history_part WHERE id = ?1", error);
  if (walk->parts == NULL)
    return FALSE;
  sqlite3_bind_int64 (walk->parts, 1, step->seq << PART_SHIFT | part);
  has_row = _exm_sql_row (walk->parts, error);
  if (has_row == 1)
    ok = walk_part (walk, step, sqlite3_column_blob (walk->parts, 0),
                    (gsize)sqlite3_column_bytes (walk->parts, 0), error);
  else if (has_row == 0)
    set_damaged (error);
  sqlite3_reset (walk->parts);
  return ok;
}

/* @more: (out): there is more to walk. */
static gboolean
walk_step (Walk         *walk,
           sqlite3_stmt *stmt,
           gboolean     *more,
           GError      **error)
{
  ExmPastStep step = {
    .seq = sqlite3_column_int64 (stmt, 0),
    .kind = (guint)sqlite3_column_int (stmt, 1),
    .n = (guint)sqlite3_column_int (stmt, 2),
    .a = (const char *)sqlite3_column_text (stmt, 3),
    .b = (const char *)sqlite3_column_text (stmt, 4),
    .time = sqlite3_column_int64 (stmt, 5),
    .who = (const char *)sqlite3_column_text (stmt, 8),
  };
  gboolean ok = walk_part (walk, &step, sqlite3_column_blob (stmt, 7), (gsize)sqlite3_column_bytes (stmt, 7), error);

  for (guint part = (guint)sqlite3_column_int (stmt, 6); part > 0 && ok; part--)
    ok = walk_stored_part (walk, &step, part - 1, error);
  if (ok)
    *more = walk->step_func (&step, walk->user_data);
  return ok;
}

gboolean
_exm_history_walk (sqlite3        *db,
                   ExmEntryFunc    entry_func,
                   ExmPastStepFunc step_func,
                   gpointer        user_data,
                   GCancellable   *cancellable,
                   GError        **error)
{
  Walk walk = { .db = db, .entry_func = entry_func, .step_func = step_func, .user_data = user_data };
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gboolean more = TRUE;
  gboolean ok = TRUE;
  int      has_row = 0;

  stmt = _exm_sql_prepare (db,
                           "SELECT seq, kind, n, a, b, time, n_parts, data, who FROM history"
                           " WHERE (SELECT value FROM counter WHERE id = 2) IN (-1, seq)"
                           " OR seq < (SELECT value FROM counter WHERE id = 2) ORDER BY seq DESC",
                           error);
  if (stmt == NULL)
    return FALSE;
  walk.starts = g_array_new (FALSE, FALSE, sizeof (const guint8 *));
  for (guint n = 1; ok && more && (has_row = _exm_sql_row (stmt, error)) == 1; n++)
    ok = !(n % 256 == 0 && g_cancellable_set_error_if_cancelled (cancellable, error)) &&
         walk_step (&walk, stmt, &more, error);
  sqlite3_finalize (walk.parts);
  g_array_unref (walk.starts);
  return ok && has_row >= 0;
}
