/* exm-pace.c - how fast decisions are made, pauses left out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-pace.h"

#include <math.h>

struct _ExmPace
{
  GQueue  gaps; /* of gint64 in µs, oldest first */
  gint64  sum;
  gint64  last;
  guint64 n;
};

ExmPace *
exm_pace_new (void)
{
  ExmPace *self = g_new0 (ExmPace, 1);

  g_queue_init (&self->gaps);
  return self;
}

void
exm_pace_reset (ExmPace *self)
{
  g_return_if_fail (self != NULL);

  g_queue_clear_full (&self->gaps, g_free);
  self->sum = 0;
  self->last = 0;
  self->n = 0;
}

void
exm_pace_free (ExmPace *self)
{
  if (self == NULL)
    return;
  exm_pace_reset (self);
  g_free (self);
}

void
exm_pace_add (ExmPace *self,
              gint64   now)
{
  g_return_if_fail (self != NULL);

  gint64 gap = now - self->last;

  if (self->n++ > 0 && gap <= EXM_PACE_PAUSE)
    {
      g_queue_push_tail (&self->gaps, g_memdup2 (&gap, sizeof gap));
      self->sum += gap;
    }
  self->last = now;
  while (self->sum > EXM_PACE_SPAN && self->gaps.length > EXM_PACE_LEAST)
    {
      gint64 *oldest = g_queue_pop_head (&self->gaps);

      self->sum -= *oldest;
      g_free (oldest);
    }
}

double
exm_pace_get_per_hour (const ExmPace *self)
{
  g_return_val_if_fail (self != NULL, 0);

  if (self->gaps.length + 1 < EXM_PACE_LEAST || self->sum <= 0)
    return 0;
  return (double)self->gaps.length * 3600.0 * G_TIME_SPAN_SECOND / (double)self->sum;
}

gint64
exm_pace_get_time_left (const ExmPace *self,
                        guint          n)
{
  double per_hour = exm_pace_get_per_hour (self);

  return per_hour > 0 ? (gint64)ceil (n * 3600.0 / per_hour) : -1;
}
