/* exm-alpha.c - how far any number of deciders agree
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-review"

#include "config.h"

#include <math.h>
#include <string.h>

#include "exm-agreement.h"
#include "exm-draw.h"

/* For nominal data alpha needs two things of a unit: how often it was given what,
 * and how much its values disagree among themselves, pairs of unlike values over
 * m - 1 (Krippendorff 2011, section C, summed along a row of the coincidence
 * matrix). So a unit drawn again costs only its values. */

#define MAX_DRAWS 1000
#define MIN_DRAWS 200
#define MAX_WORK 50000000

typedef struct
{
  guint32 *start;  /* n_units + 1, into values */
  guint32 *values; /* ordinals */
  double  *unlike; /* of each unit */
  gsize    n_units;
  gsize    n_kinds;
  gint64  *totals; /* by ordinal: of the draw at hand */
} Units;

static guint32
ordinal_of (GHashTable *ordinals,
            guint32     value)
{
  gpointer ordinal;

  if (g_hash_table_lookup_extended (ordinals, GUINT_TO_POINTER (value), NULL, &ordinal))
    return GPOINTER_TO_UINT (ordinal);
  g_hash_table_insert (ordinals, GUINT_TO_POINTER (value), GUINT_TO_POINTER (g_hash_table_size (ordinals)));
  return g_hash_table_size (ordinals) - 1;
}

static double
unlike_pairs (const guint32 *values,
              guint          m)
{
  guint unlike = 0;

  for (guint i = 0; i < m; i++)
    for (guint k = 0; k < m; k++)
      unlike += values[i] != values[k];
  return (double)unlike / (double)(m - 1);
}

static void
read_units (Units         *units,
            const guint32 *values,
            gsize          n_units,
            guint          n_raters)
{
  g_autoptr(GHashTable) ordinals = g_hash_table_new (NULL, NULL);
  gsize at = 0;

  units->start = g_new (guint32, n_units + 1);
  units->values = g_new (guint32, n_units * n_raters + 1);
  units->unlike = g_new (double, n_units + 1);
  for (gsize u = 0; u < n_units; u++)
    {
      gsize first = at;

      for (guint r = 0; r < n_raters; r++)
        if (values[u * n_raters + r] != 0)
          units->values[at++] = ordinal_of (ordinals, values[u * n_raters + r]);
      if (at - first < 2)
        at = first;
      else
        {
          units->start[units->n_units] = (guint32)first;
          units->unlike[units->n_units++] = unlike_pairs (units->values + first, (guint)(at - first));
        }
    }
  units->start[units->n_units] = (guint32)at;
  units->n_kinds = g_hash_table_size (ordinals);
  units->totals = g_new0 (gint64, units->n_kinds + 1);
}

static double
add_unit (Units *units,
          gsize  unit)
{
  for (guint32 i = units->start[unit]; i < units->start[unit + 1]; i++)
    units->totals[units->values[i]]++;
  return units->unlike[unit];
}

/* 1 - (n - 1) × observed unlike pairs ÷ unlike pairs by chance; NaN when there are none. */
static double
alpha_of (const Units *units,
          double       unlike)
{
  double n = 0;
  double like = 0;

  for (gsize i = 0; i < units->n_kinds; i++)
    {
      n += (double)units->totals[i];
      like += (double)units->totals[i] * (double)units->totals[i];
    }
  return n * n - like > 0 ? 1 - (n - 1) * unlike / (n * n - like) : NAN;
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double one = *(const double *)a;
  double other = *(const double *)b;

  return (one > other) - (one < other);
}

static void
draw_interval (Units    *units,
               guint64   seed,
               ExmAlpha *self)
{
  guint              n_draws = (guint)CLAMP (MAX_WORK / MAX (self->n_values, 1), MIN_DRAWS, MAX_DRAWS);
  g_autofree double *draws = g_new (double, n_draws);
  guint              n = 0;

  for (guint d = 0; d < n_draws; d++)
    {
      double unlike = 0;

      memset (units->totals, 0, units->n_kinds * sizeof *units->totals);
      for (gsize u = 0; u < units->n_units; u++)
        unlike += add_unit (units, exm_draw_below (&seed, (guint32)units->n_units));
      draws[n] = alpha_of (units, unlike);
      /* A draw of one answer only says nothing. */
      n += !isnan (draws[n]);
    }
  if (n == 0)
    return;
  qsort (draws, n, sizeof *draws, compare_doubles);
  self->low = draws[(guint)floor (0.025 * (n - 1))];
  self->high = draws[(guint)ceil (0.975 * (n - 1))];
}

ExmAlpha
exm_alpha (const guint32 *values,
           gsize          n_units,
           guint          n_raters,
           guint64        seed)
{
  ExmAlpha self = { .alpha = NAN, .low = NAN, .high = NAN };
  Units    units = { 0 };
  double   unlike = 0;

  g_return_val_if_fail (n_units < G_MAXINT32 / MAX (n_raters, 1), self);

  read_units (&units, values, n_units, n_raters);
  for (gsize u = 0; u < units.n_units; u++)
    unlike += add_unit (&units, u);
  self.n_units = units.n_units;
  self.n_values = units.start[units.n_units];
  self.alpha = alpha_of (&units, unlike);
  if (!isnan (self.alpha))
    draw_interval (&units, seed, &self);
  g_free (units.start);
  g_free (units.values);
  g_free (units.unlike);
  g_free (units.totals);
  return self;
}
