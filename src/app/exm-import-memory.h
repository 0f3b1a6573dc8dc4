/* exm-import-memory.h - which dataset was made from which file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* So that a file that is opened a second time brings back the work that was done
 * on it, not a second copy without that work. A file is the same when its address,
 * its size and its time of change are. Kept in `$XDG_DATA_HOME/exemplar/imports`;
 * all reading and writing is done on a thread. */

/**
 * exm_import_memory_find_async: was a dataset made from @source as it is now?
 */
void exm_import_memory_find_async (GFile              *source,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);

/**
 * exm_import_memory_find_finish:
 * @stamp: (out) (transfer full) (nullable): size and time of the file, for
 *   exm_import_memory_keep(); %NULL when it has none (a pipe) or is not there
 *
 * Returns: (transfer full) (nullable): the dataset, if it is still there
 */
GFile *exm_import_memory_find_finish (GAsyncResult *result,
                                      char        **stamp);

/**
 * exm_import_memory_keep: @dataset was made from @source when that had @stamp.
 */
void exm_import_memory_keep (GFile      *source,
                             const char *stamp,
                             GFile      *dataset);

/**
 * exm_import_memory_moved: a dataset has another name now.
 */
void exm_import_memory_moved (GFile *from,
                              GFile *to);

G_END_DECLS
