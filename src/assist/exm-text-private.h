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

void _exm_tokens_init (ExmTokens *tokens, const char *text);
void _exm_tokens_clear (ExmTokens *tokens);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ExmTokens, _exm_tokens_clear)

G_END_DECLS
