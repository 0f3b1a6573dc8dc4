/* exm-archive-private.h - an archive as one post or bad record after the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-bundle-private.h"
#include "exm-item-private.h"
#include "exm-posts-private.h"
#include "exm-sniff.h"

G_BEGIN_DECLS

/* All files of an archive, one after the other. Memory follows the largest record, and
 * for a Bluesky repository 16 bytes a post. Reposts, private messages and records
 * without text are counted, not given. */
typedef struct _ExmArchive ExmArchive;

ExmArchive *_exm_archive_new (ExmSource      *source,
                              const ExmSniff *sniff,
                              GError        **error);
void        _exm_archive_free (ExmArchive *self);
ExmReadStep _exm_archive_next (ExmArchive   *self,
                               ExmItem      *item,
                               GCancellable *cancellable,
                               GError      **error);

/* Before the first post: finds out about threads first, which takes a walk through all
 * of it where the service does not say. */
void _exm_archive_find_threads (ExmArchive *self);

guint64 _exm_archive_get_bytes_read (const ExmArchive *self);
guint64 _exm_archive_get_total_bytes (const ExmArchive *self);

/* Records of that kind that were left out so far. */
guint64 _exm_archive_count (const ExmArchive *self,
                            ExmPostKind       kind);

G_END_DECLS
