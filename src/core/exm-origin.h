/* exm-origin.h - where posts come from: who wrote them, in which thread, when
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-dataset.h"

G_BEGIN_DECLS

/* Author, thread, time and address came with the post and stay as they are; one
 * example has them whole (ExmExample.author …). This is for those who need them of
 * all posts, like a split that keeps a thread on one side. */

/**
 * ExmOriginFunc:
 * @author: (nullable): as the service writes it, "@name" or a name; borrowed
 * @thread: (nullable): posts with the same text here belong to one conversation; borrowed
 * @time: when it was written, seconds since 1970 UTC, 0 = not known
 *
 * Returns: %FALSE to stop there, which is no error
 */
typedef gboolean (*ExmOriginFunc) (ExmRowId    id,
                                   const char *author,
                                   const char *thread,
                                   gint64      time,
                                   gpointer    user_data);

/**
 * exm_dataset_foreach_origin_sync:
 *
 * Visits the examples that have an author, a thread, a time or an address, deleted
 * ones left out, in ascending order of ids, on the calling thread and with a
 * connection of its own, so from any thread but the main one. A consistent snapshot;
 * edits may go on meanwhile. Streams: about 0.3 µs an example that it does not have
 * to hold.
 *
 * Returns: %FALSE with @error set (%EXM_DATA_ERROR, %G_IO_ERROR_CANCELLED)
 */
gboolean exm_dataset_foreach_origin_sync (ExmDataset   *self,
                                          ExmOriginFunc func,
                                          gpointer      user_data,
                                          GCancellable *cancellable,
                                          GError      **error);

G_END_DECLS
