/* exm-command-labels.c - commands on labels
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-command-private.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#define ORDER_STEP ((gint64)1 << 20)

static ExmLabelRow *
get_live (ExmRun  *run,
          guint32  id,
          GError **error)
{
  ExmLabelRow *row = id <= EXM_LABEL_MAX ? _exm_labels_get_live (&run->store->labels, (ExmLabelId)id) : NULL;

  if (row == NULL)
    g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND,
                         _ ("This label is no longer there"));
  return row;
}

static char *
check_name (ExmRun            *run,
            const char        *name,
            const ExmLabelRow *except,
            GError           **error)
{
  g_autofree char   *stripped = g_strstrip (g_strdup (name));
  const ExmLabelRow *taken;

  if (*stripped == '\0')
    {
      g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_INVALID,
                           _ ("A label needs a name"));
      return NULL;
    }
  taken = _exm_labels_find (&run->store->labels, stripped);
  if (taken != NULL && taken != except)
    {
      g_set_error (error, EXM_DATA_ERROR, EXM_DATA_ERROR_CONFLICT,
                   _ ("There is already a label “%s”"), stripped);
      return NULL;
    }
  return g_steal_pointer (&stripped);
}

/* A key that is given to one label is taken from another. */
static gboolean
take_key (ExmRun    *run,
          gunichar   key,
          ExmLabelId for_label,
          GError   **error)
{
  ExmLabels *labels = &run->store->labels;

  for (guint i = 1; key != 0 && i < labels->rows->len; i++)
    {
      const ExmLabelRow *row = _exm_labels_get_live (labels, (ExmLabelId)i);

      if (row != NULL && row->key == key && row->id != for_label)
        {
          g_autoptr(ExmLabelRow) copy = _exm_label_row_copy (row);

          copy->key = 0;
          if (!_exm_store_set_label_row (run->store, copy, copy->id, error))
            return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_key (gunichar key,
           GError **error)
{
  if (key == 0 || exm_label_key_is_valid (key))
    return TRUE;
  g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_INVALID,
                       _ ("A key is a digit or a letter from A to Z"));
  return FALSE;
}

static ExmLabelId
add_label (ExmRun     *run,
           const char *name,
           gunichar    key,
           GError    **error)
{
  ExmLabels *labels = &run->store->labels;
  g_autoptr(ExmLabelRow) row = NULL;

  if (_exm_labels_next_id (labels) > EXM_LABEL_MAX)
    {
      g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_INVALID,
                           _ ("This dataset cannot have more labels"));
      return 0;
    }
  if (!check_key (key, error) ||
      !take_key (run, key, 0, error))
    return 0;
  row = _exm_labels_new_row (labels, name, key != 0 ? key : _exm_labels_free_key (labels, name));
  row->order = _exm_labels_last_order (labels) + ORDER_STEP;
  if (!_exm_store_set_label_row (run->store, row, row->id, error))
    return 0;
  return row->id;
}

ExmLabelId
_exm_run_ensure_label (ExmRun     *run,
                       const char *name,
                       GError    **error)
{
  g_autofree char   *stripped = g_strstrip (g_strdup (name));
  const ExmLabelRow *row = _exm_labels_find (&run->store->labels, stripped);
  g_autofree char   *checked = NULL;

  if (row != NULL)
    return row->id;
  checked = check_name (run, stripped, NULL, error);
  return checked != NULL ? add_label (run, checked, 0, error) : 0;
}

gboolean
_exm_run_label_add (const ExmCommand *self,
                    ExmRun           *run,
                    GError          **error)
{
  g_autofree char *name = check_name (run, self->text, NULL, error);

  if (name == NULL)
    return FALSE;
  run->label = add_label (run, name, self->value, error);
  run->n = 1;
  _exm_run_name (run, EXM_STEP_LABEL_ADD, name, NULL);
  return run->label != 0;
}

static gboolean
edit_field (ExmRun           *run,
            const ExmCommand *self,
            ExmLabelRow      *row,
            GError          **error)
{
  switch ((ExmLabelField)self->value)
    {
    case EXM_LABEL_NAME:
      {
        char *name = check_name (run, self->text, _exm_labels_get (&run->store->labels, row->id), error);

        if (name == NULL)
          return FALSE;
        _exm_run_name (run, EXM_STEP_LABEL_RENAME, row->name, name);
        g_free (row->name);
        row->name = name;
        return TRUE;
      }
    case EXM_LABEL_COLOR:
      _exm_run_name (run, EXM_STEP_LABEL_COLOR, row->name, NULL);
      row->color = (guint32)CLAMP (g_ascii_strtoll (self->text, NULL, 10), 0, 15);
      return TRUE;
    case EXM_LABEL_KEY:
      _exm_run_name (run, EXM_STEP_LABEL_KEY, row->name, NULL);
      row->key = *self->text != '\0' ? g_utf8_get_char (self->text) : 0;
      return check_key (row->key, error) && take_key (run, row->key, row->id, error);
    case EXM_LABEL_DEFINITION:
      _exm_run_name (run, EXM_STEP_LABEL_DEFINITION, row->name, NULL);
      g_free (row->definition);
      row->definition = g_strdup (self->text);
      return TRUE;
    default:
      g_return_val_if_reached (FALSE);
    }
}

gboolean
_exm_run_label_edit (const ExmCommand *self,
                     ExmRun           *run,
                     GError          **error)
{
  const ExmLabelRow *old = get_live (run, self->id, error);
  g_autoptr(ExmLabelRow) row = NULL;

  if (old == NULL)
    return FALSE;
  row = _exm_label_row_copy (old);
  run->label = row->id;
  if (!edit_field (run, self, row, error))
    return FALSE;
  if (g_str_equal (old->name, row->name) && g_str_equal (old->definition, row->definition) &&
      old->color == row->color && old->key == row->key)
    return TRUE;
  run->n = 1;
  return _exm_store_set_label_row (run->store, row, row->id, error);
}

/* Who pressed the key of a label that was merged goes on to: it gives the label that
 * is left, when that one has no key of its own. */
static gboolean
inherit_key (ExmRun    *run,
             ExmLabelId into,
             gunichar   key,
             GError   **error)
{
  const ExmLabelRow *old = _exm_labels_get (&run->store->labels, into);
  g_autoptr(ExmLabelRow) row = NULL;

  if (old->key != 0 || key == 0)
    return TRUE;
  row = _exm_label_row_copy (old);
  row->key = key;
  return _exm_store_set_label_row (run->store, row, into, error);
}

gboolean
_exm_run_label_merge (const ExmCommand *self,
                      ExmRun           *run,
                      GError          **error)
{
  guint32            id = self->text != NULL ? _exm_run_ensure_label (run, self->text, error) : self->id;
  const ExmLabelRow *into = NULL;
  gunichar           key = 0;

  if (self->text == NULL || id != 0)
    into = get_live (run, id, error);
  if (into == NULL)
    return FALSE;
  run->label = into->id;
  for (guint i = 0; i < self->labels->len; i++)
    {
      const ExmLabelRow *old;
      g_autoptr(ExmLabelRow) row = NULL;

      if (g_array_index (self->labels, ExmLabelId, i) == id)
        continue;
      old = get_live (run, g_array_index (self->labels, ExmLabelId, i), error);
      if (old == NULL)
        return FALSE;
      if (run->n++ == 0)
        _exm_run_name (run, EXM_STEP_LABEL_MERGE, old->name, into->name);
      if (key == 0)
        key = old->key;
      row = _exm_label_row_copy (old);
      row->merged_into = (ExmLabelId)id;
      if (!_exm_store_set_label_row (run->store, row, row->id, error))
        return FALSE;
    }
  return inherit_key (run, (ExmLabelId)id, key, error);
}

gboolean
_exm_run_label_delete (const ExmCommand *self,
                       ExmRun           *run,
                       GError          **error)
{
  const ExmLabelRow *old = get_live (run, self->id, error);
  g_autoptr(ExmLabelRow) row = NULL;

  if (old == NULL)
    return FALSE;
  row = _exm_label_row_copy (old);
  row->deleted = TRUE;
  run->n = 1;
  _exm_run_name (run, EXM_STEP_LABEL_DELETE, row->name, NULL);
  return _exm_store_set_label_row (run->store, row, row->id, error);
}

static gboolean
set_order (ExmRun    *run,
           ExmLabelId id,
           gint64     order,
           GError   **error)
{
  g_autoptr(ExmLabelRow) row = _exm_label_row_copy (_exm_labels_get (&run->store->labels, id));

  row->order = order;
  return _exm_store_set_label_row (run->store, row, id, error);
}

/* Those in @ids that are there, each once, then all others. */
static GArray *
complete_order (const ExmLabels *labels,
                const GArray    *ids)
{
  g_autoptr(GPtrArray) list = _exm_labels_list (labels);
  g_autoptr(GHashTable) named = g_hash_table_new (NULL, NULL);
  GArray *order = g_array_new (FALSE, FALSE, sizeof (ExmLabelId));

  for (guint i = 0; i < ids->len; i++)
    {
      ExmLabelId id = g_array_index (ids, ExmLabelId, i);

      if (_exm_labels_get_live (labels, id) != NULL && g_hash_table_add (named, GUINT_TO_POINTER (id)))
        g_array_append_val (order, id);
    }
  for (guint i = 0; i < list->len; i++)
    {
      ExmLabelId id = ((const ExmLabelRow *)list->pdata[i])->id;

      if (!g_hash_table_contains (named, GUINT_TO_POINTER (id)))
        g_array_append_val (order, id);
    }
  return order;
}

/* Places are given anew only when the order is another one. */
static gboolean
store_order (ExmRun       *run,
             const GArray *order,
             GError      **error)
{
  g_autoptr(GPtrArray) list = _exm_labels_list (&run->store->labels);
  const ExmLabelRow *moved = NULL;

  for (guint i = 0; i < order->len && moved == NULL; i++)
    if (((const ExmLabelRow *)list->pdata[i])->id != g_array_index (order, ExmLabelId, i))
      moved = _exm_labels_get (&run->store->labels, g_array_index (order, ExmLabelId, i));
  _exm_run_name (run, EXM_STEP_LABEL_MOVE, moved != NULL ? moved->name : NULL, NULL);
  if (moved == NULL)
    return TRUE;
  run->n = order->len;
  for (guint i = 0; i < order->len; i++)
    if (!set_order (run, g_array_index (order, ExmLabelId, i), (gint64)(i + 1) * ORDER_STEP, error))
      return FALSE;
  return TRUE;
}

gboolean
_exm_run_label_order (const ExmCommand *self,
                      ExmRun           *run,
                      GError          **error)
{
  g_autoptr(GArray) order = complete_order (&run->store->labels, self->labels);

  return store_order (run, order, error);
}

/* The label that the moved ones change places with; 0 at the end of what is shown. */
static ExmLabelId
find_passed (const ExmCommand *self,
             const GPtrArray  *list)
{
  g_autoptr(GHashTable) shown = g_hash_table_new (NULL, NULL);
  gboolean   is_up = self->value != 0;
  ExmLabelId passed = 0;
  gboolean   is_behind = FALSE;

  for (guint i = self->labels->len; i-- > 0;)
    g_hash_table_insert (shown, GUINT_TO_POINTER (g_array_index (self->labels, ExmLabelId, i)), GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < list->len; i++)
    {
      ExmLabelId id = ((const ExmLabelRow *)list->pdata[i])->id;
      guint      number = GPOINTER_TO_UINT (g_hash_table_lookup (shown, GUINT_TO_POINTER (id)));
      gboolean   is_moved = number > 0 && number <= self->before;

      if (number == 0)
        continue;
      if (is_up && is_moved)
        return passed;
      if (!is_up && is_moved)
        passed = 0;
      else if (is_up || (is_behind && passed == 0))
        passed = id;
      is_behind |= is_moved;
    }
  return is_up ? 0 : passed;
}

gboolean
_exm_run_label_shift (const ExmCommand *self,
                      ExmRun           *run,
                      GError          **error)
{
  g_autoptr(GPtrArray) list = _exm_labels_list (&run->store->labels);
  g_autoptr(GArray) order = g_array_new (FALSE, FALSE, sizeof (ExmLabelId));
  g_autoptr(GArray) together = g_array_new (FALSE, FALSE, sizeof (ExmLabelId));
  ExmLabelId passed = find_passed (self, list);
  guint      at = 0;

  for (guint i = 0; i < list->len; i++)
    {
      ExmLabelId id = ((const ExmLabelRow *)list->pdata[i])->id;
      gboolean   is_moved = FALSE;

      for (guint j = 0; j < self->before && !is_moved; j++)
        is_moved = g_array_index (self->labels, ExmLabelId, j) == id;
      if (id == passed)
        at = order->len + (self->value != 0 ? 0 : 1);
      g_array_append_val (is_moved ? together : order, id);
    }
  if (passed == 0)
    return TRUE;
  g_array_insert_vals (order, at, together->data, together->len);
  if (!store_order (run, order, error))
    return FALSE;
  /* What was passed has another place as well, but is not what was moved. */
  if (together->len > 0)
    _exm_run_name (run, EXM_STEP_LABEL_MOVE, _exm_labels_get (&run->store->labels, g_array_index (together, ExmLabelId, 0))->name, NULL);
  return TRUE;
}
