/* exm-command-place.c - commands that add rows and put them in order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-command-private.h"

#include <glib/gi18n-lib.h>

static gboolean
check_before (ExmRun  *run,
              ExmRowId before,
              GError **error)
{
  if (before == 0 || _exm_store_is_alive (run->store, before))
    return TRUE;
  g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND,
                       _ ("The post at that place is no longer there"));
  return FALSE;
}

/* Puts @ids, in this order, before @before; @n: rows that stand now, the new ones not counted. */
static gboolean
place_rows (ExmRun         *run,
            const ExmRowId *ids,
            gsize           n_ids,
            guint32         n,
            ExmRowId        before,
            GError        **error)
{
  g_autoptr(GArray) pushed = g_array_new (FALSE, FALSE, sizeof (ExmPlace));
  g_autoptr(GHashTable) placed = g_hash_table_new (NULL, NULL);
  g_autoptr(GArray) all_ids = g_array_new (FALSE, FALSE, sizeof (ExmRowId));
  g_autoptr(GArray) all_pos = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_append_vals (all_ids, ids, (guint)n_ids);
  g_array_set_size (all_pos, (guint)n_ids);
  _exm_order_make_room (&run->store->order, n, before, n_ids, (gint64 *)(gpointer)all_pos->data, pushed);
  for (gsize i = 0; i < n_ids; i++)
    g_hash_table_add (placed, GUINT_TO_POINTER (ids[i]));
  for (guint i = 0; i < pushed->len; i++)
    {
      const ExmPlace *place = &g_array_index (pushed, ExmPlace, i);

      if (g_hash_table_contains (placed, GUINT_TO_POINTER (place->id)))
        continue;
      g_array_append_val (all_ids, place->id);
      g_array_append_val (all_pos, place->pos);
    }
  return _exm_store_set_positions (run->store, (const ExmRowId *)(gpointer)all_ids->data,
                                   (const gint64 *)(gpointer)all_pos->data, all_ids->len, error);
}

gboolean
_exm_run_add_examples (ExmRun    *run,
                       GPtrArray *examples,
                       ExmRowId   before,
                       GError   **error)
{
  g_autofree ExmRowId *ids = g_new0 (ExmRowId, MAX (examples->len, 1));
  guint32              n = run->store->columns.n;

  if (!check_before (run, before, error))
    return FALSE;
  for (guint i = 0; i < examples->len; i++)
    {
      const ExmExample *example = examples->pdata[i];

      if (example->label != 0 && _exm_labels_get_live (&run->store->labels, example->label) == NULL)
        {
          g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND,
                               _ ("This label is no longer there"));
          return FALSE;
        }
      if (g_cancellable_set_error_if_cancelled (run->cancellable, error) ||
          !_exm_store_add_example (run->store, example, &ids[i], error))
        return FALSE;
    }
  run->n += examples->len;
  run->first_row = ids[0];
  return before == 0 || examples->len == 0 || place_rows (run, ids, examples->len, n, before, error);
}

gboolean
_exm_run_add (const ExmCommand *self,
              ExmRun           *run,
              GError          **error)
{
  _exm_run_name (run, EXM_STEP_ADD, NULL, NULL);
  return _exm_run_add_examples (run, self->items, self->before, error);
}

gboolean
_exm_run_duplicate (const ExmCommand *self,
                    ExmRun           *run,
                    GError          **error)
{
  g_autoptr(GPtrArray) copies = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_example_free);
  g_autofree ExmRowId *ids = NULL;
  ExmRowId             after;
  gsize                n_ids;

  _exm_run_name (run, EXM_STEP_DUPLICATE, NULL, NULL);
  ids = _exm_run_resolve (run, self->target, TRUE, &n_ids, error);
  if (ids == NULL)
    return FALSE;
  if (n_ids == 0)
    return TRUE;
  for (gsize i = 0; i < n_ids; i++)
    {
      ExmExample *copy = _exm_store_dup_example (run->store, ids[i], error);

      if (copy == NULL || g_cancellable_set_error_if_cancelled (run->cancellable, error))
        return FALSE;
      g_ptr_array_add (copies, copy);
    }
  /* All copies stand together after the last of the originals. */
  after = ids[n_ids - 1];
  do
    after = _exm_order_after (&run->store->order, run->store->columns.n,
                              _exm_order_get (&run->store->order, after));
  while (after != 0 && !_exm_store_is_alive (run->store, after));
  return _exm_run_add_examples (run, copies, after, error);
}

gboolean
_exm_run_move (const ExmCommand *self,
               ExmRun           *run,
               GError          **error)
{
  g_autofree ExmRowId *ids = NULL;
  g_autoptr(GHashTable) moved = g_hash_table_new (NULL, NULL);
  ExmRowId before = self->before;
  gsize    n_ids;

  _exm_run_name (run, EXM_STEP_MOVE, NULL, NULL);
  if (!check_before (run, before, error))
    return FALSE;
  ids = _exm_run_resolve (run, self->target, TRUE, &n_ids, error);
  if (ids == NULL)
    return FALSE;
  for (gsize i = 0; i < n_ids; i++)
    g_hash_table_add (moved, GUINT_TO_POINTER (ids[i]));
  while (before != 0 && g_hash_table_contains (moved, GUINT_TO_POINTER (before)))
    before = _exm_order_after (&run->store->order, run->store->columns.n,
                               _exm_order_get (&run->store->order, before));
  run->n = (guint)n_ids;
  return n_ids == 0 || place_rows (run, ids, n_ids, run->store->columns.n, before, error);
}

/* --- copies ------------------------------------------------------------------ */

static gboolean
row_has_output (ExmStore *store,
                ExmRowId  id)
{
  guint16 label = store->columns.label[id];

  return (store->columns.bits[id] & EXM_BIT_OUTPUT) != 0 ||
         (label < store->map.n && store->map.effective[label] != 0);
}

gboolean
_exm_run_delete_duplicates (const ExmCommand *self,
                            ExmRun           *run,
                            GError          **error)
{
  ExmStore         *store = run->store;
  const ExmColumns *columns = &store->columns;
  g_autoptr(GHashTable) keepers = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr(GArray) doomed = g_array_new (FALSE, FALSE, sizeof (ExmRowId));
  g_autofree ExmRowId *order = NULL;
  g_autofree guint8   *bits = NULL;
  gsize                n_order;

  _exm_run_name (run, EXM_STEP_DELETE_DUPLICATES, NULL, NULL);
  order = _exm_order_dup_alive (&store->order, columns->bits, columns->n, &n_order);
  bits = _exm_duplicates_dup_bits (columns, &store->map, order, n_order);
  for (gsize i = 0; i < n_order; i++)
    if ((bits[order[i]] & (1 | 2)) == 1) /* a copy, and no other answer */
      g_hash_table_insert (keepers, &columns->hash[order[i]], NULL);
  /* The first stays; where it has no output, the first that has one: a copy's
   * label must not be lost. */
  for (gsize i = 0; i < n_order; i++)
    {
      gpointer kept;

      if ((columns->bits[order[i]] & EXM_BIT_EMPTY) == 0 &&
          g_hash_table_lookup_extended (keepers, &columns->hash[order[i]], NULL, &kept) &&
          (kept == NULL || (!row_has_output (store, GPOINTER_TO_UINT (kept)) &&
                            row_has_output (store, order[i]))))
        g_hash_table_insert (keepers, &columns->hash[order[i]], GUINT_TO_POINTER (order[i]));
    }
  for (ExmRowId id = 1; id < columns->n; id++)
    if ((columns->bits[id] & (EXM_BIT_ALIVE | EXM_BIT_EMPTY)) == EXM_BIT_ALIVE)
      {
        gpointer kept;

        if (g_hash_table_lookup_extended (keepers, &columns->hash[id], NULL, &kept) &&
            GPOINTER_TO_UINT (kept) != id)
          g_array_append_val (doomed, id);
      }
  return doomed->len == 0 ||
         _exm_run_delete_rows (run, (const ExmRowId *)(gpointer)doomed->data, doomed->len, error);
}
