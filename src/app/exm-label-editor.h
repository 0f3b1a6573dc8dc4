/* exm-label-editor.h - one label: name, key, colour, definition
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_LABEL_EDITOR (exm_label_editor_get_type ())
G_DECLARE_FINAL_TYPE (ExmLabelEditor, exm_label_editor, EXM, LABEL_EDITOR, GtkPopover)

/**
 * ExmLabelEditor:
 *
 * A popover. What is changed is stored, as one step of undo, by Enter or the
 * button; closing it in another way leaves the label as it was.
 */
GtkWidget *exm_label_editor_new (void);

/**
 * exm_label_editor_open:
 * @label: (nullable): %NULL makes a new label
 */
void exm_label_editor_open (ExmLabelEditor *self,
                            ExmDataset     *dataset,
                            ExmLabel       *label);

G_END_DECLS
