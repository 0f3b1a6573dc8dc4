/* exm-reader-private.h - a source as one example or bad line after the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-array-private.h"
#include "exm-csv-private.h"
#include "exm-record-private.h"
#include "exm-sniff.h"

G_BEGIN_DECLS

/*
 * ExmItem:
 * @line: 1-based, where it begins
 * @element: 1-based, of an array; 0 = a line of its own
 * @bytes: the line; of a bad one at most EXM_QUARANTINE_MAX
 * @is_bad: only @reason, @fault and @bytes count
 * @record: (nullable): of a JSON line: its turns
 * @has_output: @output is a label or an answer
 * @extras: of a table: the columns that are mapped to nothing (exm-extras-private.h)
 *
 * Borrowed from the reader until its next step.
 */
typedef struct
{
  guint64        line;
  guint64        element;
  const char    *bytes;
  gsize          n_bytes;
  gboolean       truncated;
  gboolean       is_bad;
  ExmRecordFault fault;

  gboolean         is_bare;
  gboolean         has_system;
  gboolean         has_output;
  ExmJsonText      system;
  ExmJsonText      input;
  ExmJsonText      output;
  ExmJsonText      note;
  ExmJsonText      extras;
  const ExmRecord *record;
} ExmItem;

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
  gboolean         skip_header;
  GPtrArray       *columns; /* names; NULL = the others are not kept */
  GString         *extras;
} ExmReader;

typedef enum
{
  EXM_READ_ITEM,
  EXM_READ_END,
  EXM_READ_ERROR,
} ExmReadStep;

gboolean    _exm_reader_open (ExmReader      *self,
                              ExmSource      *source,
                              const ExmSniff *sniff,
                              GError        **error);
void        _exm_reader_close (ExmReader *self);
ExmReadStep _exm_reader_next (ExmReader    *self,
                              ExmItem      *item,
                              GCancellable *cancellable,
                              GError      **error);

G_END_DECLS
