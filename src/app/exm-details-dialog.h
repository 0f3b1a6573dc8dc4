/* exm-details-dialog.h - a longer text to read and to copy
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define EXM_TYPE_DETAILS_DIALOG (exm_details_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ExmDetailsDialog, exm_details_dialog, EXM, DETAILS_DIALOG, AdwWindow)

/**
 * exm_details_dialog_show:
 * @widget: any widget of the window that it belongs to
 * @title: translated
 * @lead: (nullable): translated sentence above the text
 * @text: plain text; what is secret was taken out before
 * @url: (nullable): https page that a second button opens
 *
 * Shows @text, selectable, with a button that copies all of it.
 */
void exm_details_dialog_show (GtkWidget  *widget,
                              const char *title,
                              const char *lead,
                              const char *text,
                              const char *url);

G_END_DECLS
