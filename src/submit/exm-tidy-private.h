/* exm-tidy-private.h - what the files about removal share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-tidy.h"

G_BEGIN_DECLS

ExmTidyPlan *_exm_tidy_plan_new (void);
ExmTidyPlan *_exm_tidy_plan_copy (const ExmTidyPlan *self);

/* The item of that kind, name and generation; NULL none. */
ExmTidyItem *_exm_tidy_plan_find (ExmTidyPlan *self,
                                  ExmTidyKind  kind,
                                  const char  *name,
                                  gint64       generation);

/* A new one, or the one that is there already. */
ExmTidyItem *_exm_tidy_plan_add (ExmTidyPlan *self,
                                 ExmTidyKind  kind,
                                 const char  *name,
                                 const char  *label,
                                 gint64       submission);

void _exm_tidy_item_set (ExmTidyItem *item,
                         ExmTidyState state,
                         const char  *reason);

/* By kind, in the order in which they were found. */
void _exm_tidy_plan_sort (ExmTidyPlan *self);

/* Makes it durable; sets the id of a new one. */
gboolean _exm_tidy_plan_store (ExmTidyPlan *self,
                               ExmDataset  *dataset,
                               GError     **error);

/* The newest removal of that kind of account that has not ended; NULL without
 * @error: none. */
ExmTidyPlan *_exm_tidy_load_open (ExmDataset *dataset,
                                  gboolean    practice,
                                  GError    **error);

/* What there is now, added to @self. */
gboolean _exm_tidy_gather (ExmTidyPlan  *self,
                           ExmDataset   *dataset,
                           ExmGoogle    *google,
                           GCancellable *cancellable,
                           GError      **error);

G_END_DECLS
