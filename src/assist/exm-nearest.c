/* exm-nearest.c - the known text that is most like a given one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-assist"

#include "config.h"

#include "exm-nearest.h"

#include <math.h>
#include <string.h>

#include "exm-features-private.h"

struct _ExmNearest
{
  guint    n_rows;
  guint32 *starts;  /* [2^(bits+1) + 1] into postings */
  guint32 *rows;    /* postings: rows that have the bucket, ascending */
  double  *lengths; /* [row] norm of its vector */
};

#define N_BUCKETS ((gsize)2 << EXM_FEATURE_BITS)

static inline double
rarity (const ExmNearest *self, guint32 bucket)
{
  const double n = self->starts[bucket + 1] - self->starts[bucket];

  return log ((1.0 + self->n_rows) / (1.0 + n)) + 1;
}

static void
fill_postings (ExmNearest *self, const GArray *all, const gsize *ends)
{
  g_autofree guint32 *next = g_memdup2 (self->starts, N_BUCKETS * sizeof (guint32));
  gsize               at = 0;

  self->rows = g_new (guint32, all->len + 1);
  self->lengths = g_new0 (double, self->n_rows + 1);
  for (guint row = 0; row < self->n_rows; row++)
    {
      double sum = 0;

      for (; at < ends[row]; at++)
        {
          const guint32 bucket = g_array_index (all, guint32, at);
          const double  weight = rarity (self, bucket);

          self->rows[next[bucket]++] = row;
          sum += weight * weight;
        }
      self->lengths[row] = sqrt (sum);
    }
}

ExmNearest *
exm_nearest_new (const char *const *texts,
                 guint              n_texts,
                 GCancellable      *cancellable,
                 GError           **error)
{
  g_autoptr (ExmNearest) self = g_new0 (ExmNearest, 1);
  g_autoptr (GArray) scratch = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autofree gsize *ends = g_new (gsize, (gsize)n_texts + 1);

  self->n_rows = n_texts;
  self->starts = g_new0 (guint32, N_BUCKETS + 1);
  for (guint i = 0; i < n_texts; i++)
    {
      if (i % 512 == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      _exm_features_extract (texts[i], EXM_FEATURE_BITS, scratch);
      g_array_append_vals (all, scratch->data, scratch->len);
      ends[i] = all->len;
      for (guint k = 0; k < scratch->len; k++)
        self->starts[g_array_index (scratch, guint32, k) + 1]++;
    }
  for (gsize b = 0; b < N_BUCKETS; b++)
    self->starts[b + 1] += self->starts[b];
  fill_postings (self, all, ends);
  return g_steal_pointer (&self);
}

void
exm_nearest_free (ExmNearest *self)
{
  g_free (self->starts);
  g_free (self->rows);
  g_free (self->lengths);
  g_free (self);
}

static void
insert_hit (ExmNearestHit *hits, guint *n, guint room, ExmNearestHit hit)
{
  guint at = *n;

  while (at > 0 && hits[at - 1].similarity < hit.similarity)
    at--;
  if (at >= room)
    return;
  if (*n < room)
    (*n)++;
  memmove (&hits[at + 1], &hits[at], (*n - at - 1) * sizeof *hits);
  hits[at] = hit;
}

guint
exm_nearest_find (const ExmNearest *self,
                  const char       *text,
                  guint             n_known,
                  ExmNearestHit    *hits,
                  guint             n_hits)
{
  g_autoptr (GArray) buckets = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autofree double *dots = NULL;
  double             length = 0;
  guint              n = 0;

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (text != NULL, 0);

  n_known = MIN (n_known, self->n_rows);
  dots = g_new0 (double, n_known + 1);
  _exm_features_extract (text, EXM_FEATURE_BITS, buckets);
  for (guint i = 0; i < buckets->len; i++)
    {
      const guint32 bucket = g_array_index (buckets, guint32, i);
      const double  weight = rarity (self, bucket);

      length += weight * weight;
      for (guint32 k = self->starts[bucket]; k < self->starts[bucket + 1]; k++)
        {
          if (self->rows[k] >= n_known)
            break;
          dots[self->rows[k]] += weight * weight;
        }
    }
  length = sqrt (length);
  for (guint row = 0; row < n_known && n_hits > 0; row++)
    if (dots[row] > 0)
      insert_hit (hits, &n, n_hits,
                  (ExmNearestHit){ row, MIN (dots[row] / (length * self->lengths[row]), 1) });
  return n;
}
