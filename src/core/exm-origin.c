/* exm-origin.c - where posts come from: who wrote them, in which thread, when
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-origin.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-dataset-private.h"
#include "exm-origin-private.h"

/* --- one row ------------------------------------------------------------------ */

static void
bind_text (sqlite3_stmt *stmt,
           int           at,
           const char   *text,
           gsize         length)
{
  if (length > 0)
    sqlite3_bind_text64 (stmt, at, text, length, SQLITE_STATIC, SQLITE_UTF8);
  else
    sqlite3_bind_null (stmt, at);
}

gboolean
_exm_origin_write (ExmStore        *store,
                   ExmRowId         id,
                   const ExmOrigin *origin,
                   GError         **error)
{
  sqlite3_stmt *stmt;
  gboolean      ok;

  if (origin->author_length == 0 && origin->thread_length == 0 && origin->url_length == 0 && origin->time == 0)
    return TRUE;
  stmt = _exm_store_stmt (store, EXM_STMT_ORIGIN_ADD, error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, id);
  bind_text (stmt, 2, origin->author, origin->author_length);
  bind_text (stmt, 3, origin->thread, origin->thread_length);
  if (origin->time != 0)
    sqlite3_bind_int64 (stmt, 4, origin->time);
  else
    sqlite3_bind_null (stmt, 4);
  bind_text (stmt, 5, origin->url, origin->url_length);
  ok = _exm_sql_done (stmt, error);
  sqlite3_clear_bindings (stmt);
  return ok;
}

gboolean
_exm_origin_exists (sqlite3  *db,
                    gboolean *exists,
                    GError  **error)
{
  gint64 n;

  if (!_exm_sql_get_int (db, "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'origin')", &n, error))
    return FALSE;
  *exists = n != 0;
  return TRUE;
}

static char *
dup_column (sqlite3_stmt *stmt,
            int           column)
{
  const char *text = (const char *)sqlite3_column_text (stmt, column);

  return text != NULL ? g_utf8_make_valid (text, sqlite3_column_bytes (stmt, column)) : NULL;
}

gboolean
_exm_origin_read (sqlite3    *db,
                  ExmExample *example,
                  GError    **error)
{
  static const char sql[] = "SELECT author, thread, time, url FROM origin WHERE id = ?1";
  g_autoptr(GError) local_error = NULL;
  g_autoptr(sqlite3_stmt) stmt = _exm_sql_prepare (db, sql, &local_error);
  gboolean exists = TRUE;
  int      has_row;

  if (stmt == NULL)
    {
      if (_exm_origin_exists (db, &exists, NULL) && !exists)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  sqlite3_bind_int64 (stmt, 1, example->id);
  has_row = _exm_sql_row (stmt, error);
  if (has_row == 1)
    {
      example->author = dup_column (stmt, 0);
      example->thread = dup_column (stmt, 1);
      example->time = sqlite3_column_int64 (stmt, 2);
      example->url = dup_column (stmt, 3);
    }
  return has_row >= 0;
}

/* --- all of them ---------------------------------------------------------------- */

typedef struct
{
  sqlite3      *db;
  sqlite3_stmt *chunk;
  guint32       at_chunk; /* held in @bits */
  guint8        bits[EXM_CHUNK_ROWS];
} OriginWalk;

static gboolean
load_bits (OriginWalk *walk,
           guint32     chunk,
           GError    **error)
{
  int has_row;

  if (walk->at_chunk == chunk)
    return TRUE;
  walk->at_chunk = chunk;
  sqlite3_reset (walk->chunk);
  sqlite3_bind_int64 (walk->chunk, 1, (gint64)EXM_COLUMN_BITS << 32 | chunk);
  has_row = _exm_sql_row (walk->chunk, error);
  if (has_row < 0)
    return FALSE;
  memset (walk->bits, 0, sizeof walk->bits);
  if (has_row == 1)
    memcpy (walk->bits, sqlite3_column_blob (walk->chunk, 0), MIN (sizeof walk->bits, (gsize)sqlite3_column_bytes (walk->chunk, 0)));
  return TRUE;
}

/* A damaged file may hold bytes that are no text: then there is none. */
static const char *
borrow_text (sqlite3_stmt *stmt,
             int           column)
{
  const char *text = (const char *)sqlite3_column_text (stmt, column);

  return text != NULL && g_utf8_validate (text, -1, NULL) ? text : NULL;
}

static gboolean
walk_all (OriginWalk   *walk,
          ExmOriginFunc func,
          gpointer      user_data,
          GCancellable *cancellable,
          GError      **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gboolean exists = FALSE;
  guint    n = 0;
  int      has_row;

  if (!_exm_sql_exec (walk->db, "BEGIN", error) || !_exm_origin_exists (walk->db, &exists, error))
    return FALSE;
  if (!exists)
    return TRUE;
  walk->chunk = _exm_sql_prepare (walk->db, "SELECT data FROM chunk WHERE id = ?1", error);
  if (walk->chunk == NULL)
    return FALSE;
  stmt = _exm_sql_prepare (walk->db, "SELECT id, author, thread, time FROM origin ORDER BY id", error);
  if (stmt == NULL)
    return FALSE;
  while ((has_row = _exm_sql_row (stmt, error)) == 1)
    {
      gint64 id = sqlite3_column_int64 (stmt, 0);

      if (n++ % 1024 == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (id <= 0 || id > G_MAXINT32)
        continue;
      if (!load_bits (walk, (guint32)id / EXM_CHUNK_ROWS, error))
        return FALSE;
      if ((walk->bits[id % EXM_CHUNK_ROWS] & EXM_BIT_ALIVE) != 0 &&
          !func ((ExmRowId)id, borrow_text (stmt, 1), borrow_text (stmt, 2), sqlite3_column_int64 (stmt, 3), user_data))
        return TRUE;
    }
  return has_row == 0;
}

gboolean
exm_dataset_foreach_origin_sync (ExmDataset   *self,
                                 ExmOriginFunc func,
                                 gpointer      user_data,
                                 GCancellable *cancellable,
                                 GError      **error)
{
  OriginWalk walk = { .at_chunk = G_MAXUINT32 };
  gboolean   ok;

  g_return_val_if_fail (EXM_IS_DATASET (self) && func != NULL, FALSE);

  if (!_exm_dataset_is_open (self))
    {
      g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND, _ ("The dataset is closed"));
      return FALSE;
    }
  walk.db = _exm_db_open (self->engine->path, "mode=ro", error);
  if (walk.db == NULL)
    return FALSE;
  ok = walk_all (&walk, func, user_data, cancellable, error);
  sqlite3_finalize (walk.chunk);
  _exm_sql_rollback (walk.db);
  sqlite3_close (walk.db);
  return ok;
}
