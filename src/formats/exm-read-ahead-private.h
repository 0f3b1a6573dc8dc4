/* exm-read-ahead-private.h - a source read and measured ahead, on a thread of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-import-private.h"

G_BEGIN_DECLS

/*
 *   thread "import-read"                               the importing thread
 *   block ─► scan ─► row ─► measure? ─► batch ══ 4 ══►  measure? ─► labels, SQLite
 *                                         ▲═════════════════╝ emptied
 *
 * Reading and storing cost about the same, so on two cores an import takes half the
 * time. The thread touches the source and its own copies only, never the dataset.
 * There are never more than four batches, so memory does not follow the file.
 */

#define EXM_BATCH_PIECES 256

/*
 * ExmPiece:
 * @is_bad: only @fault, @line, @element and @bytes count
 * @has_output: @label or @row has one
 * @row: its texts stand in the batch; perhaps measured
 */
typedef struct
{
  gboolean       is_bad;
  gboolean       has_output;
  ExmImportRow   row;
  ExmJsonText    label;
  ExmRecordFault fault;
  guint64        line;
  guint64        element;
  const char    *bytes;
  gsize          n_bytes;
  gboolean       truncated;
} ExmPiece;

typedef struct
{
  ExmPiece *pieces;
  guint     n;
  guint64   bytes_read; /* of the source, up to here */
  guint64   n_left_out[EXM_N_POST_KINDS];

  /*< private >*/
  char      *texts;
  gsize      n_texts;
  GPtrArray *large; /* texts that found no room */
  gboolean   is_last;
} ExmBatch;

typedef struct _ExmReadAhead ExmReadAhead;

/* @task must stay as it is meanwhile. @refuse_unlabelled: examples without an output
 * are bad. NULL: the source cannot be opened. */
ExmReadAhead *_exm_read_ahead_new (ExmSource      *source,
                                   const ExmSniff *sniff,
                                   const ExmTask  *task,
                                   gboolean        as_labels,
                                   gboolean        refuse_unlabelled,
                                   GCancellable   *cancellable,
                                   GError        **error);

/* Stops reading, wherever it is. */
void _exm_read_ahead_free (ExmReadAhead *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmReadAhead, _exm_read_ahead_free)

/* Bytes of the source; 0 = not known. */
guint64 _exm_read_ahead_get_total (ExmReadAhead *self);

/* What was left out of the whole source, once all batches were taken. */
guint64 _exm_read_ahead_count (ExmReadAhead *self,
                               ExmPostKind   kind);

/* The next batch, borrowed until the next call; NULL at the end or on an error. */
const ExmBatch *_exm_read_ahead_next (ExmReadAhead *self,
                                      GError      **error);

G_END_DECLS
