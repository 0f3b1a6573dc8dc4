/* exm-tune-page.h - from the examples to a tuned model: one button, then watch
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "exm-catalogue.h"
#include "exm-dataset.h"
#include "exm-submission.h"

G_BEGIN_DECLS

#define EXM_TYPE_TUNE_PAGE (exm_tune_page_get_type ())
G_DECLARE_FINAL_TYPE (ExmTunePage, exm_tune_page, EXM, TUNE_PAGE, AdwBin)

/**
 * ExmTunePage:
 *
 * Property `dataset` (#ExmDataset, nullable). What was not finished goes on as
 * soon as the dataset is set; it stops, to go on later, when it is unset.
 * Property `base-model`: id of the chosen model (for the readiness bar).
 *
 * Signals: `submissions-changed ()`: a job came, went on or ended;
 * `test (gint64 submission)`: its model shall be asked.
 *
 * At the end of a job a desktop notification is sent whose action is
 * `app.show-job (s)` with the dataset's URI; the app opens the dataset there and
 * calls exm_tune_page_show_newest().
 */
GtkWidget  *exm_tune_page_new (void);
void        exm_tune_page_set_dataset (ExmTunePage *self,
                                       ExmDataset  *dataset);
ExmDataset *exm_tune_page_get_dataset (ExmTunePage *self);

/**
 * exm_tune_page_set_catalogue: the models; before the dataset.
 */
void        exm_tune_page_set_catalogue (ExmTunePage  *self,
                                         ExmCatalogue *catalogue);
const char *exm_tune_page_get_base_model (ExmTunePage *self);

/**
 * exm_tune_page_get_account:
 *
 * Returns: (transfer none): id of the chosen account
 */
const char *exm_tune_page_get_account (ExmTunePage *self);

/**
 * exm_tune_page_is_busy: a job is being prepared or followed.
 */
gboolean exm_tune_page_is_busy (ExmTunePage *self);

/**
 * exm_tune_page_get_foot:
 *
 * Returns: (transfer none): what belongs below the page and always in sight: its
 *   one button. Hidden while a job is under way.
 */
GtkWidget *exm_tune_page_get_foot (ExmTunePage *self);
void       exm_tune_page_show_newest (ExmTunePage *self);

G_END_DECLS
