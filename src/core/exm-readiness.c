/* exm-readiness.c - is the dataset fit for tuning, and what stands in the way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-readiness.h"

#include <glib/gi18n-lib.h>

#include "exm-label.h"

/* Google drops examples that are too long, and fails a job that loses more than
 * this share of its examples
 * (https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/tuning/supervised-tuning). */
#define DROPPED_SHARE 0.10

/* --- near-same labels ---------------------------------------------------------- */

/* Looking for them is the only work here that is more than O(labels), and names
 * seldom change: the last answer is kept. */
static GMutex near_lock;
static guint  near_hash;
static guint  near_count;

static guint
hash_names (const ExmStats *stats,
            const char     *apart)
{
  guint hash = 5381 + stats->n_labels + g_str_hash (apart);

  for (guint i = 0; i < stats->n_labels; i++)
    if (stats->labels[i].count > 0)
      hash = hash * 33 ^ g_str_hash (stats->labels[i].name);
  return MAX (hash, 1);
}

/* Groups among the labels that are in use. */
static guint
count_near (const ExmStats *stats,
            const char     *apart)
{
  guint hash = hash_names (stats, apart);
  guint count;

  g_mutex_lock (&near_lock);
  if (hash != near_hash)
    {
      g_autofree const char **names = g_new (const char *, stats->n_labels + 1);
      g_autoptr (GPtrArray) groups = NULL;
      guint n = 0;

      for (guint i = 0; i < stats->n_labels; i++)
        if (stats->labels[i].count > 0)
          names[n++] = stats->labels[i].name;
      groups = exm_label_find_near (names, n, apart);
      near_hash = hash;
      near_count = groups->len;
    }
  count = near_count;
  g_mutex_unlock (&near_lock);
  return count;
}

/* --- reports ---------------------------------------------------------------------- */

static void
report_free (gpointer data)
{
  ExmProblemReport *report = data;

  g_free (report->title);
  g_free (report->message);
  g_free (report->fix);
  g_free (report);
}

/* @title and @message are taken. */
static void
add (ExmReadiness *self,
     ExmProblem    code,
     ExmSeverity   severity,
     guint         count,
     char         *title,
     char         *message,
     const char   *fix)
{
  ExmProblemReport *report = g_new0 (ExmProblemReport, 1);

  report->code = code;
  report->severity = severity;
  report->count = count;
  report->title = title;
  report->message = message;
  report->fix = g_strdup (fix);
  g_ptr_array_add (self->problems, report);
  if (severity == EXM_SEVERITY_BLOCKS)
    self->can_start = FALSE;
}

static void
add_numbers (ExmReadiness    *self,
             const ExmStats  *stats,
             const ExmLimits *limits)
{
  guint n = self->n_ready;

  if (self->n_missing > 0)
    add (self, EXM_PROBLEM_TOO_FEW, EXM_SEVERITY_BLOCKS, self->n_missing,
         g_strdup_printf (ngettext ("%u more example needed", "%u more examples needed", self->n_missing),
                          self->n_missing),
         g_strdup_printf (_("Tuning starts from %u ready examples. Add posts, or label the ones that are here"),
                             limits->minimum),
                          NULL);
  else if (n < limits->recommended_min)
    add (self, EXM_PROBLEM_FEW, EXM_SEVERITY_INFO, limits->recommended_min - n,
         g_strdup_printf (_("Fewer than the recommended %u examples"), limits->recommended_min),
                          g_strdup_printf (_("It can start now; models learn better from %u to %u examples"),
                                              limits->recommended_min, limits->recommended_max),
                                           NULL);
  if (limits->max_examples > 0 && n > limits->max_examples)
    add (self, EXM_PROBLEM_TOO_MANY, EXM_SEVERITY_BLOCKS, (guint)(n - limits->max_examples),
         g_strdup (_("More examples than the model takes")),
                   g_strdup_printf (_("The model takes %lld examples. Skip or delete some"),
                                       (long long)limits->max_examples),
                                    NULL);
  if (limits->max_file_bytes > 0 && stats->bytes_ready > limits->max_file_bytes)
    add (self, EXM_PROBLEM_FILE_SIZE, EXM_SEVERITY_BLOCKS, 1,
         g_strdup (_("The file would be larger than the model takes")),
                   g_strdup_printf (_("It would have %lld MB of at most %lld. Skip or delete examples, or shorten them"),
                                       (long long)(stats->bytes_ready / 1000000),
                                       (long long)(limits->max_file_bytes / 1000000)),
                                    NULL);
}

static void
add_conflicts (ExmReadiness   *self,
               const ExmStats *stats)
{
  guint n = stats->n_problem[EXM_PROBLEM_CONFLICT];

  if (n > 0)
    add (self, EXM_PROBLEM_CONFLICT, EXM_SEVERITY_WARNING, n,
         g_strdup_printf (ngettext ("%u post stands with different labels",
                                    "%u posts stand with different labels", n),
                          n),
         g_strdup (_("The same post teaches two answers. Look at them and keep one label")), NULL);
  n = stats->n_problem[EXM_PROBLEM_DUPLICATE];
  if (n > 0)
    add (self, EXM_PROBLEM_DUPLICATE, EXM_SEVERITY_WARNING, n,
         g_strdup_printf (ngettext ("%u post stands twice", "%u posts stand twice", n), n),
         g_strdup (_("Copies count double in training and cost tokens. The first of each is kept; "
                      "copies whose labels differ stay for you to decide")),
                   _("Delete Copies"));
}

static void
add_texts (ExmReadiness   *self,
           const ExmStats *stats)
{
  guint n = stats->n_problem[EXM_PROBLEM_TOO_LONG];

  if (n > 0)
    add (self, EXM_PROBLEM_TOO_LONG,
         n > self->n_ready * DROPPED_SHARE ? EXM_SEVERITY_BLOCKS : EXM_SEVERITY_WARNING, n,
         g_strdup_printf (ngettext ("%u example is too long", "%u examples are too long", n), n),
         g_strdup (_("Google leaves out what is over the model’s limit, and fails the job when it is "
                      "more than a tenth. Shorten or skip them")),
                   _("Skip Them"));
  n = stats->n_problem[EXM_PROBLEM_EMPTY];
  if (n > 0)
    add (self, EXM_PROBLEM_EMPTY, EXM_SEVERITY_WARNING, n,
         g_strdup_printf (ngettext ("%u post is empty", "%u posts are empty", n), n),
         g_strdup (_("Empty posts are not sent. Write something, or delete them")),
                   _("Delete Empty Posts"));
  n = stats->n_problem[EXM_PROBLEM_OTHER_SYSTEM];
  if (n > 0)
    add (self, EXM_PROBLEM_OTHER_SYSTEM, EXM_SEVERITY_WARNING, n,
         g_strdup_printf (ngettext ("%u example has another system instruction",
                                    "%u examples have another system instruction", n),
                          n),
         g_strdup (_("A model learns best when all examples have the instruction that it gets later")),
                   _("Use the Task’s"));
}

static void
add_labels (ExmReadiness   *self,
            const ExmStats *stats,
            const ExmTask  *task)
{
  guint n = count_near (stats, task->apart);

  if (n > 0)
    add (self, EXM_PROBLEM_NEAR_LABELS, EXM_SEVERITY_WARNING, n,
         g_strdup_printf (ngettext ("%u group of labels with like names",
                                    "%u groups of labels with like names", n),
                          n),
         g_strdup (_("Perhaps one label was written in several ways. Merging takes the one used most; "
                      "it can be undone")),
                   _("Merge Them"));
  n = stats->n_problem[EXM_PROBLEM_RARE_LABEL];
  if (n > 0)
    add (self, EXM_PROBLEM_RARE_LABEL, EXM_SEVERITY_INFO, n,
         g_strdup_printf (ngettext ("%u label is used fewer than %d times",
                                    "%u labels are used fewer than %d times", n),
                          n, EXM_RARE_LABEL),
         g_strdup (_("A model hardly learns a label from one or two posts. Add some, or merge the label")),
                   NULL);
}

static void
add_left_out (ExmReadiness   *self,
              const ExmStats *stats,
              const ExmTask  *task)
{
  guint n = stats->n_quarantined;

  if (n > 0)
    add (self, EXM_PROBLEM_QUARANTINE, EXM_SEVERITY_WARNING, n,
         g_strdup_printf (ngettext ("%u line could not be read", "%u lines could not be read", n), n),
         g_strdup (_("They are kept as they were. Mend and try again, or drop them")), _("Look at Them"));
  n = stats->n_problem[EXM_PROBLEM_UNLABELLED];
  if (n > 0)
    add (self, EXM_PROBLEM_UNLABELLED, EXM_SEVERITY_INFO, n,
         g_strdup_printf (ngettext ("%u post has no label", "%u posts have no label", n), n),
         g_strdup (_("Posts without a label are not sent")), NULL);
  if (*task->system_instruction == '\0' && stats->n_examples > 0)
    add (self, EXM_PROBLEM_NO_SYSTEM, EXM_SEVERITY_INFO, 1, g_strdup (_("No system instruction")), g_strdup (_("One sentence on what to do with a post helps the model, and you, to stay with it")), _("Write One"));
}

/* Gravest first; among equals the order in which they were added. */
static int
compare_reports (gconstpointer a,
                 gconstpointer b)
{
  const ExmProblemReport *first = *(ExmProblemReport *const *)a;
  const ExmProblemReport *second = *(ExmProblemReport *const *)b;

  return (int)second->severity - (int)first->severity;
}

ExmReadiness *
exm_readiness_new (const ExmStats  *stats,
                   const ExmTask   *task,
                   const ExmLimits *limits)
{
  ExmReadiness *self;

  g_return_val_if_fail (stats != NULL, NULL);
  g_return_val_if_fail (task != NULL, NULL);
  g_return_val_if_fail (limits != NULL, NULL);

  self = g_new0 (ExmReadiness, 1);
  self->problems = g_ptr_array_new_with_free_func (report_free);
  self->can_start = TRUE;
  self->n_ready = stats->n_ready;
  self->n_missing = limits->minimum > stats->n_ready ? limits->minimum - stats->n_ready : 0;
  self->tokens = stats->tokens_ready;
  self->cost_micros = -1;
  if (limits->price_micros_per_million >= 0)
    /* In doubles: tokens × price leaves int64 for the largest files. */
    self->cost_micros = (gint64)((double)self->tokens * MAX (limits->epochs, 1) *
                                   (double)limits->price_micros_per_million / 1e6 +
                                 0.5);

  add_numbers (self, stats, limits);
  add_conflicts (self, stats);
  add_texts (self, stats);
  add_labels (self, stats, task);
  add_left_out (self, stats, task);
  g_ptr_array_sort (self->problems, compare_reports);
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
  static const char *const codes[] = {
    [EXM_PROBLEM_NONE] = "none",
    [EXM_PROBLEM_UNLABELLED] = "unlabelled",
    [EXM_PROBLEM_EMPTY] = "empty",
    [EXM_PROBLEM_DUPLICATE] = "duplicate",
    [EXM_PROBLEM_CONFLICT] = "conflict",
    [EXM_PROBLEM_OTHER_SYSTEM] = "other-system-instruction",
    [EXM_PROBLEM_TOO_LONG] = "too-long",
    [EXM_PROBLEM_RARE_LABEL] = "rare-label",
    [EXM_PROBLEM_NEAR_LABELS] = "near-labels",
    [EXM_PROBLEM_QUARANTINE] = "quarantine",
    [EXM_PROBLEM_TOO_MANY] = "too-many",
    [EXM_PROBLEM_FILE_SIZE] = "file-size",
    [EXM_PROBLEM_TOO_FEW] = "too-few",
    [EXM_PROBLEM_FEW] = "few",
    [EXM_PROBLEM_NO_SYSTEM] = "no-system-instruction",
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (codes) == EXM_N_PROBLEMS);

  return codes[problem < EXM_N_PROBLEMS ? problem : EXM_PROBLEM_NONE];
}
