/* exm-classifier-file.c - a model as bytes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *   "EXMMODEL" · version · classes · bits · features · T as float64 bits ·
 *   buckets[features] · biases[problems] · weights[features x problems] ·
 *   SHA-256 of all before
 *
 * All numbers little-endian, 32 bits but for T.
 */

#define G_LOG_DOMAIN "exm-assist"

#include "config.h"

#include "exm-classifier.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "exm-model-private.h"

#define FILE_MAGIC "EXMMODEL"
#define FILE_VERSION 1
#define HEADER_SIZE (8 + 4 * 4 + 8)
#define DIGEST_SIZE 32

static void
put_u32 (GByteArray *out, guint32 value)
{
  value = GUINT32_TO_LE (value);
  g_byte_array_append (out, (const guint8 *)&value, sizeof value);
}

static void
put_floats (GByteArray *out, const float *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      guint32 bits;

      memcpy (&bits, &values[i], sizeof bits);
      put_u32 (out, bits);
    }
}

static guint32
get_u32 (const guint8 *p)
{
  guint32 value;

  memcpy (&value, p, sizeof value);
  return GUINT32_FROM_LE (value);
}

static gboolean
get_floats (const guint8 *p, float *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      const guint32 bits = get_u32 (p + i * 4);

      memcpy (&values[i], &bits, sizeof bits);
      if (!isfinite (values[i]))
        return FALSE;
    }
  return TRUE;
}

static void
digest (const guint8 *data, gsize size, guint8 *out)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize n = DIGEST_SIZE;

  g_checksum_update (checksum, data, (gssize)size);
  g_checksum_get_digest (checksum, out, &n);
}

GBytes *
exm_classifier_to_bytes (const ExmClassifier *self)
{
  g_autoptr (GByteArray) out = NULL;
  guint8  sum[DIGEST_SIZE];
  guint64 scale;
  gsize   n_weights;

  g_return_val_if_fail (self != NULL, NULL);

  n_weights = (gsize)self->vocabulary->n_features * self->n_problems;
  out = g_byte_array_sized_new ((guint)(HEADER_SIZE + DIGEST_SIZE + 4 * n_weights + 4 * (gsize)self->vocabulary->n_features));
  memcpy (&scale, &self->scale, sizeof scale);
  scale = GUINT64_TO_LE (scale);
  g_byte_array_append (out, (const guint8 *)FILE_MAGIC, 8);
  put_u32 (out, FILE_VERSION);
  put_u32 (out, self->n_classes);
  put_u32 (out, self->vocabulary->bits);
  put_u32 (out, self->vocabulary->n_features);
  g_byte_array_append (out, (const guint8 *)&scale, sizeof scale);
  for (guint f = 0; f < self->vocabulary->n_features; f++)
    put_u32 (out, self->vocabulary->buckets[f]);
  put_floats (out, self->biases, self->n_problems);
  put_floats (out, self->weights, n_weights);
  digest (out->data, out->len, sum);
  g_byte_array_append (out, sum, sizeof sum);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

/* Buckets must ascend and lie within the two blocks. */
static ExmVocabulary *
read_vocabulary (const guint8 *p, guint bits, guint n)
{
  g_autofree guint32 *buckets = g_new (guint32, (gsize)n + 1);

  for (guint i = 0; i < n; i++)
    {
      buckets[i] = get_u32 (p + (gsize)i * 4);
      if (buckets[i] >= (2u << bits) || (i > 0 && buckets[i] <= buckets[i - 1]))
        return NULL;
    }
  return _exm_vocabulary_new (bits, buckets, n);
}

static ExmClassifier *
parse (const guint8 *data, gsize size)
{
  g_autoptr (ExmClassifier) self = NULL;
  ExmVocabulary *vocabulary;
  guint8         sum[DIGEST_SIZE];
  guint32        n_classes;
  guint32        bits;
  guint32        n_features;
  guint64        scale;
  gsize          n_problems;
  gsize          want;

  if (size < HEADER_SIZE + DIGEST_SIZE || memcmp (data, FILE_MAGIC, 8) != 0 || get_u32 (data + 8) != FILE_VERSION)
    return NULL;
  n_classes = get_u32 (data + 12);
  bits = get_u32 (data + 16);
  n_features = get_u32 (data + 20);
  if (n_classes == 0 || n_classes > G_MAXINT32 / 8 || bits == 0 || bits > EXM_FEATURE_BITS || n_features > (2u << bits))
    return NULL;
  n_problems = _exm_model_n_problems (n_classes);
  want = HEADER_SIZE + DIGEST_SIZE + 4 * ((gsize)n_features + n_problems + n_features * n_problems);
  if (want != size)
    return NULL;
  digest (data, size - DIGEST_SIZE, sum);
  if (memcmp (sum, data + size - DIGEST_SIZE, DIGEST_SIZE) != 0)
    return NULL;
  vocabulary = read_vocabulary (data + HEADER_SIZE, bits, n_features);
  if (vocabulary == NULL)
    return NULL;
  self = _exm_classifier_new_empty (vocabulary, n_classes);
  memcpy (&scale, data + 24, sizeof scale);
  scale = GUINT64_FROM_LE (scale);
  memcpy (&self->scale, &scale, sizeof scale);
  data += HEADER_SIZE + (gsize)n_features * 4;
  if (!get_floats (data, self->biases, n_problems) || !get_floats (data + 4 * n_problems, self->weights, n_features * n_problems) || !(self->scale > 0 && self->scale < 1000))
    return NULL;
  return g_steal_pointer (&self);
}

ExmClassifier *
exm_classifier_new_from_bytes (GBytes *bytes, GError **error)
{
  ExmClassifier *self;
  const guint8  *data;
  gsize          size;

  g_return_val_if_fail (bytes != NULL, NULL);

  data = g_bytes_get_data (bytes, &size);
  self = data != NULL ? parse (data, size) : NULL;
  if (self == NULL)
    g_set_error_literal (error, EXM_ASSIST_ERROR, EXM_ASSIST_ERROR_CORRUPT,
                         _ ("The stored model is damaged and cannot be read"));
  return self;
}

gboolean
exm_classifier_save (const ExmClassifier *self, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  const char *data;
  gsize       size;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  bytes = exm_classifier_to_bytes (self);
  data = g_bytes_get_data (bytes, &size);
  return g_file_set_contents_full (path, data, (gssize)size, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                   error);
}

ExmClassifier *
exm_classifier_load (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  char *data = NULL;
  gsize size = 0;

  g_return_val_if_fail (path != NULL, NULL);

  if (!g_file_get_contents (path, &data, &size, error))
    return NULL;
  bytes = g_bytes_new_take (data, size);
  return exm_classifier_new_from_bytes (bytes, error);
}
