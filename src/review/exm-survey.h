/* exm-survey.h - what only a look at all posts can tell of a dataset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-dataset.h"
#include "exm-near-rows.h"
#include "exm-personal.h"

G_BEGIN_DECLS

/**
 * ExmSurvey:
 * @near: groups of posts that say the same or nearly the same
 * @conflicts: (element-type guint): numbers of groups of @near whose outputs
 *   differ, without those that are to stay as they are
 * @repeats: (element-type guint): the same of all other groups
 * @kept: (element-type guint): groups that are to stay as they are
 * @n_repeats: posts of @repeats but the first of each group
 * @n_personal: by #ExmPersonal: how many there are in all
 * @personal: (element-type ExmRowId): by #ExmPersonal: the rows that have it
 * @odd: (element-type ExmRowId): rows with odd characters, see exm_odd_chars_find()
 *
 * Of one state of the dataset. Immutable; any thread.
 */
typedef struct
{
  ExmNearRows *near;
  GArray      *conflicts;
  GArray      *repeats;
  GArray      *kept;
  guint        n_repeats;
  guint        n_personal[EXM_N_PERSONAL];
  GArray      *personal[EXM_N_PERSONAL];
  GArray      *odd;

  /*< private >*/
  gatomicrefcount ref_count;
} ExmSurvey;

/**
 * exm_survey_read_sync:
 * @n_expected: how many posts there are about, for the progress; 0 = not known
 * @progress: (nullable): called on this thread
 *
 * Reads the file three times; some 10 s for a million posts. Blocks; for worker threads.
 *
 * Returns: (transfer full): or %NULL with EXM_DATA_ERROR, G_IO_ERROR_CANCELLED
 */
ExmSurvey *exm_survey_read_sync (ExmDataset     *dataset,
                                 guint           n_expected,
                                 GCancellable   *cancellable,
                                 ExmNearProgress progress,
                                 gpointer        user_data,
                                 GError        **error);

/**
 * exm_survey_read_async:
 * @progress: (nullable): called on the caller's thread, from its main context,
 *   never after the callback
 *
 * Works in a pool thread.
 */
void       exm_survey_read_async (ExmDataset         *dataset,
                                  GCancellable       *cancellable,
                                  ExmNearProgress     progress,
                                  gpointer            progress_data,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
ExmSurvey *exm_survey_read_finish (ExmDataset   *dataset,
                                   GAsyncResult *result,
                                   GError      **error);

ExmSurvey *exm_survey_ref (ExmSurvey *self);
void       exm_survey_unref (ExmSurvey *self);

/**
 * exm_survey_get_group:
 * @group: an element of @conflicts, @repeats or @kept
 * @n_ids: (out): at least 2
 *
 * Returns: (transfer none) (array length=n_ids): its rows in list order
 */
const ExmRowId *exm_survey_get_group (const ExmSurvey *self,
                                      guint            group,
                                      gsize           *n_ids);

/**
 * exm_survey_dup_rows:
 * @groups: @conflicts, @repeats or @kept
 * @but_one: leaves one of each group out: the first that has an output, or else
 *   the first
 *
 * Returns: (transfer full) (element-type ExmRowId): all rows of these groups
 */
GArray *exm_survey_dup_rows (const ExmSurvey *self,
                             const GArray    *groups,
                             gboolean         but_one);

/**
 * exm_survey_dup_personal:
 * @kinds: bits of #ExmPersonal
 *
 * Returns: (transfer full) (element-type ExmRowId): rows that have any of these,
 *   each once, ascending
 */
GArray *exm_survey_dup_personal (const ExmSurvey *self,
                                 guint            kinds);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmSurvey, exm_survey_unref)

G_END_DECLS
