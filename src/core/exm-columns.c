/* exm-columns.c - what the rest of core sees of the store's memory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-columns.h"

#include "exm-dataset-private.h"

const ExmColumns *
_exm_dataset_lock_read (ExmDataset *self)
{
  g_rw_lock_reader_lock (&self->engine->store->lock);
  return &self->engine->store->columns;
}

void
_exm_dataset_unlock_read (ExmDataset *self)
{
  g_rw_lock_reader_unlock (&self->engine->store->lock);
}

const ExmLabelMap *
_exm_dataset_get_label_map (ExmDataset *self)
{
  return &self->engine->store->map;
}

guint32
_exm_dataset_get_token_threshold (ExmDataset *self)
{
  return self->engine->store->token_threshold;
}

const ExmOrder *
_exm_dataset_get_order (ExmDataset *self)
{
  return &self->engine->store->order;
}

ExmRowId *
_exm_dataset_dup_order (ExmDataset *self,
                        gsize      *n_ids)
{
  ExmStore *store = self->engine->store;

  return _exm_order_dup_alive (&store->order, store->columns.bits, store->columns.n, n_ids);
}

ExmWorker *
_exm_dataset_get_reader (ExmDataset *self)
{
  return self->engine->reader;
}

sqlite3 *
_exm_dataset_get_read_db (ExmDataset *self)
{
  return self->engine->read_db;
}

guint8 *
_exm_dataset_dup_duplicate_bits (ExmDataset *self)
{
  ExmStore            *store = self->engine->store;
  g_autofree ExmRowId *order = NULL;
  gsize                n_order;

  order = _exm_order_dup_alive (&store->order, store->columns.bits, store->columns.n, &n_order);
  return _exm_duplicates_dup_bits (&store->columns, &store->map, order, n_order);
}

void
_exm_dataset_count_copies (ExmDataset     *self,
                           const ExmRowId *ids,
                           gsize           n_ids,
                           guint32        *counts)
{
  _exm_duplicates_count (&self->engine->store->columns, ids, n_ids, counts);
}
