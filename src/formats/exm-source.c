/* exm-source.c - where examples are read from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-source-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exm-format.h"

struct _ExmSource
{
  GFile        *file; /* one of these two */
  GBytes       *bytes;
  ExmZipMember *member; /* of @file; NULL = all of it */
  char         *name;
};

ExmSource *
exm_source_new_file (GFile *file)
{
  ExmSource       *self = g_atomic_rc_box_new0 (ExmSource);
  g_autofree char *base = g_file_get_basename (file);

  self->file = g_object_ref (file);
  self->name = g_filename_display_name (base != NULL ? base : "");
  return self;
}

ExmSource *
exm_source_new_bytes (GBytes     *bytes,
                      const char *name)
{
  ExmSource *self = g_atomic_rc_box_new0 (ExmSource);

  self->bytes = g_bytes_ref (bytes);
  self->name = g_strdup (name);
  return self;
}

ExmSource *
_exm_source_new_member (GFile              *file,
                        const ExmZipMember *member)
{
  ExmSource  *self = g_atomic_rc_box_new0 (ExmSource);
  const char *slash = strrchr (member->name, '/');

  self->file = g_object_ref (file);
  self->member = _exm_zip_member_copy (member);
  self->name = g_strdup (slash != NULL ? slash + 1 : member->name);
  return self;
}

GFile *
exm_source_get_file (ExmSource *self)
{
  return self->member == NULL ? self->file : NULL;
}

ExmSource *
exm_source_ref (ExmSource *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
source_clear (gpointer data)
{
  ExmSource *self = data;

  g_clear_object (&self->file);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->member, _exm_zip_member_free);
  g_clear_pointer (&self->name, g_free);
}

void
exm_source_unref (ExmSource *self)
{
  g_atomic_rc_box_release_full (self, source_clear);
}

const char *
exm_source_get_name (ExmSource *self)
{
  return self->name;
}

static gboolean
fail_errno (GError    **error,
            const char *name,
            int         number)
{
  int code = number == ENOENT ? EXM_FORMAT_ERROR_NOT_A_FILE : EXM_FORMAT_ERROR_IO;

  g_set_error (error, EXM_FORMAT_ERROR, code, _ ("“%s” cannot be opened: %s"), name, g_strerror (number));
  return FALSE;
}

/* A pipe would hang us, a device never end: only regular files are read. Opened
 * without blocking, and judged by what was opened, not by what its name was. */
static gboolean
open_path (ExmSource  *self,
           const char *path,
           int        *fd,
           guint64    *size,
           GError    **error)
{
  struct stat info;
  const char *what;
  int         opened = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

  if (opened < 0)
    return fail_errno (error, self->name, errno);
  if (fstat (opened, &info) < 0)
    {
      int number = errno;

      close (opened);
      return fail_errno (error, self->name, number);
    }
  if (S_ISREG (info.st_mode))
    {
      posix_fadvise (opened, 0, 0, POSIX_FADV_SEQUENTIAL);
      *fd = opened;
      *size = (guint64)info.st_size;
      return TRUE;
    }

  close (opened);
  if (S_ISDIR (info.st_mode))
    what = _ ("“%s” is a folder, not a file");
  else if (S_ISFIFO (info.st_mode) || S_ISSOCK (info.st_mode))
    what = _ ("“%s” is a pipe, not a file: save it to a file first");
  else
    what = _ ("“%s” is a device, not a file");
    /* The three formats above have one %s each. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_set_error (error, EXM_FORMAT_ERROR, EXM_FORMAT_ERROR_NOT_A_FILE, what, self->name);
#pragma GCC diagnostic pop
  return FALSE;
}

gboolean
_exm_source_open (ExmSource     *self,
                  int           *fd,
                  GInputStream **stream,
                  GBytes       **bytes,
                  guint64       *size,
                  GError       **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) local = NULL;

  *fd = -1;
  *stream = NULL;
  *bytes = NULL;
  *size = 0;
  if (self->bytes != NULL)
    {
      *bytes = g_bytes_ref (self->bytes);
      *size = g_bytes_get_size (self->bytes);
      return TRUE;
    }

  if (self->member != NULL)
    {
      *size = self->member->size;
      *stream = _exm_zip_open (self->file, self->member, error);
      return *stream != NULL;
    }
  path = g_file_get_path (self->file);
  if (path != NULL)
    return open_path (self, path, fd, size, error);

  *stream = G_INPUT_STREAM (g_file_read (self->file, NULL, &local));
  if (*stream != NULL)
    return TRUE;
  g_set_error (error, EXM_FORMAT_ERROR, EXM_FORMAT_ERROR_IO, _ ("“%s” cannot be opened: %s"), self->name, local->message);
  return FALSE;
}

char *
_exm_source_read_text (ExmSource *self,
                       gsize      max)
{
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = g_malloc (max + 1);
  guint64          size;
  gsize            n = 0;
  gssize           got = 0;
  int              fd;

  if (!_exm_source_open (self, &fd, &stream, &bytes, &size, NULL))
    return NULL;
  if (bytes != NULL)
    {
      n = MIN (max, g_bytes_get_size (bytes));
      memcpy (text, g_bytes_get_data (bytes, NULL), n);
    }
  else if (stream != NULL)
    {
      if (!g_input_stream_read_all (stream, text, max, &n, NULL, NULL))
        n = 0;
    }
  else
    {
      while (n < max && (got = read (fd, text + n, max - n)) > 0)
        n += (gsize)got;
      close (fd);
    }
  text[n] = '\0';
  return g_steal_pointer (&text);
}
