/* exm-trainer.h - the local model learnt in epochs, with honest numbers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * exm_classifier_train() goes straight to the answer. The trainer goes the
 * same way in passes over the data that can be watched: dual coordinate
 * descent (Yu, Huang & Lin 2011) on the very objective that LIBLINEAR solves,
 * in steps of some rows. Each step reports the loss and the accuracy of the
 * model on rows of that step as it was before it learnt from them in this
 * step; each so often the validation rows are measured as well. A snapshot is
 * the real model of that moment. exm_trainer_finish() closes with LIBLINEAR
 * itself.
 *
 * Loss is the mean of -ln p(right class), p = softmax(T m) with T chosen on
 * held-out rows (exm-classifier.h), in nats.
 */

#pragma once

#include "exm-classifier.h"

G_BEGIN_DECLS

/**
 * EXM_TRAINER_UNKNOWN:
 *
 * Class of a validation row whose output no training row has: never right.
 */
#define EXM_TRAINER_UNKNOWN G_MAXUINT

/**
 * ExmTrainer:
 *
 * One training. Used by one thread at a time.
 */
typedef struct _ExmTrainer ExmTrainer;

/**
 * EXM_TRAINER_RATE:
 *
 * Rate with which five epochs come close to what exm_trainer_finish() gives.
 */
#define EXM_TRAINER_RATE 0.3

/**
 * ExmTrainerOptions:
 * @n_epochs: passes over the rows, at least 1
 * @rate: how far each row's best move is gone, 0.01 … 1; 0 is
 *   EXM_TRAINER_RATE. Small rates learn slowly and evenly; with 1 a few epochs
 *   are enough
 * @bits: room of the vocabulary, 2^bits buckets a block, 8 … 20; 0 is 20
 */
typedef struct
{
  guint  n_epochs;
  double rate;
  guint  bits;
} ExmTrainerOptions;

/**
 * ExmTrainerPoint:
 * @step: steps done, from 1
 * @epoch: the epoch that the step belongs to, from 1
 * @epoch_ends: whether the step was the last one of its epoch
 * @train_loss: mean over the rows of the step
 * @train_accuracy: 0 … 1
 * @n_train: rows of the step
 * @n_eval: validation rows measured at this step, 0 when none were
 * @eval_loss: mean over the validation rows
 * @eval_accuracy: 0 … 1
 */
typedef struct
{
  guint    step;
  guint    epoch;
  gboolean epoch_ends;
  double   train_loss;
  double   train_accuracy;
  guint    n_train;
  guint    n_eval;
  double   eval_loss;
  double   eval_accuracy;
} ExmTrainerPoint;

/**
 * exm_trainer_new:
 * @texts: (array length=n_rows): the inputs; copied as far as needed
 * @classes: (array length=n_rows): below @n_classes
 * @n_rows: at least 1
 * @n_classes: at least 1
 * @options: what to do
 * @cancellable: (nullable): looked at often
 * @error: EXM_ASSIST_ERROR_INVALID, G_IO_ERROR_CANCELLED
 *
 * Reads the rows and chooses T. Blocks like exm_classifier_train().
 *
 * Returns: (transfer full): the training before its first step
 */
ExmTrainer *exm_trainer_new (const char *const       *texts,
                             const guint             *classes,
                             guint                    n_rows,
                             guint                    n_classes,
                             const ExmTrainerOptions *options,
                             GCancellable            *cancellable,
                             GError                 **error);

void exm_trainer_free (ExmTrainer *self);

/**
 * exm_trainer_set_validation:
 * @texts: (array length=n_rows): inputs
 * @classes: (array length=n_rows): classes, or EXM_TRAINER_UNKNOWN
 *
 * Rows to measure but not to learn from.
 */
void exm_trainer_set_validation (ExmTrainer        *self,
                                 const char *const *texts,
                                 const guint       *classes,
                                 guint              n_rows);

/**
 * exm_trainer_get_n_steps:
 *
 * Returns: all steps of all epochs
 */
guint exm_trainer_get_n_steps (const ExmTrainer *self);

/**
 * exm_trainer_step:
 * @point: (out caller-allocates): what was measured
 *
 * Learns from the next rows. The same training gives the same points.
 *
 * Returns: %FALSE when all steps are done
 */
gboolean exm_trainer_step (ExmTrainer *self, ExmTrainerPoint *point);

/**
 * exm_trainer_snapshot:
 *
 * Returns: (transfer full): the model as it is now
 */
ExmClassifier *exm_trainer_snapshot (const ExmTrainer *self);

/**
 * exm_trainer_finish:
 * @point: (out caller-allocates) (optional): the finished model measured on
 *   training rows (at most 5,000 of them) and on all validation rows
 * @cancellable: (nullable)
 * @error: G_IO_ERROR_CANCELLED
 *
 * Fits the same rows with LIBLINEAR.
 *
 * Returns: (transfer full): the finished model, or %NULL with @error set
 */
ExmClassifier *exm_trainer_finish (ExmTrainer      *self,
                                   ExmTrainerPoint *point,
                                   GCancellable    *cancellable,
                                   GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmTrainer, exm_trainer_free)

G_END_DECLS
