/* exm-post-history.h - what happened to one post, and who did it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-dataset.h"

G_BEGIN_DECLS

/**
 * exm_dataset_set_who:
 * @name: (nullable): written into each step from now on; %NULL = the name of the
 *   account (g_get_real_name()), "" = none
 *
 * Owner's thread; never waits.
 */
void exm_dataset_set_who (ExmDataset *self,
                          const char *name);

/**
 * ExmEventKind:
 * @EXM_EVENT_ADDED: came in by hand or as a copy
 * @EXM_EVENT_IMPORTED: came in with a file; `now` is its name
 * @EXM_EVENT_LABEL: `old` and `now` are labels' names of that time, %NULL = none
 * @EXM_EVENT_LABEL_MERGED, @EXM_EVENT_LABEL_RENAMED: its label was, not the post
 * @EXM_EVENT_LABEL_DELETED: `old` is the label
 * @EXM_EVENT_OUTPUT, @EXM_EVENT_INPUT, @EXM_EVENT_NOTE: texts, %NULL = none
 * @EXM_EVENT_MARK: `old` and `now` are states' names, %NULL = no mark
 * @EXM_EVENT_REVIEW: not of the log: `now` is what a reviewer said, `old` the note with it
 * @EXM_EVENT_SPLIT: `old` and `now` are translated sides, %NULL = none
 */
typedef enum
{
  EXM_EVENT_ADDED,
  EXM_EVENT_IMPORTED,
  EXM_EVENT_DELETED,
  EXM_EVENT_RESTORED,
  EXM_EVENT_LABEL,
  EXM_EVENT_LABEL_MERGED,
  EXM_EVENT_LABEL_RENAMED,
  EXM_EVENT_LABEL_DELETED,
  EXM_EVENT_OUTPUT,
  EXM_EVENT_INPUT,
  EXM_EVENT_NOTE,
  EXM_EVENT_MARK,
  EXM_EVENT_SPLIT,
  EXM_EVENT_SYSTEM,
  EXM_EVENT_MOVED,
  EXM_EVENT_REVIEW,
} ExmEventKind;

/**
 * ExmEvent:
 * @time: seconds since 1970
 * @who: (nullable)
 * @step: the translated name of the whole step ("Label 312 posts “Positive”")
 * @old, @now: (nullable): by the kind
 */
typedef struct
{
  ExmEventKind kind;
  gint64       time;
  char        *who;
  char        *step;
  char        *old;
  char        *now;
} ExmEvent;

ExmEvent *exm_event_new (ExmEventKind kind,
                         gint64       time,
                         const char  *who);
void      exm_event_free (ExmEvent *self);

/**
 * exm_event_format:
 *
 * Returns: (transfer full): what happened, translated: `Label “Positive” → “Negative”`
 */
char *exm_event_format (const ExmEvent *self);

/**
 * exm_dataset_get_post_history_async:
 * @limit: so many events at most; ask again with more for older ones
 *
 * Reads the change log backwards on `db-read` until @limit events are found or the
 * post came in: about a million small steps a second. Steps that were taken back do
 * not count.
 */
void exm_dataset_get_post_history_async (ExmDataset         *self,
                                         ExmRowId            id,
                                         guint               limit,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);

/**
 * exm_dataset_get_post_history_finish:
 * @complete: (out) (optional): there are no older ones
 *
 * Returns: (transfer container) (element-type ExmEvent): newest first
 */
GPtrArray *exm_dataset_get_post_history_finish (ExmDataset   *self,
                                                GAsyncResult *result,
                                                gboolean     *complete,
                                                GError      **error);
GPtrArray *exm_dataset_get_post_history_sync (ExmDataset   *self,
                                              ExmRowId      id,
                                              guint         limit,
                                              gboolean     *complete,
                                              GCancellable *cancellable,
                                              GError      **error);

/**
 * exm_dataset_get_label_times_sync:
 * @n: (out): elements
 *
 * When each row's label was last decided here: seconds since 1970 by row id, 0 =
 * it came with its import. A walk over the whole change log on `db-read`.
 *
 * Returns: (transfer full) (nullable) (array length=n)
 */
guint32 *exm_dataset_get_label_times_sync (ExmDataset   *self,
                                           gsize        *n,
                                           GCancellable *cancellable,
                                           GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmEvent, exm_event_free)

G_END_DECLS
