/* exm-map-private.h - the steps from texts to a plane
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Components that are kept of each text: a multiple of 4. */
#define EXM_MAP_DIMENSIONS 32
#define EXM_MAP_NEIGHBOURS 12

/* Four floats at once; both gcc and clang turn this into what the machine has. Aligned as
 * floats are: memory from g_malloc() need not be more than that everywhere. */
typedef float ExmLane __attribute__ ((vector_size (16), aligned (4)));
#define EXM_MAP_LANES (EXM_MAP_DIMENSIONS / 4)

typedef struct
{
  ExmLane lanes[EXM_MAP_LANES];
} ExmMapVector;

static inline float
_exm_map_dot (const ExmMapVector *a, const ExmMapVector *b)
{
  ExmLane even = a->lanes[0] * b->lanes[0];
  ExmLane odd = a->lanes[1] * b->lanes[1];

  for (guint i = 2; i < EXM_MAP_LANES; i += 2)
    {
      even += a->lanes[i] * b->lanes[i];
      odd += a->lanes[i + 1] * b->lanes[i + 1];
    }
  even += odd;
  return (even[0] + even[1]) + (even[2] + even[3]);
}

/* splitmix64 (Steele, Lea & Flood 2014): the same numbers everywhere. */
static inline guint64
_exm_map_random (guint64 *state)
{
  guint64 z = (*state += G_GUINT64_CONSTANT (0x9E3779B97F4A7C15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94D049BB133111EB);
  return z ^ (z >> 31);
}

/* Calls @func for spans of 0 … @n - 1 on several threads; what it writes must depend on
 * its row alone. */
typedef void (*ExmMapSpanFunc) (guint first, guint end, gpointer user_data);
void _exm_map_spread (guint n, ExmMapSpanFunc func, gpointer user_data);

/* How to bring texts into few dimensions: learnt from a sample. */
typedef struct _ExmMapBasis ExmMapBasis;

ExmMapBasis *_exm_map_basis_new (const char *const *texts,
                                 guint              n_texts,
                                 guint64            seed,
                                 GCancellable      *cancellable,
                                 GError           **error);
void         _exm_map_basis_free (ExmMapBasis *self);

/* Vectors of rows @first to @end - 1 into the same places of @vectors, not yet scaled. */
gboolean _exm_map_basis_project (const ExmMapBasis *self,
                                 const char *const *texts,
                                 guint              first,
                                 guint              end,
                                 ExmMapVector      *vectors,
                                 GCancellable      *cancellable,
                                 GError           **error);

/* The EXM_MAP_NEIGHBOURS nearest other vectors of each, best first, into @ids and @near
 * (cosine); where there are fewer, the id is the vector's own. Vectors have length one.
 * Nearly exact above some thousands, exact below. */
gboolean _exm_map_find_near (const ExmMapVector *vectors,
                             guint               n,
                             guint64             seed,
                             guint32            *ids,
                             float              *near,
                             GCancellable       *cancellable,
                             GError            **error);

/* Principal components that @rows (@n × @k, row by row) have among each other: turns
 * @gram (@k × @k, symmetric) into its eigenvectors, by columns, greatest first. */
void _exm_map_eigen (double *gram, guint k, double *vectors);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmMapBasis, _exm_map_basis_free)

G_END_DECLS
