/* exm-task-panel.h - the task: instruction, templates, labels
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_TASK_PANEL (exm_task_panel_get_type ())
G_DECLARE_FINAL_TYPE (ExmTaskPanel, exm_task_panel, EXM, TASK_PANEL, GtkWidget)

/**
 * ExmTaskPanel:
 *
 * What the model is asked, and the exact line that Google gets for one example.
 * What is typed is stored when typing pauses and when the focus goes: one step of
 * undo a burst, no button. Main thread.
 *
 * The label list asks for the rows of a label by the window's action
 * `win.show-label` (parameter `u`: the label).
 */
GtkWidget *exm_task_panel_new (void);

/**
 * exm_task_panel_set_dataset:
 * @dataset: (nullable): what was typed for the former one is stored first
 */
void exm_task_panel_set_dataset (ExmTaskPanel *self,
                                 ExmDataset   *dataset);

/**
 * exm_task_panel_set_row: the example whose line is shown; 0 = the first of the dataset.
 */
void exm_task_panel_set_row (ExmTaskPanel *self,
                             ExmRowId      id);

/**
 * exm_task_panel_flush: stores what has been typed and not yet stored.
 */
void exm_task_panel_flush (ExmTaskPanel *self);

/**
 * exm_task_panel_focus_instruction: puts the cursor into the system instruction.
 */
void exm_task_panel_focus_instruction (ExmTaskPanel *self);

G_END_DECLS
