/* exm-split-groups.h - posts that must not stand on both sides of a split
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-dataset.h"

G_BEGIN_DECLS

/* Why posts stay together. */
typedef enum
{
  EXM_TOGETHER_SAME = 1 << 0,   /* the same post, but for case, spaces and the like */
  EXM_TOGETHER_NEAR = 1 << 1,   /* nearly the same post */
  EXM_TOGETHER_AUTHOR = 1 << 2, /* by one author */
  EXM_TOGETHER_THREAD = 1 << 3, /* of one conversation */
} ExmTogether;

/* An author or a thread with more than this share of all posts binds nothing: one
 * side would be left with next to nothing. */
#define EXM_TOGETHER_MAX_SHARE 0.5

/* Nearly equal posts that are more than this share of all, and more than so many,
 * are made after one pattern: bound together they could only train, and where all
 * posts are such, nothing could be held back. Only equal ones of them stay together. */
#define EXM_TOGETHER_MAX_NEAR_SHARE 0.2
#define EXM_TOGETHER_MAX_NEAR_ROWS 8

/**
 * ExmSplitGroups:
 * @n: elements of @group and @reasons: one past the highest row id
 * @group: by row id: the lowest row of those that stay together, the row itself when
 *   it is alone; 0 = no such row
 * @reasons: by row id: bits #ExmTogether that bind it to another row
 * @n_groups: groups of two and more
 * @n_bound: rows in them
 * @n_by: rows bound by each reason, in the order of the bits
 * @ignored: bits #ExmTogether that do not bind all because one author or thread has
 *   most posts, or too many posts are made after one pattern
 * @n_pattern: posts that are nearly equal to others and not bound to them for that
 */
typedef struct
{
  gsize     n;
  ExmRowId *group;
  guint8   *reasons;
  guint     n_groups;
  guint     n_bound;
  guint     n_by[4];
  guint     ignored;
  guint     n_pattern;
} ExmSplitGroups;

/**
 * exm_split_groups_sync:
 *
 * What of a dataset must stay on one side, so that nothing that is asked for in
 * validation was learned in training: equal and nearly equal posts, as they are
 * uploaded (#ExmNearDuplicates, exm_upload_mask_get()), posts of one author, posts of one thread, and whatever these
 * bind to each other. Kapoor and Narayanan, "Leakage and the reproducibility crisis
 * in machine-learning-based science" (2023), L1.4 and L3.2.
 *
 * Blocks; for worker threads. About 5 µs a post.
 *
 * Returns: (transfer full) (nullable): %NULL with @error set
 */
ExmSplitGroups *exm_split_groups_sync (ExmDataset   *dataset,
                                       GCancellable *cancellable,
                                       GError      **error);
void            exm_split_groups_free (ExmSplitGroups *self);

/**
 * exm_split_groups_get: the group of a row; 0 = not known.
 */
static inline ExmRowId
exm_split_groups_get (const ExmSplitGroups *self,
                      ExmRowId              row)
{
  return row < self->n ? self->group[row] : 0;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmSplitGroups, exm_split_groups_free)

G_END_DECLS
