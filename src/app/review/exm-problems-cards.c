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
#include "exm-review-marks.h"
#include "exm-show-rows.h"

#define N_SAMPLE 16

/* --- what the buttons do ------------------------------------------------------------ */

static void
resolve (ExmProblemsView *self,
         ExmResolve       what)
{
  if (self->survey == NULL)
    return;
  exm_near_resolver_start (self->resolver, self->dataset, self->survey, what);
  gtk_stack_set_visible_child_name (self->stack, "resolver");
}

/* What is done with the rows once they are gathered. */
typedef enum
{
  DO_SHOW,
  DO_DELETE,
  DO_MASK,
  DO_CLEAN,
} Deed;

typedef struct
{
  ExmDataset *dataset;
  Deed        deed;
  guint       kinds;
  char       *title;
} Errand;

static void
gathered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  ExmProblemsView *self = EXM_PROBLEMS_VIEW (source);
  Errand          *errand = user_data;
  g_autoptr (ExmDataset) dataset = errand->dataset;
  g_autofree char *title = errand->title;
  g_autoptr (ExmQuery) rows = _exm_problems_gather_finish (result);
  g_autoptr (ExmTarget) target = exm_target_new_query (rows, NULL, 0);

  /* The window may show another dataset by now. */
  if (self->dataset != dataset || rows->only->n_ids == 0)
    ;
  else if (errand->deed == DO_SHOW)
    exm_show_rows (GTK_WIDGET (self), rows, title);
  else if (errand->deed == DO_DELETE)
    exm_feedback_run (GTK_WIDGET (self), dataset, exm_command_new_delete (target), EXM_RUN_TOAST);
  else if (errand->deed == DO_MASK)
    exm_feedback_run (GTK_WIDGET (self), dataset, exm_personal_mask_command (rows, errand->kinds), EXM_RUN_TOAST);
  else
    exm_feedback_run (GTK_WIDGET (self), dataset, exm_odd_remove_command (rows), EXM_RUN_TOAST);
  g_free (errand);
}

static void
gather (ExmProblemsView *self,
        Deed             deed,
        ExmGather        what,
        guint            kinds,
        const char      *title)
{
  Errand *errand;

  if (self->survey == NULL)
    return;
  errand = g_new0 (Errand, 1);
  errand->dataset = g_object_ref (self->dataset);
  errand->deed = deed;
  errand->kinds = kinds;
  errand->title = g_strdup (title);
  _exm_problems_gather_async (self, what, kinds, gathered_cb, errand);
}

static guint
get_kinds (ExmProblemCard *card)
{
  ExmPersonalBox *box = g_object_get_data (G_OBJECT (card), "exm-personal-box");

  return box != NULL ? exm_personal_box_get_kinds (box) : 0;
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
ask_again_thread (GTask        *task,
                  gpointer      source,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  ExmSurvey          *survey = task_data;
  g_autofree guint64 *keys = g_new (guint64, survey->kept->len);
  GError             *error = NULL;

  for (guint i = 0; i < survey->kept->len; i++)
    {
      gsize           n_ids;
      const ExmRowId *ids = exm_survey_get_group (survey, g_array_index (survey->kept, guint, i), &n_ids);

      keys[i] = exm_kept_key (ids, n_ids);
    }
  if (exm_kept_remove_sync (source, keys, survey->kept->len, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
asked_again_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (ExmProblemsView) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    exm_feedback_error (GTK_WIDGET (self), _ ("This could not be kept in mind"), error);
  else if (self->dataset == (ExmDataset *)source)
    _exm_problems_view_look_again (self);
}

/* All that were to stay as they are. */
static void
ask_again (ExmProblemsView *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->survey == NULL)
    return;
  task = g_task_new (self->dataset, NULL, asked_again_cb, g_object_ref (self));
  g_task_set_task_data (task, exm_survey_ref (self->survey), (GDestroyNotify)exm_survey_unref);
  g_task_run_in_thread (task, ask_again_thread);
}

static void
show_all (ExmProblemsView *self,
          ExmProblemCard  *card)
{
  const char *code = exm_problem_card_get_code (card);
  ExmGather   what = EXM_GATHER_ODD;

  if (g_str_equal (code, "near-conflict"))
    what = EXM_GATHER_CONFLICTS;
  else if (g_str_equal (code, "near-duplicate"))
    what = EXM_GATHER_REPEATS;
  else if (g_str_equal (code, "kept"))
    what = EXM_GATHER_KEPT;
  else if (g_str_equal (code, "personal-data"))
    what = EXM_GATHER_PERSONAL;
  gather (self, DO_SHOW, what, get_kinds (card), exm_problem_card_get_title (card));
}

/* The button beside a post: what the card does to all, for this one. */
static void
fix_one_cb (ExmProblemsView *self,
            guint            row,
            ExmProblemCard  *card)
{
  const char *code = exm_problem_card_get_code (card);
  ExmRowId    id = row;
  g_autoptr (ExmQuery) query = exm_query_new_rows (&id, 1);
  ExmCommand *command;

  if (self->dataset == NULL)
    return;
  if (g_str_equal (code, "odd-characters"))
    command = exm_odd_remove_command (query);
  else if (g_str_equal (code, "personal-data"))
    command = exm_personal_mask_command (query, get_kinds (card));
  else
    command = exm_problem_fix_one_command (GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (card), "exm-problem")), id);
  if (command != NULL)
    exm_feedback_run (GTK_WIDGET (self), self->dataset, command, EXM_RUN_TOAST);
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
  else if (g_str_equal (name, "merge-rare"))
    exm_rare_box_merge_all (EXM_RARE_BOX (self->rare));
  else if (g_str_equal (name, "leave-rare"))
    exm_rare_box_leave_all (EXM_RARE_BOX (self->rare));
  else if (g_str_equal (name, "try-lines"))
    exm_quarantine_box_try_all (EXM_QUARANTINE_BOX (self->quarantine));
  else if (g_str_equal (name, "conflicts"))
    resolve (self, EXM_RESOLVE_CONFLICTS);
  else if (g_str_equal (name, "repeats"))
    resolve (self, EXM_RESOLVE_REPEATS);
  else if (g_str_equal (name, "kept"))
    resolve (self, EXM_RESOLVE_KEPT);
  else if (g_str_equal (name, "ask-again"))
    ask_again (self);
  else if (g_str_equal (name, "delete-repeats"))
    gather (self, DO_DELETE, EXM_GATHER_SPARE, 0, NULL);
  else if (g_str_equal (name, "mask") && get_kinds (card) != 0)
    gather (self, DO_MASK, EXM_GATHER_PERSONAL, get_kinds (card), NULL);
  else if (g_str_equal (name, "clean"))
    gather (self, DO_CLEAN, EXM_GATHER_ODD, 0, NULL);
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
  g_signal_connect_object (card, "fix-one", G_CALLBACK (fix_one_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
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

/* The first posts of the first groups: one group may be a hundred thousand. */
static void
set_groups (ExmProblemsView *self,
            ExmProblemCard  *card,
            const GArray    *groups)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (ExmRowId));

  for (guint i = 0; i < groups->len && rows->len < N_SAMPLE; i++)
    {
      gsize           n_ids;
      const ExmRowId *ids = exm_survey_get_group (self->survey, g_array_index (groups, guint, i), &n_ids);

      g_array_append_vals (rows, ids, (guint)MIN (n_ids, N_SAMPLE - rows->len));
    }
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

/* Groups that the user has looked at, to be looked at again. */
static void
add_kept (ExmProblemsView *self)
{
  guint            n = self->survey->kept->len;
  g_autofree char *title = NULL;
  ExmProblemCard  *card;

  if (n == 0)
    return;
  title = g_strdup_printf (ngettext ("%u group of like posts stays as it is", "%u groups of like posts stay as they are", n), n);
  card = add_card (self, "kept", EXM_SEVERITY_INFO, title,
                   _ ("You have kept all of them. They are not asked about until you want it"));
  set_groups (self, card, self->survey->kept);
  exm_problem_card_add_button (card, "kept", _ ("Look at Them"), FALSE);
  exm_problem_card_add_button (card, "ask-again", _ ("Ask About All Again"), FALSE);
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
  exm_problem_card_set_fix_one (card, _ ("Clean"));
  set_rows (self, card, self->survey->odd);
  exm_problem_card_add_button (card, "clean", _ ("Remove Them"), FALSE);
  exm_problem_card_add_button (card, "show", _ ("Show Posts"), FALSE);
}

static void
kinds_changed_cb (ExmPersonalBox *box,
                  ExmProblemCard *card)
{
  ExmProblemsView *self = EXM_PROBLEMS_VIEW (gtk_widget_get_ancestor (GTK_WIDGET (card), EXM_TYPE_PROBLEMS_VIEW));

  if (self == NULL || self->survey == NULL)
    return;
  for (guint kind = 0; kind < EXM_N_PERSONAL; kind++)
    if (self->survey->n_personal[kind] > 0)
      self->personal_kinds &= ~(1u << kind);
  self->personal_kinds |= exm_personal_box_get_kinds (box);
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
  box = exm_personal_box_new (self->dataset, self->survey, self->personal_kinds);
  g_object_set_data (G_OBJECT (card), "exm-personal-box", box);
  g_signal_connect_object (box, "kinds-changed", G_CALLBACK (kinds_changed_cb), card, 0);
  exm_problem_card_add (card, box);
  exm_problem_card_set_fix_one (card, _ ("Mask"));
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
      exm_problem_card_set_fix_one (card, exm_problem_fix_one_name (report->code));
      exm_problem_card_set_query (card, self->dataset, query, FALSE);
    }
  if (report->code == EXM_PROBLEM_RARE_LABEL)
    {
      exm_problem_card_add (card, self->rare);
      exm_problem_card_add_button (card, "merge-rare", _ ("Merge All Into…"), FALSE);
      exm_problem_card_add_button (card, "leave-rare", _ ("Leave All"), FALSE);
    }
  if (report->code == EXM_PROBLEM_QUARANTINE)
    {
      exm_problem_card_add (card, self->quarantine);
      exm_problem_card_add_button (card, "try-lines", _ ("Try All Again"), FALSE);
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

static ExmReadiness *
look_at_counters (ExmProblemsView *self)
{
  const ExmLimits no_limits = { .price_micros_per_million = -1 };

  return exm_readiness_new (exm_dataset_get_stats (self->dataset), exm_dataset_get_task (self->dataset), &no_limits);
}

char *
_exm_problems_view_dup_outline (ExmProblemsView *self)
{
  g_autoptr (ExmReadiness) readiness = look_at_counters (self);
  GString *outline = g_string_new (NULL);

  for (guint i = 0; i < readiness->problems->len; i++)
    {
      const ExmProblemReport *report = readiness->problems->pdata[i];

      g_string_append_printf (outline, "%d %d %s\n", report->code, report->severity, report->title);
    }
  return g_string_free (outline, FALSE);
}

void
_exm_problems_view_add_cards (ExmProblemsView *self)
{
  g_autoptr (ExmReadiness) readiness = look_at_counters (self);
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
          add_kept (self);
        }
      last = report == NULL ? EXM_SEVERITY_INFO : severity;
      /* The survey sees more conflicts, and the same ones. */
      if (report != NULL && !(report->code == EXM_PROBLEM_CONFLICT && self->survey != NULL && !self->is_stale))
        add_report (self, report);
    }
}
