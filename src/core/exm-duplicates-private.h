/* exm-duplicates-private.h - which posts stand more than once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-columns.h"

G_BEGIN_DECLS

/* Rows with equal hash are a group. Empty posts are a problem of their own and
 * belong to none. A group conflicts when two of its rows have different outputs;
 * rows without output differ from nothing.
 *
 * Nearly all posts stand once, so the table holds a row number for those, 4
 * bytes, and a number with the top bit for groups that had two or more.
 */
typedef struct
{
  guint64 hash;
  guint32 n;         /* rows in it now */
  guint32 n_outputs; /* different outputs among them */
} ExmDuplicateGroup;

typedef struct
{
  guint32    *table; /* NULL until first asked for */
  guint32     mask;
  guint32     used; /* slots taken, graves included */
  GArray     *groups;
  GHashTable *outputs; /* guint64 key of (group, output) -> count */
  gint64      n_duplicates;
  gint64      n_conflicts;
} ExmDuplicates;

void _exm_duplicates_clear (ExmDuplicates *self);

/* Builds it from all rows: 20 to 60 ms a million. */
void _exm_duplicates_build (ExmDuplicates     *self,
                            const ExmColumns  *columns,
                            const ExmLabelMap *map);
void _exm_duplicates_add (ExmDuplicates     *self,
                          const ExmColumns  *columns,
                          const ExmLabelMap *map,
                          guint32            row);
void _exm_duplicates_remove (ExmDuplicates     *self,
                             const ExmColumns  *columns,
                             const ExmLabelMap *map,
                             guint32            row);

/* As _exm_dataset_dup_duplicate_bits(); needs no table. @order: rows in list order. */
guint8 *_exm_duplicates_dup_bits (const ExmColumns  *columns,
                                  const ExmLabelMap *map,
                                  const ExmRowId    *order,
                                  gsize              n_order);

/* As _exm_dataset_count_copies(). */
void _exm_duplicates_count (const ExmColumns *columns,
                            const ExmRowId   *ids,
                            gsize             n_ids,
                            guint32          *counts);

G_END_DECLS
