/* exm-tally.c - counters per stored label
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-tally-private.h"

#include "exm-sql-private.h"

void
_exm_tally_init (ExmTally *self)
{
  *self = (ExmTally){ 0 };
  self->slots = g_array_new (FALSE, TRUE, sizeof (ExmTallySlot));
  self->dirty = g_array_new (FALSE, FALSE, sizeof (guint));
}

void
_exm_tally_clear (ExmTally *self)
{
  g_clear_pointer (&self->slots, g_array_unref);
  g_clear_pointer (&self->dirty, g_array_unref);
}

ExmTallySlot *
_exm_tally_slot (ExmTally *self,
                 guint     slot)
{
  if (slot >= self->slots->len)
    g_array_set_size (self->slots, slot + 1);
  return &g_array_index (self->slots, ExmTallySlot, slot);
}

static inline guint
row_slot (guint8  bits,
          guint16 label)
{
  if (label != 0)
    return (guint)label + 1;
  return (bits & EXM_BIT_OUTPUT) != 0 ? EXM_TALLY_SLOT_OUTPUT : EXM_TALLY_SLOT_NONE;
}

static inline ExmMark
row_mark (guint8 bits)
{
  if ((bits & EXM_BIT_SKIPPED) != 0)
    return EXM_MARK_SKIPPED;
  return (bits & EXM_BIT_FLAGGED) != 0 ? EXM_MARK_FLAGGED : EXM_MARK_NONE;
}

/* Once each: an import counts a million rows under a few labels. */
static inline void
mark_dirty (ExmTally     *self,
            ExmTallySlot *counts,
            guint         slot)
{
  if (counts->is_dirty)
    return;
  counts->is_dirty = TRUE;
  g_array_append_val (self->dirty, slot);
}

/* Whether an example is sent, by its bits, and the label that is stored with it. */
static inline gboolean
is_sent (guint8             bits,
         guint16            label,
         const ExmLabelMap *map)
{
  const guint8 mask = EXM_BIT_ALIVE | EXM_BIT_SKIPPED | EXM_BIT_EMPTY;

  return (bits & mask) == EXM_BIT_ALIVE &&
         ((bits & EXM_BIT_OUTPUT) != 0 || (label != 0 && label < map->n && map->effective[label] != 0));
}

static inline void
count_longest (ExmTally *self,
               guint32   tokens,
               int       sign)
{
  if (tokens == self->max_tokens)
    {
      self->n_longest += sign;
    }
  else if (tokens > self->max_tokens)
    {
      self->max_tokens = tokens;
      self->n_longest = 1;
    }
}

gboolean
_exm_tally_needs_scan (const ExmTally *self)
{
  return self->max_stale || (self->max_tokens > 0 && self->n_longest <= 0);
}

void
_exm_tally_row (ExmTally          *self,
                const ExmColumns  *columns,
                const ExmLabelMap *map,
                guint32            row,
                guint32            token_threshold,
                int                sign)
{
  guint8        bits = columns->bits[row];
  guint         slot = row_slot (bits, columns->label[row]);
  guint32       tokens = columns->tokens[row];
  ExmMark       mark = row_mark (bits);
  gboolean      is_empty = (bits & EXM_BIT_EMPTY) != 0;
  ExmTallySlot *counts;

  if ((bits & EXM_BIT_ALIVE) == 0)
    return;

  counts = _exm_tally_slot (self, slot);
  counts->n[mark][is_empty] += sign;
  if ((bits & EXM_BIT_OTHER_SYSTEM) != 0)
    self->other_system += sign;
  /* Who skips a long post has dealt with it. */
  if (tokens > token_threshold && mark != EXM_MARK_SKIPPED)
    self->too_long += sign;
  if (mark != EXM_MARK_SKIPPED && !is_empty)
    {
      counts->tokens += sign * (gint64)tokens;
      counts->bytes += sign * (gint64)columns->bytes[row];
    }
  if (!self->max_stale && is_sent (bits, columns->label[row], map))
    count_longest (self, tokens, sign);
  mark_dirty (self, counts, slot);
}

gboolean
_exm_tally_load (ExmTally *self,
                 sqlite3  *db,
                 GError  **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  int has_row;

  g_array_set_size (self->slots, 0);
  g_array_set_size (self->dirty, 0);
  stmt = _exm_sql_prepare (db,
                           "SELECT slot, plain, plain_empty, skipped, skipped_empty, flagged,"
                           " flagged_empty, tokens, bytes FROM tally",
                           error);
  if (stmt == NULL)
    return FALSE;
  while ((has_row = _exm_sql_row (stmt, error)) == 1)
    {
      gint64        slot = sqlite3_column_int64 (stmt, 0);
      ExmTallySlot *counts;

      if (slot < 0 || slot > EXM_LABEL_MAX + 1)
        continue;
      counts = _exm_tally_slot (self, (guint)slot);
      for (guint i = 0; i < 6; i++)
        counts->n[i / 2][i % 2] = sqlite3_column_int64 (stmt, 1 + (int)i);
      counts->tokens = sqlite3_column_int64 (stmt, 7);
      counts->bytes = sqlite3_column_int64 (stmt, 8);
    }
  return has_row == 0;
}

void
_exm_tally_scan (ExmTally          *self,
                 const ExmColumns  *columns,
                 const ExmLabelMap *map,
                 guint32            token_threshold)
{
  guint32 longest = 0;
  gint64  n_longest = 0;
  gint64  too_long = 0;

  for (guint32 row = 1; row < columns->n; row++)
    {
      guint8  bits = columns->bits[row];
      guint16 label = columns->label[row];
      guint32 tokens = columns->tokens[row];

      too_long += (bits & (EXM_BIT_ALIVE | EXM_BIT_SKIPPED)) == EXM_BIT_ALIVE && tokens > token_threshold;
      if (tokens < longest || !is_sent (bits, label, map))
        continue;
      n_longest = tokens > longest ? 1 : n_longest + 1;
      longest = tokens;
    }
  self->max_tokens = longest;
  self->n_longest = n_longest;
  self->too_long = too_long;
  self->max_stale = FALSE;
}
