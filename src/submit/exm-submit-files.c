/* exm-submit-files.c - what a submission keeps on this computer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-submit-files-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "exm-submit-error.h"

#define BUFFER_SIZE (1 << 16)

struct _ExmSubmitFile
{
  char    *folder;
  char    *path;
  char    *temporary;
  int      fd;
  GString *buffer;
  gboolean done;
};

static gboolean
fail (const char *path,
      int         errsv,
      GError    **error)
{
  g_autofree char *name = g_filename_display_name (path);

  if (errsv == ENOSPC || errsv == EDQUOT)
    g_set_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_FILE,
                 _("The disk is full: “%s” cannot be written. Make room and try again"), name);
  else
    g_set_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_FILE,
                 /* Translators: a file name and the system's reason */
                 _("“%s” cannot be written: %s"), name, g_strerror (errsv));
  return FALSE;
}

char *
_exm_submit_files_path (const char *request_id,
                        const char *name)
{
  return g_build_filename (g_get_user_state_dir (), "exemplar", "submissions", request_id, name, NULL);
}

gboolean
_exm_submit_files_make_folder (const char *request_id,
                               GError    **error)
{
  g_autofree char *path = _exm_submit_files_path (request_id, NULL);
  struct stat      info;

  if (g_mkdir_with_parents (path, 0700) != 0)
    return fail (path, errno, error);
  /* It may have been there with other rights. */
  if (lstat (path, &info) != 0)
    return fail (path, errno, error);
  if (!S_ISDIR (info.st_mode) || info.st_uid != geteuid ())
    return fail (path, EPERM, error);
  if ((info.st_mode & 077) != 0 && chmod (path, 0700) != 0)
    return fail (path, errno, error);
  return TRUE;
}

void
_exm_submit_files_remove (const char *request_id)
{
  g_autofree char *path = _exm_submit_files_path (request_id, NULL);
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  if (folder == NULL)
    return;
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      if (g_unlink (file) != 0)
        g_debug ("Cannot remove a file of a submission: %s", g_strerror (errno));
    }
  if (g_rmdir (path) != 0)
    g_debug ("Cannot remove the folder of a submission: %s", g_strerror (errno));
}

gint64
_exm_submit_files_size (const char *request_id,
                        const char *name)
{
  g_autofree char *path = _exm_submit_files_path (request_id, name);
  struct stat      info;

  return stat (path, &info) == 0 && S_ISREG (info.st_mode) ? (gint64)info.st_size : -1;
}

/* --- whole or not at all -------------------------------------------------------- */

static gboolean
sync_folder (const char *path,
             GError    **error)
{
  int fd = g_open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  int errsv;

  if (fd < 0)
    return fail (path, errno, error);
  if (fsync (fd) != 0 && errno != EINVAL)
    {
      errsv = errno;
      close (fd);
      return fail (path, errsv, error);
    }
  close (fd);
  return TRUE;
}

ExmSubmitFile *
_exm_submit_file_new (const char *request_id,
                      const char *name,
                      GError    **error)
{
  g_autoptr(ExmSubmitFile) self = g_new0 (ExmSubmitFile, 1);

  self->fd = -1;
  self->buffer = g_string_sized_new (BUFFER_SIZE);
  self->folder = _exm_submit_files_path (request_id, NULL);
  self->path = _exm_submit_files_path (request_id, name);
  self->temporary = g_strconcat (self->path, ".part", NULL);
  self->fd = g_open (self->temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (self->fd < 0)
    {
      fail (self->temporary, errno, error);
      return NULL;
    }
  return g_steal_pointer (&self);
}

static gboolean
flush (ExmSubmitFile *self,
       const char    *data,
       gsize          size,
       GError       **error)
{
  while (size > 0)
    {
      ssize_t n = write (self->fd, data, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return fail (self->path, n < 0 ? errno : EIO, error);
      data += n;
      size -= (gsize)n;
    }
  return TRUE;
}

gboolean
_exm_submit_file_write (ExmSubmitFile *self,
                        gconstpointer  data,
                        gsize          size,
                        GError       **error)
{
  if (self->buffer->len + size > BUFFER_SIZE)
    {
      if (!flush (self, self->buffer->str, self->buffer->len, error))
        return FALSE;
      g_string_truncate (self->buffer, 0);
      if (size > BUFFER_SIZE)
        return flush (self, data, size, error);
    }
  g_string_append_len (self->buffer, data, (gssize)size);
  return TRUE;
}

gboolean
_exm_submit_file_commit (ExmSubmitFile *self,
                         GError       **error)
{
  if (!flush (self, self->buffer->str, self->buffer->len, error))
    return FALSE;
  g_string_truncate (self->buffer, 0);
  if (fsync (self->fd) != 0)
    return fail (self->path, errno, error);
  if (g_rename (self->temporary, self->path) != 0)
    return fail (self->path, errno, error);
  self->done = TRUE;
  return sync_folder (self->folder, error);
}

void
_exm_submit_file_free (ExmSubmitFile *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    {
      close (self->fd);
      if (!self->done)
        g_unlink (self->temporary);
    }
  g_string_free (self->buffer, TRUE);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->temporary);
  g_free (self);
}

gboolean
_exm_submit_files_link (const char *request_id,
                        const char *name,
                        const char *other,
                        GError    **error)
{
  g_autofree char *from = _exm_submit_files_path (request_id, name);
  g_autofree char *to = _exm_submit_files_path (request_id, other);
  g_autofree char *folder = _exm_submit_files_path (request_id, NULL);

  g_unlink (to);
  /* No hard links on this file system: the snapshot is not needed any more. */
  if (link (from, to) != 0 && g_rename (from, to) != 0)
    return fail (to, errno, error);
  return sync_folder (folder, error);
}

/* --- state of an upload ----------------------------------------------------------- */

static char *
upload_path (const char *request_id,
             const char *name)
{
  g_autofree char *file = g_strconcat (name, ".upload", NULL);

  return _exm_submit_files_path (request_id, file);
}

gboolean
_exm_submit_files_save_upload (const char           *request_id,
                               const char           *name,
                               const ExmUploadState *state,
                               GError              **error)
{
  g_autofree char *path = upload_path (request_id, name);
  g_autofree char *text = NULL;
  g_autoptr(GError) local = NULL;

  if (state->session_uri == NULL)
    {
      g_unlink (path);
      return TRUE;
    }
  text = g_strdup_printf ("%s\n%" G_GINT64_FORMAT "\n%" G_GINT64_FORMAT "\n%u\n",
                          state->session_uri, state->offset, state->size, state->crc32c);
  if (!g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &local))
    {
      g_set_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_FILE,
                   _("The state of the upload cannot be written: %s"), local->message);
      return FALSE;
    }
  return TRUE;
}

void
_exm_submit_files_load_upload (const char *request_id,
                               const char *name,
                               const char *origin,
                               ExmUpload  *upload)
{
  g_autofree char *path = upload_path (request_id, name);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return;
  lines = g_strsplit (text, "\n", 5);
  if (g_strv_length (lines) != 5 || (origin != NULL && !exm_http_same_origin (origin, lines[0])))
    {
      g_unlink (path);
      return;
    }
  g_free (upload->resume_uri);
  upload->resume_uri = g_strdup (lines[0]);
  upload->resume_offset = g_ascii_strtoll (lines[1], NULL, 10);
  upload->resume_size = g_ascii_strtoll (lines[2], NULL, 10);
  upload->resume_crc32c = (guint32)g_ascii_strtoull (lines[3], NULL, 10);
}
