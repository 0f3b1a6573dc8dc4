/* exm-second-private.h - the parts of Second Look
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "exm-recheck.h"
#include "exm-review.h"
#include "exm-sample.h"

G_BEGIN_DECLS

/* Work that waits for the disk, in a pool thread. */
typedef gpointer (*ExmSecondFunc) (ExmDataset   *dataset,
                                   gpointer      data,
                                   GCancellable *cancellable,
                                   GError      **error);

/* @data (transfer full). The callback's source is @owner. */
void _exm_second_run (GtkWidget          *owner,
                      ExmDataset         *dataset,
                      ExmSecondFunc       func,
                      gpointer            data,
                      GDestroyNotify      free_data,
                      GDestroyNotify      free_result,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback);

/* @dataset: the one that is open now: the answer of another one is cancelled. */
gpointer _exm_second_finish (GAsyncResult *result,
                             ExmDataset   *dataset,
                             GError      **error);

/* A row with buttons at its end; texts are plain. */
GtkWidget *_exm_second_row (const char *title,
                            const char *subtitle);
GtkWidget *_exm_second_row_button (GtkWidget  *row,
                                   const char *text,
                                   const char *name,
                                   GCallback   callback,
                                   gpointer    object);

/* A row of buttons that takes two lines where one is too narrow. */
GtkWidget *_exm_second_buttons_new (void);
void       _exm_second_buttons_add (GtkWidget *buttons,
                                    GtkWidget *button);

/* "50 posts", "10 % of the posts": what exm_sample_size() takes. */
char *_exm_second_dup_size (guint size);

/* "Positive, Negative: 5 · …": the worst of both lists, translated; "" when all agree. */
char *_exm_second_dup_details (GArray            *by_label,
                               GArray            *confusions,
                               const char *const *names);

/* --- check yourself ---------------------------------------------------------------- */

#define EXM_TYPE_SECOND_RECHECK (exm_second_recheck_get_type ())
G_DECLARE_FINAL_TYPE (ExmSecondRecheck, exm_second_recheck, EXM, SECOND_RECHECK, AdwPreferencesGroup)

/* Signals `begin (ExmRecheck *)`, `compare (ExmRecheck *)`: borrowed. */
GtkWidget *exm_second_recheck_new (void);
void       exm_second_recheck_set_dataset (ExmSecondRecheck *self,
                                           ExmDataset       *dataset);
void       exm_second_recheck_reload (ExmSecondRecheck *self);

/* --- second reviewer ------------------------------------------------------------------ */

#define EXM_TYPE_SECOND_REVIEWER (exm_second_reviewer_get_type ())
G_DECLARE_FINAL_TYPE (ExmSecondReviewer, exm_second_reviewer, EXM, SECOND_REVIEWER, AdwPreferencesGroup)

/* Signal `compare (ExmReview *)`: borrowed. */
GtkWidget *exm_second_reviewer_new (void);
void       exm_second_reviewer_set_dataset (ExmSecondReviewer *self,
                                            ExmDataset        *dataset);
void       exm_second_reviewer_reload (ExmSecondReviewer *self);
void       exm_second_reviewer_merge (ExmSecondReviewer *self,
                                      GFile             *file);

/* second-copy.c: asks what goes into a copy and where to, and makes it. */
void _exm_second_make_copy (GtkWidget  *owner,
                            ExmDataset *dataset);

/* --- split ------------------------------------------------------------------------------- */

#define EXM_TYPE_SECOND_SPLIT (exm_second_split_get_type ())
G_DECLARE_FINAL_TYPE (ExmSecondSplit, exm_second_split, EXM, SECOND_SPLIT, AdwPreferencesGroup)

GtkWidget *exm_second_split_new (void);
void       exm_second_split_set_dataset (ExmSecondSplit *self,
                                         ExmDataset     *dataset);

G_END_DECLS
