/* exm-problems-cards.c - the cards of the problems, and what their buttons do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-problems-view-private.h"

#include <glib/gi18n-lib.h>

#include "exm-feedback.h"
#include "exm-personal-box.h"
#include "exm-problem-card.h"
#include "exm-problem-fix.h"
#include "exm-readiness.h"
#include "exm-show-rows.h"

#define N_SAMPLE 16

/* --- what the buttons do ------------------------------------------------------------ */

static void
resolve (ExmProblemsView *self,
         gboolean         is_conflicts)
{
  if (self->survey == NULL)
    return;
  exm_near_resolver_start (self->resolver, self->dataset, self->survey, is_conflicts);
  gtk_stack_set_visible_child_name (self->stack, "resolver");
}

static void
delete_repeats (ExmProblemsView *self)
{
  g_autoptr (GArray) rows = exm_survey_dup_rows (self->survey, self->survey->repeats, TRUE);
  g_autoptr (ExmTarget) target = exm_target_new_rows ((const ExmRowId *)(gpointer)rows->data, rows->len);

  exm_feedback_run (GTK_WIDGET (self), self->dataset, exm_command_new_delete (target), EXM_RUN_TOAST);
}

static void
mask (ExmProblemsView *self,
      ExmProblemCard  *card)
{
  ExmPersonalBox *box = g_object_get_data (G_OBJECT (card), "exm-personal-box");
  guint           kinds = exm_personal_box_get_kinds (box);

  if (kinds != 0)
    exm_feedback_run (GTK_WIDGET (self), self->dataset, exm_personal_mask_command (self->survey, kinds), EXM_RUN_TOAST);
}

static void
fix (ExmProblemsView *self,
     ExmProblem       problem)
{
  ExmCommand *command;

  if (problem == EXM_PROBLEM_QUARANTINE)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.quarantine", NULL);
  else if (problem == EXM_PROBLEM_NO_SYSTEM)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.edit-task", NULL);
  else if ((command = exm_problem_fix_command (self->dataset, problem)) != NULL)
    exm_feedback_run (GTK_WIDGET (self), self->dataset, command, EXM_RUN_TOAST);
}

static void
show_all (ExmProblemsView *self,
          ExmProblemCard  *card)
{
  const char *code = exm_problem_card_get_code (card);
  g_autoptr (GArray) rows = NULL;
  g_autoptr (ExmQuery) query = NULL;

  if (g_str_equal (code, "near-conflict"))
    rows = exm_survey_dup_rows (self->survey, self->survey->conflicts, FALSE);
  else if (g_str_equal (code, "near-duplicate"))
    rows = exm_survey_dup_rows (self->survey, self->survey->repeats, FALSE);
  else if (g_str_equal (code, "personal-data"))
    rows = exm_survey_dup_personal (self->survey, exm_personal_box_get_kinds (g_object_get_data (G_OBJECT (card), "exm-personal-box")));
  else
    rows = g_array_ref (self->survey->odd);
  query = exm_query_new_rows ((const ExmRowId *)(gpointer)rows->data, rows->len);
  exm_show_rows (GTK_WIDGET (self), query, exm_problem_card_get_title (card));
}

static void
card_cb (ExmProblemsView *self,
         const char      *name,
         ExmProblemCard  *card)
{
  guint problem = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (card), "exm-problem"));

  if (self->dataset == NULL)
    return;
  if (g_str_equal (name, "fix"))
    fix (self, problem);
  else if (g_str_equal (name, "show"))
    show_all (self, card);
  else if (g_str_equal (name, "show-problem"))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-problem", "u", problem);
  else if (g_str_equal (name, "labels"))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.labels", NULL);
  else if (g_str_equal (name, "conflicts") || g_str_equal (name, "repeats"))
    resolve (self, g_str_equal (name, "conflicts"));
  else if (g_str_equal (name, "delete-repeats"))
    delete_repeats (self);
  else if (g_str_equal (name, "mask"))
    mask (self, card);
  else if (g_str_equal (name, "clean"))
    exm_feedback_run (GTK_WIDGET (self), self->dataset, exm_odd_remove_command (self->survey), EXM_RUN_TOAST);
}

/* --- cards ------------------------------------------------------------------------------ */

static ExmProblemCard *
add_card (ExmProblemsView *self,
          const char      *code,
          ExmSeverity      severity,
          const char      *title,
          const char      *message)
{
  GtkWidget *card = exm_problem_card_new (code, severity, title, message);

  g_signal_connect_object (card, "activated", G_CALLBACK (card_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  gtk_box_append (GTK_BOX (self->cards), card);
  return EXM_PROBLEM_CARD (card);
}

/* Cards show a few posts; all of them, up to a million, are gathered when asked for. */
static void
set_rows (ExmProblemsView *self,
          ExmProblemCard  *card,
          const GArray    *rows)
{
  g_autoptr (ExmQuery) query = exm_query_new_rows ((const ExmRowId *)(gpointer)rows->data, MIN (rows->len, N_SAMPLE));

  exm_problem_card_set_query (card, self->dataset, query, TRUE);
}

static void
set_groups (ExmProblemsView *self,
            ExmProblemCard  *card,
            const GArray    *groups)
{
  g_autoptr (GArray) first = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) rows = NULL;

  g_array_append_vals (first, groups->data, MIN (groups->len, N_SAMPLE));
  rows = exm_survey_dup_rows (self->survey, first, FALSE);
  set_rows (self, card, rows);
}

static void
set_kinds (ExmProblemsView *self,
           ExmProblemCard  *card,
           guint            kinds)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (ExmRowId));

  for (guint kind = 0; kind < EXM_N_PERSONAL; kind++)
    if ((kinds & 1u << kind) != 0)
      g_array_append_vals (rows, self->survey->personal[kind]->data, MIN (self->survey->personal[kind]->len, N_SAMPLE));
  set_rows (self, card, rows);
}

static void
add_conflicts (ExmProblemsView *self)
{
  guint            n = self->survey->conflicts->len;
  g_autofree char *title = NULL;
  ExmProblemCard  *card;

  if (n == 0)
    return;
  title = g_strdup_printf (ngettext ("%u conflict: like posts with different labels", "%u conflicts: like posts with different labels", n), n);
  card = add_card (self, "near-conflict", EXM_SEVERITY_WARNING, title,
                   _ ("The same or nearly the same post teaches two answers, and the model learns neither. Sometimes both are right"));
  set_groups (self, card, self->survey->conflicts);
  exm_problem_card_add_button (card, "conflicts", _ ("Decide One by One"), TRUE);
  exm_problem_card_add_button (card, "show", _ ("Show Posts"), FALSE);
}

static void
add_repeats (ExmProblemsView *self)
{
  guint            n = self->survey->n_repeats;
  g_autofree char *title = NULL;
  ExmProblemCard  *card;

  /* Copies letter by letter have a card of their own. */
  if (n <= exm_dataset_get_stats (self->dataset)->n_problem[EXM_PROBLEM_DUPLICATE])
    return;
  title = g_strdup_printf (ngettext ("%u post says what another one says", "%u posts say what others say", n), n);
  card = add_card (self, "near-duplicate", EXM_SEVERITY_INFO, title,
                   _ ("The same or nearly the same text, like a repost, a typing slip or another link. Such posts count more in training than others, and make its measured success look better than it is"));
  set_groups (self, card, self->survey->repeats);
  exm_problem_card_add_button (card, "repeats", _ ("Decide One by One"), FALSE);
  exm_problem_card_add_button (card, "delete-repeats", _ ("Keep One of Each"), FALSE);
  exm_problem_card_add_button (card, "show", _ ("Show Posts"), FALSE);
}

static void
add_odd (ExmProblemsView *self)
{
  guint            n = self->survey->odd->len;
  g_autofree char *title = NULL;
  ExmProblemCard  *card;

  if (n == 0)
    return;
  title = g_strdup_printf (ngettext ("%u post has strange characters", "%u posts have strange characters", n), n);
  card = add_card (self, "odd-characters", EXM_SEVERITY_WARNING, title,
                   _ ("Control characters, signs of a wrong encoding, or characters that nobody sees. The model reads them and people do not write them"));
  set_rows (self, card, self->survey->odd);
  exm_problem_card_add_button (card, "clean", _ ("Remove Them"), FALSE);
  exm_problem_card_add_button (card, "show", _ ("Show Posts"), FALSE);
}

static void
kinds_changed_cb (ExmPersonalBox *box,
                  ExmProblemCard *card)
{
  ExmProblemsView *self = EXM_PROBLEMS_VIEW (gtk_widget_get_ancestor (GTK_WIDGET (card), EXM_TYPE_PROBLEMS_VIEW));

  if (self != NULL && self->survey != NULL)
    set_kinds (self, card, exm_personal_box_get_kinds (box));
}

static void
add_personal (ExmProblemsView *self,
              gboolean         is_grave)
{
  g_autofree char *counts = NULL;
  g_autofree char *title = NULL;
  GtkWidget       *box;
  ExmProblemCard  *card;
  guint            found = 0;

  for (guint kind = 0; kind < EXM_N_PERSONAL; kind++)
    if (self->survey->n_personal[kind] > 0)
      found |= 1u << kind;
  if (found == 0 || is_grave != ((found & EXM_PERSONAL_GRAVE) != 0))
    return;
  counts = exm_personal_counts_to_string (self->survey->n_personal);
  /* Translators: a list: "12 e-mail addresses, 3 phone numbers" */
  title = g_strdup_printf (_ ("Personal data: %s"), counts);
  card = add_card (self, "personal-data", is_grave ? EXM_SEVERITY_WARNING : EXM_SEVERITY_INFO, title,
                   is_grave ? _ ("What is in the posts is uploaded, and a model may repeat it to anybody. Labels seldom depend on it")
                            : _ ("User names and web addresses are public more often than not. They are uploaded with the posts"));
  box = exm_personal_box_new (self->dataset, self->survey);
  g_object_set_data (G_OBJECT (card), "exm-personal-box", box);
  g_signal_connect_object (box, "kinds-changed", G_CALLBACK (kinds_changed_cb), card, 0);
  exm_problem_card_add (card, box);
  exm_problem_card_add_button (card, "mask", _ ("Mask in the Posts"), FALSE);
  exm_problem_card_add_button (card, "show", _ ("Show Posts"), FALSE);
  kinds_changed_cb (EXM_PERSONAL_BOX (box), card);
}

static gboolean
has_rows (ExmProblem code)
{
  return code != EXM_PROBLEM_NO_SYSTEM && code != EXM_PROBLEM_QUARANTINE && code != EXM_PROBLEM_NEAR_LABELS && code != EXM_PROBLEM_RARE_LABEL;
}

static void
add_report (ExmProblemsView        *self,
            const ExmProblemReport *report)
{
  ExmProblemCard *card = add_card (self, exm_problem_to_code (report->code), report->severity, report->title, report->message);

  g_object_set_data (G_OBJECT (card), "exm-problem", GUINT_TO_POINTER (report->code));
  if (has_rows (report->code))
    {
      g_autoptr (ExmQuery) query = exm_query_new ();

      query->problem = report->code;
      exm_problem_card_set_query (card, self->dataset, query, FALSE);
    }
  if (report->fix != NULL)
    exm_problem_card_add_button (card, "fix", report->fix, FALSE);
  if (report->code == EXM_PROBLEM_NEAR_LABELS || report->code == EXM_PROBLEM_RARE_LABEL)
    exm_problem_card_add_button (card, "labels", _ ("Manage Labels"), FALSE);
  if (report->code == EXM_PROBLEM_DUPLICATE && self->survey != NULL && self->survey->repeats->len > 0)
    exm_problem_card_add_button (card, "repeats", _ ("Decide One by One"), FALSE);
  if (has_rows (report->code) || report->code == EXM_PROBLEM_RARE_LABEL)
    exm_problem_card_add_button (card, "show-problem", _ ("Show Posts"), FALSE);
}

void
_exm_problems_view_add_cards (ExmProblemsView *self)
{
  ExmLimits no_limits = { .price_micros_per_million = -1 };
  g_autoptr (ExmReadiness) readiness = exm_readiness_new (exm_dataset_get_stats (self->dataset),
                                                          exm_dataset_get_task (self->dataset), &no_limits);
  ExmSeverity last = EXM_SEVERITY_BLOCKS;

  for (guint i = 0; i <= readiness->problems->len; i++)
    {
      const ExmProblemReport *report = i < readiness->problems->len ? readiness->problems->pdata[i] : NULL;
      ExmSeverity             severity = report != NULL ? report->severity : EXM_SEVERITY_INFO;

      /* What the survey found stands with what is as grave. */
      if (self->survey != NULL && last == EXM_SEVERITY_BLOCKS && (report == NULL || severity != last))
        add_conflicts (self);
      if (self->survey != NULL && last != EXM_SEVERITY_INFO && (report == NULL || severity == EXM_SEVERITY_INFO))
        {
          add_odd (self);
          add_personal (self, TRUE);
          add_repeats (self);
          add_personal (self, FALSE);
        }
      last = report == NULL ? EXM_SEVERITY_INFO : severity;
      /* The survey sees more conflicts, and the same ones. */
      if (report != NULL && !(report->code == EXM_PROBLEM_CONFLICT && self->survey != NULL && !self->is_stale))
        add_report (self, report);
    }
}
