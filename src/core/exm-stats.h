/* exm-stats.h - the live counters of a dataset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

#include "exm-example.h"

G_BEGIN_DECLS

/**
 * ExmProblem:
 * @EXM_PROBLEM_UNLABELLED: to do: no label and no output
 * @EXM_PROBLEM_EMPTY: the post is empty or only white space
 * @EXM_PROBLEM_DUPLICATE: the same post stood before (each but the first counts)
 * @EXM_PROBLEM_CONFLICT: the same post with different labels or outputs (every
 *   row of such a group counts)
 * @EXM_PROBLEM_OTHER_SYSTEM: carries another system instruction than the task's
 * @EXM_PROBLEM_TOO_LONG: over the model's token limit for one example
 * @EXM_PROBLEM_RARE_LABEL: its label is used fewer than %EXM_RARE_LABEL times
 *   (counted in labels)
 * @EXM_PROBLEM_NEAR_LABELS: labels whose names look alike (counted in groups)
 * @EXM_PROBLEM_QUARANTINE: lines that could not be read
 * @EXM_PROBLEM_TOO_MANY: more examples than the model takes
 * @EXM_PROBLEM_FILE_SIZE: the training file would be over the model's limit
 * @EXM_PROBLEM_TOO_FEW: fewer ready examples than the minimum
 * @EXM_PROBLEM_FEW: fewer than recommended
 * @EXM_PROBLEM_NO_SYSTEM: the task has no system instruction
 *
 * "Same post" compares after Unicode NFKC, case folding and folding of white space.
 */
typedef enum
{
  EXM_PROBLEM_NONE,
  EXM_PROBLEM_UNLABELLED,
  EXM_PROBLEM_EMPTY,
  EXM_PROBLEM_DUPLICATE,
  EXM_PROBLEM_CONFLICT,
  EXM_PROBLEM_OTHER_SYSTEM,
  EXM_PROBLEM_TOO_LONG,
  EXM_PROBLEM_RARE_LABEL,
  EXM_PROBLEM_NEAR_LABELS,
  EXM_PROBLEM_QUARANTINE,
  EXM_PROBLEM_TOO_MANY,
  EXM_PROBLEM_FILE_SIZE,
  EXM_PROBLEM_TOO_FEW,
  EXM_PROBLEM_FEW,
  EXM_PROBLEM_NO_SYSTEM,
} ExmProblem;

#define EXM_N_PROBLEMS 15
#define EXM_RARE_LABEL 3

/**
 * ExmLabelStat:
 * @id: the label
 * @name: its name
 * @count: examples that carry it (skipped ones too)
 */
typedef struct
{
  ExmLabelId  id;
  const char *name;
  guint       count;
} ExmLabelStat;

/**
 * ExmStats:
 * @n_examples: all that are not deleted
 * @n_labelled: with a label or an output text
 * @n_ready: with an output, not empty, not skipped: what would be sent
 * @n_state: by #ExmState
 * @n_quarantined: lines waiting in the quarantine
 * @n_problem: by #ExmProblem; those that depend on a model's limits are filled
 *   by #ExmReadiness and 0 here, except %EXM_PROBLEM_TOO_LONG
 * @tokens_ready: rough count of tokens that the ready examples hold (characters
 *   / 4, templates and system instruction included)
 * @bytes_ready: rough size of the training file
 * @max_tokens: of the longest ready example
 * @labels: (array length=n_labels): in the user's order
 *
 * A snapshot of one committed state; immutable, refcounted, any thread.
 */
typedef struct
{
  guint  n_examples;
  guint  n_labelled;
  guint  n_ready;
  guint  n_state[EXM_N_STATES];
  guint  n_quarantined;
  guint  n_problem[EXM_N_PROBLEMS];
  gint64 tokens_ready;
  gint64 bytes_ready;
  guint  max_tokens;

  guint               n_labels;
  const ExmLabelStat *labels;
} ExmStats;

#define EXM_TYPE_STATS (exm_stats_get_type ())
GType           exm_stats_get_type (void);
const ExmStats *exm_stats_ref (const ExmStats *self);
void            exm_stats_unref (const ExmStats *self);

G_END_DECLS
