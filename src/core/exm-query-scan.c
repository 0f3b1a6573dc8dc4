/* exm-query-scan.c - filters that the columns in memory answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-query-private.h"

guint
_exm_scan_get_problems (const ExmScan *scan,
                        ExmRowId       id)
{
  const ExmColumns *columns = scan->columns;
  guint8            bits = columns->bits[id];
  ExmLabelId        label = _exm_scan_get_label (columns, scan->map, id);
  guint             problems = 0;

  if (_exm_scan_get_state (columns, label, id) == EXM_STATE_TODO)
    problems |= 1u << EXM_PROBLEM_UNLABELLED;
  if ((bits & EXM_BIT_EMPTY) != 0)
    problems |= 1u << EXM_PROBLEM_EMPTY;
  if ((bits & EXM_BIT_OTHER_SYSTEM) != 0)
    problems |= 1u << EXM_PROBLEM_OTHER_SYSTEM;
  if (columns->tokens[id] > scan->token_threshold && (bits & EXM_BIT_SKIPPED) == 0)
    problems |= 1u << EXM_PROBLEM_TOO_LONG;

  if (scan->duplicate_bits != NULL)
    {
      if ((scan->duplicate_bits[id] & 1) != 0)
        problems |= 1u << EXM_PROBLEM_DUPLICATE;
      if ((scan->duplicate_bits[id] & 2) != 0)
        problems |= 1u << EXM_PROBLEM_CONFLICT;
    }
  if (scan->label_bits != NULL && label != 0)
    {
      if ((scan->label_bits[label] & EXM_LABEL_RARE) != 0)
        problems |= 1u << EXM_PROBLEM_RARE_LABEL;
      if ((scan->label_bits[label] & EXM_LABEL_NEAR) != 0)
        problems |= 1u << EXM_PROBLEM_NEAR_LABELS;
    }
  return problems;
}

/* A query may still name a label that was merged into another one since. */
static guint8 *
find_wanted_labels (const ExmScan *scan,
                    GArray        *labels)
{
  guint8 *wanted = g_malloc0 ((gsize)scan->map->n + 1);

  for (guint i = 0; i < labels->len; i++)
    {
      ExmLabelId id = g_array_index (labels, ExmLabelId, i);

      if (id == 0)
        wanted[0] = 1;
      else if (id < scan->map->n && scan->map->effective[id] != 0)
        wanted[scan->map->effective[id]] = 1;
    }
  return wanted;
}

/* One byte a row: a set of a few ids in a million costs a millisecond all the same. */
static guint8 *
find_only (const ExmScan   *scan,
           const ExmRowIds *only)
{
  guint8 *wanted = g_malloc0 ((gsize)scan->columns->n + 1);

  for (gsize i = 0; i < only->n_ids; i++)
    if (only->ids[i] < scan->columns->n)
      wanted[only->ids[i]] = 1;
  return wanted;
}

/* What the columns say to what was typed. */
static gboolean
may_be_found (const ExmScan *scan,
              guint64        unread,
              ExmRowId       id)
{
  guint64 found = _exm_terms_ask_cells (scan->terms, scan, id);

  if (scan->known != NULL)
    scan->known[id] = found;
  return _exm_terms_judge (scan->terms, found, unread) != EXM_VERDICT_NO;
}

gsize
_exm_scan_filter (const ExmScan  *scan,
                  const ExmQuery *query,
                  ExmRowId       *ids,
                  gsize           n_ids,
                  GCancellable   *cancellable)
{
  g_autofree guint8 *wanted = query->labels != NULL ? find_wanted_labels (scan, query->labels)
                                                    : NULL;
  g_autofree guint8 *only = query->only != NULL ? find_only (scan, query->only) : NULL;
  guint              states = query->states & ((1u << EXM_N_STATES) - 1);
  guint              problem = query->problem != EXM_PROBLEM_NONE ? 1u << query->problem : 0;
  guint64            unread = 0;
  gsize              n_kept = 0;

  for (guint i = 0; scan->terms != NULL && i < EXM_N_TERM_TEXTS; i++)
    unread |= _exm_terms_get_texts (scan->terms, i);
  for (gsize i = 0; i < n_ids; i++)
    {
      ExmRowId   id = ids[i];
      ExmLabelId label;

      if (i % EXM_QUERY_STRIDE == 0 && g_cancellable_is_cancelled (cancellable))
        return G_MAXSIZE;
      if (scan->last_id != 0 && (id < scan->first_id || id > scan->last_id))
        continue;
      if (only != NULL && (id >= scan->columns->n || !only[id]))
        continue;

      label = _exm_scan_get_label (scan->columns, scan->map, id);
      if (wanted != NULL && !wanted[label])
        continue;
      if (states != 0 && (states & (1u << _exm_scan_get_state (scan->columns, label, id))) == 0)
        continue;
      if (problem != 0 && (_exm_scan_get_problems (scan, id) & problem) == 0)
        continue;
      if (scan->terms != NULL && !may_be_found (scan, unread, id))
        continue;
      ids[n_kept++] = id;
    }
  return n_kept;
}

guint *
_exm_scan_count_labels (const ExmScan *scan)
{
  guint *counts = g_new0 (guint, (gsize)scan->map->n + 1);

  for (ExmRowId id = 1; id < scan->columns->n; id++)
    if ((scan->columns->bits[id] & EXM_BIT_ALIVE) != 0)
      counts[_exm_scan_get_label (scan->columns, scan->map, id)]++;
  return counts;
}
