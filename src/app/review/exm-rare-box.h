/* exm-rare-box.h - labels that hardly any post has: put into another one, or left as they are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_RARE_BOX (exm_rare_box_get_type ())
G_DECLARE_FINAL_TYPE (ExmRareBox, exm_rare_box, EXM, RARE_BOX, GtkWidget)

/**
 * ExmRareBox:
 *
 * The first rare labels of a dataset, each with its two ways out; it keeps itself up
 * to date. Each decision is one step that can be undone.
 */
GtkWidget *exm_rare_box_new (void);

/**
 * exm_rare_box_set_dataset: (nullable)
 */
void exm_rare_box_set_dataset (ExmRareBox *self,
                               ExmDataset *dataset);

/**
 * exm_rare_box_merge_all: asks for the label that all rare ones become.
 */
void exm_rare_box_merge_all (ExmRareBox *self);

/**
 * exm_rare_box_leave_all: none of them is a problem any more.
 */
void exm_rare_box_leave_all (ExmRareBox *self);

G_END_DECLS
