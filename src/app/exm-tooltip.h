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
 * A tooltip that is asked for when it is shown, and the accessible description.
 * gtk_widget_set_tooltip_text() asks the display where the pointer is, and waits for
 * the answer; a label key reached a dozen such widgets, 1 ms of the main loop. What
 * was set with that function is not shown any more. Main thread.
 */
void exm_tooltip_set (GtkWidget  *widget,
                      const char *text);

/**
 * exm_tooltip_set_name: the same for a widget whose tooltip is its accessible name: that
 * is not described as well, or a screen reader says it twice.
 */
void exm_tooltip_set_name (GtkWidget  *widget,
                           const char *name);

/**
 * exm_tooltip_get:
 *
 * Returns: (nullable) (transfer none): what was set last
 */
const char *exm_tooltip_get (GtkWidget *widget);

G_END_DECLS
