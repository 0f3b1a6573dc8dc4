/* exm-label-row.h - a label in a list: key on its colour, name, count
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-label.h"

G_BEGIN_DECLS

#define EXM_TYPE_LABEL_ROW (exm_label_row_get_type ())
G_DECLARE_FINAL_TYPE (ExmLabelRow, exm_label_row, EXM, LABEL_ROW, GtkBox)

GtkWidget *exm_label_row_new (void);

/**
 * exm_label_row_set_label:
 * @label: (nullable): shown, and followed while it changes
 */
void exm_label_row_set_label (ExmLabelRow *self,
                              ExmLabel    *label);

/**
 * exm_label_row_speak:
 * @widget: what shows @label in a list
 *
 * Tells a screen reader what the list's own row around @widget is: name, key and posts.
 */
void exm_label_row_speak (GtkWidget *widget,
                          ExmLabel  *label);

G_END_DECLS
