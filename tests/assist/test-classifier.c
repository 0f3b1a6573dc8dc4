/* test-classifier.c - the model learns what it is shown, the same every time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <math.h>

#include "assist-sample.h"
#include "exm-classifier.h"

static ExmClassifier *
train (const char *const *texts, const guint *classes, guint n_rows, guint n_classes)
{
  g_autoptr (GError) error = NULL;
  ExmClassifier *model = exm_classifier_train (texts, classes, n_rows, n_classes, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (model);
  return model;
}

static void
test_sample (void)
{
  g_autoptr (Sample) sample = sample_load ();
  g_autoptr (ExmClassifier) model = train (sample_texts (sample), sample_classes (sample), sample->texts->len,
                                           sample->names->len);
  g_autofree double *confidences = g_new (double, sample->names->len);
  ExmClassifierGuess top[3];
  double             sum = 0;
  guint              right = 0;
  guint              best;

  g_assert_cmpuint (sample->texts->len, ==, 527);
  g_assert_cmpuint (sample->names->len, ==, 154);
  best = exm_classifier_predict (model, "Text: Traffic was terrible this morning.", confidences);
  g_assert_cmpstr (g_ptr_array_index (sample->names, best), ==, "Sentiment: Negative");
  for (guint k = 0; k < sample->names->len; k++)
    sum += confidences[k];
  g_assert_cmpfloat_with_epsilon (sum, 1, 1e-9);

  g_assert_cmpuint (exm_classifier_top (model, "Text: Traffic was terrible this morning.", top, 3),
                    ==, 3);
  g_assert_cmpuint (top[0].class_id, ==, best);
  g_assert_cmpfloat (top[0].confidence, >=, top[1].confidence);
  g_assert_cmpfloat (top[1].confidence, >=, top[2].confidence);

  for (guint i = 0; i < sample->texts->len; i++)
    right += exm_classifier_predict (model, g_ptr_array_index (sample->texts, i), NULL) == sample_classes (sample)[i];
  g_test_message ("%u of %u training rows right", right, sample->texts->len);
  g_assert_cmpuint (right, >, 500);
}

/* Labels turned round: the model must say the opposite, or it knew already. */
static void
test_flipped (void)
{
  static const char *const texts[] = {
    "Traffic was terrible this morning.",
    "What a terrible meal.",
    "I hate waiting in line.",
    "The worst service ever.",
    "Awful noise all night.",
    "Beautiful sunny day!",
    "I love this amazing song.",
    "The best party ever!",
    "Wonderful time with friends.",
    "So happy and grateful today.",
    "Terrible day, I hate it",
    "Amazing day, I love it",
  };
  const guint straight[] = { 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 1 };
  guint       flipped[G_N_ELEMENTS (straight)];
  g_autoptr (ExmClassifier) a = NULL;
  g_autoptr (ExmClassifier) b = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (straight); i++)
    flipped[i] = 1 - straight[i];
  a = train (texts, straight, G_N_ELEMENTS (straight), 2);
  b = train (texts, flipped, G_N_ELEMENTS (straight), 2);
  g_assert_cmpuint (exm_classifier_predict (a, "a terrible morning", NULL), ==, 0);
  g_assert_cmpuint (exm_classifier_predict (a, "love this day", NULL), ==, 1);
  g_assert_cmpuint (exm_classifier_predict (b, "a terrible morning", NULL), ==, 1);
  g_assert_cmpuint (exm_classifier_predict (b, "love this day", NULL), ==, 0);
}

static void
test_repeatable (void)
{
  g_autoptr (Sample) sample = sample_load ();
  g_autoptr (ExmClassifier) a = NULL;
  g_autoptr (ExmClassifier) b = NULL;
  g_autoptr (GBytes) bytes_a = NULL;
  g_autoptr (GBytes) bytes_b = NULL;

  a = train (sample_texts (sample), sample_classes (sample), 200, sample->names->len);
  b = train (sample_texts (sample), sample_classes (sample), 200, sample->names->len);
  bytes_a = exm_classifier_to_bytes (a);
  bytes_b = exm_classifier_to_bytes (b);
  g_assert_true (g_bytes_equal (bytes_a, bytes_b));
}

static void
test_odd_shapes (void)
{
  static const char *const same[] = { "one", "two", "three" };
  static const char *const empty[] = { "", "", " ", "" };
  const guint              zero[] = { 0, 0, 0 };
  const guint              mixed[] = { 0, 1, 2, 1 };
  g_autoptr (ExmClassifier) single = train (same, zero, 3, 1);
  g_autoptr (ExmClassifier) blank = train (empty, mixed, 4, 3);
  g_autoptr (ExmClassifier) absent = train (same, zero, 3, 4);
  g_autoptr (ExmClassifier) bad = NULL;
  g_autoptr (GError) error = NULL;
  double confidences[4];

  g_assert_cmpuint (exm_classifier_predict (single, "anything", confidences), ==, 0);
  g_assert_cmpfloat (confidences[0], ==, 1);
  exm_classifier_predict (blank, "x", confidences);
  for (guint k = 0; k < 3; k++)
    g_assert_true (isfinite (confidences[k]));
  g_assert_cmpuint (exm_classifier_predict (absent, "one", confidences), ==, 0);

  bad = exm_classifier_train (same, mixed, 3, 2, NULL, NULL, NULL, &error);
  g_assert_null (bad);
  g_assert_error (error, EXM_ASSIST_ERROR, EXM_ASSIST_ERROR_INVALID);
}

static void
test_cancel (void)
{
  g_autoptr (Sample) sample = sample_load ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (ExmClassifier) model = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  model = exm_classifier_train (sample_texts (sample), sample_classes (sample),
                                sample->texts->len, sample->names->len, NULL, NULL, cancellable,
                                &error);
  g_assert_null (model);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_file (void)
{
  g_autoptr (Sample) sample = sample_load ();
  g_autoptr (ExmClassifier) model = train (sample_texts (sample), sample_classes (sample), 100, sample->names->len);
  g_autofree char *dir = g_dir_make_tmp ("exm-assist-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "model", NULL);
  g_autoptr (ExmClassifier) back = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *copy = NULL;
  gsize              size;

  g_assert_true (exm_classifier_save (model, path, &error));
  g_assert_no_error (error);
  back = exm_classifier_load (path, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 100; i++)
    {
      const char *text = g_ptr_array_index (sample->texts, i);

      g_assert_cmpuint (exm_classifier_predict (model, text, NULL), ==,
                        exm_classifier_predict (back, text, NULL));
    }
  g_assert_cmpfloat (exm_classifier_get_scale (model), ==, exm_classifier_get_scale (back));

  /* Any cut and any turned bit is noticed. */
  bytes = exm_classifier_to_bytes (model);
  copy = g_memdup2 (g_bytes_get_data (bytes, &size), g_bytes_get_size (bytes));
  for (gsize i = 0; i < size; i += size / 40)
    {
      g_autoptr (GBytes) cut = g_bytes_new (copy, i);
      g_autoptr (GBytes) turned = NULL;
      g_autoptr (GError) cut_error = NULL;
      g_autoptr (GError) turned_error = NULL;

      g_assert_null (exm_classifier_new_from_bytes (cut, &cut_error));
      g_assert_error (cut_error, EXM_ASSIST_ERROR, EXM_ASSIST_ERROR_CORRUPT);
      copy[i] ^= 0x40;
      turned = g_bytes_new (copy, size);
      g_assert_null (exm_classifier_new_from_bytes (turned, &turned_error));
      g_assert_error (turned_error, EXM_ASSIST_ERROR, EXM_ASSIST_ERROR_CORRUPT);
      copy[i] ^= 0x40;
    }
  g_unlink (path);
  g_rmdir (dir);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/assist/classifier/sample", test_sample);
  g_test_add_func ("/assist/classifier/flipped", test_flipped);
  g_test_add_func ("/assist/classifier/repeatable", test_repeatable);
  g_test_add_func ("/assist/classifier/odd-shapes", test_odd_shapes);
  g_test_add_func ("/assist/classifier/cancel", test_cancel);
  g_test_add_func ("/assist/classifier/file", test_file);
  return g_test_run ();
}
