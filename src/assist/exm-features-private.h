/* exm-features-private.h - texts to sparse rows: the vocabulary and the rows
 *
 * Block A is word 1- and 2-grams, block B is character 2-, 3- and 4-grams.
 * Each gram is hashed into one of 2^bits buckets of its block (Weinberger et
 * al. 2009); buckets seen in at least two rows become features. Dense ids
 * follow the bucket order, so all of block A comes before block B.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define EXM_FEATURE_BITS 20

/* Bucket to dense id. Read-only after it was made: any thread may look up. */
typedef struct
{
  guint    bits;
  guint    n_features;
  guint    n_words;  /* features of block A: ids below it */
  guint32 *buckets;  /* [n_features], ascending */
  guint32 *slots;    /* open addressing: bucket + 1, 0 = empty */
  guint32 *slot_ids; /* id of the slot */
  guint32  slot_mask;
} ExmVocabulary;

/* The rows in compressed form. A row's value is one constant a block. */
typedef struct
{
  guint    n_rows;
  gsize   *starts; /* [n_rows + 1] into ids */
  guint32 *ids;    /* ascending within a row */
  float   *word_values;
  float   *char_values;
} ExmRows;

/* Appends the distinct buckets of @text to @buckets, ascending. */
void _exm_features_extract (const char *text, guint bits, GArray *buckets);

/* Takes the buckets (ascending, distinct). */
ExmVocabulary *_exm_vocabulary_new (guint bits, const guint32 *buckets, guint n);
void           _exm_vocabulary_free (ExmVocabulary *self);
gboolean       _exm_vocabulary_lookup (const ExmVocabulary *self, guint32 bucket, guint32 *id);

/* Known features of @text as ids into @ids (cleared first), and the values of
 * the two blocks. */
void _exm_vocabulary_row (const ExmVocabulary *self,
                          const char          *text,
                          GArray              *scratch,
                          GArray              *ids,
                          float               *word_value,
                          float               *char_value);

/* Reads all texts once: makes the vocabulary and the rows. At most
 * @max_features features are kept (the rows asked for go up until it fits).
 * FALSE only when cancelled. */
gboolean _exm_features_build (const char *const *texts,
                              guint              n_texts,
                              guint              bits,
                              gsize              max_features,
                              GCancellable      *cancellable,
                              ExmVocabulary    **vocabulary,
                              ExmRows          **rows,
                              GError           **error);

/* Rows of other texts under a vocabulary that stands. */
ExmRows *_exm_rows_new (const ExmVocabulary *vocabulary, const char *const *texts, guint n_texts);
void     _exm_rows_free (ExmRows *self);

static inline float
_exm_rows_value (const ExmRows *self, const ExmVocabulary *vocabulary, guint row, guint32 id)
{
  return id < vocabulary->n_words ? self->word_values[row] : self->char_values[row];
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmVocabulary, _exm_vocabulary_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmRows, _exm_rows_free)

G_END_DECLS
