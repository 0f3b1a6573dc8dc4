/* exm-palette.c - the sixteen colours that labels can have
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-palette.h"

#include <glib/gi18n-lib.h>

/* The colours themselves stand in style.css, under these classes, as named
 * colours of the platform, so that light, dark and high contrast keep one
 * definition. Neighbours in the list are far apart in hue: labels get their
 * colours in this order. */
static const struct
{
  const char *css_class;
  const char *name;
} palette[EXM_PALETTE_SIZE] = {
  { "label-color-0", N_ ("Blue") },
    { "label-color-1", N_ ("Orange") },
      { "label-color-2", N_ ("Green") },
        { "label-color-3", N_ ("Red") },
          { "label-color-4", N_ ("Purple") },
            { "label-color-5", N_ ("Yellow") },
              { "label-color-6", N_ ("Brown") },
                { "label-color-7", N_ ("Gray") },
                  { "label-color-8", N_ ("Light Blue") },
                    { "label-color-9", N_ ("Dark Orange") },
                      { "label-color-10", N_ ("Light Green") },
                        { "label-color-11", N_ ("Gold") },
                          { "label-color-12", N_ ("Light Purple") },
                            { "label-color-13", N_ ("Sand") },
                              { "label-color-14", N_ ("Dark Green") },
                                { "label-color-15", N_ ("Light Gray") },
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
