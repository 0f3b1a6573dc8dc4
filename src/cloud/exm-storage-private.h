/* exm-storage-private.h - objects, for the upload
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "exm-storage.h"

G_BEGIN_DECLS

/* (nullable): an Object resource; NULL if it has no bucket, name or size. */
ExmStoredObject *_exm_stored_object_from_json (JsonObject *object);

/* 1–1024 bytes of UTF-8, no line breaks, not "." or "..". */
gboolean _exm_object_name_is_valid (const char *name);

/* The path of an object, percent-encoded. */
char *_exm_storage_object_path (const char *bucket,
                                const char *name,
                                const char *query);

gboolean _exm_storage_check (const char *bucket,
                             const char *name,
                             GError    **error);

G_END_DECLS
