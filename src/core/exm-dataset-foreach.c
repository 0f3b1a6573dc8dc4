/* exm-dataset-foreach.c - visiting a frozen state of the dataset, streaming
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-dataset-private.h"
#include "exm-origin-private.h"

/* One read transaction on a connection of our own holds the snapshot. Texts come
 * from walking the tables by id, columns from the snapshot's chunks, so both are
 * of the same moment; the memory of the dataset is used for a query's ids only,
 * while no step can run.
 */

/* A table that few rows have an entry in, walked along. */
typedef struct
{
  sqlite3_stmt *stmt;
  gboolean      is_empty;
} ExmSide;

enum
{
  SIDE_NOTE,
  SIDE_SYSTEM,
  SIDE_TURNS,
  SIDE_RAW,
  SIDE_ORIGIN,
  N_SIDES
};

typedef struct
{
  sqlite3      *db;
  sqlite3_stmt *row;   /* one example by id */
  sqlite3_stmt *chunk; /* one column's chunk */
  ExmSide       sides[N_SIDES];
  GPtrArray    *names; /* of char *, by stored label */
  guint16      *effective;
  guint         n_effective;

  guint32 at_chunk; /* the chunk held in the arrays below */
  guint16 label[EXM_CHUNK_ROWS];
  guint8  bits[EXM_CHUNK_ROWS];
  guint8  split[EXM_CHUNK_ROWS];

  ExmExampleFunc func;
  gpointer       user_data;
  GCancellable  *cancellable;
  guint          n_visited;
} ExmWalk;

static void
walk_clear (ExmWalk *walk)
{
  sqlite3_finalize (walk->row);
  sqlite3_finalize (walk->chunk);
  for (guint i = 0; i < N_SIDES; i++)
    sqlite3_finalize (walk->sides[i].stmt);
  g_clear_pointer (&walk->names, g_ptr_array_unref);
  g_free (walk->effective);
  if (walk->db != NULL)
    _exm_sql_rollback (walk->db);
  sqlite3_close (walk->db);
}

static gboolean
load_labels (ExmWalk *walk,
             GError **error)
{
  ExmLabels labels;

  _exm_labels_init (&labels);
  if (!_exm_labels_load (&labels, walk->db, error))
    {
      _exm_labels_clear (&labels);
      return FALSE;
    }
  walk->n_effective = _exm_labels_next_id (&labels);
  walk->effective = g_new0 (guint16, walk->n_effective);
  walk->names = g_ptr_array_new_with_free_func (g_free);
  for (guint id = 0; id < walk->n_effective; id++)
    {
      const ExmLabelRow *row = _exm_labels_get (&labels, (ExmLabelId)id);

      walk->effective[id] = _exm_labels_resolve (&labels, (ExmLabelId)id);
      g_ptr_array_add (walk->names, row != NULL ? g_strdup (row->name) : NULL);
    }
  _exm_labels_clear (&labels);
  return TRUE;
}

static gboolean
prepare (ExmWalk *walk,
         GError **error)
{
  static const char *const sql[N_SIDES] = {
    "SELECT text FROM note WHERE id = ?1",
    "SELECT s.text_id, t.text FROM system s LEFT JOIN system_text t ON t.id = s.text_id"
    " WHERE s.id = ?1",
    "SELECT data FROM turns WHERE id = ?1",
    "SELECT line, dialect FROM raw WHERE id = ?1",
    "SELECT author, thread, time, url FROM origin WHERE id = ?1",
  };
  static const char *const tables[N_SIDES] = { "note", "system", "turns", "raw", "origin" };
  gboolean                 has_origins;

  walk->at_chunk = G_MAXUINT32;
  walk->chunk = _exm_sql_prepare (walk->db, "SELECT data FROM chunk WHERE id = ?1", error);
  if (walk->chunk == NULL || !_exm_origin_exists (walk->db, &has_origins, error))
    return FALSE;
  walk->sides[SIDE_ORIGIN].is_empty = !has_origins;
  for (guint i = 0; i < (has_origins ? N_SIDES : SIDE_ORIGIN); i++)
    {
      g_autofree char *any = g_strdup_printf ("SELECT EXISTS (SELECT 1 FROM %s)", tables[i]);
      gint64           exists;

      walk->sides[i].stmt = _exm_sql_prepare (walk->db, sql[i], error);
      if (walk->sides[i].stmt == NULL || !_exm_sql_get_int (walk->db, any, &exists, error))
        return FALSE;
      walk->sides[i].is_empty = exists == 0;
    }
  return load_labels (walk, error);
}

static gboolean
load_column (ExmWalk  *walk,
             ExmColumn column,
             guint32   chunk,
             gpointer  into,
             GError  **error)
{
  gsize size = (gsize)_exm_column_size (column) * EXM_CHUNK_ROWS;
  int   has_row;

  sqlite3_reset (walk->chunk);
  sqlite3_bind_int64 (walk->chunk, 1, (gint64)column << 32 | chunk);
  has_row = _exm_sql_row (walk->chunk, error);
  if (has_row < 0)
    return FALSE;
  if (has_row == 0 || (gsize)sqlite3_column_bytes (walk->chunk, 0) != size)
    {
      g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_CORRUPT,
                           _ ("The dataset file is damaged"));
      return FALSE;
    }
  memcpy (into, sqlite3_column_blob (walk->chunk, 0), size);
  sqlite3_reset (walk->chunk);
  return TRUE;
}

static gboolean
load_chunk (ExmWalk *walk,
            guint32  chunk,
            GError **error)
{
  if (walk->at_chunk == chunk)
    return TRUE;
  walk->at_chunk = chunk;
  return load_column (walk, EXM_COLUMN_LABEL, chunk, walk->label, error) &&
         load_column (walk, EXM_COLUMN_BITS, chunk, walk->bits, error) &&
         load_column (walk, EXM_COLUMN_SPLIT, chunk, walk->split, error);
}

/* The side table's row for @id; NULL when there is none. */
static sqlite3_stmt *
look_up (ExmWalk  *walk,
         guint     which,
         gint64    id,
         gboolean *failed,
         GError  **error)
{
  ExmSide *side = &walk->sides[which];
  int      has_row;

  if (side->is_empty)
    return NULL;
  sqlite3_reset (side->stmt);
  sqlite3_bind_int64 (side->stmt, 1, id);
  has_row = _exm_sql_row (side->stmt, error);
  *failed |= has_row < 0;
  return has_row == 1 ? side->stmt : NULL;
}

/* A text of the row under @stmt; a damaged file may hold bytes that are none. */
static gboolean
borrow_text (sqlite3_stmt *stmt,
             int           column,
             char        **text,
             GError      **error)
{
  gsize length;
  gsize ascii = 0;

  *text = (char *)sqlite3_column_text (stmt, column);
  if (*text == NULL)
    return TRUE;
  length = (gsize)sqlite3_column_bytes (stmt, column);
  for (; ascii + 8 <= length; ascii += 8)
    {
      guint64 word;

      memcpy (&word, *text + ascii, sizeof word);
      if ((word & G_GUINT64_CONSTANT (0x8080808080808080)) != 0)
        break;
    }
  if (g_utf8_validate_len (*text + ascii, length - ascii, NULL))
    return TRUE;
  g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_CORRUPT,
                       _ ("The dataset file is damaged"));
  return FALSE;
}

static gboolean
add_sides (ExmWalk    *walk,
           ExmExample *example,
           GError    **error)
{
  gboolean      failed = FALSE;
  sqlite3_stmt *stmt;

  stmt = look_up (walk, SIDE_NOTE, example->id, &failed, error);
  if (stmt != NULL)
    failed = !borrow_text (stmt, 0, &example->note, error);
  if (!failed && (stmt = look_up (walk, SIDE_SYSTEM, example->id, &failed, error)) != NULL)
    {
      example->has_system = TRUE;
      failed = !borrow_text (stmt, 1, &example->system, error);
    }
  if (!failed && (stmt = look_up (walk, SIDE_TURNS, example->id, &failed, error)) != NULL)
    example->turns = _exm_turns_unpack (sqlite3_column_blob (stmt, 0),
                                        (gsize)sqlite3_column_bytes (stmt, 0));
  if (!failed && (stmt = look_up (walk, SIDE_RAW, example->id, &failed, error)) != NULL)
    {
      example->raw = g_bytes_new_static (sqlite3_column_blob (stmt, 0),
                                         (gsize)sqlite3_column_bytes (stmt, 0));
      example->dialect = (guint)sqlite3_column_int (stmt, 1);
    }
  if (!failed && (stmt = look_up (walk, SIDE_ORIGIN, example->id, &failed, error)) != NULL)
    {
      failed = !borrow_text (stmt, 0, &example->author, error) || !borrow_text (stmt, 1, &example->thread, error) ||
               !borrow_text (stmt, 3, &example->url, error);
      example->time = sqlite3_column_int64 (stmt, 2);
    }
  return !failed;
}

/* @stmt stands on a row: id, input, output. Texts are borrowed from SQLite. */
static gboolean
visit (ExmWalk      *walk,
       sqlite3_stmt *stmt,
       GError      **error)
{
  ExmExample  example = { .id = (ExmRowId)sqlite3_column_int64 (stmt, 0) };
  guint       at = example.id % EXM_CHUNK_ROWS;
  const char *label_name = NULL;
  guint8      bits;
  gboolean    ok;

  if (!load_chunk (walk, example.id / EXM_CHUNK_ROWS, error))
    return FALSE;
  bits = walk->bits[at];
  if ((bits & EXM_BIT_ALIVE) == 0)
    return TRUE;
  if (walk->n_visited++ % 1024 == 0 &&
      g_cancellable_set_error_if_cancelled (walk->cancellable, error))
    return FALSE;

  if (!borrow_text (stmt, 1, &example.input, error) ||
      ((bits & EXM_BIT_OUTPUT) != 0 && !borrow_text (stmt, 2, &example.output, error)))
    return FALSE;
  if (example.input == NULL)
    example.input = (char *)"";
  if (walk->label[at] < walk->n_effective)
    example.label = walk->effective[walk->label[at]];
  if (example.label != 0)
    label_name = walk->names->pdata[example.label];
  if ((bits & (EXM_BIT_SKIPPED | EXM_BIT_FLAGGED)) != 0)
    example.mark = (bits & EXM_BIT_SKIPPED) != 0 ? EXM_MARK_SKIPPED : EXM_MARK_FLAGGED;
  example.split = walk->split[at] & EXM_SPLIT_SIDE;
  example.split_held = (walk->split[at] & EXM_SPLIT_HELD) != 0;
  example.input_verbatim = (bits & EXM_BIT_INPUT_VERBATIM) != 0;
  example.output_verbatim = (bits & EXM_BIT_OUTPUT_VERBATIM) != 0;
  ok = add_sides (walk, &example, error) &&
       walk->func (&example, label_name, walk->user_data, error);
  g_clear_pointer (&example.turns, g_ptr_array_unref);
  g_clear_pointer (&example.raw, g_bytes_unref);
  return ok;
}

static gboolean
visit_id (ExmWalk *walk,
          ExmRowId id,
          GError **error)
{
  int has_row;

  if (walk->row == NULL)
    walk->row = _exm_sql_prepare (walk->db, "SELECT id, input, output FROM example WHERE id = ?1", error);
  if (walk->row == NULL)
    return FALSE;
  sqlite3_reset (walk->row);
  sqlite3_bind_int64 (walk->row, 1, id);
  has_row = _exm_sql_row (walk->row, error);
  if (has_row < 0)
    return FALSE;
  return has_row == 0 || visit (walk, walk->row, error);
}

/* All rows in list order: by id, with those that have a written position put in. */
static gboolean
visit_all (ExmWalk *walk,
           GError **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  ExmOrder order;
  guint    at_id = 0;
  guint    at_pos = 0;
  gboolean ok = TRUE;
  int      has_row = 0;

  _exm_order_init (&order);
  stmt = _exm_sql_prepare (walk->db, "SELECT id, input, output FROM example ORDER BY id", error);
  if (stmt == NULL || !_exm_order_load (&order, walk->db, error))
    ok = FALSE;
  while (ok && (has_row = _exm_sql_row (stmt, error)) == 1)
    {
      ExmRowId id = (ExmRowId)sqlite3_column_int64 (stmt, 0);
      gint64   pos = (gint64)id << EXM_ORDER_SHIFT;

      while (at_id < order.by_id->len && g_array_index (order.by_id, ExmPlace, at_id).id < id)
        at_id++;
      if (at_id < order.by_id->len && g_array_index (order.by_id, ExmPlace, at_id).id == id)
        continue;
      while (ok && at_pos < order.by_pos->len && g_array_index (order.by_pos, ExmPlace, at_pos).pos < pos)
        ok = visit_id (walk, g_array_index (order.by_pos, ExmPlace, at_pos++).id, error);
      ok = ok && visit (walk, stmt, error);
    }
  ok = ok && has_row == 0;
  while (ok && at_pos < order.by_pos->len)
    ok = visit_id (walk, g_array_index (order.by_pos, ExmPlace, at_pos++).id, error);
  _exm_order_clear (&order);
  return ok;
}

static ExmTask *
read_task (ExmWalk *walk,
           GError **error)
{
  g_autoptr(sqlite3_stmt) stmt = _exm_sql_prepare (walk->db, "SELECT field, value FROM task", error);
  g_autoptr(ExmTask) task = exm_task_new ();
  int has_row;

  if (stmt == NULL)
    return NULL;
  while ((has_row = _exm_sql_row (stmt, error)) == 1)
    {
      char **field = _exm_store_task_field (task, sqlite3_column_int (stmt, 0));

      if (field != NULL)
        {
          g_free (*field);
          *field = _exm_sql_dup_text (stmt, 1);
        }
    }
  return has_row == 0 ? g_steal_pointer (&task) : NULL;
}

static gboolean
is_everything (const ExmQuery *query)
{
  return query == NULL ||
         (exm_query_is_all (query) && query->sort == EXM_SORT_ORDER && !query->descending);
}

/* The snapshot and, for a query, its ids: of one moment. */
static gboolean
freeze (ExmWalk        *walk,
        ExmDataset     *self,
        const ExmQuery *query,
        ExmRowId      **ids,
        gsize          *n_ids,
        GError        **error)
{
  ExmStore *store = self->engine->store;
  gint64    n;
  gboolean  ok;

  walk->db = _exm_db_open (self->engine->path, "mode=ro", error);
  if (walk->db == NULL)
    return FALSE;
  g_mutex_lock (&store->step_lock);
  ok = _exm_sql_exec (walk->db, "BEGIN", error) &&
       _exm_sql_get_int (walk->db, "SELECT value FROM counter WHERE id = 1", &n, error);
  if (ok && !is_everything (query))
    {
      *ids = _exm_query_run (self, walk->db, query, walk->cancellable, n_ids, error);
      ok = *ids != NULL;
    }
  g_mutex_unlock (&store->step_lock);
  return ok;
}

gboolean
exm_dataset_foreach_sync (ExmDataset     *self,
                          const ExmQuery *query,
                          ExmTask       **task,
                          ExmExampleFunc  func,
                          gpointer        user_data,
                          GCancellable   *cancellable,
                          GError        **error)
{
  g_autofree ExmWalk  *walk = NULL;
  g_autofree ExmRowId *ids = NULL;
  g_autoptr(ExmTask) frozen_task = NULL;
  gsize    n_ids = 0;
  gboolean ok;

  g_return_val_if_fail (EXM_IS_DATASET (self) && func != NULL, FALSE);

  if (!_exm_dataset_is_open (self))
    {
      g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND, _ ("The dataset is closed"));
      return FALSE;
    }
  walk = g_new0 (ExmWalk, 1);
  walk->func = func;
  walk->user_data = user_data;
  walk->cancellable = cancellable;
  ok = freeze (walk, self, query, &ids, &n_ids, error) && prepare (walk, error);
  if (ok && task != NULL)
    {
      frozen_task = read_task (walk, error);
      ok = frozen_task != NULL;
      /* Before the first visit, whose function may need it. */
      *task = g_steal_pointer (&frozen_task);
    }
  if (ok && is_everything (query))
    ok = visit_all (walk, error);
  else
    for (gsize i = 0; i < n_ids && ok; i++)
      ok = visit_id (walk, ids[i], error);
  walk_clear (walk);
  if (!ok && task != NULL)
    g_clear_pointer (task, exm_task_free);
  return ok;
}
