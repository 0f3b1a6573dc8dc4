/* probe.c - a window with one of each thing that the driver has to master
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-probe"

#include "config.h"

#include <adwaita.h>

static GtkWidget *status;
static GtkWidget *entry;

static void
say (const char *text)
{
  gtk_label_set_label (GTK_LABEL (status), text);
}

static void
greet_cb (GtkButton *button,
          gpointer   user_data)
{
  g_autofree char *text = g_strdup_printf ("Hello %s", gtk_editable_get_text (GTK_EDITABLE (entry)));

  say (text);
}

static void
stall_cb (GtkButton *button,
          gpointer   user_data)
{
  g_usleep (1000 * 1000);
  say ("stalled");
}

static void
complain_cb (GtkButton *button,
             gpointer   user_data)
{
  g_warning ("as asked");
}

static GtkWidget *
icon_button (const char *icon,
             const char *name,
             GCallback   clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect (button, "clicked", clicked, NULL);

  return button;
}

static GtkWidget *
make_pages (void)
{
  AdwViewStack *stack = ADW_VIEW_STACK (adw_view_stack_new ());
  GtkWidget    *switcher = adw_view_switcher_new ();
  GtkWidget    *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  adw_view_stack_add_titled (stack, gtk_label_new ("on the first page"), "first", "First");
  adw_view_stack_add_titled (stack, gtk_label_new ("on the second page"), "second", "Second");
  adw_view_switcher_set_stack (ADW_VIEW_SWITCHER (switcher), stack);
  gtk_widget_set_vexpand (GTK_WIDGET (stack), TRUE);
  gtk_box_append (GTK_BOX (box), switcher);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (stack));

  return box;
}

static void
activate_cb (GApplication *app,
             gpointer      user_data)
{
  GtkWidget *window = adw_application_window_new (GTK_APPLICATION (app));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *off = gtk_button_new_with_label ("Not now");

  status = gtk_label_new ("ready");
  entry = gtk_entry_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, "Name", -1);
  gtk_widget_set_sensitive (off, FALSE);

  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), icon_button ("emblem-ok-symbolic", "Greet", G_CALLBACK (greet_cb)));
  gtk_box_append (GTK_BOX (box), icon_button ("process-stop-symbolic", "Stall", G_CALLBACK (stall_cb)));
  gtk_box_append (GTK_BOX (box), icon_button ("dialog-warning-symbolic", "Complain", G_CALLBACK (complain_cb)));
  gtk_box_append (GTK_BOX (box), off);
  gtk_box_append (GTK_BOX (box), make_pages ());
  gtk_box_append (GTK_BOX (box), status);

  gtk_window_set_title (GTK_WINDOW (window), "Probe");
  gtk_window_set_default_size (GTK_WINDOW (window), 640, 480);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
}

static void
quit_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  g_application_quit (G_APPLICATION (user_data));
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (AdwApplication) app = adw_application_new (EXM_APP_ID ".Probe", G_APPLICATION_DEFAULT_FLAGS);
  g_autoptr (GSimpleAction) quit = g_simple_action_new ("quit", NULL);
  const char *keys[] = { "<Control>q", NULL };

  g_signal_connect (app, "activate", G_CALLBACK (activate_cb), NULL);
  g_signal_connect (quit, "activate", G_CALLBACK (quit_cb), app);
  g_action_map_add_action (G_ACTION_MAP (app), G_ACTION (quit));
  gtk_application_set_accels_for_action (GTK_APPLICATION (app), "app.quit", keys);

  return g_application_run (G_APPLICATION (app), argc, argv);
}
