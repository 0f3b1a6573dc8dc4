/* exm-dataset-open.c - opening a file safely, and closing it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exm-dataset-private.h"

/* SQLite's own locks on a file are lost when the process closes any other
 * descriptor of it, so a file that is open here must not be opened and closed by
 * hand: this list tells. */
static GMutex      open_files_lock;
static GHashTable *open_files; /* set of "device:inode" */

static gboolean
is_open_here (const char *key)
{
  gboolean found;

  g_mutex_lock (&open_files_lock);
  found = open_files != NULL && g_hash_table_contains (open_files, key);
  g_mutex_unlock (&open_files_lock);
  return found;
}

static void
set_open_here (const char *key,
               gboolean    is_open)
{
  g_mutex_lock (&open_files_lock);
  if (open_files == NULL)
    open_files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (is_open)
    g_hash_table_add (open_files, g_strdup (key));
  else
    g_hash_table_remove (open_files, key);
  g_mutex_unlock (&open_files_lock);
}

static gboolean
fail (GError     **error,
      ExmDataError code,
      const char  *message)
{
  g_set_error_literal (error, EXM_DATA_ERROR, (int)code, message);
  return FALSE;
}

sqlite3 *
_exm_db_open (const char *path,
              const char *mode,
              GError    **error)
{
  g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);
  g_autofree char *uri = g_strconcat ("file:", escaped, "?", mode, NULL);
  sqlite3         *db = NULL;
  int              rc;

  rc = sqlite3_open_v2 (uri, &db,
                        SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX |
                          (g_str_has_prefix (mode, "mode=rw") ? SQLITE_OPEN_READWRITE
                                                              : SQLITE_OPEN_READONLY),
                        NULL);
  if (rc != SQLITE_OK)
    {
      _exm_data_error_set_sqlite (error, db, rc);
      sqlite3_close (db);
      return NULL;
    }
  sqlite3_extended_result_codes (db, TRUE);
  sqlite3_busy_timeout (db, 2000);
  /* A file from outside is data: its schema may run nothing. */
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  return db;
}

/* --- opening --------------------------------------------------------------------------- */

static char *
why_read_only (const char  *path,
               ExmOpenFlags flags)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if ((flags & EXM_OPEN_READ_ONLY) != 0)
    return g_strdup (_ ("The dataset was opened for reading only"));
  if (access (path, W_OK) != 0)
    return g_strdup (_ ("You may not write to this file"));
  if (access (folder, W_OK) != 0)
    return g_strdup (_ ("You may not write to the folder of this file"));
  return NULL;
}

static gboolean
open_for_writing (ExmEngine *engine,
                  GError   **error)
{
  sqlite3 *db = _exm_db_open (engine->path, "mode=rw", error);

  if (db == NULL)
    return FALSE;
  engine->store = _exm_store_new (db);
  /* A log of 4 MiB soon starts over at its beginning, and syncing what does not grow
   * a file takes half the time: no new size has to be written with it. */
  return _exm_sql_exec (db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                            " PRAGMA wal_autocheckpoint = 256;"
                            " PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000",
                        error) &&
         _exm_schema_migrate (db, NULL, 0, error) &&
         _exm_store_load (engine->store, error) &&
         _exm_store_set_counter (engine->store, EXM_COUNTER_OPEN, 1, error);
}

static gboolean
open_for_reading (ExmEngine *engine,
                  GError   **error)
{
  sqlite3 *db = _exm_db_open_for_look (engine->path, error);

  if (db == NULL)
    return FALSE;
  engine->store = _exm_store_new (db);
  return _exm_store_load (engine->store, error);
}

static gboolean
take_lock (ExmEngine *engine,
           gboolean   wanted,
           GError   **error)
{
  int fd;

  if (is_open_here (engine->lock_key))
    return !wanted || fail (error, EXM_DATA_ERROR_BUSY, _ ("The dataset is already open"));

  fd = open (engine->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0)
    return fail (error, EXM_DATA_ERROR_READ_ONLY, _ ("You may not read this file"));
  if (!_exm_file_check_header (fd, error))
    {
      close (fd);
      return FALSE;
    }
  if (!wanted)
    {
      close (fd);
      return TRUE;
    }
  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      gboolean taken = errno == EWOULDBLOCK;

      close (fd);
      /* Some network file systems know no locks; SQLite's own still hold there. */
      return !taken || fail (error, EXM_DATA_ERROR_BUSY,
                             _ ("The dataset is open in another window or program"));
    }
  engine->lock_fd = fd;
  return TRUE;
}

ExmEngine *
_exm_engine_open (GFile       *file,
                  ExmOpenFlags flags,
                  char       **read_only_reason,
                  GError     **error)
{
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *reason = NULL;
  char            *real;
  ExmEngine       *engine;
  struct stat      info;

  if (path == NULL)
    {
      fail (error, EXM_DATA_ERROR_INVALID, _ ("Datasets can only be opened from this computer"));
      return NULL;
    }
  if (!_exm_file_check_kind (path, &info, error))
    return NULL;

  engine = g_new0 (ExmEngine, 1);
  engine->lock_fd = -1;
  real = realpath (path, NULL);
  engine->path = g_strdup (real != NULL ? real : path);
  free (real);
  engine->lock_key = g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT,
                                      (guint64)info.st_dev, (guint64)info.st_ino);
  reason = why_read_only (engine->path, flags);
  engine->read_only = reason != NULL;
  if (!take_lock (engine, reason == NULL, error) || !_exm_engine_look (engine, &info, &reason, error))
    {
      _exm_engine_free (engine);
      return NULL;
    }

  engine->read_only = reason != NULL;
  engine->listed = !engine->read_only;
  if (engine->listed)
    set_open_here (engine->lock_key, TRUE);
  if (engine->read_only ? !open_for_reading (engine, error) : !open_for_writing (engine, error))
    {
      _exm_engine_free (engine);
      return NULL;
    }
  engine->read_db = engine->read_only ? _exm_db_open_for_look (engine->path, error)
                                      : _exm_db_open (engine->path, "mode=ro", error);
  if (engine->read_db == NULL)
    {
      _exm_engine_free (engine);
      return NULL;
    }
  engine->is_good = TRUE;
  engine->writer = exm_worker_new_prompt ("db-write");
  engine->reader = exm_worker_new ("db-read");
  *read_only_reason = g_steal_pointer (&reason);
  return engine;
}

static void
close_cleanly (ExmStore *store)
{
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < EXM_N_STMTS; i++)
    if (store->stmts[i] != NULL)
      sqlite3_reset (store->stmts[i]);
  /* One file again, which can be copied, and read where nothing can be written. */
  if (!store->damaged && store->counters[EXM_COUNTER_OPEN] != 0)
    if (!_exm_store_set_counter (store, EXM_COUNTER_OPEN, 0, &error) ||
        !_exm_sql_exec (store->db, "PRAGMA journal_mode = DELETE", &error))
      g_debug ("The dataset was not closed cleanly: %s", error->message);
}

void
_exm_engine_shut (ExmEngine *engine)
{
  if (g_atomic_int_get (&engine->shut))
    return;
  /* What is queued still needs all of it. */
  if (engine->writer != NULL)
    exm_worker_stop (engine->writer);
  if (engine->reader != NULL)
    exm_worker_stop (engine->reader);
  g_atomic_int_set (&engine->shut, TRUE);
  g_clear_pointer (&engine->read_db, sqlite3_close);
  if (engine->store != NULL)
    {
      if (engine->is_good && !engine->read_only)
        close_cleanly (engine->store);
      _exm_store_close_db (engine->store);
    }
  if (engine->listed)
    set_open_here (engine->lock_key, FALSE);
  if (engine->lock_fd >= 0)
    close (engine->lock_fd);
  engine->lock_fd = -1;
}

void
_exm_engine_free (ExmEngine *engine)
{
  if (engine == NULL)
    return;
  _exm_engine_shut (engine);
  g_clear_object (&engine->writer);
  g_clear_object (&engine->reader);
  _exm_store_free (engine->store);
  g_free (engine->path);
  g_free (engine->lock_key);
  g_free (engine);
}

gboolean
_exm_dataset_is_open (ExmDataset *self)
{
  return !g_atomic_int_get (&self->engine->shut);
}

/* --- the public side ---------------------------------------------------------------- */

static ExmDataset *
dataset_new (GFile        *file,
             ExmEngine    *engine,
             char         *reason,
             GMainContext *context,
             GThread      *owner)
{
  ExmDataset      *self = g_object_new (EXM_TYPE_DATASET, NULL);
  g_autofree char *base = g_file_get_basename (file);

  if (g_str_has_suffix (base, EXM_DATASET_EXTENSION))
    base[strlen (base) - strlen (EXM_DATASET_EXTENSION)] = '\0';
  self->file = g_object_ref (file);
  self->name = g_filename_display_name (base);
  self->engine = engine;
  self->read_only_reason = reason;
  self->context = g_main_context_ref (context);
  self->owner = owner;
  _exm_dataset_post_news (self);
  _exm_dataset_take_news (self, TRUE);
  return self;
}

typedef struct
{
  GFile        *file;
  ExmOpenFlags  flags;
  GMainContext *context;
  GThread      *owner;
} ExmOpenJob;

static void
open_job_free (gpointer data)
{
  ExmOpenJob *job = data;

  g_object_unref (job->file);
  g_main_context_unref (job->context);
  g_free (job);
}

static void
open_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  ExmOpenJob *job = task_data;
  GError     *error = NULL;
  char       *reason = NULL;
  ExmEngine  *engine = _exm_engine_open (job->file, job->flags, &reason, &error);

  if (engine == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, dataset_new (job->file, engine, reason, job->context, job->owner),
                           g_object_unref);
}

void
exm_dataset_open_async (GFile              *file,
                        ExmOpenFlags        flags,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  ExmOpenJob *job;

  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, exm_dataset_open_async);
  job = g_new0 (ExmOpenJob, 1);
  job->file = g_object_ref (file);
  job->flags = flags;
  job->context = g_main_context_ref_thread_default ();
  job->owner = g_thread_self ();
  g_task_set_task_data (task, job, open_job_free);
  g_task_run_in_thread (task, open_thread);
}

ExmDataset *
exm_dataset_open_finish (GAsyncResult *result,
                         GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

ExmDataset *
exm_dataset_open_sync (GFile       *file,
                       ExmOpenFlags flags,
                       GError     **error)
{
  g_autoptr(GMainContext) context = g_main_context_ref_thread_default ();
  char      *reason = NULL;
  ExmEngine *engine;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  engine = _exm_engine_open (file, flags, &reason, error);
  return engine != NULL ? dataset_new (file, engine, reason, context, g_thread_self ()) : NULL;
}

void
exm_dataset_close_sync (ExmDataset *self)
{
  g_return_if_fail (EXM_IS_DATASET (self));

  if (!_exm_dataset_is_open (self))
    return;
  _exm_engine_shut (self->engine);
  _exm_dataset_take_news_if_owner (self);
}

static void
close_async_thread (GTask        *task,
                    gpointer      source_object,
                    gpointer      task_data,
                    GCancellable *cancellable)
{
  _exm_engine_shut (EXM_DATASET (source_object)->engine);
  g_task_return_boolean (task, TRUE);
}

void
exm_dataset_close_async (ExmDataset         *self,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (EXM_IS_DATASET (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, exm_dataset_close_async);
  g_task_run_in_thread (task, close_async_thread);
}

void
exm_dataset_close_finish (ExmDataset   *self,
                          GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));

  g_task_propagate_boolean (G_TASK (result), NULL);
}
