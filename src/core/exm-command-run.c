/* exm-command-run.c - running a command: targets, groups, names
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-command-private.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

static const ExmRunFunc functions[] = {
  [EXM_COMMAND_ADD] = _exm_run_add,
  [EXM_COMMAND_DUPLICATE] = _exm_run_duplicate,
  [EXM_COMMAND_DELETE] = _exm_run_delete,
  [EXM_COMMAND_MOVE] = _exm_run_move,
  [EXM_COMMAND_SET_INPUT] = _exm_run_set_input,
  [EXM_COMMAND_MAP_INPUTS] = _exm_run_map_inputs,
  [EXM_COMMAND_SET_LABEL] = _exm_run_set_label,
  [EXM_COMMAND_SET_LABEL_NAMED] = _exm_run_set_label_named,
  [EXM_COMMAND_SET_OUTPUT] = _exm_run_set_output,
  [EXM_COMMAND_SET_NOTE] = _exm_run_set_note,
  [EXM_COMMAND_SET_MARK] = _exm_run_set_mark,
  [EXM_COMMAND_SET_SPLIT] = _exm_run_set_split,
  [EXM_COMMAND_SET_SYSTEM] = _exm_run_set_system,
  [EXM_COMMAND_SET_TASK] = _exm_run_set_task,
  [EXM_COMMAND_LABEL_ADD] = _exm_run_label_add,
  [EXM_COMMAND_LABEL_EDIT] = _exm_run_label_edit,
  [EXM_COMMAND_LABEL_MERGE] = _exm_run_label_merge,
  [EXM_COMMAND_LABEL_DELETE] = _exm_run_label_delete,
  [EXM_COMMAND_LABEL_ORDER] = _exm_run_label_order,
  [EXM_COMMAND_LABEL_SHIFT] = _exm_run_label_shift,
  [EXM_COMMAND_DECIDE_AGAIN] = _exm_run_decide_again,
  [EXM_COMMAND_DELETE_DUPLICATES] = _exm_run_delete_duplicates,
  [EXM_COMMAND_QUARANTINE_EDIT] = _exm_run_quarantine_edit,
  [EXM_COMMAND_QUARANTINE_DROP] = _exm_run_quarantine_drop,
  [EXM_COMMAND_QUARANTINE_TAKE] = _exm_run_quarantine_take,
};
G_STATIC_ASSERT (G_N_ELEMENTS (functions) == EXM_COMMAND_GROUP);

void
_exm_run_clear (ExmRun *run)
{
  g_clear_pointer (&run->a, g_free);
  g_clear_pointer (&run->b, g_free);
}

void
_exm_run_name (ExmRun     *run,
               guint       step,
               const char *a,
               const char *b)
{
  run->step = step;
  g_free (run->a);
  g_free (run->b);
  run->a = g_strdup (a);
  run->b = g_strdup (b);
}

static gboolean
run_group (ExmCommand *self,
           ExmRun     *run,
           GError    **error)
{
  guint n = 0;

  for (guint i = 0; i < self->items->len; i++)
    {
      g_auto (ExmRun) part = { .dataset = run->dataset, .store = run->store, .cancellable = run->cancellable };

      if (!_exm_command_run (self->items->pdata[i], &part, error))
        return FALSE;
      n += part.n;
      if (run->first_row == 0)
        run->first_row = part.first_row;
      if (part.label != 0)
        run->label = part.label;
    }
  run->n = n;
  _exm_run_name (run, EXM_STEP_GROUP, self->text, NULL);
  return TRUE;
}

gboolean
_exm_command_run (ExmCommand *self,
                  ExmRun     *run,
                  GError    **error)
{
  if (g_cancellable_set_error_if_cancelled (run->cancellable, error))
    return FALSE;
  if (self->kind == EXM_COMMAND_GROUP)
    return run_group (self, run, error);
  return functions[self->kind](self, run, error);
}

static int
compare_row_ids (gconstpointer a,
                 gconstpointer b)
{
  ExmRowId one = *(const ExmRowId *)a;
  ExmRowId other = *(const ExmRowId *)b;

  return (one > other) - (one < other);
}

static gsize
sort_unique (ExmRowId *ids,
             gsize     n)
{
  gsize n_out = 0;

  if (n > 1)
    qsort (ids, n, sizeof *ids, compare_row_ids);
  for (gsize i = 0; i < n; i++)
    if (n_out == 0 || ids[n_out - 1] != ids[i])
      ids[n_out++] = ids[i];
  return n_out;
}

static void
sort_by_order (ExmStore *store,
               ExmRowId *ids,
               gsize     n)
{
  g_autofree ExmPlace *places = NULL;

  if (n < 2)
    return;
  places = g_new (ExmPlace, n);
  for (gsize i = 0; i < n; i++)
    places[i] = (ExmPlace){ ids[i], _exm_order_get (&store->order, ids[i]) };
  qsort (places, n, sizeof *places, _exm_order_compare);
  for (gsize i = 0; i < n; i++)
    ids[i] = places[i].id;
}

ExmRowId *
_exm_run_resolve (ExmRun          *run,
                  const ExmTarget *target,
                  gboolean         in_order,
                  gsize           *n_ids,
                  GError         **error)
{
  g_autofree ExmRowId *ids = NULL;
  g_autofree ExmRowId *except = NULL;
  gsize                n = 0;
  gsize                n_except = 0;
  gsize                n_out = 0;

  if (target->query != NULL)
    {
      ids = _exm_query_run (run->dataset, run->store->db, target->query, run->cancellable, &n, error);
      if (ids == NULL)
        return NULL;
      except = g_memdup2 (target->ids, target->n_ids * sizeof *except);
      n_except = sort_unique (except, target->n_ids);
    }
  else
    {
      n = target->n_ids;
      ids = n > 0 ? g_memdup2 (target->ids, n * sizeof *ids) : g_new (ExmRowId, 1);
    }

  n = sort_unique (ids, n);
  for (gsize i = 0, at = 0; i < n; i++)
    {
      while (at < n_except && except[at] < ids[i])
        at++;
      if (at < n_except && except[at] == ids[i])
        continue;
      if (_exm_store_is_alive (run->store, ids[i]))
        ids[n_out++] = ids[i];
      else if (target->query == NULL && target->n_ids == 1)
        {
          g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND,
                               _ ("This post is no longer there"));
          return NULL;
        }
    }
  if (in_order)
    sort_by_order (run->store, ids, n_out);
  /* Where a large part changes, counting groups anew is cheaper than following. */
  if (n_out > 1000 && n_out > run->store->columns.n / 8)
    _exm_duplicates_clear (&run->store->duplicates);
  *n_ids = n_out;
  return g_steal_pointer (&ids);
}
