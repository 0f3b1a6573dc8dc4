/* exm-review.h - what somebody else decided, beside one's own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-agreement.h"
#include "exm-post-history.h"

G_BEGIN_DECLS

#define EXM_REVIEW_KIND "review"

/* How a difference was dealt with. */
typedef enum
{
  EXM_SETTLED_OPEN,
  EXM_SETTLED_MINE,
  EXM_SETTLED_THEIRS,
  EXM_SETTLED_OTHER,
} ExmSettled;

/**
 * ExmReviewItem: one post of the review.
 * @row: in the dataset
 * @mine, @theirs: (nullable): labels' names (or output texts) at the time of merging, %NULL = none
 * @note: (nullable): the reviewer's
 * @changed: the post was edited on either side since the copy was made
 */
typedef struct
{
  ExmRowId   row;
  char      *mine;
  char      *theirs;
  char      *note;
  gboolean   changed;
  ExmSettled settled;
} ExmReviewItem;

/**
 * ExmReview: one merged file.
 * @id: of its record, 0 = not stored
 * @copy: UUID of the file
 * @who: the reviewer
 * @time: of the merging, seconds since 1970
 * @items: (element-type ExmReviewItem): posts that were found again
 * @n_vanished: posts that are no longer in the dataset
 * @n_open: posts that the reviewer did not decide
 * @is_again: the same file had been merged before; this replaces it
 */
typedef struct
{
  gint64     id;
  char      *copy;
  char      *who;
  gint64     time;
  GPtrArray *items;
  guint      n_vanished;
  guint      n_open;
  gboolean   is_again;
} ExmReview;

void exm_review_free (ExmReview *self);

/**
 * exm_review_read_sync:
 * @file: a review copy that was labelled, or any dataset file: then posts are found
 *   by what they say
 *
 * Reads and compares; no post changes. Blocks; for worker threads.
 */
ExmReview *exm_review_read_sync (ExmDataset   *dataset,
                                 GFile        *file,
                                 GCancellable *cancellable,
                                 GError      **error);

/**
 * exm_review_merge_sync: as above, and writes who said what into the dataset, and
 * into posts that have no label yet the reviewer's, in one step that can be undone.
 * The same file merged again replaces what it said before.
 * @n_taken: (out) (optional): posts that got the reviewer's label
 */
ExmReview *exm_review_merge_sync (ExmDataset   *dataset,
                                  GFile        *file,
                                  guint        *n_taken,
                                  GCancellable *cancellable,
                                  GError      **error);

/**
 * exm_review_save_sync: what is settled, durably.
 */
gboolean exm_review_save_sync (ExmDataset *dataset,
                               ExmReview  *self,
                               GError    **error);

/**
 * exm_review_list_sync:
 *
 * Returns: (transfer container) (element-type ExmReview): oldest first
 */
GPtrArray *exm_review_list_sync (ExmDataset *dataset,
                                 GError    **error);
gboolean   exm_review_drop_sync (ExmDataset *dataset,
                                 gint64      id,
                                 GError    **error);

/**
 * exm_review_is_conflict: both decided, and not the same.
 */
gboolean exm_review_item_is_conflict (const ExmReviewItem *self);

/**
 * ExmReviewNumbers:
 * @kappa: between oneself and the reviewer
 * @names: (array zero-terminated=1): category n is names[n - 1]
 * @by_label, @confusions: see exm_agreement_by_label(), exm_agreement_confusions()
 */
typedef struct
{
  ExmKappa kappa;
  char   **names;
  GArray  *by_label;
  GArray  *confusions;
} ExmReviewNumbers;

ExmReviewNumbers *exm_review_count (const ExmReview *self);
void              exm_review_numbers_free (ExmReviewNumbers *self);

/**
 * exm_review_alpha: oneself and all reviewers together.
 * @reviews: (element-type ExmReview)
 */
ExmAlpha exm_review_alpha (GPtrArray *reviews,
                           guint64    seed);

/**
 * exm_review_events_sync: what reviewers said of one post, for its history.
 *
 * Returns: (transfer container) (element-type ExmEvent): newest first
 */
GPtrArray *exm_review_events_sync (ExmDataset *dataset,
                                   ExmRowId    row,
                                   GError    **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmReview, exm_review_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmReviewNumbers, exm_review_numbers_free)

G_END_DECLS
