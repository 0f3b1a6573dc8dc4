/* exm-row-editor.h - the roomy editor below the table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_ROW_EDITOR (exm_row_editor_get_type ())
G_DECLARE_FINAL_TYPE (ExmRowEditor, exm_row_editor, EXM, ROW_EDITOR, GtkWidget)

/**
 * ExmRowEditor:
 *
 * All of one example: post, answer, state, note, own system instruction, earlier
 * turns. What is typed is kept when typing pauses, and when the focus or the
 * example changes: there is no button for it.
 *
 * Signal `pick (GtkWidget *button)`: the label is to be chosen, beside this button.
 */
GtkWidget *exm_row_editor_new (void);
void       exm_row_editor_set_dataset (ExmRowEditor *self,
                                       ExmDataset   *dataset);

/**
 * exm_row_editor_show_row:
 * @id: 0 = none
 * @number: 1-based, for the title
 */
void     exm_row_editor_show_row (ExmRowEditor *self,
                                  ExmRowId      id,
                                  guint         number);
ExmRowId exm_row_editor_get_row (ExmRowEditor *self);

/**
 * exm_row_editor_flush: sends what has been typed and not yet sent.
 */
void exm_row_editor_flush (ExmRowEditor *self);

/**
 * exm_row_editor_focus_post: puts the cursor into the post.
 */
void exm_row_editor_focus_post (ExmRowEditor *self);

G_END_DECLS
