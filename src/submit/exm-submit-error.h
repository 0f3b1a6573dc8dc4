/* exm-submit-error.h - what can stop a submission, by what the caller can do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define EXM_SUBMIT_ERROR (exm_submit_error_quark ())

/**
 * ExmSubmitError:
 * @EXM_SUBMIT_ERROR_NOT_READY: the dataset is not fit yet (too few examples, too
 *   large a file): work on it
 * @EXM_SUBMIT_ERROR_MODEL: the base model is unknown, retired, or not offered
 *   there: choose another
 * @EXM_SUBMIT_ERROR_OPTION: one of the options makes no sense: mend it
 * @EXM_SUBMIT_ERROR_ACCOUNT: the submission belongs to another kind of account
 *   (practice or Google) than the session given
 * @EXM_SUBMIT_ERROR_BUCKET: no bucket was chosen: choose one
 * @EXM_SUBMIT_ERROR_BUSY: this submission is already under way
 * @EXM_SUBMIT_ERROR_NOT_FOUND: there is no such submission, job or model
 * @EXM_SUBMIT_ERROR_FILE: a file of the submission cannot be written
 * @EXM_SUBMIT_ERROR_UNCERTAIN: a job was asked for, but it cannot yet be told
 *   whether it was made: resume later. Nothing is sent twice
 *
 * Beside these a submission fails with %EXM_DATA_ERROR (the dataset),
 * %EXM_CLOUD_ERROR (the other side) and %G_IO_ERROR_CANCELLED.
 */
typedef enum
{
  EXM_SUBMIT_ERROR_NOT_READY,
  EXM_SUBMIT_ERROR_MODEL,
  EXM_SUBMIT_ERROR_OPTION,
  EXM_SUBMIT_ERROR_ACCOUNT,
  EXM_SUBMIT_ERROR_BUCKET,
  EXM_SUBMIT_ERROR_BUSY,
  EXM_SUBMIT_ERROR_NOT_FOUND,
  EXM_SUBMIT_ERROR_FILE,
  EXM_SUBMIT_ERROR_UNCERTAIN,
} ExmSubmitError;

GQuark exm_submit_error_quark (void);

G_END_DECLS
