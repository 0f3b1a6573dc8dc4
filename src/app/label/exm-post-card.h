/* exm-post-card.h - a post as people know posts, to be read and decided
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_POST_CARD (exm_post_card_get_type ())
G_DECLARE_FINAL_TYPE (ExmPostCard, exm_post_card, EXM, POST_CARD, GtkWidget)

/**
 * ExmPostCard:
 *
 * Earlier turns as speech bubbles, the post in large letters, and what is known
 * about it. Takes the focus; Up, Down and Page keys scroll a long post. Main thread.
 */
GtkWidget *exm_post_card_new (void);

/**
 * exm_post_card_show:
 * @example: (nullable): %NULL = it is being read
 * @heading: translated: "Post 3 of 527"
 * @error: (nullable): why it cannot be read
 *
 * Nothing of @example is kept. The same again costs nothing.
 */
void exm_post_card_show (ExmPostCard      *self,
                         ExmDataset       *dataset,
                         const ExmExample *example,
                         const char       *heading,
                         const char       *error);

/**
 * exm_post_card_dup_links: underlines for the addresses in @text; %NULL when there are none.
 */
PangoAttrList *exm_post_card_dup_links (const char *text);

/**
 * exm_post_card_align:
 *
 * Puts the text of @label, a post, where its script begins: an English post at the
 * left, also in a window that reads from the right. To be called after the text is set.
 */
void exm_post_card_align (GtkLabel *label);

G_END_DECLS
