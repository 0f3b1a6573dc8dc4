/* exm-label-times.c - when each post's label was decided
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "exm-dataset-private.h"
#include "exm-history-walk-private.h"
#include "exm-post-history.h"

typedef struct
{
  guint32      *times;
  gsize         n;
  GCancellable *cancellable;
  gboolean      ok;
  GError       *error;
} Times;

/* Newest first: the first that is found of a row holds. */
static void
note_entry (const ExmPastStep *step,
            ExmEntryKind       kind,
            ExmReader         *reader,
            gpointer           user_data)
{
  Times         *self = user_data;
  ExmColumnEntry entry;

  if (kind != EXM_ENTRY_COLUMN || !_exm_column_entry_read (&entry, reader) || entry.column != EXM_COLUMN_LABEL)
    return;
  for (guint i = 0; i < EXM_CHUNK_ROWS; i++)
    {
      gsize row = (gsize)entry.chunk * EXM_CHUNK_ROWS + i;
      guint at;

      /* Rows of a small entry stand in a list that is short to go through. */
      if (row < self->n && self->times[row] == 0 && _exm_column_entry_find (&entry, i, &at) &&
          _exm_column_entry_value (&entry, at, TRUE) != 0)
        self->times[row] = (guint32)CLAMP (step->time, 1, G_MAXUINT32);
    }
}

static gboolean
go_on (const ExmPastStep *step,
       gpointer           user_data)
{
  return TRUE;
}

static void
read_times (gpointer data,
            gpointer user_data)
{
  Times      *self = data;
  ExmDataset *dataset = user_data;
  sqlite3    *db = dataset->engine->read_db;
  gint64      next;

  if (!_exm_sql_get_int (db, "SELECT value FROM counter WHERE id = 1", &next, &self->error))
    return;
  self->n = (gsize)CLAMP (next, 1, G_MAXUINT32);
  self->times = g_new0 (guint32, self->n);
  self->ok = _exm_history_walk (db, note_entry, go_on, self, self->cancellable, &self->error);
}

guint32 *
exm_dataset_get_label_times_sync (ExmDataset   *self,
                                  gsize        *n,
                                  GCancellable *cancellable,
                                  GError      **error)
{
  Times times = { .cancellable = cancellable };

  g_return_val_if_fail (EXM_IS_DATASET (self) && n != NULL, NULL);

  if (!_exm_dataset_is_open (self))
    {
      g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND, _ ("The dataset is closed"));
      return NULL;
    }
  _exm_dataset_call_reader (self, read_times, &times);
  if (times.error != NULL)
    g_propagate_error (error, times.error);
  if (!times.ok)
    g_clear_pointer (&times.times, g_free);
  *n = times.n;
  return times.times;
}
