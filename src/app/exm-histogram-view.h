/* exm-histogram-view.h - how tokens are spread over the examples, as columns
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-tuning.h"

G_BEGIN_DECLS

#define EXM_TYPE_HISTOGRAM_VIEW (exm_histogram_view_get_type ())
G_DECLARE_FINAL_TYPE (ExmHistogramView, exm_histogram_view, EXM, HISTOGRAM_VIEW, GtkWidget)

/**
 * ExmHistogramView:
 *
 * A title, a column for each bucket and the figures below. What it shows is also its
 * accessible description, in words.
 */
GtkWidget *exm_histogram_view_new (void);

/**
 * exm_histogram_view_set:
 * @title: translated: "Tokens of the inputs"
 * @spread: copied as far as it is shown
 */
void exm_histogram_view_set (ExmHistogramView      *self,
                             const char            *title,
                             const ExmTuningSpread *spread);

/**
 * exm_histogram_view_get_text:
 *
 * Returns: (transfer none): the picture in words
 */
const char *exm_histogram_view_get_text (ExmHistogramView *self);

G_END_DECLS
