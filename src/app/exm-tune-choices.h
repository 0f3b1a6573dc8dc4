/* exm-tune-choices.h - what stands in the drop-down rows of the form to tune
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "exm-catalogue.h"

G_BEGIN_DECLS

/**
 * exm_tune_choices_fill:
 * @texts: char *; gets a %NULL at its end
 *
 * Gives @row these texts to choose from, and chooses the first.
 */
void exm_tune_choices_fill (AdwComboRow *row,
                            GPtrArray   *texts);

/**
 * exm_tune_choices_select:
 * @values: what the texts of @row stand for
 * @n: length of @values
 *
 * Chooses @value, or the first if it is none of them.
 */
void exm_tune_choices_select (AdwComboRow *row,
                              const int   *values,
                              guint        n,
                              int          value);

/**
 * exm_tune_choices_dup_model:
 *
 * Returns: (transfer full): name of a model, and whether it is a preview or retired
 */
char *exm_tune_choices_dup_model (const ExmBaseModel *model);

G_END_DECLS
