/* exm-chart.c - a small picture of figures: what is in it, and drawing it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-chart.h"

#include <math.h>

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-palette.h"

/* Distances in pixels, or points on paper. */
#define GAP 6.0
#define BAR_GAP 4.0
#define PLOT_HEIGHT 130.0
#define VALUE_WIDTH 60.0
#define VALUE_SHARE 0.4
#define NAME_SHARE 0.34

/* --- what is in it -------------------------------------------------------------------- */

static void
clear_mark (gpointer data)
{
  ExmChartMark *mark = data;

  g_free (mark->name);
  g_free (mark->value);
  g_free (mark->words);
  g_free (mark->title);
  g_clear_pointer (&mark->query, exm_query_free);
}

ExmChart *
exm_chart_new (ExmChartKind kind,
               const char  *title,
               const char  *file)
{
  ExmChart *self = g_new0 (ExmChart, 1);

  self->kind = kind;
  self->title = g_strdup (title);
  self->file = g_strdup (file);
  self->marks = g_array_new (FALSE, TRUE, sizeof (ExmChartMark));
  g_array_set_clear_func (self->marks, clear_mark);
  self->rows = g_ptr_array_new_with_free_func (g_free);
  self->columns = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
exm_chart_free (ExmChart *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self->note);
  g_free (self->file);
  g_array_unref (self->marks);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->columns);
  g_free (self);
}

ExmChartMark *
exm_chart_add (ExmChart *self,
               char     *name,
               char     *value,
               char     *words,
               char     *title,
               double    amount)
{
  ExmChartMark mark = { .name = name, .value = value, .words = words, .title = title, .amount = amount, .color = EXM_CHART_NO_COLOR };

  g_array_append_val (self->marks, mark);
  return exm_chart_get_mark (self, self->marks->len - 1);
}

ExmChartMark *
exm_chart_get_mark (const ExmChart *self,
                    guint           index)
{
  return &g_array_index (self->marks, ExmChartMark, index);
}

char *
exm_chart_dup_words (const ExmChart *self)
{
  GString *words = g_string_new (self->title);

  if (self->note != NULL)
    g_string_append_printf (words, ". %s", self->note);
  for (guint i = 0; i < self->marks->len; i++)
    if (exm_chart_get_mark (self, i)->amount > 0)
      g_string_append_printf (words, "\n%s", exm_chart_get_mark (self, i)->words);
  return g_string_free (words, FALSE);
}

/* WCAG 2.1, relative luminance, with the plain power of 2.2. */
#define LIGHT_MOST 0.36

static double
luminance (const GdkRGBA *rgba)
{
  return 0.2126 * pow (rgba->red, 2.2) + 0.7152 * pow (rgba->green, 2.2) + 0.0722 * pow (rgba->blue, 2.2);
}

/* --- looks -------------------------------------------------------------------------------- */

void
exm_chart_color (guint    color,
                 gboolean dark,
                 GdkRGBA *rgba)
{
  double light;

  exm_palette_get_rgba (color, rgba);
  if (dark || luminance (rgba) <= LIGHT_MOST)
    return;
  /* Pale for letters to be read on; a mark has to stand out from paper itself. Squares
   * keep the hue and deepen it. */
  rgba->red *= rgba->red;
  rgba->green *= rgba->green;
  rgba->blue *= rgba->blue;
  light = luminance (rgba);
  if (light > LIGHT_MOST)
    {
      const float part = (float)pow (LIGHT_MOST / light, 1 / 2.2);

      rgba->red *= part;
      rgba->green *= part;
      rgba->blue *= part;
    }
}

void
exm_chart_look_for_widget (GtkWidget    *widget,
                           ExmChartLook *look)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  float            shade;

  look->dark = adw_style_manager_get_dark (manager);
  look->rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  shade = look->dark ? 1 : 0;
  look->text = (GdkRGBA){ shade, shade, shade, adw_style_manager_get_high_contrast (manager) ? 1 : 0.85f };
  gdk_rgba_parse (&look->accent, look->dark ? "#78aeed" : "#1c71d8");
}

void
exm_chart_look_for_paper (GtkWidget    *widget,
                          ExmChartLook *look)
{
  look->dark = FALSE;
  look->rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  look->text = (GdkRGBA){ 0, 0, 0, 0.85f };
  gdk_rgba_parse (&look->accent, "#1c71d8");
}

/* --- texts ------------------------------------------------------------------------------- */

typedef struct
{
  ExmChart           *chart;
  cairo_t            *cr; /* NULL while measuring */
  PangoContext       *context;
  double              width;
  const ExmChartLook *look;
  gboolean            rtl;
  double              line; /* height of one */
} Pen;

static PangoLayout *
new_layout (const Pen  *pen,
            const char *text,
            double      width,
            gboolean    bold)
{
  PangoLayout *layout = pango_layout_new (pen->context);

  pango_layout_set_text (layout, text, -1);
  if (bold)
    {
      g_autoptr(PangoAttrList) list = pango_attr_list_new ();

      pango_attr_list_insert (list, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
      pango_layout_set_attributes (layout, list);
    }
  if (width > 0)
    pango_layout_set_width (layout, (int)(width * PANGO_SCALE));
  return layout;
}

/* @x counts from the beginning of a line, wherever that is; @align is which part of the
 * text comes to stand there. Returns the width. */
static double
put_text (const Pen  *pen,
          const char *text,
          double      x,
          double      y,
          double      most,
          double      align)
{
  g_autoptr(PangoLayout) layout = new_layout (pen, text, most, FALSE);
  PangoRectangle area;
  double         left;

  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_get_pixel_extents (layout, NULL, &area);
  if (pen->cr == NULL)
    return area.width;
  left = x - area.width * align;
  if (pen->rtl)
    left = pen->width - left - area.width;
  gdk_cairo_set_source_rgba (pen->cr, &pen->look->text);
  cairo_move_to (pen->cr, left - area.x, y);
  pango_cairo_show_layout (pen->cr, layout);
  return area.width;
}

static double
put_paragraph (const Pen  *pen,
               const char *text,
               double      y,
               gboolean    bold)
{
  g_autoptr(PangoLayout) layout = new_layout (pen, text, pen->width, bold);
  int height;

  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment (layout, PANGO_ALIGN_LEFT);
  pango_layout_get_pixel_size (layout, NULL, &height);
  if (pen->cr != NULL)
    {
      gdk_cairo_set_source_rgba (pen->cr, &pen->look->text);
      cairo_move_to (pen->cr, 0, y);
      pango_cairo_show_layout (pen->cr, layout);
    }
  return height;
}

static void
place (const Pen    *pen,
       ExmChartMark *mark,
       double        x,
       double        y,
       double        width,
       double        height)
{
  if (pen->rtl)
    x = pen->width - x - width;
  mark->area = GRAPHENE_RECT_INIT ((float)x, (float)y, (float)width, (float)height);
}

static void
fill (const Pen          *pen,
      const ExmChartMark *mark,
      double              x,
      double              y,
      double              width,
      double              height,
      double              strength)
{
  GdkRGBA color = pen->look->accent;

  if (mark->color != EXM_CHART_NO_COLOR)
    exm_chart_color (mark->color, pen->look->dark, &color);
  color.alpha = (float)strength;
  if (pen->rtl)
    x = pen->width - x - width;
  gdk_cairo_set_source_rgba (pen->cr, &color);
  cairo_rectangle (pen->cr, x, y, width, height);
  cairo_fill (pen->cr);
}

static double
greatest (const ExmChart *chart)
{
  double most = 0;

  for (guint i = 0; i < chart->marks->len; i++)
    if (!exm_chart_get_mark (chart, i)->is_rest)
      most = MAX (most, exm_chart_get_mark (chart, i)->amount);
  return MAX (most, 1e-9);
}

/* --- the three kinds ----------------------------------------------------------------------- */

/* What the longest value takes: "100,000 · under 1 %" is no rarity. */
static double
measure_values (const Pen *pen)
{
  double widest = VALUE_WIDTH;

  for (guint i = 0; i < pen->chart->marks->len; i++)
    {
      g_autoptr(PangoLayout) layout = new_layout (pen, exm_chart_get_mark (pen->chart, i)->value, -1, FALSE);
      int width;

      pango_layout_get_pixel_size (layout, &width, NULL);
      widest = MAX (widest, width);
    }
  return MIN (widest, pen->width * VALUE_SHARE);
}

static double
draw_bars (const Pen *pen,
           double     y)
{
  const double most = greatest (pen->chart);
  const double names = pen->width * NAME_SHARE;
  const double values = pen->cr != NULL ? measure_values (pen) : 0;
  const double room = MAX (20, pen->width - names - values - 2 * GAP);
  const double height = pen->line + 2;

  for (guint i = 0; i < pen->chart->marks->len; i++, y += height + BAR_GAP)
    {
      ExmChartMark *mark = exm_chart_get_mark (pen->chart, i);
      /* One post in a thousand shall still be seen. */
      double long_ = mark->amount > 0 && !mark->is_rest ? MAX (2, room * mark->amount / most) : 0;

      place (pen, mark, 0, y, pen->width, height);
      if (pen->cr == NULL)
        continue;
      put_text (pen, mark->name, names, y + 1, names, 1);
      fill (pen, mark, names + GAP, y + 2, long_, height - 4, 1);
      put_text (pen, mark->value, names + GAP + long_ + GAP, y + 1, values, 0);
    }
  return y;
}

/* Names below, as many as there is room for. */
static void
put_names (const Pen *pen,
           double     left,
           double     each,
           double     y,
           guint      n,
           const char *(*get) (const ExmChart *, guint))
{
  double widest = 1;
  guint  step;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(PangoLayout) layout = new_layout (pen, get (pen->chart, i), 0, FALSE);
      int width;

      pango_layout_get_pixel_size (layout, &width, NULL);
      widest = MAX (widest, width + GAP);
    }
  step = MAX (1, (guint)ceil (widest / each));
  for (guint i = 0; i < n; i += step)
    put_text (pen, get (pen->chart, i), left + (i + 0.5) * each, y, MAX (widest, each), 0.5);
}

static const char *
get_mark_name (const ExmChart *chart,
               guint           i)
{
  return exm_chart_get_mark (chart, i)->name;
}

static const char *
get_column_name (const ExmChart *chart,
                 guint           i)
{
  return chart->columns->pdata[i];
}

static double
draw_columns (const Pen *pen,
              double     y)
{
  const guint  n = pen->chart->marks->len;
  const double most = greatest (pen->chart);
  const double edge = MIN (24, pen->width * 0.06);
  const double each = (pen->width - 2 * edge) / MAX (n, 1);
  const double foot = y + pen->line + PLOT_HEIGHT;

  for (guint i = 0; i < n; i++)
    {
      ExmChartMark *mark = exm_chart_get_mark (pen->chart, i);
      double        wide;
      double        tall = mark->amount > 0 ? MAX (1.5, PLOT_HEIGHT * mark->amount / most) : 0;

      place (pen, mark, edge + i * each, y, each, foot - y);
      if (pen->cr == NULL)
        continue;
      /* One day alone is no wall. */
      wide = MIN (MAX (1, each - 1.5), 60);
      fill (pen, mark, edge + (i + 0.5) * each - wide / 2, foot - tall, wide, tall, 1);
      if (mark->amount > 0 && (each > 5 * pen->line / 2 || mark->amount >= most))
        put_text (pen, mark->value, edge + (i + 0.5) * each, foot - tall - pen->line - 1, 120, 0.5);
    }
  if (pen->cr != NULL)
    {
      GdkRGBA faint = pen->look->text;

      faint.alpha *= 0.4f;
      gdk_cairo_set_source_rgba (pen->cr, &faint);
      cairo_rectangle (pen->cr, 0, foot, pen->width, 1);
      cairo_fill (pen->cr);
      put_names (pen, edge, each, foot + 3, n, get_mark_name);
    }
  return foot + 4 + pen->line;
}

static double
draw_cells (const Pen *pen,
            double     y)
{
  const guint  n_columns = pen->chart->columns->len;
  const double names = pen->width * NAME_SHARE;
  const double each = (pen->width - names - GAP) / MAX (n_columns, 1);
  const double height = pen->line + 6;

  for (guint i = 0; i < pen->chart->marks->len; i++)
    {
      ExmChartMark *mark = exm_chart_get_mark (pen->chart, i);
      const double  x = names + GAP + mark->column * each;
      const double  top = y + mark->row * height;

      place (pen, mark, x, top, each, height);
      if (pen->cr == NULL)
        continue;
      fill (pen, mark, x + 0.5, top + 0.5, each - 1, height - 1, mark->amount > 0 ? 0.12 + 0.5 * mark->strength : 0.03);
      if (mark->amount > 0 && put_text (&(Pen){ pen->chart, NULL, pen->context, pen->width, pen->look, pen->rtl, pen->line }, mark->value, 0, 0, 0, 0) < each - 2)
        put_text (pen, mark->value, x + each / 2, top + 3, each, 0.5);
    }
  for (guint i = 0; i < pen->chart->rows->len && pen->cr != NULL; i++)
    put_text (pen, pen->chart->rows->pdata[i], names, y + i * height + 3, names, 1);
  y += pen->chart->rows->len * height;
  if (pen->cr != NULL)
    put_names (pen, names + GAP, each, y + 2, n_columns, get_column_name);
  return y + 2 + pen->line;
}

static double
run (Pen *pen)
{
  g_autoptr(PangoLayout) sample = new_layout (pen, "Ág", 0, FALSE);
  double y;
  int    line;

  pango_layout_get_pixel_size (sample, NULL, &line);
  pen->line = line;
  y = put_paragraph (pen, pen->chart->title, 0, TRUE) + GAP;
  if (pen->chart->note != NULL)
    y += put_paragraph (pen, pen->chart->note, y, FALSE) + GAP;
  if (pen->chart->marks->len == 0)
    return y;
  switch (pen->chart->kind)
    {
    case EXM_CHART_COLUMNS:
      return draw_columns (pen, y);
    case EXM_CHART_CELLS:
      return draw_cells (pen, y);
    case EXM_CHART_BARS:
    default:
      return draw_bars (pen, y);
    }
}

double
exm_chart_lay_out (ExmChart     *self,
                   PangoContext *context,
                   double        width,
                   gboolean      rtl)
{
  return run (&(Pen){ self, NULL, context, width, NULL, rtl, 0 });
}

void
exm_chart_draw (ExmChart           *self,
                cairo_t            *cr,
                PangoContext       *context,
                double              width,
                const ExmChartLook *look)
{
  run (&(Pen){ self, cr, context, width, look, look->rtl, 0 });
}
