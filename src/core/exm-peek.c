/* exm-peek.c - looking at a dataset file without opening it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>

#include "exm-dataset-private.h"

void
exm_dataset_info_free (ExmDatasetInfo *info)
{
  if (info == NULL)
    return;
  g_free (info->name);
  g_free (info->job_state);
  g_free (info->problem);
  g_free (info);
}

static char *
read_job_state (sqlite3 *db)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  char *state = NULL;

  stmt = _exm_sql_prepare (db,
                           "SELECT CAST (value AS TEXT) FROM record WHERE kind = 'submission' AND"
                           " key = 'state' ORDER BY id DESC LIMIT 1",
                           NULL);
  if (stmt != NULL && _exm_sql_row (stmt, NULL) == 1)
    state = _exm_sql_dup_text (stmt, 0);
  return state;
}

static gboolean
read_counters (ExmDatasetInfo *info,
               const char     *path,
               GError        **error)
{
  g_autoptr(ExmStore) store = NULL;
  g_autoptr(ExmStats) stats = NULL;
  sqlite3 *db = _exm_db_open_for_look (path, error);
  gint64   application;

  if (db == NULL)
    return FALSE;
  store = _exm_store_new (db);
  if (!_exm_sql_get_int (db, "PRAGMA application_id", &application, error))
    return FALSE;
  if (application != EXM_DATASET_APPLICATION_ID)
    {
      g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_INVALID,
                           _ ("This file is not a dataset of this program"));
      return FALSE;
    }
  if (!_exm_store_load_counters (store, error))
    return FALSE;
  _exm_store_update_map (store);
  store->tally.max_stale = FALSE;
  stats = _exm_stats_new (store);
  info->n_examples = stats->n_examples;
  info->n_labelled = stats->n_labelled;
  info->n_ready = stats->n_ready;
  info->job_state = read_job_state (db);
  return TRUE;
}

ExmDatasetInfo *
exm_dataset_peek_sync (GFile   *file,
                       GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *base = NULL;
  g_autoptr(GError) local_error = NULL;
  ExmDatasetInfo *info;
  struct stat     status;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  path = g_file_get_path (file);
  if (path == NULL || stat (path, &status) != 0)
    {
      g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND,
                           _ ("The dataset file is not there"));
      return NULL;
    }
  base = g_file_get_basename (file);
  if (g_str_has_suffix (base, EXM_DATASET_EXTENSION))
    base[strlen (base) - strlen (EXM_DATASET_EXTENSION)] = '\0';
  info = g_new0 (ExmDatasetInfo, 1);
  info->name = g_filename_display_name (base);
  info->modified = status.st_mtime;
  if (!S_ISREG (status.st_mode))
    info->problem = g_strdup (_ ("This is not an ordinary file"));
  else if (status.st_size == 0)
    info->problem = g_strdup (_ ("The file is empty; it is not a dataset"));
  else if (!read_counters (info, path, &local_error))
    info->problem = g_strdup (local_error->message);
  return info;
}
