/* exm-agreement.c - how far two deciders agree, counted
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-review"

#include "config.h"

#include "exm-agreement.h"

#include <math.h>

#define Z_95 1.959963984540054

/* --- counting ------------------------------------------------------------------------ */

typedef struct
{
  guint32 a;
  guint32 b;
  gsize   n;
} Cell;

typedef struct
{
  GArray *cells;  /* of Cell that are not empty, by a, then b */
  GArray *labels; /* of ExmLabelAgreement, by category */
  gsize   n;
} Table;

static int
compare_pairs (gconstpointer a,
               gconstpointer b)
{
  const guint64 *one = a;
  const guint64 *other = b;

  return (*one > *other) - (*one < *other);
}

static int
compare_categories (gconstpointer a,
                    gconstpointer b)
{
  guint32 one = ((const ExmLabelAgreement *)a)->category;
  guint32 other = ((const ExmLabelAgreement *)b)->category;

  return (one > other) - (one < other);
}

static ExmLabelAgreement *
find_label (const Table *table,
            guint32      category)
{
  guint low = 0;
  guint high = table->labels->len;

  while (low < high)
    {
      guint              middle = (low + high) / 2;
      ExmLabelAgreement *label = &g_array_index (table->labels, ExmLabelAgreement, middle);

      if (label->category == category)
        return label;
      if (label->category < category)
        low = middle + 1;
      else
        high = middle;
    }
  g_assert_not_reached ();
}

static void
list_categories (Table         *table,
                 const guint64 *pairs,
                 gsize          n)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (gsize i = 0; i < n; i++)
    {
      guint32 both[] = { (guint32)(pairs[i] >> 32), (guint32)pairs[i] };

      for (guint k = 0; k < 2; k++)
        if (g_hash_table_add (seen, GUINT_TO_POINTER (both[k])))
          {
            ExmLabelAgreement label = { .category = both[k] };

            g_array_append_val (table->labels, label);
          }
    }
  g_array_sort (table->labels, compare_categories);
}

static void
count (Table         *table,
       const guint32 *a,
       const guint32 *b,
       gsize          n)
{
  g_autofree guint64 *pairs = g_new (guint64, MAX (n, 1));
  gsize               used = 0;

  table->cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  table->labels = g_array_new (FALSE, FALSE, sizeof (ExmLabelAgreement));
  for (gsize i = 0; i < n; i++)
    if (a[i] != 0 && b[i] != 0)
      pairs[used++] = (guint64)a[i] << 32 | b[i];
  qsort (pairs, used, sizeof *pairs, compare_pairs);
  table->n = used;
  list_categories (table, pairs, used);

  for (gsize i = 0, end; i < used; i = end)
    {
      Cell cell = { (guint32)(pairs[i] >> 32), (guint32)pairs[i], 0 };

      for (end = i; end < used && pairs[end] == pairs[i]; end++)
        cell.n++;
      g_array_append_val (table->cells, cell);
      find_label (table, cell.a)->n_a += cell.n;
      find_label (table, cell.b)->n_b += cell.n;
      if (cell.a == cell.b)
        find_label (table, cell.a)->n_both += cell.n;
    }
}

static void
table_clear (Table *table)
{
  g_array_unref (table->cells);
  g_array_unref (table->labels);
}

/* --- kappa ---------------------------------------------------------------------------- */

/* The variance of Fleiss, Cohen and Everitt, each share times n. */
static double
kappa_variance (const Table    *table,
                const ExmKappa *kappa)
{
  const double n = (double)table->n;
  const double po = kappa->observed;
  const double pe = kappa->chance;
  double       diagonal = 0;
  double       beside = 0;
  double       rest;

  for (guint i = 0; i < table->cells->len; i++)
    {
      const Cell *cell = &g_array_index (table->cells, Cell, i);
      double      share = (double)cell->n / n;
      /* One decider's share of the other's answer, crosswise. */
      double row_of_b = (double)find_label (table, cell->b)->n_a / n;
      double column_of_a = (double)find_label (table, cell->a)->n_b / n;

      if (cell->a == cell->b)
        diagonal += share * pow ((1 - pe) - (row_of_b + column_of_a) * (1 - po), 2);
      else
        beside += share * pow (column_of_a + row_of_b, 2);
    }
  rest = po * pe - 2 * pe + po;
  return MAX (0, (diagonal + (1 - po) * (1 - po) * beside - rest * rest) / (n * pow (1 - pe, 4)));
}

ExmKappa
exm_kappa (const guint32 *a,
           const guint32 *b,
           gsize          n)
{
  ExmKappa self = { .kappa = NAN, .low = NAN, .high = NAN };
  Table    table;

  count (&table, a, b, n);
  self.n = table.n;
  for (guint i = 0; i < table.labels->len; i++)
    {
      const ExmLabelAgreement *label = &g_array_index (table.labels, ExmLabelAgreement, i);

      self.n_agreed += label->n_both;
      self.chance += (double)label->n_a / (double)table.n * ((double)label->n_b / (double)table.n);
    }
  if (table.n > 0)
    self.observed = (double)self.n_agreed / (double)table.n;
  if (table.n > 0 && table.labels->len > 1)
    {
      double reach = Z_95 * sqrt (kappa_variance (&table, &self));

      self.kappa = (self.observed - self.chance) / (1 - self.chance);
      self.low = MAX (-1, self.kappa - reach);
      self.high = MIN (1, self.kappa + reach);
      if (self.n_agreed == self.n)
        self.low = MAX (-1, (pow (0.025, 1.0 / (double)self.n) - self.chance) / (1 - self.chance));
    }
  table_clear (&table);
  return self;
}

/* --- by label, by pair ------------------------------------------------------------------- */

static int
compare_shares (gconstpointer a,
                gconstpointer b)
{
  const ExmLabelAgreement *one = a;
  const ExmLabelAgreement *other = b;

  if (one->share < other->share || one->share > other->share)
    return one->share < other->share ? -1 : 1;
  if (one->n_a + one->n_b != other->n_a + other->n_b)
    return one->n_a + one->n_b > other->n_a + other->n_b ? -1 : 1;
  return compare_categories (a, b);
}

GArray *
exm_agreement_by_label (const guint32 *a,
                        const guint32 *b,
                        gsize          n)
{
  GArray *labels;
  Table   table;

  count (&table, a, b, n);
  labels = g_array_ref (table.labels);
  table_clear (&table);
  for (guint i = 0; i < labels->len; i++)
    {
      ExmLabelAgreement *label = &g_array_index (labels, ExmLabelAgreement, i);

      label->share = 2.0 * (double)label->n_both / (double)(label->n_a + label->n_b);
    }
  g_array_sort (labels, compare_shares);
  return labels;
}

static int
compare_confusions (gconstpointer a,
                    gconstpointer b)
{
  const ExmConfusion *one = a;
  const ExmConfusion *other = b;

  if (one->n != other->n)
    return one->n > other->n ? -1 : 1;
  if (one->one != other->one)
    return one->one < other->one ? -1 : 1;
  return (one->other > other->other) - (one->other < other->other);
}

GArray *
exm_agreement_confusions (const guint32 *a,
                          const guint32 *b,
                          gsize          n)
{
  GArray             *confusions = g_array_new (FALSE, FALSE, sizeof (ExmConfusion));
  g_autofree guint32 *low = g_new (guint32, MAX (n, 1));
  g_autofree guint32 *high = g_new (guint32, MAX (n, 1));
  Table               table;

  /* Both directions are one. */
  for (gsize i = 0; i < n; i++)
    {
      low[i] = MIN (a[i], b[i]);
      high[i] = MAX (a[i], b[i]);
    }
  count (&table, low, high, n);
  for (guint i = 0; i < table.cells->len; i++)
    {
      const Cell *cell = &g_array_index (table.cells, Cell, i);

      if (cell->a != cell->b)
        {
          ExmConfusion confusion = { cell->a, cell->b, cell->n };

          g_array_append_val (confusions, confusion);
        }
    }
  table_clear (&table);
  g_array_sort (confusions, compare_confusions);
  return confusions;
}
