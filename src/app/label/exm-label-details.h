/* exm-label-details.h - what can be changed of the chosen labels
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_LABEL_DETAILS (exm_label_details_get_type ())
G_DECLARE_FINAL_TYPE (ExmLabelDetails, exm_label_details, EXM, LABEL_DETAILS, GtkWidget)

/**
 * ExmLabelDetails:
 *
 * Of one label: name, key, colour, definition, each stored when it is left or
 * confirmed, each one step of undo. Of several: how many posts. The buttons below
 * use the actions labels.show, labels.again, labels.merge and labels.delete of the
 * dialog around.
 */
void exm_label_details_set_dataset (ExmLabelDetails *self,
                                    ExmDataset      *dataset);

/**
 * exm_label_details_set_labels:
 * @labels: (element-type ExmLabel): none, one or several
 */
void exm_label_details_set_labels (ExmLabelDetails *self,
                                   GPtrArray       *labels);

/**
 * exm_label_details_rename: puts the cursor into the name.
 */
void exm_label_details_rename (ExmLabelDetails *self);

/**
 * exm_label_details_flush: stores what is being typed.
 */
void exm_label_details_flush (ExmLabelDetails *self);

G_END_DECLS
