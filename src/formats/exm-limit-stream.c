/* exm-limit-stream.c - a stream that is no longer than it should be
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-limit-stream-private.h"

#include <glib/gi18n-lib.h>

struct _ExmLimitStream
{
  GFilterInputStream parent_instance;

  guint64  left;
  gboolean is_error;
};

G_DEFINE_FINAL_TYPE (ExmLimitStream, _exm_limit_stream, G_TYPE_FILTER_INPUT_STREAM)

static gssize
exm_limit_stream_read (GInputStream *stream,
                       void         *buffer,
                       gsize         count,
                       GCancellable *cancellable,
                       GError      **error)
{
  ExmLimitStream *self = EXM_LIMIT_STREAM (stream);
  GInputStream   *base = g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (stream));
  gssize          n;
  char            further;

  if (self->left == 0)
    {
      if (!self->is_error)
        return 0;
      n = g_input_stream_read (base, &further, 1, cancellable, error);
      if (n <= 0)
        return n;
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("A file in the archive is larger than the archive says"));
      return -1;
    }
  n = g_input_stream_read (base, buffer, (gsize)MIN (count, self->left), cancellable, error);
  if (n > 0)
    self->left -= (guint64)n;
  return n;
}

static void
_exm_limit_stream_class_init (ExmLimitStreamClass *klass)
{
  GInputStreamClass *stream_class = G_INPUT_STREAM_CLASS (klass);

  stream_class->read_fn = exm_limit_stream_read;
}

static void
_exm_limit_stream_init (ExmLimitStream *self)
{
}

GInputStream *
_exm_limit_stream_new (GInputStream *base,
                       guint64       size,
                       gboolean      is_error)
{
  ExmLimitStream *self = g_object_new (EXM_TYPE_LIMIT_STREAM, "base-stream", base, NULL);

  self->left = size;
  self->is_error = is_error;
  return G_INPUT_STREAM (self);
}
