/* exm-guide-pane.h - how to label: the guideline, and what each label means
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_GUIDE_PANE (exm_guide_pane_get_type ())
G_DECLARE_FINAL_TYPE (ExmGuidePane, exm_guide_pane, EXM, GUIDE_PANE, GtkWidget)

/**
 * ExmGuidePane:
 *
 * A drawer beside the post with two pages, `guideline` and `definitions`. The
 * guideline is a field of the task: changing it can be undone. Main thread.
 *
 * Signal `closed ()`: by its own button or Escape
 */
GtkWidget *exm_guide_pane_new (void);
void       exm_guide_pane_set_dataset (ExmGuidePane *self,
                                       ExmDataset   *dataset);

/**
 * exm_guide_pane_toggle: opens it with this page, or closes it when it shows that already.
 *
 * Returns: whether it is open now
 */
gboolean exm_guide_pane_toggle (ExmGuidePane *self,
                                const char   *page);

/**
 * exm_guide_pane_set_narrow: below the post instead of beside it.
 */
void exm_guide_pane_set_narrow (ExmGuidePane *self,
                                gboolean      narrow);

/**
 * exm_guide_pane_refresh: the task or a label has changed.
 */
void exm_guide_pane_refresh (ExmGuidePane *self);

/**
 * exm_guide_pane_flush: stores what is being written.
 */
void exm_guide_pane_flush (ExmGuidePane *self);

G_END_DECLS
