/* exm-label-tidy.h - putting labels in order: what to suggest, and the commands for it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-command.h"
#include "exm-label.h"

G_BEGIN_DECLS

/* All of this works on the labels as exm_dataset_get_labels() gives them. Main
 * thread; O(labels). Commands are (transfer full), one step of undo each, with a
 * translated name; those that may have nothing to do are (nullable). */

/**
 * ExmLabelGroup:
 * @labels: (element-type ExmLabel): two or more with near-same names, the one that is
 *   used most first (among equals the one that was made first)
 * @count: posts of all of them
 *
 * The first is what the others are suggested to become.
 */
typedef struct
{
  GPtrArray *labels;
  guint      count;
} ExmLabelGroup;

void exm_label_group_free (ExmLabelGroup *self);

/**
 * exm_label_find_groups:
 * @apart: (nullable): which are not the same, from the task
 *
 * Groups of near-same names among the labels in use: those that
 * %EXM_PROBLEM_NEAR_LABELS counts.
 *
 * Returns: (transfer full) (element-type ExmLabelGroup): most used first
 */
GPtrArray *exm_label_find_groups (GListModel *labels,
                                  const char *apart);

/**
 * exm_label_keep_apart_command:
 * @labels: (element-type ExmLabel): look alike and are not the same: no two of them
 *   are in one group any more
 */
ExmCommand *exm_label_keep_apart_command (GPtrArray  *labels,
                                          const char *apart);

/**
 * exm_label_merge_groups_command:
 * @groups: (element-type ExmLabelGroup): each becomes its first label
 */
ExmCommand *exm_label_merge_groups_command (GPtrArray *groups);

/**
 * exm_label_find_rare:
 * @fewer: how often is no longer rare
 * @except: (nullable): a name that does not count, the one they shall become
 *
 * Returns: (transfer full) (element-type ExmLabel): labels with at least one and
 *   fewer than @fewer posts, in their order
 */
GPtrArray *exm_label_find_rare (GListModel *labels,
                                guint       fewer,
                                const char *except);

/**
 * exm_label_find_rare_problems:
 * @apart: (nullable): from the task
 *
 * Those that %EXM_PROBLEM_RARE_LABEL counts: rare, and nobody has said that they stay.
 *
 * Returns: (transfer full) (element-type ExmLabel): in their order
 */
GPtrArray *exm_label_find_rare_problems (GListModel *labels,
                                         const char *apart);

/**
 * exm_label_keep_rare_command:
 * @labels: (element-type ExmLabel): are rare, and stay as they are
 */
ExmCommand *exm_label_keep_rare_command (GPtrArray  *labels,
                                         const char *apart);

/**
 * exm_label_gather_command:
 * @labels: (element-type ExmLabel): what is put
 * @name: into this label, which is made when there is none
 */
ExmCommand *exm_label_gather_command (GPtrArray  *labels,
                                      const char *name);

typedef enum
{
  EXM_LABEL_BY_COUNT, /* most used first */
  EXM_LABEL_BY_NAME,
} ExmLabelOrder;

ExmCommand *exm_label_sort_command (GListModel   *labels,
                                    ExmLabelOrder by);

/**
 * exm_label_move_command:
 * @moved: (element-type ExmLabel): put together, in their present order, before
 * @before: (nullable): %NULL = at the end
 */
ExmCommand *exm_label_move_command (GListModel *labels,
                                    GPtrArray  *moved,
                                    ExmLabel   *before);

/**
 * exm_label_shift_command:
 * @moved: (element-type ExmLabel): come together, in the order that they have
 * @shown: the labels that are seen, or all; others are passed over
 *
 * One place up or down, from where they are when it runs: presses that come faster
 * than the file is written all count. See exm_command_new_label_shift().
 */
ExmCommand *exm_label_shift_command (GPtrArray  *moved,
                                     GListModel *shown,
                                     gboolean    up);

/**
 * exm_label_key_command:
 * @key: 0 takes its key away
 *
 * Gives @label the key. The label that has it now gets @label's old key in exchange,
 * so that nothing that could be pressed cannot be pressed any more.
 */
ExmCommand *exm_label_key_command (GListModel *labels,
                                   ExmLabel   *label,
                                   gunichar    key);

/**
 * exm_label_give_keys_command: gives the keys that are free to the labels that have
 * none, most used first. No key moves.
 */
ExmCommand *exm_label_give_keys_command (GListModel *labels);

/**
 * exm_label_decide_again_command:
 * @labels: (element-type ExmLabel)
 *
 * Their posts are to do again; what they were is added to their notes. The labels stay.
 */
ExmCommand *exm_label_decide_again_command (GPtrArray *labels);

/**
 * exm_label_query:
 * @labels: (element-type ExmLabel)
 *
 * Returns: (transfer full): the posts that have one of them
 */
ExmQuery *exm_label_query (GPtrArray *labels);

typedef enum
{
  EXM_LABEL_POSTS_TO_DO,   /* posts are to do again */
  EXM_LABEL_POSTS_TO_GIVE, /* posts get another label */
  EXM_LABEL_POSTS_DELETE,  /* posts go as well */
} ExmLabelPosts;

/**
 * exm_label_delete_command:
 * @labels: (element-type ExmLabel)
 * @into: (nullable): with %EXM_LABEL_POSTS_TO_GIVE, what their posts get
 */
ExmCommand *exm_label_delete_command (GPtrArray    *labels,
                                      ExmLabelPosts posts,
                                      ExmLabel     *into);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmLabelGroup, exm_label_group_free)

G_END_DECLS
