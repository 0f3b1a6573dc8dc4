/* exm-tally-private.h - counters per stored label
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <sqlite3.h>

#include "exm-columns.h"
#include "exm-stats.h"

G_BEGIN_DECLS

/* Rows are counted under the label that is stored with them, so merging and
 * deleting labels counts nothing anew: the sums over labels follow the map.
 *
 * Slot 0: no output; slot 1: an output text; slot n + 1: label n.
 */
#define EXM_TALLY_SLOT_NONE 0
#define EXM_TALLY_SLOT_OUTPUT 1

typedef struct
{
  gint64 n[EXM_MARK_FLAGGED + 1][2]; /* by ExmMark, and whether the post is empty */
  gint64 tokens;                     /* of those neither skipped nor empty */
  gint64 bytes;                      /* of the same */
  gint64 is_dirty;                   /* among those to be written */
} ExmTallySlot;

typedef struct
{
  GArray *slots; /* of ExmTallySlot */
  GArray *dirty; /* of guint: slots to be written */
  gint64  other_system;
  gint64  too_long;
  guint32 overhead;      /* rough tokens that the task adds to each row */
  guint32 max_tokens;    /* of the longest row with an output */
  gint64  n_longest;     /* rows of that length; none left: see _exm_tally_needs_scan() */
  guint   max_stale : 1; /* these two are not known: scan before use */
} ExmTally;

void _exm_tally_init (ExmTally *self);
void _exm_tally_clear (ExmTally *self);

/* Adds (@sign = 1) or takes off (-1) one row. */
void          _exm_tally_row (ExmTally          *self,
                              const ExmColumns  *columns,
                              const ExmLabelMap *map,
                              guint32            row,
                              guint32            token_threshold,
                              int                sign);
ExmTallySlot *_exm_tally_slot (ExmTally *self,
                               guint     slot);
gboolean      _exm_tally_load (ExmTally *self,
                               sqlite3  *db,
                               GError  **error);

/* Whether max_tokens has to be looked for: labels went, or the longest row did. */
gboolean _exm_tally_needs_scan (const ExmTally *self);

/* Finds max_tokens and too_long anew: about 2 ms a million rows. */
void _exm_tally_scan (ExmTally          *self,
                      const ExmColumns  *columns,
                      const ExmLabelMap *map,
                      guint32            token_threshold);

G_END_DECLS
