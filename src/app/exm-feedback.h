/* exm-feedback.h - what every widget of the window says to the user, and how
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

/* A widget says things through the window that it is in; it needs no pointer to
 * it. Outside of one (a test of a single widget) words go to the log.
 * Main thread only. */

/**
 * ExmRunFlags:
 * @EXM_RUN_DEFAULT: a toast with Undo when more than one row was touched
 * @EXM_RUN_TOAST: always a toast with Undo: something went out of sight
 * @EXM_RUN_QUIET: never a toast: the change is seen where it was made
 */
typedef enum
{
  EXM_RUN_DEFAULT = 0,
  EXM_RUN_TOAST = 1 << 0,
  EXM_RUN_QUIET = 1 << 1,
} ExmRunFlags;

/**
 * exm_feedback_flags:
 * @n_selected: rows that a command is for
 *
 * Returns: for several of them a toast, even if only one was to be changed
 */
ExmRunFlags exm_feedback_flags (guint n_selected);

/**
 * exm_feedback_tell_selected: has a screen reader say how many posts are selected; none
 * and a single one it reads out itself.
 */
void exm_feedback_tell_selected (GtkWidget *widget,
                                 guint      n_selected);

/**
 * exm_feedback_run:
 * @widget: any widget of the window
 * @command: (transfer full)
 *
 * Runs @command on @dataset; says what was done as @flags ask, and shows a
 * failure in plain words.
 */
void exm_feedback_run (GtkWidget  *widget,
                       ExmDataset *dataset,
                       ExmCommand *command,
                       ExmRunFlags flags);

/**
 * exm_feedback_run_full: as above, and tells the end.
 * @cancellable: (nullable): the dataset stays as it was when it comes in time
 * @callback: (nullable): called with the dataset as source; ask with exm_feedback_run_finish()
 */
void exm_feedback_run_full (GtkWidget          *widget,
                            ExmDataset         *dataset,
                            ExmCommand         *command,
                            ExmRunFlags         flags,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data);

/**
 * exm_feedback_run_finish:
 *
 * Returns: (transfer none) (nullable): the receipt, valid during the callback;
 *   %NULL when it failed, which the user has been told already.
 */
const ExmReceipt *exm_feedback_run_finish (GAsyncResult *result);

/**
 * exm_feedback_toast: a short event, no full stop. Plain text, not markup.
 */
void exm_feedback_toast (GtkWidget  *widget,
                         const char *text);

/**
 * exm_feedback_toast_action:
 * @button: (nullable): translated verb
 * @action: (nullable): detailed action name, e.g. `win.show-problem(uint32 5)`
 */
void exm_feedback_toast_action (GtkWidget  *widget,
                                const char *text,
                                const char *button,
                                const char *action);

/**
 * exm_feedback_lend:
 * @dialog: a dialog of the window, which has the actions win.undo and win.redo
 * @toasts: (transfer none): in it
 *
 * Until @dialog is gone, what the window says is said there, where the user looks.
 */
void exm_feedback_lend (GtkWindow *dialog,
                        GtkWidget *toasts);

/**
 * exm_feedback_error:
 * @heading: translated: what could not be done ("The file could not be opened")
 * @error: its message is the sentence below
 *
 * A dialog, for what the user must know; nothing for %G_IO_ERROR_CANCELLED.
 */
void exm_feedback_error (GtkWidget    *widget,
                         const char   *heading,
                         const GError *error);

G_END_DECLS
