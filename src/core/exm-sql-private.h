/* exm-sql-private.h - small change for SQLite
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

#include "exm-data-error.h"

G_BEGIN_DECLS

/**
 * _exm_data_error_set_sqlite: the one place where SQLite's codes become ours.
 * @db: (nullable): its last error says more than @rc
 */
void _exm_data_error_set_sqlite (GError **error,
                                 sqlite3 *db,
                                 int      rc);

gboolean      _exm_sql_exec (sqlite3    *db,
                             const char *sql,
                             GError    **error);
gboolean      _exm_sql_get_int (sqlite3    *db,
                                const char *sql,
                                gint64     *value,
                                GError    **error);
sqlite3_stmt *_exm_sql_prepare (sqlite3    *db,
                                const char *sql,
                                GError    **error);

/**
 * _exm_sql_done: steps a statement that yields no row, and resets it.
 */
gboolean _exm_sql_done (sqlite3_stmt *stmt,
                        GError      **error);

/**
 * _exm_sql_row: steps to the next row: 1 = there is one, 0 = the end, -1 = @error.
 */
int  _exm_sql_row (sqlite3_stmt *stmt,
                   GError      **error);
void _exm_sql_rollback (sqlite3 *db);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

/* The column as valid text; "" where a damaged file has NULL. (transfer full) */
char *_exm_sql_dup_text (sqlite3_stmt *stmt,
                         int           column);

G_END_DECLS
