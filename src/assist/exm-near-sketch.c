/* exm-near-sketch.c - a few numbers that are alike where texts are alike
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-assist"

#include "config.h"

#include "exm-near-private.h"

#include <string.h>

#include "exm-near-duplicates.h"
#include "exm-text.h"

/* Which recipe, and why. Character 4-grams find what word pairs miss: a typing
 * slip in a post of ten words changes four of its fifty 4-grams (similarity 0.85),
 * but two of its nine word pairs (0.64). MinHash with 20 bands of 5 loses nothing
 * at 0.80, but takes 100 hashes of each gram. Here each gram is hashed once, into
 * one of 48 bins of which each keeps its least hash; bins left empty are filled by
 * further rounds with other hashes (Dahlgaard, Knudsen, Thorup: Fast similarity
 * sketching, FOCS 2017). Each bin then agrees with a probability that is the
 * Jaccard similarity, as in MinHash, after two rounds for a post of 200 characters.
 * 12 bands of 4 agree somewhere with 1 - (1 - 0.8⁴)¹² = 0.998 at 0.80 and more
 * above; what agrees by chance is taken out by comparing exactly.
 */

#define N_BINS (EXM_NEAR_BANDS * EXM_NEAR_ROWS)
#define N_TABLE 8192u /* slots: twice the grams of two longest texts, and a power of 2 */

G_STATIC_ASSERT (N_TABLE >= 4 * EXM_TEXT_MAX_CHARS);

static inline guint64
mix (guint64 x)
{
  x ^= x >> 32;
  x *= G_GUINT64_CONSTANT (0xd6e8feb86659fd93);
  x ^= x >> 32;
  x *= G_GUINT64_CONSTANT (0xd6e8feb86659fd93);
  return x ^ (x >> 32);
}

/* Any four code points, to 64 bits: a linear hash with odd factors drawn once. */
static inline guint64
gram (const gunichar *c)
{
  return c[0] * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) + c[1] * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9) +
         c[2] * G_GUINT64_CONSTANT (0x94d049bb133111eb) + c[3] * G_GUINT64_CONSTANT (0xd1342543de82ef95);
}

guint64
_exm_near_hash (const gunichar *chars, guint n)
{
  guint64 hash = n;

  for (guint i = 0; i < n; i++)
    hash = (hash ^ chars[i]) * G_GUINT64_CONSTANT (0x9fb21c651e98df25) + (hash >> 47);
  return mix (hash);
}

typedef struct
{
  guint32 value[N_BINS];
  guint8  round[N_BINS]; /* 0 = empty */
  guint   n_filled;
} Bins;

static void
fill_round (Bins *bins, const guint64 *grams, guint n, guint round)
{
  const guint64 seed = round * G_GUINT64_CONSTANT (0xa0761d6478bd642f);

  for (guint i = 0; i < n; i++)
    {
      guint64 x = (grams[i] ^ seed) * G_GUINT64_CONSTANT (0xd6e8feb86659fd93);
      guint64 spread;
      guint   bin;
      guint32 value;

      x = (x ^ (x >> 32)) * G_GUINT64_CONSTANT (0xe7037ed1a0b428db);
      spread = (x >> 32) * N_BINS;
      /* After as many rounds as bins, one bin a round: what is empty gets filled. */
      bin = round <= N_BINS ? (guint)(spread >> 32) : round - N_BINS - 1;
      value = (guint32)spread;
      if (bins->round[bin] == 0)
        {
          bins->round[bin] = (guint8)round;
          bins->value[bin] = value;
          bins->n_filled++;
        }
      else if (bins->round[bin] == round && value < bins->value[bin])
        bins->value[bin] = value;
    }
}

static void
summarise (const Bins *bins, ExmNearSketch *sketch)
{
  for (guint b = 0; b < EXM_NEAR_BANDS; b++)
    {
      guint64 hash = b;

      for (guint r = 0; r < EXM_NEAR_ROWS; r++)
        {
          guint   i = b * EXM_NEAR_ROWS + r;
          guint64 value = mix ((guint64)bins->round[i] << 32 | bins->value[i]);

          hash = (hash ^ value) * G_GUINT64_CONSTANT (0x9fb21c651e98df25);
          sketch->bits |= (value & 1) << i;
        }
      sketch->bands[b] = (guint32)(hash >> 32);
    }
}

void
_exm_near_sketch (const gunichar *chars, guint n, ExmNearSketch *sketch)
{
  guint64 grams[EXM_TEXT_MAX_CHARS];
  Bins    bins = { 0 };
  guint   n_grams = 0;

  memset (sketch, 0, sizeof *sketch);
  sketch->same = _exm_near_hash (chars, n);
  if (n < EXM_NEAR_GRAM)
    return;
  for (; n_grams + EXM_NEAR_GRAM <= n; n_grams++)
    grams[n_grams] = gram (chars + n_grams);
  for (guint round = 1; bins.n_filled < N_BINS; round++)
    fill_round (&bins, grams, n_grams, round);
  summarise (&bins, sketch);
}

/* --- comparing exactly ----------------------------------------------------- */

/* A set of grams in open addressing. A slot belongs to the text set while its
 * `own` is this text's number, and was met in the other one while its `met` is
 * that one's; with neither it is empty. Nothing is ever cleared. */
typedef struct
{
  guint64 gram;
  guint32 own;
  guint32 met;
} Slot;

struct _ExmNearCompare
{
  Slot     slots[N_TABLE];
  gunichar chars[EXM_TEXT_MAX_CHARS];
  guint32  own;
  guint32  met;
  guint    n_own;
};

ExmNearCompare *
_exm_near_compare_new (void)
{
  return g_new0 (ExmNearCompare, 1);
}

void
_exm_near_compare_free (ExmNearCompare *self)
{
  g_free (self);
}

static guint
decode (ExmNearCompare *self, const char *text)
{
  guint n = 0;

  while (*text != '\0' && n < EXM_TEXT_MAX_CHARS)
    {
      guint8 byte = (guint8)*text;

      self->chars[n++] = byte < 0x80 ? byte : g_utf8_get_char (text);
      text = byte < 0x80 ? text + 1 : g_utf8_next_char (text);
    }
  return n;
}

/* The slot that holds @value, or the empty one where it belongs. */
static inline Slot *
find_slot (ExmNearCompare *self, guint64 value)
{
  guint at = (guint)(mix (value) % N_TABLE);

  while ((self->slots[at].own == self->own || self->slots[at].met == self->met) && self->slots[at].gram != value)
    at = (at + 1) % N_TABLE;
  return &self->slots[at];
}

void
_exm_near_compare_set (ExmNearCompare *self, const char *text)
{
  guint n = decode (self, text);

  self->own++;
  self->met++;
  self->n_own = 0;
  for (guint i = 0; i + EXM_NEAR_GRAM <= n; i++)
    {
      guint64 value = gram (self->chars + i);
      Slot   *slot = find_slot (self, value);

      if (slot->own == self->own)
        continue;
      slot->own = self->own;
      slot->met = 0;
      slot->gram = value;
      self->n_own++;
    }
}

gboolean
_exm_near_compare_is_near (ExmNearCompare *self, const char *text)
{
  guint n = decode (self, text);
  /* Even if all of ours are in it, so many others are too many. */
  guint max_other = (guint)((double)self->n_own * (1 / EXM_NEAR_SIMILARITY - 1) + 1e-9);
  guint n_both = 0;
  guint n_other = 0;

  self->met++;
  for (guint i = 0; i + EXM_NEAR_GRAM <= n; i++)
    {
      guint64  value = gram (self->chars + i);
      Slot    *slot = find_slot (self, value);
      gboolean is_own = slot->own == self->own;

      if (slot->met == self->met)
        continue;
      slot->met = self->met;
      slot->gram = value;
      if (is_own)
        n_both++;
      else if (++n_other > max_other)
        return FALSE;
    }
  return n_both > 0 && (double)n_both + 1e-9 >= EXM_NEAR_SIMILARITY * (double)(self->n_own + n_other);
}
