/* exm-quarantine-line.h - a line that could not be read: its text, and the way in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

/* Lines read at a time: nobody mends more by hand. */
#define EXM_QUARANTINE_LINES 1000

/**
 * exm_quarantine_line_dup_text: for an editor; bytes that are no text are shown as such.
 */
char *exm_quarantine_line_dup_text (const ExmQuarantined *line);

/**
 * exm_quarantine_line_set_view: an editor that shows a line as it stands in the file:
 * no hyphens where it is broken.
 */
void exm_quarantine_line_set_view (GtkTextView *view);

/**
 * exm_quarantine_line_dup_where: "Line 7 of posts.jsonl", translated.
 */
char *exm_quarantine_line_dup_where (const ExmQuarantined *line);

/**
 * exm_quarantine_line_dup_bytes:
 * @text: (nullable): what the editor has now; as long as nobody has changed it the
 *   line's own bytes are returned
 */
GBytes *exm_quarantine_line_dup_bytes (const ExmQuarantined *line,
                                       const char           *text);

/**
 * exm_quarantine_line_take_command:
 * @message: (out) (transfer full): why it still cannot be read
 *
 * Returns: (transfer full) (nullable): puts the line among the examples. Reads one
 *   line: quick
 */
ExmCommand *exm_quarantine_line_take_command (ExmDataset           *dataset,
                                              const ExmQuarantined *line,
                                              const char           *text,
                                              char                **message);

/**
 * exm_quarantine_take_all_async:
 *
 * Tries all lines (the first %EXM_QUARANTINE_LINES) again as they stand in the file,
 * in a pool thread.
 *
 * Returns at finish: (transfer full) (nullable): one step for those that can be read
 *   by now; %NULL without an error: none can
 */
void        exm_quarantine_take_all_async (ExmDataset         *dataset,
                                           GCancellable       *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data);
ExmCommand *exm_quarantine_take_all_finish (ExmDataset   *dataset,
                                            GAsyncResult *result,
                                            GError      **error);

G_END_DECLS
