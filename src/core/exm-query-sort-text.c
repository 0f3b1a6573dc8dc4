/* exm-query-sort-text.c - rows by their post, note, author or time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-query-private.h"

#include <string.h>

#include "exm-fold-private.h"
#include "exm-origin-private.h"
#include "exm-sql-private.h"

/* What a sort reads lies in one of three tables. Each is walked in the order of its
 * file, or, where few rows are left by the filters, asked for each row. Pages that
 * somebody looks at are read in between, as in exm-query-search.c.
 *
 * Rows that have no note, author or time come last, whichever way the others are
 * turned: who sorts by notes wants to see notes. */

typedef struct
{
  const char *walk; /* ?1: rows after this id */
  const char *each; /* ?1: this row */
} ExmSortTable;

static const ExmSortTable post_table = { "SELECT id, input FROM example WHERE id > ?1 ORDER BY id",
                                         "SELECT id, input FROM example WHERE id = ?1" };
static const ExmSortTable note_table = { "SELECT id, text FROM note WHERE id > ?1 ORDER BY id",
                                         "SELECT id, text FROM note WHERE id = ?1" };
static const ExmSortTable author_table = { "SELECT id, author FROM origin WHERE id > ?1 ORDER BY id",
                                           "SELECT id, author FROM origin WHERE id = ?1" };
static const ExmSortTable time_table = { "SELECT id, time FROM origin WHERE id > ?1 ORDER BY id",
                                         "SELECT id, time FROM origin WHERE id = ?1" };

#define NOTHING G_MAXUINT32

/* So many bytes of the folded post are compared: who sorts a column looks at
 * beginnings, and a million rows shall not cost a hundred megabytes. */
#define N_SORT_BYTES 40

typedef struct
{
  guint64  prefix; /* first 8 bytes, most pairs need no more; or the time */
  guint32  offset; /* of the bytes, within those of all rows */
  guint32  length; /* NOTHING = there is none */
  ExmRowId id;
} ExmSortText;

static void
add_sort_text (ExmSortText *text,
               GByteArray  *bytes,
               GArray      *chars)
{
  guint8 folded[N_SORT_BYTES + 6];
  guint  n_bytes = 0;

  for (guint i = 0; i < chars->len && n_bytes < N_SORT_BYTES; i++)
    {
      gunichar c = g_array_index (chars, gunichar, i);

      if (c < 0x80)
        folded[n_bytes++] = (guint8)c;
      else
        n_bytes += (guint)g_unichar_to_utf8 (c, (char *)folded + n_bytes);
    }

  text->offset = bytes->len;
  text->length = n_bytes;
  text->prefix = 0;
  for (guint i = 0; i < 8; i++)
    text->prefix = (text->prefix << 8) | (i < n_bytes ? folded[i] : 0);
  g_byte_array_append (bytes, folded, n_bytes);
}

/* The usual text in one go. */
static void
fold (const char *utf8,
      gsize       n,
      GArray     *chars)
{
  guint32 folded[N_SORT_BYTES + 32];
  gssize  n_folded = n <= N_SORT_BYTES + 8 ? _exm_fold_into (utf8, n, folded, G_N_ELEMENTS (folded)) : -1;

  if (n_folded > 0)
    g_array_append_vals (chars, folded, (guint)n_folded);
  else if (n_folded < 0)
    _exm_fold_chars (utf8, n, chars);
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
      fold (utf8, n, chars);
      if (n == n_bytes || chars->len >= N_SORT_BYTES / 2 || n_look > N_SORT_BYTES * 8)
        return;
    }
}

/* Bits turned so that what was before 1970 comes before it. */
static guint64
key_of_time (gint64 time)
{
  return (guint64)time ^ G_GUINT64_CONSTANT (1) << 63;
}

typedef struct
{
  const ExmSortTable *table;
  ExmSortText        *texts;
  gsize               n_texts;
  guint32            *index_of; /* by row id: place in texts + 1 */
  ExmRowId            last_id;
  GByteArray         *bytes;
  GArray             *chars;
} ExmSorter;

/* The row under @stmt: id, text or time. */
static void
sorter_take (ExmSorter    *sorter,
             sqlite3_stmt *stmt,
             ExmSortText  *text)
{
  const char *utf8;
  gint64      time;

  if (sorter->table == &time_table)
    {
      time = sqlite3_column_int64 (stmt, 1);
      text->prefix = key_of_time (time);
      text->length = time != 0 ? 0 : NOTHING;
      return;
    }
  utf8 = (const char *)sqlite3_column_text (stmt, 1);
  if (utf8 == NULL)
    return;
  g_array_set_size (sorter->chars, 0);
  fold_beginning (utf8, (gsize)sqlite3_column_bytes (stmt, 1), sorter->chars);
  add_sort_text (text, sorter->bytes, sorter->chars);
}

/* Now and then: others may want the connection, or the answer no more. */
static gboolean
sorter_pause (ExmSortJob *job,
              gsize       n_seen,
              gboolean   *urgent,
              GError    **error)
{
  *urgent = n_seen % EXM_QUERY_STRIDE == 0 && job->worker != NULL && exm_worker_has_urgent (job->worker);
  return n_seen % EXM_QUERY_STRIDE != 0 || !g_cancellable_set_error_if_cancelled (job->cancellable, error);
}

/* All rows in the order of the file. */
static gboolean
sorter_walk (ExmSorter  *sorter,
             ExmSortJob *job,
             GError    **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gsize    n_seen = 0;
  gboolean urgent;
  int      has_row;

  stmt = _exm_sql_prepare (job->db, sorter->table->walk, error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, 0);
  while ((has_row = _exm_sql_row (stmt, error)) == 1)
    {
      gint64 id = sqlite3_column_int64 (stmt, 0);

      if (id >= 1 && id <= sorter->last_id && sorter->index_of[id] != 0)
        sorter_take (sorter, stmt, &sorter->texts[sorter->index_of[id] - 1]);
      if (!sorter_pause (job, ++n_seen, &urgent, error))
        return FALSE;
      if (urgent)
        {
          sqlite3_reset (stmt);
          exm_worker_run_urgent (job->worker);
          sqlite3_bind_int64 (stmt, 1, id);
        }
    }
  return has_row == 0;
}

static gboolean
sorter_read_each (ExmSorter  *sorter,
                  ExmSortJob *job,
                  GError    **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  stmt = _exm_sql_prepare (job->db, sorter->table->each, error);
  if (stmt == NULL)
    return FALSE;
  for (gsize i = 0; i < sorter->n_texts; i++)
    {
      gboolean urgent;
      int      has_row;

      if (!sorter_pause (job, i, &urgent, error))
        return FALSE;
      if (urgent)
        exm_worker_run_urgent (job->worker);
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

/* Those with something first, each part in its order. Returns: how many they are */
static gsize
sorter_divide (ExmSorter *sorter)
{
  g_autoptr(GArray) without = g_array_new (FALSE, FALSE, sizeof (ExmSortText));
  gsize n_with = 0;

  for (gsize i = 0; i < sorter->n_texts; i++)
    if (sorter->texts[i].length == NOTHING)
      g_array_append_val (without, sorter->texts[i]);
    else
      sorter->texts[n_with++] = sorter->texts[i];
  if (without->len > 0)
    memcpy (sorter->texts + n_with, without->data, without->len * sizeof (ExmSortText));
  return n_with;
}

/* --- the order ---------------------------------------------------------------------- */

/* A million texts compared in pairs take 20 million comparisons, each with two texts
 * that lie anywhere. So they are dealt out by their bytes: eight of each stand in a
 * row as a number, and only those that are equal in these are looked at again, with
 * the next eight. Texts hold no NUL: what has ended comes first. */

typedef struct
{
  guint64 key;
  guint32 index; /* of texts */
} ExmSortKey;

/* Fewer than these are quicker in pairs. */
#define DEAL_MIN 128

static guint64
get_key (const ExmSorter *sorter,
         guint32          index,
         guint32          depth,
         gboolean         descending)
{
  const ExmSortText *text = &sorter->texts[index];
  guint64            key = text->prefix;

  if (depth > 0)
    {
      key = 0;
      for (guint32 i = depth; i < depth + 8; i++)
        key = (key << 8) | (i < text->length ? sorter->bytes->data[text->offset + i] : 0);
    }
  return descending ? ~key : key;
}

/* Steady; by one byte after the other, from the last. */
static void
deal (ExmSortKey *keys,
      ExmSortKey *other,
      gsize       n)
{
  g_autofree gsize *counts = g_new0 (gsize, 8 * 256);
  ExmSortKey       *from = keys;
  ExmSortKey       *to = other;

  for (gsize i = 0; i < n; i++)
    for (guint byte = 0; byte < 8; byte++)
      counts[byte * 256 + (keys[i].key >> 8 * byte & 0xff)]++;
  for (guint byte = 0; byte < 8; byte++)
    {
      gsize *starts = counts + (gsize)byte * 256;
      gsize  n_before = 0;

      if (starts[keys[0].key >> 8 * byte & 0xff] == n)
        continue; /* all the same: nothing moves */
      for (guint i = 0; i < 256; i++)
        {
          gsize here = starts[i];

          starts[i] = n_before;
          n_before += here;
        }
      for (gsize i = 0; i < n; i++)
        to[starts[from[i].key >> 8 * byte & 0xff]++] = from[i];
      from = to;
      to = from == keys ? other : keys;
    }
  if (from != keys)
    memcpy (keys, from, n * sizeof *keys);
}

typedef struct
{
  const ExmSorter *sorter;
  gboolean         descending;
} ExmSortOrder;

static int
compare_keys (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  const ExmSortKey   *left = a;
  const ExmSortKey   *right = b;
  const ExmSortOrder *order = user_data;
  const ExmSortText  *one = &order->sorter->texts[left->index];
  const ExmSortText  *two = &order->sorter->texts[right->index];
  const guint8       *bytes = order->sorter->bytes->data;
  int                 way;

  if (left->key != right->key)
    return left->key < right->key ? -1 : 1;
  way = one->length > 0 && two->length > 0 ? memcmp (bytes + one->offset, bytes + two->offset, MIN (one->length, two->length)) : 0;
  if (way == 0)
    way = (one->length > two->length) - (one->length < two->length);
  return order->descending ? -way : way;
}

/* @keys hold the bytes at @depth. */
static void
sort_keys (const ExmSorter *sorter,
           ExmSortKey      *keys,
           ExmSortKey      *other,
           gsize            n,
           guint32          depth,
           gboolean         descending)
{
  ExmSortOrder order = { sorter, descending };

  if (n < DEAL_MIN)
    {
      g_qsort_with_data (keys, (int)n, sizeof *keys, compare_keys, &order);
      return;
    }
  deal (keys, other, n);
  for (gsize start = 0, end; start < n; start = end)
    {
      guint32 longest = 0;

      for (end = start; end < n && keys[end].key == keys[start].key; end++)
        longest = MAX (longest, sorter->texts[keys[end].index].length);
      if (end - start < 2 || longest <= depth + 8)
        continue;
      for (gsize i = start; i < end; i++)
        keys[i].key = get_key (sorter, keys[i].index, depth + 8, descending);
      /* Their own keys are gone, the others' are not looked at any more. */
      sort_keys (sorter, keys + start, other, end - start, depth + 8, descending);
    }
}

/* The first @n of the texts; ids in order. */
static void
sort_ids (const ExmSorter *sorter,
          gsize            n,
          gboolean         descending,
          ExmRowId        *ids)
{
  g_autofree ExmSortKey *keys = g_new (ExmSortKey, n + 1);
  g_autofree ExmSortKey *other = g_new (ExmSortKey, n + 1);

  for (gsize i = 0; i < n; i++)
    keys[i] = (ExmSortKey){ get_key (sorter, (guint32)i, 0, descending), (guint32)i };
  if (n > 0)
    sort_keys (sorter, keys, other, n, 0, descending);
  for (gsize i = 0; i < n; i++)
    ids[i] = sorter->texts[keys[i].index].id;
}

static gboolean
sorter_read (ExmSorter  *sorter,
             ExmSortJob *job,
             GError    **error)
{
  g_autofree guint32 *index_of = NULL;

  if (sorter->n_texts <= sorter->last_id / EXM_QUERY_WALK_SHARE)
    return sorter_read_each (sorter, job, error);
  sorter->index_of = index_of = g_new0 (guint32, (gsize)sorter->last_id + 1);
  for (gsize i = 0; i < sorter->n_texts; i++)
    index_of[sorter->texts[i].id] = (guint32)i + 1;
  return sorter_walk (sorter, job, error);
}

/* Returns: FALSE on an error; the table may be missing from an old file */
static gboolean
find_table (ExmSorter  *sorter,
            ExmSortJob *job,
            gboolean   *exists,
            GError    **error)
{
  *exists = TRUE;
  switch (job->sort)
    {
    case EXM_SORT_NOTE:
      sorter->table = &note_table;
      return TRUE;
    case EXM_SORT_AUTHOR:
      sorter->table = &author_table;
      return _exm_origin_exists (job->db, exists, error);
    case EXM_SORT_TIME:
      sorter->table = &time_table;
      return _exm_origin_exists (job->db, exists, error);
    case EXM_SORT_INPUT:
    case EXM_SORT_ORDER:
    case EXM_SORT_LABEL:
    case EXM_SORT_STATE:
    case EXM_SORT_LENGTH:
    case EXM_SORT_SPLIT:
    case EXM_SORT_SOURCE:
    case EXM_SORT_COPIES:
    default:
      sorter->table = &post_table;
      return TRUE;
    }
}

gboolean
_exm_sort_by_text (ExmSortJob *job,
                   GError    **error)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autoptr(GArray) chars = g_array_new (FALSE, FALSE, sizeof (gunichar));
  g_autofree ExmSortText *texts = g_new0 (ExmSortText, job->n_ids);
  ExmSorter               sorter = { .texts = texts, .n_texts = job->n_ids, .bytes = bytes, .chars = chars };
  gsize                   n_with;
  gboolean                exists;

  for (gsize i = 0; i < job->n_ids; i++)
    {
      texts[i].id = job->ids[i];
      texts[i].length = NOTHING;
      sorter.last_id = MAX (sorter.last_id, job->ids[i]);
    }
  if (!find_table (&sorter, job, &exists, error) || (exists && !sorter_read (&sorter, job, error)))
    return FALSE;

  n_with = sorter_divide (&sorter);
  sort_ids (&sorter, n_with, job->descending, job->ids);
  for (gsize i = n_with; i < job->n_ids; i++)
    job->ids[i] = texts[i].id;
  return TRUE;
}
