/* exm-csv-private.h - records of a table (RFC 4180), a field at a time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-block-private.h"
#include "exm-json-scan.h"

G_BEGIN_DECLS

/* Quotes may hold delimiters, line breaks and doubled quotes. Lenient where files
 * are: a quote inside an unquoted field is itself, text behind a closing quote
 * belongs to the field. A quote that is never closed would swallow the file: its
 * first line is reported bad and reading goes on with the next one. */

typedef enum
{
  EXM_CSV_RECORD,
  EXM_CSV_BAD,
  EXM_CSV_END,
  EXM_CSV_ERROR,
} ExmCsvStep;

typedef struct
{
  ExmBlock  *block; /* borrowed */
  char       delimiter;
  ExmLineEnd line_end;

  /* The present record, borrowed until the next step. */
  guint64     line; /* 1-based, where it begins */
  const char *raw;  /* of a bad one: what of it is kept */
  gsize       raw_len;
  gboolean    raw_cut;
  ExmReason   reason;

  /*< private >*/
  GArray  *fields; /* ExmJsonText */
  GArray  *in_arena;
  GString *arena;
  guint64  next_line;
  guint    recoveries;
} ExmCsv;

void _exm_csv_init (ExmCsv    *self,
                    ExmBlock  *block,
                    char       delimiter,
                    ExmLineEnd line_end);
void _exm_csv_clear (ExmCsv *self);

/* Empty lines are passed over. */
ExmCsvStep _exm_csv_next (ExmCsv       *self,
                          GCancellable *cancellable,
                          GError      **error);

/* Field @index of the present record; empty when it has fewer. */
static inline ExmJsonText
_exm_csv_field (const ExmCsv *self,
                int           index)
{
  if (index < 0 || (guint)index >= self->fields->len)
    return (ExmJsonText){ "", 0 };
  return g_array_index (self->fields, ExmJsonText, index);
}

/* Takes the apostrophe away that keeps a cell from being run as a formula. */
ExmJsonText _exm_csv_unguard (ExmJsonText field);

/* Whether a cell with this text must have it. */
gboolean _exm_csv_needs_guard (const char *text,
                               gsize       len);

G_END_DECLS
