/* exm-practice-call.c - a request taken apart
 *
 * The path stays as it was sent until it is cut into segments: an object's name
 * may hold an encoded slash or "..", which must not be taken for the path's own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-private.h"

#include <string.h>

#include "exm-json-gate.h"

static char *
decode (const char *text, gssize len, gboolean plus)
{
  g_autofree char *copy = len < 0 ? g_strdup (text) : g_strndup (text, (gsize)len);
  char            *decoded;

  if (plus)
    for (char *p = copy; *p != '\0'; p++)
      if (*p == '+')
        *p = ' ';
  decoded = g_uri_unescape_string (copy, NULL);
  if (decoded != NULL && g_utf8_validate (decoded, -1, NULL))
    return decoded;
  g_free (decoded);
  return g_utf8_make_valid (copy, -1);
}

static GPtrArray *
parse_query (const char *query)
{
  GPtrArray *pairs = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) parts = g_strsplit (query != NULL ? query : "", "&", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *equals = strchr (parts[i], '=');

      if (*parts[i] == '\0')
        continue;
      g_ptr_array_add (pairs, decode (parts[i], equals != NULL ? equals - parts[i] : -1, TRUE));
      g_ptr_array_add (pairs, decode (equals != NULL ? equals + 1 : "", -1, TRUE));
    }
  return pairs;
}

/* Only the APIs other than storage have ":verb" behind a name. */
static void
parse_path (ExmPracticeCall *self, const char *raw)
{
  g_auto (GStrv) parts = g_strsplit (raw + (*raw == '/'), "/", -1);
  const guint n = g_strv_length (parts);
  g_autoptr (GPtrArray) path = g_ptr_array_new ();

  if (n > 0 && !self->is_storage)
    {
      char *colon = strrchr (parts[n - 1], ':');

      if (colon != NULL)
        {
          self->verb = g_strdup (colon + 1);
          *colon = '\0';
        }
    }
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (path, decode (parts[i], -1, FALSE));
  self->n_path = path->len;
  g_ptr_array_add (path, NULL);
  self->path = (char **)g_ptr_array_free (g_steal_pointer (&path), FALSE);
}

ExmPracticeCall *
_exm_practice_call_new (ExmPracticeState *state, SoupServerMessage *message)
{
  ExmPracticeCall *self = g_new0 (ExmPracticeCall, 1);
  GUri            *uri = soup_server_message_get_uri (message);
  const char      *path = g_uri_get_path (uri);
  const char      *query = g_uri_get_query (uri);
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  self->state = state;
  self->message = g_object_ref (message);
  self->method = soup_server_message_get_method (message);
  self->target = g_strconcat (path, query != NULL ? "?" : "", query, NULL);
  self->is_storage = g_str_has_prefix (path, "/storage/") || g_str_has_prefix (path, "/upload/") || g_str_has_prefix (path, "/resumable/") || g_str_has_prefix (path, "/download/");
  parse_path (self, path);
  self->query = parse_query (query);
  /* What goes to disk as it comes is not kept here. */
  self->body = soup_message_body_get_accumulate (body) ? soup_message_body_flatten (body) : g_bytes_new (NULL, 0);
  return self;
}

void
_exm_practice_call_free (ExmPracticeCall *self)
{
  g_clear_pointer (&self->json, json_node_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->query, g_ptr_array_unref);
  g_strfreev (self->path);
  g_free (self->verb);
  g_free (self->target);
  g_object_unref (self->message);
  g_free (self);
}

const char *
_exm_practice_call_query (ExmPracticeCall *self, const char *name)
{
  for (guint i = 0; i + 1 < self->query->len; i += 2)
    if (g_strcmp0 (g_ptr_array_index (self->query, i), name) == 0)
      return g_ptr_array_index (self->query, i + 1);
  return NULL;
}

gboolean
_exm_practice_call_is (ExmPracticeCall *self, const char *method)
{
  return g_strcmp0 (self->method, method) == 0;
}

const char *
_exm_practice_call_header (ExmPracticeCall *self, const char *name)
{
  return soup_message_headers_get_one (
    soup_server_message_get_request_headers (self->message), name);
}

JsonObject *
_exm_practice_call_json (ExmPracticeCall *self)
{
  g_autoptr (GError) error = NULL;
  const char *data;
  gsize       size;

  if (self->json == NULL)
    {
      data = g_bytes_get_data (self->body, &size);
      self->json = size == 0 ? exm_json_parse ("{}", 2, NULL)
                             : exm_json_parse (data, (gssize)size, &error);
    }
  if (self->json == NULL || exm_json_node_object (self->json) == NULL)
    {
      _exm_practice_error (self, 400, "Invalid JSON payload received. %s",
                           error != NULL ? error->message : "An object is expected.");
      return NULL;
    }
  return exm_json_node_object (self->json);
}
