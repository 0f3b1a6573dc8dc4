/* exm-credentials.c - key files and Application Default Credentials
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-credentials.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exm-json-gate.h"

#include "exm-cloud-error.h"
#include "exm-cloud-private.h"
#include "exm-credentials-private.h"

/* Such a file may come from anywhere, and names the addresses to which the secret
 * in it is to be sent: so each has to be one that Google documents. For a
 * stand-in the same holds with its own address, and secrets must be marked as
 * the practice service's, so that a real one cannot reach it by mistake.
 */

#define MAX_FILE (64 * 1024)
#define MAX_DELEGATES 10

#define IAM_PREFIX "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/"
#define IAM_PATH "/v1/projects/-/serviceAccounts/"
#define IAM_SUFFIX ":generateAccessToken"

static const char *const token_urls[] = {
  "https://oauth2.googleapis.com/token",
  "https://www.googleapis.com/oauth2/v4/token",
  "https://accounts.google.com/o/oauth2/token", /* in files of before 2018 */
  NULL,
};

G_DEFINE_BOXED_TYPE (ExmCredentials, exm_credentials, exm_credentials_ref, exm_credentials_unref)

void
_exm_wipe (char *text)
{
  if (text == NULL)
    return;
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static ExmCredentials *
credentials_new (ExmAccountKind kind,
                 const char    *origin)
{
  ExmCredentials *self = g_new0 (ExmCredentials, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->kind = kind;
  self->origin = g_strdup (origin);
  return self;
}

ExmCredentials *
exm_credentials_ref (ExmCredentials *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
exm_credentials_unref (ExmCredentials *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->origin);
  g_free (self->client_id);
  _exm_wipe (self->client_secret);
  _exm_wipe (self->refresh_token);
  g_free (self->client_email);
  _exm_wipe (self->private_key);
  g_free (self->private_key_id);
  g_free (self->token_uri);
  g_free (self->impersonation_url);
  g_free (self->target_email);
  g_strfreev (self->delegates);
  exm_credentials_unref (self->source);
  g_free (self->project_id);
  g_free (self->quota_project);
  g_free (self->account);
  g_free (self);
}

ExmCredentials *
_exm_credentials_new_user (const char *client_id,
                           const char *client_secret,
                           const char *refresh_token,
                           const char *origin)
{
  ExmCredentials *self = credentials_new (EXM_ACCOUNT_ADC_USER, origin);

  self->client_id = g_strdup (client_id);
  self->client_secret = g_strdup (client_secret);
  self->refresh_token = g_strdup (refresh_token);
  return self;
}

/* Reading. */

static gboolean
invalid (GError    **error,
         const char *message)
{
  g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_INVALID, message);
  return FALSE;
}

static gboolean
refused (GError    **error,
         const char *message)
{
  g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED, message);
  return FALSE;
}

char *
_exm_read_small_file (const char *path,
                      gsize      *length,
                      GError    **error)
{
  struct stat info;
  gsize       size = 0;
  ssize_t     n = 1;
  char       *text;
  int         fd;

  /* A pipe or a device would not end; a file chosen by mistake may be huge. */
  fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  if (fd < 0 || fstat (fd, &info) != 0)
    {
      int code = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code),
                   _ ("The file cannot be read: %s"), g_strerror (code));
      if (fd >= 0)
        close (fd);
      return NULL;
    }
  if (!S_ISREG (info.st_mode) || info.st_size > MAX_FILE)
    {
      close (fd);
      invalid (error, _ ("This is not a credentials file of Google"));
      return NULL;
    }
  text = g_malloc (MAX_FILE + 1);
  while (n > 0 && size < MAX_FILE)
    {
      n = read (fd, text + size, MAX_FILE - size);
      if (n < 0 && errno == EINTR)
        n = 1;
      else if (n > 0)
        size += (gsize)n;
    }
  close (fd);
  text[size] = '\0';
  *length = size;
  return text;
}

static char *
dup_member (JsonObject *object,
            const char *name)
{
  const char *value = exm_json_get_string (object, name);

  return value != NULL && *value != '\0' ? g_strdup (value) : NULL;
}

gboolean
_exm_credentials_check_url (const char        *url,
                            const char *const *allowed,
                            const char        *origin,
                            const char        *path,
                            GError           **error)
{
  if (origin != NULL)
    {
      g_autofree char *wanted = g_strconcat (origin, path, NULL);

      if (g_strcmp0 (url, wanted) == 0)
        return TRUE;
      return refused (error, _ ("The file is not one of the service that stands in for Google"));
    }
  for (guint i = 0; allowed[i] != NULL; i++)
    if (g_strcmp0 (url, allowed[i]) == 0)
      return TRUE;
  return refused (error, _ ("The file names an address that is not Google’s, nothing was sent there"));
}

static gboolean
check_universe (JsonObject *object,
                GError    **error)
{
  const char *universe = exm_json_get_string (object, "universe_domain");

  if (universe == NULL || *universe == '\0' || strcmp (universe, "googleapis.com") == 0)
    return TRUE;
  return invalid (error, _ ("The file belongs to another cloud than Google’s public one"));
}

static gboolean
read_user (ExmCredentials *self,
           JsonObject     *object,
           GError        **error)
{
  const char *uri = exm_json_get_string (object, "token_uri");
  gboolean    practice;

  self->client_id = dup_member (object, "client_id");
  self->client_secret = dup_member (object, "client_secret");
  self->refresh_token = dup_member (object, "refresh_token");
  self->account = dup_member (object, "account");
  if (self->client_id == NULL || self->client_secret == NULL || self->refresh_token == NULL)
    return invalid (error, _ ("The credentials file is not complete"));

  practice = g_str_has_prefix (self->refresh_token, EXM_PRACTICE_REFRESH_PREFIX);
  if (practice != (self->origin != NULL))
    return refused (error, practice ? _ ("Practice credentials are never sent to Google")
                                    : _ ("Real credentials are never sent to a practice service"));
  return uri == NULL || _exm_credentials_check_url (uri, token_urls, self->origin, "/token", error);
}

static gboolean
read_service_account (ExmCredentials *self,
                      JsonObject     *object,
                      GError        **error)
{
  self->client_email = dup_member (object, "client_email");
  self->private_key = dup_member (object, "private_key");
  self->private_key_id = dup_member (object, "private_key_id");
  self->token_uri = dup_member (object, "token_uri");
  self->project_id = dup_member (object, "project_id");
  if (self->client_email == NULL || self->private_key == NULL)
    return invalid (error, _ ("The credentials file is not complete"));
  if (self->token_uri == NULL && self->origin == NULL)
    self->token_uri = g_strdup (token_urls[0]);
  return _exm_credentials_check_url (self->token_uri, token_urls, self->origin, "/token", error) &&
         _exm_credentials_check_key (self->private_key, error);
}

/* "…/serviceAccounts/NAME@PROJECT.iam.gserviceaccount.com:generateAccessToken" */
static gboolean
read_target (ExmCredentials *self,
             const char     *url,
             GError        **error)
{
  g_autofree char *prefix = self->origin != NULL ? g_strconcat (self->origin, IAM_PATH, NULL) : g_strdup (IAM_PREFIX);

  if (url == NULL)
    return invalid (error, _ ("The credentials file is not complete"));
  if (!g_str_has_prefix (url, prefix) || !g_str_has_suffix (url, IAM_SUFFIX) ||
      strlen (url) <= strlen (prefix) + strlen (IAM_SUFFIX))
    return refused (error, self->origin != NULL
                    ? _ ("The file is not one of the service that stands in for Google")
                    : _ ("The file names an address that is not Google’s, nothing was sent there"));
  self->target_email = g_strndup (url + strlen (prefix), strlen (url) - strlen (prefix) - strlen (IAM_SUFFIX));
  if (!_exm_is_segment (self->target_email))
    return refused (error, _ ("The file names an address that is not Google’s, nothing was sent there"));
  self->impersonation_url = g_strdup (url);
  return TRUE;
}

static ExmCredentials *credentials_from_object (JsonObject *object,
                                                const char *origin,
                                                gboolean    nested,
                                                GError    **error);

static gboolean
read_impersonated (ExmCredentials *self,
                   JsonObject     *object,
                   GError        **error)
{
  JsonArray *delegates = exm_json_get_array (object, "delegates");
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  if (!read_target (self, exm_json_get_string (object, "service_account_impersonation_url"), error))
    return FALSE;
  if (exm_json_array_size (delegates) > MAX_DELEGATES)
    return invalid (error, _ ("The credentials file is not complete"));
  for (guint i = 0; i < exm_json_array_size (delegates); i++)
    {
      const char *name = exm_json_array_string (delegates, i);

      if (name == NULL)
        return invalid (error, _ ("The credentials file is not complete"));
      g_strv_builder_add (names, name);
    }
  self->delegates = g_strv_builder_end (names);
  self->source = credentials_from_object (exm_json_get_object (object, "source_credentials"),
                                          self->origin, TRUE, error);
  return self->source != NULL;
}

static const struct
{
  const char    *type;
  ExmAccountKind kind;
  gboolean (*read) (ExmCredentials *self,
                    JsonObject     *object,
                    GError        **error);
} types[] = {
  { "authorized_user", EXM_ACCOUNT_ADC_USER, read_user },
  { "service_account", EXM_ACCOUNT_SERVICE_ACCOUNT, read_service_account },
  { "impersonated_service_account", EXM_ACCOUNT_IMPERSONATED, read_impersonated },
};

static const struct
{
  const char *type;
  const char *message;
} refused_types[] = {
  { "external_account", N_ ("This file gets its tokens from another provider: it can name any address or program to ask, so it is not used here. Sign in with the browser, or use the key file of a service account") },
    { "external_account_authorized_user", N_ ("This file belongs to a sign-in with another provider, which does not work here. Sign in with the browser, or use the key file of a service account") },
      { "gdch_service_account", N_ ("This file belongs to a Google Distributed Cloud, which has no tuning") },
    };

static gboolean
say_refused_type (JsonObject *object,
                  const char *type,
                  GError    **error)
{
  for (guint i = 0; type != NULL && i < G_N_ELEMENTS (refused_types); i++)
    if (strcmp (type, refused_types[i].type) == 0)
      return invalid (error, g_dgettext (GETTEXT_PACKAGE, refused_types[i].message));
  if (type == NULL && (exm_json_get_object (object, "installed") != NULL || exm_json_get_object (object, "web") != NULL))
    return invalid (error, _ ("This is a client file: it tells Google which program asks, and is used to sign in with the browser"));
  return invalid (error, _ ("This is not a credentials file of Google"));
}

static ExmCredentials *
credentials_from_object (JsonObject *object,
                         const char *origin,
                         gboolean    nested,
                         GError    **error)
{
  const char *type = exm_json_get_string (object, "type");

  for (guint i = 0; type != NULL && i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (ExmCredentials) self = NULL;

      if (strcmp (type, types[i].type) != 0 || (nested && types[i].kind == EXM_ACCOUNT_IMPERSONATED))
        continue;
      self = credentials_new (types[i].kind, origin);
      self->quota_project = dup_member (object, "quota_project_id");
      if (self->quota_project != NULL && !_exm_is_segment (self->quota_project))
        g_clear_pointer (&self->quota_project, g_free);
      if (!check_universe (object, error) || !types[i].read (self, object, error))
        return NULL;
      return g_steal_pointer (&self);
    }
  say_refused_type (object, type, error);
  return NULL;
}

ExmCredentials *
exm_credentials_parse (const char *json,
                       gsize       length,
                       const char *origin,
                       GError    **error)
{
  g_autoptr (JsonObject) object = NULL;

  g_return_val_if_fail (json != NULL, NULL);

  /* What is wrong with the JSON is not told: its text may be a key. */
  object = exm_json_parse_object (json, (gssize)length, NULL);
  if (object == NULL)
    {
      invalid (error, _ ("This is not a credentials file of Google"));
      return NULL;
    }
  return credentials_from_object (object, origin, FALSE, error);
}

ExmCredentials *
exm_credentials_load (const char *path,
                      const char *origin,
                      GError    **error)
{
  ExmCredentials *self;
  gsize           length = 0;
  char           *text;

  g_return_val_if_fail (path != NULL, NULL);

  text = _exm_read_small_file (path, &length, error);
  if (text == NULL)
    return NULL;
  self = exm_credentials_parse (text, length, origin, error);
  explicit_bzero (text, length);
  g_free (text);
  return self;
}

/* Telling. */

ExmAccountKind
exm_credentials_get_kind (ExmCredentials *self)
{
  g_return_val_if_fail (self != NULL, EXM_ACCOUNT_ADC_USER);
  return self->kind;
}

const char *
exm_credentials_get_email (ExmCredentials *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->target_email != NULL)
    return self->target_email;
  return self->client_email != NULL ? self->client_email : self->account;
}

const char *
exm_credentials_get_project (ExmCredentials *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  if (self->project_id == NULL && self->source != NULL)
    return self->source->project_id;
  return self->project_id;
}

const char *
exm_credentials_get_quota_project (ExmCredentials *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->quota_project;
}

char *
exm_credentials_dup_standard_path (void)
{
  const char      *named = g_getenv ("GOOGLE_APPLICATION_CREDENTIALS");
  const char      *folder = g_getenv ("CLOUDSDK_CONFIG");
  g_autofree char *path = NULL;

  /* A path that is set but wrong is not silently replaced by another account. */
  if (named != NULL && *named != '\0')
    path = g_strdup (named);
  else if (folder != NULL && *folder != '\0')
    path = g_build_filename (folder, "application_default_credentials.json", NULL);
  else
    path = g_build_filename (g_get_home_dir (), ".config", "gcloud", "application_default_credentials.json", NULL);
  return g_file_test (path, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&path) : NULL;
}
