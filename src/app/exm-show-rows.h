/* exm-show-rows.h - from a mark or a count to the rows that it means
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

/**
 * exm_show_rows:
 * @from: any widget of the window
 * @query: which rows; its sort is not used
 * @title: (nullable): translated, short; what the rows have in common, for the
 *   filter bar ("Length 120–140"); needed when the query names single rows
 *
 * Goes to the table and shows only these rows, with what they have in common as
 * filters that can be taken away again. Main thread. Outside of a window nothing
 * happens.
 */
void exm_show_rows (GtkWidget      *from,
                    const ExmQuery *query,
                    const char     *title);

/**
 * exm_show_rows_dup_query:
 * @from: any widget of the window
 *
 * Returns: (transfer full): which rows the table shows now; all outside of a window
 */
ExmQuery *exm_show_rows_dup_query (GtkWidget *from);

G_END_DECLS
