/* exm-item-private.h - what a reader gives: one example or bad line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-record-private.h"

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
 * @author, @thread, @url, @time: where the post comes from, as ExmExample has them
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
  ExmJsonText      author;
  ExmJsonText      thread;
  ExmJsonText      url;
  gint64           time;
  const ExmRecord *record;
} ExmItem;

typedef enum
{
  EXM_READ_ITEM,
  EXM_READ_END,
  EXM_READ_ERROR,
} ExmReadStep;

G_END_DECLS
