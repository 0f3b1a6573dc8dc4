/* exm-sql.c - small change for SQLite
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-sql-private.h"

gboolean
_exm_sql_exec (sqlite3    *db,
               const char *sql,
               GError    **error)
{
  int rc = sqlite3_exec (db, sql, NULL, NULL, NULL);

  if (rc == SQLITE_OK)
    return TRUE;
  _exm_data_error_set_sqlite (error, db, rc);
  return FALSE;
}

sqlite3_stmt *
_exm_sql_prepare (sqlite3    *db,
                  const char *sql,
                  GError    **error)
{
  sqlite3_stmt *stmt = NULL;
  int           rc = sqlite3_prepare_v3 (db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL);

  if (rc != SQLITE_OK)
    _exm_data_error_set_sqlite (error, db, rc);
  return stmt;
}

gboolean
_exm_sql_get_int (sqlite3    *db,
                  const char *sql,
                  gint64     *value,
                  GError    **error)
{
  g_autoptr(sqlite3_stmt) stmt = _exm_sql_prepare (db, sql, error);
  int has_row;

  if (stmt == NULL)
    return FALSE;
  has_row = _exm_sql_row (stmt, error);
  if (has_row < 0)
    return FALSE;
  *value = has_row ? sqlite3_column_int64 (stmt, 0) : 0;
  return TRUE;
}

gboolean
_exm_sql_done (sqlite3_stmt *stmt,
               GError      **error)
{
  int rc = sqlite3_step (stmt);

  if (rc != SQLITE_DONE && rc != SQLITE_ROW)
    {
      _exm_data_error_set_sqlite (error, sqlite3_db_handle (stmt), rc);
      sqlite3_reset (stmt);
      return FALSE;
    }
  sqlite3_reset (stmt);
  return TRUE;
}

int
_exm_sql_row (sqlite3_stmt *stmt,
              GError      **error)
{
  int rc = sqlite3_step (stmt);

  if (rc == SQLITE_ROW)
    return 1;
  if (rc == SQLITE_DONE)
    return 0;
  _exm_data_error_set_sqlite (error, sqlite3_db_handle (stmt), rc);
  return -1;
}

void
_exm_sql_rollback (sqlite3 *db)
{
  if (!sqlite3_get_autocommit (db))
    sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
}

char *
_exm_sql_dup_text (sqlite3_stmt *stmt,
                   int           column)
{
  const char *text = (const char *)sqlite3_column_text (stmt, column);

  return g_utf8_make_valid (text != NULL ? text : "", -1);
}
