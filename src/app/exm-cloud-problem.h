/* exm-cloud-problem.h - what went wrong with Google, what to do, and the button that does it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "exm-cloud-error.h"

G_BEGIN_DECLS

#define EXM_TYPE_CLOUD_PROBLEM (exm_cloud_problem_get_type ())
G_DECLARE_FINAL_TYPE (ExmCloudProblem, exm_cloud_problem, EXM, CLOUD_PROBLEM, AdwBin)

/**
 * ExmCloudProblem:
 *
 * The one widget for errors of the cloud: a heading, the sentence of the error,
 * its advice, the button of the error's action and "Details" with the raw answer
 * to copy. Errors of other domains are shown without button and details.
 * Hidden while there is none.
 *
 * It opens pages by itself. Signal `action (int)`: an #ExmCloudAction other than
 * NONE and OPEN_PAGE, which whoever shows it carries out; a RETRY button is off
 * until the time that the server named.
 */
GtkWidget *exm_cloud_problem_new (void);

/**
 * exm_cloud_problem_set:
 * @heading: (nullable): translated: what could not be done
 * @error: (nullable): copied; %NULL, or a cancellation, hides the widget
 * @can_act: whether somebody listens to `action`; else only pages are offered
 */
void exm_cloud_problem_set (ExmCloudProblem *self,
                            const char      *heading,
                            const GError    *error,
                            gboolean         can_act);

/**
 * ExmCloudActionFunc:
 *
 * @action is never NONE nor OPEN_PAGE.
 */
typedef void (*ExmCloudActionFunc) (ExmCloudAction action,
                                    gpointer       user_data);

/**
 * exm_cloud_problem_show:
 * @widget: any widget of a window
 * @heading: translated: what could not be done
 * @error: nothing is shown for a cancellation
 * @func: (nullable): carries the action out once the dialog is closed
 * @destroy: (nullable): for @user_data
 *
 * The same as a dialog.
 */
void exm_cloud_problem_show (GtkWidget         *widget,
                             const char        *heading,
                             const GError      *error,
                             ExmCloudActionFunc func,
                             gpointer           user_data,
                             GDestroyNotify     destroy);

G_END_DECLS
