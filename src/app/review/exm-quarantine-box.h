/* exm-quarantine-box.h - the first lines that could not be read, each with its editor
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_QUARANTINE_BOX (exm_quarantine_box_get_type ())
G_DECLARE_FINAL_TYPE (ExmQuarantineBox, exm_quarantine_box, EXM, QUARANTINE_BOX, GtkWidget)

/**
 * ExmQuarantineBox:
 *
 * Keeps itself up to date, but for what somebody is typing. A mended line becomes an
 * example; what was typed and not tried is kept in the dataset, as in the dialog.
 */
GtkWidget *exm_quarantine_box_new (void);

/**
 * exm_quarantine_box_set_dataset: (nullable)
 */
void exm_quarantine_box_set_dataset (ExmQuarantineBox *self,
                                     ExmDataset       *dataset);

/**
 * exm_quarantine_box_try_all: all lines, those that are not shown as well.
 */
void exm_quarantine_box_try_all (ExmQuarantineBox *self);

G_END_DECLS
