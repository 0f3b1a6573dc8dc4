/* exm-query-run.c - from a query to row ids in order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-query-private.h"

#include "exm-sql-private.h"

/* The columns are locked only while they are walked (about a millisecond a
 * million rows), never while the file is read. An edit in between may so be half
 * seen; the `changed` signal that follows it makes who cares ask again.
 */

typedef struct
{
  ExmDataset     *dataset;
  sqlite3        *db;
  const ExmQuery *query;
  GCancellable   *cancellable;
  ExmRowsFound    found;
  gpointer        found_data;

  ExmScan   scan;
  ExmTerms *terms;    /* NULL = its text leaves nothing out */
  guint     problems; /* bits 1 << ExmProblem that are asked for */
  guint64  *known;
  guint8   *label_bits;
  ExmRowId *ids;
  gsize     n_ids;
} ExmQueryRun;

static gboolean
has_problem_in (const ExmQueryRun *run,
                guint              problems)
{
  return (run->problems & problems) != 0;
}

static gboolean
find_terms (ExmQueryRun *run,
            GError     **error)
{
  run->problems = run->query->problem != EXM_PROBLEM_NONE ? 1u << run->query->problem : 0;
  run->terms = run->query->text != NULL ? _exm_terms_new (run->query->text) : NULL;
  if (run->terms == NULL)
    return TRUE;
  run->problems |= _exm_terms_get_problems (run->terms);
  return _exm_terms_resolve (run->terms, run->db, error);
}

/* Rows of one import are a span of ids. */
static gboolean
find_source (ExmQueryRun *run,
             GError     **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  int has_row;

  if (run->query->source == 0)
    return TRUE;
  stmt = _exm_sql_prepare (run->db, "SELECT first_id, last_id FROM source WHERE id = ?", error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, run->query->source);
  has_row = _exm_sql_row (stmt, error);
  if (has_row < 0)
    return FALSE;

  run->scan.first_id = 1;
  run->scan.last_id = 0;
  if (has_row == 1)
    {
      run->scan.first_id = (ExmRowId)sqlite3_column_int64 (stmt, 0);
      run->scan.last_id = (ExmRowId)sqlite3_column_int64 (stmt, 1);
    }
  return TRUE;
}

static void
scan_lock (ExmQueryRun *run)
{
  run->scan.columns = _exm_dataset_lock_read (run->dataset);
  run->scan.map = _exm_dataset_get_label_map (run->dataset);
  run->scan.token_threshold = _exm_dataset_get_token_threshold (run->dataset);
}

static void
scan_unlock (ExmQueryRun *run)
{
  _exm_dataset_unlock_read (run->dataset);
  run->scan.columns = NULL;
  run->scan.map = NULL;
}

static gboolean
find_label_bits (ExmQueryRun *run,
                 GError     **error)
{
  g_autofree guint *counts = NULL;
  guint             n_labels;

  if (!has_problem_in (run,
                       (1u << EXM_PROBLEM_RARE_LABEL) | (1u << EXM_PROBLEM_NEAR_LABELS)))
    return TRUE;

  run->label_bits = g_malloc0 (EXM_LABEL_MAX + 1);
  run->scan.label_bits = run->label_bits;
  scan_lock (run);
  counts = _exm_scan_count_labels (&run->scan);
  n_labels = run->scan.map->n;
  scan_unlock (run);

  for (guint i = 1; i < n_labels; i++)
    if (counts[i] < EXM_RARE_LABEL)
      run->label_bits[i] |= EXM_LABEL_RARE;
  if (has_problem_in (run, 1u << EXM_PROBLEM_RARE_LABEL) &&
      !_exm_query_leave_kept_labels (run->db, n_labels, run->label_bits, error))
    return FALSE;
  return !has_problem_in (run, 1u << EXM_PROBLEM_NEAR_LABELS) ||
         _exm_query_find_near_labels (run->db, counts, n_labels, run->label_bits, error);
}

static gboolean
filter (ExmQueryRun *run,
        GError     **error)
{
  g_autofree guint8 *duplicate_bits = NULL;
  gboolean           is_empty_span = run->scan.first_id > run->scan.last_id;

  scan_lock (run);
  if (has_problem_in (run,
                      (1u << EXM_PROBLEM_DUPLICATE) | (1u << EXM_PROBLEM_CONFLICT)))
    duplicate_bits = _exm_dataset_dup_duplicate_bits (run->dataset);
  run->scan.duplicate_bits = duplicate_bits;
  if (run->terms != NULL && _exm_terms_need_cells (run->terms))
    run->scan.terms = run->terms;
  if (run->scan.terms != NULL)
    run->scan.known = run->known = g_new0 (guint64, (gsize)run->scan.columns->n + 1);
  run->ids = _exm_dataset_dup_order (run->dataset, &run->n_ids);
  if (is_empty_span)
    run->n_ids = 0;
  else if (!exm_query_is_all (run->query))
    run->n_ids = _exm_scan_filter (&run->scan, run->query, run->ids, run->n_ids,
                                   run->cancellable);
  scan_unlock (run);
  run->scan.duplicate_bits = NULL;

  if (run->n_ids != G_MAXSIZE)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  return FALSE;
}

static guint32
get_sort_key (const ExmQueryRun *run,
              const guint32     *ranks,
              guint              n_ranks,
              ExmRowId           id)
{
  const ExmColumns *columns = run->scan.columns;
  ExmLabelId        label;

  if (id >= columns->n)
    return 0;
  label = _exm_scan_get_label (columns, run->scan.map, id);
  switch (run->query->sort)
    {
    case EXM_SORT_LABEL:
      if (label != 0)
        return label < n_ranks ? ranks[label] : EXM_LABEL_MAX;
      return (columns->bits[id] & EXM_BIT_OUTPUT) != 0 ? EXM_LABEL_MAX + 1 : EXM_LABEL_MAX + 2;
    case EXM_SORT_STATE:
      return _exm_scan_get_state (columns, label, id);
    case EXM_SORT_LENGTH:
      return columns->chars[id];
    case EXM_SORT_SPLIT:
      return columns->split[id] & EXM_SPLIT_SIDE;
    case EXM_SORT_ORDER:
    case EXM_SORT_INPUT:
    case EXM_SORT_NOTE:
    case EXM_SORT_SOURCE:
    case EXM_SORT_AUTHOR:
    case EXM_SORT_TIME:
    case EXM_SORT_COPIES:
    default:
      g_return_val_if_reached (0);
    }
}

static gboolean
sort_by_column (ExmQueryRun *run,
                GError     **error)
{
  g_autofree guint32 *keys = g_new (guint32, run->n_ids);
  g_autofree guint32 *ranks = NULL;
  const guint         n_ranks = EXM_LABEL_MAX + 1;

  if (run->query->sort == EXM_SORT_LABEL)
    {
      ranks = _exm_query_rank_labels (run->db, n_ranks, error);
      if (ranks == NULL)
        return FALSE;
    }
  scan_lock (run);
  for (gsize i = 0; i < run->n_ids; i++)
    keys[i] = get_sort_key (run, ranks, n_ranks, run->ids[i]);
  scan_unlock (run);
  _exm_sort_by_key (run->ids, keys, run->n_ids, run->query->descending);
  return TRUE;
}

/* Rows that were typed in come last, both ways round. */
static gboolean
sort_by_source (ExmQueryRun *run,
                GError     **error)
{
  g_autofree guint32 *keys = g_new (guint32, run->n_ids);

  if (!_exm_query_rank_sources (run->db, run->ids, run->n_ids, keys, error))
    return FALSE;
  for (gsize i = 0; i < run->n_ids && !run->query->descending; i++)
    if (keys[i] == 0)
      keys[i] = G_MAXUINT32;
  _exm_sort_by_key (run->ids, keys, run->n_ids, run->query->descending);
  return TRUE;
}

static void
sort_by_copies (ExmQueryRun *run)
{
  g_autofree guint32 *keys = g_new (guint32, run->n_ids);

  scan_lock (run);
  _exm_dataset_count_copies (run->dataset, run->ids, run->n_ids, keys);
  scan_unlock (run);
  _exm_sort_by_key (run->ids, keys, run->n_ids, run->query->descending);
}

/* The worker on which this runs, if others may be let in between. */
static ExmWorker *
get_worker (const ExmQueryRun *run)
{
  ExmWorker *reader = _exm_dataset_get_reader (run->dataset);

  return reader != NULL && exm_worker_is_current (reader) ? reader : NULL;
}

static gboolean
sort_by_text (ExmQueryRun *run,
              GError     **error)
{
  ExmSortJob job = { run->db, run->query->sort, run->query->descending, run->ids, run->n_ids, get_worker (run),
                     run->cancellable };

  return _exm_sort_by_text (&job, error);
}

static void
reverse (ExmRowId *ids,
         gsize     n_ids)
{
  for (gsize i = 0; i < n_ids / 2; i++)
    {
      ExmRowId id = ids[i];

      ids[i] = ids[n_ids - 1 - i];
      ids[n_ids - 1 - i] = id;
    }
}

static gboolean
sort (ExmQueryRun *run,
      GError     **error)
{
  switch (run->query->sort)
    {
    case EXM_SORT_ORDER:
      if (run->query->descending)
        reverse (run->ids, run->n_ids);
      return TRUE;
    case EXM_SORT_INPUT:
    case EXM_SORT_NOTE:
    case EXM_SORT_AUTHOR:
    case EXM_SORT_TIME:
      return sort_by_text (run, error);
    case EXM_SORT_SOURCE:
      return sort_by_source (run, error);
    case EXM_SORT_COPIES:
      sort_by_copies (run);
      return TRUE;
    case EXM_SORT_LABEL:
    case EXM_SORT_STATE:
    case EXM_SORT_LENGTH:
    case EXM_SORT_SPLIT:
      return sort_by_column (run, error);
    default:
      g_return_val_if_reached (TRUE);
    }
}

/* First hits are worth telling if the rest comes below them. */
static gboolean
search (ExmQueryRun *run,
        GError     **error)
{
  gboolean     in_order = run->query->sort == EXM_SORT_ORDER && !run->query->descending;
  ExmSearchJob job = {
    .db = run->db,
    .terms = run->terms,
    .known = run->known,
    .ids = run->ids,
    .n_ids = run->n_ids,
    .worker = get_worker (run),
    .cancellable = run->cancellable,
    .found_func = in_order ? run->found : NULL,
    .found_data = run->found_data,
  };

  if (run->terms != NULL)
    run->n_ids = _exm_query_search (&job, error);
  return run->n_ids != G_MAXSIZE;
}

static gboolean
query_run (ExmQueryRun *run,
           GError     **error)
{
  return find_terms (run, error) && find_source (run, error) && find_label_bits (run, error) &&
         filter (run, error) && search (run, error) &&
         !g_cancellable_set_error_if_cancelled (run->cancellable, error) && sort (run, error);
}

ExmRowId *
_exm_query_run_telling (ExmDataset     *self,
                        sqlite3        *db,
                        const ExmQuery *query,
                        ExmRowsFound    found,
                        gpointer        found_data,
                        GCancellable   *cancellable,
                        gsize          *n_ids,
                        GError        **error)
{
  ExmQueryRun run = { self, db, query, cancellable, found, found_data };
  gboolean    ok = query_run (&run, error);

  g_free (run.label_bits);
  g_free (run.known);
  _exm_terms_free (run.terms);
  *n_ids = ok ? run.n_ids : 0;
  if (!ok)
    g_clear_pointer (&run.ids, g_free);
  return run.ids;
}

ExmRowId *
_exm_query_run (ExmDataset     *self,
                sqlite3        *db,
                const ExmQuery *query,
                GCancellable   *cancellable,
                gsize          *n_ids,
                GError        **error)
{
  return _exm_query_run_telling (self, db, query, NULL, NULL, cancellable, n_ids, error);
}
