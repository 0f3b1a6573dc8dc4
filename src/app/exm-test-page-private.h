/* exm-test-page-private.h - what the files of the Test page share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-account-manager.h"
#include "exm-answer-pane.h"
#include "exm-submission.h"
#include "exm-test-page.h"
#include "exm-try.h"

G_BEGIN_DECLS

struct _ExmTestPage
{
  AdwBin parent_instance;

  GtkStack            *stack;
  GtkWidget           *tune_button;
  GtkDropDown         *model_drop;
  GtkDropDown         *checkpoint_drop;
  GtkLabel            *practice;
  GtkTextView         *entry;
  GtkWidget           *temperature_box;
  GtkSpinButton       *temperature;
  GtkLabel            *temperature_note;
  GtkSpinner          *spinner;
  GtkCheckButton      *compare_check;
  GtkWidget           *answer_card;
  ExmAnswerPane       *tuned_pane;
  ExmAnswerPane       *base_pane;
  GtkButton           *add_button;
  AdwPreferencesGroup *tries_group;
  GtkListBox          *tries;
  GtkWidget           *picker;

  ExmDataset        *dataset;
  ExmCatalogue      *catalogue;
  GPtrArray         *models;      /* ExmSubmission, as in model_drop; nullable */
  GPtrArray         *checkpoints; /* char *, as in checkpoint_drop; "" = the default */
  ExmTry            *answer;      /* shown now, nullable */
  GCancellable      *cancellable; /* of the dataset that is shown */
  ExmAccountManager *manager;
  gint64             wanted; /* submission to choose once the list is there */

  guint asking : 1;
  guint filling : 1;
};

/* exm-test-page.c */
ExmSubmission *_exm_test_page_get_model (ExmTestPage *self);
char          *_exm_test_page_dup_text (ExmTestPage *self);
void           _exm_test_page_update_actions (ExmTestPage *self);

/* exm-test-page-ask.c */
void _exm_test_page_ask (ExmTestPage *self);
void _exm_test_page_set_asking (ExmTestPage *self,
                                gboolean     asking);
void _exm_test_page_show_answer (ExmTestPage  *self,
                                 const ExmTry *answer);
void _exm_test_page_problem_action (ExmTestPage *self,
                                    int          action);

/* exm-test-page-add.c */
void _exm_test_page_add (ExmTestPage *self);
void _exm_test_page_connect_picker (ExmTestPage *self);

G_END_DECLS
