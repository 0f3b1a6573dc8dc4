/* exm-sample.c - some of many posts, drawn fairly
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-review"

#include "config.h"

#include "exm-sample.h"

#include "exm-draw.h"

/* Each item gets a place within its stratum, in a drawn order; what comes at place p
 * of m stands at (p + ½) / m of the way. Taking the first of all by that measure
 * takes each stratum's share, and its first one early. */

typedef struct
{
  guint32 stratum;
  guint32 item;
  guint64 tie;
  double  way;
} Draw;

static int
compare_strata (gconstpointer a,
                gconstpointer b)
{
  const Draw *x = a;
  const Draw *y = b;

  if (x->stratum != y->stratum)
    return x->stratum < y->stratum ? -1 : 1;
  return (x->tie > y->tie) - (x->tie < y->tie);
}

static int
compare_ways (gconstpointer a,
              gconstpointer b)
{
  const Draw *x = a;
  const Draw *y = b;

  if (x->way < y->way || x->way > y->way)
    return x->way < y->way ? -1 : 1;
  return (x->tie > y->tie) - (x->tie < y->tie);
}

static guint
set_ways (Draw *draws,
          gsize n)
{
  guint n_strata = 0;

  for (gsize first = 0, end; first < n; first = end)
    {
      for (end = first; end < n && draws[end].stratum == draws[first].stratum; end++)
        ;
      for (gsize i = first; i < end; i++)
        draws[i].way = ((double)(i - first) + 0.5) / (double)(end - first);
      n_strata++;
    }
  return n_strata;
}

guint
exm_sample_size (gsize n,
                 guint size)
{
  const guint percent = EXM_SAMPLE_PERCENT (0);

  if ((size & percent) != 0)
    return (guint)(((guint64)n * MIN (size & ~percent, 100) + 99) / 100);
  return (guint)MIN (n, size);
}

GArray *
exm_sample_stratified (const guint32 *strata,
                       gsize          n,
                       guint          size,
                       guint64        seed)
{
  GArray          *sample = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autofree Draw *draws = g_new (Draw, MAX (n, 1));
  guint            n_strata;

  size = exm_sample_size (n, size);
  for (gsize i = 0; i < n; i++)
    draws[i] = (Draw){ strata[i], (guint32)i, exm_draw_next (&seed), 0 };
  qsort (draws, n, sizeof *draws, compare_strata);
  n_strata = set_ways (draws, n);
  /* Room for one of each: the first of each goes before all others. */
  if (n_strata <= size)
    for (gsize i = 0; i < n; i++)
      if (i == 0 || draws[i].stratum != draws[i - 1].stratum)
        draws[i].way = -1;
  qsort (draws, n, sizeof *draws, compare_ways);
  for (gsize i = 0; i < size; i++)
    g_array_append_val (sample, draws[i].item);
  for (guint i = sample->len; i > 1; i--)
    {
      guint   j = exm_draw_below (&seed, i);
      guint32 item = g_array_index (sample, guint32, i - 1);

      g_array_index (sample, guint32, i - 1) = g_array_index (sample, guint32, j);
      g_array_index (sample, guint32, j) = item;
    }
  return sample;
}
