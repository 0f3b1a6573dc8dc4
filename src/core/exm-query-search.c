/* exm-query-search.c - rows in whose texts words stand
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-query-private.h"

#include "exm-fold-private.h"
#include "exm-sql-private.h"

/* A walk of the table in the order of its file is faster than any index that is
 * kept up to date, and needs none. Only where few rows are left by the other
 * filters are they fetched one by one.
 *
 * A word may stand in the post, in the output or in the note; so what the notes
 * hold is found first, and the rows add to it.
 */

typedef struct
{
  ExmMatcher   *matcher;
  guint64       all;
  GHashTable   *notes;     /* row id → guint64 bits found in its note */
  guint8       *candidate; /* by row id: 1 = asked, 2 = found */
  ExmRowId      n;
  GCancellable *cancellable;
  guint         n_until_look;
} ExmSearch;

static gboolean
look_for_cancel (ExmSearch *search,
                 GError   **error)
{
  if (search->n_until_look-- > 0)
    return FALSE;
  search->n_until_look = EXM_QUERY_STRIDE;
  return g_cancellable_set_error_if_cancelled (search->cancellable, error);
}

static guint64
find_in_column (ExmSearch    *search,
                sqlite3_stmt *stmt,
                int           column)
{
  const char *text = (const char *)sqlite3_column_text (stmt, column);

  if (text == NULL)
    return 0;
  return _exm_matcher_find (search->matcher, text, (gsize)sqlite3_column_bytes (stmt, column));
}

static gboolean
search_notes (ExmSearch *search,
              sqlite3   *db,
              GError   **error)
{
  g_autoptr(sqlite3_stmt) stmt = _exm_sql_prepare (db, "SELECT id, text FROM note", error);
  int has_row;

  if (stmt == NULL)
    return FALSE;
  while ((has_row = _exm_sql_row (stmt, error)) == 1)
    {
      gint64  id = sqlite3_column_int64 (stmt, 0);
      guint64 found;

      if (look_for_cancel (search, error))
        return FALSE;
      if (id < 1 || id >= search->n || search->candidate[id] == 0)
        continue;
      found = find_in_column (search, stmt, 1);
      if (found != 0)
        g_hash_table_insert (search->notes, GUINT_TO_POINTER ((guint)id),
                             g_memdup2 (&found, sizeof found));
    }
  return has_row == 0;
}

/* The row under @stmt: id, input, output. */
static void
search_row (ExmSearch    *search,
            sqlite3_stmt *stmt)
{
  gint64         id = sqlite3_column_int64 (stmt, 0);
  const guint64 *in_note;
  guint64        found;

  if (id < 1 || id >= search->n || search->candidate[id] == 0)
    return;
  found = find_in_column (search, stmt, 1);
  if (found != search->all)
    found |= find_in_column (search, stmt, 2);
  if (found != search->all)
    {
      in_note = g_hash_table_lookup (search->notes, GUINT_TO_POINTER ((guint)id));
      found |= in_note != NULL ? *in_note : 0;
    }
  if (found == search->all)
    search->candidate[id] = 2;
}

static gboolean
search_walk (ExmSearch *search,
             sqlite3   *db,
             GError   **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  int has_row;

  stmt = _exm_sql_prepare (db, "SELECT id, input, output FROM example", error);
  if (stmt == NULL)
    return FALSE;
  while ((has_row = _exm_sql_row (stmt, error)) == 1)
    {
      if (look_for_cancel (search, error))
        return FALSE;
      search_row (search, stmt);
    }
  return has_row == 0;
}

static gboolean
search_each (ExmSearch      *search,
             sqlite3        *db,
             const ExmRowId *ids,
             gsize           n_ids,
             GError        **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  stmt = _exm_sql_prepare (db, "SELECT id, input, output FROM example WHERE id = ?", error);
  if (stmt == NULL)
    return FALSE;
  for (gsize i = 0; i < n_ids; i++)
    {
      int has_row;

      if (look_for_cancel (search, error))
        return FALSE;
      sqlite3_bind_int64 (stmt, 1, ids[i]);
      has_row = _exm_sql_row (stmt, error);
      if (has_row < 0)
        return FALSE;
      if (has_row == 1)
        search_row (search, stmt);
      sqlite3_reset (stmt);
    }
  return TRUE;
}

gsize
_exm_query_search (sqlite3      *db,
                   const char   *words,
                   ExmRowId     *ids,
                   gsize         n_ids,
                   GCancellable *cancellable,
                   GError      **error)
{
  g_autoptr(ExmMatcher) matcher = _exm_matcher_new (words);
  g_autoptr(GHashTable) notes = NULL;
  g_autofree guint8 *candidate = NULL;
  ExmSearch          search = { 0 };
  gsize              n_kept = 0;
  gboolean           ok;

  if (matcher == NULL || n_ids == 0)
    return n_ids;

  for (gsize i = 0; i < n_ids; i++)
    search.n = MAX (search.n, ids[i] + 1);
  candidate = g_malloc0 (search.n);
  for (gsize i = 0; i < n_ids; i++)
    candidate[ids[i]] = 1;

  notes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  search.matcher = matcher;
  search.all = _exm_matcher_get_all (matcher);
  search.notes = notes;
  search.candidate = candidate;
  search.cancellable = cancellable;

  ok = search_notes (&search, db, error) &&
       (n_ids > search.n / EXM_QUERY_WALK_SHARE ? search_walk (&search, db, error)
                                                : search_each (&search, db, ids, n_ids, error));
  if (!ok)
    return G_MAXSIZE;

  for (gsize i = 0; i < n_ids; i++)
    if (candidate[ids[i]] == 2)
      ids[n_kept++] = ids[i];
  return n_kept;
}
