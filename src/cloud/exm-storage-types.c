/* exm-storage-types.c - buckets and objects as values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-storage-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-json-gate.h"

#include "exm-cloud-private.h"
#include "exm-crc32c.h"

G_DEFINE_BOXED_TYPE (ExmBucket, exm_bucket, exm_bucket_copy, exm_bucket_free)
G_DEFINE_BOXED_TYPE (ExmStoredObject, exm_stored_object, exm_stored_object_copy, exm_stored_object_free)

ExmBucket *
exm_bucket_copy (const ExmBucket *self)
{
  ExmBucket *copy;

  if (self == NULL)
    return NULL;
  copy = g_memdup2 (self, sizeof *self);
  copy->name = g_strdup (self->name);
  copy->location = g_strdup (self->location);
  copy->storage_class = g_strdup (self->storage_class);
  copy->project_number = g_strdup (self->project_number);
  return copy;
}

void
exm_bucket_free (ExmBucket *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->location);
  g_free (self->storage_class);
  g_free (self->project_number);
  g_free (self);
}

ExmStoredObject *
exm_stored_object_copy (const ExmStoredObject *self)
{
  ExmStoredObject *copy;

  if (self == NULL)
    return NULL;
  copy = g_memdup2 (self, sizeof *self);
  copy->bucket = g_strdup (self->bucket);
  copy->name = g_strdup (self->name);
  copy->content_type = g_strdup (self->content_type);
  return copy;
}

void
exm_stored_object_free (ExmStoredObject *self)
{
  if (self == NULL)
    return;
  g_free (self->bucket);
  g_free (self->name);
  g_free (self->content_type);
  g_free (self);
}

char *
exm_stored_object_dup_uri (const ExmStoredObject *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return g_strdup_printf ("gs://%s/%s", self->bucket, self->name);
}

ExmStoredObject *
_exm_stored_object_from_json (JsonObject *object)
{
  ExmStoredObject *self;
  const char      *bucket = exm_json_get_string (object, "bucket");
  const char      *name = exm_json_get_string (object, "name");
  gint64           size = -1;

  if (bucket == NULL || name == NULL || !exm_json_get_int64 (object, "size", &size) || size < 0)
    return NULL;
  self = g_new0 (ExmStoredObject, 1);
  self->bucket = g_strdup (bucket);
  self->name = g_strdup (name);
  self->size = size;
  self->content_type = g_strdup (exm_json_get_string (object, "contentType"));
  exm_json_get_int64 (object, "generation", &self->generation);
  self->has_crc32c = exm_crc32c_from_base64 (exm_json_get_string (object, "crc32c"), &self->crc32c);
  self->updated = _exm_parse_time (exm_json_get_string (object, "updated"));
  return self;
}

gboolean
_exm_object_name_is_valid (const char *name)
{
  gsize length = name != NULL ? strlen (name) : 0;

  return length >= 1 && length <= 1024 && g_utf8_validate (name, (gssize)length, NULL) &&
         strpbrk (name, "\r\n") == NULL && strcmp (name, ".") != 0 && strcmp (name, "..") != 0;
}

char *
_exm_storage_object_path (const char *bucket,
                          const char *name,
                          const char *query)
{
  g_autofree char *b = _exm_escape (bucket);
  g_autofree char *o = _exm_escape (name);

  return g_strdup_printf ("/storage/v1/b/%s/o/%s%s", b, o, query != NULL ? query : "");
}

gboolean
_exm_storage_check (const char *bucket,
                    const char *name,
                    GError    **error)
{
  if (!_exm_is_segment (bucket))
    {
      g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED,
                           _ ("The name of the bucket is not a valid one"));
      return FALSE;
    }
  if (name != NULL && !_exm_object_name_is_valid (name))
    {
      g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED,
                           _ ("The name of the file in Cloud Storage is not a valid one"));
      return FALSE;
    }
  return TRUE;
}

const char *
exm_storage_check_bucket_name (const char *name)
{
  gsize length = name != NULL ? strlen (name) : 0;

  if (length < 3 || length > 63)
    return _ ("A bucket name has 3 to 63 characters");
  if (strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-_") != length)
    return _ ("A bucket name has only small letters, digits, “-” and “_”");
  if (!g_ascii_isalnum (name[0]) || !g_ascii_isalnum (name[length - 1]))
    return _ ("A bucket name begins and ends with a letter or a digit");
  if (g_str_has_prefix (name, "goog") || strstr (name, "google") != NULL ||
      strstr (name, "g00gle") != NULL)
    return _ ("A bucket name must not look like Google’s own");
  return NULL;
}
