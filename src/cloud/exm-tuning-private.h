/* exm-tuning-private.h - tuning jobs, within the room
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "exm-tuning.h"

G_BEGIN_DECLS

/* (nullable): NULL when it has no valid name. */
ExmTuningJob *_exm_tuning_job_from_json (JsonObject *object);

G_END_DECLS
