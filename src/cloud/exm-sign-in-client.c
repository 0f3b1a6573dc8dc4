/* exm-sign-in-client.c - the OAuth client: what Google knows this program as
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-sign-in.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-json-gate.h"

#include "exm-cloud-error.h"
#include "exm-credentials-private.h"
#include "exm-sign-in-resources.h"

/* The console's file for a desktop client is
 *   {"installed":{"client_id":…,"client_secret":…,"auth_uri":…,"token_uri":…}}
 * and for a web client the same under "web"; that one has fixed addresses to come
 * back to, none of them on this computer.
 * https://developers.google.com/identity/protocols/oauth2/native-app
 */

static const char *const auth_urls[] = {
  "https://accounts.google.com/o/oauth2/auth",
  "https://accounts.google.com/o/oauth2/v2/auth",
  NULL,
};

static const char *const token_urls[] = {
  "https://oauth2.googleapis.com/token",
  "https://www.googleapis.com/oauth2/v3/token",
  "https://www.googleapis.com/oauth2/v4/token",
  "https://accounts.google.com/o/oauth2/token",
  NULL,
};

G_DEFINE_BOXED_TYPE (ExmSignInClient, exm_sign_in_client, exm_sign_in_client_ref, exm_sign_in_client_unref)

ExmSignInClient *
exm_sign_in_client_ref (ExmSignInClient *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
exm_sign_in_client_unref (ExmSignInClient *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->id);
  _exm_wipe (self->secret);
  g_free (self);
}

const char *
exm_sign_in_client_get_id (ExmSignInClient *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->id;
}

ExmSignInClient *
_exm_sign_in_client_new (const char *id,
                         const char *secret)
{
  ExmSignInClient *self = g_new0 (ExmSignInClient, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->id = g_strdup (id);
  self->secret = g_strdup (secret);
  return self;
}

static ExmSignInClient *
invalid (GError    **error,
         const char *message)
{
  g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_INVALID, message);
  return NULL;
}

ExmSignInClient *
exm_sign_in_client_parse (const char *json,
                          gsize       length,
                          const char *origin,
                          GError    **error)
{
  g_autoptr (JsonObject) root = NULL;
  JsonObject *object;
  const char *id;
  const char *secret;
  const char *auth;

  g_return_val_if_fail (json != NULL, NULL);

  root = exm_json_parse_object (json, (gssize)length, NULL);
  if (root == NULL)
    return invalid (error, _ ("This is not a client file of Google"));
  if (exm_json_get_object (root, "web") != NULL)
    return invalid (error, _ ("This client file is for a web site. Create an OAuth client of the type “Desktop app” and take its file"));
  object = exm_json_get_object (root, "installed");
  if (object == NULL && exm_json_get_string (root, "type") != NULL)
    return invalid (error, _ ("This is a credentials file, not a client file: add it as a key file instead"));
  if (object == NULL)
    return invalid (error, _ ("This is not a client file of Google"));

  id = exm_json_get_string (object, "client_id");
  secret = exm_json_get_string (object, "client_secret");
  auth = exm_json_get_string (object, "auth_uri");
  if (id == NULL || *id == '\0' || secret == NULL || *secret == '\0')
    return invalid (error, _ ("The client file is not complete"));
  if (auth != NULL && !_exm_credentials_check_url (auth, auth_urls, origin, "/o/oauth2/v2/auth", error))
    return NULL;
  if (!_exm_credentials_check_url (exm_json_get_string (object, "token_uri"), token_urls, origin, "/token", error))
    return NULL;
  return _exm_sign_in_client_new (id, secret);
}

ExmSignInClient *
exm_sign_in_client_load (const char *path,
                         const char *origin,
                         GError    **error)
{
  ExmSignInClient *self;
  gsize            length = 0;
  char            *text;

  g_return_val_if_fail (path != NULL, NULL);

  text = _exm_read_small_file (path, &length, error);
  if (text == NULL)
    return NULL;
  self = exm_sign_in_client_parse (text, length, origin, error);
  explicit_bzero (text, length);
  g_free (text);
  return self;
}

ExmSignInClient *
exm_sign_in_client_get_built_in (void)
{
  static const char *const text = EXM_OAUTH_CLIENT;
  g_autoptr (GError) error = NULL;
  ExmSignInClient *self;

  if (*text == '\0')
    return NULL;
  self = exm_sign_in_client_parse (text, strlen (text), NULL, &error);
  if (self == NULL)
    g_warning ("the client file that was built in: %s", error->message);
  return self;
}
