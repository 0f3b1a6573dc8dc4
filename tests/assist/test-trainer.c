/* test-trainer.c - epochs: measured numbers of models that really differ
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>

#include "assist-sample.h"
#include "exm-trainer.h"

static ExmTrainer *
new_trainer (const Sample *sample, guint n_rows, guint n_epochs)
{
  const ExmTrainerOptions options = { .n_epochs = n_epochs };
  g_autoptr (GError) error = NULL;
  ExmTrainer *trainer = exm_trainer_new (sample_texts (sample), sample_classes (sample), n_rows,
                                         sample->names->len, &options, NULL, &error);

  g_assert_no_error (error);
  return trainer;
}

/* What the trainer reports at an epoch is what its snapshot gets. */
static void
check_snapshot (const ExmClassifier *model, const Sample *sample, guint from, const ExmTrainerPoint *point)
{
  g_autofree double *confidences = g_new (double, sample->names->len);
  double             loss = 0;
  guint              right = 0;
  guint              n = 0;

  for (guint i = from; i < sample->texts->len; i++, n++)
    {
      const guint truth = sample_classes (sample)[i];

      right += exm_classifier_predict (model, g_ptr_array_index (sample->texts, i), confidences) == truth;
      loss -= log (MAX (confidences[truth], 1e-4));
    }
  g_assert_cmpuint (point->n_eval, ==, n);
  g_assert_cmpfloat_with_epsilon (point->eval_loss, loss / n, 1e-4);
  g_assert_cmpfloat_with_epsilon (point->eval_accuracy, (double)right / n, 1e-9);
}

static void
test_epochs (void)
{
  g_autoptr (Sample) sample = sample_load ();
  g_autoptr (ExmTrainer) trainer = new_trainer (sample, 470, 4);
  g_autoptr (ExmClassifier) previous = NULL;
  g_autoptr (ExmClassifier) last = NULL;
  g_autoptr (GError) error = NULL;
  ExmTrainerPoint point;
  double          first_loss = 0;
  double          epoch_loss = 0;
  guint           n_epochs = 0;
  guint           steps = 0;

  exm_trainer_set_validation (trainer, sample_texts (sample) + 470, sample_classes (sample) + 470,
                              sample->texts->len - 470);
  while (exm_trainer_step (trainer, &point))
    {
      g_assert_cmpuint (point.step, ==, ++steps);
      if (steps == 1)
        first_loss = point.train_loss;
      epoch_loss += point.train_loss;
      if (point.epoch_ends)
        {
          g_autoptr (ExmClassifier) model = exm_trainer_snapshot (trainer);

          g_test_message ("epoch %u: train %.3f, eval %.3f, right %.3f", point.epoch,
                          point.train_loss, point.eval_loss, point.eval_accuracy);
          g_assert_cmpuint (point.epoch, ==, ++n_epochs);
          check_snapshot (model, sample, 470, &point);
          if (previous != NULL)
            {
              g_autoptr (GBytes) a = exm_classifier_to_bytes (previous);
              g_autoptr (GBytes) b = exm_classifier_to_bytes (model);

              g_assert_false (g_bytes_equal (a, b));
              exm_classifier_unref (previous);
            }
          previous = g_steal_pointer (&model);
        }
    }
  g_assert_cmpuint (n_epochs, ==, 4);
  g_assert_cmpuint (steps, ==, exm_trainer_get_n_steps (trainer));
  /* Before anything is learnt all classes are alike. */
  g_assert_cmpfloat_with_epsilon (first_loss, log (sample->names->len), 1);
  last = exm_trainer_finish (trainer, &point, NULL, &error);
  g_assert_no_error (error);
  g_test_message ("end: train %.3f right %.3f, eval %.3f right %.3f", point.train_loss,
                  point.train_accuracy, point.eval_loss, point.eval_accuracy);
  check_snapshot (last, sample, 470, &point);
  g_assert_cmpfloat (point.train_loss, <, first_loss / 2);
  g_assert_cmpfloat (point.train_accuracy, >, 0.9);
  g_assert_cmpstr (g_ptr_array_index (sample->names,
                                      exm_classifier_predict (
                                        last, "Text: Traffic was terrible this morning.", NULL)),
                   ==, "Sentiment: Negative");
}

/* Many epochs of our own descent arrive where LIBLINEAR arrives. */
static void
test_same_optimum (void)
{
  g_autoptr (Sample) sample = sample_load ();
  g_autoptr (ExmTrainer) trainer = new_trainer (sample, 300, 60);
  g_autoptr (ExmClassifier) ours = NULL;
  g_autoptr (ExmClassifier) theirs = NULL;
  g_autofree double *a = g_new (double, sample->names->len);
  g_autofree double *b = g_new (double, sample->names->len);
  ExmTrainerPoint    point;
  double             gap = 0;
  guint              same = 0;

  while (exm_trainer_step (trainer, &point))
    ;
  ours = exm_trainer_snapshot (trainer);
  theirs = exm_trainer_finish (trainer, NULL, NULL, NULL);
  for (guint i = 300; i < sample->texts->len; i++)
    {
      const char *text = g_ptr_array_index (sample->texts, i);

      same += exm_classifier_predict (ours, text, a) == exm_classifier_predict (theirs, text, b);
      for (guint k = 0; k < sample->names->len; k++)
        gap = MAX (gap, fabs (a[k] - b[k]));
    }
  g_test_message ("largest gap of confidence %.4f, same answer %u of 227", gap, same);
  g_assert_cmpfloat (gap, <, 0.15);
  g_assert_cmpuint (same, >=, 210);
}

static void
test_repeatable (void)
{
  g_autoptr (Sample) sample = sample_load ();
  g_autoptr (ExmTrainer) a = new_trainer (sample, 150, 2);
  g_autoptr (ExmTrainer) b = new_trainer (sample, 150, 2);
  ExmTrainerPoint x;
  ExmTrainerPoint y;

  while (exm_trainer_step (a, &x))
    {
      g_assert_true (exm_trainer_step (b, &y));
      g_assert_cmpmem (&x, sizeof x, &y, sizeof y);
    }
  g_assert_false (exm_trainer_step (b, &y));
}

static void
test_small (void)
{
  static const char *const texts[] = { "good day", "bad day", "good", "bad" };
  const guint              classes[] = { 0, 1, 0, 1 };
  const guint              unknown[] = { EXM_TRAINER_UNKNOWN };
  const ExmTrainerOptions  options = { .n_epochs = 2, .bits = 16 };
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmTrainer) trainer = exm_trainer_new (texts, classes, 4, 2, &options, NULL, &error);
  g_autoptr (ExmClassifier) model = NULL;
  ExmTrainerPoint point;

  g_assert_no_error (error);
  exm_trainer_set_validation (trainer, texts, unknown, 1);
  while (exm_trainer_step (trainer, &point))
    {
      g_assert_cmpuint (point.n_eval, ==, 1);
      g_assert_cmpfloat (point.eval_accuracy, ==, 0);
      g_assert_cmpfloat_with_epsilon (point.eval_loss, -log (1e-4), 1e-9);
    }
  model = exm_trainer_finish (trainer, &point, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (point.train_accuracy, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/assist/trainer/epochs", test_epochs);
  g_test_add_func ("/assist/trainer/same-optimum", test_same_optimum);
  g_test_add_func ("/assist/trainer/repeatable", test_repeatable);
  g_test_add_func ("/assist/trainer/small", test_small);
  return g_test_run ();
}
