/* exm-saved-search.h - searches that are kept in the dataset under a name
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-dataset.h"

G_BEGIN_DECLS

/**
 * ExmSavedSearch:
 * @id: of its record; 0 = not kept yet
 * @name: as the user called it
 * @query: text, labels, states and problem; lists of single rows are not kept
 *
 * Not part of undo: it changes no example. Labels are kept by id, so renaming and
 * merging them does no harm.
 */
typedef struct
{
  gint64    id;
  char     *name;
  ExmQuery *query;
} ExmSavedSearch;

ExmSavedSearch *exm_saved_search_new (gint64          id,
                                      const char     *name,
                                      const ExmQuery *query);
ExmSavedSearch *exm_saved_search_copy (const ExmSavedSearch *self);
void            exm_saved_search_free (ExmSavedSearch *self);

/**
 * exm_saved_search_list_async:
 *
 * Returns at finish: (transfer full) (element-type ExmSavedSearch): oldest first
 */
void       exm_saved_search_list_async (ExmDataset         *dataset,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
GPtrArray *exm_saved_search_list_finish (GAsyncResult *result,
                                         GError      **error);

/**
 * exm_saved_search_put_async: keeps it, as a new one or in place of the one of its id.
 */
void     exm_saved_search_put_async (ExmDataset           *dataset,
                                     const ExmSavedSearch *search,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
void     exm_saved_search_drop_async (ExmDataset         *dataset,
                                      gint64              id,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
gboolean exm_saved_search_change_finish (GAsyncResult *result,
                                         GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmSavedSearch, exm_saved_search_free)

G_END_DECLS
