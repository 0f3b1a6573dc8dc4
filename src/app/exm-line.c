/* exm-line.c - one line of text that a widget draws itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-line.h"

#include <math.h>

#include "exm-compat.h"

struct _ExmLine
{
  GtkWidget   *widget; /* borrowed */
  ExmLineFlags flags;
  char        *text;
  PangoLayout *layout; /* NULL until it is drawn */
};

ExmLine *
exm_line_new (GtkWidget   *widget,
              ExmLineFlags flags)
{
  ExmLine *self;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  self = g_new0 (ExmLine, 1);
  self->widget = widget;
  self->flags = flags;
  self->text = g_strdup ("");
  return self;
}

void
exm_line_free (ExmLine *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->layout);
  g_free (self->text);
  g_free (self);
}

void
exm_line_set_text (ExmLine    *self,
                   const char *text)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (text != NULL);

  if (g_str_equal (self->text, text))
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  if (self->layout != NULL)
    pango_layout_set_text (self->layout, text, -1);
  gtk_widget_queue_draw (self->widget);
}

void
exm_line_restyle (ExmLine *self)
{
  g_return_if_fail (self != NULL);

  g_clear_object (&self->layout);
}

void
exm_line_measure (ExmLine *self,
                  int     *width,
                  int     *height)
{
  PangoContext     *context;
  PangoFontMetrics *metrics;

  g_return_if_fail (self != NULL);

  context = gtk_widget_get_pango_context (self->widget);
  metrics = pango_context_get_metrics (context, pango_context_get_font_description (context),
                                       pango_context_get_language (context));
  *width = PANGO_PIXELS_CEIL (pango_font_metrics_get_approximate_char_width (metrics));
  *height = PANGO_PIXELS_CEIL (MAX (pango_font_metrics_get_ascent (metrics) + pango_font_metrics_get_descent (metrics),
                                    pango_font_metrics_get_height (metrics)));
  pango_font_metrics_unref (metrics);
}

/* Pango turns left and right around for a text that runs against its surroundings. */
static PangoAlignment
find_alignment (ExmLine *self)
{
  gboolean       is_rtl = gtk_widget_get_direction (self->widget) == GTK_TEXT_DIR_RTL;
  gboolean       at_left = is_rtl == ((self->flags & EXM_LINE_NUMBER) != 0);
  PangoDirection against = is_rtl ? PANGO_DIRECTION_LTR : PANGO_DIRECTION_RTL;

  if ((self->flags & EXM_LINE_BESIDE) != 0 && pango_layout_get_direction (self->layout, 0) == against)
    at_left = !at_left;
  return at_left ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT;
}

static PangoLayout *
get_layout (ExmLine *self)
{
  gboolean is_number = (self->flags & EXM_LINE_NUMBER) != 0;

  if (self->layout != NULL)
    return self->layout;
  self->layout = gtk_widget_create_pango_layout (self->widget, self->text);
  pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_single_paragraph_mode (self->layout, TRUE);
  if (is_number)
    {
      PangoAttrList *attributes = pango_attr_list_new ();

      pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
      pango_layout_set_attributes (self->layout, attributes);
      pango_attr_list_unref (attributes);
    }
  return self->layout;
}

void
exm_line_snapshot (ExmLine               *self,
                   GtkSnapshot           *snapshot,
                   const graphene_rect_t *area)
{
  PangoLayout *layout;
  GdkRGBA      color;
  int          width;
  int          height;

  g_return_if_fail (self != NULL);

  width = (int)area->size.width;
  if (*self->text == '\0' || width <= 0)
    return;
  layout = get_layout (self);
  pango_layout_set_width (layout, width * PANGO_SCALE);
  pango_layout_set_alignment (layout, find_alignment (self));
  pango_layout_get_pixel_size (layout, NULL, &height);
  exm_compat_get_text_color (self->widget, &color);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (area->origin.x,
                                                          area->origin.y + floorf ((area->size.height - height) / 2)));
  gtk_snapshot_append_layout (snapshot, layout, &color);
  gtk_snapshot_restore (snapshot);
}
