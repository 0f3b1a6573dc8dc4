/* exm-text.h - what the local model sees of a post: normal form and tokens
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EXM_TEXT_MAX_CHARS:
 *
 * Only so many code points of a text are looked at. A post is far shorter; a
 * pasted book must not take the machine down.
 */
#define EXM_TEXT_MAX_CHARS 2000

/**
 * EXM_TEXT_URL_MARK:
 *
 * Stands in a normal form for any web address (a private-use code point).
 */
#define EXM_TEXT_URL_MARK 0xE000

/**
 * EXM_TEXT_NAME_MARK:
 *
 * Stands in a normal form for any `@name`.
 */
#define EXM_TEXT_NAME_MARK 0xE001

/**
 * exm_text_normalise:
 * @text: any bytes, ended by NUL; invalid UTF-8 is replaced
 *
 * Brings a text to the form that features are taken from: NFKC, lower case,
 * `&amp;` and its kind undone, addresses and names as marks, a character that
 * stands more than three times in a row cut to three, at most
 * EXM_TEXT_MAX_CHARS code points. Any thread.
 *
 * Returns: (transfer full): the normal form, valid UTF-8
 */
char *exm_text_normalise (const char *text);

/**
 * exm_text_canonical:
 * @text: any bytes, ended by NUL
 *
 * The form under which two posts count as the same post: the normal form
 * without addresses, names, a leading "rt", punctuation, and with single
 * blanks. Empty when nothing is left. Any thread.
 *
 * Returns: (transfer full): the canonical text, valid UTF-8
 */
char *exm_text_canonical (const char *text);

/**
 * exm_text_words:
 * @text: any bytes, ended by NUL
 *
 * The word tokens of @text in order: runs of letters and digits (an inner
 * apostrophe stays), `#tag` as both `#tag` and `tag`, each emoji, each run of
 * punctuation, and each single character of scripts written without blanks.
 * Any thread.
 *
 * Returns: (transfer full): NULL-ended array, free with g_strfreev()
 */
char **exm_text_words (const char *text);

G_END_DECLS
