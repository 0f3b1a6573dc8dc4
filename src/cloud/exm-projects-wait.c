/* exm-projects-wait.c - addresses, operations and tasks of the calls that set a project up
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-projects-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-json-gate.h"
#include "exm-json-write.h"

#include "exm-cloud-private.h"

#define WAIT_CAP_MS 10000

char *
_exm_setup_url (ExmGoogle  *google,
                const char *host,
                const char *path)
{
  const char *origin = exm_google_get_origin (google);

  return origin != NULL ? g_strconcat (origin, path, NULL) : g_strconcat ("https://", host, path, NULL);
}

gboolean
_exm_setup_check_project (const char *project,
                          GError    **error)
{
  if (_exm_is_segment (project))
    return TRUE;
  g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED,
                       _ ("The name of the project is not a valid one"));
  return FALSE;
}

void
_exm_setup_set_odd (GError **error)
{
  g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_BAD_REPLY,
                       _ ("The answer makes no sense"));
}

gboolean
_exm_setup_is_lost (const GError *error)
{
  return g_error_matches (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_CONNECTION) ||
         g_error_matches (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_TIMEOUT) ||
         g_error_matches (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_BAD_REPLY) ||
         g_error_matches (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_SERVER);
}

/* --- names ---------------------------------------------------------------------- */

char *
_exm_setup_random (void)
{
  /* No letters that are read as one another; no vowels, so no words. */
  static const char letters[] = "23456789bcdfghjkmnpqrstvwxz";
  char              text[7] = { 0 };

  for (guint i = 0; i < 6; i++)
    text[i] = letters[g_random_int_range (0, (gint32)strlen (letters))];
  return g_strdup (text);
}

char *
_exm_setup_slug (const char *name,
                 gsize       max)
{
  static const char *const reserved[] = { "goog", "g00gle", "ssl", "null", "undefined" };
  g_autofree char         *ascii = NULL;
  g_autofree char         *lower = NULL;
  g_autoptr (GString) out = g_string_new (NULL);

  ascii = g_str_to_ascii (name != NULL && g_utf8_validate (name, -1, NULL) ? name : "", "C");
  lower = g_ascii_strdown (ascii, -1);
  for (const char *p = lower; *p != '\0' && out->len < max; p++)
    {
      if (g_ascii_islower (*p) || (g_ascii_isdigit (*p) && out->len > 0))
        g_string_append_c (out, *p);
      else if (out->len > 0 && out->str[out->len - 1] != '-')
        g_string_append_c (out, '-');
    }
  while (out->len > 0 && out->str[out->len - 1] == '-')
    g_string_truncate (out, out->len - 1);
  for (guint i = 0; i < G_N_ELEMENTS (reserved); i++)
    if (strstr (out->str, reserved[i]) != NULL)
      g_string_truncate (out, 0);
  return g_strdup (out->str);
}

/* --- waiting -------------------------------------------------------------------- */

gboolean
_exm_setup_sleep (guint         ms,
                  GCancellable *cancellable,
                  GError      **error)
{
  const gint64 end = g_get_monotonic_time () + (gint64)ms * 1000;
  GPollFD      fd;

  if (cancellable == NULL || !g_cancellable_make_pollfd (cancellable, &fd))
    {
      g_usleep ((gulong)ms * 1000);
      return TRUE;
    }
  while (!g_cancellable_is_cancelled (cancellable) && g_get_monotonic_time () < end)
    g_poll (&fd, 1, (int)((end - g_get_monotonic_time ()) / 1000) + 1);
  g_cancellable_release_fd (cancellable);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

guint
_exm_setup_next_wait (ExmGoogle *google,
                      guint      last_ms)
{
  const ExmHttpPace pace = exm_http_get_pace (exm_google_get_http (google));

  if (last_ms == 0)
    return MAX (pace.first_ms, 1);
  return MIN (last_ms + (last_ms + 1) / 2, MAX (MIN (pace.cap_ms, WAIT_CAP_MS), 1));
}

/* Canonical codes (google/rpc/code.proto) with the HTTP statuses they go with. */
static const struct
{
  guint       http;
  const char *name;
} codes[] = {
  { 200, "OK" },
  { 499, "CANCELLED" },
  { 500, "UNKNOWN" },
  { 400, "INVALID_ARGUMENT" },
  { 504, "DEADLINE_EXCEEDED" },
  { 404, "NOT_FOUND" },
  { 409, "ALREADY_EXISTS" },
  { 403, "PERMISSION_DENIED" },
  { 429, "RESOURCE_EXHAUSTED" },
  { 400, "FAILED_PRECONDITION" },
  { 409, "ABORTED" },
  { 400, "OUT_OF_RANGE" },
  { 501, "UNIMPLEMENTED" },
  { 500, "INTERNAL" },
  { 503, "UNAVAILABLE" },
  { 500, "DATA_LOSS" },
  { 401, "UNAUTHENTICATED" },
};

/* An operation fails with a google.rpc.Status, which has the details of an error
 * body but not its shape: it is given that, so that one table serves both. */
static GError *
error_of_status (JsonObject *status)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (GBytes) bytes = NULL;
  JsonObject      *inner = json_object_new ();
  JsonArray       *details = exm_json_get_array (status, "details");
  g_autofree char *text = NULL;
  gint64           code = 2;

  exm_json_get_int64 (status, "code", &code);
  if (code <= 0 || code >= (gint64)G_N_ELEMENTS (codes))
    code = 2;
  json_object_set_int_member (inner, "code", codes[code].http);
  json_object_set_string_member (inner, "status", codes[code].name);
  if (exm_json_get_string (status, "message") != NULL)
    json_object_set_string_member (inner, "message", exm_json_get_string (status, "message"));
  if (details != NULL)
    json_object_set_array_member (inner, "details", json_array_ref (details));
  json_object_set_object_member (body, "error", inner);
  json_node_set_object (node, body);
  text = exm_json_to_text (node, 0);
  bytes = g_bytes_new (text, strlen (text));
  return exm_google_problem_to_error (exm_google_problem_parse (codes[code].http, bytes));
}

/* "operations/…" of plain segments; nothing else is asked for. */
static gboolean
is_operation (const char *name)
{
  g_auto (GStrv) parts = NULL;

  if (name == NULL || !g_str_has_prefix (name, "operations/"))
    return FALSE;
  parts = g_strsplit (name, "/", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (!_exm_is_segment (parts[i]))
      return FALSE;
  return TRUE;
}

/* TRUE: done, with @response or @error set. */
static gboolean
take_operation (JsonObject  *operation,
                JsonObject **response,
                GError     **error)
{
  JsonObject *status = exm_json_get_object (operation, "error");
  JsonObject *object;
  gboolean    done = FALSE;

  exm_json_get_bool (operation, "done", &done);
  if (!done)
    return FALSE;
  if (status != NULL)
    {
      g_propagate_error (error, error_of_status (status));
      return TRUE;
    }
  object = exm_json_get_object (operation, "response");
  *response = object != NULL ? json_object_ref (object) : json_object_new ();
  return TRUE;
}

JsonObject *
_exm_setup_wait (ExmGoogle    *google,
                 const char   *host,
                 const char   *version,
                 JsonObject   *operation,
                 guint         seconds,
                 GCancellable *cancellable,
                 GError      **error)
{
  const gint64     end = g_get_monotonic_time () + (gint64)seconds * G_USEC_PER_SEC;
  const char      *name = exm_json_get_string (operation, "name");
  g_autofree char *path = NULL;
  g_autofree char *url = NULL;
  JsonObject      *response = NULL;
  guint            wait = 0;

  if (take_operation (operation, &response, error))
    return response;
  if (!is_operation (name))
    {
      _exm_setup_set_odd (error);
      return NULL;
    }
  path = g_strdup_printf ("/%s/%s", version, name);
  url = _exm_setup_url (google, host, path);
  while (g_get_monotonic_time () < end)
    {
      g_autoptr (JsonObject) now = NULL;
      g_autoptr (GError) local = NULL;

      wait = _exm_setup_next_wait (google, wait);
      if (!_exm_setup_sleep (wait, cancellable, error))
        return NULL;
      now = _exm_google_call (google, "GET", url, EXM_HTTP_RETRY, NULL, cancellable, &local);
      if (now == NULL && !exm_cloud_error_is_transient (local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      if (now != NULL && take_operation (now, &response, error))
        return response;
    }
  g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_TIMEOUT,
                       _ ("Google is still at work on it"));
  return NULL;
}

/* --- tasks ---------------------------------------------------------------------- */

static void
args_free (gpointer data)
{
  ExmSetupArgs *args = data;

  g_free (args->a);
  g_free (args->b);
  g_free (args->c);
  g_strfreev (args->list);
  g_free (args);
}

GTask *
_exm_setup_task (ExmGoogle          *google,
                 gpointer            tag,
                 const char         *a,
                 const char         *b,
                 const char         *c,
                 const char *const  *list,
                 guint               number,
                 GCancellable       *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer            user_data)
{
  GTask        *task = g_task_new (google, cancellable, callback, user_data);
  ExmSetupArgs *args = g_new0 (ExmSetupArgs, 1);

  args->a = g_strdup (a);
  args->b = g_strdup (b);
  args->c = g_strdup (c);
  args->list = g_strdupv ((char **)list);
  args->number = number;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, args, args_free);
  return task;
}

void
_exm_setup_return (GTask         *task,
                   gpointer       pointer,
                   GDestroyNotify destroy,
                   GError        *error)
{
  if (pointer != NULL)
    g_task_return_pointer (task, pointer, destroy);
  else
    g_task_return_error (task, error);
}

gpointer
_exm_setup_finish (ExmGoogle    *google,
                   GAsyncResult *result,
                   GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, google), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
