/* exm-map-layout.c - a place on a plane for each text, near ones near
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-assist"

#include "config.h"

#include "exm-map-layout.h"

#include <math.h>
#include <string.h>

#include "exm-map-private.h"

/* texts ─► vectors ─► equal ones as one ─► nearest ones ─► first two components
 *                                                     └──► pulled and pushed ─► places */

/* Texts in the first picture, before all are read. */
#define FIRST_PICTURE 4000

/* Random others that a text is pushed from for each one it is drawn to, and the step at
 * the beginning: the values of UMAP's paper. */
#define PUSHES 5
#define STEP 1.0f
#define STEP_MAX 4.0f

/* Half the side of the square in which the places begin. */
#define BEGIN_SIZE 10.0f

/* Shares of the whole work, as measured with 100,000 posts. */
#define DONE_BASIS 0.06
#define DONE_READ 0.36
#define DONE_NEAR 0.5

/* Places of equal texts: seeds of a sunflower (Vogel 1979), this far from each other. */
#define COPY_GAP 0.0012f
#define GOLDEN_ANGLE 2.39996323f

typedef struct
{
  const char *const *texts;
  guint              n;
  guint64            seed;
  ExmMapLayoutFunc   func;
  gpointer           user_data;
  GCancellable      *cancellable;

  ExmMapVector *vectors; /* of all, then of the different ones only */
  guint32      *one_of;  /* [n]: number among the different ones */
  guint         n_different;
  guint32      *near_ids;
  float        *near;
  float        *weights; /* beside near_ids, 0 … 1 */
  float        *place;   /* x, y of the different ones */
  gint64        told;
} Layout;

static void
layout_clear (Layout *self)
{
  g_free (self->vectors);
  g_free (self->one_of);
  g_free (self->near_ids);
  g_free (self->near);
  g_free (self->weights);
  g_free (self->place);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Layout, layout_clear)

/* --- what is told ------------------------------------------------------------------ */

static int
compare_float (gconstpointer a, gconstpointer b)
{
  const float x = *(const float *)a;
  const float y = *(const float *)b;

  return (x > y) - (x < y);
}

/* Centre and size so that nearly all lies in the square. */
static void
measure (const float *place, guint n, float centre[2], float *size)
{
  g_autofree float *far = g_new (float, MAX (n, 1));
  double            sum[2] = { 0, 0 };
  guint             known = 0;

  for (guint i = 0; i < n; i++)
    if (!isnan (place[2 * i]))
      {
        sum[0] += place[2 * i];
        sum[1] += place[2 * i + 1];
        known++;
      }
  centre[0] = (float)(sum[0] / MAX (known, 1));
  centre[1] = (float)(sum[1] / MAX (known, 1));
  known = 0;
  for (guint i = 0; i < n; i++)
    if (!isnan (place[2 * i]))
      far[known++] = MAX (fabsf (place[2 * i] - centre[0]), fabsf (place[2 * i + 1] - centre[1]));
  qsort (far, known, sizeof (float), compare_float);
  *size = known > 0 ? far[(guint)((known - 1) * 0.97)] : 1;
  if (*size < 1e-6f)
    *size = 1;
}

/* A few far islands are drawn in towards the edge rather than shrinking all the rest. */
static inline float
fit (float value, float centre, float size)
{
  const float part = (value - centre) / size;
  const float far = fabsf (part);

  if (far <= 1)
    return part * 0.85f;
  return copysignf (0.98f - 0.13f * expf (2 * (1 - far)), part);
}

/* The places of all texts in the square. */
static float *
dup_places (const Layout *self)
{
  float              *xy = g_new (float, 2 * (gsize)self->n + 2);
  g_autofree guint32 *copies = g_new0 (guint32, self->n_different + 1);
  float               centre[2];
  float               size;

  measure (self->place, self->n_different, centre, &size);
  for (guint row = 0; row < self->n; row++)
    {
      const guint32 one = self->one_of[row];
      const guint32 copy = copies[one]++;
      const float   far = COPY_GAP * sqrtf ((float)copy);

      xy[2 * row] = fit (self->place[2 * one], centre[0], size) + far * cosf (GOLDEN_ANGLE * (float)copy);
      xy[2 * row + 1] = fit (self->place[2 * one + 1], centre[1], size) + far * sinf (GOLDEN_ANGLE * (float)copy);
      xy[2 * row] = CLAMP (xy[2 * row], -1, 1);
      xy[2 * row + 1] = CLAMP (xy[2 * row + 1], -1, 1);
    }
  return xy;
}

static gboolean
tell (Layout *self, double fraction, gboolean picture, GError **error)
{
  const gint64 now = g_get_monotonic_time ();

  if (self->func != NULL && (picture || now - self->told > G_USEC_PER_SEC / 10))
    {
      g_autofree float *xy = picture ? dup_places (self) : NULL;

      self->func (fraction, xy, self->user_data);
      self->told = now;
    }
  return !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

/* --- reading ----------------------------------------------------------------------- */

/* What some texts look like at once, by their first components alone. */
static gboolean
show_first (Layout *self, const ExmMapBasis *basis, GError **error)
{
  g_autofree float        *xy = NULL;
  g_autofree ExmMapVector *vectors = NULL;
  g_autofree const char  **some = NULL;
  const guint              n = MIN (self->n, FIRST_PICTURE);
  float                    centre[2];
  float                    size;

  if (self->func == NULL || self->n <= FIRST_PICTURE)
    return TRUE;
  xy = g_new (float, 2 * (gsize)self->n);
  vectors = g_new (ExmMapVector, n);
  some = g_new (const char *, n);
  for (guint i = 0; i < n; i++)
    some[i] = self->texts[(guint64)i * self->n / n];
  if (!_exm_map_basis_project (basis, some, 0, n, vectors, self->cancellable, error))
    return FALSE;
  for (gsize i = 0; i < 2 * (gsize)self->n; i++)
    xy[i] = NAN;
  for (guint i = 0; i < n; i++)
    {
      const gsize row = (guint64)i * self->n / n;

      xy[2 * row] = vectors[i].lanes[0][0];
      xy[2 * row + 1] = vectors[i].lanes[0][1];
    }
  measure (xy, self->n, centre, &size);
  for (gsize i = 0; i < 2 * (gsize)self->n; i++)
    if (!isnan (xy[i]))
      xy[i] = fit (xy[i], centre[i % 2], size);
  self->func (DONE_BASIS, xy, self->user_data);
  self->told = g_get_monotonic_time ();
  return TRUE;
}

static guint
vector_hash (gconstpointer key)
{
  const guint32 *words = key;
  guint          hash = 0;

  for (guint i = 0; i < EXM_MAP_DIMENSIONS; i++)
    hash = (hash ^ words[i]) * 0x9E3779B1u + (hash >> 15);
  return hash;
}

static gboolean
vector_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (ExmMapVector)) == 0;
}

/* Copies would have nothing but copies as their nearest. */
static void
join_equal (Layout *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (vector_hash, vector_equal);
  ExmMapVector *different = g_new (ExmMapVector, self->n + 1);

  self->one_of = g_new (guint32, self->n + 1);
  for (guint row = 0; row < self->n; row++)
    {
      gpointer known;

      if (g_hash_table_lookup_extended (seen, &self->vectors[row], NULL, &known))
        {
          self->one_of[row] = GPOINTER_TO_UINT (known);
          continue;
        }
      self->one_of[row] = self->n_different;
      different[self->n_different] = self->vectors[row];
      g_hash_table_insert (seen, &self->vectors[row], GUINT_TO_POINTER (self->n_different));
      self->n_different++;
    }
  g_hash_table_remove_all (seen);
  g_free (self->vectors);
  self->vectors = different;
}

static gboolean
read_texts (Layout *self, GError **error)
{
  g_autoptr (ExmMapBasis) basis = _exm_map_basis_new (self->texts, self->n, self->seed, self->cancellable, error);
  const guint step = MAX (2048, self->n / 24);

  if (basis == NULL || !show_first (self, basis, error))
    return FALSE;
  self->vectors = g_new0 (ExmMapVector, self->n + 1);
  for (guint first = 0; first < self->n; first += step)
    {
      const guint end = MIN (self->n, first + step);

      if (!_exm_map_basis_project (basis, self->texts, first, end, self->vectors, self->cancellable, error) ||
          !tell (self, DONE_BASIS + (DONE_READ - DONE_BASIS) * end / self->n, FALSE, error))
        return FALSE;
    }
  join_equal (self);
  return TRUE;
}

/* --- places ------------------------------------------------------------------------ */

/* The first two components, each text a hair aside so that no two begin on one spot. */
static void
begin_places (Layout *self)
{
  guint64 random = self->seed + 1;
  float   centre[2];
  float   size;

  self->place = g_new (float, 2 * (gsize)self->n_different + 2);
  for (guint i = 0; i < self->n_different; i++)
    {
      self->place[2 * i] = self->vectors[i].lanes[0][0];
      self->place[2 * i + 1] = self->vectors[i].lanes[0][1];
    }
  measure (self->place, self->n_different, centre, &size);
  for (guint i = 0; i < 2 * self->n_different; i++)
    self->place[i] = BEGIN_SIZE * fit (self->place[i], centre[i % 2], size) +
                     (float)(_exm_map_random (&random) >> 40) / (1 << 24) * 0.01f;
}

static void
scale_vectors (Layout *self)
{
  for (guint i = 0; i < self->n_different; i++)
    {
      const float length = sqrtf (_exm_map_dot (&self->vectors[i], &self->vectors[i]));

      for (guint lane = 0; lane < EXM_MAP_LANES && length > 1e-9f; lane++)
        self->vectors[i].lanes[lane] /= length;
    }
}

/* How much each is drawn to its nearest: the nearest with 1, the others less the farther
 * they are, at a scale at which the sum is log2 of their number (UMAP, algorithm 3). */
static void
weigh_near (Layout *self)
{
  const double wanted = log2 (EXM_MAP_NEIGHBOURS);

  self->weights = g_new0 (float, (gsize)self->n_different *EXM_MAP_NEIGHBOURS + 1);
  for (guint i = 0; i < self->n_different; i++)
    {
      const float *near = self->near + (gsize)i * EXM_MAP_NEIGHBOURS;
      float       *weights = self->weights + (gsize)i * EXM_MAP_NEIGHBOURS;
      double       low = 0;
      double       high = 4;

      for (guint round = 0; round < 24; round++)
        {
          const double scale = (low + high) / 2;
          double       sum = 0;

          for (guint k = 0; k < EXM_MAP_NEIGHBOURS; k++)
            {
              weights[k] = expf (-(near[0] - near[k]) / (float)MAX (scale, 1e-4));
              sum += weights[k];
            }
          if (sum > wanted)
            high = scale;
          else
            low = scale;
        }
      for (guint k = 0; k < EXM_MAP_NEIGHBOURS; k++)
        if (self->near_ids[(gsize)i * EXM_MAP_NEIGHBOURS + k] == i)
          weights[k] = 0;
    }
}

static inline float
limit (float value)
{
  return CLAMP (value, -STEP_MAX, STEP_MAX);
}

static inline void
pull (float *a, float *b, float step)
{
  const float dx = a[0] - b[0];
  const float dy = a[1] - b[1];
  const float force = -2 / (1 + dx * dx + dy * dy);

  a[0] += step * limit (force * dx);
  a[1] += step * limit (force * dy);
  b[0] -= step * limit (force * dx);
  b[1] -= step * limit (force * dy);
}

static inline void
push (float *a, const float *b, float step)
{
  const float dx = a[0] - b[0];
  const float dy = a[1] - b[1];
  const float far = dx * dx + dy * dy;
  const float force = 2 / ((0.001f + far) * (1 + far));

  a[0] += step * limit (force * dx);
  a[1] += step * limit (force * dy);
}

/* One pass; each pair comes by as often as its weight says. */
static void
refine_once (Layout *self, float step, guint64 *random)
{
  for (guint i = 0; i < self->n_different; i++)
    for (guint k = 0; k < EXM_MAP_NEIGHBOURS; k++)
      {
        const gsize   at = (gsize)i * EXM_MAP_NEIGHBOURS + k;
        const guint64 dice = _exm_map_random (random);

        if ((float)(dice >> 40) / (1 << 24) >= self->weights[at])
          continue;
        pull (self->place + 2 * i, self->place + 2 * self->near_ids[at], step);
        for (guint j = 0; j < PUSHES; j++)
          {
            const guint other = (guint)((_exm_map_random (random) >> 32) * self->n_different >> 32);

            if (other != i)
              push (self->place + 2 * i, self->place + 2 * other, step);
          }
      }
}

static gboolean
refine (Layout *self, GError **error)
{
  const guint rounds = self->n_different <= 10000 ? 300 : self->n_different <= 40000 ? 150
                                                                                     : 90;
  guint64     random = self->seed + 2;
  gint64      shown = g_get_monotonic_time ();

  for (guint round = 0; round < rounds; round++)
    {
      const gint64   now = g_get_monotonic_time ();
      const gboolean picture = now - shown > G_USEC_PER_SEC / 2;

      refine_once (self, STEP * (1 - (float)round / (float)rounds), &random);
      if (picture)
        shown = now;
      if (!tell (self, DONE_NEAR + (1 - DONE_NEAR) * (round + 1) / rounds, picture, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
lay_out (Layout *self, GError **error)
{
  gsize room;

  if (!read_texts (self, error))
    return FALSE;
  begin_places (self);
  if (!tell (self, DONE_READ, TRUE, error))
    return FALSE;
  scale_vectors (self);
  room = (gsize)self->n_different * EXM_MAP_NEIGHBOURS + 1;
  self->near_ids = g_new0 (guint32, room);
  self->near = g_new0 (float, room);
  if (!_exm_map_find_near (self->vectors, self->n_different, self->seed, self->near_ids, self->near,
                           self->cancellable, error))
    return FALSE;
  weigh_near (self);
  return refine (self, error);
}

float *
exm_map_layout_new (const char *const *texts,
                    guint              n_texts,
                    guint64            seed,
                    ExmMapLayoutFunc   func,
                    gpointer           user_data,
                    GCancellable      *cancellable,
                    GError           **error)
{
  g_auto (Layout) self = { texts, n_texts, seed, func, user_data, cancellable };

  g_return_val_if_fail (n_texts <= EXM_MAP_LAYOUT_MAX, NULL);

  if (!lay_out (&self, error))
    return NULL;
  return dup_places (&self);
}
