/* exm-submit-files-private.h - what a submission keeps on this computer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "exm-upload.h"

G_BEGIN_DECLS

/* $XDG_STATE_HOME/exemplar/submissions/REQUEST-ID/, each folder 0700, each file
 * 0600: the state of an upload is a bearer secret, and the posts may be private.
 */

#define FILE_SNAPSHOT "snapshot.jsonl"
#define FILE_INDEX "snapshot.index"
#define FILE_TRAINING "training.jsonl"
#define FILE_VALIDATION "validation.jsonl"

/* Chosen by hand. */
#define EXM_FROZEN_HELD (1 << 2)

/**
 * ExmFrozen: one row of the index: a ready example, or (length 0) one that is not
 * sent but still has the split of an earlier submission.
 */
typedef struct
{
  guint64 hash;    /* its group: rows with one go to the same side */
  guint32 row;     /* ExmRowId */
  guint32 length;  /* bytes of its line, line end included */
  guint32 stratum; /* label id, 0 = free text */
  guint32 split;   /* ExmSplit in the dataset when frozen, and EXM_FROZEN_HELD */
} ExmFrozen;

/**
 * _exm_submit_files_path:
 * @name: (nullable): %NULL = the folder
 *
 * Returns: (transfer full)
 */
char *_exm_submit_files_path (const char *request_id,
                              const char *name);

/**
 * _exm_submit_files_make_folder: %EXM_SUBMIT_ERROR_FILE.
 */
gboolean _exm_submit_files_make_folder (const char *request_id,
                                        GError    **error);

/**
 * _exm_submit_files_remove: the folder and all in it; what is not there is fine.
 */
void _exm_submit_files_remove (const char *request_id);

/**
 * _exm_submit_files_size: bytes of a file, -1 when it is not there.
 */
gint64 _exm_submit_files_size (const char *request_id,
                               const char *name);

/**
 * ExmSubmitFile: a file being written under a temporary name.
 */
typedef struct _ExmSubmitFile ExmSubmitFile;

ExmSubmitFile *_exm_submit_file_new (const char *request_id,
                                     const char *name,
                                     GError    **error);
gboolean       _exm_submit_file_write (ExmSubmitFile *self,
                                       gconstpointer  data,
                                       gsize          size,
                                       GError       **error);

/* Synced, renamed, the folder synced: it is there whole. Then still to be freed. */
gboolean _exm_submit_file_commit (ExmSubmitFile *self,
                                  GError       **error);

/* Removes what was not committed. */
void _exm_submit_file_free (ExmSubmitFile *self);

/* Another name for the same bytes. */
gboolean _exm_submit_files_link (const char *request_id,
                                 const char *name,
                                 const char *other,
                                 GError    **error);

/* State of an upload: "training.jsonl.upload". */
gboolean _exm_submit_files_save_upload (const char           *request_id,
                                        const char           *name,
                                        const ExmUploadState *state,
                                        GError              **error);

/* Fills the resume_ fields; a state of another origin than @origin (nullable) is
 * of no use and left out. */
void _exm_submit_files_load_upload (const char *request_id,
                                    const char *name,
                                    const char *origin,
                                    ExmUpload  *upload);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmSubmitFile, _exm_submit_file_free)

G_END_DECLS
