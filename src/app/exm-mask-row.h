/* exm-mask-row.h - says that personal data is masked in what is uploaded
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_MASK_ROW (exm_mask_row_get_type ())
G_DECLARE_FINAL_TYPE (ExmMaskRow, exm_mask_row, EXM, MASK_ROW, AdwActionRow)

/**
 * exm_mask_row_set_dataset:
 * @dataset: (nullable)
 *
 * The row is to be seen while the dataset asks for masking.
 */
void exm_mask_row_set_dataset (ExmMaskRow *self,
                               ExmDataset *dataset);

G_END_DECLS
