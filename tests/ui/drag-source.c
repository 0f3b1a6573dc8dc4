/* drag-source.c - another program, from which files or text are dragged
 *
 * drag-source FILE…, or drag-source --text TEXT
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-drag-source"

#include "config.h"

#include <gtk/gtk.h>

static GdkContentProvider *
make_content (char **args)
{
  g_autoptr(GSList) files = NULL;
  GdkContentProvider *content;

  if (g_strcmp0 (args[0], "--text") == 0)
    return gdk_content_provider_new_typed (G_TYPE_STRING, args[1] != NULL ? args[1] : "");
  for (guint i = 0; args[i] != NULL; i++)
    files = g_slist_append (files, g_file_new_for_commandline_arg (args[i]));
  content = gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, files);
  g_slist_foreach (files, (GFunc)(void *)g_object_unref, NULL);
  return content;
}

int
main (int    argc,
      char **argv)
{
  GtkWidget     *window, *label;
  GtkDragSource *source;
  g_autoptr(GdkContentProvider) content = NULL;

  gtk_init ();
  if (argc < 2)
    return 2;
  content = make_content (argv + 1);
  source = gtk_drag_source_new ();
  gtk_drag_source_set_content (source, content);
  label = gtk_label_new ("Drag");
  gtk_widget_add_controller (label, GTK_EVENT_CONTROLLER (source));
  window = gtk_window_new ();
  gtk_window_set_title (GTK_WINDOW (window), "Drag Source");
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), 80, 40);
  gtk_window_set_child (GTK_WINDOW (window), label);
  gtk_window_present (GTK_WINDOW (window));
  while (g_list_model_get_n_items (gtk_window_get_toplevels ()) > 0)
    g_main_context_iteration (NULL, TRUE);
  return 0;
}
