/* exm-readiness.h - is the dataset fit for tuning, and what stands in the way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

#include "exm-stats.h"
#include "exm-task.h"

G_BEGIN_DECLS

/**
 * ExmLimits:
 *
 * What the chosen base model and the product ask of a dataset; filled by the
 * caller from the catalogue. 0 = no limit known.
 * @minimum: below it tuning is not started (16)
 * @recommended_min, @recommended_max: the span that Google recommends (100, 500)
 * @tokens_per_example: 131,072 for the models of 2026
 * @max_examples, @max_file_bytes: of the training file
 * @price_micros_per_million: price of a million training tokens in millionths
 *   of @currency; -1 = unknown, 0 = free
 * @epochs: what the estimate multiplies by
 */
typedef struct
{
  guint       minimum;
  guint       recommended_min;
  guint       recommended_max;
  guint       tokens_per_example;
  gint64      max_examples;
  gint64      max_file_bytes;
  gint64      price_micros_per_million;
  guint       epochs;
  const char *currency;
  const char *price_as_of;
} ExmLimits;

typedef enum
{
  EXM_SEVERITY_INFO,
  EXM_SEVERITY_WARNING,
  EXM_SEVERITY_BLOCKS,
} ExmSeverity;

/**
 * ExmProblemReport:
 * @count: rows, labels, groups or lines, as the problem says
 * @title: (not nullable): translated, short, with the count: "3 posts stand twice"
 * @message: (not nullable): translated sentence: why it matters and what to do
 * @fix: (nullable): translated verb of the fix that the window offers, e.g.
 *   "Delete Copies"; %NULL when only the user can mend it
 */
typedef struct
{
  ExmProblem  code;
  ExmSeverity severity;
  guint       count;
  char       *title;
  char       *message;
  char       *fix;
} ExmProblemReport;

/**
 * ExmReadiness:
 * @can_start: no problem blocks
 * @n_missing: ready examples that the minimum still asks for
 * @tokens: of one epoch
 * @cost_micros: tokens × epochs × price, millionths of the currency; -1 = unknown
 * @problems: (element-type ExmProblemReport): gravest first
 */
typedef struct
{
  guint      n_ready;
  guint      n_missing;
  gboolean   can_start;
  gint64     tokens;
  gint64     cost_micros;
  GPtrArray *problems;
} ExmReadiness;

/**
 * exm_readiness_new:
 *
 * Pure and O(number of labels): fit for each keystroke. Any thread.
 */
ExmReadiness *exm_readiness_new (const ExmStats  *stats,
                                 const ExmTask   *task,
                                 const ExmLimits *limits);
void          exm_readiness_free (ExmReadiness *self);

/**
 * exm_problem_to_code:
 *
 * Returns: (transfer none): a stable name for machines: "unlabelled", "duplicate", …
 */
const char *exm_problem_to_code (ExmProblem problem);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmReadiness, exm_readiness_free)

G_END_DECLS
