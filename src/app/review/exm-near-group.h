/* exm-near-group.h - a group of like posts: what is shown of it, and what is done with all of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-peek.h"
#include "exm-survey.h"

G_BEGIN_DECLS

/**
 * ExmNearGroup:
 * @is_conflict: its posts have different answers
 * @rows: (element-type ExmPeekRow): a few of its posts
 * @choices: (element-type guint): rows of @rows: of a conflict one for each answer,
 *   else each
 * @n_alike: (element-type guint): by choice: how many posts of a conflict have that
 *   answer, those that were not read as well
 */
typedef struct
{
  gboolean   is_conflict;
  GPtrArray *rows;
  GArray    *choices;
  GArray    *n_alike;
} ExmNearGroup;

void exm_near_group_free (ExmNearGroup *self);

/* A group may be a phrase that a hundred thousand post: whatever goes through all of
 * its rows does so in a pool thread. */

/**
 * exm_near_group_read_async:
 * @group: one of @survey
 */
void          exm_near_group_read_async (ExmDataset         *dataset,
                                         ExmSurvey          *survey,
                                         guint               group,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
ExmNearGroup *exm_near_group_read_finish (ExmDataset   *dataset,
                                          GAsyncResult *result,
                                          GError      **error);

/**
 * exm_near_group_command_async:
 * @one: of a conflict: a post with the answer that all get; else: the post that stays
 *
 * Makes the command that decides the whole group.
 */
void        exm_near_group_command_async (ExmDataset         *dataset,
                                          ExmSurvey          *survey,
                                          guint               group,
                                          const ExmPeekRow   *one,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
ExmCommand *exm_near_group_command_finish (ExmDataset   *dataset,
                                           GAsyncResult *result,
                                           GError      **error);

/**
 * exm_near_group_keep_async:
 * @again: it may be asked about again; else it is to stay as it is
 */
void     exm_near_group_keep_async (ExmDataset         *dataset,
                                    ExmSurvey          *survey,
                                    guint               group,
                                    gboolean            again,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
gboolean exm_near_group_keep_finish (ExmDataset   *dataset,
                                     GAsyncResult *result,
                                     GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmNearGroup, exm_near_group_free)

G_END_DECLS
