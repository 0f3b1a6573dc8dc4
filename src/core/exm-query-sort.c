/* exm-query-sort.c - rows by number, and what makes numbers of labels and imports
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-query-private.h"

#include <stdlib.h>
#include <string.h>

#include "exm-fold-private.h"
#include "exm-label.h"
#include "exm-sql-private.h"

/* All sorts are steady: among equals the user's order holds, both ways round. */

/* --- by a number ------------------------------------------------------------ */

static gboolean
sort_by_byte (const ExmRowId *ids,
              const guint32  *keys,
              ExmRowId       *sorted_ids,
              guint32        *sorted_keys,
              gsize           n_ids,
              guint           shift)
{
  gsize starts[256] = { 0 };
  gsize n_before = 0;

  for (gsize i = 0; i < n_ids; i++)
    starts[(keys[i] >> shift) & 0xff]++;
  if (starts[(keys[0] >> shift) & 0xff] == n_ids)
    return FALSE; /* all the same: nothing moves */

  for (guint i = 0; i < 256; i++)
    {
      gsize n = starts[i];

      starts[i] = n_before;
      n_before += n;
    }
  for (gsize i = 0; i < n_ids; i++)
    {
      gsize to = starts[(keys[i] >> shift) & 0xff]++;

      sorted_ids[to] = ids[i];
      sorted_keys[to] = keys[i];
    }
  return TRUE;
}

void
_exm_sort_by_key (ExmRowId *ids,
                  guint32  *keys,
                  gsize     n_ids,
                  gboolean  descending)
{
  g_autofree ExmRowId *other_ids = g_new (ExmRowId, n_ids);
  g_autofree guint32  *other_keys = g_new (guint32, n_ids);

  if (n_ids < 2)
    return;
  if (descending)
    for (gsize i = 0; i < n_ids; i++)
      keys[i] = ~keys[i];

  for (guint shift = 0; shift < 32; shift += 8)
    if (sort_by_byte (ids, keys, other_ids, other_keys, n_ids, shift))
      {
        memcpy (ids, other_ids, n_ids * sizeof *ids);
        memcpy (keys, other_keys, n_ids * sizeof *keys);
      }
}

/* --- labels by name -------------------------------------------------------------- */

typedef struct
{
  ExmLabelId id;
  char      *name;
  char      *key;
} ExmLabelName;

static void
exm_label_name_clear (gpointer data)
{
  ExmLabelName *name = data;

  g_free (name->name);
  g_free (name->key);
}

static int
compare_label_names (gconstpointer a,
                     gconstpointer b)
{
  return strcmp (((const ExmLabelName *)a)->key, ((const ExmLabelName *)b)->key);
}

static GArray *
read_label_names (sqlite3 *db,
                  guint    n_labels,
                  GError **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  g_autoptr(GArray) names = g_array_new (FALSE, FALSE, sizeof (ExmLabelName));
  int has_row;

  g_array_set_clear_func (names, exm_label_name_clear);
  stmt = _exm_sql_prepare (db,
                           "SELECT id, name FROM label WHERE deleted = 0 AND merged_into = 0"
                           " ORDER BY ord, id",
                           error);
  if (stmt == NULL)
    return NULL;
  while ((has_row = _exm_sql_row (stmt, error)) == 1)
    {
      gint64           id = sqlite3_column_int64 (stmt, 0);
      const char      *text = (const char *)sqlite3_column_text (stmt, 1);
      ExmLabelName     name;
      g_autofree char *folded = NULL;

      if (id < 1 || id >= n_labels || text == NULL)
        continue;
      name.id = (ExmLabelId)id;
      name.name = g_strdup (text);
      folded = _exm_fold_text (text, -1);
      name.key = g_utf8_collate_key (folded, -1);
      g_array_append_val (names, name);
    }
  return has_row == 0 ? g_steal_pointer (&names) : NULL;
}

guint32 *
_exm_query_rank_labels (sqlite3 *db,
                        guint    n_labels,
                        GError **error)
{
  g_autoptr(GArray) names = read_label_names (db, n_labels, error);
  guint32 *ranks;

  if (names == NULL)
    return NULL;
  g_array_sort (names, compare_label_names);
  ranks = g_new0 (guint32, (gsize)n_labels + 1);
  for (guint i = 0; i < names->len; i++)
    ranks[g_array_index (names, ExmLabelName, i).id] = i + 1;
  return ranks;
}

/* Returns: (transfer full) (nullable) */
static char *
read_apart (sqlite3 *db,
            GError **error)
{
  g_autoptr(sqlite3_stmt) stmt = _exm_sql_prepare (db, "SELECT value FROM task WHERE field = ?1", error);

  if (stmt == NULL)
    return NULL;
  sqlite3_bind_int (stmt, 1, EXM_TASK_APART);
  return _exm_sql_row (stmt, error) == 1 ? _exm_sql_dup_text (stmt, 0) : NULL;
}

gboolean
_exm_query_find_near_labels (sqlite3     *db,
                             const guint *counts,
                             guint        n_labels,
                             guint8      *bits,
                             GError     **error)
{
  g_autoptr(GArray) names = read_label_names (db, n_labels, error);
  g_autoptr(GPtrArray) used = g_ptr_array_new ();
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (ExmLabelId));
  g_autoptr(GPtrArray) groups = NULL;
  g_autoptr(GError) local_error = NULL;
  g_autofree char *apart = names != NULL ? read_apart (db, &local_error) : NULL;

  if (names == NULL)
    return FALSE;
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  for (guint i = 0; i < names->len; i++)
    {
      ExmLabelName *name = &g_array_index (names, ExmLabelName, i);

      if (counts[name->id] == 0)
        continue;
      g_ptr_array_add (used, name->name);
      g_array_append_val (ids, name->id);
    }

  groups = exm_label_find_near ((const char *const *)used->pdata, used->len, apart);
  for (guint i = 0; i < groups->len; i++)
    {
      GArray *group = g_ptr_array_index (groups, i);

      for (guint j = 0; j < group->len; j++)
        bits[g_array_index (ids, ExmLabelId, g_array_index (group, guint, j))] |= EXM_LABEL_NEAR;
    }
  return TRUE;
}

gboolean
_exm_query_leave_kept_labels (sqlite3 *db,
                              guint    n_labels,
                              guint8  *bits,
                              GError **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autofree char *apart = read_apart (db, &local_error);
  g_autoptr(GArray) names = local_error == NULL ? read_label_names (db, n_labels, &local_error) : NULL;

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  for (guint i = 0; i < names->len; i++)
    {
      const ExmLabelName *name = &g_array_index (names, ExmLabelName, i);

      if (exm_label_is_kept_rare (apart, name->name))
        bits[name->id] &= (guint8)~EXM_LABEL_RARE;
    }
  return TRUE;
}

/* --- imports by name --------------------------------------------------------------- */

typedef struct
{
  gint64  first_id; /* rows of an import are a span of ids */
  gint64  last_id;
  guint32 rank; /* in the alphabet of their names, from 1; equal names share one */
  char   *key;
} ExmSourceSpan;

static void
exm_source_span_clear (gpointer data)
{
  ExmSourceSpan *span = data;

  g_free (span->key);
}

static int
compare_span_names (gconstpointer a,
                    gconstpointer b)
{
  return strcmp (((const ExmSourceSpan *)a)->key, ((const ExmSourceSpan *)b)->key);
}

static int
compare_span_ids (gconstpointer a,
                  gconstpointer b)
{
  gint64 left = ((const ExmSourceSpan *)a)->first_id;
  gint64 right = ((const ExmSourceSpan *)b)->first_id;

  return left < right ? -1 : left > right;
}

static int
compare_id_to_span (gconstpointer key,
                    gconstpointer element)
{
  const ExmSourceSpan *span = element;
  gint64               id = *(const ExmRowId *)key;

  return id < span->first_id ? -1 : id > span->last_id;
}

static GArray *
read_sources (sqlite3 *db,
              GError **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  g_autoptr(GArray) spans = g_array_new (FALSE, FALSE, sizeof (ExmSourceSpan));
  int has_row;

  g_array_set_clear_func (spans, exm_source_span_clear);
  stmt = _exm_sql_prepare (db, "SELECT first_id, last_id, name FROM source WHERE last_id >= first_id", error);
  if (stmt == NULL)
    return NULL;
  while ((has_row = _exm_sql_row (stmt, error)) == 1)
    {
      const char      *name = (const char *)sqlite3_column_text (stmt, 2);
      g_autofree char *folded = _exm_fold_text (name != NULL ? name : "", -1);
      ExmSourceSpan    span = { sqlite3_column_int64 (stmt, 0), sqlite3_column_int64 (stmt, 1), 0,
                                g_utf8_collate_key_for_filename (folded, -1) };

      g_array_append_val (spans, span);
    }
  return has_row == 0 ? g_steal_pointer (&spans) : NULL;
}

gboolean
_exm_query_rank_sources (sqlite3        *db,
                         const ExmRowId *ids,
                         gsize           n_ids,
                         guint32        *keys,
                         GError        **error)
{
  g_autoptr(GArray) spans = read_sources (db, error);

  if (spans == NULL)
    return FALSE;
  g_array_sort (spans, compare_span_names);
  for (guint i = 0; i < spans->len; i++)
    {
      ExmSourceSpan *span = &g_array_index (spans, ExmSourceSpan, i);
      ExmSourceSpan *before = i > 0 ? span - 1 : NULL;

      span->rank = before == NULL ? 1 : before->rank + (compare_span_names (before, span) != 0);
    }
  g_array_sort (spans, compare_span_ids);
  for (gsize i = 0; i < n_ids; i++)
    {
      const ExmSourceSpan *span = bsearch (&ids[i], spans->data, spans->len, sizeof *span, compare_id_to_span);

      keys[i] = span != NULL ? span->rank : 0;
    }
  return TRUE;
}
