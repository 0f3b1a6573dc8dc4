/* exm-label-page.h - labelling posts one at a time, or many by eye
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_LABEL_PAGE (exm_label_page_get_type ())
G_DECLARE_FINAL_TYPE (ExmLabelPage, exm_label_page, EXM, LABEL_PAGE, GtkWidget)

/**
 * ExmLabelPage:
 *
 * The Label place of the window: a post as a card, the labels with their keys, and
 * what was decided last; or a grid of many posts. Its actions are the group
 * `label.`: skip, flag, note, back, forward, undo, find, definitions, guideline,
 * grid, larger, smaller, todo. Main thread.
 *
 * A key goes to the post in sight when it is typed, or, typed ahead, to the one
 * that comes next: each key to one post, in order, none left out.
 */
GtkWidget *exm_label_page_new (void);

/**
 * exm_label_page_set_dataset:
 * @dataset: (nullable): %NULL = none is open
 */
void exm_label_page_set_dataset (ExmLabelPage *self,
                                 ExmDataset   *dataset);

/**
 * exm_label_page_set_queue:
 * @query: (nullable): the posts to decide on; %NULL = those to do
 * @title: (nullable): translated: what they have in common
 *
 * The posts that come up, one after the other.
 */
void exm_label_page_set_queue (ExmLabelPage   *self,
                               const ExmQuery *query,
                               const char     *title);

/**
 * exm_label_page_undo: takes the last step back and goes to its post.
 *
 * Returns: %FALSE when the page is not in sight: then somebody else has to do it
 */
gboolean exm_label_page_undo (ExmLabelPage *self);

/**
 * exm_label_page_get_toasts:
 *
 * Returns: (transfer none): an AdwToastOverlay where a toast lies over no label
 */
GtkWidget *exm_label_page_get_toasts (ExmLabelPage *self);

/**
 * exm_label_page_flush: sends what is being typed; before closing.
 */
void exm_label_page_flush (ExmLabelPage *self);

G_END_DECLS
