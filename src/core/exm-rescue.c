/* exm-rescue.c - what can be read of a damaged file, into a new one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "exm-dataset-private.h"

/* Rows are asked for one by one, each by its id: a page that cannot be read takes
 * only its own rows away. Columns whose chunk is gone take their defaults: a row
 * without a readable "alive" bit comes back, which may bring back a deleted post
 * but loses none. History, records and undo are left behind.
 */

/* So many ids in a row without an example end the search when nothing tells how
 * many there were. */
#define GIVE_UP_AFTER 2000000

typedef struct
{
  sqlite3    *db;
  ExmLabels   labels;
  ExmLabelId *new_label; /* by old label */
  ExmOrder    order;
  GByteArray *bits;  /* by row; absent chunks hold EXM_BIT_ALIVE */
  GArray     *label; /* guint16 by row */
  GByteArray *split;
  guint32     n; /* rows there may be */
  guint       n_rows;
} ExmRescue;

static gint64
get_int (sqlite3    *db,
         const char *sql)
{
  gint64 value = 0;

  if (!_exm_sql_get_int (db, sql, &value, NULL))
    return 0;
  return value;
}

/* One blob of a column, when it can be read. */
static gboolean
read_chunk (ExmRescue *rescue,
            ExmColumn  column,
            guint32    chunk,
            guint8    *into)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gsize size = (gsize)_exm_column_size (column) * EXM_CHUNK_ROWS;

  stmt = _exm_sql_prepare (rescue->db, "SELECT data FROM chunk WHERE id = ?1", NULL);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, (gint64)column << 32 | chunk);
  if (_exm_sql_row (stmt, NULL) != 1 || (gsize)sqlite3_column_bytes (stmt, 0) != size)
    return FALSE;
  memcpy (into, sqlite3_column_blob (stmt, 0), size);
  return TRUE;
}

static void
read_columns (ExmRescue *rescue)
{
  gint64  last_row = get_int (rescue->db, "SELECT max(id) FROM example");
  gint64  counted = get_int (rescue->db, "SELECT value FROM counter WHERE id = 1");
  gint64  n = MAX (last_row + 1, MIN (counted, last_row + GIVE_UP_AFTER));
  guint32 n_chunks;

  if (last_row <= 0)
    n = counted > 0 && counted < G_MAXINT32 ? counted : GIVE_UP_AFTER;
  rescue->n = (guint32)CLAMP (n, 1, G_MAXINT32);
  n_chunks = (rescue->n + EXM_CHUNK_ROWS - 1) / EXM_CHUNK_ROWS;
  rescue->bits = g_byte_array_new ();
  rescue->split = g_byte_array_new ();
  rescue->label = g_array_new (FALSE, TRUE, sizeof (guint16));
  for (guint32 chunk = 0; chunk < n_chunks; chunk++)
    {
      guint8  bits[EXM_CHUNK_ROWS];
      guint8  split[EXM_CHUNK_ROWS] = { 0 };
      guint16 label[EXM_CHUNK_ROWS] = { 0 };

      if (!read_chunk (rescue, EXM_COLUMN_BITS, chunk, bits))
        memset (bits, EXM_BIT_ALIVE | EXM_BIT_OUTPUT, sizeof bits);
      if (!read_chunk (rescue, EXM_COLUMN_SPLIT, chunk, split))
        memset (split, 0, sizeof split);
      if (!read_chunk (rescue, EXM_COLUMN_LABEL, chunk, (guint8 *)label))
        memset (label, 0, sizeof label);
      g_byte_array_append (rescue->bits, bits, sizeof bits);
      g_byte_array_append (rescue->split, split, sizeof split);
      g_array_append_vals (rescue->label, label, EXM_CHUNK_ROWS);
    }
}

static void
rescue_task (ExmRescue     *rescue,
             ExmImportSink *sink)
{
  g_autoptr(ExmTask) task = exm_task_new ();

  for (int field = 0; field < EXM_N_TASK_FIELDS; field++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT value FROM task WHERE field = %d", field);
      g_autoptr(sqlite3_stmt) stmt = _exm_sql_prepare (rescue->db, sql, NULL);
      char **at = _exm_store_task_field (task, field);

      if (stmt != NULL && _exm_sql_row (stmt, NULL) == 1 && sqlite3_column_text (stmt, 0) != NULL)
        {
          g_free (*at);
          *at = _exm_sql_dup_text (stmt, 0);
        }
    }
  exm_import_sink_set_task (sink, task, NULL);
}

static void
rescue_labels (ExmRescue     *rescue,
               ExmImportSink *sink)
{
  g_autoptr(GPtrArray) list = NULL;

  /* What was read before an error stays. */
  _exm_labels_load (&rescue->labels, rescue->db, NULL);
  rescue->new_label = g_new0 (ExmLabelId, EXM_LABEL_MAX + 1);
  list = _exm_labels_list (&rescue->labels);
  for (guint i = 0; i < list->len; i++)
    {
      const ExmLabelRow *row = list->pdata[i];

      rescue->new_label[row->id] = exm_import_sink_label (sink, row->name, strlen (row->name));
    }
}

static gboolean
rescue_row (ExmRescue     *rescue,
            ExmImportSink *sink,
            ExmRowId       id,
            GError       **error)
{
  g_autoptr(ExmExample) example = _exm_example_read (rescue->db, id, NULL);
  g_autofree ExmTurn *turns = NULL;
  guint8              bits = rescue->bits->data[id];
  guint16             label = g_array_index (rescue->label, guint16, id);
  ExmImportRow        row = { 0 };

  if (example == NULL)
    example = _exm_example_read_bare (rescue->db, id);
  if (example == NULL)
    return TRUE;
  row.input = example->input;
  row.input_length = strlen (example->input);
  row.label = rescue->new_label[_exm_labels_resolve (&rescue->labels, label)];
  if ((bits & EXM_BIT_OUTPUT) != 0 && row.label == 0 && example->output != NULL)
    {
      row.output = example->output;
      row.output_length = strlen (example->output);
    }
  if ((bits & (EXM_BIT_SKIPPED | EXM_BIT_FLAGGED)) != 0)
    row.mark = (bits & EXM_BIT_SKIPPED) != 0 ? EXM_MARK_SKIPPED : EXM_MARK_FLAGGED;
  row.input_verbatim = (bits & EXM_BIT_INPUT_VERBATIM) != 0;
  row.output_verbatim = (bits & EXM_BIT_OUTPUT_VERBATIM) != 0;
  row.has_system = example->has_system;
  row.system = example->system;
  row.system_length = example->system != NULL ? strlen (example->system) : 0;
  row.note = example->note;
  row.note_length = example->note != NULL ? strlen (example->note) : 0;
  if (example->turns != NULL)
    {
      row.n_turns = example->turns->len;
      turns = g_new (ExmTurn, row.n_turns + 1);
      for (gsize i = 0; i < row.n_turns; i++)
        turns[i] = *(const ExmTurn *)example->turns->pdata[i];
      row.turns = turns;
    }
  row.author = example->author;
  row.author_length = example->author != NULL ? strlen (example->author) : 0;
  row.thread = example->thread;
  row.thread_length = example->thread != NULL ? strlen (example->thread) : 0;
  row.url = example->url;
  row.url_length = example->url != NULL ? strlen (example->url) : 0;
  row.time = example->time;
  if (example->raw != NULL)
    {
      row.raw = g_bytes_get_data (example->raw, &row.raw_length);
      row.dialect = example->dialect;
    }
  rescue->n_rows++;
  return exm_import_sink_add (sink, &row, error);
}

static gboolean
rescue_cb (ExmImportSink *sink,
           gpointer       user_data,
           GCancellable  *cancellable,
           GError       **error)
{
  ExmRescue           *rescue = user_data;
  g_autofree ExmRowId *ids = NULL;
  gsize                n_ids;

  read_columns (rescue);
  rescue_task (rescue, sink);
  rescue_labels (rescue, sink);
  if (!_exm_order_load (&rescue->order, rescue->db, NULL))
    {
      g_array_set_size (rescue->order.by_id, 0);
      g_array_set_size (rescue->order.by_pos, 0);
    }
  ids = _exm_order_dup_alive (&rescue->order, rescue->bits->data, rescue->n, &n_ids);
  for (gsize i = 0; i < n_ids; i++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !rescue_row (rescue, sink, ids[i], error))
      return FALSE;
  return TRUE;
}

gboolean
exm_dataset_rescue_sync (GFile        *damaged,
                         GFile        *into,
                         guint        *n_rows,
                         GCancellable *cancellable,
                         GError      **error)
{
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;
  ExmRescue        rescue = { 0 };
  gint64           n;
  gboolean         ok;

  g_return_val_if_fail (G_IS_FILE (damaged) && G_IS_FILE (into), FALSE);

  path = g_file_get_path (damaged);
  name = g_file_get_basename (damaged);
  if (n_rows != NULL)
    *n_rows = 0;
  rescue.db = path != NULL ? _exm_db_open (path, "mode=ro", error) : NULL;
  if (rescue.db != NULL && !_exm_sql_get_int (rescue.db, "SELECT count(*) FROM example WHERE id = 0", &n, NULL))
    {
      /* Perhaps only the write-ahead log is broken. */
      sqlite3_close (rescue.db);
      rescue.db = _exm_db_open (path, "mode=ro&immutable=1", error);
    }
  if (rescue.db == NULL)
    return FALSE;
  sqlite3_db_config (rescue.db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  _exm_labels_init (&rescue.labels);
  _exm_order_init (&rescue.order);

  ok = exm_dataset_create_with_import_sync (into, name, rescue_cb, &rescue, cancellable, error);
  if (ok && n_rows != NULL)
    *n_rows = rescue.n_rows;

  _exm_labels_clear (&rescue.labels);
  _exm_order_clear (&rescue.order);
  g_clear_pointer (&rescue.bits, g_byte_array_unref);
  g_clear_pointer (&rescue.split, g_byte_array_unref);
  g_clear_pointer (&rescue.label, g_array_unref);
  g_free (rescue.new_label);
  sqlite3_close (rescue.db);
  return ok;
}
