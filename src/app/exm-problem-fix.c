/* exm-problem-fix.c - the command that mends a problem
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-problem-fix.h"

#include <glib/gi18n-lib.h>

static ExmTarget *
rows_with (ExmProblem problem)
{
  g_autoptr (ExmQuery) query = exm_query_new ();

  query->problem = problem;
  return exm_target_new_query (query, NULL, 0);
}

/* The members of @group but the one used most, which is put into @into. */
static GArray *
split_group (const ExmStats *stats,
             GArray         *group,
             ExmLabelId     *into)
{
  GArray *from = g_array_new (FALSE, FALSE, sizeof (ExmLabelId));
  guint   best = g_array_index (group, guint, 0);

  for (guint i = 1; i < group->len; i++)
    if (stats->labels[g_array_index (group, guint, i)].count > stats->labels[best].count)
      best = g_array_index (group, guint, i);
  *into = stats->labels[best].id;
  for (guint i = 0; i < group->len; i++)
    if (g_array_index (group, guint, i) != best)
      g_array_append_val (from, stats->labels[g_array_index (group, guint, i)].id);
  return from;
}

static ExmCommand *
merge_near_labels (ExmDataset *dataset)
{
  const ExmStats         *stats = exm_dataset_get_stats (dataset);
  g_autofree const char **names = g_new (const char *, MAX (stats->n_labels, 1));
  g_autoptr (GPtrArray) groups = NULL;
  GPtrArray       *commands = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_command_unref);
  g_autofree char *name = NULL;

  for (guint i = 0; i < stats->n_labels; i++)
    names[i] = stats->labels[i].name;
  groups = exm_label_find_near (names, stats->n_labels);
  for (guint i = 0; i < groups->len; i++)
    {
      ExmLabelId into;
      g_autoptr (GArray) from = split_group (stats, g_ptr_array_index (groups, i), &into);

      g_ptr_array_add (commands, exm_command_new_label_merge ((const ExmLabelId *)(gpointer)from->data,
                                                              from->len, into));
    }
  if (commands->len == 0)
    {
      g_ptr_array_unref (commands);
      return NULL;
    }
  name = g_strdup_printf (ngettext ("Merge %u group of like labels", "Merge %u groups of like labels",
                                    commands->len),
                          commands->len);
  return exm_command_new_group (name, commands);
}

ExmCommand *
exm_problem_fix_command (ExmDataset *dataset,
                         ExmProblem  problem)
{
  g_autoptr (ExmTarget) target = rows_with (problem);

  if (problem == EXM_PROBLEM_DUPLICATE)
    return exm_command_new_delete_duplicates ();
  if (problem == EXM_PROBLEM_EMPTY)
    return exm_command_new_delete (target);
  if (problem == EXM_PROBLEM_OTHER_SYSTEM)
    return exm_command_new_set_system (target, FALSE, NULL);
  if (problem == EXM_PROBLEM_TOO_LONG)
    return exm_command_new_set_mark (target, EXM_MARK_SKIPPED);
  if (problem == EXM_PROBLEM_NEAR_LABELS)
    return merge_near_labels (dataset);
  return NULL;
}
