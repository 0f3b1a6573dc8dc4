/* exm-post-history.c - the change log read for one post
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-post-history.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-dataset-private.h"
#include "exm-history-walk-private.h"

/* The walk goes backwards from what is. `stored` is the row's label as stored, and
 * `labels` what labels were, after the step at hand; its entries take both back, so
 * the difference is what the step did to the row. */

typedef struct
{
  gboolean known;
  guint8   old;
  guint8   now;
} ByteChange;

typedef struct
{
  gboolean known;
  GBytes  *old;
  GBytes  *now;
} TextChange;

typedef struct
{
  /* What is asked. */
  ExmRowId      id;
  guint         limit;
  GCancellable *cancellable;

  GPtrArray *events;
  gboolean   complete;

  guint16   stored;
  ExmLabels labels;

  /* Of the step at hand. */
  ExmLabelId label; /* that the row had after it */
  char      *label_name;
  ByteChange bits;
  ByteChange split;
  TextChange texts[EXM_N_TEXTS];
  gboolean   came;
  gboolean   moved;

  GError *error;
} Reading;

static char *
dup_bytes (GBytes *bytes)
{
  gsize       length = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  return length > 0 ? g_utf8_make_valid (data, (gssize)length) : NULL;
}

static char *
dup_label_name (Reading   *self,
                ExmLabelId label)
{
  const ExmLabelRow *row = label != 0 ? _exm_labels_get (&self->labels, label) : NULL;

  return row != NULL ? g_strdup (row->name) : NULL;
}

/* What the row's label is called at this point of the walk. */
static void
look_at_label (Reading *self)
{
  self->label = _exm_labels_resolve (&self->labels, self->stored);
  g_free (self->label_name);
  self->label_name = dup_label_name (self, self->label);
}

/* --- entries ----------------------------------------------------------------------------- */

static void
take_byte (ByteChange           *change,
           const ExmColumnEntry *entry,
           guint                 at)
{
  change->old = (guint8)_exm_column_entry_value (entry, at, FALSE);
  if (!change->known)
    change->now = (guint8)_exm_column_entry_value (entry, at, TRUE);
  change->known = TRUE;
}

static void
read_column (Reading   *self,
             ExmReader *reader)
{
  ExmColumnEntry entry;
  guint          at;

  if (!_exm_column_entry_read (&entry, reader) || entry.chunk != self->id / EXM_CHUNK_ROWS ||
      !_exm_column_entry_find (&entry, self->id % EXM_CHUNK_ROWS, &at))
    return;
  if (entry.column == EXM_COLUMN_LABEL)
    self->stored = (guint16)_exm_column_entry_value (&entry, at, FALSE);
  else if (entry.column == EXM_COLUMN_BITS)
    take_byte (&self->bits, &entry, at);
  else if (entry.column == EXM_COLUMN_SPLIT)
    take_byte (&self->split, &entry, at);
}

static void
read_text (Reading   *self,
           ExmReader *reader)
{
  guint    which = _exm_reader_u8 (reader);
  ExmRowId id = _exm_reader_u32 (reader);
  g_autoptr(GBytes) old = NULL;
  g_autoptr(GBytes) now = NULL;
  TextChange *change;

  if (id != self->id || which >= EXM_N_TEXTS)
    return;
  old = _exm_reader_bytes (reader);
  now = _exm_reader_bytes (reader);
  change = &self->texts[which];
  g_clear_pointer (&change->old, g_bytes_unref);
  change->old = g_steal_pointer (&old);
  if (!change->known)
    change->now = g_steal_pointer (&now);
  change->known = TRUE;
}

static void
read_moved (Reading   *self,
            ExmReader *reader)
{
  guint32 n = _exm_reader_u32 (reader);

  for (guint32 i = 0; i < n && !reader->bad && !self->moved; i++)
    {
      self->moved = _exm_reader_u32 (reader) == self->id;
      _exm_reader_raw (reader, 16);
    }
}

static void
read_label (Reading   *self,
            ExmReader *reader)
{
  ExmLabelId id = _exm_reader_u16 (reader);
  g_autoptr(ExmLabelRow) old = _exm_history_read_label (reader, id);

  if (!reader->bad && id != 0)
    _exm_labels_put (&self->labels, id, g_steal_pointer (&old));
}

static void
read_entry (const ExmPastStep *step,
            ExmEntryKind       kind,
            ExmReader         *reader,
            gpointer           user_data)
{
  Reading *self = user_data;
  guint32  first;

  switch (kind)
    {
    case EXM_ENTRY_COLUMN:
      read_column (self, reader);
      break;
    case EXM_ENTRY_TEXT:
      read_text (self, reader);
      break;
    case EXM_ENTRY_RANGE:
      first = _exm_reader_u32 (reader);
      self->came |= first <= self->id && self->id <= _exm_reader_u32 (reader);
      break;
    case EXM_ENTRY_MOVED:
      read_moved (self, reader);
      break;
    case EXM_ENTRY_LABEL:
      read_label (self, reader);
      break;
    case EXM_ENTRY_TASK:
    case EXM_ENTRY_QUARANTINE_GONE:
    case EXM_ENTRY_QUARANTINE_BYTES:
    default:
      break;
    }
}

/* --- from a step's entries to events ------------------------------------------------------- */

static void
add_event (Reading           *self,
           const ExmPastStep *step,
           ExmEventKind       kind,
           char              *old,
           char              *now)
{
  ExmEvent *event = exm_event_new (kind, step->time, step->who);

  event->step = _exm_history_format_name (step->kind, step->n, step->a, step->b);
  event->old = old;
  event->now = now;
  g_ptr_array_add (self->events, event);
}

static void
tell_label (Reading           *self,
            const ExmPastStep *step,
            guint16            stored_after)
{
  ExmLabelId       after = self->label;
  g_autofree char *name_after = g_steal_pointer (&self->label_name);
  ExmEventKind     kind = EXM_EVENT_LABEL;

  look_at_label (self);
  if (self->label == after && g_strcmp0 (self->label_name, name_after) == 0)
    return;
  if (stored_after == self->stored)
    {
      if (self->label == after)
        kind = EXM_EVENT_LABEL_RENAMED;
      else
        kind = after != 0 ? EXM_EVENT_LABEL_MERGED : EXM_EVENT_LABEL_DELETED;
    }
  add_event (self, step, kind, g_strdup (self->label_name), g_steal_pointer (&name_after));
}

static const char *
mark_name (guint8 bits)
{
  if ((bits & EXM_BIT_SKIPPED) != 0)
    return exm_state_to_string (EXM_STATE_SKIPPED);
  return (bits & EXM_BIT_FLAGGED) != 0 ? exm_state_to_string (EXM_STATE_FLAGGED) : NULL;
}

static void
tell_bits (Reading           *self,
           const ExmPastStep *step)
{
  const ByteChange *bits = &self->bits;

  if (!bits->known)
    return;
  if ((bits->old & EXM_BIT_ALIVE) != (bits->now & EXM_BIT_ALIVE))
    add_event (self, step, (bits->now & EXM_BIT_ALIVE) != 0 ? EXM_EVENT_RESTORED : EXM_EVENT_DELETED, NULL, NULL);
  if (mark_name (bits->old) != mark_name (bits->now))
    add_event (self, step, EXM_EVENT_MARK, g_strdup (mark_name (bits->old)), g_strdup (mark_name (bits->now)));
}

static const char *
side_name (guint8 split)
{
  switch (split & EXM_SPLIT_SIDE)
    {
    case EXM_SPLIT_TRAINING:
      return C_ ("split", "Training");
    case EXM_SPLIT_VALIDATION:
      return C_ ("split", "Validation");
    default:
      return NULL;
    }
}

static void
tell_texts (Reading           *self,
            const ExmPastStep *step)
{
  static const ExmEventKind kinds[EXM_N_TEXTS] = {
    [EXM_TEXT_INPUT] = EXM_EVENT_INPUT,
    [EXM_TEXT_OUTPUT] = EXM_EVENT_OUTPUT,
    [EXM_TEXT_NOTE] = EXM_EVENT_NOTE,
    [EXM_TEXT_SYSTEM] = EXM_EVENT_SYSTEM,
  };

  for (guint i = 0; i <= EXM_TEXT_SYSTEM; i++)
    {
      const TextChange *change = &self->texts[i];
      gboolean          shown = i != EXM_TEXT_SYSTEM;

      if (change->known && (change->old == NULL || change->now == NULL
                              ? change->old != change->now
                              : !g_bytes_equal (change->old, change->now)))
        add_event (self, step, kinds[i], shown ? dup_bytes (change->old) : NULL,
                   shown ? dup_bytes (change->now) : NULL);
    }
}

static void
forget_step (Reading *self)
{
  self->bits.known = FALSE;
  self->split.known = FALSE;
  self->moved = FALSE;
  for (guint i = 0; i < EXM_N_TEXTS; i++)
    {
      g_clear_pointer (&self->texts[i].old, g_bytes_unref);
      g_clear_pointer (&self->texts[i].now, g_bytes_unref);
      self->texts[i].known = FALSE;
    }
}

typedef struct
{
  Reading *reading;
  guint16  stored_after;
} Telling;

static gboolean
end_step (const ExmPastStep *step,
          gpointer           user_data)
{
  Telling *telling = user_data;
  Reading *self = telling->reading;

  if (self->came)
    {
      gboolean imported = step->kind == EXM_STEP_IMPORT;

      add_event (self, step, imported ? EXM_EVENT_IMPORTED : EXM_EVENT_ADDED, NULL, imported ? g_strdup (step->a) : NULL);
      self->complete = TRUE;
      return FALSE;
    }
  tell_label (self, step, telling->stored_after);
  tell_bits (self, step);
  if (self->split.known && side_name (self->split.old) != side_name (self->split.now))
    add_event (self, step, EXM_EVENT_SPLIT, g_strdup (side_name (self->split.old)), g_strdup (side_name (self->split.now)));
  tell_texts (self, step);
  if (self->moved)
    add_event (self, step, EXM_EVENT_MOVED, NULL, NULL);
  forget_step (self);
  telling->stored_after = self->stored;
  return self->events->len < self->limit;
}

static void
pass_entry (const ExmPastStep *step,
            ExmEntryKind       kind,
            ExmReader         *reader,
            gpointer           user_data)
{
  read_entry (step, kind, reader, ((Telling *)user_data)->reading);
}

/* --- on db-read ------------------------------------------------------------------------------ */

static gboolean
read_stored_label (Reading *self,
                   sqlite3 *db)
{
  g_autoptr(sqlite3_stmt) stmt = _exm_sql_prepare (db, "SELECT data FROM chunk WHERE id = ?1", &self->error);
  guint at = self->id % EXM_CHUNK_ROWS;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, (gint64)EXM_COLUMN_LABEL << 32 | self->id / EXM_CHUNK_ROWS);
  if (_exm_sql_row (stmt, &self->error) == 1 && sqlite3_column_bytes (stmt, 0) == EXM_CHUNK_ROWS * 2)
    {
      const guint8 *data = sqlite3_column_blob (stmt, 0);

      self->stored = (guint16)(data[2 * at] + 256u * data[2 * at + 1]);
    }
  return self->error == NULL;
}

static void
read_history (gpointer data,
              gpointer user_data)
{
  Reading    *self = data;
  ExmDataset *dataset = user_data;
  sqlite3    *db = dataset->engine->read_db;
  Telling     telling = { .reading = self };

  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_event_free);
  _exm_labels_init (&self->labels);
  /* One moment for the log and for what it ends with. */
  if (_exm_sql_exec (db, "BEGIN", &self->error))
    {
      if (_exm_labels_load (&self->labels, db, &self->error) && read_stored_label (self, db))
        {
          look_at_label (self);
          telling.stored_after = self->stored;
          if (_exm_history_walk (db, pass_entry, end_step, &telling, self->cancellable, &self->error))
            self->complete |= self->events->len < self->limit;
        }
      _exm_sql_exec (db, "COMMIT", NULL);
    }
  forget_step (self);
  g_free (self->label_name);
  _exm_labels_clear (&self->labels);
  if (self->error != NULL)
    g_clear_pointer (&self->events, g_ptr_array_unref);
}

static void
read_history_thread (GTask        *task,
                     gpointer      source_object,
                     gpointer      task_data,
                     GCancellable *cancellable)
{
  Reading *self = task_data;

  self->cancellable = cancellable;
  read_history (self, source_object);
  if (self->error != NULL)
    g_task_return_error (task, g_steal_pointer (&self->error));
  else
    g_task_return_pointer (task, g_steal_pointer (&self->events), (GDestroyNotify)g_ptr_array_unref);
}

static void
reading_free (gpointer data)
{
  Reading *self = data;

  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_free (self);
}

static gboolean
check_open (ExmDataset *self,
            GError    **error)
{
  if (_exm_dataset_is_open (self))
    return TRUE;
  g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND, _ ("The dataset is closed"));
  return FALSE;
}

void
exm_dataset_get_post_history_async (ExmDataset         *self,
                                    ExmRowId            id,
                                    guint               limit,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  Reading *reading;
  GTask   *task;
  GError  *error = NULL;

  g_return_if_fail (EXM_IS_DATASET (self));

  reading = g_new0 (Reading, 1);
  reading->id = id;
  reading->limit = limit;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, exm_dataset_get_post_history_async);
  g_task_set_task_data (task, reading, reading_free);
  if (check_open (self, &error))
    {
      exm_worker_queue (self->engine->reader, G_PRIORITY_DEFAULT, read_history_thread, task);
      return;
    }
  g_task_return_error (task, error);
  g_object_unref (task);
}

GPtrArray *
exm_dataset_get_post_history_finish (ExmDataset   *self,
                                     GAsyncResult *result,
                                     gboolean     *complete,
                                     GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (complete != NULL)
    *complete = ((Reading *)g_task_get_task_data (G_TASK (result)))->complete;
  return g_task_propagate_pointer (G_TASK (result), error);
}

GPtrArray *
exm_dataset_get_post_history_sync (ExmDataset   *self,
                                   ExmRowId      id,
                                   guint         limit,
                                   gboolean     *complete,
                                   GCancellable *cancellable,
                                   GError      **error)
{
  Reading reading = { .id = id, .limit = limit, .cancellable = cancellable };

  g_return_val_if_fail (EXM_IS_DATASET (self), NULL);

  if (!check_open (self, error))
    return NULL;
  _exm_dataset_call_reader (self, read_history, &reading);
  if (reading.error != NULL)
    g_propagate_error (error, reading.error);
  if (complete != NULL)
    *complete = reading.complete;
  return reading.events;
}
