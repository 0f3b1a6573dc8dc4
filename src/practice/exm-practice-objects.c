/* exm-practice-objects.c - Cloud Storage: objects
 *
 * A document per object under the hash of its name; the bytes in a file named
 * after the generation, so a replaced object is switched by its document alone.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-private.h"

#include <glib/gstdio.h>
#include <string.h>

#include "exm-json-gate.h"

#define LIST_PAGE 1000

static char *
object_id (const char *bucket, const char *name)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, name, -1);

  return g_strconcat (bucket, "-", hash, NULL);
}

JsonObject *
_exm_practice_object (ExmPracticeState *state, const char *bucket, const char *name)
{
  g_autofree char *id = object_id (bucket, name);

  return _exm_practice_store_get (state->store, "objects", id);
}

char *
_exm_practice_object_path (ExmPracticeState *state, JsonObject *object)
{
  return _exm_practice_store_path (state->store, "data",
                                   exm_json_get_string (object, "generation"));
}

JsonObject *
_exm_practice_object_public (ExmPracticeCall *call, JsonObject *object)
{
  const char      *bucket = exm_json_get_string (object, "bucket");
  const char      *generation = exm_json_get_string (object, "generation");
  g_autofree char *name = g_uri_escape_string (exm_json_get_string (object, "name"), NULL, FALSE);
  g_autofree char *self_link = g_strconcat (call->state->origin, "/storage/v1/b/", bucket, "/o/", name, NULL);
  g_autofree char *media_link = g_strconcat (call->state->origin, "/download/storage/v1/b/", bucket, "/o/", name,
                                             "?generation=", generation, "&alt=media", NULL);
  JsonObject      *copy = json_object_new ();
  JsonObjectIter   iter;
  const char      *member;
  JsonNode        *value;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &member, &value))
    json_object_set_member (copy, member, json_node_copy (value));
  _exm_set (copy, "selfLink", self_link);
  _exm_set (copy, "mediaLink", media_link);
  if (call->wrong_checksum)
    {
      _exm_set (copy, "crc32c", "AAAAAA==");
      _exm_set (copy, "md5Hash", "AAAAAAAAAAAAAAAAAAAAAA==");
    }
  return copy;
}

gboolean
_exm_practice_check_generation (ExmPracticeCall *call, JsonObject *object, const char *wanted)
{
  const char *current = object != NULL ? exm_json_get_string (object, "generation") : "0";

  if (wanted == NULL || g_strcmp0 (wanted, current) == 0)
    return TRUE;
  _exm_practice_error (call, 412,
                       "At least one of the pre-conditions you specified did not hold.");
  return FALSE;
}

/* The checksums that the client names must be those of the bytes. */
static gboolean
check_hashes (ExmPracticeCall *call, JsonObject *metadata, const char *crc32c, const char *md5)
{
  const char *header = _exm_practice_call_header (call, "X-Goog-Hash");
  const char *body_crc = exm_json_get_string (metadata, "crc32c");
  const char *body_md5 = exm_json_get_string (metadata, "md5Hash");
  g_auto (GStrv) parts = g_strsplit (header != NULL ? header : "", ",", -1);
  gboolean good = (body_crc == NULL || strcmp (body_crc, crc32c) == 0) && (body_md5 == NULL || strcmp (body_md5, md5) == 0);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *part = g_strstrip (parts[i]);

      if (g_str_has_prefix (part, "crc32c="))
        good = good && strcmp (part + 7, crc32c) == 0;
      else if (g_str_has_prefix (part, "md5="))
        good = good && strcmp (part + 4, md5) == 0;
    }
  if (!good)
    _exm_practice_error (call, 400,
                         "Provided checksum doesn't match the checksum of the uploaded data. "
                         "Calculated CRC32C \"%s\", MD5 \"%s\".",
                         crc32c, md5);
  return good;
}

static JsonObject *
make_object (ExmPracticeState *state,
             const char       *bucket,
             const char       *name,
             JsonObject       *metadata,
             const char       *content_type)
{
  JsonObject      *object = json_object_new ();
  const char      *own_type = exm_json_get_string (metadata, "contentType");
  g_autofree char *now = _exm_practice_now ();
  g_autofree char *generation = g_strdup_printf ("%" G_GUINT64_FORMAT, _exm_practice_state_next_id (state) / 1000);
  g_autofree char *id = NULL;
  g_autofree char *etag = g_strconcat ("C", generation, "=", NULL);

  state->last_id += 1000;
  id = g_strconcat (bucket, "/", name, "/", generation, NULL);
  if (own_type != NULL)
    content_type = own_type;
  _exm_set (object, "kind", "storage#object");
  _exm_set (object, "id", id);
  _exm_set (object, "name", name);
  _exm_set (object, "bucket", bucket);
  _exm_set (object, "generation", generation);
  _exm_set (object, "metageneration", "1");
  _exm_set (object, "contentType",
            content_type != NULL ? content_type : "application/octet-stream");
  _exm_set (object, "storageClass", "STANDARD");
  _exm_set (object, "etag", etag);
  _exm_set (object, "timeCreated", now);
  _exm_set (object, "updated", now);
  _exm_set (object, "timeStorageClassUpdated", now);
  if (exm_json_get_object (metadata, "metadata") != NULL)
    json_object_set_object_member (object, "metadata",
                                   json_object_ref (exm_json_get_object (metadata, "metadata")));
  return object;
}

JsonObject *
_exm_practice_object_create (ExmPracticeCall *call,
                             const char      *bucket,
                             const char      *name,
                             JsonObject      *metadata,
                             const char      *content_type,
                             const char      *data_path,
                             const char      *if_generation)
{
  ExmPracticeState *state = call->state;
  JsonObject       *old = _exm_practice_object (state, bucket, name);
  g_autofree char  *old_path = old != NULL ? _exm_practice_object_path (state, old) : NULL;
  g_autofree char  *id = object_id (bucket, name);
  g_autofree char  *crc32c = NULL;
  g_autofree char  *md5 = NULL;
  g_autofree char  *path = NULL;
  g_autoptr (JsonObject) object = NULL;
  guint64 size;

  if (!_exm_practice_check_generation (call, old, if_generation))
    return NULL;
  if (!_exm_practice_hash_file (data_path, &crc32c, &md5, &size))
    {
      _exm_practice_error (call, 500, "We encountered an internal error. Please try again.");
      return NULL;
    }
  if (!check_hashes (call, metadata, crc32c, md5))
    return NULL;
  object = make_object (state, bucket, name, metadata, content_type);
  _exm_set_int (object, "size", (gint64)size);
  _exm_set (object, "crc32c", crc32c);
  _exm_set (object, "md5Hash", md5);
  path = _exm_practice_object_path (state, object);
  if (g_rename (data_path, path) != 0 || !_exm_practice_store_put (state->store, "objects", id, object))
    {
      _exm_practice_error (call, 500, "We encountered an internal error. Please try again.");
      return NULL;
    }
  if (old_path != NULL)
    g_unlink (old_path);
  return _exm_practice_object (state, bucket, name);
}

static void
send_media (ExmPracticeCall *call, JsonObject *object)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (call->message);
  SoupMessageBody    *body = soup_server_message_get_response_body (call->message);
  g_autofree char    *path = _exm_practice_object_path (call->state, object);
  g_autofree char    *hash = g_strconcat ("crc32c=", exm_json_get_string (object, "crc32c"), ",md5=",
                                          exm_json_get_string (object, "md5Hash"), NULL);
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  g_autoptr (GBytes) bytes = NULL;

  if (file == NULL)
    {
      _exm_practice_error (call, 500, "We encountered an internal error. Please try again.");
      return;
    }
  bytes = g_mapped_file_get_bytes (file);
  soup_server_message_set_status (call->message, 200, NULL);
  soup_message_headers_append (headers, "X-Goog-Hash", hash);
  soup_message_headers_append (headers, "X-Goog-Generation",
                               exm_json_get_string (object, "generation"));
  soup_message_headers_append (headers, "X-Goog-Stored-Content-Length",
                               exm_json_get_string (object, "size"));
  soup_message_headers_append (headers, "X-Goog-Stored-Content-Encoding", "identity");
  soup_message_headers_set_content_type (headers, exm_json_get_string (object, "contentType"),
                                         NULL);
  if (g_bytes_get_size (bytes) > 0)
    soup_message_body_append_bytes (body, bytes);
}

static void
delete_object (ExmPracticeCall *call, JsonObject *object)
{
  g_autofree char *path = _exm_practice_object_path (call->state, object);
  g_autofree char *id = object_id (exm_json_get_string (object, "bucket"),
                                   exm_json_get_string (object, "name"));

  _exm_practice_store_remove (call->state->store, "objects", id);
  g_unlink (path);
  _exm_practice_reply_empty (call, 204);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (exm_json_get_string (*(JsonObject *const *)a, "name"),
                 exm_json_get_string (*(JsonObject *const *)b, "name"));
}

/* What is behind @name's prefix up to the delimiter, as a folder; or NULL. */
static char *
folder_of (const char *name, const char *prefix, const char *delimiter)
{
  const char *rest = name + (prefix != NULL ? strlen (prefix) : 0);
  const char *end = delimiter != NULL && *delimiter != '\0' ? strstr (rest, delimiter) : NULL;

  return end != NULL ? g_strndup (name, (gsize)(end - name) + strlen (delimiter)) : NULL;
}

static void
list_objects (ExmPracticeCall *call, const char *bucket)
{
  g_autoptr (GPtrArray) all = _exm_practice_store_list (call->state->store, "objects");
  g_autoptr (GHashTable) folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *prefix = _exm_practice_call_query (call, "prefix");
  const char *delimiter = _exm_practice_call_query (call, "delimiter");
  const char *token = _exm_practice_call_query (call, "pageToken");
  const char *max_text = _exm_practice_call_query (call, "maxResults");
  const guint max = max_text != NULL ? (guint)CLAMP (g_ascii_strtoll (max_text, NULL, 10), 1, LIST_PAGE) : LIST_PAGE;
  JsonObject *answer = json_object_new ();
  JsonArray  *items = json_array_new ();
  JsonArray  *prefixes = json_array_new ();
  const char *last = NULL;

  g_ptr_array_sort (all, compare_names);
  for (guint i = 0; i < all->len; i++)
    {
      JsonObject      *object = g_ptr_array_index (all, i);
      const char      *name = exm_json_get_string (object, "name");
      g_autofree char *folder = NULL;

      if (g_strcmp0 (exm_json_get_string (object, "bucket"), bucket) != 0 || (prefix != NULL && !g_str_has_prefix (name, prefix)) || (token != NULL && strcmp (name, token) <= 0))
        continue;
      if (json_array_get_length (items) + json_array_get_length (prefixes) >= max)
        {
          _exm_set (answer, "nextPageToken", last);
          break;
        }
      last = name;
      folder = folder_of (name, prefix, delimiter);
      if (folder == NULL)
        json_array_add_object_element (items, _exm_practice_object_public (call, object));
      else if (!g_hash_table_contains (folders, folder))
        {
          json_array_add_string_element (prefixes, folder);
          g_hash_table_add (folders, g_steal_pointer (&folder));
        }
    }
  _exm_set (answer, "kind", "storage#objects");
  json_object_set_array_member (answer, "items", items);
  if (json_array_get_length (prefixes) > 0)
    json_object_set_array_member (answer, "prefixes", prefixes);
  else
    json_array_unref (prefixes);
  _exm_practice_reply (call, 200, answer);
}

/* /storage/v1/b/B/o, /storage/v1/b/B/o/O, /download/storage/v1/b/B/o/O */
void
_exm_practice_serve_objects (ExmPracticeCall *call)
{
  const guint base = g_str_equal (call->path[0], "download") ? 1 : 0;
  const char *bucket = call->path[base + 3];
  const char *name = call->n_path > base + 5 ? call->path[base + 5] : NULL;
  JsonObject *object = name != NULL ? _exm_practice_object (call->state, bucket, name) : NULL;
  const char *generation = _exm_practice_call_query (call, "generation");

  if (_exm_practice_bucket (call->state, bucket) == NULL)
    _exm_practice_error (call, 404, "The specified bucket does not exist.");
  else if (name == NULL && _exm_practice_call_is (call, "GET"))
    list_objects (call, bucket);
  else if (name == NULL || call->n_path > base + 6)
    _exm_practice_error (call, 404, "Not Found");
  else if (object == NULL || (generation != NULL && g_strcmp0 (generation, exm_json_get_string (object, "generation")) != 0))
    _exm_practice_error (call, 404, "No such object: %s/%s", bucket, name);
  else if (!_exm_practice_check_generation (
             call, object, _exm_practice_call_query (call, "ifGenerationMatch")))
    return;
  else if (_exm_practice_call_is (call, "DELETE"))
    delete_object (call, object);
  else if (!_exm_practice_call_is (call, "GET") && !_exm_practice_call_is (call, "HEAD"))
    _exm_practice_error (call, 405, "Method not allowed.");
  else if (base == 1 || g_strcmp0 (_exm_practice_call_query (call, "alt"), "media") == 0)
    send_media (call, object);
  else
    _exm_practice_reply (call, 200, _exm_practice_object_public (call, object));
}
