/* exm-split-make.h - the split of a dataset: what it is, making it, moving rows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-dataset.h"
#include "exm-split-groups.h"
#include "exm-split.h"

G_BEGIN_DECLS

/**
 * exm_split_is_ready: whether a submission takes the example: it has an output and a
 * post, and is not skipped.
 */
gboolean exm_split_is_ready (const ExmExample *example);

/**
 * exm_split_group:
 *
 * Returns: #ExmSplitItem.group of an example
 */
guint64 exm_split_group (const ExmSplitGroups *groups,
                         const ExmExample     *example);

/**
 * ExmSplitLine: one label in both files; arrays by #ExmSplit.
 * @label: 0 = free text
 * @name: (nullable): %NULL for free text
 * @n, @bytes: examples that are ready, and the bytes of their lines
 */
typedef struct
{
  ExmLabelId label;
  char      *name;
  guint      n[3];
  gint64     bytes[3];
} ExmSplitLine;

/**
 * ExmSplitReport:
 * @lines: (element-type ExmSplitLine): the label with most examples first
 * @total: all of them
 * @n_held: ready examples whose side was chosen by hand
 * @groups: what stays together
 * @leaks: (element-type ExmRowId): rows of groups that stand on both sides
 * @n_leaks: such groups
 * @n_refused: examples held for validation that are more than Google takes; a
 *   submission is refused then
 */
typedef struct
{
  GPtrArray      *lines;
  ExmSplitLine    total;
  guint           n_held;
  ExmSplitGroups *groups;
  GArray         *leaks;
  guint           n_leaks;
  guint           n_refused;
} ExmSplitReport;

/**
 * exm_split_report_sync:
 *
 * The split as the dataset has it. Blocks; for worker threads. About 10 µs a post.
 */
ExmSplitReport *exm_split_report_sync (ExmDataset   *dataset,
                                       GCancellable *cancellable,
                                       GError      **error);
void            exm_split_report_free (ExmSplitReport *self);

/**
 * exm_split_report_get_share: bytes of validation over those of training, 0 … ; what
 * Google refuses from 0.25 on.
 */
double exm_split_report_get_share (const ExmSplitReport *self);

/**
 * exm_split_refused_words: what @n_refused means and what to do, a sentence.
 */
char *exm_split_refused_words (guint n_refused);

/**
 * exm_split_make_sync:
 * @percent: share of validation, 1 … %EXM_SPLIT_MAX_PERCENT
 * @n_validation: (out) (optional): ready examples that go there
 *
 * Draws a split of all that are ready by the rule of submissions
 * (exm_split_run(), exm_split_groups_sync()), whatever was chosen before. Blocks; for
 * worker threads.
 *
 * Returns: (transfer full) (nullable): one step that holds each row on its side;
 *   %NULL with @error
 */
ExmCommand *exm_split_make_sync (ExmDataset   *dataset,
                                 int           percent,
                                 guint64       seed,
                                 guint        *n_validation,
                                 GCancellable *cancellable,
                                 GError      **error);

/**
 * exm_split_move_sync:
 * @rows: (array length=n_rows)
 * @n_more: (out) (optional): rows that go with them because they stay together
 *
 * Returns: (transfer full) (nullable): one step that holds @rows, and what stays
 *   together with them, on @side; %EXM_SPLIT_NONE = drawn again
 */
ExmCommand *exm_split_move_sync (ExmDataset     *dataset,
                                 const ExmRowId *rows,
                                 gsize           n_rows,
                                 ExmSplit        side,
                                 guint          *n_more,
                                 GCancellable   *cancellable,
                                 GError        **error);

/**
 * exm_split_clear: one step that forgets all sides.
 */
ExmCommand *exm_split_clear (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmSplitReport, exm_split_report_free)

G_END_DECLS
