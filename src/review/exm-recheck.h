/* exm-recheck.h - one's own decisions, decided again without seeing them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-agreement.h"
#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_RECHECK_KIND "recheck"

/* An answer that is none: passed over. */
#define EXM_RECHECK_PASSED G_MAXUINT16

/**
 * ExmRecheck: one round.
 * @id: of its record
 * @began, @ended: seconds since 1970; @ended 0 = under way
 * @n: posts
 * @rows, @labels: (array length=n): what is asked, in the order it is asked, and what
 *   had been decided
 * @answers: (array length=n): what is decided now, 0 = not yet
 * @settled: (array length=n): 1 = the difference has been dealt with
 *
 * A plain value of the thread that has it; kept in the dataset as a record, not part
 * of undo.
 */
typedef struct
{
  gint64      id;
  gint64      began;
  gint64      ended;
  guint64     seed;
  guint       n;
  ExmRowId   *rows;
  ExmLabelId *labels;
  ExmLabelId *answers;
  guint8     *settled;
} ExmRecheck;

void exm_recheck_free (ExmRecheck *self);

/**
 * exm_recheck_draw_sync:
 * @size: how many, see exm_sample_size(); fewer when there are no more
 * @min_age: seconds that must have passed since a decision made here; 0 = any
 * @imported: also labels that came with their posts
 *
 * Draws posts that have a label, stratified by label, and writes the record. %NULL
 * with %EXM_DATA_ERROR_NOT_FOUND when there is none. Blocks; for worker threads.
 */
ExmRecheck *exm_recheck_draw_sync (ExmDataset   *dataset,
                                   guint         size,
                                   gint64        min_age,
                                   gboolean      imported,
                                   guint64       seed,
                                   GCancellable *cancellable,
                                   GError      **error);

/**
 * exm_recheck_save_sync: answers and what is settled, durably. Blocks.
 */
gboolean exm_recheck_save_sync (ExmDataset *dataset,
                                ExmRecheck *self,
                                GError    **error);

/**
 * exm_recheck_list_sync:
 *
 * Returns: (transfer container) (element-type ExmRecheck): oldest first
 */
GPtrArray *exm_recheck_list_sync (ExmDataset *dataset,
                                  GError    **error);

/**
 * exm_recheck_copy: to save it on another thread.
 */
ExmRecheck *exm_recheck_copy (const ExmRecheck *self);

/**
 * exm_recheck_next:
 *
 * Returns: the first that has no answer yet, @n when there is none
 */
guint exm_recheck_next (const ExmRecheck *self);
guint exm_recheck_count_answers (const ExmRecheck *self);

/**
 * exm_recheck_values:
 * @before, @now: (array length=n): for exm_kappa() and the like
 */
void exm_recheck_values (const ExmRecheck *self,
                         guint32          *before,
                         guint32          *now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmRecheck, exm_recheck_free)

G_END_DECLS
