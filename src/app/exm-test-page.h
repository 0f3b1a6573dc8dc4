/* exm-test-page.h - asking the tuned model
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "exm-catalogue.h"
#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_TEST_PAGE (exm_test_page_get_type ())
G_DECLARE_FINAL_TYPE (ExmTestPage, exm_test_page, EXM, TEST_PAGE, AdwBin)

/**
 * ExmTestPage:
 *
 * Property `dataset` (#ExmDataset, nullable).
 * Signal `show-tune ()`: there is no tuned model yet and the user wants one.
 */
GtkWidget *exm_test_page_new (void);
void       exm_test_page_set_dataset (ExmTestPage *self,
                                      ExmDataset  *dataset);

/**
 * exm_test_page_set_catalogue: (nullable): says which models obey the temperature
 */
void exm_test_page_set_catalogue (ExmTestPage  *self,
                                  ExmCatalogue *catalogue);

/**
 * exm_test_page_refresh: the tuned models may have changed.
 * @submission: the one to choose, 0 = keep the choice
 */
void exm_test_page_refresh (ExmTestPage *self,
                            gint64       submission);

G_END_DECLS
