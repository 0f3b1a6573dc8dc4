/* exm-query-sort.c - rows by label, state, length, split or text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-query-private.h"

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

/* --- by the post -------------------------------------------------------------- */

/* So many bytes of the folded post are compared: who sorts a column looks at
 * beginnings, and a million rows shall not cost a hundred megabytes. */
#define N_SORT_BYTES 40

typedef struct
{
  guint64  prefix; /* first 8 bytes: most pairs need no more */
  guint32  offset; /* of the bytes, within those of all rows */
  guint32  length;
  ExmRowId id;
} ExmSortText;

static int
compare_texts (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  const ExmSortText *left = a;
  const ExmSortText *right = b;
  const guint8      *bytes = user_data;
  int                order;

  if (left->prefix != right->prefix)
    return left->prefix < right->prefix ? -1 : 1;
  order = memcmp (bytes + left->offset, bytes + right->offset, MIN (left->length, right->length));
  if (order != 0)
    return order;
  return left->length < right->length ? -1 : left->length > right->length;
}

static int
compare_texts_down (gconstpointer a,
                    gconstpointer b,
                    gpointer      user_data)
{
  return compare_texts (b, a, user_data);
}

static void
add_sort_text (ExmSortText *text,
               GByteArray  *bytes,
               GArray      *chars)
{
  guint8 folded[N_SORT_BYTES + 6];
  guint  n_bytes = 0;

  for (guint i = 0; i < chars->len && n_bytes < N_SORT_BYTES; i++)
    n_bytes += (guint)g_unichar_to_utf8 (g_array_index (chars, gunichar, i), (char *)folded + n_bytes);

  text->offset = bytes->len;
  text->length = n_bytes;
  text->prefix = 0;
  for (guint i = 0; i < 8; i++)
    text->prefix = (text->prefix << 8) | (i < n_bytes ? folded[i] : 0);
  g_byte_array_append (bytes, folded, n_bytes);
}

/* White space at the beginning folds away: look further only where that leaves
 * too little. */
static void
fold_beginning (const char *utf8,
                gsize       n_bytes,
                GArray     *chars)
{
  for (gsize n_look = N_SORT_BYTES + 8;; n_look = N_SORT_BYTES * 16)
    {
      gsize n = n_bytes;

      if (n > n_look)
        {
          n = n_look;
          while (n > 0 && ((guchar)utf8[n] & 0xc0) == 0x80)
            n--;
        }
      g_array_set_size (chars, 0);
      _exm_fold_chars (utf8, n, chars);
      if (n == n_bytes || chars->len >= N_SORT_BYTES / 2 || n_look > N_SORT_BYTES * 8)
        return;
    }
}

typedef struct
{
  ExmSortText *texts;
  guint32     *index_of; /* by row id: place in texts + 1 */
  GByteArray  *bytes;
  GArray      *chars;
} ExmSorter;

/* The row under @stmt: id, input. */
static void
sorter_take (ExmSorter    *sorter,
             sqlite3_stmt *stmt,
             ExmSortText  *text)
{
  const char *utf8 = (const char *)sqlite3_column_text (stmt, 1);

  g_array_set_size (sorter->chars, 0);
  if (utf8 != NULL)
    fold_beginning (utf8, (gsize)sqlite3_column_bytes (stmt, 1), sorter->chars);
  add_sort_text (text, sorter->bytes, sorter->chars);
}

/* All rows in the order of the file. */
static gboolean
sorter_walk (ExmSorter    *sorter,
             sqlite3      *db,
             ExmRowId      last_id,
             GCancellable *cancellable,
             GError      **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gsize n_seen = 0;
  int   has_row;

  stmt = _exm_sql_prepare (db, "SELECT id, input FROM example", error);
  if (stmt == NULL)
    return FALSE;
  while ((has_row = _exm_sql_row (stmt, error)) == 1)
    {
      gint64 id = sqlite3_column_int64 (stmt, 0);

      if (n_seen++ % EXM_QUERY_STRIDE == 0 &&
          g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (id >= 1 && id <= last_id && sorter->index_of[id] != 0)
        sorter_take (sorter, stmt, &sorter->texts[sorter->index_of[id] - 1]);
    }
  return has_row == 0;
}

static gboolean
sorter_read_each (ExmSorter    *sorter,
                  sqlite3      *db,
                  gsize         n_ids,
                  GCancellable *cancellable,
                  GError      **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  stmt = _exm_sql_prepare (db, "SELECT id, input FROM example WHERE id = ?", error);
  if (stmt == NULL)
    return FALSE;
  for (gsize i = 0; i < n_ids; i++)
    {
      int has_row;

      if (i % EXM_QUERY_STRIDE == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      sqlite3_bind_int64 (stmt, 1, sorter->texts[i].id);
      has_row = _exm_sql_row (stmt, error);
      if (has_row < 0)
        return FALSE;
      if (has_row == 1)
        sorter_take (sorter, stmt, &sorter->texts[i]);
      sqlite3_reset (stmt);
    }
  return TRUE;
}

gboolean
_exm_sort_by_input (sqlite3      *db,
                    ExmRowId     *ids,
                    gsize         n_ids,
                    gboolean      descending,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autoptr(GArray) chars = g_array_new (FALSE, FALSE, sizeof (gunichar));
  g_autofree ExmSortText *texts = g_new0 (ExmSortText, n_ids);
  g_autofree guint32     *index_of = NULL;
  ExmSorter               sorter = { .texts = texts, .bytes = bytes, .chars = chars };
  ExmRowId                last_id = 0;
  gboolean                ok;

  for (gsize i = 0; i < n_ids; i++)
    {
      texts[i].id = ids[i];
      last_id = MAX (last_id, ids[i]);
    }
  if (n_ids > last_id / EXM_QUERY_WALK_SHARE)
    {
      sorter.index_of = index_of = g_new0 (guint32, (gsize)last_id + 1);
      for (gsize i = 0; i < n_ids; i++)
        index_of[ids[i]] = (guint32)i + 1;
      ok = sorter_walk (&sorter, db, last_id, cancellable, error);
    }
  else
    ok = sorter_read_each (&sorter, db, n_ids, cancellable, error);
  if (!ok)
    return FALSE;

  g_qsort_with_data (texts, (int)n_ids, sizeof *texts,
                     descending ? compare_texts_down : compare_texts,
                     bytes->data);
  for (gsize i = 0; i < n_ids; i++)
    ids[i] = texts[i].id;
  return TRUE;
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

  if (names == NULL)
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    {
      ExmLabelName *name = &g_array_index (names, ExmLabelName, i);

      if (counts[name->id] == 0)
        continue;
      g_ptr_array_add (used, name->name);
      g_array_append_val (ids, name->id);
    }

  groups = exm_label_find_near ((const char *const *)used->pdata, used->len);
  for (guint i = 0; i < groups->len; i++)
    {
      GArray *group = g_ptr_array_index (groups, i);

      for (guint j = 0; j < group->len; j++)
        bits[g_array_index (ids, ExmLabelId, g_array_index (group, guint, j))] |= EXM_LABEL_NEAR;
    }
  return TRUE;
}
