/* exm-banner.h - a lasting state, told at the top of a view
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define EXM_TYPE_BANNER (exm_banner_get_type ())
G_DECLARE_FINAL_TYPE (ExmBanner, exm_banner, EXM, BANNER, GtkWidget)

/* Stands for AdwBanner, which is not in libadwaita 1.2. */

/**
 * exm_banner_show:
 * @button: (nullable): translated verb
 * @action: (nullable): detailed action name of the button
 */
void exm_banner_show (ExmBanner  *self,
                      const char *text,
                      const char *button,
                      const char *action);
void exm_banner_hide (ExmBanner *self);

G_END_DECLS
