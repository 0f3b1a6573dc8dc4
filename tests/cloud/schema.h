/* schema.h - checks a request body against one of Google's API descriptions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* FALSE, with g_test_skip(), if the descriptions are not beside the checkout. */
gboolean schema_is_there (void);

/* Aborts the test unless @body is of @schema in discovery/@file: known members
 * only, right types, known enum values, nothing that is output only. */
void schema_assert (const char *file,
                    const char *schema,
                    const char *body);

G_END_DECLS
