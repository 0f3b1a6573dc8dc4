/* exm-readiness.c - is the dataset fit for tuning, and what stands in the way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-readiness.h"

#include <glib/gi18n-lib.h>

#include "exm-label.h"

/* What blocks is only what makes Google refuse the file or the job: too few or
 * too many examples, too large a file. Everything else is either left out when
 * the file is written (unlabelled, empty, skipped, quarantined) or makes the
 * tuned model worse (copies, contradictions, rare and near-same labels): the
 * user is told, and decides.
 *
 * Facts: https://cloud.google.com/vertex-ai/generative-ai/docs/models/gemini-supervised-tuning
 * (100 to 500 examples recommended, longer examples are cut).
 */

static const char *const codes[] = {
  "none",
  "unlabelled",
  "empty",
  "duplicate",
  "conflict",
  "other-system",
  "too-long",
  "rare-label",
  "near-labels",
  "quarantine",
  "too-many",
  "file-size",
  "too-few",
  "few",
  "no-system",
};
G_STATIC_ASSERT (G_N_ELEMENTS (codes) == EXM_N_PROBLEMS);

static void
exm_problem_report_free (gpointer data)
{
  ExmProblemReport *report = data;

  g_free (report->title);
  g_free (report->message);
  g_free (report->fix);
  g_free (report);
}

static void
add (ExmReadiness *self,
     ExmProblem    code,
     ExmSeverity   severity,
     guint         count,
     char         *title,
     const char   *message,
     const char   *fix)
{
  ExmProblemReport *report = g_new0 (ExmProblemReport, 1);

  report->code = code;
  report->severity = severity;
  report->count = count;
  report->title = title;
  report->message = g_strdup (message);
  report->fix = g_strdup (fix);
  g_ptr_array_add (self->problems, report);
}

static guint
count_near_groups (const ExmStats *stats)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  g_autoptr(GPtrArray) groups = NULL;

  for (guint i = 0; i < stats->n_labels; i++)
    if (stats->labels[i].count > 0)
      g_ptr_array_add (names, (gpointer)stats->labels[i].name);
  groups = exm_label_find_near ((const char *const *)names->pdata, names->len);
  return groups->len;
}

/* --- what makes Google refuse ------------------------------------------------- */

static void
add_size_problems (ExmReadiness    *self,
                   const ExmStats  *stats,
                   const ExmLimits *limits)
{
  g_autofree char *message = NULL;
  guint            n;

  if (self->n_missing > 0)
    {
      message = g_strdup_printf (ngettext ("Tuning needs at least %u example with a label. Add or label more posts.",
                                           "Tuning needs at least %u examples with a label. Add or label more posts.",
                                           limits->minimum),
                                 limits->minimum);
      add (self, EXM_PROBLEM_TOO_FEW, EXM_SEVERITY_BLOCKS, self->n_missing,
           g_strdup_printf (ngettext ("%u more example is needed", "%u more examples are needed",
                                      self->n_missing),
                            self->n_missing),
           message, NULL);
      g_clear_pointer (&message, g_free);
    }
  if (limits->max_examples > 0 && stats->n_ready > limits->max_examples)
    {
      n = (guint)(stats->n_ready - limits->max_examples);
      message = g_strdup_printf (_("The model takes at most %lld examples. Skip or delete some, or choose another model."),
                                    (long long)limits->max_examples);
      add (self, EXM_PROBLEM_TOO_MANY, EXM_SEVERITY_BLOCKS, n,
           g_strdup_printf (ngettext ("%u example too many", "%u examples too many", n), n),
           message, NULL);
      g_clear_pointer (&message, g_free);
    }
  if (limits->max_file_bytes > 0 && stats->bytes_ready > limits->max_file_bytes)
    {
      g_autofree char *is = g_format_size ((guint64)stats->bytes_ready);
      g_autofree char *may = g_format_size ((guint64)limits->max_file_bytes);

      /* Translators: both are sizes such as “1.2 GB” */
      message = g_strdup_printf (_("The training file would have about %s, the model takes at most %s. Skip or delete long examples, or choose another model."),
                                    is, may);
      add (self, EXM_PROBLEM_FILE_SIZE, EXM_SEVERITY_BLOCKS, 1,
           g_strdup (_("The training file is too large")), message, NULL);
    }
}

/* --- what is left out ------------------------------------------------------------ */

static void
add_left_out (ExmReadiness    *self,
              const ExmStats  *stats,
              const ExmLimits *limits)
{
  guint n = stats->n_problem[EXM_PROBLEM_UNLABELLED];

  if (n > 0)
    add (self, EXM_PROBLEM_UNLABELLED, EXM_SEVERITY_WARNING, n,
         g_strdup_printf (ngettext ("%u post has no label", "%u posts have no label", n), n),
         _("Posts without a label are not sent. Label them, or skip those that do not fit."), NULL);

  n = stats->n_problem[EXM_PROBLEM_EMPTY];
  if (n > 0)
    add (self, EXM_PROBLEM_EMPTY, EXM_SEVERITY_WARNING, n,
         g_strdup_printf (ngettext ("%u post is empty", "%u posts are empty", n), n),
         _("Nothing can be learned from an empty post, so it is not sent. Write its text or delete it."),
            _("Delete Empty Posts"));

  n = stats->n_quarantined;
  if (n > 0)
    add (self, EXM_PROBLEM_QUARANTINE, EXM_SEVERITY_WARNING, n,
         g_strdup_printf (ngettext ("%u line could not be read", "%u lines could not be read", n), n),
         _("These lines of an imported file are broken and wait in the quarantine. Mend them or drop them."),
            _("Open Quarantine…"));

  n = stats->n_problem[EXM_PROBLEM_TOO_LONG];
  if (n > 0 && limits->tokens_per_example > 0)
    {
      g_autofree char *message = NULL;

      message = g_strdup_printf (_("The model reads about %u tokens of an example and the rest is cut off. Shorten these, or skip them."),
                                    limits->tokens_per_example);
      add (self, EXM_PROBLEM_TOO_LONG, EXM_SEVERITY_WARNING, n,
           g_strdup_printf (ngettext ("%u example is too long", "%u examples are too long", n), n),
           message, NULL);
    }
}

/* --- what makes the model worse -------------------------------------------------- */

static void
add_quality (ExmReadiness   *self,
             const ExmStats *stats)
{
  guint n = stats->n_problem[EXM_PROBLEM_CONFLICT];

  if (n > 0)
    add (self, EXM_PROBLEM_CONFLICT, EXM_SEVERITY_WARNING, n,
         g_strdup_printf (ngettext ("%u post contradicts its copy", "%u posts contradict each other", n), n),
         _("The same post stands with different labels, so the model cannot know which one is right. Give all copies one label."),
            NULL);

  n = stats->n_problem[EXM_PROBLEM_DUPLICATE];
  if (n > 0)
    add (self, EXM_PROBLEM_DUPLICATE, EXM_SEVERITY_WARNING, n,
         g_strdup_printf (ngettext ("%u post is a copy", "%u posts are copies", n), n),
         _("Copies cost tokens and make the model weigh these posts more than others. Keep one of each."),
            _("Delete Copies"));

  n = count_near_groups (stats);
  if (n > 0)
    add (self, EXM_PROBLEM_NEAR_LABELS, EXM_SEVERITY_WARNING, n,
         g_strdup_printf (ngettext ("%u group of labels looks alike", "%u groups of labels look alike", n), n),
         _("Labels such as “Happy” and “Happiness” split what belongs together. Merge those that mean the same."),
            _("Merge Labels…"));

  n = 0;
  for (guint i = 0; i < stats->n_labels; i++)
    n += stats->labels[i].count > 0 && stats->labels[i].count < EXM_RARE_LABEL;
  if (n > 0)
    add (self, EXM_PROBLEM_RARE_LABEL, EXM_SEVERITY_WARNING, n,
         g_strdup_printf (ngettext ("%u label is hardly used", "%u labels are hardly used", n), n),
         _("A label with fewer than 3 posts is hard to learn. Label more posts with it, or merge it into another label."),
            NULL);
}

static void
add_notes (ExmReadiness    *self,
           const ExmStats  *stats,
           const ExmTask   *task,
           const ExmLimits *limits)
{
  guint n = stats->n_problem[EXM_PROBLEM_OTHER_SYSTEM];

  if (n > 0)
    add (self, EXM_PROBLEM_OTHER_SYSTEM, EXM_SEVERITY_INFO, n,
         g_strdup_printf (ngettext ("%u example has another system instruction",
                                    "%u examples have another system instruction", n),
                          n),
         _("They are sent with their own instruction. Use the instruction of the task, unless this is meant so."),
            _("Use the Task’s"));

  if (self->n_missing == 0 && stats->n_ready < limits->recommended_min)
    {
      g_autofree char *message = NULL;

      n = limits->recommended_min - stats->n_ready;
      message = g_strdup_printf (_("Google recommends %u to %u examples. Tuning works with fewer, but the answers get better with more."),
                                    limits->recommended_min, limits->recommended_max);
      add (self, EXM_PROBLEM_FEW, EXM_SEVERITY_INFO, n,
           g_strdup_printf (ngettext ("%u more example is recommended",
                                      "%u more examples are recommended", n),
                            n),
           message, NULL);
    }
  if (*task->system_instruction == '\0')
    add (self, EXM_PROBLEM_NO_SYSTEM, EXM_SEVERITY_INFO, 1,
         g_strdup (_("There is no system instruction")),
                   _("A sentence on what the model shall do with each post helps it, also when it is asked later. Write one in the task panel."),
                      NULL);
}

static int
compare_severity (gconstpointer a,
                  gconstpointer b)
{
  const ExmProblemReport *left = *(const ExmProblemReport *const *)a;
  const ExmProblemReport *right = *(const ExmProblemReport *const *)b;

  return (int)right->severity - (int)left->severity;
}

static gint64
estimate_cost (gint64           tokens,
               const ExmLimits *limits)
{
  double cost;

  if (limits->price_micros_per_million < 0)
    return -1;
  cost = (double)tokens * MAX (limits->epochs, 1) * (double)limits->price_micros_per_million / 1e6;
  return cost < (double)G_MAXINT64 ? (gint64)(cost + 0.5) : G_MAXINT64;
}

ExmReadiness *
exm_readiness_new (const ExmStats  *stats,
                   const ExmTask   *task,
                   const ExmLimits *limits)
{
  ExmReadiness *self;

  g_return_val_if_fail (stats != NULL && task != NULL && limits != NULL, NULL);

  self = g_new0 (ExmReadiness, 1);
  self->problems = g_ptr_array_new_with_free_func (exm_problem_report_free);
  self->n_ready = stats->n_ready;
  self->n_missing = stats->n_ready < limits->minimum ? limits->minimum - stats->n_ready : 0;
  self->tokens = stats->tokens_ready;
  self->cost_micros = estimate_cost (self->tokens, limits);

  add_size_problems (self, stats, limits);
  add_left_out (self, stats, limits);
  add_quality (self, stats);
  add_notes (self, stats, task, limits);
  g_ptr_array_sort (self->problems, compare_severity); /* steady */

  self->can_start = TRUE;
  for (guint i = 0; i < self->problems->len; i++)
    if (((ExmProblemReport *)g_ptr_array_index (self->problems, i))->severity == EXM_SEVERITY_BLOCKS)
      self->can_start = FALSE;
  return self;
}

void
exm_readiness_free (ExmReadiness *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->problems);
  g_free (self);
}

const char *
exm_problem_to_code (ExmProblem problem)
{
  g_return_val_if_fail ((guint)problem < G_N_ELEMENTS (codes), codes[0]);

  return codes[problem];
}
