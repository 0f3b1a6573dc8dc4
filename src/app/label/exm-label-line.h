/* exm-label-line.h - a label in the manager: key, name, definition, share, count
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_LABEL_LINE (exm_label_line_get_type ())
G_DECLARE_FINAL_TYPE (ExmLabelLine, exm_label_line, EXM, LABEL_LINE, GtkBox)

GtkWidget *exm_label_line_new (void);

/**
 * exm_label_line_set_label:
 * @label: (nullable): shown, and followed while it changes
 * @dataset: (nullable): whose posts the share is of
 */
void exm_label_line_set_label (ExmLabelLine *self,
                               ExmLabel     *label,
                               ExmDataset   *dataset);

/**
 * exm_label_line_get_label:
 *
 * Returns: (transfer none) (nullable)
 */
ExmLabel *exm_label_line_get_label (ExmLabelLine *self);

G_END_DECLS
