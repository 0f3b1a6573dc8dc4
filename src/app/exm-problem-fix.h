/* exm-problem-fix.h - the command that mends a problem
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-dataset.h"

G_BEGIN_DECLS

/**
 * exm_problem_fix_command:
 *
 * One step that can be undone: copies deleted, empty posts deleted, near-same
 * labels merged into the one used most, other system instructions replaced by
 * the task's, posts that are too long set aside.
 *
 * Returns: (transfer full) (nullable): %NULL when only the user can mend it.
 *   Main thread, O(number of labels)
 */
ExmCommand *exm_problem_fix_command (ExmDataset *dataset,
                                     ExmProblem  problem);

/**
 * exm_problem_fix_one_name:
 *
 * Returns: (nullable): what exm_problem_fix_one_command() does, for a button
 */
const char *exm_problem_fix_one_name (ExmProblem problem);

/**
 * exm_problem_fix_one_command: as exm_problem_fix_command(), for one row.
 *
 * Returns: (transfer full) (nullable)
 */
ExmCommand *exm_problem_fix_one_command (ExmProblem problem,
                                         ExmRowId   row);

G_END_DECLS
