/* exm-palette.h - the sixteen colours that labels can have
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define EXM_PALETTE_SIZE 16

/**
 * exm_palette_get_name:
 * @color: an index; taken modulo the size of the palette
 *
 * Returns: (transfer none): the colour's translated name, for people who do not see it.
 */
const char *exm_palette_get_name (guint color);

/**
 * exm_palette_get_class:
 *
 * Returns: (transfer none): the style class whose background is the colour and
 *   whose text can be read on it (`label-color-0` … `label-color-15`; style.css).
 */
const char *exm_palette_get_class (guint color);

/**
 * exm_palette_get_rgba: the same colour for drawing, in light and in dark alike.
 * @rgba: (out caller-allocates)
 */
void exm_palette_get_rgba (guint    color,
                           GdkRGBA *rgba);

/**
 * exm_palette_is_square: whether marks of this colour are drawn square instead of
 * round, so that sixteen looks need no more than eight hues.
 */
gboolean exm_palette_is_square (guint color);

/**
 * exm_palette_set_class: takes the class of any other colour away and sets this one.
 */
void exm_palette_set_class (GtkWidget *widget,
                            guint      color);

/**
 * exm_palette_clear_class: takes every colour class away.
 */
void exm_palette_clear_class (GtkWidget *widget);

G_END_DECLS
