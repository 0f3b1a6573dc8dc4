/* exm-archive-records-private.h - the parts of an archive's reader
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-archive-private.h"
#include "exm-array-private.h"
#include "exm-car-private.h"
#include "exm-csv-private.h"
#include "exm-notes-private.h"
#include "exm-replies-private.h"
#include "exm-seek-private.h"

G_BEGIN_DECLS

#define EXM_ARCHIVE_FIELDS 64 /* columns of a table */

struct _ExmArchive
{
  ExmBundle     *bundle;
  ExmReposts     reposts;
  ExmPostParser *parser;
  guint          next_post;
  guint64        counts[EXM_N_POST_KINDS];
  guint64        bytes_before; /* of parts that are done */
  ExmReplies     replies;      /* once they are found */
  gboolean       finds_replies;
  ExmNotes      *notes; /* once they are read; NULL = there are none, or not yet */
  gboolean       has_read_notes;

  /* The present part. */
  guint          at; /* its number, from 1; 0 = none yet */
  const ExmPart *part;
  gboolean       is_open;
  ExmBlock       block;
  ExmSeek        seek;
  ExmArray       array;
  gboolean       in_array;
  ExmCsv         csv;
  gboolean       has_header;
  ExmField       fields[EXM_ARCHIVE_FIELDS];
  ExmCar         car;
  ExmRepo       *repo;
  guint64        line;

  /* The record that posts are given of. */
  ExmItem record;
};

/* The next record of the present part, bad or with the parser's posts. */
ExmReadStep _exm_archive_next_record (ExmArchive   *self,
                                      GCancellable *cancellable,
                                      GError      **error);
void        _exm_archive_close_array (ExmArchive *self);

G_END_DECLS
