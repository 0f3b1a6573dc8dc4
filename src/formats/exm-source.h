/* exm-source.h - where examples are read from: a file, or text that was pasted
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ExmSource:
 *
 * Names bytes that can be read from the start as often as needed. Immutable and
 * reference counted; any thread.
 */
typedef struct _ExmSource ExmSource;

/**
 * exm_source_new_file:
 * @file: a file; or, for an archive of a social network (exm-archive.h), its folder or
 *   ZIP file
 *
 * Returns: (transfer full): a source that reads @file; nothing is opened yet
 */
ExmSource *exm_source_new_file (GFile *file);

/**
 * exm_source_new_bytes:
 * @bytes: the text, in any encoding that files may have
 * @name: translated name for people and history ("Pasted text")
 *
 * Returns: (transfer full): a source that reads @bytes
 */
ExmSource *exm_source_new_bytes (GBytes     *bytes,
                                 const char *name);

ExmSource *exm_source_ref (ExmSource *self);
void       exm_source_unref (ExmSource *self);

/** exm_source_get_file: Returns: (transfer none) (nullable): the file that it reads, %NULL when it is text. */
GFile *exm_source_get_file (ExmSource *self);

/** exm_source_get_name: Returns: (transfer none): the file's display name, or the name given. */
const char *exm_source_get_name (ExmSource *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmSource, exm_source_unref)

G_END_DECLS
