/* exm-model-private.h - the inside of a model and the steps that make one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-classifier.h"
#include "exm-features-private.h"

G_BEGIN_DECLS

/* How strongly one example may pull the weights; the recipe's value. */
#define EXM_MODEL_COST 5.0
/* Margin of a class that no training row had. */
#define EXM_MODEL_ABSENT -10.0
/* Weights of all problems together: 4 bytes each, held twice in training. */
#define EXM_MODEL_MAX_WEIGHTS (40u * 1000 * 1000)
/* Nodes of LIBLINEAR's rows, 16 bytes each. */
#define EXM_MODEL_MAX_NODES (10u * 1000 * 1000)

struct _ExmClassifier
{
  gatomicrefcount ref_count;
  guint           n_classes;
  guint           n_problems; /* n_classes, but 1 for two classes and 0 for one */
  ExmVocabulary  *vocabulary;
  float          *weights; /* [feature][problem] */
  float          *biases;  /* [problem] */
  double          scale;   /* T */
};

/* Everything that a solver needs besides the rows. */
typedef struct
{
  guint   n_classes;
  guint   n_problems;
  guint  *class_rows;     /* [class] rows of it */
  float  *ratios;         /* [feature][problem] */
  double *positive_costs; /* [problem] weight of a row of the class */
  double *negative_costs; /* [problem] weight of any other row */
} ExmBayes;

static inline guint
_exm_model_n_problems (guint n_classes)
{
  return n_classes > 2 ? n_classes : n_classes - 1;
}

/* The class that is the positive side of @problem. */
static inline guint
_exm_model_positive (guint n_problems, guint problem)
{
  return n_problems == 1 ? 1 : problem;
}

/* @uses: (nullable): row numbers to look at; NULL: all rows. */
ExmBayes *_exm_bayes_new (const ExmVocabulary *vocabulary,
                          const ExmRows       *rows,
                          const guint         *classes,
                          const guint         *uses,
                          guint                n_uses,
                          guint                n_classes);
void      _exm_bayes_free (ExmBayes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmBayes, _exm_bayes_free)

/* Takes @vocabulary; weights and biases are zero. */
ExmClassifier *_exm_classifier_new_empty (ExmVocabulary *vocabulary, guint n_classes);
ExmVocabulary *_exm_vocabulary_copy (const ExmVocabulary *self);

/* Margins of one row: [n_classes]. */
void _exm_model_row_margins (const ExmClassifier *self,
                             const guint32       *ids,
                             gsize                n_ids,
                             float                word_value,
                             float                char_value,
                             double              *margins);

/* Probabilities in place of margins. */
void _exm_model_softmax (double *values, guint n, double scale);

/* Fits every problem with LIBLINEAR into @into (weights and biases). */
gboolean _exm_liblinear_fit (ExmClassifier        *into,
                             const ExmRows        *rows,
                             const guint          *classes,
                             const guint          *uses,
                             guint                 n_uses,
                             const ExmBayes       *bayes,
                             double                cost,
                             ExmAssistProgressFunc progress,
                             gpointer              user_data,
                             GCancellable         *cancellable,
                             GError              **error);

/* T by folds that share no canonical text; 1 with fewer than 50 scored rows. */
gboolean _exm_calibrate (const ExmVocabulary *vocabulary,
                         const ExmRows       *rows,
                         const char *const   *texts,
                         const guint         *classes,
                         guint                n_classes,
                         double               cost,
                         double              *scale,
                         GCancellable        *cancellable,
                         GError             **error);

/* Row numbers that fit the node budget: all, or a stratified sample. */
GArray *_exm_model_choose_rows (const char *const *texts,
                                const guint       *classes,
                                guint              n_rows,
                                guint              n_classes);

/* A small seeded generator (splitmix64), the same on every machine. */
static inline guint64
_exm_random_next (guint64 *state)
{
  guint64 z = (*state += G_GUINT64_CONSTANT (0x9E3779B97F4A7C15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94D049BB133111EB);
  return z ^ (z >> 31);
}

void _exm_random_shuffle (guint64 *state, guint *values, guint n);

G_END_DECLS
