/* exm-label-key-button.c - press the key that shall give a label
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-label-key-button.h"

#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-label.h"

struct _ExmLabelKeyButton
{
  GtkButton parent_instance;

  gunichar key;
  gboolean waits;
};

G_DEFINE_FINAL_TYPE (ExmLabelKeyButton, exm_label_key_button, GTK_TYPE_BUTTON)

static guint picked_signal;

static void
exm_label_key_button_refresh (ExmLabelKeyButton *self)
{
  char             key[7] = "";
  g_autofree char *name = NULL;

  if (self->key != 0)
    key[g_unichar_to_utf8 (self->key, key)] = '\0';
  if (self->waits)
    name = g_strdup (_ ("Press a key…"));
  else if (self->key != 0)
    /* Translators: %s is a letter or digit; a button to change it */
    name = g_strdup_printf (_ ("Key: %s"), key);
  else
    name = g_strdup (_ ("No key"));
  gtk_button_set_label (GTK_BUTTON (self), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_PRESSED,
                               self->waits ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
}

static void
exm_label_key_button_wait (ExmLabelKeyButton *self,
                           gboolean           waits)
{
  if (self->waits == waits)
    return;
  self->waits = waits;
  exm_label_key_button_refresh (self);
  if (waits)
    exm_compat_announce (GTK_WIDGET (self), _ ("Press a key…"));
}

static void
exm_label_key_button_clicked (GtkButton *button)
{
  ExmLabelKeyButton *self = EXM_LABEL_KEY_BUTTON (button);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  exm_label_key_button_wait (self, !self->waits);
}

static void
exm_label_key_button_pick (ExmLabelKeyButton *self,
                           gunichar           key)
{
  exm_label_key_button_wait (self, FALSE);
  g_signal_emit (self, picked_signal, 0, (guint)key);
}

static gboolean
exm_label_key_button_key_cb (ExmLabelKeyButton *self,
                             guint              keyval,
                             guint              keycode,
                             GdkModifierType    state)
{
  gunichar key = gdk_keyval_to_unicode (keyval);

  if (!self->waits)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Escape)
    exm_label_key_button_wait (self, FALSE);
  else if (keyval == GDK_KEY_BackSpace || keyval == GDK_KEY_Delete)
    exm_label_key_button_pick (self, 0);
  else if (keyval == GDK_KEY_Tab || keyval == GDK_KEY_ISO_Left_Tab || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    {
      exm_label_key_button_wait (self, FALSE);
      return GDK_EVENT_PROPAGATE;
    }
  else if (exm_label_key_is_valid (key))
    exm_label_key_button_pick (self, key);
  return GDK_EVENT_STOP;
}

static void
exm_label_key_button_leave_cb (ExmLabelKeyButton *self)
{
  exm_label_key_button_wait (self, FALSE);
}

static void
exm_label_key_button_class_init (ExmLabelKeyButtonClass *klass)
{
  GTK_BUTTON_CLASS (klass)->clicked = exm_label_key_button_clicked;

  picked_signal = g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
exm_label_key_button_init (ExmLabelKeyButton *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (exm_label_key_button_key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_object (focus, "leave", G_CALLBACK (exm_label_key_button_leave_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), _ ("Press to set another key"));
  exm_label_key_button_refresh (self);
}

GtkWidget *
exm_label_key_button_new (void)
{
  return g_object_new (EXM_TYPE_LABEL_KEY_BUTTON, NULL);
}

void
exm_label_key_button_set_key (ExmLabelKeyButton *self,
                              gunichar           key)
{
  g_return_if_fail (EXM_IS_LABEL_KEY_BUTTON (self));

  self->key = key;
  self->waits = FALSE;
  exm_label_key_button_refresh (self);
}
