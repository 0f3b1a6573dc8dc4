/* exm-curve-view.h - a small picture of how the training goes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-curves.h"

G_BEGIN_DECLS

#define EXM_TYPE_CURVE_VIEW (exm_curve_view_get_type ())
G_DECLARE_FINAL_TYPE (ExmCurveView, exm_curve_view, EXM, CURVE_VIEW, GtkWidget)

/**
 * ExmCurveView:
 *
 * Two lines over the training steps: training (whole line) and validation (dashed,
 * so that it is told apart without colours). What it shows is also its accessible
 * description, in words.
 */
GtkWidget *exm_curve_view_new (void);

/**
 * exm_curve_view_set:
 * @title: translated: "Loss"
 * @percent: values 0 … 1 are shown as percent and the axis goes from 0 to 100 %
 * @training, @validation: (nullable): copied
 */
void exm_curve_view_set (ExmCurveView   *self,
                         const char     *title,
                         gboolean        percent,
                         const ExmCurve *training,
                         const ExmCurve *validation);

/**
 * exm_curve_view_get_text:
 *
 * Returns: (transfer none): the picture in words
 */
const char *exm_curve_view_get_text (ExmCurveView *self);

G_END_DECLS
