/* exm-classifier-train.c - rows to a model: sample, fit, calibrate
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-assist"

#include "config.h"

#include "exm-classifier.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "exm-model-private.h"
#include "exm-text.h"

#define N_FOLDS 5
/* Fewer scored rows than this say nothing about T. */
#define MIN_SCORED 50
#define SCALE_MIN 0.3
#define SCALE_MAX 3.0
/* Above so many multiplications one fold must do. */
#define FOLD_BUDGET (400.0 * 1000 * 1000)

void
_exm_random_shuffle (guint64 *state, guint *values, guint n)
{
  for (guint i = n; i > 1; i--)
    {
      const guint k = (guint)(_exm_random_next (state) % i);
      const guint kept = values[k];

      values[k] = values[i - 1];
      values[i - 1] = kept;
    }
}

/* A text of n bytes has about 3.5 n features, at most EXM_TEXT_MAX_CHARS. */
static gsize
guess_nodes (const char *text)
{
  return 16 + strnlen (text, EXM_TEXT_MAX_CHARS) * 7 / 2;
}

GArray *
_exm_model_choose_rows (const char *const *texts,
                        const guint       *classes,
                        guint              n_rows,
                        guint              n_classes)
{
  GArray           *chosen = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree guint *order = g_new (guint, n_rows + 1);
  g_autofree guint *taken = g_new0 (guint, n_classes);
  guint64           state = 1;
  gsize             total = 0;
  guint             room;

  for (guint i = 0; i < n_rows; i++)
    {
      total += guess_nodes (texts[i]);
      order[i] = i;
    }
  if (total <= EXM_MODEL_MAX_NODES)
    {
      g_array_append_vals (chosen, order, n_rows);
      return chosen;
    }
  /* Every class gets the same room; what small classes leave is not refilled,
   * so the budget holds with some to spare. */
  room = (guint)MAX (1, (double)EXM_MODEL_MAX_NODES / ((double)total / n_rows) / n_classes);
  _exm_random_shuffle (&state, order, n_rows);
  for (guint i = 0; i < n_rows; i++)
    if (taken[classes[order[i]]]++ < room)
      g_array_append_val (chosen, order[i]);
  return chosen;
}

/* A group is a set of rows with one canonical text; it stays in one fold. */
static guint *
deal_folds (const char *const *texts, const guint *classes, guint n_rows, guint n_classes)
{
  g_autoptr (GHashTable) groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree guint *order = g_new (guint, n_rows + 1);
  g_autofree guint *class_groups = g_new0 (guint, n_classes);
  g_autofree guint *leaders = g_new (guint, n_rows + 1);
  guint            *folds = g_new (guint, n_rows + 1);
  guint64           state = 7;
  guint             deal = 0;

  for (guint i = 0; i < n_rows; i++)
    {
      char    *canonical = exm_text_canonical (texts[i]);
      gpointer leader;

      order[i] = i;
      if (g_hash_table_lookup_extended (groups, canonical, NULL, &leader))
        {
          leaders[i] = GPOINTER_TO_UINT (leader);
          g_free (canonical);
          continue;
        }
      leaders[i] = i;
      class_groups[classes[i]]++;
      g_hash_table_insert (groups, canonical, GUINT_TO_POINTER (i));
    }
  _exm_random_shuffle (&state, order, n_rows);
  for (guint k = 0; k < n_classes; k++)
    for (guint i = 0; i < n_rows; i++)
      {
        const guint row = order[i];

        if (classes[row] != k || leaders[row] != row)
          continue;
        /* A class of one group is trained on in every fold, scored in none. */
        folds[row] = class_groups[k] < 2 ? N_FOLDS : deal++ % N_FOLDS;
      }
  for (guint i = 0; i < n_rows; i++)
    folds[i] = folds[leaders[i]];
  return folds;
}

typedef struct
{
  GArray *margins; /* double, n_classes a row */
  GArray *truth;   /* guint */
  guint   n_classes;
} Scores;

static double
scores_loss (const Scores *scores, double scale)
{
  double loss = 0;

  for (guint i = 0; i < scores->truth->len; i++)
    {
      const double *m = &g_array_index (scores->margins, double, (gsize)i * scores->n_classes);
      const double  own = scale * m[g_array_index (scores->truth, guint, i)];
      double        sum = 0;

      for (guint k = 0; k < scores->n_classes; k++)
        sum += exp (scale * m[k] - own);
      loss += log (sum);
    }
  return loss;
}

/* Golden section on ln T. */
static double
best_scale (const Scores *scores)
{
  const double golden = (sqrt (5) - 1) / 2;
  double       low = log (0.05);
  double       high = log (20);
  double       a = high - golden * (high - low);
  double       b = low + golden * (high - low);
  double       loss_a = scores_loss (scores, exp (a));
  double       loss_b = scores_loss (scores, exp (b));

  for (guint i = 0; i < 40; i++)
    {
      if (loss_a < loss_b)
        {
          high = b;
          b = a;
          loss_b = loss_a;
          a = high - golden * (high - low);
          loss_a = scores_loss (scores, exp (a));
        }
      else
        {
          low = a;
          a = b;
          loss_a = loss_b;
          b = low + golden * (high - low);
          loss_b = scores_loss (scores, exp (b));
        }
    }
  return CLAMP (exp ((low + high) / 2), SCALE_MIN, SCALE_MAX);
}

static gboolean
score_fold (const ExmVocabulary *vocabulary,
            const ExmRows       *rows,
            const guint         *classes,
            const guint         *folds,
            guint                fold,
            double               cost,
            Scores              *scores,
            GCancellable        *cancellable,
            GError             **error)
{
  g_autoptr (GArray) uses = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (ExmBayes) bayes = NULL;
  g_autoptr (ExmClassifier) model = NULL;
  g_autofree double *margins = g_new (double, scores->n_classes);

  for (guint i = 0; i < rows->n_rows; i++)
    if (folds[i] != fold)
      g_array_append_val (uses, i);
  bayes = _exm_bayes_new (vocabulary, rows, classes, (const guint *)(void *)uses->data, uses->len,
                          scores->n_classes);
  model = _exm_classifier_new_empty (_exm_vocabulary_copy (vocabulary), scores->n_classes);
  if (!_exm_liblinear_fit (model, rows, classes, (const guint *)(void *)uses->data, uses->len,
                           bayes, cost, NULL, NULL, cancellable, error))
    return FALSE;
  for (guint i = 0; i < rows->n_rows; i++)
    {
      if (folds[i] != fold)
        continue;
      _exm_model_row_margins (model, rows->ids + rows->starts[i],
                              rows->starts[i + 1] - rows->starts[i], rows->word_values[i],
                              rows->char_values[i], margins);
      g_array_append_vals (scores->margins, margins, scores->n_classes);
      g_array_append_val (scores->truth, classes[i]);
    }
  return TRUE;
}

gboolean
_exm_calibrate (const ExmVocabulary *vocabulary,
                const ExmRows       *rows,
                const char *const   *texts,
                const guint         *classes,
                guint                n_classes,
                double               cost,
                double              *scale,
                GCancellable        *cancellable,
                GError             **error)
{
  g_autoptr (GArray) margins = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) truth = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree guint *folds = deal_folds (texts, classes, rows->n_rows, n_classes);
  Scores            scores = { margins, truth, n_classes };
  const double      work = (double)rows->starts[rows->n_rows] * n_classes;
  const guint       n_folds = work > FOLD_BUDGET ? 1 : N_FOLDS;

  *scale = 1;
  for (guint fold = 0; fold < n_folds; fold++)
    if (!score_fold (vocabulary, rows, classes, folds, fold, cost, &scores, cancellable, error))
      return FALSE;
  if (truth->len >= MIN_SCORED && n_classes > 1)
    *scale = best_scale (&scores);
  return TRUE;
}

static gboolean
check_rows (const guint *classes, guint n_rows, guint n_classes, GError **error)
{
  gboolean good = n_rows > 0 && n_classes > 0;

  for (guint i = 0; good && i < n_rows; i++)
    good = classes[i] < n_classes;
  if (!good)
    g_set_error_literal (error, EXM_ASSIST_ERROR, EXM_ASSIST_ERROR_INVALID,
                         _ ("There are no labelled examples to learn from"));
  return good;
}

ExmClassifier *
exm_classifier_train (const char *const    *texts,
                      const guint          *classes,
                      guint                 n_rows,
                      guint                 n_classes,
                      ExmAssistProgressFunc progress,
                      gpointer              user_data,
                      GCancellable         *cancellable,
                      GError              **error)
{
  g_autoptr (GArray) chosen = NULL;
  g_autoptr (ExmVocabulary) vocabulary = NULL;
  g_autoptr (ExmRows) rows = NULL;
  g_autoptr (ExmBayes) bayes = NULL;
  g_autoptr (ExmClassifier) self = NULL;
  g_autofree const char **row_texts = NULL;
  g_autofree guint       *row_classes = NULL;
  double                  scale = 1;

  if (!check_rows (classes, n_rows, n_classes, error))
    return NULL;
  chosen = _exm_model_choose_rows (texts, classes, n_rows, n_classes);
  row_texts = g_new (const char *, chosen->len);
  row_classes = g_new (guint, chosen->len);
  for (guint i = 0; i < chosen->len; i++)
    {
      row_texts[i] = texts[g_array_index (chosen, guint, i)];
      row_classes[i] = classes[g_array_index (chosen, guint, i)];
    }
  if (!_exm_features_build (row_texts, chosen->len, EXM_FEATURE_BITS,
                            EXM_MODEL_MAX_WEIGHTS / MAX (_exm_model_n_problems (n_classes), 1),
                            cancellable, &vocabulary, &rows, error))
    return NULL;
  bayes = _exm_bayes_new (vocabulary, rows, row_classes, NULL, rows->n_rows, n_classes);
  self = _exm_classifier_new_empty (_exm_vocabulary_copy (vocabulary), n_classes);
  if (!_exm_liblinear_fit (self, rows, row_classes, NULL, rows->n_rows, bayes, EXM_MODEL_COST,
                           progress, user_data, cancellable, error) ||
      !_exm_calibrate (vocabulary, rows, row_texts, row_classes, n_classes, EXM_MODEL_COST,
                       &scale, cancellable, error))
    return NULL;
  self->scale = scale;
  return g_steal_pointer (&self);
}
