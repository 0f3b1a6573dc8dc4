/* practice-client.h - a small client and a service in a folder of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "exm-json-gate.h"
#include "exm-json-write.h"
#include "exm-practice.h"

typedef struct
{
  char        *dir;
  ExmPractice *practice;
  SoupSession *session;
  gboolean     no_token;
} Client;

/* An answer. status 0: the connection broke. */
typedef struct
{
  guint               status;
  SoupMessageHeaders *headers;
  GBytes             *bytes;
  JsonObject         *json; /* NULL: none */
} Answer;

static inline void
answer_free (Answer *answer)
{
  g_clear_pointer (&answer->headers, soup_message_headers_unref);
  g_clear_pointer (&answer->bytes, g_bytes_unref);
  g_clear_pointer (&answer->json, json_object_unref);
  g_free (answer);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)

static inline void
client_serve (Client *client)
{
  g_autoptr (GError) error = NULL;

  client->practice = exm_practice_new (client->dir, &error);
  g_assert_no_error (error);
  exm_practice_set_speed (client->practice, 100);
  exm_practice_start (client->practice, 0, &error);
  g_assert_no_error (error);
}

static inline Client *
client_new (void)
{
  Client *client = g_new0 (Client, 1);

  client->dir = g_dir_make_tmp ("exm-practice-XXXXXX", NULL);
  client->session = soup_session_new ();
  client_serve (client);
  return client;
}

static inline void
client_remove (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      client_remove (child);
    }
  g_remove (path);
}

static inline void
client_free (Client *client)
{
  g_object_unref (client->session);
  if (client->practice != NULL)
    g_assert_finalize_object (client->practice);
  client_remove (client->dir);
  g_free (client->dir);
  g_free (client);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Client, client_free)

/* target: path and query, or a whole URL. header: "Name: value" or NULL. */
static inline Answer *
client_send (Client     *client,
             const char *method,
             const char *target,
             const char *header,
             const char *type,
             const char *body,
             gssize      size)
{
  g_autofree char *url = g_str_has_prefix (target, "http") ? g_strdup (target)
                                                           : g_strconcat (exm_practice_get_url (client->practice), target, NULL);
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (SoupMessage) message = soup_message_new_from_uri (method, uri);
  g_autoptr (GBytes) request = body != NULL ? g_bytes_new (body, size < 0 ? strlen (body) : (gsize)size) : NULL;
  Answer *answer = g_new0 (Answer, 1);

  soup_message_set_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_NEW_CONNECTION);
  if (!client->no_token)
    soup_message_headers_append (soup_message_get_request_headers (message), "Authorization",
                                 "Bearer " EXM_PRACTICE_TOKEN);
  if (header != NULL)
    {
      g_auto (GStrv) pair = g_strsplit (header, ": ", 2);

      soup_message_headers_replace (soup_message_get_request_headers (message), pair[0], pair[1]);
    }
  if (request != NULL)
    soup_message_set_request_body_from_bytes (message, type, request);
  answer->bytes = soup_session_send_and_read (client->session, message, NULL, NULL);
  if (answer->bytes == NULL)
    return answer;
  answer->status = soup_message_get_status (message);
  answer->headers = soup_message_headers_ref (soup_message_get_response_headers (message));
  answer->json = exm_json_parse_object (g_bytes_get_data (answer->bytes, NULL),
                                        (gssize)g_bytes_get_size (answer->bytes), NULL);
  return answer;
}

static inline Answer *
client_get (Client *client, const char *target)
{
  return client_send (client, "GET", target, NULL, NULL, NULL, 0);
}

static inline Answer *
client_post (Client *client, const char *target, const char *json)
{
  return client_send (client, "POST", target, NULL, "application/json", json, -1);
}

/* A string below members, as error/status. */
static inline const char *
answer_text (const Answer *answer, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  JsonObject *object = answer->json;
  guint       i = 0;

  for (; parts[i + 1] != NULL; i++)
    object = exm_json_get_object (object, parts[i]);
  return exm_json_get_string (object, parts[i]);
}

static inline void
client_bucket (Client *client)
{
  g_autoptr (Answer) answer = client_post (client, "/storage/v1/b?project=" EXM_PRACTICE_PROJECT,
                                           "{\"name\":\"practice-bucket\",\"location\":\"us-central1\"}");

  g_assert_cmpuint (answer->status, ==, 200);
}

static inline void
client_upload (Client *client, const char *name, const char *body, gssize size)
{
  g_autofree char *target = g_strconcat (
    "/upload/storage/v1/b/practice-bucket/o?uploadType=media&name=", name, NULL);
  g_autoptr (Answer) answer = client_send (client, "POST", target, NULL, "application/jsonl", body, size);

  g_assert_cmpuint (answer->status, ==, 200);
}

/* The sample as Gemini's contents; rows from to. flip: every output is turned. */
static inline char *
sample_jsonl (guint from, guint to, gboolean flip)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GString *out = g_string_new (NULL);

  g_assert_true (g_file_get_contents (g_getenv ("EXM_TEST_SAMPLE"), &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = from; lines[i] != NULL && i < to; i++)
    {
      g_autoptr (JsonObject) line = exm_json_parse_object (lines[i], -1, NULL);
      JsonArray  *messages = exm_json_get_array (line, "messages");
      const char *input = exm_json_get_string (exm_json_array_object (messages, 1), "content");
      const char *output = exm_json_get_string (exm_json_array_object (messages, 2), "content");

      if (line == NULL)
        continue;
      if (flip)
        output = strstr (output, "Negative") != NULL ? "Sentiment: Positive" : "Sentiment: Negative";
      g_string_append (out, "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":");
      exm_json_append_string (out, input, -1);
      g_string_append (out, "}]},{\"role\":\"model\",\"parts\":[{\"text\":");
      exm_json_append_string (out, output, -1);
      g_string_append (out, "}]}]}\n");
    }
  return g_string_free (out, FALSE);
}
