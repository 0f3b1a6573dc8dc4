/* exm-split.c - which examples train and which ones are held back to validate
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-split.h"

#include <math.h>
#include <string.h>

/* Rows of one group make a unit, which goes to one side as a whole. Those held by
 * hand come first. Units are visited in a drawn order; one is taken when its label still
 * wants rows, when all limits hold with it, and when every label in it keeps another unit
 * in training. Visiting all labels mixed, not one after the other, spreads what a limit
 * cuts off over all of them.
 *
 * What is drawn for a unit comes from the seed and its group alone, not from its place:
 * posts that are added or taken away leave nearly all others on their side, so that jobs
 * can be compared, and a model that is tuned further has not learned what it is asked.
 *
 * The mixing is written out (SplitMix64, Steele, Lea and Flood 2014) so that
 * a seed means the same with every version of GLib.
 */

/* As ExmSplit. */
enum
{
  HELD_NOWHERE,
  HELD_TRAINING,
  HELD_VALIDATION,
};

typedef struct
{
  guint64 lot;   /* units are visited by rising lots */
  guint32 start; /* in the sorted rows */
  guint32 rows;
  gint64  bytes;
  guint8  held; /* HELD_TRAINING when any row is held there */
} Unit;

typedef struct
{
  guint32 name; /* ExmSplitItem.stratum */
  guint32 rows;
  guint32 units; /* that hold it and are still in training */
  gint64  quota; /* rows still wanted */
} Stratum;

typedef struct
{
  const ExmSplitItem *items;
  guint64             seed;
  guint32            *rows;    /* items sorted by post, label, place */
  guint32            *ordinal; /* item → stratum */
  gsize               n_items;
  Stratum            *strata;
  guint32             n_strata;
  Unit               *units;
  guint32             n_units;
  gint64              total_bytes;
} Draw;

static guint64
mix (guint64 x)
{
  x += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ (x >> 31);
}

static guint64
draw_lot (guint64 seed,
          guint64 what)
{
  return mix (mix (seed) ^ what);
}

static int
compare_rows (gconstpointer a,
              gconstpointer b,
              gpointer      data)
{
  const ExmSplitItem *items = data;
  guint32             i = *(const guint32 *)a;
  guint32             j = *(const guint32 *)b;

  if (items[i].group != items[j].group)
    return items[i].group < items[j].group ? -1 : 1;
  if (items[i].stratum != items[j].stratum)
    return items[i].stratum < items[j].stratum ? -1 : 1;
  return i < j ? -1 : i > j;
}

static void
number_strata (Draw *draw)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);
  gsize i;

  draw->ordinal = g_new (guint32, draw->n_items);
  for (i = 0; i < draw->n_items; i++)
    {
      gpointer key = GUINT_TO_POINTER (draw->items[i].stratum);
      gpointer value;

      if (!g_hash_table_lookup_extended (seen, key, NULL, &value))
        {
          value = GUINT_TO_POINTER (g_hash_table_size (seen));
          g_hash_table_insert (seen, key, value);
        }
      draw->ordinal[i] = GPOINTER_TO_UINT (value);
    }
  draw->n_strata = g_hash_table_size (seen);
  draw->strata = g_new0 (Stratum, draw->n_strata);
  for (i = 0; i < draw->n_items; i++)
    draw->strata[draw->ordinal[i]].name = draw->items[i].stratum;
}

static gboolean
starts_stratum (const Draw *draw,
                const Unit *unit,
                guint32     k)
{
  return k == 0 || draw->ordinal[draw->rows[unit->start + k]] != draw->ordinal[draw->rows[unit->start + k - 1]];
}

static void
build_units (Draw *draw)
{
  gsize i;

  draw->rows = g_new (guint32, draw->n_items);
  for (i = 0; i < draw->n_items; i++)
    draw->rows[i] = (guint32)i;
  g_qsort_with_data (draw->rows, (int)draw->n_items, sizeof (guint32), compare_rows, (gpointer)draw->items);

  draw->units = g_new0 (Unit, draw->n_items);
  for (i = 0; i < draw->n_items; i++)
    {
      const ExmSplitItem *item = &draw->items[draw->rows[i]];
      Unit               *unit;

      if (i == 0 || item->group != draw->items[draw->rows[i - 1]].group)
        draw->units[draw->n_units++] = (Unit){ .lot = draw_lot (draw->seed, item->group), .start = (guint32)i };
      unit = &draw->units[draw->n_units - 1];
      if (starts_stratum (draw, unit, unit->rows))
        draw->strata[draw->ordinal[draw->rows[i]]].units++;
      draw->strata[draw->ordinal[draw->rows[i]]].rows++;
      unit->rows++;
      unit->bytes += item->bytes;
      if (item->held != HELD_NOWHERE && unit->held != HELD_TRAINING)
        unit->held = item->held;
      draw->total_bytes += item->bytes;
    }
}

typedef struct
{
  double  rest;
  guint64 lot;
  guint32 stratum;
} Share;

static int
compare_shares (gconstpointer a,
                gconstpointer b)
{
  const Share *x = a;
  const Share *y = b;

  if (x->rest < y->rest || x->rest > y->rest)
    return x->rest > y->rest ? -1 : 1;
  return x->lot < y->lot ? -1 : x->lot > y->lot;
}

/* Whole parts first, then the largest remainders. */
static void
set_quotas (Draw  *draw,
            gint64 target)
{
  g_autofree Share *shares = g_new0 (Share, MAX (draw->n_strata, 1));
  double            fraction = (double)target / (double)draw->n_items;
  gint64            left = target;
  guint32           n = 0;
  guint32           i;

  for (i = 0; i < draw->n_strata; i++)
    {
      double wish = draw->strata[i].rows * fraction;

      if (draw->strata[i].units < 2)
        continue;
      draw->strata[i].quota = (gint64)floor (wish);
      left -= draw->strata[i].quota;
      shares[n++] = (Share){ wish - floor (wish), draw_lot (draw->seed, draw->strata[i].name), i };
    }
  qsort (shares, n, sizeof (Share), compare_shares);
  for (i = 0; i < n && left > 0; i++, left--)
    draw->strata[shares[i].stratum].quota++;
}

static gboolean
leaves_its_labels (const Draw *draw,
                   const Unit *unit)
{
  for (guint32 k = 0; k < unit->rows; k++)
    if (starts_stratum (draw, unit, k) && draw->strata[draw->ordinal[draw->rows[unit->start + k]]].units < 2)
      return FALSE;
  return TRUE;
}

static void
take (Draw           *draw,
      const Unit     *unit,
      ExmSplitResult *result)
{
  for (guint32 k = 0; k < unit->rows; k++)
    {
      guint32 row = draw->rows[unit->start + k];

      if (starts_stratum (draw, unit, k))
        draw->strata[draw->ordinal[row]].units--;
      draw->strata[draw->ordinal[row]].quota--;
      result->validation[row] = 1;
    }
  result->n_validation += unit->rows;
  result->bytes_validation += unit->bytes;
}

/* A group of one label has to fit into what its label wants; one of several may
 * bring some rows of labels that want none. */
static gboolean
is_wanted (const Draw *draw,
           const Unit *unit)
{
  gint64  over = 0;
  guint32 n_strata = 0;

  for (guint32 k = 0; k < unit->rows;)
    {
      guint32 stratum = draw->ordinal[draw->rows[unit->start + k]];
      guint32 first = k;

      while (k < unit->rows && draw->ordinal[draw->rows[unit->start + k]] == stratum)
        k++;
      over += MAX (0, (gint64)(k - first) - MAX (0, draw->strata[stratum].quota));
      n_strata++;
    }
  return n_strata > 1 ? 2 * over <= unit->rows : over == 0;
}

static gboolean
is_within_limits (const Draw           *draw,
                  const Unit           *unit,
                  const ExmSplitResult *result)
{
  /* v ≤ s (total − v)  ⇔  v ≤ total s / (1 + s) */
  gint64 max_bytes = (gint64)(draw->total_bytes * (EXM_SPLIT_MAX_BYTES_SHARE / (1 + EXM_SPLIT_MAX_BYTES_SHARE)));
  gint64 rows = (gint64)result->n_validation + unit->rows;

  return rows <= EXM_SPLIT_MAX_ROWS && rows + EXM_SPLIT_MIN_TRAINING <= (gint64)draw->n_items &&
         result->bytes_validation + unit->bytes <= max_bytes;
}

static int
compare_units (gconstpointer a,
               gconstpointer b)
{
  const Unit *x = a;
  const Unit *y = b;

  if (x->lot != y->lot)
    return x->lot < y->lot ? -1 : 1;
  return x->start < y->start ? -1 : x->start > y->start;
}

static guint32
count_held (const Draw *draw,
            const Unit *unit)
{
  guint32 n = 0;

  for (guint32 k = 0; k < unit->rows; k++)
    n += draw->items[draw->rows[unit->start + k]].held == HELD_VALIDATION;
  return n;
}

static void
draw_units (Draw           *draw,
            gint64          target,
            ExmSplitResult *result)
{
  qsort (draw->units, draw->n_units, sizeof (Unit), compare_units);
  for (guint32 i = 0; i < draw->n_units; i++)
    if (draw->units[i].held != HELD_VALIDATION)
      continue;
    else if (is_within_limits (draw, &draw->units[i], result))
      take (draw, &draw->units[i], result);
    else
      result->n_refused += count_held (draw, &draw->units[i]);
  for (guint32 i = 0; i < draw->n_units && (gint64)result->n_validation < target; i++)
    {
      const Unit *unit = &draw->units[i];

      if (unit->held == HELD_NOWHERE && (gint64)result->n_validation + unit->rows <= target &&
          is_wanted (draw, unit) && is_within_limits (draw, unit, result) && leaves_its_labels (draw, unit))
        take (draw, unit, result);
    }
}

static gboolean
any_held (const ExmSplitItem *items,
          gsize               n_items)
{
  for (gsize i = 0; i < n_items; i++)
    if (items[i].held == HELD_VALIDATION)
      return TRUE;
  return FALSE;
}

static gint64
wanted_rows (gsize n_items,
             int   percent)
{
  gint64 n = (gint64)n_items;
  gint64 wanted;

  if (percent == EXM_SPLIT_AUTOMATIC)
    percent = n < EXM_SPLIT_AUTOMATIC_FROM ? 0 : EXM_SPLIT_AUTOMATIC_PERCENT;
  percent = CLAMP (percent, 0, EXM_SPLIT_MAX_PERCENT);
  if (percent == 0)
    return 0;
  wanted = MAX (1, (n * percent + 50) / 100);
  wanted = MIN (wanted, n * EXM_SPLIT_MAX_PERCENT / 100);
  wanted = MIN (wanted, n - EXM_SPLIT_MIN_TRAINING);
  return CLAMP (wanted, 0, EXM_SPLIT_MAX_ROWS);
}

ExmSplitResult *
exm_split_run (const ExmSplitItem *items,
               gsize               n_items,
               int                 percent,
               guint64             seed)
{
  ExmSplitResult *result = g_new0 (ExmSplitResult, 1);
  gint64          target = wanted_rows (n_items, percent);
  Draw            draw = { .items = items, .seed = seed, .n_items = n_items };

  g_return_val_if_fail (n_items <= G_MAXINT, result);

  result->validation = g_malloc0 (MAX (n_items, 1));
  if (target > 0 || (percent == EXM_SPLIT_AUTOMATIC && any_held (items, n_items)))
    {
      number_strata (&draw);
      build_units (&draw);
      set_quotas (&draw, target);
      draw_units (&draw, target, result);
      g_free (draw.rows);
      g_free (draw.ordinal);
      g_free (draw.strata);
      g_free (draw.units);
    }
  result->n_training = n_items - result->n_validation;
  for (gsize i = 0; i < n_items; i++)
    result->bytes_training += items[i].bytes;
  result->bytes_training -= result->bytes_validation;
  return result;
}

void
exm_split_result_free (ExmSplitResult *self)
{
  g_free (self->validation);
  g_free (self);
}

/* FNV-1a over the folded text, with a last mix so that near-same short posts do
 * not lie near each other. */
guint64
exm_split_hash (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *folded = g_utf8_casefold (normal != NULL ? normal : text, -1);
  guint64          hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);
  gboolean         space = FALSE;
  gboolean         any = FALSE;

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (g_unichar_isspace (g_utf8_get_char (p)))
        {
          space = any;
          continue;
        }
      if (space)
        hash = (hash ^ ' ') * G_GUINT64_CONSTANT (0x100000001b3);
      space = FALSE;
      any = TRUE;
      for (const char *b = p; b < g_utf8_next_char (p); b++)
        hash = (hash ^ (guchar)*b) * G_GUINT64_CONSTANT (0x100000001b3);
    }
  return mix (hash);
}
