/* exm-submit-error.c - what can stop a submission, by what the caller can do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-submit-error.h"

G_DEFINE_QUARK (exm_submit_error, exm_submit_error)
