/* exm-store.c - the writing side of an open dataset: statements and steps
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-store-private.h"

#include <glib/gi18n-lib.h>

static const char *const statements[] = {
  [EXM_STMT_BEGIN] = "BEGIN IMMEDIATE",
  [EXM_STMT_COMMIT] = "COMMIT",
  [EXM_STMT_INPUT_GET] = "SELECT input FROM example WHERE id = ?1",
  [EXM_STMT_OUTPUT_GET] = "SELECT output FROM example WHERE id = ?1",
  [EXM_STMT_NOTE_GET] = "SELECT text FROM note WHERE id = ?1",
  [EXM_STMT_SYSTEM_GET] = "SELECT text_id FROM system WHERE id = ?1",
  [EXM_STMT_TURNS_GET] = "SELECT data FROM turns WHERE id = ?1",
  [EXM_STMT_RAW_GET] = "SELECT line, dialect FROM raw WHERE id = ?1",
  [EXM_STMT_INPUT_SET] = "UPDATE example SET input = ?2 WHERE id = ?1",
  [EXM_STMT_OUTPUT_SET] = "UPDATE example SET output = ?2 WHERE id = ?1",
  [EXM_STMT_NOTE_SET] = "INSERT OR REPLACE INTO note VALUES (?1, ?2)",
  [EXM_STMT_SYSTEM_SET] = "INSERT OR REPLACE INTO system VALUES (?1, ?2)",
  [EXM_STMT_TURNS_SET] = "INSERT OR REPLACE INTO turns VALUES (?1, ?2)",
  [EXM_STMT_RAW_SET] = "INSERT OR REPLACE INTO raw VALUES (?1, ?2, ?3)",
  [EXM_STMT_NOTE_DROP] = "DELETE FROM note WHERE id = ?1",
  [EXM_STMT_SYSTEM_DROP] = "DELETE FROM system WHERE id = ?1",
  [EXM_STMT_TURNS_DROP] = "DELETE FROM turns WHERE id = ?1",
  [EXM_STMT_RAW_DROP] = "DELETE FROM raw WHERE id = ?1",
  [EXM_STMT_SYSTEM_TEXT_FIND] = "SELECT id FROM system_text WHERE text = ?1",
  [EXM_STMT_SYSTEM_TEXT_ADD] = "INSERT INTO system_text (text) VALUES (?1)",
  [EXM_STMT_SYSTEM_TEXT_OF] = "SELECT text FROM system_text"
                              " WHERE id = (SELECT text_id FROM system WHERE id = ?1)",
  [EXM_STMT_EXAMPLE_ADD] = "INSERT INTO example VALUES (?1, ?2, ?3)",
  [EXM_STMT_ORIGIN_ADD] = "INSERT OR REPLACE INTO origin (id, author, thread, time, url)"
                          " VALUES (?1, ?2, ?3, ?4, ?5)",
  [EXM_STMT_CHUNK_ADD] = "INSERT OR REPLACE INTO chunk VALUES (?1, ?2)",
  [EXM_STMT_MOVED_SET] = "INSERT OR REPLACE INTO moved VALUES (?1, ?2)",
  [EXM_STMT_MOVED_DROP] = "DELETE FROM moved WHERE id = ?1",
  [EXM_STMT_LABEL_SET] = "INSERT OR REPLACE INTO label VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
  [EXM_STMT_LABEL_DROP] = "DELETE FROM label WHERE id = ?1",
  [EXM_STMT_TALLY_SET] = "INSERT OR REPLACE INTO tally VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
  [EXM_STMT_COUNTER_SET] = "INSERT OR REPLACE INTO counter VALUES (?1, ?2)",
  [EXM_STMT_TASK_SET] = "INSERT OR REPLACE INTO task VALUES (?1, ?2)",
  [EXM_STMT_SOURCE_ADD] = "INSERT INTO source VALUES (?1, ?2, ?3, ?4, ?5)",
  [EXM_STMT_QUARANTINE_ADD] = "INSERT INTO quarantine (source, line, reason, message, bytes,"
                              " truncated, gone) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)",
  [EXM_STMT_QUARANTINE_GONE] = "UPDATE quarantine SET gone = ?3"
                               " WHERE id BETWEEN ?1 AND ?2 AND gone <> ?3",
  [EXM_STMT_QUARANTINE_BYTES_GET] = "SELECT bytes FROM quarantine WHERE id = ?1 AND gone = 0",
  [EXM_STMT_QUARANTINE_BYTES_SET] = "UPDATE quarantine SET bytes = ?2 WHERE id = ?1",
  [EXM_STMT_QUARANTINE_STATE] = "SELECT gone FROM quarantine WHERE id = ?1",
  [EXM_STMT_HISTORY_ADD] = "INSERT OR REPLACE INTO history (seq, kind, n, a, b, time, n_parts, data, who)"
                           " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
  [EXM_STMT_HISTORY_GET] = "SELECT kind, n, a, b, n_parts, data FROM history WHERE seq = ?1",
  [EXM_STMT_HISTORY_CUT] = "DELETE FROM history WHERE seq > ?1",
  [EXM_STMT_HISTORY_PART_ADD] = "INSERT OR REPLACE INTO history_part VALUES (?1, ?2)",
  [EXM_STMT_HISTORY_PART_GET] = "SELECT data FROM history_part WHERE id = ?1",
  [EXM_STMT_HISTORY_PART_CUT] = "DELETE FROM history_part WHERE id >= ?1",
};
G_STATIC_ASSERT (G_N_ELEMENTS (statements) == EXM_N_STMTS);

ExmStore *
_exm_store_new (sqlite3 *db)
{
  ExmStore *self = g_new0 (ExmStore, 1);

  self->db = db;
  g_rw_lock_init (&self->lock);
  g_mutex_init (&self->step_lock);
  self->columns.n = 1;
  _exm_order_init (&self->order);
  _exm_labels_init (&self->labels);
  _exm_tally_init (&self->tally);
  _exm_journal_init (&self->journal);
  self->change.rows = g_array_new (FALSE, FALSE, sizeof (ExmRowId));
  self->task = exm_task_new ();
  self->token_threshold = G_MAXUINT32;
  return self;
}

void
_exm_store_close_db (ExmStore *self)
{
  for (guint i = 0; i < EXM_N_STMTS; i++)
    g_clear_pointer (&self->stmts[i], sqlite3_finalize);
  g_clear_pointer (&self->db, sqlite3_close);
}

void
_exm_store_free (ExmStore *self)
{
  if (self == NULL)
    return;
  _exm_store_close_db (self);
  _exm_columns_clear (&self->columns);
  g_free (self->map.effective);
  _exm_order_clear (&self->order);
  _exm_labels_clear (&self->labels);
  _exm_tally_clear (&self->tally);
  _exm_duplicates_clear (&self->duplicates);
  _exm_journal_clear (&self->journal);
  g_clear_pointer (&self->change.rows, g_array_unref);
  exm_task_free (self->task);
  g_free (self->who);
  g_mutex_clear (&self->step_lock);
  g_rw_lock_clear (&self->lock);
  g_free (self);
}

sqlite3_stmt *
_exm_store_stmt (ExmStore *self,
                 guint     which,
                 GError  **error)
{
  if (self->stmts[which] == NULL)
    self->stmts[which] = _exm_sql_prepare (self->db, statements[which], error);
  else
    sqlite3_reset (self->stmts[which]);
  return self->stmts[which];
}

static gboolean
run_statement (ExmStore *self,
               guint     which,
               GError  **error)
{
  sqlite3_stmt *stmt = _exm_store_stmt (self, which, error);

  return stmt != NULL && _exm_sql_done (stmt, error);
}

static gboolean
load_counters (ExmStore *self,
               GError  **error)
{
  g_autoptr(sqlite3_stmt) stmt = _exm_sql_prepare (self->db, "SELECT id, value FROM counter", error);
  int has_row;

  if (stmt == NULL)
    return FALSE;
  while ((has_row = _exm_sql_row (stmt, error)) == 1)
    {
      gint64 id = sqlite3_column_int64 (stmt, 0);

      if (id > 0 && id < (gint64)G_N_ELEMENTS (self->counters))
        self->counters[id] = sqlite3_column_int64 (stmt, 1);
    }
  if (has_row < 0)
    return FALSE;
  if (!_exm_sql_get_int (self->db, "SELECT max(seq) FROM history", &self->last_seq, error))
    return FALSE;
  self->undo_seq = self->counters[EXM_COUNTER_UNDO_SEQ];
  if (self->undo_seq < 0 || self->undo_seq > self->last_seq)
    self->undo_seq = self->last_seq;
  self->tally.other_system = self->counters[EXM_COUNTER_OTHER_SYSTEM];
  return TRUE;
}

static gboolean
load_task (ExmStore *self,
           GError  **error)
{
  g_autoptr(sqlite3_stmt) stmt = _exm_sql_prepare (self->db, "SELECT field, value FROM task", error);
  int has_row;

  if (stmt == NULL)
    return FALSE;
  exm_task_free (self->task);
  self->task = exm_task_new ();
  while ((has_row = _exm_sql_row (stmt, error)) == 1)
    {
      g_autofree char *value = _exm_sql_dup_text (stmt, 1);
      char           **field = _exm_store_task_field (self->task, sqlite3_column_int (stmt, 0));

      if (field != NULL)
        {
          g_free (*field);
          *field = g_steal_pointer (&value);
        }
    }
  return has_row == 0;
}

gboolean
_exm_store_load_counters (ExmStore *self,
                          GError  **error)
{
  gboolean ok = load_counters (self, error) &&
                load_task (self, error) &&
                _exm_labels_load (&self->labels, self->db, error) &&
                _exm_tally_load (&self->tally, self->db, error);

  if (!ok)
    return FALSE;
  self->duplicates.n_duplicates = self->counters[EXM_COUNTER_DUPLICATES];
  self->duplicates.n_conflicts = self->counters[EXM_COUNTER_CONFLICTS];
  return TRUE;
}

gboolean
_exm_store_load (ExmStore *self,
                 GError  **error)
{
  gboolean ok;

  _exm_duplicates_clear (&self->duplicates);
  if (!_exm_store_load_counters (self, error))
    return FALSE;

  g_rw_lock_writer_lock (&self->lock);
  ok = _exm_order_load (&self->order, self->db, error) && _exm_columns_load (self, error);
  g_rw_lock_writer_unlock (&self->lock);
  if (!ok)
    return FALSE;

  self->tally.max_stale = TRUE;
  _exm_store_update_map (self);
  _exm_store_update_threshold (self);
  return TRUE;
}

gboolean
_exm_store_begin (ExmStore *self,
                  GError  **error)
{
  g_assert (!self->in_step);

  if (self->damaged)
    {
      g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_CORRUPT,
                           _ ("The dataset file is damaged; nothing more is written to it"));
      return FALSE;
    }
  if (!run_statement (self, EXM_STMT_BEGIN, error))
    return FALSE;
  _exm_journal_reset (&self->journal);
  _exm_change_clear (&self->change);
  self->touched = FALSE;
  self->in_step = TRUE;
  return TRUE;
}

void
_exm_store_lock_step (ExmStore *self)
{
  if (self->step_locked)
    return;
  g_mutex_lock (&self->step_lock);
  self->step_locked = TRUE;
}

static void
end_step (ExmStore *self)
{
  self->in_step = FALSE;
  self->replaying = FALSE;
  if (self->step_locked)
    g_mutex_unlock (&self->step_lock);
  self->step_locked = FALSE;
}

gboolean
_exm_store_set_counter (ExmStore  *self,
                        ExmCounter which,
                        gint64     value,
                        GError   **error)
{
  sqlite3_stmt *stmt;

  if (self->counters[which] == value)
    return TRUE;
  stmt = _exm_store_stmt (self, EXM_STMT_COUNTER_SET, error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, which);
  sqlite3_bind_int64 (stmt, 2, value);
  if (!_exm_sql_done (stmt, error))
    return FALSE;
  self->counters[which] = value;
  return TRUE;
}

static gboolean
write_tally (ExmStore *self,
             GError  **error)
{
  for (guint i = 0; i < self->tally.dirty->len; i++)
    {
      guint         slot = g_array_index (self->tally.dirty, guint, i);
      ExmTallySlot *counts = _exm_tally_slot (&self->tally, slot);
      sqlite3_stmt *stmt = _exm_store_stmt (self, EXM_STMT_TALLY_SET, error);

      if (stmt == NULL)
        return FALSE;
      sqlite3_bind_int64 (stmt, 1, slot);
      for (guint j = 0; j < 6; j++)
        sqlite3_bind_int64 (stmt, 2 + (int)j, counts->n[j / 2][j % 2]);
      sqlite3_bind_int64 (stmt, 8, counts->tokens);
      sqlite3_bind_int64 (stmt, 9, counts->bytes);
      if (!_exm_sql_done (stmt, error))
        return FALSE;
      counts->is_dirty = FALSE;
    }
  g_array_set_size (self->tally.dirty, 0);
  return TRUE;
}

static gboolean
write_counters (ExmStore *self,
                GError  **error)
{
  if (self->duplicates.table == NULL)
    _exm_duplicates_build (&self->duplicates, &self->columns, &self->map);

  return write_tally (self, error) &&
         _exm_store_set_counter (self, EXM_COUNTER_NEXT_ROW, self->columns.n, error) &&
         _exm_store_set_counter (self, EXM_COUNTER_DUPLICATES,
                                 self->duplicates.n_duplicates, error) &&
         _exm_store_set_counter (self, EXM_COUNTER_CONFLICTS,
                                 self->duplicates.n_conflicts, error) &&
         _exm_store_set_counter (self, EXM_COUNTER_OTHER_SYSTEM,
                                 self->tally.other_system, error);
}

gboolean
_exm_store_commit (ExmStore *self,
                   GError  **error)
{
  g_assert (self->in_step);

  if (!write_counters (self, error) || !run_statement (self, EXM_STMT_COMMIT, error))
    {
      _exm_store_abort (self);
      return FALSE;
    }
  end_step (self);
  return TRUE;
}

void
_exm_store_abort (ExmStore *self)
{
  g_autoptr(GError) error = NULL;

  g_assert (self->in_step);

  for (guint i = 0; i < EXM_N_STMTS; i++)
    if (self->stmts[i] != NULL)
      sqlite3_reset (self->stmts[i]);
  if ((sqlite3_errcode (self->db) & 0xff) == SQLITE_CORRUPT)
    self->damaged = TRUE;
  _exm_sql_rollback (self->db);
  /* What the step did to the memory is undone by reading it again. */
  if (self->touched || self->journal.bytes->len > 0 || self->journal.full->len > 0)
    {
      self->change.all_rows = self->change.structure = TRUE;
      self->change.labels = self->change.task = TRUE;
      g_array_set_size (self->change.rows, 0);
      if (!_exm_store_load (self, &error))
        {
          g_warning ("The dataset could not be read again: %s", error->message);
          self->damaged = TRUE;
        }
    }
  end_step (self);
}

gboolean
_exm_store_is_alive (ExmStore *self,
                     ExmRowId  id)
{
  return id > 0 && id < self->columns.n && (self->columns.bits[id] & EXM_BIT_ALIVE) != 0;
}
