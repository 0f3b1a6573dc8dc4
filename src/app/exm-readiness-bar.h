/* exm-readiness-bar.h - is the dataset fit for tuning: always in sight
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"
#include "exm-readiness.h"

G_BEGIN_DECLS

#define EXM_TYPE_READINESS_BAR (exm_readiness_bar_get_type ())
G_DECLARE_FINAL_TYPE (ExmReadinessBar, exm_readiness_bar, EXM, READINESS_BAR, GtkWidget)

/**
 * ExmReadinessBar:
 *
 * Number of ready examples, the marks they have to pass, the problems each with
 * its fix, and what a training would cost. Follows the dataset's counters with
 * each committed edit: O(number of labels). Main thread.
 *
 * A problem is shown by the window's action `win.show-problem` (its parameter is
 * the #ExmProblem as `u`), the quarantine by `win.quarantine`.
 */
GtkWidget *exm_readiness_bar_new (void);

/**
 * exm_readiness_bar_set_dataset:
 * @dataset: (nullable)
 */
void exm_readiness_bar_set_dataset (ExmReadinessBar *self,
                                    ExmDataset      *dataset);

/**
 * exm_readiness_bar_set_limits:
 * @limits: copied; its strings must outlive the bar (they are the catalogue's)
 * @model_name: name of the base model that the cost is for
 */
void exm_readiness_bar_set_limits (ExmReadinessBar *self,
                                   const ExmLimits *limits,
                                   const char      *model_name);

/**
 * exm_readiness_bar_open_problems: shows the list of problems.
 */
void exm_readiness_bar_open_problems (ExmReadinessBar *self);

G_END_DECLS
