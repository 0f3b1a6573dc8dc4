/* exm-classifier.c - the local model: text to class with a fair confidence
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-assist"

#include "config.h"

#include "exm-classifier.h"

#include <math.h>

#include "exm-model-private.h"

G_DEFINE_QUARK (exm - assist - error - quark, exm_assist_error)

ExmClassifier *
_exm_classifier_new_empty (ExmVocabulary *vocabulary, guint n_classes)
{
  ExmClassifier *self = g_new0 (ExmClassifier, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->n_classes = n_classes;
  self->n_problems = _exm_model_n_problems (n_classes);
  self->vocabulary = vocabulary;
  self->weights = g_new0 (float, (gsize)vocabulary->n_features * self->n_problems + 1);
  self->biases = g_new0 (float, self->n_problems + 1);
  self->scale = 1;
  return self;
}

ExmVocabulary *
_exm_vocabulary_copy (const ExmVocabulary *self)
{
  return _exm_vocabulary_new (self->bits, self->buckets, self->n_features);
}

ExmClassifier *
exm_classifier_ref (ExmClassifier *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
exm_classifier_unref (ExmClassifier *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  _exm_vocabulary_free (self->vocabulary);
  g_free (self->weights);
  g_free (self->biases);
  g_free (self);
}

guint
exm_classifier_get_n_classes (const ExmClassifier *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_classes;
}

double
exm_classifier_get_scale (const ExmClassifier *self)
{
  g_return_val_if_fail (self != NULL, 1);

  return self->scale;
}

void
_exm_model_row_margins (const ExmClassifier *self,
                        const guint32       *ids,
                        gsize                n_ids,
                        float                word_value,
                        float                char_value,
                        double              *margins)
{
  const guint n = self->n_problems;
  /* With two classes there is one problem, whose margin speaks for class 1. */
  double *out = n == 1 ? margins + 1 : margins;

  margins[0] = 0;
  for (guint p = 0; p < n; p++)
    out[p] = self->biases[p];
  for (gsize i = 0; i < n_ids; i++)
    {
      const float *weights = &self->weights[(gsize)ids[i] * n];
      const double value = ids[i] < self->vocabulary->n_words ? word_value : char_value;

      for (guint p = 0; p < n; p++)
        out[p] += value * weights[p];
    }
}

void
_exm_model_softmax (double *values, guint n, double scale)
{
  double best = -G_MAXDOUBLE;
  double sum = 0;

  for (guint i = 0; i < n; i++)
    best = MAX (best, scale * values[i]);
  for (guint i = 0; i < n; i++)
    {
      values[i] = exp (scale * values[i] - best);
      sum += values[i];
    }
  for (guint i = 0; i < n; i++)
    values[i] /= sum;
}

void
exm_classifier_margins (const ExmClassifier *self, const char *text, double *margins)
{
  g_autoptr (GArray) scratch = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint32));
  float word_value;
  float char_value;

  g_return_if_fail (self != NULL);
  g_return_if_fail (text != NULL);
  g_return_if_fail (margins != NULL);

  _exm_vocabulary_row (self->vocabulary, text, scratch, ids, &word_value, &char_value);
  _exm_model_row_margins (self, (const guint32 *)(void *)ids->data, ids->len, word_value,
                          char_value, margins);
}

guint
exm_classifier_predict (const ExmClassifier *self, const char *text, double *confidences)
{
  g_autofree double *own = NULL;
  guint              best = 0;

  g_return_val_if_fail (self != NULL, 0);

  if (confidences == NULL)
    confidences = own = g_new (double, self->n_classes);
  exm_classifier_margins (self, text, confidences);
  for (guint k = 1; k < self->n_classes; k++)
    if (confidences[k] > confidences[best])
      best = k;
  _exm_model_softmax (confidences, self->n_classes, self->scale);
  return best;
}

static int
compare_guesses (gconstpointer a, gconstpointer b)
{
  const ExmClassifierGuess *x = a;
  const ExmClassifierGuess *y = b;

  if (x->confidence != y->confidence)
    return x->confidence < y->confidence ? 1 : -1;
  return (x->class_id > y->class_id) - (x->class_id < y->class_id);
}

guint
exm_classifier_top (const ExmClassifier *self,
                    const char          *text,
                    ExmClassifierGuess  *guesses,
                    guint                n)
{
  g_autofree double             *confidences = NULL;
  g_autofree ExmClassifierGuess *all = NULL;

  g_return_val_if_fail (self != NULL, 0);

  confidences = g_new (double, self->n_classes);
  all = g_new (ExmClassifierGuess, self->n_classes);
  exm_classifier_predict (self, text, confidences);
  for (guint k = 0; k < self->n_classes; k++)
    all[k] = (ExmClassifierGuess){ k, confidences[k] };
  qsort (all, self->n_classes, sizeof *all, compare_guesses);
  n = MIN (n, self->n_classes);
  for (guint k = 0; k < n; k++)
    guesses[k] = all[k];
  return n;
}
