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

static gboolean
is_no_space (sqlite3 *db,
             int      primary)
{
  int system_errno = db != NULL ? sqlite3_system_errno (db) : 0;

  /* EFBIG is how a file size limit shows; SQLite calls it an I/O error. */
  return primary == SQLITE_FULL ||
         (primary == SQLITE_IOERR &&
          (system_errno == ENOSPC || system_errno == EDQUOT || system_errno == EFBIG));
}

void
_exm_data_error_set_sqlite (GError **error,
                            sqlite3 *db,
                            int      rc)
{
  int primary = rc & 0xff;

  g_debug ("SQLite error %d (%s): %s",
           rc, sqlite3_errstr (rc), db != NULL ? sqlite3_errmsg (db) : "no connection");

  if (is_no_space (db, primary))
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
