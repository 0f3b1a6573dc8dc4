/* exm-problem-fix.c - the command that mends a problem
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-problem-fix.h"

#include <glib/gi18n-lib.h>

#include "exm-label-tidy.h"

static ExmTarget *
rows_with (ExmProblem problem)
{
  g_autoptr (ExmQuery) query = exm_query_new ();

  query->problem = problem;
  return exm_target_new_query (query, NULL, 0);
}

static ExmCommand *
merge_near_labels (ExmDataset *dataset)
{
  g_autoptr (GPtrArray) groups = exm_label_find_groups (exm_dataset_get_labels (dataset),
                                                        exm_dataset_get_task (dataset)->apart);

  return exm_label_merge_groups_command (groups);
}

/* What mends each row by itself; NULL when there is nothing of the kind. */
static ExmCommand *
mend_rows (const ExmTarget *target,
           ExmProblem       problem)
{
  if (problem == EXM_PROBLEM_EMPTY || problem == EXM_PROBLEM_DUPLICATE)
    return exm_command_new_delete (target);
  if (problem == EXM_PROBLEM_OTHER_SYSTEM)
    return exm_command_new_set_system (target, FALSE, NULL);
  if (problem == EXM_PROBLEM_TOO_LONG)
    return exm_command_new_set_mark (target, EXM_MARK_SKIPPED);
  return NULL;
}

ExmCommand *
exm_problem_fix_command (ExmDataset *dataset,
                         ExmProblem  problem)
{
  g_autoptr (ExmTarget) target = rows_with (problem);

  if (problem == EXM_PROBLEM_DUPLICATE)
    return exm_command_new_delete_duplicates ();
  if (problem == EXM_PROBLEM_NEAR_LABELS)
    return merge_near_labels (dataset);
  return mend_rows (target, problem);
}

const char *
exm_problem_fix_one_name (ExmProblem problem)
{
  if (problem == EXM_PROBLEM_EMPTY || problem == EXM_PROBLEM_DUPLICATE)
    return _ ("Delete");
  if (problem == EXM_PROBLEM_OTHER_SYSTEM)
    return _ ("Use the Task’s");
  if (problem == EXM_PROBLEM_TOO_LONG)
    return _ ("Skip");
  return NULL;
}

ExmCommand *
exm_problem_fix_one_command (ExmProblem problem,
                             ExmRowId   row)
{
  g_autoptr (ExmTarget) target = exm_target_new_row (row);

  return mend_rows (target, problem);
}
