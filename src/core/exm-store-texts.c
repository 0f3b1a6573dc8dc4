/* exm-store-texts.c - the texts of rows: reading, writing, and their journal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-store-private.h"

#include <string.h>

/* Dialect and line of a raw text in one value: 4 bytes, then the line. */
GBytes *
_exm_raw_pack (guint       dialect,
               const char *line,
               gsize       length)
{
  guint8 *data = g_malloc (4 + length);
  guint32 number = GUINT32_TO_LE (dialect);

  memcpy (data, &number, 4);
  if (length > 0)
    memcpy (data + 4, line, length);
  return g_bytes_new_take (data, 4 + length);
}

static GBytes *
pack_id (gint64 id)
{
  guint32 number = GUINT32_TO_LE ((guint32)id);

  return g_bytes_new (&number, sizeof number);
}

static guint32
unpack_u32 (GBytes *value)
{
  guint32       number = 0;
  gconstpointer data = g_bytes_get_data (value, NULL);

  if (g_bytes_get_size (value) >= sizeof number)
    memcpy (&number, data, sizeof number);
  return GUINT32_FROM_LE (number);
}

gint64
_exm_store_system_text_id (ExmStore   *self,
                           const char *text,
                           gsize       length,
                           GError    **error)
{
  sqlite3_stmt *stmt = _exm_store_stmt (self, EXM_STMT_SYSTEM_TEXT_FIND, error);
  gint64        id = 0;
  int           has_row;

  if (stmt == NULL)
    return 0;
  sqlite3_bind_text64 (stmt, 1, text, length, SQLITE_STATIC, SQLITE_UTF8);
  has_row = _exm_sql_row (stmt, error);
  if (has_row == 1)
    id = sqlite3_column_int64 (stmt, 0);
  sqlite3_reset (stmt);
  sqlite3_clear_bindings (stmt);
  if (has_row != 0)
    return id;

  stmt = _exm_store_stmt (self, EXM_STMT_SYSTEM_TEXT_ADD, error);
  if (stmt == NULL)
    return 0;
  sqlite3_bind_text64 (stmt, 1, text, length, SQLITE_STATIC, SQLITE_UTF8);
  if (_exm_sql_done (stmt, error))
    id = sqlite3_last_insert_rowid (self->db);
  sqlite3_clear_bindings (stmt);
  return id;
}

gboolean
_exm_store_measure_system (ExmStore *self,
                           ExmRowId  id,
                           guint32  *tokens,
                           guint32  *bytes,
                           GError  **error)
{
  sqlite3_stmt *stmt = _exm_store_stmt (self, EXM_STMT_SYSTEM_TEXT_OF, error);
  int           has_row;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, id);
  has_row = _exm_sql_row (stmt, error);
  if (has_row == 1)
    {
      const char *text = (const char *)sqlite3_column_text (stmt, 0);

      *bytes = (guint32)sqlite3_column_bytes (stmt, 0);
      *tokens = _exm_text_tokens (text, *bytes);
    }
  sqlite3_reset (stmt);
  return has_row >= 0;
}

GBytes *
_exm_store_system_value (ExmStore   *self,
                         const char *text,
                         GError    **error)
{
  gint64 id = 0;

  if (text != NULL)
    {
      id = _exm_store_system_text_id (self, text, strlen (text), error);
      if (id == 0)
        return NULL;
    }
  return pack_id (id);
}

static GBytes *
column_to_value (sqlite3_stmt *stmt,
                 ExmTextColumn which)
{
  gconstpointer data;
  gsize         length;

  if (sqlite3_column_type (stmt, 0) == SQLITE_NULL)
    return NULL;
  if (which == EXM_TEXT_SYSTEM)
    return pack_id (sqlite3_column_int64 (stmt, 0));
  data = sqlite3_column_blob (stmt, 0);
  length = (gsize)sqlite3_column_bytes (stmt, 0);
  if (which == EXM_TEXT_RAW)
    return _exm_raw_pack ((guint)sqlite3_column_int (stmt, 1), data, length);
  return g_bytes_new (data, length);
}

GBytes *
_exm_store_get_text (ExmStore     *self,
                     ExmTextColumn which,
                     ExmRowId      id,
                     GError      **error)
{
  sqlite3_stmt *stmt = _exm_store_stmt (self, EXM_STMT_INPUT_GET + which, error);
  GBytes       *value = NULL;

  if (stmt == NULL)
    return NULL;
  sqlite3_bind_int64 (stmt, 1, id);
  if (_exm_sql_row (stmt, error) == 1)
    value = column_to_value (stmt, which);
  sqlite3_reset (stmt);
  return value;
}

static sqlite3_stmt *
bind_value (ExmStore     *self,
            ExmTextColumn which,
            GBytes       *value,
            GError      **error)
{
  gboolean      in_example = which == EXM_TEXT_INPUT || which == EXM_TEXT_OUTPUT;
  gsize         length = 0;
  const char   *data = value != NULL ? g_bytes_get_data (value, &length) : NULL;
  sqlite3_stmt *stmt;

  if (value == NULL && !in_example)
    return _exm_store_stmt (self, EXM_STMT_NOTE_DROP + (which - EXM_TEXT_NOTE), error);

  stmt = _exm_store_stmt (self, EXM_STMT_INPUT_SET + which, error);
  if (stmt == NULL)
    return NULL;
  /* The bytes of an empty text may be at NULL, which would bind as NULL. */
  if (data == NULL)
    data = "";
  if (value == NULL)
    sqlite3_bind_null (stmt, 2);
  else if (which == EXM_TEXT_SYSTEM)
    sqlite3_bind_int64 (stmt, 2, unpack_u32 (value));
  else if (which == EXM_TEXT_TURNS)
    sqlite3_bind_blob64 (stmt, 2, data, length, SQLITE_STATIC);
  else if (which == EXM_TEXT_RAW)
    {
      sqlite3_bind_int64 (stmt, 2, unpack_u32 (value));
      sqlite3_bind_blob64 (stmt, 3, length > 4 ? data + 4 : "", length > 4 ? length - 4 : 0,
                           SQLITE_STATIC);
    }
  else
    sqlite3_bind_text64 (stmt, 2, data, length, SQLITE_STATIC, SQLITE_UTF8);
  return stmt;
}

gboolean
_exm_store_write_text (ExmStore     *self,
                       ExmTextColumn which,
                       ExmRowId      id,
                       GBytes       *value,
                       GError      **error)
{
  sqlite3_stmt *stmt = bind_value (self, which, value, error);
  gboolean      ok;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, id);
  ok = _exm_sql_done (stmt, error);
  sqlite3_clear_bindings (stmt);
  return ok;
}

static gboolean
same_value (GBytes *a,
            GBytes *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return g_bytes_equal (a, b);
}

/* Entry: u8 which, u32 row, old value, new value. */
gboolean
_exm_store_set_text (ExmStore     *self,
                     ExmTextColumn which,
                     ExmRowId      id,
                     GBytes       *value,
                     GError      **error)
{
  g_autoptr(GError) local_error = NULL;

  if (!self->replaying)
    {
      g_autoptr(GBytes) old = _exm_store_get_text (self, which, id, &local_error);

      if (local_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      if (same_value (old, value))
        return TRUE;
      _exm_journal_open (&self->journal, EXM_ENTRY_TEXT);
      _exm_journal_u8 (&self->journal, (guint8)which);
      _exm_journal_u32 (&self->journal, id);
      _exm_journal_bytes (&self->journal, old);
      _exm_journal_bytes (&self->journal, value);
      _exm_journal_close (&self->journal);
    }
  self->n_text_changes++;
  _exm_change_row (&self->change, id);
  return _exm_store_write_text (self, which, id, value, error);
}

/* Each turn: u8 role, u32 length, text. */
GBytes *
_exm_turns_pack (const ExmTurn *turns,
                 gsize          n_turns)
{
  GByteArray *out = g_byte_array_new ();

  for (gsize i = 0; i < n_turns; i++)
    {
      gsize   length = strlen (turns[i].text);
      guint32 number = GUINT32_TO_LE ((guint32)length);
      guint8  role = (guint8)turns[i].role;

      g_byte_array_append (out, &role, 1);
      g_byte_array_append (out, (const guint8 *)&number, sizeof number);
      if (length > 0)
        g_byte_array_append (out, (const guint8 *)turns[i].text, (guint)length);
    }
  return g_byte_array_free_to_bytes (out);
}

GPtrArray *
_exm_turns_unpack (const guint8 *data,
                   gsize         length)
{
  g_autoptr(GPtrArray) turns = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_turn_free);
  ExmReader reader = { data, data + length, FALSE };

  while (reader.at < reader.end)
    {
      guint8        role = _exm_reader_u8 (&reader);
      guint32       size = _exm_reader_u32 (&reader);
      const guint8 *text = _exm_reader_raw (&reader, size);
      ExmTurn      *turn;

      if (reader.bad || role > EXM_ROLE_OTHER)
        return NULL;
      turn = g_new (ExmTurn, 1);
      turn->role = role;
      turn->text = g_utf8_make_valid ((const char *)text, size);
      g_ptr_array_add (turns, turn);
    }
  return g_steal_pointer (&turns);
}
