/* exm-ready-view.h - the ready page: which account, and what still stands in the way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "exm-dataset.h"
#include "exm-ready.h"
#include "exm-submit-run.h"

G_BEGIN_DECLS

#define EXM_TYPE_READY_VIEW (exm_ready_view_get_type ())
G_DECLARE_FINAL_TYPE (ExmReadyView, exm_ready_view, EXM, READY_VIEW, AdwBin)

/**
 * ExmReadyView:
 *
 * Account, then one line when all is ready, else a row for each thing with the
 * button that mends it. Looks when it comes into sight and when its window gets
 * the focus. The practice account is ready by itself, unless somebody wants to
 * practise getting ready, too.
 *
 * Signals: `changed ()`: account, model, region, readiness or training file;
 * `open-job (char *name)`: a running tuning job shall be shown;
 * `open-problems ()`: what is wrong with the dataset shall be shown;
 * `browse ()`: a file in Cloud Storage shall be chosen.
 */

/** exm_ready_view_set_catalogue: the models; before the dataset. */
void exm_ready_view_set_catalogue (ExmReadyView *self,
                                   ExmCatalogue *catalogue);

/** exm_ready_view_set_dataset: (nullable) */
void exm_ready_view_set_dataset (ExmReadyView *self,
                                 ExmDataset   *dataset);

/** exm_ready_view_get_account: Returns: (transfer none): id of the chosen account. */
const char *exm_ready_view_get_account (ExmReadyView *self);

/** exm_ready_view_set_account: chooses another one, if it is there. */
void exm_ready_view_set_account (ExmReadyView *self,
                                 const char   *id);

gboolean exm_ready_view_is_practice (ExmReadyView *self);

/**
 * exm_ready_view_get_reason:
 *
 * Returns: (transfer none) (nullable): why tuning cannot be started yet, translated;
 *   %NULL when nothing stands in the way
 */
const char *exm_ready_view_get_reason (ExmReadyView *self);

/**
 * exm_ready_view_set_model:
 * @model: id of a base model; the region is kept if it fits
 */
void        exm_ready_view_set_model (ExmReadyView *self,
                                      const char   *model);
const char *exm_ready_view_get_model (ExmReadyView *self);

/**
 * exm_ready_view_set_training_uri: (nullable): see exm_ready_set_training_uri()
 */
void exm_ready_view_set_training_uri (ExmReadyView *self,
                                      const char   *uri);

/**
 * exm_ready_view_fill_options: project, region, bucket and training file.
 */
void exm_ready_view_fill_options (ExmReadyView     *self,
                                  ExmSubmitOptions *options);

/**
 * exm_ready_view_get_ready:
 *
 * Returns: (transfer none) (nullable): the model; its session may be %NULL
 */
ExmReady *exm_ready_view_get_ready (ExmReadyView *self);

/**
 * exm_ready_view_sign_in: shows the accounts, to sign in with the chosen one again.
 */
void exm_ready_view_sign_in (ExmReadyView *self);

G_END_DECLS
