/* exm-label-key-button.h - press the key that shall give a label
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define EXM_TYPE_LABEL_KEY_BUTTON (exm_label_key_button_get_type ())
G_DECLARE_FINAL_TYPE (ExmLabelKeyButton, exm_label_key_button, EXM, LABEL_KEY_BUTTON, GtkButton)

/**
 * ExmLabelKeyButton:
 *
 * Shows the key. Pressed, it waits for one: a digit or letter is the new one,
 * Backspace or Delete takes it away, Escape leaves it.
 *
 * Signal `picked (guint key)`: 0 = none. The button shows the old key until
 * exm_label_key_button_set_key() is called.
 */
GtkWidget *exm_label_key_button_new (void);

void exm_label_key_button_set_key (ExmLabelKeyButton *self,
                                   gunichar           key);

G_END_DECLS
