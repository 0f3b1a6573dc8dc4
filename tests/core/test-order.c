/* test-order.c - rows where the user put them, against a plain list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "exm-order-private.h"

#define N_ROWS 2000
#define N_STEPS 400

typedef struct
{
  ExmOrder order;
  guint8   bits[N_ROWS];
  GArray  *list; /* of ExmRowId, dead ones too, as they stand */
} Fixture;

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  _exm_order_init (&self->order);
  self->list = g_array_new (FALSE, FALSE, sizeof (ExmRowId));
  for (ExmRowId id = 1; id < N_ROWS; id++)
    {
      self->bits[id] = EXM_BIT_ALIVE | EXM_BIT_OUTPUT;
      g_array_append_val (self->list, id);
    }
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  _exm_order_clear (&self->order);
  g_array_unref (self->list);
}

static guint
find (Fixture *self,
      ExmRowId id)
{
  for (guint i = 0; i < self->list->len; i++)
    if (g_array_index (self->list, ExmRowId, i) == id)
      return i;
  g_assert_not_reached ();
}

/* What the order says and what the list says, row by row. */
static void
compare (Fixture *self)
{
  gsize                n = 0;
  g_autofree ExmRowId *ids = _exm_order_dup_alive (&self->order, self->bits, N_ROWS, &n);
  g_autofree gint64   *pos = g_new (gint64, N_ROWS);
  g_autofree guint    *counts = g_new (guint, N_ROWS);
  guint                n_alive = 0;

  for (guint i = 0; i < self->list->len; i++)
    {
      const ExmRowId id = g_array_index (self->list, ExmRowId, i);

      if ((self->bits[id] & EXM_BIT_ALIVE) == 0)
        continue;
      g_assert_cmpuint (n_alive, <, n);
      g_assert_cmpuint (ids[n_alive], ==, id);
      pos[n_alive++] = _exm_order_get (&self->order, id);
    }
  g_assert_cmpuint (n, ==, n_alive);

  _exm_order_count_before (&self->order, self->bits, N_ROWS, pos, n_alive, counts);
  for (guint i = 0; i < n_alive; i++)
    g_assert_cmpuint (counts[i], ==, i);
  /* Not all of them, as of a page. */
  for (guint i = 0; 7 * i < n_alive; i++)
    pos[i] = pos[7 * i];
  _exm_order_count_before (&self->order, self->bits, N_ROWS, pos, (n_alive + 6) / 7, counts);
  for (guint i = 0; 7 * i < n_alive; i++)
    g_assert_cmpuint (counts[i], ==, 7 * i);
}

/* A few rows that stand together go before another one, or to the end. */
static void
move_some (Fixture *self)
{
  const guint          n = (guint)g_test_rand_int_range (1, 6);
  guint                from = (guint)g_test_rand_int_range (0, (gint32)(self->list->len - n));
  guint                to = (guint)g_test_rand_int_range (0, (gint32)(self->list->len - n + 1));
  g_autofree gint64   *pos = g_new (gint64, n);
  g_autofree ExmRowId *ids = g_memdup2 (&g_array_index (self->list, ExmRowId, from), n * sizeof (ExmRowId));
  g_autoptr (GArray) pushed = g_array_new (FALSE, FALSE, sizeof (ExmPlace));
  ExmRowId before;

  g_array_remove_range (self->list, from, n);
  before = to < self->list->len ? g_array_index (self->list, ExmRowId, to) : 0;
  g_array_insert_vals (self->list, to, ids, n);
  _exm_order_make_room (&self->order, N_ROWS, before, n, pos, pushed);
  for (guint i = 0; i < pushed->len; i++)
    {
      const ExmPlace *place = &g_array_index (pushed, ExmPlace, i);

      _exm_order_set (&self->order, &place->id, &place->pos, 1);
    }
  _exm_order_set (&self->order, ids, pos, n);
}

static void
test_moved (Fixture      *self,
            gconstpointer data)
{
  compare (self);
  for (guint step = 0; step < N_STEPS; step++)
    {
      ExmRowId id = (ExmRowId)g_test_rand_int_range (1, N_ROWS);

      if (step % 3 == 0)
        self->bits[id] ^= EXM_BIT_ALIVE;
      else
        move_some (self);
      if (step % 10 == 0)
        compare (self);
    }
  compare (self);

  /* One goes back to where it came from, and then nobody is alive. */
  for (ExmRowId id = 1; id < N_ROWS; id++)
    if (_exm_order_get_moved (&self->order, id) != EXM_ORDER_NONE)
      {
        const gint64 home = EXM_ORDER_NONE;

        _exm_order_set (&self->order, &id, &home, 1);
        g_array_remove_index (self->list, find (self, id));
        for (guint i = 0; i <= self->list->len; i++)
          if (i == self->list->len || _exm_order_get (&self->order, g_array_index (self->list, ExmRowId, i)) > (gint64)id << EXM_ORDER_SHIFT)
            {
              g_array_insert_val (self->list, i, id);
              break;
            }
        break;
      }
  compare (self);
  memset (self->bits, 0, sizeof self->bits);
  compare (self);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/core/order/moved", Fixture, NULL, set_up, test_moved, tear_down);
  return g_test_run ();
}
