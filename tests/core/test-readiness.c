/* test-readiness.c - from counters to problems
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "exm-readiness.h"

static const ExmLimits limits = {
  .minimum = 16,
  .recommended_min = 100,
  .recommended_max = 500,
  .tokens_per_example = 131072,
  .max_examples = 1000,
  .max_file_bytes = 1000000,
  .price_micros_per_million = 8000000,
  .epochs = 3,
  .currency = "USD",
  .price_as_of = "2026-01-01",
};

static const ExmProblemReport *
find (const ExmReadiness *readiness,
      ExmProblem          code)
{
  for (guint i = 0; i < readiness->problems->len; i++)
    {
      const ExmProblemReport *report = g_ptr_array_index (readiness->problems, i);

      if (report->code == code)
        return report;
    }
  return NULL;
}

/* A report that must be there. */
static const ExmProblemReport *
get (const ExmReadiness *readiness,
     ExmProblem          code)
{
  const ExmProblemReport *report = find (readiness, code);

  if (report == NULL)
    g_error ("no report of problem %d", code);
  return report;
}

static ExmTask *
new_task (const char *system)
{
  ExmTask *task = exm_task_new ();

  g_free (task->system_instruction);
  task->system_instruction = g_strdup (system);
  return task;
}

static void
test_minimum (void)
{
  static const struct
  {
    guint      n_ready;
    gboolean   can_start;
    guint      n_missing;
    ExmProblem code; /* NONE = no word about the number */
    guint      count;
  } cases[] = {
    { 0, FALSE, 16, EXM_PROBLEM_TOO_FEW, 16 },
    { 15, FALSE, 1, EXM_PROBLEM_TOO_FEW, 1 },
    { 16, TRUE, 0, EXM_PROBLEM_FEW, 84 },
    { 99, TRUE, 0, EXM_PROBLEM_FEW, 1 },
    { 100, TRUE, 0, EXM_PROBLEM_NONE, 0 },
    { 1000, TRUE, 0, EXM_PROBLEM_NONE, 0 },
    { 1001, FALSE, 0, EXM_PROBLEM_TOO_MANY, 1 },
  };
  g_autoptr(ExmTask) task = new_task ("Classify");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ExmStats stats = { .n_examples = cases[i].n_ready, .n_ready = cases[i].n_ready };
      g_autoptr(ExmReadiness) readiness = exm_readiness_new (&stats, task, &limits);

      g_assert_cmpuint (readiness->n_ready, ==, cases[i].n_ready);
      g_assert_cmpuint (readiness->n_missing, ==, cases[i].n_missing);
      g_assert_cmpint (readiness->can_start, ==, cases[i].can_start);
      g_assert_cmpuint (readiness->problems->len, ==, cases[i].code != EXM_PROBLEM_NONE);
      if (cases[i].code != EXM_PROBLEM_NONE)
        g_assert_cmpuint (get (readiness, cases[i].code)->count, ==, cases[i].count);
    }
}

static void
test_each_problem (void)
{
  static const ExmLabelStat labels[] = { { 1, "Happy", 10 }, { 2, "Happiness", 2 }, { 3, "Sad", 0 }, { 4, "Sadness", 5 } };
  g_autoptr(ExmTask) task = new_task ("");
  g_autoptr(ExmReadiness) readiness = NULL;
  ExmStats    stats = { .n_examples = 210, .n_ready = 200, .n_quarantined = 2, .bytes_ready = 2000000, .labels = labels, .n_labels = 4 };
  ExmSeverity last = EXM_SEVERITY_BLOCKS;

  stats.n_problem[EXM_PROBLEM_UNLABELLED] = 3;
  stats.n_problem[EXM_PROBLEM_EMPTY] = 1;
  stats.n_problem[EXM_PROBLEM_DUPLICATE] = 38;
  stats.n_problem[EXM_PROBLEM_CONFLICT] = 4;
  stats.n_problem[EXM_PROBLEM_OTHER_SYSTEM] = 2;
  stats.n_problem[EXM_PROBLEM_TOO_LONG] = 5;
  stats.n_problem[EXM_PROBLEM_RARE_LABEL] = 1;
  readiness = exm_readiness_new (&stats, task, &limits);

  g_assert_false (readiness->can_start);
  g_assert_cmpuint (readiness->problems->len, ==, 11);
  g_assert_cmpuint (get (readiness, EXM_PROBLEM_UNLABELLED)->count, ==, 3);
  g_assert_cmpstr (get (readiness, EXM_PROBLEM_EMPTY)->title, ==, "1 post is empty");
  g_assert_cmpstr (get (readiness, EXM_PROBLEM_DUPLICATE)->title, ==, "38 posts stand twice");
  g_assert_cmpstr (get (readiness, EXM_PROBLEM_DUPLICATE)->fix, ==, "Delete Copies");
  g_assert_cmpint (get (readiness, EXM_PROBLEM_FILE_SIZE)->severity, ==, EXM_SEVERITY_BLOCKS);
  g_assert_cmpuint (get (readiness, EXM_PROBLEM_QUARANTINE)->count, ==, 2);
  /* A label that nobody uses is neither rare nor near to another. */
  g_assert_cmpuint (get (readiness, EXM_PROBLEM_RARE_LABEL)->count, ==, 1);
  g_assert_cmpuint (get (readiness, EXM_PROBLEM_NEAR_LABELS)->count, ==, 1);
  g_assert_cmpint (get (readiness, EXM_PROBLEM_NO_SYSTEM)->severity, ==, EXM_SEVERITY_INFO);

  for (guint i = 0; i < readiness->problems->len; i++)
    {
      const ExmProblemReport *report = g_ptr_array_index (readiness->problems, i);

      g_assert_cmpint (report->severity, <=, last);
      last = report->severity;
      g_assert_cmpuint (strlen (report->message), >, 20);
    }
}

/* Google fails a job that loses more than a tenth of its examples. */
static void
test_too_long (void)
{
  g_autoptr (ExmTask) task = new_task ("Classify");
  ExmStats stats = { .n_examples = 200, .n_ready = 200 };
  g_autoptr (ExmReadiness) few = NULL;
  g_autoptr (ExmReadiness) many = NULL;

  stats.n_problem[EXM_PROBLEM_TOO_LONG] = 20;
  few = exm_readiness_new (&stats, task, &limits);
  g_assert_true (few->can_start);
  stats.n_problem[EXM_PROBLEM_TOO_LONG] = 21;
  many = exm_readiness_new (&stats, task, &limits);
  g_assert_false (many->can_start);
}

static void
test_cost (void)
{
  g_autoptr(ExmTask) task = new_task ("Classify");
  ExmStats  stats = { .n_ready = 200, .tokens_ready = 9000 };
  ExmLimits unknown = limits;
  ExmLimits gratis = limits;
  g_autoptr(ExmReadiness) readiness = exm_readiness_new (&stats, task, &limits);
  g_autoptr(ExmReadiness) without = NULL;
  g_autoptr(ExmReadiness) nothing = NULL;

  /* 9,000 tokens × 3 epochs × $8 a million = $0.216 */
  g_assert_cmpint (readiness->tokens, ==, 9000);
  g_assert_cmpint (readiness->cost_micros, ==, 216000);

  unknown.price_micros_per_million = -1;
  without = exm_readiness_new (&stats, task, &unknown);
  g_assert_cmpint (without->cost_micros, ==, -1);
  gratis.price_micros_per_million = 0;
  nothing = exm_readiness_new (&stats, task, &gratis);
  g_assert_cmpint (nothing->cost_micros, ==, 0);
}

static void
test_codes (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < EXM_N_PROBLEMS; i++)
    g_assert_true (g_hash_table_add (seen, (gpointer)exm_problem_to_code ((ExmProblem)i)));
  g_assert_cmpstr (exm_problem_to_code (EXM_PROBLEM_NO_SYSTEM), ==, "no-system-instruction");
  g_assert_cmpstr (exm_problem_to_code (EXM_PROBLEM_UNLABELLED), ==, "unlabelled");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/readiness/minimum", test_minimum);
  g_test_add_func ("/core/readiness/each-problem", test_each_problem);
  g_test_add_func ("/core/readiness/too-long", test_too_long);
  g_test_add_func ("/core/readiness/cost", test_cost);
  g_test_add_func ("/core/readiness/codes", test_codes);
  return g_test_run ();
}
