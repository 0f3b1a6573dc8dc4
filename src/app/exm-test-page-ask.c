/* exm-test-page-ask.c - a question to a tuned model, and to its base model beside it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-test-page-private.h"

#include <glib/gi18n-lib.h>

#include "exm-accounts-dialog.h"
#include "exm-compat.h"
#include "exm-try-widgets.h"

/* account of the model ─► session ─► one or two questions at once ─► pieces ─► answers */

typedef struct
{
  ExmTestPage  *page;
  ExmDataset   *dataset; /* the one that was asked for */
  GPtrArray    *questions;
  GCancellable *cancellable;
} Asking;

static void
asking_free (Asking *asking)
{
  g_object_unref (asking->page);
  g_object_unref (asking->dataset);
  g_object_unref (asking->cancellable);
  g_ptr_array_unref (asking->questions);
  g_free (asking);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asking, asking_free)

static ExmAnswerPane *
pane_of (ExmTestPage *self,
         guint        index)
{
  return index == 0 ? self->tuned_pane : self->base_pane;
}

void
_exm_test_page_set_asking (ExmTestPage *self,
                           gboolean     asking)
{
  self->asking = asking != FALSE;
  gtk_spinner_set_spinning (self->spinner, asking);
  _exm_test_page_update_actions (self);
}

static void
keep_answer (ExmTestPage  *self,
             const ExmTry *answer)
{
  exm_try_free (self->answer);
  self->answer = answer != NULL ? exm_try_copy (answer) : NULL;
  gtk_widget_set_sensitive (GTK_WIDGET (self->add_button), answer != NULL && !exm_dataset_is_read_only (self->dataset));
}

static char *
dup_heading (const ExmTry *answer)
{
  /* Translators: name of a tuned model */
  return answer->base ? g_strdup_printf (_ ("Base model of %s"), answer->model_name) : g_strdup (answer->model_name);
}

void
_exm_test_page_show_answer (ExmTestPage  *self,
                            const ExmTry *answer)
{
  g_autofree char *heading = dup_heading (answer);

  exm_answer_pane_clear (self->base_pane);
  exm_answer_pane_show (self->tuned_pane, heading, answer, self->dataset);
  gtk_widget_set_visible (self->answer_card, TRUE);
  keep_answer (self, answer);
}

/* --- answers --------------------------------------------------------------------------------- */

static void
piece_cb (guint       index,
          const char *text,
          gpointer    user_data)
{
  ExmTestPage *self = user_data;

  if (self->dataset != NULL)
    exm_answer_pane_add (pane_of (self, index), text);
}

/* @outcomes: of the tuned model, and of the base model if that was asked as well */
static void
tell_answers (ExmTestPage     *self,
              const GPtrArray *outcomes)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; outcomes != NULL && i < outcomes->len; i++)
    {
      const ExmTry    *answer = ((const ExmTryOutcome *)g_ptr_array_index (outcomes, i))->answer;
      g_autofree char *heading = answer != NULL && outcomes->len > 1 ? dup_heading (answer) : NULL;
      const char      *words = answer == NULL ? NULL : answer->problem != NULL ? answer->problem
                                                                               : answer->answer;

      if (words == NULL)
        continue;
      if (heading != NULL)
        g_string_append_printf (text, "%s%s: ", text->len > 0 ? "\n" : "", heading);
      g_string_append (text, words);
    }
  if (text->len > 0)
    exm_compat_announce (GTK_WIDGET (self), text->str);
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(ExmTestPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) outcomes = exm_try_ask_all_finish (EXM_DATASET (source), result, &error);

  if (EXM_DATASET (source) != self->dataset)
    return;
  _exm_test_page_set_asking (self, FALSE);
  for (guint i = 0; outcomes != NULL && i < outcomes->len; i++)
    {
      const ExmTryOutcome *outcome = g_ptr_array_index (outcomes, i);

      exm_answer_pane_end (pane_of (self, i), outcome->answer, outcome->error, self->dataset);
      if (i == 0)
        keep_answer (self, outcome->answer);
      if (outcome->answer == NULL)
        continue;
      gtk_list_box_prepend (self->tries, exm_try_row_new (outcome->answer, self->dataset));
      gtk_widget_set_visible (GTK_WIDGET (self->tries_group), TRUE);
    }
  tell_answers (self, outcomes);
}

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Asking) asking = user_data;
  ExmTestPage *self = asking->page;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmGoogle) google = exm_account_manager_connect_finish (EXM_ACCOUNT_MANAGER (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->dataset != asking->dataset)
    return;
  if (google == NULL)
    {
      _exm_test_page_set_asking (self, FALSE);
      for (guint i = 0; i < asking->questions->len; i++)
        exm_answer_pane_end (pane_of (self, i), NULL, error, self->dataset);
      return;
    }
  exm_try_ask_all_async (self->dataset, google, self->catalogue, asking->questions, piece_cb, g_object_ref (self), g_object_unref,
                         asking->cancellable, answered_cb, g_object_ref (self));
}

/* --- question -------------------------------------------------------------------------------- */

static ExmTryQuestion *
make_question (ExmTestPage   *self,
               ExmSubmission *submission,
               const char    *text,
               gboolean       base)
{
  ExmTryQuestion *question = exm_try_question_new (submission, text);
  guint           position = gtk_drop_down_get_selected (self->checkpoint_drop);

  question->base = base;
  if (!base && position > 0 && position < self->checkpoints->len)
    question->checkpoint = g_strdup (g_ptr_array_index (self->checkpoints, position));
  question->temperature = gtk_widget_get_sensitive (self->temperature_box) ? gtk_spin_button_get_value (self->temperature) : -1;
  return question;
}

static void
begin_pane (ExmTestPage   *self,
            ExmSubmission *submission,
            guint          index)
{
  const ExmBaseModel *model = self->catalogue != NULL ? exm_catalogue_find (self->catalogue, submission->base_model) : NULL;
  g_autofree char    *heading = NULL;

  if (index == 0)
    heading = g_strdup (submission->display_name);
  else
    /* Translators: name of a base model */
    heading = g_strdup_printf (_ ("%s, not tuned"), model != NULL ? model->name : submission->base_model);
  exm_answer_pane_begin (pane_of (self, index), heading);
}

void
_exm_test_page_ask (ExmTestPage *self)
{
  ExmSubmission   *submission = _exm_test_page_get_model (self);
  gboolean         compare = gtk_check_button_get_active (self->compare_check);
  g_autofree char *text = _exm_test_page_dup_text (self);
  g_autofree char *account = NULL;
  Asking          *asking;

  if (self->asking || submission == NULL || *text == '\0')
    return;
  asking = g_new0 (Asking, 1);
  asking->page = g_object_ref (self);
  asking->dataset = g_object_ref (self->dataset);
  asking->cancellable = g_object_ref (self->cancellable);
  asking->questions = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_try_question_free);
  exm_answer_pane_clear (self->base_pane);
  for (guint i = 0; i < (compare ? 2 : 1); i++)
    {
      g_ptr_array_add (asking->questions, make_question (self, submission, text, i == 1));
      begin_pane (self, submission, i);
    }
  gtk_widget_set_visible (self->answer_card, TRUE);
  keep_answer (self, NULL);
  _exm_test_page_set_asking (self, TRUE);
  account = exm_account_manager_dup_job_account (self->manager, submission->request_id, submission->practice);
  /* Without an account this fails with the words and the button to sign in. */
  exm_account_manager_connect_async (self->manager, account, self->cancellable, connected_cb, asking);
}

void
_exm_test_page_problem_action (ExmTestPage *self,
                               int          action)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog;

  if (action != EXM_CLOUD_ACTION_SIGN_IN)
    {
      _exm_test_page_ask (self);
      return;
    }
  dialog = exm_accounts_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL);
  gtk_window_present (GTK_WINDOW (dialog));
}
