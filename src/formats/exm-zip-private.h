/* exm-zip-private.h - the files in a ZIP file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Archives come as .zip, so that is read: names from the central directory, a member
 * as a stream. Stored and deflated members, ZIP64; not: encryption, several disks.
 * After PKWARE's APPNOTE.TXT 6.3.10, §4.3 and §4.5.3. */

#define EXM_ZIP_MEMBERS 1000000 /* more are not looked at */

/*
 * ExmZipMember:
 * @name: valid UTF-8, with folders
 * @at: of its local header
 */
typedef struct
{
  char   *name;
  guint64 at;
  guint64 size; /* unpacked, as the directory says */
  guint64 packed;
  guint16 method;
} ExmZipMember;

/* Whether the file begins as one. */
gboolean _exm_zip_begins (const char *data,
                          gsize       len);

/* (transfer container) (element-type ExmZipMember): the members that @want takes;
 * NULL on an error. */
typedef gboolean (*ExmZipFunc) (const char *name);
GPtrArray *_exm_zip_list (GFile        *file,
                          ExmZipFunc    want,
                          GCancellable *cancellable,
                          GError      **error);

/* (transfer full): a stream of the unpacked member that ends with an error when it is
 * longer than its size says: a small file does not become an endless one. */
GInputStream *_exm_zip_open (GFile              *file,
                             const ExmZipMember *member,
                             GError            **error);

void          _exm_zip_member_free (ExmZipMember *self);
ExmZipMember *_exm_zip_member_copy (const ExmZipMember *self);

G_END_DECLS
