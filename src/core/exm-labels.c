/* exm-labels.c - the labels of a dataset, as its writer holds them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-labels-private.h"

#include <string.h>

#include "exm-sql-private.h"

#define N_COLORS 16

ExmLabelRow *
_exm_label_row_copy (const ExmLabelRow *self)
{
  ExmLabelRow *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);
  copy->definition = g_strdup (self->definition);
  return copy;
}

void
_exm_label_row_free (ExmLabelRow *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->definition);
  g_free (self);
}

void
_exm_labels_init (ExmLabels *self)
{
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)_exm_label_row_free);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
}

void
_exm_labels_clear (ExmLabels *self)
{
  g_clear_pointer (&self->by_name, g_hash_table_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
}

static gboolean
is_live (const ExmLabelRow *row)
{
  return row != NULL && row->merged_into == 0 && !row->deleted;
}

ExmLabelRow *
_exm_labels_get (const ExmLabels *self,
                 ExmLabelId       id)
{
  return id < self->rows->len ? self->rows->pdata[id] : NULL;
}

ExmLabelRow *
_exm_labels_get_live (const ExmLabels *self,
                      ExmLabelId       id)
{
  ExmLabelRow *row = _exm_labels_get (self, id);

  return is_live (row) ? row : NULL;
}

ExmLabelRow *
_exm_labels_find (const ExmLabels *self,
                  const char      *name)
{
  return g_hash_table_lookup (self->by_name, name);
}

void
_exm_labels_put (ExmLabels   *self,
                 ExmLabelId   id,
                 ExmLabelRow *row)
{
  ExmLabelRow *old = _exm_labels_get (self, id);

  if (old != NULL && g_hash_table_lookup (self->by_name, old->name) == old)
    g_hash_table_remove (self->by_name, old->name);
  if (id >= self->rows->len)
    g_ptr_array_set_size (self->rows, id + 1);
  self->rows->pdata[id] = row;
  _exm_label_row_free (old);
  if (is_live (row))
    g_hash_table_insert (self->by_name, row->name, row);
}

guint
_exm_labels_next_id (const ExmLabels *self)
{
  return MAX (self->rows->len, 1);
}

gint64
_exm_labels_last_order (const ExmLabels *self)
{
  gint64 last = 0;

  for (guint i = 1; i < self->rows->len; i++)
    {
      const ExmLabelRow *row = self->rows->pdata[i];

      if (row != NULL)
        last = MAX (last, row->order);
    }
  return last;
}

gunichar
_exm_labels_free_key (const ExmLabels *self,
                      const char      *name)
{
  char  taken[EXM_LABEL_N_KEYS + 1];
  guint n = 0;

  for (guint i = 1; i < self->rows->len && n < EXM_LABEL_N_KEYS; i++)
    {
      const ExmLabelRow *row = self->rows->pdata[i];

      if (is_live (row) && exm_label_key_is_valid (row->key))
        taken[n++] = (char)row->key;
    }
  taken[n] = '\0';
  return exm_label_choose_key (name, taken);
}

static int
compare_order (gconstpointer a,
               gconstpointer b)
{
  const ExmLabelRow *one = *(ExmLabelRow *const *)a;
  const ExmLabelRow *other = *(ExmLabelRow *const *)b;

  if (one->order != other->order)
    return one->order > other->order ? 1 : -1;
  return (one->id > other->id) - (one->id < other->id);
}

GPtrArray *
_exm_labels_list (const ExmLabels *self)
{
  GPtrArray *list = g_ptr_array_sized_new (self->rows->len);

  for (guint i = 1; i < self->rows->len; i++)
    if (is_live (self->rows->pdata[i]))
      g_ptr_array_add (list, self->rows->pdata[i]);
  g_ptr_array_sort (list, compare_order);
  return list;
}

ExmLabelId
_exm_labels_resolve (const ExmLabels *self,
                     ExmLabelId       id)
{
  const ExmLabelRow *row = _exm_labels_get (self, id);

  /* Bounded, so that a damaged file with a circle cannot hang us. */
  for (guint i = 0; row != NULL && row->merged_into != 0; i++)
    {
      if (i > EXM_LABEL_MAX)
        return 0;
      row = _exm_labels_get (self, row->merged_into);
    }
  return is_live (row) ? row->id : 0;
}

ExmLabelRow *
_exm_labels_new_row (const ExmLabels *self,
                     const char      *name,
                     gunichar         key)
{
  ExmLabelRow *row = g_new0 (ExmLabelRow, 1);

  row->id = (ExmLabelId)_exm_labels_next_id (self);
  row->name = g_strdup (name);
  row->definition = g_strdup ("");
  row->color = (row->id - 1u) % N_COLORS;
  row->key = key;
  row->order = (gint64)row->id << 20;
  return row;
}

static char *
dup_text (sqlite3_stmt *stmt,
          int           column)
{
  const char *text = (const char *)sqlite3_column_text (stmt, column);

  if (text == NULL)
    return g_strdup ("");
  return g_utf8_make_valid (text, -1);
}

gboolean
_exm_labels_load (ExmLabels *self,
                  sqlite3   *db,
                  GError   **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  int has_row;

  g_hash_table_remove_all (self->by_name);
  g_ptr_array_set_size (self->rows, 0);
  stmt = _exm_sql_prepare (db,
                           "SELECT id, name, color, key, definition, ord, merged_into, deleted"
                           " FROM label ORDER BY id",
                           error);
  if (stmt == NULL)
    return FALSE;
  while ((has_row = _exm_sql_row (stmt, error)) == 1)
    {
      gint64       id = sqlite3_column_int64 (stmt, 0);
      ExmLabelRow *row;

      if (id < 1 || id > EXM_LABEL_MAX)
        continue;
      row = g_new0 (ExmLabelRow, 1);
      row->id = (ExmLabelId)id;
      row->name = dup_text (stmt, 1);
      row->color = (guint32)sqlite3_column_int (stmt, 2) % N_COLORS;
      row->key = (gunichar)sqlite3_column_int (stmt, 3);
      row->definition = dup_text (stmt, 4);
      row->order = sqlite3_column_int64 (stmt, 5);
      row->merged_into = (ExmLabelId)sqlite3_column_int (stmt, 6);
      row->deleted = sqlite3_column_int (stmt, 7) != 0;
      _exm_labels_put (self, row->id, row);
    }
  return has_row == 0;
}
