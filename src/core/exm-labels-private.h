/* exm-labels-private.h - the labels of a dataset, as its writer holds them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <sqlite3.h>

#include "exm-columns.h"
#include "exm-label.h"

G_BEGIN_DECLS

/**
 * ExmLabelRow: a label as stored.
 * @order: smaller comes first; gaps are usual
 * @merged_into: 0, or the label that its examples count for
 */
typedef struct
{
  ExmLabelId id;
  char      *name;
  char      *definition;
  guint32    color;
  gunichar   key;
  gint64     order;
  ExmLabelId merged_into;
  gboolean   deleted;
} ExmLabelRow;

ExmLabelRow *_exm_label_row_copy (const ExmLabelRow *self);
void         _exm_label_row_free (ExmLabelRow *self);

typedef struct
{
  GPtrArray  *rows;    /* by id, NULL where there is none */
  GHashTable *by_name; /* of ExmLabelRow, only those in use */
} ExmLabels;

void         _exm_labels_init (ExmLabels *self);
void         _exm_labels_clear (ExmLabels *self);
gboolean     _exm_labels_load (ExmLabels *self,
                               sqlite3   *db,
                               GError   **error);
ExmLabelRow *_exm_labels_get (const ExmLabels *self,
                              ExmLabelId       id);

/* Returns: (nullable): the label only when rows can be given it: not merged, not deleted. */
ExmLabelRow *_exm_labels_get_live (const ExmLabels *self,
                                   ExmLabelId       id);
ExmLabelRow *_exm_labels_find (const ExmLabels *self,
                               const char      *name);

/* @row (transfer full) (nullable): %NULL takes the label away. */
void   _exm_labels_put (ExmLabels   *self,
                        ExmLabelId   id,
                        ExmLabelRow *row);
guint  _exm_labels_next_id (const ExmLabels *self);
gint64 _exm_labels_last_order (const ExmLabels *self);

/* A key for a new label of that name; 0 when all are taken. */
gunichar _exm_labels_free_key (const ExmLabels *self,
                               const char      *name);

/* Returns: (transfer container): those in use, in the user's order. */
GPtrArray *_exm_labels_list (const ExmLabels *self);

/* The label that rows with @id count for; 0 = none. */
ExmLabelId _exm_labels_resolve (const ExmLabels *self,
                                ExmLabelId       id);

/* A row with the defaults of a new label. */
ExmLabelRow *_exm_labels_new_row (const ExmLabels *self,
                                  const char      *name,
                                  gunichar         key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmLabelRow, _exm_label_row_free)

G_END_DECLS
