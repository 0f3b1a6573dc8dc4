/* exm-chart-export.h - pictures as files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-chart.h"

G_BEGIN_DECLS

typedef enum
{
  EXM_CHART_PNG, /* two pixels for each of the window's */
  EXM_CHART_SVG,
} ExmChartFormat;

/**
 * exm_chart_render:
 * @width: in pixels; the height follows
 *
 * The picture on white as the bytes of a file. Any size takes milliseconds.
 *
 * Returns: (transfer full): the bytes, or %NULL with @error set
 */
GBytes *exm_chart_render (ExmChart           *self,
                          ExmChartFormat      format,
                          double              width,
                          const ExmChartLook *look,
                          GError            **error);

/**
 * exm_chart_report:
 * @title: name of the dataset
 * @lines: (array zero-terminated=1): sentences below it
 * @charts: (element-type ExmChart): in order, in two columns
 * @letter: US Letter instead of A4
 *
 * All pictures on one page, as PDF.
 */
GBytes *exm_chart_report (const char         *title,
                          const char *const  *lines,
                          GPtrArray          *charts,
                          gboolean            letter,
                          const ExmChartLook *look,
                          GError            **error);

/**
 * exm_chart_save_bytes: asks where, then writes there: whole or not at all. Says when it
 * is done and what went wrong.
 * @name: the name offered, with its ending
 * @bytes: (transfer none)
 */
void exm_chart_save_bytes (GtkWidget  *from,
                           const char *title,
                           const char *name,
                           GBytes     *bytes);

G_END_DECLS
