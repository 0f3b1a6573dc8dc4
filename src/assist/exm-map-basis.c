/* exm-map-basis.c - texts to a few principal components
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-assist"

#include "config.h"

#include "exm-map-private.h"

#include <math.h>
#include <string.h>

#include "exm-features-private.h"

/* The basis is learnt from so many texts, with so many features. */
#define SAMPLE_MAX 8000
#define FEATURES_MAX 60000
#define BITS 18

/* A few more directions than are kept make those that are kept good, and so does going
 * there and back again (Halko et al. 2011, section 1.6). */
#define K (EXM_MAP_DIMENSIONS + 8)
#define ROUNDS 3

/* Words say more of what a post is about than its letters do. */
#define WORD_SHARE 0.65

struct _ExmMapBasis
{
  ExmVocabulary *vocabulary;
  float         *rarity;                    /* [feature] */
  float         *components;                /* [feature][EXM_MAP_DIMENSIONS] */
  double         shift[EXM_MAP_DIMENSIONS]; /* the mean, in components */
};

/* The sample as a sparse matrix: rows of weights, and their mean. */
typedef struct
{
  ExmRows *rows;
  float   *values; /* beside rows->ids */
  double  *mean;   /* [feature] */
  guint    n_features;
} Matrix;

static void
matrix_clear (Matrix *self)
{
  g_clear_pointer (&self->rows, _exm_rows_free);
  g_free (self->values);
  g_free (self->mean);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Matrix, matrix_clear)

/* Weights of one row into @values: rarity, each block its share of length one. */
static void
weigh (const ExmVocabulary *vocabulary, const float *rarity, const guint32 *ids, gsize n, float *values)
{
  double words = 0;
  double chars = 0;

  for (gsize i = 0; i < n; i++)
    {
      values[i] = rarity[ids[i]];
      if (ids[i] < vocabulary->n_words)
        words += (double)values[i] * values[i];
      else
        chars += (double)values[i] * values[i];
    }
  words = words > 0 ? sqrt (WORD_SHARE / words) : 0;
  chars = chars > 0 ? sqrt ((1 - WORD_SHARE) / chars) : 0;
  for (gsize i = 0; i < n; i++)
    values[i] *= (float)(ids[i] < vocabulary->n_words ? words : chars);
}

/* What everybody writes says nothing: the weight of such a feature goes to 0. */
static float *
measure_rarity (const ExmRows *rows, guint n_features)
{
  g_autofree guint32 *counts = g_new0 (guint32, n_features + 1);
  float              *rarity = g_new0 (float, n_features + 1);

  for (gsize i = 0; i < rows->starts[rows->n_rows]; i++)
    counts[rows->ids[i]]++;
  for (guint i = 0; i < n_features; i++)
    rarity[i] = (float)log ((1.0 + rows->n_rows) / (0.5 + counts[i]));
  return rarity;
}

static void
matrix_fill (Matrix *self, const ExmMapBasis *basis)
{
  const gsize n = self->rows->starts[self->rows->n_rows];

  self->n_features = basis->vocabulary->n_features;
  self->values = g_new (float, n + 1);
  self->mean = g_new0 (double, self->n_features + 1);
  for (guint row = 0; row < self->rows->n_rows; row++)
    {
      const gsize start = self->rows->starts[row];

      weigh (basis->vocabulary, basis->rarity, self->rows->ids + start,
             self->rows->starts[row + 1] - start, self->values + start);
    }
  for (gsize i = 0; i < n; i++)
    self->mean[self->rows->ids[i]] += self->values[i];
  for (guint i = 0; i < self->n_features; i++)
    self->mean[i] /= MAX (self->rows->n_rows, 1);
}

/* @out[row][K] = (row − mean) · @in[feature][K] */
static void
multiply (const Matrix *self, const float *in, float *out)
{
  double shift[K] = { 0 };

  for (guint f = 0; f < self->n_features; f++)
    for (guint k = 0; k < K; k++)
      shift[k] += self->mean[f] * in[(gsize)f * K + k];
  for (guint row = 0; row < self->rows->n_rows; row++)
    {
      float *to = out + (gsize)row * K;

      for (guint k = 0; k < K; k++)
        to[k] = (float)-shift[k];
      for (gsize i = self->rows->starts[row]; i < self->rows->starts[row + 1]; i++)
        {
          const float *from = in + (gsize)self->rows->ids[i] * K;
          const float  value = self->values[i];

          for (guint k = 0; k < K; k++)
            to[k] += value * from[k];
        }
    }
}

/* @out[feature][K] = transposed (row − mean) · @in[row][K] */
static void
multiply_back (const Matrix *self, const float *in, float *out)
{
  double sum[K] = { 0 };

  memset (out, 0, (gsize)self->n_features * K * sizeof (float));
  for (guint row = 0; row < self->rows->n_rows; row++)
    {
      const float *from = in + (gsize)row * K;

      for (guint k = 0; k < K; k++)
        sum[k] += from[k];
      for (gsize i = self->rows->starts[row]; i < self->rows->starts[row + 1]; i++)
        {
          float      *to = out + (gsize)self->rows->ids[i] * K;
          const float value = self->values[i];

          for (guint k = 0; k < K; k++)
            to[k] += value * from[k];
        }
    }
  for (guint f = 0; f < self->n_features; f++)
    for (guint k = 0; k < K; k++)
      out[(gsize)f * K + k] -= (float)(self->mean[f] * sum[k]);
}

static void
measure_gram (const float *rows, guint n, double *gram)
{
  memset (gram, 0, K * K * sizeof (double));
  for (guint row = 0; row < n; row++)
    {
      const float *at = rows + (gsize)row * K;

      for (guint i = 0; i < K; i++)
        for (guint j = i; j < K; j++)
          gram[i * K + j] += (double)at[i] * at[j];
    }
  for (guint i = 0; i < K; i++)
    for (guint j = 0; j < i; j++)
      gram[i * K + j] = gram[j * K + i];
}

/* Makes the columns of @rows orthonormal by the Cholesky factor of their Gram matrix; a
 * column that is a sum of others becomes 0. */
static void
orthonormalise (float *rows, guint n)
{
  double gram[K * K];
  double factor[K * K] = { 0 };
  double most = 0;

  measure_gram (rows, n, gram);
  for (guint i = 0; i < K; i++)
    most = MAX (most, gram[i * K + i]);
  for (guint j = 0; j < K; j++)
    {
      double pivot = gram[j * K + j];

      for (guint k = 0; k < j; k++)
        pivot -= factor[j * K + k] * factor[j * K + k];
      if (pivot <= most * 1e-10)
        continue; /* diagonal stays 0 */
      factor[j * K + j] = sqrt (pivot);
      for (guint i = j + 1; i < K; i++)
        {
          double sum = gram[i * K + j];

          for (guint k = 0; k < j; k++)
            sum -= factor[i * K + k] * factor[j * K + k];
          factor[i * K + j] = sum / factor[j * K + j];
        }
    }
  for (guint row = 0; row < n; row++)
    {
      float *at = rows + (gsize)row * K;
      double done[K];

      for (guint j = 0; j < K; j++)
        {
          double sum = at[j];

          for (guint k = 0; k < j; k++)
            sum -= done[k] * factor[j * K + k];
          done[j] = factor[j * K + j] > 0 ? sum / factor[j * K + j] : 0;
          at[j] = (float)done[j];
        }
    }
}

/* Jacobi's rotations: slow, exact, and K is small. */
void
_exm_map_eigen (double *gram, guint k, double *vectors)
{
  for (guint i = 0; i < k; i++)
    for (guint j = 0; j < k; j++)
      vectors[i * k + j] = i == j;
  for (guint sweep = 0; sweep < 30; sweep++)
    {
      double off = 0;

      for (guint p = 0; p < k; p++)
        for (guint q = p + 1; q < k; q++)
          {
            const double apq = gram[p * k + q];
            double       theta, t, c, s;

            off += apq * apq;
            if (fabs (apq) < 1e-300)
              continue;
            theta = (gram[q * k + q] - gram[p * k + p]) / (2 * apq);
            t = (theta >= 0 ? 1 : -1) / (fabs (theta) + sqrt (theta * theta + 1));
            c = 1 / sqrt (t * t + 1);
            s = t * c;
            for (guint i = 0; i < k; i++)
              {
                const double a = gram[i * k + p];
                const double b = gram[i * k + q];

                gram[i * k + p] = c * a - s * b;
                gram[i * k + q] = s * a + c * b;
              }
            for (guint i = 0; i < k; i++)
              {
                const double a = gram[p * k + i];
                const double b = gram[q * k + i];

                gram[p * k + i] = c * a - s * b;
                gram[q * k + i] = s * a + c * b;
              }
            for (guint i = 0; i < k; i++)
              {
                const double a = vectors[i * k + p];
                const double b = vectors[i * k + q];

                vectors[i * k + p] = c * a - s * b;
                vectors[i * k + q] = s * a + c * b;
              }
          }
      if (off < 1e-24)
        break;
    }
}

/* Columns of @eigen by falling eigenvalue, and each with the sign that makes its
 * greatest part positive: a picture is not mirrored by chance. */
static void
choose_components (ExmMapBasis *self, const float *directions, const double *gram, const double *eigen)
{
  const guint n = self->vocabulary->n_features;
  gboolean    used[K] = { FALSE };

  self->components = g_new0 (float, ((gsize)n + 1) * EXM_MAP_DIMENSIONS);
  for (guint d = 0; d < EXM_MAP_DIMENSIONS; d++)
    {
      guint best = 0;
      float greatest = 0;

      while (used[best])
        best++;
      for (guint k = best + 1; k < K; k++)
        if (!used[k] && gram[k * K + k] > gram[best * K + best])
          best = k;
      used[best] = TRUE;
      for (guint f = 0; f < n; f++)
        {
          double sum = 0;

          for (guint k = 0; k < K; k++)
            sum += directions[(gsize)f * K + k] * eigen[k * K + best];
          self->components[(gsize)f * EXM_MAP_DIMENSIONS + d] = (float)sum;
          if (fabs (sum) > fabsf (greatest))
            greatest = (float)sum;
        }
      for (guint f = 0; f < n && greatest < 0; f++)
        self->components[(gsize)f * EXM_MAP_DIMENSIONS + d] *= -1;
    }
}

static gboolean
learn (ExmMapBasis *self, Matrix *matrix, guint64 seed, GCancellable *cancellable, GError **error)
{
  const guint       n_rows = matrix->rows->n_rows;
  g_autofree float *by_feature = g_new0 (float, ((gsize)matrix->n_features + 1) * K);
  g_autofree float *by_row = g_new0 (float, ((gsize)n_rows + 1) * K);
  double            gram[K * K];
  double            eigen[K * K];

  for (gsize i = 0; i < (gsize)matrix->n_features * K; i++)
    by_feature[i] = (_exm_map_random (&seed) & 1) != 0 ? 1.0f : -1.0f;
  for (guint round = 0; round < ROUNDS; round++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      multiply (matrix, by_feature, by_row);
      orthonormalise (by_row, n_rows);
      multiply_back (matrix, by_row, by_feature);
      orthonormalise (by_feature, matrix->n_features);
    }
  multiply (matrix, by_feature, by_row);
  measure_gram (by_row, n_rows, gram);
  _exm_map_eigen (gram, K, eigen);
  choose_components (self, by_feature, gram, eigen);
  for (guint f = 0; f < matrix->n_features; f++)
    for (guint d = 0; d < EXM_MAP_DIMENSIONS; d++)
      self->shift[d] += matrix->mean[f] * self->components[(gsize)f * EXM_MAP_DIMENSIONS + d];
  return TRUE;
}

/* Evenly over the list, so that one import after another is seen. */
static const char **
take_sample (const char *const *texts, guint n_texts, guint *n)
{
  const char **sample;

  *n = MIN (n_texts, SAMPLE_MAX);
  sample = g_new (const char *, *n + 1);
  for (guint i = 0; i < *n; i++)
    sample[i] = texts[(guint64)i * n_texts / *n];
  return sample;
}

ExmMapBasis *
_exm_map_basis_new (const char *const *texts,
                    guint              n_texts,
                    guint64            seed,
                    GCancellable      *cancellable,
                    GError           **error)
{
  g_autoptr (ExmMapBasis) self = g_new0 (ExmMapBasis, 1);
  g_auto (Matrix) matrix = { 0 };
  guint                   n;
  g_autofree const char **sample = take_sample (texts, n_texts, &n);

  if (!_exm_features_build (sample, n, BITS, FEATURES_MAX, cancellable, &self->vocabulary, &matrix.rows, error))
    return NULL;
  self->rarity = measure_rarity (matrix.rows, self->vocabulary->n_features);
  matrix_fill (&matrix, self);
  if (!learn (self, &matrix, seed, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
_exm_map_basis_free (ExmMapBasis *self)
{
  g_clear_pointer (&self->vocabulary, _exm_vocabulary_free);
  g_free (self->rarity);
  g_free (self->components);
  g_free (self);
}

typedef struct
{
  const ExmMapBasis *basis;
  const char *const *texts;
  ExmMapVector      *vectors;
  guint              first;
  GCancellable      *cancellable;
} Projection;

static void
project_span (guint first, guint end, gpointer user_data)
{
  const Projection  *of = user_data;
  const ExmMapBasis *self = of->basis;
  g_autoptr (GArray) scratch = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (float));

  for (guint row = of->first + first; row < of->first + end; row++)
    {
      ExmMapVector vector;
      float        unused;

      if (row % 256 == 0 && g_cancellable_is_cancelled (of->cancellable))
        return;
      _exm_vocabulary_row (self->vocabulary, of->texts[row], scratch, ids, &unused, &unused);
      g_array_set_size (values, ids->len);
      weigh (self->vocabulary, self->rarity, (const guint32 *)(void *)ids->data, ids->len, (float *)(void *)values->data);
      for (guint d = 0; d < EXM_MAP_DIMENSIONS; d++)
        vector.lanes[d / 4][d % 4] = (float)-self->shift[d];
      for (guint i = 0; i < ids->len; i++)
        {
          const float *from = self->components + (gsize)g_array_index (ids, guint32, i) * EXM_MAP_DIMENSIONS;
          const float  value = g_array_index (values, float, i);

          for (guint lane = 0; lane < EXM_MAP_LANES; lane++)
            {
              ExmLane part;

              memcpy (&part, from + lane * 4, sizeof part);
              vector.lanes[lane] += part * value;
            }
        }
      of->vectors[row] = vector;
    }
}

gboolean
_exm_map_basis_project (const ExmMapBasis *self,
                        const char *const *texts,
                        guint              first,
                        guint              end,
                        ExmMapVector      *vectors,
                        GCancellable      *cancellable,
                        GError           **error)
{
  Projection of = { self, texts, vectors, first, cancellable };

  _exm_map_spread (end - first, project_span, &of);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}
