/* exm-progress.c - progress from a worker to whoever asked for it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-progress-private.h"

#define EVERY_ROWS 256                             /* the clock is asked */
#define EVERY_TIME (100 * G_TIME_SPAN_MILLISECOND) /* a report is made */

struct _ExmMeter
{
  ExmProgressFunc func;
  gpointer        user_data;
  GMainContext   *context;
  gint64          started;
  gint64          reported;
  guint64         asked;    /* rows when the clock was asked */
  ExmProgress     progress; /* the worker's */

  GMutex      lock; /* guards what follows */
  ExmProgress newest;
  gboolean    waiting;
  gboolean    stopped;
};

ExmMeter *
_exm_meter_new (ExmProgressFunc func,
                gpointer        user_data,
                GMainContext   *context)
{
  ExmMeter *self = g_atomic_rc_box_new0 (ExmMeter);

  self->func = func;
  self->user_data = user_data;
  self->context = context != NULL ? g_main_context_ref (context) : NULL;
  self->started = g_get_monotonic_time ();
  g_mutex_init (&self->lock);
  return self;
}

static void
meter_clear (gpointer data)
{
  ExmMeter *self = data;

  g_clear_pointer (&self->context, g_main_context_unref);
  g_mutex_clear (&self->lock);
}

void
_exm_meter_unref (ExmMeter *self)
{
  g_atomic_rc_box_release_full (self, meter_clear);
}

static gboolean
deliver_cb (gpointer data)
{
  ExmMeter   *self = data;
  ExmProgress progress;
  gboolean    stopped;

  g_mutex_lock (&self->lock);
  progress = self->newest;
  stopped = self->stopped;
  self->waiting = FALSE;
  g_mutex_unlock (&self->lock);
  if (!stopped)
    self->func (&progress, self->user_data);
  return G_SOURCE_REMOVE;
}

static void
report (ExmMeter *self)
{
  gboolean waiting;

  if (self->func == NULL)
    return;
  if (self->context == NULL)
    {
      self->func (&self->progress, self->user_data);
      return;
    }
  g_mutex_lock (&self->lock);
  self->newest = self->progress;
  waiting = self->waiting;
  self->waiting = TRUE;
  g_mutex_unlock (&self->lock);
  if (!waiting)
    {
      GSource *source = g_idle_source_new ();

      g_source_set_priority (source, G_PRIORITY_DEFAULT_IDLE);
      g_source_set_callback (source, deliver_cb, g_atomic_rc_box_acquire (self), (GDestroyNotify)_exm_meter_unref);
      g_source_attach (source, self->context);
      g_source_unref (source);
    }
}

void
_exm_meter_start (ExmMeter *self,
                  guint64   total_bytes,
                  guint64   total_rows)
{
  self->progress = (ExmProgress){ .total_bytes = total_bytes, .total_rows = total_rows, .seconds_left = -1 };
  self->started = self->reported = g_get_monotonic_time ();
  self->asked = 0;
}

static void
measure (ExmMeter *self,
         gint64    now)
{
  ExmProgress *progress = &self->progress;
  double       share = -1;

  progress->elapsed = (double)(now - self->started) / G_TIME_SPAN_SECOND;
  if (progress->elapsed > 0)
    progress->rows_per_second = (double)progress->rows / progress->elapsed;
  if (progress->total_bytes > 0)
    share = (double)progress->bytes / (double)progress->total_bytes;
  else if (progress->total_rows > 0)
    share = (double)progress->rows / (double)progress->total_rows;
  /* The first half second says little about the rest. */
  if (share > 0 && progress->elapsed > 0.5)
    progress->seconds_left = MAX (0, progress->elapsed / MIN (share, 1) - progress->elapsed);
}

void
_exm_meter_tick (ExmMeter *self,
                 guint64   rows,
                 guint64   quarantined,
                 guint64   bytes)
{
  gint64 now;

  self->progress.rows = rows;
  self->progress.quarantined = quarantined;
  self->progress.bytes = bytes;
  if (rows + quarantined < self->asked + EVERY_ROWS)
    return;
  self->asked = rows + quarantined;
  now = g_get_monotonic_time ();
  if (now - self->reported < EVERY_TIME)
    return;
  self->reported = now;
  measure (self, now);
  report (self);
}

void
_exm_meter_stop (ExmMeter *self)
{
  measure (self, g_get_monotonic_time ());
  self->progress.seconds_left = 0;
  if (self->context == NULL)
    report (self);
  /* With a context the callback that follows is the last word. */
  g_mutex_lock (&self->lock);
  self->stopped = TRUE;
  g_mutex_unlock (&self->lock);
}
