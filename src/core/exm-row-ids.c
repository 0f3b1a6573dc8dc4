/* exm-row-ids.c - a list of rows that is shared, not copied
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-row-ids.h"

#include <string.h>

typedef struct
{
  ExmRowIds       ids; /* first: what callers hold */
  gatomicrefcount ref_count;
} ExmRowIdsBlock;

G_DEFINE_BOXED_TYPE (ExmRowIds, exm_row_ids, exm_row_ids_ref, exm_row_ids_unref)

ExmRowIds *
exm_row_ids_new (const ExmRowId *ids,
                 gsize           n_ids)
{
  return exm_row_ids_new_take (g_memdup2 (ids, n_ids * sizeof (ExmRowId)), n_ids);
}

ExmRowIds *
exm_row_ids_new_take (ExmRowId *ids,
                      gsize     n_ids)
{
  ExmRowIdsBlock *block = g_new0 (ExmRowIdsBlock, 1);

  g_atomic_ref_count_init (&block->ref_count);
  block->ids.ids = ids;
  block->ids.n_ids = n_ids;
  return &block->ids;
}

ExmRowIds *
exm_row_ids_ref (ExmRowIds *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&((ExmRowIdsBlock *)self)->ref_count);
  return self;
}

void
exm_row_ids_unref (ExmRowIds *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&((ExmRowIdsBlock *)self)->ref_count))
    return;
  g_free (self->ids);
  g_free (self);
}

gboolean
exm_row_ids_equal (const ExmRowIds *a,
                   const ExmRowIds *b)
{
  if (a == b)
    return TRUE;
  return a != NULL && b != NULL && a->n_ids == b->n_ids &&
         (a->n_ids == 0 || memcmp (a->ids, b->ids, a->n_ids * sizeof (ExmRowId)) == 0);
}
