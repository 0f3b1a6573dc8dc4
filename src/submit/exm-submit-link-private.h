/* exm-submit-link-private.h - the way from a working thread back to its run
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-submit-work-private.h"

G_BEGIN_DECLS

/* Refcounted: the run and its thread hold one each. */
typedef struct _ExmSubmitLink ExmSubmitLink;

typedef void (*ExmSubmitApplyFunc) (ExmSubmitRun          *run,
                                    const ExmSubmitReport *report);
typedef void (*ExmSubmitFinishFunc) (ExmSubmitRun *run,
                                     const GError *error);

/**
 * _exm_submit_link_new:
 * @run: held weakly
 * @apply, @finish: called in the owner's thread
 */
ExmSubmitLink *_exm_submit_link_new (ExmSubmitRun       *run,
                                     ExmSubmitApplyFunc  apply,
                                     ExmSubmitFinishFunc finish);
ExmSubmitLink *_exm_submit_link_ref (ExmSubmitLink *self);
void           _exm_submit_link_unref (ExmSubmitLink *self);

/* From now on reports go through the main context of the calling thread; without
 * this they are applied at once, in the thread that reports. */
void _exm_submit_link_attach (ExmSubmitLink *self);

/* An ExmSubmitReportFunc; the link is its data. Any thread. */
void _exm_submit_link_report (const ExmSubmitReport *report,
                              gpointer               user_data);

/* Any thread. @error (transfer full) (nullable). Attached links only. */
void _exm_submit_link_over (ExmSubmitLink *self,
                            GError        *error);

/**
 * _exm_submit_take_busy: whether nobody in this process works on that submission;
 * from now on the caller does, until _exm_submit_leave_busy(). Another process
 * cannot have the dataset open for writing.
 */
gboolean _exm_submit_take_busy (const char *key);
void     _exm_submit_leave_busy (const char *key);

G_END_DECLS
