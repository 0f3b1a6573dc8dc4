/* exm-settings.c - the preferences of the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-settings.h"

GSettings *
exm_settings_get_default (void)
{
  static GSettings *settings = NULL;

  if (settings == NULL)
    settings = g_settings_new (EXM_APP_ID);
  return settings;
}
