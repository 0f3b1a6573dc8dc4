/* exm-page-fetch.c - reads a page of rows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-page-private.h"

#include <stdlib.h>
#include <string.h>

#include "exm-order-private.h"
#include "exm-origin-private.h"
#include "exm-query-private.h"
#include "exm-sql-private.h"

/* A row's number and whether its post stands elsewhere depend on all rows. Numbers come
 * from counting who is alive, copies from one walk over the hashes, in which a small
 * filter lets nearly every row pass by: 1 to 2 ms a million rows, and nothing to be kept
 * up to date.
 */

#define N_FILTER 8192 /* bits; 256 hashes fill 3 % */

typedef struct
{
  const ExmColumns  *columns;
  const ExmLabelMap *map;
  const ExmOrder    *order;
  ExmPage           *page;
  GHashTable        *by_hash; /* &hash of a row of the page → ExmGroup */
  guint64            filter[N_FILTER / 64];
} ExmLookAround;

typedef struct
{
  ExmRowId first; /* in list order */
  gint64   first_pos;
  guint    n;         /* rows that are seen */
  guint32  output;    /* first output seen, 0 = none yet */
  gboolean conflicts; /* another one was seen */
} ExmGroup;

static inline guint
filter_bit (guint64 hash)
{
  return (guint)(hash >> 17) % N_FILTER;
}

/* What two rows with the same post must share to agree. */
static guint32
get_output (const ExmLookAround *around,
            ExmRowId             id)
{
  const ExmColumns *columns = around->columns;

  if ((columns->bits[id] & EXM_BIT_OUTPUT) != 0)
    return 0x80000000u | columns->output_hash[id];
  return _exm_scan_get_label (columns, around->map, id);
}

static gboolean
may_be_copy (const ExmColumns *columns,
             ExmRowId          id)
{
  return (columns->bits[id] & (EXM_BIT_ALIVE | EXM_BIT_EMPTY)) == EXM_BIT_ALIVE;
}

static void
look_at_row (ExmLookAround *around,
             ExmRowId       id)
{
  const guint64 *hash = &around->columns->hash[id];
  ExmGroup      *group = g_hash_table_lookup (around->by_hash, hash);
  guint32        output;
  gint64         pos;

  if (group == NULL)
    return;
  group->n++;
  pos = _exm_order_get (around->order, id);
  if (group->first == 0 || pos < group->first_pos)
    {
      group->first = id;
      group->first_pos = pos;
    }
  output = get_output (around, id);
  if (group->output == 0)
    group->output = output;
  else if (output != 0 && output != group->output)
    group->conflicts = TRUE;
}

static void
look_at_all (ExmLookAround *around)
{
  const ExmColumns *columns = around->columns;

  for (ExmRowId id = 1; id < columns->n; id++)
    {
      guint bit = filter_bit (columns->hash[id]);

      if ((around->filter[bit / 64] >> (bit % 64) & 1) != 0 && may_be_copy (columns, id))
        look_at_row (around, id);
    }
}

static void
number_rows (ExmLookAround *around)
{
  const ExmColumns    *columns = around->columns;
  ExmPage             *page = around->page;
  g_autofree ExmPlace *places = g_new (ExmPlace, page->n_rows + 1); /* their "id" is an index */
  g_autofree gint64   *pos = g_new (gint64, page->n_rows + 1);
  g_autofree guint    *counts = g_new (guint, page->n_rows + 1);
  guint                n = 0;

  for (guint i = 0; i < page->n_rows; i++)
    if (page->rows[i].id < columns->n && (columns->bits[page->rows[i].id] & EXM_BIT_ALIVE) != 0)
      places[n++] = (ExmPlace){ i, _exm_order_get (around->order, page->rows[i].id) };
  qsort (places, n, sizeof *places, _exm_order_compare);
  for (guint i = 0; i < n; i++)
    pos[i] = places[i].pos;
  _exm_order_count_before (around->order, columns->bits, columns->n, pos, n, counts);
  for (guint i = 0; i < n; i++)
    page->rows[places[i].id].number = counts[i] + 1;
}

static void
find_problems (ExmLookAround *around,
               guint32        token_threshold)
{
  ExmScan scan = { .columns = around->columns, .map = around->map, .token_threshold = token_threshold };

  for (guint i = 0; i < around->page->n_rows; i++)
    {
      ExmPageRow *row = &around->page->rows[i];
      ExmGroup   *group;

      if (row->id >= around->columns->n)
        continue;
      row->label = _exm_scan_get_label (around->columns, around->map, row->id);
      row->state = (guint8)_exm_scan_get_state (around->columns, row->label, row->id);
      row->split = around->columns->split[row->id];
      row->length = around->columns->chars[row->id];
      row->problems = _exm_scan_get_problems (&scan, row->id);

      if (!may_be_copy (around->columns, row->id))
        continue;
      group = g_hash_table_lookup (around->by_hash, &around->columns->hash[row->id]);
      row->copies = group->n > 0 ? group->n - 1 : 0;
      if (group->first != 0 && group->first != row->id)
        row->problems |= 1u << EXM_PROBLEM_DUPLICATE;
      if (group->conflicts)
        row->problems |= 1u << EXM_PROBLEM_CONFLICT;
    }
}

static void
fetch_columns (ExmDataset *dataset,
               ExmPage    *page)
{
  ExmLookAround around = { .page = page };

  around.by_hash = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);

  around.columns = _exm_dataset_lock_read (dataset);
  around.map = _exm_dataset_get_label_map (dataset);
  around.order = _exm_dataset_get_order (dataset);
  for (guint i = 0; i < page->n_rows; i++)
    {
      ExmRowId id = page->rows[i].id;

      if (id >= around.columns->n)
        continue;
      if (may_be_copy (around.columns, id))
        {
          guint bit = filter_bit (around.columns->hash[id]);

          around.filter[bit / 64] |= G_GUINT64_CONSTANT (1) << (bit % 64);
          if (!g_hash_table_contains (around.by_hash, &around.columns->hash[id]))
            g_hash_table_insert (around.by_hash, (gpointer)&around.columns->hash[id],
                                 g_new0 (ExmGroup, 1));
        }
    }
  number_rows (&around);
  look_at_all (&around);
  find_problems (&around, _exm_dataset_get_token_threshold (dataset));
  _exm_dataset_unlock_read (dataset);

  g_hash_table_unref (around.by_hash);
}

/* --- texts ---------------------------------------------------------------------- */

static const char *
take_text (ExmPage      *page,
           sqlite3_stmt *stmt,
           int           column)
{
  const char *text = (const char *)sqlite3_column_text (stmt, column);
  gsize       n_bytes = (gsize)sqlite3_column_bytes (stmt, column);
  const char *p = text;

  if (text == NULL)
    return NULL;
  if (n_bytes > EXM_PAGE_MAX_CHARS)
    {
      for (guint n = 0; n < EXM_PAGE_MAX_CHARS && *p != '\0'; n++)
        p = g_utf8_next_char (p);
      n_bytes = MIN (n_bytes, (gsize)(p - text));
    }
  return g_string_chunk_insert_len (page->strings, text, (gssize)n_bytes);
}

/* Steps @stmt for one row: -1 error, 0 nothing there, 1 it stands on the row. */
static int
step_for (sqlite3_stmt *stmt,
          ExmRowId      id,
          GError      **error)
{
  sqlite3_reset (stmt);
  for (int i = 1; i <= sqlite3_bind_parameter_count (stmt); i++)
    sqlite3_bind_int64 (stmt, i, id);
  return _exm_sql_row (stmt, error);
}

/* NULL when no post of the file has an origin: most have none. */
static gboolean
prepare_origins (sqlite3       *db,
                 sqlite3_stmt **stmt,
                 GError       **error)
{
  gboolean exists;
  gint64   any = 0;

  if (!_exm_origin_exists (db, &exists, error) ||
      (exists && !_exm_sql_get_int (db, "SELECT EXISTS (SELECT 1 FROM origin)", &any, error)))
    return FALSE;
  if (any == 0)
    return TRUE;
  *stmt = _exm_sql_prepare (db, "SELECT author, time FROM origin WHERE id = ?", error);
  return *stmt != NULL;
}

static gboolean
fetch_texts (ExmPage      *page,
             sqlite3      *db,
             GCancellable *cancellable,
             GError      **error)
{
  g_autoptr(sqlite3_stmt) texts = NULL;
  g_autoptr(sqlite3_stmt) notes = NULL;
  g_autoptr(sqlite3_stmt) sources = NULL;
  g_autoptr(sqlite3_stmt) origins = NULL;

  texts = _exm_sql_prepare (db, "SELECT input, output FROM example WHERE id = ?", error);
  if (texts == NULL)
    return FALSE;
  notes = _exm_sql_prepare (db, "SELECT text FROM note WHERE id = ?", error);
  if (notes == NULL)
    return FALSE;
  sources = _exm_sql_prepare (db, "SELECT name FROM source WHERE first_id <= ? AND last_id >= ? LIMIT 1",
                              error);
  if (sources == NULL)
    return FALSE;

  if (!prepare_origins (db, &origins, error))
    return FALSE;

  for (guint i = 0; i < page->n_rows; i++)
    {
      ExmPageRow *row = &page->rows[i];
      int         has_text = step_for (texts, row->id, error);
      int         has_note = has_text < 0 ? -1 : step_for (notes, row->id, error);
      int         has_source = has_note < 0 ? -1 : step_for (sources, row->id, error);
      int         has_origin = has_source < 0 ? -1 : origins == NULL ? 0
                                                                     : step_for (origins, row->id, error);

      if (has_origin < 0 || g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      row->input = has_text == 1 ? take_text (page, texts, 0) : NULL;
      row->output = has_text == 1 ? take_text (page, texts, 1) : NULL;
      row->note = has_note == 1 ? take_text (page, notes, 0) : NULL;
      if (has_source == 1)
        row->source = g_string_chunk_insert_const (page->strings,
                                                   (const char *)sqlite3_column_text (sources, 0));
      row->author = has_origin == 1 ? take_text (page, origins, 0) : NULL;
      row->time = has_origin == 1 ? sqlite3_column_int64 (origins, 1) : 0;
      if (row->input == NULL)
        row->input = "";
    }
  return TRUE;
}

ExmPage *
_exm_page_fetch (ExmDataset     *dataset,
                 const ExmRowId *ids,
                 guint           n_ids,
                 GCancellable   *cancellable,
                 GError        **error)
{
  g_autoptr(ExmPage) page = _exm_page_new (ids, n_ids);

  fetch_columns (dataset, page);
  if (!fetch_texts (page, _exm_dataset_get_read_db (dataset), cancellable, error))
    return NULL;
  return g_steal_pointer (&page);
}
