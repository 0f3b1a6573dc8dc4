/* exm-query-search.c - rows in whose texts words stand
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-query-private.h"

#include "exm-sql-private.h"

/* A walk of the table in the order of its file is faster than any index that is
 * kept up to date, and needs none. Only where few rows are left by the other
 * filters are they fetched one by one.
 *
 * A word may stand in the post, in the answer or in the note; so what the notes
 * hold is found first, and the rows add to it.
 *
 * A million rows take a quarter of a second. The first hits are told as soon as
 * there are some, and pages of rows that somebody looks at are read in between; a
 * statement that is under way would show them what was there when it began, so it
 * is begun again behind the row where it stood.
 */

/* Hits are told after so long (µs): a moment for the first, then the time in which
 * a person would not see a list grow by steps. */
#define FIRST_FOUND (15 * 1000)
#define NEXT_FOUND (200 * 1000)

enum
{
  ROW_OUT,
  ROW_ASKED,
  ROW_FOUND,
};

typedef struct
{
  ExmSearchJob *job;
  GHashTable   *notes; /* row id → guint64 bits found in its note */
  guint8       *rows;  /* by row id: ROW_… */
  ExmRowId      n;
  guint64       unread; /* bits that post and answer may still set */
  gsize         n_found;
  gsize         n_told;
  gint64        tell_at;
  guint         n_until_look;
} ExmSearchWalk;

/* Those of the job's ids that are found by now, in their order. */
static gsize
copy_found (const ExmSearchWalk *walk,
            ExmRowId            *into)
{
  const ExmSearchJob *job = walk->job;
  gsize               n = 0;

  for (gsize i = 0; i < job->n_ids; i++)
    if (walk->rows[job->ids[i]] == ROW_FOUND)
      into[n++] = job->ids[i];
  return n;
}

static void
tell_found (ExmSearchWalk *walk)
{
  ExmRowId *ids;
  gint64    now;

  if (walk->job->found_func == NULL || walk->n_found == walk->n_told)
    return;
  now = g_get_monotonic_time ();
  if (now < walk->tell_at)
    return;
  walk->tell_at = now + NEXT_FOUND;
  walk->n_told = walk->n_found;
  ids = g_new (ExmRowId, walk->n_found);
  walk->job->found_func (ids, copy_found (walk, ids), walk->job->found_data);
}

/* Now and then. Returns: FALSE when cancelled; @urgent: others want the connection */
static gboolean
look_up (ExmSearchWalk *walk,
         gboolean      *urgent,
         GError       **error)
{
  *urgent = FALSE;
  if (walk->n_until_look-- > 0)
    return TRUE;
  walk->n_until_look = EXM_QUERY_STRIDE;
  tell_found (walk);
  *urgent = walk->job->worker != NULL && exm_worker_has_urgent (walk->job->worker);
  return !g_cancellable_set_error_if_cancelled (walk->job->cancellable, error);
}

static guint64
ask_column (ExmSearchWalk *walk,
            sqlite3_stmt  *stmt,
            int            column,
            ExmTermText    which,
            guint64        found)
{
  const char *text;

  if ((_exm_terms_get_texts (walk->job->terms, which) & ~found) == 0)
    return found;
  text = (const char *)sqlite3_column_text (stmt, column);
  if (text == NULL)
    return found;
  return _exm_terms_ask_text (walk->job->terms, which, found, text,
                              (gsize)sqlite3_column_bytes (stmt, column));
}

static gboolean
search_notes (ExmSearchWalk *walk,
              GError       **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  int has_row;

  if (_exm_terms_get_texts (walk->job->terms, EXM_TERM_TEXT_NOTE) == 0)
    return TRUE;
  stmt = _exm_sql_prepare (walk->job->db, "SELECT id, text FROM note", error);
  if (stmt == NULL)
    return FALSE;
  while ((has_row = _exm_sql_row (stmt, error)) == 1)
    {
      gint64   id = sqlite3_column_int64 (stmt, 0);
      guint64  found;
      gboolean urgent;

      if (!look_up (walk, &urgent, error))
        return FALSE;
      if (id < 1 || id >= walk->n || walk->rows[id] != ROW_ASKED)
        continue;
      found = ask_column (walk, stmt, 1, EXM_TERM_TEXT_NOTE, 0);
      if (found != 0)
        g_hash_table_insert (walk->notes, GUINT_TO_POINTER ((guint)id),
                             g_memdup2 (&found, sizeof found));
    }
  return has_row == 0;
}

/* What is known of a row before its post and answer are read. */
static guint64
get_known (const ExmSearchWalk *walk,
           ExmRowId             id)
{
  const guint64 *in_note = NULL;

  if (g_hash_table_size (walk->notes) > 0)
    in_note = g_hash_table_lookup (walk->notes, GUINT_TO_POINTER (id));

  return (walk->job->known != NULL ? walk->job->known[id] : 0) | (in_note != NULL ? *in_note : 0);
}

static ExmVerdict
judge (ExmSearchWalk *walk,
       ExmRowId       id,
       guint64        found,
       guint64        unread)
{
  ExmVerdict verdict = _exm_terms_judge (walk->job->terms, found, unread);

  if (verdict == EXM_VERDICT_OPEN)
    return verdict;
  walk->rows[id] = verdict == EXM_VERDICT_YES ? ROW_FOUND : ROW_OUT;
  walk->n_found += verdict == EXM_VERDICT_YES;
  return verdict;
}

/* The row under @stmt: id, input, output. */
static void
search_row (ExmSearchWalk *walk,
            sqlite3_stmt  *stmt)
{
  gint64  id = sqlite3_column_int64 (stmt, 0);
  guint64 found;

  if (id < 1 || id >= walk->n || walk->rows[id] != ROW_ASKED)
    return;
  found = get_known (walk, (ExmRowId)id);
  found = ask_column (walk, stmt, 1, EXM_TERM_TEXT_POST, found);
  if (judge (walk, (ExmRowId)id, found, _exm_terms_get_texts (walk->job->terms, EXM_TERM_TEXT_ANSWER)) != EXM_VERDICT_OPEN)
    return;
  found = ask_column (walk, stmt, 2, EXM_TERM_TEXT_ANSWER, found);
  judge (walk, (ExmRowId)id, found, 0);
}

static gboolean
search_walk (ExmSearchWalk *walk,
             GError       **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  int has_row;

  stmt = _exm_sql_prepare (walk->job->db, "SELECT id, input, output FROM example WHERE id > ?1 ORDER BY id", error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, 0);
  while ((has_row = _exm_sql_row (stmt, error)) == 1)
    {
      gboolean urgent;

      search_row (walk, stmt);
      if (!look_up (walk, &urgent, error))
        return FALSE;
      if (urgent)
        {
          gint64 id = sqlite3_column_int64 (stmt, 0);

          sqlite3_reset (stmt);
          exm_worker_run_urgent (walk->job->worker);
          sqlite3_bind_int64 (stmt, 1, id);
        }
    }
  return has_row == 0;
}

static gboolean
search_each (ExmSearchWalk *walk,
             GError       **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  stmt = _exm_sql_prepare (walk->job->db, "SELECT id, input, output FROM example WHERE id = ?", error);
  if (stmt == NULL)
    return FALSE;
  for (gsize i = 0; i < walk->job->n_ids; i++)
    {
      gboolean urgent;
      int      has_row;

      if (!look_up (walk, &urgent, error))
        return FALSE;
      if (urgent)
        exm_worker_run_urgent (walk->job->worker);
      if (walk->rows[walk->job->ids[i]] != ROW_ASKED)
        continue;
      sqlite3_bind_int64 (stmt, 1, walk->job->ids[i]);
      has_row = _exm_sql_row (stmt, error);
      if (has_row < 0)
        return FALSE;
      if (has_row == 1)
        search_row (walk, stmt);
      sqlite3_reset (stmt);
    }
  return TRUE;
}

/* Rows that need no reading. Returns: how many are left to be read */
static gsize
search_known (ExmSearchWalk *walk)
{
  gsize n_left = 0;

  /* Nothing is known of any row. */
  if (walk->job->known == NULL && g_hash_table_size (walk->notes) == 0 &&
      _exm_terms_judge (walk->job->terms, 0, walk->unread) == EXM_VERDICT_OPEN)
    return walk->job->n_ids;
  for (gsize i = 0; i < walk->job->n_ids; i++)
    n_left += judge (walk, walk->job->ids[i], get_known (walk, walk->job->ids[i]), walk->unread) == EXM_VERDICT_OPEN;
  return n_left;
}

gsize
_exm_query_search (ExmSearchJob *job,
                   GError      **error)
{
  g_autoptr(GHashTable) notes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_autofree guint8 *rows = NULL;
  ExmSearchWalk      walk = { .job = job, .notes = notes };
  gsize              n_left;

  if (job->n_ids == 0)
    return 0;
  for (gsize i = 0; i < job->n_ids; i++)
    walk.n = MAX (walk.n, job->ids[i] + 1);
  walk.rows = rows = g_malloc0 (walk.n);
  for (gsize i = 0; i < job->n_ids; i++)
    rows[job->ids[i]] = ROW_ASKED;
  walk.unread = _exm_terms_get_texts (job->terms, EXM_TERM_TEXT_POST) |
                _exm_terms_get_texts (job->terms, EXM_TERM_TEXT_ANSWER);
  walk.tell_at = g_get_monotonic_time () + FIRST_FOUND;

  if (!search_notes (&walk, error))
    return G_MAXSIZE;
  n_left = search_known (&walk);
  if (n_left > 0 && !(n_left > walk.n / EXM_QUERY_WALK_SHARE ? search_walk (&walk, error) : search_each (&walk, error)))
    return G_MAXSIZE;
  return copy_found (&walk, job->ids);
}
