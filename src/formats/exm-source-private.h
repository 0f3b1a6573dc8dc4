/* exm-source-private.h - opening a source
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-source.h"

G_BEGIN_DECLS

/* One of @fd (else -1), @stream, @bytes is given; @size 0 = not known. */
gboolean _exm_source_open (ExmSource     *self,
                           int           *fd,
                           GInputStream **stream,
                           GBytes       **bytes,
                           guint64       *size,
                           GError       **error);

G_END_DECLS
