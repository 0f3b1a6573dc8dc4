/* exm-label-buttons.h - a button for each label, with its key; hundreds can be searched
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_LABEL_BUTTONS (exm_label_buttons_get_type ())
G_DECLARE_FINAL_TYPE (ExmLabelButtons, exm_label_buttons, EXM, LABEL_BUTTONS, GtkWidget)

/**
 * ExmLabelButtons:
 *
 * Buttons in lines, in the order of the labels. With more labels than fit, a
 * line to type in stands above: what is typed leaves the buttons whose names
 * have it, Enter gives the first of them. Main thread.
 *
 * Signals:
 * `picked (guint label_id)`: a button was pressed, or found and entered
 * `left ()`: the search was ended; who had the focus should have it again
 */
GtkWidget *exm_label_buttons_new (void);

/**
 * exm_label_buttons_set_dataset:
 * @dataset: (nullable)
 */
void exm_label_buttons_set_dataset (ExmLabelButtons *self,
                                    ExmDataset      *dataset);

/**
 * exm_label_buttons_set_current: marks the button of the label that the post has; 0 = none.
 */
void exm_label_buttons_set_current (ExmLabelButtons *self,
                                    ExmLabelId       id);

/**
 * exm_label_buttons_set_low: two lines at most, where the posts want the room.
 */
void exm_label_buttons_set_low (ExmLabelButtons *self,
                                gboolean         low);

/**
 * exm_label_buttons_find: opens the search with the cursor in it.
 */
void exm_label_buttons_find (ExmLabelButtons *self);

G_END_DECLS
