/* exm-reader-private.h - a source as one example or bad line after the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-archive-private.h"
#include "exm-array-private.h"
#include "exm-csv-private.h"
#include "exm-item-private.h"
#include "exm-record-private.h"
#include "exm-sniff.h"

G_BEGIN_DECLS

typedef struct
{
  ExmBlock         block;
  ExmDialect       dialect;
  ExmLineEnd       line_end;
  guint64          line;
  ExmRecordParser *parser;
  gboolean         is_array;
  ExmArray         array;
  ExmCsv           csv;
  int              text_column;
  int              label_column;
  int              system_column;
  int              note_column;
  int              author_column;
  int              thread_column;
  int              time_column;
  int              url_column;
  gboolean         skip_header;
  GPtrArray       *columns; /* names; NULL = the others are not kept */
  GString         *extras;
  ExmArchive      *archive; /* of the archive dialect; then nothing above */
} ExmReader;

gboolean    _exm_reader_open (ExmReader      *self,
                              ExmSource      *source,
                              const ExmSniff *sniff,
                              GError        **error);
void        _exm_reader_close (ExmReader *self);
ExmReadStep _exm_reader_next (ExmReader    *self,
                              ExmItem      *item,
                              GCancellable *cancellable,
                              GError      **error);

/* All of the source will be read, not only its beginning. */
void _exm_reader_read_all (ExmReader *self);

/* Of the source so far; of how many, 0 = not known. */
guint64 _exm_reader_get_bytes_read (const ExmReader *self);
guint64 _exm_reader_get_total_bytes (const ExmReader *self);

/* Posts that were left out so far. */
guint64 _exm_reader_count (const ExmReader *self,
                           ExmPostKind      kind);

G_END_DECLS
