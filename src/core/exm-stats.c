/* exm-stats.c - the live counters of a dataset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-stats.h"

#include <string.h>

#include "exm-label.h"
#include "exm-stats-private.h"

/* Bytes of an example's line besides its texts, the system instruction's frame
 * included: {"systemInstruction":{"role":"system","parts":[{"text":""}]},
 * "contents":[{"role":"user","parts":[{"text":""}]},
 * {"role":"model","parts":[{"text":""}]}]} and the line's end. */
#define FRAME_BYTES 165

typedef struct
{
  ExmStats        stats; /* first: what callers hold */
  gatomicrefcount ref_count;
  char           *names; /* all of them, one block */
} ExmStatsBlock;

static gpointer
stats_copy (gpointer boxed)
{
  return (gpointer)exm_stats_ref (boxed);
}

static void
stats_free (gpointer boxed)
{
  exm_stats_unref (boxed);
}

G_DEFINE_BOXED_TYPE (ExmStats, exm_stats, stats_copy, stats_free)

const ExmStats *
exm_stats_ref (const ExmStats *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&((ExmStatsBlock *)self)->ref_count);
  return self;
}

void
exm_stats_unref (const ExmStats *self)
{
  ExmStatsBlock *block = (ExmStatsBlock *)self;

  if (self == NULL || !g_atomic_ref_count_dec (&block->ref_count))
    return;
  g_free (block->names);
  g_free ((gpointer)self->labels);
  g_free (block);
}

/* Rows of one slot, which all have an output or all have none. */
static void
add_slot (ExmStats           *stats,
          const ExmTallySlot *slot,
          gboolean            has_output,
          gint64              extra_tokens,
          gint64              extra_bytes)
{
  gint64 n[EXM_MARK_FLAGGED + 1];
  gint64 total = 0;
  gint64 ready = slot->n[EXM_MARK_NONE][FALSE] + slot->n[EXM_MARK_FLAGGED][FALSE];

  for (guint mark = 0; mark < G_N_ELEMENTS (n); mark++)
    {
      n[mark] = slot->n[mark][FALSE] + slot->n[mark][TRUE];
      total += n[mark];
      stats->n_problem[EXM_PROBLEM_EMPTY] += (guint)slot->n[mark][TRUE];
    }
  stats->n_examples += (guint)total;
  stats->n_state[EXM_STATE_SKIPPED] += (guint)n[EXM_MARK_SKIPPED];
  stats->n_state[EXM_STATE_FLAGGED] += (guint)n[EXM_MARK_FLAGGED];
  stats->n_state[has_output ? EXM_STATE_DONE : EXM_STATE_TODO] += (guint)n[EXM_MARK_NONE];
  if (has_output)
    {
      stats->n_labelled += (guint)total;
      stats->n_ready += (guint)ready;
      stats->tokens_ready += slot->tokens + ready * extra_tokens;
      stats->bytes_ready += slot->bytes + ready * extra_bytes;
    }
}

static gint64
slot_total (const ExmTallySlot *slot)
{
  gint64 total = 0;

  for (guint mark = 0; mark <= EXM_MARK_FLAGGED; mark++)
    total += slot->n[mark][FALSE] + slot->n[mark][TRUE];
  return total;
}

static void
add_slots (ExmStats *stats,
           ExmStore *store,
           guint    *by_label,
           gint64    task_tokens,
           gint64    task_bytes)
{
  const GArray *slots = store->tally.slots;

  for (guint i = 0; i < slots->len; i++)
    {
      const ExmTallySlot *slot = &g_array_index (slots, ExmTallySlot, i);
      const ExmLabelRow  *label = NULL;
      gsize               length = 0;

      if (i > EXM_TALLY_SLOT_OUTPUT && i - 1 < store->map.n)
        label = _exm_labels_get (&store->labels, store->map.effective[i - 1]);
      if (label != NULL)
        {
          length = strlen (label->name);
          by_label[label->id] += (guint)slot_total (slot);
        }
      add_slot (stats, slot, label != NULL || i == EXM_TALLY_SLOT_OUTPUT,
                task_tokens + (label != NULL ? _exm_text_tokens (label->name, length) : 0),
                task_bytes + (gint64)length);
    }
}

static void
list_labels (ExmStatsBlock *block,
             ExmStore      *store,
             const guint   *by_label)
{
  g_autoptr(GPtrArray) list = _exm_labels_list (&store->labels);
  ExmLabelStat *labels = g_new (ExmLabelStat, list->len);
  gsize         size = 0;
  char         *at;

  for (guint i = 0; i < list->len; i++)
    size += strlen (((const ExmLabelRow *)list->pdata[i])->name) + 1;
  at = block->names = g_malloc (size + 1);
  for (guint i = 0; i < list->len; i++)
    {
      const ExmLabelRow *row = list->pdata[i];
      gsize              length = strlen (row->name) + 1;

      labels[i] = (ExmLabelStat){ row->id, memcpy (at, row->name, length), by_label[row->id] };
      at += length;
      if (labels[i].count > 0 && labels[i].count < EXM_RARE_LABEL &&
          !exm_label_is_kept_rare (store->task->apart, row->name))
        block->stats.n_problem[EXM_PROBLEM_RARE_LABEL]++;
    }
  block->stats.labels = labels;
  block->stats.n_labels = list->len;
}

ExmStats *
_exm_stats_new (ExmStore *store)
{
  ExmStatsBlock    *block = g_new0 (ExmStatsBlock, 1);
  ExmStats         *stats = &block->stats;
  const ExmTask    *task = store->task;
  g_autofree guint *by_label = g_new0 (guint, (gsize)store->map.n + 1);

  g_atomic_ref_count_init (&block->ref_count);
  if (_exm_tally_needs_scan (&store->tally))
    _exm_tally_scan (&store->tally, &store->columns, &store->map, store->token_threshold);

  add_slots (stats, store, by_label, store->tally.overhead,
             (gint64)(FRAME_BYTES + strlen (task->system_instruction) +
                      strlen (task->input_template) + strlen (task->output_template)));
  list_labels (block, store, by_label);
  if (store->tally.max_tokens > 0)
    stats->max_tokens = store->tally.max_tokens + store->tally.overhead;
  stats->n_quarantined = (guint)store->counters[EXM_COUNTER_QUARANTINED];
  stats->n_problem[EXM_PROBLEM_UNLABELLED] = stats->n_state[EXM_STATE_TODO];
  stats->n_problem[EXM_PROBLEM_DUPLICATE] = (guint)store->duplicates.n_duplicates;
  stats->n_problem[EXM_PROBLEM_CONFLICT] = (guint)store->duplicates.n_conflicts;
  stats->n_problem[EXM_PROBLEM_OTHER_SYSTEM] = (guint)store->tally.other_system;
  stats->n_problem[EXM_PROBLEM_TOO_LONG] = (guint)store->tally.too_long;
  stats->n_problem[EXM_PROBLEM_QUARANTINE] = stats->n_quarantined;
  stats->n_problem[EXM_PROBLEM_NO_SYSTEM] = *task->system_instruction == '\0';
  return stats;
}
