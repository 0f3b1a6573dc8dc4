/* exm-near-duplicates.c - posts that say nearly the same
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-assist"

#include "config.h"

#include "exm-near-duplicates.h"

#include <string.h>

#include "exm-near-private.h"
#include "exm-text-private.h"
#include "exm-text.h"

/* add: a sketch of each text. match: equal texts are united; of the rest, those
 * that share a band with another and differ in few bits are wanted again.
 * add_again: their canonical texts are kept. finish: those that share a band are
 * compared exactly and united when they are near.
 *
 * Large buckets (a phrase that thousands begin with) would cost the square of
 * their size: there a text is compared with a few representatives only. And a
 * text that was compared in vain very often has shown that it is one of a family
 * of form letters; it is not tried for ever.
 */

#define CHUNK 16384u
#define BUCKET_MAX 64u
#define N_REPRESENTATIVES 16u
#define MAX_IN_VAIN 24u
#define ARENA (1u << 20)
#define NONE G_MAXUINT32

typedef struct
{
  guint32 bands[EXM_NEAR_BANDS][CHUNK];
  guint64 same[CHUNK];
  guint64 bits[CHUNK];
  guint32 id[CHUNK];
} Chunk;

typedef struct
{
  guint32     id;
  guint32     row;
  const char *text; /* canonical, in the arena; NULL until told */
} Wanted;

typedef struct
{
  guint32 hash;
  guint32 at; /* a row, or a place among the wanted */
} Entry;

struct _ExmNearDuplicates
{
  GPtrArray *chunks;
  guint32    n;
  guint32   *parent; /* union-find; the root is the first row told */

  Wanted    *wanted; /* by id */
  guint32    n_wanted;
  GPtrArray *arena;
  gsize      arena_used;

  /* While comparing. */
  ExmNearCompare *compare;
  guint32         compared; /* whose text is set there, NONE = none */
  guint8         *in_vain;  /* by place among the wanted */
};

ExmNearDuplicates *
exm_near_duplicates_new (void)
{
  ExmNearDuplicates *self = g_new0 (ExmNearDuplicates, 1);

  self->chunks = g_ptr_array_new_with_free_func (g_free);
  self->arena = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
exm_near_duplicates_free (ExmNearDuplicates *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->chunks);
  g_ptr_array_unref (self->arena);
  g_clear_pointer (&self->compare, _exm_near_compare_free);
  g_free (self->parent);
  g_free (self->wanted);
  g_free (self->in_vain);
  g_free (self);
}

static inline Chunk *
chunk_of (const ExmNearDuplicates *self, guint32 row)
{
  return g_ptr_array_index (self->chunks, row / CHUNK);
}

static inline guint64
same_of (const ExmNearDuplicates *self, guint32 row)
{
  return chunk_of (self, row)->same[row % CHUNK];
}

static inline guint64
bits_of (const ExmNearDuplicates *self, guint32 row)
{
  return chunk_of (self, row)->bits[row % CHUNK];
}

void
exm_near_duplicates_add (ExmNearDuplicates *self, guint32 id, const char *text)
{
  gunichar      chars[EXM_TEXT_MAX_CHARS];
  ExmNearSketch sketch;
  Chunk        *chunk;
  guint         at = self->n % CHUNK;
  guint         n;

  g_return_if_fail (text != NULL && self->parent == NULL && self->n < NONE - 1);

  if (at == 0)
    g_ptr_array_add (self->chunks, g_new0 (Chunk, 1));
  chunk = chunk_of (self, self->n);
  n = _exm_canonical_chars (text, chars);
  /* Too short ones have no bands; nothing at all is like nothing. */
  if (n >= EXM_NEAR_MIN_CHARS)
    _exm_near_sketch (chars, n, &sketch);
  else
    sketch = (ExmNearSketch){ .same = n > 0 ? _exm_near_hash (chars, n) | 1 : 0 };
  chunk->id[at] = id;
  chunk->same[at] = sketch.same;
  chunk->bits[at] = sketch.bits;
  for (guint b = 0; b < EXM_NEAR_BANDS; b++)
    chunk->bands[b][at] = sketch.bands[b];
  self->n++;
}

/* --- uniting --------------------------------------------------------------- */

static guint32
find_root (ExmNearDuplicates *self, guint32 row)
{
  while (self->parent[row] != row)
    {
      self->parent[row] = self->parent[self->parent[row]];
      row = self->parent[row];
    }
  return row;
}

static void
unite (ExmNearDuplicates *self, guint32 a, guint32 b)
{
  a = find_root (self, a);
  b = find_root (self, b);
  if (a != b)
    self->parent[MAX (a, b)] = MIN (a, b);
}

/* Rows with equal texts, by open addressing over their hashes. */
static void
unite_equals (ExmNearDuplicates *self)
{
  guint    n_slots = 1024;
  guint32 *slots;

  while (n_slots < self->n * 2ul && n_slots < (1u << 31))
    n_slots *= 2;
  slots = g_malloc (n_slots * sizeof *slots);
  memset (slots, 0xff, n_slots * sizeof *slots);
  for (guint32 row = 0; row < self->n; row++)
    {
      guint64 same = same_of (self, row);
      guint   at = (guint)(same >> 20) & (n_slots - 1);

      if (same == 0)
        continue;
      while (slots[at] != NONE && same_of (self, slots[at]) != same)
        at = (at + 1) & (n_slots - 1);
      if (slots[at] == NONE)
        slots[at] = row;
      else
        self->parent[row] = slots[at];
    }
  g_free (slots);
}

/* --- bands ------------------------------------------------------------------ */

/* By hash, stable; @scratch has the same room. */
static void
sort_entries (Entry *entries, Entry *scratch, gsize n)
{
  for (guint shift = 0; shift < 32; shift += 8)
    {
      gsize  counts[257] = { 0 };
      Entry *swap;

      for (gsize i = 0; i < n; i++)
        counts[((entries[i].hash >> shift) & 0xff) + 1]++;
      for (guint i = 0; i < 256; i++)
        counts[i + 1] += counts[i];
      for (gsize i = 0; i < n; i++)
        scratch[counts[(entries[i].hash >> shift) & 0xff]++] = entries[i];
      swap = entries;
      entries = scratch;
      scratch = swap;
    }
}

typedef void (*BucketFunc) (ExmNearDuplicates *self,
                            const Entry       *entries,
                            guint              n,
                            gpointer           data);

static gboolean
each_bucket (ExmNearDuplicates *self,
             const Entry       *entries,
             gsize              n,
             BucketFunc         func,
             gpointer           data,
             GCancellable      *cancellable,
             GError           **error)
{
  gsize end;

  for (gsize from = 0; from < n; from = end)
    {
      for (end = from + 1; end < n && entries[end].hash == entries[from].hash;)
        end++;
      if (end - from > 1)
        func (self, entries + from, (guint)(end - from), data);
      if (from / 1024 != end / 1024 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
    }
  return TRUE;
}

/* Which of @entries, rows that share a band, want a closer look. */
static void
mark_bucket (ExmNearDuplicates *self, const Entry *entries, guint n, gpointer data)
{
  guint8 *marks = data;

  for (guint i = 0; i < n; i++)
    for (guint k = n > BUCKET_MAX ? n : i + 1; k < n; k++)
      {
        guint64 apart = bits_of (self, entries[i].at) ^ bits_of (self, entries[k].at);

        if (__builtin_popcountll (apart) > EXM_NEAR_BITS_APART)
          continue;
        marks[entries[i].at] = 1;
        marks[entries[k].at] = 1;
      }
  for (guint i = 0; n > BUCKET_MAX && i < n; i++)
    marks[entries[i].at] = 1;
}

static int
compare_wanted (gconstpointer a, gconstpointer b)
{
  guint32 id_a = ((const Wanted *)a)->id;
  guint32 id_b = ((const Wanted *)b)->id;

  return id_a < id_b ? -1 : id_a > id_b;
}

static void
list_wanted (ExmNearDuplicates *self, const guint8 *marks)
{
  guint32 n = 0;

  for (guint32 row = 0; row < self->n; row++)
    n += marks[row];
  self->wanted = g_new0 (Wanted, MAX (n, 1));
  for (guint32 row = 0; row < self->n; row++)
    if (marks[row] != 0)
      {
        Wanted *wanted = &self->wanted[self->n_wanted++];

        wanted->id = chunk_of (self, row)->id[row % CHUNK];
        wanted->row = row;
      }
  qsort (self->wanted, n, sizeof *self->wanted, compare_wanted);
}

gboolean
exm_near_duplicates_match (ExmNearDuplicates *self,
                           GCancellable      *cancellable,
                           ExmNearProgress    progress,
                           gpointer           user_data,
                           GError           **error)
{
  g_autofree Entry  *entries = g_new (Entry, MAX (self->n, 1));
  g_autofree Entry  *scratch = g_new (Entry, MAX (self->n, 1));
  g_autofree guint8 *marks = g_malloc0 (MAX (self->n, 1));

  g_return_val_if_fail (self->parent == NULL, FALSE);

  self->parent = g_new (guint32, MAX (self->n, 1));
  for (guint32 row = 0; row < self->n; row++)
    self->parent[row] = row;
  unite_equals (self);
  for (guint b = 0; b < EXM_NEAR_BANDS; b++)
    {
      gsize n = 0;

      for (guint32 row = 0; row < self->n; row++)
        if (self->parent[row] == row && bits_of (self, row) != 0)
          entries[n++] = (Entry){ chunk_of (self, row)->bands[b][row % CHUNK], row };
      sort_entries (entries, scratch, n);
      if (!each_bucket (self, entries, n, mark_bucket, marks, cancellable, error))
        return FALSE;
      if (progress != NULL)
        progress ((b + 1.0) / EXM_NEAR_BANDS, user_data);
    }
  list_wanted (self, marks);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* --- the second telling ------------------------------------------------------ */

static Wanted *
find_wanted (const ExmNearDuplicates *self, guint32 id)
{
  Wanted key = { .id = id };

  if (self->n_wanted == 0)
    return NULL;
  return bsearch (&key, self->wanted, self->n_wanted, sizeof key, compare_wanted);
}

gboolean
exm_near_duplicates_wants (const ExmNearDuplicates *self, guint32 id)
{
  return find_wanted (self, id) != NULL;
}

static const char *
keep_text (ExmNearDuplicates *self, const gunichar *chars, guint n)
{
  gsize most = n * 4ul + 1;
  char *start;
  char *at;

  if (self->arena->len == 0 || self->arena_used + most > ARENA)
    {
      g_ptr_array_add (self->arena, g_malloc (ARENA));
      self->arena_used = 0;
    }
  start = (char *)self->arena->pdata[self->arena->len - 1] + self->arena_used;
  at = start;
  for (guint i = 0; i < n; i++)
    at += g_unichar_to_utf8 (chars[i], at);
  *at++ = '\0';
  self->arena_used += (gsize)(at - start);
  return start;
}

void
exm_near_duplicates_add_again (ExmNearDuplicates *self, guint32 id, const char *text)
{
  gunichar chars[EXM_TEXT_MAX_CHARS];
  Wanted  *wanted = find_wanted (self, id);
  guint    n;

  g_return_if_fail (text != NULL && self->parent != NULL);

  if (wanted == NULL || wanted->text != NULL)
    return;
  n = _exm_canonical_chars (text, chars);
  if (_exm_near_hash (chars, n) == same_of (self, wanted->row))
    wanted->text = keep_text (self, chars, n);
}

/* --- comparing ---------------------------------------------------------------- */

static gboolean
try_pair (ExmNearDuplicates *self, guint32 a, guint32 b)
{
  const Wanted *first = &self->wanted[a];
  const Wanted *second = &self->wanted[b];
  guint64       apart = bits_of (self, first->row) ^ bits_of (self, second->row);

  if (find_root (self, first->row) == find_root (self, second->row))
    return TRUE;
  if (__builtin_popcountll (apart) > EXM_NEAR_BITS_APART || self->in_vain[a] >= MAX_IN_VAIN)
    return FALSE;
  if (self->compared != a)
    {
      _exm_near_compare_set (self->compare, first->text);
      self->compared = a;
    }
  if (_exm_near_compare_is_near (self->compare, second->text))
    {
      unite (self, first->row, second->row);
      return TRUE;
    }
  self->in_vain[a]++;
  return FALSE;
}

static void
compare_bucket (ExmNearDuplicates *self, const Entry *entries, guint n, gpointer data)
{
  guint32 representatives[N_REPRESENTATIVES];
  guint   n_representatives = 0;

  if (n <= BUCKET_MAX)
    {
      for (guint i = 0; i < n; i++)
        for (guint k = i + 1; k < n; k++)
          try_pair (self, entries[i].at, entries[k].at);
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      gboolean found = FALSE;

      for (guint r = 0; r < n_representatives && !found; r++)
        found = try_pair (self, entries[i].at, representatives[r]);
      if (!found && n_representatives < N_REPRESENTATIVES)
        representatives[n_representatives++] = entries[i].at;
    }
}

static gboolean
compare_all (ExmNearDuplicates *self,
             GCancellable      *cancellable,
             ExmNearProgress    progress,
             gpointer           user_data,
             GError           **error)
{
  g_autofree Entry *entries = g_new (Entry, MAX (self->n_wanted, 1));
  g_autofree Entry *scratch = g_new (Entry, MAX (self->n_wanted, 1));

  self->compare = _exm_near_compare_new ();
  self->compared = NONE;
  self->in_vain = g_malloc0 (MAX (self->n_wanted, 1));
  for (guint b = 0; b < EXM_NEAR_BANDS; b++)
    {
      gsize n = 0;

      for (guint32 i = 0; i < self->n_wanted; i++)
        {
          guint32 row = self->wanted[i].row;

          if (self->wanted[i].text != NULL)
            entries[n++] = (Entry){ chunk_of (self, row)->bands[b][row % CHUNK], i };
        }
      sort_entries (entries, scratch, n);
      if (!each_bucket (self, entries, n, compare_bucket, NULL, cancellable, error))
        return FALSE;
      if (progress != NULL)
        progress ((b + 1.0) / EXM_NEAR_BANDS, user_data);
    }
  return TRUE;
}

/* --- groups --------------------------------------------------------------------- */

static ExmNearGroups *
make_groups (ExmNearDuplicates *self)
{
  g_autofree guint32 *count = g_new0 (guint32, MAX (self->n, 1));
  g_autofree guint32 *number = g_new (guint32, MAX (self->n, 1));
  ExmNearGroups      *groups = g_new0 (ExmNearGroups, 1);
  gsize               at = 0;

  for (guint32 row = 0; row < self->n; row++)
    count[find_root (self, row)]++;
  for (guint32 row = 0; row < self->n; row++)
    groups->n_groups += count[row] > 1;
  groups->starts = g_new (gsize, groups->n_groups + 1ul);
  groups->is_same = g_malloc (MAX (groups->n_groups, 1));
  groups->n_groups = 0;
  for (guint32 row = 0; row < self->n; row++)
    {
      number[row] = NONE;
      if (count[row] < 2)
        continue;
      number[row] = groups->n_groups;
      groups->is_same[groups->n_groups] = 1;
      groups->starts[groups->n_groups++] = at;
      at += count[row];
    }
  groups->starts[groups->n_groups] = groups->n_ids = at;
  groups->ids = g_new (guint32, MAX (at, 1));
  memset (count, 0, self->n * sizeof *count);
  for (guint32 row = 0; row < self->n; row++)
    {
      guint32 root = find_root (self, row);

      if (number[root] == NONE)
        continue;
      groups->ids[groups->starts[number[root]] + count[root]++] = chunk_of (self, row)->id[row % CHUNK];
      if (same_of (self, row) != same_of (self, root))
        groups->is_same[number[root]] = 0;
    }
  return groups;
}

ExmNearGroups *
exm_near_duplicates_finish (ExmNearDuplicates *self,
                            GCancellable      *cancellable,
                            ExmNearProgress    progress,
                            gpointer           user_data,
                            GError           **error)
{
  g_return_val_if_fail (self->parent != NULL && self->compare == NULL, NULL);

  if (!compare_all (self, cancellable, progress, user_data, error))
    return NULL;
  return make_groups (self);
}

void
exm_near_groups_free (ExmNearGroups *self)
{
  if (self == NULL)
    return;
  g_free (self->ids);
  g_free (self->starts);
  g_free (self->is_same);
  g_free (self);
}
