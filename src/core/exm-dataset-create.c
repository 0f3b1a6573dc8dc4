/* exm-dataset-create.c - making a new dataset file, whole or not at all
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "exm-dataset-private.h"

static gboolean
fail_errno (GError    **error,
            int         code,
            const char *what)
{
  ExmDataError data_error = EXM_DATA_ERROR_IO;

  if (code == EACCES || code == EPERM || code == EROFS)
    data_error = EXM_DATA_ERROR_READ_ONLY;
  else if (code == ENOSPC || code == EDQUOT || code == EFBIG)
    data_error = EXM_DATA_ERROR_NO_SPACE;
  else if (code == EEXIST)
    data_error = EXM_DATA_ERROR_CONFLICT;
  else if (code == ENOENT || code == ENOTDIR)
    data_error = EXM_DATA_ERROR_NOT_FOUND;
  /* Translators: what failed, and the system's word why. */
  g_set_error (error, EXM_DATA_ERROR, (int)data_error, _ ("%s: %s"), what, g_strerror (code));
  return FALSE;
}

static gboolean
set_taken (GError **error)
{
  g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_CONFLICT,
                       _ ("There is already a file of this name"));
  return FALSE;
}

ExmStore *
_exm_store_create_at (const char *path,
                      GError    **error)
{
  sqlite3 *db = _exm_db_open (path, "mode=rw", error);
  g_autoptr(ExmStore) store = NULL;
  g_autofree char *settings = NULL;

  if (db == NULL)
    return NULL;
  store = _exm_store_new (db);
  /* Without a journal: the file is thrown away when anything fails. */
  settings = g_strdup_printf ("PRAGMA page_size = %d; PRAGMA journal_mode = OFF;"
                              " PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
                              " PRAGMA cache_size = -16000; PRAGMA application_id = %d",
                              EXM_PAGE_SIZE, EXM_DATASET_APPLICATION_ID);
  if (!_exm_sql_exec (db, settings, error) ||
      !_exm_schema_migrate (db, NULL, 0, error) ||
      !_exm_store_load (store, error))
    return NULL;
  return g_steal_pointer (&store);
}

static gboolean
sync_path (const char *path,
           int         flags,
           GError    **error)
{
  int fd = open (path, flags | O_CLOEXEC);
  int code;

  if (fd < 0)
    return fail_errno (error, errno, _ ("The file could not be saved"));
  code = fsync (fd) == 0 ? 0 : errno;
  close (fd);
  /* Some file systems cannot sync a folder. */
  if (code != 0 && !((flags & O_DIRECTORY) != 0 && code == EINVAL))
    return fail_errno (error, code, _ ("The file could not be saved"));
  return TRUE;
}

/* Gives the finished file its name, which must be free. */
static gboolean
put_in_place (const char *temporary,
              const char *path,
              const char *folder,
              GError    **error)
{
  if (!sync_path (temporary, O_RDONLY, error))
    return FALSE;
  if (renameat2 (AT_FDCWD, temporary, AT_FDCWD, path, RENAME_NOREPLACE) != 0)
    {
      if (errno == EEXIST)
        return set_taken (error);
      if (errno != EINVAL && errno != ENOSYS)
        return fail_errno (error, errno, _ ("The file could not be saved"));
      if (access (path, F_OK) == 0)
        return set_taken (error);
      if (rename (temporary, path) != 0)
        return fail_errno (error, errno, _ ("The file could not be saved"));
    }
  return sync_path (folder, O_RDONLY | O_DIRECTORY, error);
}

static gboolean
fill (const char   *temporary,
      const char   *source_name,
      ExmImportFunc func,
      gpointer      user_data,
      GCancellable *cancellable,
      GError      **error)
{
  g_autoptr(ExmStore) store = _exm_store_create_at (temporary, error);
  g_auto (ExmRun) run = { .store = store, .cancellable = cancellable };

  if (store == NULL)
    return FALSE;
  return func == NULL ||
         _exm_store_run_import (store, source_name, func, user_data, cancellable, &run, error);
}

gboolean
exm_dataset_create_with_import_sync (GFile        *file,
                                     const char   *source_name,
                                     ExmImportFunc func,
                                     gpointer      user_data,
                                     GCancellable *cancellable,
                                     GError      **error)
{
  g_autofree char *path = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *base = NULL;
  g_autofree char *temporary = NULL;
  gboolean         ok;
  int              fd;

  g_return_val_if_fail (G_IS_FILE (file), FALSE);

  path = g_file_get_path (file);
  if (path == NULL)
    {
      g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_INVALID,
                           _ ("Datasets can only be kept on this computer"));
      return FALSE;
    }
  if (g_file_query_exists (file, NULL))
    return set_taken (error);
  folder = g_path_get_dirname (path);
  base = g_path_get_basename (path);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail_errno (error, errno, _ ("The folder could not be made"));

  temporary = g_strdup_printf ("%s/.%.200s.XXXXXX.part", folder, base);
  fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail_errno (error, errno, _ ("The file could not be made"));
  close (fd);

  ok = fill (temporary, source_name != NULL ? source_name : "", func, user_data, cancellable, error) &&
       put_in_place (temporary, path, folder, error);
  if (!ok)
    unlink (temporary);
  return ok;
}

gboolean
exm_dataset_create_sync (GFile   *file,
                         GError **error)
{
  return exm_dataset_create_with_import_sync (file, NULL, NULL, NULL, NULL, error);
}
