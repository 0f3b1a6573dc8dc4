/* exm-line-filter.h - the texts of a finished JSON line, one by one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ExmTextFilter:
 * @text: decoded
 *
 * Returns: (transfer full) (nullable): what stands in its place; %NULL = it stays
 */
typedef char *(*ExmTextFilter) (const char *text,
                                gpointer    user_data);

/**
 * exm_line_filter:
 * @line: one JSON value, from byte @from on
 *
 * Hands each string of the line to @filter, however deep it stands and whatever its
 * member is called; names of members are none. All that stays keeps its bytes.
 *
 * Returns: %FALSE when this is not JSON; the line is as it was
 */
gboolean exm_line_filter (GString      *line,
                          gsize         from,
                          ExmTextFilter filter,
                          gpointer      user_data);

G_END_DECLS
