/* exm-overview-charts.h - from the figures of a dataset to its pictures
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-chart.h"
#include "exm-dataset.h"
#include "exm-overview.h"

G_BEGIN_DECLS

/* Labels in the picture before "all" is asked for. */
#define EXM_OVERVIEW_TOP_LABELS 20

/* Each: (transfer full): a new picture, with a note that says in words what is to be
 * seen. Main thread, since it asks the dataset for names and colours of labels. */
ExmChart *exm_overview_chart_labels (const ExmOverview *overview,
                                     ExmDataset        *dataset,
                                     gboolean           all);
ExmChart *exm_overview_chart_length (const ExmOverview *overview,
                                     gboolean           tokens);
ExmChart *exm_overview_chart_state (const ExmOverview *overview);
/**
 * exm_overview_chart_copies:
 * @near: (nullable): rows that nearly repeat others, %NULL = not known yet
 */
ExmChart *exm_overview_chart_copies (const ExmOverview *overview,
                                     const ExmQuery    *near);
ExmChart *exm_overview_chart_time (const ExmOverview *overview);
ExmChart *exm_overview_chart_label_length (const ExmOverview *overview,
                                           ExmDataset        *dataset);

/**
 * exm_overview_dup_totals:
 *
 * Returns: (transfer full): "527 posts, 154 labels, 500 done"
 */
char *exm_overview_dup_totals (const ExmOverview *overview);

/**
 * exm_overview_dup_problems:
 *
 * Returns: (transfer full): the problems of a dataset in one sentence
 */
char *exm_overview_dup_problems (const ExmStats *stats);

G_END_DECLS
