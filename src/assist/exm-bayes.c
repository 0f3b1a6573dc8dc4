/* exm-bayes.c - naive-Bayes log-count ratios and balanced costs
 *
 * For class k: p_f rows of k with feature f, q_f other rows with it, and
 * r_f = ln((1+p_f)/sum(1+p)) - ln((1+q_f)/sum(1+q)) (Wang & Manning 2012).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-assist"

#include "config.h"

#include "exm-model-private.h"

#include <math.h>

void
_exm_bayes_free (ExmBayes *self)
{
  g_free (self->class_rows);
  g_free (self->ratios);
  g_free (self->positive_costs);
  g_free (self->negative_costs);
  g_free (self);
}

static void
set_costs (ExmBayes *self, guint n_uses)
{
  for (guint p = 0; p < self->n_problems; p++)
    {
      if (self->n_problems == 1)
        {
          self->positive_costs[p] = n_uses / (2.0 * MAX (self->class_rows[1], 1));
          self->negative_costs[p] = n_uses / (2.0 * MAX (self->class_rows[0], 1));
        }
      else
        {
          self->positive_costs[p] = n_uses / ((double)self->n_classes * MAX (self->class_rows[p], 1));
          self->negative_costs[p] = 1;
        }
    }
}

/* Counts become ratios in place, one problem at a time. */
static void
set_ratios (ExmBayes *self, const guint *totals, guint n_features)
{
  const guint n = self->n_problems;

  for (guint p = 0; p < n; p++)
    {
      double sum_in = 0;
      double sum_out = 0;

      for (guint f = 0; f < n_features; f++)
        {
          const double in = self->ratios[(gsize)f * n + p];

          sum_in += 1 + in;
          sum_out += 1 + totals[f] - in;
        }
      for (guint f = 0; f < n_features; f++)
        {
          float       *cell = &self->ratios[(gsize)f * n + p];
          const double in = *cell;

          *cell = (float)(log ((1 + in) / sum_in) - log ((1 + totals[f] - in) / sum_out));
        }
    }
}

ExmBayes *
_exm_bayes_new (const ExmVocabulary *vocabulary,
                const ExmRows       *rows,
                const guint         *classes,
                const guint         *uses,
                guint                n_uses,
                guint                n_classes)
{
  ExmBayes         *self = g_new0 (ExmBayes, 1);
  const guint       n = _exm_model_n_problems (n_classes);
  g_autofree guint *totals = g_new0 (guint, vocabulary->n_features + 1);

  self->n_classes = n_classes;
  self->n_problems = n;
  self->class_rows = g_new0 (guint, n_classes);
  self->ratios = g_new0 (float, (gsize)vocabulary->n_features *n + 1);
  self->positive_costs = g_new0 (double, n + 1);
  self->negative_costs = g_new0 (double, n + 1);
  for (guint u = 0; u < n_uses; u++)
    {
      const guint row = uses != NULL ? uses[u] : u;
      const guint problem = n == 1 ? classes[row] - 1 : classes[row];

      self->class_rows[classes[row]]++;
      for (gsize i = rows->starts[row]; i < rows->starts[row + 1]; i++)
        {
          totals[rows->ids[i]]++;
          if (problem < n)
            self->ratios[(gsize)rows->ids[i] * n + problem] += 1;
        }
    }
  set_costs (self, n_uses);
  set_ratios (self, totals, vocabulary->n_features);
  return self;
}
