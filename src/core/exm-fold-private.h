/* exm-fold-private.h - one form for texts that a person takes for the same
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Folding = Unicode NFKC, then case folding, then each run of white space as one
 * space, none at either end. `_exm_fold_hash` (exm-columns.h) hashes this form.
 */

/**
 * _exm_fold_text:
 * @text: UTF-8
 * @length: bytes, -1 = up to NUL
 *
 * The folded form by GLib: the slow and obvious way, for single names.
 *
 * Returns: (transfer full): the folded form; a copy of what is not UTF-8.
 */
char *_exm_fold_text (const char *text,
                      gssize      length);

/**
 * _exm_fold_may_give:
 * @wanted: bits of ASCII characters, 64 in each
 *
 * Returns: whether a character of @text beyond ASCII folds to one of @wanted, or may;
 *   else a word of these stands in the fold only where it stands in @text, letter by letter
 */
gboolean _exm_fold_may_give (const char    *text,
                             gsize          length,
                             const guint64 *wanted);

/**
 * _exm_fold_chars:
 * @out: (element-type gunichar): the folded form is appended
 *
 * As _exm_fold_text(), fast: some 3 ns a character.
 */
void _exm_fold_chars (const char *text,
                      gsize       length,
                      GArray     *out);

/**
 * _exm_fold_hashes:
 * @texts: (array length=n)
 * @lengths: (array length=n): bytes
 * @hashes: (array length=n) (out caller-allocates)
 *
 * As _exm_fold_hash() for each. Hashing waits for its own last result; four texts at
 * once take half the time.
 */
void _exm_fold_hashes (const char *const *texts,
                       const gsize       *lengths,
                       guint64           *hashes,
                       gsize              n);

/* For the above: folds @text into @out, at most @room characters. -1: the slow way
 * has to. */
gssize _exm_fold_into (const char *text,
                       gsize       length,
                       guint32    *out,
                       gsize       room);

static inline guint64
_exm_fold_step (guint64 hash,
                guint32 c)
{
  hash = (hash ^ c) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return hash ^ hash >> 32;
}

/* Spreads the last characters over all bits. 0 is kept for the empty post. */
static inline guint64
_exm_fold_finish (guint64 hash)
{
  hash ^= hash >> 33;
  hash *= G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
  hash ^= hash >> 33;
  return hash != 0 ? hash : 1;
}

/**
 * ExmMatcher:
 *
 * Looks for words and phrases in many texts. Not to be shared by threads.
 */
typedef struct _ExmMatcher ExmMatcher;

ExmMatcher *_exm_matcher_new (void);
void        _exm_matcher_free (ExmMatcher *self);

/**
 * _exm_matcher_add:
 * @text: UTF-8, spaces count
 * @bit: what it is called, one bit
 *
 * Returns: %FALSE when @text folds to nothing and was not added
 */
gboolean _exm_matcher_add (ExmMatcher *self,
                           const char *text,
                           guint64     bit);

/**
 * _exm_matcher_find:
 * @wanted: bits of the words that are looked for
 *
 * Returns: the bits of those that stand in @text
 */
guint64 _exm_matcher_find (ExmMatcher *self,
                           guint64     wanted,
                           const char *text,
                           gsize       length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmMatcher, _exm_matcher_free)

G_END_DECLS
