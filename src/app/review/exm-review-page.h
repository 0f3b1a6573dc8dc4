/* exm-review-page.h - reviewing a dataset with one’s eyes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_REVIEW_PAGE (exm_review_page_get_type ())
G_DECLARE_FINAL_TYPE (ExmReviewPage, exm_review_page, EXM, REVIEW_PAGE, GtkWidget)

/**
 * ExmReviewPage:
 *
 * The Review place of the window: problems, overview, map, second look.
 */
GtkWidget *exm_review_page_new (void);

/**
 * exm_review_page_set_dataset:
 * @dataset: (nullable): %NULL = none is open
 */
void exm_review_page_set_dataset (ExmReviewPage *self,
                                  ExmDataset    *dataset);

/**
 * exm_review_page_show:
 * @section: `problems`, `overview`, `map` or `second`
 */
void exm_review_page_show (ExmReviewPage *self,
                           const char    *section);

G_END_DECLS
