/* exm-settings.h - the preferences of the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * exm_settings_get_default:
 *
 * Returns: (transfer none): the settings of the app; main thread
 */
GSettings *exm_settings_get_default (void);

G_END_DECLS
