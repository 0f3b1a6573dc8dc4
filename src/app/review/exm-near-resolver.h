/* exm-near-resolver.h - like posts side by side: one key decides
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-survey.h"

G_BEGIN_DECLS

#define EXM_TYPE_NEAR_RESOLVER (exm_near_resolver_get_type ())
G_DECLARE_FINAL_TYPE (ExmNearResolver, exm_near_resolver, EXM, NEAR_RESOLVER, GtkWidget)

/**
 * ExmNearResolver:
 *
 * One group at a time. Of a conflict, each answer that is given beside the posts
 * that have it: `1` … `9` gives all of the group that answer. Of posts that say the
 * same, each post: its key keeps it and deletes the others. `k` keeps all and does
 * not ask again, arrows go to the next and the former group, Escape goes back.
 *
 * Signal `closed ()`: the user is done, or there is no group left.
 */
GtkWidget *exm_near_resolver_new (void);

typedef enum
{
  EXM_RESOLVE_CONFLICTS,
  EXM_RESOLVE_REPEATS,
  EXM_RESOLVE_KEPT, /* `k` takes back that they stay as they are */
} ExmResolve;

/**
 * exm_near_resolver_start:
 * @survey: kept while it lasts
 * @what: which of its groups
 */
void exm_near_resolver_start (ExmNearResolver *self,
                              ExmDataset      *dataset,
                              ExmSurvey       *survey,
                              ExmResolve       what);

/**
 * exm_near_resolver_get_code: the card of what was resolved last.
 */
const char *exm_near_resolver_get_code (ExmNearResolver *self);

/**
 * exm_near_resolver_stop: lets go of dataset and survey.
 */
void exm_near_resolver_stop (ExmNearResolver *self);

G_END_DECLS
