/* exm-accounts-file.c - accounts.ini: which accounts there are, nothing secret
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-accounts-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "exm-credentials-private.h"

/* The window and the command line may run at the same time: a change locks the
 * folder, reads the file anew, changes one group and replaces the file in one
 * step. What another version has put into it stays.
 *
 *   [client]                 a client file was handed over
 *   file=/home/me/client_secret_….json
 *
 *   [account 3f0c…]
 *   kind=browser
 *   email=me@example.com
 */

#define GROUP_PREFIX "account "
#define GROUP_CLIENT "client"
#define HEADING " Accounts of Exemplar. No password, key or token is in this file."

void
_exm_account_record_free (ExmAccountRecord *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->email);
  g_free (self->subject);
  g_free (self->file);
  g_free (self->quota_project);
  g_free (self->client_id);
  exm_credentials_unref (self->credentials);
  _exm_wipe (self->access_token);
  g_free (self);
}

void
_exm_accounts_file_free (ExmAccountsFile *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->accounts);
  g_free (self->client_file);
  g_free (self);
}

static GKeyFile *
load (const char *path,
      GError    **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) problem = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_KEEP_COMMENTS, &problem) &&
      !g_error_matches (problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    {
      g_propagate_prefixed_error (error, g_steal_pointer (&problem), "%s", _ ("The list of accounts cannot be read: "));
      return NULL;
    }
  return g_steal_pointer (&file);
}

static char *
dup_value (GKeyFile   *file,
           const char *group,
           const char *key)
{
  g_autofree char *value = g_key_file_get_string (file, group, key, NULL);

  return value != NULL && *value != '\0' ? g_steal_pointer (&value) : NULL;
}

static gboolean
kind_from_nick (const char     *nick,
                ExmAccountKind *kind)
{
  for (int i = EXM_ACCOUNT_BROWSER; i <= EXM_ACCOUNT_IMPERSONATED; i++)
    if (g_strcmp0 (nick, exm_account_kind_get_nick ((ExmAccountKind)i)) == 0)
      {
        *kind = (ExmAccountKind)i;
        return TRUE;
      }
  return FALSE;
}

static ExmAccountRecord *
read_record (GKeyFile   *file,
             const char *group)
{
  g_autoptr (ExmAccountRecord) record = g_new0 (ExmAccountRecord, 1);
  g_autofree char *nick = dup_value (file, group, "kind");

  record->id = g_strdup (group + strlen (GROUP_PREFIX));
  /* A kind that only a later version knows is left alone. */
  if (!kind_from_nick (nick, &record->kind) || *record->id == '\0')
    return NULL;
  record->email = dup_value (file, group, "email");
  record->subject = dup_value (file, group, "subject");
  record->file = dup_value (file, group, "file");
  record->quota_project = dup_value (file, group, "quota-project");
  record->client_id = dup_value (file, group, "client-id");
  record->lasting = TRUE;
  return g_steal_pointer (&record);
}

static void
record_free_cb (gpointer data)
{
  _exm_account_record_free (data);
}

ExmAccountsFile *
_exm_accounts_file_read (const char *path,
                         GError    **error)
{
  g_autoptr (GKeyFile) file = load (path, error);
  g_auto (GStrv) groups = NULL;
  ExmAccountsFile *self;

  if (file == NULL)
    return NULL;
  self = g_new0 (ExmAccountsFile, 1);
  self->accounts = g_ptr_array_new_with_free_func (record_free_cb);
  self->has_client = g_key_file_has_group (file, GROUP_CLIENT);
  self->client_file = self->has_client ? dup_value (file, GROUP_CLIENT, "file") : NULL;
  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      ExmAccountRecord *record = g_str_has_prefix (groups[i], GROUP_PREFIX) ? read_record (file, groups[i]) : NULL;

      if (record != NULL)
        g_ptr_array_add (self->accounts, record);
    }
  return self;
}

/* Changing. */

static gboolean
fail_errno (GError    **error,
            const char *path)
{
  int code = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code),
               _ ("“%s” cannot be written: %s"), path, g_strerror (code));
  return FALSE;
}

/* The folder, for us alone, and locked until the descriptor is closed. */
static int
lock_folder (const char *path,
             GError    **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int              fd;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      fail_errno (error, folder);
      return -1;
    }
  fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (fd < 0 || fchmod (fd, 0700) != 0 || flock (fd, LOCK_EX) != 0)
    {
      fail_errno (error, folder);
      if (fd >= 0)
        close (fd);
      return -1;
    }
  return fd;
}

typedef void (*Change) (GKeyFile     *file,
                        gconstpointer data);

static gboolean
change (const char   *path,
        Change        func,
        gconstpointer data,
        GError      **error)
{
  g_autoptr (GKeyFile) file = NULL;
  g_autofree char *text = NULL;
  gsize            length = 0;
  gboolean         ok = FALSE;
  int              fd = lock_folder (path, error);

  if (fd < 0)
    return FALSE;
  file = load (path, error);
  if (file != NULL)
    {
      func (file, data);
      g_key_file_set_comment (file, NULL, NULL, HEADING, NULL);
      text = g_key_file_to_data (file, &length, NULL);
      ok = g_file_set_contents_full (path, text, (gssize)length,
                                     G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
    }
  close (fd);
  return ok;
}

static void
set_value (GKeyFile   *file,
           const char *group,
           const char *key,
           const char *value)
{
  if (value != NULL)
    g_key_file_set_string (file, group, key, value);
  else
    g_key_file_remove_key (file, group, key, NULL);
}

static void
put_cb (GKeyFile     *file,
        gconstpointer data)
{
  const ExmAccountRecord *record = data;
  g_autofree char        *group = g_strconcat (GROUP_PREFIX, record->id, NULL);

  set_value (file, group, "kind", exm_account_kind_get_nick (record->kind));
  set_value (file, group, "email", record->email);
  set_value (file, group, "subject", record->subject);
  set_value (file, group, "file", record->file);
  set_value (file, group, "quota-project", record->quota_project);
  set_value (file, group, "client-id", record->client_id);
}

static void
remove_cb (GKeyFile     *file,
           gconstpointer data)
{
  g_autofree char *group = g_strconcat (GROUP_PREFIX, data, NULL);

  g_key_file_remove_group (file, group, NULL);
}

static void
set_client_cb (GKeyFile     *file,
               gconstpointer data)
{
  set_value (file, GROUP_CLIENT, "file", data);
}

gboolean
_exm_accounts_file_put (const char             *path,
                        const ExmAccountRecord *record,
                        GError                **error)
{
  return change (path, put_cb, record, error);
}

gboolean
_exm_accounts_file_remove (const char *path,
                           const char *id,
                           GError    **error)
{
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  return change (path, remove_cb, id, error);
}

gboolean
_exm_accounts_file_set_client (const char *path,
                               const char *client_file,
                               GError    **error)
{
  return change (path, set_client_cb, client_file, error);
}
