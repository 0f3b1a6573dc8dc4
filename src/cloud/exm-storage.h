/* exm-storage.h - buckets and objects of Cloud Storage
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-google.h"

G_BEGIN_DECLS

/* JSON API v1: https://cloud.google.com/storage/docs/json_api/v1
 *
 * Each call has a form that waits (workers, command line) and an _async/_finish
 * pair that does the same on a worker. Errors: EXM_CLOUD_ERROR as the table in
 * exm-cloud-error.h gives it; G_IO_ERROR_CANCELLED. Lists follow all pages.
 */

/**
 * ExmBucket:
 * @name: globally unique name
 * @location: (nullable): "US", "EU", "US-CENTRAL1", …, upper case
 * @storage_class: (nullable): "STANDARD", …
 * @project_number: (nullable): number of the project that owns it
 * @created: Unix seconds, 0 unknown
 * @uniform_access: uniform bucket-level access is on
 */
typedef struct
{
  char    *name;
  char    *location;
  char    *storage_class;
  char    *project_number;
  gint64   created;
  gboolean uniform_access;
} ExmBucket;

/**
 * ExmStoredObject:
 * @bucket: its bucket
 * @name: its name, not percent-encoded
 * @content_type: (nullable): its media type
 * @generation: which version of that name; > 0
 * @size: bytes
 * @crc32c: checksum of the bytes, if @has_crc32c
 * @updated: Unix seconds, 0 unknown
 */
typedef struct
{
  char    *bucket;
  char    *name;
  char    *content_type;
  gint64   generation;
  gint64   size;
  guint32  crc32c;
  gboolean has_crc32c;
  gint64   updated;
} ExmStoredObject;

#define EXM_TYPE_BUCKET (exm_bucket_get_type ())
#define EXM_TYPE_STORED_OBJECT (exm_stored_object_get_type ())

GType            exm_bucket_get_type (void);
ExmBucket       *exm_bucket_copy (const ExmBucket *self);
void             exm_bucket_free (ExmBucket *self);
GType            exm_stored_object_get_type (void);
ExmStoredObject *exm_stored_object_copy (const ExmStoredObject *self);
void             exm_stored_object_free (ExmStoredObject *self);

/**
 * exm_stored_object_dup_uri:
 *
 * Returns: (transfer full): "gs://bucket/name", as tuning wants it
 */
char *exm_stored_object_dup_uri (const ExmStoredObject *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmBucket, exm_bucket_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmStoredObject, exm_stored_object_free)

/**
 * exm_storage_check_bucket_name:
 * @name: a proposed name
 *
 * The rules of https://cloud.google.com/storage/docs/buckets#naming, without
 * names with dots (they need a verified domain).
 *
 * Returns: (transfer none) (nullable): a translated sentence that says what is
 *   wrong, %NULL if the name is fine
 */
const char *exm_storage_check_bucket_name (const char *name);

/* Buckets */

/**
 * exm_storage_list_buckets:
 * @project: project id or number
 *
 * Returns: (transfer container) (element-type ExmBucket) (nullable): all
 *   buckets of the project
 */
GPtrArray *exm_storage_list_buckets (ExmGoogle    *google,
                                     const char   *project,
                                     GCancellable *cancellable,
                                     GError      **error);
void       exm_storage_list_buckets_async (ExmGoogle          *google,
                                           const char         *project,
                                           GCancellable       *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data);
GPtrArray *exm_storage_list_buckets_finish (ExmGoogle    *google,
                                            GAsyncResult *result,
                                            GError      **error);

/**
 * exm_storage_get_bucket:
 *
 * Returns: (transfer full) (nullable): the bucket; EXM_CLOUD_ERROR_NOT_FOUND
 *   if there is none, EXM_CLOUD_ERROR_DENIED if it is another's
 */
ExmBucket *exm_storage_get_bucket (ExmGoogle    *google,
                                   const char   *bucket,
                                   GCancellable *cancellable,
                                   GError      **error);
void       exm_storage_get_bucket_async (ExmGoogle          *google,
                                         const char         *bucket,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
ExmBucket *exm_storage_get_bucket_finish (ExmGoogle    *google,
                                          GAsyncResult *result,
                                          GError      **error);

/**
 * exm_storage_create_bucket:
 * @project: project id or number
 * @bucket: its name
 * @location: (nullable): "US", "EU" or a region; cannot be changed later
 *
 * Uniform access, public access prevented, storage class STANDARD. Never
 * repeated blindly: after a lost answer the bucket is looked up, and taken as
 * created if it is the project's. EXM_CLOUD_ERROR_CONFLICT: the name is taken.
 *
 * Returns: (transfer full) (nullable): the new bucket
 */
ExmBucket *exm_storage_create_bucket (ExmGoogle    *google,
                                      const char   *project,
                                      const char   *bucket,
                                      const char   *location,
                                      GCancellable *cancellable,
                                      GError      **error);
void       exm_storage_create_bucket_async (ExmGoogle          *google,
                                            const char         *project,
                                            const char         *bucket,
                                            const char         *location,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
ExmBucket *exm_storage_create_bucket_finish (ExmGoogle    *google,
                                             GAsyncResult *result,
                                             GError      **error);

/* Objects */

/**
 * exm_storage_get_object:
 *
 * Returns: (transfer full) (nullable): what is known of the object now
 */
ExmStoredObject *exm_storage_get_object (ExmGoogle    *google,
                                         const char   *bucket,
                                         const char   *name,
                                         GCancellable *cancellable,
                                         GError      **error);
void             exm_storage_get_object_async (ExmGoogle          *google,
                                               const char         *bucket,
                                               const char         *name,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
ExmStoredObject *exm_storage_get_object_finish (ExmGoogle    *google,
                                                GAsyncResult *result,
                                                GError      **error);

/**
 * exm_storage_list_objects:
 * @prefix: (nullable): only names that begin so
 *
 * Returns: (transfer container) (element-type ExmStoredObject) (nullable)
 */
GPtrArray *exm_storage_list_objects (ExmGoogle    *google,
                                     const char   *bucket,
                                     const char   *prefix,
                                     GCancellable *cancellable,
                                     GError      **error);
void       exm_storage_list_objects_async (ExmGoogle          *google,
                                           const char         *bucket,
                                           const char         *prefix,
                                           GCancellable       *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data);
GPtrArray *exm_storage_list_objects_finish (ExmGoogle    *google,
                                            GAsyncResult *result,
                                            GError      **error);

/**
 * exm_storage_delete_object:
 * @generation: the version to delete, > 0: a newer one of the same name is
 *   never touched
 *
 * Returns: %TRUE also when it was gone already
 */
gboolean exm_storage_delete_object (ExmGoogle    *google,
                                    const char   *bucket,
                                    const char   *name,
                                    gint64        generation,
                                    GCancellable *cancellable,
                                    GError      **error);
void     exm_storage_delete_object_async (ExmGoogle          *google,
                                          const char         *bucket,
                                          const char         *name,
                                          gint64              generation,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
gboolean exm_storage_delete_object_finish (ExmGoogle    *google,
                                           GAsyncResult *result,
                                           GError      **error);

G_END_DECLS
