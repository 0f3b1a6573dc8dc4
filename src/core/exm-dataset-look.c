/* exm-dataset-look.c - looking at a file before anything is written to it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "exm-dataset-private.h"

/* Files up to this size are checked whole at each opening: a few ms. */
#define SMALL_FILE (8 * 1024 * 1024)

static gboolean
fail (GError     **error,
      ExmDataError code,
      const char  *message)
{
  g_set_error_literal (error, EXM_DATA_ERROR, (int)code, message);
  return FALSE;
}

/* --- before SQLite sees it --------------------------------------------------------- */

gboolean
_exm_file_check_kind (const char  *path,
                      struct stat *info,
                      GError     **error)
{
  if (stat (path, info) != 0)
    {
      if (errno == EACCES)
        return fail (error, EXM_DATA_ERROR_READ_ONLY, _ ("You may not read this file"));
      return fail (error, EXM_DATA_ERROR_NOT_FOUND, _ ("The dataset file is not there"));
    }
  if (S_ISDIR (info->st_mode))
    return fail (error, EXM_DATA_ERROR_INVALID, _ ("This is a folder, not a dataset"));
  if (!S_ISREG (info->st_mode))
    return fail (error, EXM_DATA_ERROR_INVALID, _ ("This is not an ordinary file"));
  if (info->st_size == 0)
    return fail (error, EXM_DATA_ERROR_INVALID, _ ("The file is empty; it is not a dataset"));
  return TRUE;
}

static guint32
read_be32 (const guint8 *at)
{
  return (guint32)at[0] << 24 | (guint32)at[1] << 16 | (guint32)at[2] << 8 | at[3];
}

gboolean
_exm_file_check_header (int      fd,
                        GError **error)
{
  guint8   header[100] = { 0 };
  gssize   n = pread (fd, header, sizeof header, 0);
  gboolean is_sqlite = n == (gssize)sizeof header &&
                       memcmp (header, "SQLite format 3", 16) == 0;
  gboolean is_ours = n == (gssize)sizeof header && read_be32 (header + 68) == EXM_DATASET_APPLICATION_ID;

  if (n < 0)
    return fail (error, EXM_DATA_ERROR_IO, _ ("The file could not be read"));
  if (is_ours && !is_sqlite)
    return fail (error, EXM_DATA_ERROR_CORRUPT, _ ("The dataset file is damaged"));
  if (!is_ours)
    return fail (error, EXM_DATA_ERROR_INVALID, _ ("This file is not a dataset of this program"));
  return TRUE;
}

/* --- looking without writing ---------------------------------------------------------- */

static gboolean
has_wal (const char *path)
{
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  struct stat      info;

  return stat (wal, &info) == 0 && info.st_size > 0;
}

/* A connection that writes nothing, not even SQLite's side files when the folder
 * does not allow them. */
sqlite3 *
_exm_db_open_for_look (const char *path,
                       GError    **error)
{
  g_autoptr(GError) first_error = NULL;
  sqlite3 *db = _exm_db_open (path, "mode=ro", &first_error);
  gint64   n;

  if (db != NULL)
    {
      sqlite3_db_config (db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
      if (_exm_sql_get_int (db, "SELECT count(*) FROM sqlite_schema", &n, &first_error))
        return db;
      sqlite3_close (db);
    }
  if (!g_error_matches (first_error, EXM_DATA_ERROR, EXM_DATA_ERROR_CORRUPT) && !has_wal (path))
    {
      db = _exm_db_open (path, "mode=ro&immutable=1", NULL);
      if (db != NULL && _exm_sql_get_int (db, "SELECT count(*) FROM sqlite_schema", &n, NULL))
        return db;
      sqlite3_close (db);
    }
  g_propagate_error (error, g_steal_pointer (&first_error));
  return NULL;
}

static gboolean
quick_check (sqlite3 *db,
             GError **error)
{
  g_autoptr(sqlite3_stmt) stmt = _exm_sql_prepare (db, "PRAGMA quick_check(1)", error);
  int      has_row = stmt != NULL ? _exm_sql_row (stmt, error) : -1;
  gboolean ok;

  if (has_row < 0)
    return FALSE;
  ok = has_row == 1 && g_strcmp0 ((const char *)sqlite3_column_text (stmt, 0), "ok") == 0;
  if (!ok)
    return fail (error, EXM_DATA_ERROR_CORRUPT, _ ("The dataset file is damaged"));
  return TRUE;
}

static gboolean
inspect (sqlite3           *db,
         const struct stat *info,
         gboolean           unclean,
         gint64            *version,
         GError           **error)
{
  gint64 open_mark = 0;

  if (!_exm_sql_get_int (db, "PRAGMA user_version", version, error))
    return FALSE;
  if (*version < 1)
    return fail (error, EXM_DATA_ERROR_CORRUPT, _ ("The dataset file is damaged"));
  _exm_sql_get_int (db, "SELECT value FROM counter WHERE id = 7", &open_mark, NULL);
  if (unclean || open_mark != 0 || info->st_size <= SMALL_FILE)
    return quick_check (db, error);
  return TRUE;
}

/* Reads what opening reads, before opening writes its first byte: a table or column
 * whose name is damaged is whole to SQLite. Closes @db. */
static gboolean
try_to_load (sqlite3           *db,
             const struct stat *info,
             GError           **error)
{
  g_autoptr(GError) local_error = NULL;
  ExmStore *store = _exm_store_new (db);
  gboolean  ok = info->st_size <= SMALL_FILE ? _exm_store_load (store, &local_error)
                                             : _exm_store_load_counters (store, &local_error);
  gboolean  is_senseless = !ok && (sqlite3_errcode (db) & 0xff) == SQLITE_ERROR;

  _exm_store_free (store);
  if (ok)
    return TRUE;
  if (is_senseless)
    return fail (error, EXM_DATA_ERROR_CORRUPT, _ ("The dataset file is damaged"));
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* Before anything is written: is it ours, whole, and not too new? */
gboolean
_exm_engine_look (ExmEngine         *engine,
                  const struct stat *info,
                  char             **reason,
                  GError           **error)
{
  g_autoptr(GError) local_error = NULL;
  gint64   version = 0;
  sqlite3 *db = _exm_db_open_for_look (engine->path, &local_error);
  gboolean ok;

  if (db == NULL)
    {
      /* A transaction that was cut off in the middle of closing has to be rolled
       * back first, which takes a connection that may write. */
      if (g_error_matches (local_error, EXM_DATA_ERROR, EXM_DATA_ERROR_READ_ONLY) && *reason == NULL)
        db = _exm_db_open (engine->path, "mode=rw", error);
      else
        g_propagate_error (error, g_steal_pointer (&local_error));
      if (db == NULL)
        return FALSE;
    }
  ok = inspect (db, info, has_wal (engine->path), &version, error);
  if (ok && version == EXM_SCHEMA_VERSION)
    ok = try_to_load (db, info, error);
  else
    sqlite3_close (db);
  if (ok && version > EXM_SCHEMA_VERSION)
    {
      g_free (*reason);
      *reason = g_strdup (_ ("The dataset was written by a newer version of this program"));
    }
  return ok;
}
