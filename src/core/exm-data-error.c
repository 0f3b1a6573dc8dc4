/* exm-data-error.c - what can go wrong with a dataset, by what the caller can do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-data-error.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "exm-sql-private.h"

GQuark
exm_data_error_quark (void)
{
  return g_quark_from_static_string ("exm-data-error-quark");
}

/* SQLite calls a full disk SQLITE_FULL, but a quota and a limit on file sizes just
 * a failed write. It keeps no system error for a failed commit, so errno, still
 * as the write left it, has to tell. */
static gboolean
is_no_space (int rc,
             int code)
{
  gboolean in_write = rc == SQLITE_IOERR_WRITE || rc == SQLITE_IOERR_SHMSIZE ||
                      rc == SQLITE_IOERR_FSYNC || rc == SQLITE_IOERR_TRUNCATE;

  return (rc & 0xff) == SQLITE_FULL ||
         (in_write && (code == ENOSPC || code == EDQUOT || code == EFBIG));
}

void
_exm_data_error_set_sqlite (GError **error,
                            sqlite3 *db,
                            int      rc)
{
  int code = errno;
  int primary = rc & 0xff;

  g_debug ("SQLite error %d (%s): %s",
           rc, sqlite3_errstr (rc), db != NULL ? sqlite3_errmsg (db) : "no connection");

  if (is_no_space (rc, code))
    g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NO_SPACE,
                         _ ("There is no space left on the disk"));
  else if (primary == SQLITE_INTERRUPT)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Cancelled"));
  else if (primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB)
    g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_CORRUPT,
                         _ ("The dataset file is damaged"));
  else if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED)
    g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_BUSY,
                         _ ("Another program is using the dataset file"));
  else if (primary == SQLITE_READONLY || primary == SQLITE_PERM || primary == SQLITE_AUTH)
    g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_READ_ONLY,
                         _ ("The dataset file cannot be written"));
  else if (primary == SQLITE_TOOBIG)
    g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_INVALID,
                         _ ("The text is too large for a dataset"));
  else if (primary == SQLITE_CANTOPEN)
    g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_IO,
                         _ ("The dataset file could not be opened"));
  else
    /* Translators: %s is SQLite's own message, in English. */
    g_set_error (error, EXM_DATA_ERROR, EXM_DATA_ERROR_IO,
                 _ ("The dataset file could not be read or written (%s)"),
                    sqlite3_errstr (rc));
}
