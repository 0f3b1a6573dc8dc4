/* exm-grid-card.h - one of many posts: how it begins, and its label
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-row-model.h"

G_BEGIN_DECLS

#define EXM_TYPE_GRID_CARD (exm_grid_card_get_type ())
G_DECLARE_FINAL_TYPE (ExmGridCard, exm_grid_card, EXM, GRID_CARD, GtkWidget)

/* Sizes to choose from, small to large. */
#define EXM_GRID_CARD_N_SIZES 4

/**
 * ExmGridCard:
 *
 * All cards are of one size, whatever they show: binding one needs no layout.
 */
GtkWidget *exm_grid_card_new (void);
void       exm_grid_card_bind (ExmGridCard *self,
                               ExmDataset  *dataset,
                               ExmRow      *row);
void       exm_grid_card_unbind (ExmGridCard *self);

/**
 * exm_grid_card_set_size:
 * @size: below %EXM_GRID_CARD_N_SIZES; more is taken for the largest
 *
 * How much of a post a card shows.
 */
void exm_grid_card_set_size (ExmGridCard *self,
                             guint        size);

/**
 * exm_grid_card_refresh: names or colours of labels may have changed.
 */
void exm_grid_card_refresh (ExmGridCard *self);

G_END_DECLS
