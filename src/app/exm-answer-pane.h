/* exm-answer-pane.h - a model's answer as it comes in, and what became of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "exm-try.h"

G_BEGIN_DECLS

#define EXM_TYPE_ANSWER_PANE (exm_answer_pane_get_type ())
G_DECLARE_FINAL_TYPE (ExmAnswerPane, exm_answer_pane, EXM, ANSWER_PANE, AdwBin)

/**
 * ExmAnswerPane:
 *
 * Two of them stand side by side when base and tuned model are compared. Hidden
 * until something is asked.
 *
 * Signal `action (int)`: an #ExmCloudAction that would help after an error.
 */
GtkWidget *exm_answer_pane_new (void);

/**
 * exm_answer_pane_begin:
 * @heading: translated: who is asked
 */
void exm_answer_pane_begin (ExmAnswerPane *self,
                            const char    *heading);

/** exm_answer_pane_add: the next piece of the answer. */
void exm_answer_pane_add (ExmAnswerPane *self,
                          const char    *piece);

/**
 * exm_answer_pane_end:
 * @answer: (nullable): the whole answer
 * @error: (nullable): why there is none
 */
void exm_answer_pane_end (ExmAnswerPane *self,
                          const ExmTry  *answer,
                          const GError  *error,
                          ExmDataset    *dataset);

/**
 * exm_answer_pane_show:
 *
 * An answer of the past.
 */
void exm_answer_pane_show (ExmAnswerPane *self,
                           const char    *heading,
                           const ExmTry  *answer,
                           ExmDataset    *dataset);

/** exm_answer_pane_clear: nothing was asked. */
void exm_answer_pane_clear (ExmAnswerPane *self);

G_END_DECLS
