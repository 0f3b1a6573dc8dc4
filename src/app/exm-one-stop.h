/* exm-one-stop.h - a list that Tab leaves at once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define EXM_TYPE_ONE_STOP (exm_one_stop_get_type ())
G_DECLARE_FINAL_TYPE (ExmOneStop, exm_one_stop, EXM, ONE_STOP, AdwBin)

/**
 * ExmOneStop:
 *
 * Around a list view: arrows go from row to row, Tab goes on behind the list. Before
 * GTK 4.12 Tab would stop at each of hundreds of rows. For templates.
 */

/**
 * exm_focus_children:
 *
 * The focus function for a widget that hands a wish for focus on to one of its
 * children. GTK's own would do so as well when Tab with Shift is to leave such a
 * widget, and nobody would get out of it. Children have one after the other the focus,
 * in their order.
 */
gboolean exm_focus_children (GtkWidget       *widget,
                             GtkDirectionType direction);

G_END_DECLS
