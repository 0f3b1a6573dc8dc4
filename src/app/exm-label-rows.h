/* exm-label-rows.h - from rows to deciding on them one by one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

/**
 * exm_label_rows:
 * @from: any widget of the window
 * @query: which rows
 * @title: (nullable): translated, short; what they have in common
 *
 * Goes to the Label page, where these posts come up one after the other. Main
 * thread. Outside of a window nothing happens.
 */
void exm_label_rows (GtkWidget      *from,
                     const ExmQuery *query,
                     const char     *title);

/**
 * exm_label_rows_dup_filter:
 * @from: any widget of the window
 *
 * Returns: (transfer full): what the table shows now, in its order
 */
ExmQuery *exm_label_rows_dup_filter (GtkWidget *from);

G_END_DECLS
