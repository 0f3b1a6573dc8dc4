/* exm-google-problem.c - reads Google's error bodies
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-cloud-error.h"

#include <string.h>

#include "exm-json-gate.h"

#include "exm-cloud-private.h"

/* Three shapes are known:
 *   most APIs   {"error":{"code":403,"status":"…","message":"…","details":[{"@type":"…"}]}}
 *   Storage     {"error":{"code":409,"message":"…","errors":[{"reason":"conflict"}]}}
 *   OAuth       {"error":"invalid_grant","error_description":"…"}
 * and now and then an HTML page of a proxy. A stream can also answer with an
 * array whose first item is one of these.
 */

#define MAX_RAW (16 * 1024)
#define TYPE_PREFIX "type.googleapis.com/google.rpc."

static void
field_free (gpointer data)
{
  ExmGoogleField *field = data;

  g_free (field->field);
  g_free (field->description);
  g_free (field);
}

static void
link_free (gpointer data)
{
  ExmGoogleLink *link = data;

  g_free (link->description);
  g_free (link->url);
  g_free (link);
}

static ExmGoogleProblem *
problem_new (void)
{
  ExmGoogleProblem *self = g_new0 (ExmGoogleProblem, 1);

  self->violations = g_ptr_array_new_with_free_func (field_free);
  self->links = g_ptr_array_new_with_free_func (link_free);
  self->retry_delay_ms = -1;
  return self;
}

static char *
dup_clean (const char *text)
{
  return text != NULL ? exm_cloud_redact (text) : NULL;
}

static char *
dup_https (const char *url)
{
  return url != NULL && g_str_has_prefix (url, "https://") ? g_strdup (url) : NULL;
}

/* google.protobuf.Duration in JSON: "34s", "1.5s". */
static gint64
parse_duration_ms (const char *text)
{
  char  *end = NULL;
  double seconds;

  if (text == NULL)
    return -1;
  seconds = g_ascii_strtod (text, &end);
  if (end == text || strcmp (end, "s") != 0 || !(seconds >= 0 && seconds < 1e9))
    return -1;
  return (gint64)(seconds * 1000 + 0.5);
}

static void
add_violations (ExmGoogleProblem *self,
                JsonArray        *items,
                const char       *field_name)
{
  for (guint i = 0; i < exm_json_array_size (items); i++)
    {
      JsonObject     *item = exm_json_array_object (items, i);
      ExmGoogleField *field = g_new0 (ExmGoogleField, 1);

      field->field = dup_clean (exm_json_get_string (item, field_name));
      field->description = dup_clean (exm_json_get_string (item, "description"));
      g_ptr_array_add (self->violations, field);
    }
}

static void
read_error_info (ExmGoogleProblem *self,
                 JsonObject       *detail)
{
  JsonObject *metadata = exm_json_get_object (detail, "metadata");

  if (self->reason != NULL)
    return;
  self->reason = g_strdup (exm_json_get_string (detail, "reason"));
  self->domain = g_strdup (exm_json_get_string (detail, "domain"));
  self->service = g_strdup (exm_json_get_string (metadata, "service"));
  self->quota_metric = g_strdup (exm_json_get_string (metadata, "quota_metric"));
  self->permission = g_strdup (exm_json_get_string (metadata, "permission"));
  self->activation_url = dup_https (exm_json_get_string (metadata, "activationUrl"));
}

static void
read_links (ExmGoogleProblem *self,
            JsonArray        *links)
{
  for (guint i = 0; i < exm_json_array_size (links); i++)
    {
      JsonObject    *item = exm_json_array_object (links, i);
      char          *url = dup_https (exm_json_get_string (item, "url"));
      ExmGoogleLink *link;

      if (url == NULL)
        continue;
      link = g_new0 (ExmGoogleLink, 1);
      link->url = url;
      link->description = dup_clean (exm_json_get_string (item, "description"));
      g_ptr_array_add (self->links, link);
    }
}

static void
read_detail (ExmGoogleProblem *self,
             JsonObject       *detail)
{
  const char *type = exm_json_get_string (detail, "@type");

  if (type == NULL || !g_str_has_prefix (type, TYPE_PREFIX))
    return;
  type += strlen (TYPE_PREFIX);

  if (strcmp (type, "ErrorInfo") == 0)
    read_error_info (self, detail);
  else if (strcmp (type, "BadRequest") == 0)
    add_violations (self, exm_json_get_array (detail, "fieldViolations"), "field");
  else if (strcmp (type, "QuotaFailure") == 0 || strcmp (type, "PreconditionFailure") == 0)
    add_violations (self, exm_json_get_array (detail, "violations"), "subject");
  else if (strcmp (type, "Help") == 0)
    read_links (self, exm_json_get_array (detail, "links"));
  else if (strcmp (type, "RetryInfo") == 0)
    self->retry_delay_ms = parse_duration_ms (exm_json_get_string (detail, "retryDelay"));
}

static void
read_body (ExmGoogleProblem *self,
           JsonObject       *root)
{
  JsonObject *error = exm_json_get_object (root, "error");
  JsonArray  *details;
  gint64      code = 0;

  if (error == NULL)
    {
      self->reason = g_strdup (exm_json_get_string (root, "error"));
      self->message = dup_clean (exm_json_get_string (root, "error_description"));
      return;
    }

  self->status = g_strdup (exm_json_get_string (error, "status"));
  self->message = dup_clean (exm_json_get_string (error, "message"));
  if (self->http_status < 400 && exm_json_get_int64 (error, "code", &code) &&
      code >= 400 && code <= 599)
    self->http_status = (guint)code;

  details = exm_json_get_array (error, "details");
  for (guint i = 0; i < exm_json_array_size (details); i++)
    read_detail (self, exm_json_array_object (details, i));

  if (self->reason == NULL)
    self->reason = g_strdup (exm_json_get_string (exm_json_array_object (exm_json_get_array (error, "errors"), 0),
                                                  "reason"));
}

ExmGoogleProblem *
exm_google_problem_parse (guint   http_status,
                          GBytes *body)
{
  ExmGoogleProblem *self = problem_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;
  const char      *data = NULL;
  gsize            size = 0;

  self->http_status = http_status;
  if (body != NULL)
    data = g_bytes_get_data (body, &size);
  if (size == 0)
    return self;

  text = g_utf8_make_valid (data, MIN (size, MAX_RAW));
  self->raw = exm_cloud_redact (text);

  node = exm_json_parse (data, size, NULL);
  if (exm_json_node_array (node) != NULL)
    read_body (self, exm_json_array_object (exm_json_node_array (node), 0));
  else
    read_body (self, exm_json_node_object (node));
  return self;
}

ExmGoogleProblem *
exm_google_problem_copy (const ExmGoogleProblem *self)
{
  ExmGoogleProblem *copy;

  if (self == NULL)
    return NULL;
  copy = problem_new ();
  copy->http_status = self->http_status;
  copy->curl_code = self->curl_code;
  copy->status = g_strdup (self->status);
  copy->reason = g_strdup (self->reason);
  copy->domain = g_strdup (self->domain);
  copy->message = g_strdup (self->message);
  copy->service = g_strdup (self->service);
  copy->activation_url = g_strdup (self->activation_url);
  copy->quota_metric = g_strdup (self->quota_metric);
  copy->permission = g_strdup (self->permission);
  copy->retry_delay_ms = self->retry_delay_ms;
  copy->raw = g_strdup (self->raw);
  for (guint i = 0; i < self->violations->len; i++)
    {
      const ExmGoogleField *from = g_ptr_array_index (self->violations, i);
      ExmGoogleField       *to = g_new0 (ExmGoogleField, 1);

      to->field = g_strdup (from->field);
      to->description = g_strdup (from->description);
      g_ptr_array_add (copy->violations, to);
    }
  for (guint i = 0; i < self->links->len; i++)
    {
      const ExmGoogleLink *from = g_ptr_array_index (self->links, i);
      ExmGoogleLink       *to = g_new0 (ExmGoogleLink, 1);

      to->description = g_strdup (from->description);
      to->url = g_strdup (from->url);
      g_ptr_array_add (copy->links, to);
    }
  return copy;
}

void
exm_google_problem_free (ExmGoogleProblem *self)
{
  if (self == NULL)
    return;
  g_free (self->status);
  g_free (self->reason);
  g_free (self->domain);
  g_free (self->message);
  g_free (self->service);
  g_free (self->activation_url);
  g_free (self->quota_metric);
  g_free (self->permission);
  g_free (self->raw);
  g_ptr_array_unref (self->violations);
  g_ptr_array_unref (self->links);
  g_free (self);
}
