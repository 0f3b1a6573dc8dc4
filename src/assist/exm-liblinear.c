/* exm-liblinear.c - one logistic regression a class, by LIBLINEAR
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * LIBLINEAR 2.3 is plain C with a few habits that matter here:
 * - its dual solvers draw from libc rand(): srand(1) before each fit and one
 *   fit at a time make a fit repeatable;
 * - rows end with index -1, indices ascend and begin at 1, and the bias node
 *   is ours to append (problem.bias is only copied);
 * - of two classes the first one seen is the positive side;
 * - its print hook is one pointer for the process, and NULL means stdout.
 */

#define G_LOG_DOMAIN "exm-assist"

#include "config.h"

#include "exm-model-private.h"

#include <linear.h>
#include <stdlib.h>

/* LIBLINEAR's stopping tolerance. Loose on purpose: a tighter one costs twice
 * the time and predicts no better. */
#define FIT_TOLERANCE 1.0

static GMutex fit_mutex;

static void
print_nothing (const char *text)
{
}

typedef struct
{
  struct feature_node  *nodes;
  struct feature_node **rows;
  double               *targets;
  guint                 n_rows;
} FitRows;

static void
fit_rows_clear (FitRows *self)
{
  g_clear_pointer (&self->nodes, g_free);
  g_clear_pointer (&self->rows, g_free);
  g_clear_pointer (&self->targets, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FitRows, fit_rows_clear)

static void
fit_rows_init (FitRows       *self,
               const ExmRows *rows,
               const guint   *uses,
               guint          n_uses,
               guint          n_features)
{
  gsize n_nodes = 0;
  gsize at = 0;

  for (guint u = 0; u < n_uses; u++)
    {
      const guint row = uses != NULL ? uses[u] : u;

      n_nodes += rows->starts[row + 1] - rows->starts[row] + 2;
    }
  self->n_rows = n_uses;
  self->nodes = g_new (struct feature_node, n_nodes + 1);
  self->rows = g_new (struct feature_node *, n_uses + 1);
  self->targets = g_new (double, n_uses + 1);
  for (guint u = 0; u < n_uses; u++)
    {
      const guint row = uses != NULL ? uses[u] : u;

      self->rows[u] = &self->nodes[at];
      for (gsize i = rows->starts[row]; i < rows->starts[row + 1]; i++)
        self->nodes[at++].index = (int)rows->ids[i] + 1;
      self->nodes[at].index = (int)n_features + 1;
      self->nodes[at++].value = 1;
      self->nodes[at].index = -1;
      self->nodes[at++].value = 0;
    }
}

/* Values are scaled in place for each class: one copy of the nodes is enough. */
static void
fit_rows_scale (FitRows             *self,
                const ExmRows       *rows,
                const ExmVocabulary *vocabulary,
                const guint         *classes,
                const guint         *uses,
                const ExmBayes      *bayes,
                guint                problem)
{
  const guint n = bayes->n_problems;
  const guint positive = _exm_model_positive (n, problem);

  for (guint u = 0; u < self->n_rows; u++)
    {
      const guint          row = uses != NULL ? uses[u] : u;
      struct feature_node *node = self->rows[u];

      for (gsize i = rows->starts[row]; i < rows->starts[row + 1]; i++, node++)
        node->value = _exm_rows_value (rows, vocabulary, row, rows->ids[i]) * bayes->ratios[(gsize)rows->ids[i] * n + problem];
      self->targets[u] = classes[row] == positive ? 1 : -1;
    }
}

static void
fold_back (ExmClassifier *into, const struct model *model, const ExmBayes *bayes, guint problem)
{
  const guint  n = bayes->n_problems;
  const double sign = model->label[0] == 1 ? 1 : -1;
  const guint  n_features = into->vocabulary->n_features;

  for (guint f = 0; f < n_features; f++)
    into->weights[(gsize)f * n + problem] = (float)(sign * model->w[f] * bayes->ratios[(gsize)f * n + problem]);
  into->biases[problem] = (float)(sign * model->w[n_features]);
}

static void
fit_problem (ExmClassifier  *into,
             FitRows        *fit,
             const ExmBayes *bayes,
             guint           problem,
             double          cost)
{
  int                    labels[2] = { 1, -1 };
  double                 weights[2] = { bayes->positive_costs[problem], bayes->negative_costs[problem] };
  const struct parameter parameter = {
    .solver_type = L2R_LR_DUAL,
    .eps = FIT_TOLERANCE,
    .C = cost,
    .nr_weight = 2,
    .weight_label = labels,
    .weight = weights,
  };
  const struct problem rows = {
    .l = (int)fit->n_rows,
    .n = (int)into->vocabulary->n_features + 1,
    .y = fit->targets,
    .x = fit->rows,
    .bias = 1,
  };
  struct model *model;

  g_assert (check_parameter (&rows, &parameter) == NULL);

  g_mutex_lock (&fit_mutex);
  set_print_string_function (print_nothing);
  srand (1);
  model = train (&rows, &parameter);
  g_mutex_unlock (&fit_mutex);

  fold_back (into, model, bayes, problem);
  free_and_destroy_model (&model);
}

gboolean
_exm_liblinear_fit (ExmClassifier        *into,
                    const ExmRows        *rows,
                    const guint          *classes,
                    const guint          *uses,
                    guint                 n_uses,
                    const ExmBayes       *bayes,
                    double                cost,
                    ExmAssistProgressFunc progress,
                    gpointer              user_data,
                    GCancellable         *cancellable,
                    GError              **error)
{
  g_auto (FitRows) fit = { 0 };

  fit_rows_init (&fit, rows, uses, n_uses, into->vocabulary->n_features);
  for (guint p = 0; p < bayes->n_problems; p++)
    {
      const guint in = bayes->class_rows[_exm_model_positive (bayes->n_problems, p)];

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (in == 0 || in == n_uses)
        into->biases[p] = (float)(in == 0 ? EXM_MODEL_ABSENT : -EXM_MODEL_ABSENT);
      else
        {
          fit_rows_scale (&fit, rows, into->vocabulary, classes, uses, bayes, p);
          fit_problem (into, &fit, bayes, p, cost);
        }
      if (progress != NULL)
        progress ((p + 1.0) / bayes->n_problems, user_data);
    }
  return TRUE;
}
