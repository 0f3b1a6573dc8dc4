/* exm-map-near.c - the nearest vectors of each vector
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-assist"

#include "config.h"

#include "exm-map-private.h"

#include <math.h>

/* Vectors are sorted into cells around some of them; only the cells nearest to a vector
 * are looked through (an inverted file: Jégou, Douze & Schmid 2011, section IV). With
 * few vectors there is one cell, and all are. */
#define EXACT_MAX 3000
#define CELLS_MAX 512
#define LOOK_INTO 10

#define SPANS_MAX 4

typedef struct
{
  const ExmMapVector *vectors;
  guint               n;
  ExmMapVector       *centres;
  guint               n_cells;
  guint32            *cell_of;
  guint32            *starts;  /* [n_cells + 1] into members */
  guint32            *members; /* ascending within a cell */
  ExmMapVector       *packed;  /* vectors in the order of members */
  guint32            *ids;
  float              *near;
  GCancellable       *cancellable;
} Search;

typedef struct
{
  ExmMapSpanFunc func;
  gpointer       user_data;
  guint          first;
  guint          end;
} Span;

static gpointer
span_thread (gpointer data)
{
  const Span *span = data;

  span->func (span->first, span->end, span->user_data);
  return NULL;
}

void
_exm_map_spread (guint n, ExmMapSpanFunc func, gpointer user_data)
{
  const guint n_spans = n < 2000 ? 1 : CLAMP (g_get_num_processors (), 1, SPANS_MAX);
  Span        spans[SPANS_MAX];
  GThread    *threads[SPANS_MAX] = { NULL };

  for (guint i = 0; i < n_spans; i++)
    spans[i] = (Span){ func, user_data, (guint)((guint64)n * i / n_spans), (guint)((guint64)n * (i + 1) / n_spans) };
  /* The caller's own thread does a share, so that none waits idly. */
  for (guint i = 1; i < n_spans; i++)
    threads[i] = g_thread_new ("map", span_thread, &spans[i]);
  func (spans[0].first, spans[0].end, user_data);
  for (guint i = 1; i < n_spans; i++)
    g_thread_join (threads[i]);
}

static void
assign_span (guint first, guint end, gpointer user_data)
{
  Search *self = user_data;

  for (guint row = first; row < end; row++)
    {
      float best = -2;

      for (guint cell = 0; cell < self->n_cells; cell++)
        {
          const float dot = _exm_map_dot (&self->vectors[row], &self->centres[cell]);

          if (dot > best)
            {
              best = dot;
              self->cell_of[row] = cell;
            }
        }
    }
}

/* Each centre goes to the mean of its cell, scaled. An empty one stays. */
static void
move_centres (Search *self)
{
  g_autofree ExmMapVector *sums = g_new0 (ExmMapVector, self->n_cells);

  for (guint row = 0; row < self->n; row++)
    for (guint lane = 0; lane < EXM_MAP_LANES; lane++)
      sums[self->cell_of[row]].lanes[lane] += self->vectors[row].lanes[lane];
  for (guint cell = 0; cell < self->n_cells; cell++)
    {
      const float length = sqrtf (_exm_map_dot (&sums[cell], &sums[cell]));

      if (length > 1e-6f)
        for (guint lane = 0; lane < EXM_MAP_LANES; lane++)
          self->centres[cell].lanes[lane] = sums[cell].lanes[lane] / length;
    }
}

static void
fill_cells (Search *self)
{
  g_autofree guint32 *next = NULL;

  self->starts = g_new0 (guint32, self->n_cells + 1);
  for (guint row = 0; row < self->n; row++)
    self->starts[self->cell_of[row] + 1]++;
  for (guint cell = 0; cell < self->n_cells; cell++)
    self->starts[cell + 1] += self->starts[cell];
  next = g_memdup2 (self->starts, (self->n_cells + 1) * sizeof (guint32));
  self->members = g_new (guint32, self->n + 1);
  self->packed = g_new (ExmMapVector, self->n + 1);
  for (guint row = 0; row < self->n; row++)
    {
      const guint32 at = next[self->cell_of[row]]++;

      self->members[at] = row;
      self->packed[at] = self->vectors[row];
    }
}

static void
make_cells (Search *self, guint64 seed)
{
  self->n_cells = self->n <= EXACT_MAX ? 1 : MIN (CELLS_MAX, (guint)sqrt (self->n));
  self->centres = g_new0 (ExmMapVector, self->n_cells);
  self->cell_of = g_new0 (guint32, self->n + 1);
  if (self->n_cells > 1)
    {
      for (guint cell = 0; cell < self->n_cells; cell++)
        self->centres[cell] = self->vectors[_exm_map_random (&seed) % self->n];
      _exm_map_spread (self->n, assign_span, self);
      move_centres (self);
      _exm_map_spread (self->n, assign_span, self);
    }
  fill_cells (self);
}

/* The cells nearest to a vector, at most LOOK_INTO. */
static guint
choose_cells (const Search *self, guint row, guint *cells)
{
  float near[LOOK_INTO];
  guint n = 0;

  for (guint cell = 0; cell < self->n_cells; cell++)
    {
      const float dot = self->n_cells == 1 ? 1 : _exm_map_dot (&self->vectors[row], &self->centres[cell]);
      guint       at = n;

      if (n == LOOK_INTO && dot <= near[n - 1])
        continue;
      if (n < LOOK_INTO)
        n++;
      else
        at = n - 1;
      for (; at > 0 && near[at - 1] < dot; at--)
        {
          near[at] = near[at - 1];
          cells[at] = cells[at - 1];
        }
      near[at] = dot;
      cells[at] = cell;
    }
  return n;
}

static void
find_one (Search *self, guint row)
{
  guint32 *ids = self->ids + (gsize)row * EXM_MAP_NEIGHBOURS;
  float   *near = self->near + (gsize)row * EXM_MAP_NEIGHBOURS;
  guint    cells[LOOK_INTO];
  guint    n_cells = choose_cells (self, row, cells);
  guint    n = 0;

  for (guint k = 0; k < n_cells; k++)
    for (guint32 i = self->starts[cells[k]]; i < self->starts[cells[k] + 1]; i++)
      {
        const float dot = _exm_map_dot (&self->vectors[row], &self->packed[i]);
        guint       at;

        if ((n == EXM_MAP_NEIGHBOURS && dot <= near[n - 1]) || self->members[i] == row)
          continue;
        at = n < EXM_MAP_NEIGHBOURS ? n++ : n - 1;
        for (; at > 0 && near[at - 1] < dot; at--)
          {
            near[at] = near[at - 1];
            ids[at] = ids[at - 1];
          }
        near[at] = dot;
        ids[at] = self->members[i];
      }
  for (; n < EXM_MAP_NEIGHBOURS; n++)
    {
      ids[n] = row;
      near[n] = 0;
    }
}

/* Cell by cell: rows of one cell look through the same others, which stay in the cache. */
static void
find_span (guint first, guint end, gpointer user_data)
{
  Search *self = user_data;

  for (guint i = first; i < end; i++)
    {
      if (i % 256 == 0 && g_cancellable_is_cancelled (self->cancellable))
        return;
      find_one (self, self->members[i]);
    }
}

gboolean
_exm_map_find_near (const ExmMapVector *vectors,
                    guint               n,
                    guint64             seed,
                    guint32            *ids,
                    float              *near,
                    GCancellable       *cancellable,
                    GError            **error)
{
  Search self = { .vectors = vectors, .n = n, .ids = ids, .near = near, .cancellable = cancellable };

  make_cells (&self, seed);
  _exm_map_spread (n, find_span, &self);
  g_free (self.centres);
  g_free (self.cell_of);
  g_free (self.starts);
  g_free (self.members);
  g_free (self.packed);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}
