/* exm-row-ids.h - a list of rows that is shared, not copied
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

#include "exm-example.h"

G_BEGIN_DECLS

/**
 * ExmRowIds:
 * @ids: (array length=n_ids): not to be changed
 *
 * Row ids in some order: the answer to a query, a group of rows, a selection.
 * Immutable, refcounted, any thread.
 */
typedef struct
{
  ExmRowId *ids;
  gsize     n_ids;
} ExmRowIds;

#define EXM_TYPE_ROW_IDS (exm_row_ids_get_type ())
GType exm_row_ids_get_type (void);

/**
 * exm_row_ids_new: copies @ids; O(n_ids)
 */
ExmRowIds *exm_row_ids_new (const ExmRowId *ids,
                            gsize           n_ids);

/**
 * exm_row_ids_new_take:
 * @ids: (transfer full) (nullable): from g_malloc()
 */
ExmRowIds *exm_row_ids_new_take (ExmRowId *ids,
                                 gsize     n_ids);
ExmRowIds *exm_row_ids_ref (ExmRowIds *self);
void       exm_row_ids_unref (ExmRowIds *self);

/**
 * exm_row_ids_equal: the same ids in the same order; either may be %NULL.
 */
gboolean exm_row_ids_equal (const ExmRowIds *a,
                            const ExmRowIds *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmRowIds, exm_row_ids_unref)

G_END_DECLS
