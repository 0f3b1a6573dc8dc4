/* exm-window.h - the window: the library, or one dataset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "exm-dataset.h"
#include "exm-library.h"

G_BEGIN_DECLS

#define EXM_TYPE_WINDOW (exm_window_get_type ())
G_DECLARE_FINAL_TYPE (ExmWindow, exm_window, EXM, WINDOW, AdwApplicationWindow)

/**
 * ExmWindow:
 *
 * Actions that its widgets may name: `win.show-problem (u)` an #ExmProblem,
 * `win.show-label (u)`, `win.show-row (u)`, `win.show-page (s)` examples, tune or
 * test, `win.quarantine`, `win.accounts`, `win.tidy`, `win.edit-task`, `win.import`, `win.paste-posts`,
 * `win.export`, `win.undo`, `win.redo`, `win.library`, `win.open-recent (s)` an
 * address, `win.clear-recent`, `win.import-again (s)` the address of a file of posts.
 *
 * Property `dataset` (readable, notified): NULL while the library is shown.
 */
ExmWindow *exm_window_new (AdwApplication *application,
                           ExmLibrary     *library);

/**
 * exm_window_open_file:
 *
 * Opens a dataset; any other file is imported into a new one, unless a dataset
 * was made from it before and the file is still the same: then that one opens, and
 * a toast offers to import again.
 */
void exm_window_open_file (ExmWindow *self,
                           GFile     *file);

/**
 * exm_window_get_dataset: (nullable)
 */
ExmDataset *exm_window_get_dataset (ExmWindow *self);

/**
 * exm_window_is_free: shows the library and does nothing else: a file may be opened in it.
 */
gboolean exm_window_is_free (ExmWindow *self);

/**
 * exm_window_show_newest_job: the Tune page with the job that was started last.
 */
void exm_window_show_newest_job (ExmWindow *self);

G_END_DECLS
