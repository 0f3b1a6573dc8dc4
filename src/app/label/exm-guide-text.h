/* exm-guide-text.h - a small part of Markdown, as markup for a label
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * exm_guide_text_to_markup:
 * @text: (nullable): UTF-8
 *
 * Renders headings (`#`, `##`, `###`), `**bold**`, `*italic*` or `_italic_`,
 * `` `code` ``, lists (`- `, `* `, `1. `; indented ones too) and links (`[words](https://…)`
 * and bare addresses, only http and https) as the markup of Pango with the `<a>` of
 * GtkLabel. All else is shown as it is: what is no known mark, or a mark that is
 * not closed on its line, is text. The result is always valid markup.
 *
 * Pure; any thread. O(length).
 *
 * Returns: (transfer full)
 */
char *exm_guide_text_to_markup (const char *text);

G_END_DECLS
