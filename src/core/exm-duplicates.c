/* exm-duplicates.c - which posts stand more than once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-duplicates-private.h"

#define FREE 0u
#define GRAVE 0x7fffffffu
#define GROUP 0x80000000u
#define NO_OUTPUT 0u

void
_exm_duplicates_clear (ExmDuplicates *self)
{
  g_clear_pointer (&self->table, g_free);
  g_clear_pointer (&self->groups, g_array_unref);
  g_clear_pointer (&self->outputs, g_hash_table_unref);
}

static inline gboolean
counts (const ExmColumns *columns,
        guint32           row)
{
  return (columns->bits[row] & (EXM_BIT_ALIVE | EXM_BIT_EMPTY)) == EXM_BIT_ALIVE;
}

/* What two rows of a group must share to agree. */
static inline guint32
output_of (const ExmColumns  *columns,
           const ExmLabelMap *map,
           guint32            row)
{
  guint16 label = columns->label[row];

  if ((columns->bits[row] & EXM_BIT_OUTPUT) != 0)
    return 0x80000000u | columns->output_hash[row];
  return label < map->n ? map->effective[label] : NO_OUTPUT;
}

static inline guint32
slot_of (guint64 hash,
         guint32 mask)
{
  return (guint32)((hash * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) >> 32) & mask;
}

static inline guint64
hash_in_slot (const ExmDuplicates *self,
              const ExmColumns    *columns,
              guint32              value)
{
  if ((value & GROUP) != 0)
    return g_array_index (self->groups, ExmDuplicateGroup, value & ~GROUP).hash;
  return columns->hash[value];
}

/* An empty one in which @n rows leave half of the places free. */
static void
make_table (ExmDuplicates *self,
            gsize          n)
{
  guint32 size = 1024;

  while (size / 2 <= n)
    size *= 2;
  self->table = g_new0 (guint32, size);
  self->mask = size - 1;
}

/* The slot of @hash, or where it would go. */
static guint32
find (const ExmDuplicates *self,
      const ExmColumns    *columns,
      guint64              hash,
      gboolean            *found)
{
  guint32 at = slot_of (hash, self->mask);
  guint32 grave = G_MAXUINT32;

  for (;; at = (at + 1) & self->mask)
    {
      guint32 value = self->table[at];

      if (value == FREE)
        {
          *found = FALSE;
          return grave != G_MAXUINT32 ? grave : at;
        }
      if (value == GRAVE)
        {
          if (grave == G_MAXUINT32)
            grave = at;
        }
      else if (hash_in_slot (self, columns, value) == hash)
        {
          *found = TRUE;
          return at;
        }
    }
}

static void
grow (ExmDuplicates    *self,
      const ExmColumns *columns)
{
  g_autofree guint32 *old = self->table;
  guint32             old_size = self->mask + 1;

  make_table (self, 2 * (gsize)self->used);
  self->used = 0;
  for (guint32 i = 0; i < old_size; i++)
    if (old[i] != FREE && old[i] != GRAVE)
      {
        gboolean found;

        self->table[find (self, columns, hash_in_slot (self, columns, old[i]), &found)] = old[i];
        self->used++;
      }
}

/* g_int64_hash() of the floor takes the lower half only, which is the label: a
 * million groups would share a few buckets. */
static guint
key_hash (gconstpointer key)
{
  return (guint)((*(const guint64 *)key * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) >> 32);
}

static gint64
conflict_rows (const ExmDuplicateGroup *group)
{
  return group->n_outputs >= 2 ? group->n : 0;
}

static void
count_output (ExmDuplicates *self,
              guint32        group,
              guint32        output,
              int            sign)
{
  ExmDuplicateGroup *of = &g_array_index (self->groups, ExmDuplicateGroup, group);
  guint64            key = (guint64)group << 32 | output;
  guint              count;

  if (output == NO_OUTPUT)
    return;
  count = GPOINTER_TO_UINT (g_hash_table_lookup (self->outputs, &key));
  if (sign > 0)
    {
      of->n_outputs += count == 0;
      g_hash_table_replace (self->outputs, g_memdup2 (&key, sizeof key),
                            GUINT_TO_POINTER (count + 1));
    }
  else if (count > 1)
    g_hash_table_replace (self->outputs, g_memdup2 (&key, sizeof key),
                          GUINT_TO_POINTER (count - 1));
  else if (count == 1)
    {
      of->n_outputs--;
      g_hash_table_remove (self->outputs, &key);
    }
}

static void
change_group (ExmDuplicates *self,
              guint32        index,
              guint32        output,
              int            sign)
{
  ExmDuplicateGroup *group = &g_array_index (self->groups, ExmDuplicateGroup, index);

  self->n_conflicts -= conflict_rows (group);
  self->n_duplicates -= group->n > 0 ? group->n - 1 : 0;
  group->n += (guint32)sign;
  count_output (self, index, output, sign);
  self->n_duplicates += group->n > 0 ? group->n - 1 : 0;
  self->n_conflicts += conflict_rows (group);
}

void
_exm_duplicates_add (ExmDuplicates     *self,
                     const ExmColumns  *columns,
                     const ExmLabelMap *map,
                     guint32            row)
{
  ExmDuplicateGroup group = { 0 };
  gboolean          found;
  guint32           at;

  if (!counts (columns, row))
    return;
  if (self->used >= (self->mask + 1) / 2)
    grow (self, columns);

  group.hash = columns->hash[row];
  at = find (self, columns, group.hash, &found);
  if (!found)
    {
      self->used += self->table[at] == FREE;
      self->table[at] = row;
      return;
    }
  if ((self->table[at] & GROUP) == 0)
    {
      guint32 first = self->table[at];

      g_array_append_val (self->groups, group);
      self->table[at] = GROUP | (self->groups->len - 1);
      change_group (self, self->groups->len - 1, output_of (columns, map, first), 1);
    }
  change_group (self, self->table[at] & ~GROUP, output_of (columns, map, row), 1);
}

void
_exm_duplicates_remove (ExmDuplicates     *self,
                        const ExmColumns  *columns,
                        const ExmLabelMap *map,
                        guint32            row)
{
  gboolean found;
  guint32  at;

  if (!counts (columns, row))
    return;
  at = find (self, columns, columns->hash[row], &found);
  g_return_if_fail (found);
  if ((self->table[at] & GROUP) != 0)
    change_group (self, self->table[at] & ~GROUP, output_of (columns, map, row), -1);
  else
    self->table[at] = GRAVE;
}

void
_exm_duplicates_build (ExmDuplicates     *self,
                       const ExmColumns  *columns,
                       const ExmLabelMap *map)
{
  _exm_duplicates_clear (self);
  make_table (self, columns->n);
  self->used = 0;
  self->n_duplicates = 0;
  self->n_conflicts = 0;
  self->groups = g_array_new (FALSE, FALSE, sizeof (ExmDuplicateGroup));
  self->outputs = g_hash_table_new_full (key_hash, g_int64_equal, g_free, NULL);
  for (guint32 row = 1; row < columns->n; row++)
    _exm_duplicates_add (self, columns, map, row);
}

guint8 *
_exm_duplicates_dup_bits (const ExmColumns  *columns,
                          const ExmLabelMap *map,
                          const ExmRowId    *order,
                          gsize              n_order)
{
  guint8 *bits = g_new0 (guint8, MAX (columns->n, 1));
  /* The first row of each row's group, and by first row the group's output. */
  g_autofree guint32 *first_of = g_new0 (guint32, MAX (columns->n, 1));
  g_autofree guint32 *output = g_new0 (guint32, MAX (columns->n, 1));
  ExmDuplicates       seen = { 0 };

  make_table (&seen, n_order);
  seen.groups = g_array_new (FALSE, FALSE, sizeof (ExmDuplicateGroup));

  for (gsize i = 0; i < n_order; i++)
    {
      guint32  row = order[i];
      guint32  out;
      guint32  first;
      gboolean found;
      guint32  at;

      if (!counts (columns, row))
        continue;
      at = find (&seen, columns, columns->hash[row], &found);
      if (!found)
        seen.table[at] = row;
      else
        {
          bits[row] |= 1 | 4;
          bits[seen.table[at]] |= 4;
        }
      first = first_of[row] = seen.table[at];
      out = output_of (columns, map, row);
      if (out == NO_OUTPUT)
        continue;
      if (output[first] == NO_OUTPUT)
        output[first] = out;
      else if (output[first] != out)
        bits[first] |= 2;
    }
  for (gsize i = 0; i < n_order; i++)
    if (first_of[order[i]] != 0)
      bits[order[i]] |= bits[first_of[order[i]]] & 2;
  _exm_duplicates_clear (&seen);
  return bits;
}

void
_exm_duplicates_count (const ExmColumns *columns,
                       const ExmRowId   *ids,
                       gsize             n_ids,
                       guint32          *copies)
{
  g_autofree guint32 *others = g_new0 (guint32, MAX (columns->n, 1)); /* by first row of a group */
  g_autofree guint32 *first_of = g_new0 (guint32, MAX (columns->n, 1));
  ExmDuplicates       seen = { 0 };

  make_table (&seen, columns->n);
  for (guint32 row = 1; row < columns->n; row++)
    {
      gboolean found;
      guint32  at;

      if (!counts (columns, row))
        continue;
      at = find (&seen, columns, columns->hash[row], &found);
      if (!found)
        seen.table[at] = row;
      else
        others[seen.table[at]]++;
      first_of[row] = seen.table[at];
    }
  for (gsize i = 0; i < n_ids; i++)
    copies[i] = ids[i] < columns->n ? others[first_of[ids[i]]] : 0;
  _exm_duplicates_clear (&seen);
}
