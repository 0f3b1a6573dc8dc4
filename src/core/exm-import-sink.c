/* exm-import-sink.c - where a reader puts what it read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-import-sink.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-dataset-private.h"
#include "exm-origin-private.h"

/* Texts go straight to the file; columns are gathered in the store's own arrays
 * behind the rows that readers see, and written chunk by chunk. The rows appear
 * in memory when all is in, just before the commit.
 */

/* A statement costs as much to begin and end as a row to insert, and a cursor that
 * stays open appends without looking for the place. */
static const guint rows_at_once[] = { EXM_MEASURE_MAX, 8, 1 };

struct _ExmImportSink
{
  ExmStore     *store;
  sqlite3_stmt *add[G_N_ELEMENTS (rows_at_once)];

  gint64   source;
  char    *source_name;
  ExmRowId first;
  ExmRowId next;
  guint32  written; /* rows below are in their chunks */
  gint64   first_line;
  guint    n_lines;
  GString *name; /* scratch, for the NUL that hash tables want */
  GBytes  *system_value;
  char    *system_text; /* the last own instruction: they come in runs */
  gboolean keys_gone;
  gint64   label_order;
};

/* FAIL spares SQLite the copies that ABORT needs to take half a statement back: the
 * whole import is taken back then. */
static gboolean
prepare (ExmImportSink *self,
         GError       **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows_at_once); i++)
    {
      g_autoptr(GString) sql = g_string_new ("INSERT OR FAIL INTO example VALUES (?, ?, ?)");

      for (guint row = 1; row < rows_at_once[i]; row++)
        g_string_append (sql, ", (?, ?, ?)");
      self->add[i] = _exm_sql_prepare (self->store->db, sql->str, error);
      if (self->add[i] == NULL)
        return FALSE;
    }
  return TRUE;
}

ExmImportSink *
_exm_import_sink_new (ExmStore   *store,
                      const char *source_name,
                      GError    **error)
{
  g_autoptr(ExmImportSink) self = g_new0 (ExmImportSink, 1);

  self->store = store;
  self->source_name = g_strdup (source_name);
  self->first = self->next = self->written = _exm_store_next_row (store);
  self->name = g_string_new (NULL);
  self->label_order = _exm_labels_last_order (&store->labels);
  if (!prepare (self, error) ||
      !_exm_sql_get_int (store->db, "SELECT ifnull(max(id), 0) + 1 FROM source", &self->source, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
_exm_import_sink_free (ExmImportSink *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (rows_at_once); i++)
    sqlite3_finalize (self->add[i]);
  g_free (self->source_name);
  g_string_free (self->name, TRUE);
  g_clear_pointer (&self->system_value, g_bytes_unref);
  g_free (self->system_text);
  g_free (self);
}

ExmLabelId
exm_import_sink_label (ExmImportSink *self,
                       const char    *name,
                       gsize          length)
{
  ExmLabels *labels = &self->store->labels;
  g_autoptr(ExmLabelRow) row = NULL;
  g_autoptr(GError) error = NULL;
  const ExmLabelRow *found;
  gunichar           key = 0;

  g_string_truncate (self->name, 0);
  g_string_append_len (self->name, name, (gssize)length);
  found = _exm_labels_find (labels, self->name->str);
  if (found != NULL)
    return found->id;
  if (length == 0 || _exm_labels_next_id (labels) > EXM_LABEL_MAX)
    return 0;

  if (!self->keys_gone)
    {
      key = _exm_labels_free_key (labels, self->name->str);
      self->keys_gone = key == 0;
    }
  row = _exm_labels_new_row (labels, self->name->str, key);
  row->order = self->label_order += (gint64)1 << 20;
  if (!_exm_store_set_label_row (self->store, row, row->id, &error))
    {
      g_debug ("A label could not be stored: %s", error->message);
      return 0;
    }
  return row->id;
}

static gboolean
write_value (ExmImportSink *self,
             ExmTextColumn  which,
             GBytes        *value,
             GError       **error)
{
  return value != NULL && _exm_store_write_text (self->store, which, self->next, value, error);
}

static gboolean
write_system (ExmImportSink      *self,
              const ExmImportRow *row,
              GError            **error)
{
  g_autofree char *text = row->system != NULL ? g_strndup (row->system, row->system_length) : NULL;

  if (self->system_value == NULL || g_strcmp0 (text, self->system_text) != 0)
    {
      g_clear_pointer (&self->system_value, g_bytes_unref);
      self->system_value = _exm_store_system_value (self->store, text, error);
      g_free (self->system_text);
      self->system_text = g_steal_pointer (&text);
    }
  return write_value (self, EXM_TEXT_SYSTEM, self->system_value, error);
}

static gboolean
write_origin (ExmImportSink      *self,
              const ExmImportRow *row,
              GError            **error)
{
  const ExmOrigin origin = {
    .author = row->author,
    .author_length = row->author_length,
    .thread = row->thread,
    .thread_length = row->thread_length,
    .url = row->url,
    .url_length = row->url_length,
    .time = row->time,
  };

  return _exm_origin_write (self->store, self->next, &origin, error);
}

/* What few rows have. */
static gboolean
write_extras (ExmImportSink      *self,
              const ExmImportRow *row,
              ExmCells           *cells,
              GError            **error)
{
  if (row->has_system)
    {
      cells->bits |= EXM_BIT_OTHER_SYSTEM;
      _exm_cells_add_text (cells, row->system, row->system_length);
      if (!write_system (self, row, error))
        return FALSE;
    }
  if (row->note_length > 0)
    {
      g_autoptr(GBytes) note = g_bytes_new_static (row->note, row->note_length);

      if (!write_value (self, EXM_TEXT_NOTE, note, error))
        return FALSE;
    }
  if (row->n_turns > 0)
    {
      g_autoptr(GBytes) turns = _exm_turns_pack (row->turns, row->n_turns);

      for (gsize i = 0; i < row->n_turns; i++)
        _exm_cells_add_text (cells, row->turns[i].text, strlen (row->turns[i].text));
      if (!write_value (self, EXM_TEXT_TURNS, turns, error))
        return FALSE;
    }
  if (row->raw != NULL)
    {
      g_autoptr(GBytes) raw = _exm_raw_pack (row->dialect, row->raw, row->raw_length);

      if (!write_value (self, EXM_TEXT_RAW, raw, error))
        return FALSE;
    }
  return write_origin (self, row, error);
}

static const char *
input_of (const ExmImportRow *row)
{
  return row->input != NULL ? row->input : "";
}

static gboolean
has_own_output (const ExmImportRow *row)
{
  return row->label == 0 && row->output != NULL && row->output_length > 0;
}

/* As many rows as the statement takes. */
static gboolean
write_examples (ExmImportSink      *self,
                guint               size,
                const ExmImportRow *rows,
                guint               n,
                GError            **error)
{
  sqlite3_stmt *stmt = self->add[size];
  int           rc;

  for (guint i = 0; i < n; i++)
    {
      const ExmImportRow *row = &rows[i];
      int                 at = (int)i * 3;

      sqlite3_bind_int64 (stmt, at + 1, (gint64)self->next + i);
      sqlite3_bind_text64 (stmt, at + 2, input_of (row), row->input_length,
                           SQLITE_STATIC, SQLITE_UTF8);
      if (has_own_output (row))
        sqlite3_bind_text64 (stmt, at + 3, row->output, row->output_length, SQLITE_STATIC, SQLITE_UTF8);
      else
        sqlite3_bind_null (stmt, at + 3);
    }
  rc = sqlite3_step (stmt);
  sqlite3_reset (stmt);
  if (rc == SQLITE_DONE)
    return TRUE;
  _exm_data_error_set_sqlite (error, self->store->db, rc);
  return FALSE;
}

static void
fill_cells (ExmCells              *cells,
            const ExmImportRow    *row,
            const ExmInputMeasure *measure)
{
  const char *output = has_own_output (row) ? row->output : NULL;

  *cells = (ExmCells){ .label = row->label, .bits = EXM_BIT_ALIVE };
  _exm_cells_set_texts (cells, measure, row->input_length, output, output != NULL ? row->output_length : 0);
  if (row->mark != EXM_MARK_NONE)
    cells->bits |= row->mark == EXM_MARK_SKIPPED ? EXM_BIT_SKIPPED : EXM_BIT_FLAGGED;
  if (row->input_verbatim)
    cells->bits |= EXM_BIT_INPUT_VERBATIM;
  if (row->output_verbatim)
    cells->bits |= EXM_BIT_OUTPUT_VERBATIM;
}

/* What stands beside the texts, for the row whose id is next. */
static gboolean
finish_row (ExmImportSink         *self,
            const ExmImportRow    *row,
            const ExmInputMeasure *measure,
            GError               **error)
{
  ExmCells cells;

  fill_cells (&cells, row, measure);
  if (!write_extras (self, row, &cells, error))
    return FALSE;
  _exm_store_put_cells (self->store, self->next, &cells);
  self->next++;
  if (self->next % EXM_CHUNK_ROWS == 0)
    {
      if (!_exm_columns_write (self->store, self->written, self->next - 1, error))
        return FALSE;
      self->written = self->next;
    }
  return TRUE;
}

static gboolean
add_some (ExmImportSink      *self,
          guint               size,
          const ExmImportRow *rows,
          GError            **error)
{
  ExmInputMeasure measures[EXM_MEASURE_MAX];
  guint           n = rows_at_once[size];

  if (!write_examples (self, size, rows, n, error))
    return FALSE;
  _exm_import_measure_rows (measures, rows, n);
  for (guint i = 0; i < n; i++)
    if (!finish_row (self, &rows[i], &measures[i], error))
      return FALSE;
  return TRUE;
}

gboolean
exm_import_sink_add_rows (ExmImportSink      *self,
                          const ExmImportRow *rows,
                          gsize               n,
                          GError            **error)
{
  if (n > (gsize)(G_MAXINT32 - self->next))
    {
      g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_INVALID,
                           _ ("This dataset cannot have more examples"));
      return FALSE;
    }
  self->store->touched = TRUE;
  _exm_columns_reserve (self->store, self->next + (guint32)n);
  while (n > 0)
    {
      guint size = 0;

      while (rows_at_once[size] > n)
        size++;
      if (!add_some (self, size, rows, error))
        return FALSE;
      rows += rows_at_once[size];
      n -= rows_at_once[size];
    }
  return TRUE;
}

gboolean
exm_import_sink_add (ExmImportSink      *self,
                     const ExmImportRow *row,
                     GError            **error)
{
  return exm_import_sink_add_rows (self, row, 1, error);
}

gboolean
exm_import_sink_quarantine (ExmImportSink           *self,
                            const ExmQuarantineLine *line,
                            GError                 **error)
{
  sqlite3_stmt *stmt = _exm_store_stmt (self->store, EXM_STMT_QUARANTINE_ADD, error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, self->source);
  sqlite3_bind_int64 (stmt, 2, (gint64)line->line);
  sqlite3_bind_text (stmt, 3, line->reason != NULL ? line->reason : "", -1, SQLITE_STATIC);
  sqlite3_bind_text (stmt, 4, line->message != NULL ? line->message : "", -1, SQLITE_STATIC);
  sqlite3_bind_blob64 (stmt, 5, line->bytes != NULL ? line->bytes : "", line->n_bytes, SQLITE_STATIC);
  sqlite3_bind_int (stmt, 6, line->truncated);
  if (!_exm_sql_done (stmt, error))
    return FALSE;
  sqlite3_clear_bindings (stmt);
  if (self->n_lines++ == 0)
    self->first_line = sqlite3_last_insert_rowid (self->store->db);
  return TRUE;
}

const ExmTask *
exm_import_sink_get_task (ExmImportSink *self)
{
  return self->store->task;
}

gboolean
exm_import_sink_set_task (ExmImportSink *self,
                          const ExmTask *task,
                          GError       **error)
{
  for (int field = 0; field < EXM_N_TASK_FIELDS; field++)
    {
      const char *value = exm_task_get_field (task, field);

      if (value != NULL && !g_str_equal (value, exm_task_get_field (self->store->task, field)) &&
          !_exm_store_set_task_field (self->store, field, value, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
exm_import_sink_has_rows (ExmImportSink *self)
{
  for (guint i = 0; i < self->store->tally.slots->len; i++)
    {
      const ExmTallySlot *slot = &g_array_index (self->store->tally.slots, ExmTallySlot, i);

      for (guint mark = 0; mark <= EXM_MARK_FLAGGED; mark++)
        if (slot->n[mark][FALSE] > 0 || slot->n[mark][TRUE] > 0)
          return TRUE;
    }
  return FALSE;
}

/* --- the end ---------------------------------------------------------------------- */

static gboolean
write_source (ExmImportSink *self,
              GError       **error)
{
  sqlite3_stmt *stmt = _exm_store_stmt (self->store, EXM_STMT_SOURCE_ADD, error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, self->source);
  sqlite3_bind_text (stmt, 2, self->source_name, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 3, self->first);
  sqlite3_bind_int64 (stmt, 4, (gint64)self->next - 1);
  sqlite3_bind_int64 (stmt, 5, g_get_real_time () / G_USEC_PER_SEC);
  return _exm_sql_done (stmt, error);
}

static void
show_rows (ExmImportSink *self)
{
  ExmStore *store = self->store;
  guint16   index[EXM_CHUNK_ROWS];

  if (self->next - self->first > store->columns.n / 8)
    _exm_duplicates_clear (&store->duplicates);
  for (guint i = 0; i < EXM_CHUNK_ROWS; i++)
    index[i] = (guint16)i;
  g_rw_lock_writer_lock (&store->lock);
  store->columns.n = self->next;
  g_rw_lock_writer_unlock (&store->lock);
  for (guint32 at = self->first; at < self->next;)
    {
      guint from = at % EXM_CHUNK_ROWS;
      guint n = MIN (EXM_CHUNK_ROWS - from, self->next - at);

      _exm_store_rows_enter (store, at / EXM_CHUNK_ROWS, index + from, n);
      at += n;
    }
  store->change.structure = TRUE;
}

gboolean
_exm_import_sink_finish (ExmImportSink *self,
                         guint         *n_rows,
                         ExmRowId      *first_row,
                         GError       **error)
{
  ExmStore *store = self->store;

  /* From here on the memory runs ahead of the file. */
  _exm_store_lock_step (store);
  *n_rows = self->next - self->first;
  *first_row = *n_rows > 0 ? self->first : 0;
  if ((*n_rows > 0 || self->n_lines > 0) && !write_source (self, error))
    return FALSE;
  if (*n_rows > 0)
    {
      if (self->written < self->next &&
          !_exm_columns_write (store, self->written, self->next - 1, error))
        return FALSE;
      show_rows (self);
      _exm_journal_open (&store->journal, EXM_ENTRY_RANGE);
      _exm_journal_u32 (&store->journal, self->first);
      _exm_journal_u32 (&store->journal, self->next - 1);
      _exm_journal_close (&store->journal);
    }
  if (self->n_lines > 0)
    {
      _exm_journal_open (&store->journal, EXM_ENTRY_QUARANTINE_GONE);
      _exm_journal_u32 (&store->journal, (guint32)self->first_line);
      _exm_journal_u32 (&store->journal, (guint32)self->first_line + self->n_lines - 1);
      _exm_journal_u8 (&store->journal, FALSE);
      _exm_journal_close (&store->journal);
      return _exm_store_set_counter (store, EXM_COUNTER_QUARANTINED,
                                     store->counters[EXM_COUNTER_QUARANTINED] + self->n_lines, error);
    }
  return TRUE;
}
