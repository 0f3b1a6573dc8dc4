/* exm-upload.h - resumable upload of one file to Cloud Storage
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-storage.h"

G_BEGIN_DECLS

/**
 * ExmUploadState:
 * @session_uri: (nullable): where the upload goes on; a secret: whoever has it
 *   may write the object for a week. Keep it in a file of mode 0600, never log
 *   it. %NULL: there is no session (not begun, given up, or complete)
 * @offset: bytes the server has confirmed
 * @size: size of the file that belongs to it
 * @crc32c: checksum of that file: a state of other bytes is not resumed
 *
 * What a later process needs to go on.
 */
typedef struct
{
  const char *session_uri;
  gint64      offset;
  gint64      size;
  guint32     crc32c;
} ExmUploadState;

/**
 * ExmUploadStateFunc:
 * @state: the new state, valid during the call
 * @user_data: data of the upload
 * @error: return location for an error
 *
 * Called before the first byte goes to a session, after each confirmed chunk,
 * and once with a %NULL session_uri when there is nothing left to resume. The
 * upload waits for it, so that what it has written is true; it runs on the
 * thread that runs the upload (for the async call: a worker).
 *
 * Returns: %FALSE with @error set stops the upload with that error
 */
typedef gboolean (*ExmUploadStateFunc) (const ExmUploadState *state,
                                        gpointer              user_data,
                                        GError              **error);

/**
 * ExmUploadProgressFunc:
 * @done: bytes confirmed plus those on their way
 * @total: bytes in all
 * @bytes_per_second: over the last few seconds; 0 while unknown
 * @user_data: data of the upload
 *
 * Called at most about ten times a second and once at the end. Sync call: in
 * the calling thread. Async call: in the main context it was started from.
 */
typedef void (*ExmUploadProgressFunc) (gint64   done,
                                       gint64   total,
                                       gint64   bytes_per_second,
                                       gpointer user_data);

/**
 * ExmUpload:
 * @path: the file; must not change until the upload has ended (a change is
 *   found by the checksum and is an error, never a wrong object)
 * @bucket: where to
 * @name: object name, 1–1024 bytes of UTF-8 without line breaks
 * @content_type: media type; default "application/jsonl"
 * @resume_uri: (nullable): session_uri of a former process
 * @resume_offset: its offset (a hint: the server is asked)
 * @resume_size: its size
 * @resume_crc32c: its checksum
 * @state_func: (nullable): see [callback@UploadStateFunc]
 * @progress_func: (nullable): see [callback@UploadProgressFunc]
 * @user_data: for both
 * @chunk_size: bytes a PUT, a multiple of 262 144; default 8 MiB
 *
 * What to upload. Made with exm_upload_new(), the rest is set directly.
 */
typedef struct
{
  char                 *path;
  char                 *bucket;
  char                 *name;
  char                 *content_type;
  char                 *resume_uri;
  gint64                resume_offset;
  gint64                resume_size;
  guint32               resume_crc32c;
  ExmUploadStateFunc    state_func;
  ExmUploadProgressFunc progress_func;
  gpointer              user_data;
  gint64                chunk_size;
} ExmUpload;

#define EXM_TYPE_UPLOAD (exm_upload_get_type ())

GType      exm_upload_get_type (void);
ExmUpload *exm_upload_new (const char *path,
                           const char *bucket,
                           const char *name);
ExmUpload *exm_upload_copy (const ExmUpload *self);
void       exm_upload_free (ExmUpload *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmUpload, exm_upload_free)

/**
 * exm_upload_run:
 * @google: a session
 * @upload: what to upload; copied
 * @cancellable: (nullable): stops at once; the state stays resumable
 * @error: return location:
 *   EXM_CLOUD_ERROR_CONFLICT another object of that name exists;
 *   EXM_CLOUD_ERROR_CHECKSUM the stored bytes were not ours and were deleted by
 *   their generation; EXM_CLOUD_ERROR_LOCAL_FILE; EXM_CLOUD_ERROR_BAD_REPLY
 *   the server contradicts itself; the codes of exm_http_send() and of the
 *   error table after the tries are used up (the state stays resumable)
 *
 * Creates the object only if there is none of that name (ifGenerationMatch=0),
 * in chunks, asking the server how far it is after each doubt, and ends only
 * when size and crc32c of the stored object are those of the file. An object
 * that is there already with the same size and checksum is success: so a
 * repeated upload, or one whose last answer was lost, is harmless.
 *
 * The file is read twice: once for the checksum, once to be sent.
 * Protocol: https://cloud.google.com/storage/docs/performing-resumable-uploads
 *
 * Returns: (transfer full) (nullable): the stored object
 */
ExmStoredObject *exm_upload_run (ExmGoogle       *google,
                                 const ExmUpload *upload,
                                 GCancellable    *cancellable,
                                 GError         **error);
void             exm_upload_run_async (ExmGoogle          *google,
                                       const ExmUpload    *upload,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
ExmStoredObject *exm_upload_run_finish (ExmGoogle    *google,
                                        GAsyncResult *result,
                                        GError      **error);

G_END_DECLS
