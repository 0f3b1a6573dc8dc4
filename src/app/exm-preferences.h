/* exm-preferences.h - the few preferences, and what the app is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * exm_preferences_show: changes take effect at once.
 */
void exm_preferences_show (GtkWindow *parent);
void exm_preferences_show_about (GtkWindow *parent);

G_END_DECLS
