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
 * _exm_fold_chars:
 * @out: (element-type gunichar): the folded form is appended
 *
 * As _exm_fold_text(), fast: some 3 ns a character.
 */
void _exm_fold_chars (const char *text,
                      gsize       length,
                      GArray     *out);

/**
 * ExmMatcher:
 *
 * Looks for words in many texts. A word is what stands between white space, or
 * in a pair of straight double quotes. Not to be shared by threads.
 */
typedef struct _ExmMatcher ExmMatcher;

/* More words than that are not looked for. */
#define EXM_MATCHER_MAX_WORDS 64

/**
 * _exm_matcher_new:
 *
 * Returns: (nullable): %NULL when there is no word in @words.
 */
ExmMatcher *_exm_matcher_new (const char *words);
void        _exm_matcher_free (ExmMatcher *self);

/**
 * _exm_matcher_get_all: what the found bits of a row's texts must add up to.
 */
guint64 _exm_matcher_get_all (const ExmMatcher *self);

/**
 * _exm_matcher_find:
 *
 * Returns: one bit for each word that stands in @text.
 */
guint64 _exm_matcher_find (ExmMatcher *self,
                           const char *text,
                           gsize       length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmMatcher, _exm_matcher_free)

G_END_DECLS
