/* exm-chart.h - a small picture of figures: what is in it, and drawing it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-overview.h"
#include "exm-query.h"

G_BEGIN_DECLS

/* One routine draws a picture on any cairo context: the window, a PNG, an SVG and the
 * page of a report show the same. A mark is a bar, a column or a cell; it stands for
 * rows, which the picture does not look up itself. */

typedef enum
{
  EXM_CHART_BARS,    /* lying, name before, figure behind */
  EXM_CHART_COLUMNS, /* standing, without gaps in what they count */
  EXM_CHART_CELLS,   /* rows × columns, the darker the more */
} ExmChartKind;

#define EXM_CHART_NO_COLOR G_MAXUINT

/**
 * ExmChartMark:
 * @name: what it counts: "Positive", "120–139"
 * @value: the figure as it is written beside it
 * @words: the mark in words, for pointers and screen readers
 * @amount: what its size is drawn from
 * @strength: cells only: 0 … 1, how dark
 * @is_rest: all others in one: has no bar, which would dwarf the bars of single ones
 * @color: index in the palette, or %EXM_CHART_NO_COLOR
 * @row, @column: cells only
 * @query: (nullable): its rows, when a query can say it
 * @mark: its rows otherwise
 * @title: what the rows have in common, for a filter
 */
typedef struct
{
  char           *name;
  char           *value;
  char           *words;
  double          amount;
  double          strength;
  gboolean        is_rest;
  guint           color;
  guint           row;
  guint           column;
  ExmQuery       *query;
  ExmOverviewMark mark;
  char           *title;

  graphene_rect_t area; /* set by drawing and measuring */
} ExmChartMark;

typedef struct
{
  ExmChartKind kind;
  char        *title;
  char        *note; /* nullable: what the picture says, in words */
  char        *file; /* beginning of a file's name, ASCII */
  GArray      *marks;
  GPtrArray   *rows;    /* cells: names of the rows */
  GPtrArray   *columns; /* cells: names of the columns */
} ExmChart;

/**
 * ExmChartLook: colours and direction that a picture is drawn with.
 */
typedef struct
{
  GdkRGBA  text;
  GdkRGBA  accent;
  gboolean dark;
  gboolean rtl;
} ExmChartLook;

/**
 * exm_chart_new:
 * @title: translated
 * @file: beginning of a file's name
 */
ExmChart *exm_chart_new (ExmChartKind kind,
                         const char  *title,
                         const char  *file);
void      exm_chart_free (ExmChart *self);

/**
 * exm_chart_add:
 * @name, @value, @words, @title: (transfer full)
 *
 * Returns: (transfer none): the mark, until the next is added
 */
ExmChartMark *exm_chart_add (ExmChart *self,
                             char     *name,
                             char     *value,
                             char     *words,
                             char     *title,
                             double    amount);
ExmChartMark *exm_chart_get_mark (const ExmChart *self,
                                  guint           index);

/**
 * exm_chart_dup_words: the whole picture in words.
 */
char *exm_chart_dup_words (const ExmChart *self);

/**
 * exm_chart_lay_out:
 * @context: with the font
 *
 * Gives each mark its area within @width.
 *
 * Returns: the height that the picture takes
 */
double exm_chart_lay_out (ExmChart     *self,
                          PangoContext *context,
                          double        width,
                          gboolean      rtl);

/**
 * exm_chart_draw: at the origin of @cr, without a background.
 */
void exm_chart_draw (ExmChart           *self,
                     cairo_t            *cr,
                     PangoContext       *context,
                     double              width,
                     const ExmChartLook *look);

/**
 * exm_chart_look_for_widget: the colours of the window now.
 */
void exm_chart_look_for_widget (GtkWidget    *widget,
                                ExmChartLook *look);

/**
 * exm_chart_look_for_paper: dark on light, whatever the window looks like.
 */
void exm_chart_look_for_paper (GtkWidget    *widget,
                               ExmChartLook *look);

/**
 * exm_chart_color: the colour of a label for drawing: deep enough to be seen on a
 * light ground, and as it is on a dark one.
 */
void exm_chart_color (guint    color,
                      gboolean dark,
                      GdkRGBA *rgba);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmChart, exm_chart_free)

G_END_DECLS
