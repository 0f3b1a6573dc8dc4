/* exm-features.c - texts to sparse rows: the vocabulary and the rows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-assist"

#include "config.h"

#include "exm-features-private.h"

#include <math.h>
#include <string.h>

#include "exm-text-private.h"

#define HASH_SEED G_GUINT64_CONSTANT (0x9E3779B97F4A7C15)
#define HASH_STEP G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9)

static inline guint64
hash_add (guint64 hash, guint64 value)
{
  hash = (hash ^ value) * HASH_STEP;
  return hash ^ (hash >> 29);
}

static inline guint32
hash_bucket (guint64 hash, guint bits)
{
  hash ^= hash >> 31;
  hash *= G_GUINT64_CONSTANT (0x94D049BB133111EB);
  hash ^= hash >> 33;
  return (guint32)(hash & ((1u << bits) - 1));
}

static guint64
hash_span (guint64 hash, const gunichar *chars, const ExmSpan *span)
{
  for (guint i = 0; i < span->len; i++)
    hash = hash_add (hash, chars[span->start + i]);
  return hash;
}

static void
add_bucket (GArray *buckets, guint32 bucket)
{
  g_array_append_val (buckets, bucket);
}

static void
extract_words (const ExmTokens *tokens, guint bits, GArray *buckets)
{
  for (guint i = 0; i < tokens->words->len; i++)
    {
      const ExmSpan *span = &g_array_index (tokens->words, ExmSpan, i);
      guint64        hash = hash_span (HASH_SEED, tokens->chars, span);

      add_bucket (buckets, hash_bucket (hash, bits));
      if (i + 1 < tokens->words->len)
        {
          hash = hash_add (hash, 0x110000);
          hash = hash_span (hash, tokens->chars, span + 1);
          add_bucket (buckets, hash_bucket (hash, bits));
        }
    }
}

/* Character n-grams of " piece ", the blanks marking its edges. */
static void
extract_chars (const ExmTokens *tokens, guint bits, GArray *buckets)
{
  const guint32 block = 1u << bits;

  for (guint i = 0; i < tokens->pieces->len; i++)
    {
      const ExmSpan *span = &g_array_index (tokens->pieces, ExmSpan, i);
      const guint    padded = span->len + 2;

      for (guint start = 0; start + 2 <= padded; start++)
        {
          guint64 hash = HASH_SEED + 1;

          for (guint len = 1; len <= 4 && start + len <= padded; len++)
            {
              const guint    at = start + len - 1;
              const gunichar c = (at == 0 || at == padded - 1) ? ' ' : tokens->chars[span->start + at - 1];

              hash = hash_add (hash, c);
              if (len >= 2)
                add_bucket (buckets, block + hash_bucket (hash_add (hash, 0x110000 + len), bits));
            }
        }
    }
}

static int
compare_uint32 (gconstpointer a, gconstpointer b)
{
  const guint32 x = *(const guint32 *)a;
  const guint32 y = *(const guint32 *)b;

  return (x > y) - (x < y);
}

void
_exm_features_extract (const char *text, guint bits, GArray *buckets)
{
  g_auto (ExmTokens) tokens = { 0 };
  guint kept = 0;

  g_array_set_size (buckets, 0);
  _exm_tokens_init (&tokens, text);
  extract_words (&tokens, bits, buckets);
  extract_chars (&tokens, bits, buckets);
  g_array_sort (buckets, compare_uint32);
  for (guint i = 0; i < buckets->len; i++)
    {
      const guint32 bucket = g_array_index (buckets, guint32, i);

      if (kept == 0 || g_array_index (buckets, guint32, kept - 1) != bucket)
        g_array_index (buckets, guint32, kept++) = bucket;
    }
  g_array_set_size (buckets, kept);
}

static inline guint32
slot_of (guint32 bucket)
{
  return bucket * 2654435761u;
}

ExmVocabulary *
_exm_vocabulary_new (guint bits, const guint32 *buckets, guint n)
{
  ExmVocabulary *self = g_new0 (ExmVocabulary, 1);
  guint32        size = 16;

  while (size < 2 * (guint64)n)
    size *= 2;
  self->bits = bits;
  self->n_features = n;
  self->buckets = g_memdup2 (buckets, n * sizeof (guint32));
  self->slots = g_new0 (guint32, size);
  self->slot_ids = g_new0 (guint32, size);
  self->slot_mask = size - 1;
  for (guint i = 0; i < n; i++)
    {
      guint32 slot = slot_of (buckets[i]) & self->slot_mask;

      while (self->slots[slot] != 0)
        slot = (slot + 1) & self->slot_mask;
      self->slots[slot] = buckets[i] + 1;
      self->slot_ids[slot] = i;
      if (buckets[i] < (1u << bits))
        self->n_words = i + 1;
    }
  return self;
}

void
_exm_vocabulary_free (ExmVocabulary *self)
{
  g_free (self->buckets);
  g_free (self->slots);
  g_free (self->slot_ids);
  g_free (self);
}

gboolean
_exm_vocabulary_lookup (const ExmVocabulary *self, guint32 bucket, guint32 *id)
{
  guint32 slot = slot_of (bucket) & self->slot_mask;

  while (self->slots[slot] != 0)
    {
      if (self->slots[slot] == bucket + 1)
        {
          *id = self->slot_ids[slot];
          return TRUE;
        }
      slot = (slot + 1) & self->slot_mask;
    }
  return FALSE;
}

/* Each block has the same length, and the row has length one. */
static void
block_values (guint n_words, guint n_chars, float *word_value, float *char_value)
{
  const double share = (n_words > 0 && n_chars > 0) ? 2.0 : 1.0;

  *word_value = n_words > 0 ? (float)(1.0 / sqrt (share * n_words)) : 0;
  *char_value = n_chars > 0 ? (float)(1.0 / sqrt (share * n_chars)) : 0;
}

static void
map_row (const ExmVocabulary *self,
         const guint32       *buckets,
         gsize                n_buckets,
         GArray              *ids,
         float               *word_value,
         float               *char_value)
{
  guint n_words = 0;

  g_array_set_size (ids, 0);
  for (gsize i = 0; i < n_buckets; i++)
    {
      guint32 id;

      if (!_exm_vocabulary_lookup (self, buckets[i], &id))
        continue;
      if (id < self->n_words)
        n_words++;
      g_array_append_val (ids, id);
    }
  block_values (n_words, ids->len - n_words, word_value, char_value);
}

void
_exm_vocabulary_row (const ExmVocabulary *self,
                     const char          *text,
                     GArray              *scratch,
                     GArray              *ids,
                     float               *word_value,
                     float               *char_value)
{
  _exm_features_extract (text, self->bits, scratch);
  map_row (self, (const guint32 *)(void *)scratch->data, scratch->len, ids, word_value, char_value);
}

static ExmRows *
rows_alloc (guint n_rows)
{
  ExmRows *self = g_new0 (ExmRows, 1);

  self->n_rows = n_rows;
  self->starts = g_new0 (gsize, (gsize)n_rows + 1);
  self->word_values = g_new0 (float, n_rows + 1);
  self->char_values = g_new0 (float, n_rows + 1);
  return self;
}

void
_exm_rows_free (ExmRows *self)
{
  g_free (self->starts);
  g_free (self->ids);
  g_free (self->word_values);
  g_free (self->char_values);
  g_free (self);
}

ExmRows *
_exm_rows_new (const ExmVocabulary *vocabulary, const char *const *texts, guint n_texts)
{
  g_autoptr (GArray) scratch = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (guint32));
  ExmRows *self = rows_alloc (n_texts);

  for (guint i = 0; i < n_texts; i++)
    {
      _exm_vocabulary_row (vocabulary, texts[i], scratch, ids, &self->word_values[i],
                           &self->char_values[i]);
      g_array_append_vals (all, ids->data, ids->len);
      self->starts[i + 1] = all->len;
    }
  self->ids = g_memdup2 (all->data, (gsize)all->len * sizeof (guint32));
  return self;
}

/* The buckets that enough rows have; "enough" rises until they are few. */
static ExmVocabulary *
choose_vocabulary (const guint32 *counts, guint bits, gsize max_features)
{
  const gsize         n_buckets = (gsize)2 << bits;
  g_autofree guint32 *kept = g_new (guint32, n_buckets);
  guint               n_kept = 0;

  for (guint32 least = 2;; least++)
    {
      n_kept = 0;
      for (gsize i = 0; i < n_buckets; i++)
        if (counts[i] >= least)
          kept[n_kept++] = (guint32)i;
      if (n_kept <= max_features)
        break;
    }
  return _exm_vocabulary_new (bits, kept, n_kept);
}

/* Raw buckets become ids in place: an id is never wider than its bucket. */
static void
rows_to_ids (ExmRows *self, const ExmVocabulary *vocabulary)
{
  gsize out = 0;
  gsize in = 0;

  for (guint i = 0; i < self->n_rows; i++)
    {
      const gsize end = self->starts[i + 1];
      const gsize begin = out;
      guint       n_words = 0;

      for (; in < end; in++)
        {
          guint32 id;

          if (!_exm_vocabulary_lookup (vocabulary, self->ids[in], &id))
            continue;
          if (id < vocabulary->n_words)
            n_words++;
          self->ids[out++] = id;
        }
      self->starts[i + 1] = out;
      block_values (n_words, (guint)(out - begin) - n_words, &self->word_values[i],
                    &self->char_values[i]);
    }
}

gboolean
_exm_features_build (const char *const *texts,
                     guint              n_texts,
                     guint              bits,
                     gsize              max_features,
                     GCancellable      *cancellable,
                     ExmVocabulary    **vocabulary,
                     ExmRows          **rows,
                     GError           **error)
{
  g_autofree guint32 *counts = g_new0 (guint32, (gsize)2 << bits);
  g_autoptr (GArray) scratch = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (ExmRows) made = rows_alloc (n_texts);
  gsize room = 0;
  gsize used = 0;

  for (guint i = 0; i < n_texts; i++)
    {
      if (i % 512 == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      _exm_features_extract (texts[i], bits, scratch);
      if (used + scratch->len > room)
        {
          room = MAX (room * 2, used + scratch->len + 4096);
          made->ids = g_renew (guint32, made->ids, room);
        }
      if (scratch->len > 0)
        memcpy (made->ids + used, scratch->data, (gsize)scratch->len * sizeof (guint32));
      used += scratch->len;
      made->starts[i + 1] = used;
      for (guint k = 0; k < scratch->len; k++)
        counts[g_array_index (scratch, guint32, k)]++;
    }
  *vocabulary = choose_vocabulary (counts, bits, max_features);
  rows_to_ids (made, *vocabulary);
  *rows = g_steal_pointer (&made);
  return TRUE;
}
