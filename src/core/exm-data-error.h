/* exm-data-error.h - what can go wrong with a dataset, by what the caller can do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define EXM_DATA_ERROR (exm_data_error_quark ())

/**
 * ExmDataError:
 * @EXM_DATA_ERROR_NOT_FOUND: the file, row or label is not there: choose another
 * @EXM_DATA_ERROR_INVALID: the request makes no sense for this dataset: mend the input
 * @EXM_DATA_ERROR_CONFLICT: the name is taken: choose another
 * @EXM_DATA_ERROR_BUSY: another process has the dataset open: close it there
 * @EXM_DATA_ERROR_CORRUPT: the file is damaged: offer a rescue into a new file
 * @EXM_DATA_ERROR_NO_SPACE: the disk is full: make room, try again
 * @EXM_DATA_ERROR_TOO_NEW: written by a newer version: opens read-only
 * @EXM_DATA_ERROR_READ_ONLY: the file or folder cannot be written: save a copy elsewhere
 * @EXM_DATA_ERROR_IO: the disk failed
 *
 * Cancellation is never one of these but %G_IO_ERROR_CANCELLED.
 */
typedef enum
{
  EXM_DATA_ERROR_NOT_FOUND,
  EXM_DATA_ERROR_INVALID,
  EXM_DATA_ERROR_CONFLICT,
  EXM_DATA_ERROR_BUSY,
  EXM_DATA_ERROR_CORRUPT,
  EXM_DATA_ERROR_NO_SPACE,
  EXM_DATA_ERROR_TOO_NEW,
  EXM_DATA_ERROR_READ_ONLY,
  EXM_DATA_ERROR_IO,
} ExmDataError;

GQuark exm_data_error_quark (void);

G_END_DECLS
