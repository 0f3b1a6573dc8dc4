/* exm-source-private.h - opening a source
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-source.h"
#include "exm-zip-private.h"

G_BEGIN_DECLS

/* One of @fd (else -1), @stream, @bytes is given; @size 0 = not known. */
gboolean _exm_source_open (ExmSource     *self,
                           int           *fd,
                           GInputStream **stream,
                           GBytes       **bytes,
                           guint64       *size,
                           GError       **error);

/* (transfer full): a source that reads a member of a ZIP file. */
ExmSource *_exm_source_new_member (GFile              *file,
                                   const ExmZipMember *member);

/* (transfer full) (nullable): its first bytes, at most @max, up to a NUL. */
char *_exm_source_read_text (ExmSource *self,
                             gsize      max);

G_END_DECLS
