/* exm-problems-view-private.h - shared by the files of the problems
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-problems-view.h"

#include <adwaita.h>

#include "exm-near-resolver.h"
#include "exm-quarantine-box.h"
#include "exm-rare-box.h"
#include "exm-survey.h"

G_BEGIN_DECLS

struct _ExmProblemsView
{
  GtkWidget parent_instance;

  ExmDataset   *dataset;
  ExmSurvey    *survey;         /* the last one, perhaps older than the dataset */
  GCancellable *cancellable;    /* of the survey on its way */
  char         *outline;        /* of the cards that are there */
  guint         personal_kinds; /* bits of #ExmPersonal that were checked last */
  guint         cards_source;
  guint         survey_source;
  guint         is_stale : 1; /* the dataset changed after the survey */
  guint         is_given_up : 1;
  guint         is_from_top : 1; /* the keyboard goes to the first of the cards that are due */

  GtkStack        *stack; /* of list, empty and resolver */
  AdwStatusPage   *empty;
  GtkWidget       *box;
  GtkWidget       *cards;
  GtkWidget       *looking; /* the line with the progress */
  GtkProgressBar  *progress;
  ExmNearResolver *resolver;

  /* Owned: cards come and go while somebody types in these. */
  GtkWidget *rare;
  GtkWidget *quarantine;
};

typedef enum
{
  EXM_GATHER_CONFLICTS,
  EXM_GATHER_REPEATS,
  EXM_GATHER_SPARE, /* of the repeats all but one of each group */
  EXM_GATHER_KEPT,
  EXM_GATHER_PERSONAL,
  EXM_GATHER_ODD,
} ExmGather;

/**
 * _exm_problems_gather_async: rows that the view's survey names, as a query.
 * @kinds: with %EXM_GATHER_PERSONAL: bits of #ExmPersonal
 */
void      _exm_problems_gather_async (ExmProblemsView    *view,
                                      ExmGather           what,
                                      guint               kinds,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
ExmQuery *_exm_problems_gather_finish (GAsyncResult *result);

/* problems-view.c: looks through all posts anew. */
void _exm_problems_view_look_again (ExmProblemsView *self);

/* problems-cards.c: what the counters and the survey say, gravest first. */
void _exm_problems_view_add_cards (ExmProblemsView *self);

/* What the counters and the task alone say, to be compared: (transfer full). */
char *_exm_problems_view_dup_outline (ExmProblemsView *self);

G_END_DECLS
