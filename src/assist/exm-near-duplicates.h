/* exm-near-duplicates.h - posts that say nearly the same
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ExmNearDuplicates:
 *
 * A search for near-duplicates among any number of texts, which are not kept:
 * they are told twice, in any order, the second time only those that are wanted
 * again. Two texts are the same when their canonical texts are equal
 * (exm_text_canonical()), and nearly the same when these have at least
 * %EXM_NEAR_MIN_CHARS characters and the sets of their character 4-grams have a
 * Jaccard similarity of at least %EXM_NEAR_SIMILARITY. What is nearly the same as
 * a member of a group belongs to the group.
 *
 *   new → add … → match → add_again … → finish
 *
 * About 3 µs and 75 bytes a post, and the canonical text of those wanted again.
 * For one thread at a time, any thread.
 */
typedef struct _ExmNearDuplicates ExmNearDuplicates;

/* Read by a person, 53 of 54 pairs at 0.80 and above were near-duplicates; between
 * 0.70 and 0.80, 46 of 48, but 9 of 48 rightly had another label. */
#define EXM_NEAR_SIMILARITY 0.80
#define EXM_NEAR_MIN_CHARS 16

/**
 * ExmNearGroups:
 * @ids: (array length=n_ids): members, group by group, each in the order told
 * @starts: (array length=n_groups + 1): where in @ids each group begins; the
 *   last is @n_ids
 * @is_same: (array length=n_groups): 1 where all members have one canonical text
 *
 * Groups of two and more, by their first member in the order told.
 */
typedef struct
{
  guint32 *ids;
  gsize    n_ids;
  gsize   *starts;
  guint8  *is_same;
  guint    n_groups;
} ExmNearGroups;

/**
 * ExmNearProgress:
 * @fraction: of the call that is running, 0 … 1
 */
typedef void (*ExmNearProgress) (double   fraction,
                                 gpointer user_data);

ExmNearDuplicates *exm_near_duplicates_new (void);
void               exm_near_duplicates_free (ExmNearDuplicates *self);

/**
 * exm_near_duplicates_add:
 * @id: the caller's name for it, each once
 * @text: any bytes, ended by NUL; not kept
 */
void exm_near_duplicates_add (ExmNearDuplicates *self,
                              guint32            id,
                              const char        *text);

/**
 * exm_near_duplicates_match:
 * @cancellable: (nullable)
 * @progress: (nullable)
 * @error: G_IO_ERROR_CANCELLED
 *
 * Once, after the last text: finds which are worth a closer look. About 0.5 s a
 * million posts.
 */
gboolean exm_near_duplicates_match (ExmNearDuplicates *self,
                                    GCancellable      *cancellable,
                                    ExmNearProgress    progress,
                                    gpointer           user_data,
                                    GError           **error);

/**
 * exm_near_duplicates_wants: whether the text of @id is to be told again.
 */
gboolean exm_near_duplicates_wants (const ExmNearDuplicates *self,
                                    guint32                  id);

/**
 * exm_near_duplicates_add_again:
 *
 * A text that is not wanted, or that is no longer what it was, is passed over.
 */
void exm_near_duplicates_add_again (ExmNearDuplicates *self,
                                    guint32            id,
                                    const char        *text);

/**
 * exm_near_duplicates_finish:
 *
 * Once: compares what was told again. A text that was wanted and not told is in a
 * group with its equals only.
 *
 * Returns: (transfer full): the groups, or %NULL with G_IO_ERROR_CANCELLED
 */
ExmNearGroups *exm_near_duplicates_finish (ExmNearDuplicates *self,
                                           GCancellable      *cancellable,
                                           ExmNearProgress    progress,
                                           gpointer           user_data,
                                           GError           **error);

void exm_near_groups_free (ExmNearGroups *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmNearDuplicates, exm_near_duplicates_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmNearGroups, exm_near_groups_free)

G_END_DECLS
