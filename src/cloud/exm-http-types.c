/* exm-http-types.c - requests, answers and addresses
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-http.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-cloud-error.h"
#include "exm-http-private.h"

#define DEFAULT_MAX_ANSWER (16 * 1024 * 1024)

G_DEFINE_BOXED_TYPE (ExmHttpRequest, exm_http_request, exm_http_request_ref, exm_http_request_unref)
G_DEFINE_BOXED_TYPE (ExmHttpResponse, exm_http_response, exm_http_response_ref, exm_http_response_unref)

ExmHttpRequest *
exm_http_request_new (const char *method,
                      const char *url)
{
  ExmHttpRequest *self;

  g_return_val_if_fail (method != NULL && url != NULL, NULL);

  self = g_new0 (ExmHttpRequest, 1);
  self->ref_count = 1;
  self->method = g_strdup (method);
  self->url = g_strdup (url);
  self->body_fd = -1;
  self->max_answer = DEFAULT_MAX_ANSWER;
  self->connect_timeout_ms = 15000;
  self->timeout_ms = 60000;
  /* Name and value one after the other. */
  self->headers = g_ptr_array_new_with_free_func (g_free);
  return self;
}

ExmHttpRequest *
exm_http_request_ref (ExmHttpRequest *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
exm_http_request_unref (ExmHttpRequest *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_free (self->method);
  g_free (self->url);
  g_free (self->content_type);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_ptr_array_unref (self->headers);
  g_free (self);
}

void
exm_http_request_set_header (ExmHttpRequest *self,
                             const char     *name,
                             const char     *value)
{
  g_return_if_fail (self != NULL && name != NULL);
  /* A line break would begin a header of somebody else's choice. */
  g_return_if_fail (value == NULL || strpbrk (value, "\r\n") == NULL);

  for (guint i = 0; i + 1 < self->headers->len; i += 2)
    if (g_ascii_strcasecmp (g_ptr_array_index (self->headers, i), name) == 0)
      {
        g_ptr_array_remove_range (self->headers, i, 2);
        break;
      }
  if (value == NULL)
    return;
  g_ptr_array_add (self->headers, g_strdup (name));
  g_ptr_array_add (self->headers, g_strdup (value));
}

void
exm_http_request_set_body (ExmHttpRequest *self,
                           const char     *content_type,
                           GBytes         *body)
{
  g_return_if_fail (self != NULL && content_type != NULL && body != NULL);

  g_free (self->content_type);
  self->content_type = g_strdup (content_type);
  g_bytes_ref (body);
  g_clear_pointer (&self->body, g_bytes_unref);
  self->body = body;
}

ExmHttpResponse *
exm_http_response_ref (ExmHttpResponse *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
exm_http_response_unref (ExmHttpResponse *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->headers, g_hash_table_unref);
  g_free (self);
}

const char *
exm_http_response_get_header (ExmHttpResponse *self,
                              const char      *name)
{
  g_autofree char *lower = NULL;

  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  lower = g_ascii_strdown (name, -1);
  return g_hash_table_lookup (self->headers, lower);
}

/* Addresses. What GUri and libcurl might read differently is refused. */

static GUri *
parse_url (const char *url)
{
  g_autoptr (GUri) uri = NULL;

  if (url == NULL || strchr (url, '\\') != NULL)
    return NULL;
  for (const char *c = url; *c != '\0'; c++)
    if ((guchar)*c <= 0x20 || (guchar)*c >= 0x7f)
      return NULL;
  uri = g_uri_parse (url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_HAS_PASSWORD, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      g_uri_get_userinfo (uri) != NULL || g_uri_get_fragment (uri) != NULL ||
      strchr (g_uri_get_host (uri), '%') != NULL)
    return NULL;
  return g_steal_pointer (&uri);
}

static gboolean
host_is_loopback (GUri *uri)
{
  const char *host = g_uri_get_host (uri);

  return strcmp (host, "127.0.0.1") == 0 || strcmp (host, "::1") == 0 ||
         g_ascii_strcasecmp (host, "localhost") == 0;
}

gboolean
exm_http_url_is_loopback (const char *url)
{
  g_autoptr (GUri) uri = parse_url (url);

  return uri != NULL && host_is_loopback (uri);
}

static int
effective_port (GUri *uri)
{
  if (g_uri_get_port (uri) > 0)
    return g_uri_get_port (uri);
  return g_ascii_strcasecmp (g_uri_get_scheme (uri), "https") == 0 ? 443 : 80;
}

gboolean
exm_http_same_origin (const char *a,
                      const char *b)
{
  g_autoptr (GUri) one = parse_url (a);
  g_autoptr (GUri) two = parse_url (b);

  return one != NULL && two != NULL &&
         g_ascii_strcasecmp (g_uri_get_scheme (one), g_uri_get_scheme (two)) == 0 &&
         g_ascii_strcasecmp (g_uri_get_host (one), g_uri_get_host (two)) == 0 &&
         effective_port (one) == effective_port (two);
}

GError *
_exm_http_check_url (const char *url)
{
  g_autoptr (GUri) uri = parse_url (url);

  if (uri == NULL)
    return g_error_new_literal (EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED,
                                _ ("The address is not a valid one"));
  if (g_ascii_strcasecmp (g_uri_get_scheme (uri), "https") == 0)
    return NULL;
  if (g_ascii_strcasecmp (g_uri_get_scheme (uri), "http") == 0 && host_is_loopback (uri))
    return NULL;
  return g_error_new_literal (EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED,
                              _ ("Only secure addresses are used outside this computer"));
}
