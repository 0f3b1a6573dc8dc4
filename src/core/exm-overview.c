/* exm-overview.c - a dataset in figures, for pictures of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-overview-private.h"

#include <string.h>

#include "exm-query-private.h"

/* As many bins of a length as can be told apart in a small picture, and the share of
 * the rows that has to lie before the open last one. */
#define BINS_MAX 20
#define BINS_SHARE 0.99

/* --- what is counted ---------------------------------------------------------------- */

void
_exm_overview_facts_read (ExmOverviewFacts *self,
                          ExmDataset       *dataset)
{
  const ExmColumns  *columns = _exm_dataset_lock_read (dataset);
  const ExmLabelMap *map = _exm_dataset_get_label_map (dataset);

  self->n = columns->n;
  self->n_labels = map->n;
  self->order = _exm_dataset_dup_order (dataset, &self->n_order);
  self->label = g_new (guint16, self->n);
  for (ExmRowId id = 0; id < self->n; id++)
    self->label[id] = columns->label[id] < map->n ? map->effective[columns->label[id]] : 0;
  self->bits = g_memdup2 (columns->bits, self->n);
  self->chars = g_memdup2 (columns->chars, self->n * sizeof (guint32));
  self->tokens = g_memdup2 (columns->tokens, self->n * sizeof (guint32));
  self->hash = g_memdup2 (columns->hash, self->n * sizeof (guint64));
  self->duplicates = _exm_dataset_dup_duplicate_bits (dataset);
  _exm_dataset_unlock_read (dataset);
}

void
_exm_overview_facts_clear (ExmOverviewFacts *self)
{
  g_free (self->order);
  g_free (self->label);
  g_free (self->bits);
  g_free (self->chars);
  g_free (self->tokens);
  g_free (self->hash);
  g_free (self->duplicates);
}

static guint8
bucket_of_copies (guint32 n)
{
  return n <= 2 ? (guint8)(n - 1) : n <= 5  ? 2
                                  : n <= 10 ? 3
                                            : 4;
}

/* Rows of one group find each other by an open-addressed table of row ids; only rows
 * that are in a group at all, so it is small. */
guint8 *
_exm_overview_dup_copies (const ExmOverviewFacts *facts)
{
  guint8             *copies = g_malloc (facts->n);
  guint32             size = 1024;
  g_autofree guint32 *table = NULL;
  g_autofree guint32 *counts = NULL;
  g_autofree guint32 *slot_of = NULL;

  while (size / 2 <= facts->n_order)
    size *= 2;
  table = g_new0 (guint32, size);
  counts = g_new0 (guint32, size);
  slot_of = g_new (guint32, facts->n);
  memset (copies, 255, facts->n);
  for (gsize i = 0; i < facts->n_order; i++)
    {
      const ExmRowId id = facts->order[i];
      guint32        at = (guint32)(facts->hash[id] * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15) >> 32) & (size - 1);

      if ((facts->bits[id] & EXM_BIT_EMPTY) != 0)
        continue;
      while (table[at] != 0 && facts->hash[table[at]] != facts->hash[id])
        at = (at + 1) & (size - 1);
      table[at] = id;
      counts[at]++;
      slot_of[id] = at;
    }
  for (gsize i = 0; i < facts->n_order; i++)
    if ((facts->bits[facts->order[i]] & EXM_BIT_EMPTY) == 0)
      copies[facts->order[i]] = bucket_of_copies (counts[slot_of[facts->order[i]]]);
  return copies;
}

static ExmState
state_of (const ExmOverviewFacts *facts,
          ExmRowId                id)
{
  const guint8 bits = facts->bits[id];

  if ((bits & EXM_BIT_SKIPPED) != 0)
    return EXM_STATE_SKIPPED;
  if ((bits & EXM_BIT_FLAGGED) != 0)
    return EXM_STATE_FLAGGED;
  return facts->label[id] != 0 || (bits & EXM_BIT_OUTPUT) != 0 ? EXM_STATE_DONE : EXM_STATE_TODO;
}

/* --- lengths ---------------------------------------------------------------------------- */

static int
compare_uint32 (gconstpointer a,
                gconstpointer b)
{
  const guint32 x = *(const guint32 *)a;
  const guint32 y = *(const guint32 *)b;

  return (x > y) - (x < y);
}

/* Counting sort up to a length that nearly all posts keep to. */
static guint32 *
dup_sorted (const guint32  *values,
            const ExmRowId *ids,
            gsize           n)
{
  enum
  {
    SMALL = 1 << 16
  };
  guint32            *sorted = g_new (guint32, n + 1);
  g_autofree guint32 *counts = g_new0 (guint32, SMALL);
  gsize               at = 0;
  gsize               n_large = n;

  for (gsize i = 0; i < n; i++)
    if (values[ids[i]] < SMALL)
      counts[values[ids[i]]]++;
    else
      sorted[--n_large] = values[ids[i]];
  for (guint32 value = 0; value < SMALL; value++)
    for (guint32 k = counts[value]; k > 0; k--)
      sorted[at++] = value;
  qsort (sorted + n_large, n - n_large, sizeof (guint32), compare_uint32);
  return sorted;
}

/* 1, 2, 5, 10, 20 … */
static guint
round_width (guint least)
{
  guint ten = 1;

  for (;; ten *= 10)
    for (guint k = 0; k < 3; k++)
      {
        static const guint steps[] = { 1, 2, 5 };

        if (steps[k] * ten >= least)
          return steps[k] * ten;
      }
}

static void
count_length (ExmOverviewLength *self,
              const guint32     *values,
              const ExmRowId    *ids,
              gsize              n)
{
  g_autofree guint32 *sorted = dup_sorted (values, ids, n);
  guint               most;

  if (n == 0)
    return;
  self->median = sorted[(n - 1) / 2];
  self->longest = sorted[n - 1];
  most = sorted[(gsize)((double)(n - 1) * BINS_SHARE)];
  self->width = round_width (most / BINS_MAX + 1);
  self->n_bins = MIN (most, self->longest) / self->width + 1;
  if (self->longest / self->width + 1 > self->n_bins)
    self->n_bins++;
  self->bins = g_new0 (ExmOverviewBin, self->n_bins);
  for (guint i = 0; i < self->n_bins; i++)
    self->bins[i] = (ExmOverviewBin){ i * self->width, (i + 1) * self->width - 1, 0 };
  self->bins[self->n_bins - 1].last = MAX (self->bins[self->n_bins - 1].last, self->longest);
  for (gsize i = 0; i < n; i++)
    self->bins[MIN (sorted[i] / self->width, self->n_bins - 1)].count++;
}

/* --- labels ------------------------------------------------------------------------------- */

static int
compare_labels (gconstpointer a,
                gconstpointer b)
{
  const ExmOverviewLabel *x = a;
  const ExmOverviewLabel *y = b;

  /* Rows without one stand last, however many. */
  if ((x->label == 0) != (y->label == 0))
    return x->label == 0 ? 1 : -1;
  return x->count != y->count ? (x->count < y->count) - (x->count > y->count)
                              : (x->label > y->label) - (x->label < y->label);
}

static void
describe_label (ExmOverview      *self,
                ExmOverviewLabel *label,
                guint32          *lengths)
{
  const guint n = label->count;

  qsort (lengths, n, sizeof (guint32), compare_uint32);
  label->shortest = lengths[0];
  label->quarter = lengths[(n - 1) / 4];
  label->median = lengths[(n - 1) / 2];
  label->three_quarters = lengths[(gsize)(n - 1) * 3 / 4];
  label->longest = lengths[n - 1];
  label->by_length = g_new0 (guint, self->chars.n_bins);
  for (guint i = 0; i < n; i++)
    label->by_length[MIN (lengths[i] / self->chars.width, self->chars.n_bins - 1)]++;
}

/* The lengths of each label's posts, side by side. */
static void
count_labels (ExmOverview            *self,
              const ExmOverviewFacts *facts)
{
  const guint         n_labels = MAX (facts->n_labels, 1);
  g_autofree gsize   *starts = g_new0 (gsize, n_labels + 1);
  g_autofree gsize   *next = NULL;
  g_autofree guint32 *lengths = g_new (guint32, facts->n_order + 1);

  for (gsize i = 0; i < facts->n_order; i++)
    starts[facts->label[facts->order[i]] + 1]++;
  for (guint i = 0; i < n_labels; i++)
    starts[i + 1] += starts[i];
  next = g_memdup2 (starts, (n_labels + 1) * sizeof (gsize));
  for (gsize i = 0; i < facts->n_order; i++)
    lengths[next[facts->label[facts->order[i]]]++] = facts->chars[facts->order[i]];

  self->labels = g_new0 (ExmOverviewLabel, n_labels);
  for (guint i = 0; i < n_labels; i++)
    {
      ExmOverviewLabel label = { .label = (ExmLabelId)i, .count = (guint)(starts[i + 1] - starts[i]) };

      if (label.count == 0)
        continue;
      describe_label (self, &label, lengths + starts[i]);
      self->labels[self->n_label_rows++] = label;
      self->n_labels += i != 0;
    }
  if (self->n_label_rows > 0)
    qsort (self->labels, self->n_label_rows, sizeof (ExmOverviewLabel), compare_labels);
}

/* --- all ------------------------------------------------------------------------------------ */

static void
count_rows (ExmOverview            *self,
            const ExmOverviewFacts *facts)
{
  g_autofree guint8 *copies = _exm_overview_dup_copies (facts);

  self->n_rows = (guint)facts->n_order;
  for (gsize i = 0; i < facts->n_order; i++)
    {
      const ExmRowId id = facts->order[i];

      self->n_state[state_of (facts, id)]++;
      self->n_free_text += facts->label[id] == 0 && (facts->bits[id] & EXM_BIT_OUTPUT) != 0;
      self->n_empty += (facts->bits[id] & EXM_BIT_EMPTY) != 0;
      self->n_copies += (facts->duplicates[id] & 1) != 0;
      self->n_conflicts += (facts->duplicates[id] & 2) != 0;
      if (copies[id] < EXM_OVERVIEW_N_COPIES)
        self->n_in_copies[copies[id]]++;
    }
}

ExmOverview *
exm_overview_new_sync (ExmDataset   *dataset,
                       GCancellable *cancellable,
                       GError      **error)
{
  g_auto(ExmOverviewFacts) facts = { 0 };
  g_autoptr(ExmOverview) self = g_new0 (ExmOverview, 1);
  g_autofree gint64 *times = NULL;

  g_return_val_if_fail (EXM_IS_DATASET (dataset), NULL);

  _exm_overview_facts_read (&facts, dataset);
  count_rows (self, &facts);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  count_length (&self->chars, facts.chars, facts.order, facts.n_order);
  count_length (&self->tokens, facts.tokens, facts.order, facts.n_order);
  count_labels (self, &facts);
  times = _exm_overview_dup_times (dataset, &facts, &self->time, cancellable, error);
  if (times == NULL)
    return NULL;
  _exm_overview_count_times (self, &facts, times);
  return g_steal_pointer (&self);
}

void
exm_overview_free (ExmOverview *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_label_rows; i++)
    g_free (self->labels[i].by_length);
  g_free (self->labels);
  g_free (self->chars.bins);
  g_free (self->tokens.bins);
  g_free (self->spans);
  g_free (self);
}

static void
new_thread (GTask        *task,
            gpointer      source_object,
            gpointer      task_data,
            GCancellable *cancellable)
{
  GError      *error = NULL;
  ExmOverview *self = exm_overview_new_sync (source_object, cancellable, &error);

  if (self != NULL)
    g_task_return_pointer (task, self, (GDestroyNotify)exm_overview_free);
  else
    g_task_return_error (task, error);
}

void
exm_overview_new_async (ExmDataset         *dataset,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (EXM_IS_DATASET (dataset));

  task = g_task_new (dataset, cancellable, callback, user_data);
  g_task_set_source_tag (task, exm_overview_new_async);
  g_task_run_in_thread (task, new_thread);
}

ExmOverview *
exm_overview_new_finish (ExmDataset   *dataset,
                         GAsyncResult *result,
                         GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, dataset), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
