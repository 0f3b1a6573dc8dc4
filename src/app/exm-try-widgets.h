/* exm-try-widgets.h - a model's answer, with its label seen at a glance
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "exm-try.h"

G_BEGIN_DECLS

/**
 * exm_try_fill_answer:
 * @box: its children are replaced: the answer's text, the label in it as a chip in
 *   its colour; free text as it is
 */
void exm_try_fill_answer (GtkBox       *box,
                          const ExmTry *answer,
                          ExmDataset   *dataset);

/**
 * exm_try_dup_figures:
 *
 * Returns: (transfer full): "0.4 s · 12 tokens in, 3 out"
 */
char *exm_try_dup_figures (const ExmTry *answer);

/**
 * exm_try_row_new:
 * @answer: copied; see exm_try_row_get()
 */
GtkWidget    *exm_try_row_new (const ExmTry *answer,
                               ExmDataset   *dataset);
const ExmTry *exm_try_row_get (GtkListBoxRow *row);

G_END_DECLS
