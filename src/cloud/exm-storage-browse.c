/* exm-storage-browse.c - folders and files in Cloud Storage, and names for buckets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-storage-browse.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-json-gate.h"

#include "exm-cloud-private.h"
#include "exm-projects-private.h"
#include "exm-storage-private.h"

#define MAX_PAGES 1000

G_DEFINE_BOXED_TYPE (ExmStorageFolder, exm_storage_folder, exm_storage_folder_copy, exm_storage_folder_free)

static ExmStorageFolder *
folder_new (const char *bucket,
            const char *prefix)
{
  ExmStorageFolder *self = g_new0 (ExmStorageFolder, 1);

  self->bucket = g_strdup (bucket);
  self->prefix = g_strdup (prefix != NULL ? prefix : "");
  self->folders = g_ptr_array_new_with_free_func (g_free);
  self->objects = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_stored_object_free);
  return self;
}

ExmStorageFolder *
exm_storage_folder_copy (const ExmStorageFolder *self)
{
  ExmStorageFolder *copy;

  if (self == NULL)
    return NULL;
  copy = folder_new (self->bucket, self->prefix);
  for (guint i = 0; i < self->folders->len; i++)
    g_ptr_array_add (copy->folders, g_strdup (g_ptr_array_index (self->folders, i)));
  for (guint i = 0; i < self->objects->len; i++)
    g_ptr_array_add (copy->objects, exm_stored_object_copy (g_ptr_array_index (self->objects, i)));
  return copy;
}

void
exm_storage_folder_free (ExmStorageFolder *self)
{
  if (self == NULL)
    return;
  g_free (self->bucket);
  g_free (self->prefix);
  g_ptr_array_unref (self->folders);
  g_ptr_array_unref (self->objects);
  g_free (self);
}

/* --- listing -------------------------------------------------------------------- */

static void
read_page (ExmStorageFolder *folder,
           GHashTable       *seen,
           JsonObject       *page)
{
  JsonArray *items = exm_json_get_array (page, "items");
  JsonArray *prefixes = exm_json_get_array (page, "prefixes");

  for (guint i = 0; i < exm_json_array_size (items); i++)
    {
      ExmStoredObject *object = _exm_stored_object_from_json (exm_json_array_object (items, i));

      /* The console marks an empty folder with an object of the folder's name. */
      if (object != NULL && strcmp (object->name, folder->prefix) != 0)
        g_ptr_array_add (folder->objects, object);
      else
        exm_stored_object_free (object);
    }
  for (guint i = 0; i < exm_json_array_size (prefixes); i++)
    {
      const char *name = exm_json_array_string (prefixes, i);

      if (name != NULL && g_str_has_prefix (name, folder->prefix) && g_hash_table_add (seen, g_strdup (name)))
        g_ptr_array_add (folder->folders, g_strdup (name));
    }
}

static int
compare_folders (gconstpointer a,
                 gconstpointer b)
{
  return g_utf8_collate (*(const char *const *)a, *(const char *const *)b);
}

static int
compare_objects (gconstpointer a,
                 gconstpointer b)
{
  return g_utf8_collate ((*(ExmStoredObject *const *)a)->name, (*(ExmStoredObject *const *)b)->name);
}

static gboolean
list_pages (ExmGoogle        *google,
            ExmStorageFolder *folder,
            const char       *url,
            GCancellable     *cancellable,
            GError          **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *token = NULL;

  for (guint n = 0; n < MAX_PAGES; n++)
    {
      g_autoptr (JsonObject) page = NULL;
      g_autofree char *escaped = token != NULL ? _exm_escape (token) : NULL;
      g_autofree char *full = escaped != NULL ? g_strconcat (url, "&pageToken=", escaped, NULL) : g_strdup (url);
      const char      *next;

      page = _exm_google_call (google, "GET", full, EXM_HTTP_RETRY, NULL, cancellable, error);
      if (page == NULL)
        return FALSE;
      read_page (folder, seen, page);
      next = exm_json_get_string (page, "nextPageToken");
      if (next == NULL || *next == '\0')
        return TRUE;
      if (g_strcmp0 (next, token) == 0)
        break;
      g_free (token);
      token = g_strdup (next);
    }
  g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_BAD_REPLY,
                       _ ("The list that the server sends has no end"));
  return FALSE;
}

ExmStorageFolder *
exm_storage_list_folder (ExmGoogle    *google,
                         const char   *bucket,
                         const char   *prefix,
                         GCancellable *cancellable,
                         GError      **error)
{
  g_autoptr (ExmStorageFolder) folder = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *path = NULL;
  g_autofree char *url = NULL;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && bucket != NULL, NULL);

  if (!_exm_storage_check (bucket, NULL, error))
    return NULL;
  folder = folder_new (bucket, prefix);
  escaped = _exm_escape (folder->prefix);
  path = g_strdup_printf ("/storage/v1/b/%s/o?maxResults=1000&delimiter=%%2F&prefix=%s", bucket, escaped);
  url = exm_google_dup_storage_url (google, path);
  if (!list_pages (google, folder, url, cancellable, error))
    return NULL;
  g_ptr_array_sort (folder->folders, compare_folders);
  g_ptr_array_sort (folder->objects, compare_objects);
  return g_steal_pointer (&folder);
}

static void
list_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  ExmSetupArgs     *args = data;
  GError           *error = NULL;
  ExmStorageFolder *folder = exm_storage_list_folder (source, args->a, args->b, cancellable, &error);

  _exm_setup_return (task, folder, (GDestroyNotify)exm_storage_folder_free, error);
}

void
exm_storage_list_folder_async (ExmGoogle          *google,
                               const char         *bucket,
                               const char         *prefix,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = _exm_setup_task (google, exm_storage_list_folder_async, bucket, prefix, NULL, NULL, 0,
                                            cancellable, callback, user_data);

  _exm_google_run (task, list_thread);
}

ExmStorageFolder *
exm_storage_list_folder_finish (ExmGoogle    *google,
                                GAsyncResult *result,
                                GError      **error)
{
  return _exm_setup_finish (google, result, error);
}

/* --- names ---------------------------------------------------------------------- */

/* Where the last part of @name begins; a slash at its end does not count. */
static gsize
last_part (const char *name,
           gsize      *length)
{
  gsize end = strlen (name);
  gsize start;

  if (end > 0 && name[end - 1] == '/')
    end--;
  start = end;
  while (start > 0 && name[start - 1] != '/')
    start--;
  *length = end - start;
  return start;
}

char *
exm_storage_dup_parent (const char *prefix)
{
  gsize length;

  g_return_val_if_fail (prefix != NULL, NULL);
  return g_strndup (prefix, last_part (prefix, &length));
}

char *
exm_storage_dup_base_name (const char *name)
{
  gsize length;
  gsize start;

  g_return_val_if_fail (name != NULL, NULL);
  start = last_part (name, &length);
  return g_strndup (name + start, length);
}

char *
exm_storage_propose_bucket_name (const char *project)
{
  g_autofree char *slug = _exm_setup_slug (project, 63 - strlen ("-tuning-") - 6);
  g_autofree char *random = _exm_setup_random ();

  return g_strdup_printf ("%s-tuning-%s", *slug != '\0' ? slug : "exemplar", random);
}

const char *
exm_storage_propose_location (const char *region)
{
  return region != NULL && g_str_has_prefix (region, "europe-") ? "EU" : "US";
}

gboolean
exm_storage_split_uri (const char *uri,
                       char      **bucket,
                       char      **name)
{
  const char      *rest = uri != NULL && g_str_has_prefix (uri, "gs://") ? uri + 5 : NULL;
  const char      *slash = rest != NULL ? strchr (rest, '/') : NULL;
  g_autofree char *first = slash != NULL ? g_strndup (rest, (gsize)(slash - rest)) : NULL;

  if (first == NULL || !_exm_is_segment (first) || !_exm_object_name_is_valid (slash + 1))
    return FALSE;
  if (bucket != NULL)
    *bucket = g_steal_pointer (&first);
  if (name != NULL)
    *name = g_strdup (slash + 1);
  return TRUE;
}

const char *
exm_storage_check_training_file (const ExmStoredObject *object,
                                 gint64                 max_bytes)
{
  static const char *const types[] = { "application/jsonl", "application/x-jsonlines", "application/x-ndjson",
                                       "application/json", "application/json-lines", "text/plain",
                                       "application/octet-stream", "binary/octet-stream" };
  const char              *type;

  g_return_val_if_fail (object != NULL, NULL);

  if (!g_str_has_suffix (object->name, ".jsonl"))
    return _ ("Google takes files whose name ends with “.jsonl”; import this one as a dataset instead");
  if (object->size <= 0)
    return _ ("The file is empty");
  if (max_bytes > 0 && object->size > max_bytes)
    return _ ("The file is too large for this model");
  type = object->content_type;
  for (guint i = 0; type != NULL && *type != '\0' && i < G_N_ELEMENTS (types); i++)
    if (g_ascii_strncasecmp (type, types[i], strlen (types[i])) == 0)
      return NULL;
  return type == NULL || *type == '\0' ? NULL : _ ("Cloud Storage has this file as something other than JSON lines");
}
