/* exm-google-address.c - hosts and addresses of Google's services
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-google.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-cloud-private.h"

char *
exm_google_dup_host (const char *location)
{
  g_return_val_if_fail (location != NULL, NULL);

  if (*location == '\0' || *location == '-' ||
      strspn (location, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen (location))
    return NULL;
  if (strcmp (location, "global") == 0)
    return g_strdup ("aiplatform.googleapis.com");
  if (strcmp (location, "us") == 0 || strcmp (location, "eu") == 0)
    return g_strdup_printf ("aiplatform.%s.rep.googleapis.com", location);
  return g_strdup_printf ("%s-aiplatform.googleapis.com", location);
}

gboolean
_exm_is_segment (const char *text)
{
  if (text == NULL || *text == '\0' || strcmp (text, ".") == 0 || strcmp (text, "..") == 0)
    return FALSE;
  /* Project ids of a domain have a colon; models an "@" and a version. */
  return strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~@:") == strlen (text);
}

char *
exm_google_dup_location (const char *resource)
{
  g_auto (GStrv) parts = NULL;

  g_return_val_if_fail (resource != NULL, NULL);

  parts = g_strsplit (resource, "/", -1);
  if (g_strv_length (parts) < 4 || strcmp (parts[0], "projects") != 0 || strcmp (parts[2], "locations") != 0)
    return NULL;
  for (guint i = 0; parts[i] != NULL; i++)
    if (!_exm_is_segment (parts[i]))
      return NULL;
  return g_strdup (parts[3]);
}

char *
exm_google_dup_resource_url (ExmGoogle  *self,
                             const char *resource,
                             const char *suffix,
                             GError    **error)
{
  g_autofree char *location = NULL;
  g_autofree char *host = NULL;

  g_return_val_if_fail (EXM_IS_GOOGLE (self), NULL);

  location = resource != NULL ? exm_google_dup_location (resource) : NULL;
  host = location != NULL ? exm_google_dup_host (location) : NULL;
  if (host == NULL)
    {
      g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED,
                           _ ("The name of the job, model or endpoint is not a valid one"));
      return NULL;
    }
  if (exm_google_get_origin (self) != NULL)
    return g_strdup_printf ("%s/v1/%s%s", exm_google_get_origin (self), resource, suffix != NULL ? suffix : "");
  return g_strdup_printf ("https://%s/v1/%s%s", host, resource, suffix != NULL ? suffix : "");
}

char *
exm_google_dup_storage_url (ExmGoogle  *self,
                            const char *path)
{
  const char *origin;

  g_return_val_if_fail (EXM_IS_GOOGLE (self), NULL);
  g_return_val_if_fail (path != NULL && *path == '/', NULL);

  origin = exm_google_get_origin (self);
  return g_strconcat (origin != NULL ? origin : "https://storage.googleapis.com",
                      path, NULL);
}
