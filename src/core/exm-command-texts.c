/* exm-command-texts.c - commands that change texts of rows, and the task's
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-command-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
set_row_cells (ExmStore       *store,
               ExmRowId        id,
               const ExmCells *cells,
               GError        **error)
{
  guint16 index = (guint16)(id % EXM_CHUNK_ROWS);

  for (guint column = 0; column < EXM_N_COLUMNS; column++)
    if (!_exm_store_set_cells (store, column, id / EXM_CHUNK_ROWS, &index, 1, cells, error))
      return FALSE;
  return TRUE;
}

void
_exm_cells_change_input (ExmCells   *cells,
                         gsize       old_length,
                         const char *text,
                         gsize       length)
{
  ExmCells measured = { 0 };

  _exm_cells_measure (&measured, text, length, NULL, 0);
  cells->tokens = cells->tokens - MIN (cells->tokens, (cells->chars + 3) / 4) + measured.tokens;
  cells->bytes = cells->bytes - (guint32)MIN (cells->bytes, old_length) + measured.bytes;
  cells->chars = measured.chars;
  cells->hash = measured.hash;
  cells->bits = (guint8)((cells->bits & ~EXM_BIT_EMPTY) | (measured.bits & EXM_BIT_EMPTY));
}

gboolean
_exm_run_set_input (const ExmCommand *self,
                    ExmRun           *run,
                    GError          **error)
{
  gsize length = strlen (self->text);
  g_autoptr(GBytes) text = g_bytes_new_static (self->text, length);
  g_autoptr(GBytes) old_text = NULL;
  ExmCells cells;

  _exm_run_name (run, EXM_STEP_INPUT, NULL, NULL);
  if (!_exm_store_is_alive (run->store, self->id))
    {
      g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND,
                           _ ("This post is no longer there"));
      return FALSE;
    }
  old_text = _exm_store_get_text (run->store, EXM_TEXT_INPUT, self->id, error);
  if (old_text == NULL)
    return FALSE;
  if (g_bytes_equal (old_text, text))
    return TRUE;

  _exm_store_get_cells (run->store, self->id, &cells);
  _exm_cells_change_input (&cells, g_bytes_get_size (old_text), self->text, length);
  run->n = 1;
  return _exm_store_set_text (run->store, EXM_TEXT_INPUT, self->id, text, error) &&
         set_row_cells (run->store, self->id, &cells, error);
}

gboolean
_exm_run_set_note (const ExmCommand *self,
                   ExmRun           *run,
                   GError          **error)
{
  g_autofree ExmRowId *ids = NULL;
  g_autoptr(GBytes) note = NULL;
  gsize n_ids;

  _exm_run_name (run, EXM_STEP_NOTE, NULL, NULL);
  if (self->text != NULL && *self->text != '\0')
    note = g_bytes_new_static (self->text, strlen (self->text));
  ids = _exm_run_resolve (run, self->target, FALSE, &n_ids, error);
  if (ids == NULL)
    return FALSE;
  for (gsize i = 0; i < n_ids; i++)
    {
      guint64 before = run->store->n_text_changes;

      if (g_cancellable_set_error_if_cancelled (run->cancellable, error) ||
          !_exm_store_set_text (run->store, EXM_TEXT_NOTE, ids[i], note, error))
        return FALSE;
      run->n += run->store->n_text_changes != before;
    }
  return TRUE;
}

static gboolean
set_row_system (ExmRun  *run,
                ExmRowId id,
                GBytes  *value,
                guint32  tokens,
                guint32  bytes,
                GError **error)
{
  guint64  before = run->store->n_text_changes;
  ExmCells cells;
  guint32  old_tokens = 0;
  guint32  old_bytes = 0;

  if (!_exm_store_measure_system (run->store, id, &old_tokens, &old_bytes, error) ||
      !_exm_store_set_text (run->store, EXM_TEXT_SYSTEM, id, value, error))
    return FALSE;
  if (run->store->n_text_changes == before)
    return TRUE;
  run->n++;
  _exm_store_get_cells (run->store, id, &cells);
  cells.tokens = cells.tokens - MIN (cells.tokens, old_tokens) + tokens;
  cells.bytes = cells.bytes - MIN (cells.bytes, old_bytes) + bytes;
  if (value != NULL)
    cells.bits |= EXM_BIT_OTHER_SYSTEM;
  else
    cells.bits &= (guint8)~EXM_BIT_OTHER_SYSTEM;
  return set_row_cells (run->store, id, &cells, error);
}

gboolean
_exm_run_set_system (const ExmCommand *self,
                     ExmRun           *run,
                     GError          **error)
{
  g_autofree ExmRowId *ids = NULL;
  g_autoptr(GBytes) value = NULL;
  gboolean has_text = self->value && self->text != NULL;
  gsize    length = has_text ? strlen (self->text) : 0;
  guint32  tokens = has_text ? _exm_text_tokens (self->text, length) : 0;
  gsize    n_ids;

  _exm_run_name (run, EXM_STEP_SYSTEM, NULL, NULL);
  if (self->value)
    {
      value = _exm_store_system_value (run->store, self->text, error);
      if (value == NULL)
        return FALSE;
    }
  ids = _exm_run_resolve (run, self->target, FALSE, &n_ids, error);
  if (ids == NULL)
    return FALSE;
  for (gsize i = 0; i < n_ids; i++)
    if (g_cancellable_set_error_if_cancelled (run->cancellable, error) ||
        !set_row_system (run, ids[i], value, tokens, (guint32)length, error))
      return FALSE;
  return TRUE;
}

/* The numbers of steps are in files, so those of the newer fields are not in one row. */
static guint
step_of (ExmTaskField field)
{
  if (field == EXM_TASK_UPLOAD_MASK)
    return EXM_STEP_TASK_UPLOAD_MASK;
  return field == EXM_TASK_APART ? EXM_STEP_LABELS_APART : EXM_STEP_TASK_SYSTEM + field;
}

gboolean
_exm_run_set_task (const ExmCommand *self,
                   ExmRun           *run,
                   GError          **error)
{
  ExmTaskField field = self->value;
  char       **at = _exm_store_task_field (run->store->task, (int)field);

  g_return_val_if_fail (at != NULL, FALSE);

  _exm_run_name (run, step_of (field), NULL, NULL);
  if (field == EXM_TASK_INPUT_TEMPLATE && !exm_template_check (self->text, EXM_INPUT_SLOT, error))
    return FALSE;
  if (field == EXM_TASK_OUTPUT_TEMPLATE && !exm_template_check (self->text, EXM_OUTPUT_SLOT, error))
    return FALSE;
  if (g_str_equal (*at, self->text))
    return TRUE;
  run->n = 1;
  return _exm_store_set_task_field (run->store, field, self->text, error);
}

/* --- the quarantine -------------------------------------------------------------- */

static gboolean
check_line (ExmRun  *run,
            guint32  id,
            GError **error)
{
  sqlite3_stmt *stmt = _exm_store_stmt (run->store, EXM_STMT_QUARANTINE_STATE, error);
  gboolean      waits;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, id);
  waits = _exm_sql_row (stmt, NULL) == 1 && sqlite3_column_int (stmt, 0) == 0;
  sqlite3_reset (stmt);
  if (!waits)
    g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND,
                         _ ("This line is no longer there"));
  return waits;
}

gboolean
_exm_run_quarantine_edit (const ExmCommand *self,
                          ExmRun           *run,
                          GError          **error)
{
  _exm_run_name (run, EXM_STEP_QUARANTINE_EDIT, NULL, NULL);
  run->n = 1;
  return check_line (run, self->id, error) &&
         _exm_store_set_quarantine_bytes (run->store, self->id, self->bytes, error);
}

gboolean
_exm_run_quarantine_drop (const ExmCommand *self,
                          ExmRun           *run,
                          GError          **error)
{
  _exm_run_name (run, EXM_STEP_QUARANTINE_DROP, NULL, NULL);
  run->n = 1;
  return check_line (run, self->id, error) &&
         _exm_store_set_quarantine_gone (run->store, self->id, self->id, TRUE, error);
}

gboolean
_exm_run_quarantine_take (const ExmCommand *self,
                          ExmRun           *run,
                          GError          **error)
{
  ExmExample *example = self->items->pdata[0];

  if (!check_line (run, self->id, error))
    return FALSE;
  if (self->text != NULL && *self->text != '\0')
    {
      example->label = _exm_run_ensure_label (run, self->text, error);
      if (example->label == 0)
        return FALSE;
    }
  if (!_exm_run_add_examples (run, self->items, 0, error) ||
      !_exm_store_set_quarantine_gone (run->store, self->id, self->id, TRUE, error))
    return FALSE;
  run->n = 1;
  _exm_run_name (run, EXM_STEP_QUARANTINE_TAKE, NULL, NULL);
  return TRUE;
}
