/* exm-problem-card.h - one problem: what, why it matters, which posts, what to do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-readiness.h"
#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_PROBLEM_CARD (exm_problem_card_get_type ())
G_DECLARE_FINAL_TYPE (ExmProblemCard, exm_problem_card, EXM, PROBLEM_CARD, GtkWidget)

/**
 * exm_problem_card_new:
 * @code: a stable name, e.g. "duplicate"
 * @title: with the count
 * @message: one sentence: why it matters for tuning
 */
GtkWidget *exm_problem_card_new (const char *code,
                                 ExmSeverity severity,
                                 const char *title,
                                 const char *message);

const char *exm_problem_card_get_code (ExmProblemCard *self);
const char *exm_problem_card_get_title (ExmProblemCard *self);

/**
 * exm_problem_card_add_button:
 * @name: what it does, for this card's signal `activated`
 * @is_main: whether it is what most people will want
 */
void exm_problem_card_add_button (ExmProblemCard *self,
                                  const char     *name,
                                  const char     *text,
                                  gboolean        is_main);

/**
 * exm_problem_card_add: something between the words and the buttons.
 */
void exm_problem_card_add (ExmProblemCard *self,
                           GtkWidget      *child);

/**
 * exm_problem_card_set_query:
 * @query: the posts it is about
 *
 * @is_sample: these are the first posts only: the button `show` is left to the
 *   signal. Else it goes to the posts
 *
 * Reads and shows the first three.
 */
void exm_problem_card_set_query (ExmProblemCard *self,
                                 ExmDataset     *dataset,
                                 const ExmQuery *query,
                                 gboolean        is_sample);

/**
 * exm_problem_card_set_fix_one:
 * @text: what mends a single post, for a button beside each that is shown
 *
 * To be called before exm_problem_card_set_query().
 */
void exm_problem_card_set_fix_one (ExmProblemCard *self,
                                   const char     *text);

/* Signals: activated (const char *name): the button of that name was pressed.
 * fix-one (guint row): the button beside this post. */

/**
 * exm_problem_card_name_part: a widget in a card that a new card of the same problem
 * has, too; buttons of exm_problem_card_add_button() are named already.
 */
void exm_problem_card_name_part (GtkWidget  *widget,
                                 const char *name);

/**
 * exm_problem_card_get_focused:
 *
 * Returns: (nullable): which of its parts has the keyboard
 */
const char *exm_problem_card_get_focused (ExmProblemCard *self);

/**
 * exm_problem_card_focus:
 * @part: (nullable): which part gets the keyboard; one that is not there is the first
 */
void exm_problem_card_focus (ExmProblemCard *self,
                             const char     *part);

G_END_DECLS
