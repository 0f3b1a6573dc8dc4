/* exm-near-choice.h - one way to decide about like posts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

/* Posts of one answer that are shown. */
#define EXM_NEAR_CHOICE_POSTS 5

/* Answers, or posts, among which is decided. */
#define EXM_NEAR_CHOICES 20

/**
 * exm_near_choice_new:
 * @rows: (element-type ExmPeekRow): the posts of the group
 * @at: the row that stands for the choice
 * @is_conflict: shows all posts with the answer of that row, or else that row only
 * @n_alike: how many posts of a conflict have that answer, those that were not read
 *   as well
 * @number: of the choice, from 1: its key
 * @button: (out) (transfer none): what takes it
 *
 * The answer, the posts that have it, and the button.
 */
GtkWidget *exm_near_choice_new (ExmDataset *dataset,
                                GPtrArray  *rows,
                                guint       at,
                                gboolean    is_conflict,
                                guint       n_alike,
                                guint       number,
                                GtkWidget **button);

G_END_DECLS
