/* exm-outfile.c - a file that is there whole or not at all
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-outfile-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FLUSH_SIZE (256 * 1024)

static gboolean
fail (ExmOutfile *self,
      int         number,
      GError    **error)
{
  if (number == ENOSPC || number == EDQUOT)
    g_set_error (error, EXM_FORMAT_ERROR, EXM_FORMAT_ERROR_IO, _ ("The disk is full: “%s” was not written"), self->name);
  else
    g_set_error (error, EXM_FORMAT_ERROR, EXM_FORMAT_ERROR_IO, _ ("“%s” cannot be written: %s"), self->name, g_strerror (number));
  return FALSE;
}

static gboolean
fail_exists (ExmOutfile *self,
             GError    **error)
{
  g_set_error (error, EXM_FORMAT_ERROR, EXM_FORMAT_ERROR_EXISTS, _ ("“%s” exists already"), self->name);
  return FALSE;
}

gboolean
_exm_outfile_open (ExmOutfile *self,
                   GFile      *file,
                   gboolean    replace,
                   GError    **error)
{
  struct stat info;

  memset (self, 0, sizeof *self);
  self->fd = -1;
  self->path = g_file_get_path (file);
  self->name = g_file_get_parse_name (file);
  if (self->path == NULL)
    return fail (self, EOPNOTSUPP, error);
  /* A link is followed, so that it stays one; only a regular file is replaced. */
  if (g_stat (self->path, &info) == 0)
    {
      g_autofree char *target = realpath (self->path, NULL);

      if (!replace)
        return fail_exists (self, error);
      if (!S_ISREG (info.st_mode))
        return fail (self, S_ISDIR (info.st_mode) ? EISDIR : EINVAL, error);
      if (target != NULL)
        {
          g_free (self->path);
          self->path = g_strdup (target);
        }
    }
  else
    {
      info.st_mode = 0600;
    }

  self->temporary = g_strconcat (self->path, ".XXXXXX", NULL);
  self->fd = g_mkstemp_full (self->temporary, O_WRONLY | O_CLOEXEC, (int)(info.st_mode & 0777));
  if (self->fd < 0)
    {
      int number = errno;

      g_clear_pointer (&self->temporary, g_free);
      return fail (self, number, error);
    }
  self->buffer = g_string_sized_new (FLUSH_SIZE + 4096);
  return TRUE;
}

gboolean
_exm_outfile_flush (ExmOutfile *self,
                    gboolean    all,
                    GError    **error)
{
  gsize done = 0;

  if (self->buffer->len < FLUSH_SIZE && !all)
    return TRUE;
  while (done < self->buffer->len)
    {
      gssize n = write (self->fd, self->buffer->str + done, self->buffer->len - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail (self, errno, error);
      done += (gsize)n;
    }
  self->bytes += done;
  g_string_truncate (self->buffer, 0);
  return TRUE;
}

/* The new name is on disk only when the folder is. */
static void
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int              fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;
  /* Some file systems cannot; the file itself is synced already. */
  if (fsync (fd) < 0)
    g_debug ("fsync of folder failed: %s", g_strerror (errno));
  close (fd);
}

gboolean
_exm_outfile_finish (ExmOutfile *self,
                     gboolean    replace,
                     GError    **error)
{
  int result;

  if (!_exm_outfile_flush (self, TRUE, error))
    return FALSE;
  if (fsync (self->fd) < 0)
    return fail (self, errno, error);
  result = close (self->fd);
  self->fd = -1;
  if (result < 0)
    return fail (self, errno, error);

  /* Somebody may have made the file meanwhile: then it is theirs. */
  if (replace)
    result = rename (self->temporary, self->path);
  else
    result = renameat2 (AT_FDCWD, self->temporary, AT_FDCWD, self->path, RENAME_NOREPLACE);
  if (result < 0 && !replace && errno == EINVAL && g_access (self->path, F_OK) != 0)
    result = rename (self->temporary, self->path); /* a file system without the flag */
  if (result < 0)
    return errno == EEXIST ? fail_exists (self, error) : fail (self, errno, error);
  g_clear_pointer (&self->temporary, g_free);
  sync_folder (self->path);
  return TRUE;
}

void
_exm_outfile_clear (ExmOutfile *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  if (self->temporary != NULL)
    g_unlink (self->temporary);
  g_clear_pointer (&self->temporary, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->name, g_free);
  if (self->buffer != NULL)
    g_string_free (self->buffer, TRUE);
  self->buffer = NULL;
}
