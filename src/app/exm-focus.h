/* exm-focus.h - Tab goes through all of a window, whatever had the focus before
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * exm_focus_watch:
 *
 * GTK remembers in each container which child had the focus last, and Tab into the
 * container goes on from that child: what stands before it is passed over. From now
 * on plain containers of @window forget it when the focus leaves them for another
 * place in sight, or when what had the focus is gone. Lists, and whatever else has
 * an order of its own, remember as before, and so does a page that is left for
 * another one. And what had the focus has it again when a menu is closed from one of
 * its submenus, which GTK 4.8 forgets.
 */
void exm_focus_watch (GtkWindow *window);

/**
 * exm_focus_page: gives the keyboard to what had it last in @page, else to the first
 * that takes it.
 */
gboolean exm_focus_page (GtkWidget *page);

/**
 * exm_focus_enter: for the `focus` of a page: Tab that comes from elsewhere begins at
 * @first, not where the page was left.
 *
 * Returns: whether it has the focus now
 */
gboolean exm_focus_enter (GtkWidget       *widget,
                          GtkDirectionType direction,
                          GtkWidget       *first);

G_END_DECLS
