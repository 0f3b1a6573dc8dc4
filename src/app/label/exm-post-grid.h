/* exm-post-grid.h - dozens of posts at once, to be labelled by eye
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-row-model.h"

G_BEGIN_DECLS

#define EXM_TYPE_POST_GRID (exm_post_grid_get_type ())
G_DECLARE_FINAL_TYPE (ExmPostGrid, exm_post_grid, EXM, POST_GRID, GtkWidget)

/**
 * ExmPostGrid:
 *
 * A grid of cards over the lazy row model: a million posts cost what is in sight.
 * Arrows go from card to card, Shift and arrows select a span, Control and A all;
 * with the pointer a frame is drawn around cards. Has a model only while it is
 * active, so that an edit elsewhere costs nothing. Main thread.
 *
 * Signal `selected ()`: other cards are selected, or there are other ones
 */
GtkWidget *exm_post_grid_new (void);
void       exm_post_grid_set_dataset (ExmPostGrid *self,
                                      ExmDataset  *dataset);

/**
 * exm_post_grid_set_query:
 * @query: (nullable): %NULL = all posts
 */
void exm_post_grid_set_query (ExmPostGrid    *self,
                              const ExmQuery *query);
void exm_post_grid_set_active (ExmPostGrid *self,
                               gboolean     active);

/**
 * exm_post_grid_set_size: of the cards, see exm_grid_card_set_size().
 */
void exm_post_grid_set_size (ExmPostGrid *self,
                             guint        size);

/**
 * exm_post_grid_give_label: to all that are selected, as one step; a toast tells how
 * many and offers Undo when they are more than one.
 */
void exm_post_grid_give_label (ExmPostGrid *self,
                               ExmLabelId   label);

/**
 * exm_post_grid_toggle_mark: skips or flags all that are selected; when the first of
 * them has the mark, takes it off them all.
 */
void  exm_post_grid_toggle_mark (ExmPostGrid *self,
                                 ExmMark      mark);
guint exm_post_grid_get_n_selected (ExmPostGrid *self);
guint exm_post_grid_get_n_posts (ExmPostGrid *self);

/**
 * exm_post_grid_get_model: (nullable): for tests.
 */
ExmRowModel *exm_post_grid_get_model (ExmPostGrid *self);

G_END_DECLS
