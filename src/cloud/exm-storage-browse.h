/* exm-storage-browse.h - what lies in Cloud Storage: folders, files, and fetching one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-storage.h"

G_BEGIN_DECLS

/* Forms, threads and errors as in exm-storage.h. Cloud Storage has no folders:
 * they are what names have in common up to a "/"
 * (https://cloud.google.com/storage/docs/folders). */

/**
 * ExmStorageFolder:
 * @bucket: its bucket
 * @prefix: "" for the bucket itself, else it ends with "/"
 * @folders: (element-type utf8): prefixes of the folders in it, by name
 * @objects: (element-type ExmStoredObject): the files right in it, by name
 */
typedef struct
{
  char      *bucket;
  char      *prefix;
  GPtrArray *folders;
  GPtrArray *objects;
} ExmStorageFolder;

#define EXM_TYPE_STORAGE_FOLDER (exm_storage_folder_get_type ())

GType             exm_storage_folder_get_type (void);
ExmStorageFolder *exm_storage_folder_copy (const ExmStorageFolder *self);
void              exm_storage_folder_free (ExmStorageFolder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmStorageFolder, exm_storage_folder_free)

/**
 * exm_storage_list_folder:
 * @prefix: (nullable): "" or %NULL: the bucket itself; else "a/b/"
 *
 * Returns: (transfer full) (nullable): what lies there
 */
ExmStorageFolder *exm_storage_list_folder (ExmGoogle    *google,
                                           const char   *bucket,
                                           const char   *prefix,
                                           GCancellable *cancellable,
                                           GError      **error);
void              exm_storage_list_folder_async (ExmGoogle          *google,
                                                 const char         *bucket,
                                                 const char         *prefix,
                                                 GCancellable       *cancellable,
                                                 GAsyncReadyCallback callback,
                                                 gpointer            user_data);
ExmStorageFolder *exm_storage_list_folder_finish (ExmGoogle    *google,
                                                  GAsyncResult *result,
                                                  GError      **error);

/**
 * exm_storage_dup_parent:
 * @prefix: "a/b/"
 *
 * Returns: (transfer full): "a/"; "" for "a/" and ""
 */
char *exm_storage_dup_parent (const char *prefix);

/**
 * exm_storage_dup_base_name:
 * @name: an object's name, or a prefix
 *
 * Returns: (transfer full): its last part, without "/"
 */
char *exm_storage_dup_base_name (const char *name);

/**
 * exm_storage_propose_bucket_name:
 * @project: (nullable): project id
 *
 * Returns: (transfer full): "PROJECT-tuning-RANDOM", cut so that it passes
 *   exm_storage_check_bucket_name()
 */
char *exm_storage_propose_bucket_name (const char *project);

/**
 * exm_storage_propose_location:
 * @region: (nullable): tuning region
 *
 * Returns: (transfer none): "EU" for a European region, else "US": where a new
 *   bucket lies best; tuning itself does not mind
 */
const char *exm_storage_propose_location (const char *region);

/**
 * exm_storage_split_uri:
 * @uri: (nullable): "gs://bucket/name"
 * @bucket: (out) (transfer full) (optional): its bucket
 * @name: (out) (transfer full) (optional): its name
 *
 * Returns: whether @uri has that form
 */
gboolean exm_storage_split_uri (const char *uri,
                                char      **bucket,
                                char      **name);

/**
 * exm_storage_check_training_file:
 * @object: a file in Cloud Storage
 * @max_bytes: of a training file for the chosen model; 0 = not limited
 *
 * Whether tuning can take it as it lies there, as far as its name, type and
 * size tell: Google wants JSONL. Any thread, asks nobody.
 *
 * Returns: (transfer none) (nullable): a translated sentence that says what
 *   speaks against it, %NULL: nothing
 */
const char *exm_storage_check_training_file (const ExmStoredObject *object,
                                             gint64                 max_bytes);

/**
 * ExmStorageProgressFunc:
 * @done: bytes on disk
 * @total: bytes in all
 * @user_data: data of the caller
 *
 * After each piece. Sync call: in the calling thread. Async call: in the main
 * context it was started from, never after its callback.
 */
typedef void (*ExmStorageProgressFunc) (gint64   done,
                                        gint64   total,
                                        gpointer user_data);

/**
 * exm_storage_download:
 * @object: what to fetch: exactly its generation, so that a change in between
 *   is an error and never a mixture
 * @path: where to; written beside it first and moved there once it is whole and
 *   right. A file that is there is replaced
 * @progress: (nullable): see [callback@StorageProgressFunc]
 * @progress_data: its data
 * @error: return location; EXM_CLOUD_ERROR_CHECKSUM: what came has not the
 *   checksum that Cloud Storage names (nothing is left behind);
 *   EXM_CLOUD_ERROR_NOT_FOUND: deleted or replaced meanwhile;
 *   EXM_CLOUD_ERROR_LOCAL_FILE: @path cannot be written;
 *   EXM_CLOUD_ERROR_BAD_REPLY: more or other bytes than asked for
 *
 * Fetches a file in pieces of 8 MiB, each tried again by itself. Memory does
 * not grow with the file.
 */
gboolean exm_storage_download (ExmGoogle             *google,
                               const ExmStoredObject *object,
                               const char            *path,
                               ExmStorageProgressFunc progress,
                               gpointer               progress_data,
                               GCancellable          *cancellable,
                               GError               **error);
void     exm_storage_download_async (ExmGoogle             *google,
                                     const ExmStoredObject *object,
                                     const char            *path,
                                     ExmStorageProgressFunc progress,
                                     gpointer               progress_data,
                                     GCancellable          *cancellable,
                                     GAsyncReadyCallback    callback,
                                     gpointer               user_data);
gboolean exm_storage_download_finish (ExmGoogle    *google,
                                      GAsyncResult *result,
                                      GError      **error);

G_END_DECLS
