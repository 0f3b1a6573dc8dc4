/* exm-text-private.h - tokens as spans, for the siblings that make features
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A token is a run of code points of ExmTokens.chars. */
typedef struct
{
  guint start;
  guint len;
} ExmSpan;

/* The two readings of one text: words for word n-grams, pieces for character
 * n-grams. They differ in scripts without blanks, where a word is a single
 * character but a piece is the whole run. */
typedef struct
{
  gunichar *chars; /* the normal form */
  glong     n_chars;
  GArray   *words;  /* ExmSpan */
  GArray   *pieces; /* ExmSpan */
} ExmTokens;

/* The code points of the normal form, ended by 0; free with g_free(). */
gunichar *_exm_text_normal_chars (const char *text, glong *n_chars);

gboolean _exm_text_is_word_char (gunichar c);

/* Joiners and tones that only colour the character before them. */
gboolean _exm_text_is_attachment (gunichar c);
gboolean _exm_text_starts_address (const char *p);

/* What the entity at *p stands for, and moves *p past it; 0 = there is none. */
gunichar _exm_text_read_entity (const char **p);

/* Writes the code points of the canonical text, at most EXM_TEXT_MAX_CHARS, to
 * @out and returns how many. Fast enough for millions. */
guint _exm_canonical_chars (const char *text, gunichar *out);

void _exm_tokens_init (ExmTokens *tokens, const char *text);
void _exm_tokens_clear (ExmTokens *tokens);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ExmTokens, _exm_tokens_clear)

G_END_DECLS
