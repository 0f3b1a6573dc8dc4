/* exm-label-picker.h - choosing one label among hundreds, or making a new one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_LABEL_PICKER (exm_label_picker_get_type ())
G_DECLARE_FINAL_TYPE (ExmLabelPicker, exm_label_picker, EXM, LABEL_PICKER, GtkPopover)

/**
 * ExmLabelPicker:
 *
 * One popover for all rows. Typing filters; the arrow keys walk the list; a digit
 * typed first is the label with that key; Enter takes the chosen one or makes a
 * label of the text.
 *
 * Signals:
 * `picked (guint label)`: 0 = no label
 * `named (char *name)`: a label of that name is to be made and given
 */
GtkWidget *exm_label_picker_new (void);

/**
 * exm_label_picker_set_dataset: (nullable)
 */
void exm_label_picker_set_dataset (ExmLabelPicker *self,
                                   ExmDataset     *dataset);

/**
 * exm_label_picker_set_can_create: %FALSE where only labels that exist make sense (a filter).
 */
void exm_label_picker_set_can_create (ExmLabelPicker *self,
                                      gboolean        can_create);

/**
 * exm_label_picker_open:
 * @current: the label that is chosen at first, 0 = the first
 *
 * Empties the text, shows all labels and pops up.
 */
void exm_label_picker_open (ExmLabelPicker *self,
                            ExmLabelId      current);

/**
 * exm_label_picker_find_key:
 *
 * Returns: (transfer none) (nullable): the label that this character gives
 */
ExmLabel *exm_label_picker_find_key (ExmDataset *dataset,
                                     gunichar    key);

G_END_DECLS
