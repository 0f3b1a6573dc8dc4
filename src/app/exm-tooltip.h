/* exm-tooltip.h - tooltips that change while one works
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * exm_tooltip_set:
 * @text: (nullable): nothing or "" for no tooltip
 *
 * gtk_widget_set_tooltip_text() only if that changes something: GTK asks the display
 * where the pointer is, and waits for the answer, even when the text stays the same.
 * A label key reached three such widgets, 1 ms of the main loop. Main thread.
 */
void exm_tooltip_set (GtkWidget  *widget,
                      const char *text);

G_END_DECLS
