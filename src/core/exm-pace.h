/* exm-pace.h - how fast decisions are made, pauses left out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Longer between two decisions is a pause, and no work (µs). */
#define EXM_PACE_PAUSE (60 * G_TIME_SPAN_SECOND)

/* The pace is that of the last so many µs of work. */
#define EXM_PACE_SPAN (5 * 60 * G_TIME_SPAN_SECOND)

/* With fewer decisions than this nothing is said about the pace. */
#define EXM_PACE_LEAST 5

/**
 * ExmPace:
 *
 * Times between decisions. One thread. O(1) amortised for each decision.
 */
typedef struct _ExmPace ExmPace;

ExmPace *exm_pace_new (void);
void     exm_pace_free (ExmPace *self);
void     exm_pace_reset (ExmPace *self);

/**
 * exm_pace_add:
 * @now: g_get_monotonic_time(), never less than before
 *
 * A decision was made.
 */
void exm_pace_add (ExmPace *self,
                   gint64   now);

/**
 * exm_pace_get_per_hour:
 *
 * Returns: decisions an hour at the pace of the last minutes of work; 0 = not known yet
 */
double exm_pace_get_per_hour (const ExmPace *self);

/**
 * exm_pace_get_time_left:
 *
 * Returns: seconds of work for @n more; -1 = not known yet
 */
gint64 exm_pace_get_time_left (const ExmPace *self,
                               guint          n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmPace, exm_pace_free)

G_END_DECLS
