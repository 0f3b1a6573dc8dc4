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
  gboolean                exists;

  for (gsize i = 0; i < job->n_ids; i++)
    {
      texts[i].id = job->ids[i];
      texts[i].length = NOTHING;
      sorter.last_id = MAX (sorter.last_id, job->ids[i]);
    }
  if (!find_table (&sorter, job, &exists, error) || (exists && !sorter_read (&sorter, job, error)))
    return FALSE;

  g_qsort_with_data (texts, (int)sorter_divide (&sorter), sizeof *texts,
                     job->descending ? compare_texts_down : compare_texts,
                     bytes->data);
  for (gsize i = 0; i < job->n_ids; i++)
    job->ids[i] = texts[i].id;
  return TRUE;
}
