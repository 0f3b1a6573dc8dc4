/* exm-job-bar.h - work that takes a while: what, how far, how long, cancel
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-format.h"

G_BEGIN_DECLS

#define EXM_TYPE_JOB_BAR (exm_job_bar_get_type ())
G_DECLARE_FINAL_TYPE (ExmJobBar, exm_job_bar, EXM, JOB_BAR, GtkWidget)

/**
 * ExmJobBar:
 *
 * Hidden while nothing runs; appears half a second after a begin, so quick work
 * does not flash.
 */

/**
 * exm_job_bar_begin:
 * @title: translated, "Importing posts.csv"
 * @cancellable: cancelled by the bar's button
 */
void exm_job_bar_begin (ExmJobBar    *self,
                        const char   *title,
                        GCancellable *cancellable);
void exm_job_bar_update (ExmJobBar         *self,
                         const ExmProgress *progress);
void exm_job_bar_end (ExmJobBar *self);

/**
 * exm_job_bar_is_busy: something has begun and not ended.
 */
gboolean exm_job_bar_is_busy (ExmJobBar *self);
void     exm_job_bar_cancel (ExmJobBar *self);

G_END_DECLS
