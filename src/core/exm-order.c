/* exm-order.c - the user's order of the examples
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-order-private.h"

#include <stdlib.h>
#include <string.h>

#include "exm-sql-private.h"

#define DEFAULT_POS(id) ((gint64)(id) << EXM_ORDER_SHIFT)

/* Distance of rows put into a wide gap; leaves room on both sides. */
#define USUAL_STEP 1024

void
_exm_order_init (ExmOrder *self)
{
  self->by_id = g_array_new (FALSE, FALSE, sizeof (ExmPlace));
  self->by_pos = g_array_new (FALSE, FALSE, sizeof (ExmPlace));
}

void
_exm_order_clear (ExmOrder *self)
{
  g_clear_pointer (&self->by_id, g_array_unref);
  g_clear_pointer (&self->by_pos, g_array_unref);
}

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  const ExmPlace *one = a;
  const ExmPlace *other = b;

  return (one->id > other->id) - (one->id < other->id);
}

int
_exm_order_compare (gconstpointer a,
                    gconstpointer b)
{
  const ExmPlace *one = a;
  const ExmPlace *other = b;

  if (one->pos != other->pos)
    return one->pos > other->pos ? 1 : -1;
  return compare_ids (a, b);
}

/* First element that is not below @key. */
static guint
lower_bound (const GArray   *places,
             const ExmPlace *key,
             GCompareFunc    compare)
{
  guint low = 0;
  guint high = places->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (compare (&g_array_index (places, ExmPlace, middle), key) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

gint64
_exm_order_get_moved (const ExmOrder *self,
                      ExmRowId        id)
{
  ExmPlace key = { id, 0 };
  guint    at = lower_bound (self->by_id, &key, compare_ids);

  if (at < self->by_id->len && g_array_index (self->by_id, ExmPlace, at).id == id)
    return g_array_index (self->by_id, ExmPlace, at).pos;
  return EXM_ORDER_NONE;
}

gint64
_exm_order_get (const ExmOrder *self,
                ExmRowId        id)
{
  gint64 pos = _exm_order_get_moved (self, id);

  return pos != EXM_ORDER_NONE ? pos : DEFAULT_POS (id);
}

void
_exm_order_set (ExmOrder       *self,
                const ExmRowId *ids,
                const gint64   *pos,
                gsize           n)
{
  g_autofree ExmPlace *changes = g_new (ExmPlace, n);
  GArray              *merged = g_array_sized_new (FALSE, FALSE, sizeof (ExmPlace), self->by_id->len + (guint)n);
  guint                at = 0;

  for (gsize i = 0; i < n; i++)
    changes[i] = (ExmPlace){ ids[i], pos[i] };
  if (n > 1)
    qsort (changes, n, sizeof (ExmPlace), compare_ids);

  for (gsize i = 0; i < n; i++)
    {
      while (at < self->by_id->len &&
             g_array_index (self->by_id, ExmPlace, at).id < changes[i].id)
        g_array_append_val (merged, g_array_index (self->by_id, ExmPlace, at++));
      if (at < self->by_id->len && g_array_index (self->by_id, ExmPlace, at).id == changes[i].id)
        at++;
      if (changes[i].pos != EXM_ORDER_NONE)
        g_array_append_val (merged, changes[i]);
    }
  if (at < self->by_id->len)
    g_array_append_vals (merged, &g_array_index (self->by_id, ExmPlace, at),
                         self->by_id->len - at);

  g_array_unref (self->by_id);
  self->by_id = merged;
  g_array_set_size (self->by_pos, 0);
  if (merged->len > 0)
    g_array_append_vals (self->by_pos, merged->data, merged->len);
  g_array_sort (self->by_pos, _exm_order_compare);
}

ExmRowId
_exm_order_before (const ExmOrder *self,
                   guint32         n,
                   gint64          pos)
{
  ExmPlace key = { 0, pos };
  guint    at = lower_bound (self->by_pos, &key, _exm_order_compare);
  ExmRowId best = 0;
  gint64   best_pos = EXM_ORDER_NONE;
  gint64   id = MIN ((pos - 1) >> EXM_ORDER_SHIFT, (gint64)n - 1);

  if (at > 0)
    {
      best = g_array_index (self->by_pos, ExmPlace, at - 1).id;
      best_pos = g_array_index (self->by_pos, ExmPlace, at - 1).pos;
    }
  for (; id >= 1 && DEFAULT_POS (id) > best_pos; id--)
    if (_exm_order_get_moved (self, (ExmRowId)id) == EXM_ORDER_NONE)
      return (ExmRowId)id;
  return best;
}

ExmRowId
_exm_order_after (const ExmOrder *self,
                  guint32         n,
                  gint64          pos)
{
  ExmPlace key = { G_MAXUINT32, pos };
  guint    at = lower_bound (self->by_pos, &key, _exm_order_compare);
  ExmRowId best = 0;
  gint64   best_pos = G_MAXINT64;
  gint64   id = MAX ((pos >> EXM_ORDER_SHIFT) + 1, 1);

  if (at < self->by_pos->len)
    {
      best = g_array_index (self->by_pos, ExmPlace, at).id;
      best_pos = g_array_index (self->by_pos, ExmPlace, at).pos;
    }
  for (; id < n && DEFAULT_POS (id) < best_pos; id++)
    if (_exm_order_get_moved (self, (ExmRowId)id) == EXM_ORDER_NONE)
      return (ExmRowId)id;
  return best;
}

gint64
_exm_order_last (const ExmOrder *self,
                 guint32         n)
{
  gint64 last = 0;

  if (n > 1)
    last = DEFAULT_POS (n - 1);
  if (self->by_pos->len > 0)
    last = MAX (last, g_array_index (self->by_pos, ExmPlace, self->by_pos->len - 1).pos);
  return last;
}

/* Rows around a gap that is too narrow, until evenly spread they all fit. */
static void
push_apart (const ExmOrder *self,
            guint32         n,
            ExmRowId        before,
            gsize           n_new,
            gint64         *new_pos,
            GArray         *pushed)
{
  g_autoptr(GArray) left = g_array_new (FALSE, FALSE, sizeof (ExmRowId));
  g_autoptr(GArray) right = g_array_new (FALSE, FALSE, sizeof (ExmRowId));
  ExmRowId left_end = _exm_order_before (self, n, _exm_order_get (self, before));
  ExmRowId right_end = before;
  gint64   low;
  gint64   step;
  gint64   pos;

  for (;;)
    {
      gint64 need = (gint64)(n_new + left->len + right->len) + 1;
      gint64 high;

      low = left_end != 0 ? _exm_order_get (self, left_end) : EXM_ORDER_NONE;
      high = right_end != 0 ? _exm_order_get (self, right_end) : G_MAXINT64;
      if (left_end == 0 || right_end == 0)
        {
          /* One side is open. */
          step = USUAL_STEP;
          if (left_end == 0)
            low = (right_end != 0 ? high : 0) - step * need;
          break;
        }
      step = (high - low) / need;
      if (step >= 16)
        break;
      g_array_append_val (left, left_end);
      g_array_append_val (right, right_end);
      left_end = _exm_order_before (self, n, low);
      right_end = _exm_order_after (self, n, high);
    }

  pos = low;
  for (guint i = left->len; i > 0; i--)
    {
      ExmPlace place = { g_array_index (left, ExmRowId, i - 1), pos += step };

      g_array_append_val (pushed, place);
    }
  for (gsize i = 0; i < n_new; i++)
    new_pos[i] = pos += step;
  for (guint i = 0; i < right->len; i++)
    {
      ExmPlace place = { g_array_index (right, ExmRowId, i), pos += step };

      g_array_append_val (pushed, place);
    }
}

void
_exm_order_make_room (const ExmOrder *self,
                      guint32         n,
                      ExmRowId        before,
                      gsize           n_new,
                      gint64         *new_pos,
                      GArray         *pushed)
{
  gint64   high;
  gint64   low;
  gint64   step;
  ExmRowId previous;

  if (before == 0)
    {
      low = _exm_order_last (self, n);
      step = CLAMP ((DEFAULT_POS (n) - low) / ((gint64)n_new + 1), 1, 16);
      for (gsize i = 0; i < n_new; i++)
        new_pos[i] = low + step * ((gint64)i + 1);
      return;
    }

  high = _exm_order_get (self, before);
  previous = _exm_order_before (self, n, high);
  low = previous != 0 ? _exm_order_get (self, previous)
                      : high - USUAL_STEP * ((gint64)n_new + 1);
  step = (high - low) / ((gint64)n_new + 1);
  if (step < 1)
    {
      push_apart (self, n, before, n_new, new_pos, pushed);
      return;
    }
  for (gsize i = 0; i < n_new; i++)
    new_pos[i] = low + step * ((gint64)i + 1);
}

gboolean
_exm_order_load (ExmOrder *self,
                 sqlite3  *db,
                 GError  **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  int has_row;

  g_array_set_size (self->by_id, 0);
  g_array_set_size (self->by_pos, 0);
  stmt = _exm_sql_prepare (db, "SELECT id, pos FROM moved ORDER BY id", error);
  if (stmt == NULL)
    return FALSE;
  while ((has_row = _exm_sql_row (stmt, error)) == 1)
    {
      ExmPlace place = { (ExmRowId)sqlite3_column_int64 (stmt, 0),
                         sqlite3_column_int64 (stmt, 1) };

      g_array_append_val (self->by_id, place);
    }
  if (self->by_id->len > 0)
    g_array_append_vals (self->by_pos, self->by_id->data, self->by_id->len);
  g_array_sort (self->by_pos, _exm_order_compare);
  return has_row == 0;
}

static gboolean
is_alive (const guint8 *bits,
          guint32       n,
          ExmRowId      id)
{
  return id < n && (bits[id] & EXM_BIT_ALIVE) != 0;
}

/* The rows that were never moved, of ids from @from up to before @to. */
static gsize
add_alive (ExmRowId     *ids,
           gsize         n_out,
           const guint8 *bits,
           guint32       from,
           guint32       to)
{
  for (guint32 id = from; id < to; id++)
    {
      ids[n_out] = id;
      n_out += bits[id] & EXM_BIT_ALIVE;
    }
  return n_out;
}

static guint
count_alive (const guint8 *bits,
             guint32       from,
             guint32       to)
{
  guint n = 0;

  for (guint32 id = from; id < to; id++)
    n += bits[id] & EXM_BIT_ALIVE;
  return n;
}

/* The first id whose own place is behind @pos. */
static guint32
first_behind (guint32 n,
              gint64  pos)
{
  return (guint32)CLAMP ((pos >> EXM_ORDER_SHIFT) + 1, 1, (gint64)MAX (n, 1));
}

ExmRowId *
_exm_order_dup_alive (const ExmOrder *self,
                      const guint8   *bits,
                      guint32         n,
                      gsize          *n_ids)
{
  /* One more: add_alive() writes before it knows. */
  ExmRowId *ids = g_new (ExmRowId, (gsize)n + 1);
  gsize     n_out = 0;
  guint32   at = 1;
  guint     at_id = 0;

  /* In runs between those that stand elsewhere: mostly it is one. */
  for (guint at_pos = 0; at_pos <= self->by_pos->len; at_pos++)
    {
      const ExmPlace *moved = at_pos < self->by_pos->len ? &g_array_index (self->by_pos, ExmPlace, at_pos) : NULL;
      const guint32   end = moved != NULL ? first_behind (n, moved->pos) : n;

      for (; at_id < self->by_id->len && g_array_index (self->by_id, ExmPlace, at_id).id < end; at_id++)
        {
          const ExmRowId gone = g_array_index (self->by_id, ExmPlace, at_id).id;

          n_out = add_alive (ids, n_out, bits, at, gone);
          at = MAX (at, gone + 1);
        }
      n_out = add_alive (ids, n_out, bits, at, end);
      at = MAX (at, end);
      if (moved != NULL && is_alive (bits, n, moved->id))
        ids[n_out++] = moved->id;
    }
  *n_ids = n_out;
  return ids;
}

void
_exm_order_count_before (const ExmOrder *self,
                         const guint8   *bits,
                         guint32         n,
                         const gint64   *pos,
                         guint           n_pos,
                         guint          *counts)
{
  guint   n_before = 0;
  guint32 at = 1;
  guint   at_id = 0;
  guint   at_pos = 0;

  for (guint i = 0; i < n_pos; i++)
    {
      const guint32 end = first_behind (n, pos[i] - 1);

      n_before += count_alive (bits, at, end);
      at = MAX (at, end);
      for (; at_id < self->by_id->len && g_array_index (self->by_id, ExmPlace, at_id).id < end; at_id++)
        n_before -= is_alive (bits, n, g_array_index (self->by_id, ExmPlace, at_id).id);
      for (; at_pos < self->by_pos->len && g_array_index (self->by_pos, ExmPlace, at_pos).pos < pos[i]; at_pos++)
        n_before += is_alive (bits, n, g_array_index (self->by_pos, ExmPlace, at_pos).id);
      counts[i] = n_before;
    }
}
