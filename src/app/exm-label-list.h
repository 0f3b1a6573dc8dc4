/* exm-label-list.h - the labels of the task, to look at and to edit
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_LABEL_LIST (exm_label_list_get_type ())
G_DECLARE_FINAL_TYPE (ExmLabelList, exm_label_list, EXM, LABEL_LIST, GtkWidget)

/**
 * ExmLabelList:
 *
 * Labels in the user's order with key, colour and count. Enter or a click shows
 * a label's posts (action `win.show-label`, parameter `u`); F2 edits it, Delete
 * deletes it, Alt+Up and Alt+Down move it; a menu has the same.
 */
void exm_label_list_set_dataset (ExmLabelList *self,
                                 ExmDataset   *dataset);

G_END_DECLS
