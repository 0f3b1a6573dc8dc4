/* exm-personal-box.h - which personal data to mask, and where
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-survey.h"

G_BEGIN_DECLS

#define EXM_TYPE_PERSONAL_BOX (exm_personal_box_get_type ())
G_DECLARE_FINAL_TYPE (ExmPersonalBox, exm_personal_box, EXM, PERSONAL_BOX, GtkWidget)

/**
 * exm_personal_box_new:
 * @kinds: bits of #ExmPersonal that are checked, unless the dataset says which are
 *   masked in what is uploaded
 *
 * A box to check for each kind that was found, and one for masking in what is
 * uploaded only, which is kept in the dataset at once.
 */
GtkWidget *exm_personal_box_new (ExmDataset *dataset,
                                 ExmSurvey  *survey,
                                 guint       kinds);

/**
 * exm_personal_box_get_kinds: bits of #ExmPersonal that are checked.
 */
guint exm_personal_box_get_kinds (ExmPersonalBox *self);

/* Signal: `kinds-changed ()`. */

/**
 * exm_personal_mask_command:
 * @rows: of exm_query_new_rows()
 *
 * Returns: (transfer full): masks these kinds in these posts, in one step
 */
ExmCommand *exm_personal_mask_command (const ExmQuery *rows,
                                       guint           kinds);

/**
 * exm_odd_remove_command:
 * @rows: of exm_query_new_rows()
 *
 * Returns: (transfer full): takes odd characters out of these posts
 */
ExmCommand *exm_odd_remove_command (const ExmQuery *rows);

G_END_DECLS
