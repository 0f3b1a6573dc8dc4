/* exm-label-page.h - labelling posts one at a time
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
 * The Label place of the window.
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

G_END_DECLS
