/* exm-submit-history.h - what past jobs teach about the next one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-submission.h"

G_BEGIN_DECLS

/* $XDG_DATA_HOME/exemplar/tuning-history.ini, mode 0600: for each base model, apart
 * for practice and Google, the newest EXM_HISTORY_KEPT jobs as plain figures: no
 * texts, no names, nothing of the examples. It is shared by all datasets. A file
 * that is missing or broken is an empty one. All functions may be called from any
 * thread; they read a small file (some KB).
 */

#define EXM_HISTORY_KEPT 20

/**
 * exm_history_add:
 * @submission: one that succeeded; others are passed over
 *
 * Takes up how long it took and what was billed beside our estimate. Adding the
 * same submission again changes nothing.
 *
 * Returns: %FALSE with %EXM_SUBMIT_ERROR_FILE when it cannot be written
 */
gboolean exm_history_add (const ExmSubmission *submission,
                          GError             **error);

/**
 * exm_history_expect_seconds:
 * @base_model: id of the base model
 * @practice: on the practice service
 * @examples: training examples
 * @epochs: 0 = automatic
 *
 * From the past jobs of that base model: the fixed part of the time and the part
 * that grows with examples × epochs, fitted by least squares; with one job, or
 * where that makes no sense, the median.
 *
 * Returns: seconds from creation to end, -1 without any past job
 */
gint64 exm_history_expect_seconds (const char *base_model,
                                   gboolean    practice,
                                   gint64      examples,
                                   int         epochs);

/**
 * exm_history_get_token_factor:
 * @base_model: id of the base model
 * @practice: on the practice service
 *
 * What to multiply our estimate of tokens by: the median of billed ÷ estimated
 * over past jobs, within 0.2 … 5.
 *
 * Returns: the factor; 1 without any past job
 */
double exm_history_get_token_factor (const char *base_model,
                                     gboolean    practice);

/**
 * exm_history_count:
 *
 * Returns: how many past jobs stand behind the two figures above
 */
guint exm_history_count (const char *base_model,
                         gboolean    practice);

G_END_DECLS
