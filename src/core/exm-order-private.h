/* exm-order-private.h - the user's order of the examples
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <sqlite3.h>

#include "exm-columns.h"

G_BEGIN_DECLS

/* A row stands at `id << 20` unless it was moved or put between others; only
 * those have a position written down. So a million rows in the order in which
 * they came cost nothing.
 */

#define EXM_ORDER_SHIFT 20
#define EXM_ORDER_NONE G_MININT64

typedef struct
{
  ExmRowId id;
  gint64   pos;
} ExmPlace;

typedef struct
{
  GArray *by_id;  /* of ExmPlace */
  GArray *by_pos; /* the same, by position */
} ExmOrder;

void _exm_order_init (ExmOrder *self);
void _exm_order_clear (ExmOrder *self);

/* Returns: the written position, EXM_ORDER_NONE when it has none. */
gint64 _exm_order_get_moved (const ExmOrder *self,
                             ExmRowId        id);
gint64 _exm_order_get (const ExmOrder *self,
                       ExmRowId        id);

/* @pos of each: EXM_ORDER_NONE = back to where the id says. */
void _exm_order_set (ExmOrder       *self,
                     const ExmRowId *ids,
                     const gint64   *pos,
                     gsize           n);

/* Nearest row before / after @pos among ids below @n, dead ones too; 0 = none. */
ExmRowId _exm_order_before (const ExmOrder *self,
                            guint32         n,
                            gint64          pos);
ExmRowId _exm_order_after (const ExmOrder *self,
                           guint32         n,
                           gint64          pos);

/* Positions for @n_new rows before row @before (0 = at the end) into @new_pos.
 * When there is no room between, neighbours must make some: they are added to
 * @pushed (of ExmPlace) with their new positions. */
void _exm_order_make_room (const ExmOrder *self,
                           guint32         n,
                           ExmRowId        before,
                           gsize           n_new,
                           gint64         *new_pos,
                           GArray         *pushed);

/* The highest position of all rows. */
gint64 _exm_order_last (const ExmOrder *self,
                        guint32         n);

gboolean _exm_order_load (ExmOrder *self,
                          sqlite3  *db,
                          GError  **error);

/* Ids below @n that are alive by @bits, as they stand. */
ExmRowId *_exm_order_dup_alive (const ExmOrder *self,
                                const guint8   *bits,
                                guint32         n,
                                gsize          *n_ids);

/* How many of them stand before each of @pos, which ascend; a tenth of the time of all ids. */
void _exm_order_count_before (const ExmOrder *self,
                              const guint8   *bits,
                              guint32         n,
                              const gint64   *pos,
                              guint           n_pos,
                              guint          *counts);

/* For qsort() of ExmPlace: by position, then by id. */
int _exm_order_compare (gconstpointer a,
                        gconstpointer b);

/* (lock held): of the dataset. */
const ExmOrder *_exm_dataset_get_order (ExmDataset *self);

G_END_DECLS
