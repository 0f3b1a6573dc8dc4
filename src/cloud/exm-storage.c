/* exm-storage.c - calls on buckets and objects of Cloud Storage
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-storage.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-json-gate.h"
#include "exm-json-write.h"

#include "exm-cloud-private.h"
#include "exm-storage-private.h"

/* Each call is written once, as one that waits; its async form runs that on a
 * worker with the arguments below. */

typedef struct
{
  char  *project;
  char  *bucket;
  char  *name; /* or location, or prefix */
  gint64 generation;
} Args;

static void
args_free (gpointer data)
{
  Args *args = data;

  g_free (args->project);
  g_free (args->bucket);
  g_free (args->name);
  g_free (args);
}

static GTask *
task_new (ExmGoogle          *google,
          gpointer            tag,
          const char         *project,
          const char         *bucket,
          const char         *name,
          gint64              generation,
          GCancellable       *cancellable,
          GAsyncReadyCallback callback,
          gpointer            user_data)
{
  GTask *task = g_task_new (google, cancellable, callback, user_data);
  Args  *args = g_new0 (Args, 1);

  args->project = g_strdup (project);
  args->bucket = g_strdup (bucket);
  args->name = g_strdup (name);
  args->generation = generation;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, args, args_free);
  return task;
}

static gpointer
finish (ExmGoogle    *google,
        GAsyncResult *result,
        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, google), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
return_pointer (GTask         *task,
                gpointer       pointer,
                GDestroyNotify destroy,
                GError        *error)
{
  if (pointer != NULL)
    g_task_return_pointer (task, pointer, destroy);
  else
    g_task_return_error (task, error);
}

static ExmBucket *
bucket_from_json (JsonObject *object)
{
  const char *name = exm_json_get_string (object, "name");
  JsonObject *access;
  ExmBucket  *self;

  if (name == NULL)
    return NULL;
  self = g_new0 (ExmBucket, 1);
  self->name = g_strdup (name);
  self->location = g_strdup (exm_json_get_string (object, "location"));
  self->storage_class = g_strdup (exm_json_get_string (object, "storageClass"));
  self->project_number = g_strdup (exm_json_get_string (object, "projectNumber"));
  self->created = _exm_parse_time (exm_json_get_string (object, "timeCreated"));
  access = exm_json_get_object (exm_json_get_object (object, "iamConfiguration"),
                                "uniformBucketLevelAccess");
  exm_json_get_bool (access, "enabled", &self->uniform_access);
  return self;
}

static void
set_odd (GError **error)
{
  g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_BAD_REPLY,
                       _ ("The answer makes no sense"));
}

static gboolean
add_bucket (JsonObject *item,
            gpointer    user_data)
{
  ExmBucket *bucket = bucket_from_json (item);

  if (bucket != NULL)
    g_ptr_array_add (user_data, bucket);
  return TRUE;
}

GPtrArray *
exm_storage_list_buckets (ExmGoogle    *google,
                          const char   *project,
                          GCancellable *cancellable,
                          GError      **error)
{
  g_autoptr (GPtrArray) buckets = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_bucket_free);
  g_autofree char *escaped = NULL;
  g_autofree char *path = NULL;
  g_autofree char *url = NULL;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && project != NULL, NULL);

  escaped = _exm_escape (project);
  path = g_strdup_printf ("/storage/v1/b?project=%s&maxResults=1000", escaped);
  url = exm_google_dup_storage_url (google, path);
  if (!_exm_google_each (google, url, "items", add_bucket, buckets, cancellable, error))
    return NULL;
  return g_steal_pointer (&buckets);
}

static void
list_buckets_thread (GTask        *task,
                     gpointer      source,
                     gpointer      data,
                     GCancellable *cancellable)
{
  Args      *args = data;
  GError    *error = NULL;
  GPtrArray *buckets = exm_storage_list_buckets (source, args->project, cancellable, &error);

  return_pointer (task, buckets, (GDestroyNotify)g_ptr_array_unref, error);
}

void
exm_storage_list_buckets_async (ExmGoogle          *google,
                                const char         *project,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr (GTask) task = task_new (google, exm_storage_list_buckets_async, project, NULL, NULL, 0,
                                     cancellable, callback, user_data);

  _exm_google_run (task, list_buckets_thread);
}

GPtrArray *
exm_storage_list_buckets_finish (ExmGoogle    *google,
                                 GAsyncResult *result,
                                 GError      **error)
{
  return finish (google, result, error);
}

ExmBucket *
exm_storage_get_bucket (ExmGoogle    *google,
                        const char   *bucket,
                        GCancellable *cancellable,
                        GError      **error)
{
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *path = NULL;
  g_autofree char *url = NULL;
  ExmBucket       *result;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && bucket != NULL, NULL);

  if (!_exm_storage_check (bucket, NULL, error))
    return NULL;
  path = g_strdup_printf ("/storage/v1/b/%s", bucket);
  url = exm_google_dup_storage_url (google, path);
  object = _exm_google_call (google, "GET", url, EXM_HTTP_RETRY, NULL, cancellable, error);
  if (object == NULL)
    return NULL;
  result = bucket_from_json (object);
  if (result == NULL)
    set_odd (error);
  return result;
}

static void
get_bucket_thread (GTask        *task,
                   gpointer      source,
                   gpointer      data,
                   GCancellable *cancellable)
{
  Args      *args = data;
  GError    *error = NULL;
  ExmBucket *bucket = exm_storage_get_bucket (source, args->bucket, cancellable, &error);

  return_pointer (task, bucket, (GDestroyNotify)exm_bucket_free, error);
}

void
exm_storage_get_bucket_async (ExmGoogle          *google,
                              const char         *bucket,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr (GTask) task = task_new (google, exm_storage_get_bucket_async, NULL, bucket, NULL, 0,
                                     cancellable, callback, user_data);

  _exm_google_run (task, get_bucket_thread);
}

ExmBucket *
exm_storage_get_bucket_finish (ExmGoogle    *google,
                               GAsyncResult *result,
                               GError      **error)
{
  return finish (google, result, error);
}

static char *
bucket_body (const char *bucket,
             const char *location)
{
  GString      *out = g_string_new (NULL);
  ExmJsonWriter w;

  exm_json_writer_init (&w, out, 0);
  exm_json_writer_begin_object (&w, NULL);
  exm_json_writer_string (&w, "name", bucket);
  if (location != NULL)
    exm_json_writer_string (&w, "location", location);
  exm_json_writer_string (&w, "storageClass", "STANDARD");
  exm_json_writer_begin_object (&w, "iamConfiguration");
  exm_json_writer_begin_object (&w, "uniformBucketLevelAccess");
  exm_json_writer_bool (&w, "enabled", TRUE);
  exm_json_writer_end (&w);
  exm_json_writer_string (&w, "publicAccessPrevention", "enforced");
  exm_json_writer_end (&w);
  exm_json_writer_end (&w);
  return g_string_free (out, FALSE);
}

/* Whether the bucket is there now and belongs to the project: then a create whose
 * answer was lost did take effect (or was not needed). */
static ExmBucket *
find_own_bucket (ExmGoogle    *google,
                 const char   *project,
                 const char   *bucket,
                 GCancellable *cancellable)
{
  g_autoptr (GPtrArray) buckets = exm_storage_list_buckets (google, project, cancellable, NULL);

  for (guint i = 0; buckets != NULL && i < buckets->len; i++)
    {
      const ExmBucket *one = g_ptr_array_index (buckets, i);

      if (strcmp (one->name, bucket) == 0)
        return exm_bucket_copy (one);
    }
  return NULL;
}

ExmBucket *
exm_storage_create_bucket (ExmGoogle    *google,
                           const char   *project,
                           const char   *bucket,
                           const char   *location,
                           GCancellable *cancellable,
                           GError      **error)
{
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *path = NULL;
  g_autofree char *url = NULL;
  g_autofree char *body = NULL;
  ExmBucket       *result = NULL;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && project != NULL && bucket != NULL, NULL);

  if (!_exm_storage_check (bucket, NULL, error))
    return NULL;
  escaped = _exm_escape (project);
  path = g_strdup_printf ("/storage/v1/b?project=%s", escaped);
  url = exm_google_dup_storage_url (google, path);
  body = bucket_body (bucket, location);
  object = _exm_google_call (google, "POST", url, EXM_HTTP_NONE, body, cancellable, &local);
  if (object != NULL)
    result = bucket_from_json (object);
  else if (exm_cloud_error_is_transient (local) && local->code != EXM_CLOUD_ERROR_OFFLINE)
    result = find_own_bucket (google, project, bucket, cancellable);

  if (result == NULL && local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (result == NULL)
    set_odd (error);
  return result;
}

static void
create_bucket_thread (GTask        *task,
                      gpointer      source,
                      gpointer      data,
                      GCancellable *cancellable)
{
  Args      *args = data;
  GError    *error = NULL;
  ExmBucket *bucket = exm_storage_create_bucket (source, args->project, args->bucket, args->name,
                                                 cancellable, &error);

  return_pointer (task, bucket, (GDestroyNotify)exm_bucket_free, error);
}

void
exm_storage_create_bucket_async (ExmGoogle          *google,
                                 const char         *project,
                                 const char         *bucket,
                                 const char         *location,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr (GTask) task = task_new (google, exm_storage_create_bucket_async, project, bucket,
                                     location, 0, cancellable, callback, user_data);

  _exm_google_run (task, create_bucket_thread);
}

ExmBucket *
exm_storage_create_bucket_finish (ExmGoogle    *google,
                                  GAsyncResult *result,
                                  GError      **error)
{
  return finish (google, result, error);
}

ExmStoredObject *
exm_storage_get_object (ExmGoogle    *google,
                        const char   *bucket,
                        const char   *name,
                        GCancellable *cancellable,
                        GError      **error)
{
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *path = NULL;
  g_autofree char *url = NULL;
  ExmStoredObject *result;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && bucket != NULL && name != NULL, NULL);

  if (!_exm_storage_check (bucket, name, error))
    return NULL;
  path = _exm_storage_object_path (bucket, name, NULL);
  url = exm_google_dup_storage_url (google, path);
  object = _exm_google_call (google, "GET", url, EXM_HTTP_RETRY, NULL, cancellable, error);
  if (object == NULL)
    return NULL;
  result = _exm_stored_object_from_json (object);
  if (result == NULL || strcmp (result->bucket, bucket) != 0 || strcmp (result->name, name) != 0)
    {
      g_clear_pointer (&result, exm_stored_object_free);
      set_odd (error);
    }
  return result;
}

static void
get_object_thread (GTask        *task,
                   gpointer      source,
                   gpointer      data,
                   GCancellable *cancellable)
{
  Args            *args = data;
  GError          *error = NULL;
  ExmStoredObject *object = exm_storage_get_object (source, args->bucket, args->name, cancellable, &error);

  return_pointer (task, object, (GDestroyNotify)exm_stored_object_free, error);
}

void
exm_storage_get_object_async (ExmGoogle          *google,
                              const char         *bucket,
                              const char         *name,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr (GTask) task = task_new (google, exm_storage_get_object_async, NULL, bucket, name, 0,
                                     cancellable, callback, user_data);

  _exm_google_run (task, get_object_thread);
}

ExmStoredObject *
exm_storage_get_object_finish (ExmGoogle    *google,
                               GAsyncResult *result,
                               GError      **error)
{
  return finish (google, result, error);
}

static gboolean
add_object (JsonObject *item,
            gpointer    user_data)
{
  ExmStoredObject *object = _exm_stored_object_from_json (item);

  if (object != NULL)
    g_ptr_array_add (user_data, object);
  return TRUE;
}

GPtrArray *
exm_storage_list_objects (ExmGoogle    *google,
                          const char   *bucket,
                          const char   *prefix,
                          GCancellable *cancellable,
                          GError      **error)
{
  g_autoptr (GPtrArray) objects = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_stored_object_free);
  g_autofree char *escaped = NULL;
  g_autofree char *path = NULL;
  g_autofree char *url = NULL;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && bucket != NULL, NULL);

  if (!_exm_storage_check (bucket, NULL, error))
    return NULL;
  escaped = _exm_escape (prefix != NULL ? prefix : "");
  path = g_strdup_printf ("/storage/v1/b/%s/o?maxResults=1000&prefix=%s", bucket, escaped);
  url = exm_google_dup_storage_url (google, path);
  if (!_exm_google_each (google, url, "items", add_object, objects, cancellable, error))
    return NULL;
  return g_steal_pointer (&objects);
}

static void
list_objects_thread (GTask        *task,
                     gpointer      source,
                     gpointer      data,
                     GCancellable *cancellable)
{
  Args      *args = data;
  GError    *error = NULL;
  GPtrArray *objects = exm_storage_list_objects (source, args->bucket, args->name, cancellable, &error);

  return_pointer (task, objects, (GDestroyNotify)g_ptr_array_unref, error);
}

void
exm_storage_list_objects_async (ExmGoogle          *google,
                                const char         *bucket,
                                const char         *prefix,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr (GTask) task = task_new (google, exm_storage_list_objects_async, NULL, bucket, prefix, 0,
                                     cancellable, callback, user_data);

  _exm_google_run (task, list_objects_thread);
}

GPtrArray *
exm_storage_list_objects_finish (ExmGoogle    *google,
                                 GAsyncResult *result,
                                 GError      **error)
{
  return finish (google, result, error);
}

gboolean
exm_storage_delete_object (ExmGoogle    *google,
                           const char   *bucket,
                           const char   *name,
                           gint64        generation,
                           GCancellable *cancellable,
                           GError      **error)
{
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *query = NULL;
  g_autofree char *path = NULL;
  g_autofree char *url = NULL;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && bucket != NULL && name != NULL, FALSE);
  g_return_val_if_fail (generation > 0, FALSE);

  if (!_exm_storage_check (bucket, name, error))
    return FALSE;
  /* The generation in the address names the version, the precondition makes a
   * repeat harmless. */
  query = g_strdup_printf ("?generation=%" G_GINT64_FORMAT "&ifGenerationMatch=%" G_GINT64_FORMAT,
                           generation, generation);
  path = _exm_storage_object_path (bucket, name, query);
  url = exm_google_dup_storage_url (google, path);
  object = _exm_google_call (google, "DELETE", url, EXM_HTTP_RETRY, NULL, cancellable, &local);
  if (object != NULL || g_error_matches (local, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
delete_object_thread (GTask        *task,
                      gpointer      source,
                      gpointer      data,
                      GCancellable *cancellable)
{
  Args   *args = data;
  GError *error = NULL;

  if (exm_storage_delete_object (source, args->bucket, args->name, args->generation, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
exm_storage_delete_object_async (ExmGoogle          *google,
                                 const char         *bucket,
                                 const char         *name,
                                 gint64              generation,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr (GTask) task = task_new (google, exm_storage_delete_object_async, NULL, bucket, name,
                                     generation, cancellable, callback, user_data);

  _exm_google_run (task, delete_object_thread);
}

gboolean
exm_storage_delete_object_finish (ExmGoogle    *google,
                                  GAsyncResult *result,
                                  GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, google), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
