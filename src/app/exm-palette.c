/* exm-palette.c - the sixteen colours that labels can have
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-palette.h"

#include <glib/gi18n-lib.h>

/* For widgets the colours stand in style.css, made of the platform's named colours;
 * for drawing, here. Labels get them in this order, neighbours far apart in hue.
 *
 * They were searched for: of all mixes of the platform's colours that keep black
 * letters legible, those eight whose smallest distance in CIELAB is largest, as seen
 * by people with and without each kind of colour blindness (the matrices of Machado,
 * Oliveira and Fernandes 2009); then eight more for the squares. A test repeats it. */
static const struct
{
  const char *css_class;
  const char *name;
  guint32     rgb;
} palette[EXM_PALETTE_SIZE] = {
  { "label-color-0", N_ ("Blue"), 0xb8d4f5 },
    { "label-color-1", N_ ("Orange"), 0xffa04c },
      { "label-color-2", N_ ("Green"), 0x89ebac },
        { "label-color-3", N_ ("Red"), 0xed333b },
          { "label-color-4", N_ ("Purple"), 0xc061cb },
            { "label-color-5", N_ ("Yellow"), 0xf6d32d },
              { "label-color-6", N_ ("Brown"), 0xb7977c },
                { "label-color-7", N_ ("Gray"), 0x77767b },
                  { "label-color-8", N_ ("Blue Square"), 0x3584e4 },
                    { "label-color-9", N_ ("Orange Square"), 0xffa348 },
                      { "label-color-10", N_ ("Green Square"), 0x33d17a },
                        { "label-color-11", N_ ("Red Square"), 0xf66151 },
                          { "label-color-12", N_ ("Purple Square"), 0xb27ac5 },
                            { "label-color-13", N_ ("Yellow Square"), 0xf5c211 },
                              { "label-color-14", N_ ("Brown Square"), 0xdcc4b1 },
                                { "label-color-15", N_ ("Gray Square"), 0x9a9996 },
                              };

const char *
exm_palette_get_name (guint color)
{
  return _ (palette[color % EXM_PALETTE_SIZE].name);
}

const char *
exm_palette_get_class (guint color)
{
  return palette[color % EXM_PALETTE_SIZE].css_class;
}

void
exm_palette_get_rgba (guint    color,
                      GdkRGBA *rgba)
{
  guint32 rgb = palette[color % EXM_PALETTE_SIZE].rgb;

  g_return_if_fail (rgba != NULL);

  rgba->red = (float)(rgb >> 16 & 0xff) / 255.0f;
  rgba->green = (float)(rgb >> 8 & 0xff) / 255.0f;
  rgba->blue = (float)(rgb & 0xff) / 255.0f;
  rgba->alpha = 1.0f;
}

gboolean
exm_palette_is_square (guint color)
{
  return color % EXM_PALETTE_SIZE >= EXM_PALETTE_SIZE / 2;
}

void
exm_palette_clear_class (GtkWidget *widget)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  for (guint i = 0; i < EXM_PALETTE_SIZE; i++)
    if (gtk_widget_has_css_class (widget, palette[i].css_class))
      gtk_widget_remove_css_class (widget, palette[i].css_class);
}

void
exm_palette_set_class (GtkWidget *widget,
                       guint      color)
{
  const char *css_class = exm_palette_get_class (color);

  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (gtk_widget_has_css_class (widget, css_class))
    return;
  exm_palette_clear_class (widget);
  gtk_widget_add_css_class (widget, css_class);
}
