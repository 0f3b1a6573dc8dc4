/* exm-sniff.h - what a file looks like: dialect, encoding, columns
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-archive.h"
#include "exm-format.h"
#include "exm-source.h"

G_BEGIN_DECLS

/**
 * ExmSniff:
 * @dialect: how the file is read
 * @encoding: how bytes become text
 * @encoding_sure: a byte order mark or valid UTF-8 said so; else it is a guess to be shown
 * @bom: a byte order mark is there (skipped on reading)
 * @line_end: what ends its lines
 * @size: bytes of the source, 0 = not known
 * @has_outputs: lines with an output or label were seen at the beginning
 * @is_array: JSON: the whole file is one array of examples, not one a line
 * @delimiter: CSV: ',' ';' '\t' or '|'
 * @has_header: CSV: the first record names the columns
 * @columns: (element-type utf8): CSV: names of the columns, made up when there is no
 *   header; objects: names of members with text
 * @samples: (element-type GStrv): CSV: the first few records below the header
 * @text_column: CSV: index of the column with the posts
 * @label_column: CSV: index of the column with labels or output texts, -1 = none
 * @system_column: CSV: index of the column with system instructions, -1 = none
 * @note_column: CSV: index of the column with notes, -1 = none
 * @author_column, @thread_column, @time_column, @url_column: CSV: index of the columns
 *   that say where a post comes from, -1 = none
 * @columns_named: CSV: the header called the columns of posts and labels so; else
 *   what is in them was looked at, and it is worth asking
 * @service: archives: whose
 * @reposts: archives: what to do with posts of others; they are left as guessed
 * @text_key: (nullable): objects: the member with the post
 * @label_key: (nullable): objects: the member with the label
 *
 * A first guess that the user may see and change: any field may be set before the
 * import. From @delimiter on only the fields of the dialect matter.
 */
typedef struct
{
  ExmDialect  dialect;
  ExmEncoding encoding;
  gboolean    encoding_sure;
  gboolean    bom;
  ExmLineEnd  line_end;
  guint64     size;
  gboolean    has_outputs;
  gboolean    is_array;
  char        delimiter;
  gboolean    has_header;
  GPtrArray  *columns;
  GPtrArray  *samples;
  int         text_column;
  int         label_column;
  int         system_column;
  int         note_column;
  int         author_column;
  int         thread_column;
  int         time_column;
  int         url_column;
  gboolean    columns_named;
  ExmService  service;
  ExmReposts  reposts;
  char       *text_key;
  char       *label_key;
} ExmSniff;

#define EXM_TYPE_SNIFF (exm_sniff_get_type ())
GType     exm_sniff_get_type (void);
ExmSniff *exm_sniff_copy (const ExmSniff *self);
void      exm_sniff_free (ExmSniff *self);

/**
 * exm_sniff_sync:
 *
 * Reads the beginning of @source (at most 256 KiB). %EXM_FORMAT_ERROR NOT_A_FILE,
 * EMPTY, UNSUPPORTED or IO.
 *
 * Returns: (transfer full) (nullable): the guess
 */
ExmSniff *exm_sniff_sync (ExmSource    *source,
                          GCancellable *cancellable,
                          GError      **error);
void      exm_sniff_async (ExmSource          *source,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data);
ExmSniff *exm_sniff_finish (GAsyncResult *result,
                            GError      **error);

/**
 * exm_sniff_again_sync:
 * @self: a guess in which @dialect, @encoding, @delimiter or @has_header was changed
 *
 * Looks at the beginning once more with these four as they are, and sets what
 * follows from them: columns, samples, mapping.
 */
gboolean exm_sniff_again_sync (ExmSniff     *self,
                               ExmSource    *source,
                               GCancellable *cancellable,
                               GError      **error);

/** exm_sniff_find_column: Returns: index of the column of that name (case does not matter) or 1-based number, -1 = none. */
int exm_sniff_find_column (const ExmSniff *self,
                           const char     *name_or_number);

/** exm_sniff_describe: Returns: (transfer full): one translated line, "Gemini messages · UTF-8". */
char *exm_sniff_describe (const ExmSniff *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmSniff, exm_sniff_free)

G_END_DECLS
