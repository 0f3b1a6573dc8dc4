/* exm-wrap-layout.h - children in lines, as words stand in a text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define EXM_TYPE_WRAP_LAYOUT (exm_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (ExmWrapLayout, exm_wrap_layout, EXM, WRAP_LAYOUT, GtkLayoutManager)

/**
 * ExmWrapLayout:
 *
 * Each child has its natural width, but never more than the line; children of a
 * line are as high as its highest. A GtkFlowBox would put them into columns.
 */
GtkLayoutManager *exm_wrap_layout_new (int spacing);

/**
 * exm_wrap_box_new:
 * @one_stop: Tab stops at one child only, and arrows go from one to the other
 *
 * A widget with such a layout; children are given by
 * gtk_widget_set_parent() and taken away when it goes.
 */
GtkWidget *exm_wrap_box_new (int      spacing,
                             gboolean one_stop);

G_END_DECLS
