/* exm-overview-times.c - when posts were written, or got the label that they have
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-overview-private.h"

#include <string.h>

#include "exm-dataset-private.h"
#include "exm-origin.h"

/* The history says it: of each row the last step that changed its label or output, or
 * the one that added it; rows from an import have the import's time before that. Texts
 * in it are stepped over, so that reading is as fast as the disk. */

#define PART_SHIFT 24

/* No more spans than can be told apart. */
#define SPANS_MAX 40

typedef struct
{
  const ExmOverviewFacts *facts;
  gint64                 *times;
  GCancellable           *cancellable;
  GError                 *error;
} TimesCall;

static void
take_column (const TimesCall *call,
             ExmReader       *reader,
             gint64           time)
{
  const guint   column = _exm_reader_u8 (reader);
  const guint64 first = (guint64)_exm_reader_u32 (reader) * EXM_CHUNK_ROWS;
  const guint   n = _exm_reader_u16 (reader);
  const guint8 *bitmap;

  if (reader->bad || (column != EXM_COLUMN_LABEL && column != EXM_COLUMN_OUTPUT_HASH))
    return;
  if (n <= 64)
    {
      for (guint i = 0; i < n; i++)
        {
          const guint64 id = first + _exm_reader_u16 (reader);

          if (!reader->bad && id < call->facts->n)
            call->times[id] = time;
        }
      return;
    }
  bitmap = _exm_reader_raw (reader, EXM_CHUNK_ROWS / 8);
  for (guint i = 0; bitmap != NULL && i < EXM_CHUNK_ROWS && first + i < call->facts->n; i++)
    if ((bitmap[i / 8] & (1u << (i % 8))) != 0)
      call->times[first + i] = time;
}

static void
take_range (const TimesCall *call,
            guint64          first,
            guint64          last,
            gint64           time)
{
  for (guint64 id = first; id <= last && id < call->facts->n; id++)
    call->times[id] = time;
}

static void
take_part (const TimesCall *call,
           const guint8    *data,
           gsize            length,
           gint64           time)
{
  ExmReader reader = { data, data + length, FALSE };

  while (reader.at < reader.end && !reader.bad)
    {
      const guint8  kind = _exm_reader_u8 (&reader);
      const guint32 size = _exm_reader_u32 (&reader);
      const guint8 *bytes = _exm_reader_raw (&reader, size);
      ExmReader     entry = { bytes, bytes != NULL ? bytes + size : NULL, FALSE };

      if (bytes == NULL)
        return;
      if (kind == EXM_ENTRY_COLUMN)
        take_column (call, &entry, time);
      else if (kind == EXM_ENTRY_RANGE)
        {
          const guint32 first = _exm_reader_u32 (&entry);
          const guint32 last = _exm_reader_u32 (&entry);

          if (!entry.bad)
            take_range (call, first, last, time);
        }
    }
}

static gboolean
take_parts (TimesCall *call,
            sqlite3   *db,
            gint64     seq,
            gint64     time)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  int has_row;

  stmt = _exm_sql_prepare (db, "SELECT data FROM history_part WHERE id >= ?1 AND id < ?2 ORDER BY id", &call->error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, seq << PART_SHIFT);
  sqlite3_bind_int64 (stmt, 2, (seq + 1) << PART_SHIFT);
  while ((has_row = _exm_sql_row (stmt, &call->error)) == 1)
    take_part (call, sqlite3_column_blob (stmt, 0), (gsize)sqlite3_column_bytes (stmt, 0), time);
  return has_row == 0;
}

/* Imports first: with one that made the file there is no step. */
static gboolean
read_sources (TimesCall *call,
              sqlite3   *db)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  int has_row;

  stmt = _exm_sql_prepare (db, "SELECT first_id, last_id, time FROM source ORDER BY id", &call->error);
  if (stmt == NULL)
    return FALSE;
  while ((has_row = _exm_sql_row (stmt, &call->error)) == 1)
    {
      const gint64 first = sqlite3_column_int64 (stmt, 0);
      const gint64 last = sqlite3_column_int64 (stmt, 1);

      if (first > 0)
        take_range (call, (guint64)first, (guint64)last, sqlite3_column_int64 (stmt, 2));
    }
  return has_row == 0;
}

/* On db-read. Steps that are undone do not hold. */
static void
read_history (gpointer data,
              gpointer user_data)
{
  TimesCall *call = data;
  sqlite3   *db = _exm_dataset_get_read_db (user_data);
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gint64 undo_seq;
  int    has_row;

  if (!read_sources (call, db) ||
      !_exm_sql_get_int (db, "SELECT ifnull((SELECT value FROM counter WHERE id = 2), -1)", &undo_seq, &call->error))
    return;
  stmt = _exm_sql_prepare (db, "SELECT seq, time, n_parts, data FROM history WHERE seq <= ?1 ORDER BY seq", &call->error);
  if (stmt == NULL)
    return;
  sqlite3_bind_int64 (stmt, 1, undo_seq < 0 ? G_MAXINT64 : undo_seq);
  while ((has_row = _exm_sql_row (stmt, &call->error)) == 1)
    {
      const gint64 seq = sqlite3_column_int64 (stmt, 0);
      const gint64 time = sqlite3_column_int64 (stmt, 1);

      if (g_cancellable_set_error_if_cancelled (call->cancellable, &call->error))
        return;
      if (sqlite3_column_int (stmt, 2) > 0 && !take_parts (call, db, seq, time))
        return;
      take_part (call, sqlite3_column_blob (stmt, 3), (gsize)sqlite3_column_bytes (stmt, 3), time);
    }
}

static gboolean
origin_cb (ExmRowId    id,
           const char *author,
           const char *thread,
           gint64      time,
           gpointer    user_data)
{
  TimesCall *call = user_data;

  if (id < call->facts->n && time > 0)
    call->times[id] = time;
  return TRUE;
}

/* Whether at least half of the posts say when they were written. */
static gboolean
read_posted (TimesCall  *call,
             ExmDataset *dataset)
{
  gsize n_timed = 0;

  if (!exm_dataset_foreach_origin_sync (dataset, origin_cb, call, call->cancellable, &call->error))
    return FALSE;
  for (gsize i = 0; i < call->facts->n_order; i++)
    n_timed += call->times[call->facts->order[i]] != 0;
  if (n_timed > 0 && n_timed >= call->facts->n_order / 2)
    return TRUE;
  memset (call->times, 0, call->facts->n * sizeof (gint64));
  return FALSE;
}

gint64 *
_exm_overview_dup_times (ExmDataset             *dataset,
                         const ExmOverviewFacts *facts,
                         ExmOverviewTime        *which,
                         GCancellable           *cancellable,
                         GError                **error)
{
  g_autofree gint64 *times = g_new0 (gint64, facts->n + 1);
  TimesCall          call = { facts, times, cancellable, NULL };

  G_STATIC_ASSERT (EXM_COUNTER_UNDO_SEQ == 2);

  *which = EXM_OVERVIEW_TIME_NONE;
  if (read_posted (&call, dataset))
    {
      *which = EXM_OVERVIEW_TIME_POSTED;
      return g_steal_pointer (&times);
    }
  if (call.error == NULL)
    _exm_dataset_call_reader (dataset, read_history, &call);
  if (call.error != NULL)
    {
      g_propagate_error (error, call.error);
      return NULL;
    }
  /* What has no label got none. */
  for (ExmRowId id = 0; id < facts->n; id++)
    if (facts->label[id] == 0 && (facts->bits[id] & EXM_BIT_OUTPUT) == 0)
      times[id] = 0;
  for (gsize i = 0; i < facts->n_order && *which == EXM_OVERVIEW_TIME_NONE; i++)
    if (times[facts->order[i]] != 0)
      *which = EXM_OVERVIEW_TIME_LABELLED;
  return g_steal_pointer (&times);
}

/* --- spans ------------------------------------------------------------------------------- */

static GDateTime *
begin_of (GDateTime      *time,
          ExmOverviewUnit unit)
{
  int year, month, day;
  g_autoptr(GDateTime) monday = NULL;

  g_date_time_get_ymd (time, &year, &month, &day);
  switch (unit)
    {
    case EXM_OVERVIEW_HOURS:
      return g_date_time_new_local (year, month, day, g_date_time_get_hour (time), 0, 0);
    case EXM_OVERVIEW_DAYS:
      return g_date_time_new_local (year, month, day, 0, 0, 0);
    case EXM_OVERVIEW_WEEKS:
      monday = g_date_time_add_days (time, 1 - g_date_time_get_day_of_week (time));
      g_date_time_get_ymd (monday, &year, &month, &day);
      return g_date_time_new_local (year, month, day, 0, 0, 0);
    case EXM_OVERVIEW_MONTHS:
      return g_date_time_new_local (year, month, 1, 0, 0, 0);
    case EXM_OVERVIEW_YEARS:
    default:
      return g_date_time_new_local (year, 1, 1, 0, 0, 0);
    }
}

static GDateTime *
next_of (GDateTime      *begin,
         ExmOverviewUnit unit)
{
  switch (unit)
    {
    case EXM_OVERVIEW_HOURS:
      return g_date_time_add_hours (begin, 1);
    case EXM_OVERVIEW_DAYS:
      return g_date_time_add_days (begin, 1);
    case EXM_OVERVIEW_WEEKS:
      return g_date_time_add_days (begin, 7);
    case EXM_OVERVIEW_MONTHS:
      return g_date_time_add_months (begin, 1);
    case EXM_OVERVIEW_YEARS:
    default:
      return g_date_time_add_years (begin, 1);
    }
}

static ExmOverviewUnit
choose_unit (gint64 seconds)
{
  const gint64 day = 24 * 60 * 60;

  if (seconds < 36 * 60 * 60)
    return EXM_OVERVIEW_HOURS;
  if (seconds < 38 * day)
    return EXM_OVERVIEW_DAYS;
  if (seconds < 38 * 7 * day)
    return EXM_OVERVIEW_WEEKS;
  if (seconds < 38 * 30 * day)
    return EXM_OVERVIEW_MONTHS;
  return EXM_OVERVIEW_YEARS;
}

static void
find_ends (const ExmOverviewFacts *facts,
           const gint64           *times,
           gint64                 *first,
           gint64                 *last)
{
  *first = G_MAXINT64;
  *last = 0;
  for (gsize i = 0; i < facts->n_order; i++)
    {
      const gint64 time = times[facts->order[i]];

      if (time == 0)
        continue;
      *first = MIN (*first, time);
      *last = MAX (*last, time);
    }
}

static void
add_spans (ExmOverview *self,
           gint64       first,
           gint64       last)
{
  g_autoptr(GArray) spans = g_array_new (FALSE, TRUE, sizeof (ExmOverviewSpan));
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (first);
  g_autoptr(GDateTime) begin = time != NULL ? begin_of (time, self->unit) : NULL;

  while (begin != NULL && g_date_time_to_unix (begin) <= last)
    {
      g_autoptr(GDateTime) next = next_of (begin, self->unit);
      ExmOverviewSpan span = { g_date_time_to_unix (begin), next != NULL ? g_date_time_to_unix (next) : G_MAXINT64, 0 };

      /* More years than there is room for: the last span takes them all. */
      if (spans->len == SPANS_MAX - 1)
        span.end = last + 1;
      g_array_append_val (spans, span);
      g_clear_pointer (&begin, g_date_time_unref);
      if (spans->len < SPANS_MAX)
        begin = g_steal_pointer (&next);
    }
  self->n_spans = spans->len;
  self->spans = (ExmOverviewSpan *)(void *)g_array_free (g_steal_pointer (&spans), FALSE);
}

void
_exm_overview_count_times (ExmOverview            *self,
                           const ExmOverviewFacts *facts,
                           const gint64           *times)
{
  gint64 first;
  gint64 last;
  guint  at = 0;

  if (self->time == EXM_OVERVIEW_TIME_NONE)
    return;
  find_ends (facts, times, &first, &last);
  self->unit = choose_unit (last - first);
  add_spans (self, first, last);
  for (gsize i = 0; i < facts->n_order && self->n_spans > 0; i++)
    {
      const gint64 time = times[facts->order[i]];

      if (time == 0)
        continue;
      self->n_timed++;
      /* Rows that stand together mostly have times that do. */
      while (at > 0 && time < self->spans[at].begin)
        at--;
      while (at + 1 < self->n_spans && time >= self->spans[at].end)
        at++;
      self->spans[at].count++;
    }
}
