/* exm-trainer.c - the local model learnt in epochs, with honest numbers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The dual of the logistic regression has one variable a_i in (0, C_i) for a
 * row. With s = y_i m_i the row's signed margin and q its squared length, the
 * best new value z solves
 *
 *     ln (z / (C - z)) + q (z - a) + s = 0.
 *
 * In t = ln (z / (C - z)) the left side climbs steadily, so Newton's method
 * with a bracket always arrives. Of that move only a share is made, the rate. t is what is stored: it keeps its precision
 * where z is near 0 or C. All problems (classes) of a row go together, their
 * weights side by side in memory.
 */

#define G_LOG_DOMAIN "exm-assist"

#include "config.h"

#include "exm-trainer.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "exm-model-private.h"

#define STEPS_PER_EPOCH 24
#define MIN_BATCH 8
#define EVALS_PER_EPOCH 4
#define MAX_MEASURED 5000
/* A right answer is never given less than this: -ln of it bounds the loss. */
#define MIN_PROBABILITY 1e-4
/* Where a variable starts: next to nothing of C. */
#define START_LOGIT -18.0f

struct _ExmTrainer
{
  ExmTrainerOptions options;
  ExmClassifier    *model; /* weights are already times the ratios */
  ExmRows          *rows;
  guint            *classes;
  ExmBayes         *bayes;
  float            *logits; /* [row][problem] */

  ExmRows *eval_rows;
  guint   *eval_classes;

  guint  *order; /* rows of this epoch */
  guint   batch;
  guint   steps_per_epoch;
  guint   step; /* steps done */
  guint64 random;

  double *margins; /* [n_classes] */
  double *lengths; /* [n_problems] */
  double *deltas;  /* [n_problems] */
};

typedef struct
{
  double loss;
  guint  right;
  guint  n;
} Tally;

static void
tally_add (Tally *tally, const ExmClassifier *model, double *margins, guint truth)
{
  guint  best = 0;
  double probability = 0;

  for (guint k = 1; k < model->n_classes; k++)
    if (margins[k] > margins[best])
      best = k;
  _exm_model_softmax (margins, model->n_classes, model->scale);
  if (truth < model->n_classes)
    probability = margins[truth];
  tally->loss -= log (MAX (probability, MIN_PROBABILITY));
  tally->right += best == truth;
  tally->n++;
}

static void
measure_rows (const ExmTrainer *self,
              const ExmRows    *rows,
              const guint      *classes,
              guint             stride,
              Tally            *tally)
{
  for (guint i = 0; i < rows->n_rows; i += stride)
    {
      _exm_model_row_margins (self->model, rows->ids + rows->starts[i],
                              rows->starts[i + 1] - rows->starts[i], rows->word_values[i],
                              rows->char_values[i], self->margins);
      tally_add (tally, self->model, self->margins, classes[i]);
    }
}

static void
measure_eval (const ExmTrainer *self, ExmTrainerPoint *point)
{
  Tally tally = { 0 };

  if (self->eval_rows == NULL || self->eval_rows->n_rows == 0)
    return;
  measure_rows (self, self->eval_rows, self->eval_classes, 1, &tally);
  point->n_eval = tally.n;
  point->eval_loss = tally.loss / tally.n;
  point->eval_accuracy = (double)tally.right / tally.n;
}

/* The root of t + q (C/(1+e^-t) - a) + s. */
static double
solve_logit (double t, double cost, double q, double a, double s)
{
  double low = -60;
  double high = 60;

  for (guint i = 0; i < 30; i++)
    {
      const double share = 1 / (1 + exp (-t));
      const double value = t + q * (cost * share - a) + s;
      const double slope = 1 + q * cost * share * (1 - share);
      double       next;

      if (value > 0)
        high = t;
      else
        low = t;
      if (fabs (value) < 1e-6)
        break;
      next = t - value / slope;
      t = (next > low && next < high) ? next : (low + high) / 2;
    }
  return t;
}

static void
row_lengths (ExmTrainer *self, guint row)
{
  const ExmRows *rows = self->rows;
  const guint    n = self->bayes->n_problems;

  for (guint p = 0; p < n; p++)
    self->lengths[p] = 1;
  for (gsize i = rows->starts[row]; i < rows->starts[row + 1]; i++)
    {
      const float *ratios = &self->bayes->ratios[(gsize)rows->ids[i] * n];
      const double value = _exm_rows_value (rows, self->model->vocabulary, row, rows->ids[i]);

      for (guint p = 0; p < n; p++)
        self->lengths[p] += value * value * ratios[p] * ratios[p];
    }
}

/* Moves the row's variables to their best values, given all others. */
static void
learn_row (ExmTrainer *self, guint row, const double *problem_margins)
{
  const ExmRows *rows = self->rows;
  const guint    n = self->bayes->n_problems;

  row_lengths (self, row);
  for (guint p = 0; p < n; p++)
    {
      const gboolean own = self->classes[row] == _exm_model_positive (n, p);
      const double   y = own ? 1 : -1;
      const double   cost = EXM_MODEL_COST * (own ? self->bayes->positive_costs[p] : self->bayes->negative_costs[p]);
      float         *logit = &self->logits[(gsize)row * n + p];
      const double   before = cost / (1 + exp (-(double)*logit));
      double         after;

      after = solve_logit (*logit, cost, self->lengths[p], before, y * problem_margins[p]);
      after = before + self->options.rate * (cost / (1 + exp (-after)) - before);
      *logit = (float)log (after / (cost - after));
      self->deltas[p] = y * (after - before);
      self->model->biases[p] += (float)self->deltas[p];
    }
  for (gsize i = rows->starts[row]; i < rows->starts[row + 1]; i++)
    {
      const gsize  at = (gsize)rows->ids[i] * n;
      const double value = _exm_rows_value (rows, self->model->vocabulary, row, rows->ids[i]);

      for (guint p = 0; p < n; p++)
        {
          const double ratio = self->bayes->ratios[at + p];

          self->model->weights[at + p] += (float)(self->deltas[p] * value * ratio * ratio);
        }
    }
}

gboolean
exm_trainer_step (ExmTrainer *self, ExmTrainerPoint *point)
{
  const guint        n = self->bayes->n_problems;
  g_autofree double *problem_margins = NULL;
  Tally              tally = { 0 };
  guint              in_epoch;
  guint              end;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (point != NULL, FALSE);

  if (self->step >= exm_trainer_get_n_steps (self))
    return FALSE;
  in_epoch = self->step % self->steps_per_epoch;
  if (in_epoch == 0)
    _exm_random_shuffle (&self->random, self->order, self->rows->n_rows);
  end = MIN ((in_epoch + 1) * self->batch, self->rows->n_rows);
  problem_margins = g_new0 (double, self->bayes->n_classes + 1);
  for (guint i = in_epoch * self->batch; i < end; i++)
    {
      const guint row = self->order[i];

      _exm_model_row_margins (self->model, self->rows->ids + self->rows->starts[row],
                              self->rows->starts[row + 1] - self->rows->starts[row],
                              self->rows->word_values[row], self->rows->char_values[row],
                              self->margins);
      memcpy (problem_margins, self->margins + (n == 1 ? 1 : 0), n * sizeof (double));
      tally_add (&tally, self->model, self->margins, self->classes[row]);
      learn_row (self, row, problem_margins);
    }
  self->step++;
  *point = (ExmTrainerPoint){
    .step = self->step,
    .epoch = (self->step - 1) / self->steps_per_epoch + 1,
    .epoch_ends = in_epoch + 1 == self->steps_per_epoch,
    .train_loss = tally.loss / MAX (tally.n, 1),
    .train_accuracy = (double)tally.right / MAX (tally.n, 1),
    .n_train = tally.n,
  };
  if (point->epoch_ends || self->step == 1 || (in_epoch + 1) % MAX (self->steps_per_epoch / EVALS_PER_EPOCH, 1) == 0)
    measure_eval (self, point);
  return TRUE;
}

guint
exm_trainer_get_n_steps (const ExmTrainer *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->options.n_epochs * self->steps_per_epoch;
}

static ExmClassifier *
copy_model (const ExmClassifier *model)
{
  ExmClassifier *copy = _exm_classifier_new_empty (_exm_vocabulary_copy (model->vocabulary), model->n_classes);

  memcpy (copy->weights, model->weights,
          (gsize)model->vocabulary->n_features * model->n_problems * sizeof (float));
  memcpy (copy->biases, model->biases, model->n_problems * sizeof (float));
  copy->scale = model->scale;
  return copy;
}

ExmClassifier *
exm_trainer_snapshot (const ExmTrainer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return copy_model (self->model);
}

ExmClassifier *
exm_trainer_finish (ExmTrainer      *self,
                    ExmTrainerPoint *point,
                    GCancellable    *cancellable,
                    GError         **error)
{
  g_autoptr (ExmClassifier) model = NULL;
  Tally tally = { 0 };

  g_return_val_if_fail (self != NULL, NULL);

  model = _exm_classifier_new_empty (_exm_vocabulary_copy (self->model->vocabulary),
                                     self->bayes->n_classes);
  model->scale = self->model->scale;
  if (!_exm_liblinear_fit (model, self->rows, self->classes, NULL, self->rows->n_rows, self->bayes,
                           EXM_MODEL_COST, NULL, NULL, cancellable,
                           error))
    return NULL;
  exm_classifier_unref (self->model);
  self->model = exm_classifier_ref (model);
  if (point != NULL)
    {
      measure_rows (self, self->rows, self->classes, self->rows->n_rows / MAX_MEASURED + 1, &tally);
      *point = (ExmTrainerPoint){
        .step = self->step,
        .epoch = self->options.n_epochs,
        .epoch_ends = TRUE,
        .train_loss = tally.loss / MAX (tally.n, 1),
        .train_accuracy = (double)tally.right / MAX (tally.n, 1),
        .n_train = tally.n,
      };
      measure_eval (self, point);
    }
  return g_steal_pointer (&model);
}

void
exm_trainer_set_validation (ExmTrainer        *self,
                            const char *const *texts,
                            const guint       *classes,
                            guint              n_rows)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->eval_rows, _exm_rows_free);
  g_free (self->eval_classes);
  self->eval_rows = _exm_rows_new (self->model->vocabulary, texts, n_rows);
  self->eval_classes = g_memdup2 (classes, n_rows * sizeof (guint));
}

void
exm_trainer_free (ExmTrainer *self)
{
  g_clear_pointer (&self->model, exm_classifier_unref);
  g_clear_pointer (&self->rows, _exm_rows_free);
  g_clear_pointer (&self->bayes, _exm_bayes_free);
  g_clear_pointer (&self->eval_rows, _exm_rows_free);
  g_free (self->classes);
  g_free (self->eval_classes);
  g_free (self->logits);
  g_free (self->order);
  g_free (self->margins);
  g_free (self->lengths);
  g_free (self->deltas);
  g_free (self);
}

static void
set_options (ExmTrainer *self, const ExmTrainerOptions *options)
{
  self->options = *options;
  self->options.n_epochs = MAX (options->n_epochs, 1);
  self->options.rate = options->rate > 0 ? CLAMP (options->rate, 0.01, 1) : EXM_TRAINER_RATE;
  if (self->options.bits == 0)
    self->options.bits = EXM_FEATURE_BITS;
  self->options.bits = CLAMP (self->options.bits, 8, EXM_FEATURE_BITS);
}

static void
set_steps (ExmTrainer *self)
{
  const guint n_rows = self->rows->n_rows;
  const gsize n_logits = (gsize)n_rows * self->bayes->n_problems;

  self->batch = MAX (MIN_BATCH, (n_rows + STEPS_PER_EPOCH - 1) / STEPS_PER_EPOCH);
  self->steps_per_epoch = (n_rows + self->batch - 1) / self->batch;
  self->random = 1;
  self->order = g_new (guint, n_rows);
  for (guint i = 0; i < n_rows; i++)
    self->order[i] = i;
  self->logits = g_new (float, n_logits + 1);
  for (gsize i = 0; i < n_logits; i++)
    self->logits[i] = START_LOGIT;
  self->margins = g_new0 (double, self->bayes->n_classes + 1);
  self->lengths = g_new0 (double, self->bayes->n_problems + 1);
  self->deltas = g_new0 (double, self->bayes->n_problems + 1);
}

static gboolean
read_rows (ExmTrainer        *self,
           const char *const *texts,
           const guint       *classes,
           guint              n_rows,
           guint              n_classes,
           GCancellable      *cancellable,
           GError           **error)
{
  g_autoptr (GArray) chosen = _exm_model_choose_rows (texts, classes, n_rows, n_classes);
  g_autofree const char **row_texts = g_new (const char *, chosen->len);
  ExmVocabulary          *vocabulary = NULL;
  gsize                   max_weights = EXM_MODEL_MAX_WEIGHTS / MAX (_exm_model_n_problems (n_classes), 1);

  self->classes = g_new (guint, chosen->len);
  for (guint i = 0; i < chosen->len; i++)
    {
      row_texts[i] = texts[g_array_index (chosen, guint, i)];
      self->classes[i] = classes[g_array_index (chosen, guint, i)];
    }
  if (!_exm_features_build (row_texts, chosen->len, self->options.bits, max_weights, cancellable,
                            &vocabulary, &self->rows, error))
    return FALSE;
  self->model = _exm_classifier_new_empty (vocabulary, n_classes);
  self->bayes = _exm_bayes_new (vocabulary, self->rows, self->classes, NULL, self->rows->n_rows, n_classes);
  return _exm_calibrate (vocabulary, self->rows, row_texts, self->classes, n_classes,
                         EXM_MODEL_COST, &self->model->scale,
                         cancellable, error);
}

ExmTrainer *
exm_trainer_new (const char *const       *texts,
                 const guint             *classes,
                 guint                    n_rows,
                 guint                    n_classes,
                 const ExmTrainerOptions *options,
                 GCancellable            *cancellable,
                 GError                 **error)
{
  g_autoptr (ExmTrainer) self = NULL;

  g_return_val_if_fail (options != NULL, NULL);

  for (guint i = 0; i < n_rows; i++)
    if (classes[i] >= n_classes)
      n_rows = 0;
  if (n_rows == 0 || n_classes == 0)
    {
      g_set_error_literal (error, EXM_ASSIST_ERROR, EXM_ASSIST_ERROR_INVALID,
                           _ ("There are no labelled examples to learn from"));
      return NULL;
    }
  self = g_new0 (ExmTrainer, 1);
  set_options (self, options);
  if (!read_rows (self, texts, classes, n_rows, n_classes, cancellable, error))
    return NULL;
  set_steps (self);
  return g_steal_pointer (&self);
}
