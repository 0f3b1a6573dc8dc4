/* exm-array-private.h - the elements of one large JSON array, one after the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-block-private.h"
#include "exm-record-private.h"

G_BEGIN_DECLS

/* Finds where elements begin and end by their brackets and quotes; what is between is
 * for the strict scanner to judge. So memory follows the largest element, not the
 * array. Lenient about commas: a missing or further one loses nothing.
 *
 * An element that does not end (a quote or bracket is missing) would swallow the file:
 * it is reported bad and reading goes on with the next line that begins as the first
 * element's line did. */

typedef enum
{
  EXM_ARRAY_ELEMENT,
  EXM_ARRAY_BAD,
  EXM_ARRAY_END,
  EXM_ARRAY_ERROR,
} ExmArrayStep;

typedef struct
{
  ExmBlock *block; /* borrowed */

  /* The present element, borrowed until the next step. */
  guint64        line;   /* 1-based, where it begins */
  guint64        number; /* 1-based */
  const char    *bytes;  /* without line breaks between its tokens */
  gsize          n_bytes;
  gboolean       truncated;
  ExmRecordFault fault; /* of a bad one */

  /*< private >*/
  GString *joined;
  char     line_break;
  guint64  next_line;
  int      indent; /* of the first element's line; -1 = it shares its line */
  gboolean has_begun;
  gboolean has_ended;
  gboolean is_inner;
  gboolean is_done;
  guint    recoveries;
} ExmArray;

void _exm_array_init (ExmArray  *self,
                      ExmBlock  *block,
                      ExmLineEnd line_end);

/* The array whose bracket the block stands on, in line @line of a document: what
 * stands behind it is not looked at. */
void _exm_array_init_inner (ExmArray  *self,
                            ExmBlock  *block,
                            ExmLineEnd line_end,
                            guint64    line);
void _exm_array_clear (ExmArray *self);

ExmArrayStep _exm_array_next (ExmArray     *self,
                              GCancellable *cancellable,
                              GError      **error);

/* Whether @text begins like an array of objects. */
gboolean _exm_array_begins (const char *text,
                            gsize       len);

G_END_DECLS
