/* exm-block.c - a source as a window of UTF-8 that slides over it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-block-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "exm-source-private.h"

#define CONVERT_SIZE (64 * 1024) /* bytes converted at a time */
#define KEPT (8 * 1024 * 1024)   /* a larger buffer is given back after its long line */

gboolean
_exm_block_open (ExmBlock   *self,
                 ExmSource  *source,
                 ExmEncoding encoding,
                 gsize       block,
                 GError    **error)
{
  memset (self, 0, sizeof *self);
  self->fd = -1;
  if (!_exm_source_open (source, &self->fd, &self->stream, &self->bytes, &self->total_bytes, error))
    return FALSE;

  self->block = block;
  self->allocated = block;
  self->data = g_malloc (self->allocated);
  if (encoding != EXM_ENCODING_UTF8)
    {
      self->iconv = g_iconv_open ("UTF-8", exm_encoding_get_name (encoding));
      self->converts = TRUE;
      self->unit = encoding == EXM_ENCODING_UTF16LE || encoding == EXM_ENCODING_UTF16BE ? 2 : 1;
      self->pending = g_malloc (CONVERT_SIZE);
      g_assert (self->iconv != (GIConv)-1); /* encodings that each iconv knows */
    }
  return TRUE;
}

void
_exm_block_close (ExmBlock *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  g_clear_object (&self->stream);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  if (self->converts)
    g_iconv_close (self->iconv);
  self->converts = FALSE;
  g_clear_pointer (&self->pending, g_free);
  g_clear_pointer (&self->data, g_free);
}

/* Reads up to @size bytes; 0 at the end, -1 on an error. */
static gssize
read_source (ExmBlock     *self,
             char         *to,
             gsize         size,
             GCancellable *cancellable,
             GError      **error)
{
  gssize n;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  if (self->bytes != NULL)
    {
      gsize left = g_bytes_get_size (self->bytes) - (gsize)self->bytes_read;

      n = (gssize)MIN (size, left);
      if (n > 0)
        memcpy (to, (const char *)g_bytes_get_data (self->bytes, NULL) + self->bytes_read, (gsize)n);
    }
  else if (self->stream != NULL)
    {
      n = g_input_stream_read (self->stream, to, size, cancellable, error);
    }
  else
    {
      do
        n = read (self->fd, to, size);
      while (n < 0 && errno == EINTR);
      if (n < 0)
        g_set_error (error, EXM_FORMAT_ERROR, EXM_FORMAT_ERROR_IO, _ ("Reading failed: %s"), g_strerror (errno));
    }
  if (n > 0)
    self->bytes_read += (guint64)n;
  return n;
}

/* Converts what is pending, and more of the source, into the room behind @end. */
static gboolean
fill_converted (ExmBlock     *self,
                GCancellable *cancellable,
                GError      **error)
{
  gsize  room = self->allocated - self->end;
  char  *to = self->data + self->end;
  char  *from = self->pending;
  gssize n = read_source (self, self->pending + self->n_pending, CONVERT_SIZE - self->n_pending, cancellable, error);

  if (n < 0)
    return FALSE;
  self->n_pending += (gsize)n;
  while (self->n_pending > 0)
    {
      gsize done = g_iconv (self->iconv, &from, &self->n_pending, &to, &room);

      if (done != (gsize)-1 || errno == E2BIG || (errno == EINVAL && n > 0))
        break;
      if (room == 0)
        break;
      /* A sequence that means nothing, or half a character at the end. */
      *to++ = '\xff';
      room--;
      from += MIN (self->unit, self->n_pending);
      self->n_pending -= MIN (self->unit, self->n_pending);
    }
  memmove (self->pending, from, self->n_pending);
  self->end = (gsize)(to - self->data);
  self->eof = n == 0 && self->n_pending == 0;
  return TRUE;
}

static void
make_room (ExmBlock *self)
{
  gsize unconsumed = self->end - self->pos;

  if (self->pos > 0)
    {
      memmove (self->data, self->data + self->pos, unconsumed);
      self->pos = 0;
      self->end = unconsumed;
    }
  if (self->allocated > KEPT && unconsumed < self->block / 2)
    {
      self->allocated = self->block;
      self->data = g_realloc (self->data, self->allocated);
    }
  else if (self->allocated - self->end < self->block / 2)
    {
      self->allocated *= 2;
      self->data = g_realloc (self->data, self->allocated);
    }
}

gboolean
_exm_block_fill (ExmBlock     *self,
                 GCancellable *cancellable,
                 GError      **error)
{
  gboolean first = self->bytes_read == 0;
  gssize   n;

  if (self->eof)
    return TRUE;
  make_room (self);
  if (self->converts)
    {
      if (!fill_converted (self, cancellable, error))
        return FALSE;
    }
  else
    {
      n = read_source (self, self->data + self->end, self->allocated - self->end, cancellable, error);
      if (n < 0)
        return FALSE;
      self->end += (gsize)n;
      self->eof = n == 0;
    }
  if (first && self->end - self->pos >= 3 && memcmp (self->data + self->pos, "\357\273\277", 3) == 0)
    self->pos += 3;
  return TRUE;
}

/* Skips the rest of a line that is too long; its end is consumed. */
static gboolean
skip_line (ExmBlock     *self,
           char          delimiter,
           GCancellable *cancellable,
           GError      **error)
{
  for (;;)
    {
      const char *end = memchr (self->data + self->pos, delimiter, self->end - self->pos);

      if (end != NULL)
        {
          self->pos = (gsize)(end - self->data) + 1;
          return TRUE;
        }
      self->pos = self->end;
      if (self->eof)
        return TRUE;
      if (!_exm_block_fill (self, cancellable, error))
        return FALSE;
    }
}

static const char *
cut_line (ExmBlock     *self,
          char          delimiter,
          gsize        *len,
          GCancellable *cancellable,
          GError      **error)
{
  /* The beginning must outlive the skipping, which reuses the buffer; the preview
   * takes the place of what is unconsumed. */
  g_autofree char *head = g_memdup2 (self->data + self->pos, EXM_QUARANTINE_MAX);

  if (!skip_line (self, delimiter, cancellable, error))
    return NULL;
  /* Room before pos: the skipped bytes. Else (pos 0) there is nothing to give. */
  if (self->pos < EXM_QUARANTINE_MAX)
    {
      gsize unconsumed = self->end - self->pos;

      if (EXM_QUARANTINE_MAX + unconsumed > self->allocated)
        {
          self->allocated = EXM_QUARANTINE_MAX + unconsumed + self->block;
          self->data = g_realloc (self->data, self->allocated);
        }
      memmove (self->data + EXM_QUARANTINE_MAX, self->data + self->pos, unconsumed);
      self->pos = EXM_QUARANTINE_MAX;
      self->end = EXM_QUARANTINE_MAX + unconsumed;
    }
  memcpy (self->data, head, EXM_QUARANTINE_MAX);
  *len = EXM_QUARANTINE_MAX;
  return self->data;
}

const char *
_exm_block_line (ExmBlock     *self,
                 ExmLineEnd    line_end,
                 gsize         max,
                 gsize        *len,
                 gboolean     *too_long,
                 GCancellable *cancellable,
                 GError      **error)
{
  char  delimiter = line_end == EXM_LINE_END_CR ? '\r' : '\n';
  gsize seen = 0;

  *too_long = FALSE;
  for (;;)
    {
      const char *from = self->data + self->pos;
      const char *end = memchr (from + seen, delimiter, self->end - self->pos - seen);
      gsize       n = end != NULL ? (gsize)(end - from) : self->end - self->pos;

      if (n > max)
        {
          *too_long = TRUE;
          return cut_line (self, delimiter, len, cancellable, error);
        }
      if (end != NULL || (self->eof && n > 0))
        {
          self->pos += n + (end != NULL ? 1 : 0);
          if (n > 0 && delimiter == '\n' && from[n - 1] == '\r')
            n--;
          *len = n;
          return from;
        }
      if (self->eof)
        return NULL;
      seen = n;
      if (!_exm_block_fill (self, cancellable, error))
        return NULL;
    }
}
