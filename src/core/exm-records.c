/* exm-records.c - what other rooms keep beside the examples
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "exm-dataset-private.h"

typedef struct
{
  const char        *kind;
  gint64             id;
  const char *const *keys;
  GBytes *const     *values;
  gsize              n;
  GHashTable        *found;
  GArray            *ids;
  gboolean           ok;
  GError            *error;
} ExmRecordCall;

static gboolean
check_open (ExmDataset *self,
            gboolean    writing,
            GError    **error)
{
  if (_exm_dataset_is_open (self) && !(writing && self->engine->read_only))
    return TRUE;
  g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_READ_ONLY, _ ("The dataset cannot be changed"));
  return FALSE;
}

static gboolean
put_value (sqlite3       *db,
           ExmRecordCall *call,
           gsize          i)
{
  GBytes       *value = call->values[i];
  gsize         length = 0;
  gconstpointer data = value != NULL ? g_bytes_get_data (value, &length) : NULL;
  g_autoptr(sqlite3_stmt) stmt = NULL;

  stmt = _exm_sql_prepare (db,
                           value != NULL ? "INSERT OR REPLACE INTO record VALUES (?1, ?2, ?3, ?4)"
                                         : "DELETE FROM record WHERE kind = ?1 AND id = ?2 AND key = ?3",
                           &call->error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, call->kind, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 2, call->id);
  sqlite3_bind_text (stmt, 3, call->keys[i], -1, SQLITE_STATIC);
  if (value != NULL)
    sqlite3_bind_blob64 (stmt, 4, data != NULL ? data : "", length, SQLITE_STATIC);
  return _exm_sql_done (stmt, &call->error);
}

static void
put_records (gpointer data,
             gpointer user_data)
{
  ExmRecordCall *call = data;
  ExmDataset    *self = user_data;
  ExmStore      *store = self->engine->store;
  sqlite3       *db = store->db;
  gint64         next = store->counters[EXM_COUNTER_NEXT_RECORD];

  if (!_exm_sql_exec (db, "BEGIN IMMEDIATE", &call->error))
    return;
  call->ok = TRUE;
  if (call->id == 0)
    {
      call->id = next;
      call->ok = _exm_store_set_counter (store, EXM_COUNTER_NEXT_RECORD, next + 1, &call->error);
    }
  for (gsize i = 0; i < call->n && call->ok; i++)
    call->ok = put_value (db, call, i);
  call->ok = call->ok && _exm_sql_exec (db, "COMMIT", &call->error);
  if (!call->ok)
    {
      _exm_sql_rollback (db);
      store->counters[EXM_COUNTER_NEXT_RECORD] = next;
    }
}

gint64
exm_dataset_put_records_sync (ExmDataset        *self,
                              const char        *kind,
                              gint64             id,
                              const char *const *keys,
                              GBytes *const     *values,
                              gsize              n,
                              GError           **error)
{
  ExmRecordCall call = { .kind = kind, .id = id, .keys = keys, .values = values, .n = n };

  g_return_val_if_fail (EXM_IS_DATASET (self) && kind != NULL && (n == 0 || (keys != NULL && values != NULL)), 0);

  if (!check_open (self, TRUE, error))
    return 0;
  _exm_dataset_call_writer (self, put_records, &call);
  if (call.error != NULL)
    g_propagate_error (error, call.error);
  return call.ok ? call.id : 0;
}

static void
get_record (gpointer data,
            gpointer user_data)
{
  ExmRecordCall *call = data;
  ExmDataset    *self = user_data;
  g_autoptr(sqlite3_stmt) stmt = NULL;
  g_autoptr(GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                        (GDestroyNotify)g_bytes_unref);
  int has_row;

  stmt = _exm_sql_prepare (self->engine->read_db,
                           "SELECT key, value FROM record WHERE kind = ?1 AND id = ?2", &call->error);
  if (stmt == NULL)
    return;
  sqlite3_bind_text (stmt, 1, call->kind, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 2, call->id);
  while ((has_row = _exm_sql_row (stmt, &call->error)) == 1)
    g_hash_table_insert (found, g_strdup ((const char *)sqlite3_column_text (stmt, 0)),
                         g_bytes_new (sqlite3_column_blob (stmt, 1), (gsize)sqlite3_column_bytes (stmt, 1)));
  if (has_row == 0 && g_hash_table_size (found) > 0)
    call->found = g_steal_pointer (&found);
  else if (has_row == 0)
    g_set_error_literal (&call->error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND,
                         _ ("The dataset has no such record"));
}

GHashTable *
exm_dataset_get_record_sync (ExmDataset *self,
                             const char *kind,
                             gint64      id,
                             GError    **error)
{
  ExmRecordCall call = { .kind = kind, .id = id };

  g_return_val_if_fail (EXM_IS_DATASET (self) && kind != NULL, NULL);

  if (!check_open (self, FALSE, error))
    return NULL;
  _exm_dataset_call_reader (self, get_record, &call);
  if (call.error != NULL)
    g_propagate_error (error, call.error);
  return call.found;
}

static void
list_records (gpointer data,
              gpointer user_data)
{
  ExmRecordCall *call = data;
  ExmDataset    *self = user_data;
  g_autoptr(sqlite3_stmt) stmt = NULL;
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  int has_row;

  stmt = _exm_sql_prepare (self->engine->read_db,
                           "SELECT DISTINCT id FROM record WHERE kind = ?1 ORDER BY id", &call->error);
  if (stmt == NULL)
    return;
  sqlite3_bind_text (stmt, 1, call->kind, -1, SQLITE_STATIC);
  while ((has_row = _exm_sql_row (stmt, &call->error)) == 1)
    {
      gint64 id = sqlite3_column_int64 (stmt, 0);

      g_array_append_val (ids, id);
    }
  if (has_row == 0)
    call->ids = g_steal_pointer (&ids);
}

GArray *
exm_dataset_list_records_sync (ExmDataset *self,
                               const char *kind,
                               GError    **error)
{
  ExmRecordCall call = { .kind = kind };

  g_return_val_if_fail (EXM_IS_DATASET (self) && kind != NULL, NULL);

  if (!check_open (self, FALSE, error))
    return NULL;
  _exm_dataset_call_reader (self, list_records, &call);
  if (call.error != NULL)
    g_propagate_error (error, call.error);
  return call.ids;
}

static void
drop_record (gpointer data,
             gpointer user_data)
{
  ExmRecordCall *call = data;
  ExmDataset    *self = user_data;
  g_autoptr(sqlite3_stmt) stmt = NULL;

  stmt = _exm_sql_prepare (self->engine->store->db,
                           "DELETE FROM record WHERE kind = ?1 AND id = ?2", &call->error);
  if (stmt == NULL)
    return;
  sqlite3_bind_text (stmt, 1, call->kind, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 2, call->id);
  call->ok = _exm_sql_done (stmt, &call->error);
}

gboolean
exm_dataset_drop_record_sync (ExmDataset *self,
                              const char *kind,
                              gint64      id,
                              GError    **error)
{
  ExmRecordCall call = { .kind = kind, .id = id };

  g_return_val_if_fail (EXM_IS_DATASET (self) && kind != NULL, FALSE);

  if (!check_open (self, TRUE, error))
    return FALSE;
  _exm_dataset_call_writer (self, drop_record, &call);
  if (call.error != NULL)
    g_propagate_error (error, call.error);
  return call.ok;
}
