/* exm-post-text-private.h - texts, times and names as services write them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-json-scan.h"

G_BEGIN_DECLS

/* Appends @html as text: <br>, <p> and list items become line breaks, other tags go,
 * character references are read. Scripts and what is hidden in Mastodon's links
 * ("invisible") stay as text: a shortened link is whole again. */
void _exm_html_append_text (GString    *out,
                            const char *html,
                            gsize       len);

/* Appends @text with its character references (&amp; &#39;) read, tags as they are. */
void _exm_entities_append_text (GString    *out,
                                const char *text,
                                gsize       len);

/* Facebook and Instagram write each byte of UTF-8 as a character of its own
 * (\u00c3\u00a9 for é). Appends @text mended; as it is when it was not so written. */
void _exm_mojibake_append_text (GString    *out,
                                const char *text,
                                gsize       len);

/* Takes white space from both ends, and all but one of several empty lines. */
void _exm_post_text_trim (GString *text);

/* Seconds since 1970 UTC; 0 = this is no time. Knows ISO 8601 with or without zone
 * (then UTC), "2024-05-06 07:08:09 UTC", "Wed Oct 10 20:19:24 +0000 2018", and numbers
 * of seconds or milliseconds. */
gint64 _exm_when_parse (const char *text,
                        gsize       len);

G_END_DECLS
