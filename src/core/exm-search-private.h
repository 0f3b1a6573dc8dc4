/* exm-search-private.h - the words that the search language knows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-search.h"

G_BEGIN_DECLS

/* Returns: whether the @length bytes at @text are a key, in English or translated. */
gboolean _exm_search_find_key (const char  *text,
                               gsize        length,
                               ExmTermKind *kind);

/* English name of the key; NULL for EXM_TERM_TEXT. */
const char *_exm_search_key_name (ExmTermKind kind);

/* Looks a value of a key with fixed values up. */
gboolean _exm_search_find_value (ExmTermKind kind,
                                 const char *text,
                                 guint      *value);

/* English name of it. */
const char *_exm_search_value_name (ExmTermKind kind,
                                    guint       value);

/* "todo, done, …": for a message. */
char *_exm_search_list_values (ExmTermKind kind);

/* "none" as the name of a label, or its translation. */
gboolean _exm_search_is_none (const char *text);

G_END_DECLS
