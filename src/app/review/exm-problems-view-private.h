/* exm-problems-view-private.h - shared by the files of the problems
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-problems-view.h"

#include "exm-near-resolver.h"
#include "exm-survey.h"

G_BEGIN_DECLS

struct _ExmProblemsView
{
  GtkWidget parent_instance;

  ExmDataset   *dataset;
  ExmSurvey    *survey;      /* the last one, perhaps older than the dataset */
  GCancellable *cancellable; /* of the survey on its way */
  guint         cards_source;
  guint         survey_source;
  guint         is_stale : 1; /* the dataset changed after the survey */
  guint         is_given_up : 1;

  GtkStack        *stack; /* of list, empty and resolver */
  GtkWidget       *box;
  GtkWidget       *cards;
  GtkWidget       *looking; /* the line with the progress */
  GtkProgressBar  *progress;
  ExmNearResolver *resolver;
};

/* problems-cards.c: what the counters and the survey say, gravest first. */
void _exm_problems_view_add_cards (ExmProblemsView *self);

G_END_DECLS
