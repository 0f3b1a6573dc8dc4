/* kill-ops.h - a stream of edits that two processes can run alike
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-dataset.h"

G_BEGIN_DECLS

/* Runs operation number @index of the stream. Which one it is, and on which rows,
 * follows from @index and from the dataset's present content alone, so that a child
 * that is killed and its reference stay comparable. An operation that the content
 * does not allow (nothing to undo) does nothing. */
gboolean kill_ops_run (ExmDataset *dataset,
                       guint       index,
                       GError    **error);

/* Hash of everything a user can see: rows in order with texts, labels, states and
 * notes, the labels, the task, and the counters. */
char *kill_ops_digest (ExmDataset *dataset);

G_END_DECLS
