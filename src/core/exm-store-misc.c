/* exm-store-misc.c - order, labels, task and quarantine of the writing side
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-store-private.h"

#include <string.h>

/* Entry: u32 n; n × u32 row, i64 old, i64 new. */
gboolean
_exm_store_set_positions (ExmStore       *self,
                          const ExmRowId *ids,
                          const gint64   *positions,
                          gsize           n,
                          GError        **error)
{
  if (!self->replaying)
    {
      _exm_journal_open (&self->journal, EXM_ENTRY_MOVED);
      _exm_journal_u32 (&self->journal, (guint32)n);
      for (gsize i = 0; i < n; i++)
        {
          _exm_journal_u32 (&self->journal, ids[i]);
          _exm_journal_i64 (&self->journal, _exm_order_get_moved (&self->order, ids[i]));
          _exm_journal_i64 (&self->journal, positions[i]);
        }
      _exm_journal_close (&self->journal);
    }
  self->change.structure = TRUE;

  g_rw_lock_writer_lock (&self->lock);
  _exm_order_set (&self->order, ids, positions, n);
  g_rw_lock_writer_unlock (&self->lock);
  for (gsize i = 0; i < n; i++)
    {
      gboolean      drop = positions[i] == EXM_ORDER_NONE;
      sqlite3_stmt *stmt = _exm_store_stmt (self, drop ? EXM_STMT_MOVED_DROP : EXM_STMT_MOVED_SET,
                                            error);

      if (stmt == NULL)
        return FALSE;
      sqlite3_bind_int64 (stmt, 1, ids[i]);
      if (!drop)
        sqlite3_bind_int64 (stmt, 2, positions[i]);
      if (!_exm_sql_done (stmt, error))
        return FALSE;
    }
  return TRUE;
}

void
_exm_store_update_map (ExmStore *self)
{
  guint16     n = (guint16)_exm_labels_next_id (&self->labels);
  guint16    *effective = g_new0 (guint16, (n / 256 + 1) * 256);
  ExmLabelMap old = self->map;
  gboolean    same;

  for (guint16 id = 1; id < n; id++)
    effective[id] = _exm_labels_resolve (&self->labels, id);

  /* A label added at the end is of no row yet and changes nothing counted. */
  same = old.n <= n;
  for (guint16 id = 1; id < old.n && same; id++)
    same = old.effective[id] == effective[id];

  g_rw_lock_writer_lock (&self->lock);
  self->map.n = n;
  self->map.effective = effective;
  g_rw_lock_writer_unlock (&self->lock);
  g_free (old.effective);
  if (!same)
    {
      /* What counts as one output has changed: groups are judged anew. */
      if (self->in_step)
        _exm_duplicates_clear (&self->duplicates);
      self->tally.max_stale = TRUE;
      self->change.all_rows = TRUE;
    }
}

/* A new label: an import makes thousands, one by one. */
static void
append_to_map (ExmStore  *self,
               ExmLabelId id)
{
  g_rw_lock_writer_lock (&self->lock);
  /* Room grows by 256. */
  if (id % 256 == 0 || id < 256)
    self->map.effective = g_renew (guint16, self->map.effective, (id / 256 + 1) * 256);
  self->map.effective[id] = id;
  self->map.n = (guint16)(id + 1);
  g_rw_lock_writer_unlock (&self->lock);
}

static void
journal_label (ExmJournal        *journal,
               const ExmLabelRow *row)
{
  _exm_journal_u8 (journal, row != NULL);
  if (row == NULL)
    return;
  _exm_journal_text (journal, row->name);
  _exm_journal_text (journal, row->definition);
  _exm_journal_u32 (journal, row->color);
  _exm_journal_u32 (journal, row->key);
  _exm_journal_i64 (journal, row->order);
  _exm_journal_u16 (journal, row->merged_into);
  _exm_journal_u8 (journal, (guint8)row->deleted);
}

/* Entry: u16 label; old, new: u8 0, or u8 1 and the fields. */
gboolean
_exm_store_set_label_row (ExmStore          *self,
                          const ExmLabelRow *row,
                          ExmLabelId         id,
                          GError           **error)
{
  sqlite3_stmt *stmt;

  if (!self->replaying)
    {
      _exm_journal_open (&self->journal, EXM_ENTRY_LABEL);
      _exm_journal_u16 (&self->journal, id);
      journal_label (&self->journal, _exm_labels_get (&self->labels, id));
      journal_label (&self->journal, row);
      _exm_journal_close (&self->journal);
    }
  self->change.labels = TRUE;

  _exm_labels_put (&self->labels, id, row != NULL ? _exm_label_row_copy (row) : NULL);
  row = _exm_labels_get (&self->labels, id);
  if (id != self->map.n || row == NULL || row->merged_into != 0 || row->deleted)
    _exm_store_update_map (self);
  else
    append_to_map (self, id);
  stmt = _exm_store_stmt (self, row != NULL ? EXM_STMT_LABEL_SET : EXM_STMT_LABEL_DROP, error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, id);
  if (row != NULL)
    {
      sqlite3_bind_text (stmt, 2, row->name, -1, SQLITE_STATIC);
      sqlite3_bind_int64 (stmt, 3, row->color);
      sqlite3_bind_int64 (stmt, 4, row->key);
      sqlite3_bind_text (stmt, 5, row->definition, -1, SQLITE_STATIC);
      sqlite3_bind_int64 (stmt, 6, row->order);
      sqlite3_bind_int64 (stmt, 7, row->merged_into);
      sqlite3_bind_int (stmt, 8, row->deleted);
    }
  return _exm_sql_done (stmt, error);
}

char **
_exm_store_task_field (ExmTask *task,
                       int      field)
{
  switch (field)
    {
    case EXM_TASK_SYSTEM_INSTRUCTION:
      return &task->system_instruction;
    case EXM_TASK_INPUT_TEMPLATE:
      return &task->input_template;
    case EXM_TASK_OUTPUT_TEMPLATE:
      return &task->output_template;
    case EXM_TASK_GUIDELINE:
      return &task->guideline;
    case EXM_TASK_UPLOAD_MASK:
      return &task->upload_mask;
    case EXM_TASK_APART:
      return &task->apart;
    default:
      return NULL;
    }
}

/* Rough tokens of what the task adds to each example. */
static guint32
task_tokens (const ExmTask *task)
{
  return _exm_text_tokens (task->system_instruction, strlen (task->system_instruction)) +
         _exm_text_tokens (task->input_template,
                           strlen (task->input_template) - MIN (strlen (task->input_template),
                                                                strlen (EXM_INPUT_SLOT))) +
         _exm_text_tokens (task->output_template,
                           strlen (task->output_template) - MIN (strlen (task->output_template),
                                                                 strlen (EXM_OUTPUT_SLOT)));
}

void
_exm_store_update_threshold (ExmStore *self)
{
  guint32 overhead = task_tokens (self->task);
  guint32 threshold = G_MAXUINT32;

  if (self->token_limit > 0)
    threshold = self->token_limit > overhead ? self->token_limit - overhead : 0;
  g_rw_lock_writer_lock (&self->lock);
  self->token_threshold = threshold;
  g_rw_lock_writer_unlock (&self->lock);
  self->tally.overhead = overhead;
  _exm_tally_scan (&self->tally, &self->columns, &self->map, threshold);
}

/* Entry: u8 field, old text, new text. */
gboolean
_exm_store_set_task_field (ExmStore    *self,
                           ExmTaskField field,
                           const char  *value,
                           GError     **error)
{
  char        **at = _exm_store_task_field (self->task, field);
  sqlite3_stmt *stmt;

  g_assert (at != NULL && value != NULL);
  if (!self->replaying)
    {
      _exm_journal_open (&self->journal, EXM_ENTRY_TASK);
      _exm_journal_u8 (&self->journal, (guint8)field);
      _exm_journal_text (&self->journal, *at);
      _exm_journal_text (&self->journal, value);
      _exm_journal_close (&self->journal);
    }
  self->change.task = TRUE;

  g_free (*at);
  *at = g_strdup (value);
  _exm_store_update_threshold (self);
  stmt = _exm_store_stmt (self, EXM_STMT_TASK_SET, error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, (int)field);
  sqlite3_bind_text (stmt, 2, value, -1, SQLITE_TRANSIENT);
  return _exm_sql_done (stmt, error);
}

/* Entry: u32 first, u32 last, u8 new. All in the range were the other way. */
gboolean
_exm_store_set_quarantine_gone (ExmStore *self,
                                guint     first,
                                guint     last,
                                gboolean  gone,
                                GError  **error)
{
  sqlite3_stmt *stmt = _exm_store_stmt (self, EXM_STMT_QUARANTINE_GONE, error);
  int           changed;

  if (stmt == NULL)
    return FALSE;
  if (!self->replaying)
    {
      _exm_journal_open (&self->journal, EXM_ENTRY_QUARANTINE_GONE);
      _exm_journal_u32 (&self->journal, first);
      _exm_journal_u32 (&self->journal, last);
      _exm_journal_u8 (&self->journal, (guint8)gone);
      _exm_journal_close (&self->journal);
    }
  sqlite3_bind_int64 (stmt, 1, first);
  sqlite3_bind_int64 (stmt, 2, last);
  sqlite3_bind_int (stmt, 3, gone);
  if (!_exm_sql_done (stmt, error))
    return FALSE;
  changed = sqlite3_changes (self->db);
  return _exm_store_set_counter (self, EXM_COUNTER_QUARANTINED,
                                 self->counters[EXM_COUNTER_QUARANTINED] + (gone ? -changed : changed),
                                 error);
}

/* Entry: u32 line, old bytes, new bytes. */
gboolean
_exm_store_set_quarantine_bytes (ExmStore *self,
                                 guint     id,
                                 GBytes   *bytes,
                                 GError  **error)
{
  sqlite3_stmt *stmt;
  gsize         length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  if (!self->replaying)
    {
      g_autoptr(GBytes) old = NULL;

      stmt = _exm_store_stmt (self, EXM_STMT_QUARANTINE_BYTES_GET, error);
      if (stmt == NULL)
        return FALSE;
      sqlite3_bind_int64 (stmt, 1, id);
      if (_exm_sql_row (stmt, error) != 1)
        return FALSE;
      old = g_bytes_new (sqlite3_column_blob (stmt, 0), (gsize)sqlite3_column_bytes (stmt, 0));
      sqlite3_reset (stmt);
      _exm_journal_open (&self->journal, EXM_ENTRY_QUARANTINE_BYTES);
      _exm_journal_u32 (&self->journal, id);
      _exm_journal_bytes (&self->journal, old);
      _exm_journal_bytes (&self->journal, bytes);
      _exm_journal_close (&self->journal);
    }
  stmt = _exm_store_stmt (self, EXM_STMT_QUARANTINE_BYTES_SET, error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, id);
  sqlite3_bind_blob64 (stmt, 2, data != NULL ? data : "", length, SQLITE_STATIC);
  if (!_exm_sql_done (stmt, error))
    return FALSE;
  sqlite3_clear_bindings (stmt);
  return TRUE;
}
