/* exm-classifier.h - the local model: text to class with a fair confidence
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Binary word and character n-grams, scaled by naive-Bayes log-count ratios,
 * under one logistic regression a class (Wang & Manning 2012, "Baselines and
 * Bigrams", with logistic loss), solved by LIBLINEAR (Fan et al. 2008). The
 * confidence is softmax(T m) of the margins m, the one scalar T chosen on
 * margins of rows that the scoring model had not seen (Guo et al. 2017).
 *
 * Classes are numbers 0 … n-1; what they mean is the caller's affair.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ExmAssistError:
 * @EXM_ASSIST_ERROR_INVALID: the training data cannot make a model
 * @EXM_ASSIST_ERROR_CORRUPT: the stored model cannot be read
 */
typedef enum
{
  EXM_ASSIST_ERROR_INVALID,
  EXM_ASSIST_ERROR_CORRUPT,
} ExmAssistError;

#define EXM_ASSIST_ERROR (exm_assist_error_quark ())
GQuark exm_assist_error_quark (void);

/**
 * ExmClassifier:
 *
 * A trained model. It never changes once made, so any number of threads may
 * use it at once. Reference counted.
 */
typedef struct _ExmClassifier ExmClassifier;

/**
 * ExmClassifierGuess:
 * @class_id: the class
 * @confidence: 0 … 1
 */
typedef struct
{
  guint  class_id;
  double confidence;
} ExmClassifierGuess;

/**
 * ExmAssistProgressFunc:
 * @fraction: 0 … 1
 *
 * Called in the thread that trains, about once a class.
 */
typedef void (*ExmAssistProgressFunc) (double fraction, gpointer user_data);

/**
 * exm_classifier_train:
 * @texts: (array length=n_rows): the inputs
 * @classes: (array length=n_rows): the class of each, below @n_classes
 * @n_rows: at least 1
 * @n_classes: at least 1
 * @progress: (nullable): where to tell how far it is
 * @user_data: for @progress
 * @cancellable: (nullable): looked at between classes (a tenth of a second to
 *   a second and a half apart)
 * @error: EXM_ASSIST_ERROR_INVALID, G_IO_ERROR_CANCELLED
 *
 * Trains and calibrates. The same rows in the same order give the same model,
 * byte for byte. LIBLINEAR's dual solver draws from the C library's rand(), so
 * one training runs at a time in the process; the others wait. Blocks: call it
 * from a worker thread.
 *
 * Of very many rows (above about 50,000 posts) a stratified sample is used
 * that keeps small classes whole.
 *
 * Returns: (transfer full): the model, or %NULL with @error set
 */
ExmClassifier *exm_classifier_train (const char *const    *texts,
                                     const guint          *classes,
                                     guint                 n_rows,
                                     guint                 n_classes,
                                     ExmAssistProgressFunc progress,
                                     gpointer              user_data,
                                     GCancellable         *cancellable,
                                     GError              **error);

ExmClassifier *exm_classifier_ref (ExmClassifier *self);
void           exm_classifier_unref (ExmClassifier *self);

guint exm_classifier_get_n_classes (const ExmClassifier *self);

/**
 * exm_classifier_get_scale:
 *
 * Returns: the T of softmax(T m); 1 when there was too little to choose it by
 */
double exm_classifier_get_scale (const ExmClassifier *self);

/**
 * exm_classifier_margins:
 * @self: a model
 * @text: an input
 * @margins: (out caller-allocates): n_classes numbers
 *
 * The raw scores, before softmax. Any thread.
 */
void exm_classifier_margins (const ExmClassifier *self, const char *text, double *margins);

/**
 * exm_classifier_predict:
 * @self: a model
 * @text: an input
 * @confidences: (out caller-allocates) (optional): n_classes numbers that sum
 *   to 1
 *
 * Returns: the likeliest class (the lowest number of equals). Any thread.
 */
guint exm_classifier_predict (const ExmClassifier *self, const char *text, double *confidences);

/**
 * exm_classifier_top:
 * @self: a model
 * @text: an input
 * @guesses: (out caller-allocates): room for @n
 * @n: how many are wanted
 *
 * The likeliest classes, best first. Any thread.
 *
 * Returns: how many were written: @n or all classes
 */
guint exm_classifier_top (const ExmClassifier *self,
                          const char          *text,
                          ExmClassifierGuess  *guesses,
                          guint                n);

/**
 * exm_classifier_to_bytes:
 *
 * The model in our own format (little-endian, with a checksum), the same for
 * the same model. LIBLINEAR's own save function is not used: it switches the
 * locale of the whole process.
 *
 * Returns: (transfer full): the bytes
 */
GBytes *exm_classifier_to_bytes (const ExmClassifier *self);

/**
 * exm_classifier_new_from_bytes:
 * @bytes: what exm_classifier_to_bytes() gave
 * @error: EXM_ASSIST_ERROR_CORRUPT
 *
 * Hostile bytes are refused, never trusted.
 *
 * Returns: (transfer full): the model, or %NULL with @error set
 */
ExmClassifier *exm_classifier_new_from_bytes (GBytes *bytes, GError **error);

/**
 * exm_classifier_save:
 * @path: the file; replaced in one step
 * @error: G_FILE_ERROR
 *
 * Blocks for the disk.
 *
 * Returns: whether it is on disk
 */
gboolean exm_classifier_save (const ExmClassifier *self, const char *path, GError **error);

/**
 * exm_classifier_load:
 * @path: a file that exm_classifier_save() wrote
 * @error: G_FILE_ERROR, EXM_ASSIST_ERROR_CORRUPT
 *
 * Returns: (transfer full): the model, or %NULL with @error set
 */
ExmClassifier *exm_classifier_load (const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmClassifier, exm_classifier_unref)

G_END_DECLS
