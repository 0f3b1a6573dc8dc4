/* exm-dataset-read.c - reading single examples and the quarantine
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-dataset-private.h"
#include "exm-origin-private.h"

static char *
dup_column (sqlite3_stmt *stmt,
            int           column)
{
  const char *text = (const char *)sqlite3_column_text (stmt, column);

  return text != NULL ? g_utf8_make_valid (text, sqlite3_column_bytes (stmt, column)) : NULL;
}

static const char example_sql[] =
  "SELECT e.input, e.output, n.text, s.text_id, st.text, t.data, r.dialect, r.line FROM example e"
  " LEFT JOIN note n ON n.id = e.id LEFT JOIN system s ON s.id = e.id"
  " LEFT JOIN system_text st ON st.id = s.text_id"
  " LEFT JOIN turns t ON t.id = e.id LEFT JOIN raw r ON r.id = e.id WHERE e.id = ?1";

ExmExample *
_exm_example_read (sqlite3 *db,
                   ExmRowId id,
                   GError **error)
{
  g_autoptr(sqlite3_stmt) stmt = _exm_sql_prepare (db, example_sql, error);
  g_autoptr(ExmExample) example = NULL;
  int has_row;

  if (stmt == NULL)
    return NULL;
  sqlite3_bind_int64 (stmt, 1, id);
  has_row = _exm_sql_row (stmt, error);
  if (has_row == 0)
    g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND,
                         _ ("This post is no longer there"));
  if (has_row != 1)
    return NULL;

  example = g_new0 (ExmExample, 1);
  example->id = id;
  example->input = dup_column (stmt, 0);
  if (example->input == NULL)
    example->input = g_strdup ("");
  example->output = dup_column (stmt, 1);
  example->note = dup_column (stmt, 2);
  example->has_system = sqlite3_column_type (stmt, 3) != SQLITE_NULL;
  example->system = dup_column (stmt, 4);
  if (sqlite3_column_type (stmt, 5) != SQLITE_NULL)
    example->turns = _exm_turns_unpack (sqlite3_column_blob (stmt, 5),
                                        (gsize)sqlite3_column_bytes (stmt, 5));
  if (sqlite3_column_type (stmt, 6) != SQLITE_NULL)
    {
      example->dialect = (guint)sqlite3_column_int (stmt, 6);
      example->raw = g_bytes_new (sqlite3_column_blob (stmt, 7), (gsize)sqlite3_column_bytes (stmt, 7));
    }
  return _exm_origin_read (db, example, error) ? g_steal_pointer (&example) : NULL;
}

/* Its main texts alone, where a table beside cannot be read. */
ExmExample *
_exm_example_read_bare (sqlite3 *db,
                        ExmRowId id)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  ExmExample *example;

  stmt = _exm_sql_prepare (db, "SELECT input, output FROM example WHERE id = ?1", NULL);
  if (stmt == NULL)
    return NULL;
  sqlite3_bind_int64 (stmt, 1, id);
  if (_exm_sql_row (stmt, NULL) != 1)
    return NULL;
  example = g_new0 (ExmExample, 1);
  example->id = id;
  example->input = dup_column (stmt, 0);
  if (example->input == NULL)
    example->input = g_strdup ("");
  example->output = dup_column (stmt, 1);
  return example;
}

/* What the columns say of it. */
static void
fill_from_columns (ExmExample        *example,
                   const ExmColumns  *columns,
                   const ExmLabelMap *map)
{
  guint8  bits = columns->bits[example->id];
  guint16 label = columns->label[example->id];

  example->label = label < map->n ? map->effective[label] : 0;
  example->split = columns->split[example->id] & EXM_SPLIT_SIDE;
  example->split_held = (columns->split[example->id] & EXM_SPLIT_HELD) != 0;
  example->input_verbatim = (bits & EXM_BIT_INPUT_VERBATIM) != 0;
  example->output_verbatim = (bits & EXM_BIT_OUTPUT_VERBATIM) != 0;
  if ((bits & EXM_BIT_SKIPPED) != 0)
    example->mark = EXM_MARK_SKIPPED;
  else if ((bits & EXM_BIT_FLAGGED) != 0)
    example->mark = EXM_MARK_FLAGGED;
  /* The bit decides, whatever a damaged file holds. */
  if ((bits & EXM_BIT_OUTPUT) == 0)
    g_clear_pointer (&example->output, g_free);
}

ExmExample *
_exm_store_dup_example (ExmStore *store,
                        ExmRowId  id,
                        GError  **error)
{
  ExmExample *example = _exm_example_read (store->db, id, error);

  if (example != NULL)
    fill_from_columns (example, &store->columns, &store->map);
  return example;
}

typedef struct
{
  ExmRowId    id;
  guint       limit;
  ExmExample *example;
  GPtrArray  *lines;
  GError     *error;
} ExmReadCall;

/* On db-read. */
static void
read_example (gpointer data,
              gpointer user_data)
{
  ExmReadCall *call = data;
  ExmDataset  *self = user_data;
  ExmStore    *store = self->engine->store;
  gboolean     alive;

  g_rw_lock_reader_lock (&store->lock);
  alive = _exm_store_is_alive (store, call->id);
  g_rw_lock_reader_unlock (&store->lock);
  if (!alive)
    {
      g_set_error_literal (&call->error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND,
                           _ ("This post is no longer there"));
      return;
    }
  call->example = _exm_example_read (self->engine->read_db, call->id, &call->error);
  if (call->example == NULL)
    return;
  g_rw_lock_reader_lock (&store->lock);
  fill_from_columns (call->example, &store->columns, &store->map);
  g_rw_lock_reader_unlock (&store->lock);
}

gboolean
_exm_dataset_check_open (ExmDataset *self,
                         GError    **error)
{
  if (_exm_dataset_is_open (self))
    return TRUE;
  g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND, _ ("The dataset is closed"));
  return FALSE;
}

ExmExample *
exm_dataset_get_example_sync (ExmDataset *self,
                              ExmRowId    id,
                              GError    **error)
{
  ExmReadCall call = { .id = id };

  g_return_val_if_fail (EXM_IS_DATASET (self), NULL);

  if (!_exm_dataset_check_open (self, error))
    return NULL;
  _exm_dataset_call_reader (self, read_example, &call);
  if (call.error != NULL)
    g_propagate_error (error, call.error);
  return call.example;
}

static void
get_example_thread (GTask        *task,
                    gpointer      source_object,
                    gpointer      task_data,
                    GCancellable *cancellable)
{
  ExmReadCall call = { .id = GPOINTER_TO_UINT (task_data) };

  read_example (&call, source_object);
  if (call.example != NULL)
    g_task_return_pointer (task, call.example, (GDestroyNotify)exm_example_free);
  else
    g_task_return_error (task, call.error);
}

void
_exm_dataset_queue_read (ExmDataset     *self,
                         int             priority,
                         GTaskThreadFunc func,
                         GTask          *task)
{
  GError *error = NULL;

  if (_exm_dataset_check_open (self, &error))
    {
      exm_worker_queue (self->engine->reader, priority, func, task);
      return;
    }
  g_task_return_error (task, error);
  g_object_unref (task);
}

void
exm_dataset_get_example_async (ExmDataset         *self,
                               ExmRowId            id,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (EXM_IS_DATASET (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, exm_dataset_get_example_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (id), NULL);
  _exm_dataset_queue_read (self, G_PRIORITY_DEFAULT, get_example_thread, task);
}

ExmExample *
exm_dataset_get_example_finish (ExmDataset   *self,
                                GAsyncResult *result,
                                GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- the quarantine ------------------------------------------------------------------ */

void
exm_quarantined_free (ExmQuarantined *self)
{
  if (self == NULL)
    return;
  g_free (self->source);
  g_free (self->reason);
  g_free (self->message);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

static void
read_quarantine (gpointer data,
                 gpointer user_data)
{
  ExmReadCall *call = data;
  ExmDataset  *self = user_data;
  g_autoptr(sqlite3_stmt) stmt = NULL;
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_quarantined_free);
  int has_row;

  stmt = _exm_sql_prepare (self->engine->read_db,
                           "SELECT q.id, q.line, s.name, q.reason, q.message, q.bytes, q.truncated"
                           " FROM quarantine q LEFT JOIN source s ON s.id = q.source"
                           " WHERE q.gone = 0 ORDER BY q.id LIMIT ?1",
                           &call->error);
  if (stmt == NULL)
    return;
  sqlite3_bind_int64 (stmt, 1, call->limit);
  while ((has_row = _exm_sql_row (stmt, &call->error)) == 1)
    {
      ExmQuarantined *line = g_new0 (ExmQuarantined, 1);

      line->id = (guint)sqlite3_column_int64 (stmt, 0);
      line->line = (guint64)sqlite3_column_int64 (stmt, 1);
      line->source = dup_column (stmt, 2);
      line->reason = dup_column (stmt, 3);
      line->message = dup_column (stmt, 4);
      line->bytes = g_bytes_new (sqlite3_column_blob (stmt, 5), (gsize)sqlite3_column_bytes (stmt, 5));
      line->truncated = sqlite3_column_int (stmt, 6) != 0;
      g_ptr_array_add (lines, line);
    }
  if (has_row == 0)
    call->lines = g_steal_pointer (&lines);
}

static void
get_quarantine_thread (GTask        *task,
                       gpointer      source_object,
                       gpointer      task_data,
                       GCancellable *cancellable)
{
  ExmReadCall call = { .limit = GPOINTER_TO_UINT (task_data) };

  read_quarantine (&call, source_object);
  if (call.lines != NULL)
    g_task_return_pointer (task, call.lines, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, call.error);
}

void
exm_dataset_get_quarantine_async (ExmDataset         *self,
                                  guint               limit,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (EXM_IS_DATASET (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, exm_dataset_get_quarantine_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (limit), NULL);
  _exm_dataset_queue_read (self, G_PRIORITY_DEFAULT, get_quarantine_thread, task);
}

GPtrArray *
exm_dataset_get_quarantine_finish (ExmDataset   *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

GPtrArray *
exm_dataset_get_quarantine_sync (ExmDataset *self,
                                 guint       limit,
                                 GError    **error)
{
  ExmReadCall call = { .limit = limit };

  g_return_val_if_fail (EXM_IS_DATASET (self), NULL);

  if (!_exm_dataset_check_open (self, error))
    return NULL;
  _exm_dataset_call_reader (self, read_quarantine, &call);
  if (call.error != NULL)
    g_propagate_error (error, call.error);
  return call.lines;
}
