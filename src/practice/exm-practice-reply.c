/* exm-practice-reply.c - answers and errors in Google's shape
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Errors of the APIs are google.rpc.Status with details; those of Cloud Storage
 * name a reason instead. Texts are Google's English: they are what the other
 * side of the wire would say, not words of this program.
 * https://cloud.google.com/apis/design/errors
 * https://cloud.google.com/storage/docs/json_api/v1/status-codes
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-private.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "exm-json-write.h"

#define JSON_TYPE "application/json; charset=UTF-8"

static const struct
{
  guint       status;
  const char *name;
  const char *storage_reason;
} statuses[] = {
  { 400, "INVALID_ARGUMENT", "invalid" },
  { 401, "UNAUTHENTICATED", "authError" },
  { 403, "PERMISSION_DENIED", "forbidden" },
  { 404, "NOT_FOUND", "notFound" },
  { 405, "UNIMPLEMENTED", "methodNotAllowed" },
  { 409, "ALREADY_EXISTS", "conflict" },
  { 410, "NOT_FOUND", "gone" },
  { 412, "FAILED_PRECONDITION", "conditionNotMet" },
  { 413, "INVALID_ARGUMENT", "uploadTooLarge" },
  { 429, "RESOURCE_EXHAUSTED", "rateLimitExceeded" },
  { 499, "CANCELLED", "clientClosedRequest" },
  { 500, "INTERNAL", "backendError" },
  { 503, "UNAVAILABLE", "backendError" },
  { 504, "DEADLINE_EXCEEDED", "backendError" },
};

const char *
_exm_practice_status_name (guint status)
{
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (statuses[i].status == status)
      return statuses[i].name;
  return "UNKNOWN";
}

static const char *
storage_reason (guint status)
{
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (statuses[i].status == status)
      return statuses[i].storage_reason;
  return "backendError";
}

char *
_exm_practice_json_text (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);
  return exm_json_to_text (node, 0);
}

void
_exm_practice_reply_text (ExmPracticeCall *call, guint status, const char *type, const char *text)
{
  soup_server_message_set_status (call->message, status, NULL);
  soup_server_message_set_response (call->message, type, SOUP_MEMORY_COPY, text, strlen (text));
}

void
_exm_practice_reply (ExmPracticeCall *call, guint status, JsonObject *object)
{
  g_autofree char *text = _exm_practice_json_text (object);

  _exm_practice_reply_text (call, status, JSON_TYPE, text);
  json_object_unref (object);
}

void
_exm_practice_reply_empty (ExmPracticeCall *call, guint status)
{
  soup_server_message_set_status (call->message, status, NULL);
  soup_message_headers_set_content_length (
    soup_server_message_get_response_headers (call->message), 0);
}

static void
reply_error (ExmPracticeCall *call,
             guint            status,
             const char      *name,
             const char      *message,
             JsonArray       *details)
{
  JsonObject *outer = json_object_new ();
  JsonObject *error = json_object_new ();

  json_object_set_int_member (error, "code", status);
  _exm_set (error, "message", message);
  if (call->is_storage)
    {
      JsonArray  *errors = json_array_new ();
      JsonObject *item = json_object_new ();

      _exm_set (item, "message", message);
      _exm_set (item, "domain", "global");
      _exm_set (item, "reason", storage_reason (status));
      json_array_add_object_element (errors, item);
      json_object_set_array_member (error, "errors", errors);
    }
  else
    {
      _exm_set (error, "status", name);
    }
  if (details != NULL)
    json_object_set_array_member (error, "details", details);
  json_object_set_object_member (outer, "error", error);
  _exm_practice_reply (call, status, outer);
}

void
_exm_practice_error (ExmPracticeCall *call, guint status, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list          args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  reply_error (call, status, _exm_practice_status_name (status), message, NULL);
}

void
_exm_practice_error_status (ExmPracticeCall *call,
                            guint            status,
                            const char      *name,
                            const char      *message)
{
  reply_error (call, status, name, message, NULL);
}

void
_exm_practice_error_field (ExmPracticeCall *call, const char *field, const char *description)
{
  /* As the service words it, seen in
   * https://github.com/GoogleCloudPlatform/generative-ai/issues/2081 */
  g_autofree char *message = g_strdup_printf (
    "List of found errors:\t1.Field: %s; Message: %s\t", field, description);
  JsonArray  *details = json_array_new ();
  JsonObject *detail = json_object_new ();
  JsonArray  *violations = json_array_new ();
  JsonObject *violation = json_object_new ();

  _exm_set (violation, "field", field);
  _exm_set (violation, "description", description);
  json_array_add_object_element (violations, violation);
  _exm_set (detail, "@type", "type.googleapis.com/google.rpc.BadRequest");
  json_object_set_array_member (detail, "fieldViolations", violations);
  json_array_add_object_element (details, detail);
  reply_error (call, 400, "INVALID_ARGUMENT", message, details);
}

void
_exm_practice_error_info (ExmPracticeCall *call,
                          guint            status,
                          const char      *name,
                          const char      *reason,
                          const char      *metadata_name,
                          const char      *metadata_value,
                          const char      *message)
{
  JsonArray  *details = json_array_new ();
  JsonObject *detail = json_object_new ();
  JsonObject *metadata = json_object_new ();

  _exm_set (detail, "@type", "type.googleapis.com/google.rpc.ErrorInfo");
  _exm_set (detail, "reason", reason);
  _exm_set (detail, "domain", "googleapis.com");
  _exm_set (metadata, "consumer", "projects/" EXM_PRACTICE_NUMBER);
  if (metadata_name != NULL)
    _exm_set (metadata, metadata_name, metadata_value);
  if (strcmp (reason, "SERVICE_DISABLED") == 0)
    {
      g_autofree char *page = g_strdup_printf (
        "https://console.developers.google.com/apis/api/%s/overview?project=" EXM_PRACTICE_NUMBER, metadata_value);

      _exm_set (metadata, "activationUrl", page);
    }
  json_object_set_object_member (detail, "metadata", metadata);
  json_array_add_object_element (details, detail);
  reply_error (call, status, name, message, details);
}

/* As if the cable were drawn: closing with no linger resets the connection, so
 * that a client in the middle of a large body notices as well. */
void
_exm_practice_cut (SoupServerMessage *message)
{
  GSocket            *socket = soup_server_message_get_socket (message);
  const struct linger none = { .l_onoff = 1, .l_linger = 0 };

  if (socket == NULL || g_socket_is_closed (socket))
    return;
  if (setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &none, sizeof none) != 0)
    g_debug ("SO_LINGER: %s", g_strerror (errno));
  g_socket_close (socket, NULL);
}
