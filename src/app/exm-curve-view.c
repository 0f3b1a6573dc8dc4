/* exm-curve-view.c - a small picture of how the training goes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-curve-view.h"

#include "exm-tooltip.h"

#include <math.h>

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* Room around the plot, in pixels: figures at the left, title above, steps and
 * legend below. */
#define LEFT 52.0
#define RIGHT 12.0
#define TOP 30.0
#define BOTTOM 48.0

struct _ExmCurveView
{
  GtkWidget parent_instance;

  char     *title;
  char     *text;
  ExmCurve *lines[2]; /* training, validation; nullable */
  gboolean  percent;
};

G_DEFINE_FINAL_TYPE (ExmCurveView, exm_curve_view, GTK_TYPE_WIDGET)

typedef struct
{
  double first, last; /* steps */
  double low, high;   /* values */
} Range;

static const ExmCurvePoint *
point_at (const ExmCurve *curve,
          guint           i)
{
  return &g_array_index (curve->points, ExmCurvePoint, i);
}

static gboolean
find_range (ExmCurveView *self,
            Range        *range)
{
  guint n = 0;

  *range = (Range){ G_MAXDOUBLE, -G_MAXDOUBLE, 0, self->percent ? 1 : 0 };
  for (guint k = 0; k < 2; k++)
    for (guint i = 0; self->lines[k] != NULL && i < self->lines[k]->points->len; i++, n++)
      {
        const ExmCurvePoint *point = point_at (self->lines[k], i);

        range->first = MIN (range->first, (double)point->step);
        range->last = MAX (range->last, (double)point->step);
        range->low = MIN (range->low, point->value);
        range->high = MAX (range->high, point->value);
      }
  if (range->high - range->low < 1e-9)
    range->high = range->low + 1;
  if (range->last - range->first < 1)
    range->last = range->first + 1;
  return n > 0;
}

static char *
value_text (ExmCurveView *self,
            double        value)
{
  /* Translators: a share of 100 */
  return self->percent ? g_strdup_printf (_("%.0f %%"), value * 100) : g_strdup_printf ("%.2f", value);
}

/* --- drawing -------------------------------------------------------------------------- */

/* Colours of the two lines and of the text; the lines are libadwaita's accent and
 * warning colours, which have the contrast that graphics need on both backgrounds. */
static void
line_color (guint    line,
            GdkRGBA *color)
{
  static const char *const colors[2][2] = { { "#1c71d8", "#9c6e03" }, { "#78aeed", "#f8e45c" } };
  gboolean                 dark = adw_style_manager_get_dark (adw_style_manager_get_default ());

  gdk_rgba_parse (color, colors[dark][line]);
}

static void
text_color (GdkRGBA *color)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  float            shade = adw_style_manager_get_dark (manager) ? 1 : 0;

  *color = (GdkRGBA){ shade, shade, shade, adw_style_manager_get_high_contrast (manager) ? 1 : 0.8f };
}

static void
draw_text (ExmCurveView  *self,
           GtkSnapshot   *snapshot,
           const char    *text,
           double         x,
           double         y,
           double         align,
           const GdkRGBA *color)
{
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)(x - width * align), (float)y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static void
draw_line (ExmCurveView          *self,
           cairo_t               *cr,
           guint                  line,
           const Range           *range,
           const graphene_rect_t *plot)
{
  static const double dashes[] = { 6, 4 };
  const ExmCurve     *curve = self->lines[line];
  GdkRGBA             color;

  line_color (line, &color);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, 2);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_dash (cr, dashes, line == 1 ? 2 : 0, 0);
  for (guint i = 0; i < curve->points->len; i++)
    {
      const ExmCurvePoint *point = point_at (curve, i);
      double               x = plot->origin.x + plot->size.width * ((double)point->step - range->first) / (range->last - range->first);
      double               y = plot->origin.y + plot->size.height * (range->high - point->value) / (range->high - range->low);

      if (curve->points->len == 1)
        cairo_arc (cr, x, y, 2, 0, 2 * G_PI);
      else
        cairo_line_to (cr, x, y);
    }
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
draw_frame (ExmCurveView          *self,
            GtkSnapshot           *snapshot,
            const Range           *range,
            const graphene_rect_t *plot,
            const GdkRGBA         *color)
{
  GdkRGBA          faint = *color;
  g_autofree char *high = value_text (self, range->high);
  g_autofree char *low = value_text (self, range->low);
  g_autofree char *first = g_strdup_printf ("%.0f", range->first);
  /* Translators: the number of the last training step, below a chart */
  g_autofree char *last = g_strdup_printf (_("step %.0f"), range->last);

  faint.alpha *= 0.15f;
  for (guint i = 0; i <= 4; i++)
    gtk_snapshot_append_color (snapshot, &faint,
                               &GRAPHENE_RECT_INIT (plot->origin.x, roundf (plot->origin.y + plot->size.height * (float)i / 4), plot->size.width, 1));
  draw_text (self, snapshot, high, plot->origin.x - 6, plot->origin.y - 8, 1, color);
  draw_text (self, snapshot, low, plot->origin.x - 6, plot->origin.y + plot->size.height - 8, 1, color);
  draw_text (self, snapshot, first, plot->origin.x, plot->origin.y + plot->size.height + 2, 0, color);
  draw_text (self, snapshot, last, plot->origin.x + plot->size.width, plot->origin.y + plot->size.height + 2, 1, color);
}

static void
draw_legend (ExmCurveView  *self,
             GtkSnapshot   *snapshot,
             float          x,
             float          y,
             const GdkRGBA *color)
{
  const char *names[2] = { _("Training"), _("Validation") };

  for (guint i = 0; i < 2; i++)
    {
      GdkRGBA own;

      if (self->lines[i] == NULL || self->lines[i]->points->len == 0)
        continue;
      line_color (i, &own);
      gtk_snapshot_append_color (snapshot, &own, &GRAPHENE_RECT_INIT (x, y + 8, i == 0 ? 18 : 7, 2));
      if (i == 1)
        gtk_snapshot_append_color (snapshot, &own, &GRAPHENE_RECT_INIT (x + 11, y + 8, 7, 2));
      draw_text (self, snapshot, names[i], x + 24, y, 0, color);
      x += 120;
    }
}

static void
exm_curve_view_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  ExmCurveView   *self = EXM_CURVE_VIEW (widget);
  float           width = (float)gtk_widget_get_width (widget);
  float           height = (float)gtk_widget_get_height (widget);
  graphene_rect_t plot = GRAPHENE_RECT_INIT (LEFT, TOP, width - (float)(LEFT + RIGHT), height - (float)(TOP + BOTTOM));
  GdkRGBA         color;
  Range           range;

  text_color (&color);
  draw_text (self, snapshot, self->title != NULL ? self->title : "", LEFT, 2, 0, &color);
  if (plot.size.width < 10 || plot.size.height < 10)
    return;
  if (!find_range (self, &range))
    {
      draw_text (self, snapshot, _("Nothing to see yet"), width / 2, height / 2 - 8, 0.5, &color);
      return;
    }
  draw_frame (self, snapshot, &range, &plot, &color);
  for (guint i = 0; i < 2; i++)
    if (self->lines[i] != NULL && self->lines[i]->points->len > 0)
      {
        cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));

        draw_line (self, cr, i, &range, &plot);
        cairo_destroy (cr);
      }
  draw_legend (self, snapshot, LEFT, height - 22, &color);
}

static void
exm_curve_view_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 200 : 170;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 320 : 200;
}

/* --- words ------------------------------------------------------------------------------ */

static void
append_line (ExmCurveView *self,
             GString      *text,
             guint         line)
{
  const ExmCurve  *curve = self->lines[line];
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  if (curve == NULL || curve->points->len == 0)
    return;
  from = value_text (self, point_at (curve, 0)->value);
  to = value_text (self, point_at (curve, curve->points->len - 1)->value);
  g_string_append (text, text->len > 0 ? " " : "");
  /* Translators: a chart in words; first and last value and the number of the last step */
  g_string_append_printf (text, line == 0 ? _("Training: from %s to %s after %d steps.")
                                          : _("Validation: from %s to %s after %d steps."),
                                               from, to, (int)point_at (curve, curve->points->len - 1)->step);
}

static void
update_text (ExmCurveView *self)
{
  GString *text = g_string_new (NULL);

  append_line (self, text, 0);
  append_line (self, text, 1);
  if (text->len == 0)
    g_string_append (text, _("Nothing to see yet"));
  g_free (self->text);
  self->text = g_string_free (text, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, self->title != NULL ? self->title : "",
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->text, -1);
  exm_tooltip_set (GTK_WIDGET (self), self->text);
}

/* --- object ------------------------------------------------------------------------------- */

static void
exm_curve_view_finalize (GObject *object)
{
  ExmCurveView *self = EXM_CURVE_VIEW (object);

  g_free (self->title);
  g_free (self->text);
  g_clear_pointer (&self->lines[0], exm_curve_free);
  g_clear_pointer (&self->lines[1], exm_curve_free);

  G_OBJECT_CLASS (exm_curve_view_parent_class)->finalize (object);
}

static void
exm_curve_view_class_init (ExmCurveViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = exm_curve_view_finalize;
  widget_class->snapshot = exm_curve_view_snapshot;
  widget_class->measure = exm_curve_view_measure;
  gtk_widget_class_set_css_name (widget_class, "curves");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
exm_curve_view_init (ExmCurveView *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

GtkWidget *
exm_curve_view_new (void)
{
  return g_object_new (EXM_TYPE_CURVE_VIEW, NULL);
}

void
exm_curve_view_set (ExmCurveView   *self,
                    const char     *title,
                    gboolean        percent,
                    const ExmCurve *training,
                    const ExmCurve *validation)
{
  g_return_if_fail (EXM_IS_CURVE_VIEW (self));

  g_free (self->title);
  self->title = g_strdup (title);
  self->percent = percent;
  g_clear_pointer (&self->lines[0], exm_curve_free);
  g_clear_pointer (&self->lines[1], exm_curve_free);
  self->lines[0] = training != NULL ? exm_curve_copy (training) : NULL;
  self->lines[1] = validation != NULL ? exm_curve_copy (validation) : NULL;
  update_text (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const char *
exm_curve_view_get_text (ExmCurveView *self)
{
  g_return_val_if_fail (EXM_IS_CURVE_VIEW (self), "");

  return self->text != NULL ? self->text : "";
}
