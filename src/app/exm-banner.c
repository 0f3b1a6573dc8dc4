/* exm-banner.c - a lasting state, told at the top of a view
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-banner.h"

#include "exm-compat.h"

struct _ExmBanner
{
  GtkWidget parent_instance;

  GtkWidget *revealer;
  GtkWidget *label;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (ExmBanner, exm_banner, GTK_TYPE_WIDGET)

void
exm_banner_show (ExmBanner  *self,
                 const char *text,
                 const char *button,
                 const char *action)
{
  g_return_if_fail (EXM_IS_BANNER (self));

  if (!gtk_revealer_get_reveal_child (GTK_REVEALER (self->revealer)) ||
      g_strcmp0 (gtk_label_get_label (GTK_LABEL (self->label)), text) != 0)
    exm_compat_announce (GTK_WIDGET (self), text);
  gtk_label_set_label (GTK_LABEL (self->label), text);
  gtk_widget_set_visible (self->button, button != NULL);
  if (button != NULL)
    {
      gtk_button_set_label (GTK_BUTTON (self->button), button);
      gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->button), action);
    }
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), TRUE);
}

void
exm_banner_hide (ExmBanner *self)
{
  g_return_if_fail (EXM_IS_BANNER (self));

  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), FALSE);
}

static void
exm_banner_dispose (GObject *object)
{
  g_clear_pointer (&EXM_BANNER (object)->revealer, gtk_widget_unparent);

  G_OBJECT_CLASS (exm_banner_parent_class)->dispose (object);
}

static void
exm_banner_class_init (ExmBannerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_banner_dispose;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "exmbanner");
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
exm_banner_init (ExmBanner *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->revealer = gtk_revealer_new ();
  self->label = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS,
                              "wrap", TRUE, "xalign", 0.0f, "hexpand", TRUE, NULL);
  self->button = gtk_button_new ();
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  gtk_button_set_use_underline (GTK_BUTTON (self->button), TRUE);
  gtk_widget_add_css_class (box, "banner");
  gtk_box_append (GTK_BOX (box), self->label);
  gtk_box_append (GTK_BOX (box), self->button);
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), box);
  gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));
}
