/* exm-limit-stream-private.h - a stream that is no longer than it should be
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define EXM_TYPE_LIMIT_STREAM (_exm_limit_stream_get_type ())
G_DECLARE_FINAL_TYPE (ExmLimitStream, _exm_limit_stream, EXM, LIMIT_STREAM, GFilterInputStream)

/* @is_error: more bytes than @size are an error; else it ends there. */
GInputStream *_exm_limit_stream_new (GInputStream *base,
                                     guint64       size,
                                     gboolean      is_error);

G_END_DECLS
