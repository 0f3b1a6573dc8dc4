/* exm-tune-form.h - what shall be tuned and how: one short form and one button
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "exm-submit-run.h"

G_BEGIN_DECLS

#define EXM_TYPE_TUNE_FORM (exm_tune_form_get_type ())
G_DECLARE_FINAL_TYPE (ExmTuneForm, exm_tune_form, EXM, TUNE_FORM, AdwBin)

/**
 * ExmTuneForm:
 *
 * Property `base-model` (id of the chosen model, notified).
 * Signal `start ()`: the button was pressed and everything was fit.
 */

/**
 * exm_tune_form_set_dataset: (nullable)
 */
void exm_tune_form_set_dataset (ExmTuneForm  *self,
                                ExmDataset   *dataset,
                                ExmCatalogue *catalogue);

/**
 * exm_tune_form_dup_options:
 *
 * Returns: (transfer full): as chosen now
 */
ExmSubmitOptions *exm_tune_form_dup_options (ExmTuneForm *self);

/**
 * exm_tune_form_set_options: fills the form after an earlier job: "a new one like this".
 */
void exm_tune_form_set_options (ExmTuneForm            *self,
                                const ExmSubmitOptions *options);

const char *exm_tune_form_get_base_model (ExmTuneForm *self);
void        exm_tune_form_set_base_model (ExmTuneForm *self,
                                          const char  *id);

/**
 * exm_tune_form_set_place:
 * @practice: it will run on the practice service
 * @hindrance: (nullable): why it cannot be started there yet, translated
 * @training_uri: (nullable): "gs://…" of the file that is used in place of the dataset
 */
void exm_tune_form_set_place (ExmTuneForm *self,
                              gboolean     practice,
                              const char  *hindrance,
                              const char  *training_uri);

/**
 * exm_tune_form_set_busy: a submission is under way: the button is off and says why.
 */
void exm_tune_form_set_busy (ExmTuneForm *self,
                             gboolean     busy);

/**
 * exm_tune_form_set_suggested: whether the button is the page's main one.
 */
void exm_tune_form_set_suggested (ExmTuneForm *self,
                                  gboolean     suggested);

/**
 * exm_tune_form_get_foot:
 *
 * Returns: (transfer none): the button, with the reason when it is off. It goes below
 *   what scrolls, so that it is always in sight.
 */
GtkWidget *exm_tune_form_get_foot (ExmTuneForm *self);

G_END_DECLS
