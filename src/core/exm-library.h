/* exm-library.h - the folder of datasets that the start page lists
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_LIBRARY_ITEM (exm_library_item_get_type ())
G_DECLARE_FINAL_TYPE (ExmLibraryItem, exm_library_item, EXM, LIBRARY_ITEM, GObject)

/**
 * ExmLibraryItem: one dataset file. Property `info` notifies when it was looked at again.
 */
GFile                *exm_library_item_get_file (ExmLibraryItem *self);
const char           *exm_library_item_get_name (ExmLibraryItem *self);
const ExmDatasetInfo *exm_library_item_get_info (ExmLibraryItem *self);

#define EXM_TYPE_LIBRARY (exm_library_get_type ())
G_DECLARE_FINAL_TYPE (ExmLibrary, exm_library, EXM, LIBRARY, GObject)

/**
 * ExmLibrary:
 *
 * GListModel of #ExmLibraryItem, newest first: the files of the data folder
 * (`$XDG_DATA_HOME/exemplar/datasets`, made 0700) and those that the user opened
 * elsewhere (remembered in `recent` beside it). Watches the folder; looks into
 * files on a worker. Main thread. Property `loading`.
 */
ExmLibrary *exm_library_new (GFile *folder);
GFile      *exm_library_get_folder (ExmLibrary *self);
gboolean    exm_library_is_loading (ExmLibrary *self);

/**
 * exm_library_default_folder:
 *
 * Returns: (transfer full): the data folder's place; not made yet.
 */
GFile *exm_library_default_folder (void);

/**
 * exm_library_unique_file:
 * @name: wished name, e.g. "Social Posts"; characters that files cannot have are replaced
 *
 * Returns: (transfer full): `name.exemplar` or `name 2.exemplar` …, free now.
 */
GFile *exm_library_unique_file (GFile      *folder,
                                const char *name);

void exm_library_remember (ExmLibrary *self,
                           GFile      *file);
void exm_library_refresh (ExmLibrary *self,
                          GFile      *file);

/**
 * exm_library_rename_async: gives a closed dataset another name.
 */
void   exm_library_rename_async (ExmLibrary         *self,
                                 GFile              *file,
                                 const char         *name,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);
GFile *exm_library_rename_finish (ExmLibrary   *self,
                                  GAsyncResult *result,
                                  GError      **error);

/**
 * exm_library_trash_async:
 *
 * Moves a closed dataset into the folder's own trash (`.trash`), from which
 * [method@Library.restore_async] brings it back; [method@Library.empty_trash]
 * hands what lies there to the desktop's trash, called when the app ends.
 */
void   exm_library_trash_async (ExmLibrary         *self,
                                GFile              *file,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
GFile *exm_library_trash_finish (ExmLibrary   *self,
                                 GAsyncResult *result,
                                 GError      **error);
void   exm_library_restore_async (ExmLibrary         *self,
                                  GFile              *trashed,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
GFile *exm_library_restore_finish (ExmLibrary   *self,
                                   GAsyncResult *result,
                                   GError      **error);
void   exm_library_empty_trash (ExmLibrary *self);

G_END_DECLS
