/* exm-upload-types.c - what to upload, as a value
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-upload.h"

G_DEFINE_BOXED_TYPE (ExmUpload, exm_upload, exm_upload_copy, exm_upload_free)

ExmUpload *
exm_upload_new (const char *path,
                const char *bucket,
                const char *name)
{
  ExmUpload *self;

  g_return_val_if_fail (path != NULL && bucket != NULL && name != NULL, NULL);

  self = g_new0 (ExmUpload, 1);
  self->path = g_strdup (path);
  self->bucket = g_strdup (bucket);
  self->name = g_strdup (name);
  self->content_type = g_strdup ("application/jsonl");
  self->chunk_size = 8 * 1024 * 1024;
  return self;
}

ExmUpload *
exm_upload_copy (const ExmUpload *self)
{
  ExmUpload *copy;

  if (self == NULL)
    return NULL;
  copy = g_memdup2 (self, sizeof *self);
  copy->path = g_strdup (self->path);
  copy->bucket = g_strdup (self->bucket);
  copy->name = g_strdup (self->name);
  copy->content_type = g_strdup (self->content_type);
  copy->resume_uri = g_strdup (self->resume_uri);
  return copy;
}

void
exm_upload_free (ExmUpload *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self->bucket);
  g_free (self->name);
  g_free (self->content_type);
  g_free (self->resume_uri);
  g_free (self);
}
