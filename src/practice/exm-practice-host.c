/* exm-practice-host.c - the one practice service of a user, whoever runs it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-host.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* Who has just taken the folder may not have written its address yet. */
#define TRIES 40
#define PAUSE_US (50 * 1000)

struct _ExmPracticeHost
{
  ExmPractice *practice; /* NULL: another process runs it */
  char        *url;
  char        *url_file;
};

char *
exm_practice_host_default_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "exemplar", "practice", NULL);
}

static char *
url_file_of (const char *folder)
{
  return g_build_filename (folder, "url", NULL);
}

ExmPracticeHost *
exm_practice_host_new_full (const char *folder,
                            guint       port,
                            double      speed,
                            GError    **error)
{
  g_autoptr (ExmPractice) practice = exm_practice_new (folder, error);
  ExmPracticeHost *self;

  if (practice == NULL)
    return NULL;
  exm_practice_set_speed (practice, speed);
  if (!exm_practice_start (practice, (guint16)port, error))
    return NULL;

  self = g_new0 (ExmPracticeHost, 1);
  self->url = g_strdup (exm_practice_get_url (practice));
  self->url_file = url_file_of (folder);
  self->practice = g_steal_pointer (&practice);
  if (!g_file_set_contents_full (self->url_file, self->url, -1,
                                 G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
    g_clear_pointer (&self, exm_practice_host_free);
  return self;
}

static char *
read_url (const char *folder)
{
  g_autofree char *file = url_file_of (folder);
  g_autofree char *url = NULL;

  if (!g_file_get_contents (file, &url, NULL, NULL))
    return NULL;
  g_strstrip (url);
  return g_str_has_prefix (url, "http://127.0.0.1:") ? g_steal_pointer (&url) : NULL;
}

/* A file that a killed process left behind names a port that nobody listens on,
 * or another program: only a listener counts, and only while the folder is taken. */
static gboolean
listens (const char *url)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, 2);
  connection = g_socket_client_connect_to_uri (client, url, 80, NULL, NULL);
  return connection != NULL;
}

ExmPracticeHost *
exm_practice_host_new (const char *folder,
                       GError    **error)
{
  g_autoptr (GError) local_error = NULL;

  for (guint i = 0; i < TRIES; i++)
    {
      ExmPracticeHost *self;
      g_autofree char *url = NULL;

      g_clear_error (&local_error);
      self = exm_practice_host_new_full (folder, 0, 1.0, &local_error);
      if (self != NULL)
        return self;
      if (!g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_BUSY))
        break;
      url = read_url (folder);
      if (url != NULL && listens (url))
        {
          self = g_new0 (ExmPracticeHost, 1);
          self->url = g_steal_pointer (&url);
          return self;
        }
      g_usleep (PAUSE_US);
    }
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

const char *
exm_practice_host_get_url (ExmPracticeHost *self)
{
  return self->url;
}

ExmPractice *
exm_practice_host_get_practice (ExmPracticeHost *self)
{
  return self->practice;
}

void
exm_practice_host_free (ExmPracticeHost *self)
{
  if (self->practice != NULL)
    {
      /* First the address: nobody shall come to a service that is going. */
      g_unlink (self->url_file);
      exm_practice_stop (self->practice);
      g_clear_object (&self->practice);
    }
  g_free (self->url);
  g_free (self->url_file);
  g_free (self);
}
