/* exm-practice-operations.c - pages of lists, and long-running operations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-private.h"

#include <string.h>

#include "exm-json-gate.h"

#define PAGE 100
#define OPERATION_MS 1500

void
_exm_practice_reply_page (ExmPracticeCall *call,
                          const char      *key,
                          GPtrArray       *documents,
                          ExmPracticeShow  show)
{
  const char   *size_text = _exm_practice_call_query (call, "pageSize");
  const char   *token = _exm_practice_call_query (call, "pageToken");
  const guint64 asked = size_text != NULL ? g_ascii_strtoull (size_text, NULL, 10) : 0;
  const guint   size = (guint)(asked > 0 && asked < PAGE ? asked : PAGE);
  const guint   first = token != NULL ? (guint)g_ascii_strtoull (token, NULL, 10) : 0;
  JsonObject   *answer = json_object_new ();
  JsonArray    *items = json_array_new ();
  guint         i;

  for (i = first; i < documents->len && i - first < size; i++)
    json_array_add_object_element (items, show (call, g_ptr_array_index (documents, i)));
  if (i > first)
    json_object_set_array_member (answer, key, items);
  else
    json_array_unref (items);
  if (i < documents->len)
    _exm_set_int (answer, "nextPageToken", i);
  _exm_practice_reply (call, 200, answer);
}

/* Done once its time has come. */
static JsonObject *
show_operation (JsonObject *document)
{
  JsonObject *copy = json_object_new ();
  JsonObject *response;
  gint64      due = 0;

  _exm_set (copy, "name", exm_json_get_string (document, "name"));
  json_object_set_object_member (copy, "metadata",
                                 json_object_ref (exm_json_get_object (document, "metadata")));
  exm_json_get_int64 (document, "due", &due);
  if (g_get_real_time () >= due)
    {
      response = json_object_new ();
      _exm_set (response, "@type", "type.googleapis.com/google.protobuf.Empty");
      json_object_set_boolean_member (copy, "done", TRUE);
      json_object_set_object_member (copy, "response", response);
    }
  return copy;
}

void
_exm_practice_reply_operation (ExmPracticeCall *call, const char *location, const char *type)
{
  g_autoptr (JsonObject) document = json_object_new ();
  JsonObject      *metadata = json_object_new ();
  JsonObject      *generic = json_object_new ();
  g_autofree char *now = _exm_practice_now ();
  g_autofree char *id = g_strdup_printf ("%" G_GUINT64_FORMAT, _exm_practice_state_next_id (call->state));
  g_autofree char *name = g_strdup_printf (
    "projects/" EXM_PRACTICE_NUMBER "/locations/%s/operations/%s", location, id);
  g_autofree char *full_type = g_strconcat ("type.googleapis.com/google.cloud.aiplatform.v1.", type, NULL);

  _exm_set (generic, "createTime", now);
  _exm_set (generic, "updateTime", now);
  _exm_set (metadata, "@type", full_type);
  json_object_set_object_member (metadata, "genericMetadata", generic);
  _exm_set (document, "name", name);
  json_object_set_object_member (document, "metadata", metadata);
  _exm_set_int (document, "due",
                g_get_real_time () + (gint64)_exm_practice_scaled_ms (call->state, OPERATION_MS) * 1000);
  if (_exm_practice_store_put (call->state->store, "operations", id, document))
    _exm_practice_reply (call, 200, show_operation (document));
  else
    _exm_practice_error (call, 500, "Internal error encountered.");
}

void
_exm_practice_serve_operations (ExmPracticeCall *call)
{
  JsonObject *document = call->n_path == 7
                           ? _exm_practice_store_get (call->state->store, "operations", call->path[6])
                           : NULL;

  if (document == NULL)
    _exm_practice_error (call, 404, "Operation not found: %s", call->target);
  else
    _exm_practice_reply (call, 200, show_operation (document));
}
