/* exm-details-dialog.c - a longer text to read and to copy
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-details-dialog.h"

#include <glib/gi18n-lib.h>

#include "exm-compat.h"

struct _ExmDetailsDialog
{
  AdwWindow parent_instance;

  GtkLabel    *lead;
  GtkTextView *view;
  GtkButton   *page_button;
  GtkButton   *copy_button;

  char *text;
  char *url; /* nullable */
};

G_DEFINE_FINAL_TYPE (ExmDetailsDialog, exm_details_dialog, ADW_TYPE_WINDOW)

static void
exm_details_dialog_copy_cb (ExmDetailsDialog *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->text);
  gtk_button_set_label (self->copy_button, _ ("Copied"));
  exm_compat_announce (GTK_WIDGET (self), _ ("Copied"));
}

static void
exm_details_dialog_page_cb (ExmDetailsDialog *self)
{
  exm_compat_show_uri (GTK_WINDOW (self), self->url);
}

static void
exm_details_dialog_dispose (GObject *object)
{
  ExmDetailsDialog *self = EXM_DETAILS_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_DETAILS_DIALOG);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->url, g_free);

  G_OBJECT_CLASS (exm_details_dialog_parent_class)->dispose (object);
}

static void
exm_details_dialog_class_init (ExmDetailsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = exm_details_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-details-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmDetailsDialog, lead);
  gtk_widget_class_bind_template_child (widget_class, ExmDetailsDialog, view);
  gtk_widget_class_bind_template_child (widget_class, ExmDetailsDialog, page_button);
  gtk_widget_class_bind_template_child (widget_class, ExmDetailsDialog, copy_button);
  gtk_widget_class_bind_template_callback (widget_class, exm_details_dialog_copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_details_dialog_page_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
exm_details_dialog_init (ExmDetailsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
exm_details_dialog_show (GtkWidget  *widget,
                         const char *title,
                         const char *lead,
                         const char *text,
                         const char *url)
{
  GtkRoot          *root = gtk_widget_get_root (widget);
  ExmDetailsDialog *self = g_object_new (EXM_TYPE_DETAILS_DIALOG,
                                         "transient-for", GTK_IS_WINDOW (root) ? root : NULL,
                                         "title", title, NULL);

  self->text = g_strdup (text);
  self->url = g_strdup (url);
  gtk_label_set_label (self->lead, lead != NULL ? lead : "");
  gtk_widget_set_visible (GTK_WIDGET (self->lead), lead != NULL);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->view), text, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->page_button), url != NULL);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->copy_button));
}
