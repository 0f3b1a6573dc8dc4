/* exm-odd-chars.h - characters that no one meant to write
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * exm_odd_chars_find:
 * @text: (array length=length): valid UTF-8
 *
 * Control characters (but tab and line ends), the replacement character that
 * stands where a text was decoded wrongly, characters that turn the direction of
 * others around (U+202A–202E, U+2066–2069), spaces and marks without width
 * (U+200B, U+2060, U+FEFF), private use, and what is no character. Joiners within
 * emoji and the marks of right-to-left scripts are none of these. Any thread;
 * O(length), fast for ASCII.
 *
 * Returns: how many there are
 */
guint exm_odd_chars_find (const char *text,
                          gsize       length);

/**
 * exm_odd_chars_remove:
 *
 * Returns: (transfer full) (nullable): @text without them; a control character
 *   between two words becomes a space. %NULL when there are none
 */
char *exm_odd_chars_remove (const char *text);

G_END_DECLS
