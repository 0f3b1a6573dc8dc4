/* exm-told.h - what GTK and libadwaita leave out when they tell of their own widgets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * exm_told_begin:
 *
 * From now on each menu button, chooser and expander row of the program tells a
 * screen reader whether it is open, each chooser what is chosen, and each entry row
 * that it has the keyboard. GTK 4.8 says so of a menu button only once it was open,
 * and not where the keyboard is; libadwaita 1.2 says nothing. Pages of a stack have
 * their titles as names, or none, and not that of their class. Enter opens choosers
 * and expander rows in dialogs as well. Once, at the start. Main thread.
 */
void exm_told_begin (void);

/**
 * exm_told_fault:
 * @entry: what is typed in
 * @fault: (nullable): words on what is wrong with it, NULL = nothing
 *
 * Tells that what stands in @entry cannot be taken, and why.
 */
void exm_told_fault (GtkWidget  *entry,
                     const char *fault);

G_END_DECLS
