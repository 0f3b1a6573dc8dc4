/* exm-problem-row.h - one problem in the list of the readiness bar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-readiness.h"

G_BEGIN_DECLS

#define EXM_TYPE_PROBLEM_ROW (exm_problem_row_get_type ())
G_DECLARE_FINAL_TYPE (ExmProblemRow, exm_problem_row, EXM, PROBLEM_ROW, GtkListBoxRow)

/**
 * exm_problem_row_new:
 * @report: what it says; not kept
 *
 * Title, message, and a button for what can be done about it.
 *
 * Signals: `show-rows (guint problem)`, `fix (guint problem)`: an #ExmProblem.
 */
GtkWidget *exm_problem_row_new (const ExmProblemReport *report);

G_END_DECLS
